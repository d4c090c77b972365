use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Sheet {
    Sheet::read("daftar.csv", text.as_bytes()).unwrap()
}

fn header_of(bytes: &[u8]) -> Vec<String> {
    Sheet::read("daftar", bytes).unwrap().header
}

#[test]
fn any_delimiter_is_understood() {
    for delimiter in [";", ",", "\t", "|"] {
        let text = ["Nama", "NIK", "Tgl Lahir"].join(delimiter) + "\n" + &["Ani", "1", "12/7/90"].join(delimiter);
        let sheet = read(&text);
        assert_eq!(sheet.header, ["Nama", "NIK", "Tgl Lahir"], "{delimiter:?}");
        assert_eq!(sheet.rows[0].cells, ["Ani", "1", "12/7/90"]);
    }
}

#[test]
fn the_encoding_is_told_by_mark_or_content() {
    let text = "Nama;NIK\nJosé;1\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), marked, latin, utf16] {
        let sheet = Sheet::read("daftar.csv", &bytes).unwrap();
        assert_eq!((sheet.header[0].as_str(), sheet.rows[0].cells[0].as_str()), ("Nama", "José"));
    }
}

#[test]
fn the_header_is_found_below_a_title_and_blank_lines() {
    let sheet = read("DAFTAR PMI;;\nDESA CONTOH 2024;;\n\n;;\nNo;Nama;NIK\n1;Ani;5\n;;\n2;Budi;6\n");
    assert_eq!(sheet.title, ["DAFTAR PMI", "DESA CONTOH 2024"]);
    assert_eq!(sheet.header, ["No", "Nama", "NIK"]);
    let rows: Vec<(u32, &str)> = sheet.rows.iter().map(|row| (row.number, row.cell(1))).collect();
    assert_eq!(rows, [(1, "Ani"), (2, "Budi")]);
}

#[test]
fn a_header_of_two_lines_and_a_line_of_numbers_are_one_header() {
    let sheet = read("No;Nama;Alamat;;;NIK\n;;Dusun;RT;RW;\n(1);(2);(3);(4);(5);(6)\n1;Ani;Lebak;1;2;5\n");
    assert_eq!(sheet.header, ["No", "Nama", "Dusun", "RT", "RW", "NIK"]);
    assert_eq!(sheet.rows.len(), 1);
}

#[test]
fn a_header_repeated_on_the_next_page_is_no_row() {
    assert_eq!(read("Nama;NIK\nAni;1\nNama;NIK\nBudi;2\n").rows.len(), 2);
}

#[test]
fn quoted_cells_keep_delimiters_and_lines() {
    assert_eq!(read("Nama;NIK;Ket\n\"Ani; S\";1;\"a\nb\"\n").rows[0].cells, ["Ani; S", "1", "a\nb"]);
}

#[test]
fn what_is_no_roster_says_why() {
    for (bytes, why) in [
        (&b""[..], ReadError::Empty),
        (b"\n \n;;\n", ReadError::Empty),
        (b"halo\n", ReadError::NoHeader),
        (b"Gaji;Umur\n1;2\n", ReadError::NoHeader),
        (b"%PDF-1.7\n", ReadError::Unsupported),
        (b"<html><table>", ReadError::Unsupported),
        (b"\x89PNG\r\n\x1a\n\0\0", ReadError::Unsupported),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ReadError::Unsupported),
        (b"PK\x03\x04", ReadError::Damaged),
    ] {
        assert_eq!(Sheet::read("x", bytes), Err(why), "{bytes:?}");
    }
}

#[test]
fn a_hostile_text_is_too_large() {
    let long_cell = format!("Nama;NIK\n{};1\n", "a".repeat(limit::CELL.most + 1));
    let wide = format!("Nama;NIK\n{}1\n", ";".repeat(limit::COLUMNS.most));
    let open_quote = format!("Nama;NIK\n\"Ani;1\n{}", "Budi;2\n".repeat(10_000));
    for (text, limit) in [(long_cell, limit::CELL), (wide, limit::COLUMNS), (open_quote, limit::CELL)] {
        assert_eq!(Sheet::read("x", text.as_bytes()), Err(Excess(limit).into()));
    }
    let many = format!("Nama;NIK\n{}", "a;1\n".repeat(limit::ROWS.most + 1));
    assert_eq!(Sheet::read("x", many.as_bytes()), Err(Excess(limit::ROWS).into()));
}

#[test]
fn debug_shows_no_cell() {
    let sheet = read("Nama;NIK\nAni;1\n");
    assert!(!format!("{sheet:?} {:?}", sheet.rows).contains("Ani"));
}

#[test]
fn the_name_does_not_matter_but_the_content_does() {
    let (a, b) = (Sheet::read("a.xls", b"Nama;NIK\n").unwrap(), Sheet::read("b.csv", b"Nama;NIK\n").unwrap());
    assert_eq!(a.file, b.file);
    assert_eq!(header_of(b"Nama;NIK\n"), ["Nama", "NIK"]);
}

proptest! {
    #[test]
    fn no_bytes_make_read_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), start in 0_usize..4) {
        let start = [&b""[..], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Nama;NIK\n"][start];
        let _ = Sheet::read("x", &[start, &bytes].concat());
    }
}
