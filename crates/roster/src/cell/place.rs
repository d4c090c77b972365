//! Where a person lives and was born.

use super::date::{self, Century, Dated};
use crate::{Reason, fold};

/// RT and RW, each three digits as on the identity card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbourhood {
    /// Rukun tetangga.
    pub rt: String,
    /// Rukun warga.
    pub rw: String,
}

/// Reads `01/03`, `RT 01 RW 03`, `RT.001/RW.003`.
///
/// # Errors
/// [`Reason::RtRwMalformed`].
pub fn rt_rw(text: &str) -> Result<Neighbourhood, Reason> {
    let words = fold::words(text);
    let mut numbers = words.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let only_these = words.split(|c: char| !c.is_alphabetic()).all(|word| matches!(word, "" | "rt" | "rw"));
    let rt_first = words.find("rw").is_none_or(|rw| words.find("rt").is_some_and(|rt| rt < rw));
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(rt), Some(rw), None) if only_these && rt_first => Ok(Neighbourhood { rt: three(rt)?, rw: three(rw)? }),
        _ => Err(Reason::RtRwMalformed),
    }
}

/// Reads one of both: `01`, `RT 1`.
///
/// # Errors
/// [`Reason::RtRwMalformed`].
pub fn neighbourhood_number(text: &str) -> Result<String, Reason> {
    let words = fold::words(text);
    let digits = words.strip_prefix("rt").or_else(|| words.strip_prefix("rw")).unwrap_or(&words);
    three(digits.trim())
}

fn three(digits: &str) -> Result<String, Reason> {
    let significant = digits.trim_start_matches('0');
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && significant.len() <= 3;
    if is_number { Ok(format!("{significant:0>3}")) } else { Err(Reason::RtRwMalformed) }
}

/// Birth place and date of one cell: `Praya, 12-07-1990`, `Loang Baloq 12 Juli 1990`. Either may be missing.
#[must_use]
pub fn birth_place_and_date(text: &str) -> (Option<String>, Option<Result<Dated, Reason>>) {
    if let Ok(dated) = date::read(text, Century::Birth) {
        return (None, Some(Ok(dated)));
    }
    let (place, rest) = text
        .split_once([',', ';'])
        .or_else(|| text.find(|c: char| c.is_ascii_digit()).and_then(|at| text.split_at_checked(at)))
        .unwrap_or((text, ""));
    let place = place.trim().trim_end_matches([',', ';', '/', '-']);
    let date = (!super::is_blank(rest)).then(|| date::read(rest, Century::Birth));
    ((!super::is_blank(place)).then(|| fold::one_spaced(place)), date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rt_and_rw_are_three_digits() {
        for text in ["1/3", "01/03", "001/003", "RT 01 RW 03", "RT.001/RW.003", "RT01/RW03"] {
            assert_eq!(rt_rw(text), Ok(Neighbourhood { rt: "001".into(), rw: "003".into() }), "{text}");
        }
        for text in ["1", "RW 03 RT 01", "1/2/3", "0001/12345", "dekat masjid 1/3", "2024-01-03"] {
            assert_eq!(rt_rw(text), Err(Reason::RtRwMalformed), "{text}");
        }
        assert_eq!(neighbourhood_number("RT 5"), Ok("005".into()));
        assert_eq!(neighbourhood_number("5a"), Err(Reason::RtRwMalformed));
    }

    #[test]
    fn place_and_date_of_birth_are_told_apart() {
        for text in ["Praya, 12-07-1990", "Praya 12 Juli 1990", "Praya; 12/7/90", "Praya / 12-7-1990"] {
            let (place, date) = birth_place_and_date(text);
            assert_eq!(place.as_deref(), Some("Praya"), "{text}");
            assert_eq!(date.unwrap().unwrap().date.to_string(), "1990-07-12", "{text}");
        }
        assert_eq!(birth_place_and_date("Praya"), (Some("Praya".into()), None));
        assert_eq!(birth_place_and_date("Praya, ??"), (Some("Praya".into()), Some(Err(Reason::UnreadableDate))));
        assert!(matches!(birth_place_and_date("12-07-1990"), (None, Some(Ok(_)))));
    }
}
