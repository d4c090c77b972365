//! The record that somebody means: by id, by the beginning of an id, or by words.
//!
//! What is written goes to the record that was meant or to none: where a text fits several, or fits one only roughly,
//! the candidates are shown and nothing is done.

use client_core::{Filter, Store};
use records::{DocId, Kind};

use super::Line;
use crate::{
    failure::{Failure, Result},
    text,
};

/// The fewest characters of the beginning of an id.
const FEWEST: usize = 4;
/// How many candidates are shown.
const SHOWN: usize = 10;
/// From this score on, each word was found as it was typed.
const EXACT: f64 = 1.0 - f64::EPSILON;
/// All of them, as far as a database counts.
pub(crate) const EVERY: usize = i64::MAX as usize;

/// The record that `named` means.
///
/// # Errors
/// `no_such_record`, or `ambiguous` with the candidates.
pub(crate) fn find(store: &Store, named: &str) -> Result<DocId> {
    if let Ok(id) = named.parse() {
        // Of records that were merged, the one that is shown; what is not there is said by whoever looks for it.
        return Ok(store.shown_as(id).unwrap_or(id));
    }
    let mut meant = by_beginning(store, named)?;
    let hits = store.search(named, SHOWN)?;
    let (exact, rough): (Vec<_>, Vec<_>) = hits.into_iter().partition(|hit| hit.score >= EXACT);
    for hit in exact {
        let line = Line::from(hit.item);
        if !meant.contains(&line) {
            meant.push(line);
        }
    }
    choose(meant, rough.into_iter().map(|hit| hit.item.into()).collect())
}

/// As [`find`], but a record that was merged into another one may be meant itself.
///
/// # Errors
/// As [`find`].
pub(crate) fn find_part(store: &Store, named: &str) -> Result<DocId> {
    if let Ok(id) = named.parse() {
        return Ok(id);
    }
    let parts = store.merged_records()?;
    let begins = |id: &DocId| beginning(named).is_some_and(|beginning| id.to_string().starts_with(&beginning));
    match parts.into_iter().filter(begins).collect::<Vec<_>>()[..] {
        [part] => Ok(part),
        _ => find(store, named),
    }
}

/// The record that words mean, `None` where there are none.
///
/// # Errors
/// As [`find`].
pub(crate) fn find_any(store: &Store, words: &[String]) -> Result<Option<DocId>> {
    let named = words.join(" ");
    if named.is_empty() { Ok(None) } else { find(store, &named).map(Some) }
}

/// The worker that `named` means.
///
/// # Errors
/// As [`find`], and `not_a_worker`.
pub(crate) fn find_worker(store: &Store, named: &str) -> Result<DocId> {
    let id = find(store, named)?;
    match store.about(id) {
        Ok(_) => Ok(id),
        Err(client_core::Error::NoSuchRecord(_)) => {
            Err(Failure::usage("not_a_worker", text::NOT_A_WORKER, text::NOT_A_WORKER_NEXT))
        }
        Err(error) => Err(error.into()),
    }
}

/// The one of some records whose id begins as it was typed.
///
/// # Errors
/// What `none` says, or `several_fit`.
pub(crate) fn beginning_with(
    ids: impl Iterator<Item = DocId>,
    typed: &str,
    none: impl FnOnce() -> Failure,
) -> Result<DocId> {
    let Some(beginning) = beginning(typed) else { return Err(none()) };
    let mut fitting = ids.filter(|id| id.to_string().starts_with(&beginning));
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Failure::usage("several_fit", text::SEVERAL_FIT, text::SEVERAL_FIT_NEXT)),
        (None, _) => Err(none()),
    }
}

/// The one that is meant, if it is one.
fn choose(mut meant: Vec<Line>, rough: Vec<Line>) -> Result<DocId> {
    match (meant.as_slice(), rough.is_empty()) {
        ([one], _) => Ok(one.id),
        ([], true) => Err(Failure::usage("no_such_record", text::NO_SUCH_RECORD, text::NO_SUCH_RECORD_NEXT)),
        ([], false) => Err(Failure::ambiguous(rough)),
        (_, _) => {
            meant.truncate(SHOWN);
            Err(Failure::ambiguous(meant))
        }
    }
}

fn by_beginning(store: &Store, named: &str) -> Result<Vec<Line>> {
    let Some(beginning) = beginning(named) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let items = store.list(&Filter { kind: Some(kind), ..Filter::default() }, EVERY, 0)?;
        found.extend(items.into_iter().filter(|item| item.doc.to_string().starts_with(&beginning)).map(Line::from));
    }
    Ok(found)
}

/// The beginning of an id, as ids are printed.
fn beginning(named: &str) -> Option<String> {
    let named = named.trim().to_ascii_lowercase();
    let is_one = named.len() >= FEWEST && named.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    is_one.then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(first: u8) -> Line {
        Line {
            id: DocId::from_bytes([first; 16]),
            kind: Kind::Worker,
            name: "Contoh".to_owned(),
            birth_date: String::new(),
            village: String::new(),
            village_name: None,
            dusun: String::new(),
            stage: String::new(),
            conflicts: 0,
            problems: 0,
        }
    }

    #[test]
    fn one_that_is_meant_wins_over_those_that_fit_roughly() {
        assert_eq!(choose(vec![line(1)], vec![line(2)]).unwrap(), line(1).id);
    }

    #[test]
    fn several_and_rough_ones_are_shown_and_none_is_taken() {
        for (meant, rough, code) in [
            (vec![line(1), line(2)], vec![], "ambiguous"),
            (vec![], vec![line(1)], "ambiguous"),
            (vec![], vec![], "no_such_record"),
        ] {
            assert_eq!(choose(meant, rough).unwrap_err().code, code);
        }
    }

    #[test]
    fn the_beginning_of_an_id_has_four_hexadecimal_digits() {
        assert_eq!(beginning("0198F6a2"), Some("0198f6a2".to_owned()));
        assert_eq!(beginning("0198f6a2-7c"), Some("0198f6a2-7c".to_owned()));
        for name in ["019", "siti", "0198 f6"] {
            assert_eq!(beginning(name), None, "{name}");
        }
    }
}
