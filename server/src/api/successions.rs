//! `GET /v1/successions`: how the province's keys followed each other, for whoever asks.
//!
//! Who asks may not believe this server yet, so nothing is asked of it and nothing told that is not public: the statements
//! prove themselves.

use axum::{
    Router,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::get,
};

use super::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/v1/successions", get(successions))
}

async fn successions(State(server): State<AppState>) -> Response {
    ([(CONTENT_TYPE, "application/cbor")], server.keys.successions(0).to_bytes()).into_response()
}
