use proptest::prelude::*;

use super::*;
use crate::{
    Refusal,
    fixture::{set, text},
};

fn ani() -> Author {
    Author { actor: Actor::from_bytes([1; 16]), time: 1_000 }
}

fn budi() -> Author {
    Author { actor: Actor::from_bytes([2; 16]), time: 2_000 }
}

fn write_now(doc: &mut Document, author: Author, intents: &[Intent]) -> Option<RawChange> {
    let heads = doc.heads();
    doc.edit(author, &heads, intents).unwrap()
}

#[test]
fn what_every_guard_would_refuse_is_not_written_in_the_first_place() {
    let long = |bytes: usize| set("note", &"x".repeat(bytes));
    let crowd: Vec<_> = (0..1_001).map(|at| set(&format!("field_{at}"), "x")).collect();
    let heavy: Vec<_> = (0..5).map(|at| set(&format!("note_{at}"), &"x".repeat(16 << 10))).collect();
    let fields = BTreeMap::from([("x".to_owned(), Value::from("x"))]);
    let nowhere = Intent::Add { collection: "No Path".to_owned(), element: records::ElementId::derived(&[]), fields };
    let mut doc = Document::new();
    for (intents, refusal) in [
        (vec![long((16 << 10) + 1)], Refusal::BadValue),
        (crowd, Refusal::OperationCount),
        (heavy, Refusal::TooLarge),
        (vec![nowhere], Refusal::BadPath),
    ] {
        assert_eq!(doc.edit(ani(), &Heads::default(), &intents), Err(Error::Refused(refusal)));
        assert!(doc.heads().is_empty(), "as before");
    }
    assert!(write_now(&mut doc, ani(), &[long(16 << 10)]).is_some(), "just within");
}

#[test]
fn what_somebody_meant_can_be_read_from_the_change() {
    let mut doc = Document::new();
    write_now(&mut doc, ani(), &[set("name", "Siti"), set("dusun", "Lebak")]);
    let seen = doc.heads();
    let intents = [Intent::clear("dusun").unwrap(), set("name", "Siti Contoh")];
    let change = write_now(&mut doc, ani(), &intents).unwrap();
    assert_eq!(guard::meaning(&change.bytes), Ok((seen, intents.to_vec())));
}

#[test]
fn a_form_opened_before_and_saved_after_someone_elses_edit_reverts_nothing_of_it() {
    let mut doc = Document::new();
    write_now(&mut doc, ani(), &[set("name", "Siti"), set("dusun", "Lebak"), set("note", "lama")]);
    let on_screen = doc.heads();

    write_now(&mut doc, budi(), &[set("dusun", "Montong"), set("rt", "04")]);
    // The form knows the old values and saves one field, an hour later.
    let saved = doc.edit(ani(), &on_screen, &[set("note", "baru")]).unwrap();

    assert!(saved.is_some());
    assert_eq!(text(&doc, "dusun").as_deref(), Some("Montong"));
    assert_eq!(text(&doc, "rt").as_deref(), Some("04"));
    assert_eq!(text(&doc, "note").as_deref(), Some("baru"));
    assert_eq!(doc.conflicts(), []);
}

#[test]
fn a_form_that_writes_a_field_changed_meanwhile_shows_both_values() {
    let mut doc = Document::new();
    write_now(&mut doc, ani(), &[set("dusun", "Lebak")]);
    let on_screen = doc.heads();
    write_now(&mut doc, budi(), &[set("dusun", "Montong")]);
    doc.edit(ani(), &on_screen, &[set("dusun", "Karang Bate")]).unwrap();

    let conflicts = doc.conflicts();
    let mut values: Vec<_> = conflicts[0].values.iter().map(|claim| claim.value.to_string()).collect();
    values.sort_unstable();
    assert_eq!(values, ["Karang Bate", "Montong"]);
}

#[test]
fn ones_own_later_edit_is_concurrent_with_an_older_form_of_ones_own() {
    let mut doc = Document::new();
    write_now(&mut doc, ani(), &[set("name", "Siti")]);
    let on_screen = doc.heads();
    write_now(&mut doc, ani(), &[set("dusun", "Lebak")]);
    let late = doc.edit(ani(), &on_screen, &[set("dusun", "Montong")]).unwrap().unwrap();

    let info = guard::inspect(&late.bytes).unwrap();
    assert_eq!(info.actor, Some(ani().actor), "automerge's derived actor is still ours");
    assert_eq!(doc.conflicts().len(), 1);
    assert_eq!(Document::load(&doc.save()).unwrap().heads(), doc.heads());
}

#[test]
fn choosing_any_of_the_values_settles_a_conflict_even_the_one_that_is_shown() {
    for chosen in [0, 1] {
        let mut doc = Document::new();
        let start = Heads::default();
        doc.edit(ani(), &start, &[set("name", "Siti")]).unwrap();
        doc.edit(budi(), &start, &[set("name", "Sitti")]).unwrap();
        let value = doc.conflicts()[0].values[chosen].value.clone();

        let path = Path::parse("name").unwrap();
        let change = write_now(&mut doc, ani(), &[Intent::Set { path, value: value.clone() }]);

        assert!(change.is_some(), "choice {chosen} is written");
        assert_eq!(doc.conflicts(), [], "choice {chosen}");
        assert_eq!(text(&doc, "name"), Some(value.to_string()));
    }
}

#[test]
fn a_choice_is_a_value_of_its_own_that_a_blind_edit_cannot_undo() {
    let mut doc = Document::new();
    doc.edit(ani(), &Heads::default(), &[set("name", "Siti")]).unwrap();
    let blind = doc.heads();
    doc.edit(budi(), &Heads::default(), &[set("name", "Sitti")]).unwrap();
    let shown = doc.conflicts()[0].values[0].value.clone();
    let path = Path::parse("name").unwrap();
    write_now(&mut doc, ani(), &[Intent::Set { path, value: shown.clone() }]);
    let last = doc.history().unwrap().pop().unwrap();
    assert_eq!(last.edits.len(), 1);
    assert_eq!((last.edits[0].from.len(), &last.edits[0].to), (2, &Some(shown)));

    // Whoever saw only one of the two values overwrites that one, not the choice.
    doc.edit(budi(), &blind, &[set("name", "Siti Contoh")]).unwrap();
    assert_eq!(doc.conflicts()[0].values.len(), 2);
}

#[test]
fn equal_values_are_no_conflict_and_an_edit_that_changes_nothing_is_no_change() {
    let mut doc = Document::new();
    doc.edit(ani(), &Heads::default(), &[set("name", "Siti")]).unwrap();
    doc.edit(budi(), &Heads::default(), &[set("name", "Siti")]).unwrap();
    assert_eq!(doc.conflicts(), []);

    let mut doc = Document::new();
    write_now(&mut doc, ani(), &[set("name", "Siti")]);
    let heads = doc.heads();
    assert_eq!(write_now(&mut doc, ani(), &[set("name", "Siti"), Intent::clear("note").unwrap()]), None);
    assert_eq!(doc.heads(), heads);
}

#[test]
fn elements_are_added_and_removed_whole() {
    let element = records::ElementId::derived(&["phone", "1"]);
    let fields = [("number".to_owned(), Value::from("+6281")), ("owner".to_owned(), Value::from("SELF"))];
    let add = Intent::Add { collection: "phone".to_owned(), element, fields: fields.into() };
    let mut doc = Document::new();
    write_now(&mut doc, ani(), &[add]);
    assert_eq!(doc.fields().len(), 2);

    write_now(&mut doc, budi(), &[Intent::Remove { collection: "phone".to_owned(), element }]);
    assert_eq!(doc.fields().len(), 0);
}

#[test]
fn heads_that_are_not_here_are_refused() {
    let mut doc = Document::new();
    let elsewhere = Heads::from(vec![ChangeHash::from_bytes([9; 32])]);
    assert_eq!(doc.edit(ani(), &elsewhere, &[set("name", "Siti")]), Err(Error::UnknownHeads));
    assert!(doc.heads().is_empty());
}

#[test]
fn history_says_who_changed_what_from_what_to_what() {
    let mut doc = Document::new();
    write_now(&mut doc, ani(), &[set("dusun", "Lebak")]);
    write_now(&mut doc, budi(), &[set("dusun", "Montong")]);
    write_now(&mut doc, ani(), &[Intent::clear("dusun").unwrap()]);

    let history = doc.history().unwrap();
    let steps: Vec<_> = history
        .iter()
        .map(|entry| {
            let edit = &entry.edits[0];
            let from = edit.from.first().map(ToString::to_string);
            (entry.actor, entry.time, from, edit.to.as_ref().map(ToString::to_string))
        })
        .collect();
    let (lebak, montong) = (Some("Lebak".to_owned()), Some("Montong".to_owned()));
    assert_eq!(
        steps,
        [
            (ani().actor, 1_000, None, lebak.clone()),
            (budi().actor, 2_000, lebak, montong.clone()),
            (ani().actor, 1_000, montong, None),
        ]
    );
}

#[test]
fn an_earlier_version_can_be_read() {
    let mut doc = Document::new();
    write_now(&mut doc, ani(), &[set("dusun", "Lebak")]);
    let before = doc.heads();
    write_now(&mut doc, budi(), &[set("dusun", "Montong")]);
    let fields = doc.fields_at(&before).unwrap();
    assert_eq!(fields.values().map(ToString::to_string).collect::<Vec<_>>(), ["Lebak"]);
}

/// What one of four people does next: to which field, which value, and how stale their screen is.
fn step() -> impl Strategy<Value = (u8, u8, Option<u8>, usize)> {
    (0..4_u8, 0..5_u8, proptest::option::of(0..6_u8), 0..4_usize)
}

proptest! {
    #[test]
    fn any_order_and_repetition_of_the_changes_gives_the_same_document(
        steps in proptest::collection::vec(step(), 1..25),
        order in any::<u64>(),
    ) {
        let mut doc = Document::new();
        let mut screens = vec![doc.heads()];
        let mut changes = Vec::new();
        for (who, field, value, stale) in steps {
            let author = Author { actor: Actor::from_bytes([who + 1; 16]), time: 0 };
            let path = Path::parse(&format!("field{field}")).unwrap();
            let intent = match value {
                Some(value) => Intent::Set { path, value: Value::Int(i64::from(value)) },
                None => Intent::Clear { path },
            };
            let seen = screens[screens.len().saturating_sub(1 + stale)].clone();
            changes.extend(doc.edit(author, &seen, &[intent]).unwrap());
            screens.push(doc.heads());
        }

        // Deliver in a shuffled order, again and again until all dependencies were met, each change twice.
        let mut waiting = changes.clone();
        let mut seed = order;
        for i in (1..waiting.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            waiting.swap(i, (seed >> 33) as usize % (i + 1));
        }
        let mut guard = Guard::vouched(Document::new(), Limits::default());
        for _ in 0..=waiting.len() {
            for change in &waiting {
                let admission = guard.admit(&change.bytes);
                prop_assert!(!matches!(admission, Admission::Refused { .. }), "{admission:?}");
                guard.admit(&change.bytes);
            }
        }
        let other = guard.into_document();
        prop_assert_eq!(other.heads(), doc.heads());
        prop_assert_eq!(Document::load(&other.save()).unwrap().heads(), doc.heads());
        prop_assert_eq!(other.fields(), doc.fields());
        prop_assert_eq!(other.conflicts(), doc.conflicts());
    }
}

proptest! {
    #[test]
    fn a_saved_document_gives_back_the_bytes_of_every_change_in_one_order(
        writers in proptest::collection::vec((any::<bool>(), any::<bool>(), 0_u8..4, "[a-z]{1,12}"), 1..24),
    ) {
        let (mut at_ani, mut at_budi) = (Document::new(), Document::new());
        let mut made = BTreeMap::new();
        for (step, (by_ani, meet, field, value)) in writers.into_iter().enumerate() {
            let (doc, author) = if by_ani { (&mut at_ani, ani()) } else { (&mut at_budi, budi()) };
            let author = Author { time: author.time + i64::try_from(step).unwrap(), ..author };
            let change = doc.edit(author, &doc.heads(), &[set(&format!("field{field}"), &value)]).unwrap();
            made.extend(change.map(|change| (change.hash, change.bytes)));
            if meet {
                for change in at_budi.changes().unwrap() {
                    at_ani.apply(&change).unwrap();
                }
                at_budi = Document::load(&at_ani.save()).unwrap();
            }
        }
        let loaded = Document::load(&at_ani.save()).unwrap();
        let changes = loaded.changes().unwrap();
        prop_assert_eq!(&changes, &at_ani.changes().unwrap());
        prop_assert!(changes.iter().all(|change| made.get(&change.hash) == Some(&change.bytes)));
        let raws: Vec<_> = changes.iter().map(|change| change.bytes.as_slice()).collect();
        prop_assert_eq!(Document::from_changes(raws).unwrap().heads(), loaded.heads());
    }
}
