//! Devices that were lost, and what may still come of them.

use records::DeviceId;
use rusqlite::{Connection, OptionalExtension, Row, params};
use wire::{
    Statement,
    loss::{Left, SignedWipeOrder, SignedWiped},
};

use super::devices::Device;
use crate::{Error, Result};

/// What is known of a loss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// When the device was lost, Unix seconds by our clock.
    pub lost_at: i64,
    /// Why it was revoked, as the operator said.
    pub reason: String,
    /// The order to wipe it.
    pub order: Option<SignedWipeOrder>,
    /// When that was given.
    pub ordered_at: Option<i64>,
    /// The device's confirmation.
    pub wiped: Option<SignedWiped>,
    /// When that came, by our clock.
    pub wiped_at: Option<i64>,
}

/// Notes that a device was lost. A moment that is said later replaces the earlier one, so that an operator who hears more
/// can say so.
///
/// # Errors
/// Where the database fails.
pub fn note(conn: &Connection, device: DeviceId, lost_at: Option<i64>, reason: Option<&str>, now: i64) -> Result<()> {
    conn.prepare_cached(
        "insert into loss (device, lost_at, reason) values (?1, coalesce(?2, ?4), coalesce(?3, ''))
         on conflict (device) do update set lost_at = coalesce(?2, lost_at), reason = coalesce(?3, reason)",
    )?
    .execute(params![device.as_bytes(), lost_at, reason, now])?;
    Ok(())
}

/// Keeps the order to wipe a device. The first one stays: a device that heard it confirms that.
///
/// # Errors
/// Where the database fails.
pub fn order(conn: &Connection, device: DeviceId, order: &SignedWipeOrder, now: i64) -> Result<()> {
    let sql = "update loss set wipe_order = ?2, ordered_at = ?3 where device = ?1 and wipe_order is null";
    conn.prepare_cached(sql)?.execute(params![device.as_bytes(), order.to_bytes(), now])?;
    Ok(())
}

/// Keeps a device's confirmation. `false` where no such order was given to it.
///
/// # Errors
/// Where the database fails.
pub fn confirm(conn: &Connection, wiped: &SignedWiped, now: i64) -> Result<bool> {
    let device = wiped.value().device;
    let known = of(conn, device)?.and_then(|loss| loss.order);
    if known.is_none_or(|order| order.value().order != wiped.value().order) {
        return Ok(false);
    }
    let sql = "update loss set wiped = ?2, wiped_at = ?3 where device = ?1 and wiped is null";
    conn.prepare_cached(sql)?.execute(params![device.as_bytes(), wiped.to_bytes(), now])?;
    Ok(true)
}

/// What is known of the loss of a device, `None` where it was not lost.
///
/// # Errors
/// Where the database fails.
pub fn of(conn: &Connection, device: DeviceId) -> Result<Option<Loss>> {
    let sql = "select lost_at, reason, wipe_order, ordered_at, wiped, wiped_at from loss where device = ?1";
    let row = conn.prepare_cached(sql)?.query_row([device.as_bytes()], read).optional()?;
    let Some((loss, order, wiped)) = row else { return Ok(None) };
    let order = order.map(|bytes| SignedWipeOrder::from_bytes(&bytes)).transpose()?;
    let wiped = wiped.map(|bytes| SignedWiped::from_bytes(&bytes)).transpose()?;
    Ok(Some(Loss { order, wiped, ..loss }))
}

type Read = (Loss, Option<Vec<u8>>, Option<Vec<u8>>);

fn read(row: &Row<'_>) -> rusqlite::Result<Read> {
    let loss = Loss {
        lost_at: row.get(0)?,
        reason: row.get(1)?,
        order: None,
        ordered_at: row.get(3)?,
        wiped: None,
        wiped_at: row.get(5)?,
    };
    Ok((loss, row.get(2)?, row.get(4)?))
}

/// How many of these statements have not come yet.
///
/// # Errors
/// Where the database fails.
pub fn still_to_come(conn: &Connection, left: &[Left]) -> Result<u64> {
    let mut here = conn.prepare_cached("select 1 from statement where lineage = ?1 and n = ?2")?;
    let mut missing = 0;
    for Left { lineage, statements } in left {
        for n in statements {
            let n = i64::try_from(*n).map_err(|_| Error::Damaged("confirmation of a wipe"))?;
            missing += u64::from(!here.exists(params![lineage.as_bytes(), n])?);
        }
    }
    Ok(missing)
}

/// Whether a statement of a lost device was written after the loss, as far as anybody can tell.
///
/// What counts first is its place in the chain: what the province had heard of the lineage before the loss was signed
/// before, and so was everything that stands before it; and what follows on something that came after the loss was signed
/// after it. In between, the moment that is written on the statement decides, corrected by how wrong the device's clock was
/// when it was last measured.
///
/// # Errors
/// Where the database fails.
pub fn is_after(conn: &Connection, device: &Device, statement: &Statement, lost_at: i64) -> Result<bool> {
    let Some(place) = place_of(conn, statement)? else { return Ok(written_at(device, statement) > lost_at) };
    let lineage = statement.lineage.as_bytes();
    let heard_before = "select 1 from statement where lineage = ?1 and n > ?2 and n < ?3 and received_at <= ?4";
    if conn.prepare_cached(heard_before)?.exists(params![lineage, place, ALONE, lost_at])? {
        return Ok(false);
    }
    let follows = "select 1 from pushed where lineage = ?1 and n <= ?2 and code = ?3";
    let follows = conn.prepare_cached(follows)?.exists(params![lineage, place, AFTER_LOSS])?;
    Ok(follows || written_at(device, statement) > lost_at)
}

/// The code of what a lost device wrote after the loss.
pub const AFTER_LOSS: &str = "after_loss";
/// The code of what it wrote before and came after it was revoked.
pub const FROM_LOST: &str = "lost_device";

/// The first number of statements that stand alone.
const ALONE: i64 = wire::envelope::ALONE.cast_signed();

/// The number of the last ordinary statement that had been signed when this one was: its own, or that of the one which it
/// names; -1 where it names none, `None` where that one is not here.
fn place_of(conn: &Connection, statement: &Statement) -> Result<Option<i64>> {
    if !statement.stands_alone() {
        return Ok(Some(statement.n.cast_signed()));
    }
    let Some(previous) = statement.previous else { return Ok(Some(-1)) };
    let sql = "select n from statement where lineage = ?1 and hash = ?2";
    let keys = params![statement.lineage.as_bytes(), previous.0];
    Ok(conn.prepare_cached(sql)?.query_row(keys, |row| row.get(0)).optional()?)
}

const fn written_at(device: &Device, statement: &Statement) -> i64 {
    let offset = match device.clock_offset {
        Some(offset) => offset,
        None => 0,
    };
    statement.written_at.saturating_sub(offset)
}
