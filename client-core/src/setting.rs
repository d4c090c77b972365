//! Single values that the store keeps.

use records::EpochId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::Result;

/// Writes a value.
pub(crate) fn put(db: &Connection, name: &str, value: &[u8]) -> Result<()> {
    db.prepare_cached(
        "insert into setting (name, value) values (?, ?) on conflict do update set value = excluded.value",
    )?
    .execute(params![name, value])?;
    Ok(())
}

/// Reads a value.
pub(crate) fn get(db: &Connection, name: &str) -> rusqlite::Result<Vec<u8>> {
    db.prepare_cached("select value from setting where name = ?")?.query_row([name], |row| row.get(0))
}

/// Removes a value, if there is one.
pub(crate) fn remove(db: &Connection, name: &str) -> Result<()> {
    db.prepare_cached("delete from setting where name = ?")?.execute([name])?;
    Ok(())
}

/// The life of the province's log that the store knows.
pub(crate) fn epoch(db: &Connection) -> Result<Option<EpochId>> {
    let bytes = get(db, "epoch").optional()?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()).map(EpochId::from_bytes))
}

/// Reads a number that [`put_number`] wrote.
pub(crate) fn number(db: &Connection, name: &str) -> Result<Option<u64>> {
    let value = get(db, name).optional()?;
    Ok(value.and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes))
}

/// Writes a number.
pub(crate) fn put_number(db: &Connection, name: &str, number: u64) -> Result<()> {
    put(db, name, &number.to_be_bytes())
}

/// Reads a time, or a difference of times, that [`put_time`] wrote, seconds.
pub(crate) fn time(db: &Connection, name: &str) -> Result<Option<i64>> {
    Ok(number(db, name)?.map(u64::cast_signed))
}

/// Writes a time, or a difference of times, seconds.
pub(crate) fn put_time(db: &Connection, name: &str, time: i64) -> Result<()> {
    put_number(db, name, time.cast_unsigned())
}
