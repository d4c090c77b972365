use proptest::prelude::*;
use records::{DocId, Kind};

use super::*;
use crate::{
    Author, Heads,
    fixture::{author, path, set, text, write},
    group::{Member, unite},
};

fn speaker(n: u8) -> Speaker {
    Speaker::Officer(author(n).actor)
}

/// Splits, and gives the new record and the old one.
fn split(document: &Document, speakers: &[Speaker]) -> (Document, Document) {
    let splitting = document.splitting(&speakers.iter().copied().collect()).unwrap();
    let (mut new, mut old) = (Document::new(), document.clone());
    for layer in splitting.taken {
        let intents: Vec<_> = layer.into_iter().map(|(path, value)| Intent::Set { path, value }).collect();
        new.edit(author(90), &Heads::default(), &intents).unwrap();
    }
    let seen = old.heads();
    for layer in splitting.left {
        old.edit(author(90), &seen, &layer).unwrap();
    }
    (new, old)
}

#[test]
fn each_side_gets_back_what_it_wrote_whoever_wrote_over_it() {
    let mut document = Document::new();
    write(&mut document, 1, &[set("name", "Siti Contoh"), set("dusun", "Lebak"), set("rt", "001")]);
    write(&mut document, 2, &[set("name", "Rahma Contoh"), set("birth_date", "1970"), set("rt", "001")]);
    write(&mut document, 1, &[set("birth_date", "1990")]);
    let statements = document.statements().unwrap();
    assert_eq!(statements.iter().map(|one| one.speaker).collect::<Vec<_>>(), [speaker(1), speaker(2)]);
    assert_eq!(statements[1].fields.get(&path("birth_date")), Some(&Value::from("1970")), "though it was written over");

    let (new, old) = split(&document, &[speaker(2)]);
    assert_eq!(
        (text(&new, "name").as_deref(), text(&new, "birth_date").as_deref()),
        (Some("Rahma Contoh"), Some("1970"))
    );
    assert_eq!(
        (text(&old, "name").as_deref(), text(&old, "birth_date").as_deref()),
        (Some("Siti Contoh"), Some("1990"))
    );
    assert_eq!(text(&new, "dusun"), None, "which only the other one said");
    assert_eq!(text(&old, "rt").as_deref(), Some("001"));
}

#[test]
fn a_row_of_a_list_goes_along_and_is_marked_where_it_was() {
    let (file, doc) = (FileId::of(b"daftar"), DocId::from_bytes([7; 16]));
    let row = |field: &str| import::row_path(file, 3, field).unwrap();
    let fields = [(path("name"), Value::from("Rahma Contoh")), (row("cells"), Value::from("[\"Rahma Contoh\"]"))];
    let mut document = Document::new();
    write(&mut document, 1, &[set("name", "Siti Contoh")]);
    let change = document.import_change(doc, None, &fields.into()).unwrap().unwrap();
    document.apply(&change).unwrap();
    let (new, old) = split(&document, &[Speaker::Row(file, 3)]);
    assert_eq!((text(&new, "name").as_deref(), new.fields().contains_key(&row("cells"))), (Some("Rahma Contoh"), true));
    assert_eq!((text(&old, "name").as_deref(), old.conflicts().len()), (Some("Siti Contoh"), 0));
    assert_eq!(old.fields().get(&row(import::UNDONE)), Some(&Value::Bool(true)));
}

/// What is shown of a field: all values.
fn shown(documents: &[&Document]) -> BTreeMap<Path, BTreeSet<Value>> {
    let members: Vec<_> =
        (0..).zip(documents).map(|(n, document)| Member { doc: DocId::from_bytes([n; 16]), document }).collect();
    let united = unite(Kind::Worker, &members);
    let mut all: BTreeMap<_, BTreeSet<_>> =
        united.fields.into_iter().map(|(path, value)| (path, BTreeSet::from([value]))).collect();
    for difference in united.differences {
        all.entry(difference.path).or_default().extend(difference.values.into_iter().map(|one| one.value));
    }
    all
}

proptest! {
    /// Three people write as they like, with and without having seen each other. Whoever is taken out: merged back, all
    /// values that were shown are shown again; and apart, neither record shows a value that only the other side wrote.
    #[test]
    fn a_record_that_is_split_and_merged_back_shows_all_values_again(
        edits in prop::collection::vec((1_u8..4, any::<bool>(), "name|dusun|note|rt", prop::option::of("[a-c]")), 1..14),
        taken in 1_u8..8,
    ) {
        let (mut document, mut seen) = (Document::new(), Heads::default());
        for (n, (by, sees, field, value)) in edits.iter().enumerate() {
            if *sees {
                seen = document.heads();
            }
            let intent = match value {
                // Nobody writes another's words, so that it can be told whose a value is.
                Some(value) => set(field, &format!("{value} of {by}")),
                None => Intent::clear(field).unwrap(),
            };
            let author = Author { time: n as i64 + 1, ..author(*by) };
            document.edit(author, &seen, &[intent]).unwrap();
        }
        let speakers: Vec<_> = (1..4).filter(|n| taken & (1 << (n - 1)) != 0).collect();
        let (new, old) = split(&document, &speakers.iter().map(|n| speaker(*n)).collect::<Vec<_>>());

        let (before, again) = (shown(&[&document]), shown(&[&old, &new]));
        for (path, values) in &before {
            let found = again.get(path).cloned().unwrap_or_default();
            prop_assert!(values.is_subset(&found), "{} of {:?}", path, speakers);
        }
        let is_theirs = |value: &Value| speakers.iter().any(|n| value.to_string().ends_with(&n.to_string()));
        for (document, theirs) in [(&new, true), (&old, false)] {
            for (path, values) in shown(&[document]) {
                prop_assert!(values.iter().all(|value| is_theirs(value) == theirs), "{} of {:?}", path, speakers);
            }
        }
    }
}
