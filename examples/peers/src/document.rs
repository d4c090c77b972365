//! A record as an automerge document: a flat map, one change for all of its first fields and one for each later edit.

use std::collections::BTreeMap;

use anyhow::Result;
use automerge::{Automerge, ROOT, ScalarValue, transaction::Transactable};
use serde::{Deserialize, Serialize};

/// A record, as `sync-bench records` prints it.
#[derive(Debug, Deserialize)]
pub(crate) struct Record {
    fields: BTreeMap<String, Value>,
    edits: Vec<Edit>,
}

/// One field that is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Edit {
    path: String,
    value: Value,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Value {
    Bool(bool),
    Int(i64),
    Text(String),
}

impl Record {
    /// The document with all of its changes.
    pub(crate) fn document(&self) -> Result<Automerge> {
        let mut document = Automerge::new();
        let mut first = document.transaction();
        for (path, value) in &self.fields {
            first.put(ROOT, path, value.scalar())?;
        }
        first.commit();
        self.edits.iter().try_for_each(|edit| edit.apply(&mut document))?;
        Ok(document)
    }
}

impl Edit {
    /// What the `n`th officer writes.
    pub(crate) fn of_officer(n: usize) -> Self {
        let value = Value::Text(format!("Kunjungan ke-{n}: menunggu jadwal pelatihan, bertemu di rumah mertua."));
        Self { path: "note".to_owned(), value }
    }

    /// Writes it.
    pub(crate) fn apply(&self, document: &mut Automerge) -> Result<()> {
        let mut transaction = document.transaction();
        transaction.put(ROOT, &self.path, self.value.scalar())?;
        transaction.commit();
        Ok(())
    }
}

impl Value {
    fn scalar(&self) -> ScalarValue {
        match self {
            Self::Bool(flag) => (*flag).into(),
            Self::Int(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}
