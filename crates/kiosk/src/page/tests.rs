use super::*;
use crate::text::{NAME, VALUE};

fn page() -> Page {
    Page::new(Lang::Id, Colours::Off)
}

fn widest(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

#[test]
fn nothing_is_wider_than_80_columns() {
    let long = "kata ".repeat(60);
    let word = "x".repeat(200);
    let mut page = page();
    page.line(&long);
    page.item(&long);
    page.warning(&long);
    page.pairs([("Label", long.clone()), ("Label lain", word.clone())]);
    page.table(&[NAME, VALUE], [vec!["Contoh Satu".to_owned(), long], vec!["Contoh Dua".to_owned(), word]]);
    let text = page.into_text();
    assert!(widest(&text) <= usize::from(WIDTH), "{} columns:\n{text}", widest(&text));
}

#[test]
fn a_table_keeps_every_word_of_its_cells() {
    let mut page = page();
    page.table(&[NAME, VALUE], [vec!["Contoh Satu".to_owned(), "satu dua tiga".repeat(12)]]);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    assert_eq!(letters(&page.into_text()), letters("NamaNilaiContohSatu") + letters(&"satuduatiga".repeat(12)));
}

#[test]
fn values_cannot_steer_the_terminal() {
    let mut page = page();
    page.line("a\u{1b}[2Jb\u{202e}c\rd");
    page.table(&[NAME], [vec!["x\u{7}y".to_owned()]]);
    let text = page.into_text();
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\r', '\u{7}']), "{text:?}");
    assert!(text.starts_with("a\u{fffd}[2Jb\u{fffd}c\u{fffd}d\n"));
}

#[test]
fn colours_are_for_terminals_only() {
    let banner = |colours| {
        let mut page = Page::new(Lang::Id, colours);
        page.banner("LATIHAN");
        page.into_text()
    };
    assert_eq!(banner(Colours::Off), "LATIHAN\n");
    assert!(banner(Colours::On).contains('\u{1b}'));
}

#[test]
fn a_heading_stands_apart_but_not_at_the_top() {
    let mut page = page();
    page.heading("Satu");
    page.line("isi");
    page.heading("Dua");
    assert_eq!(page.into_text(), "Satu\nisi\n\nDua\n");
}

#[test]
fn a_long_line_is_broken_at_words_and_its_spaces_are_kept() {
    assert_eq!(wrapped("  1. satu dua", 9), ["  1. satu", "dua"]);
    assert_eq!(wrapped("satu", 2), ["satu"]);
    assert_eq!(wrapped("a\nb", 9), ["a", "b"]);
}
