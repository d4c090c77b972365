//! HTTP, as little as it takes: one client, one request with a streamed body, one streamed answer.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use reqwest::{Body, Client, ClientBuilder, Response, Url, redirect::Policy};
use tls::{Expected, KnownTime, Root, Untrusted};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use url::Host;

use super::link::{Incoming, Link, LinkError};
use crate::{Error, Result, SharedStore, succession};

/// The content type of an exchange, both ways.
pub(crate) const FRAMES: &str = "application/vnd.rantau.frames+zstd";

/// A village line needs three round trips before the first byte, each a second or more.
pub(crate) const CONNECT: Duration = Duration::from_secs(20);
/// Bytes that nobody acknowledges for so long are lost, and the connection with them. Idle waiting is not counted: the
/// system gives up on a peer that is gone, while one that is slow goes on.
const UNACKNOWLEDGED: Duration = Duration::from_secs(60);
/// How many pieces of the request may wait for the line: frames are made as the link takes them.
const AHEAD: usize = 1;

/// A client that believes one province only. It gives up on dead lines and never on slow ones.
pub(crate) fn client(expected: Expected) -> Result<Client> {
    let config = tls::client_config(expected).map_err(|error| Error::Unreachable(error.to_string()))?;
    build(Client::builder().tls_backend_preconfigured(config))
}

/// The way to a province's server: a client that believes it, and that follows its keys.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    client: Arc<Mutex<Client>>,
    server: String,
}

impl Door {
    /// The way to the server at an address.
    pub(crate) async fn open(store: &SharedStore, server: &str) -> Result<Self> {
        let client = client(store.with(|store| store.expected()).await?)?;
        Ok(Self { client: Arc::new(Mutex::new(client)), server: server.to_owned() })
    }

    /// The client. Those of one door share their connections.
    pub(crate) fn client(&self) -> Client {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The address.
    pub(crate) fn server(&self) -> &str {
        &self.server
    }

    /// Asks a server that was not believed how its key followed ours: `true` where it is believed from now on.
    pub(crate) async fn follow(&self, store: &SharedStore, why: &Untrusted) -> Result<bool> {
        if !succession::is_unknown_key(why) || !succession::follow(store, &self.server).await? {
            return Ok(false);
        }
        let client = client(store.with(|store| store.expected()).await?)?;
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = client;
        Ok(true)
    }
}

/// A client that believes whoever answers: for what proves itself, and to ask for nothing else.
pub(crate) fn stranger() -> Result<Client> {
    client(pinned(Root::Anybody))
}

/// A client of couriers on the LAN: under TLS of the device's own key, or in plain with couriers that were made before they
/// spoke it. What they carry is sealed and signed either way.
pub(crate) fn lan_client(url: &str, root: Root) -> Result<Client> {
    if url.starts_with("https:") {
        return client(pinned(root));
    }
    install_provider();
    build(Client::builder())
}

/// A server that its key alone makes believed.
fn pinned(root: Root) -> Expected {
    Expected { root, public_roots: false, time: KnownTime::default() }
}

/// A redirection would send an exchange to somebody who was never asked for.
fn build(builder: ClientBuilder) -> Result<Client> {
    let builder = builder.redirect(Policy::none()).connect_timeout(CONNECT).tcp_keepalive(UNACKNOWLEDGED);
    #[cfg(any(target_os = "android", target_os = "linux"))]
    let builder = builder.tcp_user_timeout(UNACKNOWLEDGED);
    builder.build().map_err(unreachable)
}

/// rustls asks which cryptography to use once per process; a program that chose before us is left its choice.
fn install_provider() {
    let _chosen_before: Option<Arc<_>> = rustls::crypto::ring::default_provider().install_default().err();
}

/// The address of one of the province's doors. Plain HTTP is for this machine only: a server of a test, or a tunnel.
pub(crate) fn endpoint(server: &str, path: &str) -> Result<Url> {
    let url = lan_endpoint(server, path)?;
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if url.scheme() == "https" || is_here { Ok(url) } else { Err(Error::PlainHttp(server.to_owned())) }
}

/// The address of a door of anybody's.
pub(crate) fn lan_endpoint(server: &str, path: &str) -> Result<Url> {
    let bad = || Error::BadAddress(server.to_owned());
    let full = if server.contains("://") { server.to_owned() } else { format!("https://{server}") };
    // By itself first: with a path behind it, an address without a host would take the path for one.
    let base = Url::parse(&full).map_err(|_| bad())?;
    if !matches!(base.scheme(), "http" | "https") {
        return Err(bad());
    }
    Url::parse(&format!("{}/{path}", full.trim_end_matches('/'))).map_err(|_| bad())
}

/// What went wrong on the way, without the address: it may hold a name or password.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
pub(crate) fn unreachable(error: reqwest::Error) -> Error {
    Untrusted::among(&error).map_or_else(|| Error::Unreachable(reason(&error)), Error::Untrusted)
}

fn reason(error: &reqwest::Error) -> String {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    if error.is_timeout() { "no answer in time".to_owned() } else { deepest.to_string() }
}

/// A whole answer of at most `limit` bytes.
pub(crate) async fn body(answer: Response, limit: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut pieces = answer.bytes_stream();
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece.map_err(unreachable)?);
        if bytes.len() > limit {
            return Err(Error::Protocol("an answer that is too long".to_owned()));
        }
    }
    Ok(bytes)
}

/// Opens an exchange: the request is on its way as soon as the answer is polled.
pub(crate) fn dial(client: &Client, url: &Url) -> Link {
    let (up, pieces) = mpsc::channel(AHEAD);
    let pieces = ReceiverStream::new(pieces).map(Ok::<_, std::io::Error>);
    let request = client.post(url.clone()).header("content-type", FRAMES).body(Body::wrap_stream(pieces)).send();
    let answer = stream::once(async move { frames_of(request.await.map_err(link_error)?) });
    let down: Incoming = Box::pin(answer.map_ok(pieces_of).try_flatten());
    Link { up, down }
}

/// Whatever stands between device and server may answer in its place: a proxy, a hotspot's login page.
fn frames_of(answer: Response) -> Result<Response, LinkError> {
    let is_frames = answer.headers().get("content-type").is_some_and(|kind| kind == FRAMES);
    let reason = || format!("not a Rantau server: it answered {}", answer.status());
    if is_frames { Ok(answer) } else { Err(LinkError::cut(reason())) }
}

fn pieces_of(answer: Response) -> impl Stream<Item = Result<bytes::Bytes, LinkError>> {
    answer.bytes_stream().map_err(link_error)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
pub(super) fn link_error(error: reqwest::Error) -> LinkError {
    let untrusted = Untrusted::among(&error);
    let reason = untrusted.as_ref().map_or_else(|| reason(&error), ToString::to_string);
    LinkError { connected: !error.is_connect(), reason, untrusted }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    /// A server that answers one request with these bytes.
    async fn answering(answer: &'static str) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            assert!(socket.read(&mut request).await.unwrap() > 0);
            socket.write_all(answer.as_bytes()).await.unwrap();
        });
        endpoint(&format!("http://{address}/"), "v1/sync").unwrap()
    }

    async fn first_error(url: &Url) -> LinkError {
        let mut link = dial(&lan_client(url.as_str(), Root::AnyDevice).unwrap(), url);
        link.up.send(bytes::Bytes::from_static(b"x")).await.unwrap();
        link.down.next().await.unwrap().unwrap_err()
    }

    #[tokio::test]
    async fn a_login_page_in_the_way_is_no_server() {
        let url = answering("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nhi").await;
        let error = first_error(&url).await;
        assert_eq!(error.reason, "not a Rantau server: it answered 200 OK");
        assert!(error.connected);
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_was_never_connected() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url =
            endpoint(&listener.local_addr().unwrap().to_string().replace("127", "http://127"), "v1/sync").unwrap();
        drop(listener);
        assert!(!first_error(&url).await.connected);
    }

    #[test]
    fn an_address_is_one_of_a_server() {
        for (given, url) in [
            ("https://rantau.example/", "https://rantau.example/v1/sync"),
            ("rantau.example:8443", "https://rantau.example:8443/v1/sync"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/sync"),
        ] {
            assert_eq!(endpoint(given, "v1/sync").unwrap().as_str(), url);
        }
        assert_eq!(lan_endpoint("http://192.168.1.5:8777", "v1/courier").unwrap().scheme(), "http");
        for plain in ["http://192.168.1.5:8080", "http://rantau.example", "http://[2001:db8::1]"] {
            assert!(matches!(endpoint(plain, "v1/sync"), Err(Error::PlainHttp(_))), "{plain}");
        }
        for bad in ["", "ftp://rantau.example", "https://", "http:// x"] {
            assert!(matches!(endpoint(bad, "v1/sync"), Err(Error::BadAddress(_))), "{bad}");
        }
    }
}
