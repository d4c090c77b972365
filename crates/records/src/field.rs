//! What every field of a record is: one table per kind, from which reading, editing, checking and projecting come.
//!
//! A document is a map of paths to scalars, and a path that no table names is legal: a newer device may know more
//! fields, and its values are carried untouched. Tables, and not the attributes of a Rust struct, because forms, the
//! guard, exports and the projection ask different questions of the same description.
//!
//! ```
//! use records::{Deployment, Kind, Path, field};
//!
//! let path = Path::parse("phone/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10/number")?;
//! let number = field::field_of(Kind::Worker, &path).ok_or("no such field")?;
//! let value = number.parse("0812-3456-7890", Deployment::Training)?;
//! assert_eq!(value.as_text(), Some("+6281234567890"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod doubt;
mod error;
mod household;
mod worker;

use crate::{Kind, Path, value_set::CodeSet};

pub use error::FieldError;

/// One field of a kind of record, or one field of each element of a collection.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The paths that it stands for: `*` is any one segment (`phone/*/number`), and a final `*` within a segment any
    /// end of it (`import/*/*/problem.*`).
    pub path: &'static str,
    /// What its values are.
    pub value: FieldType,
    /// How the law classes it.
    pub class: DataClass,
    /// Whether concurrent values must be settled by a person and never by a rule: whatever identifies someone.
    pub critical: bool,
    /// What people read in Indonesian.
    pub label_id: &'static str,
    /// What people read in English.
    pub label_en: &'static str,
}

/// What the values of a field are, and thereby their hard rule and canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// One line of at most so many characters, without space around it and with single spaces within, in Unicode NFC.
    Line(usize),
    /// Text of at most so many characters that may have several lines, in Unicode NFC.
    Text(usize),
    /// Digits only, at most 40; `usual` is how many they should be.
    Digits {
        /// How many digits such a number has; another length is doubt.
        usual: usize,
    },
    /// A [`Nik`](crate::Nik).
    Nik,
    /// A [`FamilyCardNumber`](crate::FamilyCardNumber).
    FamilyCard,
    /// A [`Phone`](crate::Phone).
    Phone,
    /// A [`PartialDate`](crate::PartialDate).
    Date,
    /// A [`Country`](crate::Country) by its alpha-2 code.
    Country,
    /// The [`RegionCode`](crate::RegionCode) of a desa or kelurahan.
    Village,
    /// A language by its three-letter code of ISO 639-3.
    Language,
    /// A code of a set; one that this version does not know is doubt.
    Code(&'static CodeSet),
    /// Yes or no.
    YesNo,
    /// A whole number from 0 to so many.
    Count(i64),
    /// The hash of an attachment: 32 or 64 hexadecimal digits.
    ContentHash,
    /// The id of another document.
    Document,
    /// The id of an element of this document.
    Element,
    /// The cells of a row: a JSON array of texts.
    Cells,
    /// A text as it was read, whatever it is.
    Verbatim,
}

/// The classes of UU 27/2022 art. 4 (DOMAIN.md 1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataClass {
    /// Umum.
    General,
    /// Spesifik: health, biometrics, crime, children, personal finance.
    Specific,
}

/// The fields of a kind, in the order of a form. Kinds whose fields are not described here are carried as they are.
#[must_use]
pub const fn fields_of(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Worker => worker::FIELDS,
        Kind::Household => household::FIELDS,
        Kind::Session
        | Kind::Case
        | Kind::Screening
        | Kind::Confidential
        | Kind::Observation
        | Kind::Standing
        | Kind::Notice => &[],
    }
}

/// The field that a path belongs to, `None` where this version does not know it.
#[must_use]
pub fn field_of(kind: Kind, path: &Path) -> Option<&'static Field> {
    fields_of(kind).iter().find(|field| field.covers(path))
}

impl Field {
    /// Whether a path belongs to this field.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        let (mut patterns, mut segments) = (self.path.split('/'), path.segments());
        loop {
            match (patterns.next(), segments.next()) {
                (None, None) => return true,
                (Some(pattern), Some(segment)) if segment_fits(pattern, segment) => {}
                (None | Some(_), None | Some(_)) => return false,
            }
        }
    }
}

fn segment_fits(pattern: &str, segment: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == segment, |start| segment.starts_with(start))
}

const fn general(path: &'static str, value: FieldType, label_id: &'static str, label_en: &'static str) -> Field {
    Field { path, value, class: DataClass::General, critical: false, label_id, label_en }
}

const fn specific(path: &'static str, value: FieldType, label_id: &'static str, label_en: &'static str) -> Field {
    Field { class: DataClass::Specific, ..general(path, value, label_id, label_en) }
}

impl Field {
    const fn critical(self) -> Self {
        Self { critical: true, ..self }
    }
}

#[cfg(test)]
mod tests;
