use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use records::{DocId, Kind, Path, Value};

use super::*;
use crate::{
    Document, Heads, Intent,
    fixture::{author, path, set, write},
};

fn id(n: u8) -> DocId {
    DocId::from_bytes([n; 16])
}

fn of(intents: &[Intent]) -> Document {
    let mut document = Document::new();
    write(&mut document, 1, intents);
    document
}

fn members<'a>(documents: &[(u8, &'a Document)]) -> Vec<Member<'a>> {
    documents.iter().map(|(n, document)| Member { doc: id(*n), document }).collect()
}

/// Field by field, all values that are shown, the used one first.
fn shown(united: &United) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<_, _> =
        united.fields.iter().map(|(path, value)| (path.to_string(), vec![value.to_string()])).collect();
    for difference in &united.differences {
        let values = difference.values.iter().map(|statement| statement.value.to_string()).collect();
        all.insert(difference.path.to_string(), values);
    }
    all
}

#[test]
fn the_head_is_the_record_that_was_merged_into_no_other() {
    for (links, group) in [
        (vec![], vec![2]),
        (vec![(2, 2)], vec![2]),
        (vec![(2, 3)], vec![3, 2]),
        (vec![(3, 2)], vec![2, 3]),
        (vec![(2, 3), (3, 4), (5, 4)], vec![4, 2, 3, 5]),
        (vec![(2, 3), (3, 2)], vec![2, 3]),
        (vec![(2, 3), (3, 4), (4, 2)], vec![2, 3, 4]),
        (vec![(2, 9), (2, 8)], vec![8, 2, 9]),
    ] {
        let all: Links = links.iter().map(|(from, to)| (id(*from), id(*to))).collect();
        assert_eq!(all.group_of(id(2)), group.into_iter().map(id).collect::<Vec<_>>(), "{links:?}");
    }
}

#[test]
fn a_record_that_is_parted_from_the_others_takes_along_what_was_merged_into_it() {
    for (links, parting, left) in [
        (vec![(2, 3)], vec![2], vec![2]),
        (vec![(3, 2)], vec![], vec![2, 3]),
        (vec![(5, 2), (2, 3)], vec![2], vec![2, 5]),
        (vec![(2, 3), (3, 2)], vec![2, 3], vec![2]),
        (vec![(2, 3), (3, 4), (4, 2)], vec![2, 4], vec![2]),
    ] {
        let all: Links = links.iter().map(|(from, to)| (id(*from), id(*to))).collect();
        let cut = all.parting(id(2));
        assert_eq!(cut, parting.into_iter().map(id).collect(), "{links:?}");
        let rest = links.iter().filter(|(from, _)| !cut.contains(&id(*from)));
        let rest: Links = rest.map(|(from, to)| (id(*from), id(*to))).collect();
        let mut group = rest.group_of(id(2));
        group.sort();
        assert_eq!(group, left.into_iter().map(id).collect::<Vec<_>>(), "{links:?}");
    }
}

#[test]
fn the_union_has_the_fields_of_all_and_shows_what_differs() {
    let head = of(&[set("name", "Siti Contoh"), set("dusun", "Lebak")]);
    let other = of(&[
        set("name", "Sitti Contoh"),
        set("birth_date", "1990-07-12"),
        set("merged_into", &id(1).to_string()),
        set("removed", "salah catat"),
    ]);
    let united = unite(Kind::Worker, &members(&[(1, &head), (2, &other)]));
    let expected =
        [("birth_date", vec!["1990-07-12"]), ("dusun", vec!["Lebak"]), ("name", vec!["Siti Contoh", "Sitti Contoh"])];
    let expected = expected.map(|(path, values)| (path.to_owned(), values.into_iter().map(str::to_owned).collect()));
    assert_eq!(shown(&united), BTreeMap::from(expected));
    let told = united.undisputed(Kind::Worker);
    assert!(!told.contains_key(&path("name")) && told.contains_key(&path("birth_date")));
}

#[test]
fn a_death_or_a_withdrawal_in_any_of_the_records_dominates() {
    let consent = "consent/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10/withdrawn_on";
    let head = of(&[set(consent, "2026-03-01")]);
    let other = of(&[set(consent, "2026-02-03")]);
    let united = unite(Kind::Worker, &members(&[(1, &head), (2, &other)]));
    assert_eq!(united.fields.get(&path(consent)), Some(&Value::from("2026-02-03")));
}

#[test]
fn what_was_settled_stays_so_until_somebody_writes_something_else_there() {
    let mut head = of(&[set("name", "Siti Contoh")]);
    let mut other = of(&[set("name", "Sitti Contoh"), set("dusun", "Timur")]);
    let choice = [set("name", "Siti Contoh"), Intent::clear("dusun").unwrap()];
    let markers = settling(&members(&[(2, &other)]), &choice);
    write(&mut head, 1, &[&choice[..], &markers].concat());
    let united = |head: &Document, other: &Document| shown(&unite(Kind::Worker, &members(&[(1, head), (2, other)])));
    assert_eq!(united(&head, &other), BTreeMap::from([("name".to_owned(), vec!["Siti Contoh".to_owned()])]));

    write(&mut other, 2, &[set("name", "Siti Teladan")]);
    let names = vec!["Siti Contoh".to_owned(), "Siti Teladan".to_owned()];
    assert_eq!(united(&head, &other), BTreeMap::from([("name".to_owned(), names)]));
}

/// What one of several devices does.
#[derive(Debug, Clone)]
enum Act {
    /// Merges a record into another.
    Merge(u8, u8),
    /// Parts a record from the others.
    Part(u8),
    /// Writes a field of a record, as on the screen of the group.
    Write(u8, &'static str, u8),
    /// Takes in what another device has.
    Hear(usize),
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let record = || 1..=RECORDS;
    let field = prop::sample::select(vec!["name", "dusun", "birth_place", "note"]);
    let act = prop_oneof![
        3 => (record(), record()).prop_map(|(one, other)| Act::Merge(one, other)),
        2 => record().prop_map(Act::Part),
        4 => (record(), field, 0_u8..4).prop_map(|(record, field, value)| Act::Write(record, field, value)),
        3 => (0..DEVICES).prop_map(Act::Hear),
    ];
    prop::collection::vec((0..DEVICES, act), 1..24)
}

const RECORDS: u8 = 4;
const DEVICES: usize = 3;

#[derive(Debug, Clone)]
struct Device {
    n: u8,
    documents: BTreeMap<DocId, Document>,
}

impl Device {
    fn links(&self) -> Links {
        let links = |(doc, document): (&DocId, &Document)| {
            let doc = *doc;
            document.merged_into().into_iter().map(move |other| (doc, other)).collect::<Vec<_>>()
        };
        self.documents.iter().flat_map(links).collect()
    }

    fn group(&self, record: DocId) -> Vec<Member<'_>> {
        let docs = self.links().group_of(record).into_iter();
        docs.map(|doc| Member { doc, document: &self.documents[&doc] }).collect()
    }

    fn write(&mut self, doc: DocId, intents: &[Intent]) {
        write(self.documents.get_mut(&doc).unwrap(), self.n, intents);
    }

    fn act(&mut self, act: &Act) {
        match *act {
            Act::Merge(one, other) => {
                let (one, other) = (self.group(id(one))[0].doc, self.group(id(other))[0].doc);
                if one != other {
                    self.write(one, &[set(MERGED_INTO, &other.to_string())]);
                }
            }
            Act::Part(record) => {
                for doc in self.links().parting(id(record)) {
                    self.write(doc, &[Intent::clear(MERGED_INTO).unwrap()]);
                }
            }
            Act::Write(record, field, value) => {
                let group = self.group(id(record));
                let (head, others) = group.split_first().unwrap();
                let intents = [set(field, &format!("value {value} of {}", self.n))];
                let markers = settling(others, &intents);
                let head = head.doc;
                self.write(head, &[&intents[..], &markers].concat());
            }
            Act::Hear(_) => {}
        }
    }

    fn hear(&mut self, other: &Self) {
        for (doc, document) in &mut self.documents {
            for change in other.documents[doc].changes().unwrap() {
                document.apply(&change).unwrap();
            }
        }
    }

    /// All groups, each as it is shown.
    fn views(&self) -> BTreeMap<Vec<DocId>, United> {
        let docs = self.documents.keys();
        docs.map(|doc| {
            let group = self.group(*doc);
            (group.iter().map(|member| member.doc).collect(), unite(Kind::Worker, &group))
        })
        .collect()
    }
}

fn devices() -> Vec<Device> {
    let record = |n: u8| (id(n), of(&[set("name", &format!("Contoh {n}")), set("rt", &n.to_string())]));
    let documents: BTreeMap<_, _> = (1..=RECORDS).map(record).collect();
    (0..DEVICES).map(|n| Device { n: n as u8 + 10, documents: documents.clone() }).collect()
}

proptest! {
    /// Devices merge, part and edit as they like, and hear of each other now and then. In the end they agree on every
    /// group, its head and its view, each record is in one group, and no value that stands in a record is hidden but by
    /// somebody's decision.
    #[test]
    fn merging_and_parting_on_several_devices_converges_to_one_view(acts in acts(), last in Just(vec![0, 1, 2]).prop_shuffle()) {
        let mut devices = devices();
        for (at, act) in &acts {
            devices[*at].act(act);
            if let Act::Hear(of) = act {
                let other = devices[*of].clone();
                devices[*at].hear(&other);
            }
        }
        for (to, from) in last.iter().flat_map(|to| last.iter().map(move |from| (*to, *from))).collect::<Vec<_>>() {
            let other = devices[from].clone();
            devices[to].hear(&other);
        }
        let other = devices[last[2]].clone();
        devices.iter_mut().for_each(|device| device.hear(&other));

        let views = devices[0].views();
        for device in &devices[1..] {
            prop_assert_eq!(&device.views(), &views);
        }
        prop_assert_eq!(views.keys().map(Vec::len).sum::<usize>(), usize::from(RECORDS));
        for (group, united) in &views {
            nothing_is_hidden(&devices[0], group, united)?;
        }
    }

    /// A merge that is taken back leaves every record as it was, whatever was written to it meanwhile stays in it.
    #[test]
    fn a_merge_that_is_taken_back_leaves_what_each_record_says(acts in acts(), late in 1..=RECORDS) {
        let mut device = devices().remove(0);
        acts.iter().for_each(|(_, act)| device.act(act));
        let before: BTreeMap<_, _> = device.documents.iter().map(|(doc, document)| (*doc, own(document))).collect();
        device.act(&Act::Merge(late, late % RECORDS + 1));
        device.act(&Act::Merge(late % RECORDS + 1, late));
        for record in 1..=RECORDS {
            device.act(&Act::Part(record));
        }
        for (doc, document) in &device.documents {
            prop_assert_eq!(&own(document), &before[doc]);
            prop_assert_eq!(device.group(*doc).len(), 1);
        }
    }

    /// A record alone is read as it is.
    #[test]
    fn a_group_of_one_reads_as_its_record(values in prop::collection::vec(("name|dusun|note", "[a-c]"), 1..6)) {
        let mut document = Document::new();
        for (at, (field, value)) in values.iter().enumerate() {
            document.edit(author(at as u8), &Heads::default(), &[set(field, value)]).unwrap();
        }
        let (united, reading) = (unite(Kind::Worker, &members(&[(1, &document)])), document.read(Kind::Worker));
        let conflicts: BTreeSet<_> = reading.conflicts.iter().map(|conflict| conflict.path.clone()).collect();
        prop_assert_eq!(united.differences.iter().map(|one| one.path.clone()).collect::<BTreeSet<_>>(), conflicts);
        prop_assert_eq!(united.fields, reading.fields);
    }
}

/// What a record says itself, links and decisions about others left out.
fn own(document: &Document) -> BTreeMap<Path, Value> {
    let is_own = |path: &Path| path.as_str() != MERGED_INTO && !path.as_str().starts_with("settled/");
    document.fields().into_iter().filter(|(path, _)| is_own(path)).collect()
}

fn nothing_is_hidden(device: &Device, group: &[DocId], united: &United) -> Result<(), TestCaseError> {
    let all = shown(united);
    let settled: BTreeSet<(String, String)> = group
        .iter()
        .flat_map(|doc| {
            let fields = device.documents[doc].fields();
            let of = |field: &'static str, path: &Path| {
                let (_, id, _) = path.as_element().unwrap();
                fields.get(&Path::element("settled", id, field).unwrap()).unwrap().to_string()
            };
            let markers = fields.keys().filter(|path| path.as_str().starts_with("settled/"));
            markers.map(|path| (of("record", path), of("field", path))).collect::<Vec<_>>()
        })
        .collect();
    for doc in group {
        for (path, value) in own(&device.documents[doc]) {
            let is_shown = all.get(path.as_str()).is_some_and(|values| values.contains(&value.to_string()));
            prop_assert!(is_shown || settled.contains(&(doc.to_string(), path.to_string())), "{} of {}", path, doc);
        }
    }
    Ok(())
}
