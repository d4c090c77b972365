//! `rantau import`: village lists into records.

mod list;
mod problems;
mod read;
mod report;
mod undo;

use std::{ops::RangeInclusive, path::PathBuf};

use clap::Subcommand;
use client_core::import::{ImportReport, ImportSource, Plan};
use records::RegionCode;

pub(crate) use self::report::reason_key;
use self::{
    read::{Roster, read},
    report::Imported,
};
use crate::{
    device::Device,
    failure::{Failure, Result},
    output::Reply,
    progress, text, village,
};

const EXAMPLES: &str = "\
CSV and spreadsheets, with whatever columns the list has; a header row with Nama
or NIK is all it needs. Every row is kept as it is; what cannot be read is
reported, and corrected later in the record. Nothing that people wrote is
overwritten, importing a list again adds nothing, and `rantau import undo` takes
it back.

Examples:
  rantau import daftar-pmi.xlsx --dry-run     what it would do
  rantau import daftar-pmi.xlsx
  rantau import daftar-pmi.csv --rows 1-300 --village 52.03.13.2001
  rantau import problems daftar-pmi.csv
  rantau import list
  rantau import undo daftar-pmi.csv";

/// Bring a village list into the records
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<More>,
    /// The list: CSV, XLSX, XLS or ODS
    #[arg(value_name = "FILE", required = true)]
    file: Option<PathBuf>,
    /// Only these rows, counted from the first one below the header: 1-300, or 7
    #[arg(long, value_name = "FROM-TO", value_parser = rows)]
    rows: Option<RangeInclusive<u32>>,
    /// The village whose list it is [default: the village of this device]
    #[arg(long, value_name = "CODE")]
    village: Option<String>,
    /// Only show what it would do
    #[arg(long)]
    dry_run: bool,
    /// Import although the list names another village
    #[arg(long)]
    force_village: bool,
}

/// What else there is to do with lists.
#[derive(Debug, Subcommand)]
enum More {
    Undo(undo::Args),
    List(list::Args),
    Problems(problems::Args),
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    match (&args.command, &args.file) {
        (Some(More::Undo(args)), _) => undo::run(args, device),
        (Some(More::List(args)), _) => list::run(args, device),
        (Some(More::Problems(args)), _) => problems::run(args, device),
        (None, Some(file)) => import(args, &read(file)?, device),
        (None, None) => Err(Failure::usage("usage", text::NO_FILE, text::NO_FILE_NEXT)),
    }
}

fn import(args: &Args, roster: &Roster, device: &mut Device) -> Result<Reply> {
    let village = village::chosen(args.village.as_deref(), &device.store.regions()?)?;
    let other = village::contradicting(&village, roster.says_of_itself());
    let is_settled = args.village.is_some() || args.force_village || args.dry_run;
    let warning = match &other {
        Some(other) if !is_settled => return Err(other_village(other, &village)),
        Some(other) => {
            Some(device.output.lang().tell(text::OTHER_VILLAGE, &[&village::shown(village.as_str()), other]))
        }
        None => None,
    };
    let entries = roster.entries(device.deployment(), &village);
    let source = ImportSource { sheet: &roster.sheet, entries: &entries, village: &village };
    let plan = device.store.plan_import(source, args.rows.as_ref())?;
    let planned = Imported::planned(roster, &plan, device.output.lang());
    let imported = if args.dry_run { planned } else { planned.applied(apply(&plan, device)?) };
    device.reply(&imported.of_village(&village, warning))
}

fn apply(plan: &Plan<'_>, device: &mut Device) -> Result<ImportReport> {
    let bar = progress::rows(plan.rows.len());
    let officer = device.officer();
    let report = device.store.apply_import(plan, officer, |done, _| bar.set_position(done as u64));
    bar.finish_and_clear();
    Ok(report?)
}

fn other_village(other: &str, village: &RegionCode) -> Failure {
    let village = village::shown(village.as_str());
    Failure::usage("other_village", text::OTHER_VILLAGE.with(&[&village, &other]), text::OTHER_VILLAGE_NEXT)
}

/// `1-300`, or `7` for one row.
fn rows(text: &str) -> std::result::Result<RangeInclusive<u32>, String> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    match (from.trim().parse(), to.trim().parse()) {
        (Ok(from), Ok(to)) if 0 < from && from <= to => Ok(from..=to),
        _ => Err("rows are written as 1-300 / tulis baris sebagai 1-300".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_a_range_or_one() {
        for (text, range) in [("1-300", Some(1..=300)), ("7", Some(7..=7)), ("0-3", None), ("5-2", None), ("a-b", None)]
        {
            assert_eq!(rows(text).ok(), range, "{text}");
        }
    }
}
