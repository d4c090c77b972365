//! Who may fit: found in the index alone, before any record is read.
//!
//! Reading a record costs more than all else in a search, as its page is verified and decrypted. The index says of each
//! record how many groups of letters it shares with each word, and with that how well it can fit at most: one that cannot
//! fit is never read, and those that may fit best come first, so that who needs twenty stops after about as many.

use records::{RegionCode, region};
use rusqlite::Connection;

use super::{
    similarity::{Word, words},
    together,
};
use crate::Result;

/// How many candidates there are at most.
const CANDIDATES: usize = 300;

/// A village of this store whose name has one of the words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Village {
    code: String,
    /// How similar each word is to its name.
    scores: Vec<f64>,
}

/// A record that may fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate<'a> {
    /// Its row.
    pub(super) ordinal: i64,
    /// How well it fits at most.
    pub(super) at_most: f64,
    village: Option<&'a Village>,
}

/// What the index says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// It has one of the groups of letters of the word at this place.
    Letters(usize),
    /// It is in the village at this place.
    Village(usize),
}

/// The records that may fit, those that may fit best first.
pub(super) fn candidates<'a>(db: &Connection, wanted: &[Word], villages: &'a [Village]) -> Result<Vec<Candidate<'a>>> {
    let mut signs = letters(db, wanted)?;
    signs.extend(inhabitants(db, villages)?);
    signs.sort_unstable();
    let records = signs.chunk_by(|(one, _), (next, _)| one == next);
    let mut candidates: Vec<_> = records.filter_map(|signs| Candidate::of(signs, wanted, villages)).collect();
    candidates.sort_by(|a, b| b.at_most.total_cmp(&a.at_most).then(a.ordinal.cmp(&b.ordinal)));
    candidates.truncate(CANDIDATES);
    Ok(candidates)
}

impl<'a> Candidate<'a> {
    /// `None` for a record that cannot fit.
    fn of(signs: &[(i64, Sign)], wanted: &[Word], villages: &'a [Village]) -> Option<Self> {
        let village = signs.iter().find_map(|(_, sign)| match sign {
            Sign::Village(at) => villages.get(*at),
            Sign::Letters(_) => None,
        });
        let (ordinal, _) = *signs.first()?;
        let mut candidate = Self { ordinal, at_most: 1.0, village };
        let shared = |at| signs.iter().filter(|(_, sign)| *sign == Sign::Letters(at)).count();
        let at_most = |(at, word): (usize, &Word)| word.at_most(shared(at)).max(candidate.in_village(at));
        candidate.at_most = together(wanted.iter().enumerate().map(at_most))?;
        Some(candidate)
    }

    /// How similar the word at this place is to the name of the record's village.
    pub(super) fn in_village(&self, at: usize) -> f64 {
        self.village.and_then(|village| village.scores.get(at)).copied().unwrap_or(0.0)
    }
}

/// Every record that shares a group of letters with a word, once for each.
fn letters(db: &Connection, wanted: &[Word]) -> Result<Vec<(i64, Sign)>> {
    let mut having = db.prepare_cached("select projection from trigram where gram = ?")?;
    let mut signs = Vec::new();
    for (at, word) in wanted.iter().enumerate() {
        for gram in word.grams() {
            let mut rows = having.query([gram])?;
            while let Some(row) = rows.next()? {
                signs.push((row.get(0)?, Sign::Letters(at)));
            }
        }
    }
    Ok(signs)
}

fn inhabitants(db: &Connection, villages: &[Village]) -> Result<Vec<(i64, Sign)>> {
    let mut in_village = db.prepare_cached("select ordinal from projection where village = ?")?;
    let mut signs = Vec::new();
    for (at, village) in villages.iter().enumerate() {
        let mut rows = in_village.query([&village.code])?;
        while let Some(row) = rows.next()? {
            signs.push((row.get(0)?, Sign::Village(at)));
        }
    }
    Ok(signs)
}

/// The villages of this store whose name has one of the words.
pub(super) fn villages_like(db: &Connection, wanted: &[Word]) -> Result<Vec<Village>> {
    // From one to the next by the index: there are as few of them as there are many records.
    let mut statement = db.prepare_cached(
        "with recursive present (village) as (
             select min(village) from projection
             union all
             select (select min(village) from projection p where p.village > present.village) from present
             where present.village is not null
         )
         select village from present where village is not null",
    )?;
    let codes = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(codes.into_iter().filter_map(|code| Village::like(code, wanted)).collect())
}

impl Village {
    fn like(code: String, wanted: &[Word]) -> Option<Self> {
        let name = words(region::name_of(&RegionCode::parse(&code).ok()?)?);
        let similar = |word: &Word| name.iter().map(|other| word.similarity(other)).fold(0.0, f64::max);
        let scores: Vec<_> = wanted.iter().map(similar).collect();
        scores.iter().any(|score| *score >= super::THRESHOLD).then_some(Self { code, scores })
    }
}
