//! Takes connections while the line is up, and ends them when it is cut.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{Instant, sleep, sleep_until},
};

use super::{
    Line, Stats,
    door::{self, Door},
    gate::Gate,
    meter::{Direction, Meter},
    pipe::{Broken, Lane, carry},
};

/// What a line's tasks and its handle share.
#[derive(Debug)]
pub(super) struct Shared {
    line: Line,
    upstream: Mutex<SocketAddr>,
    up: Lane,
    down: Lane,
    meter: Arc<Meter>,
    gate: Arc<Gate>,
    connections: watch::Sender<u64>,
    state: watch::Sender<State>,
    /// How many cuts the listener has seen, and whether it listens.
    door: watch::Sender<Seen>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    /// Counts the lives of the line: a connection ends when this is no longer the number it began with.
    cuts: u64,
    service: Service,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    Up,
    DownUntil(Instant),
    Down,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    cuts: u64,
    open: bool,
}

impl Shared {
    pub(super) fn new(upstream: SocketAddr, line: Line) -> Self {
        let (meter, gate) = (Arc::new(Meter::new(&line.cuts, &line.stalls)), Arc::new(Gate::new()));
        let lane = |direction| Lane::new(direction, &line, Arc::clone(&meter), Arc::clone(&gate));
        Self {
            up: lane(Direction::Up),
            down: lane(Direction::Down),
            gate,
            line,
            upstream: Mutex::new(upstream),
            meter,
            connections: watch::Sender::new(0),
            state: watch::Sender::new(State { cuts: 0, service: Service::Up }),
            door: watch::Sender::new(Seen { cuts: 0, open: true }),
        }
    }

    pub(super) fn lead_to(&self, upstream: SocketAddr) {
        *self.upstream.lock().unwrap_or_else(PoisonError::into_inner) = upstream;
    }

    fn upstream(&self) -> SocketAddr {
        *self.upstream.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn cut(&self) {
        let service = match self.line.down_for {
            time if time.is_zero() => Service::Up,
            time => Service::DownUntil(Instant::now() + time),
        };
        self.state.send_modify(|state| *state = State { cuts: state.cuts + 1, service });
        self.gate.release();
    }

    /// Keeps every connection, and stops moving bytes until [`resume`](Self::resume) or a cut.
    pub(super) fn stall(&self) {
        self.gate.stall(None);
    }

    pub(super) fn resume(&self) {
        self.gate.release();
    }

    pub(super) fn take_down(&self) {
        self.state.send_modify(|state| *state = State { cuts: state.cuts + 1, service: Service::Down });
    }

    pub(super) fn restore(&self) {
        self.state.send_modify(|state| state.service = Service::Up);
    }

    /// Waits until the listener has heard of the last cut.
    pub(super) async fn settled(&self) {
        let state = *self.state.borrow();
        let down = state.service != Service::Up;
        let heard = |seen: &Seen| seen.cuts > state.cuts || (seen.cuts == state.cuts && (seen.open || down));
        let _ = self.door.subscribe().wait_for(heard).await;
    }

    /// Waits until the line takes connections.
    pub(super) async fn reopened(&self) {
        let cuts = self.state.borrow().cuts;
        let _ = self.door.subscribe().wait_for(|seen| seen.open && seen.cuts >= cuts).await;
    }

    pub(super) async fn took_connections(&self, count: u64) {
        let _ = self.connections.subscribe().wait_for(|taken| *taken >= count).await;
    }

    #[cfg(test)]
    pub(super) fn is_open(&self) -> bool {
        self.door.borrow().open
    }

    pub(super) fn stats(&self) -> Stats {
        let (bytes_up, bytes_down) = self.meter.delivered();
        let connections = *self.connections.borrow();
        Stats { bytes_up, bytes_down, connections, cuts: self.state.borrow().cuts }
    }

    /// Cuts the line for a mark that a connection of life `cuts` reached; another may have been faster.
    fn cut_life(&self, cuts: u64) {
        if self.state.borrow().cuts == cuts {
            self.cut();
        }
    }
}

/// Listens whenever the line is up. A cut closes the listener, so connections that are just opening die, too.
pub(super) async fn run(door: Door, mut listener: TcpListener, shared: Arc<Shared>) {
    let mut state = shared.state.subscribe();
    let mut cuts = 0;
    loop {
        shared.door.send_replace(Seen { cuts, open: true });
        tokio::select! {
            biased;
            _ = state.wait_for(|state| state.cuts != cuts) => {}
            () = accept(&listener, cuts, &shared) => {}
        }
        drop(listener);
        cuts = up_again(&mut state, &shared).await;
        listener = door.listen(&shared.line).expect("the line's port is reserved");
    }
}

/// Waits for the line to be up: the number of its cuts then.
async fn up_again(state: &mut watch::Receiver<State>, shared: &Shared) -> u64 {
    loop {
        let State { cuts, service } = *state.borrow_and_update();
        if service != Service::Up {
            shared.door.send_replace(Seen { cuts, open: false });
        }
        let until = match service {
            Service::Up => return cuts,
            Service::DownUntil(until) => Some(until),
            Service::Down => None,
        };
        tokio::select! {
            () = sleep_until(until.unwrap_or_else(Instant::now)), if until.is_some() => return cuts,
            changed = state.changed() => changed.expect("the line outlives its tasks"),
        }
    }
}

async fn accept(listener: &TcpListener, cuts: u64, shared: &Arc<Shared>) {
    // An error of accept is one of the connection that was about to be taken.
    loop {
        if let Ok((device, _)) = listener.accept().await {
            shared.connections.send_modify(|count| *count += 1);
            tokio::spawn(serve(device, cuts, Arc::clone(shared)));
        }
    }
}

async fn serve(mut device: TcpStream, cuts: u64, shared: Arc<Shared>) {
    let mut state = shared.state.subscribe();
    let cut = state.wait_for(|state| state.cuts != cuts);
    tokio::pin!(cut);
    // The cut is looked at first, here and below: it also ends a stall, and what was stalled must not move any more.
    let server = tokio::select! {
        biased;
        _ = &mut cut => Err(io::ErrorKind::ConnectionReset.into()),
        server = open(&shared) => server,
    };
    let Ok(mut server) = server else {
        return reset(&device);
    };
    let ended = tokio::select! {
        biased;
        _ = cut => Err(Broken::Gone),
        ended = both_ways(&shared, &mut device, &mut server) => ended,
    };
    if let Err(broken) = ended {
        reset(&device);
        reset(&server);
        if matches!(broken, Broken::AtMark) {
            shared.cut_life(cuts);
        }
    }
}

/// A connection takes the line's round trip to open: the kernel's own handshake with the proxy took none.
async fn open(shared: &Shared) -> io::Result<TcpStream> {
    sleep(shared.line.round_trip).await;
    shared.gate.pass().await;
    let server = door::connect(shared.upstream(), &shared.line).await?;
    server.set_nodelay(true)?;
    Ok(server)
}

async fn both_ways(shared: &Shared, device: &mut TcpStream, server: &mut TcpStream) -> Result<(), Broken> {
    device.set_nodelay(true)?;
    let (from_device, to_device) = device.split();
    let (from_server, to_server) = server.split();
    let up = carry(&shared.up, from_device, to_server);
    let down = carry(&shared.down, from_server, to_device);
    tokio::try_join!(up, down).map(|_| ())
}

/// Makes the drop of a stream a reset, as a line does not say goodbye.
fn reset(stream: &TcpStream) {
    // Fails only where the stream is gone already.
    let _ = stream.set_zero_linger();
}
