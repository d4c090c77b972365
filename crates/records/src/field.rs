//! What every field of a record is: one table per kind, from which reading, editing, checking and projecting come.
//!
//! A document is a map of paths to scalars, and a path that no table names is legal: a newer device may know more
//! fields, and its values are carried untouched. Tables, and not the attributes of a Rust struct, because forms, the
//! guard, exports and the projection ask different questions of the same description.
//!
//! A new field is one entry in the group where a form would show it, and `cargo xtask fields`, which writes
//! `docs/FIELDS.md` and the JSON Schemas. A path or a code that was ever written is never changed, never used for another
//! thing, and never removed: devices, captures and registries hold it. Why a field is empty is a marker beside it
//! ([`absence`]); what holds between fields is a [`rule`](crate::rule).
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

pub(crate) mod basis;
mod case;
mod check;
mod confidential;
mod conflict;
mod consent;
mod doubt;
mod error;
mod example;
mod group;
mod household;
pub mod identity;
mod journey;
mod notice;
mod observation;
mod origin;
mod part;
mod screening;
mod session;
mod standing;
mod worker;

use crate::{Kind, Path, absence, value_set::CodeSet};

pub use conflict::{ConflictPolicy, Order};
pub use error::FieldError;
pub use group::Group;
pub use part::{Part, PartOf};

/// One field of a kind of record, or one field of each element of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// What becomes of values that were written at the same time.
    pub conflict: ConflictPolicy,
    /// The version of the tables that it came with; devices before that carry it untouched.
    pub since: u16,
    /// The field of earlier versions of which it is a part, where there is one.
    pub part_of: Option<PartOf>,
    /// The law, regulation or practice that asks for it, as lawyers cite it.
    pub basis: &'static str,
    /// What people read in Indonesian.
    pub label_id: &'static str,
    /// What people read in English.
    pub label_en: &'static str,
}

/// The version of these tables. A new one begins with the first field or renamed code after a release.
pub const VERSION: u16 = 2;

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
    /// The [`RegionCode`](crate::RegionCode) of a province.
    Province,
    /// The [`RegionCode`](crate::RegionCode) of an area of any level.
    Region,
    /// A language by its three-letter code of ISO 639-3.
    Language,
    /// A code of a set; one that this version does not know is doubt.
    Code(&'static CodeSet),
    /// Yes or no.
    YesNo,
    /// A whole number from 0 to so many.
    Count(i64),
    /// A sum of [`Money`](crate::Money).
    Money,
    /// A moment as Unix seconds, until the end of the year 2100.
    Moment,
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

impl FieldType {
    /// The name for programs and references: `line`, `date`, `code` …
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Line(_) => "line",
            Self::Text(_) => "text",
            Self::Digits { .. } => "digits",
            Self::Nik => "nik",
            Self::FamilyCard => "family_card",
            Self::Phone => "phone",
            Self::Date => "date",
            Self::Country => "country",
            Self::Village => "village",
            Self::Province => "province",
            Self::Region => "region",
            Self::Language => "language",
            Self::Code(_) => "code",
            Self::YesNo => "yes_no",
            Self::Count(_) => "count",
            Self::Money => "money",
            Self::Moment => "moment",
            Self::ContentHash => "hash",
            Self::Document => "record",
            Self::Element => "element",
            Self::Cells => "cells",
            Self::Verbatim => "verbatim",
        }
    }

    /// The set of a field that takes codes.
    #[must_use]
    pub const fn codes(self) -> Option<&'static CodeSet> {
        if let Self::Code(set) = self { Some(set) } else { None }
    }
}

/// The classes of UU 27/2022 art. 4 (DOMAIN.md 1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataClass {
    /// Umum.
    General,
    /// Spesifik: health, biometrics, crime, children, personal finance.
    Specific,
}

/// The fields of a kind, in the order of a form.
#[must_use]
pub const fn fields_of(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Worker => worker::FIELDS,
        Kind::Household => household::FIELDS,
        Kind::Session => session::FIELDS,
        Kind::Case => case::FIELDS,
        Kind::Screening => screening::FIELDS,
        Kind::Confidential => confidential::FIELDS,
        Kind::Observation => observation::FIELDS,
        Kind::Standing => standing::FIELDS,
        Kind::Notice => notice::FIELDS,
    }
}

/// The fields of a kind that people write: all but the rows of imported lists, which stay as they came.
pub fn typed_of(kind: Kind) -> impl Iterator<Item = &'static Field> {
    fields_of(kind).iter().filter(|field| !field.path.starts_with("import/"))
}

/// The same fields, in the groups of a form.
#[must_use]
pub const fn groups_of(kind: Kind) -> &'static [Group] {
    match kind {
        Kind::Worker => worker::GROUPS,
        Kind::Household => household::GROUPS,
        Kind::Session => session::GROUPS,
        Kind::Case => case::GROUPS,
        Kind::Screening => screening::GROUPS,
        Kind::Confidential => confidential::GROUPS,
        Kind::Observation => observation::GROUPS,
        Kind::Standing => standing::GROUPS,
        Kind::Notice => notice::GROUPS,
    }
}

/// The field that a path belongs to, `None` where this version does not know it. The marker that says why a field is
/// empty ([`absence`]) is a field of its own, also beside a field whose last segment is open: `answer/r01.absent`.
#[must_use]
pub fn field_of(kind: Kind, path: &Path) -> Option<&'static Field> {
    absence::field_of(kind, path).or_else(|| fields_of(kind).iter().find(|field| field.covers(path)))
}

impl Field {
    /// Whether a path belongs to this field.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        self.covers_text(path.as_str())
    }

    pub(crate) fn covers_text(&self, path: &str) -> bool {
        // No pattern begins with `*`, and nearly all that do not fit differ in their first letter.
        if self.path.as_bytes().first() != path.as_bytes().first() {
            return false;
        }
        let (mut patterns, mut segments) = (self.path.split('/'), path.split('/'));
        loop {
            match (patterns.next(), segments.next()) {
                (None, None) => return true,
                (Some(pattern), Some(segment)) if segment_fits(pattern, segment) => {}
                (None | Some(_), None | Some(_)) => return false,
            }
        }
    }

    /// The collection that it is a field of: `phone` of `phone/*/number`.
    #[must_use]
    pub fn collection(&self) -> Option<&'static str> {
        self.path.split_once("/*").map(|(collection, _)| collection)
    }
}

fn segment_fits(pattern: &str, segment: &str) -> bool {
    let is_open_end = |start| segment.starts_with(start) && !absence::is_marker(segment);
    pattern.strip_suffix('*').map_or(pattern == segment, is_open_end)
}

pub(crate) const fn general(
    path: &'static str,
    value: FieldType,
    label_id: &'static str,
    label_en: &'static str,
) -> Field {
    let conflict = ConflictPolicy::usual(path);
    Field {
        path,
        value,
        class: DataClass::General,
        critical: false,
        conflict,
        since: 1,
        part_of: None,
        basis: "",
        label_id,
        label_en,
    }
}

const fn specific(path: &'static str, value: FieldType, label_id: &'static str, label_en: &'static str) -> Field {
    Field { class: DataClass::Specific, ..general(path, value, label_id, label_en) }
}

impl Field {
    const fn since(self, since: u16) -> Self {
        Self { since, ..self }
    }

    /// That part of a field of earlier versions.
    const fn part_of(self, whole: &'static str, part: Part) -> Self {
        Self { part_of: Some(PartOf { whole, part }), ..self }
    }

    const fn critical(self) -> Self {
        Self { critical: true, conflict: ConflictPolicy::Person, ..self }
    }

    /// By the order of its type: yes before no, the earlier date, any value before none.
    const fn dominant(self) -> Self {
        let order = if matches!(self.value, FieldType::YesNo) {
            Order::Yes
        } else if matches!(self.value, FieldType::Date | FieldType::Moment) {
            Order::Earliest
        } else {
            Order::Any
        };
        Self { conflict: ConflictPolicy::Dominant(order), ..self }
    }

    /// These codes before any other, the strongest first.
    const fn dominated_by(self, codes: &'static [&'static str]) -> Self {
        Self { conflict: ConflictPolicy::Dominant(Order::Codes(codes)), ..self }
    }
}

/// A name as on the identity card.
const NAME: FieldType = FieldType::Line(120);
/// A number that another authority gives, whose form is not published.
const NUMBER: FieldType = FieldType::Line(40);
const LINE: FieldType = FieldType::Line(200);
const NOTE: FieldType = FieldType::Text(2000);

#[cfg(test)]
mod tests;
