//! The cursors of devices with several feeds, which they name by a digest.
//!
//! Nobody tells whether an answer arrived. So what a device came with is kept beside what the answer left it with, and
//! its next hello says which of the two it has. To keep one of them was refused: after every answer that was lost, the
//! device would have to name hundreds of feeds over the very line that loses answers.

use records::{EpochId, LineageId};
use rusqlite::{Connection, OptionalExtension, params};
use wire::exchange::{Cursor, cursors_from_bytes, cursors_to_bytes, digest_of_cursors};

use crate::{Error, Result};

/// SHA-256 of cursors.
pub type Digest = [u8; 32];

/// The cursors behind a digest, as far as they are kept for the lineage and belong to the present life of the log.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &Connection, lineage: LineageId, epoch: EpochId, digest: &Digest) -> Result<Option<Vec<Cursor>>> {
    let sql = "select cursors from known_cursors where lineage = ?1 and digest = ?2 and epoch = ?3";
    let row = params![lineage.as_bytes(), digest, epoch.as_bytes()];
    let bytes = conn.prepare_cached(sql)?.query_row(row, |row| row.get::<_, Vec<u8>>(0)).optional()?;
    let read = |bytes: Vec<u8>| cursors_from_bytes(&bytes).map_err(|_| Error::Damaged("known cursors"));
    bytes.map(read).transpose()
}

/// Keeps the cursors that an answer leaves a device with, and of the others only those that it came with.
///
/// # Errors
/// Where the database fails.
pub fn keep(
    conn: &Connection,
    lineage: LineageId,
    epoch: EpochId,
    came_with: Option<&Digest>,
    left_with: &[Cursor],
) -> Result<()> {
    let digest = digest_of_cursors(left_with);
    conn.prepare_cached("delete from known_cursors where lineage = ?1 and digest is not ?2")?
        .execute(params![lineage.as_bytes(), came_with])?;
    conn.prepare_cached(
        "insert or replace into known_cursors (lineage, digest, epoch, cursors) values (?1, ?2, ?3, ?4)",
    )?
    .execute(params![lineage.as_bytes(), digest, epoch.as_bytes(), cursors_to_bytes(left_with)])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use records::RegionCode;
    use wire::FeedId;

    use super::*;

    const EPOCH: EpochId = EpochId::from_bytes([1; 16]);

    fn database() -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        super::super::schema::migrate(&mut conn).unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        conn
    }

    fn lineage(number: u8) -> LineageId {
        LineageId::from_bytes([number; 16])
    }

    fn at(seq: u64) -> Vec<Cursor> {
        let village = |code| FeedId::village(RegionCode::parse(code).unwrap());
        let cursor = |code, seq| Cursor { feed: village(code), seq: Some(seq) };
        vec![cursor("52.03.13.2001", seq), cursor("52.03.13.2002", 7)]
    }

    #[test]
    fn what_a_device_came_with_is_kept_beside_what_it_was_left_with_and_nothing_else() {
        let conn = database();
        let digests = [1, 2, 3, 4].map(|seq| digest_of_cursors(&at(seq)));
        let known = || [0, 1, 2, 3].map(|n| find(&conn, lineage(1), EPOCH, &digests[n]).unwrap());
        keep(&conn, lineage(1), EPOCH, None, &at(1)).unwrap();
        keep(&conn, lineage(1), EPOCH, Some(&digests[0]), &at(2)).unwrap();
        assert_eq!(known(), [Some(at(1)), Some(at(2)), None, None]);
        // That answer was lost: it came with the first again.
        keep(&conn, lineage(1), EPOCH, Some(&digests[0]), &at(3)).unwrap();
        assert_eq!(known(), [Some(at(1)), None, Some(at(3)), None]);
        keep(&conn, lineage(1), EPOCH, Some(&digests[2]), &at(4)).unwrap();
        assert_eq!(known(), [None, None, Some(at(3)), Some(at(4))]);
        // It named them all.
        keep(&conn, lineage(1), EPOCH, None, &at(1)).unwrap();
        assert_eq!(known(), [Some(at(1)), None, None, None]);
    }

    #[test]
    fn a_digest_says_nothing_of_another_lineage_or_another_life_of_the_log() {
        let conn = database();
        keep(&conn, lineage(1), EPOCH, None, &at(1)).unwrap();
        let digest = digest_of_cursors(&at(1));
        assert_eq!(find(&conn, lineage(2), EPOCH, &digest).unwrap(), None);
        assert_eq!(find(&conn, lineage(1), EpochId::from_bytes([2; 16]), &digest).unwrap(), None);
        assert_eq!(find(&conn, lineage(1), EPOCH, &[7; 32]).unwrap(), None);
    }
}
