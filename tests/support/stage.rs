//! A province in a folder of its own, that goes with it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use tempfile::TempDir;
use testkit::{
    deployment::{Device, Kind, Province},
    link::{Line, Link},
};

/// The village of all devices: Anjani, Suralaga, Lombok Timur.
pub const VILLAGE: &str = "52.03.13.2001";

/// A running province and the folder in which all of a test's files are.
#[derive(Debug)]
pub struct Stage {
    /// The province.
    pub province: Province,
    folder: TempDir,
}

impl Stage {
    /// A training province with its registry.
    ///
    /// # Errors
    /// Where a program is not built or does not start.
    pub async fn training() -> Result<Self> {
        Self::of(Kind::Training).await
    }

    /// A province for living people, without a registry.
    ///
    /// # Errors
    /// Where a program is not built or does not start.
    pub async fn production() -> Result<Self> {
        Self::of(Kind::Production).await
    }

    async fn of(kind: Kind) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        Ok(Self { province: Province::start_as(kind, folder.path()).await?, folder })
    }

    /// A device of [`VILLAGE`] that reaches the server directly.
    ///
    /// # Errors
    /// Where it cannot be enrolled.
    pub async fn device(&self, name: &'static str) -> Result<Device> {
        self.device_over(name, self.province.server()?).await
    }

    /// A device of another region.
    ///
    /// # Errors
    /// Where it cannot be enrolled.
    pub async fn device_of(&self, name: &'static str, region: &str) -> Result<Device> {
        let device = Device::new(name, self.folder.path());
        device.enrol(&self.province, self.province.server()?, region).await?;
        Ok(device)
    }

    /// A device of an office of another province, to which records are lent.
    ///
    /// # Errors
    /// Where it cannot be enrolled.
    pub async fn helper_of(&self, name: &'static str, region: &str) -> Result<Device> {
        self.helper_over(name, region, self.province.server()?).await
    }

    /// The same, over a line.
    ///
    /// # Errors
    /// Where it cannot be enrolled.
    pub async fn helper_over(&self, name: &'static str, region: &str, line: SocketAddr) -> Result<Device> {
        let device = Device::new(name, self.folder.path());
        device.enrol_helping(&self.province, line, region).await?;
        Ok(device)
    }

    /// A device of [`VILLAGE`] that reaches the server over a line.
    ///
    /// # Errors
    /// Where it cannot be enrolled.
    pub async fn device_over(&self, name: &'static str, line: SocketAddr) -> Result<Device> {
        let device = Device::new(name, self.folder());
        device.enrol(&self.province, line, VILLAGE).await?;
        Ok(device)
    }

    /// A line to the server that carries so many bits a second.
    ///
    /// # Errors
    /// Where no port can be had.
    pub fn line(&self, bits_per_second: u64) -> Result<Link> {
        Ok(Link::open(self.province.server()?, Line { bits_per_second, ..Line::clear() })?)
    }

    /// The folder of the test's files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the test, as an argument.
    ///
    /// # Errors
    /// Where the folder for temporary files is no UTF-8.
    pub fn file(&self, name: &str) -> Result<String> {
        let path: PathBuf = self.folder().join(name);
        path.into_os_string().into_string().ok().context("a folder for temporary files that is no UTF-8")
    }
}
