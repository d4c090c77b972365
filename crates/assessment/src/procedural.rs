//! Whether somebody went by the official way (DOMAIN.md 1.5, 2.1).
//!
//! Not knowing is a legal answer: a village that lists who is abroad knows of many only that they are. So nobody is called
//! non-procedural because nothing is recorded; something must speak for it. Each answer names everything that it rests on.

use records::{
    milestone::MilestoneCode,
    value_set::{DocumentType, ProceduralStatus, StatusReason, VisaType},
};
use serde::Serialize;

use crate::{
    life::{Life, Word},
    paper::{Paper, PaperState},
};

/// Whether the way is the official one, and by what that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Procedural {
    /// The answer.
    pub status: ProceduralStatus,
    /// What speaks for it, and what else is known or not.
    pub reasons: Vec<Reason>,
}

/// Something that is known of the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "code")]
pub enum Reason {
    /// Somebody said so.
    Stated {
        /// What.
        status: ProceduralStatus,
        /// Whose word it is.
        by: Word,
    },
    /// A reason that somebody wrote down.
    Told {
        /// Which.
        reason: StatusReason,
    },
    /// Left on a visa that is none for work.
    Visa {
        /// Which.
        visa: VisaType,
    },
    /// A step of the official way that was taken.
    Passed {
        /// Which.
        milestone: MilestoneCode,
        /// Whose word it is.
        by: Word,
    },
    /// A step of the official way of which nothing is recorded.
    NotRecorded {
        /// Which.
        milestone: MilestoneCode,
    },
    /// Has not left yet.
    NotDeparted,
}

impl Reason {
    /// The code, as JSON has it and the words are found by.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Stated { .. } => "STATED",
            Self::Told { .. } => "TOLD",
            Self::Visa { .. } => "VISA",
            Self::Passed { .. } => "PASSED",
            Self::NotRecorded { .. } => "NOT_RECORDED",
            Self::NotDeparted => "NOT_DEPARTED",
        }
    }

    const fn as_stated(&self) -> Option<(&ProceduralStatus, Word)> {
        if let Self::Stated { status, by } = self { Some((status, *by)) } else { None }
    }
}

/// Orientation and worker's card: who has both went by the official way (DOMAIN.md 1.5).
const STEPS: [MilestoneCode; 2] = [MilestoneCode::Orientation, MilestoneCode::WorkerCard];

pub(crate) fn procedural(life: &Life<'_>, papers: &[Paper]) -> Procedural {
    let stated: Vec<Reason> = stated(life).collect();
    let against: Vec<Reason> = against(life).collect();
    let steps: Vec<Reason> = STEPS.into_iter().map(|step| step_of(life, papers, step)).collect();
    let has_passed = steps.iter().all(|step| matches!(step, Reason::Passed { .. }));
    let status = status(life, &stated, &against, has_passed);
    let not_departed = (!life.has_left()).then_some(Reason::NotDeparted);
    Procedural { status, reasons: stated.into_iter().chain(against).chain(steps).chain(not_departed).collect() }
}

/// An authority's word first, then what speaks against, then the two steps, then the village's word.
fn status(life: &Life<'_>, stated: &[Reason], against: &[Reason], has_passed: bool) -> ProceduralStatus {
    let of_word = |by: Word| {
        let stated = stated.iter().filter_map(Reason::as_stated);
        stated.filter(|(_, whose)| *whose == by).map(|(status, _)| status.clone()).next()
    };
    if let Some(status) = of_word(Word::Authority) {
        return status;
    }
    let own = of_word(Word::Record);
    if !against.is_empty() || own == Some(ProceduralStatus::NonProcedural) {
        return ProceduralStatus::NonProcedural;
    }
    if has_passed && life.has_left() {
        return ProceduralStatus::Procedural;
    }
    own.unwrap_or(ProceduralStatus::Unknown)
}

fn stated(life: &Life<'_>) -> impl Iterator<Item = Reason> {
    let authority = life.of.stated::<ProceduralStatus>("procedural_status");
    let own = life.of.worker.procedural_status.clone();
    let known = |status: &ProceduralStatus| *status != ProceduralStatus::Unknown;
    let by = |status: Option<ProceduralStatus>, by| status.filter(known).map(|status| Reason::Stated { status, by });
    by(authority, Word::Authority).into_iter().chain(by(own, Word::Record))
}

fn against(life: &Life<'_>) -> impl Iterator<Item = Reason> {
    let told = life.of.worker.status_reasons.iter().map(|reason| Reason::Told { reason: reason.clone() });
    told.chain(wrong_visa(life).map(|visa| Reason::Visa { visa }))
}

/// The visa of the latest departure, where it is surely none for work.
pub(crate) fn wrong_visa(life: &Life<'_>) -> Option<VisaType> {
    let visa = life.placement()?.visa.clone()?;
    let is_wrong = match visa {
        VisaType::Visit | VisaType::Tourist | VisaType::Umrah | VisaType::Social | VisaType::None => true,
        VisaType::Work | VisaType::Unknown | VisaType::Other(_) => false,
    };
    is_wrong.then_some(visa)
}

fn step_of(life: &Life<'_>, papers: &[Paper], milestone: MilestoneCode) -> Reason {
    let is_orientation = milestone == MilestoneCode::Orientation;
    let proven = if is_orientation { has_orientation(papers) } else { has_card(life) };
    match life.word_of(&milestone).or(proven) {
        Some(by) => Reason::Passed { milestone, by },
        None => Reason::NotRecorded { milestone },
    }
}

fn has_orientation(papers: &[Paper]) -> Option<Word> {
    let had = |paper: &Paper| paper.document == DocumentType::Orientation && paper.state == PaperState::Had;
    papers.iter().any(had).then_some(Word::Record)
}

/// The number of a worker's card, or of whoever has one.
fn has_card(life: &Life<'_>) -> Option<Word> {
    let stated = |path: &str| life.of.stated::<String>(path).is_some();
    if stated("ekpmi_no") || stated("id_pmi") {
        return Some(Word::Authority);
    }
    let own = life.of.worker.ekpmi_no.is_some() || life.of.worker.id_pmi.is_some();
    own.then_some(Word::Record)
}
