//! Finds people by what somebody types: a name as they heard it, a hamlet or village, the beginning of a number.
//!
//! Names are spelt as they are heard (Saputra, Sapura; Muhammad, Mohamad), so a word is compared with a word by the
//! groups of three letters that they share ([`similarity`]). The index keeps those groups in a plain table, because
//! ranking needs to count them per person: SQLite's own trigram index finds substrings only and cannot count without
//! reading every match. Villages are few, so a word is compared with their names rather than indexed with each person.

mod similarity;

use std::collections::{BTreeMap, BTreeSet};

use records::{Kind, RegionCode, region};
use rusqlite::{Connection, params_from_iter, types::Value as SqlValue};

use crate::{
    Result,
    record::{LIST_COLUMNS, ListItem, read_item},
    sql::length,
    store::Store,
};
use similarity::{grams, similar_words, words};

/// Somebody who was found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Hit {
    /// Who.
    #[serde(flatten)]
    pub item: ListItem,
    /// How well it fits, from 0 to 1; 1 where every word is there as it was typed.
    pub score: f64,
}

/// A word must be so similar to one of the record's to count as found. At 0.45, a wrong or missing letter in a word
/// of six passes (and Mohamad for Muhammad); Sili for Siti does not.
const THRESHOLD: f64 = 0.45;
/// How many candidates are compared closely.
const CANDIDATES: usize = 300;
/// From so many digits on, a text is taken as the beginning of a number.
const DIGITS: usize = 4;

impl Store {
    /// The records that fit `text`, best first: every word must be found in the name, aliases, household members,
    /// hamlet or village; digits are the beginning of a NIK or family card number.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-')).collect();
        if digits.len() >= DIGITS && digits.bytes().all(|b| b.is_ascii_digit()) {
            return by_number(&self.db, &digits, limit);
        }
        by_words(&self.db, &words(text), limit)
    }
}

/// Writes what a document is found by.
pub(crate) fn index(db: &Connection, ordinal: i64, text: &str) -> Result<()> {
    let wanted = grams(&words(text));
    let present = indexed(db, ordinal)?;
    // A name seldom changes, and each group of letters stands on another page.
    let mut delete = db.prepare_cached("delete from trigram where gram = ? and projection = ?")?;
    present.difference(&wanted).try_for_each(|gram| delete.execute([*gram, ordinal]).map(drop))?;
    let mut insert = db.prepare_cached("insert into trigram (gram, projection) values (?, ?)")?;
    wanted.difference(&present).try_for_each(|gram| insert.execute([*gram, ordinal]).map(drop))?;
    Ok(())
}

/// What a document is found by until now.
fn indexed(db: &Connection, ordinal: i64) -> Result<BTreeSet<i64>> {
    let mut statement = db.prepare_cached("select gram from trigram where projection = ?")?;
    Ok(statement.query_map([ordinal], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn by_number(db: &Connection, digits: &str, limit: usize) -> Result<Vec<Hit>> {
    let sql = format!(
        "select {LIST_COLUMNS} from projection p where doc in
             (select doc from claim where what in ('nik', 'family_card') and number between ? and ? limit ?)
         order by name, ordinal"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let last = format!("{digits}:");
    let rows =
        statement.query_map((digits, last, length(limit)), |row| Ok(Hit { item: read_item(row)?, score: 1.0 }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn by_words(db: &Connection, wanted: &[String], limit: usize) -> Result<Vec<Hit>> {
    let villages = villages_like(db, wanted)?;
    let mut hits = Vec::new();
    for (item, text) in candidates(db, wanted, &villages)? {
        let village = villages.get(item.village.as_str());
        let score = score(wanted, &words(&text), village);
        hits.extend(score.map(|score| Hit { item, score }));
    }
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.item.name.cmp(&b.item.name)));
    hits.truncate(limit);
    Ok(hits)
}

/// How well each word is found by itself, and all of them together; `None` where one is not found.
fn score(wanted: &[String], found: &[String], village: Option<&Vec<f64>>) -> Option<f64> {
    let mut total = 0.0;
    for (at, word) in wanted.iter().enumerate() {
        let in_text = found.iter().map(|other| similar_words(word, other)).fold(0.0, f64::max);
        let in_village = village.and_then(|scores| scores.get(at)).copied().unwrap_or(0.0);
        let best = in_text.max(in_village);
        if best < THRESHOLD {
            return None;
        }
        total += best;
    }
    (!wanted.is_empty()).then(|| total / wanted.len() as f64)
}

/// The villages of this store whose name has one of the words, with how similar each word is.
fn villages_like(db: &Connection, wanted: &[String]) -> Result<BTreeMap<String, Vec<f64>>> {
    let mut statement = db.prepare_cached("select distinct village from projection")?;
    let codes = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut villages = BTreeMap::new();
    for code in codes {
        let name = RegionCode::parse(&code).ok().and_then(|code| region::name_of(&code));
        let name = words(name.unwrap_or_default());
        let similar = |word: &String| name.iter().map(|other| similar_words(word, other)).fold(0.0, f64::max);
        let scores: Vec<_> = wanted.iter().map(similar).collect();
        if scores.iter().any(|score| *score >= THRESHOLD) {
            villages.insert(code, scores);
        }
    }
    Ok(villages)
}

/// Whoever shares most groups of letters with the words; and, as far as there is room, everybody in a village that is
/// named.
fn candidates(
    db: &Connection,
    wanted: &[String],
    villages: &BTreeMap<String, Vec<f64>>,
) -> Result<Vec<(ListItem, String)>> {
    let grams: Vec<_> = grams(wanted).into_iter().map(SqlValue::Integer).collect();
    let places: Vec<_> = villages.keys().cloned().map(SqlValue::Text).collect();
    let marks = |count: usize| vec!["?"; count].join(", ");
    let sql = format!(
        "select {LIST_COLUMNS}, fields from projection p join (
             select ordinal, sum(weight) as weight from (
                 select projection as ordinal, 2 as weight from trigram where gram in ({})
                 union all
                 select ordinal, 3 from projection where village in ({})
             ) group by ordinal order by weight desc limit {CANDIDATES}
         ) found on found.ordinal = p.ordinal where kind in ({}, {})",
        marks(grams.len()),
        marks(places.len()),
        Kind::Worker.code(),
        Kind::Household.code(),
    );
    let mut statement = db.prepare(&sql)?;
    let rows = statement.query_map(params_from_iter(grams.into_iter().chain(places)), |row| {
        Ok((read_item(row)?, row.get::<_, String>("fields")?))
    })?;
    rows.map(|row| {
        let (item, fields) = row?;
        let fields = serde_json::from_str(&fields).unwrap_or_default();
        Ok((item, crate::projection::searchable(&fields)))
    })
    .collect()
}

#[cfg(test)]
mod tests;
