use assessment::{Missing, PaperState};
use jiff::civil::date;
use records::{
    RegionCode,
    value_set::{DocumentType, Scheme},
};
use reference::Reference;

use super::*;
use crate::{
    Created, NewRecord,
    fixture::{Device, VILLAGE, ani_and_budi},
};

const ELEMENT: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";

fn make(device: &mut Device, kind: Kind, fields: &[(&str, Value)]) -> DocId {
    let fields = fields.iter().map(|(path, value)| (Path::parse(path).unwrap(), value.clone())).collect();
    let (region, officer) = (RegionCode::parse(VILLAGE).unwrap(), device.officer());
    let Created::New { doc, .. } = device.store.create(&NewRecord { kind, region, officer, fields }).unwrap() else {
        panic!("the record exists")
    };
    doc
}

fn element(collection: &str, field: &str) -> String {
    format!("{collection}/{ELEMENT}/{field}")
}

#[test]
fn what_stands_in_other_records_is_known_of_the_worker() {
    let (mut ani, _, _) = ani_and_budi();
    let household = make(&mut ani, Kind::Household, &[("head", Value::from("Contoh Kepala"))]);
    let worker =
        ani.worker(&[("name", "Siti Contoh"), ("scheme", Scheme::PToP.code()), ("household", &household.to_string())]);
    let named = || Value::from(worker.to_string());
    let permission =
        [(element("permission", "worker"), named()), (element("permission", "date"), Value::from("2026-01-02"))];
    let heads = ani.store.view(household).unwrap().heads;
    let intents = permission.map(|(path, value)| document::Intent::Set { path: Path::parse(&path).unwrap(), value });
    ani.store.edit(household, ani.officer(), &heads, &intents).unwrap();
    let (attendee, present, result) =
        (element("attendee", "worker"), element("attendee", "present"), element("attendee", "result"));
    let attendance = [
        ("kind", Value::from("OPP")),
        (&attendee, named()),
        (&present, Value::from(true)),
        (&result, Value::from("LULUS")),
    ];
    make(&mut ani, Kind::Session, &attendance);
    make(&mut ani, Kind::Session, &[&attendance[..], &[("removed", Value::from("dobel"))]].concat());
    let debt = element("debt", "lender_type");
    make(&mut ani, Kind::Confidential, &[("worker", named()), (&debt, Value::from("PEREKRUT"))]);

    let (surroundings, about) = (ani.store.surroundings().unwrap(), ani.store.about(worker).unwrap());
    let day = date(2026, 3, 1);
    let told = surroundings.assess(&about, &Reference::embedded().at(day), day);
    let state =
        |document: &DocumentType| told.papers.iter().find(|paper| paper.document == *document).map(|paper| paper.state);
    assert_eq!(state(&DocumentType::FamilyPermit), Some(PaperState::Had));
    assert_eq!(state(&DocumentType::Orientation), Some(PaperState::Had));
    assert!(told.missing.contains(&Missing::Document { document: DocumentType::Passport, state: PaperState::Missing }));
    assert!(told.flags.iter().any(|flag| flag.code() == "DEBT_TO_RECRUITER"));
    assert_eq!(surroundings.ask(&about, |known| known.sessions.len()), 1, "what was withdrawn says nothing");

    let everybody = ani.store.everybody().unwrap();
    let same: Vec<_> =
        everybody.iter().map(|about| surroundings.assess(about, &Reference::embedded().at(day), day)).collect();
    assert_eq!(same, [told]);
}

#[test]
fn a_record_of_another_kind_and_a_withdrawn_one_are_nobody() {
    let (mut ani, _, _) = ani_and_budi();
    let household = make(&mut ani, Kind::Household, &[("head", Value::from("Contoh Kepala"))]);
    assert!(matches!(ani.store.about(household), Err(Error::NoSuchRecord(_))));
    ani.worker(&[("name", "Siti Contoh"), ("removed", "dobel")]);
    assert_eq!(ani.store.everybody().unwrap().len(), 0);
}

#[test]
fn what_names_a_merged_record_is_known_of_the_person() {
    let (mut ani, _, _) = ani_and_budi();
    let (worker, again) = (ani.worker(&[("name", "Siti Contoh")]), ani.worker(&[("name", "Sitti Contoh")]));
    let named = Value::from(again.to_string());
    make(&mut ani, Kind::Confidential, &[("worker", named.clone()), ("bank_name", Value::from("Bank Contoh"))]);
    make(&mut ani, Kind::Session, &[("kind", Value::from("OPP")), (&element("attendee", "worker"), named)]);
    ani.store.merge(worker, again, ani.officer()).unwrap();
    let surroundings = ani.store.surroundings().unwrap();
    for about in [ani.store.about(again).unwrap(), ani.store.everybody().unwrap().remove(0)] {
        assert_eq!((about.doc, &about.ids[..]), (worker, &[worker, again][..]));
        let known = surroundings.ask(&about, |known| (known.confidential.len(), known.sessions.len()));
        assert_eq!(known, (1, 1));
    }
}
