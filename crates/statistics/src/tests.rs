use std::collections::BTreeMap;

use assessment::Circumstances;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use records::{Deployment, ElementId, Kind, Path, RegionCode, Value, field, worker::Worker};
use reference::Reference;

use crate::{Cell, Complaint, Dimension, FigureCode, Period, Person, Report, Tally};

const TODAY: Date = date(2026, 3, 1);

fn worker(typed: &[&str]) -> Worker {
    let field = |line: &&str| {
        let (path, text) = line.split_once('=').unwrap();
        let path = match path.split('/').collect::<Vec<_>>()[..] {
            [collection, name, field] => Path::element(collection, ElementId::derived(&[name]), field).unwrap(),
            _ => Path::parse(path).unwrap(),
        };
        let value = field::field_of(Kind::Worker, &path).unwrap().parse(text, Deployment::Training).unwrap();
        (path, value)
    };
    Worker::project(&typed.iter().map(field).collect::<BTreeMap<Path, Value>>(), Deployment::Training)
}

fn person(typed: &[&str]) -> Person {
    let worker = worker(typed);
    let circumstances = Circumstances::of(&worker);
    let told = assessment::worker(&circumstances, &Reference::embedded().at(TODAY), TODAY);
    Person::of(&circumstances, &told, &RegionCode::parse("53.13.01.2001").unwrap())
}

/// Six invented people and what became of them in 2025.
fn village() -> Vec<Person> {
    vec![
        // Went by the official way, and came back.
        person(&[
            "sex=P",
            "destination_country=MY",
            "milestone/a/code=OPP",
            "milestone/b/code=E_KPMI",
            "departure/a/departed_on=2025-02-01",
            "departure/a/country=MY",
            "departure/a/visa_type=WORK",
            "return/a/arrived_on=2025-12-20",
            "return/a/category=HABIS_KONTRAK",
        ]),
        // Went as a tourist, and died there.
        person(&[
            "sex=L",
            "departure/a/departed_on=2025-04-01",
            "departure/a/country=MY",
            "departure/a/visa_type=TOURIST",
            "return/a/category=JENAZAH",
            "return/a/death_date=2025-11-03",
        ]),
        // Left at some time in 2025, before the period or within it.
        person(&["milestone/a/code=BERANGKAT", "milestone/a/date=2025"]),
        // Died in the year before.
        person(&["milestone/a/code=MENINGGAL", "milestone/a/date=2024-12-31"]),
        // Wants to go, nothing is known.
        person(&["name=Contoh Lima", "origin_village=52.03.13.2001"]),
        // Wants to go again, and says how.
        person(&["name=Contoh Enam", "scheme=RE_ENTRY"]),
    ]
}

fn report_of(people: &[Person], period: Period) -> Report {
    let mut tally = Tally::new(period, TODAY);
    people.iter().for_each(|person| tally.person(person));
    tally.report()
}

fn year() -> Period {
    Period::new(date(2025, 1, 1), date(2025, 12, 31)).unwrap()
}

fn figures(report: &Report) -> BTreeMap<&'static str, (u64, u64, u64)> {
    let figure =
        |figure: &crate::Figure| (figure.code.code(), (figure.numerator, figure.denominator, figure.uncertain));
    report.figures.iter().map(figure).collect()
}

#[test]
fn a_village_of_six_is_counted_as_its_chronicle_tells() {
    let report = report_of(&village(), year());
    assert_eq!(
        figures(&report),
        BTreeMap::from([
            ("PLACEMENTS", (3, 6, 0)),
            ("PLACEMENTS_NON_PROCEDURAL", (1, 3, 0)),
            ("ORIENTATION_DONE", (1, 3, 0)),
            ("RETURNS", (1, 6, 0)),
            ("DEATHS", (1, 6, 0)),
            ("DEATHS_NON_PROCEDURAL", (1, 1, 0)),
            // One of the two names a scheme whose needs are known, and lacks them.
            ("DOCUMENTS_COMPLETE", (0, 1, 1)),
            ("NO_DOCS", (2, 2, 0)),
            ("NO_P3MI", (1, 2, 0)),
            ("NO_COMPETENCE", (2, 2, 0)),
            ("CASES_PAST_CLOCK", (0, 0, 0)),
        ])
    );
}

#[test]
fn what_a_figure_is_made_of_sums_to_it() {
    let report = report_of(&village(), year());
    let placements = report.figure(FigureCode::Placements).unwrap();
    let cell = |key: &str, count| Cell { key: key.to_owned(), count: Some(count) };
    assert_eq!(placements.by[&Dimension::Country], [cell("MY", 2), cell("UNKNOWN", 1)]);
    assert_eq!(placements.by[&Dimension::Sex], [cell("L", 1), cell("P", 1), cell("UNKNOWN", 1)]);
    let without_papers = report.figure(FigureCode::NoDocs).unwrap();
    assert_eq!(without_papers.by[&Dimension::Regency], [cell("52.03", 1), cell("53.13", 1)]);
}

#[test]
fn an_event_whose_date_may_lie_outside_is_told_apart() {
    let half = Period::new(date(2025, 1, 1), date(2025, 6, 30)).unwrap();
    let report = report_of(&village(), half);
    let placements = report.figure(FigureCode::Placements).unwrap();
    assert_eq!((placements.numerator, placements.uncertain), (2, 1));
}

#[test]
fn a_closed_complaint_has_no_clock() {
    let mut tally = Tally::new(year(), TODAY);
    for (is_open, is_past_clock) in [(true, true), (true, false), (false, true)] {
        tally.complaint(Complaint { is_open, is_past_clock });
    }
    let report = tally.report();
    let figure = report.figure(FigureCode::CasesPastClock).unwrap();
    assert_eq!((figure.numerator, figure.denominator), (1, 2));
}

#[test]
fn what_is_published_tells_of_nobody_alone() {
    let six = vec![person(&["sex=P"]), person(&["sex=P"]), person(&["sex=P"]), person(&["sex=P"]), person(&["sex=P"])];
    let mixed: Vec<_> = six.into_iter().chain([person(&["sex=L"])]).collect();
    let report = report_of(&mixed, year()).published(crate::SMALLEST);
    let figure = report.figure(FigureCode::NoDocs).unwrap();
    // One man would be found by subtraction, so the women are left out too.
    assert!(figure.by[&Dimension::Sex].iter().all(|cell| cell.count.is_none()));
    assert_eq!(figure.by[&Dimension::Regency], [Cell { key: "53.13".to_owned(), count: Some(6) }]);
    assert_eq!(figure.numerator, 6);
}

#[test]
fn every_figure_is_defined_and_in_the_report_once() {
    let report = report_of(&[], year());
    let codes: Vec<_> = report.figures.iter().map(|figure| figure.code.code()).collect();
    let once: std::collections::BTreeSet<_> = codes.iter().collect();
    assert_eq!(once.len(), codes.len());
    for code in FigureCode::ALL {
        let definition = code.definition();
        for text in [definition.label_id, definition.label_en, definition.definition_id, definition.definition_en] {
            assert!(!text.is_empty(), "{}", code.code());
        }
    }
}

proptest! {
    #[test]
    fn no_order_of_people_changes_a_figure_and_no_part_exceeds_its_whole(order in Just(village()).prop_shuffle()) {
        let report = report_of(&order, year());
        prop_assert_eq!(&report, &report_of(&village(), year()));
        for figure in &report.figures {
            prop_assert!(figure.numerator <= figure.denominator, "{}", figure.code.code());
            for cells in figure.by.values() {
                prop_assert_eq!(cells.iter().filter_map(|cell| cell.count).sum::<u64>(), figure.numerator);
            }
        }
    }
}
