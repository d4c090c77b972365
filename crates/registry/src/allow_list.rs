//! Which fields may leave for a registry.
//!
//! A list of what may leave, not of what may not: a field that nobody thought about stays. It is held per target,
//! because what a registry may know depends on the agreement with it (UU 27/2022; DOMAIN.md 5.2).

mod pattern;

use std::collections::BTreeSet;

use records::{
    Kind, Path,
    field::{DataClass, FieldType, field_of, fields_of, identity},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

pub use pattern::{FieldPattern, ParsePatternError};

/// What is derived from a record and told with it, under a path of its own: the code of the stage.
pub const STAGE: &str = "stage";

/// What is told in the place of fields that a person must settle first: their paths, parted by commas. Their values stay
/// at home until then, and whoever reads the event knows why they are not there.
pub const DISPUTED: &str = "disputed";

/// How UU 27/2022 article 4 classes personal data, as the attribute `datacategory` says it; the greater needs the more
/// care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// General: name, sex, address, phone …
    Umum,
    /// Specific: health, biometrics, children, finances …
    Spesifik,
}

impl From<DataClass> for Category {
    fn from(class: DataClass) -> Self {
        match class {
            DataClass::General => Self::Umum,
            DataClass::Specific => Self::Spesifik,
        }
    }
}

/// The fields that may leave, and the highest class that may.
///
/// The class of a field is that of its description in [`records::field`]; of one without, the highest. The ceiling
/// lets an operator end the flow of specific data with one word, whatever the list says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowList {
    /// Nothing above this class leaves.
    pub ceiling: Category,
    /// What may leave.
    pub fields: BTreeSet<FieldPattern>,
}

/// What is left of an event's data.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cut {
    pub(crate) data: Json,
    /// The highest class among the fields that are left, general where none is.
    pub(crate) category: Category,
}

impl AllowList {
    /// The list for training with the sandbox registry: the general fields of workers and their stage, without notes.
    /// Rows of imported lists and other kinds stay.
    #[must_use]
    pub fn training_sandbox() -> Self {
        let is_note = |field: &FieldType| matches!(field, FieldType::Text(_) | FieldType::Verbatim);
        let general = fields_of(Kind::Worker).iter().filter(|field| field.class == DataClass::General);
        let told = general.filter(|field| !is_note(&field.value) && !identity::is_bookkeeping(field.path));
        let paths = told.map(|field| field.path).chain([STAGE, DISPUTED]);
        let patterns = paths.filter_map(|path| FieldPattern::parse(&format!("worker/{path}")).ok());
        Self { ceiling: Category::Umum, fields: patterns.collect() }
    }

    /// The class of a field that may leave, `None` of one that may not. `path` begins with the kind of record:
    /// `["worker", "name"]`.
    #[must_use]
    pub fn category_of(&self, path: &[&str]) -> Option<Category> {
        let category = class_of(path)?;
        let may_leave = category <= self.ceiling && self.fields.iter().any(|pattern| pattern.fits(path));
        may_leave.then_some(category)
    }

    /// The same data without the fields that may not leave. Cutting twice is cutting once.
    pub(crate) fn cut(&self, data: &Json) -> Cut {
        let mut category = Category::Umum;
        let left = self.kept(data, &mut Vec::new(), &mut category);
        Cut { data: left.unwrap_or_else(|| Json::Object(Map::new())), category }
    }

    fn kept<'a>(&self, data: &'a Json, path: &mut Vec<&'a str>, category: &mut Category) -> Option<Json> {
        let Json::Object(members) = data else {
            let own = self.category_of(path).filter(|_| !data.is_array())?;
            *category = own.max(*category);
            return Some(data.clone());
        };
        let mut left = Map::new();
        for (key, member) in members {
            path.push(key);
            if let Some(member) = self.kept(member, path, category) {
                left.insert(key.clone(), member);
            }
            path.pop();
        }
        (!left.is_empty()).then_some(Json::Object(left))
    }
}

/// The class of a field, `None` where the path is none at all.
fn class_of(path: &[&str]) -> Option<Category> {
    let (kind, field) = path.split_first()?;
    let (kind, field): (Kind, Path) = (kind.parse().ok()?, field.join("/").parse().ok()?);
    if matches!(field.as_str(), STAGE | DISPUTED) {
        return Some(Category::Umum);
    }
    Some(field_of(kind, &field).map_or(Category::Spesifik, |field| field.class.into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const PHONE: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";

    fn list(ceiling: Category, fields: &[&str]) -> AllowList {
        AllowList { ceiling, fields: fields.iter().map(|text| FieldPattern::parse(text).unwrap()).collect() }
    }

    #[test]
    fn training_lets_general_fields_go_and_no_note_import_or_unknown_field() {
        let data = json!({"worker": {
            "name": "CONTOH SATU", "note": "rahasia", "kk_number": "rahasia", "newer_field": true, "stage": "PASPOR",
            "import": {"ab": {"7": {"cells": "rahasia"}}}, "health_result": "rahasia",
            "milestone": {"m1": {"code": "PASPOR", "note": "rahasia"}}, "phone": {PHONE: {"number": "+6281200000000"}},
        }, "confidential": {"name": "rahasia"}, "case": {"name": "rahasia"}});
        let cut = AllowList::training_sandbox().cut(&data);
        let left = json!({"worker": {
            "name": "CONTOH SATU", "stage": "PASPOR",
            "milestone": {"m1": {"code": "PASPOR"}}, "phone": {PHONE: {"number": "+6281200000000"}},
        }});
        assert_eq!(cut, Cut { data: left.clone(), category: Category::Umum });
        assert_eq!(AllowList::training_sandbox().cut(&left).data, left, "cutting twice is cutting once");
    }

    #[test]
    fn what_is_left_of_nothing_allowed_is_an_empty_object() {
        for data in [json!({"worker": {"note": "x"}}), json!({"worker": {"name": ["x"]}}), json!("x"), json!({})] {
            assert_eq!(AllowList::training_sandbox().cut(&data).data, json!({}), "{data}");
        }
    }

    #[test]
    fn the_category_is_the_highest_that_left_and_the_ceiling_ends_it() {
        let fields = ["worker/name", "worker/kk_number", "worker/newer_field"];
        let data = json!({"worker": {"name": "CONTOH SATU", "kk_number": "1"}});
        let open = list(Category::Spesifik, &fields).cut(&data);
        assert_eq!((open.data, open.category), (data.clone(), Category::Spesifik));
        let closed = list(Category::Umum, &fields).cut(&data);
        assert_eq!((closed.data, closed.category), (json!({"worker": {"name": "CONTOH SATU"}}), Category::Umum));
        let newer = ["worker", "newer_field"];
        assert_eq!(list(Category::Spesifik, &fields).category_of(&newer), Some(Category::Spesifik), "not described");
    }
}
