//! A device with several feeds, which says how far it is by a digest where the province keeps cursors.

use wire::{Hello, exchange::Capabilities};

use super::*;

/// The devices of Ani, with a record, and of Budi follow so many villages beside their own, of a province that keeps
/// cursors.
async fn with_villages(others: u8) -> (Device, Device, Peer, DocId) {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    {
        let mut state = peer.0.lock().unwrap();
        (state.others, state.capabilities) = (others, Capabilities::DIGESTS);
    }
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    // The first time, they hear of the other villages.
    let (ani, _) = up_to_date(ani, &peer).await;
    let (budi, _) = up_to_date(budi, &peer).await;
    told(&peer, &ani);
    (ani, budi, peer, doc)
}

/// Somebody else records so many workers.
async fn recorded(mut budi: Device, peer: &Peer, workers: usize) -> Device {
    for at in 0..workers {
        budi.worker(&[("name", &format!("Warga {at}"))]);
    }
    up_to_date(budi, peer).await.0
}

/// How a device told how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Named,
    Digest,
}

/// How a device began its exchanges since the last time that somebody asked.
fn told(peer: &Peer, device: &Device) -> Vec<Told> {
    let hellos = std::mem::take(&mut peer.0.lock().unwrap().hellos);
    let own = hellos.iter().filter(|hello| hello.device == device.store.membership().device());
    own.map(how).collect()
}

fn how(hello: &Hello) -> Told {
    assert_ne!(hello.feeds.is_empty(), hello.known.is_none(), "one or the other");
    if hello.known.is_some() { Told::Digest } else { Told::Named }
}

/// What a conversation says first.
fn hello_of(conversation: &mut Conversation, store: &mut Store) -> Hello {
    let mut decoder = wire::stream::FrameDecoder::new(1 << 20).unwrap();
    let piece = conversation.next_piece(store, &mut |_| {}).unwrap().unwrap();
    let Some(wire::Frame::Hello(hello)) = decoder.decode(&piece).unwrap().into_iter().next() else {
        panic!("a hello comes first")
    };
    hello.into_value()
}

#[tokio::test(start_paused = true)]
async fn several_feeds_are_told_by_their_digest_and_one_is_named() {
    for (others, how) in [(0, Told::Named), (1, Told::Digest), (40, Told::Digest)] {
        let (ani, budi, peer, doc) = with_villages(others).await;
        let (mut ani, report) = up_to_date(ani, &peer).await;
        assert_eq!((report.exchanges, report.feeds.len()), (1, usize::from(others) + 1));
        edit(&mut ani, doc, "dusun", "Lebak");
        recorded(budi, &peer, 1).await;
        let (ani, report) = up_to_date(ani, &peer).await;
        assert_eq!((report.exchanges, report.pushed, report.pulled), (1, 1, 1));
        assert_eq!(ani.store.view(doc).unwrap().sync, SyncState::Receipted);
        assert!(ani.store.is_proven().unwrap());
        assert_eq!(told(&peer, &ani), [how; 2], "{others} other villages");
    }
}

#[tokio::test(start_paused = true)]
async fn a_province_that_keeps_no_cursors_is_told_them() {
    let (ani, _, peer, _) = with_villages(9).await;
    peer.0.lock().unwrap().capabilities = Capabilities::NONE;
    let (ani, _) = up_to_date(ani, &peer).await;
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(told(&peer, &ani), [Told::Digest, Told::Named], "it learns that from the first");
    peer.0.lock().unwrap().capabilities = Capabilities::DIGESTS;
    let (ani, _) = up_to_date(ani, &peer).await;
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(told(&peer, &ani), [Told::Named, Told::Digest]);
}

#[tokio::test(start_paused = true)]
async fn feeds_are_named_at_once_where_their_digest_is_not_known() {
    let (mut ani, _, peer, doc) = with_villages(9).await;
    peer.0.lock().unwrap().forget_cursors();
    edit(&mut ani, doc, "dusun", "Lebak");
    let (ani, report) = up_to_date(ani, &peer).await;
    assert_eq!((report.exchanges, report.pushed, report.cuts), (2, 1, 0));
    assert_eq!(ani.store.view(doc).unwrap().sync, SyncState::Receipted);
    assert_eq!(peer.0.lock().unwrap().frames_up, 1, "what was pushed with the digest is not sent again");
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(told(&peer, &ani), [Told::Digest, Told::Named, Told::Digest]);
}

#[tokio::test(start_paused = true)]
async fn who_refuses_feeds_that_are_named_is_not_asked_for_ever() {
    let (ani, _, _, _) = with_villages(9).await;
    let refused = wire::exchange::Refused { code: "unknown_cursors".to_owned(), message: "no".to_owned(), wait: None };
    let refused = wire::stream::FrameEncoder::new().unwrap().encode(&wire::Frame::Refused(refused)).unwrap();
    let (mut store, mut run) = (ani.store, Run::new(RetryPolicy::default()));
    let mut exchange = || {
        let mut conversation = run.begin(&mut store, &mut |_| {}).unwrap();
        let hello = hello_of(&mut conversation, &mut store);
        conversation.receive(&mut store, &refused, &mut |_| {}).unwrap();
        (how(&hello), run.next(&mut store, conversation.into_ended()))
    };
    assert!(matches!(exchange(), (Told::Digest, Ok(Step::Again))));
    assert!(matches!(exchange(), (Told::Named, Err(Error::Refused { .. }))));
}

#[tokio::test(start_paused = true)]
async fn a_digest_that_does_not_fit_is_no_proof_and_the_next_exchange_names_every_feed() {
    let (ani, _, peer, _) = with_villages(9).await;
    peer.0.lock().unwrap().misleads = true;
    let (ani, report) = up_to_date(ani, &peer).await;
    assert_eq!((report.exchanges, told(&peer, &ani)), (2, vec![Told::Digest, Told::Named]));
    peer.0.lock().unwrap().misleads = false;
    // As by a fault of this device: it counts a change that nobody made.
    ani.store.db.execute("update feed set count = 1 where id = '52.03.14.2004/village'", []).unwrap();
    let (ani, report) = up_to_date(ani, &peer).await;
    assert!(report.exchanges > 1 && ani.store.is_proven().unwrap(), "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn after_a_cut_a_device_says_where_it_is_and_not_where_it_was() {
    for arrived in 0..=4 {
        let (ani, budi, peer, _) = with_villages(9).await;
        // Two frames of the log.
        recorded(budi, &peer, 4).await;
        told(&peer, &ani);
        peer.0.lock().unwrap().cut = Some(Cut::Down(arrived));
        let (ani, report) = up_to_date(ani, &peer).await;
        assert_eq!((report.cuts, report.pulled), (1, 4), "{arrived} frames arrived");
        // Where nothing of the log arrived, it says what it said before; this peer knows only what it said last itself.
        let again = if arrived <= 2 { vec![Told::Digest, Told::Named] } else { vec![Told::Named] };
        assert_eq!(told(&peer, &ani)[1..], again, "{arrived} frames arrived");
        let (ani, _) = up_to_date(ani, &peer).await;
        assert_eq!(told(&peer, &ani), [Told::Digest]);
    }
}

#[tokio::test(start_paused = true)]
async fn another_lineage_names_the_feeds_and_so_does_what_travels_by_file() {
    let (mut ani, _, peer, _) = with_villages(9).await;
    let mut conversation = Conversation::begin(&mut ani.store, Mode::File).unwrap();
    let hello = hello_of(&mut conversation, &mut ani.store);
    assert_eq!(
        (how(&hello), hello.capabilities),
        (Told::Named, Capabilities::ERASES | Capabilities::LOANS | Capabilities::SUCCEEDS)
    );
    ani.store.renew_lineage(crate::lineage::Reason::Restored).unwrap();
    let (ani, _) = up_to_date(ani, &peer).await;
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(told(&peer, &ani), [Told::Named, Told::Digest]);
}
