use records::Kind;
use rusqlite::types::ValueRef;

use super::*;
use crate::{
    Filter,
    fixture::{Device, ani_and_budi},
};

const NAME: &str = "Contoh Terhapus";
const NIK: &str = "5203134507900000";

fn person(device: &mut Device) -> DocId {
    device.worker(&[("name", NAME), ("nik", NIK), ("sex", "F"), ("birth_date", "1990-07-05"), ("dusun", "Tersembunyi")])
}

fn erase_here(device: &mut Device, doc: DocId) {
    device.store.write(|tx, context| erase(tx, doc, context.clock.now())).unwrap();
    device.store.scrub().unwrap();
}

/// The tables that hold one of these, anywhere in a row.
fn tables_with(db: &Connection, secrets: &[&[u8]]) -> Vec<String> {
    let mut tables = db.prepare("select name from sqlite_schema where type = 'table' order by name").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    tables.into_iter().filter(|table| holds(db, table, secrets)).collect()
}

fn holds(db: &Connection, table: &str, secrets: &[&[u8]]) -> bool {
    let mut rows = db.prepare(&format!("select * from \"{table}\"")).unwrap();
    let columns = rows.column_count();
    let mut rows = rows.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            let (ValueRef::Text(bytes) | ValueRef::Blob(bytes)) = row.get_ref(column).unwrap() else { continue };
            if secrets.iter().any(|secret| bytes.windows(secret.len()).any(|window| window == *secret)) {
                return true;
            }
        }
    }
    false
}

#[test]
fn everything_of_an_erased_record_goes_with_what_was_not_sent_and_only_its_id_stays() {
    let (mut ani, _, _) = ani_and_budi();
    let (doc, stays) = (person(&mut ani), ani.worker(&[("name", "Contoh Tetap")]));
    let secrets = [NAME, NIK, "Tersembunyi", "terhapus"].map(str::as_bytes);
    assert!(tables_with(&ani.store.db, &secrets).len() > 3, "the scan finds what is there");
    erase_here(&mut ani, doc);
    assert_eq!(tables_with(&ani.store.db, &secrets), Vec::<String>::new());
    assert_eq!(tables_with(&ani.store.db, &[doc.as_bytes()]), ["erased"]);
    assert!(ani.store.view(stays).is_ok() && ani.store.view(doc).is_err());
    assert_eq!(ani.store.list(&Filter::default(), 10, 0).unwrap().len(), 1);
    let log = std::fs::metadata(ani.path().join("rantau.db-wal")).map_or(0, |file| file.len());
    assert!(log <= 4_152, "{log} bytes: the log was emptied, and holds but the note that it was");
    ani.store.check().unwrap();
    erase_here(&mut ani, doc);
    assert_eq!(ani.store.count_erased().unwrap(), 1, "twice is once");
}

#[test]
fn who_is_recorded_again_gets_a_new_record_on_every_device_that_knows() {
    let (mut ani, mut budi, _) = ani_and_budi();
    let first = person(&mut ani);
    assert_eq!(person(&mut budi), first, "the same number is the same record");
    for device in [&mut ani, &mut budi] {
        erase_here(device, first);
    }
    let second = person(&mut ani);
    assert!(second != first && person(&mut budi) == second);
    erase_here(&mut ani, second);
    assert!(![first, second].contains(&person(&mut ani)), "and so on");
}

#[test]
fn somebody_who_was_turned_away_is_written_only_at_the_officers_word() {
    let (mut ani, _, _) = ani_and_budi();
    let refused_as = person(&mut ani);
    ani.store.write(|tx, context| refused(tx, refused_as, context.clock.now())).unwrap();
    assert!(ani.store.list(&Filter::default(), 10, 0).unwrap().is_empty(), "nothing is written by itself");
    let waiting = ani.store.turned_away().unwrap();
    assert_eq!((waiting.len(), waiting[0].doc, waiting[0].kind), (1, refused_as, Kind::Worker));
    let officer = ani.officer();
    let Created::New { doc, .. } = ani.store.register_again(refused_as, officer).unwrap() else { panic!("it is new") };
    assert_ne!(doc, refused_as);
    let name = Path::parse("name").unwrap();
    assert_eq!(ani.store.view(doc).unwrap().fields.get(&name), Some(&Value::from(NAME)));
    assert!(ani.store.turned_away().unwrap().is_empty());
    assert!(matches!(ani.store.register_again(refused_as, officer), Err(Error::NoSuchRecord(_))));
}

#[test]
fn who_was_turned_away_and_has_a_new_record_meanwhile_is_written_beside_what_stands_there() {
    let (mut ani, _, _) = ani_and_budi();
    let refused_as = person(&mut ani);
    ani.store.write(|tx, context| refused(tx, refused_as, context.clock.now())).unwrap();
    let meanwhile = ani.worker(&[("name", NAME), ("nik", NIK), ("sex", "F"), ("birth_date", "1990-07-05")]);
    let dusun = Path::parse("dusun").unwrap();
    assert_eq!(ani.store.view(meanwhile).unwrap().fields.get(&dusun), None);
    let officer = ani.officer();
    let created = ani.store.register_again(refused_as, officer).unwrap();
    assert!(matches!(created, Created::Existing { doc, .. } if doc == meanwhile), "{created:?}");
    let view = ani.store.view(meanwhile).unwrap();
    assert_eq!(view.fields.get(&dusun), Some(&Value::from("Tersembunyi")));
    assert!(view.conflicts.is_empty() && ani.store.turned_away().unwrap().is_empty());
}

#[test]
fn of_somebody_who_was_known_here_nothing_is_kept_aside() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = person(&mut ani);
    ani.store.db.execute("update change set state = 'logged'", []).unwrap();
    ani.store.write(|tx, context| refused(tx, doc, context.clock.now())).unwrap();
    assert!(ani.store.turned_away().unwrap().is_empty() && ani.store.is_erased(doc).unwrap());
}
