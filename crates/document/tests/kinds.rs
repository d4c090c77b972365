//! Four people edit documents of every kind without waiting for each other.
//!
//! Beside the documents runs a model that knows nothing of automerge: a field holds every value that nobody replaced who
//! had seen it. Whatever was written in whatever order, handed on late, twice or out of order, all four end with the
//! same record, and it holds what the model holds: nothing is lost that was not deliberately replaced.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on stops")]

use std::collections::{BTreeMap, BTreeSet};

use document::{Admission, Author, Document, Guard, Heads, Intent, Limits, RawChange};
use proptest::{prelude::*, sample::select};
use records::{Actor, Deployment, ElementId, Kind, Path, Record, Value, absence::Absence, field};

const PEOPLE: usize = 4;

/// What happens, as numbers of which each step takes what it needs; so proptest can make them smaller.
type Step = (usize, u8, usize, usize, usize);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let number = || 0..10_000_usize;
    prop::collection::vec((0..PEOPLE, 0..10_u8, number(), number(), number()), 1..40)
}

proptest! {
    #[test]
    fn any_order_of_edits_by_four_people_ends_in_one_record_that_lost_nothing(
        kind in select(Kind::ALL.to_vec()),
        steps in steps(),
        order in any::<u64>(),
    ) {
        let mut office = Office::new(kind);
        steps.iter().for_each(|step| office.step(*step));
        office.hand_on_everything(order);

        let everything: BTreeSet<usize> = (0..office.written.len()).collect();
        let expected = office.values_in(&everything);
        let first = office.people[0].document.clone();
        for person in &office.people {
            prop_assert_eq!(person.document.heads(), first.heads());
            prop_assert_eq!(person.document.fields(), first.fields());
            prop_assert_eq!(person.document.conflicts(), first.conflicts());
            prop_assert_eq!(projected(kind, &person.document), projected(kind, &first));
            prop_assert_eq!(&values_of(&person.document), &expected);
        }
        let raws = office.shuffled(order, 2);
        let anew = Document::from_changes(raws.iter().map(|at| office.written[*at].raw.bytes.as_slice())).unwrap();
        prop_assert_eq!(anew.save(), Document::load(&anew.save()).unwrap().save());
        prop_assert_eq!(values_of(&anew), expected);
    }
}

fn projected(kind: Kind, document: &Document) -> Record {
    Record::project(kind, &document.fields(), Deployment::Training)
}

/// All values of every field, those in conflict included.
fn values_of(document: &Document) -> BTreeMap<Path, BTreeSet<Value>> {
    let shown = document.fields().into_iter().map(|(path, value)| (path, [value].into()));
    let mut values: BTreeMap<Path, BTreeSet<Value>> = shown.collect();
    for conflict in document.conflicts() {
        values.entry(conflict.path).or_default().extend(conflict.values.into_iter().map(|claim| claim.value));
    }
    values
}

/// The model's view of one change.
struct Written {
    raw: RawChange,
    /// All changes that its author had seen.
    seen: BTreeSet<usize>,
    /// What it left in each field that it touched.
    left: BTreeMap<Path, Option<Value>>,
}

/// One of the four.
struct Person {
    author: Author,
    document: Document,
    /// The changes in the document.
    known: BTreeSet<usize>,
    /// The versions that were on the screen.
    screens: Vec<(Heads, BTreeSet<usize>)>,
}

struct Office {
    kind: Kind,
    people: Vec<Person>,
    written: Vec<Written>,
}

impl Office {
    fn new(kind: Kind) -> Self {
        let person = |at: usize| Person {
            author: Author { actor: Actor::from_bytes([at as u8 + 1; 16]), time: 1_795_000_000 + at as i64 },
            document: Document::new(),
            known: BTreeSet::new(),
            screens: vec![(Heads::default(), BTreeSet::new())],
        };
        Self { kind, people: (0..PEOPLE).map(person).collect(), written: Vec::new() }
    }

    fn step(&mut self, (who, what, a, b, c): Step) {
        match what {
            0..3 => self.hand_over(who, a, b),
            // One in four edits is of a form that was opened earlier.
            3..5 => self.edit(who, 1 + a % 3, b, c),
            _ => self.edit(who, 0, a ^ b, c),
        }
    }

    /// Hands `who` one change that somebody wrote, again or for the first time, whether or not what it needs is there.
    fn hand_over(&mut self, who: usize, which: usize, many: usize) {
        if self.written.is_empty() {
            return;
        }
        for next in 0..=many % 5 {
            self.take(who, (which + next) % self.written.len());
        }
    }

    fn take(&mut self, who: usize, which: usize) {
        let (Some(person), Some(written)) = (self.people.get_mut(who), self.written.get(which)) else { return };
        let mut guard = Guard::vouched(std::mem::take(&mut person.document), Limits::default());
        let admission = guard.admit(&written.raw.bytes);
        person.document = guard.into_document();
        let expected = match (person.known.contains(&which), written.seen.is_subset(&person.known)) {
            (true, _) => "known",
            (false, true) => "admitted",
            (false, false) => "held",
        };
        let found = match admission {
            Admission::Known { .. } => "known",
            Admission::Admitted { .. } => "admitted",
            Admission::Held { .. } => "held",
            Admission::Refused { refusal } => panic!("an honest change is refused: {refusal}"),
        };
        assert_eq!(found, expected);
        if found == "admitted" {
            person.known.insert(which);
            person.screens.push((person.document.heads(), person.known.clone()));
        }
    }

    fn edit(&mut self, who: usize, back: usize, what: usize, value: usize) {
        let Some(person) = self.people.get(who) else { return };
        let at = person.screens.len().saturating_sub(1 + back);
        let (heads, seen) = person.screens[at].clone();
        let intents = draw(self.kind, what, value);
        let left = self.model(&seen, &intents);

        let person = &mut self.people[who];
        let change = person.document.edit(person.author, &heads, &intents).unwrap();
        assert_eq!(change.is_some(), !left.is_empty(), "{intents:?} is a change exactly where it changes something");
        if let Some(raw) = change {
            person.known.insert(self.written.len());
            person.screens.push((person.document.heads(), person.known.clone()));
            self.written.push(Written { raw, seen, left });
        }
    }

    /// What intents leave in the fields that they change, for somebody who saw these changes.
    fn model(&self, seen: &BTreeSet<usize>, intents: &[Intent]) -> BTreeMap<Path, Option<Value>> {
        let mut left = BTreeMap::new();
        for intent in intents {
            match intent {
                Intent::Set { path, value } => self.set(seen, &mut left, path.clone(), value),
                Intent::Clear { path } => self.clear(seen, &mut left, path.clone()),
                Intent::Add { collection, element, fields } => {
                    for (name, value) in fields {
                        self.set(seen, &mut left, Path::element(collection, *element, name).unwrap(), value);
                    }
                }
                Intent::Remove { collection, element } => {
                    let start = format!("{collection}/{element}/");
                    let there: BTreeSet<_> = self.values_in(seen).into_keys().chain(left.keys().cloned()).collect();
                    for path in there.into_iter().filter(|path| path.as_str().starts_with(&start)) {
                        self.clear(seen, &mut left, path);
                    }
                }
            }
        }
        left
    }

    fn set(&self, seen: &BTreeSet<usize>, left: &mut BTreeMap<Path, Option<Value>>, path: Path, value: &Value) {
        let same = match left.get(&path) {
            Some(now) => now.as_ref() == Some(value),
            None => {
                let live = self.live(seen, &path);
                !live.is_empty() && live.iter().all(|now| *now == value)
            }
        };
        if !same {
            left.insert(path, Some(value.clone()));
        }
    }

    fn clear(&self, seen: &BTreeSet<usize>, left: &mut BTreeMap<Path, Option<Value>>, path: Path) {
        if left.get(&path).map_or_else(|| !self.live(seen, &path).is_empty(), Option::is_some) {
            left.insert(path, None);
        }
    }

    /// The values in a field that nobody replaced who had seen them, once for each who wrote them.
    fn live(&self, version: &BTreeSet<usize>, path: &Path) -> Vec<&Value> {
        let writers: Vec<usize> =
            version.iter().copied().filter(|at| self.written[*at].left.contains_key(path)).collect();
        let is_replaced = |at: usize| writers.iter().any(|later| self.written[*later].seen.contains(&at));
        let standing = writers.iter().filter(|at| !is_replaced(**at));
        standing.filter_map(|at| self.written[*at].left[path].as_ref()).collect()
    }

    fn values_in(&self, version: &BTreeSet<usize>) -> BTreeMap<Path, BTreeSet<Value>> {
        let paths: BTreeSet<&Path> = version.iter().flat_map(|at| self.written[*at].left.keys()).collect();
        let values =
            paths.into_iter().map(|path| (path.clone(), self.live(version, path).into_iter().cloned().collect()));
        values.filter(|(_, values): &(Path, BTreeSet<Value>)| !values.is_empty()).collect()
    }

    /// Every change `times` times, in an order that `seed` gives.
    fn shuffled(&self, seed: u64, times: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.written.len() * times).map(|at| at % self.written.len().max(1)).collect();
        let mut random = seed | 1;
        for at in (1..order.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (random >> 33) as usize % (at + 1));
        }
        order
    }

    /// Everybody gets everything, each in another order and some of it twice, until nothing is held back.
    fn hand_on_everything(&mut self, seed: u64) {
        for who in 0..PEOPLE {
            while self.people[who].known.len() < self.written.len() {
                for which in self.shuffled(seed.rotate_left(who as u32 * 8), 2) {
                    self.take(who, which);
                }
            }
        }
    }
}

/// One to three intents on fields of the kind.
fn draw(kind: Kind, what: usize, value: usize) -> Vec<Intent> {
    let fields: Vec<_> = field::typed_of(kind).collect();
    let draw = |at: usize| {
        // Few fields at a time, so that people meet.
        let field = fields[(what / 7 * 5 + at * 3) % fields.len()];
        let path = one_of(field.path, (value / 3 + at) % 3);
        let values = values_for(field);
        let value = values[(value + at) % values.len()].clone();
        match (what + at) % 11 {
            0 => Intent::Clear { path },
            1 => match path.as_element() {
                Some((collection, element, _)) => Intent::Remove { collection: collection.to_owned(), element },
                None => Intent::Clear { path },
            },
            2 => match path.as_element() {
                Some((collection, element, name)) => {
                    let fields = [(name.to_owned(), value)].into();
                    Intent::Add { collection: collection.to_owned(), element, fields }
                }
                None => Intent::Set { path, value },
            },
            3 => Intent::Set {
                path: records::absence::marker(&path).unwrap(),
                value: (&Absence::from_code("REFUSED")).into(),
            },
            _ => Intent::Set { path, value },
        }
    };
    (0..=what % 3).map(draw).collect()
}

/// A path of a field: one of three elements, questions or languages.
fn one_of(pattern: &str, which: usize) -> Path {
    let text = match pattern.strip_suffix("/*") {
        Some(open) => format!("{open}/{}", ["r01", "sas", "w02"][which]),
        None => pattern.replace('*', &ElementId::derived(&[&which.to_string()]).to_string()),
    };
    Path::parse(&text).unwrap()
}

/// Values that the field takes, in their canonical form.
fn values_for(field: &field::Field) -> Vec<Value> {
    let texts = [
        "contoh",
        "teladan",
        "satu dua",
        "52.03.13.2001",
        "52.03",
        "53",
        "2026-02-20",
        "1990",
        "1991-05",
        "MY",
        "TW",
        "sas",
        "IDR 1500000",
        "+6281234567890",
        "+60123456789",
        "12345678901",
    ];
    let texts = texts.iter().map(|text| Value::from(*text));
    let others = [Value::from(true), Value::from(false), Value::from(7), Value::from(1_771_556_460)];
    let codes = field.value.codes().map_or(&[][..], |set| set.codes).iter().map(|entry| Value::from(entry.code));
    let candidates = codes.chain(texts).chain(others).chain([field.example()]);
    candidates.filter(|value| field.check(value, Deployment::Training).as_ref() == Ok(value)).take(6).collect()
}
