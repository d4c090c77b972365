//! `rantau-registry`: a registry to practise and to test with. It is for training only: it takes invented people, says
//! so on every page, and can be told to fail.
//!
//! It keeps the contract of DOMAIN.md 5.3 A as strictly as a real registry should, so that a forwarder which works here
//! was really tried: signatures, idempotency keys, one result per event, duplicates by source and id, and events of a
//! record in the order of their sequence. What a forwarder must survive it does on request ([`fault`]).
//!
//! One SQLite file and one connection: a sandbox needs no more, and every message is one transaction.

mod api;
mod clock;
pub mod fault;
mod flight;
mod message;
mod page;
mod problem;
mod received;
mod respond;
mod store;
mod view;

use std::{future::Future, path::PathBuf, sync::Arc};

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::SigningSecret;

/// What a sandbox registry is told at its start.
#[derive(Debug, Clone)]
pub struct Config {
    /// The SQLite file, made where there is none.
    pub database: PathBuf,
    /// The secrets of which one must have signed a message.
    pub secrets: Vec<SigningSecret>,
    /// What registry ids begin with: `NTB` gives `NTB-2026-000001`.
    pub prefix: String,
}

/// Why a sandbox registry stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database cannot be opened or made.
    #[error("the database cannot be used")]
    Database(#[from] rusqlite::Error),
    /// The listener failed.
    #[error("the listener failed")]
    Listener(#[from] std::io::Error),
}

/// Opens a sandbox registry and serves until `shutdown`, then ends the requests that are under way.
///
/// # Errors
/// Where the database or the listener fails.
pub async fn serve(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    Registry::open(config)?.serve(listener, shutdown).await
}

/// A sandbox registry whose database is open: from here on it can say that it is ready.
pub struct Registry {
    sandbox: Arc<api::Sandbox>,
    stopping: CancellationToken,
}

impl Registry {
    /// Opens the database, or makes it.
    ///
    /// # Errors
    /// Where that fails.
    pub fn open(config: Config) -> Result<Self, Error> {
        let stopping = CancellationToken::new();
        Ok(Self { sandbox: Arc::new(api::Sandbox::open(config, stopping.clone())?), stopping })
    }

    /// Serves until `shutdown`, then ends the requests that are under way.
    ///
    /// # Errors
    /// Where the listener fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Error> {
        let shutdown = async move {
            shutdown.await;
            // Answers that are delayed on purpose end as well.
            self.stopping.cancel();
        };
        axum::serve(listener, api::router(self.sandbox)).with_graceful_shutdown(shutdown).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
