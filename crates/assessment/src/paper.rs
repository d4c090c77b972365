//! Which papers a person has, and which are missing for the way that was chosen (UU 18/2017 art. 13; DOMAIN.md 1.2).

use std::collections::BTreeSet;

use jiff::civil::Date;
use records::{
    ElementId, PartialDate, Path,
    household::Permission,
    milestone::MilestoneCode,
    value_set::{AttendanceResult, DocumentCheck, DocumentHolder, DocumentType, Scheme, SessionKind},
    worker::Document,
};
use reference::{Requirement, Rules};
use serde::Serialize;
use serde_json::Value as Json;
use serde_with_macros::skip_serializing_none;

use crate::life::{Life, Word};

/// A paper that is needed, or had.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Which.
    pub document: DocumentType,
    /// Whether the scheme needs it.
    pub required: bool,
    /// What is known of it.
    pub state: PaperState,
    /// By what that is known.
    pub evidence: Option<Evidence>,
    /// Until when it is valid.
    pub expires_on: Option<PartialDate>,
    /// Who keeps it.
    pub held_by: Option<DocumentHolder>,
}

/// What is known of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaperState {
    /// Nothing tells of it.
    Missing,
    /// A look at it showed a forgery.
    Forged,
    /// It was taken back: a family's permission.
    Revoked,
    /// Its last day is over.
    Expired,
    /// Somebody doubts it.
    Suspect,
    /// A milestone or a number says that it exists; the paper itself is not recorded.
    Told,
    /// It is recorded, and nothing speaks against it.
    Had,
}

/// By what a paper is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The paper itself: an element of the worker's documents.
    Document(ElementId),
    /// The household's permission.
    Permission(ElementId),
    /// A session that the person attended.
    Session,
    /// A milestone, by whoever's word.
    Milestone(MilestoneCode, Word),
    /// A number that only holders have.
    Number(&'static str),
}

/// Something that the way needs and the record has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Missing {
    /// Nobody said how the person is placed: what is needed cannot be told.
    Scheme,
    /// No rule of the day says what this scheme needs.
    RequirementOf {
        /// The scheme.
        scheme: Scheme,
    },
    /// A paper.
    Document {
        /// Which.
        document: DocumentType,
        /// Why what there is does not do.
        state: PaperState,
    },
    /// A field of the worker's record.
    Field {
        /// Which.
        path: Path,
    },
}

/// Everything that is known of papers, those that are needed first, in the order of the rules.
pub(crate) fn papers(life: &Life<'_>, rules: &Rules<'_>, day: Date) -> Vec<Paper> {
    let needed: &[DocumentType] = requirement(life, rules).map_or(&[], |rule| &rule.documents);
    let needed_codes: BTreeSet<&DocumentType> = needed.iter().collect();
    let others = rules.documents().map(|rule| &rule.code).filter(|code| !needed_codes.contains(code));
    let unlisted = life.of.worker.documents.iter().filter_map(|document| document.code.as_ref());
    let unlisted: BTreeSet<&DocumentType> =
        unlisted.filter(|code| !needed_codes.contains(code) && rules.document(code).is_none()).collect();
    let known = others.chain(unlisted).map(|code| paper(life, code, false, day));
    let known = known.filter(|paper| paper.state != PaperState::Missing);
    needed.iter().map(|code| paper(life, code, true, day)).chain(known).collect()
}

/// What the way needs and the record has not.
pub(crate) fn missing(life: &Life<'_>, papers: &[Paper], rules: &Rules<'_>) -> Vec<Missing> {
    let Some(scheme) = life.scheme() else { return vec![Missing::Scheme] };
    let Some(rule) = rules.requirement(&scheme) else { return vec![Missing::RequirementOf { scheme }] };
    let lacking = papers.iter().filter(|paper| paper.required && paper.state != PaperState::Had);
    let documents = lacking.map(|paper| Missing::Document { document: paper.document.clone(), state: paper.state });
    let worker = serde_json::to_value(life.of.worker).unwrap_or_default();
    let fields = rule.fields.iter().filter(|path| !has_field(&worker, path));
    documents.chain(fields.map(|path| Missing::Field { path: path.clone() })).collect()
}

/// What the way of a person needs.
pub(crate) fn requirement<'r>(life: &Life<'_>, rules: &Rules<'r>) -> Option<&'r Requirement> {
    rules.requirement(&life.scheme()?)
}

/// Whether a field that is in no collection has a value, in a worker's JSON.
fn has_field(worker: &Json, path: &Path) -> bool {
    worker.get(path.as_str()).is_some_and(|value| !value.is_null())
}

fn paper(life: &Life<'_>, code: &DocumentType, required: bool, day: Date) -> Paper {
    let recorded = life.of.worker.documents.iter().filter(|document| document.code.as_ref() == Some(code));
    let recorded = recorded.map(|document| seen(document, code, day));
    let known = recorded.chain(elsewhere(life, code)).chain(told(life, code));
    let best = known.max_by_key(|paper| (paper.state, paper.expires_on));
    Paper { required, ..best.unwrap_or_else(|| bare(code, PaperState::Missing, None)) }
}

const fn no_paper(document: DocumentType, state: PaperState, evidence: Option<Evidence>) -> Paper {
    Paper { document, required: false, state, evidence, expires_on: None, held_by: None }
}

fn bare(code: &DocumentType, state: PaperState, evidence: Option<Evidence>) -> Paper {
    no_paper(code.clone(), state, evidence)
}

fn seen(document: &Document, code: &DocumentType, day: Date) -> Paper {
    let is_over = document.expires_on.is_some_and(|end| end.latest() < day);
    let state = match &document.check {
        Some(DocumentCheck::Forged) => PaperState::Forged,
        _ if is_over => PaperState::Expired,
        Some(DocumentCheck::Suspect) => PaperState::Suspect,
        _ => PaperState::Had,
    };
    let held_by = document.held_by.clone();
    Paper { expires_on: document.expires_on, held_by, ..bare(code, state, Some(Evidence::Document(document.id))) }
}

/// Papers that stand in other records: the family's permission in the household, the orientation in its session.
fn elsewhere(life: &Life<'_>, code: &DocumentType) -> Option<Paper> {
    if *code == DocumentType::FamilyPermit {
        let (permission, state) = family_permit(life)?;
        return Some(bare(code, state, Some(Evidence::Permission(permission.id))));
    }
    let attended = (*code == DocumentType::Orientation).then(|| orientation_attended(life))?;
    Some(bare(code, attended?, Some(Evidence::Session)))
}

/// The permission that counts. One that was taken back goes before all that were not surely given afterwards.
pub(crate) fn family_permit<'c>(life: &Life<'c>) -> Option<(&'c Permission, PaperState)> {
    let permissions = &life.of.household?.permissions;
    let for_worker = |permission: &&Permission| permission.worker.is_none() || life.of.is_meant_by(permission.worker);
    let of_worker: Vec<&Permission> = permissions.iter().filter(for_worker).collect();
    let revoked = of_worker.iter().copied().filter(|permission| permission.revoked_at.is_some());
    let revoked = revoked.max_by_key(|permission| permission.revoked_at);
    let stands = |permission: &&Permission| {
        let surely_later = |revoked: PartialDate| permission.date.is_some_and(|given| revoked.is_before(&given));
        permission.revoked_at.is_none() && revoked.and_then(|revoked| revoked.revoked_at).is_none_or(surely_later)
    };
    let standing = of_worker.iter().copied().filter(stands).max_by_key(|permission| permission.date);
    standing.map(|permission| (permission, PaperState::Had)).or_else(|| Some((revoked?, PaperState::Revoked)))
}

/// The orientation before departure, by the list of who was there.
fn orientation_attended(life: &Life<'_>) -> Option<PaperState> {
    let of_kind = |kind: SessionKind| matches!(kind, SessionKind::Orientation | SessionKind::SectorOrientation);
    let sessions = life.of.sessions.iter().filter(|session| session.get("kind").is_some_and(of_kind));
    let attended = sessions.flat_map(|session| session.elements("attendee")).filter(|attendee| {
        life.of.is_meant_by(attendee.get("worker")) && attendee.get::<bool>("present") == Some(true)
    });
    let proven = |certificate: Option<String>, result: Option<AttendanceResult>| {
        certificate.is_some() || matches!(result, Some(AttendanceResult::Passed | AttendanceResult::Attended))
    };
    let states = attended.map(|attendee| {
        let is_proven = proven(attendee.get("certificate_no"), attendee.get("result"));
        if is_proven { PaperState::Had } else { PaperState::Told }
    });
    states.max()
}

/// What milestones and numbers say of a paper. An authority's milestone is as good as the paper.
fn told(life: &Life<'_>, code: &DocumentType) -> Option<Paper> {
    let milestone = proven_by(code).and_then(|milestone| {
        let word = life.word_of(&milestone)?;
        let state = if word == Word::Authority { PaperState::Had } else { PaperState::Told };
        Some(bare(code, state, Some(Evidence::Milestone(milestone, word))))
    });
    milestone.or_else(|| Some(bare(code, PaperState::Told, Some(Evidence::Number(number(life, code)?)))))
}

fn number(life: &Life<'_>, code: &DocumentType) -> Option<&'static str> {
    let worker = life.of.worker;
    let numbers = [
        (DocumentType::BpjsTk, "bpjs_tk_no", worker.bpjs_tk_no.as_ref()),
        (DocumentType::Jkn, "jkn_no", worker.jkn_no.as_ref()),
    ];
    let known = numbers.into_iter().find(|(of, path, own)| of == code && life.has_number(path, *own));
    known.map(|(_, path, _)| path)
}

fn proven_by(code: &DocumentType) -> Option<MilestoneCode> {
    PROVEN_BY.iter().find(|(document, _)| document == code).map(|(_, milestone)| milestone.clone())
}

/// The milestone that is passed by getting a paper. Not what the rules call evidence: four papers prove that somebody
/// registered in the village, and none of them exists because of it.
const PROVEN_BY: &[(DocumentType, MilestoneCode)] = &[
    (DocumentType::PlacementAgreement, MilestoneCode::PlacementAgreement),
    (DocumentType::Health, MilestoneCode::HealthCheck),
    (DocumentType::Competence, MilestoneCode::Training),
    (DocumentType::Passport, MilestoneCode::Passport),
    (DocumentType::BpjsTk, MilestoneCode::SocialSecurity),
    (DocumentType::WorkAgreement, MilestoneCode::WorkAgreement),
    (DocumentType::WorkVisa, MilestoneCode::Visa),
    (DocumentType::Orientation, MilestoneCode::Orientation),
];
