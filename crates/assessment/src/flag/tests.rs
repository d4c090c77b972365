use std::collections::BTreeSet;

use records::{Kind, value_set::Indicator};

use crate::{
    Circumstances, Flag,
    fixture::{TODAY, record, today, worker},
    worker as assess,
};

fn codes(circumstances: &Circumstances<'_>) -> BTreeSet<&'static str> {
    assess(circumstances, &today(), TODAY).flags.iter().map(Flag::code).collect()
}

/// Somebody with all that a way needs, so that only what is added is flagged.
const WELL_PREPARED: &[&str] = &[
    "scheme=P_TO_P",
    "p3mi=P3MI-1",
    "job_order=JO-1",
    "birth_date=1995-07-01",
    "sex=P",
    "origin_village=52.03.13.2001",
    "document/1/code=DOC_PASSPORT",
    "document/2/code=DOC_COMPETENCE",
];

fn added(typed: &[&str]) -> Vec<&'static str> {
    codes(&Circumstances::of(&worker(&[WELL_PREPARED, typed].concat()))).into_iter().collect()
}

#[test]
fn the_three_gaps_are_found_at_intake() {
    for (typed, expected) in [
        (&["name=Contoh"][..], &["NO_COMPETENCE", "NO_DOCS", "NO_P3MI"][..]),
        (&["document/1/code=DOC_KTP", "document/2/code=DOC_KK"], &["NO_COMPETENCE", "NO_DOCS", "NO_P3MI"]),
        (&["document/1/code=DOC_PASSPORT"], &["NO_COMPETENCE", "NO_P3MI"]),
        (&["document/1/code=DOC_PASSPORT", "document/1/expires_on=2020"], &["NO_COMPETENCE", "NO_DOCS", "NO_P3MI"]),
        (&["agency=PT Contoh", "skill/1/code=menjahit"], &["NO_DOCS"]),
        (&["scheme=PERSEORANGAN", "document/1/code=DOC_COMPETENCE"], &[]),
        (&["document/1/code=DOC_PLACEMENT_AGR", "milestone/1/code=PELATIHAN_UJK"], &[]),
    ] {
        let found: Vec<_> = codes(&Circumstances::of(&worker(typed))).into_iter().collect();
        assert_eq!(found, expected, "{typed:?}");
    }
}

#[test]
fn each_red_flag_is_found_where_it_stands() {
    for (typed, expected) in [
        (&[][..], &[][..]),
        (&["occupation=PRT", "birth_date=2006-01-01"], &["TOO_YOUNG"]),
        (&["occupation=LADANG_SAWIT", "birth_date=2006-01-01"], &[]),
        (&["destination_country=KH"], &["COUNTRY"]),
        (&["destination_country=MY"], &[]),
        (&["occupation=PRT", "origin_village=53.13.01.2003"], &["COUNTRY"]),
        (&["document/1/held_by=RECRUITER"], &["PAPER_HELD"]),
        (&["document/1/held_by=FAMILY"], &[]),
        (&["document/1/check=FORGED", "document/3/code=DOC_WORK_VISA"], &["PAPER_DOUBTFUL"]),
        (&["recruiter/1/seen_licence=tidak"], &["UNLICENSED_RECRUITER"]),
        (&["recruiter/1/name=Pak Contoh"], &[]),
        (&["departure/1/departed_on=2026-02-20"], &["LEFT_BEFORE_ORIENTATION"]),
        (&["departure/1/departed_on=2026-02-20", "milestone/1/code=OPP"], &[]),
        (&["departure/1/visa_type=TOURIST"], &["WRONG_VISA"]),
        (&["nik=5203134107950000"], &[]),
        (&["nik=5203134207950000"], &["NIK_DIFFERS"]),
        (&["nik=5203130107950000"], &["NIK_DIFFERS"]),
        (&["nik=5271034107950000"], &["NIK_DIFFERS"]),
        (&["health_result=UNFIT"], &["NOT_FIT"]),
        (&["contact_check/1/date=2026-02-01", "contact_check/1/ok=tidak"], &["CONTACT_WORRYING"]),
        (
            &[
                "contact_check/1/date=2026-02-01",
                "contact_check/1/ok=tidak",
                "contact_check/2/date=2026-02-02",
                "contact_check/2/ok=ya",
            ],
            &[],
        ),
    ] {
        assert_eq!(added(typed), expected, "{typed:?}");
    }
}

#[test]
fn an_age_that_may_be_too_low_is_said_to_be_no_more() {
    let flags = |born: &str| {
        let worker = worker(&[&format!("birth_date={born}")]);
        assess(&Circumstances::of(&worker), &today(), TODAY).flags
    };
    let young = |born: &str| {
        flags(born)
            .into_iter()
            .find_map(|flag| if let Flag::TooYoung { surely, .. } = flag { Some(surely) } else { None })
    };
    assert_eq!(young("2008-03-01"), None);
    assert_eq!(young("2008-03-02"), Some(true));
    assert_eq!(young("2008"), Some(false));
    assert_eq!(young("2009"), Some(true));
    assert_eq!(young("2005~"), Some(false));
}

#[test]
fn notices_of_the_province_speak_of_those_they_mean() {
    for (notice, expected) in [
        (&["notice_kind=JOB_ORDER", "job_order_no=JO-1", "job_order_status=OPEN"][..], &[][..]),
        (&["notice_kind=JOB_ORDER", "job_order_no=JO-1", "job_order_status=REVOKED"], &["JOB_ORDER"]),
        (&["notice_kind=JOB_ORDER", "job_order_no=JO-2", "job_order_status=REVOKED"], &[]),
        (
            &["notice_kind=JOB_ORDER", "job_order_no=JO-1", "job_order_status=OPEN", "sip2mi_valid_to=2026-02-28"],
            &["JOB_ORDER"],
        ),
        (&["notice_kind=JOB_ORDER", "job_order_no=JO-1", "removed=salah terbit"], &["JOB_ORDER"]),
        (&["notice_kind=JOB_ORDER", "job_order_no=JO-1", "employer_blacklisted=ya"], &["EMPLOYER_BLACKLISTED"]),
        (&["notice_kind=JOB_ORDER", "job_order_no=JO-1", "min_age=35"], &["TOO_YOUNG"]),
        (&["notice_kind=JOB_ORDER", "job_order_no=JO-1", "max_age=29"], &["TOO_OLD"]),
        (&["notice_kind=AGENCY", "p3mi=P3MI-1", "licence_status=ACTIVE"], &[]),
        (&["notice_kind=AGENCY", "p3mi=P3MI-1", "licence_status=REVOKED"], &["AGENCY_LICENCE"]),
        (&["notice_kind=AGENCY", "p3mi=P3MI-1", "licence_status=ACTIVE", "sip3mi_valid_to=2025"], &["AGENCY_LICENCE"]),
        (&["notice_kind=AGENCY", "p3mi=P3MI-9", "licence_status=REVOKED"], &[]),
        (&["notice_kind=COUNTRY_RULE", "country_status=CLOSED", "country=SA"], &["COUNTRY"]),
        (&["notice_kind=COUNTRY_RULE", "country_status=OPEN", "country=SA"], &[]),
        (&["notice_kind=COUNTRY_RULE", "country_status=CLOSED", "country=SA", "occupation=PRT"], &[]),
        (&["notice_kind=COUNTRY_RULE", "country_status=CLOSED", "country=SA", "origin_area=53"], &[]),
        (&["notice_kind=COUNTRY_RULE", "country_status=CLOSED", "country=SA", "origin_area=52.03"], &["COUNTRY"]),
        (&["notice_kind=COUNTRY_RULE", "country_status=CLOSED", "country=SA", "valid_to=2026-02-28"], &[]),
        (&["notice_kind=COUNTRY_RULE", "country_status=CLOSED", "country=SA", "removed=dicabut"], &[]),
        (&["notice_kind=GUIDANCE", "title=Contoh"], &[]),
    ] {
        let (worker, notice_record) =
            (worker(&[WELL_PREPARED, &["destination_country=SA"]].concat()), record(Kind::Notice, notice));
        let found = codes(&Circumstances { notices: &[&notice_record], ..Circumstances::of(&worker) });
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected, "{notice:?}");
    }
}

#[test]
fn what_peers_must_not_read_counts_where_it_may_be_read() {
    let free =
        record(Kind::Notice, &["notice_kind=JOB_ORDER", "job_order_no=JO-1", "job_order_status=OPEN", "zero_cost=ya"]);
    for (typed, expected) in [
        (&["debt/1/lender_type=PEREKRUT"][..], &["DEBT_TO_RECRUITER"][..]),
        (&["debt/1/lender_type=KELUARGA"], &[]),
        (&["cost/1/component=TIKET"], &["PAID_FOR_FREE_JOB"]),
        (
            &[
                "health_check/1/result=FIT",
                "health_check/1/date=2026-02-02",
                "health_check/2/result=UNFIT",
                "health_check/2/date=2026-01-02",
            ],
            &[],
        ),
        (&["health_check/1/result=TEMP_UNFIT"], &["NOT_FIT"]),
    ] {
        let (worker, confidential) = (worker(WELL_PREPARED), record(Kind::Confidential, typed));
        let known = Circumstances { confidential: &[&confidential], notices: &[&free], ..Circumstances::of(&worker) };
        assert_eq!(codes(&known).into_iter().collect::<Vec<_>>(), expected, "{typed:?}");
    }
}

#[test]
fn what_differs_from_an_authoritys_word_is_a_proposed_correction() {
    for (stated, fields) in [
        (&["name=CONTOH  SATU", "sex=P", "birth_date=1995-07-01"][..], None),
        (&["name=Contoh Dua"], Some(vec!["name"])),
        (&["sex=L", "birth_date=1995-07-02"], Some(vec!["sex", "birth_date"])),
        (&["nik=5203134107950000"], None),
    ] {
        let own = worker(&[WELL_PREPARED, &["name=Contoh Satu"]].concat());
        let standing = record(Kind::Standing, stated);
        let told = assess(&Circumstances { standing: Some(&standing), ..Circumstances::of(&own) }, &today(), TODAY);
        let found = told
            .flags
            .into_iter()
            .find_map(|flag| if let Flag::Differs { fields } = flag { Some(fields) } else { None });
        assert_eq!(found, fields, "{stated:?}");
    }
}

#[test]
fn json_has_the_code_of_a_flag_and_no_personal_data() {
    let worker = worker(&[
        "name=Contoh Rahasia",
        "nik=5203130107950000",
        "sex=P",
        "recruiter/1/seen_licence=tidak",
        "recruiter/1/name=Pak Rahasia",
    ]);
    let told = assess(&Circumstances::of(&worker), &today(), TODAY);
    for flag in &told.flags {
        assert_eq!(serde_json::to_value(flag).unwrap()["code"], flag.code());
    }
    for reason in &told.procedural.reasons {
        assert_eq!(serde_json::to_value(reason).unwrap()["code"], reason.code());
    }
    let json = serde_json::to_string(&told).unwrap();
    assert!(!json.contains("Rahasia") && !json.contains("5203130107950000"), "{json}");
    assert!(!format!("{told:?}").contains("Rahasia"));
}

#[test]
fn a_flag_answers_the_question_of_a_screening() {
    let worker = worker(&[
        "destination_country=KH",
        "document/1/code=DOC_PASSPORT",
        "document/1/held_by=EMPLOYER",
        "departure/1/visa_type=UMRAH",
    ]);
    let told = assess(&Circumstances::of(&worker), &today(), TODAY);
    let indicators: BTreeSet<_> = told.flags.iter().filter_map(Flag::indicator).collect();
    assert_eq!(
        indicators,
        BTreeSet::from([Indicator::WrongVisa, Indicator::ClosedDestination, Indicator::DocumentsRetained])
    );
}
