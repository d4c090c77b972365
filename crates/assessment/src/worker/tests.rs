use records::{
    milestone::MilestoneCode,
    value_set::{DocumentType, ProceduralStatus, Scheme, StatusReason, VisaType},
};

use super::*;
use crate::{
    Reason, Reminding,
    fixture::{TODAY, doc, element, household, record, today, worker as invented},
    life::Word,
    paper::{Evidence, PaperState},
};

fn assess(typed: &[&str]) -> WorkerAssessment {
    worker(&Circumstances::of(&invented(typed)), &today(), TODAY)
}

fn stage(assessment: &WorkerAssessment) -> Option<&str> {
    assessment.stage.as_ref().map(|stage| stage.code.code())
}

/// All papers of somebody who is placed by an agency.
const ALL_PAPERS: &[&str] = &[
    "scheme=P_TO_P",
    "document/1/code=DOC_KTP",
    "document/2/code=DOC_KK",
    "document/3/code=DOC_MARITAL",
    "document/4/code=DOC_FAMILY_PERMIT",
    "document/5/code=DOC_COMPETENCE",
    "document/6/code=DOC_HEALTH_PSY",
    "document/7/code=DOC_PASSPORT",
    "document/8/code=DOC_WORK_VISA",
    "document/9/code=DOC_PLACEMENT_AGR",
    "document/10/code=DOC_WORK_AGR",
    "document/11/code=DOC_BPJS_TK",
    "document/12/code=DOC_OPP_CERT",
];

#[test]
fn the_stage_follows_from_milestones_departures_and_returns_and_death_dominates() {
    for (typed, code, way) in [
        (&["name=Contoh"][..], None, Way::Ahead),
        (&["milestone/1/code=PASPOR"], Some("PASPOR"), Way::Ahead),
        (&["milestone/1/code=PASPOR", "departure/1/departed_on=2025-05-01"], Some("BERANGKAT"), Way::Away),
        (&["departure/1/departed_on=2025-05-01", "departure/1/arrived_on=2025-05-03"], Some("TIBA"), Way::Away),
        (&["departure/1/departed_on=2025-05-01", "return/1/arrived_on=2026-01-02"], Some("PULANG"), Way::Over),
        (&["return/1/arrived_on=2026-01-02", "return/1/category=CUTI"], Some("CUTI"), Way::Away),
        (&["return/1/arrived_on=2026-01-02", "return/1/category=CPMI_HASIL_PENCEGAHAN"], Some("DICEGAH"), Way::Ahead),
        (&["departure/1/departed_on=2025-05-01", "milestone/1/code=HILANG_KONTAK"], Some("HILANG_KONTAK"), Way::Away),
        (&["return/1/category=JENAZAH"], Some("MENINGGAL"), Way::Over),
        (
            &[
                "milestone/1/code=MENINGGAL",
                "milestone/1/date=2025-01-01",
                "milestone/2/code=PURNA",
                "milestone/2/date=2026-01-01",
            ],
            Some("MENINGGAL"),
            Way::Over,
        ),
    ] {
        let told = assess(typed);
        assert_eq!((stage(&told), told.way), (code, way), "{typed:?}");
    }
}

#[test]
fn what_authorities_state_counts_beside_what_the_village_tells() {
    let worker = invented(&["name=Contoh", "birth_date=1999", "milestone/1/code=DAFTAR_DESA"]);
    let standing =
        record(Kind::Standing, &["milestone/1/code=OPP", "milestone/1/date=2026-02-20", "birth_date=1995-07-01"]);
    let told =
        super::worker(&Circumstances { standing: Some(&standing), ..Circumstances::of(&worker) }, &today(), TODAY);
    assert_eq!(stage(&told), Some("OPP"));
    assert_eq!(told.age.and_then(|age| age.exact()), Some(30));
    let orientation = told.papers.iter().find(|paper| paper.document == DocumentType::Orientation);
    let evidence = Evidence::Milestone(MilestoneCode::Orientation, Word::Authority);
    assert_eq!(orientation.map(|paper| (paper.state, paper.evidence.clone())), Some((PaperState::Had, Some(evidence))));
}

#[test]
fn what_is_missing_follows_from_the_scheme() {
    assert_eq!(assess(&["name=Contoh"]).missing, [Missing::Scheme]);
    assert_eq!(assess(&["scheme=UNKNOWN"]).missing, [Missing::Scheme]);
    assert_eq!(assess(&["scheme=G_TO_G"]).missing, [Missing::RequirementOf { scheme: Scheme::GToG }]);
    assert_eq!(assess(ALL_PAPERS).missing, []);
    let re_entry = assess(&["scheme=RE_ENTRY"]);
    assert_eq!(re_entry.missing.len(), 7, "six papers and the photo");
    assert_eq!(re_entry.missing.last(), Some(&Missing::Field { path: records::Path::parse("photo").unwrap() }));
    let with_photo = ["scheme=RE_ENTRY", &format!("photo={}", "0".repeat(64))];
    assert_eq!(assess(&with_photo).missing.len(), 6);
}

#[test]
fn a_paper_is_only_had_where_nothing_speaks_against_it() {
    for (typed, state) in [
        (&["document/1/expires_on=2026-03-01"][..], None),
        (&["document/1/expires_on=2026-03"], None),
        (&["document/1/expires_on=2026-02-28"], Some(PaperState::Expired)),
        (&["document/1/expires_on=2026-02"], Some(PaperState::Expired)),
        (&["document/1/check=SUSPECT"], Some(PaperState::Suspect)),
        (&["document/1/check=FORGED", "document/1/expires_on=2020"], Some(PaperState::Forged)),
        (&["document/1/expires_on=2020", "document/2/code=DOC_PASSPORT"], None),
        (&["document/1/check=FORGED", "document/2/code=DOC_PASSPORT", "document/2/expires_on=2030"], None),
    ] {
        let typed = [&["scheme=P_TO_P", "document/1/code=DOC_PASSPORT"][..], typed].concat();
        let missing = assess(&typed).missing;
        let lacks = |state| Missing::Document { document: DocumentType::Passport, state };
        let states = [PaperState::Expired, PaperState::Suspect, PaperState::Forged, PaperState::Missing];
        let passport = states.into_iter().find(|state| missing.contains(&lacks(*state)));
        assert_eq!(passport, state, "{typed:?}");
    }
}

#[test]
fn a_milestone_or_a_number_tells_of_a_paper_that_nobody_recorded() {
    let told = assess(&["scheme=P_TO_P", "milestone/1/code=PASPOR", "bpjs_tk_no=12345678901"]);
    for document in [DocumentType::Passport, DocumentType::BpjsTk] {
        assert!(
            told.missing.contains(&Missing::Document { document: document.clone(), state: PaperState::Told }),
            "{document}"
        );
    }
    assert!(!told.flags.contains(&Flag::NoDocs));
}

#[test]
fn the_familys_permission_stands_in_the_household_until_it_is_revoked() {
    let ani = doc("ani");
    let for_ani = format!("permission/1/worker={ani}");
    let for_budi = format!("permission/1/worker={}", doc("budi"));
    for (typed, state) in [
        (vec![for_ani.as_str(), "permission/1/date=2026-01-01"], Some(PaperState::Had)),
        (vec!["permission/1/date=2026-01-01"], Some(PaperState::Had)),
        (vec![&for_budi, "permission/1/date=2026-01-01"], None),
        (
            vec![&for_ani, "permission/1/date=2026-01-01", "permission/1/revoked_at=2026-02-01"],
            Some(PaperState::Revoked),
        ),
        (vec!["permission/1/revoked_at=2026-02-01", "permission/2/date=2026-01-15"], Some(PaperState::Revoked)),
        (vec!["permission/1/revoked_at=2026-02-01", "permission/2/date=2026-02-15"], Some(PaperState::Had)),
    ] {
        let (worker, household) = (invented(&["scheme=P_TO_P"]), household(&typed));
        let known = Circumstances { ids: &[ani], household: Some(&household), ..Circumstances::of(&worker) };
        let told = super::worker(&known, &today(), TODAY);
        let permit = told.papers.iter().find(|paper| paper.document == DocumentType::FamilyPermit);
        assert_eq!(permit.map(|paper| paper.state).filter(|state| *state != PaperState::Missing), state, "{typed:?}");
        assert_eq!(told.flags.contains(&Flag::PermissionRevoked), state == Some(PaperState::Revoked), "{typed:?}");
    }
}

#[test]
fn who_was_at_the_orientation_has_its_proof() {
    let ani = doc("ani");
    let there = format!("attendee/1/worker={ani}");
    for (typed, state) in [
        (vec!["kind=OPP", &there, "attendee/1/present=ya", "attendee/1/result=LULUS"], PaperState::Had),
        (vec!["kind=OPP_SEKTOR", &there, "attendee/1/present=ya"], PaperState::Told),
        (vec!["kind=OPP", &there, "attendee/1/present=tidak", "attendee/1/result=LULUS"], PaperState::Missing),
        (
            vec!["kind=SOSIALISASI_DESA", &there, "attendee/1/present=ya", "attendee/1/result=LULUS"],
            PaperState::Missing,
        ),
        (
            vec!["kind=OPP", "attendee/1/name=Ani", "attendee/1/present=ya", "attendee/1/result=LULUS"],
            PaperState::Missing,
        ),
    ] {
        let (worker, session) = (invented(&["scheme=P_TO_P"]), record(Kind::Session, &typed));
        let known = Circumstances { ids: &[ani], sessions: &[&session], ..Circumstances::of(&worker) };
        let told = super::worker(&known, &today(), TODAY);
        let proof = told.papers.iter().find(|paper| paper.document == DocumentType::Orientation);
        assert_eq!(proof.map(|paper| paper.state), Some(state), "{typed:?}");
    }
}

#[test]
fn a_way_is_only_called_non_procedural_where_something_speaks_for_it() {
    let departed = "departure/1/departed_on=2025-05-01";
    for (typed, status) in [
        (&["name=Contoh"][..], ProceduralStatus::Unknown),
        (&[departed], ProceduralStatus::Unknown),
        (&["milestone/1/code=BEKERJA"], ProceduralStatus::Unknown),
        (&[departed, "departure/1/visa_type=WORK"], ProceduralStatus::Unknown),
        (&[departed, "departure/1/visa_type=TOURIST"], ProceduralStatus::NonProcedural),
        (&[departed, "status_reason/1/code=OVERSTAY"], ProceduralStatus::NonProcedural),
        (&["procedural_status=NONPROSEDURAL"], ProceduralStatus::NonProcedural),
        (&[departed, "procedural_status=PROSEDURAL"], ProceduralStatus::Procedural),
        (&[departed, "milestone/1/code=OPP", "milestone/2/code=E_KPMI"], ProceduralStatus::Procedural),
        (&["milestone/1/code=OPP", "milestone/2/code=E_KPMI"], ProceduralStatus::Unknown),
        (&[departed, "milestone/1/code=OPP", "ekpmi_no=E-1"], ProceduralStatus::Procedural),
        (&[departed, "milestone/1/code=OPP"], ProceduralStatus::Unknown),
        (
            &[departed, "milestone/1/code=OPP", "ekpmi_no=E-1", "departure/1/visa_type=UMRAH"],
            ProceduralStatus::NonProcedural,
        ),
    ] {
        assert_eq!(assess(typed).procedural.status, status, "{typed:?}");
    }
}

#[test]
fn an_authoritys_word_goes_first_and_every_reason_is_named() {
    let worker = invented(&[
        "departure/1/departed_on=2025-05-01",
        "departure/1/visa_type=TOURIST",
        "status_reason/1/code=NO_OPP",
        "procedural_status=NONPROSEDURAL",
        "milestone/1/code=E_KPMI",
    ]);
    let standing = record(Kind::Standing, &["procedural_status=PROSEDURAL"]);
    let told =
        super::worker(&Circumstances { standing: Some(&standing), ..Circumstances::of(&worker) }, &today(), TODAY);
    assert_eq!(told.procedural.status, ProceduralStatus::Procedural);
    assert_eq!(
        told.procedural.reasons,
        [
            Reason::Stated { status: ProceduralStatus::Procedural, by: Word::Authority },
            Reason::Stated { status: ProceduralStatus::NonProcedural, by: Word::Record },
            Reason::Told { reason: StatusReason::NoOrientation },
            Reason::Visa { visa: VisaType::Tourist },
            Reason::NotRecorded { milestone: MilestoneCode::Orientation },
            Reason::Passed { milestone: MilestoneCode::WorkerCard, by: Word::Record },
        ]
    );
}

#[test]
fn contact_that_is_lost_is_reminded_of_once() {
    let clocks = |typed: &[&str]| -> Vec<(String, i32)> {
        let clock = |reminder: Reminder| {
            let Reminding::Clock { clock, .. } = reminder.what else { return None };
            Some((clock, reminder.days_left))
        };
        assess(typed).reminders.into_iter().filter_map(clock).collect()
    };
    let due = |clock: &str, days| vec![(clock.to_owned(), days)];
    let departed = "departure/1/departed_on=2025-01-01";
    assert_eq!(clocks(&["name=Contoh"]), []);
    assert_eq!(clocks(&[departed, "contact_check/1/date=2026-02-20"]), [], "nine days ago");
    assert_eq!(clocks(&[departed, "contact_check/1/date=2026-02-01"]), due("KONTAK_30_HARI", 2));
    assert_eq!(clocks(&[departed, "contact_check/1/date=2026-01-01"]), due("KONTAK_30_HARI", -29));
    assert_eq!(
        clocks(&[departed, "contact_check/1/date=2025-12-05"]),
        due("KONTAK_30_HARI", -56),
        "five days before 90"
    );
    assert_eq!(clocks(&[departed, "contact_check/1/date=2025-10-01"]), due("KONTAK_90_HARI", -61));
    assert_eq!(clocks(&["milestone/1/code=BERANGKAT", "milestone/1/date=2026-01-01"]), due("KONTAK_30_HARI", -29));
    assert_eq!(clocks(&[departed, "return/1/arrived_on=2026-01-01"]), []);
    assert_eq!(clocks(&[departed, "return/1/category=JENAZAH"]), []);
}

#[test]
fn what_the_family_hears_is_a_contact() {
    let (worker, household) =
        (invented(&["departure/1/departed_on=2025-01-01"]), household(&["last_contact=2026-02-25"]));
    let told =
        super::worker(&Circumstances { household: Some(&household), ..Circumstances::of(&worker) }, &today(), TODAY);
    let left: Vec<_> = told.clocks.iter().map(|clock| (clock.code.as_str(), clock.days_left)).collect();
    assert_eq!(left, [("KONTAK_30_HARI", 26), ("KONTAK_90_HARI", 86)]);
}

#[test]
fn a_request_of_the_person_runs_for_three_days_of_its_own() {
    // Eight in the evening in Mataram: due at eight in the evening of the first of March.
    let typed = ["subject_request/1/kind=AKSES", "subject_request/1/received_at=2026-02-26T12:00:00Z"];
    let told = assess(&typed);
    let clock = &told.clocks[0];
    assert_eq!((clock.code.as_str(), clock.element), ("JAWAB_PERMINTAAN", Some(element("1"))));
    assert_eq!((clock.due, clock.days_left, clock.is_past()), (TODAY, 0, false));
    let answered = [&typed[..], &["subject_request/1/answered_at=2026-02-27T12:00:00Z"]].concat();
    assert_eq!(assess(&answered).clocks, []);
    let another = [&answered[..], &["subject_request/2/received_at=2026-02-20T12:00:00Z"]].concat();
    assert_eq!(assess(&another).clocks.iter().map(RunningClock::is_past).collect::<Vec<_>>(), [true]);
    let died = [&typed[..], &["return/1/category=JENAZAH"]].concat();
    assert_eq!(assess(&died).clocks.len(), 1, "a request outlives the way");
}

#[test]
fn contracts_papers_and_cards_that_end_are_due() {
    let due = |typed: &[&str]| -> Vec<(&'static str, i32)> {
        assess(typed).reminders.iter().map(|reminder| (reminder.what.code(), reminder.days_left)).collect()
    };
    let abroad = ["departure/1/departed_on=2026-02-25", "departure/1/contract_end=2026-04-30"];
    assert_eq!(due(&abroad), [("CONTRACT_ENDS", 60)]);
    assert_eq!(due(&[abroad[0], "departure/1/contract_end=2026-05-01"]), []);
    assert_eq!(due(&[abroad[0], "departure/1/contract_end=2026-02"]), [("CONTRACT_ENDS", -1)]);
    assert_eq!(due(&[&abroad[..], &["return/1/arrived_on=2026-02-28"]].concat()), []);
    assert_eq!(due(&["document/1/code=DOC_PASSPORT", "document/1/expires_on=2026-05-30"]), [("PAPER_EXPIRES", 90)]);
    assert_eq!(due(&["document/1/code=DOC_PASSPORT", "document/1/expires_on=2026-05-31"]), []);
    assert_eq!(
        due(&["document/1/code=DOC_PASSPORT", "document/1/check=FORGED", "document/1/expires_on=2026-05-30"]),
        []
    );
    assert_eq!(due(&["ekpmi_valid_to=2026-02-27"]), [("CARD_EXPIRES", -2)]);
    let fitness = ["document/1/code=DOC_HEALTH_PSY", "document/1/expires_on=2026-03-05"];
    assert_eq!(due(&fitness), [("PAPER_EXPIRES", 4)]);
    assert_eq!(due(&[&fitness[..], &abroad[..1]].concat()), [], "it only matters before the departure");
}

#[test]
fn nothing_is_missing_once_the_way_is_over() {
    let told = assess(&["scheme=P_TO_P", "return/1/arrived_on=2026-01-01"]);
    assert_eq!((told.missing, told.way), (vec![], Way::Over));
    assert!(!told.flags.iter().any(|flag| matches!(flag, Flag::NoDocs | Flag::NoP3mi | Flag::NoCompetence)));
}

#[test]
fn an_age_is_that_at_death() {
    let told = assess(&["birth_date=1990-01-01", "return/1/death_date=2020-06-01"]);
    assert_eq!(told.age.and_then(|age| age.exact()), Some(30));
}
