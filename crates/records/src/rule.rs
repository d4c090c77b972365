//! The soft rules that need more than one value of a record.
//!
//! They stand in a table, one a kind, as the fields do: forms, references and every view of a record apply the same
//! ones. What breaks one is kept and shown with a warning; nothing typed in a village is refused because another field
//! says otherwise.

use crate::{
    Kind, Nik, PartialDate, PassportNumber, Path, nik::Agreement, problem::ProblemCode, projection::Projection,
    value_set::DocumentType,
};

/// A rule between fields of one record. Where the paths have a `*`, it is the same element in all of them; a path
/// without one is the record's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A date is not surely earlier than another.
    NotBefore {
        /// What comes first.
        earlier: &'static str,
        /// What is doubtful where it is earlier.
        later: &'static str,
    },
    /// A number is at least as large as another.
    AtLeast {
        /// The smaller.
        least: &'static str,
        /// What is doubtful where it is less.
        most: &'static str,
    },
    /// The NIK says the same birth date and sex as the fields beside it. It is not reissued when a birth date is
    /// corrected, so a difference is legal.
    NikAgrees {
        /// Before the names of the three fields: empty, or `member/*/`.
        prefix: &'static str,
    },
    /// The number of a document that is a passport looks like an Indonesian one.
    PassportNumber,
}

/// The rules of a kind.
#[must_use]
pub const fn rules_of(kind: Kind) -> &'static [Rule] {
    match kind {
        Kind::Worker => WORKER,
        Kind::Household => HOUSEHOLD,
        Kind::Session => SESSION,
        Kind::Case => CASE,
        Kind::Standing => STANDING,
        Kind::Notice => NOTICE,
        Kind::Confidential => CONFIDENTIAL,
        Kind::Screening | Kind::Observation => &[],
    }
}

const fn not_before(earlier: &'static str, later: &'static str) -> Rule {
    Rule::NotBefore { earlier, later }
}

const WORKER: &[Rule] = &[
    Rule::NikAgrees { prefix: "" },
    Rule::PassportNumber,
    not_before("birth_date", "document/*/issued_on"),
    not_before("birth_date", "departure/*/departed_on"),
    not_before("document/*/issued_on", "document/*/expires_on"),
    not_before("departure/*/departed_on", "departure/*/arrived_on"),
    not_before("departure/*/contract_start", "departure/*/contract_end"),
    not_before("return/*/death_date", "return/*/arrived_on"),
    not_before("return/*/arrived_on", "return/*/handover_on"),
    not_before("transit/*/from", "transit/*/to"),
    not_before("programme/*/start", "programme/*/end"),
    not_before("consent/*/given_on", "consent/*/withdrawn_on"),
    Rule::AtLeast { least: "subject_request/*/received_at", most: "subject_request/*/answered_at" },
];

const HOUSEHOLD: &[Rule] = &[
    Rule::NikAgrees { prefix: "member/*/" },
    not_before("permission/*/date", "permission/*/revoked_at"),
    not_before("consent/*/given_on", "consent/*/withdrawn_on"),
];

const SESSION: &[Rule] = &[not_before("start", "end")];

const CASE: &[Rule] = &[
    not_before("received_on", "registered_on"),
    not_before("received_on", "status/*/date"),
    not_before("referral/*/sent_on", "referral/*/accepted_on"),
    not_before("consent/*/given_on", "consent/*/withdrawn_on"),
];

const STANDING: &[Rule] = &[
    Rule::NikAgrees { prefix: "" },
    not_before("departure/*/departed_on", "departure/*/arrived_on"),
    not_before("departure/*/contract_start", "departure/*/contract_end"),
    not_before("return/*/death_date", "return/*/arrived_on"),
    not_before("return/*/arrived_on", "return/*/handover_on"),
];

const NOTICE: &[Rule] = &[
    not_before("valid_from", "valid_to"),
    Rule::AtLeast { least: "min_age", most: "max_age" },
    Rule::AtLeast { least: "quota_male", most: "quota_total" },
    Rule::AtLeast { least: "quota_female", most: "quota_total" },
];

const CONFIDENTIAL: &[Rule] = &[not_before("debt/*/incurred_on", "debt/*/settled_on")];

/// What breaks the rules of the record's kind: where, and how.
pub(crate) fn broken(record: &Projection<'_>) -> Vec<(Path, ProblemCode)> {
    rules_of(record.kind()).iter().flat_map(|rule| rule.broken(record)).collect()
}

impl Rule {
    /// The paths that it speaks of, as the tables of fields write them.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        match self {
            Self::NotBefore { earlier, later } => vec![(*earlier).to_owned(), (*later).to_owned()],
            Self::AtLeast { least, most } => vec![(*least).to_owned(), (*most).to_owned()],
            Self::NikAgrees { prefix } => ["nik", "birth_date", "sex"].map(|name| format!("{prefix}{name}")).to_vec(),
            Self::PassportNumber => ["document/*/code", "document/*/number"].map(str::to_owned).to_vec(),
        }
    }

    fn broken(&self, record: &Projection<'_>) -> Vec<(Path, ProblemCode)> {
        let broken = |code: ProblemCode| move |path: Path| (path, code.clone());
        match *self {
            Self::NotBefore { earlier, later } => {
                let wrong = |earlier: PartialDate, later: PartialDate| later.is_before(&earlier);
                pairs(record, earlier, later, wrong).into_iter().map(broken(ProblemCode::DateOrder)).collect()
            }
            Self::AtLeast { least, most } => {
                let wrong = |least: i64, most: i64| most < least;
                pairs(record, least, most, wrong).into_iter().map(broken(ProblemCode::CountOrder)).collect()
            }
            Self::NikAgrees { prefix } => {
                contexts(record, prefix).iter().flat_map(|at| nik(record, &prefix.replace("/*/", at))).collect()
            }
            Self::PassportNumber => {
                contexts(record, "document/*/").iter().filter_map(|at| passport(record, at)).collect()
            }
        }
    }
}

/// The paths of the second field, where the two values are wrong together.
fn pairs<T: serde::de::DeserializeOwned>(
    record: &Projection<'_>,
    first: &str,
    second: &str,
    wrong: impl Fn(T, T) -> bool,
) -> Vec<Path> {
    let is_wrong = |at: &String| {
        let first: Option<T> = record.value(&first.replace("/*/", at));
        first.zip(record.value(&second.replace("/*/", at))).is_some_and(|(first, second)| wrong(first, second))
    };
    let at = contexts(record, second);
    at.iter().filter(|at| is_wrong(at)).filter_map(|at| Path::parse(&second.replace("/*/", at)).ok()).collect()
}

/// What stands for the `/*/` of a pattern: one text an element; one text, whatever it is, for a pattern without.
fn contexts(record: &Projection<'_>, pattern: &str) -> Vec<String> {
    match pattern.split_once("/*/") {
        Some((collection, _)) => record.elements(collection).map(|element| format!("/{}/", element.id)).collect(),
        None => vec![String::new()],
    }
}

fn nik(record: &Projection<'_>, prefix: &str) -> Vec<(Path, ProblemCode)> {
    let name = |name: &str| format!("{prefix}{name}");
    let Some(nik) = record.value::<Nik>(&name("nik")) else { return Vec::new() };
    let birth: Option<PartialDate> = record.value(&name("birth_date"));
    let Agreement::Contradicts { birth_date, sex } = nik.agrees_with(birth.as_ref(), record.value(&name("sex"))) else {
        return Vec::new();
    };
    let found = [(birth_date, "birth_date", ProblemCode::NikBirthDate), (sex, "sex", ProblemCode::NikSex)];
    let found = found.into_iter().filter(|(differs, ..)| *differs);
    found.filter_map(|(_, field, code)| Some((Path::parse(&name(field)).ok()?, code))).collect()
}

fn passport(record: &Projection<'_>, at: &str) -> Option<(Path, ProblemCode)> {
    record.value::<DocumentType>(&format!("document{at}code")).filter(|code| *code == DocumentType::Passport)?;
    let path = format!("document{at}number");
    let number: String = record.value(&path)?;
    let usual = PassportNumber::parse(&number).is_ok_and(|number| !number.is_unusual());
    if usual { None } else { Some((Path::parse(&path).ok()?, ProblemCode::PassportUnusual)) }
}

#[cfg(test)]
mod tests;
