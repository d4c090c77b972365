//! Guessing is slowed: wrong attempts are counted, and each makes the next wait longer.
//!
//! They are counted by the name that was given, whether somebody has it or not, so that waiting tells nothing about who
//! has an account. Names share 4,096 slots by their hash, which bounds what guessing can write down; two that share one
//! wait together. Nobody is shut out for good: a wait is a quarter of an hour at most.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// Wrong attempts that cost nothing: people mistype.
const FREE: u32 = 3;
/// The longest wait, in seconds.
const LONGEST: i64 = 900;
/// After which time a wrong attempt is forgotten, in seconds.
const FORGOTTEN: i64 = 86_400;

/// Where the attempts of a name are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot(i64);

impl Slot {
    /// The slot of a name, as it was typed.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let hash = Sha256::digest(name.as_bytes());
        let number = hash.iter().take(2).fold(0_i64, |number, byte| number << 8 | i64::from(*byte));
        Self(number & 0xfff)
    }
}

/// Seconds that must pass after so many wrong attempts.
fn wait_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE) {
        None => 0,
        Some(more) => 2_i64.saturating_pow(more.saturating_add(1)).min(LONGEST),
    }
}

/// Counts an attempt as wrong before it is known to be, so that attempts at the same time do not slip through.
///
/// # Errors
/// [`Error::TooManyAttempts`] where it comes too early: it was not looked at, and is not counted.
pub fn begin(conn: &Connection, slot: Slot, now: i64) -> Result<()> {
    let sql = "select failures, failed_at from operator_attempt where slot = ?1";
    let found = conn.query_row(sql, [slot.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (failures, failed_at): (u32, i64) = found.unwrap_or((0, now));
    // A clock that was set back makes nobody wait longer than the wait.
    let passed = now.saturating_sub(failed_at).max(0);
    let left = wait_after(failures) - passed;
    if left > 0 {
        return Err(Error::TooManyAttempts { seconds: left });
    }
    let failures = if passed >= FORGOTTEN { 1 } else { failures.saturating_add(1) };
    let sql = "insert into operator_attempt (slot, failures, failed_at) values (?1, ?2, ?3)
               on conflict (slot) do update set failures = excluded.failures, failed_at = excluded.failed_at";
    conn.execute(sql, params![slot.0, failures, now])?;
    Ok(())
}

/// Forgets the wrong attempts, since the last was right.
///
/// # Errors
/// Where the database fails.
pub fn succeed(conn: &Connection, slot: Slot) -> Result<()> {
    conn.execute("delete from operator_attempt where slot = ?1", [slot.0])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour_and_no_further() {
        let waits: Vec<_> = (0..14).map(wait_after).collect();
        assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(wait_after(u32::MAX), LONGEST);
    }

    #[test]
    fn names_share_few_slots() {
        assert!((0..20_000).all(|n| (0..4_096).contains(&Slot::of(&n.to_string()).0)));
        assert_ne!(Slot::of("ani"), Slot::of("budi"));
    }
}
