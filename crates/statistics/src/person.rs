//! What is counted of one person.

use assessment::{Circumstances, Flag, Journey, Missing, Way, WorkerAssessment, journey, procedural::Reason};
use records::{
    RegionCode,
    milestone::MilestoneCode,
    region::Level,
    value_set::{ProceduralStatus, Sector, Sex},
};

/// What is counted of one person; no name and no number.
#[derive(Debug, Clone)]
pub struct Person {
    /// The kabupaten or kota that the person is of.
    pub(crate) regency: RegionCode,
    pub(crate) sex: Option<Sex>,
    pub(crate) sector: Option<Sector>,
    pub(crate) status: ProceduralStatus,
    pub(crate) status_at_death: ProceduralStatus,
    pub(crate) journey: Journey,
    pub(crate) orientation: bool,
    /// Whether the person is on the way, and what of it: nothing of somebody who is abroad or back.
    pub(crate) ahead: Option<Ahead>,
}

/// What is counted of somebody who prepares to leave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ahead {
    /// Whether nothing is missing, `None` where nobody can tell what is needed.
    pub(crate) complete: Option<bool>,
    pub(crate) no_docs: bool,
    pub(crate) no_p3mi: bool,
    pub(crate) no_competence: bool,
}

impl Person {
    /// What is counted of a person, of whom `told` tells. The kabupaten is that of the village of origin, else that of
    /// `region`, where the record is kept.
    #[must_use]
    pub fn of(circumstances: &Circumstances<'_>, told: &WorkerAssessment, region: &RegionCode) -> Self {
        let worker = circumstances.worker;
        let home = worker.origin_village.as_ref().unwrap_or(region);
        let status = told.procedural.status.clone();
        let at_death = worker.returns.iter().find_map(|home| home.procedural_status_at_death.clone());
        let passed = |reason: &Reason| matches!(reason, Reason::Passed { milestone: MilestoneCode::Orientation, .. });
        Self {
            regency: home.at(Level::Regency).unwrap_or_else(|| home.clone()),
            sex: worker.sex.clone(),
            sector: worker.sector.clone(),
            status_at_death: at_death.unwrap_or_else(|| status.clone()),
            status,
            journey: journey(circumstances),
            orientation: told.procedural.reasons.iter().any(passed),
            ahead: (told.way == Way::Ahead).then(|| Ahead::of(told)),
        }
    }
}

impl Ahead {
    fn of(told: &WorkerAssessment) -> Self {
        let is_unknown = |missing: &Missing| matches!(missing, Missing::Scheme | Missing::RequirementOf { .. });
        let is_known = !told.missing.iter().any(is_unknown);
        Self {
            complete: is_known.then_some(told.missing.is_empty()),
            no_docs: told.flags.contains(&Flag::NoDocs),
            no_p3mi: told.flags.contains(&Flag::NoP3mi),
            no_competence: told.flags.contains(&Flag::NoCompetence),
        }
    }
}
