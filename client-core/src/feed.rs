//! How far each feed is here, and the fingerprint of what its log holds up to there.

use std::collections::BTreeSet;

use records::{ChangeHash, EpochId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use sync::Fingerprint;
use wire::{Audience, FeedId, exchange::Cursor, receipt::FeedState};

use crate::{
    Result,
    change::{self, State, UNDER_WAY},
    leaving,
    sql::{Sql, number, unsigned},
};

/// Follows a feed from its start, if it is not followed yet.
pub(crate) fn follow(db: &Connection, feed: &FeedId) -> Result<()> {
    db.prepare_cached("insert into feed (id, sum) values (?, zeroblob(32)) on conflict do nothing")?
        .execute([Sql(feed.clone())])?;
    Ok(())
}

/// Follows these feeds and no others. What is in no followed feed any more is to leave.
pub(crate) fn follow_only(db: &Connection, feeds: &[FeedId]) -> Result<()> {
    for state in states(db)? {
        if !feeds.contains(&state.feed) {
            leaving::unfollow(db, &state.feed)?;
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

/// The cursors that a hello names: those of feeds that are in doubt, or that nobody here reads now, without a number.
pub(crate) fn cursors(db: &Connection) -> Result<Vec<Cursor>> {
    let (doubtful, closed) = (in_doubt(db)?, closed(db)?);
    let cursor = |state: FeedState| Cursor {
        seq: Some(state.seq).filter(|_| !doubtful.contains(&state.feed) && !closed.contains(&state.feed)),
        feed: state.feed,
    };
    Ok(states(db)?.into_iter().map(cursor).collect())
}

/// The feeds of officers who are not there: nobody here can read what comes in them.
pub(crate) fn closed(db: &Connection) -> Result<BTreeSet<FeedId>> {
    let mut statement = db.prepare_cached("select id from feed where id like '%/officer:%'")?;
    let feeds = statement.query_map([], |row| Ok(row.get::<_, Sql<FeedId>>(0)?.0))?;
    let mut closed = BTreeSet::new();
    for feed in feeds {
        let feed = feed?;
        if is_closed(db, &feed)? {
            closed.insert(feed);
        }
    }
    Ok(closed)
}

/// Whether a feed is of an officer who is not there.
pub(crate) fn is_closed(db: &Connection, feed: &FeedId) -> Result<bool> {
    let Audience::Officer(officer) = feed.audience else { return Ok(false) };
    Ok(db.prepare_cached("select seals() and is_closed(?)")?.query_row([Sql(officer)], |row| row.get(0))?)
}

/// Where every feed stands, as far as a receipt can prove it: of one that nobody here reads now, what the province says.
pub(crate) fn provable(db: &Connection, there: &[FeedState]) -> Result<Vec<FeedState>> {
    let closed = closed(db)?;
    let of_province = |state: FeedState| {
        if closed.contains(&state.feed) {
            there.iter().find(|said| said.feed == state.feed).cloned()
        } else {
            Some(state)
        }
    };
    Ok(states(db)?.into_iter().filter_map(of_province).collect())
}

/// The feeds of which nobody knows whether they are here as they are there: what they hold was read from another life of
/// the log, or turned out to differ. Those that nobody here reads now are none of them: they are compared by who does.
pub(crate) fn in_doubt(db: &Connection) -> Result<BTreeSet<FeedId>> {
    let sql = "select id from feed where seq > 0 and epoch is not (select value from setting where name = 'epoch')";
    let mut statement = db.prepare_cached(sql)?;
    let feeds = statement.query_map([], |row| Ok(row.get::<_, Sql<FeedId>>(0)?.0))?;
    let doubtful = feeds.collect::<rusqlite::Result<BTreeSet<_>>>()?;
    Ok(if doubtful.is_empty() { doubtful } else { &doubtful - &closed(db)? })
}

/// Notes that a feed's log does not hold a change. `false` where nobody took it to.
pub(crate) fn unlog(db: &Connection, feed: &FeedId, change: i64) -> Result<bool> {
    let mut statement = db.prepare_cached("delete from logged where feed = ? and change = ?")?;
    Ok(statement.execute(params![Sql(feed.clone()), change])? == 1)
}

/// Takes a change for logged nowhere, and puts the feeds in doubt that had it: comparing them brings it again. Gives how
/// many these were.
pub(crate) fn miss(db: &Connection, change: i64) -> Result<usize> {
    let mut statement = db.prepare_cached("delete from logged where change = ? returning feed")?;
    let feeds = statement.query_map([change], |row| Ok(row.get::<_, Sql<FeedId>>(0)?.0))?;
    let feeds = feeds.collect::<rusqlite::Result<Vec<_>>>()?;
    feeds.iter().try_for_each(|feed| doubt(db, feed))?;
    Ok(feeds.len())
}

/// Puts a feed in doubt.
pub(crate) fn doubt(db: &Connection, feed: &FeedId) -> Result<()> {
    db.prepare_cached("update feed set epoch = null, receipt_seq = 0 where id = ?")?.execute([Sql(feed.clone())])?;
    restart_empty(db)
}

/// Notes that the log is another one: receipts of the one before say nothing of it.
pub(crate) fn doubt_all(db: &Connection) -> Result<()> {
    db.execute("update feed set receipt_seq = 0", [])?;
    restart_empty(db)
}

/// A feed that holds nothing is read from its start rather than compared.
fn restart_empty(db: &Connection) -> Result<()> {
    db.execute(
        "update feed set seq = 0, count = 0, sum = zeroblob(32)
         where seq > 0 and epoch is not (select value from setting where name = 'epoch')
             and not exists (select 1 from logged where feed = id)",
        [],
    )?;
    Ok(())
}

/// Moves a feed on, to a sequence number of the log of `epoch`.
pub(crate) fn advance(
    db: &Connection,
    feed: &FeedId,
    epoch: EpochId,
    seq: u64,
    fingerprint: &Fingerprint,
) -> Result<()> {
    db.prepare_cached("update feed set epoch = ?, seq = ?, count = ?, sum = ? where id = ?")?.execute(params![
        Sql(epoch),
        number(seq),
        number(fingerprint.count),
        fingerprint.sum,
        Sql(feed.clone())
    ])?;
    Ok(())
}

/// Notes what a feed holds after something was taken out of it.
pub(crate) fn recounted(db: &Connection, feed: &FeedId, fingerprint: &Fingerprint) -> Result<()> {
    db.prepare_cached("update feed set count = ?, sum = ? where id = ?")?.execute(params![
        number(fingerprint.count),
        fingerprint.sum,
        Sql(feed.clone())
    ])?;
    Ok(())
}

/// Notes that a feed is here just as the log of `epoch` was at `seq`: whatever was counted before is counted again, and
/// what is in the log waits for no decision. Gives the fingerprint.
pub(crate) fn settle(db: &Connection, feed: &FeedId, epoch: EpochId, seq: u64) -> Result<Fingerprint> {
    let fingerprint = recount(db, feed)?;
    advance(db, feed, epoch, seq, &fingerprint)?;
    let mut statement = db.prepare_cached(&format!(
        "select id from change where state in ('local', 'received', 'held') and {UNDER_WAY}
             and exists (select 1 from logged where feed = ? and change = id)"
    ))?;
    let rows = statement.query_map([Sql(feed.clone())], |row| row.get(0))?;
    let accepted = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
    accepted.into_iter().try_for_each(|id| change::set_state(db, id, State::Logged, ""))?;
    Ok(fingerprint)
}

/// The fingerprint of what a feed holds, from the changes themselves.
pub(crate) fn recount(db: &Connection, feed: &FeedId) -> Result<Fingerprint> {
    let mut fingerprint = Fingerprint::default();
    let mut statement =
        db.prepare_cached("select c.hash from logged l join change c on c.id = l.change where l.feed = ?")?;
    let mut rows = statement.query([Sql(feed.clone())])?;
    while let Some(row) = rows.next()? {
        fingerprint.add(&row.get::<_, Sql<ChangeHash>>(0)?.0);
    }
    Ok(fingerprint)
}

/// Notes that a feed's log holds a change, `seq` where its place is known. `false` where it was known to.
pub(crate) fn log(db: &Connection, feed: &FeedId, seq: Option<u64>, change: i64) -> Result<bool> {
    let new = db
        .prepare_cached("insert into logged (feed, change, seq) values (?, ?, ?) on conflict do nothing")?
        .execute(params![Sql(feed.clone()), change, seq.map(number)])?;
    if new == 0 && seq.is_some() {
        db.prepare_cached("update logged set seq = ?3 where feed = ?1 and change = ?2")?.execute(params![
            Sql(feed.clone()),
            change,
            seq.map(number)
        ])?;
    }
    Ok(new == 1)
}

/// Notes how far the province's signed receipt reaches.
pub(crate) fn receipted(db: &Connection, feed: &FeedId, seq: u64) -> Result<()> {
    db.prepare_cached("update feed set receipt_seq = max(receipt_seq, ?) where id = ?")?
        .execute(params![number(seq), Sql(feed.clone())])?;
    Ok(())
}

/// Notes that the province's signed receipt reaches as far as every feed does here.
pub(crate) fn receipted_all(db: &Connection) -> Result<()> {
    db.prepare_cached("update feed set receipt_seq = seq where receipt_seq < seq")?.execute([])?;
    Ok(())
}

/// Forgets where every feed stands: they are read again from the start.
pub(crate) fn forget_all(db: &Connection) -> Result<()> {
    states(db)?.iter().try_for_each(|state| forget(db, &state.feed))
}

/// Forgets where a feed stands: it is read again from the start.
pub(crate) fn forget(db: &Connection, feed: &FeedId) -> Result<()> {
    db.prepare_cached("delete from logged where feed = ?")?.execute([Sql(feed.clone())])?;
    db.prepare_cached(
        "update feed set epoch = null, seq = 0, count = 0, sum = zeroblob(32), receipt_seq = 0 where id = ?",
    )?
    .execute([Sql(feed.clone())])?;
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
