use crate::fixture::ani_and_budi;

#[test]
fn names_are_found_as_they_are_heard() {
    let (mut ani, _, _) = ani_and_budi();
    ani.worker(&[("name", "Rizki Saputra"), ("dusun", "Lebak")]);
    ani.worker(&[("name", "Muhammad Amin"), ("dusun", "Montong")]);
    ani.worker(&[("name", "Siti Aminah")]);
    let found = |text: &str| -> Vec<String> {
        ani.store.search(text, 5).unwrap().into_iter().map(|hit| hit.item.name).collect()
    };
    assert_eq!(found("sapura"), ["Rizki Saputra"]);
    assert_eq!(found("mohamad amin"), ["Muhammad Amin"]);
    assert_eq!(found("amin"), ["Muhammad Amin", "Siti Aminah"], "whole words first");
    assert_eq!(found("rizki lebak"), ["Rizki Saputra"]);
    assert_eq!(found("SITI"), ["Siti Aminah"]);
    assert!(found("bambang").is_empty());
    assert!(found("rizki montong").is_empty(), "every word must be found");
    assert!(found("").is_empty());
}

#[test]
fn villages_are_found_by_name() {
    let (mut ani, _, _) = ani_and_budi();
    ani.worker(&[("name", "Siti Contoh"), ("domicile_village", "52.03.13.2001")]);
    let code = "52.03.13.2001".parse().unwrap();
    let village = records::region::name_of(&code).unwrap();
    assert_eq!(ani.store.search(village, 5).unwrap().len(), 1);
    assert_eq!(ani.store.search(&format!("siti {village}"), 5).unwrap().len(), 1);
    assert!(ani.store.search(&format!("budi {village}"), 5).unwrap().is_empty());
}

#[test]
fn numbers_are_found_by_their_beginning() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = ani.worker(&[("name", "Siti Contoh"), ("nik", "5203131207900000")]);
    for typed in ["5203131207900000", "520313 1207", "5203"] {
        assert_eq!(ani.store.search(typed, 5).unwrap()[0].item.doc, doc, "{typed}");
    }
    assert!(ani.store.search("5204", 5).unwrap().is_empty());
}

#[test]
fn a_changed_name_is_found_by_the_new_one_only() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let seen = ani.store.view(doc).unwrap().heads;
    let intents = [document::Intent::set("name", "Rahma Contoh").unwrap()];
    ani.store.edit(doc, ani.officer(), &seen, &intents).unwrap();
    assert!(ani.store.search("siti", 5).unwrap().is_empty());
    assert_eq!(ani.store.search("rahma", 5).unwrap().len(), 1);
}
