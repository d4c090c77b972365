//! The running server: workers, forwarder and HTTP, from the first request to an orderly end.

use std::{sync::Arc, thread, time::Duration};

use tokio::{sync::watch, task::JoinHandle};

use crate::{
    Error, Result, admit, api, certificates::Certificates, duplicate, entrance::Entrance, erasure, forwarder,
    home::Claim, loan, packs, projector, server::Server,
};

/// How long requests may go on after the end was asked for.
const GRACE: Duration = Duration::from_secs(10);
/// How often the inbox is looked through for what a full disk or a lost wake-up left there.
const SWEEP: Duration = Duration::from_secs(60);
/// After how long everybody is compared for the first time, when the morning's storm of devices is over, and how often then.
const FIRST_COMPARED: Duration = Duration::from_secs(60 * 60);
const COMPARED: Duration = Duration::from_secs(24 * 60 * 60);

/// Serves until `shutdown` completes; what is under way then is finished. `claim` is of the server's home, from before
/// its files were opened. A listener by itself is an entrance without TLS.
///
/// # Errors
/// Where the socket or the database fails.
pub async fn serve(
    server: Arc<Server>,
    claim: Claim,
    entrance: impl Into<Entrance>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    server.home.packs().remove_unfinished();
    let workers = start_workers(&server);
    let resumed = Arc::clone(&server);
    tokio::task::spawn_blocking(move || admit::resume(&resumed)).await.unwrap_or(Err(Error::Unwritten))?;
    let caught_up = tokio::task::spawn_blocking({
        let server = Arc::clone(&server);
        move || projector::catch_up(&server)
    });
    let (stop, stopped) = watch::channel(false);
    let tasks = [
        tokio::spawn(sweep(Arc::clone(&server), stopped.clone())),
        tokio::spawn(forwarder::run(Arc::clone(&server), stopped.clone())),
        tokio::spawn(compare(Arc::clone(&server), stopped.clone())),
    ];
    let http = answer(Arc::clone(&server), entrance.into(), stopped);
    let ending = async {
        shutdown.await;
        stop.send_replace(true);
    };
    tokio::join!(http, ending);
    join(tasks).await;
    if let Ok(Err(error)) = caught_up.await {
        tracing::error!(error = %error, "some records were not queued for the registry");
    }
    server.guardroom.close();
    server.packroom.close();
    // They end with the document that they have.
    let _ = tokio::task::spawn_blocking(|| workers.into_iter().try_for_each(thread::JoinHandle::join)).await;
    drop(claim);
    Ok(())
}

/// A worker waits for the disk most of the time; those that wait together share one write to it.
const WORKERS_PER_CORE: usize = 8;

fn start_workers(server: &Arc<Server>) -> Vec<thread::JoinHandle<()>> {
    let count = WORKERS_PER_CORE * thread::available_parallelism().map_or(1, usize::from);
    let start = |_| {
        let server = Arc::clone(server);
        thread::spawn(move || admit::work(&server))
    };
    let mut workers: Vec<_> = (0..count).map(start).collect();
    let server = Arc::clone(server);
    workers.push(thread::spawn(move || packs::work(&server)));
    workers
}

async fn answer(server: Arc<Server>, entrance: Entrance, stopped: watch::Receiver<bool>) {
    let mut at_end = stopped.clone();
    let graceful = entrance.with(server.limits.doors).serve(api::router(server), stopped);
    let too_late = async {
        wait_for(&mut at_end).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        () = graceful => {}
        () = too_late => tracing::warn!("some requests did not end in time"),
    }
}

/// Keeps the certificates of a running server good until the program ends.
pub async fn keep_certificates(server: Arc<Server>, certificates: Arc<Certificates>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let (server, certificates) = (Arc::clone(&server), Arc::clone(&certificates));
        let look = move || certificates.refresh(&server.home, &server.keys);
        match tokio::task::spawn_blocking(look).await {
            Ok(Ok(true)) => tracing::info!("the certificate was changed"),
            Ok(Err(error)) => {
                tracing::error!(error = %error, "the certificate could not be renewed; the old one stays")
            }
            Ok(Ok(false)) | Err(_) => {}
        }
    }
}

/// Waits until the end is asked for.
pub(crate) async fn wait_for(stopped: &mut watch::Receiver<bool>) {
    // A sender that is gone asks for the end as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

async fn sweep(server: Arc<Server>, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = wait_for(&mut stopped) => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
        match server.store.read(admit::waiting).await {
            Ok(docs) => server.guardroom.enqueue(docs),
            Err(error) => tracing::error!(error = %error, "the inbox could not be looked through"),
        }
        server.gate.sweep();
        run(&server, "packs that nobody may fetch any more could not be removed", packs::sweep).await;
        run(&server, "what waits for too long could not be refused", admit::expire_held).await;
        run(&server, "what was lent could not be looked after", loan::sweep).await;
        run(&server, "the write-ahead log could not be emptied", erasure::scrub_again).await;
    }
}

/// Looks for people who stand in two records, and records of two people, once a day.
async fn compare(server: Arc<Server>, mut stopped: watch::Receiver<bool>) {
    let mut pause = FIRST_COMPARED;
    loop {
        tokio::select! {
            () = wait_for(&mut stopped) => return,
            () = tokio::time::sleep(pause) => pause = COMPARED,
        }
        run(&server, "records could not be compared", duplicate::review).await;
    }
}

/// Does work beside the requests, and tells where it fails.
async fn run<T: Send + 'static>(server: &Arc<Server>, failed: &'static str, work: fn(&Server) -> Result<T>) {
    let server = Arc::clone(server);
    if let Ok(Err(error)) = tokio::task::spawn_blocking(move || work(&server)).await {
        tracing::error!(error = %error, "{failed}");
    }
}

async fn join(tasks: [JoinHandle<()>; 3]) {
    for task in tasks {
        let _ = task.await;
    }
}
