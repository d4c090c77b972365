//! Rows that may be one person: shown, never merged.

use std::collections::BTreeMap;

use records::{
    DocId, FamilyCardNumber, PartialDate, Path, Phone, Value,
    value::{text_of, texts_of},
    value_set::Sex,
};
use roster::{Entry, Person, SamePerson, same};
use rusqlite::Connection;
use serde::Serialize;

use super::plan::PlannedRow;
use crate::{Result, sql::Sql};

/// Rows of one list that may be one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SameRows {
    /// The numbers of the rows.
    pub rows: (u32, u32),
    /// What speaks for it.
    pub reasons: Vec<String>,
}

/// A row that may be the person of another record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SameAsRecord {
    /// The number of the row.
    pub row: u32,
    /// The record.
    pub doc: DocId,
    /// What speaks for it.
    pub reasons: Vec<String>,
}

/// The pairs among the chosen rows that do not end in one document anyway.
pub(super) fn within(entries: &[Entry], rows: &[PlannedRow<'_>]) -> Vec<SameRows> {
    let chosen: BTreeMap<u32, DocId> = rows.iter().map(|row| (row.entry.row, row.doc)).collect();
    let found = same::find(entries).into_iter();
    let both = found.filter(|same| chosen.contains_key(&same.rows.0) && chosen.contains_key(&same.rows.1));
    both.map(|SamePerson { rows, reasons }| SameRows { rows, reasons: named(reasons) }).collect()
}

/// The records that share a number with a row and are another document.
pub(super) fn with_records(db: &Connection, rows: &[PlannedRow<'_>]) -> Result<Vec<SameAsRecord>> {
    let mut found = Vec::new();
    for row in rows {
        let person = Person::of(row.entry);
        let known = sharing(db, row, &person)?;
        let people: Vec<_> = known.iter().map(|(_, person)| person.clone()).collect();
        for (at, reasons) in same::candidates(&person, &people) {
            let Some((doc, _)) = known.get(at) else { continue };
            found.push(SameAsRecord { row: row.entry.row, doc: *doc, reasons: named(reasons) });
        }
    }
    Ok(found)
}

/// The people of other documents who claim a number of this one's, or a NIK that begins as theirs.
fn sharing(db: &Connection, row: &PlannedRow<'_>, person: &Person) -> Result<Vec<(DocId, Person)>> {
    let beginning = person.nik.get(..12).unwrap_or("-");
    let card = person.family_card.as_ref().map_or("-", |card| card.expose());
    let phone = person.phones.first().map_or("-", |phone| phone.expose());
    let mut statement = db.prepare_cached(
        "select doc, fields from projection where doc <> ?1 and doc in (
             select doc from claim where what = 'nik' and number between ?2 and ?3
             union select doc from claim where what = 'family_card' and number = ?4
             union select doc from claim where what = 'phone' and number = ?5)",
    )?;
    let end = format!("{beginning}:");
    let found = statement.query_map((Sql(row.doc), beginning, end, card, phone), |row| {
        Ok((row.get::<_, Sql<DocId>>(0)?.0, row.get::<_, String>(1)?))
    })?;
    let found = found.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(found
        .into_iter()
        .map(|(doc, json)| (doc, person_of(&serde_json::from_str(&json).unwrap_or_default())))
        .collect())
}

fn person_of(fields: &BTreeMap<Path, Value>) -> Person {
    Person {
        name: text_of(fields, "name").unwrap_or_default().to_owned(),
        nik: text_of(fields, "nik").unwrap_or_default().to_owned(),
        family_card: text_of(fields, "kk_number").and_then(|text| FamilyCardNumber::parse(text).ok()),
        birth: text_of(fields, "birth_date").and_then(|text| PartialDate::parse(text).ok()),
        sex: text_of(fields, "sex").map(Sex::from_code),
        phones: texts_of(fields, "phone", "number").filter_map(|text| Phone::parse(text).ok()).collect(),
    }
}

fn named(reasons: impl IntoIterator<Item = roster::SameReason>) -> Vec<String> {
    let name = |reason| match reason {
        roster::SameReason::SameNik => "same_nik",
        roster::SameReason::NikSlip => "nik_slip",
        roster::SameReason::SameFamilyCard => "same_family_card",
        roster::SameReason::SamePhone => "same_phone",
    };
    reasons.into_iter().map(|reason| name(reason).to_owned()).collect()
}
