//! What `samod` (the automerge-repo protocol in Rust) costs on the records of `sync-bench`, over the same `rantau-link`.
//!
//! A device and a server as two processes, both with their documents in memory, as that is samod's fastest store: what
//! is compared is the protocol. Every document is a flat map with the same keys and values, and the same changes, as
//! ours. A scenario is over when each side has said of each document that it has what the other has.

mod document;
mod line;
mod node;
mod row;

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use self::{document::Record, line::Speed, node::Device, row::Row};

/// samod on the records and lines of sync-bench: first push, no-op reconnect, 1 % changed on both sides.
#[derive(Debug, Parser)]
#[command(version, after_help = "\
Examples:
  sync-bench records --count 1000 > records.jsonl
  peers --records records.jsonl --link target/release/rantau-link
  peers --records records.jsonl --link target/release/rantau-link --kbit 64 --rtt-ms 800 --json")]
struct Args {
    /// The records, as `sync-bench records` prints them
    #[arg(long)]
    records: Option<PathBuf>,
    /// The program `rantau-link`
    #[arg(long)]
    link: Option<PathBuf>,
    /// Bandwidth of each direction of the line, in kbit/s
    #[arg(long, default_value_t = 10_000_000)]
    kbit: u64,
    /// Its round trip, in milliseconds
    #[arg(long, default_value_t = 0)]
    rtt_ms: u64,
    /// How long a scenario may take, in seconds
    #[arg(long, default_value_t = 900)]
    patience: u64,
    /// Print one JSON object in place of the table
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    inner: Option<Inner>,
}

#[derive(Debug, Subcommand)]
enum Inner {
    /// The server's own process.
    #[command(hide = true)]
    Serve,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    if let Some(Inner::Serve) = args.inner {
        return node::serve().await;
    }
    let rows = measure(&args).await?;
    let text = if args.json { serde_json::to_string_pretty(&rows)? } else { row::table(&rows) };
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

async fn measure(args: &Args) -> Result<Vec<Row>> {
    let records = read(args.records.as_ref().context("--records is missing: see --help")?)?;
    let link = args.link.as_ref().context("--link is missing: see --help")?;
    let speed = Speed { kbit: args.kbit, round_trip_ms: args.rtt_ms };
    let patience = Duration::from_secs(args.patience);
    let mut device = Device::start(&records).await?;
    let mut rows = vec![device.exchange("first push", link, speed, patience).await?];
    rows.push(device.exchange("no-op", link, speed, patience).await?);
    device.edit_both_sides((records.len() / 100).max(1)).await?;
    rows.push(device.exchange("1 % on both sides", link, speed, patience).await?);
    Ok(rows)
}

fn read(file: &PathBuf) -> Result<Vec<Record>> {
    let lines = BufReader::new(File::open(file).with_context(|| file.display().to_string())?).lines();
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}
