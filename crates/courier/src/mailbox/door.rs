//! How devices come in: under TLS, or in plain as those do that were made before couriers spoke it.
//!
//! Both use one port, as an address that was written on a wall stays good: what begins a handshake of TLS begins no request.
//! What is carried is sealed and signed either way. In plain, whoever listens on the Wi-Fi reads who comes, and when.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::serve::Listener;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig, server::TlsStream};
use tokio_util::either::Either;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(30);
/// How many may be under way.
const AT_ONCE: usize = 64;
/// The type of the record that begins a handshake (RFC 8446, 5.1).
const HANDSHAKE_RECORD: u8 = 22;
/// After how long is tried again where no connection can be taken: the system is out of files.
const OUT_OF_FILES: Duration = Duration::from_secs(1);

/// Where devices come in.
pub struct Door {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
}

impl From<TcpListener> for Door {
    /// Plain alone.
    fn from(listener: TcpListener) -> Self {
        Self { listener, tls: None }
    }
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door").field("is_under_tls", &self.tls.is_some()).finish_non_exhaustive()
    }
}

impl Door {
    /// The same, under TLS for whoever begins it.
    #[must_use]
    pub fn under_tls(self, config: ServerConfig) -> Self {
        Self { tls: Some(TlsAcceptor::from(Arc::new(config))), ..self }
    }

    /// Opens it.
    pub(super) fn open(self) -> io::Result<Guests> {
        let (address, (tell, arrived)) = (self.listener.local_addr()?, mpsc::channel(1));
        Ok(Guests { arrived, address, welcoming: tokio::spawn(self.welcome(tell)) })
    }

    /// Takes connections. A handshake that lasts holds up nobody else.
    async fn welcome(self, tell: mpsc::Sender<(Guest, SocketAddr)>) {
        let room = Arc::new(Semaphore::new(AT_ONCE));
        while let Ok(place) = Arc::clone(&room).acquire_owned().await {
            let Ok((socket, peer)) = self.listener.accept().await else {
                sleep(OUT_OF_FILES).await;
                continue;
            };
            let (tls, tell) = (self.tls.clone(), tell.clone());
            tokio::spawn(async move {
                if let Ok(Ok(guest)) = timeout(HANDSHAKE, greet(socket, tls)).await {
                    // Nobody serves any more: the connection closes.
                    let _ = tell.send((guest, peer)).await;
                }
                drop(place);
            });
        }
    }
}

/// A connection on which requests come.
type Guest = Either<TcpStream, Box<TlsStream<TcpStream>>>;

async fn greet(socket: TcpStream, tls: Option<TlsAcceptor>) -> io::Result<Guest> {
    let Some(tls) = tls else { return Ok(Either::Left(socket)) };
    let mut first = [0];
    let read = socket.peek(&mut first).await?;
    if read == 1 && first == [HANDSHAKE_RECORD] {
        Ok(Either::Right(Box::new(tls.accept(socket).await?)))
    } else {
        Ok(Either::Left(socket))
    }
}

/// The connections whose handshake is over.
pub(super) struct Guests {
    arrived: mpsc::Receiver<(Guest, SocketAddr)>,
    address: SocketAddr,
    welcoming: JoinHandle<()>,
}

impl Listener for Guests {
    type Addr = SocketAddr;
    type Io = Guest;

    async fn accept(&mut self) -> (Guest, SocketAddr) {
        match self.arrived.recv().await {
            Some(guest) => guest,
            // The task that takes them has ended, and with it the program.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl Drop for Guests {
    fn drop(&mut self) {
        self.welcoming.abort();
    }
}
