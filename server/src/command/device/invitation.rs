//! `rantau-server device invite | invitations | uninvite | enrol`.

use std::{fs, path::PathBuf};

use clap::Args;
use jiff::SignedDuration;
use records::{DeviceId, OfficerId, RegionCode};
use seal::invitation::InviteLink;
use serde::Serialize;
use wire::enrolment::EnrolRequest;

use super::{Common, Output, parse_duration, qr, rfc3339};
use crate::{
    Error, Result,
    enrol::{self, Invitee, officer::Colleague},
    home::write_new_private,
    store::{
        deployment,
        invites::{self, InviteId},
        scopes,
    },
};

/// For whom the code is.
#[derive(Debug, Args)]
pub struct Invite {
    #[command(flatten)]
    common: Common,
    /// The village, or larger area, that the device serves
    #[arg(long, required_unless_present = "device", conflicts_with = "device")]
    region: Option<RegionCode>,
    /// The device that gets one more officer, in place of a new one
    #[arg(long, value_name = "ID")]
    device: Option<DeviceId>,
    /// The region is of another province: an office that helps, serves none of our villages, and is lent single records
    /// (`loan give`)
    #[arg(long, conflicts_with = "device")]
    helping: bool,
    /// The name of the officer who works on it
    #[arg(long)]
    officer: String,
    /// The officer's id, where the officer has a device already
    #[arg(long)]
    officer_id: Option<OfficerId>,
    /// What the officer is
    #[arg(long, default_value = "village")]
    role: String,
    /// How long the code is good, e.g. 48h or 30m
    #[arg(long, default_value = "48h", value_parser = parse_duration)]
    expires: SignedDuration,
    /// An address of this server for the invitation, best first; may be repeated. Default: where it was last served
    #[arg(long = "server", value_name = "URL")]
    servers: Vec<String>,
    /// The device believes certificates of public authorities at these addresses, too: for a proxy, or --tls-certificate
    #[arg(long)]
    public_roots: bool,
    /// Write the invitation as a QR code to a new PNG file. It holds the code: delete it when it was used
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
}

/// What `device invite --json` prints.
#[derive(Debug, Serialize)]
struct InviteReport {
    id: String,
    code: String,
    /// The link that the QR code holds; `None` where no address is known.
    invitation: Option<String>,
    servers: Vec<String>,
    region: String,
    officer: String,
    officer_id: String,
    role: String,
    expires_at: String,
}

pub(super) fn invite(options: Invite) -> Result<Output> {
    let opened = options.common.open()?;
    let regions = match options.device {
        Some(device) => opened.store.read_blocking(|conn| scopes::of(conn, device))?.now,
        None => options.region.iter().cloned().collect(),
    };
    if !options.helping {
        // An office elsewhere reads nothing but what somebody else lends it.
        opened.expect_readable(&regions, "device invite")?;
    }
    let servers = if options.servers.is_empty() { opened.home.reached_at() } else { options.servers };
    if let Some(bad) = servers.iter().find(|server| !InviteLink::is_server(server)) {
        return Err(Error::Usage(format!("{bad} is no address of a server")));
    }
    let keys = opened.home.keys()?;
    let (officer, officer_name, role) = (options.officer_id, options.officer, options.role);
    let valid_for = options.expires.as_secs();
    let enrol::Invitation { code, invite } = match (options.device, options.region) {
        (Some(device), _) => {
            let colleague = Colleague { device, officer, officer_name, role, valid_for };
            enrol::officer::invite(&opened.store, &keys, colleague)?
        }
        (None, Some(region)) => {
            let invitee = Invitee { region, officer, officer_name, role, valid_for };
            let invite = if options.helping { enrol::invite_helper } else { enrol::invite };
            invite(&opened.store, &keys, invitee)?
        }
        (None, None) => return Err(Error::Usage("--region or --device is needed".to_owned())),
    };
    let (id, typed) = (hex::encode(code.id()), code.to_string());
    let link = InviteLink {
        code,
        key: keys.signing.public(),
        servers: servers.clone(),
        public_roots: options.public_roots,
        until: invite.expires_at,
    };
    let link = (!servers.is_empty()).then(|| link.to_string());
    if let (Some(path), Some(link)) = (&options.png, &link) {
        write_new_private(path, &qr::png(link)?)?;
    }
    let report = InviteReport {
        id,
        code: typed,
        invitation: link,
        servers,
        region: invite.region.to_string(),
        officer: invite.officer_name,
        officer_id: invite.officer.to_string(),
        role: invite.role,
        expires_at: rfc3339(invite.expires_at),
    };
    let text = invite_text(&report, options.png.is_some())?;
    Ok(options.common.output(opened.deployment, &report, &text))
}

fn invite_text(report: &InviteReport, in_file: bool) -> Result<String> {
    let InviteReport { code, officer, region, expires_at, .. } = report;
    let mut text =
        format!("{code}\n\nFor {officer} in {region}, once, until {expires_at}. Hand it on by voice or paper.\n");
    match &report.invitation {
        None => text.push_str(
            "No address is known for a QR code: start `rantau-server serve --host NAME` first, or name one with --server.\n",
        ),
        Some(_) if in_file => {}
        Some(link) => {
            text.push_str("\nOr as a photograph, for `rantau enrol --invitation FILE`:\n\n");
            text.push_str(&qr::for_terminal(link)?);
            text.push_str(&format!("\n{link}\n"));
        }
    }
    Ok(text)
}

/// An open invitation as `--json` shows it.
#[derive(Debug, Serialize)]
struct OpenInvitation {
    id: String,
    region: String,
    officer: String,
    role: String,
    expires_at: String,
}

#[derive(Debug, Serialize)]
struct InvitationsReport {
    invitations: Vec<OpenInvitation>,
}

pub(super) fn invitations(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let now = opened.store.clock().now();
    let found = opened.store.read_blocking(|conn| invites::open(conn, now))?;
    let invitations: Vec<_> = found
        .into_iter()
        .map(|(id, invite)| OpenInvitation {
            id: hex::encode(id),
            region: invite.region.to_string(),
            officer: invite.officer_name,
            role: invite.role,
            expires_at: rfc3339(invite.expires_at),
        })
        .collect();
    let mut text: String = invitations
        .iter()
        .map(|open| {
            format!("{}  {}  {}  {}  until {}\n", open.id, open.region, open.role, open.officer, open.expires_at)
        })
        .collect();
    if text.is_empty() {
        text = "No invitation is open.\n".to_owned();
    }
    Ok(common.output(opened.deployment, &InvitationsReport { invitations }, &text))
}

/// Which invitation.
#[derive(Debug, Args)]
pub struct Uninvite {
    #[command(flatten)]
    common: Common,
    /// The invitation's id, as `device invitations` lists it
    #[arg(value_parser = parse_id)]
    id: InviteId,
}

fn parse_id(text: &str) -> Result<InviteId, String> {
    let mut id = InviteId::default();
    hex::decode_to_slice(text, &mut id).map_err(|_| "16 hexadecimal digits expected".to_owned())?;
    Ok(id)
}

#[derive(Debug, Serialize)]
struct UninviteReport {
    id: String,
    state: &'static str,
}

pub(super) fn uninvite(options: &Uninvite) -> Result<Output> {
    let opened = options.common.open()?;
    let (id, now) = (options.id, opened.store.clock().now());
    if !opened.store.write_blocking(move |conn| invites::withdraw(conn, id, now))? {
        return Err(Error::NotFound("open invitation"));
    }
    let report = UninviteReport { id: hex::encode(id), state: "withdrawn" };
    Ok(options.common.output(opened.deployment, &report, "The invitation is taken back: its code opens nothing now."))
}

/// What was brought, and where the answer goes.
#[derive(Debug, Args)]
pub struct Enrol {
    #[command(flatten)]
    common: Common,
    /// The file that `rantau enrol --request FILE` wrote
    request: PathBuf,
    /// The file for the answer, which `rantau enrol --answer FILE` takes on the same device. Only that device opens it
    #[arg(long, value_name = "FILE")]
    answer: PathBuf,
}

#[derive(Debug, Serialize)]
struct EnrolReport {
    device: String,
    device_name: String,
    officer: String,
    region: String,
    answer: PathBuf,
}

pub(super) fn enrol_by_file(options: Enrol) -> Result<Output> {
    let opened = options.common.open()?;
    let bytes = fs::read(&options.request).map_err(Error::file(&options.request))?;
    let request = EnrolRequest::from_bytes(&bytes)
        .map_err(|_| Error::Usage(format!("{} is no request for an enrolment", options.request.display())))?;
    if options.answer.exists() {
        return Err(Error::Exists(options.answer));
    }
    let province = opened.store.read_blocking(deployment::get)?;
    let enrolled = enrol::enrol(&opened.store, &opened.home.keys()?, &province, request);
    let response = match enrolled {
        Err(enrol::Refusal::Failed(error)) => return Err(error),
        enrolled => enrolled.map_err(|refusal| Error::Usage(refusal.to_string()))?,
    };
    write_new_private(&options.answer, &response.to_bytes())?;
    let certificate = response.certificate;
    let report = EnrolReport {
        device: certificate.device.to_string(),
        device_name: certificate.device_name,
        officer: certificate.officer_name,
        region: certificate.region.to_string(),
        answer: options.answer,
    };
    let text = format!(
        "The device {} ({}) is enrolled for {}. Bring it the answer: {}",
        report.device_name,
        report.device,
        report.region,
        report.answer.display()
    );
    Ok(options.common.output(opened.deployment, &report, &text))
}
