//! Dates as people write them.
//!
//! `12-07-1990`, `12/7/90`, `12 Juli 1990`, `July 12, 1990`, `1990-07-12`, `33066` (a spreadsheet's serial), `07/1990`,
//! `Juli 1990`, `th 1990`, `±1990`. Day before month, as everyone in Indonesia writes; where only the American order
//! makes a day, it is read so and said so.

use jiff::{ToSpan, civil::Date};
use records::{PartialDate, date::ParseDateError};

use super::month;
use crate::{Reason, fold};

/// What a date is of, which settles the century of `12/7/90`.
///
/// Fixed windows: one that moved with the calendar would read one file differently in different years, and two
/// devices would then write different things of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Century {
    /// Births: 1930 to 2029. Whoever was born before is no worker of today; whoever is born after is not one yet.
    Birth,
    /// Departures and returns: 1970 to 2069. Labour migration of both provinces starts in the 1970s.
    Event,
}

/// A date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// The date.
    pub date: PartialDate,
    /// The order of day and month.
    pub order: Order,
}

/// The order in which day and month were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The usual one, or no question.
    Usual,
    /// Month first, as nothing else makes a day: `07/25/1990`.
    MonthFirst,
}

/// One part of a date: digits or a month.
#[derive(Clone, Copy)]
enum Part {
    Digits { number: i32, width: usize },
    Month(i8),
}

impl Century {
    const fn first_year(self) -> i32 {
        match self {
            Self::Birth => 1930,
            Self::Event => 1970,
        }
    }

    /// The year of the window with these last two digits.
    const fn year(self, two_digits: i32) -> i32 {
        let first = self.first_year();
        first + (two_digits - first).rem_euclid(100)
    }
}

/// Words around a date that say nothing of it.
const FILLERS: &[&str] = &[
    "th", "thn", "tahun", "tgl", "tanggal", "bln", "bulan", "st", "nd", "rd", "of", "senin", "selasa", "rabu", "kamis",
    "jumat", "sabtu", "minggu", "ahad", "lahir",
];

/// Marks of an estimate.
const ESTIMATES: &[&str] = &[
    "kira2",
    "kira",
    "sekitar",
    "sktr",
    "skitar",
    "kurang",
    "lebih",
    "lk",
    "kl",
    "ca",
    "circa",
    "about",
    "est",
    "perkiraan",
];

/// Reads a date.
///
/// # Errors
/// [`Reason::UnreadableDate`], and [`Reason::NoSuchDay`] for a 31st of June.
pub fn read(text: &str, century: Century) -> Result<Dated, Reason> {
    let (text, mut estimated) = without_marks(without_time(text));
    let mut parts = Vec::new();
    for token in tokens(&text)? {
        match token.as_str() {
            word if ESTIMATES.contains(&word) => estimated = true,
            word if FILLERS.contains(&word) => {}
            word => parts.push(part(word)?),
        }
    }
    let Dated { date, order } = dated(&parts, century)?;
    Ok(Dated { date: if estimated { date.as_estimate() } else { date }, order })
}

/// Without the time of day that spreadsheets append: `1990-07-12T00:00:00`, `1990-07-12 00:00`.
fn without_time(text: &str) -> &str {
    let Some((before, _)) = text.split_once(':') else { return text };
    before.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['T', ' '])
}

/// Without `±` and its like, and whether there was one.
fn without_marks(text: &str) -> (String, bool) {
    let plain = text.replace("+/-", "±").replace("+-", "±");
    let stripped: String = plain.chars().filter(|c| !matches!(c, '±' | '~' | '≈')).collect();
    let estimated = stripped.len() != plain.len();
    (stripped, estimated)
}

/// Runs of letters and runs of digits, with nothing between them but what people put there.
fn tokens(text: &str) -> Result<Vec<String>, Reason> {
    let mut tokens: Vec<String> = Vec::new();
    let mut last = None;
    for c in fold_letters(text).chars() {
        let kind = (c.is_ascii_digit(), c.is_alphabetic());
        match (kind, tokens.last_mut()) {
            ((false, false), _) if !is_separator(c) => return Err(Reason::UnreadableDate),
            ((false, false), _) => {}
            (_, Some(token)) if last == Some(kind) => token.push(c),
            _ => tokens.push(c.to_string()),
        }
        last = Some(kind);
    }
    // `kira2` is one word.
    Ok(rejoined(tokens))
}

fn rejoined(tokens: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for token in tokens {
        match joined.last_mut() {
            Some(word) if token == "2" && word == "kira" => {}
            _ => joined.push(token),
        }
    }
    joined
}

fn fold_letters(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '/' | '.' | ',' | '\'' | '’' | '`' | '\\' | '–' | '—' | '_' | '(' | ')')
}

fn part(token: &str) -> Result<Part, Reason> {
    if token.starts_with(|c: char| c.is_ascii_digit()) {
        let number = token.parse().map_err(|_| Reason::UnreadableDate)?;
        return Ok(Part::Digits { number, width: token.len() });
    }
    month::named(&fold::words(token)).map(Part::Month).ok_or(Reason::UnreadableDate)
}

fn dated(parts: &[Part], century: Century) -> Result<Dated, Reason> {
    use Part::{Digits, Month};
    let usual =
        |date: Result<PartialDate, ParseDateError>| Ok(Dated { date: date.map_err(reason)?, order: Order::Usual });
    match *parts {
        [Digits { number, width: 4 }] => usual(PartialDate::from_year(small(number)?)),
        [Digits { number, width: 5 }] | [Digits { number, width: 5 }, Digits { .. }] => usual(serial(number)?),
        [Digits { number, width: 8 }] => run_together(number),
        [Month(month), Digits { number, width }] => {
            usual(PartialDate::from_month(year(number, width, century)?, month))
        }
        [Digits { number: month, width: 1 | 2 }, Digits { number: year, width: 4 }]
        | [Digits { number: year, width: 4 }, Digits { number: month, width: 1 | 2 }] => {
            usual(PartialDate::from_month(small(year)?, tiny(month)?))
        }
        [Digits { number: day, width: 1 | 2 }, Month(month), Digits { number, width }]
        | [Month(month), Digits { number: day, width: 1 | 2 }, Digits { number, width }] => {
            usual(PartialDate::from_day(year(number, width, century)?, month, tiny(day)?))
        }
        [
            Digits { number: year, width: 4 },
            Digits { number: month, width: 1 | 2 },
            Digits { number: day, width: 1 | 2 },
        ] => usual(PartialDate::from_day(small(year)?, tiny(month)?, tiny(day)?)),
        [Digits { number: day, width: 1 | 2 }, Digits { number: month, width: 1 | 2 }, Digits { number, width }] => {
            day_and_month(year(number, width, century)?, month, day)
        }
        _ => Err(Reason::UnreadableDate),
    }
}

/// Day before month; the other way round where only that is a day.
fn day_and_month(year: i16, month: i32, day: i32) -> Result<Dated, Reason> {
    let read = |month, day| PartialDate::from_day(year, tiny(month)?, tiny(day)?).map_err(reason);
    read(month, day)
        .map(|date| Dated { date, order: Order::Usual })
        .or_else(|why| read(day, month).map(|date| Dated { date, order: Order::MonthFirst }).map_err(|_| why))
}

/// `12071990`, or `19900712` where that is no day.
fn run_together(number: i32) -> Result<Dated, Reason> {
    let (day, month, year) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
    let day_first = PartialDate::from_day(small(year)?, tiny(month)?, tiny(day)?);
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let year_first = PartialDate::from_day(small(year)?, tiny(month)?, tiny(day)?);
    let date = day_first.or(year_first).map_err(|_| Reason::UnreadableDate)?;
    Ok(Dated { date, order: Order::Usual })
}

/// Days since 30 December 1899, as spreadsheets count from March 1900 on.
fn serial(days: i32) -> Result<Result<PartialDate, ParseDateError>, Reason> {
    let epoch = Date::constant(1899, 12, 30);
    let date = epoch.checked_add(days.days()).map_err(|_| Reason::UnreadableDate)?;
    Ok(PartialDate::from_date(date))
}

fn year(number: i32, width: usize, century: Century) -> Result<i16, Reason> {
    match width {
        4 => small(number),
        2 => small(century.year(number)),
        _ => Err(Reason::UnreadableDate),
    }
}

fn small(number: i32) -> Result<i16, Reason> {
    i16::try_from(number).map_err(|_| Reason::UnreadableDate)
}

fn tiny(number: i32) -> Result<i8, Reason> {
    i8::try_from(number).map_err(|_| Reason::NoSuchDay)
}

const fn reason(error: ParseDateError) -> Reason {
    match error {
        ParseDateError::NoSuchDay => Reason::NoSuchDay,
        ParseDateError::Shape | ParseDateError::Year => Reason::UnreadableDate,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn birth(text: &str) -> Result<String, Reason> {
        read(text, Century::Birth).map(|dated| dated.date.to_string())
    }

    #[test]
    fn a_day_is_read_in_every_form() {
        for text in [
            "12-07-1990",
            "12/7/1990",
            "12/07/90",
            "12.7.90",
            "12 7 1990",
            "1990-07-12",
            "1990/7/12",
            "12 Juli 1990",
            "12 juli 90",
            "12-Jul-1990",
            "12-JUL-90",
            "12Juli1990",
            "July 12, 1990",
            "12th July 1990",
            "12-VII-1990",
            "12071990",
            "19900712",
            "33066",
            "33066.0",
            "1990-07-12 00:00:00",
            "1990-07-12T00:00:00",
            " Kamis, 12 Juli 1990 ",
            "tgl 12-7-1990",
            "12–07–1990",
            "12 Juli '90",
        ] {
            assert_eq!(birth(text).as_deref(), Ok("1990-07-12"), "{text}");
        }
    }

    #[test]
    fn less_than_a_day_keeps_its_precision() {
        for (text, date) in [
            ("1990", "1990"),
            ("th 1990", "1990"),
            ("Tahun 1990", "1990"),
            ("thn. 1990", "1990"),
            ("Juli 1990", "1990-07"),
            ("07/1990", "1990-07"),
            ("1990-07", "1990-07"),
            ("±1990", "1990~"),
            ("+/- 1990", "1990~"),
            ("kira-kira 1990", "1990~"),
            ("kira2 th 1990", "1990~"),
            ("sekitar Juli 1990", "1990-07~"),
            ("1990~", "1990~"),
            ("lk 1990", "1990~"),
        ] {
            assert_eq!(birth(text).as_deref(), Ok(date), "{text}");
        }
    }

    #[test]
    fn the_day_stands_first_unless_only_the_month_can() {
        assert_eq!(
            read("02/11/1985", Century::Birth).map(|d| (d.date.to_string(), d.order)),
            Ok(("1985-11-02".into(), Order::Usual))
        );
        assert_eq!(
            read("11/25/1985", Century::Birth).map(|d| (d.date.to_string(), d.order)),
            Ok(("1985-11-25".into(), Order::MonthFirst))
        );
    }

    #[test]
    fn two_digits_of_a_year_mean_a_plausible_one() {
        for (text, birth_year, event_year) in
            [("1/1/29", 2029, 2029), ("1/1/30", 1930, 2030), ("1/1/70", 1970, 1970), ("1/1/00", 2000, 2000)]
        {
            assert_eq!(read(text, Century::Birth).map(|d| d.date.year()), Ok(birth_year), "{text}");
            assert_eq!(read(text, Century::Event).map(|d| d.date.year()), Ok(event_year), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_says_why() {
        for (text, why) in [
            ("??", Reason::UnreadableDate),
            ("?", Reason::UnreadableDate),
            ("lupa", Reason::UnreadableDate),
            ("12-07-19900", Reason::UnreadableDate),
            ("12-07", Reason::UnreadableDate),
            ("90", Reason::UnreadableDate),
            ("12-07-1990 / 1991", Reason::UnreadableDate),
            ("12 Jumi 1990", Reason::UnreadableDate),
            ("31-06-1990", Reason::NoSuchDay),
            ("30 Februari 1990", Reason::NoSuchDay),
            ("12-07-1234", Reason::UnreadableDate),
            ("99999999999999999999", Reason::UnreadableDate),
            ("33.5 tahun", Reason::UnreadableDate),
        ] {
            assert_eq!(birth(text), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_written_form_of_a_day_is_that_day(year in 1930_i16..2030, month in 1_i8..=12, day in 1_i8..=28) {
            let iso = format!("{year:04}-{month:02}-{day:02}");
            let two = year % 100;
            for text in [iso.clone(), format!("{day}/{month}/{year}"), format!("{day:02}-{month:02}-{two:02}")] {
                prop_assert_eq!(birth(&text), Ok(iso.clone()), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_read_panic(text in "[0-9a-zI±~:/ .-]{0,16}|\\PC{0,24}") {
            let _ = read(&text, Century::Birth);
        }
    }
}
