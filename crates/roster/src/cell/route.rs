//! Whether a person goes by the official way.

use records::value_set::ProceduralStatus;

use crate::{Reason, fold};

const NAMES: &[(&str, &ProceduralStatus)] = &[
    ("resmi", &ProceduralStatus::Procedural),
    ("prosedural", &ProceduralStatus::Procedural),
    ("legal", &ProceduralStatus::Procedural),
    ("jalur resmi", &ProceduralStatus::Procedural),
    ("sesuai prosedur", &ProceduralStatus::Procedural),
    ("tidak resmi", &ProceduralStatus::NonProcedural),
    ("tdk resmi", &ProceduralStatus::NonProcedural),
    ("tak resmi", &ProceduralStatus::NonProcedural),
    ("non resmi", &ProceduralStatus::NonProcedural),
    ("non prosedural", &ProceduralStatus::NonProcedural),
    ("nonprosedural", &ProceduralStatus::NonProcedural),
    ("unprosedural", &ProceduralStatus::NonProcedural),
    ("tidak prosedural", &ProceduralStatus::NonProcedural),
    ("ilegal", &ProceduralStatus::NonProcedural),
    ("illegal", &ProceduralStatus::NonProcedural),
    ("gelap", &ProceduralStatus::NonProcedural),
    ("jalur gelap", &ProceduralStatus::NonProcedural),
    ("jalur tikus", &ProceduralStatus::NonProcedural),
    ("tidak tahu", &ProceduralStatus::Unknown),
    ("tdk tahu", &ProceduralStatus::Unknown),
    ("tidak diketahui", &ProceduralStatus::Unknown),
    ("tdk diketahui", &ProceduralStatus::Unknown),
    ("belum tahu", &ProceduralStatus::Unknown),
    ("unknown", &ProceduralStatus::Unknown),
];

/// Reads the way. Not knowing it is an answer: `UNKNOWN` (DOMAIN.md 1.5).
///
/// Slips are not forgiven here: two letters make `prosedural` of `unprosedural`, and which way a person went decides
/// what protects them.
///
/// # Errors
/// [`Reason::UnknownRoute`].
pub fn read(text: &str) -> Result<ProceduralStatus, Reason> {
    if text.trim().chars().all(|c| c == '?') {
        return Ok(ProceduralStatus::Unknown);
    }
    let words = fold::words(text);
    let found = NAMES.iter().find(|(name, _)| *name == words);
    found.map(|(_, status)| (*status).clone()).ok_or(Reason::UnknownRoute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_read_in_words() {
        for (text, expected) in [
            ("Resmi", ProceduralStatus::Procedural),
            ("Tidak resmi", ProceduralStatus::NonProcedural),
            ("non prosedural", ProceduralStatus::NonProcedural),
            ("Non-Prosedural", ProceduralStatus::NonProcedural),
            ("ilegal", ProceduralStatus::NonProcedural),
            ("tdk tahu", ProceduralStatus::Unknown),
            ("??", ProceduralStatus::Unknown),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_misspelt_way_is_left_to_a_person() {
        for text in ["lewat laut", "tdk rsmi", "prosedurl"] {
            assert_eq!(read(text), Err(Reason::UnknownRoute), "{text}");
        }
    }
}
