//! The table of areas that is built into the program.

use std::sync::LazyLock;

use super::RegionCode;

/// `(code, name)`, sorted by code: a lookup is a binary search.
static TABLE: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut rows: Vec<_> =
        include_str!("../../data/regions.tsv").lines().skip(1).filter_map(|line| line.split_once('\t')).collect();
    rows.sort_unstable();
    rows
});

/// The name of an area as the source spells it: provinces, kabupaten and kecamatan in capitals. `None` of an area that
/// the table does not hold.
#[must_use]
pub fn name_of(code: &RegionCode) -> Option<&'static str> {
    let at = TABLE.binary_search_by_key(&code.as_str(), |(code, _)| code).ok()?;
    TABLE.get(at).map(|(_, name)| *name)
}

/// Whether the table holds the area. Below the kabupaten, `false` says something of NTB and NTT only.
#[must_use]
pub fn exists(code: &RegionCode) -> bool {
    name_of(code).is_some()
}

/// The name for people: `Kabupaten Lombok Timur`, `DKI Jakarta`, `Kandai II`.
#[must_use]
pub fn display_name(code: &RegionCode) -> Option<String> {
    let words: Vec<String> = name_of(code)?.split(' ').map(display_word).collect();
    Some(words.join(" "))
}

/// Every area of the table with its name, by code.
pub fn all() -> impl Iterator<Item = (RegionCode, &'static str)> {
    TABLE.iter().map(|(code, name)| (RegionCode((*code).to_owned()), *name))
}

/// The areas right below `parent`, by code.
pub fn children(parent: &RegionCode) -> impl Iterator<Item = (RegionCode, &'static str)> {
    let start = TABLE.partition_point(|(code, _)| *code <= parent.as_str());
    let depth = parent.level() as usize + 1;
    TABLE
        .get(start..)
        .unwrap_or_default()
        .iter()
        .take_while(move |(code, _)| code.strip_prefix(parent.as_str()).is_some_and(|rest| rest.starts_with('.')))
        .filter(move |(code, _)| code.matches('.').count() == depth)
        .map(|(code, name)| (RegionCode((*code).to_owned()), *name))
}

/// A word in capitals gets its first letter large and the others small; anything else is left as it is spelt.
fn display_word(word: &str) -> String {
    let stays = word.chars().any(char::is_lowercase) || word == "DKI" || word == "UPT." || is_roman(word);
    if stays {
        return word.to_owned();
    }
    let mut starts = true;
    word.chars()
        .map(|c| {
            let shown = if starts { c } else { c.to_ascii_lowercase() };
            starts = matches!(c, '-' | '/' | '(' | '.');
            shown
        })
        .collect()
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.len() <= 4 && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn the_table_holds_every_area_of_both_provinces() {
        for (province, counts) in [("52", [1, 10, 117, 1166]), ("53", [1, 22, 315, 3442])] {
            let province = code(province);
            let of_level = |level| all().filter(|(code, _)| province.contains(code) && code.level() == level).count();
            let levels = [Level::Province, Level::Regency, Level::District, Level::Village];
            assert_eq!(levels.map(of_level), counts);
        }
        assert_eq!(all().filter(|(code, _)| code.level() == Level::Province).count(), 38);
        assert_eq!(all().filter(|(code, _)| code.level() == Level::Regency).count(), 514);
    }

    #[test]
    fn every_row_of_the_table_is_an_area_and_lies_in_one() {
        for (area, name) in all() {
            assert_eq!(RegionCode::parse(area.as_str()), Ok(area.clone()));
            assert!(!name.is_empty());
            assert!(area.parent().is_none_or(|parent| exists(&parent)), "{area}");
        }
    }

    #[test]
    fn names_are_for_people() {
        for (area, source, shown) in [
            ("52.03.13.2001", "Anjani", "Anjani"),
            ("52.03", "KABUPATEN LOMBOK TIMUR", "Kabupaten Lombok Timur"),
            ("31", "DKI JAKARTA", "DKI Jakarta"),
            ("53.71", "KOTA KUPANG", "Kota Kupang"),
        ] {
            assert_eq!(name_of(&code(area)), Some(source));
            assert_eq!(display_name(&code(area)).as_deref(), Some(shown));
        }
        assert_eq!(name_of(&code("52.99")), None);
        assert_eq!(["VIII", "TIMOR-TIMUR", "MA'U", "II"].map(display_word), ["VIII", "Timor-Timur", "Ma'u", "II"]);
    }

    #[test]
    fn children_are_those_right_below() {
        assert_eq!(children(&code("52")).count(), 10);
        assert_eq!(children(&code("52.03")).count(), 21);
        assert!(children(&code("52.03.13")).any(|(area, _)| area == code("52.03.13.2001")));
        assert_eq!(children(&code("52.03.13.2001")).count(), 0);
    }
}
