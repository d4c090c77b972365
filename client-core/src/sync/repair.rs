//! Comparing what is here with what the province has, whatever made them differ, and mending it.
//!
//! A feed is in doubt when its cursor belongs to another life of the log (the province was restored), or when nothing was
//! under way and its fingerprint differed all the same. Then the two sides find the documents that differ
//! ([`sync::Reconciler`]), the device lists what it holds of these, and the province answers with what is missing here,
//! what its log does not hold, and what it asks for. All of that is about the log at one sequence number, which becomes
//! the feed's cursor.
//!
//! The state of a comparison is kept between the exchanges of a run and nowhere else: a run that is cut compares anew.
//! Keeping it was refused, as half a comparison of yesterday says nothing of today.

use std::collections::{BTreeMap, BTreeSet};

use records::{ChangeHash, DocId, EpochId};
use rusqlite::{Connection, Transaction};
use serde::Serialize;
use sync::{Digest, Fingerprint, Reconciler, document_digest};
use wire::{
    FeedId, Frame,
    exchange::{Compare, Compared, Listing, Reconcile, ShortHash, Wants},
};

use crate::{Error, Result, change, feed, outbox, private, sql::Sql, voucher};

/// Bytes of listings in one frame: well below the largest frame.
const LISTED_BYTES: usize = 256 << 10;

/// What a run compares, and what it mended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repair {
    feeds: BTreeMap<FeedId, Comparison>,
    mended: BTreeMap<FeedId, FeedRepair>,
    /// Whether the province, as it said in the exchange before, takes in what shows that a record was erased.
    pub(super) province_learns_erasures: bool,
}

/// What comparing a feed brought to light.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FeedRepair {
    /// Which: `52.03.13.2001/village`.
    pub feed: String,
    /// Records that were compared.
    pub records: u64,
    /// Records of which the two sides held different changes.
    pub differing: u64,
    /// Changes that were missing here, and came.
    pub added: u64,
    /// Changes that were taken for logged, and are not in the province's log.
    pub absent: u64,
    /// Whether the comparison came to its end.
    pub complete: bool,
}

/// One feed under comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Comparison {
    reconciler: Reconciler,
    docs: BTreeMap<Digest, DocId>,
    /// The log as it was at this sequence number: the first answer says which.
    seq: Option<u64>,
    step: Step,
}

/// What is said next.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Reconcile(Vec<u8>),
    Compare,
}

impl Repair {
    /// Begins to compare what is in doubt and not compared yet, and drops what is no longer.
    pub(super) fn prepare(&mut self, db: &Connection) -> Result<()> {
        let doubtful = feed::in_doubt(db)?;
        self.feeds.retain(|feed, _| doubtful.contains(feed));
        for feed in doubtful {
            if !self.feeds.contains_key(&feed) {
                let comparison = Comparison::begin(db, &feed)?;
                let records = comparison.docs.len() as u64;
                self.mended
                    .insert(feed.clone(), FeedRepair { feed: feed.to_string(), records, ..FeedRepair::default() });
                self.feeds.insert(feed, comparison);
            }
        }
        Ok(())
    }

    /// Forgets how far every comparison got.
    pub(super) fn start_over(&mut self) {
        self.feeds.clear();
    }

    /// The frames of the next request.
    pub(super) fn frames(&self, db: &Connection) -> Result<Vec<Frame>> {
        let mut frames = Vec::new();
        for (feed, comparison) in &self.feeds {
            match (&comparison.step, comparison.seq) {
                (Step::Reconcile(message), seq) => {
                    frames.push(Frame::Reconcile(Reconcile { feed: feed.clone(), seq, message: message.clone() }));
                }
                (Step::Compare, Some(seq)) => frames.extend(comparison.listings(db, feed, seq)?),
                (Step::Compare, None) => {}
            }
        }
        Ok(frames)
    }

    /// Whether a feed is under comparison.
    pub(super) fn is_under_way(&self, feed: &FeedId) -> bool {
        self.feeds.contains_key(feed)
    }

    /// Takes the next step of a comparison. Where nothing differs, that was the last.
    pub(super) fn take_reconcile(&mut self, tx: &Transaction<'_>, epoch: EpochId, answer: &Reconcile) -> Result<()> {
        let comparison = self.feeds.get_mut(&answer.feed).filter(|asked| matches!(asked.step, Step::Reconcile(_)));
        let comparison = comparison.ok_or_else(|| unasked(&answer.feed))?;
        let seq = answer.seq.filter(|seq| comparison.seq.is_none_or(|fixed| fixed == *seq));
        let seq = seq.ok_or_else(|| unasked(&answer.feed))?;
        comparison.seq = Some(seq);
        let next = comparison.reconciler.take(&answer.message).map_err(|error| Error::Protocol(error.to_string()))?;
        if let Some(message) = next {
            comparison.step = Step::Reconcile(message);
            return Ok(());
        }
        comparison.step = Step::Compare;
        let differing = comparison.differing() as u64;
        let mended = self.mended.entry(answer.feed.clone()).or_default();
        mended.differing = differing;
        if differing > 0 { Ok(()) } else { self.end(tx, epoch, &answer.feed, seq) }
    }

    /// Notes that an answer to a comparison brought so many changes.
    pub(super) fn added(&mut self, feed: &FeedId, changes: u64) {
        self.mended.entry(feed.clone()).or_default().added += changes;
    }

    /// Takes away what the log does not hold: the feed is here as it was there.
    pub(super) fn take_compared(&mut self, tx: &Transaction<'_>, epoch: EpochId, compared: &Compared) -> Result<()> {
        let asked = self.feeds.get(&compared.feed).filter(|asked| asked.seq == Some(compared.seq));
        asked.filter(|asked| asked.step == Step::Compare).ok_or_else(|| unasked(&compared.feed))?;
        let mut absent = 0;
        for short in &compared.absent {
            let Some(change) = change::find_short(tx, &short.0)? else { continue };
            absent += u64::from(feed::unlog(tx, &compared.feed, change.id)?);
        }
        self.mended.entry(compared.feed.clone()).or_default().absent += absent;
        self.end(tx, epoch, &compared.feed, compared.seq)
    }

    fn end(&mut self, tx: &Transaction<'_>, epoch: EpochId, feed: &FeedId, seq: u64) -> Result<()> {
        feed::settle(tx, feed, epoch, seq)?;
        self.feeds.remove(feed);
        self.mended.entry(feed.clone()).or_default().complete = true;
        Ok(())
    }

    /// What every comparison brought to light.
    pub(super) fn into_mended(self) -> Vec<FeedRepair> {
        self.mended.into_values().collect()
    }
}

/// Notes what the province asks for: what we signed is sent again as it is; what others did is handed back with the
/// province's own signature. Gives how many changes that are.
pub(super) fn take_wants(tx: &Transaction<'_>, wants: &Wants) -> Result<u64> {
    let mut known = 0;
    for short in &wants.changes {
        let Some(change) = change::find_short(tx, &short.0)?.filter(|change| !change.is_damaged) else { continue };
        if private::is_closed_record(tx, change.doc)? {
            continue;
        }
        if change.own && outbox::send_again(tx, &change)? {
            known += 1;
        } else if voucher::proof_of(tx, change.id)?.is_some() {
            voucher::want(tx, change.id)?;
            known += 1;
        }
    }
    Ok(known)
}

impl Comparison {
    fn begin(db: &Connection, feed: &FeedId) -> Result<Self> {
        let docs: BTreeMap<_, _> = fingerprints(db, feed)?
            .iter()
            .map(|(doc, fingerprint)| (document_digest(*doc, fingerprint), *doc))
            .collect();
        let nonsense = |error: sync::ReconcileError| Error::Protocol(error.to_string());
        let reconciler = Reconciler::new(docs.keys().copied()).map_err(nonsense)?;
        let first = reconciler.start().map_err(nonsense)?;
        Ok(Self { reconciler, docs, seq: None, step: Step::Reconcile(first) })
    }

    /// The documents of which this side holds something that the other does not, or other than it.
    fn ours(&self) -> BTreeSet<DocId> {
        self.reconciler.differences().have.iter().filter_map(|digest| self.docs.get(digest)).copied().collect()
    }

    /// How many documents differ, as far as this side can tell: one that differs has a digest on each.
    fn differing(&self) -> usize {
        self.ours().len().max(self.reconciler.differences().need.len())
    }

    /// What the device holds of the documents that differ, in as many frames as that takes.
    fn listings(&self, db: &Connection, feed: &FeedId, seq: u64) -> Result<Vec<Frame>> {
        let need = self.reconciler.differences().need.iter();
        let digests = need.map(|digest| ShortHash(digest.first_chunk().copied().unwrap_or_default())).collect();
        let mut compare = Compare { feed: feed.clone(), seq, docs: Vec::new(), digests };
        let (mut frames, mut bytes) = (Vec::new(), compare.digests.len() * 9);
        for doc in self.ours() {
            let changes = hashes(db, feed, doc)?.iter().map(ShortHash::of).collect::<Vec<_>>();
            bytes += 20 + changes.len() * 9;
            compare.docs.push(Listing { doc, changes });
            if bytes > LISTED_BYTES {
                let rest = Compare { feed: feed.clone(), seq, docs: Vec::new(), digests: Vec::new() };
                frames.push(Frame::Compare(std::mem::replace(&mut compare, rest)));
                bytes = 0;
            }
        }
        frames.push(Frame::Compare(compare));
        Ok(frames)
    }
}

/// What a feed holds of each of its documents.
fn fingerprints(db: &Connection, feed: &FeedId) -> Result<BTreeMap<DocId, Fingerprint>> {
    let mut fingerprints = BTreeMap::<DocId, Fingerprint>::new();
    let mut statement =
        db.prepare_cached("select c.doc, c.hash from logged l join change c on c.id = l.change where l.feed = ?")?;
    let mut rows = statement.query([Sql(feed.clone())])?;
    while let Some(row) = rows.next()? {
        let (doc, hash) = (row.get::<_, Sql<DocId>>(0)?.0, row.get::<_, Sql<ChangeHash>>(1)?.0);
        fingerprints.entry(doc).or_default().add(&hash);
    }
    Ok(fingerprints)
}

fn hashes(db: &Connection, feed: &FeedId, doc: DocId) -> Result<Vec<ChangeHash>> {
    let sql = "select c.hash from change c where c.doc = ?
               and exists (select 1 from logged l where l.change = c.id and l.feed = ?) order by c.id";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map((Sql(doc), Sql(feed.clone())), |row| Ok(row.get::<_, Sql<ChangeHash>>(0)?.0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn unasked(feed: &FeedId) -> Error {
    Error::Protocol(format!("a step of a comparison of {feed} that nobody asked for"))
}
