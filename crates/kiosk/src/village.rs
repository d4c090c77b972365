//! Villages: which one a list or a record belongs to, and what a list itself says.

use records::{
    RegionCode,
    region::{self, Level},
};

use crate::{
    failure::{Failure, Result},
    text,
};

/// The village of a record: the one that is named, else the first that the device serves.
pub(crate) fn chosen(named: Option<&str>, served: &[RegionCode]) -> Result<RegionCode> {
    let all = served.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let Some(named) = named else {
        let needed = || Failure::usage("village_needed", text::VILLAGE_NEEDED.with(&[&all]), text::VILLAGE_NEXT);
        return served.first().filter(|first| first.level() == Level::Village).cloned().ok_or_else(needed);
    };
    let village = RegionCode::parse(named).ok().filter(|code| code.level() == Level::Village);
    let village = village.filter(region::is_plausible);
    let village =
        village.ok_or_else(|| Failure::usage("no_such_village", text::NO_SUCH_VILLAGE, text::VILLAGE_NEXT))?;
    if served.iter().any(|region| region.contains(&village)) {
        return Ok(village);
    }
    Err(Failure::usage("village_out_of_scope", text::VILLAGE_OUT_OF_SCOPE.with(&[&all]), text::VILLAGE_NEXT))
}

/// An area that is named to show only what is in it.
pub(crate) fn area(code: &str) -> Result<RegionCode> {
    RegionCode::parse(code).map_err(|_| Failure::usage("no_such_area", text::NO_SUCH_AREA, text::NO_SUCH_AREA_NEXT))
}

/// Name and code, for people; the code alone where the table does not know it.
pub(crate) fn shown(code: &str) -> String {
    match name(code) {
        Some(name) => format!("{name} ({code})"),
        None => code.to_owned(),
    }
}

/// The name of an area, where the table has it.
pub(crate) fn name(code: &str) -> Option<String> {
    region::display_name(&RegionCode::parse(code).ok()?)
}

/// The name of another village that a list gives itself: in its title, or in the name of its file, after `desa` or
/// `kelurahan`. `None` where it names this one, or none that is in the table.
pub(crate) fn contradicting<'a>(village: &RegionCode, says: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let own = region::name_of(village).map(words)?;
    says.into_iter().flat_map(named_in).find(|named| words(named) != own)
}

/// The villages that a text names.
fn named_in(text: &str) -> Vec<String> {
    let words = words(text);
    let marks = words.iter().enumerate().filter(|(_, word)| matches!(word.as_str(), "desa" | "kelurahan" | "kel"));
    marks.filter_map(|(at, _)| longest_village(words.get(at + 1..)?)).collect()
}

/// The longest name of a village at the beginning of these words.
fn longest_village(following: &[String]) -> Option<String> {
    let is_there =
        |(code, name): &(RegionCode, &str)| code.level() == Level::Village && following.starts_with(&words(name));
    region::all().filter(is_there).max_by_key(|(_, name)| name.len()).map(|(_, name)| name.to_owned())
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
