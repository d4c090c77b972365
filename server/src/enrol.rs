//! Invitations, and the devices that use them.

pub mod officer;

use records::{
    Deployment, DeviceId, OfficerId, RegionCode,
    harmless::steers,
    region::{self, Level},
};
use rusqlite::Connection;
use seal::{InviteCode, seal_to};
use wire::{
    Audience, FeedId, PROTOCOL, PublicKey, Signature,
    enrolment::{Certificate, DeploymentSecrets, EnrolRequest, EnrolResponse},
};

use crate::{
    Error, Result,
    clock::Clock,
    home::Keys,
    store::{
        Store,
        deployment::{self, Province},
        devices::{self, Device},
        invites::{self, Invite, InviteId},
        scopes::{self, Scope},
    },
};

/// The most characters of a device's name.
const LONGEST_NAME: usize = 100;

/// For whom an invitation is.
#[derive(Debug, Clone)]
pub struct Invitee {
    /// The region that the device will serve.
    pub region: RegionCode,
    /// The officer, `None` for somebody new.
    pub officer: Option<OfficerId>,
    /// The officer's name.
    pub officer_name: String,
    /// What the officer is.
    pub role: String,
    /// For how long the code is good, seconds.
    pub valid_for: i64,
}

/// An invitation as the operator hands it on. `Debug` masks the code.
#[derive(Debug)]
pub struct Invitation {
    /// What the person types.
    pub code: InviteCode,
    /// What was kept.
    pub invite: Invite,
}

/// Makes an invitation.
///
/// # Errors
/// Where the region lies outside the province or is not known.
pub fn invite(store: &Store, keys: &Keys, invitee: Invitee) -> Result<Invitation> {
    invite_where(check_region, store, keys, invitee)
}

/// Makes an invitation for an office of another province, which serves none of our villages: single records are
/// [lent](crate::loan) to it.
///
/// # Errors
/// Where the region lies in the province, is a village, or is not known.
pub fn invite_helper(store: &Store, keys: &Keys, invitee: Invitee) -> Result<Invitation> {
    invite_where(check_helper, store, keys, invitee)
}

fn invite_where(
    check: fn(&Province, &RegionCode) -> Result<()>,
    store: &Store,
    keys: &Keys,
    invitee: Invitee,
) -> Result<Invitation> {
    let mut clock = store.clock();
    let code = InviteCode::generate(&mut clock, &keys.signing.public());
    let now = clock.now();
    let invite = Invite {
        region: invitee.region,
        officer: invitee.officer.unwrap_or_else(|| clock.new_officer()),
        officer_name: invitee.officer_name,
        role: invitee.role,
        device: None,
        expires_at: now.saturating_add(invitee.valid_for),
        used_at: None,
        withdrawn_at: None,
    };
    let (id, secret, kept) = (code.id(), *code.secret(), invite.clone());
    store.write_blocking(move |conn| {
        check(&deployment::get(conn)?, &kept.region)?;
        invites::insert(conn, id, &secret, &kept, now)
    })?;
    Ok(Invitation { code, invite })
}

/// Refuses a region that is not known, or not in the province.
pub(crate) fn check_region(province: &Province, region: &RegionCode) -> Result<()> {
    if !province.region.contains(region) {
        return Err(Error::Usage(format!("{region} does not lie in the province {}", province.region)));
    }
    check_known(region)
}

/// Refuses a region that no office of another province has.
fn check_helper(province: &Province, region: &RegionCode) -> Result<()> {
    if province.region.contains(region) || region.contains(&province.region) {
        return Err(Error::Usage(format!(
            "{region} lies in this province: a device of ours is invited without --helping"
        )));
    }
    if region.level() == Level::Village {
        return Err(Error::Usage(format!("{region} is a village: records are lent to an office above one")));
    }
    check_known(region)
}

fn check_known(region: &RegionCode) -> Result<()> {
    if !region::exists(region) {
        return Err(Error::Usage(format!("there is no area {region}: see the list of area codes")));
    }
    Ok(())
}

/// Changes which regions a device serves: `set`, where it is not empty, else what there is with `add` and without
/// `remove`. Gives what it serves then.
///
/// # Errors
/// [`Error::NotFound`], and [`Error::Usage`] where a region is none of the province or none would be left.
pub fn change_scope(
    conn: &Connection,
    device: DeviceId,
    add: &[RegionCode],
    remove: &[RegionCode],
    set: &[RegionCode],
    now: i64,
) -> Result<Scope> {
    devices::get(conn, device)?.ok_or(Error::NotFound("device"))?;
    let province = deployment::get(conn)?;
    let before = scopes::of(conn, device)?.now;
    let gone = before.iter().filter(|region| !set.is_empty() && !set.contains(region)).chain(remove);
    gone.into_iter().try_for_each(|region| scopes::remove(conn, device, region, now))?;
    for region in add.iter().chain(set).filter(|region| !before.contains(region)) {
        check_region(&province, region)?;
        scopes::add(conn, device, region, now)?;
    }
    let scope = scopes::of(conn, device)?;
    if scope.now.is_empty() {
        return Err(Error::Usage(
            "a device that serves nothing is to be revoked: `rantau-server device revoke`".to_owned(),
        ));
    }
    Ok(scope)
}

/// Why a device is not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// A version that this server does not speak.
    #[error("this server speaks version {PROTOCOL} of the protocol")]
    Protocol,
    /// No such invitation, or the sender does not have its code.
    #[error("the code is not known here: compare it with the one that you were given")]
    UnknownCode,
    /// Somebody used it.
    #[error("the code was used already: ask for a new one")]
    Used,
    /// An operator took it back, or somebody guessed too often.
    #[error("the invitation was taken back: ask for a new one")]
    Withdrawn,
    /// It is too late.
    #[error("the code has expired: ask for a new one")]
    Expired,
    /// A name that is none.
    #[error("a device's name is 1 to {LONGEST_NAME} characters of one line")]
    BadName,
    /// A recipient that nothing can be sealed to.
    #[error("the device's keys are not usable")]
    BadKeys,
    /// The server failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Protocol => "unsupported_protocol",
            Self::UnknownCode => "unknown_code",
            Self::Used => "code_used",
            Self::Withdrawn => "code_withdrawn",
            Self::Expired => "code_expired",
            Self::BadKeys | Self::BadName => "malformed",
            Self::Failed(_) => "internal",
        }
    }
}

/// Enrols the device that made `request`. Its invitation is used up in the same transaction. Blocks.
///
/// # Errors
/// [`Refusal`].
pub fn enrol(store: &Store, keys: &Keys, province: &Province, request: EnrolRequest) -> Result<EnrolResponse, Refusal> {
    if request.protocol != PROTOCOL {
        return Err(Refusal::Protocol);
    }
    // It is shown to operators, in lists of a line each.
    let is_name = (1..=LONGEST_NAME).contains(&request.device_name.chars().count());
    if !is_name || request.device_name.chars().any(steers) {
        return Err(Refusal::BadName);
    }
    let now = store.clock().now();
    let id = request.invitation;
    let found = store.read_blocking(|conn| invites::get(conn, id))?;
    let found = found.filter(|(invite, _)| invite.device.is_none());
    let invite = counted(store, id, verified(found, &keys.signing.public(), &request, now))?;
    let device = device_of(request, invite, store.clock());
    let response = response(keys, province.deployment, &device)?;
    let certificate = response.certificate.signing_bytes();
    let first = store.write_blocking(move |conn| use_up(conn, id, &device, &certificate, now))?;
    if first { Ok(response) } else { Err(Refusal::Used) }
}

/// Counts a wrong guess at an invitation.
fn counted(store: &Store, id: InviteId, judged: Result<Invite, Refusal>) -> Result<Invite, Refusal> {
    if matches!(judged, Err(Refusal::UnknownCode)) {
        let now = store.clock().now();
        store.write_blocking(move |conn| invites::guessed(conn, id, now))?;
    }
    judged
}

/// The proof comes before everything that the answer could tell to somebody who guesses.
fn verified(
    found: Option<(Invite, [u8; 10])>,
    province: &PublicKey,
    request: &EnrolRequest,
    now: i64,
) -> Result<Invite, Refusal> {
    let (invite, code) = usable(found, request.invitation, province)?;
    code.verify_mac(request).map_err(|_| Refusal::UnknownCode)?;
    if invite.expires_at < now { Err(Refusal::Expired) } else { Ok(invite) }
}

/// An invitation that nobody used yet, with its code.
fn usable(
    found: Option<(Invite, [u8; 10])>,
    id: [u8; 8],
    province: &PublicKey,
) -> Result<(Invite, InviteCode), Refusal> {
    let (invite, secret) = found.ok_or(Refusal::UnknownCode)?;
    if invite.used_at.is_some() {
        return Err(Refusal::Used);
    }
    if invite.withdrawn_at.is_some() {
        return Err(Refusal::Withdrawn);
    }
    let code = InviteCode::from_parts(id, secret, province);
    Ok((invite, code))
}

fn use_up(conn: &Connection, id: [u8; 8], device: &Device, certificate: &[u8], now: i64) -> Result<bool> {
    if !invites::use_up(conn, id, now)? {
        return Ok(false);
    }
    devices::insert(conn, device, certificate)?;
    scopes::add(conn, device.id, &device.region, now)?;
    Ok(true)
}

fn device_of(request: EnrolRequest, invite: Invite, clock: &dyn Clock) -> Device {
    Device {
        id: clock.new_device(),
        name: request.device_name,
        officer: invite.officer,
        officer_name: invite.officer_name,
        role: invite.role,
        region: invite.region,
        signing_key: request.signing_key,
        recipient: request.recipient,
        enrolled_at: clock.now(),
        revoked_at: None,
        last_seen_at: None,
        clock_offset: None,
    }
}

fn response(keys: &Keys, deployment: Deployment, device: &Device) -> Result<EnrolResponse, Refusal> {
    let secrets = DeploymentSecrets { deployment_key: *keys.deployment.expose() };
    let sealed = seal_to(&device.recipient, &secrets.to_bytes()).map_err(|_| Refusal::BadKeys)?;
    let mut response = EnrolResponse {
        certificate: certificate(device),
        signature: Signature([0; 64]),
        province_key: keys.signing.public(),
        province_recipient: keys.identity.recipient(),
        training: deployment == Deployment::Training,
        secrets: sealed,
        response_signature: Signature([0; 64]),
        successions: keys.announced().is_some().then(|| keys.successions(0)),
    };
    keys.signing.sign_enrol_response(&mut response);
    Ok(response)
}

/// What the province says of a device.
pub(crate) fn certificate(device: &Device) -> Certificate {
    Certificate {
        protocol: PROTOCOL,
        device: device.id,
        signing_key: device.signing_key,
        recipient: device.recipient.clone(),
        device_name: device.name.clone(),
        officer: device.officer,
        officer_name: device.officer_name.clone(),
        region: device.region.clone(),
        feeds: vec![first_feed(&device.region)],
        issued_at: device.enrolled_at,
    }
}

/// What a device follows before the server tells it more: its village's feed, or its office's.
fn first_feed(of: &RegionCode) -> FeedId {
    match of.level() {
        Level::Village => FeedId::village(of.clone()),
        Level::Province | Level::Regency | Level::District => FeedId { region: of.clone(), audience: Audience::Office },
    }
}
