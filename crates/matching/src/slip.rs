//! Two numbers that differ by one slip of the hand.

use serde::Serialize;

/// How many digits may be missing before two numbers say nothing of each other.
const MOST_MISSING: usize = 2;

/// What happened to one of two numbers; which of both was typed right is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Slip {
    /// One digit is another.
    Changed,
    /// Two neighbours stand the wrong way round.
    Swapped,
    /// One number has a digit, or two, that the other lacks.
    Lost,
    /// One number has a digit twice in a row that the other has once.
    Doubled,
}

/// The slip between two numbers of ASCII digits, and at which digit, counted from 0, it first shows. `None` where they
/// are equal or further apart.
pub(crate) fn between(a: &str, b: &str) -> Option<(Slip, usize)> {
    let (short, long) = if a.len() <= b.len() { (a.as_bytes(), b.as_bytes()) } else { (b.as_bytes(), a.as_bytes()) };
    let at = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, rest) = (short.get(at..)?, long.get(at..)?);
    let slip = match rest.len() - short.len() {
        0 => same_length(short, rest)?,
        1 if rest.get(1..) == Some(short) && is_doubled(long, at) => Slip::Doubled,
        missing if missing <= MOST_MISSING && is_within(short, rest) => Slip::Lost,
        _ => return None,
    };
    Some((slip, at))
}

/// The slip between two texts of one length that begin with different digits.
fn same_length(a: &[u8], b: &[u8]) -> Option<Slip> {
    match (a, b) {
        ([_, rest @ ..], [_, other @ ..]) if rest == other => Some(Slip::Changed),
        ([first, second, rest @ ..], [other_first, other_second, other @ ..])
            if first == other_second && second == other_first && rest == other =>
        {
            Some(Slip::Swapped)
        }
        _ => None,
    }
}

/// Whether the digit at `at` repeats the one before it.
fn is_doubled(digits: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| digits.get(before) == digits.get(at))
}

/// Whether all of `short` stands in `long`, in this order.
fn is_within(short: &[u8], long: &[u8]) -> bool {
    let mut long = long.iter();
    short.iter().all(|digit| long.any(|other| other == digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_told_apart_from_another_number() {
        for (a, b, slip) in [
            ("1234567", "1239567", Some((Slip::Changed, 3))),
            ("1234567", "1243567", Some((Slip::Swapped, 2))),
            ("1234567", "123567", Some((Slip::Lost, 3))),
            ("1234567", "12567", Some((Slip::Lost, 2))),
            ("1234567", "12334567", Some((Slip::Doubled, 3))),
            ("1234567", "12345677", Some((Slip::Doubled, 7))),
            ("1234567", "1234567", None),
            ("1234567", "1224577", None),
            ("1234567", "1267", None),
            ("1234567", "7654321", None),
            ("", "1", Some((Slip::Lost, 0))),
        ] {
            assert_eq!(between(a, b), slip, "{a} {b}");
            assert_eq!(between(b, a), slip, "{b} {a}");
        }
    }
}
