use serde_json::json;

use super::*;
use crate::{Money, PartialDate, field::fields_of, value_set::CaseActionKind};

const FIRST: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";
const SECOND: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a11";

fn project(kind: Kind, values: &[(&str, Value)]) -> Record {
    let path = |text: &str| Path::parse(&text.replace("{}", FIRST).replace("[]", SECOND)).unwrap();
    let fields = values.iter().map(|(text, value)| (path(text), value.clone())).collect();
    Record::project(kind, &fields, Deployment::Training)
}

#[test]
fn a_record_is_read_by_the_types_of_its_fields() {
    let case = project(
        Kind::Case,
        &[
            ("received_on", Value::from("2026-02-20")),
            ("life_threat", Value::from(true)),
            ("claim/{}/claimed", Value::from("RM 1.500")),
            ("action/{}/kind", Value::from("KOMITMEN")),
            ("action/[]/kind", Value::from("KOMITMEN_DIPENUHI")),
            ("action_plan", Value::from("from a newer version")),
        ],
    );
    assert_eq!(case.get::<PartialDate>("received_on"), PartialDate::from_day(2026, 2, 20).ok());
    assert_eq!((case.get::<bool>("life_threat"), case.get::<i64>("life_threat")), (Some(true), None));
    let claimed: Vec<Money> = case.elements("claim").filter_map(|claim| claim.get("claimed")).collect();
    assert_eq!(claimed, [Money::parse("MYR 1500").unwrap()]);
    let actions: Vec<_> = case.elements("action").map(|action| (action.id.to_string(), action.get("kind"))).collect();
    let expected = [(FIRST, CaseActionKind::Commitment), (SECOND, CaseActionKind::CommitmentMet)];
    assert_eq!(actions, expected.map(|(id, kind)| (id.to_owned(), Some(kind))));
    assert_eq!((case.elements("referral").count(), case.problems()), (0, &[][..]));
}

#[test]
fn what_is_unreadable_stays_out_and_what_is_unknown_stays_in() {
    let session = project(
        Kind::Session,
        &[("start", Value::from("besok")), ("newer", Value::from("x")), ("hours", Value::from(2))],
    );
    assert_eq!(session.to_json(), json!({"newer": "x", "hours": 2}));
    let problems: Vec<_> = session.problems().iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(problems, ["start"]);
}

#[test]
fn a_collection_whose_elements_have_names_is_not_empty() {
    let marked = [("answer.absent", Value::from("REFUSED")), ("answer/r02.absent", Value::from("NOT_ASKED"))];
    let empty = project(Kind::Screening, &marked);
    assert_eq!(empty.absence("answer"), Some(&Absence::Refused));
    assert_eq!(empty.absence("answer/r02"), Some(&Absence::NotAsked));
    let [all, second] = marked;
    let answered = project(Kind::Screening, &[all, second, ("answer/r01", Value::from("YES"))]);
    assert_eq!(answered.absence("answer"), None);
    assert_eq!(answered.absence("answer/r02"), Some(&Absence::NotAsked));
}

#[test]
fn an_empty_field_says_why_until_it_has_a_value() {
    let marked = [
        ("birth_date.absent", Value::from("UNKNOWN")),
        ("phone.absent", Value::from("REFUSED")),
        ("document/{}/number.absent", Value::from("NOT_ASKED")),
        ("document/{}/code", Value::from("DOC_KTP")),
        ("literacy.absent", Value::from("ASKED_TWICE")),
    ];
    let empty = project(Kind::Worker, &marked);
    assert_eq!(empty.absence("birth_date"), Some(&Absence::Unknown));
    assert_eq!(empty.absence("phone"), Some(&Absence::Refused));
    assert_eq!(empty.elements("document").next().unwrap().absence("number"), Some(&Absence::NotAsked));
    assert_eq!(empty.absence("literacy").map(Absence::is_known), Some(false), "a newer version's reason is kept");
    assert_eq!(empty.absence("nik"), None);
    let document = json!({FIRST: {"code": "DOC_KTP", "number.absent": "NOT_ASKED"}});
    let expected = json!({
        "birth_date.absent": "UNKNOWN", "phone.absent": "REFUSED", "literacy.absent": "ASKED_TWICE", "document": document,
    });
    assert_eq!(empty.to_json(), expected);

    let values = [
        ("birth_date", Value::from("1990")),
        ("phone/[]/number", Value::from("+6281234567890")),
        ("document/{}/number", Value::from("1")),
        ("literacy", Value::from("BASIC")),
    ];
    let filled = project(Kind::Worker, &[&marked[..], &values[..]].concat());
    assert!(filled.absent().is_empty());
    let unreadable = project(Kind::Worker, &[marked[0].clone(), ("birth_date", Value::from("dulu"))]);
    assert_eq!(unreadable.absence("birth_date"), Some(&Absence::Unknown), "what cannot be read is no value");
}

#[test]
fn every_field_of_every_kind_is_read_and_written() {
    for kind in Kind::ALL {
        let fields: BTreeMap<Path, Value> =
            fields_of(kind).iter().map(|field| (path_of(field.path), field.example())).collect();
        let record = Record::project(kind, &fields, Deployment::Training);
        assert_eq!(record.values(), &fields, "{kind}");
        let hard: Vec<_> =
            record.problems().iter().filter(|problem| problem.severity == crate::problem::Severity::Hard).collect();
        assert!(hard.iter().all(|problem| problem.row.is_some()), "{kind}: {hard:?}");
    }
}

fn path_of(pattern: &str) -> Path {
    Path::parse(&pattern.replace('*', FIRST)).unwrap()
}

#[test]
fn debug_shows_no_personal_data() {
    let case =
        project(Kind::Case, &[("narrative", Value::from("Rahasia")), ("accused/{}/name", Value::from("Rahasia"))]);
    let element = case.elements("accused").next();
    assert!(!format!("{case:?}{element:?}").contains("Rahasia"));
}
