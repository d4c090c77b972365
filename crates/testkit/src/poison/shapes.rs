//! Bytes that are no plain change, or one that claims more than anybody could hold.

use std::sync::LazyLock;

use super::{
    Poison, Victim,
    chunk::{self, BUNDLE, CHANGE, COMPRESSED_CHANGE, DOCUMENT},
    operations::Draft,
};

/// What a few bytes claim: more operations than memory can hold, and than anybody has time to count.
const WITHOUT_END: u64 = 1 << 40;

/// Specifications of columns: an id, times 16, and a type.
const KEYS: u64 = 1 << 4 | 5;
const INSERTS: u64 = 3 << 4 | 4;
const ACTIONS: u64 = 4 << 4 | 2;
const VALUE_LENGTHS: u64 = 5 << 4 | 6;
const VALUES: u64 = 5 << 4 | 7;
const REPLACED: u64 = 7 << 4;
const REPLACED_ACTORS: u64 = 7 << 4 | 1;
const REPLACED_COUNTERS: u64 = 7 << 4 | 3;
/// The bit that says that a column is deflated.
const DEFLATED: u64 = 1 << 3;

pub(super) fn poisons(victim: &Victim) -> Vec<Poison> {
    let poison = |what, code, raw| Poison { what, code, harmless: false, raw };
    let mut all = vec![
        poison("no bytes", "not_a_change", Vec::new()),
        poison("zeros", "not_a_change", vec![0; 200]),
        poison("words", "not_a_change", b"\x85\x6f\x4a\x83no change at all".to_vec()),
        poison("zeros without end", "too_large", vec![0; 70_000]),
    ];
    all.extend(other_chunks(victim));
    all.extend(damaged(victim));
    all.extend(bombs());
    all.extend(without_end(victim));
    all
}

/// Chunks of other types. A mutated document makes the library panic.
fn other_chunks(victim: &Victim) -> Vec<Poison> {
    let poison = |what, raw| Poison { what, code: "not_a_change", harmless: false, raw };
    let honest = Draft::of(victim).raw(victim);
    let body = body_of(&honest);
    let mut mutated = victim.document.clone();
    let middle = mutated.len() / 2;
    mutated[middle] ^= 0x55;
    vec![
        poison("a document", victim.document.clone()),
        poison("a mutated document", chunk::mend(mutated)),
        poison("a document that is a change", chunk::of(DOCUMENT, body)),
        poison("a compressed change", chunk::of(COMPRESSED_CHANGE, body)),
        poison("a bundle", chunk::of(BUNDLE, body)),
        poison("a chunk of a type to come", chunk::of(9, body)),
    ]
}

fn damaged(victim: &Victim) -> Vec<Poison> {
    let poison = |what, raw| Poison { what, code: "damaged", harmless: false, raw };
    let honest = Draft::of(victim).raw(victim);
    let body = body_of(&honest);
    vec![
        poison("a change that was cut", honest[..honest.len() - 3].to_vec()),
        poison("two changes", [honest.clone(), honest.clone()].concat()),
        poison("a change with something behind it", [&honest[..], b"more"].concat()),
        poison("a change whose body was cut", chunk::of(CHANGE, &body[..body.len() / 2])),
        poison("a change without a body", chunk::of(CHANGE, &[])),
        poison("a change of nothing but large numbers", chunk::of(CHANGE, &[0xff; 300])),
    ]
}

/// The library inflates these whole before it looks at them: 1.5 GiB for the larger.
fn bombs() -> Vec<Poison> {
    // They are aimed at nobody in particular, and making them takes a while.
    static SMALL: LazyLock<Vec<u8>> = LazyLock::new(|| zeros(64));
    static LARGE: LazyLock<Vec<u8>> = LazyLock::new(|| zeros(512));
    let bomb = |what, code, raw: &[u8]| Poison { what, code, harmless: false, raw: raw.to_vec() };
    vec![
        bomb("64 MiB in a deflated change", "not_a_change", &SMALL),
        bomb("512 MiB in a deflated change", "too_large", &LARGE),
    ]
}

fn zeros(mebibytes: usize) -> Vec<u8> {
    chunk::of(COMPRESSED_CHANGE, &chunk::deflated_zeros(mebibytes))
}

/// A few bytes that claim 2^40 of something. The library counts them one by one, or collects them.
fn without_end(victim: &Victim) -> Vec<Poison> {
    let poison = |what, code, columns: &[(u64, Vec<u8>)]| {
        let raw = chunk::of(CHANGE, &chunk::change_body(victim, columns));
        Poison { what, code, harmless: false, raw }
    };
    let operations = |count| {
        vec![
            (KEYS, chunk::run(count, b"\x04note")),
            (INSERTS, number(count)),
            (ACTIONS, chunk::run(count, &[1])),
            (VALUE_LENGTHS, chunk::run(count, &[0])),
            (REPLACED, chunk::run(count, &[0])),
        ]
    };
    let mut replacing = operations(1);
    replacing.pop();
    replacing.extend([
        (REPLACED, chunk::run(1, &number(WITHOUT_END))),
        (REPLACED_ACTORS, chunk::run(WITHOUT_END, &[0])),
        (REPLACED_COUNTERS, chunk::run(WITHOUT_END, &[1])),
    ]);
    let mut nothing = operations(1);
    nothing.insert(1, (INSERTS | DEFLATED, vec![0x63, 0]));
    let mut long_value = operations(1);
    long_value[3].1 = chunk::run(1, &number(WITHOUT_END << 4 | 6));
    long_value.insert(4, (VALUES, vec![b'x'; 10]));
    let actions = vec![(ACTIONS, [vec![0], number(WITHOUT_END)].concat())];
    vec![
        poison("operations without end", "operation_count", &operations(WITHOUT_END)),
        poison("an operation that replaces values without end", "operation_count", &replacing),
        poison("empty operations without end", "operation_count", &actions),
        poison("a deflated column", "damaged", &nothing),
        poison("a text that claims to be longer than the change", "damaged", &long_value),
    ]
}

fn number(number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    chunk::push_number(&mut bytes, number);
    bytes
}

/// The body of a chunk shorter than 16 kB: after magic, checksum, type and a length of one or two bytes.
fn body_of(raw: &[u8]) -> &[u8] {
    let long = usize::from(raw[9] & 0x80 != 0);
    &raw[10 + long..]
}
