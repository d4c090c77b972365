//! CSV, with the delimiter and the encoding that the office's spreadsheet chose.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{ReadError, head, limit::Lines};

/// Indonesian spreadsheets write `;`, as their decimal sign is the comma.
const DELIMITERS: [u8; 4] = *b";,\t|";

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, ReadError> {
    let text = decoded(bytes);
    if !is_table_text(&text) {
        return Err(ReadError::Unsupported);
    }
    let delimiter = guess_delimiter(&text);
    let mut lines = Lines::default();
    for record in records(&text, delimiter) {
        lines.push(record)?;
    }
    Ok(lines.into_lines())
}

/// By its byte-order mark, else UTF-8, else Windows-1252, which takes any bytes.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0;
    }
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// Not a picture, a PDF or a web page that some office portals export under the name `.xls`.
fn is_table_text(text: &str) -> bool {
    let start = text.trim_start().get(..9).unwrap_or_default().to_lowercase();
    !text.contains('\0')
        && !["%pdf", "<html", "<!doctype", "<table", "<?xml", "{\\rtf"].iter().any(|m| start.starts_with(m))
}

/// The delimiter under which the header says most.
fn guess_delimiter(text: &str) -> u8 {
    let meaning = |delimiter: &u8| {
        records(text, *delimiter).take(head::DEPTH).map(|line| head::meaning(&line)).max().unwrap_or_default()
    };
    // `max_by_key` takes the last of equals.
    DELIMITERS.into_iter().rev().max_by_key(meaning).unwrap_or(b';')
}

/// The records of a text. The reader of the `csv` crate takes any text: what stands behind an unclosed quote is one
/// long cell, which the limit catches.
fn records(text: &str, delimiter: u8) -> impl Iterator<Item = Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
        .into_records()
        .map_while(Result::ok)
        .map(|record| record.iter().map(str::to_owned).collect())
}
