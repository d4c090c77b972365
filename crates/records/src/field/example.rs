//! A value of each type of field, for references and forms. The people are invented: the NIK ends in 0000.

use super::{Field, FieldType};
use crate::Value;

impl Field {
    /// A value that the field takes, in its canonical form. A training deployment takes all of them.
    #[must_use]
    pub fn example(&self) -> Value {
        match self.value {
            FieldType::Line(_) | FieldType::Text(_) | FieldType::Verbatim => Value::from("contoh"),
            FieldType::Digits { usual } => Value::from("1".repeat(usual)),
            FieldType::Nik => Value::from("5203135507740000"),
            FieldType::FamilyCard => Value::from("5203132707160000"),
            FieldType::Phone => Value::from("+6281234567890"),
            FieldType::Date => Value::from("1974-07-15"),
            FieldType::Country => Value::from("MY"),
            FieldType::Village => Value::from("52.03.13.2001"),
            FieldType::Province => Value::from("35"),
            FieldType::Region => Value::from("52.03"),
            FieldType::Language => Value::from("sas"),
            FieldType::Code(set) => Value::from(set.codes.first().map_or("", |entry| entry.code)),
            FieldType::YesNo => Value::from(true),
            FieldType::Count(max) => Value::from(max.min(3)),
            FieldType::Money => Value::from("MYR 1500"),
            FieldType::Moment => Value::from(1_771_556_460),
            FieldType::ContentHash => Value::from("00112233445566778899aabbccddeeff"),
            FieldType::Document | FieldType::Element => Value::from("0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10"),
            FieldType::Cells => Value::from("[]"),
        }
    }
}
