//! `rantau-server init`.

use clap::Args;
use records::{Deployment, RegionCode, region};
use serde::Serialize;

use super::{Common, Output};
use crate::{Error, Result, home::Home};

/// What the new deployment is.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    common: Common,
    /// The code of the province, e.g. 52
    #[arg(long, env = "RANTAU_PROVINCE")]
    province: RegionCode,
    /// What people call the office
    #[arg(long, env = "RANTAU_NAME")]
    name: String,
    /// For training: invented people only, and every output says so. Cannot be changed later
    #[arg(long, env = "RANTAU_TRAINING")]
    training: bool,
}

/// What `init --json` prints.
#[derive(Debug, Serialize)]
struct Report {
    province: String,
    name: String,
    /// Hexadecimal, what devices know the province by.
    province_key: String,
    recipient: String,
}

pub(super) fn run(options: Options) -> Result<Output> {
    if options.province.level() != region::Level::Province || !region::exists(&options.province) {
        return Err(Error::Usage(format!("{} is no province", options.province)));
    }
    let deployment = if options.training { Deployment::Training } else { Deployment::Production };
    let (region, name) = (options.province.clone(), options.name.clone());
    let keys = Home::create(&options.common.data, region, name, deployment)?.keys()?;
    let report = Report {
        province: options.province.to_string(),
        name: options.name,
        province_key: keys.signing.public().to_string(),
        recipient: keys.identity.recipient(),
    };
    let dir = options.common.data.display();
    let text = format!(
        "The deployment of {} ({}) is in {dir}.\nTake the key that will follow this one away from here, into a safe: \
         `rantau-server keys successor export`. Then keep a copy of the keys where no database backup is: `keys export`. \
         Without either, no device trusts this province again.\n",
        report.name, report.province
    );
    Ok(options.common.output(deployment, &report, &text))
}
