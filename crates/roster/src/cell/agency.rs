//! Who sends a person abroad: an agency, or a recruiter where the column of agencies names one.

use super::named;
use crate::fold;

/// What stands in the column of agencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// An agency, by its name as written.
    Agency(String),
    /// A person, not a company.
    Recruiter(Relation),
}

/// What kind of recruiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// A broker without a licence.
    Broker,
    /// An individual.
    Individual,
    /// A sponsor: whoever advances the money.
    Sponsor,
}

impl Relation {
    /// As it stands in the record: the word that villages use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Broker => "calo",
            Self::Individual => "perorangan",
            Self::Sponsor => "sponsor",
        }
    }
}

const RECRUITERS: &[(&str, Relation)] = &[
    ("calo", Relation::Broker),
    ("lewat calo", Relation::Broker),
    ("tekong", Relation::Broker),
    ("cukong", Relation::Broker),
    ("perorangan", Relation::Individual),
    ("perseorangan", Relation::Individual),
    ("orang perorangan", Relation::Individual),
    ("sponsor", Relation::Sponsor),
    ("lewat sponsor", Relation::Sponsor),
];

/// Reads the sender. Any text that names no recruiter is the name of an agency: whether it has a licence is for the
/// province's list to say.
#[must_use]
pub fn read(text: &str) -> Sender {
    named(text, RECRUITERS).map_or_else(|| Sender::Agency(fold::one_spaced(text)), Sender::Recruiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recruiter_is_no_agency() {
        assert_eq!(read("Calo"), Sender::Recruiter(Relation::Broker));
        assert_eq!(read("perorngan"), Sender::Recruiter(Relation::Individual));
        assert_eq!(read(" PT.  Contoh Jaya "), Sender::Agency("PT. Contoh Jaya".into()));
    }
}
