//! The digest by which a device with several feeds says how far it got in them.
//!
//! A province that keeps cursors ([`DIGESTS`](wire::exchange::Capabilities::DIGESTS)) has them as its trailer left them.
//! So the digest is kept with a trailer that proved both sides equal, and said as long as it is true: one feed that moved
//! since, by an answer that was cut or came by file, one that is in doubt, another lineage, and every feed is named again.
//! The province may have lost it all the same; then it says so, and every feed is named.

use rusqlite::{Connection, OptionalExtension, Transaction};
use wire::exchange::{Cursor, SEVERAL_FEEDS, digest_of_cursors};

use super::Mode;
use crate::{Result, feed, lineage::Lineage, setting};

/// The code of a refusal of a digest.
pub(crate) const UNKNOWN: &str = "unknown_cursors";

/// Where the digest is kept: behind the lineage whose trailer it is of.
const SETTING: &str = "known_cursors";

/// The digest that stands for these cursors, `None` where no trailer proved them. What travels by file names them: a
/// refusal would come days later.
pub(super) fn digest(db: &Connection, mode: Mode, lineage: &Lineage, cursors: &[Cursor]) -> Result<Option<[u8; 32]>> {
    if mode == Mode::File || cursors.len() < SEVERAL_FEEDS || cursors.iter().any(|cursor| cursor.seq.is_none()) {
        return Ok(None);
    }
    let Some(kept) = setting::get(db, SETTING).optional()? else { return Ok(None) };
    let digest = digest_of_cursors(cursors);
    Ok((kept == value(lineage, &digest)).then_some(digest))
}

/// Keeps the digest of where every feed stands: a trailer proved it, of a province that keeps it as well.
pub(super) fn keep(tx: &Transaction<'_>, lineage: &Lineage) -> Result<()> {
    let cursors = feed::cursors(tx)?;
    if cursors.len() < SEVERAL_FEEDS || cursors.iter().any(|cursor| cursor.seq.is_none()) {
        return forget(tx);
    }
    setting::put(tx, SETTING, &value(lineage, &digest_of_cursors(&cursors)))
}

/// Names every feed from now on, until a trailer proves them again.
pub(super) fn forget(tx: &Transaction<'_>) -> Result<()> {
    setting::remove(tx, SETTING)
}

fn value(lineage: &Lineage, digest: &[u8; 32]) -> Vec<u8> {
    [lineage.id.as_bytes().as_slice(), digest].concat()
}
