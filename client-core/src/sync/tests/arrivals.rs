//! What is said of our own changes, truly or not.

use records::{ChangeHash, RegionCode};
use roster::{Columns, Context, Sheet, interpret};
use sync::Ranges;
use wire::{
    Verdict, VerdictKind,
    exchange::{Range, Verdicts},
};

use super::*;
use crate::{
    fixture::VILLAGE,
    import::{ImportReport, ImportSource},
    lineage::{self, Reason},
    outbox,
};

/// Signs what there is, and notes that somebody said all of it had arrived.
fn pretend_arrival(device: &mut Device) {
    let everything = Ranges::from(vec![Range { first: 0, last: u64::MAX }]);
    device
        .store
        .write(|tx, context| {
            let lineage = lineage::current(tx)?;
            assert!(outbox::next(tx, context, &lineage, None, 1 << 16)?.is_some());
            outbox::arrived(tx, &lineage, &everything)
        })
        .unwrap();
    let status = device.store.status().unwrap();
    assert_eq!((status.local, status.received > 0), (0, true));
}

fn state(device: &Device, hash: &ChangeHash) -> State {
    crate::change::find(&device.store.db, hash).unwrap().unwrap().state
}

fn import(device: &mut Device, rows: &str) -> ImportReport {
    let list = format!("Nama;NIK;L/P;Tgl Lahir;Dusun\n{rows}");
    let sheet = Sheet::read("daftar.csv", list.as_bytes()).unwrap();
    let (columns, village) = (Columns::of(&sheet.header), RegionCode::parse(VILLAGE).unwrap());
    let context = Context { deployment: records::Deployment::Training, village: village.clone() };
    let entries: Vec<_> = sheet.rows.iter().map(|row| interpret(&sheet, &columns, row, &context)).collect();
    let plan = device.store.plan_import(ImportSource { sheet: &sheet, entries: &entries, village: &village }, None);
    let officer = device.officer();
    device.store.apply_import(&plan.unwrap(), officer, |_, _| {}).unwrap()
}

fn only_record(device: &Device) -> RecordView {
    let items = device.store.list(&Filter::default(), 2, 0).unwrap();
    assert_eq!(items.len(), 1);
    device.store.view(items[0].doc).unwrap()
}

fn last_change(device: &Device) -> ChangeHash {
    let sql = "select hash from change order by id desc limit 1";
    device.store.db.query_row(sql, [], |row| row.get::<_, crate::sql::Sql<ChangeHash>>(0)).unwrap().0
}

#[tokio::test(start_paused = true)]
async fn what_the_province_does_not_have_is_sent_again_whoever_said_that_it_arrived() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    ani.worker(&[("name", "Siti Contoh")]);
    pretend_arrival(&mut ani);
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(peer.logged(), [last_change(&ani)]);
}

#[tokio::test(start_paused = true)]
async fn a_province_that_lost_something_and_does_not_know_is_refilled() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    for at in 0..6 {
        ani.worker(&[("name", &format!("Orang {at}"))]);
    }
    let (ani, _) = up_to_date(ani, &peer).await;
    let logged = peer.logged();
    let epoch = peer.0.lock().unwrap().epoch;
    peer.restore(2);
    peer.0.lock().unwrap().epoch = epoch;
    let (ani, _) = up_to_date(ani, &peer).await;
    assert!(logged.iter().all(|hash| peer.logged().contains(hash)));
    assert!(logged.iter().all(|hash| state(&ani, hash) == State::Logged));
}

#[tokio::test(start_paused = true)]
async fn what_arrived_under_a_lineage_that_is_given_up_still_gets_its_verdict() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    ani.worker(&[("name", "Siti Contoh")]);
    import(&mut ani, "Rahma Contoh;;P;1990;Lebak\n");
    pretend_arrival(&mut ani);
    ani.store.renew_lineage(Reason::Restored).unwrap();
    let new = ani.store.lineage().unwrap();
    assert_eq!(lineage::speaking(&ani.store.db).unwrap().id, new.id, "nobody listens to the old one");
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!((peer.logged().len(), ani.store.status().unwrap().received), (2, 0));
    assert_eq!(ani.store.count(&Filter::default()).unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_what_is_in_the_log_is_no_news() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    ani.worker(&[("name", "Siti Contoh")]);
    let (mut ani, _) = up_to_date(ani, &peer).await;
    let hash = last_change(&ani);
    for (kind, news) in [(VerdictKind::Refused, 0), (VerdictKind::Held, 0), (VerdictKind::Flagged, 1)] {
        let verdicts = vec![Verdict { hash, kind, code: "out_of_scope".to_owned() }];
        let verdicts = Verdicts { verdicts, pending: 0 };
        let taken = ani.store.write(|tx, context| answer::take_verdicts(tx, context, &verdicts)).unwrap();
        assert_eq!(taken, news, "{kind:?}");
    }
    assert_eq!(state(&ani, &hash), State::Flagged);
    assert_eq!(text(&only_record(&ani), "name"), Some("Siti Contoh"));
}

#[tokio::test(start_paused = true)]
async fn what_was_logged_once_and_hangs_on_a_refusal_later_is_written_again() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let refused = edit(&mut ani, doc, "dusun", "Lebak");
    edit(&mut ani, doc, "rt", "001");
    let (ani, _) = up_to_date(ani, &peer).await;
    peer.restore(1);
    peer.0.lock().unwrap().unsafe_changes.insert(refused);
    let (ani, _) = up_to_date(ani, &peer).await;
    let view = ani.store.view(doc).unwrap();
    assert_eq!((text(&view, "dusun"), text(&view, "rt")), (None, Some("001")));
    assert_eq!(view.sync, SyncState::Receipted);
}

#[tokio::test(start_paused = true)]
async fn a_refused_row_that_is_imported_again_is_sent_again_as_an_edit() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let row = "Siti Contoh;5203135207900000;P;12-07-1990;Lebak\n";
    import(&mut ani, row);
    let refused = last_change(&ani);
    peer.0.lock().unwrap().unsafe_changes.insert(refused);
    let (mut ani, _) = up_to_date(ani, &peer).await;
    assert_eq!((state(&ani, &refused), ani.store.status().unwrap().records), (State::Refused, 0));

    assert_eq!(import(&mut ani, row).new, 1);
    assert_eq!(import(&mut ani, row).unchanged, 1);
    let (mut ani, _) = up_to_date(ani, &peer).await;
    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!(state(&ani, &refused), State::Refused);
    assert_eq!(only_record(&budi).fields, only_record(&ani).fields);
    assert_eq!(text(&only_record(&ani), "dusun"), Some("Lebak"));

    let (file, officer) = (ani.store.imports().unwrap()[0].file, ani.officer());
    ani.store.undo_import(file, officer).unwrap();
    assert_eq!(ani.store.status().unwrap().records, 0);
}

#[tokio::test(start_paused = true)]
async fn a_newer_row_that_was_built_on_a_refused_one_is_written_again() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    import(&mut ani, "Siti Contoh;5203135207900000;P;12-07-1990;Lebak\n");
    peer.0.lock().unwrap().unsafe_changes.insert(last_change(&ani));
    import(&mut ani, "Siti Contoh;5203135207900000;P;12-07-1990;Montong\n");
    let (ani, _) = up_to_date(ani, &peer).await;
    let view = only_record(&ani);
    assert_eq!((text(&view, "dusun"), view.sync), (Some("Montong"), SyncState::Receipted));
}

#[tokio::test(start_paused = true)]
async fn a_record_of_another_kind_says_nothing_in_a_registrys_name() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let mut forged = document::Document::new();
    let author = document::Author { actor: records::Actor::from_bytes([9; 16]), time: 1 };
    let intents = [Intent::set("registry/negara/status", "accepted").unwrap()];
    let change = forged.edit(author, &document::Heads::default(), &intents).unwrap().unwrap();
    peer.log_anything(ani.store.membership().deployment_key.standing_doc_id(doc), change.bytes);
    let (ani, _) = up_to_date(ani, &peer).await;
    assert!(ani.store.view(doc).unwrap().registry.is_empty());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_proven_while_others_changes_are_missing_at_the_province() {
    let (mut ani, mut budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    budi.worker(&[("name", "Siti Contoh")]);
    let (budi, _) = up_to_date(budi, &peer).await;
    (ani, _) = up_to_date(ani, &peer).await;

    peer.restore(0);
    let report;
    (ani.store, report) = sync(ani.store, &peer).await;
    assert!(!report.unwrap().equal, "budi's change is at no province and is not ani's to sign");
    assert_eq!(ani.store.status().unwrap().only_here, 1);

    up_to_date(budi, &peer).await;
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(ani.store.status().unwrap().only_here, 0);
}
