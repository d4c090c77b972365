//! One direction of one connection.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    time::{Instant, sleep_until},
};

use super::{
    Line,
    gate::Gate,
    meter::{Direction, Meter, Portion},
    pacer::Pacer,
};

/// What all connections share of one direction.
#[derive(Debug)]
pub(super) struct Lane {
    direction: Direction,
    pacer: Pacer,
    one_way: Duration,
    chunk: usize,
    under_way: usize,
    meter: Arc<Meter>,
    gate: Arc<Gate>,
    stalled_for: Option<Duration>,
}

/// Why a direction ended early.
#[derive(Debug)]
pub(super) enum Broken {
    /// The byte was delivered after which the line is to be cut.
    AtMark,
    /// One of the two sides is gone.
    Gone,
}

/// Bytes on their way; none is the end of the stream.
struct Chunk {
    arrives: Instant,
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

impl From<io::Error> for Broken {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

impl Lane {
    pub(super) fn new(direction: Direction, line: &Line, meter: Arc<Meter>, gate: Arc<Gate>) -> Self {
        // Small chunks let connections share the line evenly; each costs two timers.
        let chunk = line.bytes_within(Duration::from_millis(20)).clamp(64, 16 * 1024);
        Self {
            direction,
            pacer: Pacer::new(line.bits_per_second),
            one_way: line.one_way(),
            chunk,
            under_way: line.bytes_within(line.one_way()) + 2 * chunk,
            meter,
            gate,
            stalled_for: line.stalls.lasting,
        }
    }
}

/// Carries bytes until `from` ends or something breaks. The end travels like a byte: late, and after all others.
pub(super) async fn carry(
    lane: &Lane,
    from: impl AsyncRead + Unpin,
    to: impl AsyncWrite + Unpin,
) -> Result<(), Broken> {
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::try_join!(send(lane, from, sender), deliver(lane, to, receiver)).map(|_| ())
}

/// Puts bytes on the line at its pace. A permit for each byte under way bounds the channel.
async fn send(lane: &Lane, mut from: impl AsyncRead + Unpin, line: mpsc::UnboundedSender<Chunk>) -> Result<(), Broken> {
    let room = Arc::new(Semaphore::new(lane.under_way));
    let mut buffer = vec![0; lane.chunk];
    loop {
        let mut permits = take(&room, lane.chunk).await?;
        let len = from.read(&mut buffer).await?;
        let _rest = permits.split(lane.chunk - len);
        let left = lane.pacer.reserve(len);
        sleep_until(left).await;
        let chunk = Chunk { arrives: left + lane.one_way, bytes: buffer[..len].to_vec(), _room: permits };
        line.send(chunk).map_err(|_| Broken::Gone)?;
        if len == 0 {
            return Ok(());
        }
    }
}

async fn take(room: &Arc<Semaphore>, bytes: usize) -> Result<OwnedSemaphorePermit, Broken> {
    Arc::clone(room).acquire_many_owned(bytes as u32).await.map_err(|_| Broken::Gone)
}

async fn deliver(
    lane: &Lane,
    mut to: impl AsyncWrite + Unpin,
    mut line: mpsc::UnboundedReceiver<Chunk>,
) -> Result<(), Broken> {
    while let Some(chunk) = line.recv().await {
        sleep_until(chunk.arrives).await;
        if chunk.bytes.is_empty() {
            break;
        }
        hand_over(lane, &mut to, &chunk.bytes).await?;
    }
    lane.gate.pass().await;
    Ok(to.shutdown().await?)
}

/// Delivers bytes, up to the mark at which the line breaks and past those at which it stalls.
async fn hand_over(lane: &Lane, to: &mut (impl AsyncWrite + Unpin), mut bytes: &[u8]) -> Result<(), Broken> {
    while !bytes.is_empty() {
        lane.gate.pass().await;
        match lane.meter.count(lane.direction, bytes.len()) {
            Portion::All => return Ok(to.write_all(bytes).await?),
            Portion::ThenCut(len) => {
                to.write_all(&bytes[..len]).await?;
                return Err(Broken::AtMark);
            }
            Portion::ThenStall(len) => {
                to.write_all(&bytes[..len]).await?;
                lane.gate.stall(lane.stalled_for);
                bytes = &bytes[len..];
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::{Cuts, Stalls};

    fn village(cuts: &Cuts) -> Lane {
        lane(&Line { cuts: cuts.clone(), ..Line::village() })
    }

    fn lane(line: &Line) -> Lane {
        let meter = Arc::new(Meter::new(&line.cuts, &line.stalls));
        Lane::new(Direction::Up, line, meter, Arc::new(Gate::new()))
    }

    /// Sends `len` bytes over a lane: what arrived, how it ended, and when, by the paused clock.
    async fn carried(lane: &Lane, len: usize) -> (Vec<u8>, Result<(), Broken>, Duration) {
        let (mut device, from) = tokio::io::duplex(1 << 20);
        let (to, mut server) = tokio::io::duplex(1 << 20);
        device.write_all(&vec![7; len]).await.unwrap();
        device.shutdown().await.unwrap();
        let start = Instant::now();
        let mut arrived = Vec::new();
        let (ended, read) = tokio::join!(carry(lane, from, to), server.read_to_end(&mut arrived));
        read.unwrap();
        (arrived, ended, start.elapsed())
    }

    fn assert_about(time: Duration, expected: Duration) {
        let late = time.checked_sub(expected).expect("not before its time");
        assert!(late < Duration::from_millis(10), "{time:?} instead of {expected:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_round_trip_delays_and_does_not_slow() {
        for (len, seconds) in [(8_000, 1), (80_000, 10)] {
            let (arrived, ended, time) = carried(&village(&Cuts::default()), len).await;
            assert!(ended.is_ok());
            assert_eq!(arrived.len(), len);
            assert_about(time, Duration::from_secs(seconds) + Duration::from_millis(400));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn connections_share_the_line() {
        let lane = village(&Cuts::default());
        let ((.., first), (.., second)) = tokio::join!(carried(&lane, 8_000), carried(&lane, 8_000));
        assert_about(first.max(second), Duration::from_millis(2_400));
        assert!(first.min(second) > Duration::from_millis(2_300), "{first:?} and {second:?} take turns");
    }

    #[tokio::test(start_paused = true)]
    async fn a_cut_delivers_up_to_its_byte_and_nothing_after() {
        let lane = village(&Cuts { up: vec![4_321], ..Cuts::default() });
        let (arrived, ended, _) = carried(&lane, 8_000).await;
        assert!(matches!(ended, Err(Broken::AtMark)));
        assert_eq!(arrived.len(), 4_321);
        assert_eq!(lane.meter.delivered(), (4_321, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_that_stalls_brings_the_rest_when_it_moves_again() {
        let minute = Duration::from_secs(60);
        let stalls = Stalls { up: vec![4_321, 8_000], lasting: Some(minute), ..Stalls::default() };
        let lane = lane(&Line { stalls, ..Line::village() });
        let (arrived, ended, time) = carried(&lane, 8_000).await;
        assert!(ended.is_ok() && arrived.len() == 8_000);
        assert!(time > 2 * minute && time < 2 * minute + Duration::from_secs(2), "{time:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_receiver_that_does_not_read_stops_the_sender() {
        let lane = village(&Cuts::default());
        let (mut device, from) = tokio::io::duplex(64);
        let (to, _server) = tokio::io::duplex(64);
        let flood = vec![7; 100_000];
        let sent = async {
            let mut sent = 0;
            while let Ok(len) = tokio::time::timeout(Duration::from_secs(60), device.write(&flood)).await {
                sent += len.unwrap();
            }
            sent
        };
        let sent = tokio::select! { sent = sent => sent, _ = carry(&lane, from, to) => unreachable!() };
        let second_of_line = 8_000;
        assert!(sent > 3_000 && sent < second_of_line, "{sent} bytes are buffered");
    }
}
