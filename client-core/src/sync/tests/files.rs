//! Answers that come by file: late, twice, in any order.

use super::*;
use crate::sync::conversation::Conversation;

/// A request that somebody carries away, and what has to be known to take in its answer.
struct Carried {
    request: Vec<u8>,
    exchange: u64,
}

fn write_request(device: &mut Device) -> Carried {
    let mut conversation = Conversation::begin(&mut device.store, Mode::File).unwrap();
    let mut request = Vec::new();
    while conversation.wants_to_send() {
        let piece = conversation.next_piece(&mut device.store, &mut |_| {}).unwrap();
        request.extend(piece.into_iter().flatten());
    }
    assert!(conversation.request_ended());
    Carried { request, exchange: conversation.exchange() }
}

fn take_answer(device: &mut Device, carried: &Carried, answer: &[u8]) -> Ended {
    let lineage = device.store.lineage().unwrap().id;
    let mut conversation = Conversation::resume(&device.store, lineage, carried.exchange).unwrap();
    assert!(!conversation.wants_to_send());
    conversation.receive(&mut device.store, answer, &mut |_| {}).unwrap();
    conversation.into_ended()
}

fn is_complete(ended: &Ended) -> bool {
    matches!(ended.outcome, sync::Outcome::Complete(_))
}

#[test]
fn answers_in_the_wrong_order_and_twice_lose_nothing_and_take_nothing_back() {
    let (mut ani, mut budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let other = budi.worker(&[("name", "Rahma Contoh")]);
    let first = write_request(&mut ani);
    let to_first = peer.answer(&first.request);
    peer.answer(&write_request(&mut budi).request);
    edit(&mut ani, doc, "dusun", "Lebak");
    let second = write_request(&mut ani);
    let to_second = peer.answer(&second.request);

    for (carried, answer) in [(&second, &to_second), (&first, &to_first), (&second, &to_second)] {
        assert!(is_complete(&take_answer(&mut ani, carried, answer)));
        assert_eq!(ani.store.view(doc).unwrap().sync, SyncState::Receipted);
        assert_eq!(text(&ani.store.view(other).unwrap(), "name"), Some("Rahma Contoh"));
        assert_eq!(ani.store.feeds().unwrap()[0].seq, 3);
    }
    ani.store.check().unwrap();
}

#[test]
fn an_answer_that_skips_what_is_not_here_yet_stops_quietly() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let first = write_request(&mut ani);
    let answer = peer.answer(&first.request);
    take_answer(&mut ani, &first, &answer);
    edit(&mut ani, doc, "dusun", "Lebak");
    let second = write_request(&mut ani);
    let later = peer.answer(&second.request);
    ani.store.db.execute_batch("delete from logged; update feed set seq = 0, count = 0, sum = zeroblob(32)").unwrap();
    assert!(is_complete(&take_answer(&mut ani, &second, &later)));
    assert_eq!(ani.store.feeds().unwrap()[0].seq, 0);
}

#[test]
fn an_answer_of_a_log_that_is_over_says_nothing_any_more() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    ani.worker(&[("name", "Siti Contoh")]);
    let first = write_request(&mut ani);
    let old = peer.answer(&first.request);
    peer.restore(0);
    ani.clock.pass(60);
    let second = write_request(&mut ani);
    let new = peer.answer(&second.request);
    take_answer(&mut ani, &second, &new);
    let before = ani.store.status().unwrap();
    let ended = take_answer(&mut ani, &first, &old);
    assert_eq!(ended.outcome, sync::Outcome::Failed(sync::Fault::Cut));
    assert_eq!(ended.broken, None);
    assert_eq!(ani.store.status().unwrap(), before);
}

#[test]
fn an_answer_to_another_store_is_not_taken() {
    let (ani, budi, _) = ani_and_budi();
    let stranger = budi.store.lineage().unwrap().id;
    assert!(matches!(Conversation::resume(&ani.store, stranger, 1), Err(Error::Protocol(_))));
}
