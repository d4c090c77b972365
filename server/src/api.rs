//! What the server answers over HTTP.
//!
//! | route | what | body |
//! |---|---|---|
//! | `POST /v1/enrol` | a device uses its invitation | CBOR both ways |
//! | `POST /v1/sync` | one exchange | zstd streams of frames both ways |
//! | `GET /healthz` | the process runs | `ok` |
//! | `GET /readyz` | the database answers and has the schema that this program needs | JSON |

mod enrol;
mod error;
mod health;
mod sync;

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit};
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};

pub use error::ApiError;

use crate::server::Server;

/// What every handler gets.
pub type AppState = Arc<Server>;

/// The media type of an exchange's bodies.
pub const FRAMES: &str = "application/vnd.rantau.frames+zstd";

/// All routes.
pub fn router(state: AppState) -> Router {
    Router::new()
        .merge(enrol::router())
        .merge(health::router())
        // An exchange is read frame by frame and has its own limits.
        .merge(sync::router().layer(DefaultBodyLimit::disable()))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}
