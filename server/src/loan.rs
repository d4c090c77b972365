//! Help across provinces: one record, lent for a while to a device that does not serve its village.
//!
//! Who leaves through another province is met there by an office that has no right to the villages' records, and needs this
//! one. So an operator lends it, with a reason and an end ([`give`]). The record enters a feed of that device alone
//! ([`FeedId::loan`]) and leaves it at the end, so that packs, fingerprints, repair, bundles, erasure and the question who
//! has a record know of it without a word of their own. What the office writes meanwhile counts as anybody's; the record
//! goes on belonging to its villages, which are told in the worker's `standing` to whom it is lent, until when and why.
//!
//! Exactly the record that is named is lent, and of a worker what authorities state. Nothing follows by itself, neither a
//! complaint nor a record that is said to be of the same person: whoever borrows a record may write in it, and would reach
//! any other by writing that it is the same person's.
//!
//! To copy the record into the other province was refused: there would be two from then on, and nobody could end it.

use std::collections::{BTreeMap, BTreeSet};

use document::{Document, Intent};
use records::{DeviceId, DocId, ElementId, Kind, RegionCode, Value};
use rusqlite::Connection;
use seal::DeploymentKey;
use serde::{Deserialize, Serialize};
use wire::{FeedId, exchange::Lent};

use crate::{
    Error, Result,
    home::{Home, read_if_there, whole_lines},
    pen::Pen,
    placement::Readers,
    server::Server,
    standing::{self, Statement},
    store::{
        Store,
        accesses::{self, Access},
        deployment, devices, documents, erasures, feeds, inbox,
        loans::{self, Done, Ending, Loan},
        scopes,
    },
};

/// The shortest loan, seconds.
pub const SHORTEST: i64 = 3_600;
/// The longest loan, seconds.
pub const LONGEST: i64 = 90 * 86_400;

/// What an operator asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The record.
    pub doc: DocId,
    /// The device that is to have it.
    pub device: DeviceId,
    /// Why. The villages of the record and the person are shown it.
    pub reason: String,
    /// For how long, seconds.
    pub valid_for: i64,
    /// Who lends it.
    pub operator: String,
}

/// Lends a record. The running server brings it on its way within a minute.
///
/// # Errors
/// [`Error::NotFound`], and [`Error::Usage`] where it cannot be lent, or not to this device.
pub fn give(conn: &Connection, asked: &Asked, now: i64) -> Result<Loan> {
    check(conn, asked)?;
    let Asked { doc, device, reason, valid_for, operator } = asked.clone();
    let mut loan = Loan {
        id: 0,
        doc,
        device,
        reason,
        operator,
        given_at: now,
        until: now.saturating_add(valid_for),
        delivered_at: None,
        ended_at: None,
        ended_by: String::new(),
    };
    loan.id = loans::insert(conn, &loan)?;
    note(conn, &loan, "loan_given", now)?;
    Ok(loan)
}

fn check(conn: &Connection, asked: &Asked) -> Result<()> {
    let usage = |text: &str| Err(Error::Usage(text.to_owned()));
    if asked.reason.trim().is_empty() {
        return usage("say why: the village and the person are shown it");
    }
    if !(SHORTEST..=LONGEST).contains(&asked.valid_for) {
        return usage("a record is lent for one hour at least and for 90 days at most");
    }
    if erasures::of_document(conn, asked.doc)?.is_some() {
        return usage("this record was erased, or is being erased");
    }
    let row = documents::get(conn, asked.doc)?.ok_or(Error::NotFound("record"))?;
    if matches!(row.kind, Kind::Standing | Kind::Notice | Kind::Observation | Kind::Session) {
        return Err(Error::Usage(format!("a {} is not lent by itself", row.kind)));
    }
    if documents::is_handed_over(conn, asked.doc)? {
        return usage("this record was handed over to another province");
    }
    check_device(conn, asked, row.kind)
}

fn check_device(conn: &Connection, asked: &Asked, kind: Kind) -> Result<()> {
    let usage = |text: &str| Err(Error::Usage(text.to_owned()));
    let device = devices::get(conn, asked.device)?.ok_or(Error::NotFound("device"))?;
    if device.revoked_at.is_some() {
        return usage("this device is revoked");
    }
    if devices::borrows(conn, device.id)? == Some(false) {
        return usage("the program on this device is too old to be lent anything: update it, and let it sync");
    }
    if kind.is_withheld() && !scopes::of(conn, device.id)?.is_office() {
        return usage("what peers must not read is lent to offices only: this device serves a village");
    }
    let readers = Readers::of(conn, device.id)?;
    let here = feeds::memberships(conn, asked.doc)?;
    if here.iter().any(|known| !known.left && !known.id.is_loan() && readers.follows(&known.id)) {
        return usage("this device reads the record anyway");
    }
    Ok(())
}

/// Ends a loan by an operator's word. The running server takes the record back within a minute; an edit that arrives from
/// now on comes too late.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Usage`] where it ended before; where the file beside the database cannot be written.
pub fn end(store: &Store, home: &Home, id: i64, operator: &str) -> Result<Loan> {
    let (now, operator) = (store.clock().now(), operator.to_owned());
    let loan = store.read_blocking(|conn| loans::get(conn, id))?.ok_or(Error::NotFound("loan"))?;
    if !loan.runs(now) {
        return Err(Error::Usage("this loan has ended".to_owned()));
    }
    // The file first: a backup that knows the loan and not its end is found out.
    home.note_end(&loan, now)?;
    store.write_blocking(move |conn| {
        if loans::end(conn, id, Ending::Ended, now)? {
            let access = Access::of_operator(&operator, "loan_ended", loan.doc, "", now);
            accesses::note(conn, &Access { device: Some(loan.device), ..access })?;
        }
        loans::get(conn, id)?.ok_or(Error::NotFound("loan"))
    })
}

/// What a loan lends: the record, and what authorities state of a worker.
fn lent_by(conn: &Connection, key: &DeploymentKey, loan: &Loan) -> Result<Vec<DocId>> {
    let Some(row) = documents::get(conn, loan.doc)? else { return Ok(Vec::new()) };
    let standing = key.standing_doc_id(loan.doc);
    let has_standing =
        row.kind == Kind::Worker && documents::get(conn, standing)?.is_some_and(|found| found.kind == Kind::Standing);
    Ok(std::iter::once(loan.doc).chain(has_standing.then_some(standing)).collect())
}

/// Until when each record may be read that is lent to a device.
///
/// # Errors
/// Where the database fails.
pub fn lent_to(conn: &Connection, key: &DeploymentKey, device: DeviceId, now: i64) -> Result<Vec<Lent>> {
    let mut lent = BTreeMap::<DocId, i64>::new();
    for loan in loans::running(conn, device, now)? {
        for doc in lent_by(conn, key, &loan)? {
            let until = lent.entry(doc).or_insert(loan.until);
            *until = loan.until.max(*until);
        }
    }
    Ok(lent.into_iter().map(|(doc, until)| Lent { doc, until }).collect())
}

/// Begins and ends what is due. Costs one look where nothing is.
///
/// # Errors
/// Where the database fails.
pub fn carry_out(server: &Server) -> Result<()> {
    let now = server.store.clock().now();
    if !server.store.read_blocking(|conn| loans::is_due(conn, now))? {
        return Ok(());
    }
    let (keys, pen) = (server.keys.clone(), Pen::of(server, server.epoch()));
    let changed = server.store.write_blocking(move |conn| {
        for (loan, by) in loans::ending(conn, now)? {
            end_by_itself(conn, &loan, by, now)?;
        }
        let changed = loans::under_way(conn)?;
        for device in changed.iter().map(|loan| loan.device).collect::<BTreeSet<_>>() {
            settle(conn, &keys.deployment, device, now)?;
        }
        for loan in &changed {
            tell(conn, &pen, &keys.deployment, loan, now)?;
            let done = if loan.ended_at.is_some() { Done::Ended } else { Done::Given };
            loans::carried_out(conn, loan.id, done)?;
        }
        Ok(changed)
    })?;
    for Loan { id, doc, device, ended_by, .. } in &changed {
        tracing::info!(loan = id, doc.id = %doc, device.id = %device, ended_by, "a loan was carried out");
    }
    Ok(())
}

/// Carries out what is due, and puts right what of any device is not as its loans say: a database that was restored, or a
/// device that brought back what it was lent once.
///
/// # Errors
/// Where the database fails.
pub fn sweep(server: &Server) -> Result<()> {
    carry_out(server)?;
    let now = server.store.clock().now();
    for device in server.store.read_blocking(loans::devices)? {
        if server.store.read_blocking(|conn| Difference::of(conn, &server.keys.deployment, device, now))?.is_none() {
            continue;
        }
        let keys = server.keys.clone();
        server.store.write_blocking(move |conn| settle(conn, &keys.deployment, device, now))?;
    }
    Ok(())
}

fn end_by_itself(conn: &Connection, loan: &Loan, by: Ending, now: i64) -> Result<()> {
    let at = if by == Ending::Expired { loan.until } else { now };
    if loans::end(conn, loan.id, by, at)? {
        note(conn, &Loan { reason: by.code().to_owned(), operator: String::new(), ..loan.clone() }, "loan_ended", at)?;
    }
    Ok(())
}

fn note(conn: &Connection, loan: &Loan, what: &str, at: i64) -> Result<()> {
    let access = Access::of_operator(&loan.operator, what, loan.doc, &loan.reason, at);
    accesses::note(conn, &Access { device: Some(loan.device), ..access })
}

/// What is to be done for the feed of a device to hold what is lent to it, and nothing else.
struct Difference {
    feed: FeedId,
    enter: Vec<DocId>,
    leave: Vec<DocId>,
}

impl Difference {
    /// `None` where there is none.
    fn of(conn: &Connection, key: &DeploymentKey, device: DeviceId, now: i64) -> Result<Option<Self>> {
        let feed = FeedId::loan(device, &deployment::get(conn)?.region);
        let lent = lent_to(conn, key, device, now)?;
        let lent: BTreeSet<_> = lent.into_iter().map(|lent| lent.doc).collect();
        let here = feeds::documents_in(conn, &feed)?;
        let of = |found: &BTreeSet<DocId>, others: &BTreeSet<DocId>| found.difference(others).copied().collect();
        let found = Self { feed, enter: of(&lent, &here), leave: of(&here, &lent) };
        Ok((!found.enter.is_empty() || !found.leave.is_empty()).then_some(found))
    }
}

/// Makes the feed of a device hold what is lent to it, and nothing else.
fn settle(conn: &Connection, key: &DeploymentKey, device: DeviceId, now: i64) -> Result<()> {
    let Some(Difference { feed, enter, leave }) = Difference::of(conn, key, device, now)? else { return Ok(()) };
    let row = feeds::ensure(conn, &feed)?;
    for doc in leave {
        feeds::leave(conn, doc, row)?;
        // No entry tells the device any more that its edits are logged.
        inbox::set_moved(conn, doc, Some(device))?;
    }
    if !enter.is_empty() {
        // It may have dropped what it wrote there before, when that was of a record elsewhere or the last loan ended.
        devices::send_whole(conn, device)?;
    }
    for doc in enter {
        feeds::bring(conn, doc, &feed, &documents::changes(conn, doc)?)?;
    }
    Ok(())
}

/// Tells the villages of a worker to whom the record is lent, in what authorities state of the worker. Of other records
/// they are told nothing: that there is a complaint is not for everybody in the village.
fn tell(conn: &Connection, pen: &Pen, key: &DeploymentKey, loan: &Loan, now: i64) -> Result<()> {
    let worker = documents::get(conn, loan.doc)?.filter(|row| row.kind == Kind::Worker);
    let device = devices::get(conn, loan.device)?;
    let (Some(worker), Some(device)) = (worker, device) else { return Ok(()) };
    let statement = Statement { worker: worker.id, standing: key.standing_doc_id(worker.id) };
    let says = Said { loan, office: device.name, region: device.region };
    standing::state(conn, pen, statement, |document| says.intents(document), now).map(drop)
}

/// What the village is told of a loan.
struct Said<'a> {
    loan: &'a Loan,
    office: String,
    region: RegionCode,
}

impl Said<'_> {
    fn intents(&self, document: &Document) -> Result<Vec<Intent>> {
        let Loan { given_at, until, reason, ended_at, .. } = self.loan;
        let said: [(&str, Option<Value>); 6] = [
            ("office", Some(self.office.clone().into())),
            ("region", Some(self.region.to_string().into())),
            ("since", Some((*given_at).into())),
            ("until", Some((*until).into())),
            ("reason", Some(reason.clone().into())),
            ("ended", ended_at.map(Value::from)),
        ];
        let (element, fields) = (self.loan.element(), document.fields());
        let news = said.into_iter().filter_map(|(name, value)| Some((format!("loan/{element}/{name}"), value?)));
        let stands = |path: &str, value: &Value| fields.iter().any(|(at, known)| at.as_str() == path && known == value);
        news.filter(|(path, value)| !stands(path, value))
            .map(|(path, value)| Intent::set(&path, value).map_err(|_| Error::Damaged("loan")))
            .collect()
    }
}

/// Notes of the records that are lent to a device which of them its signed word shows to be there.
///
/// # Errors
/// Where the database fails.
pub fn reached(conn: &Connection, device: DeviceId, feed: &FeedId, seq: u64, now: i64) -> Result<()> {
    if !feed.is_loan() {
        return Ok(());
    }
    for loan in loans::running(conn, device, now)?.into_iter().filter(|loan| loan.delivered_at.is_none()) {
        let is_there = erasures::first_entry(conn, feed, loan.doc)?.is_some_and(|first| first <= seq);
        if is_there && loans::delivered(conn, loan.id, now)? {
            note(conn, &Loan { operator: String::new(), ..loan }, "loan_delivered", now)?;
        }
    }
    Ok(())
}

/// A line of the file that says which loans were ended early.
#[derive(Debug, Serialize, Deserialize)]
struct EndedLine {
    loan: ElementId,
    until: i64,
    ended_at: i64,
}

/// Ends again what a database that was restored from a backup takes for lent still.
///
/// # Errors
/// Where the file cannot be read or the database fails.
pub fn reapply(home: &Home, store: &Store) -> Result<()> {
    let ended = home.ended_loans()?;
    let now = store.clock().now();
    if ended.iter().all(|line| line.until <= now) {
        return Ok(());
    }
    store.write_blocking(move |conn| {
        for loan in loans::all(conn)?.into_iter().filter(|loan| loan.ended_at.is_none()) {
            let Some(line) = ended.iter().find(|line| line.loan == loan.element()) else { continue };
            loans::end(conn, loan.id, Ending::Ended, line.ended_at)?;
            tracing::warn!(loan = loan.id, "the database took a record for lent that was not any more");
        }
        Ok(())
    })
}

/// The file of those that were ended before their time.
const ENDED: &str = "ended-loans";
const DAMAGED: Error = Error::Damaged("list of loans that were ended (the file `ended-loans`)");

impl Home {
    /// Notes durably that a loan was ended before its time.
    fn note_end(&self, loan: &Loan, now: i64) -> Result<()> {
        let line = EndedLine { loan: loan.element(), until: loan.until, ended_at: now };
        self.append_line(ENDED, &serde_json::to_string(&line).map_err(|_| DAMAGED)?)
    }

    fn ended_loans(&self) -> Result<Vec<EndedLine>> {
        let text = read_if_there(&self.beside(ENDED))?.unwrap_or_default();
        whole_lines(&text).map(|line| serde_json::from_str(line).map_err(|_| DAMAGED)).collect()
    }
}
