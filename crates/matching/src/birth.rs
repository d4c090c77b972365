//! What two birth dates have in common.

use jiff::civil::Date;
use records::{PartialDate, date::Precision};

use crate::slip;

/// Fewer years than these lie between no parent and child.
const GENERATION: i16 = 14;
/// So far off is a year that somebody reckoned.
const RECKONED: i16 = 2;

/// What two birth dates have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BirthAgreement {
    /// The same day.
    Same,
    /// The same day, and one that offices write where the day is not known.
    SameConventional,
    /// One covers the other; the rougher one's precision.
    Covered(Precision),
    /// One is an estimate, and the other near enough.
    Estimated,
    /// Day and month stand the wrong way round.
    DayMonthSwapped,
    /// One digit is wrong, or two neighbours are swapped.
    DigitOff,
    /// The same day of another year.
    OtherYear,
    /// Two rough dates that are a year or two apart.
    Near,
    /// Two dates.
    Different,
    /// Two dates that lie as far apart as parent and child.
    Generation,
}

/// Compares two birth dates.
pub(crate) fn agreement(a: &PartialDate, b: &PartialDate) -> BirthAgreement {
    let is_day = |date: &PartialDate| date.precision() == Precision::Day && !date.is_estimated();
    let found = if is_day(a) && is_day(b) { days(a.earliest(), b.earliest()) } else { rough(a, b) };
    let apart = (a.year() - b.year()).abs();
    found.unwrap_or(if apart >= GENERATION { BirthAgreement::Generation } else { BirthAgreement::Different })
}

fn days(a: Date, b: Date) -> Option<BirthAgreement> {
    let digits = |date: Date| format!("{:02}{:02}{:04}", date.day(), date.month(), date.year());
    if a == b {
        return Some(if is_conventional(a) { BirthAgreement::SameConventional } else { BirthAgreement::Same });
    }
    if a.year() == b.year() && a.day() == b.month() && a.month() == b.day() {
        return Some(BirthAgreement::DayMonthSwapped);
    }
    if slip::between(&digits(a), &digits(b)).is_some() {
        return Some(BirthAgreement::DigitOff);
    }
    (a.day() == b.day() && a.month() == b.month()).then_some(BirthAgreement::OtherYear)
}

fn rough(a: &PartialDate, b: &PartialDate) -> Option<BirthAgreement> {
    if !a.contradicts(b) {
        let is_estimated = a.is_estimated() || b.is_estimated();
        let precision = a.precision().min(b.precision());
        return Some(if is_estimated { BirthAgreement::Estimated } else { BirthAgreement::Covered(precision) });
    }
    ((a.year() - b.year()).abs() <= RECKONED).then_some(BirthAgreement::Near)
}

/// The first and the last day of the year and its middle stand for "some day of it" on many cards of elder people.
fn is_conventional(date: Date) -> bool {
    matches!((date.day(), date.month()), (1, 1) | (1, 7) | (31, 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_dates_have_in_common() {
        for (a, b, expected) in [
            ("1990-07-12", "1990-07-12", BirthAgreement::Same),
            ("1990-12-31", "1990-12-31", BirthAgreement::SameConventional),
            ("1990-07-12", "1990", BirthAgreement::Covered(Precision::Year)),
            ("1990-07-12", "1990-07", BirthAgreement::Covered(Precision::Month)),
            ("1990-07-12", "1993~", BirthAgreement::Estimated),
            ("1990-07-12", "1990-12-07", BirthAgreement::DayMonthSwapped),
            ("1990-07-12", "1990-07-15", BirthAgreement::DigitOff),
            ("1990-07-12", "1990-07-21", BirthAgreement::DigitOff),
            ("1974-07-12", "1994-07-12", BirthAgreement::DigitOff),
            ("1974-07-12", "1985-07-12", BirthAgreement::OtherYear),
            ("1990-07-12", "1992", BirthAgreement::Near),
            ("1990-07-12", "1991-03-25", BirthAgreement::Different),
            ("1970-07-12", "1991-03-25", BirthAgreement::Generation),
            ("1970", "1991", BirthAgreement::Generation),
        ] {
            let (a, b) = (PartialDate::parse(a).unwrap(), PartialDate::parse(b).unwrap());
            assert_eq!(agreement(&a, &b), expected, "{expected:?}");
            assert_eq!(agreement(&b, &a), expected, "{expected:?}");
        }
    }
}
