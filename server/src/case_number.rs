//! The number of a complaint, which the province gives when it first logs one: `52-5203-2026-0001` is the first that was
//! received in 2026 in the kabupaten 52.03.
//!
//! Until then a device shows a short form of the record's id. Numbers that devices draw were refused: two that never met
//! would give one number to two complaints.

use std::collections::BTreeMap;

use document::{Document, Intent};
use jiff::{Timestamp, tz::TimeZone};
use records::{DocId, Kind, PartialDate, Path, RegionCode, Value, region::Level, value::text_of};
use rusqlite::Connection;

use crate::{
    Error, Result,
    pen::Draft,
    server::Server,
    store::{
        case_numbers,
        documents::{self, DocumentRow},
    },
};

/// The field of the number.
const NUMBER: &str = "case_no";
/// The field of the day that counts.
const RECEIVED: &str = "received_on";

/// Gives a complaint its number, if it is one and has none. The caller guards it.
///
/// # Errors
/// Where the document does not open or the database fails.
pub fn give(server: &Server, doc: DocId) -> Result<()> {
    while let Some((row, document)) = server.store.read_blocking(|conn| unnumbered(conn, doc))? {
        let number = text_of(&document.fields(), NUMBER).map(str::to_owned);
        let is_done = match number {
            Some(number) => note(server, doc, &number)?,
            None => write(server, row, document)?,
        };
        if is_done {
            break;
        }
    }
    Ok(())
}

/// The complaint, if it is one and no number of it is known.
fn unnumbered(conn: &Connection, doc: DocId) -> Result<Option<(DocumentRow, Document)>> {
    let is_case = documents::get(conn, doc)?.is_some_and(|row| row.kind == Kind::Case);
    if is_case && !case_numbers::has(conn, doc)? { documents::open(conn, doc) } else { Ok(None) }
}

/// A number that came with its record: one of ours, from before the province was set back, is not given again.
fn note(server: &Server, doc: DocId, number: &str) -> Result<bool> {
    let ours = number.rsplit_once('-').and_then(|(series, last)| Some((series.to_owned(), last.parse().ok()?)));
    server.store.write_blocking(move |conn| {
        if let Some((series, last)) = ours
            && case_numbers::take(conn, doc, &series, last)?
        {
            return Ok(true);
        }
        case_numbers::take(conn, doc, "", 0)
    })
}

/// Writes the next number of its series. `false` where another complaint got it meanwhile.
fn write(server: &Server, row: DocumentRow, document: Document) -> Result<bool> {
    let (doc, now_ms) = (row.id, server.store.clock().now_ms());
    let series = series(&row.region, &document.fields(), now_ms.div_euclid(1_000));
    let number = server.store.read_blocking(|conn| case_numbers::next(conn, &series))?;
    let text = format!("{series}-{number:04}");
    let intent = Intent::set(NUMBER, Value::from(text.as_str())).map_err(|_| Error::Damaged("case number"))?;
    let Some(draft) = Draft::of(server, row, document, &[intent], now_ms)? else { return Ok(true) };
    server.store.write_blocking(move |conn| {
        let is_free = case_numbers::take(conn, doc, &series, number)?;
        if is_free {
            draft.log(conn)?;
        }
        Ok(is_free)
    })
}

/// Province, kabupaten and the year in which the complaint was received, by the record or else by the clock.
fn series(region: &RegionCode, fields: &BTreeMap<Path, Value>, now: i64) -> String {
    let received = text_of(fields, RECEIVED).and_then(|date| PartialDate::parse(date).ok());
    let this_year = || Timestamp::from_second(now).unwrap_or_default().to_zoned(TimeZone::UTC).year();
    let year = received.map_or_else(this_year, |date| date.year());
    let level = |level| region.at(level).map(|area| area.as_str().replace('.', ""));
    let province = level(Level::Province).unwrap_or_default();
    let regency = level(Level::Regency).unwrap_or_else(|| format!("{province}00"));
    format!("{province}-{regency}-{year}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_of_a_kabupaten_and_the_year_of_the_complaint() {
        let received = BTreeMap::from([(Path::parse(RECEIVED).unwrap(), Value::from("2025-12-31"))]);
        for (region, fields, expected) in [
            ("52.03.13.2001", BTreeMap::new(), "52-5203-2026"),
            ("52.03", received, "52-5203-2025"),
            ("52", BTreeMap::new(), "52-5200-2026"),
        ] {
            let region = RegionCode::parse(region).unwrap();
            assert_eq!(series(&region, &fields, 1_795_000_000), expected);
        }
    }
}
