//! What a record of each kind costs: bytes when it is new and for an edit of one field, and the time to make, edit and
//! read it, beside bare automerge doing the same. `cargo bench -p document --bench kinds` prints the table.
//!
//! Every field of the kind has a value, and every collection one element: the largest form that people fill in. Times are
//! medians; ours and bare take turns, so that whatever else the machine does meets both. Ours checks what it writes and
//! reads: bounds, paths and types of every operation, and the hard and soft rules of every field.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on stops, and prints what it found"
)]

use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};

use automerge::{ActorId, Automerge, ROOT, ReadDoc, transaction::CommitOptions, transaction::Transactable};
use comfy_table::{Table, presets::ASCII_MARKDOWN};
use document::{Author, Document, Intent};
use records::{Actor, Deployment, ElementId, Kind, Path, Record, Value, field};

const AUTHOR: Author = Author { actor: Actor::from_bytes([1; 16]), time: 1_795_000_000 };
const ROUNDS: usize = 301;
const HEADER: [&str; 10] = [
    "kind",
    "fields",
    "new: change, B",
    "snapshot, B",
    "one-field edit, B",
    "snapshot grows, B",
    "create, µs (bare)",
    "edit, µs (bare)",
    "read, µs (bare)",
    "× bare",
];

fn main() {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header(HEADER);
    for kind in Kind::ALL {
        table.add_row(row(kind));
    }
    println!("{table}");
}

fn row(kind: Kind) -> Vec<String> {
    let fields = filled(kind);
    let intents: Vec<Intent> = fields.iter().map(|(path, value)| set(path, value)).collect();
    let (document, new) = create(&intents);
    let bare = create_bare(&fields);
    let (path, value) = edited(&fields);
    let mut after = document.clone();
    let heads = after.heads();
    let edit = after.edit(AUTHOR, &heads, &[set(&path, &value)]).expect("an edit").expect("a change");

    let made = Pair::measure(|| create(&intents), || create_bare(&fields));
    let changed = Pair::measure_on(
        &document,
        &bare,
        |document| write(document, &path, &value),
        |bare| write_bare(bare, &path, &value),
    );
    let read = Pair::measure(
        || Record::project(kind, &document.fields(), Deployment::Training),
        || {
            bare.map_range(ROOT, ..)
                .map(|item| (item.key.to_string(), item.value.into_value().into_owned()))
                .collect::<BTreeMap<_, _>>()
        },
    );
    let ratios = [&made, &changed, &read].map(|pair| format!("{:.1}", pair.ratio())).join(" / ");
    let texts =
        [fields.len(), new, document.save().len(), edit.bytes.len(), after.save().len() - document.save().len()];
    let figures = texts.iter().map(ToString::to_string);
    let times = [made, changed, read].map(|pair| pair.to_string());
    [kind.as_str().to_owned()].into_iter().chain(figures).chain(times).chain([ratios]).collect()
}

/// A value in every field of the kind, one element in every collection.
fn filled(kind: Kind) -> BTreeMap<Path, Value> {
    let path = |field: &field::Field| {
        let text = match field.path.strip_suffix("/*") {
            Some(open) => format!("{open}/sas"),
            None => field.path.replace('*', &ElementId::derived(&["one"]).to_string()),
        };
        Path::parse(&text).expect("a path")
    };
    field::typed_of(kind).map(|field| (path(field), field.example())).collect()
}

/// A field of text, as people change it most, with another value than it has.
fn edited(fields: &BTreeMap<Path, Value>) -> (Path, Value) {
    let is_text = |path: &&Path| fields.get(*path).is_some_and(|value| value.as_text() == Some("contoh"));
    let path = fields.keys().find(is_text).expect("a text");
    (path.clone(), Value::from("teladan"))
}

fn set(path: &Path, value: &Value) -> Intent {
    Intent::Set { path: path.clone(), value: value.clone() }
}

/// The document, and the bytes of its first change.
fn create(intents: &[Intent]) -> (Document, usize) {
    let mut document = Document::new();
    let change = document.edit(AUTHOR, &document.heads(), intents).expect("an edit").expect("a change");
    black_box(document.save());
    (document, change.bytes.len())
}

fn create_bare(fields: &BTreeMap<Path, Value>) -> Automerge {
    let mut document = Automerge::new().with_actor(ActorId::from(AUTHOR.actor.as_bytes().to_vec()));
    let mut transaction = document.transaction();
    for (path, value) in fields {
        put(&mut transaction, path, value);
    }
    transaction.commit_with(CommitOptions::default().with_time(AUTHOR.time));
    black_box(document.save_nocompress());
    document
}

fn put(transaction: &mut impl Transactable, path: &Path, value: &Value) {
    match value {
        Value::Bool(flag) => transaction.put(ROOT, path.as_str(), *flag),
        Value::Int(number) => transaction.put(ROOT, path.as_str(), *number),
        Value::Text(text) => transaction.put(ROOT, path.as_str(), text.as_str()),
    }
    .expect("a put");
}

fn write(document: &mut Document, path: &Path, value: &Value) {
    let heads = document.heads();
    black_box(document.edit(AUTHOR, &heads, &[set(path, value)]).expect("an edit"));
}

fn write_bare(document: &mut Automerge, path: &Path, value: &Value) {
    let mut transaction = document.transaction();
    put(&mut transaction, path, value);
    let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(AUTHOR.time));
    black_box(hash.and_then(|hash| document.get_change_by_hash(&hash)));
}

/// The medians of two ways to do one thing.
struct Pair {
    ours: Duration,
    bare: Duration,
}

impl Pair {
    fn measure<A, B>(ours: impl Fn() -> A, bare: impl Fn() -> B) -> Self {
        Self::measure_on(&(), &(), |()| drop(black_box(ours())), |()| drop(black_box(bare())))
    }

    /// Each time on a fresh copy, whose making does not count.
    fn measure_on<A: Clone, B: Clone>(a: &A, b: &B, ours: impl Fn(&mut A), bare: impl Fn(&mut B)) -> Self {
        let rounds = (0..ROUNDS).map(|_| (timed(&mut a.clone(), &ours), timed(&mut b.clone(), &bare)));
        let (mut ours, mut bare): (Vec<_>, Vec<_>) = rounds.unzip();
        Self { ours: median(&mut ours), bare: median(&mut bare) }
    }

    fn ratio(&self) -> f64 {
        self.ours.as_secs_f64() / self.bare.as_secs_f64()
    }
}

impl std::fmt::Display for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.ours.as_micros(), self.bare.as_micros())
    }
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn timed<T>(on: &mut T, work: impl Fn(&mut T)) -> Duration {
    let start = Instant::now();
    work(on);
    start.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
