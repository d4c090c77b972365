//! The labels that stand in the tables of the program, and the keys under which a file translates them.
//!
//! A label is written once, in Indonesian and English, where its field or code is. Its key follows from the table:
//!
//! | of | key | for example |
//! |---|---|---|
//! | a field | `field-<kind>-<path>` | `field-worker-phone-number` of `phone/*/number` |
//! | a code | `code-<set>-<code>` | `code-Sex-L` |
//! | a country | `country-<code>` | `country-MY` |
//! | a milestone, document, topic of the rules | `milestone-…`, `document-…`, `topic-…` | `document-DOC_PASSPORT` |
//! | a question of a screening | `question-<code>` | `question-R01` |
//! | a clock, and what follows when it has run out | `clock-<code>`, `clock-<code>-then` | |
//!
//! What a country's rule says stands in the rules alone: it is the wording of an authority, and has no code.

use std::collections::{BTreeMap, BTreeSet};

use records::{
    Country, Kind,
    absence::Absence,
    field::{Field, typed_of},
    milestone::MilestoneCode,
    problem::ProblemCode,
    value_set::CodeSet,
};
use reference::Reference;

/// A label of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The key under which a file translates it.
    pub key: String,
    /// In Indonesian.
    pub id: String,
    /// In English.
    pub en: String,
}

impl Label {
    /// A label of a table that this crate does not know.
    #[must_use]
    pub fn new(key: impl Into<String>, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { key: key.into(), id: id.into(), en: en.into() }
    }
}

/// The key of a field's label.
#[must_use]
pub fn field_key(kind: Kind, field: &Field) -> String {
    let segments = field.path.split('/').filter(|segment| *segment != "*");
    let path = segments.map(|segment| segment.trim_start_matches("*.").replace('.', "-")).collect::<Vec<_>>().join("-");
    format!("field-{kind}-{path}")
}

/// The key of a code's label.
#[must_use]
pub fn code_key(set: &CodeSet, code: &str) -> String {
    format!("code-{}-{code}", set.name)
}

/// The key of a country's name.
#[must_use]
pub fn country_key(country: Country) -> String {
    format!("country-{}", country.code())
}

/// The key of a screening's question.
#[must_use]
pub fn question_key(code: &str) -> String {
    format!("question-{code}")
}

/// The key of what a clock asks for.
#[must_use]
pub fn clock_key(code: &str) -> String {
    format!("clock-{code}")
}

/// The key of what follows when a clock has run out.
#[must_use]
pub fn consequence_key(code: &str) -> String {
    format!("clock-{code}-then")
}

/// Every label of the tables and of these rules, in the order of forms. Of dated rules with one code, the last tells.
#[must_use]
pub fn labels(reference: &Reference) -> Vec<Label> {
    let labels = fields().chain(codes()).chain(countries()).chain(rules(reference));
    let mut places = BTreeMap::new();
    let mut once: Vec<Label> = Vec::new();
    for label in labels {
        let place = *places.entry(label.key.clone()).or_insert(once.len());
        match once.get_mut(place) {
            Some(older) => *older = label,
            None => once.push(label),
        }
    }
    once
}

/// The fields that people see; what an import keeps of a row is shown by itself.
fn shown_fields() -> impl Iterator<Item = (Kind, &'static Field)> {
    Kind::ALL.into_iter().flat_map(|kind| typed_of(kind).map(move |field| (kind, field)))
}

fn fields() -> impl Iterator<Item = Label> {
    shown_fields().map(|(kind, field)| Label::new(field_key(kind, field), field.label_id, field.label_en))
}

fn codes() -> impl Iterator<Item = Label> {
    let mut seen = BTreeSet::new();
    let sets = shown_fields().filter_map(|(_, field)| field.value.codes());
    let sets = sets.chain([&MilestoneCode::SET, &Absence::SET, &ProblemCode::SET]);
    sets.filter(move |set| seen.insert(set.name)).flat_map(of_set)
}

fn of_set(set: &'static CodeSet) -> impl Iterator<Item = Label> {
    set.codes.iter().map(|entry| Label::new(code_key(set, entry.code), entry.label_id, entry.label_en))
}

fn countries() -> impl Iterator<Item = Label> {
    Country::destinations().map(|country| Label::new(country_key(country), country.name_id(), country.name_en()))
}

fn rules(reference: &Reference) -> impl Iterator<Item = Label> {
    let milestones =
        reference.milestones.iter().map(|rule| ("milestone", rule.code.code(), &rule.label_id, &rule.label_en));
    let documents =
        reference.documents.iter().map(|rule| ("document", rule.code.code(), &rule.label_id, &rule.label_en));
    let topics = reference.topics.iter().map(|rule| ("topic", rule.code.code(), &rule.label_id, &rule.label_en));
    let rules = milestones.chain(documents).chain(topics);
    let rules = rules.map(|(of, code, id, en)| Label::new(format!("{of}-{code}"), id, en));
    rules.chain(questions(reference)).chain(clocks(reference))
}

fn questions(reference: &Reference) -> impl Iterator<Item = Label> {
    let questions = reference.questions.iter();
    questions.map(|rule| Label::new(question_key(rule.code.code()), &rule.question_id, &rule.question_en))
}

fn clocks(reference: &Reference) -> impl Iterator<Item = Label> {
    reference.clocks.iter().flat_map(|clock| {
        let label = Label::new(clock_key(&clock.code), &clock.label_id, &clock.label_en);
        [label, Label::new(consequence_key(&clock.code), &clock.then_id, &clock.then_en)]
    })
}

#[cfg(test)]
mod tests {
    use records::value_set::Sex;

    use super::*;
    use crate::{LanguageCode, Pack};

    #[test]
    fn each_entry_of_a_table_has_a_key_of_its_own() {
        let keys: BTreeSet<_> = shown_fields().map(|(kind, field)| field_key(kind, field)).collect();
        assert_eq!(keys.len(), shown_fields().count());
        let labels = labels(Reference::embedded());
        assert_eq!(labels.iter().map(|label| &label.key).collect::<BTreeSet<_>>().len(), labels.len());
    }

    #[test]
    fn a_key_follows_from_the_table() {
        let labels = labels(Reference::embedded());
        let of = |key: &str| labels.iter().find(|label| label.key == key).map(|label| label.id.as_str());
        assert_eq!(of("field-worker-phone-number"), Some("No. telepon"));
        assert_eq!(of(&code_key(&Sex::SET, "L")), Some("laki-laki"));
        assert_eq!(of("country-MY"), Some("Malaysia"));
        assert!(of("question-R01").is_some() && of("document-DOC_PASSPORT").is_some());
    }

    #[test]
    fn fluent_can_read_every_key() {
        for label in labels(Reference::embedded()) {
            let code = LanguageCode::parse("qaa").unwrap();
            let pack = Pack::parse(code, &format!("{} = x\n", label.key)).unwrap();
            assert_eq!(pack.faults(), [], "{}", label.key);
        }
    }
}
