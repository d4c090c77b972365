//! What finding one person, and every pair, costs among 10,000 invented workers.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on stops")]

#[path = "../tests/village/names.rs"]
mod names;
#[path = "../tests/village/people.rs"]
mod people;
#[path = "../tests/village/writing.rs"]
mod writing;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use matching::{Facts, Index, Person, compare};
use people::People;

fn records(count: usize) -> Vec<Facts> {
    let mut people = People::seeded(1);
    let persons = people.take(count);
    let first = persons.iter().map(|person| writing::first(&mut people, person)).collect::<Vec<_>>();
    let again = persons.iter().step_by(20).map(|person| writing::again(&mut people, person));
    first.into_iter().chain(again).collect()
}

fn index(records: &[Facts]) -> Index<usize> {
    let mut index = Index::new();
    records.iter().enumerate().for_each(|(id, facts)| index.insert(id, Person::new(facts)));
    index
}

fn at_entry(c: &mut Criterion) {
    let records = records(10_000);
    let index = index(&records);
    let mut people = records.iter().map(Person::new).cycle();
    c.bench_function("candidates for one of 10,000", |b| {
        b.iter(|| index.candidates(black_box(&people.next().unwrap())));
    });
    c.bench_function("make one person", |b| b.iter(|| Person::new(black_box(&records[7]))));
    let (one, other) = (Person::new(&records[7]), Person::new(&records[8]));
    c.bench_function("compare two people", |b| b.iter(|| compare(black_box(&one), black_box(&other))));
}

fn over_all(c: &mut Criterion) {
    let mut group = c.benchmark_group("all pairs");
    group.sample_size(10);
    for count in [2_500, 10_000, 40_000] {
        let records = records(count);
        group.bench_function(format!("index of {count}"), |b| b.iter(|| index(black_box(&records))));
        let index = index(&records);
        group.bench_function(format!("pairs of {count}"), |b| b.iter(|| black_box(&index).pairs().count()));
    }
    group.finish();
}

criterion_group!(benches, at_entry, over_all);
criterion_main!(benches);
