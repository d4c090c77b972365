//! Poisonous changes are `testkit::poison`'s, which the server and devices are tested with too.

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use testkit::poison::{self, Poison, Victim};

use super::*;
use crate::{Author, Intent, RawChange};

const HONEST: Author = Author { actor: Actor::from_bytes([1; 16]), time: 1 };
const SIGNER: Author = Author { actor: Actor::from_bytes([2; 16]), time: 1 };
const CHUNK_HEAD: usize = 9;

/// A document that two people wrote.
struct Scene {
    doc: Document,
    changes: Vec<RawChange>,
}

impl Scene {
    fn new() -> Self {
        let mut scene = Self { doc: Document::new(), changes: Vec::new() };
        scene.edit(HONEST, "name", "Siti");
        scene.edit(SIGNER, "dusun", "Lebak");
        scene.edit(HONEST, "dusun", "Montong");
        scene
    }

    fn edit(&mut self, author: Author, path: &str, value: &str) {
        self.changes.push(edit(&mut self.doc, author, path, value));
    }

    fn victim(&self) -> Victim {
        Victim::of(self.changes.iter().map(|change| change.bytes.as_slice()), *SIGNER.actor.as_bytes())
    }

    fn poisons(&self) -> Vec<Poison> {
        poison::catalogue(&self.victim())
    }
}

fn edit(doc: &mut Document, author: Author, path: &str, value: &str) -> RawChange {
    doc.edit(author, &doc.heads(), &[Intent::set(path, value).unwrap()]).unwrap().unwrap()
}

fn signed(doc: Document) -> Guard {
    Guard::signed(doc, Limits::default(), DocId::from_bytes([7; 16]), Kind::Worker, SIGNER.actor)
}

fn vouched(doc: Document) -> Guard {
    Guard::vouched(doc, Limits::default())
}

/// What the guard says, which alters the document only where it admits.
fn verdict(mut guard: Guard, raw: &[u8]) -> Result<Document, &'static str> {
    let before = guard.document().save();
    let admission = guard.admit(raw);
    if matches!(admission, Admission::Admitted { .. }) {
        return Ok(guard.into_document());
    }
    assert_eq!(guard.document().save(), before, "only an admitted change alters the document");
    match admission {
        Admission::Refused { refusal } => Err(refusal.code()),
        Admission::Held { .. } => Err("held"),
        Admission::Known { .. } | Admission::Admitted { .. } => Err("known"),
    }
}

/// Reads, takes another edit, saves, loads.
fn assert_usable(mut doc: Document, what: &str) {
    let later = Author { actor: Actor::from_bytes([5; 16]), time: 2 };
    let heads = doc.heads();
    let later = doc.edit(later, &heads, &[Intent::set("rt", "01").unwrap()]);
    assert!(later.is_ok(), "{what}: {later:?}");
    assert_eq!(Document::load(&doc.save()).unwrap().heads(), doc.heads(), "{what}");
    assert!(doc.history().is_ok(), "{what}");
    assert!(!doc.fields().is_empty(), "{what}");
    let _ = doc.conflicts();
}

#[test]
fn an_honest_change_is_admitted_once_and_known_afterwards() {
    let scene = Scene::new();
    let raw = edit(&mut scene.doc.clone(), SIGNER, "note", "x").bytes;
    let mut guard = signed(scene.doc);
    assert!(matches!(guard.admit(&raw), Admission::Admitted { .. }));
    assert!(matches!(guard.admit(&raw), Admission::Known { .. }));
}

#[test]
fn every_poison_is_refused_with_its_code() {
    let scene = Scene::new();
    for Poison { what, code, raw, .. } in scene.poisons() {
        assert_eq!(verdict(signed(scene.doc.clone()), &raw).err(), Some(code), "{what}");
    }
}

#[test]
fn the_provinces_word_lets_in_what_breaks_only_a_rule_of_authors() {
    let scene = Scene::new();
    for Poison { what, code, harmless, raw } in scene.poisons() {
        match verdict(vouched(scene.doc.clone()), &raw) {
            Ok(doc) => {
                assert!(harmless, "{what}");
                assert_usable(doc, what);
            }
            Err(refused) => assert_eq!((refused, harmless), (code, false), "{what}"),
        }
    }
}

#[test]
fn a_poison_among_honest_changes_takes_nothing_with_it() {
    let scene = Scene::new();
    let mut later = scene.doc.clone();
    let honest = [("note", "a"), ("rt", "01")].map(|(path, value)| edit(&mut later, SIGNER, path, value).bytes);
    for Poison { what, code, raw, .. } in scene.poisons() {
        let mut guard = signed(scene.doc.clone());
        let admissions = guard.admit_all(&[&raw, &honest[0], &raw, &honest[1]]);
        let codes = admissions.iter().map(|admission| match admission {
            Admission::Admitted { .. } => "admitted",
            Admission::Refused { refusal } => refusal.code(),
            Admission::Known { .. } | Admission::Held { .. } => "another",
        });
        let codes: Vec<_> = codes.collect();
        // After the honest one its number is used.
        let second = if code == "skipped_sequence" || codes[2] == "reused_sequence" { codes[2] } else { code };
        assert_eq!(codes, [code, "admitted", second, "admitted"], "{what}");
        assert_eq!(guard.document().heads(), later.heads(), "{what}");
    }
}

#[test]
fn odd_changes_harm_nobody() {
    let scene = Scene::new();
    for (what, raw) in poison::oddities(&scene.victim()) {
        let mut guard = signed(scene.doc.clone());
        guard.admit(&raw);
        assert_usable(guard.into_document(), what);
        assert!(inspect(&raw).is_ok() && meaning(&raw).is_ok(), "{what}");
    }
}

#[test]
fn whoever_only_looks_at_a_poison_is_safe() {
    for Poison { raw, .. } in Scene::new().poisons() {
        let (_, _) = (inspect(&raw), meaning(&raw));
    }
}

#[test]
fn a_wrong_magic_or_checksum_is_damage() {
    let scene = Scene::new();
    let sound = edit(&mut scene.doc.clone(), SIGNER, "note", "x").bytes;
    for at in 0..8 {
        let mut raw = sound.clone();
        raw[at] ^= 1;
        assert_eq!(verdict(signed(scene.doc.clone()), &raw).err(), Some("damaged"), "byte {at}");
    }
}

#[test]
fn a_change_that_came_too_early_is_held_and_names_what_it_waits_for() {
    let scene = Scene::new();
    let mut ahead = scene.doc.clone();
    let missing = edit(&mut ahead, SIGNER, "note", "a");
    let early = edit(&mut ahead, SIGNER, "note", "b");
    let mut guard = signed(scene.doc);
    let held = Admission::Held { hash: early.hash, missing: vec![missing.hash] };
    assert_eq!(guard.admit(&early.bytes), held);
    assert_eq!(guard.admit_all(&[&early.bytes, &missing.bytes])[0], held, "in the order in which they are given");
}

#[test]
fn changes_that_are_tried_together_make_what_they_make_one_by_one() {
    let scene = Scene::new();
    let mut ahead = scene.doc.clone();
    let (seen, mut raws) = (ahead.heads(), Vec::new());
    for (author, seen, value) in
        [(SIGNER, None, "a"), (HONEST, Some(&seen), "b"), (SIGNER, None, "c"), (HONEST, None, "d")]
    {
        let heads = seen.cloned().unwrap_or_else(|| ahead.heads());
        raws.push(ahead.edit(author, &heads, &[Intent::set("note", value).unwrap()]).unwrap().unwrap().bytes);
    }
    let raws: Vec<_> = raws.iter().map(Vec::as_slice).collect();
    let (mut together, mut single) = (vouched(scene.doc.clone()), vouched(scene.doc));
    let one_by_one: Vec<_> = raws.iter().map(|raw| single.admit(raw)).collect();
    assert_eq!(together.admit_all(&raws), one_by_one);
    assert_eq!(together.document().heads(), ahead.heads());
    assert_eq!(together.document().save(), single.document().save());
    assert!(together.admit_all(&raws).iter().all(|admission| matches!(admission, Admission::Known { .. })));
}

/// A change with some bytes altered and its checksum mended.
fn altered(mut raw: Vec<u8>, spots: Vec<(prop::sample::Index, u8)>) -> Vec<u8> {
    for (at, byte) in spots {
        let at = CHUNK_HEAD + at.index(raw.len() - CHUNK_HEAD);
        raw[at] = byte;
    }
    let checksum = Sha256::digest(&raw[8..]);
    raw[4..8].copy_from_slice(&checksum[..4]);
    raw
}

fn spots() -> impl Strategy<Value = Vec<(prop::sample::Index, u8)>> {
    proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_is_admitted_leaves_a_usable_document(spots in spots()) {
        let scene = Scene::new();
        let mut ahead = scene.doc.clone();
        let intents = [Intent::set("name", "Rahma").unwrap(), Intent::set("note", "x").unwrap()];
        let raw = ahead.edit(SIGNER, &scene.doc.heads(), &intents).unwrap().unwrap().bytes;
        let raw = altered(raw, spots);
        let mut guard = vouched(scene.doc);
        guard.admit(&raw);
        assert_usable(guard.into_document(), "an altered change");
        let (_, _) = (inspect(&raw), meaning(&raw));
    }

    #[test]
    fn altered_changes_that_are_tried_together_get_what_each_gets(spots in proptest::collection::vec(spots(), 3)) {
        let scene = Scene::new();
        let mut ahead = scene.doc.clone();
        let values = ["Rahma", "Wati", "Siti"];
        let honest = values.map(|value| edit(&mut ahead, SIGNER, "name", value).bytes);
        let raws: Vec<_> = honest.into_iter().zip(spots).map(|(raw, spots)| altered(raw, spots)).collect();
        let raws: Vec<_> = raws.iter().map(Vec::as_slice).collect();
        let (mut together, mut single) = (vouched(scene.doc.clone()), vouched(scene.doc));
        let one_by_one: Vec<_> = raws.iter().map(|raw| single.admit(raw)).collect();
        prop_assert_eq!(together.admit_all(&raws), one_by_one);
        prop_assert_eq!(together.document().heads(), single.document().heads());
        assert_usable(together.into_document(), "altered changes");
    }
}
