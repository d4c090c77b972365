//! Changes that decode well and do what no record survives, or what no record knows.

use std::num::NonZeroU64;

use automerge::{
    ActorId, Change, ExpandedChange, ObjType, ScalarValue,
    legacy::{ElementId, Key, MarkData, ObjectId, Op, OpId, OpType, SortedVec},
};

use super::{FIELD, Poison, Victim};

const NOTE: &str = "note";

/// A change, honest but for what a case alters.
pub(super) struct Draft {
    pub(super) actor: ActorId,
    pub(super) seq: u64,
    pub(super) start_op: u64,
    pub(super) operations: Vec<Op>,
    pub(super) time: i64,
    pub(super) extra: Vec<u8>,
}

impl Draft {
    /// The honest change: the victim's signer writes a note.
    pub(super) fn of(victim: &Victim) -> Self {
        Self {
            actor: victim.signer.clone(),
            seq: victim.next_seq(),
            start_op: victim.next_op(),
            operations: vec![put(NOTE, "x")],
            time: 1_795_000_000,
            extra: Vec::new(),
        }
    }

    pub(super) fn raw(self, victim: &Victim) -> Vec<u8> {
        let expanded = ExpandedChange {
            operations: self.operations,
            actor_id: self.actor,
            hash: None,
            seq: self.seq,
            start_op: NonZeroU64::new(self.start_op).expect("counters begin at 1"),
            time: self.time,
            message: None,
            deps: victim.heads.clone(),
            extra_bytes: self.extra,
            author: None,
        };
        Change::from(expanded).raw_bytes().to_vec()
    }
}

fn put(key: &str, text: &str) -> Op {
    Op {
        action: OpType::Put(ScalarValue::Str(text.into())),
        obj: ObjectId::Root,
        key: Key::Map(key.into()),
        pred: SortedVec::new(),
        insert: false,
    }
}

/// A poison of one operation: a note's, altered.
fn one(victim: &Victim, what: &'static str, code: &'static str, alter: impl FnOnce(&mut Op)) -> Poison {
    let mut draft = Draft::of(victim);
    alter(&mut draft.operations[0]);
    Poison { what, code, harmless: false, raw: draft.raw(victim) }
}

pub(super) fn poisons(victim: &Victim) -> Vec<Poison> {
    let mut all = outside_the_map(victim);
    all.extend(wrong_replacements(victim));
    all.extend(wrong_values(victim));
    all
}

/// Objects, lists, counters and marks. The library panics on the unknown ones and ruins the document by most others.
fn outside_the_map(victim: &Victim) -> Vec<Poison> {
    let nowhere = OpId::new(9_999, &victim.signer);
    let at_nowhere = || Key::Seq(ElementId::Id(nowhere.clone()));
    let one = |what, alter: &dyn Fn(&mut Op)| one(victim, what, "operation", alter);
    let make = |what, object| one(what, &|op| op.action = OpType::Make(object));
    vec![
        one("an operation in an unknown object", &|op| op.obj = ObjectId::Id(nowhere.clone())),
        one("a map key in an object that is a value", &|op| op.obj = ObjectId::Id(victim.field.clone())),
        one("a list insert after an unknown element", &|op| (op.key, op.insert) = (at_nowhere(), true)),
        one("an update of an unknown element", &|op| op.key = at_nowhere()),
        one("a sequence operation in the root map", &|op| (op.key, op.insert) = (Key::Seq(ElementId::Head), true)),
        one("an insert at a map key", &|op| op.insert = true),
        make("a nested map", ObjType::Map),
        make("a list", ObjType::List),
        make("a text object", ObjType::Text),
        make("a table", ObjType::Table),
        one("an increment of nothing", &|op| op.action = OpType::Increment(1)),
        one("an increment of a text", &|op| {
            (op.action, op.key) = (OpType::Increment(1), Key::Map(FIELD.into()));
            op.pred = SortedVec::from(vec![victim.field.clone()]);
        }),
        one("the begin of a mark", &|op| {
            let mark = MarkData { name: "bold".into(), value: ScalarValue::Boolean(true), expand: true };
            op.action = OpType::MarkBegin(mark);
        }),
        one("a stray end of a mark", &|op| op.action = OpType::MarkEnd(true)),
        one("a stray end of a mark in a list", &|op| {
            (op.action, op.insert) = (OpType::MarkEnd(true), true);
            (op.obj, op.key) = (ObjectId::Id(nowhere.clone()), Key::Seq(ElementId::Head));
        }),
    ]
}

/// Values that are replaced though nobody wrote them there. Saved documents with these do not load.
fn wrong_replacements(victim: &Victim) -> Vec<Poison> {
    let ghost = ActorId::from(vec![9; 16]);
    let replaces = |what, code, replaced: OpId| one(victim, what, code, |op| op.pred = SortedVec::from(vec![replaced]));
    let own = |ahead| OpId::new(victim.next_op() + ahead, &victim.signer);
    vec![
        replaces("a replaced value that does not exist", "unfit", OpId::new(9_999, &victim.signer)),
        replaces("a replaced value of an unknown actor", "unfit", OpId::new(1, &ghost)),
        replaces("a replaced value of counter zero", "unfit", OpId::new(0, &victim.signer)),
        replaces("an operation that replaces itself", "unfit", own(0)),
        replaces("an operation that replaces a later one", "unfit", own(1)),
        replaces("a replaced value of another field", "ruinous", victim.field.clone()),
        one(victim, "a delete of nothing", "ruinous", |op| op.action = OpType::Delete),
    ]
}

fn wrong_values(victim: &Victim) -> Vec<Poison> {
    let value = |what, value| one(victim, what, "bad_value", |op| op.action = OpType::Put(value));
    let key = |what, key: &str| one(victim, what, "bad_path", |op| op.key = Key::Map(key.into()));
    let number = one(victim, "a number where a name belongs", "bad_value", |op| {
        (op.action, op.key) = (OpType::Put(ScalarValue::Int(7)), Key::Map(FIELD.into()));
    });
    vec![
        value("a float", ScalarValue::F64(1.0)),
        value("bytes", ScalarValue::Bytes(vec![0; 8])),
        value("a counter", ScalarValue::counter(1)),
        value("a value of a type to come", ScalarValue::Unknown { type_code: 12, bytes: vec![1, 2] }),
        value("a number above every number", ScalarValue::Uint(u64::MAX)),
        value("a text that is too long", ScalarValue::Str("x".repeat(20_000).into())),
        key("a key that is no path", "Nama Lengkap"),
        key("an empty key", ""),
        key("a key without end", &"k".repeat(10_000)),
        key("a key with a control character", "name\0"),
        Poison { harmless: true, ..number },
    ]
}

/// Numbers of changes and operations. The library panics, or every later honest edit does.
pub(super) fn numbers(victim: &Victim) -> Vec<Poison> {
    let with = |what, code, alter: &dyn Fn(&mut Draft)| {
        let mut draft = Draft::of(victim);
        alter(&mut draft);
        Poison { what, code, harmless: false, raw: draft.raw(victim) }
    };
    let counter = |what, first| with(what, "counter", &|draft| draft.start_op = first);
    let foreign = |what, bytes: usize| {
        let poison = with(what, "foreign_actor", &|draft| {
            (draft.actor, draft.seq) = (ActorId::from(vec![3; bytes]), 1);
        });
        Poison { harmless: true, ..poison }
    };
    let several = |count| (0..count).map(|at| put(&format!("k{at}"), "x")).collect();
    vec![
        with("a number that skips some", "skipped_sequence", &|draft| draft.seq += 5),
        with("the highest number of all", "skipped_sequence", &|draft| draft.seq = u64::MAX),
        with("a number that was used for something else", "reused_sequence", &|draft| draft.seq -= 1),
        with("number zero", "reused_sequence", &|draft| draft.seq = 0),
        counter("an operation counter of 2^32 - 1", u64::from(u32::MAX)),
        counter("an operation counter of 2^32 - 2", u64::from(u32::MAX) - 1),
        counter("an operation counter of 2^31", 1 << 31),
        counter("an operation counter that was used", 1),
        with("an operation counter above 2^32", "damaged", &|draft| draft.start_op = u64::from(u32::MAX) + 10),
        with("no operations", "operation_count", &|draft| draft.operations.clear()),
        with("more operations than allowed", "operation_count", &|draft| draft.operations = several(1_001)),
        foreign("somebody else's actor", 16),
        foreign("an actor of another length", 5),
        foreign("a very long actor", 5_000),
    ]
}

/// See [`super::oddities`].
pub(super) fn oddities(victim: &Victim) -> Vec<(&'static str, Vec<u8>)> {
    let with = |alter: &dyn Fn(&mut Draft)| {
        let mut draft = Draft::of(victim);
        alter(&mut draft);
        draft.raw(victim)
    };
    vec![
        ("a clock at the end of time", with(&|draft| draft.time = i64::MAX)),
        ("a clock before all time", with(&|draft| draft.time = i64::MIN)),
        ("bytes after the operations", with(&|draft| draft.extra = vec![0xff; 1_000])),
        ("one field written many times", with(&|draft| draft.operations = vec![put(NOTE, "x"); 900])),
        ("a field's value beside the one that stands", with(&|draft| draft.operations = vec![put(FIELD, "x")])),
    ]
}
