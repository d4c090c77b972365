use proptest::prelude::*;

use super::*;

const TODAY: Date = jiff::civil::date(2026, 2, 20);

fn nik(text: &str) -> Nik {
    Nik::parse(text, Deployment::Training).unwrap()
}

fn date(text: &str) -> PartialDate {
    PartialDate::parse(text).unwrap()
}

#[test]
fn a_nik_keeps_the_hard_rules() {
    for (text, why) in [
        ("", ParseNikError::Length(0)),
        ("520313301074000", ParseNikError::Length(15)),
        ("52031330107400000", ParseNikError::Length(17)),
        ("5203133010740OOO", ParseNikError::NotDigits),
        ("5,20313E+15", ParseNikError::NotDigits),
        ("٥203133010740000", ParseNikError::NotDigits),
        ("5203130010740000", ParseNikError::Day),
        ("5203133210740000", ParseNikError::Day),
        ("5203134010740000", ParseNikError::Day),
        ("5203137210740000", ParseNikError::Day),
        ("5203133000740000", ParseNikError::Month),
        ("5203133013740000", ParseNikError::Month),
        ("5203133002740000", ParseNikError::NoSuchDay),
        ("5203132902740000", ParseNikError::NoSuchDay),
    ] {
        assert_eq!(Nik::parse(text, Deployment::Training), Err(why), "{text}");
    }
    assert_eq!(nik("5203132902000000").expose(), "5203132902000000", "29 February 2000");
}

#[test]
fn separators_do_not_matter() {
    for text in ["520313.301074.0000", " 5203 1330 1074 0000 ", "520313-301074-0000", "520313\u{a0}3010740000"] {
        assert_eq!(nik(text).expose(), "5203133010740000");
    }
}

#[test]
fn only_training_takes_the_serial_that_is_never_issued() {
    let refused = Nik::parse("5203133010740000", Deployment::Production);
    assert_eq!(refused, Err(ParseNikError::TrainingSerial));
    assert!(Nik::parse("5203133010740000", Deployment::Training).is_ok());
}

#[test]
fn the_holder_is_read_from_the_digits() {
    let woman = nik("5313015507740000");
    assert_eq!((woman.sex(), woman.region_prefix()), (Sex::Female, "531301"));
    assert_eq!(woman.birth_date_for(None, TODAY), Some(date("1974-07-15")));
    let man = nik("5203133010740000");
    assert_eq!(man.sex(), Sex::Male);
    assert_eq!(man.birth_date_for(None, TODAY), Some(date("1974-10-30")));
}

#[test]
fn the_century_follows_age_and_the_known_date() {
    let young = nik("5203131502200000");
    assert_eq!(young.birth_date_for(None, TODAY), Some(date("2020-02-15")));
    assert_eq!(young.birth_date_for(Some(&date("1920")), TODAY), Some(date("1920-02-15")));
    assert_eq!(young.birth_date_for(Some(&date("1990")), TODAY), None);
    let born_tomorrow_or_long_ago = nik("5203132102260000");
    assert_eq!(born_tomorrow_or_long_ago.birth_date_for(None, TODAY), Some(date("1926-02-21")));
    let too_old = nik("5203131502150000");
    assert_eq!(too_old.birth_date_for(Some(&date("1915")), TODAY), None, "111 years");
}

#[test]
fn a_record_agrees_contradicts_or_says_nothing() {
    let nik = nik("5313015507740000");
    for (birth, sex, expected) in [
        (None, None, Agreement::NothingToCompare),
        (None, Some(Sex::from_code("X")), Agreement::NothingToCompare),
        (Some("1974-07-15"), Some(Sex::Female), Agreement::Agrees),
        (Some("1974"), None, Agreement::Agrees),
        (Some("1976~"), None, Agreement::Agrees),
        (Some("1974-07-16"), None, Agreement::Contradicts { birth_date: true, sex: false }),
        (Some("1974-07"), Some(Sex::Male), Agreement::Contradicts { birth_date: false, sex: true }),
        (Some("1975"), Some(Sex::Male), Agreement::Contradicts { birth_date: true, sex: true }),
    ] {
        let birth = birth.map(date);
        assert_eq!(nik.agrees_with(birth.as_ref(), sex.clone()), expected);
        assert_eq!(nik.identifies(birth.as_ref(), sex), !matches!(expected, Agreement::Contradicts { .. }));
    }
}

#[test]
fn the_face_of_a_nik_shows_four_digits() {
    let nik = nik("5313015507740000");
    assert_eq!(nik.to_string(), "5313••••••••••••");
    assert_eq!(format!("{nik:?}"), "Nik(5313••••••••••••)");
}

#[test]
fn a_stored_nik_comes_back() {
    let stored = serde_json::to_string(&nik("5313015507740000")).unwrap();
    assert_eq!(stored, "\"5313015507740000\"");
    assert_eq!(serde_json::from_str::<Nik>(&stored).unwrap(), nik("5313015507740000"));
    assert!(serde_json::from_str::<Nik>("\"531301\"").is_err());
}

#[test]
fn an_unknown_kecamatan_is_noticed_in_both_provinces_only() {
    for (text, unknown) in [("5203133010740000", false), ("5299133010740000", true), ("3599133010740000", false)] {
        assert_eq!(nik(text).has_unknown_district(), unknown, "{text}");
    }
}

proptest! {
    #[test]
    fn a_nik_says_what_it_was_made_of(
        region in 0_u32..1_000_000, year in 1900_i16..2100, month in 1_i8..=12, day in 1_i8..=28, female: bool,
    ) {
        let (shown_day, sex) = if female { (day + 40, Sex::Female) } else { (day, Sex::Male) };
        let nik = nik(&format!("{region:06}{shown_day:02}{month:02}{:02}0000", year % 100));
        let born = PartialDate::from_day(year, month, day).unwrap();
        prop_assert!(nik.identifies(Some(&born), Some(sex)));
        prop_assert_eq!(Nik::try_from(String::from(nik.clone())), Ok(nik));
    }

    #[test]
    fn no_text_makes_parse_panic(text in "\\PC{0,20}") {
        let _ = Nik::parse(&text, Deployment::Production);
    }
}
