//! Two rosters of invented villages, held against what is true of them: who is found, and who is found wrongly.
//!
//! The bounds are what was measured: a change that finds fewer, or more who are not one, fails.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what a test needs and does not find ends it, and its figures are printed"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use matching::{Facts, Index, Person};
use records::{Deployment, RegionCode};
use roster::{Columns, Context, Sheet, interpret};
use serde::Deserialize;

/// A row by its village and its number there.
type Row = (&'static str, u32);

const VILLAGES: [&str; 2] = ["52.03.13.2001", "53.13.01.2003"];

#[derive(Deserialize)]
struct Truth {
    duplicate_pairs: BTreeSet<(u32, u32)>,
}

struct Village {
    people: BTreeMap<Row, Person>,
    pairs: BTreeSet<(Row, Row)>,
}

fn data(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn village(code: &'static str) -> Village {
    let sheet = Sheet::read("roster.csv", &data(&format!("roster-{code}.csv"))).unwrap();
    let truth: Truth = serde_json::from_slice(&data(&format!("roster-{code}.truth.json"))).unwrap();
    let columns = Columns::of(&sheet.header);
    let context = Context { deployment: Deployment::Training, village: RegionCode::parse(code).unwrap() };
    let entries = sheet.rows.iter().map(|row| interpret(&sheet, &columns, row, &context));
    let people = entries.map(|entry| ((code, entry.row), Person::new(&Facts::of_fields(&entry.fields))));
    let pairs = truth.duplicate_pairs.into_iter().map(|(a, b)| ((code, a), (code, b)));
    Village { people: people.collect(), pairs: pairs.collect() }
}

fn both() -> Village {
    let villages = VILLAGES.map(village);
    let mut both = Village { people: BTreeMap::new(), pairs: BTreeSet::new() };
    for village in villages {
        both.people.extend(village.people);
        both.pairs.extend(village.pairs);
    }
    both
}

fn index(people: &BTreeMap<Row, Person>) -> Index<Row> {
    let mut index = Index::new();
    people.iter().for_each(|(row, person)| index.insert(*row, person.clone()));
    index
}

/// How many of the true pairs were found, and how many of the found are none.
fn judge(name: &str, village: &Village) -> (usize, usize) {
    let found: BTreeSet<(Row, Row)> = index(&village.people).pairs().map(|pair| pair.ids).collect();
    let missed: Vec<_> = village.pairs.difference(&found).collect();
    let wrong: Vec<_> = found.difference(&village.pairs).collect();
    println!(
        "{name:<16} {:>4} rows, {:>2} pairs: {} found, {} wrong; missed {missed:?}, wrong {wrong:?}",
        village.people.len(),
        village.pairs.len(),
        found.len() - wrong.len(),
        wrong.len(),
    );
    (village.pairs.len() - missed.len(), wrong.len())
}

#[test]
fn all_pairs_of_the_rosters_are_found() {
    let [lombok, lembata] = VILLAGES.map(village);
    assert_eq!(judge(VILLAGES[0], &lombok), (20, 0));
    assert_eq!(judge(VILLAGES[1], &lembata), (14, 0));
    assert_eq!(judge("both", &both()), (34, 0));
}
