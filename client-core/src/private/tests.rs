use std::collections::BTreeMap;

use records::Path;

use super::*;
use crate::{
    Created, Filter, Login, NewRecord, Unlock,
    fixture::{Device, PASSPHRASE, Province, VILLAGE},
};

const BUDIS: &str = "tiga kerbau di sawah";
const BUDI: OfficerId = OfficerId::from_bytes([0xb; 16]);
const SECRET: &str = "Gaji tujuh bulan ditahan";

fn shared() -> Device {
    let mut ani = Device::new(&Province::new(), 1);
    ani.store.rename_officer("ani".parse().unwrap()).unwrap();
    ani.store.add_officer(BUDI, "Budi Contoh", "budi".parse().unwrap(), BUDIS).unwrap();
    ani
}

fn open(device: &Device, officer: &str, passphrase: &str) -> Store {
    let login = Login { officer: Some(officer), unlock: Unlock::Passphrase(passphrase) };
    Store::unlock(device.path(), &login, Box::new(device.clock.clone())).unwrap()
}

fn record(store: &mut Store, kind: Kind, fields: &[(&str, &str)]) -> DocId {
    let fields: BTreeMap<_, _> =
        fields.iter().map(|(path, value)| (Path::parse(path).unwrap(), records::Value::from(*value))).collect();
    let (region, officer) = (RegionCode::parse(VILLAGE).unwrap(), store.membership().officer());
    match store.create(&NewRecord { kind, region, officer, fields }).unwrap() {
        Created::New { doc, .. } => doc,
        Created::Existing { .. } => panic!("it is there"),
    }
}

fn complaint(store: &mut Store) -> DocId {
    record(store, Kind::Case, &[("summary", SECRET), ("complainant_name", "Siti Contoh")])
}

/// Every value of every table, as whoever has the database's key sees it.
fn raw(store: &Store) -> Vec<u8> {
    let names = "select name from sqlite_schema where type = 'table'";
    let mut statement = store.db.prepare(names).unwrap();
    let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut bytes = Vec::new();
    for name in names {
        let mut statement = store.db.prepare(&format!("select * from {name}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                match row.get_ref(column).unwrap() {
                    ValueRef::Text(text) => bytes.extend(text),
                    ValueRef::Blob(blob) => bytes.extend(blob),
                    ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => {}
                }
            }
        }
    }
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[test]
fn a_complaint_is_read_by_its_author_and_by_nobody_else_on_the_device() {
    let mut ani = shared();
    let doc = complaint(&mut ani.store);
    let worker = ani.worker(&[("name", "Wati Contoh")]);
    let cases = Filter { kind: Some(Kind::Case), ..Filter::default() };
    let again = open(&ani, "ani", PASSPHRASE);
    assert_eq!(again.view(doc).unwrap().fields.len(), ani.store.view(doc).unwrap().fields.len());
    assert_eq!(again.list(&cases, 10, 0).unwrap().len(), 1);
    assert_eq!((again.count(&cases).unwrap(), again.count(&Filter::default()).unwrap()), (1, 2));
    again.check().unwrap();

    let budi = open(&ani, "budi", BUDIS);
    assert!(matches!(budi.view(doc), Err(crate::Error::NoSuchRecord(_))));
    assert_eq!((budi.list(&cases, 10, 0).unwrap().len(), budi.count(&cases).unwrap()), (0, 0));
    assert_eq!(budi.count(&Filter::default()).unwrap(), 1);
    assert!(budi.records(Kind::Case).unwrap().is_empty());
    budi.view(worker).unwrap();
    budi.check().unwrap();
    assert_eq!(budi.closed().unwrap(), Closed { records: 1, unsent: 1 });
}

#[test]
fn no_column_of_the_database_holds_what_is_private() {
    let mut ani = shared();
    let doc = complaint(&mut ani.store);
    let (seen, officer) = (ani.store.view(doc).unwrap().heads, ani.officer());
    let more = [document::Intent::set("chronology", "Paspor disita majikan").unwrap()];
    ani.store.edit(doc, officer, &seen, &more).unwrap();
    let worker = ani.worker(&[("name", "Wati Contoh")]);
    let confidential = [("worker", worker.to_string()), ("note", "Hamil dan takut".to_owned())];
    let confidential: Vec<_> = confidential.iter().map(|(path, value)| (*path, value.as_str())).collect();
    record(&mut ani.store, Kind::Confidential, &confidential);
    let bytes = raw(&open(&ani, "budi", BUDIS));
    for text in [SECRET, "Gaji tujuh", "Paspor disita", "Siti Contoh", "Hamil dan takut"] {
        assert!(!holds(&bytes, text), "{text}");
    }
    assert!(holds(&bytes, "Wati Contoh"), "the values were read");
}

#[test]
fn two_officers_have_complaints_of_their_own_in_one_list_of_each() {
    let mut ani = shared();
    complaint(&mut ani.store);
    let mut budi = open(&ani, "budi", BUDIS);
    let names = ["Agus Contoh", "Zainal Contoh"];
    for name in names {
        record(&mut budi, Kind::Case, &[("summary", "lain"), ("sketch_name", name)]);
    }
    ani.worker(&[("name", "Maman Contoh")]);
    let listed = |limit, offset| -> Vec<String> {
        let items = budi.list(&Filter::default(), limit, offset).unwrap();
        items.into_iter().map(|item| item.name).collect()
    };
    assert_eq!(listed(10, 0), ["Agus Contoh", "Maman Contoh", "Zainal Contoh"]);
    assert_eq!(listed(1, 1), ["Maman Contoh"]);
    assert_eq!(listed(10, 2), ["Zainal Contoh"]);
}

#[test]
fn what_was_written_before_records_were_sealed_is_sealed_when_its_author_comes() {
    let mut ani = shared();
    let officer = ani.officer();
    ani.store.ring.get().seals = false;
    let doc = complaint(&mut ani.store);
    assert!(holds(&raw(&ani.store), SECRET), "as it was before");
    // Another officer does not take it over.
    assert_eq!(owner(&open(&ani, "budi", BUDIS).db, doc).unwrap(), None);
    let again = open(&ani, "ani", PASSPHRASE);
    assert_eq!(owner(&again.db, doc).unwrap(), Some(officer));
    assert!(!holds(&raw(&again), SECRET));
    again.view(doc).unwrap();
    again.check().unwrap();
    assert!(open(&ani, "budi", BUDIS).view(doc).is_err());
}

#[test]
fn a_store_whose_officer_went_stays_open_for_what_all_share() {
    let mut ani = shared();
    let doc = complaint(&mut ani.store);
    let worker = ani.worker(&[("name", "Wati Contoh")]);
    ani.store.close_private();
    assert_eq!(ani.store.private_of(), None);
    assert!(ani.store.view(doc).is_err());
    ani.store.view(worker).unwrap();
    let (region, officer) = (RegionCode::parse(VILLAGE).unwrap(), ani.officer());
    let new = NewRecord { kind: Kind::Case, region, officer, fields: BTreeMap::new() };
    assert!(ani.store.create(&new).is_err(), "nothing private is written in clear");
}

#[test]
fn opening_reads_no_more_records_than_are_the_officers() {
    let ani = shared();
    let mut statement = ani.store.db.prepare(&format!("explain query plan {OWED_TO}")).unwrap();
    let steps = statement.query_map([Sql(BUDI)], |row| row.get("detail")).unwrap();
    let steps: Vec<String> = steps.map(rusqlite::Result::unwrap).collect();
    assert!(!steps.iter().any(|step| step.contains("SCAN")), "{steps:?}");
}
