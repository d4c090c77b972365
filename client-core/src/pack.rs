//! Packs: the whole of a feed as one download, for a device that begins.
//!
//! A pack lies in the encrypted database from its first byte on, never in a plain file, so a download goes on after a cut
//! or a restart, and the same bytes can be handed to the next device of the village ([`seed`]). It is
//! taken in page by page, each in one transaction, as [patches](crate::sync) of the feed; only when all of it adds up to
//! what the province signed does the feed stand where the pack says. Whatever is wrong with a pack costs nothing but its
//! bytes: the feed is read from its log then.

mod download;
pub(crate) mod intake;
pub mod seed;

use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use wire::{FeedId, exchange::PackOffer};

pub use self::{
    download::Download,
    intake::{Intake, Taken},
};
use crate::{
    Result, feed,
    sql::{Sql, number, unsigned},
};

/// A pack that is to be fetched or taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) feed: FeedId,
    pub(crate) digest: [u8; 32],
    pub(crate) size: u64,
    pub(crate) seq: u64,
    /// Bytes that are here.
    pub(crate) got: u64,
    /// Pages that were taken in.
    pub(crate) pages: u64,
}

const COLUMNS: &str = "feed, digest, size, seq, got, pages";

/// Whether packs may be offered: not while a feed is to be read from its log because its pack was of no use.
pub(crate) fn are_welcome(db: &Connection) -> Result<bool> {
    let sql = "select not exists (select 1 from pack p join feed f on f.id = p.feed where p.state = 'given_up' and f.seq = 0)";
    Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Takes the offers of a head. A pack of which something is here is fetched to its end, whatever newer one there is; one
/// that is not offered any more will not be given out any more.
pub(crate) fn offered(db: &Connection, offers: &[PackOffer]) -> Result<()> {
    for order in orders(db)? {
        if !offers.iter().any(|offer| offer.feed == order.feed) {
            withdraw(db, &order)?;
        }
    }
    for offer in offers {
        let begun = "select 1 from pack where feed = ? and state = 'wanted' and got > 0";
        let begun = db.prepare_cached(begun)?.exists([Sql(offer.feed.clone())])?;
        if !begun && feed::state(db, &offer.feed)?.is_some() {
            want(db, offer)?;
        }
    }
    Ok(())
}

/// Notes that a pack is to be fetched, in place of any other of its feed.
pub(crate) fn want(db: &Connection, offer: &PackOffer) -> Result<()> {
    forget(db, &offer.feed)?;
    db.prepare_cached("insert into pack (feed, digest, size, seq, state) values (?, ?, ?, ?, 'wanted')")?
        .execute(params![Sql(offer.feed.clone()), offer.digest, number(offer.size), number(offer.seq)])?;
    Ok(())
}

/// The log of the feed is read from now on, from its start if something of the pack was taken in.
fn withdraw(db: &Connection, order: &Order) -> Result<()> {
    if order.pages > 0 {
        feed::forget(db, &order.feed)?;
    }
    forget(db, &order.feed)
}

/// Drops the pack of a feed.
pub(crate) fn forget(db: &Connection, feed: &FeedId) -> Result<()> {
    db.prepare_cached("delete from pack where feed = ?")?.execute([Sql(feed.clone())])?;
    Ok(())
}

/// Drops a pack that was of no use, and remembers that it was: the feed is read from its log.
pub(crate) fn give_up(db: &Connection, order: &Order) -> Result<()> {
    withdraw(db, order)?;
    db.prepare_cached("insert into pack (feed, digest, size, seq, state) values (?, ?, ?, ?, 'given_up')")?
        .execute(params![Sql(order.feed.clone()), order.digest, number(order.size), number(order.seq)])?;
    Ok(())
}

/// Something left the feed: a pack that was kept holds what may not be handed on.
pub(crate) fn outdated(db: &Connection, feed: &FeedId) -> Result<()> {
    db.prepare_cached("delete from pack where feed = ? and state = 'kept'")?.execute([Sql(feed.clone())])?;
    Ok(())
}

/// The packs that are to be fetched or taken in.
pub(crate) fn orders(db: &Connection) -> Result<Vec<Order>> {
    let sql = format!("select {COLUMNS} from pack where state = 'wanted' order by feed");
    let mut statement = db.prepare_cached(&sql)?;
    let orders = statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(orders)
}

/// The pack that is kept of a feed.
pub(crate) fn kept(db: &Connection, feed: &FeedId) -> Result<Option<Order>> {
    let sql = format!("select {COLUMNS} from pack where feed = ? and state = 'kept'");
    Ok(db.prepare_cached(&sql)?.query_row([Sql(feed.clone())], read).optional()?)
}

/// Adds bytes behind those that are here.
pub(crate) fn add(db: &Connection, order: &mut Order, bytes: &[u8]) -> Result<()> {
    db.prepare_cached("insert into pack_part (feed, first, bytes) values (?, ?, ?)")?.execute(params![
        Sql(order.feed.clone()),
        number(order.got),
        bytes
    ])?;
    order.got += bytes.len() as u64;
    db.prepare_cached("update pack set got = ? where feed = ?")?
        .execute(params![number(order.got), Sql(order.feed.clone())])?;
    Ok(())
}

/// The bytes that begin at a place, `None` at the end.
pub(crate) fn part(db: &Connection, feed: &FeedId, first: u64) -> Result<Option<Vec<u8>>> {
    let sql = "select bytes from pack_part where feed = ? and first = ?";
    Ok(db.prepare_cached(sql)?.query_row(params![Sql(feed.clone()), number(first)], |row| row.get(0)).optional()?)
}

/// The bytes from a place on, up to the end of the part that holds it; none where nothing does.
pub(crate) fn part_with(db: &Connection, feed: &FeedId, at: u64) -> Result<Vec<u8>> {
    let sql = "select substr(bytes, ?2 - first + 1) from pack_part where feed = ?1 and first <= ?2
               order by first desc limit 1";
    let bytes = db.prepare_cached(sql)?.query_row(params![Sql(feed.clone()), number(at)], |row| row.get(0));
    Ok(bytes.optional()?.unwrap_or_default())
}

/// Whether what is here is the pack that was ordered.
pub(crate) fn is_sound(db: &Connection, order: &Order) -> Result<bool> {
    let (mut digest, mut at) = (Sha256::new(), 0);
    while let Some(bytes) = part(db, &order.feed, at)? {
        digest.update(&bytes);
        at += bytes.len() as u64;
    }
    Ok(at == order.size && <[u8; 32]>::from(digest.finalize()) == order.digest)
}

/// Notes that so many pages were taken in.
pub(crate) fn took(db: &Connection, feed: &FeedId, pages: u64) -> Result<()> {
    db.prepare_cached("update pack set pages = ? where feed = ?")?
        .execute(params![number(pages), Sql(feed.clone())])?;
    Ok(())
}

/// Notes that all of it was taken in.
pub(crate) fn keep(db: &Connection, feed: &FeedId) -> Result<()> {
    db.prepare_cached("update pack set state = 'kept' where feed = ?")?.execute([Sql(feed.clone())])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order {
        feed: row.get::<_, Sql<FeedId>>(0)?.0,
        digest: row.get(1)?,
        size: unsigned(row.get(2)?),
        seq: unsigned(row.get(3)?),
        got: unsigned(row.get(4)?),
        pages: unsigned(row.get(5)?),
    })
}
