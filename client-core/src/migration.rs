//! The steps that bring a store of any version up to this one.
//!
//! A step is SQL in a file, never edited once it was released, and runs in its own transaction; the version is SQLite's
//! `user_version`. There is no way back: an older program refuses a newer store ([`Error::Newer`]).
//!
//! The tables:
//!
//! ```sql
#![doc = include_str!("../migrations/0001_create_store.sql")]
#![doc = include_str!("../migrations/0002_track_bundles.sql")]
#![doc = include_str!("../migrations/0003_keep_vouchers.sql")]
#![doc = include_str!("../migrations/0004_part_with_records.sql")]
#![doc = include_str!("../migrations/0005_packs.sql")]
#![doc = include_str!("../migrations/0006_reserve_room.sql")]
#![doc = include_str!("../migrations/0007_list_by_name.sql")]
#![doc = include_str!("../migrations/0008_write_again_what_left.sql")]
#![doc = include_str!("../migrations/0009_leave_elsewhere.sql")]
#![doc = include_str!("../migrations/0010_note_answers.sql")]
#![doc = include_str!("../migrations/0011_merge_records.sql")]
#![doc = include_str!("../migrations/0012_share_a_device.sql")]
#![doc = include_str!("../migrations/0013_seal_outbox.sql")]
#![doc = include_str!("../migrations/0014_erase_people.sql")]
#![doc = include_str!("../migrations/0015_follow_keys.sql")]
#![doc = include_str!("../migrations/0016_borrow_records.sql")]
#![doc = include_str!("../migrations/0017_show_erasures.sql")]
//! ```

use rusqlite::{Connection, TransactionBehavior};

use crate::{Error, Result};

const STEPS: &[(u32, &str)] = &[
    (1, include_str!("../migrations/0001_create_store.sql")),
    (2, include_str!("../migrations/0002_track_bundles.sql")),
    (3, include_str!("../migrations/0003_keep_vouchers.sql")),
    (4, include_str!("../migrations/0004_part_with_records.sql")),
    (5, include_str!("../migrations/0005_packs.sql")),
    (6, include_str!("../migrations/0006_reserve_room.sql")),
    (7, include_str!("../migrations/0007_list_by_name.sql")),
    (8, include_str!("../migrations/0008_write_again_what_left.sql")),
    (9, include_str!("../migrations/0009_leave_elsewhere.sql")),
    (10, include_str!("../migrations/0010_note_answers.sql")),
    (11, include_str!("../migrations/0011_merge_records.sql")),
    (12, include_str!("../migrations/0012_share_a_device.sql")),
    (13, include_str!("../migrations/0013_seal_outbox.sql")),
    (14, include_str!("../migrations/0014_erase_people.sql")),
    (15, include_str!("../migrations/0015_follow_keys.sql")),
    (16, include_str!("../migrations/0016_borrow_records.sql")),
    (17, include_str!("../migrations/0017_show_erasures.sql")),
];

/// Runs the steps that the store has not seen.
pub(crate) fn migrate(db: &mut Connection) -> Result<()> {
    let known = STEPS.last().map_or(0, |(version, _)| *version);
    if version(db)? == known {
        return Ok(());
    }
    for (to, sql) in STEPS {
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Read again within the transaction: another program may have been faster.
        let found = version(&tx)?;
        if found > known {
            return Err(Error::Newer { found, known });
        }
        if found < *to {
            tx.execute_batch(sql)?;
            tx.pragma_update(None, "user_version", to)?;
        }
        tx.commit()?;
    }
    Ok(())
}

fn version(db: &Connection) -> Result<u32> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(db: &Connection) -> String {
        let sql = "select sql from sqlite_schema where sql is not null order by type desc, name";
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(|sql| sql.unwrap() + ";\n").collect()
    }

    #[test]
    fn the_schema_is_what_was_reviewed() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db).unwrap();
        insta::assert_snapshot!(schema(&db));
    }

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db).unwrap();
        let before = schema(&db);
        migrate(&mut db).unwrap();
        assert_eq!(schema(&db), before);
    }

    #[test]
    fn a_store_of_a_later_version_is_left_alone() {
        let mut db = Connection::open_in_memory().unwrap();
        db.pragma_update(None, "user_version", 999).unwrap();
        assert!(matches!(migrate(&mut db), Err(Error::Newer { found: 999, .. })));
        assert_eq!(schema(&db), "");
    }
}
