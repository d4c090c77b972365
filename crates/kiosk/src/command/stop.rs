//! Being asked to stop.

use crate::failure::Result;

/// Waits for Ctrl-C or the word of whoever supervises the program.
#[cfg(unix)]
pub(super) fn signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    use crate::{failure::Failure, text};

    let listen = |kind| signal(kind).map_err(|_| Failure::new("internal", text::INTERNAL, text::INTERNAL_NEXT));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub(super) fn signal() -> Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a signal to wait for, whoever stops it ends the process.
            std::future::pending::<()>().await;
        }
    })
}
