//! `rantau enrol`.

use std::path::PathBuf;

use client_core::{SystemClock, enrol};
use records::RegionCode;
use serde::Serialize;

use super::run_to_end;
use crate::{
    cli::Global,
    device::directory,
    failure::{Failure, Result},
    output::{Answer, Output, Reply},
    page::Page,
    passphrase, text, village,
};

const EXAMPLES: &str = "\
The code comes from the operator of the province's server and works once. The
passphrase guards what is on this device; nobody can recover it.

Examples:
  rantau enrol --server https://rantau.example.go.id \\
      --code 4F2A9-… --name \"kiosk desa\"
  rantau enrol --data /srv/rantau --server … --code … --name …";

/// Make this device part of a deployment; once
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Address of the province's server
    #[arg(long, value_name = "URL")]
    server: String,
    /// Code of the invitation: 9 groups of 5 characters, in any case and with any separators
    #[arg(long, value_name = "CODE")]
    code: String,
    /// What people call this device
    #[arg(long, value_name = "NAME")]
    name: String,
}

/// What the device became.
#[derive(Debug, Serialize)]
struct Enrolled {
    device: records::DeviceId,
    device_name: String,
    officer: records::OfficerId,
    officer_name: String,
    region: RegionCode,
    region_name: Option<String>,
    server: String,
    data: PathBuf,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Reply> {
    let dir = directory(global)?;
    if client_core::is_enrolled(&dir) {
        return Err(client_core::Error::AlreadyEnrolled(dir).into());
    }
    if args.name.trim().is_empty() {
        return Err(Failure::usage("usage", text::NO_DEVICE_NAME, text::NO_DEVICE_NAME_NEXT));
    }
    let passphrase = passphrase::new(global.passphrase_file.as_deref(), output.lang())?;
    let enrolment = enrol::enrol(&args.server, &args.code, args.name.trim(), &passphrase, &dir, Box::new(SystemClock));
    let store = run_to_end(enrolment)??;
    let membership = store.membership();
    let region = membership.region();
    output.reply(
        membership.deployment(),
        &Enrolled {
            device: membership.device(),
            device_name: membership.device_name().to_owned(),
            officer: membership.officer(),
            officer_name: membership.officer_name().to_owned(),
            region: region.clone(),
            region_name: village::name(region.as_str()),
            server: membership.server().to_owned(),
            data: dir,
        },
    )
}

impl Answer for Enrolled {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&lang.say(text::NOW_ENROLLED));
        page.pairs([
            (lang.say(text::DEVICE), self.device_name.clone()),
            (lang.say(text::OFFICER), self.officer_name.clone()),
            (lang.say(text::REGION), village::shown(self.region.as_str())),
            (lang.say(text::SERVER), self.server.clone()),
            (lang.say(text::DATA), self.data.display().to_string()),
        ]);
        page.line(&lang.say(text::NOW_ENROLLED_NEXT));
    }
}
