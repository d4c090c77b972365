//! What sync costs, beside the least that it could cost and beside what was promised (DESIGN section 9).
//!
//! Real programs: `rantau-server`, `rantau-link` as the line, and every device in a process of its own, so that memory
//! is each side's. Figures depend on the machine; the ratios in one run are what counts, and nothing here fails because
//! something was slow.

mod budget;
mod clock;
mod crowd;
mod daily;
mod device;
mod folder;
mod least;
mod line;
mod machine;
mod office;
mod province;
mod pusher;
mod row;
mod scenario;
mod stage;
mod table;
mod throughput;
mod workload;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use serde::Serialize;

use self::{
    line::{CLEAN, SLOW},
    machine::Machine,
    row::Row,
    scenario::Village,
};

/// Where the figures on a slow line would take longer than they are worth.
const MOST_ON_SLOW_LINE: usize = 1_000;

/// What sync costs, beside the least possible and the budgets of DESIGN section 9.
///
/// Runs rantau-server, rantau-link and the devices as separate programs, prints one table in Markdown, and what it is
/// doing on standard error. The programs must be built in the same profile.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "\
Examples:
  sync-bench                                   everything, up to 10,000 records
  sync-bench --sizes 10,1000 --only sync       the exchange, on a clean and on a slow line
  sync-bench --only office                     an office of 254 villages
  sync-bench --sizes 100000 --only sync        a large village: it takes long to record
  sync-bench --only crowd --crowd 1000000      a server with a million documents: 11 GB of disk
  sync-bench --json > figures.json             the same figures for programs"
)]
struct Args {
    /// Numbers of records, ascending; on the line of 64 kbit/s up to 1,000 of them
    #[arg(long, value_delimiter = ',', default_value = "10,1000,10000", value_name = "COUNTS")]
    sizes: Vec<usize>,
    /// What to measure
    #[arg(long, value_delimiter = ',', default_value = "sync,office,server,crowd,device")]
    only: Vec<Part>,
    /// Documents of other villages on the server with very many; a million take 11 GB of disk
    #[arg(long, default_value_t = 100_000, value_name = "COUNT")]
    crowd: usize,
    /// Leave the slow line out
    #[arg(long)]
    clean_line_only: bool,
    /// Print one JSON object in place of the table
    #[arg(long)]
    json: bool,
    /// Where databases are made meanwhile; a folder on the disk that is to be measured
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
    /// Where prepared villages are kept for the next run, and taken from
    #[arg(long, value_name = "DIR")]
    villages: Option<PathBuf>,
    #[command(subcommand)]
    inner: Option<Inner>,
}

/// A part of the measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The exchange with the province.
    Sync,
    /// The exchange of an office that follows 254 villages.
    Office,
    /// What the server takes: inbox, guard, log, projection.
    Server,
    /// A server with very many documents, beside one with few.
    Crowd,
    /// A day's work on a device with the largest number of records.
    Device,
}

#[derive(Debug, Subcommand)]
enum Inner {
    /// Print the records that are measured, one JSON object a line: fields, and later edits
    Records {
        #[arg(long, default_value_t = 1_000)]
        count: usize,
    },
    /// What a device's own process does.
    #[command(hide = true)]
    Device {
        #[arg(long)]
        dir: PathBuf,
        #[command(subcommand)]
        step: device::Step,
    },
}

/// Everything that was measured. The shape is a promise to whoever compares runs.
#[derive(Debug, Serialize)]
struct Report {
    version: u32,
    machine: Machine,
    sync: Vec<Row>,
    server: Vec<throughput::Rate>,
    crowd: Vec<crowd::Crowd>,
    device: Option<daily::Day>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    match &args.inner {
        Some(Inner::Device { dir, step }) => return print(&device::perform(dir, step.clone()).await?),
        Some(Inner::Records { count }) => {
            return workload::records(*count).try_for_each(|record| print(&record?.to_json().to_string()));
        }
        None => {}
    }
    ensure!(args.sizes.is_sorted(), "the sizes must ascend");
    let work = match &args.work {
        Some(folder) => tempfile::tempdir_in(folder)?,
        None => tempfile::tempdir()?,
    };
    let report = args.measure(work.path()).await?;
    if args.json { print(&serde_json::to_string_pretty(&report)?) } else { print(&report.text()) }
}

impl Args {
    async fn measure(&self, work: &Path) -> Result<Report> {
        let machine = Machine::here();
        let (sync, server, crowd) = (Vec::new(), Vec::new(), Vec::new());
        let mut report = Report { version: 1, machine, sync, server, crowd, device: None };
        if self.only.contains(&Part::Server) {
            report.server = throughput::measure(work).await?;
        }
        if self.only.contains(&Part::Office) {
            self.measure_office(work, &mut report.sync).await?;
        }
        for &records in self.sizes.iter().filter(|&&records| self.needs_village_of(records)) {
            let folder = self.villages.as_deref().unwrap_or(work).join(records.to_string());
            let village = Village::make(&folder, records).await?;
            if self.only.contains(&Part::Sync) {
                self.measure_sync(&village, work, &mut report.sync).await?;
            }
            if self.only.contains(&Part::Crowd) && self.sizes.first() == Some(&records) {
                report.crowd = crowd::measure(&village, self.crowd, work).await?;
            }
            if self.only.contains(&Part::Device) && self.sizes.last() == Some(&records) {
                report.device = Some(village.daily(work).await?);
            }
            if self.villages.is_none() {
                folder::remove(&folder)?;
            }
        }
        Ok(report)
    }

    fn needs_village_of(&self, records: usize) -> bool {
        let is = |place: Option<&usize>| place == Some(&records);
        self.only.contains(&Part::Sync)
            || self.only.contains(&Part::Crowd) && is(self.sizes.first())
            || self.only.contains(&Part::Device) && is(self.sizes.last())
    }

    async fn measure_office(&self, work: &Path, rows: &mut Vec<Row>) -> Result<()> {
        office::measure(work, CLEAN, rows).await?;
        if self.clean_line_only { Ok(()) } else { office::measure(work, SLOW, rows).await }
    }

    async fn measure_sync(&self, village: &Village, work: &Path, rows: &mut Vec<Row>) -> Result<()> {
        village.measure(CLEAN, work, rows).await?;
        if village.records <= MOST_ON_SLOW_LINE && !self.clean_line_only {
            village.measure_cuts(work, rows).await?;
            village.measure(SLOW, work, rows).await?;
        }
        Ok(())
    }
}

impl Report {
    fn text(&self) -> String {
        let Machine { processor, cores, memory_mb, profile } = &self.machine;
        let mut text = format!("{processor}, {cores} cores, {memory_mb} MB, {profile} build\n");
        if !self.sync.is_empty() {
            text += &format!("\n{}\n", table::of_rows(&self.sync));
        }
        if !self.server.is_empty() {
            text += &format!("\n{}\n", throughput::of_rates(&self.server));
        }
        if !self.crowd.is_empty() {
            text += &format!("\n{}\n", crowd::of_crowds(&self.crowd));
        }
        if let Some(day) = &self.device {
            text += &format!("\n{}\n", day.table());
        }
        text
    }
}

/// Tells on standard error how far it is.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

fn print(text: &str) -> Result<()> {
    Ok(writeln!(io::stdout(), "{text}")?)
}
