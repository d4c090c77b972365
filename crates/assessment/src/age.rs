//! How old somebody is, as far as the birth date tells.

use jiff::{ToSpan, civil::Date};
use records::PartialDate;
use serde::Serialize;

/// An age in completed years, between two bounds: who was born "in 1990" is one of two ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Age {
    /// Not younger than this.
    pub at_least: u8,
    /// Not older than this.
    pub at_most: u8,
}

impl Age {
    /// The age on a day; `None` where the person was not born yet, or would be older than people get. An estimate may be
    /// off by [`PartialDate::ESTIMATE_YEARS`].
    #[must_use]
    pub fn on(day: Date, born: &PartialDate) -> Option<Self> {
        let slack = if born.is_estimated() { PartialDate::ESTIMATE_YEARS } else { 0 };
        let oldest = completed_years(born.earliest().saturating_sub(slack.years()), day)?;
        let youngest = completed_years(born.latest().saturating_add(slack.years()), day).unwrap_or(0);
        Some(Self { at_least: youngest, at_most: oldest })
    }

    /// The age, where only one is possible.
    #[must_use]
    pub const fn exact(&self) -> Option<u8> {
        if self.at_least == self.at_most { Some(self.at_least) } else { None }
    }
}

fn completed_years(from: Date, to: Date) -> Option<u8> {
    let had_birthday = (to.month(), to.day()) >= (from.month(), from.day());
    u8::try_from(to.year() - from.year() - i16::from(!had_birthday)).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_age_is_as_exact_as_the_birth_date() {
        let today = date(2026, 3, 1);
        for (born, at_least, at_most) in [
            ("2000-03-01", 26, 26),
            ("2000-03-02", 25, 25),
            ("2000", 25, 26),
            ("2000-02", 26, 26),
            ("2000-03", 25, 26),
            ("2000~", 20, 31),
            ("2004-02-29", 22, 22),
            ("2026-03-01", 0, 0),
            ("2026", 0, 0),
        ] {
            let age = Age::on(today, &PartialDate::parse(born).unwrap());
            assert_eq!(age, Some(Age { at_least, at_most }), "{born}");
        }
        assert_eq!(Age::on(today, &PartialDate::parse("2027").unwrap()), None);
        assert_eq!(Age { at_least: 25, at_most: 26 }.exact(), None);
        assert_eq!(Age { at_least: 26, at_most: 26 }.exact(), Some(26));
    }
}
