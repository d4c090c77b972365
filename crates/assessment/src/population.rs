//! Red flags that only show between records (DOMAIN.md 1.9, `R16` and `R17`): one phone, broker, address or account for many
//! applicants or several villages; a letter of permission that was used twice.
//!
//! Whoever looks sees as far as their records go: a village its own people, an office its area, the province all. A shared
//! phone is usual and legal, and a finding says no more than that somebody may want to ask.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use records::{
    DocId, RegionCode,
    value_set::{DocumentType, Indicator, PhoneOwner},
};
use serde::Serialize;

use crate::{Circumstances, fold::folded};

/// From when on something shared is told. Applicants of one household count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// So many applicants.
    pub applicants: usize,
    /// Applicants of so many villages, of a phone or an account.
    pub villages: usize,
}

impl Default for Thresholds {
    /// Defaults of this project: the findings of village programmes name no number.
    fn default() -> Self {
        Self { applicants: 5, villages: 2 }
    }
}

/// What records share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Shared {
    /// A phone: of applicants or of recruiters. Not that of a village cadre, and not of a recruiter whose licence was seen.
    Phone,
    /// The name of a recruiter whose licence nobody saw.
    Recruiter,
    /// An address within a village.
    Address,
    /// A bank account.
    Account,
    /// The number of a letter of permission within a village.
    LetterNumber,
}

impl Shared {
    /// The code, as JSON has it and the words are found by.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Phone => "PHONE",
            Self::Recruiter => "RECRUITER",
            Self::Address => "ADDRESS",
            Self::Account => "ACCOUNT",
            Self::LetterNumber => "LETTER_NUMBER",
        }
    }

    /// The red flag of a screening that it is.
    #[must_use]
    pub const fn indicator(self) -> Indicator {
        match self {
            Self::Phone | Self::Recruiter | Self::Address | Self::Account => Indicator::SharedContact,
            Self::LetterNumber => Indicator::InconsistentPapers,
        }
    }

    fn is_told(self, linked: &Linked, thresholds: Thresholds) -> bool {
        let (many, far) = (thresholds.applicants, thresholds.villages);
        match self {
            Self::Phone | Self::Account => linked.several(many) || linked.several(2) && linked.villages.len() >= far,
            Self::Recruiter | Self::Address => linked.several(many),
            Self::LetterNumber => linked.several(2),
        }
    }
}

/// Something that several applicants share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub shared: Shared,
    /// The red flag that it is.
    pub indicator: Indicator,
    /// Whose records, by id.
    pub workers: Vec<DocId>,
    /// Of which villages.
    pub villages: Vec<RegionCode>,
}

/// What many records have in common.
#[derive(Default)]
pub struct Population(BTreeMap<(Shared, String), Linked>);

#[derive(Default)]
struct Linked {
    workers: BTreeSet<DocId>,
    /// Households, or workers who have none.
    units: BTreeSet<DocId>,
    villages: BTreeSet<RegionCode>,
}

impl Linked {
    fn several(&self, least: usize) -> bool {
        self.units.len() >= least
    }
}

impl Population {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in what the records of one worker say. Who has no id, or whose record was withdrawn, is passed over.
    pub fn insert(&mut self, of: &Circumstances<'_>) {
        let (Some(id), None) = (of.ids.first().copied(), &of.worker.removed) else { return };
        let unit = of.worker.household.unwrap_or(id);
        for key in keys(of) {
            let linked = self.0.entry(key).or_default();
            linked.workers.insert(id);
            linked.units.insert(unit);
            linked.villages.extend(of.worker.village().cloned());
        }
    }

    /// Everything that is shared more widely than usual.
    #[must_use]
    pub fn findings(&self, thresholds: Thresholds) -> Vec<Finding> {
        let told = self.0.iter().filter(|((shared, _), linked)| shared.is_told(linked, thresholds));
        told.map(|((shared, _), linked)| Finding {
            shared: *shared,
            indicator: shared.indicator(),
            workers: linked.workers.iter().copied().collect(),
            villages: linked.villages.iter().cloned().collect(),
        })
        .collect()
    }

    /// What one worker shares with others.
    #[must_use]
    pub fn findings_of(&self, worker: DocId, thresholds: Thresholds) -> Vec<Finding> {
        let mut findings = self.findings(thresholds);
        findings.retain(|finding| finding.workers.contains(&worker));
        findings
    }
}

/// Shows how much is known and nothing of it.
impl fmt::Debug for Population {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Population").field("keys", &self.0.len()).finish_non_exhaustive()
    }
}

fn keys(of: &Circumstances<'_>) -> BTreeSet<(Shared, String)> {
    let phones = phones(of).map(|number| (Shared::Phone, number));
    let recruiters = recruiters(of).map(|name| (Shared::Recruiter, name));
    let accounts = of.confidential.iter().filter_map(|record| record.get::<String>("bank_account_no"));
    let accounts = accounts.map(|number| (Shared::Account, digits(&number)));
    let address = address(of).map(|address| (Shared::Address, address));
    let letters = letters(of).map(|letter| (Shared::LetterNumber, letter));
    phones.chain(recruiters).chain(accounts).chain(address).chain(letters).collect()
}

fn unlicensed<'c>(of: &'c Circumstances<'_>) -> impl Iterator<Item = &'c records::worker::Recruiter> {
    of.worker.recruiters.iter().filter(|recruiter| recruiter.seen_licence != Some(true))
}

fn phones<'c>(of: &'c Circumstances<'_>) -> impl Iterator<Item = String> + 'c {
    let own = of.worker.phones.iter().filter(|phone| phone.owner != Some(PhoneOwner::Cadre));
    let own = own.filter_map(|phone| phone.number.as_ref());
    let theirs = unlicensed(of).filter_map(|recruiter| recruiter.phone.as_ref());
    own.chain(theirs).map(|number| number.expose().to_owned())
}

fn recruiters<'c>(of: &'c Circumstances<'_>) -> impl Iterator<Item = String> + 'c {
    unlicensed(of).filter_map(|recruiter| recruiter.name.as_deref()).map(folded)
}

/// The address with its place: streets of one name are in many villages.
fn address(of: &Circumstances<'_>) -> Option<String> {
    let worker = of.worker;
    let parts = [worker.address.as_deref(), worker.dusun.as_deref(), worker.rt.as_deref(), worker.rw.as_deref()];
    let (street, village) = (worker.address.as_ref()?, worker.village()?);
    let rest: Vec<String> = parts.iter().map(|part| folded(part.unwrap_or_default())).collect();
    (!street.trim().is_empty()).then(|| format!("{village}/{}", rest.join("/")))
}

/// The numbers of letters of permission, with their village: each village numbers its own.
fn letters<'c>(of: &'c Circumstances<'_>) -> impl Iterator<Item = String> + 'c {
    let papers = of.worker.documents.iter().filter(|paper| paper.code == Some(DocumentType::FamilyPermit));
    let papers = papers.filter_map(|paper| paper.number.as_deref());
    let permissions = of.household.iter().flat_map(|household| &household.permissions);
    let permissions = permissions.filter(|permission| of.is_meant_by(permission.worker));
    let numbers = papers.chain(permissions.filter_map(|permission| permission.letter_no.as_deref()));
    let village = of.worker.village();
    numbers.filter_map(move |number| Some(format!("{}/{}", village?, digits(number))))
}

/// Letters and digits alone: `470 / 12 / 2026` is `470/12/2026`.
fn digits(number: &str) -> String {
    let parts = number.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("/").to_lowercase()
}

#[cfg(test)]
mod tests;
