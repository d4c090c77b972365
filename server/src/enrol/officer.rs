//! One more officer of a device that is enrolled.
//!
//! The invitation names the device: a code that somebody overhears is of no use elsewhere. The request proves the code and
//! is signed by the device, so nobody but it adds officers to it.

use records::{DeviceId, OfficerId};
use rusqlite::Connection;
use seal::{InviteCode, verify};
use wire::{
    PROTOCOL, Signature,
    enrolment::{OfficerRequest, OfficerResponse},
};

use super::{Invitation, Refusal, counted, usable};
use crate::{
    Error, Result,
    home::Keys,
    store::{
        Store,
        devices::{self, Device},
        invites::{self, Invite},
        officers,
    },
};

/// Who is to work on a device, beside who does.
#[derive(Debug, Clone)]
pub struct Colleague {
    /// The device.
    pub device: DeviceId,
    /// The officer, `None` for somebody new.
    pub officer: Option<OfficerId>,
    /// The officer's name.
    pub officer_name: String,
    /// What the officer is.
    pub role: String,
    /// For how long the code is good, seconds.
    pub valid_for: i64,
}

/// Makes an invitation for one more officer of a device.
///
/// # Errors
/// [`Error::NotFound`] where there is no such device, or it was revoked.
pub fn invite(store: &Store, keys: &Keys, colleague: Colleague) -> Result<Invitation> {
    let mut clock = store.clock();
    let code = InviteCode::generate(&mut clock, &keys.signing.public());
    let (now, id, secret) = (clock.now(), code.id(), *code.secret());
    let officer = colleague.officer.unwrap_or_else(|| clock.new_officer());
    let invite = store.write_blocking(move |conn| {
        let device = devices::get(conn, colleague.device)?.filter(|device| device.revoked_at.is_none());
        let invite = Invite {
            region: device.ok_or(Error::NotFound("device"))?.region,
            officer,
            officer_name: colleague.officer_name,
            role: colleague.role,
            device: Some(colleague.device),
            expires_at: now.saturating_add(colleague.valid_for),
            used_at: None,
            withdrawn_at: None,
        };
        invites::insert(conn, id, &secret, &invite, now)?;
        Ok(invite)
    })?;
    Ok(Invitation { code, invite })
}

/// Adds the officer whom the device's request asks for. The invitation is used up in the same transaction. Blocks.
///
/// # Errors
/// [`Refusal`].
pub fn add(store: &Store, keys: &Keys, request: &OfficerRequest) -> Result<OfficerResponse, Refusal> {
    if request.protocol != PROTOCOL {
        return Err(Refusal::Protocol);
    }
    let (id, now) = (request.invitation, store.clock().now());
    let found = store.read_blocking(|conn| found(conn, request))?;
    let invite = counted(store, id, verified(found, keys, request, now))?;
    let mut response = OfficerResponse {
        device: request.device,
        officer: invite.officer,
        officer_name: invite.officer_name.clone(),
        issued_at: now,
        signature: Signature([0; 64]),
    };
    response.signature = keys.signing.sign(&response.signing_bytes());
    let device = request.device;
    let first = store.write_blocking(move |conn| use_up(conn, id, device, &invite, now))?;
    if first { Ok(response) } else { Err(Refusal::Used) }
}

/// What an officer's request is judged by.
struct Found {
    invite: Option<(Invite, [u8; 10])>,
    device: Option<Device>,
}

/// Only an invitation for this device counts.
fn found(conn: &Connection, request: &OfficerRequest) -> Result<Found> {
    let invite = invites::get(conn, request.invitation)?.filter(|(invite, _)| invite.device == Some(request.device));
    let device = devices::get(conn, request.device)?.filter(|device| device.revoked_at.is_none());
    Ok(Found { invite, device })
}

/// The proof comes before everything that the answer could tell to somebody who guesses.
fn verified(found: Found, keys: &Keys, request: &OfficerRequest, now: i64) -> Result<Invite, Refusal> {
    let device = found.device.ok_or(Refusal::UnknownCode)?;
    let (invite, code) = usable(found.invite, request.invitation, &keys.signing.public())?;
    code.verify_officer_mac(request).map_err(|_| Refusal::UnknownCode)?;
    verify(&device.signing_key, &request.signing_bytes(), &request.signature).map_err(|_| Refusal::UnknownCode)?;
    if invite.expires_at < now { Err(Refusal::Expired) } else { Ok(invite) }
}

fn use_up(conn: &Connection, id: [u8; 8], device: DeviceId, invite: &Invite, now: i64) -> Result<bool> {
    if !invites::use_up(conn, id, now)? {
        return Ok(false);
    }
    officers::add(conn, device, invite.officer, &invite.officer_name, &invite.role, now)?;
    Ok(true)
}
