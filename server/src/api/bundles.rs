//! `POST /v1/bundles`: whoever carries a bundle hands it in, and takes the answer back.
//!
//! Nobody has to say who hands it in: what counts is signed and sealed inside, and the answer opens for its device only.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::post,
};
use wire::bundle::Bundle;

use super::{
    ApiError, AppState, BUNDLE,
    sync::{blocking, settle},
};
use crate::{bundles, exchange::Refusal};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/v1/bundles", post(take_in))
}

async fn take_in(State(server): State<AppState>, body: Bytes) -> Result<Response, ApiError> {
    let bundle = Bundle::from_bytes(&body).map_err(|error| Refusal::NoBundle(error.to_string()))?;
    let hearing = AppState::clone(&server);
    let heard = blocking(move || bundles::hear(&hearing, &bundle)).await?;
    tracing::info!(device.id = %heard.device(), documents = heard.docs().len(), "a bundle was brought");
    settle(&server, heard.docs()).await;
    let answer = blocking(move || heard.answer()).await?;
    Ok(([(CONTENT_TYPE, BUNDLE)], answer.to_bytes()).into_response())
}
