//! Where connections come in: how many, for how long, and whether under TLS.
//!
//! | what somebody tries | what stops it |
//! |---|---|
//! | to open connections without end | [`Doors::connections`] in all, [`Doors::per_address`] from one address |
//! | to begin a handshake or a head and never end it | 30 s for each |
//! | to send a body by the drop | silence for two minutes, or slower than the slowest line |
//! | to never read the answer | two minutes in which nothing is taken |
//!
//! axum's own loop was refused: it knows no limit of any of these.

mod paced;

use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::timeout,
};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::serve::wait_for;

/// How long a handshake may take: three round trips over a satellite, twice.
const HANDSHAKE: Duration = Duration::from_secs(30);
/// How long a request's head may take, and how long a connection may wait for one.
const HEAD: Duration = Duration::from_secs(30);
/// How long nobody may take anything of an answer.
const UNREAD: Duration = Duration::from_secs(120);
/// After how long is tried again where no connection can be taken: the system is out of files.
const OUT_OF_FILES: Duration = Duration::from_secs(1);

/// How many may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doors {
    /// Connections in all. Each takes some 50 kB.
    pub connections: usize,
    /// Connections from one address. The villages of a valley may share that of their mobile network.
    pub per_address: usize,
}

impl Default for Doors {
    fn default() -> Self {
        Self { connections: 1024, per_address: 128 }
    }
}

/// Where connections come in.
#[derive(Debug)]
pub struct Entrance {
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    doors: Doors,
}

/// Whom a request comes from: the address that limits count by, `None` where nobody knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller(pub Option<IpAddr>);

impl From<TcpListener> for Entrance {
    /// Plain HTTP: for this machine, or behind a proxy on it.
    fn from(listener: TcpListener) -> Self {
        Self { listener, tls: None, doors: Doors::default() }
    }
}

impl Entrance {
    /// The same under TLS.
    #[must_use]
    pub fn under_tls(self, config: ServerConfig) -> Self {
        Self { tls: Some(Arc::new(config)), ..self }
    }

    /// The same with other limits.
    #[must_use]
    pub const fn with(mut self, doors: Doors) -> Self {
        self.doors = doors;
        self
    }

    /// Answers until the end is asked for, and then to the end of what is under way.
    pub(crate) async fn serve(self, router: Router, mut stopped: watch::Receiver<bool>) {
        let ending = GracefulShutdown::new();
        let room = Arc::new(Semaphore::new(self.doors.connections));
        let present = Arc::new(Present::default());
        loop {
            let Some((socket, peer, permit)) = self.next(&room, &mut stopped).await else { break };
            // In plain, all come from the proxy on this machine.
            let most = if self.tls.is_some() { self.doors.per_address } else { usize::MAX };
            let Some(place) = Present::enter(&present, source(peer.ip()), most) else {
                tracing::warn!("too many connections from one address");
                continue;
            };
            let tls = self.tls.clone().map(TlsAcceptor::from);
            let caller = Caller(tls.is_some().then(|| source(peer.ip())));
            let connection = Connection { router: router.clone(), caller, ending: ending.watcher() };
            tokio::spawn(connection.attend(socket, tls, (place, permit)));
        }
        drop(self.listener);
        ending.shutdown().await;
    }

    /// The next connection, `None` at the end.
    async fn next(
        &self,
        room: &Arc<Semaphore>,
        stopped: &mut watch::Receiver<bool>,
    ) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
        let accepted = async {
            let permit = Arc::clone(room).acquire_owned().await.ok()?;
            loop {
                match self.listener.accept().await {
                    Ok((socket, peer)) => return Some((socket, peer, permit)),
                    Err(error) if is_of_one_connection(&error) => {}
                    Err(error) => {
                        tracing::error!(error = %error, "no connection can be taken");
                        tokio::time::sleep(OUT_OF_FILES).await;
                    }
                }
            }
        };
        tokio::select! {
            () = wait_for(stopped) => None,
            accepted = accepted => accepted,
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, from its handshake on.
struct Connection {
    router: Router,
    caller: Caller,
    ending: Watcher,
}

impl Connection {
    async fn attend(self, socket: TcpStream, tls: Option<TlsAcceptor>, place: (Place, OwnedSemaphorePermit)) {
        // A head and a short answer leave at once.
        let _ = socket.set_nodelay(true);
        match tls {
            None => self.answer(socket).await,
            Some(tls) => match timeout(HANDSHAKE, tls.accept(socket)).await {
                Ok(Ok(stream)) => self.answer(stream).await,
                Ok(Err(error)) => tracing::debug!(error = %error, "a handshake failed"),
                Err(_) => tracing::debug!("a handshake took too long"),
            },
        }
        drop(place);
    }

    async fn answer(self, stream: impl AsyncRead + AsyncWrite + Send + 'static) {
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(UNREAD));
        let caller = self.caller;
        let router = self.router.map_request(move |mut request: Request<Incoming>| {
            let known = caller.0.or_else(|| forwarded(&request));
            request.extensions_mut().insert(Caller(known));
            request.map(|body| Body::new(paced::Paced::new(body)))
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(router));
        if let Err(error) = self.ending.watch(connection).await {
            tracing::debug!(error = %error, "a connection broke");
        }
    }
}

/// The address that a proxy on this machine saw: the last one, which it wrote itself.
fn forwarded(request: &Request<Incoming>) -> Option<IpAddr> {
    let said = request.headers().get_all("x-forwarded-for").iter().next_back()?;
    let last = said.to_str().ok()?.rsplit(',').next()?;
    last.trim().parse().ok().map(source)
}

/// What counts as one address: of IPv6 the network, of which everybody has 2^64.
fn source(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(ip) => IpAddr::V4(ip),
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 64))),
    }
}

/// How many connections each address has.
#[derive(Debug, Default)]
struct Present(Mutex<BTreeMap<IpAddr, usize>>);

/// A connection of an address, until it is dropped.
#[derive(Debug)]
struct Place {
    present: Arc<Present>,
    from: IpAddr,
}

impl Present {
    /// Counts one in, `None` where the address has `most` already.
    fn enter(present: &Arc<Self>, from: IpAddr, most: usize) -> Option<Place> {
        let mut counts = present.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(from).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { present: Arc::clone(present), from })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.present.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.from) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    use super::*;

    /// A connection to an entrance that answers `/` with `ok`.
    async fn connected() -> (TcpStream, watch::Sender<bool>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let router = Router::new().route("/", get(async || "ok"));
        tokio::spawn(Entrance::from(listener).serve(router, stopped));
        (TcpStream::connect(address).await.unwrap(), stop)
    }

    /// What comes until the other side closes, and how long that took, seconds.
    async fn until_closed(socket: &mut TcpStream) -> (String, u64) {
        let (began, mut said) = (tokio::time::Instant::now(), Vec::new());
        let _ = socket.read_to_end(&mut said).await;
        (String::from_utf8_lossy(&said).into_owned(), began.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_sender_does_not_hold_the_server() {
        for head in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: x\r\nx-y: "] {
            let (mut socket, _stop) = connected().await;
            socket.write_all(head.as_bytes()).await.unwrap();
            let (_, took) = until_closed(&mut socket).await;
            assert!((29..=31).contains(&took), "{head:?}: closed after {took} s");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_is_closed_after_its_answer() {
        let (mut socket, _stop) = connected().await;
        socket.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let (said, took) = until_closed(&mut socket).await;
        assert!(said.starts_with("HTTP/1.1 200 OK") && said.ends_with("ok"), "{said}");
        assert!(!said.contains("server:"), "{said}");
        assert!(took <= 31, "closed after {took} s");
    }

    #[test]
    fn an_address_has_so_many_places_and_gets_them_back() {
        let present = Arc::new(Present::default());
        let [one, other] = [1, 2].map(|last| IpAddr::from([10, 0, 0, last]));
        let places: Vec<_> = (0..2).filter_map(|_| Present::enter(&present, one, 2)).collect();
        assert_eq!(places.len(), 2);
        assert!(Present::enter(&present, one, 2).is_none());
        assert!(Present::enter(&present, other, 2).is_some());
        drop(places);
        assert!(present.0.lock().unwrap().is_empty());
        assert!(Present::enter(&present, one, 2).is_some());
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let ip = |text: &str| source(text.parse().unwrap());
        assert_eq!(ip("2001:db8:1:2::3"), ip("2001:db8:1:2:ffff::1"));
        assert_ne!(ip("2001:db8:1:2::3"), ip("2001:db8:1:3::3"));
        assert_eq!(ip("::ffff:10.0.0.7"), ip("10.0.0.7"));
    }
}
