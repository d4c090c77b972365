//! Why a field is empty: not known, not said, not asked.
//!
//! An empty field does not tell whether nobody asked, the person does not know, or would not say; yet each asks for
//! something else of the next officer. So an answer that is none is written down beside the field that it leaves
//! empty: `birth_date.absent` is `UNKNOWN`, `phone/<id>/owner.absent` is `REFUSED`, and `phone.absent`, of a whole
//! collection, is `NOT_ASKED`. Nothing at both paths: the form was never there.
//!
//! - Beside the field, and not a reserved value in it: a document's guard refuses a text where yes or no or a number
//!   belongs, and an older device would call `UNKNOWN` an unreadable NIK. A path that it does not know, it carries.
//! - A value dominates: where one stands, its marker says nothing, whoever wrote first. So no rule has to settle
//!   between "refused" here and a date there that were written at the same time.
//! - Every field of every kind can have one, but for rows of imported lists ([`field_of`](crate::field::field_of) knows
//!   the markers). Screening answers have their own `UNKNOWN` and `REFUSED`, as the form is built on them.

use crate::{
    Kind, Path,
    field::{self, DataClass, Field, FieldType},
    path::ParsePathError,
    value_set::value_set,
};

value_set! {
    /// Why there is no value.
    Absence {
        Unknown = "UNKNOWN", "tidak diketahui", "not known";
        Refused = "REFUSED", "tidak mau menjawab", "refused to say";
        NotAsked = "NOT_ASKED", "belum ditanyakan", "not asked";
    }
}

/// The end of a marker's last segment.
const SUFFIX: &str = ".absent";

/// Where the reason stands why `path`, of a field or a collection, is empty.
///
/// # Errors
/// Where the path is as long as paths can be.
pub fn marker(path: &Path) -> Result<Path, ParsePathError> {
    Path::parse(&format!("{path}{SUFFIX}"))
}

/// The path that a marker speaks of, `None` of any other path.
#[must_use]
pub fn marked(path: &Path) -> Option<Path> {
    Path::parse(path.as_str().strip_suffix(SUFFIX)?).ok()
}

/// Whether the last segment of a path is that of a marker.
pub(crate) fn is_marker(segment: &str) -> bool {
    segment.ends_with(SUFFIX)
}

const fn marker_field(class: DataClass) -> Field {
    let empty = field::general("*.absent", FieldType::Code(&Absence::SET), "Alasan kosong", "Why it is empty");
    Field { class, basis: field::basis::CONVENTIONS, ..empty }
}

static GENERAL: Field = marker_field(DataClass::General);
static SPECIFIC: Field = marker_field(DataClass::Specific);

/// What a value of this field at this path says to be empty, `None` where the field is no marker.
pub(crate) fn spoken_of(field: &Field, path: &Path) -> Option<Path> {
    marked(path).filter(|_| field.path == GENERAL.path)
}

/// The marker as a field, of the class of what it speaks of: that somebody would not tell of an illness is as telling.
pub(crate) fn field_of(kind: Kind, path: &Path) -> Option<&'static Field> {
    let marked = path.as_str().strip_suffix(SUFFIX)?;
    let fields = || field::typed_of(kind);
    let in_collection = |field: &&Field| field.collection() == Some(marked);
    let class = fields()
        .find(|field| field.covers_text(marked))
        .map(|field| field.class)
        .or_else(|| fields().filter(in_collection).map(|field| field.class).max())?;
    Some(match class {
        DataClass::General => &GENERAL,
        DataClass::Specific => &SPECIFIC,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Deployment, Value};

    const ID: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";

    fn path(text: &str) -> Path {
        Path::parse(text).unwrap()
    }

    #[test]
    fn a_marker_stands_beside_what_it_speaks_of() {
        for text in ["birth_date", "phone", &format!("phone/{ID}/owner")] {
            let marker = marker(&path(text)).unwrap();
            assert_eq!(marker.as_str(), format!("{text}.absent"));
            assert_eq!(marked(&marker), Some(path(text)));
        }
        assert_eq!(marked(&path("birth_date")), None);
    }

    #[test]
    fn fields_and_collections_can_be_marked_and_nothing_else() {
        for (text, class) in [
            ("birth_date.absent", Some(DataClass::General)),
            ("disability.absent", Some(DataClass::Specific)),
            ("phone.absent", Some(DataClass::General)),
            ("consent.absent", Some(DataClass::Specific)),
            (&format!("phone/{ID}/owner.absent"), Some(DataClass::General)),
            ("no_such_field.absent", None),
            ("phon.absent", None),
            ("import.absent", None),
            ("import/00112233445566778899aabbccddeeff/7/cells.absent", None),
            ("birth_date.absent.absent", None),
        ] {
            let found = field::field_of(Kind::Worker, &path(text));
            assert_eq!(found.map(|field| field.class), class, "{text}");
        }
    }

    #[test]
    fn a_marker_beside_an_open_key_is_a_marker_and_no_such_key() {
        for (kind, text, is_known) in [
            (Kind::Screening, "answer/r01.absent", true),
            (Kind::Screening, "answer.absent", true),
            (Kind::Screening, "answer/r01.absent.absent", false),
            (Kind::Notice, "text/sas.absent", true),
        ] {
            let found = field::field_of(kind, &path(text));
            let expected = is_known.then_some(FieldType::Code(&Absence::SET));
            assert_eq!(found.map(|field| field.value), expected, "{text}");
        }
    }

    #[test]
    fn a_marker_is_typed_and_checked_like_any_code() {
        let marker = field::field_of(Kind::Worker, &path("birth_date.absent")).unwrap();
        let parse = |text| marker.parse(text, Deployment::Production);
        assert_eq!(parse("tidak mau menjawab"), Ok(Value::from("REFUSED")));
        assert_eq!(parse("not asked"), Ok(Value::from("NOT_ASKED")));
        assert!(parse("mungkin").is_err());
        let newer = Value::from("ASKED_TWICE");
        assert_eq!(marker.check(&newer, Deployment::Production), Ok(newer.clone()), "a newer version's reason is kept");
        assert!(!marker.holds(&Value::from(true)));
    }
}
