//! `POST /v1/sync`.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::post,
};

use super::{ApiError, AppState, FRAMES};
use crate::exchange;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/v1/sync", post(sync))
}

async fn sync(State(server): State<AppState>, body: Body) -> Result<Response, ApiError> {
    let received = exchange::receive(&server, body.into_data_stream()).await?;
    let documents = received.docs.len();
    tracing::info!(device.id = %received.device.id, documents, "a device exchanges");
    let frames = exchange::respond(server, received).await?;
    Ok(([(CONTENT_TYPE, FRAMES)], Body::from_stream(frames)).into_response())
}
