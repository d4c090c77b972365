//! The sandbox over HTTP, on a port of its own.

mod contract;
mod forwarding;
mod shown;

use std::{future::Future, net::SocketAddr, path::PathBuf};

use jiff::Timestamp;
use reqwest::{Response, header::HeaderMap};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use super::*;
use crate::{AllowList, Event, Target, client, cloudevents, event::tests::event_of, request::Request};

pub(super) struct Running {
    address: SocketAddr,
    client: reqwest::Client,
    directory: TempDir,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<(), Error>>,
}

pub(super) fn secret() -> SigningSecret {
    SigningSecret::of_random([7; 32])
}

pub(super) fn worker(number: u8, version: u8, sequence: u64) -> Event {
    event_of(number, version, sequence, &[("name", "CONTOH SATU"), ("nik", "5203130107950000")])
}

impl Running {
    pub(super) async fn start() -> Self {
        Self::start_in(TempDir::new().unwrap()).await
    }

    async fn start_in(directory: TempDir) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let database: PathBuf = directory.path().join("registry.sqlite");
        let config = Config { database, secrets: vec![secret()], prefix: "NTB".to_owned() };
        let shutdown = async {
            stopped.await.ok();
        };
        let served = tokio::spawn(serve(config, listener, shutdown));
        Self { address, client: client::http_client().unwrap(), directory, stop, served }
    }

    /// Stops it; what it holds stays.
    async fn stop(self) -> TempDir {
        self.stop.send(()).unwrap();
        self.served.await.unwrap().unwrap();
        self.directory
    }

    pub(super) fn url(&self, path: &str) -> reqwest::Url {
        reqwest::Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    pub(super) fn target(&self) -> Target {
        let allowed = AllowList::training_sandbox();
        Target::new("sandbox".to_owned(), self.url("/v1/events"), secret(), allowed)
    }

    pub(super) fn message(&self, events: &[Event]) -> Request {
        cloudevents::request(&self.target(), events, now()).unwrap()
    }

    pub(super) fn post(&self, message: Request) -> impl Future<Output = (u16, Json)> + use<> {
        let sent = self.client.post(message.url).headers(message.headers).body(message.body).send();
        async { read(sent.await.unwrap()).await }
    }

    pub(super) async fn get(&self, path: &str) -> (u16, Json) {
        read(self.client.get(self.url(path)).send().await.unwrap()).await
    }

    pub(super) async fn page(&self, path: &str) -> String {
        self.client.get(self.url(path)).send().await.unwrap().text().await.unwrap()
    }

    pub(super) async fn fault(&self, fault: Json) -> (u16, Json) {
        read(self.client.post(self.url("/sandbox/faults")).body(fault.to_string()).send().await.unwrap()).await
    }

    pub(super) async fn stat(&self, name: &str) -> i64 {
        let (_, stats) = self.get("/stats").await;
        stats[name].as_i64().unwrap_or_else(|| panic!("{name} in {stats}"))
    }
}

pub(super) fn now() -> Timestamp {
    clock::now()
}

async fn read(response: Response) -> (u16, Json) {
    let status = response.status().as_u16();
    let is_problem = is_problem(response.headers());
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
    assert_eq!(status >= 400, is_problem, "{status} {body}");
    (status, body)
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers.get("content-type").is_some_and(|value| value == "application/problem+json")
}
