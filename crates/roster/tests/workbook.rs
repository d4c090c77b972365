//! The same roster as a spreadsheet, with real dates and numbers, and spreadsheets that mean harm.

#![expect(clippy::unwrap_used, reason = "what a test needs and does not find ends it")]

use std::{fs, io::Write, path::PathBuf};

use proptest::prelude::*;
use records::{Deployment, PartialDate, RegionCode};
use roster::{
    Columns, Context, Entry, ReadError, Reason, Sheet, interpret,
    sheet::limit::{self, Excess},
};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

const VILLAGE: &str = "52.03.13.2001";
const NIK: usize = 2;
const BIRTH_DATE: usize = 5;
const PHONE: usize = 14;

fn csv_sheet() -> Sheet {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/data/roster-{VILLAGE}.csv"));
    Sheet::read("roster.csv", &fs::read(path).unwrap()).unwrap()
}

fn interpreted(sheet: &Sheet) -> Vec<Entry> {
    let columns = Columns::of(&sheet.header);
    let context = Context { deployment: Deployment::Training, village: RegionCode::parse(VILLAGE).unwrap() };
    sheet.rows.iter().map(|row| interpret(sheet, &columns, row, &context)).collect()
}

fn worksheet(rows: impl IntoIterator<Item = Vec<String>>) -> Worksheet {
    let mut worksheet = Worksheet::new();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            worksheet.write_string(row, column, cell).unwrap();
        }
    }
    worksheet
}

fn saved(worksheets: impl IntoIterator<Item = Worksheet>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for worksheet in worksheets {
        workbook.push_worksheet(worksheet);
    }
    workbook.save_to_buffer().unwrap()
}

fn lines(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

/// What a row says without its import trace, which names the file.
#[derive(Debug, PartialEq)]
struct Facts {
    row: u32,
    fields: Vec<(String, String)>,
    reasons: Vec<Reason>,
}

fn facts(entries: &[Entry]) -> Vec<Facts> {
    let fields = |entry: &Entry| {
        let own = entry.fields.iter().filter(|(path, _)| !path.as_str().starts_with("import/"));
        own.map(|(path, value)| (path.to_string(), value.to_string())).collect()
    };
    let reasons = |entry: &Entry| entry.problems.iter().map(|problem| problem.reason).collect();
    entries.iter().map(|entry| Facts { row: entry.row, fields: fields(entry), reasons: reasons(entry) }).collect()
}

#[test]
fn a_spreadsheet_of_texts_and_date_cells_reads_like_the_csv() {
    let csv = csv_sheet();
    let entries = interpreted(&csv);
    let mut table = worksheet(std::iter::once(csv.header.clone()).chain(csv.rows.iter().map(|row| row.cells.clone())));
    let format = Format::new().set_num_format("dd/mm/yyyy");
    for (row, entry) in (1..).zip(&entries) {
        let Some(birth) = entry.text("birth_date").map(|text| PartialDate::parse(text).unwrap().earliest()) else {
            continue;
        };
        let date = ExcelDateTime::from_ymd(
            birth.year().unsigned_abs(),
            birth.month().unsigned_abs(),
            birth.day().unsigned_abs(),
        );
        let column = u16::try_from(BIRTH_DATE).unwrap();
        table.write_datetime_with_format(row, column, date.unwrap(), &format).unwrap();
    }
    let read = Sheet::read("roster.xls", &saved([table])).unwrap();
    assert_eq!(facts(&interpreted(&read)), facts(&entries));
    let iso = |row: usize| read.rows[row].cell(BIRTH_DATE).to_owned();
    assert_eq!((iso(0), iso(1)), ("1974-10-30".to_owned(), "1990-12-07".to_owned()));
}

#[test]
fn numbers_that_a_spreadsheet_shortened_are_noticed_and_kept() {
    let csv = csv_sheet();
    let mut table = worksheet([csv.header.clone(), csv.rows[1].cells.clone()]);
    table.write_number(1, u16::try_from(NIK).unwrap(), 5_203_130_712_900_000.0).unwrap();
    table.write_number(1, u16::try_from(PHONE).unwrap(), 80_681_241_586.0).unwrap();
    table.write_number(1, 0, 1.0).unwrap();
    let sheet = Sheet::read("roster.xlsx", &saved([table])).unwrap();
    assert_eq!((sheet.rows[0].cell(0), sheet.rows[0].cell(PHONE)), ("1", "80681241586"));
    let entry = interpreted(&sheet).remove(0);
    assert_eq!((entry.text("nik"), entry.nik.clone()), (None, None));
    assert_eq!(entry.texts("phone", "number").collect::<Vec<_>>(), ["+6280681241586"]);
    let lost: Vec<(Reason, &str)> = entry.problems.iter().map(|p| (p.reason, p.cell.as_str())).collect();
    assert_eq!(lost, [(Reason::DigitsLost, "5.2031307129E+15")]);
}

#[test]
fn of_several_worksheets_the_roster_is_read_and_the_others_are_named() {
    let notes = worksheet(lines("Nama;NIK\nAni;1\n"));
    let roster = worksheet(lines("DAFTAR PMI\n\nNama;NIK;Tgl Lahir\nBudi;2;1990\nCici;3;1991\n"));
    let empty = Worksheet::new();
    let bytes = saved([notes, roster, empty]);
    let sheet = Sheet::read("roster.xlsx", &bytes).unwrap();
    assert_eq!((sheet.worksheet.as_deref(), sheet.others.as_slice()), (Some("Sheet2"), &["Sheet1".to_owned()][..]));
    assert_eq!(sheet.title, ["DAFTAR PMI"]);
    assert_eq!(sheet.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3]);
    let numbers: Vec<u32> =
        Sheet::read_all("x", &bytes).unwrap().iter().flat_map(|sheet| &sheet.rows).map(|row| row.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    let file = interpreted(&sheet)[0].text(&format!("import/{}/2/file", sheet.file)).map(str::to_owned);
    assert_eq!(file.as_deref(), Some("roster.xlsx [Sheet2]"));
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing_but_an_error() {
    let mut table = worksheet(lines("Nama;NIK\nAni;1\n"));
    table.write_string(1_048_575, 0, "Budi").unwrap();
    let read = Sheet::read("x", &saved([table])).unwrap();
    assert_eq!(read.rows.len(), 2);
    let mut table = worksheet(lines("Nama;NIK\nAni;1\n"));
    table.write_string(1_048_575, 16_383, "jauh").unwrap();
    assert_eq!(Sheet::read("x", &saved([table])), Err(Excess(limit::COLUMNS).into()));
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_zip_bomb_is_too_large() {
    let zeros = vec![b' '; (limit::UNPACKED.most / 4) + 1];
    let parts: Vec<(&str, &[u8])> = ["a", "b", "c", "d"].into_iter().map(|name| (name, zeros.as_slice())).collect();
    let bomb = zipped(&parts);
    assert!(bomb.len() < 2 << 20, "{}", bomb.len());
    assert_eq!(Sheet::read("x", &bomb), Err(Excess(limit::UNPACKED).into()));
}

#[test]
fn a_claim_of_a_thousand_million_strings_is_not_believed() {
    let parts: &[(&str, &[u8])] =
        &[("xl/workbook.xml", b"<workbook/>"), ("xl/SharedStrings.xml", br#"<sst uniqueCount="4000000000">"#)];
    assert_eq!(Sheet::read("x", &zipped(parts)), Err(ReadError::Damaged));
}

#[test]
fn other_zips_are_no_spreadsheets() {
    assert_eq!(Sheet::read("x", &zipped(&[("word/document.xml", b"<w/>")])), Err(ReadError::Unsupported));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_damaged_spreadsheet_is_an_error_or_a_sheet_but_no_panic(
        part in prop::sample::select(vec!["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]),
        at in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let _ = Sheet::read("x", &with_part(part, |content| {
            let at = at.index(content.len());
            let end = (at + bytes.len()).min(content.len());
            content.splice(at..end, bytes.iter().copied());
        }));
    }
}

/// A small workbook with one part changed.
fn with_part(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let bytes = saved([worksheet(lines("Nama;NIK\nAni;1\n"))]);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    if let Some((_, content)) = parts.iter_mut().find(|(own, _)| own == name) {
        change(content);
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zipped(&parts)
}
