//! A province whose server runs, and its devices beside it.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::{
    clock,
    device::Device,
    line::{CLEAN, Cut, Line, Speed},
    province::{Province, size_of},
    row::Measured,
};

/// A folder with a province and its devices.
pub(crate) struct Stage {
    pub(crate) folder: PathBuf,
    pub(crate) province: Province,
}

impl Stage {
    pub(crate) async fn open(folder: &Path) -> Result<Self> {
        let mut province = Province::at(&folder.join("province"));
        province.start().await?;
        Ok(Self { folder: folder.to_owned(), province })
    }

    pub(crate) fn device(&self, name: &str) -> Device {
        Device(self.folder.join(name))
    }

    /// Syncs a device over a line of its own.
    pub(crate) async fn sync(&self, name: &str, speed: Speed, cut: Cut) -> Result<Measured> {
        let device = self.device(name);
        let line = Line::open(self.province.address()?, speed, cut).await?;
        let pid = self.province.pid()?;
        clock::forget_peak(pid)?;
        let before = clock::cpu_seconds(pid)?;
        let synced = device.sync(&format!("http://{}", line.address)).await?;
        Ok(Measured {
            synced,
            carried: line.close().await?,
            server_cpu_seconds: clock::cpu_seconds(pid)? - before,
            server_peak_kib: clock::peak_kib(pid)?,
            device_database: size_of(&device.database()),
            server_database: size_of(&self.province.database()),
        })
    }

    /// Puts an older database in place of the server's.
    pub(crate) async fn set_back_to(&mut self, backup: &Path) -> Result<()> {
        self.province.stop().await?;
        self.province.set_back_to(backup)?;
        self.province.start().await?;
        Ok(())
    }

    /// Syncs a device in nobody's table.
    pub(crate) async fn sync_aside(&self, name: &str) -> Result<()> {
        let synced = self.sync(name, CLEAN, Cut::Never).await?.synced;
        ensure!(synced.equal, "{name} and the province differ");
        Ok(())
    }
}
