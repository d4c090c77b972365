//! The time that figures are about.

use jiff::civil::{Date, date};
use records::PartialDate;
use serde::Serialize;

/// From a first to a last day, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Period {
    from: Date,
    to: Date,
}

/// A period that ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a period ends on its first day or later")]
pub struct PeriodError;

/// Whether something lies in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lies {
    Inside,
    Outside,
    /// The date is not known well enough to tell.
    Perhaps,
}

impl Period {
    /// From `from` to `to`.
    ///
    /// # Errors
    /// Where it ends before it begins.
    pub fn new(from: Date, to: Date) -> Result<Self, PeriodError> {
        if from <= to { Ok(Self { from, to }) } else { Err(PeriodError) }
    }

    /// The year of a day, up to that day.
    #[must_use]
    pub fn year_to(day: Date) -> Self {
        Self { from: date(day.year(), 1, 1), to: day }
    }

    /// As somebody asks for it on a day: until that day and from the first of January of its last year, where nothing else
    /// is said.
    ///
    /// # Errors
    /// Where it ends before it begins.
    pub fn asked(from: Option<Date>, to: Option<Date>, today: Date) -> Result<Self, PeriodError> {
        let year = Self::year_to(to.unwrap_or(today));
        Self::new(from.unwrap_or(year.from), year.to)
    }

    /// Its first day.
    #[must_use]
    pub const fn from(&self) -> Date {
        self.from
    }

    /// Its last day.
    #[must_use]
    pub const fn to(&self) -> Date {
        self.to
    }

    /// A date without a day lies inside where all of its days do. Of an estimate, and of what has no date, nobody knows,
    /// unless it is surely outside.
    pub(crate) fn holds(&self, on: Option<&PartialDate>) -> Lies {
        let Some(on) = on else { return Lies::Perhaps };
        let touches = on.earliest() <= self.to && self.from <= on.latest();
        let is_within = self.from <= on.earliest() && on.latest() <= self.to;
        match (touches, is_within && !on.is_estimated()) {
            (true, true) => Lies::Inside,
            (true, false) => Lies::Perhaps,
            (false, _) => Lies::Outside,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_in_a_period_only_where_all_of_its_days_are() {
        let half = Period::new(date(2025, 1, 1), date(2025, 6, 30)).unwrap();
        for (text, expected) in [
            ("2025-06-30", Lies::Inside),
            ("2025-07-01", Lies::Outside),
            ("2025-06", Lies::Inside),
            ("2025", Lies::Perhaps),
            ("2024", Lies::Outside),
            ("2025-03-02~", Lies::Perhaps),
        ] {
            assert_eq!(half.holds(Some(&PartialDate::parse(text).unwrap())), expected, "{text}");
        }
        assert_eq!(half.holds(None), Lies::Perhaps);
        assert_eq!(Period::new(date(2025, 2, 1), date(2025, 1, 1)), Err(PeriodError));
    }
}
