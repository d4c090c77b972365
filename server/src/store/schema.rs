//! The tables, and how older databases come to have them.
//!
//! ```sql
#![doc = include_str!("../../migrations/0001_first_tables.sql")]
#![doc = include_str!("../../migrations/0002_hold_for_a_time.sql")]
#![doc = include_str!("../../migrations/0003_packs.sql")]
#![doc = include_str!("../../migrations/0004_scopes.sql")]
#![doc = include_str!("../../migrations/0005_refills.sql")]
#![doc = include_str!("../../migrations/0006_tell_outcomes.sql")]
#![doc = include_str!("../../migrations/0007_known_cursors.sql")]
#![doc = include_str!("../../migrations/0008_prove_verdicts.sql")]
#![doc = include_str!("../../migrations/0009_number_cases.sql")]
#![doc = include_str!("../../migrations/0010_publish_notices.sql")]
#![doc = include_str!("../../migrations/0011_merge_records.sql")]
#![doc = include_str!("../../migrations/0012_guard_invitations.sql")]
#![doc = include_str!("../../migrations/0013_share_devices.sql")]
#![doc = include_str!("../../migrations/0014_lose_devices.sql")]
#![doc = include_str!("../../migrations/0015_erase_people.sql")]
#![doc = include_str!("../../migrations/0016_sign_own_changes.sql")]
#![doc = include_str!("../../migrations/0017_name_operators.sql")]
#![doc = include_str!("../../migrations/0018_succeed_keys.sql")]
#![doc = include_str!("../../migrations/0019_lend_records.sql")]
//! ```

use rusqlite::{Connection, TransactionBehavior};

use crate::{Error, Result};

/// Every migration: forward only, never edited once released, each in its own transaction.
const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../../migrations/0001_first_tables.sql")),
    (2, include_str!("../../migrations/0002_hold_for_a_time.sql")),
    (3, include_str!("../../migrations/0003_packs.sql")),
    (4, include_str!("../../migrations/0004_scopes.sql")),
    (5, include_str!("../../migrations/0005_refills.sql")),
    (6, include_str!("../../migrations/0006_tell_outcomes.sql")),
    (7, include_str!("../../migrations/0007_known_cursors.sql")),
    (8, include_str!("../../migrations/0008_prove_verdicts.sql")),
    (9, include_str!("../../migrations/0009_number_cases.sql")),
    (10, include_str!("../../migrations/0010_publish_notices.sql")),
    (11, include_str!("../../migrations/0011_merge_records.sql")),
    (12, include_str!("../../migrations/0012_guard_invitations.sql")),
    (13, include_str!("../../migrations/0013_share_devices.sql")),
    (14, include_str!("../../migrations/0014_lose_devices.sql")),
    (15, include_str!("../../migrations/0015_erase_people.sql")),
    (16, include_str!("../../migrations/0016_sign_own_changes.sql")),
    (17, include_str!("../../migrations/0017_name_operators.sql")),
    (18, include_str!("../../migrations/0018_succeed_keys.sql")),
    (19, include_str!("../../migrations/0019_lend_records.sql")),
];

/// The version that this program needs.
#[must_use]
pub fn latest() -> i64 {
    MIGRATIONS.last().map_or(0, |(version, _)| *version)
}

/// The version of a database.
///
/// # Errors
/// Where it cannot be read.
pub fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.query_one("select user_version from pragma_user_version", [], |row| row.get(0))?)
}

/// Refuses a database of another version.
pub(super) fn expect_latest(conn: &Connection) -> Result<()> {
    match version(conn)? {
        found if found > latest() => Err(Error::NewerSchema { found, known: latest() }),
        found if found < latest() => Err(Error::OlderSchema),
        _ => Ok(()),
    }
}

/// Brings a database up to date.
pub(super) fn migrate(conn: &mut Connection) -> Result<()> {
    let found = version(conn)?;
    if found > latest() {
        return Err(Error::NewerSchema { found, known: latest() });
    }
    for (version, sql) in MIGRATIONS.iter().filter(|(version, _)| *version > found) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_what_was_reviewed() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn).unwrap();
        let mut rows =
            conn.prepare("select sql from sqlite_schema where sql is not null order by type desc, name").unwrap();
        let tables: Vec<String> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        insta::assert_snapshot!(tables.join(";\n\n"));
        assert_eq!(version(&conn).unwrap(), latest());
    }

    #[test]
    fn a_database_of_a_newer_program_is_left_alone() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", latest() + 1).unwrap();
        assert!(matches!(migrate(&mut conn), Err(Error::NewerSchema { .. })));
    }
}
