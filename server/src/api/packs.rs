//! `GET /v1/packs/<digest>`: a pack as it is, from any byte on.
//!
//! Who asks says so in `authorization: Rantau <base64url of a signed hello>`, whose number counts as that of any other
//! exchange, so that a header that somebody overheard opens nothing.

use std::io;

use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, Request, header::AUTHORIZATION},
    response::{IntoResponse, Response},
    routing::get,
};
use data_encoding::BASE64URL_NOPAD;
use futures_util::StreamExt;
use records::DeviceId;
use tokio::task::spawn_blocking;
use tower::ServiceExt;
use tower_http::services::ServeFile;
use wire::exchange::SignedHello;

use super::{ApiError, AppState};
use crate::{Error, exchange::Refusal, packs, store::packs::Digest};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/v1/packs/{digest}", get(pack))
}

async fn pack(
    State(server): State<AppState>,
    Path(digest): Path<String>,
    request: Request<Body>,
) -> Result<Response, ApiError> {
    let hello = hello(request.headers())?;
    let mut name = Digest::default();
    hex::decode_to_slice(&digest, &mut name).map_err(|_| ApiError::no_such_pack())?;
    let file = server.home.packs().path(&name);
    let gate = AppState::clone(&server);
    let device = hello.value().device;
    let found = spawn_blocking(move || packs::find(&server, hello, &name)).await;
    let found = found.unwrap_or(Err(Refusal::Failed(Error::Unwritten)))?;
    found.ok_or_else(ApiError::no_such_pack)?;
    gate.gate.exchange(device)?;
    let answer = ServeFile::new(file).oneshot(request).await;
    let answer = answer.map_or_else(|never| match never {}, IntoResponse::into_response);
    Ok(answer.map(|body| while_allowed(gate, device, name, body)))
}

/// The bytes of a pack, as long as its device is not revoked and nothing in it was erased: a file takes hours over a slow
/// line, and whoever has stolen the device reads no further than to where it was missed.
fn while_allowed(server: AppState, device: DeviceId, name: Digest, body: Body) -> Body {
    let pieces = body.into_data_stream().then(move |piece| {
        let server = AppState::clone(&server);
        async move {
            match server.store.read(move |conn| packs::goes_on(conn, device, &name)).await {
                Ok(true) => piece.map_err(io::Error::other),
                Ok(false) | Err(_) => Err(io::Error::other("the pack is not for this device any more")),
            }
        }
    });
    Body::from_stream(pieces)
}

fn hello(headers: &HeaderMap) -> Result<SignedHello, Refusal> {
    let said = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Rantau "));
    let bytes = said.and_then(|said| BASE64URL_NOPAD.decode(said.as_bytes()).ok()).ok_or(Refusal::Malformed)?;
    Ok(SignedHello::from_bytes(&bytes)?)
}
