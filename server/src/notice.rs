//! What the province makes known: job orders, agencies, rules of countries, guidance, and the rules that records are held
//! against.
//!
//! A notice is a record that the province alone writes. It stands in the feed of every area that it is meant for, of any
//! level, and so reaches each village inside with its next exchange, before what the village's own feed brings. Asking for
//! one is a short transaction of any program beside the server ([`ask`]); the server writes it.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use document::{Document, Intent};
use records::{DocId, Kind, Path, RegionCode, Value, value::text_of, value_set::NoticeKind};
use reference::{Reference, notice::Unusable};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use wire::FeedId;

pub use self::file::{Wrong, read};
use crate::{
    Error, Result,
    enrol::check_region,
    pen::Draft,
    server::Server,
    store::{
        deployment,
        documents::{self, DocumentRow},
        feeds,
        instructions::{self, What},
    },
};

/// The field that says why a notice was withdrawn.
const REMOVED: &str = "removed";
/// So many bytes of values go into one change, at most about.
const CHANGE_BYTES: usize = 40 << 10;
/// So many fields do.
const CHANGE_FIELDS: usize = 400;

/// What a notice is to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its fields.
    pub fields: BTreeMap<Path, Value>,
    /// For which areas it is. `None` leaves them and all fields that are not named as they are.
    pub areas: Option<BTreeSet<RegionCode>>,
}

/// Asks for a notice to say this and nothing else, for these areas and no others.
///
/// # Errors
/// [`Error::Usage`] where an area is none of the province, or the id is that of another record.
pub fn ask(conn: &Connection, doc: DocId, notice: &Notice, now: i64) -> Result<()> {
    if documents::get(conn, doc)?.is_some_and(|row| row.kind != Kind::Notice) {
        return Err(Error::Usage(format!("{doc} is no notice")));
    }
    let province = deployment::get(conn)?;
    notice.areas.iter().flatten().try_for_each(|area| check_region(&province, area))?;
    let body = serde_json::to_string(notice).map_err(|_| Error::Damaged("notice"))?;
    instructions::ask(conn, doc, &What::Notice(body), now)
}

/// Asks for a notice to be withdrawn: it stays, and says why it does not hold.
///
/// # Errors
/// [`Error::NotFound`] where there is no such notice.
pub fn ask_withdrawal(conn: &Connection, doc: DocId, reason: &str, now: i64) -> Result<()> {
    let known = documents::get(conn, doc)?.filter(|row| row.kind == Kind::Notice);
    known.ok_or(Error::NotFound("notice"))?;
    let removed = Path::parse(REMOVED).map_err(|_| Error::Damaged("notice"))?;
    ask(conn, doc, &Notice { fields: BTreeMap::from([(removed, reason.into())]), areas: None }, now)
}

/// Writes a notice. The caller guards it.
pub(crate) fn carry_out(server: &Server, doc: DocId, body: &str, id: i64) -> Result<()> {
    let notice: Notice = serde_json::from_str(body).map_err(|_| Error::Damaged("notice"))?;
    let (_, document) = opened(server, doc)?;
    for portion in portions(intents(&document, &notice)) {
        let (row, document) = opened(server, doc)?;
        let draft = Draft::of(server, row, document, &portion, server.store.clock().now_ms())?;
        server.store.write_blocking(move |conn| draft.map(|draft| draft.log(conn)).transpose())?;
    }
    tracing::info!(doc.id = %doc, "a notice is published");
    server.store.write_blocking(move |conn| {
        if let Some(areas) = &notice.areas {
            show_in(conn, doc, areas)?;
        }
        instructions::done(conn, id)
    })
}

fn opened(server: &Server, doc: DocId) -> Result<(DocumentRow, Document)> {
    let region = server.province.region.clone();
    let new = || (DocumentRow { id: doc, kind: Kind::Notice, region, changes: 0 }, Document::new());
    Ok(server.store.read_blocking(|conn| documents::open(conn, doc))?.unwrap_or_else(new))
}

/// What is to be written so that a notice says just this; of one whose areas stay, only what is named.
fn intents(document: &Document, notice: &Notice) -> Vec<Intent> {
    let present = document.fields();
    let gone = present.keys().filter(|path| notice.areas.is_some() && !notice.fields.contains_key(*path));
    let gone = gone.map(|path| Intent::Clear { path: path.clone() });
    let news = notice.fields.iter().filter(|(path, value)| present.get(*path) != Some(*value));
    gone.chain(news.map(|(path, value)| Intent::Set { path: path.clone(), value: value.clone() })).collect()
}

/// Intents in portions that one change may hold each.
fn portions(intents: Vec<Intent>) -> Vec<Vec<Intent>> {
    let (mut portions, mut bytes) = (Vec::<Vec<Intent>>::new(), 0);
    for intent in intents {
        let size = size(&intent);
        match portions.last_mut().filter(|last| bytes + size <= CHANGE_BYTES && last.len() < CHANGE_FIELDS) {
            Some(last) => {
                last.push(intent);
                bytes += size;
            }
            None => {
                portions.push(vec![intent]);
                bytes = size;
            }
        }
    }
    portions
}

fn size(intent: &Intent) -> usize {
    if let Intent::Set { value, .. } = intent { value.as_text().map_or(8, str::len) } else { 0 }
}

/// Brings a notice into the feeds of its areas, and takes it out of all others.
fn show_in(conn: &Connection, doc: DocId, areas: &BTreeSet<RegionCode>) -> Result<()> {
    let changes = documents::changes(conn, doc)?;
    let homes: BTreeSet<_> = areas.iter().cloned().map(FeedId::village).collect();
    for home in &homes {
        feeds::bring(conn, doc, home, &changes)?;
    }
    let gone = feeds::memberships(conn, doc)?.into_iter().filter(|known| !known.left && !homes.contains(&known.id));
    for old in gone {
        feeds::leave(conn, doc, old.row)?;
        documents::moved(conn, doc)?;
    }
    Ok(())
}

/// A notice as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its id.
    pub doc: DocId,
    /// Its fields.
    pub fields: BTreeMap<Path, Value>,
    /// For which areas it is.
    pub areas: BTreeSet<RegionCode>,
    /// Whether something that was asked of it is still to be written.
    pub is_waiting: bool,
}

impl Published {
    /// The text of a field.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        text_of(&self.fields, path)
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> Option<NoticeKind> {
        self.text("notice_kind").map(NoticeKind::from_code)
    }

    /// Why it was withdrawn, `None` while it holds.
    #[must_use]
    pub fn removed(&self) -> Option<&str> {
        self.text(REMOVED)
    }
}

/// Every notice, those as well that were withdrawn.
///
/// # Errors
/// Where one does not open or the database fails.
pub fn all(conn: &Connection) -> Result<Vec<Published>> {
    let waiting: BTreeSet<_> = instructions::documents(conn)?.into_iter().collect();
    let mut all = Vec::new();
    for doc in documents::of_kind(conn, Kind::Notice)? {
        let here = feeds::memberships(conn, doc)?.into_iter().filter(|known| !known.left);
        let areas = here.map(|known| known.id.region).collect();
        let fields = documents::load(conn, doc)?.fields();
        all.push(Published { doc, fields, areas, is_waiting: waiting.contains(&doc) });
    }
    Ok(all)
}

/// The rules that hold: of those that were published, the newest that are sound, or those that this program was built with
/// where these are newer.
///
/// # Errors
/// Where a notice does not open or the database fails.
pub fn reference(conn: &Connection) -> Result<Reference> {
    let mut newest = Reference::embedded().clone();
    for notice in all(conn)?.iter().filter(|notice| reference::notice::carries(&notice.fields)) {
        match reference::notice::from_fields(&notice.fields) {
            Ok(rules) if !newest.is_newer_than(&rules) => newest = rules,
            Ok(_) | Err(Unusable::Withdrawn) => {}
            Err(error) => tracing::warn!(doc.id = %notice.doc, error = %error, "rules that are not used"),
        }
    }
    Ok(newest)
}

#[cfg(test)]
mod tests;
