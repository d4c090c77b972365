//! What one record costs: a new one, an edit, the guard, reading. Beside bare automerge doing the same operations.

#![expect(clippy::expect_used, reason = "a bench that cannot go on stops")]

use std::hint::black_box;

use automerge::{ActorId, Automerge, ROOT, ReadDoc, transaction::Transactable};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use document::{Author, Document, Guard, Intent, Limits};
use records::{Actor, Value};

const AUTHOR: Author = Author { actor: Actor::from_bytes([1; 16]), time: 1 };

fn fields() -> Vec<(String, String)> {
    (0..20).map(|i| (format!("field{i}"), format!("value number {i}"))).collect()
}

fn intents() -> Vec<Intent> {
    fields().into_iter().map(|(path, value)| Intent::set(&path, value).expect("a path")).collect()
}

/// A record of 20 fields after `edits` more edits of one field each.
fn record(edits: usize) -> Document {
    let mut doc = Document::new();
    doc.edit(AUTHOR, &doc.heads(), &intents()).expect("an edit");
    for i in 0..edits {
        let intent = Intent::set("field3", Value::from(format!("edit {i}"))).expect("a path");
        doc.edit(AUTHOR, &doc.heads(), &[intent]).expect("an edit");
    }
    doc
}

fn bare(edits: usize) -> Automerge {
    Automerge::load(&record(edits).save()).expect("a snapshot").with_actor(ActorId::from(vec![1; 16]))
}

fn new_record(c: &mut Criterion) {
    let mut group = c.benchmark_group("new record of 20 fields");
    let intents = intents();
    group.bench_function("document", |b| {
        b.iter(|| {
            let mut doc = Document::new();
            doc.edit(AUTHOR, &doc.heads(), black_box(&intents)).expect("an edit");
            doc.save()
        });
    });
    let fields = fields();
    group.bench_function("bare automerge", |b| {
        b.iter(|| {
            let mut doc = Automerge::new();
            let mut transaction = doc.transaction();
            for (path, value) in black_box(&fields) {
                transaction.put(ROOT, path, value.as_str()).expect("a put");
            }
            transaction.commit();
            doc.save_nocompress()
        });
    });
    group.finish();
}

fn edit(c: &mut Criterion) {
    let mut group = c.benchmark_group("one field of a record with 51 changes");
    let (doc, bare) = (record(50), bare(50));
    let intent = [Intent::set("field7", "anders").expect("a path")];
    group.bench_function("document", |b| {
        b.iter_batched_ref(|| doc.clone(), |doc| doc.edit(AUTHOR, &doc.heads(), &intent), BatchSize::SmallInput);
    });
    group.bench_function("bare automerge", |b| {
        b.iter_batched_ref(
            || bare.clone(),
            |doc| {
                let mut transaction = doc.transaction();
                transaction.put(ROOT, "field7", "anders").expect("a put");
                let (hash, _) = transaction.commit();
                hash.and_then(|hash| doc.get_change_by_hash(&hash))
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn guard(c: &mut Criterion) {
    let mut group = c.benchmark_group("a foreign change for a record with 51 changes");
    let doc = record(50);
    let mut elsewhere = doc.clone();
    let other = Author { actor: Actor::from_bytes([2; 16]), time: 2 };
    let change = elsewhere.edit(other, &doc.heads(), &[Intent::set("field7", "anders").expect("a path")]);
    let change = change.expect("an edit").expect("a change");
    group.bench_function("through the guard", |b| {
        b.iter_batched(
            || Guard::vouched(doc.clone(), Limits::default()),
            |mut guard| guard.admit(black_box(&change.bytes)),
            BatchSize::SmallInput,
        );
    });
    let bare = bare(50);
    group.bench_function("bare apply", |b| {
        b.iter_batched(
            || (bare.clone(), automerge::Change::from_bytes(change.bytes.clone()).expect("a change")),
            |(mut doc, change)| {
                doc.apply_changes([change]).expect("applied");
                doc
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn guard_together(c: &mut Criterion) {
    let doc = record(20);
    let (mut ahead, other) = (doc.clone(), Author { actor: Actor::from_bytes([2; 16]), time: 2 });
    let edits = (0..10).map(|i| {
        let intent = Intent::set("field7", Value::from(format!("edit {i}"))).expect("a path");
        ahead.edit(other, &ahead.heads(), &[intent]).expect("an edit").expect("a change").bytes
    });
    let raws: Vec<_> = edits.collect();
    for count in [1, 2, 10] {
        let raws: Vec<_> = raws.iter().take(count).map(Vec::as_slice).collect();
        let mut group = c.benchmark_group(format!("{count} changes for a record with 21"));
        let guard = || Guard::vouched(doc.clone(), Limits::default());
        group.bench_function("tried together", |b| {
            b.iter_batched(guard, |mut guard| guard.admit_all(black_box(&raws)), BatchSize::SmallInput);
        });
        group.bench_function("one by one", |b| {
            let admit = |mut guard: Guard| raws.iter().map(|raw| guard.admit(raw)).count();
            b.iter_batched(guard, admit, BatchSize::SmallInput);
        });
        group.finish();
    }
}

fn read(c: &mut Criterion) {
    let doc = record(50);
    let snapshot = doc.save();
    let mut group = c.benchmark_group("a record with 51 changes");
    group.bench_function("load", |b| b.iter(|| Document::load(black_box(&snapshot))));
    group.bench_function("fields", |b| b.iter(|| black_box(&doc).fields()));
    group.bench_function("conflicts", |b| b.iter(|| black_box(&doc).conflicts()));
    group.bench_function("history", |b| b.iter(|| black_box(&doc).history()));
    group.finish();
}

criterion_group!(benches, new_record, edit, guard, guard_together, read);
criterion_main!(benches);
