//! `docs/schema/<kind>.json`: JSON Schemas of records as `records::Record::to_json` writes them, draft 2020-12.
//!
//! They are open, as records are: fields that a version does not know, and codes of newer versions, are valid.

use std::collections::BTreeMap;

use records::{
    Kind,
    absence::Absence,
    field::{DataClass, Field, FieldType, fields_of},
    value_set::{Code, CodeSet},
};
use serde_json::{Map, Value as Json, json};

const UUID: &str = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
/// Any segment of a path but a marker, which has a dot.
const SEGMENT: &str = "^[a-z0-9_-]+$";
/// The end of a marker that says why a field is empty.
const MARKER: &str = r"\.absent$";

/// The fields below one beginning of a path, by their next segment.
#[derive(Default)]
struct Tree<'a> {
    leaf: Option<&'a Field>,
    branches: BTreeMap<&'a str, Tree<'a>>,
}

/// The schema of a kind.
pub(super) fn of(kind: Kind) -> Json {
    let mut tree = Tree::default();
    for field in fields_of(kind) {
        tree.grow(field.path.split('/'), field);
    }
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:rantau:schema:{kind}"),
        "title": kind.as_str(),
        "description": "Written by `cargo xtask fields` from the tables of fields; see FIELDS.md.",
        "$defs": definitions(kind),
    });
    merged(head, tree.schema())
}

fn definitions(kind: Kind) -> Json {
    let used = fields_of(kind).iter().filter_map(|field| field.value.codes()).chain([&Absence::SET]);
    Json::Object(used.map(|set| (set.name.to_owned(), code_set(set))).collect())
}

fn code_set(set: &CodeSet) -> Json {
    let known = |code: &Code| {
        let known = json!({ "const": code.code, "title": code.label_id, "description": code.label_en });
        merged(known, code.was.map_or_else(|| json!({}), |was| json!({ "x-was": was })))
    };
    let newer = json!({ "pattern": "^[A-Z][A-Z0-9_]{0,39}$", "description": "a code of a newer version" });
    let any: Vec<Json> = set.codes.iter().map(known).chain([newer]).collect();
    json!({ "type": "string", "anyOf": any })
}

impl<'a> Tree<'a> {
    fn grow(&mut self, mut path: impl Iterator<Item = &'a str>, field: &'a Field) {
        match path.next() {
            Some(segment) => self.branches.entry(segment).or_default().grow(path, field),
            None => self.leaf = Some(field),
        }
    }

    fn schema(&self) -> Json {
        if let Some(field) = self.leaf {
            return described(field);
        }
        let (mut properties, mut patterns) = (Map::new(), Map::new());
        patterns.insert(MARKER.to_owned(), reference(&Absence::SET));
        for (segment, branch) in &self.branches {
            match segment.strip_suffix('*') {
                None => properties.insert((*segment).to_owned(), branch.schema()),
                Some("") => patterns.insert(SEGMENT.to_owned(), branch.schema()),
                Some(start) => patterns.insert(format!("^{}", start.replace('.', r"\.")), branch.schema()),
            };
        }
        json!({ "type": "object", "properties": properties, "patternProperties": patterns })
    }
}

fn described(field: &Field) -> Json {
    let class = match field.class {
        DataClass::General => "general",
        DataClass::Specific => "specific",
    };
    let description = json!({
        "title": field.label_id,
        "description": field.label_en,
        "examples": [field.example()],
        "x-class": class,
        "x-critical": field.critical,
        "x-conflict": field.conflict.as_str(),
        "x-basis": field.basis,
        "x-since": field.since,
    });
    let part = field.part_of.map_or_else(|| json!({}), |of| json!({ "x-part-of": of.whole }));
    merged(merged(description, part), typed(field.value))
}

fn typed(value: FieldType) -> Json {
    let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match value {
        FieldType::Line(most) | FieldType::Text(most) => {
            json!({ "type": "string", "minLength": 1, "maxLength": most })
        }
        FieldType::Digits { .. } => text("^[0-9]{1,40}$"),
        FieldType::Nik | FieldType::FamilyCard => text("^[0-9]{16}$"),
        FieldType::Phone => text(r"^\+[1-9][0-9]{7,14}$"),
        FieldType::Date => text("^(19|20|21)[0-9]{2}(-[01][0-9](-[0-3][0-9])?)?~?$"),
        FieldType::Country => text("^[A-Z]{2}$"),
        FieldType::Village => text(r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$"),
        FieldType::Province => text("^[0-9]{2}$"),
        FieldType::Region => text(r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$"),
        FieldType::Language => text("^[a-z]{3}$"),
        FieldType::Code(set) => reference(set),
        FieldType::YesNo => json!({ "type": "boolean" }),
        FieldType::Count(most) => json!({ "type": "integer", "minimum": 0, "maximum": most }),
        FieldType::Money => text(r"^[A-Z]{3} [0-9]{1,13}(\.[0-9]{2})?$"),
        FieldType::Moment => json!({ "type": "integer", "minimum": 0 }),
        FieldType::ContentHash => text("^([0-9a-f]{32}|[0-9a-f]{64})$"),
        FieldType::Document | FieldType::Element => text(UUID),
        FieldType::Cells | FieldType::Verbatim => json!({ "type": "string" }),
    }
}

fn reference(set: &CodeSet) -> Json {
    json!({ "$ref": format!("#/$defs/{}", set.name) })
}

/// The members of both; of two objects only.
fn merged(first: Json, second: Json) -> Json {
    match (first, second) {
        (Json::Object(mut members), Json::Object(others)) => {
            members.extend(others);
            Json::Object(members)
        }
        (_, second) => second,
    }
}

#[cfg(test)]
mod tests {
    use boon::{Compiler, SchemaIndex, Schemas};
    use records::{Deployment, Path, Record, Value, field::typed_of};

    use super::*;

    const ID: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";

    struct Checker(Schemas, SchemaIndex);

    impl Checker {
        fn of(kind: Kind) -> Self {
            let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
            let at = format!("urn:rantau:schema:{kind}");
            compiler.add_resource(&at, of(kind)).unwrap();
            let index = compiler.compile(&at, &mut schemas).unwrap();
            Self(schemas, index)
        }

        fn check(&self, record: &Json) -> Result<(), String> {
            self.0.validate(record, self.1).map_err(|error| error.to_string())
        }
    }

    /// A value of every field of the kind.
    fn full(kind: Kind) -> BTreeMap<Path, Value> {
        fields_of(kind).iter().map(|field| (path(field), field.example())).collect()
    }

    fn path(field: &Field) -> Path {
        Path::parse(&field.path.replace('*', ID)).unwrap()
    }

    fn projected(kind: Kind, fields: &BTreeMap<Path, Value>) -> Json {
        Record::project(kind, fields, Deployment::Training).to_json()
    }

    #[test]
    fn a_record_with_every_field_is_valid() {
        for kind in Kind::ALL {
            assert_eq!(Checker::of(kind).check(&projected(kind, &full(kind))), Ok(()), "{kind}");
        }
    }

    #[test]
    fn a_record_with_nothing_with_markers_and_of_a_newer_version_is_valid() {
        for kind in Kind::ALL {
            let checker = Checker::of(kind);
            assert_eq!(checker.check(&json!({})), Ok(()));
            let markers = typed_of(kind).map(|field| (format!("{}.absent", path(field)), "REFUSED"));
            let newer = [("newer/field".to_owned(), "x"), ("newer_collection.absent".to_owned(), "ASKED_TWICE")];
            let fields = markers.chain(newer).map(|(path, text)| (Path::parse(&path).unwrap(), Value::from(text)));
            let record = projected(kind, &fields.collect());
            assert_eq!(checker.check(&record), Ok(()), "{kind}");
            assert!(record.as_object().is_some_and(|members| members.len() > 2), "{kind}");
        }
        let newer = json!({ "occupation": "ASTRONOT", "milestone": { ID: { "code": "KODE_BARU" } } });
        assert_eq!(Checker::of(Kind::Worker).check(&newer), Ok(()));
    }

    #[test]
    fn a_value_of_another_type_or_form_is_not_valid() {
        for kind in Kind::ALL {
            let checker = Checker::of(kind);
            for field in fields_of(kind) {
                let takes_any_text = matches!(
                    field.value,
                    FieldType::Line(_) | FieldType::Text(_) | FieldType::Cells | FieldType::Verbatim
                );
                let wrong = if takes_any_text { json!(7) } else { json!("\u{e9}") };
                let mut record = projected(kind, &full(kind));
                *record.pointer_mut(&format!("/{}", path(field))).unwrap() = wrong;
                assert!(checker.check(&record).is_err(), "{kind} {}", field.path);
            }
        }
    }
}
