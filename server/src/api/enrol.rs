//! `POST /v1/enrol` and `POST /v1/enrol/officer`.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::post,
};
use tokio::task::spawn_blocking;
use wire::enrolment::{EnrolRequest, OfficerRequest};

use super::{ApiError, AppState, door};
use crate::{Error, enrol, exchange};

/// The media type of both bodies.
const CBOR: &str = "application/cbor";
/// Keys, a name and a MAC.
const LARGEST: usize = 16 << 10;

pub(super) fn router() -> Router<AppState> {
    let officers = Router::new().route("/v1/enrol/officer", post(add_officer));
    Router::new().route("/v1/enrol", post(enrol)).merge(officers).layer(DefaultBodyLimit::max(LARGEST))
}

/// The body of a request that is counted as an enrolment before it is read.
async fn counted(server: &AppState, request: Request) -> Result<Bytes, ApiError> {
    server.gate.enrolment(door::caller(&request))?;
    Bytes::from_request(request, &()).await.map_err(|_| exchange::Refusal::Cut.into())
}

async fn enrol(State(server): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let body = counted(&server, request).await?;
    let request = EnrolRequest::from_bytes(&body).map_err(ApiError::unreadable)?;
    let enrolled = spawn_blocking(move || enrol::enrol(&server.store, &server.keys, &server.province, request)).await;
    let response = enrolled.unwrap_or(Err(enrol::Refusal::Failed(Error::Unwritten)))?;
    tracing::info!(device.id = %response.certificate.device, region = %response.certificate.region, "a device enrolled");
    Ok(([(CONTENT_TYPE, CBOR)], response.to_bytes()).into_response())
}

async fn add_officer(State(server): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let body = counted(&server, request).await?;
    let request = OfficerRequest::from_bytes(&body).map_err(ApiError::unreadable)?;
    let added = spawn_blocking(move || enrol::officer::add(&server.store, &server.keys, &request)).await;
    let response = added.unwrap_or(Err(enrol::Refusal::Failed(Error::Unwritten)))?;
    tracing::info!(device.id = %response.device, officer.id = %response.officer, "an officer was added to a device");
    Ok(([(CONTENT_TYPE, CBOR)], response.to_bytes()).into_response())
}
