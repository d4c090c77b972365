//! `rantau enrol`.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use client_core::{
    Store, SystemClock,
    enrol::{self, Invitation, by_file},
};
use records::{Deployment, RegionCode};
use seal::invitation::{InviteLink, SCHEME};
use serde::Serialize;
use zeroize::Zeroizing;

use super::run_to_end;
use crate::{
    cli::Global,
    device::directory,
    failure::{Failure, Result},
    file,
    output::{Answer, Output, Reply},
    page::Page,
    passphrase, qr, text, village,
};

const EXAMPLES: &str = "\
The invitation comes from the operator of the province's server and works once:
as a photograph of its QR code, as a link, or as a code that is typed. The
passphrase guards what is on this device; nobody can recover it.

Examples:
  rantau enrol --invitation photo.jpg --name \"kiosk desa\"
  rantau enrol --server https://rantau.example.go.id \\
      --code 4F2A9-… --name \"kiosk desa\"
  rantau enrol --data /srv/rantau --server … --code … --name …
  rantau enrol --invitation photo.jpg --name … --request /media/usb/request
  rantau enrol --answer /media/usb/answer";

/// A photograph of a phone has some ten million bytes.
const LARGEST: u64 = 64 << 20;

/// Make this device part of a deployment; once
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The invitation: a photograph or image of its QR code, a file with its link, the link itself, or - for standard input
    #[arg(long, value_name = "FILE", env = "RANTAU_INVITATION", hide_env_values = true)]
    invitation: Option<String>,
    /// Address of the province's server
    #[arg(
        long,
        value_name = "URL",
        requires = "code",
        conflicts_with = "invitation",
        required_unless_present_any = ["invitation", "answer"]
    )]
    server: Option<String>,
    /// Code of the invitation: 9 groups of 5 characters, in any case and with any separators
    #[arg(long, value_name = "CODE", requires = "server", conflicts_with = "invitation")]
    code: Option<String>,
    /// Believe certificates of public authorities at that address, too, if the operator says so
    #[arg(long, requires = "code")]
    public_roots: bool,
    /// What people call this device
    #[arg(long, value_name = "NAME", required_unless_present = "answer")]
    name: Option<String>,
    /// Without a line: write the request to a new file, which somebody carries to the operator
    #[arg(long, value_name = "FILE", conflicts_with = "answer")]
    request: Option<PathBuf>,
    /// Without a line: take the operator's answer to this device's request
    #[arg(long, value_name = "FILE", conflicts_with_all = ["invitation", "server", "code", "name"])]
    answer: Option<PathBuf>,
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

/// What a device asks for that has no line.
#[derive(Debug, Serialize)]
struct Asked {
    request: PathBuf,
    data: PathBuf,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Reply> {
    let dir = directory(global)?;
    if client_core::is_enrolled(&dir) {
        return Err(client_core::Error::AlreadyEnrolled(dir).into());
    }
    if let Some(answer) = &args.answer {
        return finish(answer, &dir, global, output);
    }
    let name = args.name.as_deref().unwrap_or_default().trim();
    if name.is_empty() {
        return Err(Failure::usage("usage", text::NO_DEVICE_NAME, text::NO_DEVICE_NAME_NEXT));
    }
    let invitation = invitation(args)?;
    let passphrase = passphrase::new(global.passphrase_file.as_deref(), output.lang())?;
    if let Some(file) = &args.request {
        let request = by_file::request(invitation, name, &passphrase, &dir, &SystemClock)?;
        file::write_new(file, &request.to_bytes())?;
        // Whether people are invented, only the answer tells.
        return output.reply(Deployment::Production, &Asked { request: file.clone(), data: dir });
    }
    let store = run_to_end(enrol::enrol(invitation, name, &passphrase, &dir, Box::new(SystemClock)))??;
    enrolled(&store, dir, output)
}

fn finish(answer: &Path, dir: &Path, global: &Global, output: &Output) -> Result<Reply> {
    let bytes = fs::read(answer)
        .map_err(|error| Failure::new("file", text::NO_ANSWER_FILE.with(&[&error]), text::NO_ANSWER_FILE_NEXT))?;
    let passphrase = passphrase::known(global.passphrase_file.as_deref(), output.lang())?;
    let store = by_file::finish(&bytes, &passphrase, dir, Box::new(SystemClock))?;
    enrolled(&store, dir.to_owned(), output)
}

fn enrolled(store: &Store, data: PathBuf, output: &Output) -> Result<Reply> {
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
            data,
        },
    )
}

impl Answer for Asked {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&text::ENROLMENT_ASKED.with(&[&self.request.display()]).of(lang));
        page.line(&lang.say(text::ENROLMENT_ASKED_NEXT));
    }
}

/// What was typed, photographed or handed over.
fn invitation(args: &Args) -> Result<Invitation> {
    match (&args.invitation, &args.server, &args.code) {
        (Some(given), ..) => Ok(link(given)?.into()),
        (None, Some(server), Some(code)) => {
            Ok(Invitation { public_roots: args.public_roots, ..Invitation::typed(server, code)? })
        }
        (None, ..) => Err(no_invitation()),
    }
}

/// The link of an invitation that was given in any of the ways of `--invitation`.
pub(super) fn link(given: &str) -> Result<InviteLink> {
    let parsed = if given.starts_with(SCHEME) { given.parse() } else { of_file(given)?.parse() };
    parsed.map_err(|error| client_core::Error::Seal(error).into())
}

/// The link in a file, or in an image of its code.
fn of_file(given: &str) -> Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let read = if given == "-" {
        std::io::stdin().lock().take(LARGEST).read_to_end(&mut bytes)
    } else {
        fs::File::open(Path::new(given)).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::new("file", text::NO_INVITATION_FILE.with(&[&error]), text::NO_INVITATION_NEXT))?;
    if !qr::is_image(&bytes) {
        return String::from_utf8(bytes.to_vec()).map(Zeroizing::new).map_err(|_| no_invitation());
    }
    let texts = qr::texts_in(&bytes).unwrap_or_default();
    texts.into_iter().find(|text| text.starts_with(SCHEME)).map(Zeroizing::new).ok_or_else(no_invitation)
}

/// Nothing says who invites.
pub(super) fn no_invitation() -> Failure {
    Failure::usage("no_invitation", text::NO_INVITATION, text::NO_INVITATION_NEXT)
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
