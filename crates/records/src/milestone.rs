//! Milestones on the way abroad and back, and the stage that follows from them (DOMAIN.md 1.5).
//!
//! Real life is not linear: a passport before the training, a visa before the contract, a second departure after a
//! return. So a record keeps milestones with dates, each an element of its own that no other overwrites, and the stage
//! is derived from them and never stored; offline devices cannot disagree about it.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_with_macros::skip_serializing_none;

use crate::{
    ElementId, PartialDate,
    value_set::{Source, value_set},
};

value_set! {
    /// What can happen on the way, in the usual order; the codes of DOMAIN.md 1.5.
    MilestoneCode {
        Interest = "MINAT", "minat / konsultasi", "interest";
        VillageRegistration = "DAFTAR_DESA", "pendaftaran dan verifikasi data di desa", "registered in the village";
        OnlineRegistration = "DAFTAR_SIAPKERJA", "pendaftaran daring (SIAPkerja)", "registered online (SIAPkerja)";
        OfficeVerification = "VERIF_DISNAKER", "verifikasi disnaker/LTSA", "verified by the manpower office";
        Selection = "SELEKSI", "seleksi administrasi, minat dan bakat", "selection";
        PlacementAgreement = "PERJ_PENEMPATAN", "perjanjian penempatan", "placement agreement";
        HealthCheck = "MCU_PSIKOLOGI", "pemeriksaan kesehatan dan psikologi", "health and psychological check";
        Training = "PELATIHAN_UJK", "pelatihan dan uji kompetensi", "training and competency test";
        Passport = "PASPOR", "paspor", "passport";
        SocialSecurity = "JAMSOS", "jaminan sosial", "social security";
        WorkAgreement = "PERJ_KERJA", "perjanjian kerja", "employment contract";
        Visa = "VISA", "visa kerja", "work visa";
        Orientation = "OPP", "orientasi pra pemberangkatan", "pre-departure orientation";
        WorkerCard = "E_KPMI", "biometrik dan E-KPMI", "biometrics and E-KPMI";
        Departure = "BERANGKAT", "keberangkatan", "departure";
        Arrival = "TIBA", "kedatangan, lapor diri", "arrival";
        Working = "BEKERJA", "bekerja", "working";
        Leave = "CUTI", "cuti", "on leave";
        Extension = "PERPANJANGAN", "perpanjangan kontrak", "contract extended";
        Return = "PULANG", "kepulangan", "return";
        Returned = "PURNA", "purna PMI, pemberdayaan", "returned for good";
        Cancelled = "BATAL", "batal", "cancelled";
        Rejected = "DITOLAK", "ditolak", "rejected";
        Prevented = "DICEGAH", "dicegah", "prevented";
        DepartureFailed = "GAGAL_BERANGKAT", "gagal berangkat", "departure failed";
        LostContact = "HILANG_KONTAK", "hilang kontak", "contact lost";
        Died = "MENINGGAL", "meninggal", "died";
    }
}

/// The part of the way that a milestone belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// At home, getting ready.
    Before,
    /// Abroad.
    During,
    /// Back at home.
    After,
    /// Stopped or lost from sight, until something later happens.
    Interrupted,
    /// Died, which nothing undoes.
    Ended,
}

/// A milestone of a record.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Milestone {
    /// When it happened, as far as that is known.
    pub date: Option<PartialDate>,
    /// The element in the document.
    pub id: ElementId,
    /// Who reported it.
    pub by: Option<String>,
    /// What else was said.
    pub note: Option<String>,
    /// Whose word it is.
    pub source: Option<Source>,
    /// Why, of an interruption.
    pub reason: Option<String>,
    /// The element of the document that proves it.
    pub document: Option<ElementId>,
    /// What proves it, by the hash of its content.
    pub evidence: Option<String>,
}

/// Where a person stands.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// The milestone that it follows from.
    pub code: MilestoneCode,
    /// The part of the way.
    pub phase: Phase,
    /// When the milestone happened, as far as that is known.
    pub since: Option<PartialDate>,
}

impl MilestoneCode {
    /// The part of the way, `None` of an unknown code.
    #[must_use]
    pub const fn phase(&self) -> Option<Phase> {
        match self.place() {
            Some((phase, _)) => Some(phase),
            None => None,
        }
    }

    /// The number in DOMAIN.md 1.5: 0 for interest, 18 for a return for good; milestones that may stand for each other
    /// share one. `None` of interruptions, death and unknown codes, which have no place in the order.
    #[must_use]
    pub const fn number(&self) -> Option<u8> {
        match self.place() {
            Some((_, number)) => number,
            None => None,
        }
    }

    const fn place(&self) -> Option<(Phase, Option<u8>)> {
        Some(match self {
            Self::Interest => (Phase::Before, Some(0)),
            Self::VillageRegistration => (Phase::Before, Some(1)),
            Self::OnlineRegistration => (Phase::Before, Some(2)),
            Self::OfficeVerification => (Phase::Before, Some(3)),
            Self::Selection => (Phase::Before, Some(4)),
            Self::PlacementAgreement => (Phase::Before, Some(5)),
            Self::HealthCheck => (Phase::Before, Some(6)),
            Self::Training => (Phase::Before, Some(7)),
            Self::Passport => (Phase::Before, Some(8)),
            Self::SocialSecurity => (Phase::Before, Some(9)),
            Self::WorkAgreement => (Phase::Before, Some(10)),
            Self::Visa => (Phase::Before, Some(11)),
            Self::Orientation => (Phase::Before, Some(12)),
            Self::WorkerCard => (Phase::Before, Some(13)),
            Self::Departure => (Phase::During, Some(14)),
            Self::Arrival | Self::Working => (Phase::During, Some(15)),
            Self::Leave | Self::Extension => (Phase::During, Some(16)),
            Self::Return => (Phase::After, Some(17)),
            Self::Returned => (Phase::After, Some(18)),
            Self::Cancelled | Self::Rejected | Self::Prevented | Self::DepartureFailed | Self::LostContact => {
                (Phase::Interrupted, None)
            }
            Self::Died => (Phase::Ended, None),
            Self::Other(_) => return None,
        })
    }
}

/// The stage that follows from all milestones of a record; `None` where it has none that this version knows.
///
/// 1. Death dominates whatever else was recorded, even later (DOMAIN.md 2.11).
/// 2. An interruption stands until something surely happened after it; without a date it stands.
/// 3. What surely happened after a return begins a new round, in which the earlier one no longer counts.
/// 4. Before departure the furthest milestone counts. After it, of those that nothing surely followed, the furthest:
///    work after a leave is work, and a list that says "came back" without saying when is believed.
#[must_use]
pub fn derive_stage(milestones: &BTreeMap<MilestoneCode, Vec<Milestone>>) -> Option<Stage> {
    let mut steps: BTreeMap<Phase, Vec<Step<'_>>> = BTreeMap::new();
    for step in milestones.iter().flat_map(|(code, times)| steps_of(code, times)) {
        steps.entry(step.phase).or_default().push(step);
    }
    let ended = steps.remove(&Phase::Ended).unwrap_or_default();
    let interrupted = steps.remove(&Phase::Interrupted).unwrap_or_default();
    let ordered: Vec<Step<'_>> = steps.into_values().flatten().collect();
    let stage = ended.into_iter().max();
    stage
        .or_else(|| standing_interruption(&interrupted, &ordered))
        .or_else(|| furthest(&current_round(&ordered)))
        .map(Step::stage)
}

/// Shows neither who reported it nor what was said.
impl fmt::Debug for Milestone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Milestone").field("id", &self.id).field("date", &self.date).finish_non_exhaustive()
    }
}

/// One milestone, with what the order of the way needs. Ordered by date first, so that the latest is the largest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step<'a> {
    since: Option<PartialDate>,
    code: &'a MilestoneCode,
    phase: Phase,
}

fn steps_of<'a>(code: &'a MilestoneCode, times: &'a [Milestone]) -> impl Iterator<Item = Step<'a>> {
    let phase = code.phase();
    times.iter().filter_map(move |time| Some(Step { since: time.date, code, phase: phase? }))
}

impl Step<'_> {
    fn stage(self) -> Stage {
        Stage { code: self.code.clone(), phase: self.phase, since: self.since }
    }

    /// Whether it surely happened after `date`.
    fn is_after(&self, date: &PartialDate) -> bool {
        self.since.is_some_and(|since| date.is_before(&since))
    }
}

fn standing_interruption<'a>(interrupted: &[Step<'a>], ordered: &[Step<'a>]) -> Option<Step<'a>> {
    let stands = |step: &Step<'_>| step.since.is_none_or(|since| !ordered.iter().any(|later| later.is_after(&since)));
    interrupted.iter().copied().filter(stands).max()
}

/// The steps after the last return that something followed; all of them where nothing did.
fn current_round<'a>(ordered: &[Step<'a>]) -> Vec<Step<'a>> {
    let returns = ordered.iter().filter(|step| step.phase == Phase::After).filter_map(|step| step.since);
    let begins = |home: &PartialDate| ordered.iter().any(|step| step.phase != Phase::After && step.is_after(home));
    match returns.filter(begins).max() {
        Some(home) => ordered.iter().copied().filter(|step| step.is_after(&home)).collect(),
        None => ordered.to_vec(),
    }
}

fn furthest<'a>(round: &[Step<'a>]) -> Option<Step<'a>> {
    let gone: Vec<Step<'a>> = round.iter().copied().filter(|step| step.phase != Phase::Before).collect();
    if gone.is_empty() {
        return round.iter().copied().max_by_key(|step| step.code);
    }
    let was_followed =
        |step: &Step<'_>| step.since.is_some_and(|since| gone.iter().any(|later| later.is_after(&since)));
    gone.iter().copied().filter(|step| !was_followed(step)).max_by_key(|step| step.code)
}

#[cfg(test)]
mod tests;
