//! What protection costs: encryption at rest and signatures, as ratios on the paths that people wait for.
//!
//! One village of invented workers in a device's store, and a province, both in this process. At rest: the statements of a
//! path run on the store's file and on a copy of it in plain, by the same SQLCipher with the same settings, in turn. On the
//! line: how much of a path's whole time is signing and verifying. Who guesses: a wrong passphrase at a copied key file, the
//! one cost that is to be high. Medians of all rounds; nothing fails because it was slow.

mod at_rest;
mod clock;
mod guess;
mod line;
mod stage;

use anyhow::Result;
use clap::Parser;
use serde::Serialize;

use crate::stage::Stage;

/// What encryption at rest and signatures cost, as ratios
///
/// Example: protection-costs --workers 10000 --rounds 30
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Workers in the store
    #[arg(long, default_value_t = 2_000)]
    workers: usize,
    /// How often each path is walked on either side
    #[arg(long, default_value_t = 20)]
    rounds: usize,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// One path.
#[derive(Debug, Serialize)]
struct Cost {
    path: String,
    /// With protection, microseconds.
    with: f64,
    /// Without it, microseconds; of the line: the part that is protection.
    without: f64,
    /// The first over the second; of the line: the share of the whole.
    ratio: f64,
    unit: &'static str,
}

impl Cost {
    /// Encrypted beside plain.
    fn beside(path: &str, mut with: Vec<f64>, mut without: Vec<f64>) -> Self {
        let (with, without) = (median(&mut with), median(&mut without));
        Self { path: path.to_owned(), with, without, ratio: with / without, unit: "x" }
    }

    /// A part of a whole.
    fn share(path: &str, whole: f64, part: f64) -> Self {
        Self { path: path.to_owned(), with: whole, without: part, ratio: 100.0 * part / whole, unit: "%" }
    }

    fn print(&self, json: bool) -> Result<()> {
        if json {
            println!("{}", serde_json::to_string(self)?);
        } else {
            println!("{:<46}{:>12.0}{:>12.0}{:>9.2} {}", self.path, self.with, self.without, self.ratio, self.unit);
        }
        Ok(())
    }
}

fn main() -> Result<()> {
    let args = Args::parse();
    let mut stage = Stage::of(args.workers)?;
    if !args.json {
        println!("{} invented workers, {} rounds; microseconds\n", args.workers, args.rounds);
        println!("{:<46}{:>12}{:>12}{:>11}", "at rest", "SQLCipher", "plain", "ratio");
    }
    for cost in at_rest::costs(&stage, args.rounds)? {
        cost.print(args.json)?;
    }
    if !args.json {
        println!("\n{:<46}{:>12}{:>12}{:>11}", "on the line", "whole", "signatures", "share");
    }
    for cost in line::costs(&mut stage, args.rounds)? {
        cost.print(args.json)?;
    }
    if !args.json {
        println!("\n{:<46}{:>12}{:>12}{:>11}", "who guesses", "one core", "all cores", "ratio");
    }
    guess::cost(args.rounds)?.print(args.json)?;
    Ok(())
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
