use records::{Deployment, Kind, field};

use super::*;
use crate::lang::Lang;

const FORM: Form = Form { kind: Kind::Worker, deployment: Deployment::Training };

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn added(text: &str) -> (String, ElementId, BTreeMap<String, Value>) {
    let words = words(text);
    let elements = cut(&words).unwrap();
    let Intent::Add { collection, element, fields } = elements[0].intent(FORM).unwrap() else {
        panic!("an element is added");
    };
    (collection, element, fields)
}

#[test]
fn a_word_without_an_equal_sign_begins_an_element() {
    let words = words("phone number=0812 owner=SELF milestone code=PASPOR");
    let cut = cut(&words).unwrap();
    let shape: Vec<_> = cut.iter().map(|element| (element.collection, element.fields.len())).collect();
    assert_eq!(shape, [("phone", 2), ("milestone", 1)]);
    assert_eq!(super::cut(&["number=0812".to_owned()]).unwrap_err().code, "usage");
}

#[test]
fn what_identifies_an_element_gives_its_id_however_it_is_written() {
    let (_, plain, fields) = added("phone number=081234567890");
    assert_eq!(fields["number"], Value::from("+6281234567890"));
    assert_eq!(plain, added("phone number=+62812-3456-7890 owner=SELF").1);
    assert_eq!(plain, ElementId::derived(&["phone", "+6281234567890"]), "the id that an imported list gives it");
    assert_eq!(
        added("milestone code=BERANGKAT date=2-11-2025").1,
        ElementId::derived(&["milestone", "BERANGKAT", "2025-11-02"])
    );
    assert_eq!(added("milestone code=BERANGKAT").1, ElementId::derived(&["milestone", "BERANGKAT", ""]));
}

#[test]
fn an_element_that_nothing_identifies_is_new_each_time() {
    assert_ne!(added("recruiter relation=tetangga").1, added("recruiter relation=tetangga").1);
    assert_ne!(added("phone owner=SELF").1, added("phone owner=SELF").1);
}

#[test]
fn what_was_done_in_a_complaint_twice_is_two_things() {
    let form = Form { kind: Kind::Case, ..FORM };
    for text in
        ["action kind=KOMITMEN date=2026-02-20", "status code=DITERIMA", "referral agency=BP3MI", "type code=SAKIT"]
    {
        let twice = [words(text), words(text)].concat();
        let [Intent::Add { element: one, .. }, Intent::Add { element: other, .. }] =
            &intents(&twice, form).unwrap()[..]
        else {
            panic!("two elements are added");
        };
        assert_ne!(one, other, "{text}");
    }
}

#[test]
fn a_refused_field_is_named_by_its_collection_and_no_id() {
    let typed = [Assignment { field: "nomor", value: "0812" }, Assignment { field: "number", value: "abc" }];
    let refused = fields("phone", &typed, FORM).unwrap_err();
    let told = serde_json::to_value(refused.json(Lang::En)).unwrap();
    let names: Vec<_> = told["error"]["fields"].as_array().unwrap().iter().map(|refused| &refused["field"]).collect();
    assert_eq!(names, ["phone/nomor", "phone/number"]);
}

#[test]
fn an_unknown_collection_or_field_is_refused_by_its_name() {
    for text in ["telepon number=0812", "phone nomor=0812", "phone number=abc"] {
        let words = words(text);
        let failure = cut(&words).unwrap()[0].intent(FORM).unwrap_err();
        assert_eq!(failure.code, "invalid", "{text}");
    }
    assert_eq!(cut(&["phone".to_owned()]).unwrap()[0].intent(FORM).unwrap_err().code, "usage");
}

#[test]
fn the_beginning_of_an_id_stands_for_the_element_if_only_one_begins_so() {
    let path = |first: u8| Path::element("phone", ElementId::from_bytes([first; 16]), "number").unwrap();
    let paths = [path(0x11), path(0x12), path(0x22)];
    let whole = |typed: &str| whole_path(typed, paths.iter());
    assert_eq!(whole("phone/22/owner").unwrap(), format!("phone/{}/owner", ElementId::from_bytes([0x22; 16])));
    assert_eq!(whole("phone/12").unwrap(), format!("phone/{}", ElementId::from_bytes([0x12; 16])));
    assert_eq!(whole("name").unwrap(), "name");
    assert_eq!(whole("phone/1").unwrap_err().code, "no_such_element");
    assert_eq!(whole("phone/33").unwrap_err().code, "no_such_element");
    assert_eq!(whole(&short_path(&paths[2])).unwrap(), paths[2].as_str());
}

#[test]
fn every_identity_is_of_fields_that_exist() {
    let fields = [Kind::Worker, Kind::Household].into_iter().flat_map(field::fields_of);
    let every: BTreeSet<&str> = fields.map(|field| field.path).collect();
    for (collection, names) in IDENTITIES {
        for name in *names {
            let path = format!("{collection}/*/{name}");
            assert!(every.contains(path.as_str()), "{path}");
        }
    }
}

#[test]
fn an_element_is_the_same_one_on_devices_of_every_version() {
    let id = |words: &[&str]| {
        let words: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        let Intent::Add { element, .. } = cut(&words).unwrap()[0].intent(FORM).unwrap() else { panic!("{words:?}") };
        element
    };
    let by_whole = id(&["skill", "code=7531 penjahit", "years=3"]);
    assert_eq!(id(&["skill", "name=penjahit", "kbji=7531"]), by_whole);
    assert_ne!(id(&["skill", "name=penjahit"]), by_whole);
}
