//! What operators decide about records: where they belong, and what becomes of late edits.
//!
//! Asking for it is one short transaction of any program beside the server ([`ask_move`], [`resolve`]). It is carried out
//! by whoever guards the document ([`carry_out`]), after the changes that arrived before: so a move never makes an edit
//! late that was in time, and nobody else writes to the document meanwhile.

use document::Document;
use records::{ChangeHash, DocId, Kind, RegionCode, region::Level};
use rusqlite::Connection;
use wire::{Audience, FeedId};

use crate::{
    Error, Result,
    companion::{Companion, Companions},
    enrol::check_region,
    erasure, notice,
    pen::Draft,
    projector, sameness,
    server::Server,
    store::{
        deployment,
        documents::{self, DocumentRow},
        feeds, inbox,
        instructions::{self, Instruction, What},
        losses, refills,
        reviews::{self, Review},
        scopes,
    },
};

/// The kind of the review items of edits whose author does not serve the record.
pub const LATE_EDIT: &str = "late_edit";
/// The outcome of a late edit that stands.
pub const ACCEPTED: &str = "accepted";
/// The outcome of a late edit that was undone.
pub const UNDONE: &str = "undone";

/// What a reviewer decides on a late edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It stands.
    Accept,
    /// What it did is undone.
    Undo,
}

/// Asks for a record to be moved to a village, or handed over to a region outside of the province.
///
/// # Errors
/// [`Error::NotFound`], and [`Error::Usage`] where the record cannot be moved, or not there.
pub fn ask_move(conn: &Connection, doc: DocId, to: &RegionCode, now: i64) -> Result<()> {
    let row = documents::get(conn, doc)?.ok_or(Error::NotFound("record"))?;
    match row.kind {
        Kind::Standing | Kind::Confidential => {
            return Err(Error::Usage("this follows its worker's record: move that".to_owned()));
        }
        Kind::Notice | Kind::Observation => {
            return Err(Error::Usage(format!("this {} is of its area, and stays there", row.kind)));
        }
        Kind::Worker | Kind::Household | Kind::Session | Kind::Case | Kind::Screening | _ => {}
    }
    let province = deployment::get(conn)?.region;
    if province.contains(to) {
        check_region(&deployment::get(conn)?, to)?;
        if to.level() != Level::Village {
            return Err(Error::Usage(format!("{to} is no village")));
        }
    }
    instructions::ask(conn, doc, &What::Move(to.clone()), now)
}

/// Decides on a late edit, by the number of its review item. An edit that stands is settled at once; one that is to be
/// undone when the server has done so.
///
/// # Errors
/// [`Error::NotFound`] where no item of that number is open, and [`Error::Usage`] where it is none that is decided so.
pub fn resolve(conn: &Connection, review: i64, decision: Decision, now: i64) -> Result<()> {
    let item = reviews::get_open(conn, review)?.ok_or(Error::NotFound("open review item"))?;
    let code = item.detail.get("code").and_then(serde_json::Value::as_str).unwrap_or_default();
    let waits_for_reviewer = [losses::AFTER_LOSS, refills::FORMER_KEY].into_iter().find(|known| *known == code);
    if let Some(code) = waits_for_reviewer.filter(|_| item.kind == "refused") {
        return resolve_refused(conn, review, &item, code, decision, now);
    }
    if item.kind != LATE_EDIT {
        return Err(Error::Usage(format!("a {} closes by itself when its cause is gone", item.kind)));
    }
    if instructions::is_asked(conn, review)? {
        return Err(Error::Usage("this edit is being undone".to_owned()));
    }
    match decision {
        Decision::Accept => settle(conn, review, &item, ACCEPTED, now),
        Decision::Undo => instructions::ask(conn, item.doc, &What::Undo(review), now),
    }
}

/// What a lost device wrote after the loss, or a key in other hands vouches for, is let in, or stays where it is.
fn resolve_refused(
    conn: &Connection,
    review: i64,
    item: &Review,
    code: &str,
    decision: Decision,
    now: i64,
) -> Result<()> {
    if decision == Decision::Accept {
        inbox::admit(conn, item.doc, &change_of(item)?, code)?;
    }
    reviews::close_by_id(conn, review, now)
}

fn settle(conn: &Connection, review: i64, item: &Review, outcome: &str, now: i64) -> Result<()> {
    inbox::set_outcome(conn, item.doc, &change_of(item)?, outcome)?;
    reviews::close_by_id(conn, review, now)
}

fn change_of(item: &Review) -> Result<ChangeHash> {
    item.subject.parse().map_err(|_| Error::Damaged("review item"))
}

/// Carries out what waits for a document. The caller guards it.
///
/// # Errors
/// Where the document does not open or the database fails; the rest waits.
pub fn carry_out(server: &Server, doc: DocId) -> Result<()> {
    while let Some(Instruction { id, what }) = server.store.read_blocking(|conn| instructions::first(conn, doc))? {
        match what {
            What::Move(to) => move_to(server, doc, to, id)?,
            What::Undo(review) => undo(server, doc, review, id)?,
            What::Erase(act) => erasure::carry_out(server, act, id)?,
            What::Tell => {
                projector::tell_again(server, doc)?;
                server.store.write_blocking(move |conn| instructions::done(conn, id))?;
            }
            What::Notice(body) => notice::carry_out(server, doc, &body, id)?,
            What::Edit { review, intents } => sameness::carry_out(server, doc, review, &intents, id)?,
        }
    }
    Ok(())
}

fn move_to(server: &Server, doc: DocId, to: RegionCode, id: i64) -> Result<()> {
    tracing::info!(doc.id = %doc, region = %to, "a record moves");
    let companions = Companions::of(&server.keys.deployment, doc);
    let inside = server.province.region.contains(&to);
    server.store.write_blocking(move |conn| {
        if let Some(row) = documents::get(conn, doc)? {
            let home = home_of(row.kind, &to);
            let goes_along = if row.kind == Kind::Worker { companions.homes(conn, &home)? } else { Vec::new() };
            for Companion { doc, home } in [vec![Companion { doc, home }], goes_along].concat() {
                enter_only(conn, doc, inside.then_some(&home))?;
            }
            documents::hand_over(conn, doc, Some(&to).filter(|_| !inside))?;
        }
        instructions::done(conn, id)
    })
}

/// The feed of those who read a kind of record in a region.
fn home_of(kind: Kind, region: &RegionCode) -> FeedId {
    if kind.is_withheld() { FeedId::office(region.clone()) } else { FeedId::village(region.clone()) }
}

/// Makes a feed the only one of a document, `None` for none at all. Who follows both meets it there before it is gone here.
/// Whom it is lent to keeps it for as long as that was said, wherever its owners are, unless it leaves the province.
/// Whoever made a complaint goes on reading it; what is confidential of a worker who moved, only where they serve both.
fn enter_only(conn: &Connection, doc: DocId, feed: Option<&FeedId>) -> Result<()> {
    let (changes, row) = (documents::changes(conn, doc)?, documents::get(conn, doc)?);
    let Some(row) = row.filter(|_| !changes.is_empty()) else { return Ok(()) };
    let before = feeds::memberships(conn, doc)?.into_iter().filter(|known| !known.left);
    if let Some(feed) = feed {
        feeds::bring(conn, doc, feed, &changes)?;
    }
    for old in before.filter(|old| Some(&old.id) != feed) {
        if let (Some(feed), Audience::Officer(officer)) = (feed, old.id.audience)
            && (row.kind != Kind::Confidential || scopes::officer_serves(conn, officer, &feed.region)?)
        {
            continue;
        }
        if feed.is_some() && old.id.is_loan() {
            continue;
        }
        feeds::leave(conn, doc, old.row)?;
        documents::moved(conn, doc)?;
        inbox::set_moved(conn, doc, None)?;
    }
    Ok(())
}

/// What is known of an edit that is to be undone.
struct Undoing {
    item: Review,
    row: DocumentRow,
    document: Document,
    raw: Vec<u8>,
}

/// Writes what would stand there without the edit.
fn undo(server: &Server, doc: DocId, review: i64, id: i64) -> Result<()> {
    let now_ms = server.store.clock().now_ms();
    let now = now_ms.div_euclid(1_000);
    let read = server.store.read_blocking(|conn| undoing(conn, doc, review))?;
    let Some(Undoing { item, row, document, raw }) = read else {
        return server.store.write_blocking(move |conn| instructions::done(conn, id));
    };
    let intents = document.undoing(&raw)?.intents;
    let draft = Draft::of(server, row, document, &intents, now_ms)?;
    server.store.write_blocking(move |conn| {
        draft.map(|draft| draft.log(conn)).transpose()?;
        settle(conn, review, &item, UNDONE, now)?;
        instructions::done(conn, id)
    })?;
    if let Some(registry) = &server.registry {
        registry.wake.notify_one();
    }
    Ok(())
}

/// `None` where the item was closed meanwhile.
fn undoing(conn: &Connection, doc: DocId, review: i64) -> Result<Option<Undoing>> {
    let Some(item) = reviews::get_open(conn, review)? else { return Ok(None) };
    let row = documents::get(conn, doc)?.ok_or(Error::NotFound("record"))?;
    let raw = documents::logged(conn, doc, &change_of(&item)?)?.ok_or(Error::Damaged("review item"))?;
    Ok(Some(Undoing { item, row, document: documents::load(conn, doc)?, raw }))
}
