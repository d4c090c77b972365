//! A device is lost: it is cut off, and perhaps ordered to wipe itself; what it wrote before still arrives.

use records::DeviceId;
use rusqlite::Connection;
use wire::{
    Frame, PROTOCOL,
    bundle::{Answer, Bundle, BundleHead},
    loss::{SignedWiped, WipeOrder},
    stream,
};

use crate::{
    Error, Result, bundles,
    exchange::Refusal,
    home::Keys,
    server::Server,
    store::{
        Store,
        devices::{self, Device},
        losses::{self, Loss},
    },
};

/// Cuts a device off.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Usage`] where the loss is said to lie ahead.
pub fn revoke(conn: &Connection, id: DeviceId, lost_at: Option<i64>, reason: Option<&str>, now: i64) -> Result<()> {
    if lost_at.is_some_and(|lost_at| lost_at > now) {
        return Err(Error::Usage(
            "a device cannot be lost later than now: whatever is written on it until then would count".to_owned(),
        ));
    }
    devices::revoke(conn, id, now)?;
    losses::note(conn, id, lost_at, reason, now)
}

/// Cuts a device off and orders it to wipe itself, the next time that it is heard of by whatever carrier.
///
/// # Errors
/// As [`revoke`].
pub fn wipe(store: &Store, keys: &Keys, id: DeviceId, lost_at: Option<i64>, reason: Option<String>) -> Result<()> {
    let now = store.clock().now();
    let mut number = [0; 16];
    store.clock().fill(&mut number);
    let order = keys.signing.sign_wipe_order(WipeOrder { protocol: PROTOCOL, device: id, order: number, at: now });
    store.write_blocking(move |conn| {
        revoke(conn, id, lost_at, reason.as_deref(), now)?;
        losses::order(conn, id, &order, now)
    })
}

/// What a revoked device is told: its order, if there is one, and that it is cut off.
///
/// # Errors
/// Where the database fails.
pub fn farewell(conn: &Connection, device: DeviceId) -> Result<Refusal> {
    Ok(Refusal::Revoked(losses::of(conn, device)?.and_then(|loss| loss.order).map(Box::new)))
}

/// Takes in the confirmation of a wipe that came as a bundle, and gives what goes back: nobody can read it any more, but
/// whoever carried it learns that it arrived.
///
/// # Errors
/// [`Refusal::UnknownDevice`], [`Refusal::BadSignature`]; [`Refusal::NoBundle`] where nobody ordered it.
pub fn take_confirmation(
    server: &Server,
    head: &BundleHead,
    wiped: SignedWiped,
) -> Result<(DeviceId, Bundle), Refusal> {
    let id = wiped.value().device;
    let device = server.store.read_blocking(|conn| devices::get(conn, id))?.ok_or(Refusal::UnknownDevice)?;
    seal::verify_signed(&device.signing_key, &wiped).map_err(|_| Refusal::BadSignature)?;
    let now = server.store.clock().now();
    if !server.store.write_blocking(move |conn| losses::confirm(conn, &wiped, now))? {
        return Err(Refusal::NoBundle("nobody ordered this device to be wiped".to_owned()));
    }
    tracing::info!(device.id = %id, "a lost device says that it was wiped");
    let farewell = server.store.read_blocking(|conn| farewell(conn, id))?;
    Ok((id, answer(server, &device, head, &farewell)?))
}

/// The answer to a bundle of a revoked device.
///
/// # Errors
/// Where it cannot be sealed.
pub fn answer(server: &Server, device: &Device, to: &BundleHead, farewell: &Refusal) -> Result<Bundle> {
    let stream = stream::whole(farewell.to_frames())?;
    let answer = Answer { device: device.id, lineage: to.lineage, exchange: to.exchange, stream, successions: None };
    bundles::sealed(server, &device.recipient, answer)
}

/// How far the wipe of a device got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// When it was ordered, Unix seconds.
    pub ordered_at: i64,
    /// When the device's confirmation came.
    pub confirmed_at: Option<i64>,
    /// How many statements lie in its outbox and have not come, `None` before the confirmation says which.
    pub to_come: Option<u64>,
}

/// How far the wipe of a device got, `None` where none was ordered.
///
/// # Errors
/// Where the database fails.
pub fn progress(conn: &Connection, loss: &Loss) -> Result<Option<Progress>> {
    let Some(ordered_at) = loss.ordered_at else { return Ok(None) };
    let left = loss.wiped.as_ref().map(|wiped| losses::still_to_come(conn, &wiped.value().left)).transpose()?;
    Ok(Some(Progress { ordered_at, confirmed_at: loss.wiped_at, to_come: left }))
}

impl Refusal {
    /// What the device is told, in order.
    #[must_use]
    pub fn to_frames(&self) -> Vec<Frame> {
        let order = if let Self::Revoked(Some(order)) = self { Some(Frame::Wipe((**order).clone())) } else { None };
        order.into_iter().chain([Frame::Refused(self.to_frame())]).collect()
    }
}
