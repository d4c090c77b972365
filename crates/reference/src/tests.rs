use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;
use records::{
    Country, Kind, Path, RegionCode,
    field::{FieldType, field_of},
    milestone::MilestoneCode,
    value_set::{CountryStatus, DocumentType, Indicator, Occupation, Scheme, ScreeningPhase, ScreeningResult, Topic},
};

use super::*;

const HEAD: &str = "format = 1\nversion = \"1\"\nas_of = \"2026\"\n";

fn parse(rules: &str) -> Result<Reference, Error> {
    Reference::parse(format!("{HEAD}{rules}").as_bytes())
}

fn today() -> Rules<'static> {
    Reference::embedded().at(date(2026, 3, 1))
}

/// An age rule, the smallest that there is.
fn age(more: &str) -> String {
    format!("[[age]]\nminimum = 18\nsource = \"UU 18/2017\"\n{more}\n")
}

#[test]
fn the_embedded_rules_are_sound() {
    let reference = Reference::parse(Reference::embedded_text().as_bytes());
    assert_eq!(reference.as_ref(), Ok(Reference::embedded()), "{:?}", reference.as_ref().map_err(ToString::to_string));
}

#[test]
fn the_embedded_rules_know_every_code_and_no_other() {
    let today = today();
    let milestones: Vec<_> = today.milestones().map(|rule| rule.code.clone()).collect();
    assert_eq!(milestones, MilestoneCode::ALL);
    for rule in today.milestones() {
        assert_eq!((Some(rule.phase), rule.number), (rule.code.phase(), rule.code.number()), "{}", rule.code);
        assert_eq!((rule.label_id.as_str(), rule.label_en.as_str()), (rule.code.label_id(), rule.code.label_en()));
    }
    assert_eq!(today.documents().map(|rule| rule.code.clone()).collect::<Vec<_>>(), DocumentType::ALL);
    assert_eq!(today.topics().map(|rule| rule.code.clone()).collect::<Vec<_>>(), Topic::ALL);
    let questions = ScreeningPhase::ALL.iter().flat_map(|phase| today.questions(phase));
    assert_eq!(questions.map(|question| question.code.clone()).collect::<Vec<_>>(), Indicator::ALL);
}

#[test]
fn what_the_embedded_rules_speak_of_exists() {
    let reference = Reference::embedded();
    let papers = reference.requirements.iter().flat_map(|rule| &rule.documents);
    assert!(papers.chain(reference.milestones.iter().flat_map(|rule| &rule.evidence)).all(DocumentType::is_known));
    assert!(reference.requirements.iter().all(|rule| rule.scheme.is_known()));
    assert!(reference.countries.iter().all(|rule| rule.status.is_known()));
    assert!(reference.results.iter().all(|rule| rule.result.is_known() && rule.phase.is_known()));
    for path in reference.requirements.iter().flat_map(|rule| &rule.fields) {
        assert!(field_of(Kind::Worker, path).is_some(), "{path}");
    }
}

#[test]
fn every_event_of_a_clock_is_a_field_with_a_date() {
    let field = |kind, pattern: &str| {
        let path = Path::parse(&pattern.replace('*', "x")).unwrap();
        field_of(kind, &path).unwrap_or_else(|| panic!("{kind} has no {pattern}"))
    };
    for clock in &Reference::embedded().clocks {
        for event in clock.starts.iter().chain(&clock.stops) {
            let when = field(clock.kind, &event.date_field()).value;
            assert!(matches!(when, FieldType::Date | FieldType::Moment), "{}: {event}", clock.code);
            let Some(code) = event.code() else { continue };
            let set = field(clock.kind, event.field()).value.codes().unwrap();
            assert!(set.get(code).is_some(), "{}: {event}", clock.code);
        }
        assert!(clock.closes.as_ref().is_none_or(records::value_set::ClosureReason::is_known), "{}", clock.code);
    }
}

#[test]
fn a_scheme_needs_its_papers() {
    let today = today();
    let papers = |scheme: &Scheme| -> BTreeSet<&str> {
        today.requirement(scheme).unwrap().documents.iter().map(DocumentType::code).collect()
    };
    assert!(papers(&Scheme::PToP).contains("DOC_PLACEMENT_AGR") && !papers(&Scheme::PToP).contains("DOC_JKN"));
    assert!(papers(&Scheme::Independent).contains("DOC_RISK_STMT"));
    assert!(!papers(&Scheme::Independent).contains("DOC_PLACEMENT_AGR"));
    assert_eq!(papers(&Scheme::ReEntry).len(), 6);
    assert_eq!(today.requirement(&Scheme::GToG), None, "its set is not known");
}

#[test]
fn a_rule_holds_from_its_first_to_its_last_day() {
    let reference = parse(&[age("from = \"2024-03\"\nto = \"2025\""), age("from = \"2026-01-01\"")].concat()).unwrap();
    for (day, holds) in [
        (date(2024, 2, 29), 0),
        (date(2024, 3, 1), 1),
        (date(2025, 12, 31), 1),
        (date(2026, 1, 1), 1),
        (date(2099, 1, 1), 1),
    ] {
        let rule = reference.at(day).minimum_age(None, None);
        assert_eq!(usize::from(rule.is_some()), holds, "{day}");
    }
}

#[test]
fn the_rules_of_a_place_speak_of_it_alone() {
    let status = |day, country: &str, occupation: &str, origin: &str| -> Vec<CountryStatus> {
        let (occupation, origin) = (Occupation::from_code(occupation), RegionCode::parse(origin).unwrap());
        let rules = Reference::embedded().at(day);
        let fitting = rules.countries(Country::find(country), Some(&occupation), Some(&origin));
        fitting.map(|rule| rule.status.clone()).collect()
    };
    let now = date(2026, 3, 1);
    assert_eq!(status(now, "KH", "PABRIK", "52.03.13.2001"), [CountryStatus::Caution]);
    assert_eq!(status(now, "MY", "PRT", "53.13.01.2003"), [CountryStatus::Moratorium]);
    assert_eq!(status(now, "MY", "PRT", "52.03.13.2001"), []);
    assert_eq!(status(now, "MY", "LADANG_SAWIT", "53.13.01.2003"), []);
    assert_eq!(status(date(2019, 1, 1), "MY", "LADANG_SAWIT", "53.13.01.2003"), [CountryStatus::Moratorium]);
    assert_eq!(today().countries(None, None, None).count(), 0, "what is not known fits no rule that asks for it");
}

#[test]
fn the_highest_minimum_age_counts() {
    let minimum = |occupation: Option<&Occupation>| today().minimum_age(None, occupation).map(|rule| rule.minimum);
    assert_eq!(minimum(None), Some(18));
    assert_eq!(minimum(Some(&Occupation::Domestic)), Some(21));
    assert_eq!(minimum(Some(&Occupation::PalmOil)), Some(18));
}

#[test]
fn offices_work_but_on_weekends_and_holidays() {
    let rules = today();
    for (day, works) in [
        (date(2026, 3, 13), true),
        (date(2026, 3, 14), false),
        (date(2026, 3, 15), false),
        (date(2026, 3, 18), false),
        (date(2026, 3, 19), false),
        (date(2026, 3, 25), true),
        (date(2026, 8, 17), false),
    ] {
        assert_eq!(rules.is_working_day(day), works, "{day}");
    }
    assert!(rules.lists_holidays_of(2026) && !rules.lists_holidays_of(2027));
}

#[test]
fn two_strong_signs_at_work_are_referred() {
    let first = today().results(&ScreeningPhase::Work).next().map(|rule| (rule.weight, rule.at_least, &rule.result));
    assert_eq!(first, Some((Weight::Strong, 2, &ScreeningResult::Refer)));
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    for (rules, said) in [
        ("[[age]]\nminimum = 18\nsource = \" \"\n".to_owned(), "rule 1 of `age` (/): a rule names its source"),
        (age("from = \"2025\"\nto = \"2024\""), "rule 1 of `age` (/): it ends before it begins"),
        (
            [age("to = \"2025\""), age("from = \"2025-06\"")].concat(),
            "rule 2 of `age` (/): another rule about the same holds at the same time",
        ),
        ("[[age]]\nminimum = 99\nsource = \"x\"\n".to_owned(), "rule 1 of `age` (/): the number is out of bounds"),
        (
            format!("[[age]]\nminimum = 18\nsource = \"{}\"\n", "x".repeat(401)),
            "rule 1 of `age` (/): a text has at most 400 characters",
        ),
        (age("").repeat(501), "at most 500 rules of `age`, not 501"),
        (
            "[[requirement]]\nscheme = \"SSW\"\ndocuments = []\nsource = \"x\"\n".to_owned(),
            "rule 1 of `requirement` (SSW): it needs no document",
        ),
        (
            "[[holiday]]\ndate = \"2026-03\"\nlabel_id = \"x\"\nlabel_en = \"x\"\nsource = \"x\"\n".to_owned(),
            "rule 1 of `holiday` (2026-03): a holiday is a day",
        ),
    ] {
        assert_eq!(parse(&rules).unwrap_err().to_string(), said);
    }
}

#[test]
fn what_is_no_text_of_rules_is_refused() {
    assert_eq!(Reference::parse(&[b'#'; (256 << 10) + 1]), Err(Error::TooLarge((256 << 10) + 1)));
    assert_eq!(Reference::parse(b"\xff"), Err(Error::NotText));
    assert_eq!(Reference::parse(b"format = 2\nnewer = true\n"), Err(Error::Format(2)));
    for text in ["", "format = 1", "{}", "format = 1\nversion = 1\nas_of = \"2026\"\n"] {
        assert!(matches!(Reference::parse(text.as_bytes()), Err(Error::Shape(_))), "{text}");
    }
    for rule in ["minimum = \"old\"\nsource = \"x\"", "minimum = 18", "minimum = 18\nsource = \"x\"\ncountry = \"XX\""]
    {
        let error = parse(&format!("[[age]]\n{rule}\n")).unwrap_err();
        assert!(matches!(error, Error::Shape(_)), "{rule}: {error}");
    }
}

#[test]
fn what_a_newer_version_adds_is_passed_over_and_its_codes_are_kept() {
    let newer = "[[topic]]\ncode = \"TOPIK_BARU\"\nlabel_id = \"baru\"\nlabel_en = \"new\"\nrequired = true\n\
                 source = \"x\"\nnewer_key = 1\n[[newer_list]]\na = 1\n";
    let reference = parse(newer).unwrap();
    assert_eq!(reference.topics[0].code.code(), "TOPIK_BARU");
}

#[test]
fn an_event_is_a_field_or_an_element_of_a_code() {
    for (text, field, date, code) in [
        ("registered_on", "registered_on", "registered_on", None),
        ("subject_request/*/received_at", "subject_request/*/received_at", "subject_request/*/received_at", None),
        ("action/*/kind=KOMITMEN", "action/*/kind", "action/*/date", Some("KOMITMEN")),
    ] {
        let event = ClockEvent::parse(text).unwrap();
        assert_eq!((event.field(), event.date_field().as_str(), event.code()), (field, date, code));
        assert_eq!(event.to_string(), text);
    }
    for bad in ["", "a b", "kind=KOMITMEN", "action/*/kind=komitmen", "a/*/b/*/c", "*", "a/b/*/c", "action/*/"] {
        assert_eq!(ClockEvent::parse(bad), Err(ParseEventError), "{bad}");
    }
}

proptest! {
    /// Bytes from outside never panic, however they break a text that was sound.
    #[test]
    fn no_bytes_make_parse_panic(
        at in 0..EMBEDDED.len(), cut in 0_usize..200, instead in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let mut bytes = EMBEDDED.as_bytes().to_vec();
        bytes.splice(at..(at + cut).min(EMBEDDED.len()), instead);
        if let Ok(reference) = Reference::parse(&bytes) {
            prop_assert!(reference.clocks.iter().all(|clock| clock.limit > 0));
        }
    }

    #[test]
    fn an_event_prints_and_parses(text in "[a-z_/*]{1,12}(=[A-Z_]{1,6})?") {
        if let Ok(event) = ClockEvent::parse(&text) {
            prop_assert_eq!(event.to_string(), text);
        }
    }
}
