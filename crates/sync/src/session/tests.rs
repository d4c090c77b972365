use records::{DeviceId, EpochId, LineageId};
use wire::{
    Receipt, Signature,
    exchange::{Capabilities, Range, SignedHello},
    receipt::SignedReceipt,
};

use super::*;

fn hello() -> Hello {
    Hello {
        protocol: PROTOCOL,
        device: DeviceId::from_bytes([1; 16]),
        lineage: LineageId::from_bytes([2; 16]),
        epoch: None,
        exchange: 1,
        clock: 0,
        next_statement: 0,
        feeds: Vec::new(),
        capabilities: Capabilities::NONE,
        known: None,
        answered: None,
        chain: None,
    }
}

fn push(n: u64) -> Box<Push> {
    Box::new(Push {
        protocol: PROTOCOL,
        officer: records::OfficerId::from_bytes([3; 16]),
        n,
        previous: None,
        written_at: 0,
        signature: Signature([0; 64]),
        items: Vec::new(),
    })
}

fn head() -> Frame {
    let received = vec![Range { first: 0, last: 1 }];
    Frame::Head(Head {
        protocol: PROTOCOL,
        epoch: EpochId::from_bytes([4; 16]),
        time: 0,
        received,
        feeds: None,
        capabilities: Capabilities::NONE,
        packs: Vec::new(),
        coming: None,
        lease: None,
        lent: None,
    })
}

fn trailer() -> Trailer {
    let receipt = Receipt { epoch: EpochId::from_bytes([4; 16]), time: 0, feeds: Vec::new(), all: None };
    Trailer { receipt: SignedReceipt::new(receipt, |_| Signature([0; 64])), more: false }
}

fn received(frame: Frame) -> Event {
    Event::Received(Box::new(frame))
}

#[test]
fn an_exchange_pushes_everything_and_then_pulls() {
    let mut session = Session::pushing(Pace::new(None));
    assert_eq!(
        session.handle(Event::Start(hello())),
        [Effect::SendHello(hello()), Effect::NextEnvelope { bytes: 4096 }]
    );
    assert_eq!(
        session.handle(Event::Envelope(Some(push(0)))),
        [Effect::Send(Box::new(Frame::Push(*push(0)))), Effect::NextEnvelope { bytes: 8192 }]
    );
    assert_eq!(session.handle(Event::Envelope(None)), [Effect::NextMend]);
    assert_eq!(session.handle(Event::Mend(None)), [Effect::Send(Box::new(Frame::End))]);
    assert!(matches!(session.handle(received(head()))[..], [Effect::TakeHead(_)]));
    assert_eq!(session.handle(received(Frame::Trailer(trailer()))), [Effect::Complete(trailer())]);
    assert!(session.is_over());
}

#[test]
fn asking_sends_no_envelope() {
    let mut session = Session::asking();
    assert_eq!(session.handle(Event::Start(hello())), [Effect::SendHello(hello()), Effect::NextMend]);
    assert_eq!(session.handle(Event::Mend(None)), [Effect::Send(Box::new(Frame::End))]);
}

fn reconcile() -> Reconcile {
    Reconcile { feed: "52.03.13.2001/village".parse().unwrap(), seq: None, message: vec![0x61] }
}

#[test]
fn comparing_comes_after_the_last_envelope_and_is_answered_before_the_trailer() {
    let mut session = Session::pushing(Pace::new(None));
    session.handle(Event::Start(hello()));
    assert_eq!(session.handle(Event::Mend(None)), [], "nobody asked for it");
    session.handle(Event::Envelope(None));
    let frame = Box::new(Frame::Reconcile(reconcile()));
    assert_eq!(session.handle(Event::Mend(Some(frame.clone()))), [Effect::Send(frame), Effect::NextMend]);
    session.handle(Event::Mend(None));
    session.handle(received(head()));

    let feed = reconcile().feed;
    let compared = Compared { feed, seq: 3, absent: Vec::new() };
    let wants = Wants { changes: Vec::new() };
    let answers = [
        (Frame::Reconcile(reconcile()), Effect::TakeReconcile(reconcile())),
        (Frame::Compared(compared.clone()), Effect::TakeCompared(compared)),
        (Frame::Wants(wants.clone()), Effect::TakeWants(wants)),
    ];
    for (frame, effect) in answers {
        assert_eq!(session.handle(received(frame)), [effect]);
    }
    assert!(!session.is_over());
}

#[test]
fn what_only_a_device_says_is_no_answer() {
    for frame in [Frame::End, Frame::Push(*push(0)), Frame::Hello(SignedHello::new(hello(), |_| Signature([0; 64])))] {
        let mut session = Session::listening();
        session.handle(received(head()));
        let name = frame.name();
        assert!(matches!(session.handle(received(frame))[..], [Effect::Fail(Fault::OutOfOrder { .. })]), "{name}");
    }
}

#[test]
fn a_connection_that_closes_before_the_trailer_is_a_cut_wherever_it_is() {
    let steps = [
        Event::Start(hello()),
        Event::Envelope(Some(push(0))),
        Event::Envelope(None),
        Event::Mend(None),
        received(head()),
    ];
    for cut_after in 0..=steps.len() {
        let mut session = Session::pushing(Pace::new(None));
        for step in &steps[..cut_after] {
            session.handle(step.clone());
        }
        assert_eq!(session.handle(Event::Closed), [Effect::Fail(Fault::Cut)], "after {cut_after} steps");
    }
}

#[test]
fn a_trailer_without_a_head_proves_nothing() {
    let mut session = Session::asking();
    session.handle(Event::Start(hello()));
    session.handle(Event::Mend(None));
    assert_eq!(
        session.handle(received(Frame::Trailer(trailer()))),
        [Effect::Fail(Fault::OutOfOrder { frame: "trailer", expected: "head" })]
    );
}

#[test]
fn frames_of_a_newer_version_are_passed_over() {
    let mut session = Session::asking();
    session.handle(Event::Start(hello()));
    session.handle(Event::Mend(None));
    assert_eq!(session.handle(received(Frame::Unknown(99))), []);
    assert!(matches!(session.handle(received(head()))[..], [Effect::TakeHead(_)]));
}

#[test]
fn a_refusal_ends_the_exchange_even_while_pushing() {
    let refused = Refused { code: "revoked".to_owned(), message: "m".to_owned(), wait: None };
    let mut session = Session::pushing(Pace::new(None));
    session.handle(Event::Start(hello()));
    assert_eq!(session.handle(received(Frame::Refused(refused.clone()))), [Effect::Fail(Fault::Refused(refused))]);
    assert_eq!(session.handle(Event::Envelope(Some(push(0)))), []);
}
