//! Finds people by what somebody types: a name as they heard it, a hamlet or village, the beginning of a number.
//!
//! Names are spelt as they are heard (Saputra, Sapura; Muhammad, Mohamad), so a word is compared with a word by the
//! groups of three letters that they share. The index keeps those groups in a plain table, because
//! ranking needs to count them per person: SQLite's own trigram index finds substrings only and cannot count without
//! reading every match. Villages are few, so a word is compared with their names rather than indexed with each person.

mod candidates;
mod similarity;

use std::collections::BTreeSet;

use records::Kind;
use rusqlite::{Connection, OptionalExtension};

use crate::{
    Result,
    projection::searchable_in,
    record::{LIST_COLUMNS, ListItem, read_item},
    sql::length,
    store::Store,
};
use candidates::{Candidate, candidates, villages_like};
use similarity::{Word, grams, words};

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

fn by_words(db: &Connection, wanted: &[Word], limit: usize) -> Result<Vec<Hit>> {
    let villages = villages_like(db, wanted)?;
    let mut hits = Vec::<Hit>::new();
    for candidate in candidates(db, wanted, &villages)? {
        // Nobody who comes now can be among the best.
        if hits.iter().filter(|hit| hit.score > candidate.at_most).count() >= limit {
            break;
        }
        let Some((item, text)) = read(db, candidate.ordinal)? else { continue };
        let score = score(wanted, &words(&text), candidate);
        hits.extend(score.map(|score| Hit { item, score }));
    }
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.item.name.cmp(&b.item.name)));
    hits.truncate(limit);
    Ok(hits)
}

/// A record and the words that it is found by; `None` for one of a kind that nobody searches for.
fn read(db: &Connection, ordinal: i64) -> Result<Option<(ListItem, String)>> {
    let (worker, household) = (Kind::Worker.code(), Kind::Household.code());
    let sql = format!(
        "select {LIST_COLUMNS}, fields from projection p where ordinal = ? and kind in ({worker}, {household})"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let row =
        statement.query_row([ordinal], |row| Ok((read_item(row)?, searchable_in(row.get_ref("fields")?.as_str()?))));
    Ok(row.optional()?)
}

/// How well each word is found by itself, and all of them together; `None` where one is not found.
fn score(wanted: &[Word], found: &[Word], candidate: Candidate<'_>) -> Option<f64> {
    let in_text = |word: &Word| found.iter().map(|other| word.similarity(other)).fold(0.0, f64::max);
    together(wanted.iter().enumerate().map(|(at, word)| in_text(word).max(candidate.in_village(at))))
}

/// The mean of what each word scores; `None` where one is not found, and where there are none.
fn together(scores: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let count = scores.len();
    let mut total = 0.0;
    for score in scores {
        if score < THRESHOLD {
            return None;
        }
        total += score;
    }
    (count > 0).then(|| total / count as f64)
}

#[cfg(test)]
mod tests;
