//! How far each feed is here, and the fingerprint of what its log holds up to there.

use records::ChangeHash;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sync::Fingerprint;
use wire::{FeedId, exchange::Cursor, receipt::FeedState};

use crate::{
    Result,
    sql::{Sql, number, unsigned},
};

/// Follows a feed from its start, if it is not followed yet.
pub(crate) fn follow(db: &Connection, feed: &FeedId) -> Result<()> {
    db.prepare_cached("insert into feed (id, sum) values (?, zeroblob(32)) on conflict do nothing")?
        .execute([Sql(feed.clone())])?;
    Ok(())
}

/// Follows these feeds and no others. What came in by a feed that is left stays.
pub(crate) fn follow_only(db: &Connection, feeds: &[FeedId]) -> Result<()> {
    for state in states(db)? {
        if !feeds.contains(&state.feed) {
            db.execute("delete from feed where id = ?", [Sql(state.feed)])?;
        }
    }
    feeds.iter().try_for_each(|feed| follow(db, feed))
}

/// Where every feed stands.
pub(crate) fn states(db: &Connection) -> Result<Vec<FeedState>> {
    let mut statement = db.prepare_cached("select id, seq, count, sum from feed order by id")?;
    Ok(statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
}

/// Where a feed stands, `None` where it is not followed.
pub(crate) fn state(db: &Connection, feed: &FeedId) -> Result<Option<FeedState>> {
    let mut statement = db.prepare_cached("select id, seq, count, sum from feed where id = ?")?;
    Ok(statement.query_row([Sql(feed.clone())], read).optional()?)
}

/// The cursors that a hello names.
pub(crate) fn cursors(db: &Connection) -> Result<Vec<Cursor>> {
    Ok(states(db)?.into_iter().map(|state| Cursor { feed: state.feed, seq: Some(state.seq) }).collect())
}

/// Moves a feed on.
pub(crate) fn advance(db: &Connection, feed: &FeedId, seq: u64, fingerprint: &Fingerprint) -> Result<()> {
    db.prepare_cached("update feed set seq = ?, count = ?, sum = ? where id = ?")?.execute(params![
        number(seq),
        number(fingerprint.count),
        fingerprint.sum,
        Sql(feed.clone())
    ])?;
    Ok(())
}

/// Notes that a feed's log holds a change.
pub(crate) fn log(db: &Connection, feed: &FeedId, seq: u64, change: i64) -> Result<()> {
    db.prepare_cached("insert or replace into logged (feed, seq, change) values (?, ?, ?)")?.execute(params![
        Sql(feed.clone()),
        number(seq),
        change
    ])?;
    Ok(())
}

/// Notes how far the province's signed receipt reaches.
pub(crate) fn receipted(db: &Connection, feed: &FeedId, seq: u64) -> Result<()> {
    db.prepare_cached("update feed set receipt_seq = max(receipt_seq, ?) where id = ?")?
        .execute(params![number(seq), Sql(feed.clone())])?;
    Ok(())
}

/// Forgets where every feed stands: they are read again from the start.
pub(crate) fn forget(db: &Connection) -> Result<()> {
    db.execute("delete from logged", [])?;
    db.execute("update feed set seq = 0, count = 0, sum = zeroblob(32), receipt_seq = 0", [])?;
    Ok(())
}

/// The fingerprint of a feed's state.
pub(crate) const fn fingerprint(state: &FeedState) -> Fingerprint {
    Fingerprint { count: state.count, sum: state.fingerprint }
}

fn read(row: &Row<'_>) -> rusqlite::Result<FeedState> {
    Ok(FeedState {
        feed: row.get::<_, Sql<FeedId>>(0)?.0,
        seq: unsigned(row.get(1)?),
        count: unsigned(row.get(2)?),
        fingerprint: row.get::<_, Sql<ChangeHash>>(3)?.0.as_bytes().to_owned(),
    })
}
