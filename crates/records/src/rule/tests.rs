use std::collections::BTreeMap;

use super::*;
use crate::{Deployment, Record, Value, field::field_of};

const FIRST: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";
const SECOND: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a11";

/// Paths with texts, where `{}` stands for the first element and `[]` for the second.
fn found(kind: Kind, values: &[(&str, Value)]) -> Vec<(String, String)> {
    let path = |text: &str| Path::parse(&text.replace("{}", FIRST).replace("[]", SECOND)).unwrap();
    let fields: BTreeMap<Path, Value> = values.iter().map(|(text, value)| (path(text), value.clone())).collect();
    let record = Record::project(kind, &fields, Deployment::Training);
    let shown = |path: &Path| path.as_str().replace(FIRST, "{}").replace(SECOND, "[]");
    record.problems().iter().map(|problem| (shown(&problem.path), problem.code.to_string())).collect()
}

#[test]
fn every_rule_is_of_fields_that_exist() {
    for kind in Kind::ALL {
        for rule in rules_of(kind) {
            for path in rule.paths() {
                let path = Path::parse(&path.replace('*', FIRST)).unwrap();
                assert!(field_of(kind, &path).is_some(), "{kind} {path}");
            }
        }
    }
}

#[test]
fn a_date_that_is_surely_earlier_than_what_comes_first_is_doubtful() {
    let date = |text: &str| Value::from(text);
    for (first, second, doubtful) in
        [("2025-03-01", "2025-02", true), ("2025", "2025-02", false), ("2025-03", "2025-03-02", false)]
    {
        let expected = if doubtful { vec![("end".to_owned(), "date_order".to_owned())] } else { vec![] };
        assert_eq!(
            found(Kind::Session, &[("start", date(first)), ("end", date(second))]),
            expected,
            "{first} {second}"
        );
    }
}

#[test]
fn elements_are_compared_each_with_itself_and_with_the_record() {
    let values = [
        ("birth_date", Value::from("1990")),
        ("document/{}/issued_on", Value::from("2020-01-01")),
        ("document/{}/expires_on", Value::from("2025-01-01")),
        ("document/[]/issued_on", Value::from("1989")),
        ("document/[]/expires_on", Value::from("1988")),
    ];
    let expected = [("document/[]/expires_on", "date_order"), ("document/[]/issued_on", "date_order")];
    assert_eq!(found(Kind::Worker, &values), expected.map(|(path, code)| (path.to_owned(), code.to_owned())));
}

#[test]
fn a_number_below_its_lower_bound_is_doubtful() {
    let ages =
        |least: i64, most: i64| found(Kind::Notice, &[("min_age", Value::from(least)), ("max_age", Value::from(most))]);
    assert_eq!(ages(21, 45), []);
    assert_eq!(ages(45, 21), [("max_age".to_owned(), "count_order".to_owned())]);
}

#[test]
fn a_nik_is_held_against_whoever_it_names() {
    let values = [
        ("member/{}/nik", Value::from("5203135507740000")),
        ("member/{}/sex", Value::from("L")),
        ("member/[]/nik", Value::from("5203135507740000")),
        ("member/[]/birth_date", Value::from("1975")),
    ];
    let expected =
        [("member/[]/birth_date", "nik_disagrees_with_birth_date"), ("member/{}/sex", "nik_disagrees_with_sex")];
    let mut found = found(Kind::Household, &values);
    found.sort();
    assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code.to_owned())));
}

#[test]
fn only_a_passport_has_the_number_of_one() {
    let number = |code: &str, number: &str| {
        found(Kind::Worker, &[("document/{}/code", Value::from(code)), ("document/{}/number", Value::from(number))])
    };
    assert_eq!(number("DOC_PASSPORT", "C0000001"), []);
    assert_eq!(number("DOC_KTP", "X1A00001"), []);
    assert_eq!(number("DOC_PASSPORT", "X1A00001"), [("document/{}/number".to_owned(), "passport_unusual".to_owned())]);
}
