//! `rantau-link`: a bad village line between a device and a server, for demonstrations and for trying things out.

use std::{
    io::{self, Read, Write},
    net::SocketAddr,
    thread,
    time::Duration,
};

use anyhow::{Context, ensure};
use clap::Parser;
use testkit::link::{Cuts, Line, Link, Stalls};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};

/// A bad village line: a TCP proxy that is slow, far away, stalls, and is cut off in the middle of things.
///
/// Prints `listening on ADDRESS` when it is ready. On SIGTERM or SIGINT it prints what went over the line as one line
/// of JSON: {"bytes_up":…,"bytes_down":…,"connections":…,"cuts":…}
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Where devices connect; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The server at the other end
    #[arg(long)]
    upstream: SocketAddr,
    /// Bandwidth of each direction, in kbit/s
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    kbit: u64,
    /// Round trip, in milliseconds
    #[arg(long, default_value_t = 800)]
    rtt_ms: u64,
    /// Cut the line each time this many kB (of 1,000 bytes) of both directions were delivered
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    cut_every_kb: Option<u64>,
    /// Cut the line after these counts of bytes from the device to the server
    #[arg(long, value_delimiter = ',', value_name = "BYTES")]
    cut_up: Vec<u64>,
    /// Cut the line after these counts of bytes from the server to the device
    #[arg(long, value_delimiter = ',', value_name = "BYTES")]
    cut_down: Vec<u64>,
    /// Stall after these counts of bytes from the device to the server: nothing moves, and nothing is closed
    #[arg(long, value_delimiter = ',', value_name = "BYTES")]
    stall_up: Vec<u64>,
    /// Stall after these counts of bytes from the server to the device
    #[arg(long, value_delimiter = ',', value_name = "BYTES")]
    stall_down: Vec<u64>,
    /// Move on after a stall of this long, in milliseconds [default: never]
    #[arg(long)]
    stall_ms: Option<u64>,
    /// Refuse connections for this long after a cut, in milliseconds
    #[arg(long, default_value_t = 0)]
    down_ms: u64,
    /// End also when standard input is closed, so that the line does not outlive who started it
    #[arg(long)]
    until_stdin_closes: bool,
}

impl Args {
    fn line(&self) -> anyhow::Result<Line> {
        for counts in [&self.cut_up, &self.cut_down, &self.stall_up, &self.stall_down] {
            ensure!(counts.is_sorted(), "the byte counts of cuts and stalls must ascend");
        }
        Ok(Line {
            bits_per_second: self.kbit * 1_000,
            round_trip: Duration::from_millis(self.rtt_ms),
            cuts: Cuts {
                up: self.cut_up.clone(),
                down: self.cut_down.clone(),
                every: self.cut_every_kb.map(|kb| kb.saturating_mul(1_000)),
            },
            down_for: Duration::from_millis(self.down_ms),
            stalls: Stalls {
                up: self.stall_up.clone(),
                down: self.stall_down.clone(),
                lasting: self.stall_ms.map(Duration::from_millis),
            },
        })
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let line = args.line()?;
    let end = end(args.until_stdin_closes)?;
    let link =
        Link::open_at(args.listen, args.upstream, line).with_context(|| format!("cannot listen on {}", args.listen))?;
    say(&format!("listening on {}", link.addr()))?;
    end.await;
    say(&serde_json::to_string(&link.stats())?)
}

/// What ends the program; asked for before the ready line, as signals may follow it at once.
fn end(until_stdin_closes: bool) -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let closed = stdin_closed();
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = closed, if until_stdin_closes => {}
        }
    })
}

/// A thread of its own, as the runtime would wait for a blocking read when it ends.
fn stdin_closed() -> oneshot::Receiver<()> {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        let mut ignored = [0; 64];
        while let Ok(1..) = io::stdin().lock().read(&mut ignored) {}
        let _ = sender.send(());
    });
    receiver
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    Ok(stdout.flush()?)
}
