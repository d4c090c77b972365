//! New records.

use std::collections::BTreeMap;

use document::{Heads, Intent};
use records::{
    DocId, FamilyCardNumber, Kind, Nik, OfficerId, PartialDate, Path, RegionCode, Value, region::Level, value::text_of,
    value_set::Sex,
};

use rusqlite::Connection;

use super::edit::{Edit, checked, write};
use crate::{
    Error, Result,
    erasing::{self, first_alive},
    membership::Membership,
    store::{Context, Store},
    stored::Stored,
};

/// A record that is to be made.
#[derive(Debug, Clone)]
pub struct NewRecord {
    /// What it is about.
    pub kind: Kind,
    /// The village where it is made, or of a complaint, a screening or a figure perhaps a larger area; decides who can read
    /// it.
    pub region: RegionCode,
    /// Who makes it.
    pub officer: OfficerId,
    /// Its fields.
    pub fields: BTreeMap<Path, Value>,
}

/// What became of a record that was to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// It is new.
    New {
        /// Its id.
        doc: DocId,
        /// Its first version.
        heads: Heads,
    },
    /// The person or household of this number has a record already. Nothing was written: it is to be looked at, and
    /// edited.
    Existing {
        /// Its id.
        doc: DocId,
        /// Its present version.
        heads: Heads,
    },
}

impl Store {
    /// Makes a record. The id of a worker follows from the NIK, if the NIK agrees with birth date and sex, that of a
    /// household from its family card, and that of what is confidential from its worker: so two devices that never met make
    /// the same document.
    ///
    /// # Errors
    /// As [`edit`](Self::edit); [`Error::OfficeOnly`].
    pub fn create(&mut self, new: &NewRecord) -> Result<Created> {
        if new.kind == Kind::Observation && self.regions()?.iter().all(|region| region.level() == Level::Village) {
            return Err(Error::OfficeOnly(new.kind));
        }
        let set = |(path, value): (&Path, &Value)| Intent::Set { path: path.clone(), value: value.clone() };
        let intents: Vec<_> = new.fields.iter().map(set).collect();
        self.write(|tx, context| {
            let intents = checked(new.kind, &intents, context.membership.deployment())?;
            let doc = id_of(tx, context, new.kind, &intents)?;
            let known = Stored::load(tx, doc)?;
            if let Some(known) = known.as_ref().filter(|known| !known.document.heads().is_empty()) {
                return Ok(Created::Existing { doc, heads: known.document.heads() });
            }
            let now = context.clock.now();
            let mut stored = known.map_or_else(|| Stored::new(tx, doc, new.kind, &new.region, now), Ok)?;
            let edit = Edit { officer: new.officer, seen: &Heads::default(), intents: &intents, made_at: now };
            let edited = write(tx, context, &mut stored, &edit)?;
            Ok(Created::New { doc, heads: edited.heads })
        })
    }
}

fn id_of(db: &Connection, context: Context<'_>, kind: Kind, intents: &[Intent]) -> Result<DocId> {
    let mut fields = BTreeMap::new();
    for intent in intents {
        if let Intent::Set { path, value } = intent {
            fields.insert(path.clone(), value.clone());
        }
    }
    let key = &context.membership.deployment_key;
    let derived = match kind {
        Kind::Worker => usable_nik(context.membership, &fields)
            .map(|nik| first_alive(db, |generation| key.worker_doc_id(&nik, generation))),
        Kind::Household => text_of(&fields, "kk_number")
            .and_then(|card| FamilyCardNumber::parse(card).ok())
            .map(|card| first_alive(db, |generation| key.household_doc_id(&card, generation))),
        Kind::Confidential => text_of(&fields, "worker")
            .and_then(|worker| worker.parse().ok())
            .map(|worker| alive(db, key.confidential_doc_id(worker))),
        Kind::Session | Kind::Case | Kind::Screening | Kind::Observation | Kind::Standing | Kind::Notice | _ => None,
    };
    derived.unwrap_or_else(|| Ok(DocId::new(context.clock.uuid())))
}

/// What is confidential of somebody who was erased has no other place.
fn alive(db: &Connection, doc: DocId) -> Result<DocId> {
    if erasing::is_erased(db, doc)? { Err(Error::NoSuchRecord(doc)) } else { Ok(doc) }
}

/// The NIK, if it may stand for the person: well-formed, and not against birth date or sex.
fn usable_nik(membership: &Membership, fields: &BTreeMap<Path, Value>) -> Option<Nik> {
    let nik = Nik::parse(text_of(fields, "nik")?, membership.deployment()).ok()?;
    let birth = text_of(fields, "birth_date").and_then(|date| PartialDate::parse(date).ok());
    let sex = text_of(fields, "sex").map(Sex::from_code);
    nik.identifies(birth.as_ref(), sex).then_some(nik)
}
