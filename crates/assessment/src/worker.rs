//! Everything that is told of one worker.

use jiff::civil::Date;
use records::{Kind, PartialDate, milestone::MilestoneCode, milestone::Stage};
use reference::Rules;
use serde::Serialize;

use crate::{
    Age, Circumstances, ConsentState, Flag, Missing, Paper, Procedural, Reminder, RunningClock, Way,
    clock::{is_of_each_element, running},
    consent,
    event::Events,
    flag::flags,
    life::Life,
    paper::{missing, papers, requirement},
    procedural::procedural,
    reminder::reminders,
};

/// What a worker's records tell on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerAssessment {
    /// The day.
    pub day: Date,
    /// Where the person stands, by the milestones of both sides and by what departures and returns imply; death goes before
    /// everything.
    pub stage: Option<Stage>,
    /// The same, as far as advice goes.
    pub way: Way,
    /// How old; of somebody who died, at death.
    pub age: Option<Age>,
    /// Whether by the official way.
    pub procedural: Procedural,
    /// The papers that are needed or had.
    pub papers: Vec<Paper>,
    /// What the way needs and the record has not. Nothing, once the way is over.
    pub missing: Vec<Missing>,
    /// Whether the source of the rule that says what the way needs was read; well also where nothing is missing.
    pub missing_verified: bool,
    /// What to look at again.
    pub flags: Vec<Flag>,
    /// What runs out when.
    pub clocks: Vec<RunningClock>,
    /// What is due soon, or was.
    pub reminders: Vec<Reminder>,
    /// To what the person agreed.
    pub consents: Vec<ConsentState>,
}

/// What the records of a worker tell on `day`, against the rules of that day.
#[must_use]
pub fn worker(circumstances: &Circumstances<'_>, rules: &Rules<'_>, day: Date) -> WorkerAssessment {
    let life = Life::of(circumstances);
    let way = life.way();
    let papers = papers(&life, rules, life.last_day(day));
    let missing = if way == Way::Over { Vec::new() } else { missing(&life, &papers, rules) };
    let clocks = clocks(&life, rules, day);
    WorkerAssessment {
        day,
        way,
        age: life.born().and_then(|born| Age::on(life.last_day(day), &born)),
        procedural: procedural(&life, &papers),
        missing_verified: missing.is_empty() || requirement(&life, rules).is_none_or(|rule| rule.grounds.verified),
        missing,
        flags: flags(&life, &papers, rules, life.last_day(day)),
        reminders: reminders(&life, &papers, &clocks, rules, day),
        clocks,
        consents: consent::states(&circumstances.worker.consents),
        papers,
        stage: life.stage,
    }
}

/// Of a way that is over, only what somebody asked for still runs.
fn clocks(life: &Life<'_>, rules: &Rules<'_>, day: Date) -> Vec<RunningClock> {
    let is_over = life.way() == Way::Over;
    let asked = rules.clocks(Kind::Worker).filter(|clock| !is_over || is_of_each_element(clock));
    running(asked, &events(life), rules, day)
}

fn events(life: &Life<'_>) -> Events {
    let mut events = Events::of_worker(life.of.worker);
    if let Some(standing) = life.of.standing {
        events = events.and(Events::of_record(standing));
    }
    if let Some(heard) = life.of.household.and_then(|household| household.last_contact) {
        events.add("contact_check", "date", None, heard);
    }
    for date in dates(life, &MilestoneCode::Departure) {
        events.add("departure", "departed_on", None, date);
    }
    for date in dates(life, &MilestoneCode::Return) {
        events.add("return", "arrived_on", None, date);
    }
    events
}

/// Lists often have the milestone alone.
fn dates<'l>(life: &'l Life<'_>, code: &MilestoneCode) -> impl Iterator<Item = PartialDate> + 'l {
    life.milestones.get(code).into_iter().flatten().filter_map(|milestone| milestone.date)
}

#[cfg(test)]
mod tests;
