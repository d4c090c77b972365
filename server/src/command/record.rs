//! `rantau-server record move`.

use clap::{Args, Subcommand};
use records::{DocId, RegionCode};
use serde::Serialize;

use super::{Common, Output};
use crate::{Result, instruction};

/// The commands on records.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Move a record to another village, or hand it over to another province
    ///
    /// The devices of the old village drop it with their next exchange, as soon as their own edits of it are settled;
    /// what they still send is kept and shown to a reviewer. A record that is handed over leaves every device and stays
    /// here. Example: rantau-server record move --data DIR 0197b0f2-0000-7000-8000-000000000000 --to 52.03.13.2002
    Move(Move),
}

/// Which record, and where to.
#[derive(Debug, Args)]
pub struct Move {
    #[command(flatten)]
    common: Common,
    /// The record's id
    doc: DocId,
    /// The village, or a region outside of the province
    #[arg(long)]
    to: RegionCode,
}

#[derive(Debug, Serialize)]
struct MoveReport {
    document: String,
    to: String,
}

pub(super) fn run(command: Command) -> Result<Output> {
    let Command::Move(Move { common, doc, to }) = command;
    let opened = common.open()?;
    let now = opened.store.clock().now();
    let report = MoveReport { document: doc.to_string(), to: to.to_string() };
    opened.store.write_blocking(move |conn| instruction::ask_move(conn, doc, &to, now))?;
    let text = format!("The running server moves the record to {} within a minute.", report.to);
    Ok(common.output(opened.deployment, &report, &text))
}
