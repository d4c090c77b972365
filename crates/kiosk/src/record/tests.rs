use super::*;
use crate::page::Colours;

fn line(name: &str) -> Line {
    Line {
        id: DocId::from_bytes([0x4f; 16]),
        kind: Kind::Worker,
        name: name.to_owned(),
        birth_date: "1990-03-12".to_owned(),
        village: "52.03.13.2001".to_owned(),
        village_name: village::name("52.03.13.2001"),
        dusun: "Lebak Timur".to_owned(),
        stage: "BERANGKAT".to_owned(),
        conflicts: 1,
        problems: 2,
    }
}

#[test]
fn a_list_fits_80_columns_and_shows_what_wants_attention() {
    let mut page = Page::new(Lang::Id, Colours::Off);
    Line::table(&[line("Contoh Satu"), line(&"Nama Panjang ".repeat(8))], &mut page);
    let text = page.into_text();
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    for shown in ["4f4f4f4f", "BERANGKAT", "konflik", "diragukan"] {
        assert!(text.contains(shown), "{shown} in\n{text}");
    }
}

#[test]
fn an_id_of_a_clock_is_shown_beyond_its_time() {
    assert_eq!(short(DocId::from_bytes([0x4f; 16])), "4f4f4f4f");
    let of_clock: DocId = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10".parse().unwrap();
    assert_eq!(short(of_clock), "0198f6a2-7c1e-7b7a");
}
