//! `rantau officer`: who works on this device.

use client_core::{
    enrol,
    keyring::{Handle, Officer},
};
use seal::InviteCode;
use serde::Serialize;

use super::run_to_end;
use crate::{
    device::Device,
    failure::{Failure, Result},
    output::{Answer, Reply},
    page::Page,
    passphrase, text,
};

const EXAMPLES: &str = "\
Each officer of a shared device has a passphrase and a short name, says who
works with --officer or RANTAU_OFFICER, and signs for what they write.
Complaints, screenings and what is confidential are sealed to who wrote them:
the others on this device cannot read them.

A new officer needs an invitation for this device, which the operator of the
province's server makes.

Examples:
  rantau officer add --invitation photo.jpg --as budi
  rantau officer add --code 4F2A9-… --as budi
  rantau officer list
  rantau officer rename ani
  rantau officer remove budi";

/// Say who works on this device
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the officers of this device
    List,
    Add(AddArgs),
    /// Give who works now another short name
    Rename {
        /// The new short name
        name: Handle,
    },
    /// Take an officer off this device; what only that officer could read stays sealed
    Remove {
        /// The officer's short name
        name: String,
    },
}

/// Add an officer whom the operator invited for this device
#[derive(Debug, clap::Args)]
struct AddArgs {
    /// The invitation: a photograph or image of its QR code, a file with its link, the link itself, or - for standard input
    #[arg(long, value_name = "FILE", env = "RANTAU_INVITATION", hide_env_values = true)]
    invitation: Option<String>,
    /// Code of the invitation, where it is typed
    #[arg(
        long,
        value_name = "CODE",
        env = "RANTAU_INVITATION_CODE",
        hide_env_values = true,
        conflicts_with = "invitation",
        required_unless_present = "invitation"
    )]
    code: Option<String>,
    /// The new officer's short name: 1 to 16 letters, digits or hyphens
    #[arg(long = "as", value_name = "NAME")]
    name: Handle,
    /// File whose first line is the new officer's passphrase; else RANTAU_NEW_PASSPHRASE, else it is asked for
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<std::path::PathBuf>,
}

#[derive(Debug, Serialize)]
struct Officers {
    officers: Vec<Officer>,
}

pub(crate) fn run(args: &Args, mut device: Device) -> Result<Reply> {
    match &args.command {
        Command::List => {}
        Command::Add(args) => add(args, &mut device)?,
        Command::Rename { name } => device.store.rename_officer(name.clone())?,
        Command::Remove { name } => device.store.remove_officer(name)?,
    }
    device.reply(&Officers { officers: device.store.officers()? })
}

fn add(args: &AddArgs, device: &mut Device) -> Result<()> {
    let lang = device.output.lang();
    if device.store.has_handle(&args.name)? {
        return Err(client_core::Error::HandleTaken(args.name.clone()).into());
    }
    let code = code(args)?;
    let passphrase = passphrase::new_of(args.new_passphrase_file.as_deref(), args.name.as_str(), lang)?;
    run_to_end(enrol::add_officer(&mut device.store, &code, args.name.clone(), &passphrase))?
        .map(drop)
        .map_err(Failure::from)
}

/// The server and the key of a link count for nothing here: the device has its province.
fn code(args: &AddArgs) -> Result<InviteCode> {
    match (&args.invitation, &args.code) {
        (Some(given), _) => Ok(super::enrol::link(given)?.code),
        (None, Some(code)) => Ok(code.parse().map_err(client_core::Error::Seal)?),
        (None, None) => Err(super::enrol::no_invitation()),
    }
}

impl Answer for Officers {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        let rows = self.officers.iter().map(|officer| {
            let state = match (officer.here, officer.needs_reset) {
                (true, _) => lang.say(text::WORKS_NOW),
                (false, true) => lang.say(text::NEEDS_RESET),
                (false, false) => String::new(),
            };
            vec![officer.handle.to_string(), officer.name.clone(), officer.id.to_string(), state]
        });
        page.table(&[text::SHORT_NAME, text::NAME, text::ID, text::PROGRESS], rows);
    }
}
