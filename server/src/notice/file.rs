//! A notice as an operator writes it, in TOML:
//!
//! ```toml
//! notice_kind = "JOB_ORDER"
//! title = "Kebun kelapa sawit, Sabah"
//! job_order_no = "JO-2026-0001"
//! job_order_status = "OPEN"
//! country = "MY"
//! quota_total = 8000
//! target = ["52.03", "52.02"]
//!
//! [[deduction]]
//! what = "Asuransi"
//! amount = "MYR 20"
//!
//! [text]
//! ind = "Pendaftaran di kantor desa."
//! ```
//!
//! Names and values are those of the table of fields (`docs/FIELDS.md`). An element of a collection gets its id from what it
//! says, so the same file is always the same notice.

use std::collections::{BTreeMap, BTreeSet};

use records::{Deployment, ElementId, Kind, Path, RegionCode, Value, field, value_set::CodeSet};
use toml::{Table, Value as Toml};

use super::Notice;

/// Whom it is for: no field, but a list of areas.
const TARGET: &str = "target";
/// What every notice says.
const NEEDED: [&str; 2] = ["notice_kind", "title"];

/// Something in a file that no notice can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Where: a path of the record, or the place in the file where it is no TOML.
    pub at: String,
    /// Why.
    pub why: String,
}

/// Reads a notice. Its areas are those of the file, none where it names none.
///
/// # Errors
/// All that is wrong with it.
pub fn read(text: &str, deployment: Deployment) -> Result<Notice, Vec<Wrong>> {
    let mut table: Table = toml::from_str(text).map_err(|error| vec![wrong("file", error.message())])?;
    let mut reading = Reading { deployment, fields: BTreeMap::new(), wrong: Vec::new() };
    let areas = table.remove(TARGET).map(|areas| reading.areas(&areas)).unwrap_or_default();
    for (name, value) in &table {
        reading.entry(name, value);
    }
    for needed in NEEDED {
        if !reading.fields.keys().any(|path| path.as_str() == needed) {
            reading.wrong.push(wrong(needed, "is missing"));
        }
    }
    if reading.wrong.is_empty() {
        Ok(Notice { fields: reading.fields, areas: Some(areas) })
    } else {
        Err(reading.wrong)
    }
}

fn wrong(at: &str, why: impl Into<String>) -> Wrong {
    Wrong { at: at.to_owned(), why: why.into() }
}

struct Reading {
    deployment: Deployment,
    fields: BTreeMap<Path, Value>,
    wrong: Vec<Wrong>,
}

impl Reading {
    fn areas(&mut self, areas: &Toml) -> BTreeSet<RegionCode> {
        let Toml::Array(areas) = areas else {
            self.wrong.push(wrong(TARGET, "is a list of area codes"));
            return BTreeSet::new();
        };
        let mut found = BTreeSet::new();
        for area in areas {
            match area.as_str().map(RegionCode::parse) {
                Some(Ok(code)) => drop(found.insert(code)),
                Some(Err(_)) | None => self.wrong.push(wrong(TARGET, "is a list of area codes, each as a text")),
            }
        }
        found
    }

    /// A field, the fields under one name (`text/ind`), or the elements of a collection.
    fn entry(&mut self, name: &str, value: &Toml) {
        match value {
            Toml::Table(table) => {
                for (key, value) in table {
                    self.field(&format!("{name}/{key}"), value);
                }
            }
            Toml::Array(elements) => {
                for element in elements {
                    self.element(name, element);
                }
            }
            Toml::String(_) | Toml::Integer(_) | Toml::Float(_) | Toml::Boolean(_) | Toml::Datetime(_) => {
                self.field(name, value);
            }
        }
    }

    fn element(&mut self, collection: &str, element: &Toml) {
        let Toml::Table(table) = element else {
            self.wrong.push(wrong(collection, format!("write [[{collection}]] and its fields below")));
            return;
        };
        let content = serde_json::to_string(table).unwrap_or_default();
        let id = ElementId::derived(&[collection, &content]);
        for (key, value) in table {
            self.field(&format!("{collection}/{id}/{key}"), value);
        }
    }

    fn field(&mut self, path: &str, value: &Toml) {
        match checked(path, value, self.deployment) {
            Ok((path, value)) => drop(self.fields.insert(path, value)),
            Err(why) => self.wrong.push(wrong(path, why)),
        }
    }
}

fn checked(path: &str, value: &Toml, deployment: Deployment) -> Result<(Path, Value), String> {
    let path = Path::parse(path).map_err(|error| error.to_string())?;
    let field = field::field_of(Kind::Notice, &path).ok_or("a notice has no such field: see docs/FIELDS.md")?;
    let value = match value {
        Toml::String(text) => Value::from(text.as_str()),
        Toml::Integer(number) => Value::from(*number),
        Toml::Boolean(is) => Value::from(*is),
        Toml::Datetime(date) => Value::from(date.to_string().as_str()),
        Toml::Float(_) | Toml::Array(_) | Toml::Table(_) => {
            return Err("a text, a whole number, or true or false".to_owned());
        }
    };
    let value = field.check(&value, deployment).map_err(|error| error.to_string())?;
    // In a village an unknown code is that of a newer version; from the province, a slip that all villages would read.
    let is_known = |set: &CodeSet| value.as_text().is_some_and(|code| set.get(code).is_some());
    match field.value.codes() {
        Some(set) if !is_known(set) => Err(format!("is no {}: see docs/FIELDS.md", set.name)),
        Some(_) | None => Ok((path, value)),
    }
}

#[cfg(test)]
mod tests;
