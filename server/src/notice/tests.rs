use super::*;

fn set(path: &str, value: &str) -> Intent {
    Intent::set(path, value).unwrap()
}

#[test]
fn what_a_notice_no_longer_says_is_emptied_and_what_it_says_already_is_not_written_again() {
    let mut document = Document::new();
    let author = document::Author { actor: records::Actor::from_bytes([1; 16]), time: 1 };
    document.edit(author, &document.heads(), &[set("title", "A"), set("note", "lama"), set("city", "Tawau")]).unwrap();
    let fields = |fields: &[(&str, &str)]| {
        fields.iter().map(|(path, value)| (Path::parse(path).unwrap(), Value::from(*value))).collect()
    };
    let notice = Notice { fields: fields(&[("title", "B"), ("city", "Tawau")]), areas: Some(BTreeSet::new()) };
    assert_eq!(intents(&document, &notice), [Intent::clear("note").unwrap(), set("title", "B")]);
    let withdrawal = Notice { fields: fields(&[("removed", "dicabut")]), areas: None };
    assert_eq!(intents(&document, &withdrawal), [set("removed", "dicabut")]);
}

#[test]
fn a_long_notice_is_written_in_changes_that_pass_the_guard() {
    let long = "x".repeat(12 << 10);
    let portions = portions((0..40).map(|n| set(&format!("text/l{n}"), &long)).collect());
    assert_eq!(portions.iter().map(Vec::len).sum::<usize>(), 40);
    let mut document = Document::new();
    for (n, portion) in portions.iter().enumerate() {
        let author = document::Author { actor: records::Actor::from_bytes([1; 16]), time: n as i64 };
        let change = document.edit(author, &document.heads(), portion).unwrap().unwrap();
        assert!(change.bytes.len() <= document::Limits::default().change_bytes);
    }
    assert_eq!(document.fields().len(), 40);
}
