//! A day's work on a device with many people: how long it takes until an officer can go on.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result};
use client_core::{Filter, Store};
use records::Value;
use serde::{Deserialize, Serialize};

use super::{
    clock::{self, Stopwatch},
    device::PASSPHRASE,
    row::Budget,
    table, workload,
};

const OPENINGS: usize = 5;
const EDITS: usize = 100;

/// Times in milliseconds, of several attempts the middle one unless it says otherwise.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Day {
    pub(crate) people: u64,
    /// Stretching the passphrase, which is slow on purpose.
    pub(crate) unlock_ms: f64,
    /// Opening, without that.
    pub(crate) open_ms: f64,
    /// The first page of the list of all.
    pub(crate) list_ms: f64,
    /// One field, until it is on the disk.
    pub(crate) edit_ms: f64,
    /// Of a hundred edits the fifth slowest.
    pub(crate) edit_95_ms: f64,
    pub(crate) search_ms: f64,
    /// The slowest search.
    pub(crate) search_most_ms: f64,
    /// After all that.
    pub(crate) resident_kib: u64,
    /// Meanwhile.
    pub(crate) peak_kib: u64,
}

pub(crate) fn work(dir: &Path) -> Result<Day> {
    let unlock = times(OPENINGS, || unlock(dir))?;
    let with_unlocking = times(OPENINGS, || {
        Store::open(dir, PASSPHRASE)?;
        Ok(())
    })?;
    let mut store = Store::open(dir, PASSPHRASE)?;
    let pid = std::process::id();
    clock::forget_peak(pid)?;
    let list = times(OPENINGS, || {
        store.list(&Filter::default(), 50, 0)?;
        Ok(())
    })?;
    let edits = edits(&mut store)?;
    let searches = searches(&store)?;
    Ok(Day {
        people: store.count(&Filter::default())?,
        unlock_ms: middle(&unlock),
        open_ms: (middle(&with_unlocking) - middle(&unlock)).max(0.0),
        list_ms: middle(&list),
        edit_ms: middle(&edits),
        edit_95_ms: edits.iter().rev().nth(edits.len() / 20).copied().unwrap_or_default(),
        search_ms: middle(&searches),
        search_most_ms: searches.last().copied().unwrap_or_default(),
        resident_kib: clock::resident_kib(pid)?,
        peak_kib: clock::peak_kib(pid)?,
    })
}

fn unlock(dir: &Path) -> Result<()> {
    client_core::keyring::database_key(dir, &client_core::Login::passphrase(PASSPHRASE), &client_core::SystemClock)?;
    Ok(())
}

fn edits(store: &mut Store) -> Result<Vec<f64>> {
    let (officer, count) = (store.membership().officer(), store.count(&Filter::default())? as usize);
    let mut open = Vec::new();
    for n in 0..EDITS {
        let item = store.list(&Filter::default(), 1, n * count / EDITS)?.into_iter().next();
        let view = store.view(item.context("people who are listed")?.doc)?;
        open.push((view.doc, view.heads, workload::edit(n, 102)?));
    }
    let mut open = open.into_iter();
    times(EDITS, || {
        let (doc, heads, intent) = open.next().context("one person for each edit")?;
        store.edit(doc, officer, &heads, &[intent])?;
        Ok(())
    })
}

/// People as they are asked for: a name, a name with a slip, a name and a hamlet, a number.
fn searches(store: &Store) -> Result<Vec<f64>> {
    let mut asked = Vec::new();
    for record in workload::records(10) {
        let fields = record?.fields;
        let text = |path: &str| text_of(&fields, path);
        let (name, nik) = (text("name")?, text("nik")?);
        asked.extend([name.clone(), name.replacen('a', "", 1), format!("{name} {}", text("dusun")?)]);
        asked.push(nik.chars().take(10).collect());
    }
    let mut words = asked.iter();
    times(asked.len(), || {
        store.search(words.next().context("one text for each search")?, 20)?;
        Ok(())
    })
}

fn text_of(fields: &BTreeMap<records::Path, Value>, path: &str) -> Result<String> {
    let value = fields.get(&records::Path::parse(path)?).and_then(Value::as_text);
    Ok(value.context("a field that everybody has")?.to_owned())
}

/// Milliseconds of each attempt, ascending.
fn times(attempts: usize, mut work: impl FnMut() -> Result<()>) -> Result<Vec<f64>> {
    let mut times = Vec::with_capacity(attempts);
    for _ in 0..attempts {
        let watch = Stopwatch::start();
        work()?;
        times.push(watch.seconds() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

fn middle(ascending: &[f64]) -> f64 {
    ascending.get(ascending.len() / 2).copied().unwrap_or_default()
}

impl Day {
    /// What was promised of a device with ten thousand people.
    pub(crate) fn budgets(&self) -> Vec<Budget> {
        vec![
            Budget::at_most("open, ms", self.open_ms, 100.0),
            Budget::at_most("edit, ms", self.edit_ms, 10.0),
            Budget::at_most("search, ms", self.search_ms, 20.0),
            Budget::at_most("resident, MB", self.peak_kib as f64 * 1024.0 / 1e6, 64.0),
        ]
    }

    pub(crate) fn table(&self) -> String {
        let mut table = table::markdown(&["a device's day", "measured", "budget", ""]);
        for budget in self.budgets() {
            let (measured, limit) = (table::short(budget.measured), table::short(budget.limit));
            let verdict = table::verdict(std::slice::from_ref(&budget));
            table.add_row([budget.what, &measured, &limit, verdict]);
        }
        for (what, measured) in [
            ("people", self.people as f64),
            ("unlock, ms", self.unlock_ms),
            ("first page of the list, ms", self.list_ms),
            ("edit, 95 of 100 under, ms", self.edit_95_ms),
            ("slowest search, ms", self.search_most_ms),
        ] {
            table.add_row([what, &table::short(measured), "–", ""]);
        }
        table.to_string()
    }
}
