//! A device is lost: it is cut off, and perhaps ordered to wipe itself; what it wrote before still arrives.

use records::DeviceId;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use wire::{
    Frame, PROTOCOL,
    bundle::{Answer, Bundle, BundleHead},
    loss::{SignedWipeOrder, SignedWiped, WipeOrder},
    stream,
    succession::Successions,
};

use crate::{
    Error, Result, bundles,
    exchange::Refusal,
    home::{Home, Keys, read_if_there, whole_lines},
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

/// A revoked device, as it stands in a file beside the database: a backup that is restored knows nothing of what was revoked
/// since, and the device would be welcome again.
#[derive(Serialize, Deserialize)]
struct Line {
    device: DeviceId,
    revoked_at: i64,
    lost_at: i64,
    /// In hexadecimal, with when it was given.
    order: Option<(String, i64)>,
}

/// The file of them.
const REVOKED: &str = "revoked";
const DAMAGED: Error = Error::Damaged("list of revoked devices (the file `revoked`)");

/// Notes beside the database that a device is revoked.
///
/// # Errors
/// Where the database fails or the file cannot be written.
pub fn remember(home: &Home, store: &Store, id: DeviceId) -> Result<()> {
    let (device, loss) = store.read_blocking(|conn| Ok((devices::get(conn, id)?, losses::of(conn, id)?)))?;
    let revoked_at = device.and_then(|device| device.revoked_at);
    let (Some(revoked_at), Some(loss)) = (revoked_at, loss) else { return Ok(()) };
    let order = loss.order.map(|order| hex::encode(order.to_bytes())).zip(loss.ordered_at);
    let line = Line { device: id, revoked_at, lost_at: loss.lost_at, order };
    home.append_line(REVOKED, &serde_json::to_string(&line).map_err(|_| DAMAGED)?)
}

/// Revokes again what a restored database takes for welcome. Gives how many these are.
///
/// # Errors
/// Where the file cannot be read or the database fails.
pub fn reapply(home: &Home, store: &Store) -> Result<usize> {
    let text = read_if_there(&home.beside(REVOKED))?.unwrap_or_default();
    let lines = whole_lines(&text).map(|line| serde_json::from_str::<Line>(line).map_err(|_| DAMAGED));
    let lines = lines.collect::<Result<Vec<_>>>()?;
    let known = |conn: &Connection, line: &Line| {
        let known = devices::get(conn, line.device)?.is_some_and(|device| device.revoked_at.is_some());
        Ok::<_, Error>(
            known && (line.order.is_none() || losses::of(conn, line.device)?.is_some_and(|loss| loss.order.is_some())),
        )
    };
    let returned = store.read_blocking(|conn| {
        let mut returned = Vec::new();
        for line in lines {
            if devices::get(conn, line.device)?.is_some() && !known(conn, &line)? {
                returned.push(line);
            }
        }
        Ok(returned)
    })?;
    let count = returned.len();
    if count == 0 {
        return Ok(0);
    }
    store.write_blocking(move |conn| {
        for Line { device, revoked_at, lost_at, order } in returned {
            revoke(conn, device, Some(lost_at.min(revoked_at)), None, revoked_at)?;
            if let Some((order, at)) = order {
                let order = hex::decode(order).map_err(|_| DAMAGED)?;
                losses::order(conn, device, &SignedWipeOrder::from_bytes(&order)?, at)?;
            }
        }
        Ok(())
    })?;
    tracing::warn!(devices = count, "the database took devices for welcome that were revoked: they were revoked again");
    Ok(count)
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
    Ok((id, answer(server, &device, head, &farewell, None)?))
}

/// The answer to a bundle of a revoked device.
///
/// # Errors
/// Where it cannot be sealed.
pub fn answer(
    server: &Server,
    device: &Device,
    to: &BundleHead,
    farewell: &Refusal,
    successions: Option<Successions>,
) -> Result<Bundle> {
    let stream = stream::whole(farewell.to_frames())?;
    let answer = Answer { device: device.id, lineage: to.lineage, exchange: to.exchange, stream, successions };
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
