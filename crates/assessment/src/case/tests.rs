use jiff::civil::date;
use reference::Reference;

use super::*;
use crate::fixture::{TODAY, record, today};

fn assess(typed: &[&str]) -> CaseAssessment {
    case(&record(Kind::Case, typed), &today(), TODAY)
}

/// The clocks that run on a day: code, last day, days left.
fn clocks_on(day: Date, typed: &[&str]) -> Vec<(String, String, i32)> {
    let told = case(&record(Kind::Case, typed), &Reference::embedded().at(day), day);
    told.clocks.into_iter().map(|clock| (clock.code, clock.due.to_string(), clock.days_left)).collect()
}

fn clock(code: &str, due: &str, left: i32) -> (String, String, i32) {
    (code.to_owned(), due.to_owned(), left)
}

#[test]
fn the_status_is_the_latest_that_was_written() {
    for (typed, status, is_open) in [
        (&["received_on=2026-01-01"][..], CaseStatus::Received, true),
        (&["status/1/code=VERIFIKASI", "status/1/date=2026-01-05"], CaseStatus::Verification, true),
        (
            &["status/1/code=SELESAI", "status/1/date=2026-02-05", "status/2/code=MEDIASI", "status/2/date=2026-01-05"],
            CaseStatus::Resolved,
            false,
        ),
        (
            &[
                "status/1/code=SELESAI",
                "status/1/date=2026-01-05",
                "status/2/code=DIBUKA_LAGI",
                "status/2/date=2026-02-05",
            ],
            CaseStatus::Reopened,
            true,
        ),
        (&["status/1/code=DITUTUP", "status/1/date=2026-01-05", "status/1/reason=DICABUT"], CaseStatus::Closed, false),
    ] {
        let told = assess(typed);
        assert_eq!((told.status, told.is_open), (status, is_open), "{typed:?}");
    }
}

#[test]
fn papers_are_to_be_complete_thirty_days_after_registration() {
    let registered = "registered_on=2026-01-10";
    let papers = |day, more: &[&str]| -> Vec<_> {
        let typed = [&[registered], more].concat();
        clocks_on(day, &typed).into_iter().filter(|(code, ..)| code == "LENGKAPI_BERKAS").collect()
    };
    assert_eq!(papers(date(2026, 2, 9), &[]), [clock("LENGKAPI_BERKAS", "2026-02-09", 0)]);
    assert_eq!(papers(date(2026, 2, 10), &[]), [clock("LENGKAPI_BERKAS", "2026-02-09", -1)]);
    let complete = ["action/1/kind=BERKAS_LENGKAP", "action/1/date=2026-01-20"];
    assert_eq!(papers(date(2026, 2, 10), &complete), []);
    let at_once = ["action/1/kind=BERKAS_LENGKAP", "action/1/date=2026-01-10"];
    assert_eq!(papers(date(2026, 2, 10), &at_once), [], "complete on the day of registration");
}

#[test]
fn the_accused_meets_a_commitment_within_seven_days() {
    let committed = ["action/1/kind=KOMITMEN", "action/1/date=2026-02-20"];
    assert_eq!(clocks_on(TODAY, &committed), [clock("PENUHI_KOMITMEN", "2026-02-27", -2)]);
    let met = [&committed[..], &["action/2/kind=KOMITMEN_DIPENUHI", "action/2/date=2026-02-25"]].concat();
    assert_eq!(clocks_on(TODAY, &met), []);
    let again = [&met[..], &["action/3/kind=KOMITMEN", "action/3/date=2026-02-26"]].concat();
    assert_eq!(clocks_on(TODAY, &again), [clock("PENUHI_KOMITMEN", "2026-03-05", 4)]);
}

#[test]
fn working_days_are_counted_without_weekends_and_holidays() {
    let asked = |on: &str| vec!["action/1/kind=KEJELASAN_DIMINTA".to_owned(), format!("action/1/date={on}")];
    for (on, due) in [
        // The Chinese New Year and its joint leave: 16 and 17 February.
        ("2026-02-02", "2026-02-25"),
        // Nyepi, Idul Fitri and their joint leave: 18, 19, 20, 23 and 24 March; Good Friday: 3 April.
        ("2026-03-09", "2026-04-07"),
        // Isra Mi'raj: 16 January.
        ("2026-01-02", "2026-01-26"),
    ] {
        let typed = asked(on);
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        let clocks = clocks_on(TODAY, &typed);
        assert_eq!(clocks.iter().map(|(_, due, _)| due.as_str()).collect::<Vec<_>>(), [due], "{on}");
    }
}

#[test]
fn a_count_that_reaches_into_a_year_without_holidays_says_so() {
    let typed = ["action/1/kind=KEJELASAN_DIMINTA", "action/1/date=2026-12-20"];
    assert_eq!(assess(&typed).clocks.iter().map(|clock| clock.holidays_known).collect::<Vec<_>>(), [false]);
    let typed = ["action/1/kind=KEJELASAN_DIMINTA", "action/1/date=2026-02-20"];
    assert!(assess(&typed).clocks[0].holidays_known);
}

#[test]
fn a_complaint_that_nobody_answers_for_six_months_may_be_closed() {
    let registered = "registered_on=2025-08-31";
    let replied = [
        registered,
        "action/1/kind=BERKAS_LENGKAP",
        "action/1/date=2025-09-01",
        "action/2/kind=TANGGAPAN",
        "action/2/date=2025-10-15",
    ];
    let waits = |typed: &[&str]| {
        let told = assess(typed);
        let clock = told.clocks.into_iter().find(|clock| clock.code == "TUNGGU_TANGGAPAN").map(|clock| clock.due);
        (clock, told.may_close)
    };
    assert_eq!(waits(&replied[..3]), (Some(date(2026, 2, 28)), vec![ClosureReason::Unsolvable]));
    assert_eq!(waits(&replied), (Some(date(2026, 4, 15)), vec![]), "each reply starts the clock anew");
}

#[test]
fn no_clock_of_a_closed_complaint_runs_and_one_that_was_handed_over_is_followed() {
    let closed = [
        "registered_on=2025-01-10",
        "status/1/code=DITUTUP",
        "status/1/reason=DILIMPAHKAN",
        "status/1/date=2025-03-01",
    ];
    let told = assess(&closed);
    assert_eq!((told.clocks, told.may_close, told.is_followed), (vec![], vec![], true));
    let reopened = [&closed[..], &["status/2/code=DIBUKA_LAGI", "status/2/date=2026-01-01"]].concat();
    let told = assess(&reopened);
    assert!(!told.is_followed && told.clocks.iter().any(RunningClock::is_past));
}

#[test]
fn danger_to_life_goes_first_and_trafficking_decides_who_reads() {
    for (typed, urgent, access) in [
        (&["severity=HIGH"][..], false, AccessGroup::Normal),
        (&["severity=CRITICAL"], true, AccessGroup::Normal),
        (&["life_threat=ya", "access_group=RESTRICTED"], true, AccessGroup::Restricted),
        (&["type/1/code=TPPO_SUSPECT", "access_group=NORMAL"], false, AccessGroup::Trafficking),
        (&["access_group=TPPO"], false, AccessGroup::Trafficking),
    ] {
        let told = assess(typed);
        assert_eq!((told.is_urgent, told.access), (urgent, access), "{typed:?}");
    }
}

#[test]
fn a_referral_waits_until_it_is_accepted() {
    let sent = [
        "referral/1/agency=UPTD_PPA",
        "referral/1/sent_on=2026-02-20",
        "referral/2/agency=BP3MI",
        "referral/2/accepted_on=2026-02-21",
    ];
    assert_eq!(assess(&sent).waiting_referrals, [crate::fixture::element("1")]);
}
