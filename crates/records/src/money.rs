//! Sums of money, each with its currency.
//!
//! The text form is `MYR 1500` or `MYR 1500.50`: the code of ISO 4217, the units, and hundredths where there are any.
//! One text, instead of an amount beside a currency: two offline edits could each change one of them. Hundredths in
//! every currency, instead of each one's own minor unit: nobody in a village counts in fils, and a table of exponents
//! is one more thing that two versions can disagree about.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A sum from 0 to [`Money::MAX_UNITS`] of a currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Money {
    currency: [u8; 3],
    hundredths: i64,
}

/// Why a text is no sum of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseMoneyError {
    /// No three-letter code, `Rp` or `RM` before or after the number.
    #[error("a sum is written with its currency, e.g. MYR 1500 or Rp 1.500.000")]
    Currency,
    /// Not a number, or one whose separators can be read in two ways.
    #[error("the sum is no number, e.g. 1500, 1.500.000 or 1500,50")]
    Amount,
    /// More than [`Money::MAX_UNITS`].
    #[error("the sum is too large")]
    TooLarge,
}

/// What people write for a currency beside its code.
const ALIASES: [(&str, &str); 2] = [("RP", "IDR"), ("RM", "MYR")];

impl Money {
    /// The largest sum, in units of the currency.
    pub const MAX_UNITS: i64 = 1_000_000_000_000;

    /// Parses a sum as people write it: the currency before or after, groups of three parted by dots, commas or spaces,
    /// and at most two decimals after either sign. `1.500` is fifteen hundred.
    ///
    /// # Errors
    /// Where there is no currency, or no number that can be read in one way only.
    pub fn parse(text: &str) -> Result<Self, ParseMoneyError> {
        let is_letter = |c: char| c.is_alphabetic();
        let text = text.trim();
        let (before, after) = (text.trim_start_matches(is_letter), text.trim_end_matches(is_letter));
        let (letters, amount) = if before.len() < text.len() {
            (text.strip_suffix(before), before)
        } else {
            (text.strip_prefix(after), after)
        };
        let currency = currency(letters.unwrap_or_default()).ok_or(ParseMoneyError::Currency)?;
        // `Rp. 1.500.000`: the dot ends an abbreviation.
        let amount = amount.strip_prefix('.').unwrap_or(amount);
        Ok(Self { currency, hundredths: hundredths(amount)? })
    }

    /// The code of ISO 4217.
    #[must_use]
    pub fn currency(&self) -> &str {
        std::str::from_utf8(&self.currency).unwrap_or_default()
    }

    /// The sum in hundredths of the currency's unit.
    #[must_use]
    pub const fn hundredths(&self) -> i64 {
        self.hundredths
    }
}

fn currency(letters: &str) -> Option<[u8; 3]> {
    let letters = letters.to_ascii_uppercase();
    let code = ALIASES.iter().find(|(alias, _)| *alias == letters).map_or(letters.as_str(), |(_, code)| code);
    let code: [u8; 3] = code.as_bytes().try_into().ok()?;
    code.iter().all(u8::is_ascii_uppercase).then_some(code)
}

/// What follows the last sign is decimals where it has one or two digits; all else are groups of three.
fn hundredths(amount: &str) -> Result<i64, ParseMoneyError> {
    let amount = amount.trim();
    // `Rp 1.500,-` says that there are no decimals.
    let amount = amount.strip_suffix(",-").unwrap_or(amount);
    let (units, decimals) = match amount.rsplit_once(['.', ',']) {
        Some((units, decimals)) if matches!(decimals.len(), 1 | 2) => (units, decimals),
        Some(_) | None => (amount, ""),
    };
    let units = units_of(units)?;
    let decimals = if decimals.is_empty() { 0 } else { number(&format!("{decimals:0<2}"))? };
    Ok(units * 100 + decimals)
}

fn units_of(text: &str) -> Result<i64, ParseMoneyError> {
    let groups: Vec<&str> = text.split(|c: char| matches!(c, '.' | ',') || c.is_whitespace()).collect();
    let (first, others) = groups.split_first().ok_or(ParseMoneyError::Amount)?;
    let grouped = others.is_empty() || (first.len() <= 3 && others.iter().all(|group| group.len() == 3));
    if first.is_empty() || !grouped {
        return Err(ParseMoneyError::Amount);
    }
    let units = number(&groups.concat())?;
    if units > Money::MAX_UNITS { Err(ParseMoneyError::TooLarge) } else { Ok(units) }
}

fn number(digits: &str) -> Result<i64, ParseMoneyError> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ParseMoneyError::Amount);
    }
    digits.parse().map_err(|_| ParseMoneyError::TooLarge)
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (units, decimals) = (self.hundredths / 100, self.hundredths % 100);
        write!(f, "{} {units}", self.currency())?;
        if decimals > 0 { write!(f, ".{decimals:02}") } else { Ok(()) }
    }
}

/// Shows the currency only: what somebody earns or owes is personal data.
impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money({})", self.currency())
    }
}

impl FromStr for Money {
    type Err = ParseMoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Money {
    type Error = ParseMoneyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.to_string()
    }
}

impl From<Money> for crate::Value {
    fn from(money: Money) -> Self {
        Self::from(money.to_string())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sum_is_read_as_people_write_it() {
        for (text, canonical) in [
            ("MYR 1500", "MYR 1500"),
            ("1500 myr", "MYR 1500"),
            ("RM1,500.50", "MYR 1500.50"),
            ("Rp 1.500.000", "IDR 1500000"),
            ("Rp1.500.000,-", "IDR 1500000"),
            ("Rp. 1.500.000", "IDR 1500000"),
            ("RM.1500", "MYR 1500"),
            ("rp 2.500.000,5", "IDR 2500000.50"),
            ("1 500 000 IDR", "IDR 1500000"),
            ("SAR 0", "SAR 0"),
            ("KWD 1.500", "KWD 1500"),
        ] {
            let money = Money::parse(text).unwrap();
            assert_eq!(money.to_string(), canonical, "{text}");
            assert_eq!(Money::parse(canonical), Ok(money));
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_or_none_is_no_sum() {
        for (text, why) in [
            ("", ParseMoneyError::Currency),
            ("1500", ParseMoneyError::Currency),
            ("RINGGIT 1500", ParseMoneyError::Currency),
            ("MYR", ParseMoneyError::Amount),
            ("MYR 15000.500", ParseMoneyError::Amount),
            ("MYR 1.50.000", ParseMoneyError::Amount),
            ("MYR -5", ParseMoneyError::Amount),
            ("MYR 5 juta", ParseMoneyError::Amount),
            ("MYR 1000000000001", ParseMoneyError::TooLarge),
            ("MYR 99999999999999999999", ParseMoneyError::TooLarge),
        ] {
            assert_eq!(Money::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn debug_does_not_show_the_sum() {
        assert_eq!(format!("{:?}", Money::parse("MYR 1234").unwrap()), "Money(MYR)");
    }

    proptest! {
        #[test]
        fn every_sum_prints_and_parses(currency in "[A-Z]{3}", units in 0..=Money::MAX_UNITS, decimals in 0_i64..100) {
            let money = Money::parse(&format!("{currency} {units}.{decimals:02}")).unwrap();
            prop_assert_eq!(money.hundredths(), units * 100 + decimals);
            prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
        }

        #[test]
        fn no_text_makes_parse_panic(text in "\\PC{0,20}|[A-Z0-9., -]{0,20}") {
            let _ = Money::parse(&text);
        }
    }
}
