//! What a record says of a person, as far as it tells people apart.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use records::{
    FamilyCardNumber, PartialDate, PassportNumber, Path, Phone, RegionCode, Value,
    value::{text_of, texts_of},
    value_set::{DocumentType, Sex},
};

/// The facts of one record, as written. Whatever is empty is not known, and is evidence for nothing.
///
/// Not the typed [`Worker`](records::worker::Worker): that one leaves out a NIK of fifteen digits, which here is the
/// best clue of all. `Debug` shows nothing of a person.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The name and other names.
    pub names: BTreeSet<String>,
    /// The NIK, also one that is too short or too long.
    pub nik: String,
    /// The family card.
    pub family_card: Option<FamilyCardNumber>,
    /// The birth date as stated, not as the NIK tells it.
    pub birth: Option<PartialDate>,
    /// The sex.
    pub sex: Option<Sex>,
    /// All phones.
    pub phones: BTreeSet<Phone>,
    /// All passports.
    pub passports: BTreeSet<PassportNumber>,
    /// The village of residence, else of origin.
    pub village: Option<RegionCode>,
    /// The hamlet.
    pub dusun: String,
    /// The rukun tetangga.
    pub rt: String,
    /// The rukun warga.
    pub rw: String,
    /// The street or neighbourhood.
    pub address: String,
}

impl Facts {
    /// The facts of a worker's document: of each field the value that is shown. A NIK that an imported list has
    /// too short, too long or unreadable counts as long as the record has no other.
    #[must_use]
    pub fn of_fields(fields: &BTreeMap<Path, Value>) -> Self {
        let text = |name: &str| text_of(fields, name).unwrap_or_default().to_owned();
        let village = text_of(fields, "domicile_village").or_else(|| text_of(fields, "origin_village"));
        Self {
            names: text_of(fields, "name")
                .into_iter()
                .chain(texts_of(fields, "alias", "name"))
                .map(str::to_owned)
                .collect(),
            nik: text_of(fields, "nik").or_else(|| unread_nik(fields)).unwrap_or_default().to_owned(),
            family_card: text_of(fields, "kk_number").and_then(|text| FamilyCardNumber::parse(text).ok()),
            birth: text_of(fields, "birth_date").and_then(|text| PartialDate::parse(text).ok()),
            sex: text_of(fields, "sex").map(Sex::from_code).filter(Sex::is_known),
            phones: texts_of(fields, "phone", "number").filter_map(|text| Phone::parse(text).ok()).collect(),
            passports: passports(fields).collect(),
            village: village.and_then(|text| RegionCode::parse(text).ok()),
            dusun: text("dusun"),
            rt: text("rt"),
            rw: text("rw"),
            address: text("address"),
        }
    }
}

/// The numbers of the documents that are passports.
fn passports(fields: &BTreeMap<Path, Value>) -> impl Iterator<Item = PassportNumber> {
    let is_passport = |(path, value): &(&Path, &Value)| {
        matches!(path.as_element(), Some(("document", _, "code")))
            && value.as_text() == Some(DocumentType::Passport.code())
    };
    fields.iter().filter(is_passport).filter_map(|(path, _)| {
        let (_, id, _) = path.as_element()?;
        let number = fields.get(&Path::element("document", id, "number").ok()?)?;
        PassportNumber::parse(number.as_text()?).ok()
    })
}

/// The cell of a list under `import/<file>/<row>/problem.nik`, which reads `<reason code>: <cell>`.
fn unread_nik(fields: &BTreeMap<Path, Value>) -> Option<&str> {
    let imported = fields.iter().filter(|(path, _)| path.segments().next() == Some("import"));
    let mut cells = imported.filter(|(path, _)| path.segments().next_back() == Some("problem.nik"));
    let (_, cell) = cells.find_map(|(_, value)| value.as_text()?.split_once(": "))?;
    Some(cell)
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Facts(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> BTreeMap<Path, Value> {
        pairs.iter().map(|(path, text)| (Path::parse(path).unwrap(), Value::from(*text))).collect()
    }

    const ROW: &str = "import/00000000000000000000000000000001/7/problem.nik";

    #[test]
    fn a_nik_that_a_list_has_too_short_counts_until_there_is_a_whole_one() {
        let unread = Facts::of_fields(&fields(&[(ROW, "nik_length: 5203 1312 0790 000")]));
        assert_eq!(unread.nik, "5203 1312 0790 000");
        let known = Facts::of_fields(&fields(&[(ROW, "nik_length: 520313"), ("nik", "5203131207900000")]));
        assert_eq!(known.nik, "5203131207900000");
    }

    #[test]
    fn only_documents_that_are_passports_have_passport_numbers() {
        let element = |id: u8, field: &str| format!("document/01900000-0000-7000-8000-00000000000{id}/{field}");
        let facts = Facts::of_fields(&fields(&[
            (&element(1, "code"), "DOC_PASSPORT"),
            (&element(1, "number"), "X0000000"),
            (&element(2, "code"), "DOC_KTP"),
            (&element(2, "number"), "X1111111"),
        ]));
        assert_eq!(facts.passports, PassportNumber::parse("X0000000").into_iter().collect());
    }

    #[test]
    fn the_village_is_that_of_residence() {
        let both = [("origin_village", "52.03.13.2001"), ("domicile_village", "52.03.13.2002")];
        assert_eq!(Facts::of_fields(&fields(&both)).village, RegionCode::parse("52.03.13.2002").ok());
    }
}
