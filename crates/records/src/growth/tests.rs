use proptest::prelude::*;

use super::*;

const ID: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";

fn path(text: &str) -> Path {
    Path::parse(&text.replace('*', ID)).unwrap()
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<Path, Value> {
    pairs.iter().map(|(at, text)| (path(at), Value::from(*text))).collect()
}

fn written(pairs: &[(&str, Option<&str>)]) -> BTreeMap<Path, Option<Value>> {
    pairs.iter().map(|(at, text)| (path(at), text.map(Value::from))).collect()
}

#[test]
fn an_old_code_is_read_as_the_new_one_and_written_as_the_old() {
    let accused = path("accused/*/kind");
    for code in ["AGENCY", "MITRA_USAHA"] {
        let read = current(Kind::Case, fields(&[("accused/*/kind", code)]));
        assert_eq!(read, fields(&[("accused/*/kind", "MITRA_USAHA")]));
        assert_eq!(stored(Kind::Case, &accused, &Value::from(code)), Value::from("AGENCY"));
    }
    for code in ["P3MI", "CODE_OF_TOMORROW"] {
        assert_eq!(stored(Kind::Case, &accused, &Value::from(code)), Value::from(code));
    }
    let elsewhere = fields(&[("notice_kind", "AGENCY")]);
    assert_eq!(current(Kind::Notice, elsewhere.clone()), elsewhere, "another set has another meaning");
}

#[test]
fn what_an_older_device_writes_is_seen_in_the_parts() {
    let in_step = [("skill/*/code", "7531 penjahit"), ("skill/*/kbji", "7531"), ("skill/*/name", "penjahit")];
    assert_eq!(current(Kind::Worker, fields(&in_step)), fields(&in_step));
    for (whole, kbji, name) in [
        (Some("7532 pembuat pola"), Some("7532"), Some("pembuat pola")),
        (Some("memasak"), None, Some("memasak")),
        (Some("5120"), Some("5120"), None),
        (None, None, None),
    ] {
        let mut stored = fields(&in_step);
        stored.remove(&path("skill/*/code"));
        let whole = whole.map(|text| (path("skill/*/code"), Value::from(text)));
        stored.extend(whole.clone());
        let parts =
            [("skill/*/kbji", kbji), ("skill/*/name", name)].into_iter().filter_map(|(at, text)| Some((at, text?)));
        let mut expected = fields(&parts.collect::<Vec<_>>());
        expected.extend(whole);
        assert_eq!(current(Kind::Worker, stored), expected);
    }
}

#[test]
fn what_is_written_in_the_parts_is_seen_by_older_devices() {
    let seen = fields(&[("skill/*/code", "7531 penjahit"), ("skill/*/kbji", "7531"), ("skill/*/name", "penjahit")]);
    for (edit, also) in [
        (
            &[("skill/*/name", Some("penjahit baju"))][..],
            &[("skill/*/code", Some("7531 penjahit baju")), ("skill/*/kbji", Some("7531"))][..],
        ),
        (&[("skill/*/kbji", None)], &[("skill/*/code", Some("penjahit")), ("skill/*/name", Some("penjahit"))]),
        (&[("skill/*/kbji", None), ("skill/*/name", None)], &[("skill/*/code", None)]),
        (
            &[("skill/*/name", Some("x")), ("skill/*/code", Some("y"))],
            &[("skill/*/code", Some("7531 x")), ("skill/*/kbji", Some("7531"))],
        ),
    ] {
        assert_eq!(beside(Kind::Worker, &seen, &written(edit)), written(also), "{edit:?}");
    }
    let parts = written(&[("skill/*/kbji", None), ("skill/*/name", Some("memasak"))]);
    assert_eq!(beside(Kind::Worker, &seen, &written(&[("skill/*/code", Some("memasak"))])), parts);
    assert_eq!(beside(Kind::Worker, &seen, &written(&[("name", Some("Contoh"))])), BTreeMap::new());
}

#[test]
fn elements_do_not_lend_each_other_their_parts() {
    let other = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a11";
    let mut stored = fields(&[("skill/*/code", "memasak")]);
    stored.insert(path(&format!("skill/{other}/kbji")), Value::from("7531"));
    let read = current(Kind::Worker, stored);
    assert_eq!(read, fields(&[("skill/*/code", "memasak"), ("skill/*/name", "memasak")]));
}

#[test]
fn a_renamed_code_takes_no_other_ones_place() {
    let sets = Kind::ALL.into_iter().flat_map(fields_of).filter_map(|field| field.value.codes());
    for set in sets {
        for was in set.codes.iter().filter_map(|entry| entry.was) {
            let claims = set.codes.iter().filter(|entry| entry.code == was || entry.was == Some(was));
            assert_eq!(claims.count(), 1, "{} {was}", set.name);
        }
    }
}

#[test]
fn parts_are_newer_than_their_whole_take_text_and_fit_into_it() {
    for kind in Kind::ALL {
        for field in fields_of(kind) {
            let Some(of) = field.part_of else { continue };
            let whole = fields_of(kind).iter().find(|other| other.path == of.whole).unwrap();
            assert!(field.since > whole.since && matches!(whole.value, FieldType::Line(_)), "{}", field.path);
            assert_eq!(field.path.matches('*').count(), whole.path.matches('*').count(), "{}", field.path);
            assert!(matches!(field.value, FieldType::Line(_) | FieldType::Digits { .. }), "{}", field.path);
        }
    }
}

proptest! {
    #[test]
    fn reading_what_was_read_changes_nothing(
        whole in prop::option::of("[0-9]{0,5} ?[a-z]{0,4} ?[a-z0-9 ]{0,4}"),
        kbji in prop::option::of("[0-9]{1,5}"),
        name in prop::option::of("[a-z0-9 ]{1,6}"),
    ) {
        let all = [("skill/*/code", whole), ("skill/*/kbji", kbji), ("skill/*/name", name)];
        let stored = all.into_iter().filter_map(|(at, text)| Some((path(at), Value::from(text?)))).collect();
        let read = current(Kind::Worker, stored);
        prop_assert_eq!(current(Kind::Worker, read.clone()), read);
    }

    #[test]
    fn whatever_is_written_in_the_parts_is_read_in_them_again(
        seen in prop::option::of("[0-9]{0,5} ?[a-z]{0,4}"),
        kbji in prop::option::of("[0-9]{1,5}"),
        name in prop::option::of("[a-z0-9]{1,3} ?[a-z0-9]{0,3}"),
    ) {
        let seen = current(Kind::Worker, seen.into_iter().map(|text| (path("skill/*/code"), Value::from(text))).collect());
        let edit = written(&[("skill/*/kbji", kbji.as_deref()), ("skill/*/name", name.as_deref())]);
        let mut after = seen.clone();
        for (at, value) in edit.clone().into_iter().chain(beside(Kind::Worker, &seen, &edit)) {
            match value {
                Some(value) => after.insert(at, value),
                None => after.remove(&at),
            };
        }
        let read = current(Kind::Worker, after);
        prop_assert_eq!(read.get(&path("skill/*/kbji")).cloned(), kbji.map(Value::from));
        prop_assert_eq!(read.get(&path("skill/*/name")).cloned(), name.map(Value::from));
    }
}
