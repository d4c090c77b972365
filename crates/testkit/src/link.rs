//! A bad village line: a TCP proxy that is slow, far away, stalls, and is cut off in the middle of things.
//!
//! The proxy works on connections, not on packets. The kernel's own emulation (`tc netem`) is truer to packet loss,
//! but needs root and a network name space; what a sync protocol must survive is a line that is slow, that delays, and
//! that ends after any byte, and these a proxy gives on every machine, exactly, and counted.
//!
//! What it keeps to:
//!
//! - The bandwidth is the line's, in each direction: all connections through one [`Link`] share it.
//! - The round trip delays and does not slow: what is under way is queued, so a pipelined sender fills the line.
//! - A new connection pays one round trip before its first byte, as TCP's handshake does.
//! - Little is buffered: what is under way, and what the line carries in a tenth of a second, so that a sender feels
//!   the line. What the sender's own kernel buffers, about 30 kB and more on faster lines, it would buffer anyway.
//! - A cut resets every connection, and loses what was under way. Up to the byte asked for, everything arrives.

mod door;
mod gate;
mod meter;
mod pacer;
mod pipe;
mod serve;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use serde::Serialize;
use tokio::task::JoinHandle;

use self::{door::Door, serve::Shared};

/// What a line is like.
///
/// ```
/// use testkit::link::{Cuts, Line};
///
/// let line = Line { cuts: Cuts { up: vec![10_000, 25_000], ..Cuts::default() }, ..Line::village() };
/// assert_eq!(line.bits_per_second, 64_000);
/// ```
#[derive(Debug, Clone)]
pub struct Line {
    /// Bandwidth of each direction, in bits of payload a second; at least 1.
    pub bits_per_second: u64,
    /// From a byte sent to its answer: half of it each way.
    pub round_trip: Duration,
    /// When the line is cut by itself.
    pub cuts: Cuts,
    /// How long new connections are refused after a cut.
    pub down_for: Duration,
    /// When the line stalls by itself.
    pub stalls: Stalls,
}

/// After which bytes a line is cut, counted over the life of the [`Link`] as they are delivered.
#[derive(Debug, Clone, Default)]
pub struct Cuts {
    /// Cumulative counts from the device to the server, ascending.
    pub up: Vec<u64>,
    /// Cumulative counts from the server to the device, ascending.
    pub down: Vec<u64>,
    /// Again and again after this many bytes of both directions.
    pub every: Option<u64>,
}

/// After which bytes a line stalls: it moves nothing in either direction, and closes nothing. Counted as [`Cuts`] are.
#[derive(Debug, Clone, Default)]
pub struct Stalls {
    /// Cumulative counts from the device to the server, ascending.
    pub up: Vec<u64>,
    /// Cumulative counts from the server to the device, ascending.
    pub down: Vec<u64>,
    /// How long each stall lasts; `None` until [`Link::resume`] or a cut.
    pub lasting: Option<Duration>,
}

/// What went over a line so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Payload bytes delivered from the device to the server.
    pub bytes_up: u64,
    /// Payload bytes delivered from the server to the device.
    pub bytes_down: u64,
    /// Connections that the line took.
    pub connections: u64,
    /// How often the line was cut, by itself or on demand.
    pub cuts: u64,
}

/// A running line to one server. Dropping it ends it, and resets what is still connected.
#[derive(Debug)]
pub struct Link {
    addr: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Line {
    /// A village at the edge of the network: 64 kbit/s and 800 ms (DESIGN section 9).
    #[must_use]
    pub fn village() -> Self {
        Self { bits_per_second: 64_000, round_trip: Duration::from_millis(800), ..Self::clear() }
    }

    /// A line that is in nobody's way, for tests that only cut or count.
    #[must_use]
    pub fn clear() -> Self {
        Self {
            bits_per_second: 1_000_000_000,
            round_trip: Duration::ZERO,
            cuts: Cuts::default(),
            down_for: Duration::ZERO,
            stalls: Stalls::default(),
        }
    }

    fn one_way(&self) -> Duration {
        self.round_trip / 2
    }

    /// What the line carries within `time`, in bytes.
    fn bytes_within(&self, time: Duration) -> usize {
        (u128::from(self.bits_per_second) * time.as_micros() / 8_000_000) as usize
    }
}

impl Link {
    /// Opens a line from a free port of this machine to `upstream`.
    ///
    /// # Errors
    /// Where no port can be had.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn open(upstream: SocketAddr, line: Line) -> io::Result<Self> {
        Self::open_at(SocketAddr::from(([127, 0, 0, 1], 0)), upstream, line)
    }

    /// Opens a line from `listen` to `upstream`; port 0 is any free port.
    ///
    /// # Errors
    /// Where `listen` cannot be bound.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn open_at(listen: SocketAddr, upstream: SocketAddr, line: Line) -> io::Result<Self> {
        let door = Door::reserve(listen)?;
        let addr = door.addr();
        let listener = door.listen(&line)?;
        let shared = Arc::new(Shared::new(upstream, line));
        let task = tokio::spawn(serve::run(door, listener, Arc::clone(&shared)));
        Ok(Self { addr, shared, task })
    }

    /// Where the device connects.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Cuts the line now: resets every connection, and refuses new ones for [`Line::down_for`].
    ///
    /// When it returns, the line refuses; with no such time, it takes new connections again.
    pub async fn cut(&self) {
        self.shared.cut();
        self.shared.settled().await;
    }

    /// Cuts the line, and refuses new connections until [`Link::restore`].
    pub async fn take_down(&self) {
        self.shared.take_down();
        self.shared.settled().await;
    }

    /// Ends a time of being down. When it returns, the line takes connections.
    pub async fn restore(&self) {
        self.shared.restore();
        self.shared.reopened().await;
    }

    /// Stops moving bytes, in both directions and on every connection, until [`Link::resume`] or a cut. Nothing is closed:
    /// who only waits never hears of it.
    pub fn stall(&self) {
        self.shared.stall();
    }

    /// Ends a stall.
    pub fn resume(&self) {
        self.shared.resume();
    }

    /// Leads new connections to another server, or to one that came back at another address.
    pub fn lead_to(&self, upstream: SocketAddr) {
        self.shared.lead_to(upstream);
    }

    /// Waits until the line took so many connections.
    pub async fn took_connections(&self, count: u64) {
        self.shared.took_connections(count).await;
    }

    /// What went over the line so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.shared.stats()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.shared.take_down();
        self.task.abort();
    }
}

#[cfg(test)]
mod tests;
