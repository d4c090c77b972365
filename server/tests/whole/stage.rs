//! A server under test.

use std::{path::PathBuf, sync::Arc, time::Duration};

use records::{Deployment, RegionCode};
use seal::InviteCode;
use server::{
    enrol::{self, Invitee},
    home::Home,
    serve,
    server::{Limits, Registry, Server},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::device::Device;

pub(crate) const VILLAGE: &str = "52.03.13.2001";
pub(crate) const OTHER_VILLAGE: &str = "52.03.13.2002";

/// A training deployment that is being served.
pub(crate) struct Stage {
    pub(crate) dir: TempDir,
    pub(crate) server: Arc<Server>,
    pub(crate) url: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<server::Result<()>>,
}

/// How a stage differs from the usual.
#[derive(Default)]
pub(crate) struct Props {
    pub(crate) limits: Option<Limits>,
    pub(crate) registry: Option<Registry>,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(Props::default()).await
    }

    pub(crate) async fn with(props: Props) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Home::create(&dir.path().join("data"), region("52"), "Uji".to_owned(), Deployment::Training).unwrap();
        Self::serve(dir, props).await
    }

    async fn serve(dir: TempDir, props: Props) -> Self {
        let home = Home::open(&dir.path().join("data")).unwrap();
        let claim = home.claim().unwrap();
        // Verdicts come with the response however slow the machine is.
        let patient = Limits { verdict_deadline: Duration::from_secs(60), ..Limits::default() };
        let limits = props.limits.unwrap_or(patient);
        let server = Arc::new(Server::open(home, limits, |_| Ok(props.registry)).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move { drop(stopped.await) };
        let serving = tokio::spawn(serve::serve(Arc::clone(&server), claim, listener, shutdown));
        Self { dir, server, url, stop, serving }
    }

    /// Stops the server in order and starts it again with `between` done to its files.
    pub(crate) async fn restart(self, between: impl FnOnce(&PathBuf)) -> Self {
        let dir = self.stop().await;
        between(&dir.path().join("data"));
        Self::serve(dir, Props::default()).await
    }

    /// Starts it again with other properties.
    pub(crate) async fn restart_with(self, props: Props) -> Self {
        let dir = self.stop().await;
        Self::serve(dir, props).await
    }

    pub(crate) async fn stop(self) -> TempDir {
        let Self { dir, server, stop, serving, .. } = self;
        stop.send(()).unwrap();
        serving.await.unwrap().unwrap();
        drop(server);
        dir
    }

    pub(crate) fn invite(&self, village: &str) -> InviteCode {
        self.invite_for(village, 3600)
    }

    pub(crate) fn invite_for(&self, village: &str, valid_for: i64) -> InviteCode {
        let invitee = Invitee {
            region: region(village),
            officer: None,
            officer_name: "Petugas Contoh".to_owned(),
            role: "village".to_owned(),
            valid_for,
        };
        enrol::invite(&self.server.store, &self.server.keys, invitee).unwrap().code
    }

    /// A device of a village, enrolled.
    pub(crate) async fn device(&self, village: &str) -> Device {
        Device::enrol(&self.url, &self.invite(village)).await.unwrap()
    }
}

pub(crate) fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}
