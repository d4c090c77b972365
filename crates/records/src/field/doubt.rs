//! The soft rules that one value can break by itself.

use super::{Field, FieldType};
use crate::{Deployment, FamilyCardNumber, Nik, Phone, RegionCode, Value, problem::ProblemCode, region};

impl Field {
    /// What is doubtful about a value that keeps the hard rule and is in canonical form (DOMAIN.md 2.0). Such a value
    /// is kept and shown with a warning.
    #[must_use]
    pub fn doubt(&self, value: &Value, deployment: Deployment) -> Option<ProblemCode> {
        let text = value.as_text()?;
        match self.value {
            FieldType::Nik => Nik::parse(text, deployment)
                .is_ok_and(|nik| nik.has_unknown_district())
                .then_some(ProblemCode::NikUnknownDistrict),
            FieldType::FamilyCard => FamilyCardNumber::parse(text)
                .is_ok_and(|card| card.is_unusual(deployment))
                .then_some(ProblemCode::FamilyCardUnusual),
            FieldType::Phone => {
                Phone::parse(text).is_ok_and(|phone| phone.is_unusual()).then_some(ProblemCode::PhoneUnusual)
            }
            FieldType::Digits { usual } => (text.len() != usual).then_some(ProblemCode::NumberUnusual),
            FieldType::Code(set) => set.get(text).is_none().then_some(ProblemCode::UnknownCode),
            FieldType::Village => RegionCode::parse(text)
                .is_ok_and(|code| !region::is_plausible(&code))
                .then_some(ProblemCode::UnknownVillage),
            FieldType::Province | FieldType::Region => RegionCode::parse(text)
                .is_ok_and(|code| !region::is_plausible(&code))
                .then_some(ProblemCode::UnknownRegion),
            FieldType::Line(_)
            | FieldType::Text(_)
            | FieldType::Date
            | FieldType::Country
            | FieldType::Language
            | FieldType::YesNo
            | FieldType::Count(_)
            | FieldType::Money
            | FieldType::Moment
            | FieldType::ContentHash
            | FieldType::Document
            | FieldType::Element
            | FieldType::Cells
            | FieldType::Verbatim => None,
        }
    }
}
