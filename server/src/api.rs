//! What the server answers over HTTP.
//!
//! | route | what | body |
//! |---|---|---|
//! | `POST /v1/enrol` | a device uses its invitation | CBOR both ways |
//! | `POST /v1/sync` | one exchange | zstd streams of frames both ways |
//! | `POST /v1/bundles` | an exchange that somebody carried | a bundle each way |
//! | `GET /v1/packs/<digest>` | a feed as a file, for a device that begins | the pack, from any byte on |
//! | `GET /v1/successions` | how the province's keys followed each other | CBOR |
//! | `GET /healthz` | the process runs | `ok` |
//! | `GET /readyz` | the database answers and has the schema that this program needs | JSON |

mod bundles;
mod door;
mod enrol;
mod error;
mod health;
mod packs;
mod successions;
mod sync;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn_with_state, map_response},
};
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};

pub use error::ApiError;
use wire::bundle::MAX_BUNDLE;

use crate::server::Server;

/// What every handler gets.
pub type AppState = Arc<Server>;

/// The media type of an exchange's bodies.
pub const FRAMES: &str = "application/vnd.rantau.frames+zstd";

/// The media type of a bundle.
pub const BUNDLE: &str = "application/vnd.rantau.bundle";

/// What is written on a bundle takes some hundred bytes.
const ROOM_FOR_HEAD: usize = 1 << 10;

/// All routes.
pub fn router(state: AppState) -> Router {
    Router::new()
        .merge(enrol::router())
        .merge(bundles::router().layer(DefaultBodyLimit::max(MAX_BUNDLE + ROOM_FOR_HEAD)))
        .merge(health::router())
        .merge(packs::router())
        .merge(successions::router())
        // An exchange is read frame by frame and has its own limits.
        .merge(sync::router().layer(DefaultBodyLimit::disable()))
        .layer(from_fn_with_state(AppState::clone(&state), door::count))
        .layer(CatchPanicLayer::new())
        .layer(map_response(door::harden))
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}
