//! The HTTP side of a mailbox.
//!
//! | request | answer |
//! |---|---|
//! | `GET /v1/courier` | the card: certificate, challenge, limit |
//! | `GET /v1/courier/deposits/{digest}` | how far a deposit is |
//! | `PUT /v1/courier/deposits/{digest}?offset=N` | goes on with it from byte N |
//! | `GET /v1/courier/answers` | what waits for the caller |
//! | `GET /v1/courier/answers/{digest}` | an answer, from where `Range: bytes=N-` says |
//! | `DELETE /v1/courier/answers/{digest}` | the caller has taken it in |
//! | `GET /v1/courier/successions` | what it knows of the province's keys |
//! | `PUT /v1/courier/successions` | takes in what the caller knows of them |
//!
//! Every request but the first and the last two, which prove themselves, carries `Authorization: Rantau <base64url of the
//! Caller>`, which names an officer: so a device asks for the card first, and says who it is only over a connection that is
//! under the key of that card ([`Door`]).

mod api;
mod caller;
mod door;

use std::{sync::Arc, time::Duration};

use axum::{BoxError, Router, error_handling::HandleErrorLayer, extract::DefaultBodyLimit, http::StatusCode};
use seal::{Chain, Challenger, OsRandom};
use tower::{ServiceBuilder, limit::GlobalConcurrencyLimitLayer, load_shed::LoadShedLayer};
use tower_http::{catch_panic::CatchPanicLayer, timeout::RequestBodyTimeoutLayer};
use wire::{
    Signature,
    bundle::{Carried, SignedCarried},
    enrolment::Certificate,
    exchange::PackOffer,
    succession::Successions,
};

pub use self::door::Door;
use crate::{Error, Result, Spool};

/// How long a challenge is good, seconds: a slow deposit of a large bundle fits.
const CHALLENGE_LIFE: i64 = 30 * 60;
/// How many requests are answered at a time; the next ones are told to come again.
const AT_ONCE: usize = 64;
/// How long a caller may be silent in the middle of a request.
const PATIENCE: Duration = Duration::from_secs(60);

/// Signs the courier's receipts.
pub type Sign = Box<dyn Fn(Carried) -> SignedCarried + Send + Sync>;

/// Lists the packs for the device of a certificate.
pub type ListPacks = Box<dyn Fn(&Certificate) -> Result<Vec<PackOffer>> + Send + Sync>;
/// Some bytes of a pack from a place on, sealed to the device; `None` where there is no such pack for it.
pub type SealPiece = Box<dyn Fn(&Certificate, &[u8; 32], u64) -> Result<Option<Vec<u8>>> + Send + Sync>;

/// What a courier that keeps records itself hands on to devices that begin: packs, sealed piece by piece to the device
/// that asks. Who may have which, its own store decides by the device's certificate. Either answers [`Error::Locked`] where
/// that store is closed.
pub struct Seeds {
    /// Which packs there are for a device.
    pub packs: ListPacks,
    /// Their bytes.
    pub piece: SealPiece,
}

/// How the province's keys followed each other, as far as the courier's own store knows.
pub struct Keys {
    /// What it knows now.
    pub known: Box<dyn Fn() -> Chain + Send + Sync>,
    /// Takes in what a device knows of later ones; `false` where it leads nowhere.
    pub learn: Box<dyn Fn(&Successions) -> bool + Send + Sync>,
}

/// A courier at work.
pub struct Courier {
    /// Its own certificate.
    pub certificate: Certificate,
    /// The province's signature over it.
    pub signature: Signature,
    /// Who must have certified everybody else.
    pub keys: Keys,
    /// Where bundles are kept.
    pub spool: Arc<Spool>,
    /// Its key.
    pub sign: Sign,
    /// What it hands on.
    pub seeds: Seeds,
    /// Its clock, Unix seconds.
    pub now: fn() -> i64,
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Courier").field("device", &self.certificate.device).finish_non_exhaustive()
    }
}

/// What every handler gets.
struct State {
    courier: Courier,
    challenger: Challenger,
}

/// Serves devices until `shutdown` completes. A listener by itself is a door without TLS.
///
/// # Errors
/// Where the socket or the folder fails.
pub async fn serve(
    courier: Courier,
    door: impl Into<Door>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    courier.spool.clean((courier.now)())?;
    let served = axum::serve(door.into().open()?, router(courier)).with_graceful_shutdown(shutdown);
    served.await.map_err(Error::File)
}

/// All routes.
pub fn router(courier: Courier) -> Router {
    let state = Arc::new(State { courier, challenger: Challenger::new(&mut OsRandom) });
    let crowd = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(come_again))
        .layer(LoadShedLayer::new())
        .layer(GlobalConcurrencyLimitLayer::new(AT_ONCE));
    // A deposit is read piece by piece and has its own limits.
    api::router()
        .layer(DefaultBodyLimit::disable())
        .layer(crowd)
        .layer(RequestBodyTimeoutLayer::new(PATIENCE))
        .layer(CatchPanicLayer::new())
        .with_state(state)
}

async fn come_again(_: BoxError) -> StatusCode {
    StatusCode::SERVICE_UNAVAILABLE
}
