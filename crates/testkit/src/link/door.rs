//! The port of a line: kept for its whole life, listening only while the line is up.

use std::{io, net::SocketAddr, time::Duration};

use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::Line;

/// The segment size that both sides are told. The kernel sizes the send buffer of a connection by it, and over the
/// loopback it would else be 64 kB: a sender could then hand over megabytes before it feels the line.
const SEGMENT: u32 = 536;
/// Connections that wait to be taken.
const BACKLOG: i32 = 64;

/// A port that is bound by a socket that never listens, so that nobody else gets it while the line is down: a
/// connection is then refused, truly, by the kernel.
#[derive(Debug)]
pub(super) struct Door {
    addr: SocketAddr,
    _reserved: Socket,
}

impl Door {
    pub(super) fn reserve(addr: SocketAddr) -> io::Result<Self> {
        let reserved = bound(addr)?;
        let addr = reserved.local_addr()?.as_socket().ok_or(io::ErrorKind::AddrNotAvailable)?;
        Ok(Self { addr, _reserved: reserved })
    }

    pub(super) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Listens until the listener is dropped.
    pub(super) fn listen(&self, line: &Line) -> io::Result<TcpListener> {
        let socket = bound(self.addr)?;
        narrow(&socket, line)?;
        socket.set_nonblocking(true)?;
        socket.listen(BACKLOG)?;
        TcpListener::from_std(socket.into())
    }
}

/// Connects to the server with buffers as small as those of the device's side.
pub(super) async fn connect(upstream: SocketAddr, line: &Line) -> io::Result<TcpStream> {
    let socket = if upstream.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    narrow(&SockRef::from(&socket), line)?;
    socket.connect(upstream).await
}

fn bound(addr: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.bind(&addr.into())?;
    Ok(socket)
}

/// Sets the buffers of a socket before it is connected, as the window is agreed upon then.
fn narrow(socket: &Socket, line: &Line) -> io::Result<()> {
    let buffer = line.bytes_within(Duration::from_millis(100)).clamp(2 * 1024, 1024 * 1024);
    socket.set_recv_buffer_size(buffer)?;
    socket.set_send_buffer_size(buffer)?;
    if line.bits_per_second < 100_000_000 {
        socket.set_tcp_mss(SEGMENT)?;
    }
    Ok(())
}
