//! What was erased: acts, tombstones, and the devices that may still have it.
//!
//! A tombstone is the opaque id and nothing else of a record. It stays for ever: a device that was offline, a courier, a
//! bundle on a stick or a backup would bring the record back otherwise.

use std::collections::{BTreeMap, BTreeSet};

use records::{DeviceId, DocId, EpochId, Kind, LineageId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use wire::FeedId;

use super::{
    deployment,
    devices::Device,
    feeds,
    packs::{self, PackRow},
    row::column,
};
use crate::{Error, Result};

/// The code of the refusal of whatever comes for a record that was erased.
pub const ERASED: &str = "erased";

/// An act of erasing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Its number.
    pub id: i64,
    /// Why: a code of [`erasure::Reason`](crate::erasure::Reason).
    pub reason: String,
    /// The number of the person's request, `None` where there was none.
    pub request: Option<i64>,
    /// Who gave the order.
    pub operator: String,
    /// Unix seconds.
    pub asked_at: i64,
    /// Unix seconds, `None` until all of it is gone here.
    pub done_at: Option<i64>,
    /// What the registry said: `nothing` to tell, `waiting`, `accepted`, `rejected`, `unreachable`, or
    /// `unknown` after a restore.
    pub registry: String,
    /// When it said so, Unix seconds.
    pub registry_at: Option<i64>,
}

/// A record that is to be erased or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// Its id, the only thing that is left of it.
    pub doc: DocId,
    /// In which act.
    pub erasure: i64,
    /// Of which kind it was.
    pub kind: Kind,
    /// How many changes it had.
    pub changes: u64,
    /// Unix seconds, `None` until it is gone.
    pub erased_at: Option<i64>,
    /// How many changes came for it since, and were refused.
    pub refused: u64,
}

/// A device that may have what was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// Which.
    pub device: DeviceId,
    /// When its signed word showed that it is gone there, Unix seconds.
    pub confirmed_at: Option<i64>,
}

const COLUMNS: &str = "id, reason, request, operator, asked_at, done_at, registry, registry_at";

/// Notes that records are to be erased, and gives the number of the act.
///
/// # Errors
/// Where the database fails.
pub fn ask(
    conn: &Connection,
    reason: &str,
    request: Option<i64>,
    operator: &str,
    docs: &[(DocId, Kind, u64)],
    now: i64,
) -> Result<i64> {
    conn.execute(
        "insert into erasure (reason, request, operator, asked_at) values (?1, ?2, ?3, ?4)",
        params![reason, request, operator, now],
    )?;
    let id = conn.last_insert_rowid();
    docs.iter().try_for_each(|(doc, kind, changes)| bury(conn, id, *doc, *kind, *changes))?;
    Ok(id)
}

fn bury(conn: &Connection, erasure: i64, doc: DocId, kind: Kind, changes: u64) -> Result<()> {
    conn.prepare_cached("insert or ignore into tombstone (doc, erasure, kind, changes) values (?1, ?2, ?3, ?4)")?
        .execute(params![doc.as_bytes(), erasure, kind.code(), changes.cast_signed()])?;
    Ok(())
}

/// Writes down an act and a record of it that a restored database has forgotten.
///
/// # Errors
/// Where the database fails.
pub fn remember(conn: &Connection, act: &Erasure, doc: DocId, kind: Kind, changes: u64) -> Result<()> {
    conn.prepare_cached(
        "insert or ignore into erasure (id, reason, request, operator, asked_at) values (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![act.id, act.reason, act.request, act.operator, act.asked_at])?;
    bury(conn, act.id, doc, kind, changes)
}

/// Whether a record was erased: nothing is taken in for it any more.
///
/// # Errors
/// Where the database fails.
pub fn is_erased(conn: &Connection, doc: DocId) -> Result<bool> {
    let sql = "select 1 from tombstone where doc = ?1 and erased_at is not null";
    Ok(conn.prepare_cached(sql)?.exists([doc.as_bytes()])?)
}

/// Whether any was.
///
/// # Errors
/// Where the database fails.
pub fn is_any(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("select 1 from tombstone where erased_at is not null")?.exists([])?)
}

/// Counts changes that came for an erased record.
///
/// # Errors
/// Where the database fails.
pub fn count_refused(conn: &Connection, doc: DocId) -> Result<()> {
    conn.prepare_cached("update tombstone set refused = refused + 1 where doc = ?1")?.execute([doc.as_bytes()])?;
    Ok(())
}

/// Removes everything that is here of a record, in the transaction of the caller, and gives the feeds that say so. What
/// stays is named in [`TABLES`].
///
/// # Errors
/// Where the database fails.
pub fn erase(conn: &Connection, doc: DocId, everywhere: &BTreeSet<FeedId>, now: i64) -> Result<BTreeSet<FeedId>> {
    let mut told = feeds::ever_of(conn, doc)?;
    told.extend(everywhere.iter().cloned());
    for feed in &told {
        let row = feeds::ensure(conn, feed)?;
        feeds::erase(conn, doc, row)?;
        packs::forget(conn, feed)?;
    }
    let text = doc.to_string();
    for sql in [
        // Before the changes: only those that nobody handed in for another record.
        "delete from change where doc is null and hash in (select hash from pushed where doc = ?1)
             and hash not in (select hash from pushed where doc <> ?1)",
        "delete from change where doc = ?1",
        "delete from missing where pushed in (select id from pushed where doc = ?1)",
        "update pushed set state = 'refused', code = 'erased', outcome = '', told = 0, told_lineage = null,
             told_exchange = null, held_at = null, vouched = null where doc = ?1",
        "delete from document where id = ?1",
        "delete from projection where doc = ?1",
        "delete from claim where doc = ?1",
        "delete from sameness where doc = ?1 or other = ?1",
        "delete from registry_outbox where doc = ?1",
        "delete from registry_ref where doc = ?1",
        "delete from instruction where doc = ?1",
        "delete from instruction where review in (select id from review where doc = ?1)",
        "delete from review where doc = ?1",
        "update access set reason = '' where doc = ?1",
        "update loan set reason = '' where doc = ?1",
    ] {
        conn.execute(sql, [doc.as_bytes()])?;
    }
    conn.execute("delete from instruction where review in (select id from review where subject = ?1)", [&text])?;
    conn.execute("delete from review where subject = ?1", [&text])?;
    conn.execute("update tombstone set erased_at = ?2 where doc = ?1", params![doc.as_bytes(), now])?;
    Ok(told)
}

/// What becomes of a table's rows when a record is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Those of the record go.
    Goes,
    /// They hold nothing of a record.
    Unrelated,
    /// They stay, with nothing of the record but its opaque id, for this reason.
    Stays(&'static str),
}

/// Every table, and what becomes of it. A table that is not named here fails a test: whoever makes one decides.
pub const TABLES: &[(&str, Fate)] = &[
    ("access", Fate::Stays("who read the record is evidence; the reasons given are emptied")),
    ("author", Fate::Unrelated),
    ("case_number", Fate::Stays("the number of a complaint is not given twice")),
    ("change", Fate::Goes),
    ("claim", Fate::Goes),
    ("deposit", Fate::Unrelated),
    ("device", Fate::Unrelated),
    ("device_feed", Fate::Unrelated),
    ("device_officer", Fate::Unrelated),
    ("device_scope", Fate::Unrelated),
    ("document", Fate::Goes),
    ("document_feed", Fate::Stays("where the log says that it was erased")),
    ("epoch", Fate::Unrelated),
    ("erasure", Fate::Stays("the act itself")),
    ("erasure_holder", Fate::Stays("which devices confirmed")),
    ("feed", Fate::Unrelated),
    ("instruction", Fate::Goes),
    ("invite", Fate::Unrelated),
    ("known_cursors", Fate::Unrelated),
    ("lineage", Fate::Unrelated),
    ("loan", Fate::Stays("to whom the record was lent is evidence; the reasons given are emptied")),
    ("log", Fate::Stays("its entries are void, and one says that the record was erased")),
    ("loss", Fate::Unrelated),
    ("meta", Fate::Unrelated),
    ("missing", Fate::Goes),
    ("operator", Fate::Unrelated),
    ("operator_attempt", Fate::Unrelated),
    ("operator_log", Fate::Stays("which operator did what: commands, and no content")),
    ("operator_session", Fate::Unrelated),
    ("pack", Fate::Goes),
    ("projection", Fate::Goes),
    ("pushed", Fate::Stays("the hashes of the changes, so that whoever brings one again is told")),
    ("received", Fate::Unrelated),
    ("registry_outbox", Fate::Goes),
    ("registry_ref", Fate::Goes),
    ("reset_code", Fate::Unrelated),
    ("review", Fate::Goes),
    ("sameness", Fate::Goes),
    ("statement", Fate::Stays("signed lists of ids and hashes: without one, the chain of its device is broken")),
    ("subject_request", Fate::Stays("that the person asked, and what was answered")),
    ("succession", Fate::Unrelated),
    ("tombstone", Fate::Stays("the id, so that nobody brings the record back")),
];

/// Notes that a device may have what was erased. A device of which it is known already keeps what it said.
///
/// # Errors
/// Where the database fails.
pub fn add_holder(conn: &Connection, erasure: i64, device: DeviceId) -> Result<()> {
    conn.prepare_cached("insert or ignore into erasure_holder (erasure, device) values (?1, ?2)")?
        .execute(params![erasure, device.as_bytes()])?;
    Ok(())
}

/// The devices that may have, or had, what was erased.
///
/// # Errors
/// Where the database fails.
pub fn holders(conn: &Connection, erasure: i64) -> Result<Vec<Holder>> {
    let mut rows =
        conn.prepare("select device, confirmed_at from erasure_holder where erasure = ?1 order by device")?;
    let read = |row: &Row<'_>| Ok(Holder { device: column(row, 0)?, confirmed_at: row.get(1)? });
    let holders = rows.query_map([erasure], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(holders)
}

/// The acts that a device has not confirmed.
///
/// # Errors
/// Where the database fails.
pub fn outstanding(conn: &Connection, device: DeviceId) -> Result<Vec<i64>> {
    let sql = "select h.erasure from erasure_holder h join erasure e on e.id = h.erasure
               where h.device = ?1 and h.confirmed_at is null and e.done_at is not null";
    let mut rows = conn.prepare_cached(sql)?;
    let acts = rows.query_map([device.as_bytes()], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(acts)
}

/// How many confirmations are missing.
///
/// # Errors
/// Where the database fails.
pub fn count_outstanding(conn: &Connection) -> Result<u64> {
    let sql = "select count(*) from erasure_holder h join erasure e on e.id = h.erasure
               where h.confirmed_at is null and e.done_at is not null
                   and not exists (select 1 from loss l where l.device = h.device and l.wiped_at is not null)";
    Ok(conn.query_one(sql, [], |row| row.get::<_, i64>(0))?.cast_unsigned())
}

/// Whether a device that names these cursors has passed every entry that says that something of the act was erased, and has
/// heard what became of its own changes.
///
/// # Errors
/// Where the database fails.
pub fn is_gone_at(
    conn: &Connection,
    erasure: i64,
    lineage: LineageId,
    cursors: &[wire::exchange::Cursor],
) -> Result<bool> {
    let untold = "select 1 from pushed p join tombstone t on t.doc = p.doc
                  where t.erasure = ?1 and p.lineage = ?2 and p.code = 'erased' and p.told < 5";
    if conn.prepare_cached(untold)?.exists(params![erasure, lineage.as_bytes()])? {
        return Ok(false);
    }
    let mut last = conn.prepare_cached(
        "select max(m.left_seq) from document_feed m join feed f on f.id = m.feed join tombstone t on t.doc = m.doc
         where t.erasure = ?1 and f.name = ?2",
    )?;
    for cursor in cursors {
        let last: Option<i64> = last.query_one(params![erasure, cursor.feed.to_string()], |row| row.get(0))?;
        if last.is_some_and(|last| cursor.seq.is_none_or(|seq| seq < last.cast_unsigned())) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Notes that a device has confirmed.
///
/// # Errors
/// Where the database fails.
pub fn confirm(conn: &Connection, erasure: i64, device: DeviceId, now: i64) -> Result<()> {
    let sql = "update erasure_holder set confirmed_at = ?3 where erasure = ?1 and device = ?2 and confirmed_at is null";
    conn.prepare_cached(sql)?.execute(params![erasure, device.as_bytes(), now])?;
    Ok(())
}

/// Notes that all of an act is done.
///
/// # Errors
/// Where the database fails.
pub fn done(conn: &Connection, erasure: i64, now: i64) -> Result<()> {
    conn.execute("update erasure set done_at = ?2 where id = ?1", params![erasure, now])?;
    Ok(())
}

/// Notes what the registry was told of the act, or answered.
///
/// # Errors
/// Where the database fails.
pub fn registry_said(conn: &Connection, erasure: i64, word: &str, now: i64) -> Result<()> {
    conn.execute("update erasure set registry = ?2, registry_at = ?3 where id = ?1", params![erasure, word, now])?;
    Ok(())
}

/// Whether the registry was, or may have been, told of a record.
///
/// # Errors
/// Where the database fails.
pub fn was_told(conn: &Connection, doc: DocId) -> Result<bool> {
    let sql = "select 1 from registry_ref where doc = ?1
               union all select 1 from registry_outbox where doc = ?1 and (attempts > 0 or state = 'sent')";
    Ok(conn.prepare_cached(sql)?.exists([doc.as_bytes()])?)
}

/// The act of a number.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(conn: &Connection, id: i64) -> Result<Erasure> {
    let sql = format!("select {COLUMNS} from erasure where id = ?1");
    conn.prepare(&sql)?.query_row([id], read).optional()?.ok_or(Error::NotFound("erasure"))
}

/// Every act, the last first.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &Connection) -> Result<Vec<Erasure>> {
    let mut rows = conn.prepare(&format!("select {COLUMNS} from erasure order by id desc"))?;
    let acts = rows.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(acts)
}

/// The act in which a record was erased, or is to be.
///
/// # Errors
/// Where the database fails.
pub fn of_document(conn: &Connection, doc: DocId) -> Result<Option<i64>> {
    let sql = "select erasure from tombstone where doc = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([doc.as_bytes()], |row| row.get(0)).optional()?)
}

/// The records of an act.
///
/// # Errors
/// Where the database fails.
pub fn tombstones(conn: &Connection, erasure: i64) -> Result<Vec<Tombstone>> {
    let mut rows = conn.prepare(
        "select doc, erasure, kind, changes, erased_at, refused from tombstone where erasure = ?1 order by kind, doc",
    )?;
    let read = |row: &Row<'_>| {
        Ok(Tombstone {
            doc: column(row, 0)?,
            erasure: row.get(1)?,
            kind: column(row, 2)?,
            changes: row.get::<_, i64>(3)?.cast_unsigned(),
            erased_at: row.get(4)?,
            refused: row.get::<_, i64>(5)?.cast_unsigned(),
        })
    };
    let tombstones = rows.query_map([erasure], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(tombstones)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Erasure> {
    Ok(Erasure {
        id: row.get(0)?,
        reason: row.get(1)?,
        request: row.get(2)?,
        operator: row.get(3)?,
        asked_at: row.get(4)?,
        done_at: row.get(5)?,
        registry: row.get(6)?,
        registry_at: row.get(7)?,
    })
}

/// Notes how far a device says that it got in a feed, where that is news: what it had, it may have for ever.
///
/// # Errors
/// Where the database fails.
pub fn said(conn: &Connection, device: DeviceId, epoch: EpochId, feed: &FeedId, seq: u64, now: i64) -> Result<()> {
    conn.prepare_cached(
        "insert into device_feed (device, feed, epoch, seq, said_at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (device, feed) do update set
             seq = case when epoch = excluded.epoch then max(seq, excluded.seq) else excluded.seq end,
             epoch = excluded.epoch, said_at = excluded.said_at,
             given = case when epoch = excluded.epoch then given else 0 end",
    )?
    .execute(params![device.as_bytes(), feed.to_string(), epoch.as_bytes(), seq.cast_signed(), now])?;
    Ok(())
}

/// Notes up to where a device was given a feed, whether it arrived or not.
///
/// # Errors
/// Where the database fails.
pub fn given(conn: &Connection, device: DeviceId, epoch: EpochId, feed: &FeedId, seq: u64, now: i64) -> Result<()> {
    conn.prepare_cached(
        "insert into device_feed (device, feed, epoch, seq, said_at, given, given_at) values (?1, ?2, ?3, 0, ?5, ?4, ?5)
         on conflict (device, feed) do update set
             given = case when epoch = excluded.epoch then max(given, excluded.given) else excluded.given end,
             given_at = excluded.given_at",
    )?
    .execute(params![device.as_bytes(), feed.to_string(), epoch.as_bytes(), seq.cast_signed(), now])?;
    Ok(())
}

/// How far a device got in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Which feed.
    pub feed: FeedId,
    /// The life of the log that this is about.
    pub epoch: EpochId,
    /// By its own signed word.
    pub seq: u64,
    /// When it said so, Unix seconds.
    pub said_at: i64,
    /// What it was given, whether that arrived or not.
    pub given: u64,
}

/// How far a device got in its feeds.
///
/// # Errors
/// Where the database fails.
pub fn reached(conn: &Connection, device: DeviceId) -> Result<Vec<Reached>> {
    let sql = "select feed, epoch, seq, said_at, given from device_feed where device = ?1 order by feed";
    let mut rows = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        Ok(Reached {
            feed: feeds::feed_id(row, 0)?,
            epoch: column(row, 1)?,
            seq: row.get::<_, i64>(2)?.cast_unsigned(),
            said_at: row.get(3)?,
            given: row.get::<_, i64>(4)?.cast_unsigned(),
        })
    };
    let reached = rows.query_map([device.as_bytes()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(reached)
}

/// What a device may hold of the present life of the log.
#[derive(Debug, Default)]
pub struct Reach {
    /// How far it got in each feed by its own word, or was given it.
    known: BTreeMap<FeedId, u64>,
    /// How far the packs go that neighbours hand on to each other: nobody says so to the province.
    handed_on: BTreeMap<FeedId, u64>,
}

impl Reach {
    /// Whether nothing is known of any feed.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.known.is_empty()
    }

    /// How far it may have got in a feed that it follows, `None` where nothing was ever noted of that.
    #[must_use]
    pub fn until(&self, feed: &FeedId) -> Option<u64> {
        let handed_on = self.handed_on.get(feed).copied().unwrap_or_default();
        self.known.get(feed).map(|known| handed_on.max(*known))
    }

    /// Whether it may have what stands at a place of a feed that it follows, by its word, by ours or from a neighbour.
    #[must_use]
    pub fn covers(&self, feed: &FeedId, seq: u64) -> bool {
        [&self.known, &self.handed_on].iter().any(|reached| reached.get(feed).is_some_and(|until| *until >= seq))
    }
}

/// What a device may hold of the feeds that it follows, in the present life of the log.
///
/// # Errors
/// Where the database fails.
pub fn reached_now(conn: &Connection, device: DeviceId) -> Result<Reach> {
    let Some(epoch) = deployment::epoch(conn)?.map(|epoch| epoch.id) else { return Ok(Reach::default()) };
    let known = reached(conn, device)?.into_iter().filter(|known| known.epoch == epoch);
    let known = known.map(|known| (known.feed, known.seq.max(known.given))).collect();
    let handed_on = packs::all(conn)?.into_iter().filter(|pack| pack.epoch == epoch);
    Ok(Reach { known, handed_on: handed_on.map(|pack| (pack.feed, pack.seq)).collect() })
}

/// Notes for a device up to where neighbours may have handed these packs on to it, before they are forgotten. Of a device
/// of which nobody knows how far it got in a feed, that stays so.
///
/// # Errors
/// Where the database fails.
pub fn keep_handed_on<'a>(
    conn: &Connection,
    device: &Device,
    packs: impl IntoIterator<Item = &'a PackRow>,
    now: i64,
) -> Result<()> {
    let noted: BTreeSet<_> = reached(conn, device.id)?.into_iter().map(|known| known.feed).collect();
    let is_known = |pack: &&PackRow| noted.contains(&pack.feed) || device.last_seen_at.is_none();
    let mut handed_on = packs.into_iter().filter(is_known);
    handed_on.try_for_each(|pack| given(conn, device.id, pack.epoch, &pack.feed, pack.seq, now))
}

/// The devices that handed in changes of a document.
///
/// # Errors
/// Where the database fails.
pub fn writers(conn: &Connection, doc: DocId) -> Result<BTreeSet<DeviceId>> {
    // Whoever brought back another's change has it as well.
    let mut rows = conn.prepare_cached(
        "select device from pushed where doc = ?1
         union select l.device from pushed p join lineage l on l.id = p.lineage where p.doc = ?1",
    )?;
    let devices = rows.query_map([doc.as_bytes()], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(devices)
}

/// The documents in which a device handed in changes by `at`, Unix seconds.
///
/// # Errors
/// Where the database fails.
pub fn written_by(conn: &Connection, device: DeviceId, at: i64) -> Result<Vec<DocId>> {
    let sql = "select distinct p.doc from pushed p join change c on c.hash = p.hash
               where p.device = ?1 and c.received_at <= ?2";
    let mut rows = conn.prepare_cached(sql)?;
    let docs =
        rows.query_map(params![device.as_bytes(), at], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(docs)
}

/// Where in a feed's log the first entry of a document stands, `None` where none does.
///
/// # Errors
/// Where the database fails.
pub fn first_entry(conn: &Connection, feed: &FeedId, doc: DocId) -> Result<Option<u64>> {
    let sql = "select min(l.seq) from log l join feed f on f.id = l.feed join change c on c.hash = l.hash
               where f.name = ?1 and c.doc = ?2 and l.kind = 'change'";
    let first: Option<i64> =
        conn.prepare_cached(sql)?.query_one(params![feed.to_string(), doc.as_bytes()], |row| row.get(0))?;
    Ok(first.map(i64::cast_unsigned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;

    #[test]
    fn every_table_has_a_fate_when_somebody_is_erased() {
        let mut conn = Connection::open_in_memory().unwrap();
        schema::migrate(&mut conn).unwrap();
        let mut rows = conn.prepare("select name from sqlite_schema where type = 'table' order by name").unwrap();
        let tables: Vec<String> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let known: Vec<_> = TABLES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(tables, known, "a new table is named in TABLES, with what becomes of its rows");
    }
}
