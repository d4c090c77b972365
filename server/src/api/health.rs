//! `GET /healthz` and `GET /readyz`.

use axum::{Json, Router, extract::State, routing::get};
use serde::Serialize;

use super::{ApiError, AppState};
use crate::store::schema;

/// What `/readyz` says.
#[derive(Debug, Serialize)]
struct Ready {
    /// Whether requests are served.
    ready: bool,
    /// The schema of the database.
    schema: i64,
    /// Whether its people are invented.
    training: bool,
}

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(ready))
}

async fn ready(State(server): State<AppState>) -> Result<Json<Ready>, ApiError> {
    let schema = server.store.read(schema::version).await?;
    let training = server.province.deployment == records::Deployment::Training;
    Ok(Json(Ready { ready: schema == schema::latest(), schema, training }))
}
