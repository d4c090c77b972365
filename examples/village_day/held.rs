//! What a device's own file holds at the end, read from the file rather than asked of the program.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use client_core::{Filter, RecordView, Store};
use document::import::parse_row_path;
use records::Kind;
use testkit::deployment::{Device, PASSPHRASE};

use crate::truth::Row;

/// The records of one device.
#[derive(Debug)]
pub(crate) struct Held {
    /// All of its records.
    pub(crate) records: Vec<RecordView>,
}

impl Held {
    /// Opens a device's file.
    pub(crate) fn by(device: &Device) -> Result<Self> {
        let store = Store::open(device.folder(), PASSPHRASE)?;
        let listed = store.list(&Filter::default(), usize::MAX >> 1, 0)?;
        let records = listed.iter().map(|item| store.view(item.doc)).collect::<client_core::Result<_>>()?;
        Ok(Self { records })
    }

    /// The rows of the roster in each record that has any, with their cells as they were read.
    pub(crate) fn rows(&self) -> BTreeMap<String, BTreeMap<Row, Vec<String>>> {
        let rows = |record: &RecordView| (record.doc.to_string(), rows_of(record));
        self.records.iter().map(rows).filter(|(_, rows)| !rows.is_empty()).collect()
    }

    /// The rows of the roster, record by record.
    pub(crate) fn partition(&self) -> BTreeSet<BTreeSet<Row>> {
        self.rows().into_values().map(|rows| rows.into_keys().collect()).collect()
    }

    /// The rows of the records that have values in conflict.
    pub(crate) fn in_conflict(&self) -> BTreeSet<BTreeSet<Row>> {
        let conflicting = self.records.iter().filter(|record| !record.conflicts.is_empty());
        conflicting.map(|record| rows_of(record).into_keys().collect()).collect()
    }

    /// The record that a row became.
    pub(crate) fn of_row(&self, row: Row) -> Option<&RecordView> {
        self.records.iter().find(|record| rows_of(record).contains_key(&row))
    }

    /// How many records of a kind there are.
    pub(crate) fn count(&self, kind: Kind) -> usize {
        self.records.iter().filter(|record| record.kind == kind).count()
    }

    /// How many workers the registry has answered for.
    pub(crate) fn answered(&self) -> usize {
        self.records.iter().filter(|record| record.registry.values().any(|state| state.id.is_some())).count()
    }
}

fn rows_of(record: &RecordView) -> BTreeMap<Row, Vec<String>> {
    let rows = record.fields.iter().filter_map(|(path, value)| {
        let (_, row, field) = parse_row_path(path)?;
        let cells = serde_json::from_str(value.as_text()?).ok()?;
        (field == "cells").then_some((row, cells))
    });
    rows.collect()
}
