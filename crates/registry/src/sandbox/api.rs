//! The routes.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    Config, Error,
    fault::{Fault, Faults},
    flight::Flights,
    message::MAX_BODY,
    page,
    problem::Problem,
    respond::receive,
    store::Store,
    view::{WorkerDetail, WorkerSummary},
};
use crate::SigningSecret;

/// How many workers a list shows.
const MAX_WORKERS: u32 = 500;

/// What the routes share.
pub(super) struct Sandbox {
    pub(super) secrets: Vec<SigningSecret>,
    pub(super) faults: Faults,
    pub(super) flights: Flights,
    pub(super) stopping: CancellationToken,
    store: Mutex<Store>,
}

impl Sandbox {
    pub(super) fn open(config: Config, stopping: CancellationToken) -> Result<Self, Error> {
        let store = Mutex::new(Store::open(&config.database, config.prefix)?);
        let (faults, flights) = (Faults::default(), Flights::default());
        Ok(Self { secrets: config.secrets, faults, flights, stopping, store })
    }

    /// Runs one piece of database work away from the async threads. It ends even where the caller hangs up.
    pub(super) async fn with_store<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Store) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let sandbox = Arc::clone(self);
        let task = move || work(&mut sandbox.store.lock().unwrap_or_else(PoisonError::into_inner));
        let done = tokio::task::spawn_blocking(task).await.map_err(|_| Problem::INTERNAL)?;
        done.map_err(|error| Problem::internal(&error))
    }
}

pub(super) fn router(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::to("/workers") }))
        .route("/v1/events", post(receive))
        .route("/workers", get(workers))
        .route("/workers/{registry_id}", get(worker))
        .route("/stats", get(stats))
        .route("/sandbox/faults", get(faults).post(set_fault))
        .route("/healthz", get(|| async { "ok\n" }))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .method_not_allowed_fallback(|| async { Problem::METHOD })
        .fallback(|| async { Problem::NOT_FOUND })
        .with_state(sandbox)
}

/// `?format=json` beside the `Accept` header, for people who type addresses.
#[derive(Deserialize)]
struct Shown {
    format: Option<String>,
}

impl Shown {
    fn is_json(&self, headers: &HeaderMap) -> bool {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match &self.format {
            Some(format) => format == "json",
            None => accept.contains("application/json") && !accept.contains("text/html"),
        }
    }
}

async fn workers(
    State(sandbox): State<Arc<Sandbox>>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (rows, stats) = sandbox.with_store(|store| Ok((store.workers(MAX_WORKERS)?, store.stats()?))).await?;
    let workers: Vec<WorkerSummary> = rows.iter().map(WorkerSummary::of).collect();
    if shown.is_json(&headers) {
        return Ok(Json(json!({ "total": stats.workers, "workers": workers })).into_response());
    }
    Ok(html(page::workers(&workers, &stats).into_string()))
}

async fn worker(
    State(sandbox): State<Arc<Sandbox>>,
    Path(registry_id): Path<String>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = sandbox.with_store(move |store| store.worker(&registry_id)).await?;
    let (row, events) = found.ok_or(Problem::NOT_FOUND)?;
    let detail = WorkerDetail::of(row, events);
    if shown.is_json(&headers) {
        return Ok(Json(detail).into_response());
    }
    Ok(html(page::worker(&detail).into_string()))
}

async fn stats(State(sandbox): State<Arc<Sandbox>>) -> Result<Response, Problem> {
    Ok(Json(sandbox.with_store(|store| store.stats()).await?).into_response())
}

async fn faults(State(sandbox): State<Arc<Sandbox>>) -> Response {
    Json(json!({ "fault": sandbox.faults.left() })).into_response()
}

/// Takes any content type: `curl -d` is enough.
async fn set_fault(State(sandbox): State<Arc<Sandbox>>, body: String) -> Result<Response, Problem> {
    let fault: Fault = serde_json::from_str(&body).map_err(|_| Problem::BAD_FAULT)?;
    if !fault.is_possible() {
        return Err(Problem::BAD_FAULT);
    }
    sandbox.faults.set(fault);
    Ok(Json(json!({ "fault": sandbox.faults.left() })).into_response())
}

fn html(page: String) -> Response {
    // No script anywhere: a name that got through the escaping could still do nothing.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}
