//! A worker's record in typed form: for lists, forms, `--json` and the registry.
//!
//! A [`Worker`] is a view. It is projected from the values of a document and never written back: edits go to single
//! paths, so that what one person types never carries along what another typed meanwhile. Its JSON is stable: names
//! are never reused, and what is empty is left out.

mod journey;
mod part;

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_with_macros::skip_serializing_none;

use crate::{
    Country, Deployment, DocId, FamilyCardNumber, Kind, Nik, PartialDate, PassportNumber, Path, Problem, RegionCode,
    Value,
    absence::Absence,
    field::identity,
    milestone::{Milestone, MilestoneCode, Stage, derive_stage},
    projection::Projection,
    value_set::{
        DocumentType, Education, HealthResult, LegalBasis, Literacy, MaritalStatus, Occupation, ProceduralStatus,
        Scheme, Sector, Sex, Source, StatusReason, Verification,
    },
};

pub use crate::projection::ImportSource;
pub use journey::{ContactCheck, Departure, Leg, Programme, Return, Transit, UnpaidRight};
pub use part::{Consent, DataRequest, Document, ExternalId, PhoneEntry, Recruiter, Skill, SpokenLanguage};

/// A person who wants to go, is away or came back (DOMAIN.md 2.1).
#[skip_serializing_none]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Worker {
    /// NIK.
    pub nik: Option<Nik>,
    /// Number of the family card.
    pub kk_number: Option<FamilyCardNumber>,
    /// Full name as on the identity card.
    pub name: Option<String>,
    /// Other names: a nickname, the name in the passport.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date, with its precision.
    pub birth_date: Option<PartialDate>,
    /// Place of birth.
    pub birth_place: Option<String>,
    /// Marital status.
    pub marital_status: Option<MaritalStatus>,
    /// Highest school finished.
    pub education: Option<Education>,
    /// Photo, by the hash of its content.
    pub photo: Option<String>,
    /// Street or neighbourhood.
    pub address: Option<String>,
    /// Rukun tetangga.
    pub rt: Option<String>,
    /// Rukun warga.
    pub rw: Option<String>,
    /// Hamlet.
    pub dusun: Option<String>,
    /// Village of origin.
    pub origin_village: Option<RegionCode>,
    /// Village of residence, where it differs.
    pub domicile_village: Option<RegionCode>,
    /// Phones, the person's own and others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<PhoneEntry>,
    /// Languages spoken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<SpokenLanguage>,
    /// Language to speak with the person, ISO 639-3.
    pub preferred_language: Option<String>,
    /// Literacy.
    pub literacy: Option<Literacy>,
    /// Disability.
    pub disability: Option<String>,
    /// What the person needs because of it.
    pub accommodation: Option<String>,
    /// The household's document.
    pub household: Option<DocId>,
    /// Milestones by code, each code's by date.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub milestones: BTreeMap<MilestoneCode, Vec<Milestone>>,
    /// Where the person stands, derived from the milestones.
    pub stage: Option<Stage>,
    /// How the person is placed.
    pub scheme: Option<Scheme>,
    /// Whether by the official way.
    pub procedural_status: Option<ProceduralStatus>,
    /// Why not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub status_reasons: Vec<StatusReason>,
    /// Skills and experience.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Skill>,
    /// Destination country.
    pub destination_country: Option<Country>,
    /// Place in the destination country.
    pub destination_place: Option<String>,
    /// Formal or informal.
    pub sector: Option<Sector>,
    /// Work abroad.
    pub occupation: Option<Occupation>,
    /// The agency's name as written.
    pub agency: Option<String>,
    /// The licensed agency, by its number in the reference data.
    pub p3mi: Option<String>,
    /// The job order's number.
    pub job_order: Option<String>,
    /// Employer.
    pub employer: Option<String>,
    /// Who recruited the person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recruiters: Vec<Recruiter>,
    /// Documents seen or copied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Number at BPJS Ketenagakerjaan.
    pub bpjs_tk_no: Option<String>,
    /// Number at JKN.
    pub jkn_no: Option<String>,
    /// ID CPMI.
    pub id_cpmi: Option<String>,
    /// ID PMI.
    pub id_pmi: Option<String>,
    /// Number of the E-KPMI.
    pub ekpmi_no: Option<String>,
    /// End of its validity.
    pub ekpmi_valid_to: Option<PartialDate>,
    /// Numbers in other systems.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub external_ids: Vec<ExternalId>,
    /// Outcome of the health check.
    pub health_result: Option<HealthResult>,
    /// Departures, also earlier ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub departures: Vec<Departure>,
    /// Legs of the way, each of a departure.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<Leg>,
    /// Contacts while abroad.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contact_checks: Vec<ContactCheck>,
    /// Returns, also earlier ones, and remains.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<Return>,
    /// Where the person was looked after on the way back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transits: Vec<Transit>,
    /// Rights that are unpaid.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unpaid_rights: Vec<UnpaidRight>,
    /// Programmes after a return.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub programmes: Vec<Programme>,
    /// Consents, also withdrawn ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
    /// What the person asked of whoever keeps the data.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subject_requests: Vec<DataRequest>,
    /// On what the processing rests.
    pub legal_basis: Option<LegalBasis>,
    /// Who said it.
    pub source: Option<Source>,
    /// Who checked it.
    pub verification: Option<Verification>,
    /// Note.
    pub note: Option<String>,
    /// The record of the same person that this one is a part of.
    pub merged_into: Option<DocId>,
    /// The record that this one was split from.
    pub split_from: Option<DocId>,
    /// Records that look like this one and are not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_same: Vec<DocId>,
    /// Why the record was withdrawn; it is shown no more, but kept.
    pub removed: Option<String>,
    /// Why fields and collections are empty, by path.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub absent: BTreeMap<Path, Absence>,
    /// Rows of imported lists that the record came from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<ImportSource>,
    /// What is wrong or doubtful, hard problems first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl Worker {
    /// Projects the values of a document, the winning one of each path. Never fails: what cannot be read stays out and
    /// is a problem.
    #[must_use]
    pub fn project(fields: &BTreeMap<Path, Value>, deployment: Deployment) -> Self {
        let projection = Projection::new(Kind::Worker, fields, deployment);
        let milestones = milestones(&projection);
        let worker = Self { stage: derive_stage(&milestones), milestones, ..Self::read(&projection) };
        Self { problems: projection.into_problems(), ..worker }
    }

    fn read(from: &Projection<'_>) -> Self {
        Self {
            nik: from.get("nik"),
            kk_number: from.get("kk_number"),
            name: from.get("name"),
            aliases: from.elements("alias").filter_map(|alias| alias.get("name")).collect(),
            sex: from.get("sex"),
            birth_date: from.get("birth_date"),
            birth_place: from.get("birth_place"),
            marital_status: from.get("marital_status"),
            education: from.get("education"),
            photo: from.get("photo"),
            address: from.get("address"),
            rt: from.get("rt"),
            rw: from.get("rw"),
            dusun: from.get("dusun"),
            origin_village: from.get("origin_village"),
            domicile_village: from.get("domicile_village"),
            phones: from.elements("phone").map(PhoneEntry::read).collect(),
            languages: from.elements("language").map(SpokenLanguage::read).collect(),
            preferred_language: from.get("preferred_language"),
            literacy: from.get("literacy"),
            disability: from.get("disability"),
            accommodation: from.get("accommodation"),
            household: from.get("household"),
            scheme: from.get("scheme"),
            procedural_status: from.get("procedural_status"),
            status_reasons: from.elements("status_reason").filter_map(|reason| reason.get("code")).collect(),
            skills: from.elements("skill").map(Skill::read).collect(),
            destination_country: from.get("destination_country"),
            destination_place: from.get("destination_place"),
            sector: from.get("sector"),
            occupation: from.get("occupation"),
            agency: from.get("agency"),
            p3mi: from.get("p3mi"),
            job_order: from.get("job_order"),
            employer: from.get("employer"),
            recruiters: from.elements("recruiter").map(Recruiter::read).collect(),
            documents: from.elements("document").map(Document::read).collect(),
            bpjs_tk_no: from.get("bpjs_tk_no"),
            jkn_no: from.get("jkn_no"),
            id_cpmi: from.get("id_cpmi"),
            id_pmi: from.get("id_pmi"),
            ekpmi_no: from.get("ekpmi_no"),
            ekpmi_valid_to: from.get("ekpmi_valid_to"),
            external_ids: from.elements("external_id").map(ExternalId::read).collect(),
            health_result: from.get("health_result"),
            departures: from.elements("departure").map(Departure::read).collect(),
            legs: from.elements("leg").map(Leg::read).collect(),
            contact_checks: from.elements("contact_check").map(ContactCheck::read).collect(),
            returns: from.elements("return").map(Return::read).collect(),
            transits: from.elements("transit").map(Transit::read).collect(),
            unpaid_rights: from.elements("unpaid_right").map(UnpaidRight::read).collect(),
            programmes: from.elements("programme").map(Programme::read).collect(),
            consents: from.elements("consent").map(Consent::read).collect(),
            subject_requests: from.elements("subject_request").map(DataRequest::read).collect(),
            legal_basis: from.get("legal_basis"),
            source: from.get("source"),
            verification: from.get("verification"),
            note: from.get("note"),
            merged_into: from.get(identity::MERGED_INTO),
            split_from: from.get(identity::SPLIT_FROM),
            not_same: from.elements(identity::NOT_SAME).filter_map(|other| other.get("record")).collect(),
            removed: from.get("removed"),
            absent: from.absent(),
            sources: from.sources(),
            milestones: BTreeMap::new(),
            stage: None,
            problems: Vec::new(),
        }
    }

    /// The village that the record belongs to: of residence, else of origin.
    #[must_use]
    pub fn village(&self) -> Option<&RegionCode> {
        self.domicile_village.as_ref().or(self.origin_village.as_ref())
    }

    /// Passport numbers among the documents.
    pub fn passports(&self) -> impl Iterator<Item = PassportNumber> {
        let passports = self.documents.iter().filter(|document| document.code == Some(DocumentType::Passport));
        passports.filter_map(|document| PassportNumber::parse(document.number.as_deref()?).ok())
    }
}

/// Shows no personal data.
impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker")
            .field("nik", &self.nik)
            .field("village", &self.village())
            .field("stage", &self.stage)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

fn milestones(from: &Projection<'_>) -> BTreeMap<MilestoneCode, Vec<Milestone>> {
    let mut by_code: BTreeMap<MilestoneCode, Vec<Milestone>> = BTreeMap::new();
    for element in from.elements("milestone") {
        let Some(code) = element.get("code") else { continue };
        let milestone = Milestone {
            date: element.get("date"),
            id: element.id,
            by: element.get("by"),
            note: element.get("note"),
            source: element.get("source"),
            reason: element.get("reason"),
            document: element.get("document"),
            evidence: element.get("evidence"),
        };
        by_code.entry(code).or_default().push(milestone);
    }
    by_code.values_mut().for_each(|times| times.sort());
    by_code
}

#[cfg(test)]
mod tests;
