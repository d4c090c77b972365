//! What is measured of sync, in the order of a village's life: a first push, a second device, quiet days, work on both
//! sides, a server set back to its backup; and lines that are cut.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{
    budget,
    daily::Day,
    device::Device,
    folder,
    least::{Bare, Least},
    line::{CUT, Cut, Speed},
    province::Province,
    row::{Budget, Measured, Row, busy},
    say,
    stage::Stage,
    workload::VILLAGE,
};

/// From so many records on, only what grows with them is measured.
const MANY: usize = 100_000;

/// A village before its first sync, in a folder that each line gets a copy of.
#[derive(Debug)]
pub(crate) struct Village {
    pub(crate) folder: PathBuf,
    pub(crate) records: usize,
    bare: Bare,
    all: Least,
    saves: u64,
}

impl Village {
    /// Makes the village: Ani recorded everybody, Budi has a new device.
    pub(crate) async fn make(folder: &Path, records: usize) -> Result<Self> {
        let made = folder.join("made");
        if !made.exists() {
            Self::record(folder, records).await?;
            std::fs::write(made, "")?;
        }
        let bare = Bare::of(records)?;
        let (all, saves) = (bare.changes().least(folder)?, bare.saves()?);
        say(&format!("{records} people, {} bytes of JSON each", bare.json_bytes));
        Ok(Self { folder: folder.to_owned(), records, saves, bare, all })
    }

    async fn record(folder: &Path, records: usize) -> Result<()> {
        let mut province = Province::make(&folder.join("province")).await?;
        let server = format!("http://{}", province.start().await?);
        for name in ["Ani", "Budi"] {
            let code = province.invite(name, VILLAGE).await?;
            Device(folder.join(name)).enrol(&server, &code, name).await?;
        }
        let took = Device(folder.join("Ani")).fill(records).await?;
        say(&format!("{records} people recorded in {:.0} s", took.seconds));
        province.stop().await
    }

    /// A day's work on the device that recorded everybody.
    pub(crate) async fn daily(&self, work: &Path) -> Result<Day> {
        let folder = work.join("daily");
        folder::copy(&self.folder.join("Ani"), &folder)?;
        let day = Device(folder.clone()).daily().await?;
        folder::remove(&folder)?;
        Ok(day)
    }

    /// Everything that is measured on a line.
    pub(crate) async fn measure(&self, speed: Speed, work: &Path, rows: &mut Vec<Row>) -> Result<()> {
        let folder = work.join("stage");
        folder::copy(&self.folder, &folder)?;
        let mut stage = Stage::open(&folder).await?;
        self.first_push(&stage, speed, rows).await?;
        self.first_pull(&stage, speed, rows).await?;
        self.nothing(&stage, speed, rows).await?;
        self.both_sides(&stage, speed, rows).await?;
        if self.records < MANY {
            self.repair(&mut stage, speed, rows).await?;
        }
        stage.province.stop().await?;
        folder::remove(&folder)
    }

    async fn first_push(&self, stage: &Stage, speed: Speed, rows: &mut Vec<Row>) -> Result<()> {
        let measured = stage.sync("Ani", speed, Cut::Never).await?;
        let budgets = budget::first_push(&measured, &self.all, busy(&measured, speed));
        rows.push(self.row("first push", speed, &measured, (self.all, Least::default()), budgets));
        Ok(())
    }

    /// Of a device that begins some time after the first push: the server has made the pack by then, if there is one.
    async fn first_pull(&self, stage: &Stage, speed: Speed, rows: &mut Vec<Row>) -> Result<()> {
        stage.province.at_rest().await?;
        let measured = stage.sync("Budi", speed, Cut::Never).await?;
        let budgets = budget::first_pull(&measured, self.saves, busy(&measured, speed));
        rows.push(self.row("first pull", speed, &measured, (Least::default(), self.all), budgets));
        Ok(())
    }

    async fn nothing(&self, stage: &Stage, speed: Speed, rows: &mut Vec<Row>) -> Result<()> {
        let measured = stage.sync("Budi", speed, Cut::Never).await?;
        let budgets = budget::nothing(&measured);
        rows.push(self.row("no-op", speed, &measured, Default::default(), budgets));
        Ok(())
    }

    async fn both_sides(&self, stage: &Stage, speed: Speed, rows: &mut Vec<Row>) -> Result<()> {
        let count = self.some();
        stage.device("Ani").edit(0, count, 60).await?;
        stage.sync_aside("Ani").await?;
        stage.device("Budi").edit(self.records / 2, count, 63).await?;
        let measured = stage.sync("Budi", speed, Cut::Never).await?;
        let (up, down) = (self.least_of_edits(count, 63)?, self.least_of_edits(count, 60)?);
        let budgets = budget::both_sides(&measured, &up, &down);
        rows.push(self.row("1 % on both sides", speed, &measured, (up, down), budgets));
        Ok(())
    }

    /// Ani edits and syncs, then the server comes back as it was before. First she syncs again, then Budi. When it comes
    /// back once more, Budi is first, who brings what he only read.
    async fn repair(&self, stage: &mut Stage, speed: Speed, rows: &mut Vec<Row>) -> Result<()> {
        stage.province.stop().await?;
        let backup = stage.folder.join("backup.db");
        std::fs::copy(stage.province.database(), &backup)?;
        stage.province.start().await?;
        let count = self.some();
        stage.device("Ani").edit(self.records / 3, count, 62).await?;
        stage.sync_aside("Ani").await?;
        stage.sync_aside("Budi").await?;
        stage.set_back_to(&backup).await?;
        let missing = self.least_of_edits(count, 62)?;
        let measured = stage.sync("Ani", speed, Cut::Never).await?;
        let budgets = budget::repair(&measured, &missing);
        rows.push(self.row("repair, by the author", speed, &measured, (missing, Least::default()), budgets));
        let measured = stage.sync("Budi", speed, Cut::Never).await?;
        let budgets = budget::repair(&measured, &Least::default());
        rows.push(self.row("repair, the others", speed, &measured, Default::default(), budgets));
        stage.set_back_to(&backup).await?;
        let measured = stage.sync("Budi", speed, Cut::Never).await?;
        let budgets = budget::repair(&measured, &missing);
        rows.push(self.row("repair, by a reader", speed, &measured, (missing, Least::default()), budgets));
        Ok(())
    }

    /// A first push and a first pull over a line that is cut once, beside the same line uncut.
    pub(crate) async fn measure_cuts(&self, work: &Path, rows: &mut Vec<Row>) -> Result<()> {
        let uncut = self.on_copy(&self.folder, work, "Ani", Cut::Never).await?;
        let place = self.place(uncut.carried.bytes_up);
        let measured = self.on_copy(&self.folder, work, "Ani", Cut::Up(place)).await?;
        let budgets = budget::cut(more(&measured, &uncut), &self.all);
        rows.push(self.row("first push, cut", CUT, &measured, (self.all, Least::default()), budgets));

        let pushed = work.join("pushed");
        folder::copy(&self.folder, &pushed)?;
        let mut stage = Stage::open(&pushed).await?;
        stage.sync_aside("Ani").await?;
        stage.province.at_rest().await?;
        stage.province.stop().await?;
        let uncut = self.on_copy(&pushed, work, "Budi", Cut::Never).await?;
        let place = self.place(uncut.carried.bytes_down);
        let measured = self.on_copy(&pushed, work, "Budi", Cut::Down(place)).await?;
        let budgets = budget::cut(more(&measured, &uncut), &self.all);
        rows.push(self.row("first pull, cut", CUT, &measured, (Least::default(), self.all), budgets));
        folder::remove(&pushed)
    }

    async fn on_copy(&self, of: &Path, work: &Path, name: &str, cut: Cut) -> Result<Measured> {
        let folder = work.join("copy");
        folder::copy(of, &folder)?;
        let mut stage = Stage::open(&folder).await?;
        let measured = stage.sync(name, CUT, cut).await?;
        stage.province.stop().await?;
        folder::remove(&folder)?;
        Ok(measured)
    }

    /// The byte at which a line that carries so many is cut: somewhere in the middle, the same at every run.
    fn place(&self, bytes: u64) -> u64 {
        let mut random = fastrand::Rng::with_seed(self.records as u64);
        random.u64(bytes / 4..=bytes * 3 / 4)
    }

    /// One record in a hundred, and at least one.
    fn some(&self) -> usize {
        (self.records / 100).max(1)
    }

    fn least_of_edits(&self, count: usize, number: usize) -> Result<Least> {
        self.bare.edits(count, number)?.least(&self.folder)
    }

    fn row(
        &self,
        scenario: &'static str,
        speed: Speed,
        measured: &Measured,
        least: (Least, Least),
        budgets: Vec<Budget>,
    ) -> Row {
        Row::new(scenario, self.records, speed, measured, least, budgets)
    }
}

/// What went over the line more than without a cut.
fn more(cut: &Measured, uncut: &Measured) -> f64 {
    let all = |measured: &Measured| (measured.carried.bytes_up + measured.carried.bytes_down) as f64;
    all(cut) - all(uncut)
}
