//! `rantau-server record show | move`.

use clap::{Args, Subcommand};
use records::{DocId, RegionCode};
use serde::Serialize;

use super::{Common, Output, who};
use crate::{
    Error, Result, instruction,
    store::{
        accesses::{self, Access},
        deployment, documents,
    },
    subject,
};

/// The commands on records.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what is held of one record: fields, history, who read it, which devices have it. Personal data
    ///
    /// It is noted that you looked, and why; the person may ask to see that.
    /// Example: rantau-server record show --data DIR 0197b0f2-0000-7000-8000-000000000000 --reason "telepon keluarga"
    Show(Show),
    /// Move a record to another village, or hand it over to another province
    ///
    /// The devices of the old village drop it with their next exchange, as soon as their own edits of it are settled;
    /// what they still send is kept and shown to a reviewer. A record that is handed over leaves every device and stays
    /// here. Example: rantau-server record move --data DIR 0197b0f2-0000-7000-8000-000000000000 --to 52.03.13.2002
    Move(Move),
}

/// Which record, and why.
#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    common: Common,
    /// The record's id
    doc: DocId,
    /// Why, for the access log
    #[arg(long)]
    reason: String,
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
    match command {
        Command::Show(options) => show(options),
        Command::Move(options) => move_to(options),
    }
}

fn show(Show { common, doc, reason }: Show) -> Result<Output> {
    let opened = common.open()?;
    let (now, operator) = (opened.store.clock().now(), who(&opened));
    // Noted before anything is shown.
    opened.store.write_blocking(move |conn| {
        documents::get(conn, doc)?.ok_or(Error::NotFound("record"))?;
        accesses::note(conn, &Access::of_operator(&operator, "record_show", doc, &reason, now))
    })?;
    let held = opened.store.read_blocking(|conn| {
        let province = deployment::get(conn)?.name;
        subject::record(conn, doc, &province)?.ok_or(Error::NotFound("record"))
    })?;
    Ok(common.output(opened.deployment, &held, &held.lines()))
}

fn move_to(Move { common, doc, to }: Move) -> Result<Output> {
    let opened = common.open()?;
    let now = opened.store.clock().now();
    let report = MoveReport { document: doc.to_string(), to: to.to_string() };
    opened.store.write_blocking(move |conn| instruction::ask_move(conn, doc, &to, now))?;
    let text = format!("The running server moves the record to {} within a minute.", report.to);
    Ok(common.output(opened.deployment, &report, &text))
}
