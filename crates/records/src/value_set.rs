//! Closed sets of codes: sex, marital status, scheme …
//!
//! The codes are those of the forms and systems that the record meets (DOMAIN.md 2.0 to 2.2), the labels are for
//! people. A code that this version does not know is kept as `Other`, so that a device which lags behind carries and
//! prints what a newer one wrote; plain Rust enums, which refuse such a value, would lose it.
//!
//! Each set is a type for programs and, as `SET`, a table for forms and for [`field`](crate::field).

mod authority;
mod case;
mod family;
mod finance;
mod journey;
mod migration;
mod person;
mod screening;
mod session;

pub use authority::{CountryStatus, JobOrderStatus, LicenceStatus, NoticeKind, Provision, RegistryStatus};
pub use case::{
    AccessGroup, AccusedKind, CaseActionKind, CaseChannel, CaseSeverity, CaseStatus, CaseType, ClaimKind,
    ClosureReason, ReferralAgency,
};
pub use family::{ChildSchool, ContactChannel, Need, Relation, SocialAssistance};
pub use finance::{CostComponent, LenderType, RemittanceMethod, RemittanceSource};
pub use journey::{
    Burial, ClaimStatus, DeathCause, Funder, HealthState, ProgrammeKind, ProgrammeStatus, Rehabilitation, Reporter,
    ReturnCategory, TransitPlace, TravelMode, VisaType,
};
pub use migration::{
    DocumentCapture, DocumentCheck, DocumentHolder, DocumentType, ExternalSystem, HealthResult, Occupation,
    ProceduralStatus, Scheme, Sector, StatusReason, WagePeriod,
};
pub use person::{
    ConsentMethod, Education, LanguageLevel, LegalBasis, Literacy, MaritalStatus, PhoneOwner, Sex, Source,
    SubjectRequest, Verification,
};
pub use screening::{Indicator, ScreeningAnswer, ScreeningPhase, ScreeningResult};
pub use session::{AttendanceResult, SessionKind, Topic};

/// One code of a set, with what people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// As it stands in documents and on the wire.
    pub code: &'static str,
    /// In Indonesian.
    pub label_id: &'static str,
    /// In English.
    pub label_en: &'static str,
    /// The code of earlier versions, where it was renamed: it is read as this one, and documents keep it for as long as
    /// devices know no other ([`growth`](crate::growth)).
    pub was: Option<&'static str>,
}

/// A set of codes, without its type: what a form offers.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeSet {
    /// The type's name.
    pub name: &'static str,
    /// The codes in the order in which a form offers them.
    pub codes: &'static [Code],
}

impl CodeSet {
    /// The entry whose code is, or was, exactly `code`.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&'static Code> {
        self.codes.iter().find(|entry| entry.code == code || entry.was == Some(code))
    }

    /// Whether a code of it was renamed.
    #[must_use]
    pub fn has_renamed(&self) -> bool {
        self.codes.iter().any(|entry| entry.was.is_some())
    }

    /// The entry that a person means: by code or by either label; case, and `_` for a space, do not matter.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&'static Code> {
        let wanted = folded(text);
        self.codes
            .iter()
            .find(|entry| folded(entry.code) == wanted || entry.was.map(folded).as_ref() == Some(&wanted))
            .or_else(|| self.codes.iter().find(|entry| [entry.label_id, entry.label_en].map(folded).contains(&wanted)))
    }
}

fn folded(text: &str) -> String {
    text.replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a text looks like a code of a set, known or not: `A-Z 0-9 _`, a letter first, at most 40 characters.
#[must_use]
pub fn is_code_shaped(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
}

/// The one code that a renamed one had before.
pub(crate) const fn earlier(codes: &[&'static str]) -> Option<&'static str> {
    match codes {
        [code, ..] => Some(*code),
        [] => None,
    }
}

/// Declares sets of codes: `Name { Variant = "CODE", "label in Indonesian", "label in English"; … }`, with
/// `, was "OLD"` at the end of one that was renamed.
macro_rules! value_set {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($variant:ident = $code:literal, $id:literal, $en:literal $(, was $was:literal)?;)+ }
    )+) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`: ", $en, ".")] $variant,)+
            /// A code that this version does not know, as it was read. Made by `from_code` only, so that it never
            /// holds a known one.
            Other(String),
        }

        impl $name {
            /// The known values, in the order in which a form offers them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The same as a table of codes and labels.
            pub const SET: $crate::value_set::CodeSet = $crate::value_set::CodeSet {
                name: stringify!($name),
                codes: &[$($crate::value_set::Code {
                    code: $code,
                    label_id: $id,
                    label_en: $en,
                    was: $crate::value_set::earlier(&[$($was)?]),
                }),+],
            };

            /// The code in documents and on the wire.
            #[must_use]
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Other(code) => code,
                }
            }

            /// The value of a code; every text has one.
            #[must_use]
            pub fn from_code(code: &str) -> Self {
                match code {
                    $($code $(| $was)? => Self::$variant,)+
                    other => Self::Other(other.to_owned()),
                }
            }

            /// Whether this version knows the code.
            #[must_use]
            pub const fn is_known(&self) -> bool {
                !matches!(self, Self::Other(_))
            }

            /// What people read in Indonesian; of an unknown value its code.
            #[must_use]
            pub fn label_id(&self) -> &str {
                match self {
                    $(Self::$variant => $id,)+
                    Self::Other(code) => code,
                }
            }

            /// What people read in English; of an unknown value its code.
            #[must_use]
            pub fn label_en(&self) -> &str {
                match self {
                    $(Self::$variant => $en,)+
                    Self::Other(code) => code,
                }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str(concat!(stringify!($name), "(", $code, ")")),)+
                    Self::Other(code) => write!(f, concat!(stringify!($name), "(another, {} bytes)"), code.len()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl From<String> for $name {
            fn from(code: String) -> Self {
                Self::from_code(&code)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.code().to_owned()
            }
        }

        impl From<&$name> for $crate::Value {
            fn from(value: &$name) -> Self {
                Self::from(value.code())
            }
        }
    )+ };
}

pub(crate) use value_set;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Kind, absence::Absence, field::fields_of};

    #[test]
    fn a_code_is_found_by_code_and_by_label() {
        for text in ["L", "l", "laki-laki", " Laki-Laki ", "male"] {
            assert_eq!(Sex::SET.find(text).map(|entry| entry.code), Some("L"), "{text}");
        }
        assert_eq!(Relation::SET.find("kakek nenek").map(|entry| entry.code), Some("KAKEK_NENEK"));
        assert_eq!(Sex::SET.find("M"), None);
    }

    #[test]
    fn codes_are_shaped_like_codes_and_say_something_in_both_languages() {
        let described = Kind::ALL.into_iter().flat_map(fields_of).filter_map(|field| field.value.codes());
        // The codes of registries' answers are older than this rule.
        let sets = described.filter(|set| set.name != "RegistryStatus").chain([&Absence::SET]);
        for set in sets {
            for entry in set.codes {
                assert!(is_code_shaped(entry.code), "{} {}", set.name, entry.code);
                assert!(!entry.label_id.is_empty() && !entry.label_en.is_empty(), "{}", entry.code);
                assert_eq!(set.codes.iter().filter(|other| other.code == entry.code).count(), 1, "{}", entry.code);
            }
        }
    }

    #[test]
    fn debug_does_not_show_an_unknown_code() {
        assert!(!format!("{:?}", Occupation::from_code("RAHASIA")).contains("RAHASIA"));
    }

    proptest! {
        #[test]
        fn any_code_survives_a_round_trip(code in "\\PC{0,20}") {
            let value = Occupation::from_code(&code);
            prop_assert_eq!(value.code(), &code);
            let json = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(serde_json::from_str::<Occupation>(&json).unwrap(), value);
        }

        #[test]
        fn every_known_value_survives_a_round_trip(value in prop::sample::select(Scheme::ALL)) {
            prop_assert_eq!(Scheme::from_code(value.code()), value);
        }
    }
}
