//! Which PINs and passphrases are taken.
//!
//! A passphrase of eight characters or more, or digits alone, six or more. What everybody tries first is refused: one digit
//! again and again, digits in a row, two or three that repeat, a date (a birthday is the commonest PIN there is, and the
//! date of birth of half the village is in the records), and the words on every list of stolen passphrases. More rules
//! (capitals, signs) were refused: people answer them with `Rahasia1!`.

/// The fewest characters of a passphrase.
pub const FEWEST: usize = 8;
/// The fewest digits of a PIN.
pub const FEWEST_DIGITS: usize = 6;

/// Why a text is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// Fewer characters than [`FEWEST`], or digits than [`FEWEST_DIGITS`].
    #[error("too short: at least 8 characters, or 6 digits")]
    Short,
    /// A repetition, a row, or a word that everybody tries.
    #[error("among the first that anybody tries")]
    Common,
    /// Digits that can be read as a date.
    #[error("a date: who knows you tries that")]
    Date,
}

/// How good a text that is taken is against who copies the device's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Digits alone, fewer than twelve: keeps off who sits down at the device, not who takes its disk.
    Pin,
    /// Anything longer.
    Passphrase,
}

/// Digits from which on a number is as good as a passphrase: 10^12 guesses of 20 ms are six hundred years on one core.
const MANY_DIGITS: usize = 12;

/// Words of our region's and everybody's lists; with digits behind them they are as bad.
const COMMON: [&str; 24] = [
    "password",
    "passphrase",
    "rahasia",
    "rantau",
    "indonesia",
    "bismillah",
    "sayang",
    "sayangku",
    "admin",
    "administrator",
    "qwerty",
    "qwertyuiop",
    "abcdefgh",
    "katasandi",
    "petugas",
    "mataram",
    "lombok",
    "kupang",
    "merdeka",
    "garuda",
    "pancasila",
    "iloveyou",
    "alhamdulillah",
    "kantordesa",
];

/// Judges a PIN or passphrase that is to be set. `handle` is the officer's.
///
/// # Errors
/// [`Weak`].
pub fn check(text: &str, handle: &str) -> Result<Strength, Weak> {
    let count = text.chars().count();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return check_digits(text.as_bytes());
    }
    if count < FEWEST {
        return Err(Weak::Short);
    }
    let lower = text.to_lowercase();
    let word = lower.trim_matches(|c: char| !c.is_alphabetic());
    let repeated = repeats(&lower.chars().collect::<Vec<_>>());
    let named = !handle.is_empty() && word == handle.trim_matches(|c: char| !c.is_alphabetic());
    if repeated || named || COMMON.contains(&word) { Err(Weak::Common) } else { Ok(Strength::Passphrase) }
}

fn check_digits(digits: &[u8]) -> Result<Strength, Weak> {
    if digits.len() < FEWEST_DIGITS {
        return Err(Weak::Short);
    }
    if repeats(digits) || is_row(digits) {
        return Err(Weak::Common);
    }
    if is_date(digits) {
        return Err(Weak::Date);
    }
    Ok(if digits.len() < MANY_DIGITS { Strength::Pin } else { Strength::Passphrase })
}

/// Whether it is one to three characters again and again.
fn repeats<T: PartialEq>(text: &[T]) -> bool {
    (1..=3).any(|length| text.iter().zip(text.iter().skip(length)).all(|(one, next)| one == next))
}

/// Whether each digit follows on the one before, up or down, around the end too.
fn is_row(digits: &[u8]) -> bool {
    let step =
        |by: u8| digits.iter().zip(digits.iter().skip(1)).all(|(one, next)| (one - b'0' + by) % 10 == next - b'0');
    step(1) || step(9)
}

/// Whether six or eight digits are a day: `170845`, `17081945`, `19450817`, `450817`.
fn is_date(digits: &[u8]) -> bool {
    let number = |part: &[u8]| part.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let is_day = |day: u32, month: u32| (1..=31).contains(&day) && (1..=12).contains(&month);
    let pairs: Vec<u32> = digits.chunks(2).map(number).collect();
    let is_century = |year: u32| (19..=20).contains(&year);
    match pairs.as_slice() {
        [a, b, c] => is_day(*a, *b) || is_day(*c, *b),
        [a, b, c, d] => is_century(*c) && is_day(*a, *b) || is_century(*a) && is_day(*d, *c),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_anybody_tries_first_is_refused() {
        let cases = [
            ("", Err(Weak::Short)),
            ("pendek7", Err(Weak::Short)),
            ("12345", Err(Weak::Short)),
            ("123456", Err(Weak::Common)),
            ("654321", Err(Weak::Common)),
            ("890123", Err(Weak::Common)),
            ("000000", Err(Weak::Common)),
            ("121212", Err(Weak::Common)),
            ("123123", Err(Weak::Common)),
            ("170845", Err(Weak::Date)),
            ("17081945", Err(Weak::Date)),
            ("19450817", Err(Weak::Date)),
            ("450817", Err(Weak::Date)),
            ("Rahasia1", Err(Weak::Common)),
            ("password123", Err(Weak::Common)),
            ("aaaaaaaaaa", Err(Weak::Common)),
            ("sitiaminah1", Err(Weak::Common)),
            ("593847", Ok(Strength::Pin)),
            ("99381746", Ok(Strength::Pin)),
            ("993817465520", Ok(Strength::Passphrase)),
            ("tiga kerbau di sawah", Ok(Strength::Passphrase)),
            ("kunci rumah", Ok(Strength::Passphrase)),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text, "sitiaminah"), expected, "{text}");
        }
    }
}
