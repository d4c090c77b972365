//! From inbox to log: the guard, the log, the projection.
//!
//! One worker takes one document: it reads what waits and the document as it is, lets the guard judge outside of any
//! transaction, and writes every outcome in one. What panics or does not load stops this document only.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use document::{Admission, Document, Guard, Limits, guard};
use records::{ChangeHash, DeviceId, DocId, Kind, OfficerId, RegionCode};
use rusqlite::Connection;
use serde_json::json;
use wire::FeedId;

use crate::{
    Error, Result, case_number,
    companion::Companions,
    instruction,
    placement::{Arriving, Place, Reader},
    projector::Projected,
    server::{self, Server},
    store::{
        case_numbers, deployment,
        documents::{self, DocumentRow, Signer},
        erasures,
        feeds::{self, FeedRow, Membership},
        held, inbox,
        inbox::Waiting,
        instructions,
        loans::{self, Loan},
        losses,
        reviews::{self, Review},
        scopes::{self, Scope},
    },
};

/// The most changes of one document in one transaction.
const BATCH: usize = 500;

/// Guards documents until the room is closed.
pub fn work(server: &Arc<Server>) {
    while let Some(doc) = server.guardroom.take() {
        guard(server, doc);
    }
}

/// Guards on this thread what waits, until nothing does: for a server without workers.
pub fn drain(server: &Arc<Server>) {
    while let Some(doc) = server.guardroom.try_take() {
        guard(server, doc);
    }
}

fn guard(server: &Server, doc: DocId) {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        admit_all(server, doc)?;
        instruction::carry_out(server, doc)?;
        case_number::give(server, doc)
    }));
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(Error::Document(error))) => set_aside(server, doc, &error.to_string()),
        Ok(Err(error)) => tracing::error!(doc.id = %doc, error = %error, "changes stay in the inbox for now"),
        Err(_) => set_aside(server, doc, "panic"),
    }
    if server.guardroom.leave(doc) {
        server.packroom.look();
    }
}

/// A document that does not open waits for a program that can open it; its changes are held meanwhile.
fn set_aside(server: &Server, doc: DocId, reason: &str) {
    tracing::error!(doc.id = %doc, reason, "a document cannot take its changes");
    let now = server.store.clock().now();
    let held = server.store.write_blocking(move |conn| {
        for waiting in inbox::waiting(conn, doc, usize::MAX >> 1)? {
            held::hold(conn, waiting.id, inbox::UNREADABLE, &[], now)?;
        }
        Ok(())
    });
    if let Err(error) = held {
        tracing::error!(doc.id = %doc, error = %error, "its changes stay in the inbox");
    }
}

fn admit_all(server: &Server, doc: DocId) -> Result<()> {
    loop {
        let Some(Work { waiting, row, document, scopes, loans, place }) =
            server.store.read_blocking(|conn| Work::of(conn, doc))?
        else {
            return Ok(());
        };
        let now_ms = server.store.clock().now_ms();
        let judged = judge(doc, row.as_ref(), document, waiting, Rights { scopes, loans });
        let row = row.unwrap_or_else(|| {
            let (kind, region) = judged.first_admitted().map_or(place, |first| (first.kind, first.region.clone()));
            DocumentRow { id: doc, kind, region, changes: 0 }
        });
        let version = DocumentRow { changes: row.changes + judged.admitted().count() as u64, ..row.clone() };
        let projected =
            Projected::of(&version, &judged.document, judged.happened().unwrap_or(now_ms.div_euclid(1_000)), server);
        let companions = Companions::of(&server.keys.deployment, doc);
        let limits = server.limits;
        let settle = move |conn: &Connection| settle(conn, row, companions, &judged, &projected, &limits, now_ms);
        let Settled { released, grew } = server.store.write_blocking(settle)?;
        server.guardroom.enqueue(released);
        server.packroom.grew(grew);
        if let Some(registry) = &server.registry {
            registry.wake.notify_one();
        }
    }
}

/// What waits for a document, and what it is judged by.
struct Work {
    waiting: Vec<Waiting>,
    row: Option<DocumentRow>,
    document: Document,
    scopes: Scopes,
    /// To whom it was ever lent.
    loans: Vec<Loan>,
    /// Kind and region of the document as the first change has it.
    place: (Kind, RegionCode),
}

impl Work {
    /// `None` where nothing waits: the document is not even read then.
    fn of(conn: &Connection, doc: DocId) -> Result<Option<Self>> {
        let waiting = inbox::waiting(conn, doc, BATCH)?;
        let Some(first) = waiting.first() else { return Ok(None) };
        let place = (first.kind, first.region.clone());
        let (row, document) = documents::open(conn, doc)?.unzip();
        let scopes = scopes_of(conn, &waiting)?;
        let loans = loans::of_document(conn, doc)?;
        Ok(Some(Self { waiting, row, document: document.unwrap_or_default(), scopes, loans, place }))
    }
}

/// What the devices serve that handed changes in.
type Scopes = BTreeMap<DeviceId, Scope>;

fn scopes_of(conn: &Connection, waiting: &[Waiting]) -> Result<Scopes> {
    let devices: BTreeSet<_> = waiting.iter().map(|change| change.device).collect();
    devices.into_iter().map(|device| Ok((device, scopes::of(conn, device)?))).collect()
}

/// What the guard decided on a change.
#[derive(Debug)]
enum Judgement {
    Admitted,
    Known,
    Held(Vec<ChangeHash>),
    Refused(&'static str),
}

/// What those who handed changes in may do.
#[derive(Debug)]
struct Rights {
    scopes: Scopes,
    /// Of this document.
    loans: Vec<Loan>,
}

#[derive(Debug)]
struct Judged {
    changes: Vec<(Waiting, Judgement)>,
    document: Document,
    rights: Rights,
}

impl Judged {
    fn admitted(&self) -> impl Iterator<Item = &Waiting> {
        let admitted = self.changes.iter().filter(|(_, judgement)| matches!(judgement, Judgement::Admitted));
        admitted.map(|(change, _)| change)
    }

    fn scope_of(&self, change: &Waiting) -> &Scope {
        const NOWHERE: &Scope = &Scope { now: Vec::new(), past: Vec::new() };
        self.rights.scopes.get(&change.device).unwrap_or(NOWHERE)
    }

    /// Whether the document was lent to a change's device when it arrived.
    fn was_lent(&self, change: &Waiting) -> bool {
        self.rights.loans.iter().any(|loan| loan.device == change.device && loan.covers(change.received_at))
    }

    /// Who wrote a change.
    fn author_of(&self, change: &Waiting) -> Reader<'_> {
        Reader { scope: self.scope_of(change), officer: change.officer, device: change.device }
    }

    fn ever_served(&self, change: &Waiting) -> bool {
        change.vouched.is_some() || self.author_of(change).ever_served(change.kind, &change.region)
    }

    fn first_admitted(&self) -> Option<&Waiting> {
        self.admitted().next()
    }

    /// The newest author's clock; `None` where no clock was told, as of an import.
    fn happened(&self) -> Option<i64> {
        let times = self.admitted().filter_map(|change| guard::inspect(&change.raw).ok()).map(|info| info.time);
        times.max().filter(|time| *time > 0)
    }
}

/// Judges what waits, in order. The kind of a new document is that of the first change which passes, so that one which
/// does not cannot decide it; nobody makes one where they never served. Consecutive changes of one author are tried
/// together.
fn judge(doc: DocId, row: Option<&DocumentRow>, document: Document, waiting: Vec<Waiting>, rights: Rights) -> Judged {
    let mut settled = row.map(|row| row.kind);
    let mut judged = Judged { changes: Vec::with_capacity(waiting.len()), document, rights };
    let mut waiting = waiting.into_iter().peekable();
    while let Some(first) = waiting.next() {
        let (kind, author) = (settled.unwrap_or(first.kind), first.author());
        if first.kind != kind {
            judged.changes.push((first, Judgement::Refused("other_kind")));
            continue;
        }
        if settled.is_none() && !judged.ever_served(&first) {
            judged.changes.push((first, Judgement::Refused("out_of_scope")));
            continue;
        }
        let alike = |next: &Waiting| {
            next.kind == kind && next.author() == author && (settled.is_some() || judged.ever_served(next))
        };
        let mut run = vec![first];
        run.extend(std::iter::from_fn(|| waiting.next_if(alike)));
        let mut guard = match author {
            Some(author) => Guard::signed(judged.document, Limits::default(), doc, kind, author),
            None => Guard::vouched(judged.document, Limits::default()),
        };
        let raws: Vec<_> = run.iter().map(|change| change.raw.as_slice()).collect();
        let judgements: Vec<_> = guard.admit_all(&raws).into_iter().map(Judgement::from).collect();
        if judgements.iter().any(|judgement| matches!(judgement, Judgement::Admitted)) {
            settled = Some(kind);
        }
        judged.document = guard.into_document();
        judged.changes.extend(run.into_iter().zip(judgements));
    }
    judged
}

impl From<Admission> for Judgement {
    fn from(admission: Admission) -> Self {
        match admission {
            Admission::Admitted { .. } => Self::Admitted,
            Admission::Known { .. } => Self::Known,
            Admission::Held { missing, .. } => Self::Held(missing),
            Admission::Refused { refusal, .. } => Self::Refused(refusal.code()),
        }
    }
}

/// What the outcomes of one document bring about elsewhere.
#[derive(Debug, Default)]
struct Settled {
    /// The documents whose held changes may go on.
    released: Vec<DocId>,
    /// The feeds that have new entries.
    grew: Vec<FeedRow>,
}

/// Writes the outcomes. What belongs to a worker follows the worker's document into new feeds.
fn settle(
    conn: &Connection,
    mut row: DocumentRow,
    companions: Companions,
    judged: &Judged,
    projected: &Projected,
    limits: &server::Limits,
    now_ms: i64,
) -> Result<Settled> {
    let now = now_ms.div_euclid(1_000);
    if erasures::is_erased(conn, row.id)? {
        return refuse_erased(conn, judged);
    }
    let (mut logged, mut entered, mut released) = (Vec::new(), BTreeMap::new(), Vec::new());
    let mut memberships = feeds::memberships(conn, row.id)?;
    let followed: Vec<_> = memberships.iter().filter(|feed| !feed.left).map(|feed| feed.row).collect();
    let mut private = BTreeSet::new();
    for (change, judgement) in &judged.changes {
        match judgement {
            Judgement::Admitted | Judgement::Known => {
                let new = log(conn, &mut row, change)?;
                if new {
                    logged.push(change.hash);
                    released.extend(held::release(conn, &change.hash, now)?);
                }
                let maker = if row.kind.is_withheld() { documents::maker(conn, row.id)? } else { None };
                if is_strangers(conn, judged, change, &memberships, maker)? {
                    private.extend(memberships.iter().filter(|known| !known.left).filter_map(Membership::private));
                }
                let place = place_of(judged, change, &memberships, maker);
                for id in place.enters {
                    let feed = feeds::ensure(conn, &id)?;
                    feeds::enter(conn, row.id, feed)?;
                    memberships = feeds::memberships(conn, row.id)?;
                    entered.insert(feed, id);
                }
                if let Some(code) = place.flag.or(change.from_lost.then_some(losses::FROM_LOST)) {
                    flag(conn, change, code, new, now)?;
                }
            }
            Judgement::Held(missing) => hold(conn, change, row.id, missing, limits, now)?,
            Judgement::Refused(code) => refuse(conn, change, row.id, code, now)?,
        }
    }
    if logged.is_empty() && entered.is_empty() {
        return Ok(Settled { released, grew: Vec::new() });
    }
    followed.iter().filter(|feed| !private.contains(feed)).try_for_each(|feed| feeds::append(conn, *feed, &logged))?;
    let mut grew = followed;
    for (feed, id) in entered {
        if private.contains(&feed) {
            continue;
        }
        feeds::append(conn, feed, &documents::changes(conn, row.id)?)?;
        grew.push(feed);
        if row.kind == Kind::Worker {
            grew.extend(companions.enter(conn, &id)?);
        }
    }
    private.iter().try_for_each(|feed| close(conn, row.id, *feed))?;
    documents::save(conn, &row, &judged.document, now)?;
    projected.write(conn, &row, now_ms)?;
    Ok(Settled { released, grew })
}

/// The document was erased while its changes were judged: nothing of them stays.
fn refuse_erased(conn: &Connection, judged: &Judged) -> Result<Settled> {
    for (change, _) in &judged.changes {
        inbox::set_refused(conn, change.id, erasures::ERASED)?;
        documents::forget_unlogged(conn, &change.hash)?;
    }
    Ok(Settled::default())
}

/// Keeps a change for which something is missing, if its device has not too many of these already.
fn hold(
    conn: &Connection,
    change: &Waiting,
    doc: DocId,
    missing: &[ChangeHash],
    limits: &server::Limits,
    now: i64,
) -> Result<()> {
    let held = held::load_of(conn, change.device)?;
    // What the province signed for once cannot fill the inbox.
    let room = change.vouched.is_some()
        || held.changes < limits.held_changes && held.bytes + change.raw.len() as u64 <= limits.held_bytes;
    if room {
        return held::hold(conn, change.id, held::MISSING, missing, now);
    }
    held::wait_for(conn, change.id, missing)?;
    refuse(conn, change, doc, held::TOO_MANY, now)
}

/// Refuses what has waited for too long.
///
/// # Errors
/// Where the database fails.
pub fn expire_held(server: &Server) -> Result<()> {
    let now = server.store.clock().now();
    let since = now - server.limits.held_for;
    loop {
        let expired = server.store.write_blocking(move |conn| {
            let expired = held::waiting_since(conn, since, BATCH)?;
            for held::HeldChange { id, hash, doc, region } in &expired {
                inbox::set_refused(conn, *id, held::TOO_LONG)?;
                reviews::open(conn, &refusal_review(*doc, hash, region.clone(), held::TOO_LONG, now))?;
            }
            Ok(expired.len())
        })?;
        if expired < BATCH {
            return Ok(());
        }
    }
}

/// Makes a change the next of its document: `false` where another lineage's copy of it is logged already.
fn log(conn: &Connection, row: &mut DocumentRow, change: &Waiting) -> Result<bool> {
    let by = Signer { device: change.device, officer: change.officer };
    let new = documents::append(conn, row.id, &change.hash, row.changes, by)?;
    row.changes += u64::from(new);
    inbox::set_logged(conn, change.id)?;
    Ok(new)
}

/// Whether a change of a record that peers must not read is by somebody else than who made it, and of no office that reads
/// it or was lent it. What is confidential of a worker has an id that every device can compute, so it may have been made
/// beforehand, by somebody who waits for what a colleague writes there.
fn is_strangers(
    conn: &Connection,
    judged: &Judged,
    change: &Waiting,
    memberships: &[Membership],
    maker: Option<OfficerId>,
) -> Result<bool> {
    let author = judged.author_of(change);
    let is_others = maker.is_some_and(|maker| maker != change.officer)
        && !memberships.iter().any(|known| author.ever_followed(&known.id));
    // What the province itself wrote comes back by devices where its database was set back.
    Ok(is_others && change.device != deployment::get(conn)?.device)
}

/// Takes a document out of the feed of who made it.
fn close(conn: &Connection, doc: DocId, feed: FeedRow) -> Result<()> {
    tracing::warn!(doc.id = %doc, "somebody else wrote into a record that is withheld: who made it does not read it any more");
    feeds::leave(conn, doc, feed)?;
    documents::moved(conn, doc)?;
    inbox::set_moved(conn, doc, None)
}

/// Where a change brings its document. What the province logged once goes back to where it stood, unless the document left
/// from there meanwhile, and to where its author put it; and nobody has to look at it again.
fn place_of(judged: &Judged, change: &Waiting, memberships: &[Membership], maker: Option<OfficerId>) -> Place {
    let is_makers = maker.is_none_or(|maker| maker == change.officer);
    let Some(feed) = &change.vouched else {
        let is_lent = judged.was_lent(change);
        let arriving = Arriving { kind: change.kind, region: &change.region, is_makers, is_lent };
        return Place::of(judged.author_of(change), memberships, arriving);
    };
    let is_anywhere = memberships.iter().any(|known| !known.left);
    if feed.is_loan() {
        // Only a loan brings it there. Who was lent it may be the last who has it: then it goes back to where it was made.
        let home = FeedId::of_record(change.kind, &change.region, change.officer);
        return Place { enters: home.into_iter().filter(|_| !is_anywhere).collect(), flag: None };
    }
    let was_there = memberships.iter().any(|known| known.id == *feed);
    let mut enters: Vec<_> = (!(was_there && is_anywhere)).then(|| feed.clone()).into_iter().collect();
    if change.kind.is_withheld() && is_makers {
        let is_new = |home: &FeedId| home != feed && memberships.iter().all(|known| known.id != *home);
        let homes = FeedId::of_record(change.kind, &change.region, change.officer);
        enters.extend(homes.into_iter().filter(is_new));
    }
    Place { enters, flag: None }
}

/// Shows a change to a reviewer whose author does not serve its document. One that others brought before has nothing to
/// review.
fn flag(conn: &Connection, change: &Waiting, code: &str, new: bool, now: i64) -> Result<()> {
    inbox::set_flagged(conn, change.id, code)?;
    if !new {
        return inbox::set_outcome(conn, change.doc, &change.hash, instruction::ACCEPTED);
    }
    tracing::info!(doc.id = %change.doc, change.hash = %change.hash, device.id = %change.device, code, "an edit is to be reviewed");
    let review = Review {
        kind: instruction::LATE_EDIT.to_owned(),
        doc: change.doc,
        subject: change.hash.to_string(),
        region: change.region.clone(),
        detail: json!({ "code": code, "device": change.device }),
        opened_at: now,
    };
    reviews::open(conn, &review)
}

fn refuse(conn: &Connection, change: &Waiting, doc: DocId, code: &str, now: i64) -> Result<()> {
    tracing::warn!(doc.id = %doc, change.hash = %change.hash, device.id = %change.device, code, "a change is refused");
    inbox::set_refused(conn, change.id, code)?;
    let review = refusal_review(doc, &change.hash, change.region.clone(), code, now);
    reviews::open(conn, &review)
}

/// The review item of a refused change.
#[must_use]
pub fn refusal_review(doc: DocId, hash: &ChangeHash, region: RegionCode, code: &str, now: i64) -> Review {
    Review {
        kind: "refused".to_owned(),
        doc,
        subject: hash.to_string(),
        region,
        detail: json!({ "code": code }),
        opened_at: now,
    }
}

/// Hands in what a crash, or an older program, left in the inbox.
///
/// # Errors
/// Where the database fails.
pub fn resume(server: &Server) -> Result<(), Error> {
    server.store.write_blocking(inbox::release_unreadable)?;
    server.guardroom.enqueue(server.store.read_blocking(waiting)?);
    Ok(())
}

/// The documents for which there is something to do.
///
/// # Errors
/// Where the database fails.
pub fn waiting(conn: &Connection) -> Result<Vec<DocId>> {
    let mut docs = inbox::documents_waiting(conn)?;
    docs.extend(instructions::documents(conn)?);
    docs.extend(case_numbers::missing(conn)?);
    Ok(docs)
}
