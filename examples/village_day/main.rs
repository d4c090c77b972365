//! One village day, from start to end, as separate programs on this machine.
//!
//! A training province and a registry start. Three devices enrol: two field workers' and the kiosk of village
//! 52.03.13.2001 (Anjani). Offline, the first imports rows 1–300 of the desa's roster, the second rows 250–529; both
//! edit the same people. Then all sync over lines of 64 kbit/s and 800 ms that are cut several times. At the end the day
//! says what happened and holds every figure against what is true of the roster; the last line is one JSON object. It
//! ends with an error when anything that it should prove does not hold.

mod held;
mod line;
mod proof;
mod story;
mod truth;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Parser;

/// One village day: offline recording, a bad line, merge, registry; proven at the end.
#[derive(Debug, Parser)]
struct Args {
    /// Leave server, registry, lines and devices running at the end, until Ctrl-C, and print their addresses
    #[arg(long)]
    keep: bool,
    /// Where a day that is kept leaves its files
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let (folder, _temporary) = folder(&args)?;
    let day = story::tell(&folder).await?;
    let evidence = proof::Evidence::gather(&day)?;
    let proofs = evidence.proofs(&day);
    proof::print(&evidence, &proofs)?;
    if args.keep {
        day.print_addresses()?;
        tokio::signal::ctrl_c().await.context("waiting for Ctrl-C")?;
    }
    let failed = proofs.iter().filter(|proof| !proof.holds).count();
    day.province.stop().await?;
    ensure!(failed == 0, "{failed} of the day's claims do not hold");
    Ok(())
}

/// A kept day starts from an empty folder of its own; another one leaves nothing behind.
fn folder(args: &Args) -> Result<(PathBuf, Option<tempfile::TempDir>)> {
    if !args.keep {
        let temporary = tempfile::tempdir()?;
        return Ok((temporary.path().to_owned(), Some(temporary)));
    }
    if args.data.exists() {
        let marker = args.data.join("village-day");
        ensure!(marker.exists(), "{} is there and was not made by this program", args.data.display());
        std::fs::remove_dir_all(&args.data)?;
    }
    std::fs::create_dir_all(&args.data)?;
    std::fs::write(args.data.join("village-day"), "made by village-day --keep\n")?;
    Ok((std::path::absolute(&args.data)?, None))
}
