//! What is written again when changes are refused.

use records::ChangeHash;

use super::*;

fn refuse(peer: &Peer, changes: impl IntoIterator<Item = ChangeHash>) {
    peer.0.lock().unwrap().unsafe_changes.extend(changes);
}

fn texts(device: &Device, doc: DocId, paths: [&str; 3]) -> [Option<String>; 3] {
    let view = device.store.view(doc).unwrap();
    paths.map(|path| text(&view, path).map(str::to_owned))
}

fn kept_aside(device: &Device) -> BTreeSet<(ChangeHash, State)> {
    device.store.status().unwrap().kept_aside.into_iter().map(|aside| (aside.change, aside.state)).collect()
}

/// Whether every record of the one is the same at the other.
fn assert_same(ani: &Device, budi: &Device, docs: &[DocId]) {
    for doc in docs {
        let (here, there) = (ani.store.view(*doc).unwrap(), budi.store.view(*doc).unwrap());
        assert_eq!((here.fields, here.sync), (there.fields, SyncState::Receipted));
    }
}

const PLACE: [&str; 3] = ["dusun", "rt", "rw"];

#[tokio::test(start_paused = true)]
async fn two_in_different_records_take_nothing_else_with_them() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let docs = [ani.worker(&[("name", "Siti")]), ani.worker(&[("name", "Rahma")]), ani.worker(&[("name", "Wati")])];
    let mut refused = BTreeSet::new();
    // The edits of the records in turn, so that the later ones of the actor are spread over all.
    for (at, path) in PLACE.iter().enumerate() {
        for (record, doc) in docs.iter().enumerate() {
            let change = edit(&mut ani, *doc, path, "001");
            if record < 2 && at == record {
                refused.insert(change);
            }
        }
    }
    refuse(&peer, refused.iter().copied());
    let (ani, _) = up_to_date(ani, &peer).await;
    let (budi, _) = up_to_date(budi, &peer).await;
    let set = || Some("001".to_owned());
    assert_eq!(texts(&ani, docs[0], PLACE), [None, set(), set()]);
    assert_eq!(texts(&ani, docs[1], PLACE), [set(), None, set()]);
    assert_eq!(texts(&ani, docs[2], PLACE), [set(), set(), set()]);
    assert_eq!(kept_aside(&ani), refused.into_iter().map(|hash| (hash, State::Refused)).collect());
    assert_same(&ani, &budi, &docs);
}

#[tokio::test(start_paused = true)]
async fn two_of_one_record_leave_what_stands_between_and_behind_them() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let first = edit(&mut ani, doc, "dusun", "Lebak");
    edit(&mut ani, doc, "rt", "001");
    let second = edit(&mut ani, doc, "note", "x");
    edit(&mut ani, doc, "rw", "002");
    refuse(&peer, [first, second]);
    let (ani, _) = up_to_date(ani, &peer).await;
    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!(texts(&ani, doc, ["rt", "rw", "name"]), ["001", "002", "Siti Contoh"].map(|text| Some(text.to_owned())));
    assert_eq!(texts(&ani, doc, ["dusun", "note", "status"]), [None, None, None]);
    assert_same(&ani, &budi, &[doc]);
}

#[tokio::test(start_paused = true)]
async fn the_first_of_a_record_leaves_what_was_written_later() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let first = ani.store.view(doc).unwrap().heads.iter().next().copied().unwrap();
    edit(&mut ani, doc, "dusun", "Lebak");
    refuse(&peer, [first]);
    let (ani, _) = up_to_date(ani, &peer).await;
    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!(texts(&budi, doc, ["name", "dusun", "rt"]), [None, Some("Lebak".to_owned()), None]);
    assert_same(&ani, &budi, &[doc]);
}

#[tokio::test(start_paused = true)]
async fn one_after_another_in_later_syncs_loses_nothing() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    for (at, path) in PLACE.iter().enumerate() {
        let refused = edit(&mut ani, doc, "note", &format!("catatan {at}"));
        edit(&mut ani, doc, path, "001");
        refuse(&peer, [refused]);
        (ani, _) = up_to_date(ani, &peer).await;
    }
    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!(texts(&budi, doc, PLACE), [const { "001" }; 3].map(|text| Some(text.to_owned())));
    assert_eq!(texts(&budi, doc, ["note", "name", "sex"]), [None, Some("Siti Contoh".to_owned()), None]);
    assert_eq!(kept_aside(&ani).len(), 3);
    assert_same(&ani, &budi, &[doc]);
}

#[tokio::test(start_paused = true)]
async fn one_that_others_built_on_before_it_was_refused_elsewhere_keeps_their_work() {
    let (mut ani, mut budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let (mut ani, _) = up_to_date(ani, &peer).await;
    (budi, _) = up_to_date(budi, &peer).await;
    let refused = edit(&mut ani, doc, "dusun", "Lebak");
    edit(&mut ani, doc, "rt", "001");
    edit(&mut budi, doc, "rw", "002");
    refuse(&peer, [refused]);
    let (budi, _) = up_to_date(budi, &peer).await;
    let (ani, _) = up_to_date(ani, &peer).await;
    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!(texts(&ani, doc, PLACE), [None, Some("001".to_owned()), Some("002".to_owned())]);
    assert_same(&ani, &budi, &[doc]);
}

#[tokio::test(start_paused = true)]
async fn only_an_answer_that_came_to_its_end_is_said_to_be_taken_in() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    ani.worker(&[("name", "Siti Contoh")]);
    let (mut ani, _) = up_to_date(ani, &peer).await;
    ani.worker(&[("name", "Budi Contoh")]);
    // Head and verdicts come, and nothing after them.
    peer.0.lock().unwrap().cut = Some(Cut::Down(2));
    let (ani, _) = up_to_date(ani, &peer).await;
    up_to_date(ani, &peer).await;
    // What each edit put into the outbox is an exchange, too: the first and the third.
    assert_eq!(peer.0.lock().unwrap().answered, [None, Some(2), Some(2), Some(5)]);
}
