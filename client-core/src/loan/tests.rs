use document::Intent;

use super::*;
use crate::{
    Clock as _,
    fixture::{Device, Province},
};

fn lend(device: &mut Device, doc: DocId, until: i64) {
    let now = device.clock.now();
    device.store.write(|tx, context| take(tx, context, &[Lent { doc, until }], now)).unwrap();
}

fn is_over(store: &Store, doc: DocId) -> bool {
    matches!(store.view(doc), Err(Error::LoanOver { doc: over, .. }) if over == doc)
}

#[test]
fn a_record_closes_when_its_time_comes_and_opens_as_it_was_when_the_loan_is_prolonged() {
    let mut juanda = Device::new(&Province::new(), 1);
    let doc = juanda.worker(&[("name", "Contoh Satu"), ("dusun", "Lebak")]);
    let now = juanda.clock.now();
    lend(&mut juanda, doc, now + 1_000);
    let before = juanda.store.view(doc).unwrap();
    assert_eq!(before.lent_until, Some(now + 1_000));

    juanda.clock.pass(1_000);
    let mut store = juanda.reopen();
    assert!(is_over(&store, doc));
    assert!(store.search("Contoh", 9).unwrap().is_empty() && store.count(&crate::Filter::default()).unwrap() == 0);
    assert_eq!(store.borrowed().unwrap(), [Borrowed { doc, until: now + 1_000, is_over: true }]);
    let seen = before.heads.clone();
    let edit = store.edit(doc, juanda.officer(), &seen, &[Intent::set("dusun", "Montong").unwrap()]);
    assert!(edit.is_err(), "nothing is written there any more");
    store.check().unwrap();

    // What was not sent is here still, and so is all that it was built on.
    juanda.store = store;
    lend(&mut juanda, doc, now + 5_000);
    let after = juanda.store.view(doc).unwrap();
    assert_eq!((after.heads, after.fields), (before.heads, before.fields));
    assert_eq!(juanda.store.search("Contoh", 9).unwrap().len(), 1);
    assert!(!juanda.store.borrowed().unwrap()[0].is_over);
}

#[test]
fn what_the_province_does_not_name_any_more_is_closed_at_once() {
    let mut juanda = Device::new(&Province::new(), 1);
    let (lent, own) = (juanda.worker(&[("name", "Contoh Satu")]), juanda.worker(&[("name", "Contoh Dua")]));
    let now = juanda.clock.now();
    lend(&mut juanda, lent, now + 1_000);
    juanda.store.write(|tx, context| take(tx, context, &[], now)).unwrap();
    assert!(is_over(&juanda.store, lent) && juanda.store.view(own).is_ok());
}

#[test]
fn of_two_records_of_one_person_the_one_that_closes_takes_nothing_of_the_other_along() {
    let mut juanda = Device::new(&Province::new(), 1);
    let (own, lent) = (
        juanda.worker(&[("name", "Contoh Satu"), ("dusun", "Lebak")]),
        juanda.worker(&[("name", "Contoh Satu"), ("rt", "002")]),
    );
    let officer = juanda.officer();
    juanda.store.merge(own, lent, officer).unwrap();
    let now = juanda.clock.now();
    lend(&mut juanda, lent, now + 10);
    juanda.clock.pass(10);
    let store = juanda.reopen();
    assert!(is_over(&store, lent));
    let view = store.view(own).unwrap();
    assert_eq!((view.merged, view.fields.len()), (Vec::new(), 2));
    assert_eq!(store.search("Contoh", 9).unwrap().len(), 1);
}
