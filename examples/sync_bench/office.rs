//! The office of a regency: a device that follows 254 villages.

use std::path::Path;

use anyhow::{Result, ensure};

use super::{
    budget,
    device::Device,
    folder,
    line::{Cut, Speed},
    province::Province,
    row::{Budget, Measured, Row},
    say,
    stage::Stage,
    workload,
};

/// Lombok Timur.
const REGENCY: &str = "52.03";
const VILLAGES: usize = 254;

/// Measures what the office's device costs: from nothing, with nothing new, and with one new record in one village. In each
/// village one person is recorded.
pub(crate) async fn measure(work: &Path, speed: Speed, rows: &mut Vec<Row>) -> Result<()> {
    let folder = work.join("office");
    make(&folder).await?;
    let mut stage = Stage::open(&folder).await?;
    let mut measure = async |scenario, budgets: fn(&Measured) -> Vec<Budget>| -> Result<()> {
        let measured = stage.sync("Kantor", speed, Cut::Never).await?;
        ensure!(measured.synced.equal, "the office and the province differ");
        let budgets = budgets(&measured);
        rows.push(Row::new(scenario, VILLAGES, speed, &measured, Default::default(), budgets));
        Ok(())
    };
    measure("first sync, office of 254 villages", |_| Vec::new()).await?;
    measure("no-op, office of 254 villages", budget::nothing_in_an_office).await?;
    stage.device("Ani").fill(1).await?;
    stage.sync_aside("Ani").await?;
    measure("1 of 254 villages moved", |_| Vec::new()).await?;
    stage.province.stop().await?;
    folder::remove(&folder)
}

/// A device that recorded everybody, the office's and that of one village, which have not exchanged yet.
async fn make(folder: &Path) -> Result<()> {
    let mut province = Province::make(&folder.join("province")).await?;
    let server = format!("http://{}", province.start().await?);
    for (name, region) in [("Perekam", REGENCY), ("Kantor", REGENCY), ("Ani", workload::VILLAGE)] {
        let code = province.invite(name, region).await?;
        Device(folder.join(name)).enrol(&server, &code, name).await?;
    }
    let recorder = Device(folder.join("Perekam"));
    let took = recorder.fill_villages(REGENCY).await?;
    say(&format!("{} people recorded, one in each village, in {:.0} s", VILLAGES, took.seconds));
    ensure!(recorder.sync(&server).await?.equal, "the first office and the province differ");
    province.stop().await
}
