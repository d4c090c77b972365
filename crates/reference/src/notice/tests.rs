use proptest::prelude::*;
use records::{Deployment, Kind, field};

use super::*;

fn embedded() -> BTreeMap<Path, Value> {
    to_fields(Reference::embedded_text()).unwrap()
}

fn path(text: &str) -> Path {
    Path::parse(text).unwrap()
}

#[test]
fn the_embedded_rules_come_back_from_a_notice_as_they_went_in() {
    let fields = embedded();
    assert_eq!(from_fields(&fields).as_ref(), Ok(Reference::embedded()));
    assert!(carries(&fields));
    for (path, value) in &fields {
        let field = field::field_of(Kind::Notice, path).unwrap_or_else(|| panic!("{path} is no field of a notice"));
        assert_eq!(field.check(value, Deployment::Production).as_ref(), Ok(value), "{path}");
        assert!(value.as_text().is_none_or(|text| text.len() <= PART), "{path}");
    }
}

#[test]
fn what_is_withdrawn_or_not_whole_gives_no_rules() {
    let altered = |change: &dyn Fn(&mut BTreeMap<Path, Value>)| {
        let mut fields = embedded();
        change(&mut fields);
        from_fields(&fields).unwrap_err()
    };
    let a_part = embedded().into_keys().find(|path| path.as_str().ends_with("/text")).unwrap();
    assert_eq!(altered(&|fields| drop(fields.insert(path("removed"), "salah".into()))), Unusable::Withdrawn);
    assert_eq!(altered(&|fields| drop(fields.remove(&a_part))), Unusable::Incomplete);
    assert_eq!(altered(&|fields| drop(fields.insert(a_part.clone(), "lain".into()))), Unusable::Incomplete);
    assert_eq!(altered(&|fields| drop(fields.remove(&path("reference_file")))), Unusable::Incomplete);
    let unsound = "format = 1\nversion = \"x\"";
    assert!(to_fields(unsound).is_err(), "what is not sound is not sent");
    let alien = altered(&|fields| {
        fields.retain(|path, _| !path.as_str().starts_with(PARTS));
        let id = ElementId::derived(&["alien"]);
        fields.insert(Path::element(PARTS, id, "text").unwrap(), unsound.into());
        fields.insert(path("reference_file"), hash(unsound).as_str().into());
    });
    assert!(matches!(alien, Unusable::Unsound(_)), "{alien}");
}

#[test]
fn rules_are_newer_by_their_day_and_then_by_their_version() {
    let of = |day: &str, version: &str| {
        let text = format!("format = 1\nversion = \"{version}\"\nas_of = \"{day}\"\n");
        Reference::parse(text.as_bytes()).unwrap()
    };
    let in_order = [of("2026-01-31", "9"), of("2026-02-01", "2026.02"), of("2026-02-01", "2026.03")];
    for (at, one) in in_order.iter().enumerate() {
        for (other_at, other) in in_order.iter().enumerate() {
            assert_eq!(one.is_newer_than(other), at > other_at, "{} {}", one.version, other.version);
        }
    }
}

proptest! {
    #[test]
    fn parts_are_the_text_and_none_is_too_long(lines in prop::collection::vec("[a-zé語]{0,9000}", 0..12)) {
        let text = lines.join("\n");
        let parts = parts(&text);
        prop_assert_eq!(parts.concat(), text.as_str());
        prop_assert!(parts.iter().all(|part| !part.is_empty() && part.len() <= PART));
    }
}
