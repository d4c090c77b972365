//! The way of one person, out of what the village tells and what authorities state.

use std::collections::BTreeMap;

use jiff::civil::Date;
use records::{
    Country, ElementId, PartialDate, RegionCode,
    milestone::{Milestone, MilestoneCode, Phase, Stage, derive_stage},
    value_set::{Occupation, ReturnCategory, Scheme, Source, VisaType},
};
use serde::Serialize;

use crate::Circumstances;

/// Where a person is on the way, as far as advice goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// At home: papers are being got, or nothing was begun yet.
    Ahead,
    /// Abroad, or lost from sight there.
    Away,
    /// Came back, or died.
    Over,
}

/// Whose word something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Word {
    /// An authority's, in a `standing`.
    Authority,
    /// The record's own: the village's, the family's, the person's.
    Record,
}

/// A departure and the placement it led to.
pub(crate) struct Placement {
    pub(crate) id: ElementId,
    pub(crate) departed_on: Option<PartialDate>,
    pub(crate) arrived_on: Option<PartialDate>,
    pub(crate) country: Option<Country>,
    pub(crate) visa: Option<VisaType>,
    pub(crate) contract_end: Option<PartialDate>,
}

/// A return, alive or not.
pub(crate) struct Homecoming {
    pub(crate) id: ElementId,
    pub(crate) category: Option<ReturnCategory>,
    pub(crate) on: Option<PartialDate>,
    pub(crate) died_on: Option<PartialDate>,
}

/// What both sides say of one person's way.
pub(crate) struct Life<'c> {
    pub(crate) of: &'c Circumstances<'c>,
    pub(crate) milestones: BTreeMap<MilestoneCode, Vec<Milestone>>,
    pub(crate) placements: Vec<Placement>,
    pub(crate) homecomings: Vec<Homecoming>,
    pub(crate) stage: Option<Stage>,
}

impl<'c> Life<'c> {
    pub(crate) fn of(circumstances: &'c Circumstances<'c>) -> Self {
        let (placements, homecomings) = (placements(circumstances), homecomings(circumstances));
        let milestones = milestones(circumstances);
        let mut all = milestones.clone();
        all_implied(&placements, &homecomings).for_each(|(code, implied)| all.entry(code).or_default().push(implied));
        Self { of: circumstances, milestones, placements, homecomings, stage: derive_stage(&all) }
    }

    /// Where the person is on the way.
    pub(crate) fn way(&self) -> Way {
        let Some(stage) = &self.stage else { return Way::Ahead };
        match (stage.phase, &stage.code) {
            (Phase::During, _) | (Phase::Interrupted, MilestoneCode::LostContact) => Way::Away,
            (Phase::After | Phase::Ended, _) => Way::Over,
            (Phase::Before | Phase::Interrupted, _) => Way::Ahead,
        }
    }

    /// Whether the person ever left, as far as anything tells.
    pub(crate) fn has_left(&self) -> bool {
        let left = |code: &MilestoneCode| {
            matches!(code.phase(), Some(Phase::During | Phase::After)) || *code == MilestoneCode::LostContact
        };
        self.placements.iter().any(|placement| placement.departed_on.is_some() || placement.arrived_on.is_some())
            || self.milestones.keys().any(left)
            || self.homecomings.iter().any(Homecoming::is_from_abroad)
    }

    /// The latest departure; of several without a date the one that was written down last.
    pub(crate) fn placement(&self) -> Option<&Placement> {
        self.placements.iter().max_by_key(|placement| (placement.departed_on.or(placement.arrived_on), placement.id))
    }

    /// When a person who died did, as far as that is known.
    pub(crate) fn died_on(&self) -> Option<PartialDate> {
        let ended = self.stage.as_ref().filter(|stage| stage.phase == Phase::Ended);
        self.homecomings.iter().find_map(|home| home.died_on).or_else(|| ended.and_then(|stage| stage.since))
    }

    /// The last day on which the person is spoken of as living: the day of death, or the day of the assessment.
    pub(crate) fn last_day(&self, day: Date) -> Date {
        self.died_on().map_or(day, |died| died.latest().min(day))
    }

    /// How the person is placed, `None` where nobody said.
    pub(crate) fn scheme(&self) -> Option<Scheme> {
        let known = |scheme: &Scheme| *scheme != Scheme::Unknown;
        self.of.stated("scheme").filter(known).or_else(|| self.of.worker.scheme.clone().filter(known))
    }

    /// Whither.
    pub(crate) fn country(&self) -> Option<Country> {
        let gone =
            if self.way() == Way::Ahead { None } else { self.placement().and_then(|placement| placement.country) };
        gone.or_else(|| self.of.stated("destination_country")).or(self.of.worker.destination_country)
    }

    /// For what work.
    pub(crate) fn occupation(&self) -> Option<Occupation> {
        self.of.stated("occupation").or_else(|| self.of.worker.occupation.clone())
    }

    /// Whence: the village of origin, else of residence.
    pub(crate) fn origin(&self) -> Option<&'c RegionCode> {
        self.of.worker.origin_village.as_ref().or(self.of.worker.domicile_village.as_ref())
    }

    /// The birth date.
    pub(crate) fn born(&self) -> Option<PartialDate> {
        self.of.stated("birth_date").or(self.of.worker.birth_date)
    }

    /// The licensed agency's number.
    pub(crate) fn p3mi(&self) -> Option<String> {
        self.of.stated("p3mi").or_else(|| self.of.worker.p3mi.clone())
    }

    /// A text of either side.
    pub(crate) fn has_number(&self, path: &str, own: Option<&String>) -> bool {
        own.is_some() || self.of.stated::<String>(path).is_some()
    }

    /// Whose word a milestone is, `None` where nobody tells of it.
    pub(crate) fn word_of(&self, code: &MilestoneCode) -> Option<Word> {
        let times = self.milestones.get(code)?;
        let by_authority = |milestone: &Milestone| {
            matches!(milestone.source, Some(Source::Disnaker | Source::Bp3mi))
                || self
                    .of
                    .standing
                    .is_some_and(|standing| standing.elements("milestone").any(|own| own.id == milestone.id))
        };
        Some(if times.iter().any(by_authority) { Word::Authority } else { Word::Record })
    }
}

fn milestones(of: &Circumstances<'_>) -> BTreeMap<MilestoneCode, Vec<Milestone>> {
    let mut milestones = of.worker.milestones.clone();
    for element in of.standing.iter().flat_map(|standing| standing.elements("milestone")) {
        let Some(code) = element.get("code") else { continue };
        let stated = Milestone {
            date: element.get("date"),
            source: element.get("source"),
            reason: element.get("reason"),
            ..bare(element.id)
        };
        milestones.entry(code).or_default().push(stated);
    }
    milestones
}

const fn bare(id: ElementId) -> Milestone {
    let (by, note, evidence) = (None, None, None);
    Milestone { date: None, id, by, note, source: None, reason: None, document: None, evidence }
}

fn placements(of: &Circumstances<'_>) -> Vec<Placement> {
    let told = of.worker.departures.iter().map(|departure| Placement {
        id: departure.id,
        departed_on: departure.departed_on,
        arrived_on: departure.arrived_on,
        country: departure.country,
        visa: departure.visa_type.clone(),
        contract_end: departure.contract_end,
    });
    let stated = of.standing.iter().flat_map(|standing| standing.elements("departure")).map(|element| Placement {
        id: element.id,
        departed_on: element.get("departed_on"),
        arrived_on: element.get("arrived_on"),
        country: element.get("country"),
        visa: element.get("visa_type"),
        contract_end: element.get("contract_end"),
    });
    told.chain(stated).collect()
}

fn homecomings(of: &Circumstances<'_>) -> Vec<Homecoming> {
    let told = of.worker.returns.iter().map(|home| Homecoming {
        id: home.id,
        category: home.category.clone(),
        on: home.arrived_on.or(home.handover_on),
        died_on: home.death_date,
    });
    let stated = of.standing.iter().flat_map(|standing| standing.elements("return")).map(|element| Homecoming {
        id: element.id,
        category: element.get("category"),
        on: element.get("arrived_on").or_else(|| element.get("handover_on")),
        died_on: element.get("death_date"),
    });
    told.chain(stated).collect()
}

/// The milestones that departures and returns are, whether or not somebody wrote them down as such.
fn all_implied<'l>(
    placements: &'l [Placement],
    homecomings: &'l [Homecoming],
) -> impl Iterator<Item = (MilestoneCode, Milestone)> + 'l {
    let gone = placements.iter().flat_map(|placement| {
        let departed = (MilestoneCode::Departure, placement.departed_on);
        let arrived = (MilestoneCode::Arrival, placement.arrived_on);
        [departed, arrived].into_iter().filter_map(|(code, date)| Some(implied(code, placement.id, Some(date?))))
    });
    gone.chain(homecomings.iter().filter_map(Homecoming::milestone))
}

fn implied(code: MilestoneCode, id: ElementId, date: Option<PartialDate>) -> (MilestoneCode, Milestone) {
    (code, Milestone { date, ..bare(id) })
}

impl Homecoming {
    pub(crate) fn is_of_remains(&self) -> bool {
        self.died_on.is_some() || self.category == Some(ReturnCategory::Remains)
    }

    fn is_from_abroad(&self) -> bool {
        let stayed = matches!(self.category, Some(ReturnCategory::Prevented | ReturnCategory::DepartureFailed));
        !stayed && (self.is_of_remains() || self.on.is_some())
    }

    fn milestone(&self) -> Option<(MilestoneCode, Milestone)> {
        if self.is_of_remains() {
            return Some(implied(MilestoneCode::Died, self.id, self.died_on));
        }
        let code = match self.category {
            Some(ReturnCategory::Leave) => MilestoneCode::Leave,
            Some(ReturnCategory::Prevented) => MilestoneCode::Prevented,
            Some(ReturnCategory::DepartureFailed) => MilestoneCode::DepartureFailed,
            _ => MilestoneCode::Return,
        };
        Some(implied(code, self.id, Some(self.on?)))
    }
}
