//! Every case is real bytes with a right checksum, made through automerge's doc-hidden legacy types.

use std::num::NonZeroU64;

use automerge::{
    ExpandedChange, ScalarValue,
    legacy::{ElementId, Key, ObjectId, Op, OpId, OpType, SortedVec},
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::*;
use crate::{Author, Intent};

const HONEST: [u8; 16] = [1; 16];
const SIGNER: [u8; 16] = [2; 16];

fn worker() -> Document {
    let mut doc = Document::new();
    let author = Author { actor: Actor::from_bytes(HONEST), time: 1 };
    for dusun in ["Lebak", "Montong"] {
        let heads = doc.heads();
        let intents = [Intent::set("name", "Siti").unwrap(), Intent::set("dusun", dusun).unwrap()];
        doc.edit(author, &heads, &intents).unwrap();
    }
    doc
}

fn guard(doc: Document) -> Guard {
    let place = DocId::from_bytes([7; 16]);
    Guard::signed(doc, Limits::default(), place, Kind::Worker, Actor::from_bytes(SIGNER))
}

fn signer() -> ActorId {
    ActorId::from(SIGNER.to_vec())
}

fn honest() -> ActorId {
    ActorId::from(HONEST.to_vec())
}

fn put(key: &str) -> Op {
    Op {
        action: OpType::Put(ScalarValue::Str("x".into())),
        obj: ObjectId::Root,
        key: Key::Map(key.into()),
        pred: SortedVec::new(),
        insert: false,
    }
}

fn change(doc: &Document, actor: &ActorId, seq: u64, start_op: u64, operations: Vec<Op>) -> Vec<u8> {
    let deps = doc.inner.get_heads();
    bytes_of(actor, seq, start_op, deps, operations)
}

fn bytes_of(actor: &ActorId, seq: u64, start_op: u64, deps: Vec<am::ChangeHash>, operations: Vec<Op>) -> Vec<u8> {
    let expanded = ExpandedChange {
        operations,
        actor_id: actor.clone(),
        hash: None,
        seq,
        start_op: NonZeroU64::new(start_op).unwrap(),
        time: 0,
        message: Some("m".to_owned()),
        deps,
        extra_bytes: Vec::new(),
        author: None,
    };
    Change::from(expanded).raw_bytes().to_vec()
}

fn refusal(doc: &Document, raw: &[u8]) -> Option<Refusal> {
    let mut guard = guard(doc.clone());
    let admission = guard.admit(raw);
    assert!(
        matches!(admission, Admission::Admitted { .. }) || guard.document().save() == doc.save(),
        "only an admitted change alters the document"
    );
    match admission {
        Admission::Refused { refusal } => Some(refusal),
        Admission::Admitted { .. } | Admission::Known { .. } | Admission::Held { .. } => None,
    }
}

#[test]
fn an_honest_change_is_admitted_once_and_known_afterwards() {
    let doc = worker();
    let raw = change(&doc, &signer(), 1, 5, vec![put("note")]);
    let mut guard = guard(doc);
    assert!(matches!(guard.admit(&raw), Admission::Admitted { .. }));
    assert!(matches!(guard.admit(&raw), Admission::Known { .. }));
}

#[test]
fn every_way_to_ruin_a_document_is_refused() {
    let doc = worker();
    let nowhere = OpId::new(9_999, &honest());
    let name = || OpId::new(1, &honest());
    let with = |alter: &dyn Fn(&mut Op)| {
        let mut operation = put("note");
        alter(&mut operation);
        vec![operation]
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        (
            "an object that does not exist",
            change(&doc, &signer(), 1, 5, with(&|op| op.obj = ObjectId::Id(nowhere.clone()))),
        ),
        (
            "an element of a list",
            change(&doc, &signer(), 1, 5, with(&|op| op.key = Key::Seq(ElementId::Id(nowhere.clone())))),
        ),
        (
            "the head of a list in the root",
            change(
                &doc,
                &signer(),
                1,
                5,
                with(&|op| {
                    op.key = Key::Seq(ElementId::Head);
                    op.insert = true;
                }),
            ),
        ),
        ("a list", change(&doc, &signer(), 1, 5, with(&|op| op.action = OpType::Make(am::ObjType::List)))),
        (
            "an increment of a text",
            change(
                &doc,
                &signer(),
                1,
                5,
                with(&|op| {
                    op.action = OpType::Increment(1);
                    op.key = Key::Map("name".into());
                    op.pred = SortedVec::from(vec![name()]);
                }),
            ),
        ),
        ("a mark", change(&doc, &signer(), 1, 5, with(&|op| op.action = OpType::MarkEnd(true)))),
        (
            "a predecessor that does not exist",
            change(&doc, &signer(), 1, 5, with(&|op| op.pred = SortedVec::from(vec![nowhere.clone()]))),
        ),
        (
            "a predecessor of an unknown actor",
            change(
                &doc,
                &signer(),
                1,
                5,
                with(&|op| op.pred = SortedVec::from(vec![OpId::new(3, &ActorId::from(vec![9; 16]))])),
            ),
        ),
        ("a delete of nothing", change(&doc, &signer(), 1, 5, with(&|op| op.action = OpType::Delete))),
        ("a float", change(&doc, &signer(), 1, 5, with(&|op| op.action = OpType::Put(ScalarValue::F64(1.0))))),
        (
            "a number where a name belongs",
            change(&doc, &signer(), 1, 5, vec![Op { action: OpType::Put(ScalarValue::Int(7)), ..put("name") }]),
        ),
        ("a key that is no path", change(&doc, &signer(), 1, 5, vec![put("Nama Lengkap")])),
        (
            "a text that is too long",
            change(
                &doc,
                &signer(),
                1,
                5,
                with(&|op| op.action = OpType::Put(ScalarValue::Str("x".repeat(20_000).into()))),
            ),
        ),
        ("a first change with number 7", change(&doc, &signer(), 7, 5, vec![put("note")])),
        ("an operation counter near 2^32", change(&doc, &signer(), 1, u64::from(u32::MAX) - 1, vec![put("note")])),
        ("an operation counter of 2^31", change(&doc, &signer(), 1, 1 << 31, vec![put("note")])),
        ("an operation counter that is too low", change(&doc, &signer(), 1, 1, vec![put("note")])),
        ("no operations", change(&doc, &signer(), 1, 5, vec![])),
        (
            "more operations than allowed",
            change(&doc, &signer(), 1, 5, (0..1_001).map(|i| put(&format!("k{i}"))).collect()),
        ),
        ("somebody else's actor", change(&doc, &ActorId::from(vec![3; 16]), 1, 5, vec![put("note")])),
        ("an actor of another length", change(&doc, &ActorId::from(vec![3; 5]), 1, 5, vec![put("note")])),
    ];
    for (what, raw) in cases {
        let refused = refusal(&doc, &raw);
        assert!(refused.is_some(), "{what} got through");
        println!("{what}: {}", refused.map_or("", Refusal::code));
    }
}

#[test]
fn an_operation_counter_that_is_too_low_never_leaves_an_unreadable_document() {
    let doc = worker();
    for start_op in 1..=5 {
        let raw = change(&doc, &signer(), 1, start_op, vec![put("name")]);
        let mut guard = guard(doc.clone());
        guard.admit(&raw);
        let after = guard.into_document();
        assert_eq!(Document::load(&after.save()).unwrap().heads(), after.heads());
    }
}

#[test]
fn a_number_used_twice_is_refused_as_such() {
    let doc = worker();
    let first = change(&doc, &signer(), 1, 5, vec![put("note")]);
    let other = change(&doc, &signer(), 1, 5, vec![put("rt")]);
    let mut guard = guard(doc);
    guard.admit(&first);
    assert_eq!(guard.admit(&other), Admission::Refused { refusal: Refusal::ReusedSequence });
}

#[test]
fn a_change_that_came_too_early_is_held_and_names_what_it_waits_for() {
    let doc = worker();
    let missing = am::ChangeHash([7; 32]);
    let raw = bytes_of(&signer(), 1, 5, vec![missing], vec![put("note")]);
    let Admission::Held { missing, .. } = guard(doc).admit(&raw) else { panic!("not held") };
    assert_eq!(missing, [ChangeHash::from_bytes([7; 32])]);
}

#[test]
fn documents_bombs_and_rubbish_are_no_changes() {
    let doc = worker();
    let mut compressed = change(&doc, &signer(), 1, 5, vec![put("note")]);
    compressed[CHUNK_TYPE_AT] = 2;
    for raw in [doc.save(), compressed, Vec::new(), vec![0; 200], b"hello".to_vec()] {
        assert_eq!(refusal(&doc, &raw), Some(Refusal::NotAChange));
    }
    let two =
        [change(&doc, &signer(), 1, 5, vec![put("note")]), change(&doc, &signer(), 1, 5, vec![put("rt")])].concat();
    assert!(refusal(&doc, &two).is_some(), "two chunks are not one change");
    assert_eq!(refusal(&doc, &vec![0; 70_000]), Some(Refusal::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Alters bytes of an honest change, mends the checksum, and lets the guard decide: whatever it admits leaves a
    /// document that reads, takes another edit, saves and loads.
    #[test]
    fn whatever_is_admitted_leaves_a_usable_document(
        spots in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let doc = worker();
        let mut operation = put("name");
        operation.pred = SortedVec::from(vec![OpId::new(1, &honest())]);
        let mut raw = change(&doc, &signer(), 1, 5, vec![operation, put("note")]);
        for (at, byte) in spots {
            let at = 9 + at.index(raw.len() - 9);
            raw[at] = byte;
        }
        let checksum = Sha256::digest(&raw[8..]);
        raw[4..8].copy_from_slice(&checksum[..4]);

        let mut guard = Guard::vouched(doc, Limits::default());
        guard.admit(&raw);
        let mut after = guard.into_document();
        let heads = after.heads();
        let author = Author { actor: Actor::from_bytes([5; 16]), time: 2 };
        let later = after.edit(author, &heads, &[Intent::set("rt", "01").unwrap()]);
        prop_assert!(later.is_ok(), "{later:?}");
        prop_assert_eq!(Document::load(&after.save()).unwrap().heads(), after.heads());
        prop_assert!(after.history().is_ok());
    }
}
