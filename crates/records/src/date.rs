//! Dates as villages know them: to the day, the month or the year, or only roughly.
//!
//! The text form is that of ISO 8601-2 (EDTF level 1): `1990`, `1990-07`, `1990-07-12`, and a final `~` for an
//! estimate. One text that carries its precision, instead of a date beside a precision: two fields can disagree, and
//! two offline edits could each change one of them. Human forms (`12 Juli 1990`, `12/7/90`) are read by the roster
//! import, not here.

use std::{fmt, str::FromStr};

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// A date of the years 1900 to 2100, with its precision.
///
/// Ordered by its first day, then from rough to precise: a list sorts well, but `a < b` does not say that `a` was
/// before `b`; [`PartialDate::is_before`] does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    first: Date,
    precision: Precision,
    certainty: Certainty,
}

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// The year.
    Year,
    /// Year and month.
    Month,
    /// Year, month and day.
    Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Certainty {
    Estimated,
    Stated,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseDateError {
    /// Not `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, with or without a final `~`.
    #[error("a date is written as 1990, 1990-07 or 1990-07-12, with a final ~ where it is estimated")]
    Shape,
    /// A month or day that does not exist.
    #[error("there is no such day in the calendar")]
    NoSuchDay,
    /// Outside [`PartialDate::YEARS`].
    #[error("a year is between 1900 and 2100")]
    Year,
}

impl PartialDate {
    /// The years that a record can speak of.
    pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;
    /// How far an estimate may be off, in years, before it contradicts another date. People who count by events
    /// ("before the drought") are seldom further off.
    pub const ESTIMATE_YEARS: i16 = 5;

    /// A date to the year.
    ///
    /// # Errors
    /// Outside [`PartialDate::YEARS`].
    pub fn from_year(year: i16) -> Result<Self, ParseDateError> {
        Self::new(year, 1, 1, Precision::Year)
    }

    /// A date to the month.
    ///
    /// # Errors
    /// Where there is no such month, and outside [`PartialDate::YEARS`].
    pub fn from_month(year: i16, month: i8) -> Result<Self, ParseDateError> {
        Self::new(year, month, 1, Precision::Month)
    }

    /// A date to the day.
    ///
    /// # Errors
    /// Where the calendar has no such day, and outside [`PartialDate::YEARS`].
    pub fn from_day(year: i16, month: i8, day: i8) -> Result<Self, ParseDateError> {
        Self::new(year, month, day, Precision::Day)
    }

    /// The day of a calendar date.
    ///
    /// # Errors
    /// Outside [`PartialDate::YEARS`].
    pub fn from_date(date: Date) -> Result<Self, ParseDateError> {
        Self::from_day(date.year(), date.month(), date.day())
    }

    fn new(year: i16, month: i8, day: i8, precision: Precision) -> Result<Self, ParseDateError> {
        if !Self::YEARS.contains(&year) {
            return Err(ParseDateError::Year);
        }
        let first = Date::new(year, month, day).map_err(|_| ParseDateError::NoSuchDay)?;
        Ok(Self { first, precision, certainty: Certainty::Stated })
    }

    /// Parses the text form.
    ///
    /// # Errors
    /// Where the text is of another form, or the calendar has no such day.
    pub fn parse(text: &str) -> Result<Self, ParseDateError> {
        let (stated, estimated) = text.strip_suffix('~').map_or((text, false), |stated| (stated, true));
        let mut parts = stated.split('-');
        let year = digits(parts.next(), 4)?.ok_or(ParseDateError::Shape)?;
        let (month, day) = (digits(parts.next(), 2)?, digits(parts.next(), 2)?);
        if parts.next().is_some() {
            return Err(ParseDateError::Shape);
        }
        let date = match (month, day) {
            (Some(month), Some(day)) => Self::from_day(year, small(month)?, small(day)?),
            (Some(month), None) => Self::from_month(year, small(month)?),
            (None, _) => Self::from_year(year),
        }?;
        Ok(if estimated { date.as_estimate() } else { date })
    }

    /// The same date as an estimate.
    #[must_use]
    pub const fn as_estimate(self) -> Self {
        Self { certainty: Certainty::Estimated, ..self }
    }

    /// How much is known.
    #[must_use]
    pub const fn precision(&self) -> Precision {
        self.precision
    }

    /// Whether it is an estimate.
    #[must_use]
    pub const fn is_estimated(&self) -> bool {
        matches!(self.certainty, Certainty::Estimated)
    }

    /// The year.
    #[must_use]
    pub fn year(&self) -> i16 {
        self.first.year()
    }

    /// The first day that the written date covers; an estimate is taken as written.
    #[must_use]
    pub const fn earliest(&self) -> Date {
        self.first
    }

    /// The last day that the written date covers; an estimate is taken as written.
    #[must_use]
    pub fn latest(&self) -> Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }

    /// Whether every day that this date covers is before every day of the other: `1990` is before `1991-02`, but
    /// neither before nor after `1990-07`.
    #[must_use]
    pub fn is_before(&self, other: &Self) -> bool {
        self.latest() < other.earliest()
    }

    /// Whether both cannot be true. Dates of different precision agree where one covers the other; an estimate may be
    /// off by [`PartialDate::ESTIMATE_YEARS`].
    #[must_use]
    pub fn contradicts(&self, other: &Self) -> bool {
        let slack = Self::ESTIMATE_YEARS * (i16::from(self.is_estimated()) + i16::from(other.is_estimated()));
        let years = slack.years();
        self.latest().saturating_add(years) < other.earliest() || other.latest().saturating_add(years) < self.earliest()
    }
}

/// The number of a part of exactly `width` digits; `None` where the part is missing.
fn digits(part: Option<&str>, width: usize) -> Result<Option<i16>, ParseDateError> {
    let Some(part) = part else { return Ok(None) };
    if part.len() != width || !part.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ParseDateError::Shape);
    }
    part.parse().map(Some).map_err(|_| ParseDateError::Shape)
}

fn small(number: i16) -> Result<i8, ParseDateError> {
    i8::try_from(number).map_err(|_| ParseDateError::NoSuchDay)
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first.year(), self.first.month(), self.first.day());
        match self.precision {
            Precision::Year => write!(f, "{year:04}")?,
            Precision::Month => write!(f, "{year:04}-{month:02}")?,
            Precision::Day => write!(f, "{year:04}-{month:02}-{day:02}")?,
        }
        f.write_str(if self.is_estimated() { "~" } else { "" })
    }
}

/// Shows the precision only: a birth date is personal data.
impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartialDate(to the {:?}, {:?})", self.precision, self.certainty)
    }
}

impl FromStr for PartialDate {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for PartialDate {
    type Error = ParseDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl From<PartialDate> for crate::Value {
    fn from(date: PartialDate) -> Self {
        Self::from(date.to_string())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> PartialDate {
        PartialDate::parse(text).unwrap()
    }

    #[test]
    fn only_the_iso_forms_of_real_days_are_dates() {
        for good in ["1990", "1990-07", "1990-07-12", "1990~", "1990-07~", "1990-07-12~", "2000-02-29"] {
            assert_eq!(date(good).to_string(), good);
        }
        for (bad, why) in [
            ("", ParseDateError::Shape),
            ("90", ParseDateError::Shape),
            ("1990-7", ParseDateError::Shape),
            ("1990-07-12-01", ParseDateError::Shape),
            ("12-07-1990", ParseDateError::Shape),
            ("1990~~", ParseDateError::Shape),
            ("+990", ParseDateError::Shape),
            ("1990-13", ParseDateError::NoSuchDay),
            ("1990-00-01", ParseDateError::NoSuchDay),
            ("1990-02-30", ParseDateError::NoSuchDay),
            ("1900-02-29", ParseDateError::NoSuchDay),
            ("1899", ParseDateError::Year),
            ("2101-01-01", ParseDateError::Year),
        ] {
            assert_eq!(PartialDate::parse(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn a_date_covers_the_days_of_its_precision() {
        for (text, earliest, latest) in [
            ("1990", "1990-01-01", "1990-12-31"),
            ("2000-02", "2000-02-01", "2000-02-29"),
            ("1990-07-12", "1990-07-12", "1990-07-12"),
        ] {
            assert_eq!(date(text).earliest(), earliest.parse().unwrap());
            assert_eq!(date(text).latest(), latest.parse().unwrap());
        }
    }

    #[test]
    fn dates_contradict_only_where_both_cannot_be_true() {
        for (a, b, expected) in [
            ("1990", "1990-07-12", false),
            ("1990-07", "1990-07-12", false),
            ("1990-06", "1990-07-12", true),
            ("1990-07-11", "1990-07-12", true),
            ("1990", "1991", true),
            ("1990~", "1994-03-02", false),
            ("1990~", "1995-12-31", false),
            ("1990~", "1996-01-01", true),
            ("1990~", "1999~", false),
        ] {
            assert_eq!(date(a).contradicts(&date(b)), expected, "{a} {b}");
            assert_eq!(date(b).contradicts(&date(a)), expected, "{b} {a}");
        }
    }

    #[test]
    fn before_means_surely_before() {
        assert!(date("1990").is_before(&date("1991-02")));
        assert!(!date("1990").is_before(&date("1990-07")));
        assert!(!date("1990-07").is_before(&date("1990")));
    }

    #[test]
    fn debug_does_not_show_the_date() {
        assert!(!format!("{:?}", date("1990-07-12")).contains("19"));
    }

    proptest! {
        #[test]
        fn every_date_prints_and_parses(
            year in PartialDate::YEARS, month in 1_i8..=12, day in 1_i8..=28, parts in 0..3, estimated: bool,
        ) {
            let stated = match parts {
                0 => PartialDate::from_year(year),
                1 => PartialDate::from_month(year, month),
                _ => PartialDate::from_day(year, month, day),
            }.unwrap();
            let written = if estimated { stated.as_estimate() } else { stated };
            prop_assert_eq!(PartialDate::parse(&written.to_string()), Ok(written));
            prop_assert!(!written.contradicts(&written));
        }

        #[test]
        fn no_text_makes_parse_panic(text in "\\PC{0,14}") {
            let _ = PartialDate::parse(&text);
        }
    }
}
