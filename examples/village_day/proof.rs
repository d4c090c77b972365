//! The day's claims, each held against what is true.

use std::collections::BTreeSet;

use anyhow::Result;
use records::Kind;
use serde::Serialize;
use serde_json::Value;

use crate::{
    held::Held,
    line,
    story::Day,
    truth::{Row, join},
};

/// A claim and whether it holds.
#[derive(Debug)]
pub(crate) struct Proof {
    /// What is claimed.
    pub(crate) claim: String,
    /// Whether that is so.
    pub(crate) holds: bool,
}

/// The figures of the day: the last line of its output.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    training: bool,
    /// People that the records tell apart, after the rows that the imports reported as one person are joined.
    people: usize,
    /// Documents that the roster's rows became, as the kiosk holds them.
    documents: usize,
    /// Worker documents in all: one more was added by hand.
    workers: usize,
    rows_kept: usize,
    rows_with_problems: usize,
    conflicts_open: usize,
    exchanges: u64,
    cuts: u64,
    /// Bodies of all exchanges, as the devices count them.
    bytes_up: u64,
    bytes_down: u64,
    /// Everything that went over the lines, headers and what was cut included.
    line_bytes_up: u64,
    line_bytes_down: u64,
    bytes_new_worker: u64,
    bytes_one_edit: u64,
    bytes_nothing_to_do: u64,
    exchanges_nothing_to_do: u64,
    fingerprints_equal: bool,
    registry_workers: u64,
    registry_duplicate_events: u64,
    registry_ids_in_village: usize,
    lost: usize,
}

/// Everything that is looked at.
#[derive(Debug)]
pub(crate) struct Evidence {
    held: Vec<Held>,
    reported: BTreeSet<(Row, Row)>,
    /// The figures.
    pub(crate) figures: Figures,
}

impl Evidence {
    /// Reads the devices' files and adds up what the programs said.
    pub(crate) fn gather(day: &Day) -> Result<Self> {
        let held = day.devices.iter().map(Held::by).collect::<Result<Vec<_>>>()?;
        let reported = reported_pairs(day);
        let figures = figures(day, &held, &reported);
        Ok(Self { held, reported, figures })
    }

    fn kiosk(&self) -> Option<&Held> {
        self.held.last()
    }

    /// Every claim of the day.
    pub(crate) fn proofs(&self, day: &Day) -> Vec<Proof> {
        let mut proofs = vec![];
        let mut claim = |holds: bool, claim: String| proofs.push(Proof { claim, holds });
        let (figures, roster) = (&self.figures, &day.roster);
        let Some(kiosk) = self.kiosk() else { return proofs };
        let (documents, people) = (roster.documents(), roster.rows_by_person());
        let split = roster.pairs().iter().filter(|(a, b)| !together(&documents, *a, *b)).count();

        claim(figures.rows_kept == 580, format!("{} rows were kept over both imports (300 + 280)", figures.rows_kept));
        claim(figures.lost == 0, format!("{} rows, edits or records are missing anywhere", figures.lost));
        claim(
            kiosk.partition() == documents,
            format!(
                "each row became the document that its NIK, or else file and row, says: {} documents",
                documents.len()
            ),
        );
        claim(
            (250..=300).all(|row| kiosk.rows().values().filter(|rows| rows.contains_key(&row)).count() == 1),
            "the 51 rows that both imported are in one document each".to_owned(),
        );
        claim(
            documents.iter().all(|rows| people.iter().any(|person| rows.is_subset(person))),
            "no document mixes two people".to_owned(),
        );
        claim(
            self.reported == *roster.pairs(),
            format!(
                "the imports report {} pairs of rows as one person: just those of the truth file",
                self.reported.len()
            ),
        );
        claim(
            join(&kiosk.partition(), &self.reported) == people,
            format!(
                "{} documents - {split} pairs that no NIK joins = {} people, row by row as in the truth file",
                documents.len(),
                people.len()
            ),
        );
        claim(
            figures.rows_with_problems == roster.unreadable_cells(),
            format!("{} rows have a cell that nobody can read, each kept and listed", figures.rows_with_problems),
        );
        let expected = expected_conflicts(day, &documents);
        claim(
            self.held.iter().all(|held| held.in_conflict() == expected),
            format!("conflicts stand in {} records, the same on every device, and in no other", expected.len()),
        );
        claim(
            self.edits_stand(),
            "both corrections of the first person stand; of the second both values are kept".to_owned(),
        );
        claim(
            figures.fingerprints_equal,
            "three devices and the server hold the same changes: equal fingerprints".to_owned(),
        );
        claim(
            self.held.iter().all(|held| held.partition() == kiosk.partition()),
            "every device holds every row".to_owned(),
        );
        claim(figures.cuts >= 3, format!("the lines were cut {} times", figures.cuts));
        claim(
            figures.registry_workers as usize == figures.workers && figures.registry_duplicate_events == 0,
            format!("the registry holds {} workers and heard nothing twice", figures.registry_workers),
        );
        claim(
            self.held.iter().all(|held| held.answered() == figures.workers),
            "the registry's id of every worker is back on every device".to_owned(),
        );
        claim(
            figures.exchanges_nothing_to_do == 1 && figures.bytes_nothing_to_do <= 400,
            format!("a sync with nothing to do took 1 exchange and {} bytes of bodies", figures.bytes_nothing_to_do),
        );
        proofs
    }

    fn edits_stand(&self) -> bool {
        self.held.iter().all(|held| {
            let text = |row: Row, path: &str| {
                let record = held.of_row(row)?;
                record.fields.iter().find(|(at, _)| at.as_str() == path).map(|(_, value)| value.to_string())
            };
            let values = |row: Row| -> BTreeSet<String> {
                let conflicts = held.of_row(row).map(|record| record.conflicts.as_slice()).unwrap_or_default();
                let birth_place = conflicts.iter().filter(|conflict| conflict.path.as_str() == "birth_place");
                birth_place.flat_map(|conflict| &conflict.values).map(|claimed| claimed.value.to_string()).collect()
            };
            text(crate::story::DIFFERENT_FIELDS, "marital_status").as_deref() == Some("KAWIN")
                && text(crate::story::DIFFERENT_FIELDS, "education").as_deref() == Some("SMP")
                && values(crate::story::SAME_FIELD) == BTreeSet::from(["Masbagik".to_owned(), "Selong".to_owned()])
        })
    }
}

/// Prints what happened, the claims, and the figures as the last line.
pub(crate) fn print(evidence: &Evidence, proofs: &[Proof]) -> Result<()> {
    println!();
    for proof in proofs {
        println!("{} {}", if proof.holds { "  proven " } else { "  NOT SO " }, proof.claim);
    }
    println!();
    println!("{}", serde_json::to_string(&evidence.figures)?);
    Ok(())
}

fn together(documents: &BTreeSet<BTreeSet<Row>>, a: Row, b: Row) -> bool {
    documents.iter().any(|rows| rows.contains(&a) && rows.contains(&b))
}

/// Two rows of one person in one document differ at least in the spelling of a cell; and the person whom both edited.
fn expected_conflicts(day: &Day, documents: &BTreeSet<BTreeSet<Row>>) -> BTreeSet<BTreeSet<Row>> {
    let edited = |rows: &BTreeSet<Row>| rows.contains(&crate::story::SAME_FIELD);
    let differ = |rows: &BTreeSet<Row>| rows.len() > 1 && day.roster.names_differ(rows);
    documents.iter().filter(|rows| edited(rows) || differ(rows)).cloned().collect()
}

fn reported_pairs(day: &Day) -> BTreeSet<(Row, Row)> {
    let pairs = day.imports.iter().flat_map(|import| import["same_people"].as_array().into_iter().flatten());
    let row = |pair: &Value, at: usize| pair["rows"][at].as_u64().and_then(|row| Row::try_from(row).ok());
    pairs.filter_map(|pair| Some((row(pair, 0)?, row(pair, 1)?))).map(|(a, b)| (a.min(b), a.max(b))).collect()
}

fn figures(day: &Day, held: &[Held], reported: &BTreeSet<(Row, Row)>) -> Figures {
    let number = |json: &Value, key: &str| json[key].as_u64().unwrap_or_default();
    let sum = |key: &str| day.syncs.iter().map(|sync| number(sync, key)).sum();
    let idle = |key: &str| day.idle.iter().map(|sync| number(sync, key)).max().unwrap_or_default();
    let lines = line::total(&day.links);
    let kiosk = held.last();
    let partition = kiosk.map(Held::partition).unwrap_or_default();
    let problems: BTreeSet<_> = day
        .imports
        .iter()
        .flat_map(|import| import["problems"].as_array().into_iter().flatten())
        .filter_map(|problem| problem["row"].as_u64())
        .collect();
    Figures {
        training: true,
        people: join(&partition, reported).len(),
        documents: partition.len(),
        workers: kiosk.map_or(0, |held| held.count(Kind::Worker)),
        rows_kept: day.imports.iter().map(|import| number(import, "kept") as usize).sum(),
        rows_with_problems: problems.len(),
        conflicts_open: kiosk.map_or(0, |held| held.in_conflict().len()),
        exchanges: sum("exchanges"),
        cuts: lines.cuts,
        bytes_up: sum("bytes_up"),
        bytes_down: sum("bytes_down"),
        line_bytes_up: lines.bytes_up,
        line_bytes_down: lines.bytes_down,
        bytes_new_worker: number(&day.one_worker, "bytes_up"),
        bytes_one_edit: number(&day.one_edit, "bytes_up"),
        bytes_nothing_to_do: idle("bytes_up") + idle("bytes_down"),
        exchanges_nothing_to_do: idle("exchanges"),
        fingerprints_equal: fingerprints_equal(day),
        registry_workers: number(&day.registry, "workers"),
        registry_duplicate_events: number(&day.registry, "duplicate_events"),
        registry_ids_in_village: held.iter().map(Held::answered).min().unwrap_or_default(),
        lost: lost(day, held) + day.statuses.iter().map(unsent).sum::<usize>(),
    }
}

/// The rows that some device does not hold, cell by cell as they stand in the file.
fn lost(day: &Day, held: &[Held]) -> usize {
    held.iter().map(|held| day.roster.missing_from(&held.rows())).sum()
}

/// What a device still has for itself.
fn unsent(status: &Value) -> usize {
    status["records"]["not_sent"].as_u64().unwrap_or(1) as usize
}

/// Every device's last exchange was proven equal, and its feeds are the server's, to the last hash.
fn fingerprints_equal(day: &Day) -> bool {
    let feeds = |json: &Value| -> BTreeSet<String> {
        let feeds = json["feeds"].as_array().into_iter().flatten();
        feeds
            .map(|feed| format!("{} {} {} {}", feed["feed"], feed["seq"], feed["count"], feed["fingerprint"]))
            .collect()
    };
    let server = feeds(&day.server_status);
    !server.is_empty() && day.idle.iter().all(|sync| sync["proven"] == true && feeds(sync) == server)
}
