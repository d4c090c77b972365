//! The way of a person as events, each once: for counting.
//!
//! One departure is told several times: by the village as a milestone, by the family as a departure with its route, by the
//! registry in the `standing`. They seldom agree on the day. Events of one sort that lie close together are taken for one;
//! an event without a date is taken for one that is dated, where there is any.

use jiff::ToSpan;
use records::{
    Country, PartialDate,
    milestone::{MilestoneCode, Phase},
    value_set::ReturnCategory,
};

use crate::{
    Circumstances,
    life::{Homecoming, Life},
};

/// Two tellings of one event are seldom further apart.
const CLOSE: i64 = 30;

/// What happened to one person, as far as anybody tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journey {
    /// Departures to work abroad, in their order.
    pub departures: Vec<Event>,
    /// Returns of the living, in their order.
    pub returns: Vec<Event>,
    /// The death, of somebody who died.
    pub death: Option<Event>,
}

/// Something that happened once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// When; the most exact date that is told.
    pub on: Option<PartialDate>,
    /// To, from or in which country.
    pub country: Option<Country>,
    /// Why somebody came back.
    pub category: Option<ReturnCategory>,
}

/// What happened to a person.
#[must_use]
pub fn journey(circumstances: &Circumstances<'_>) -> Journey {
    let life = Life::of(circumstances);
    let departures = once(departures(&life));
    let country = life.placement().and_then(|placement| placement.country).or_else(|| life.country());
    let returns = once(returns(&life, country));
    let has_died = life.stage.as_ref().is_some_and(|stage| stage.phase == Phase::Ended);
    let death = has_died.then(|| Event { on: life.died_on(), country, category: None });
    Journey { departures, returns, death }
}

fn departures(life: &Life<'_>) -> Vec<Event> {
    let placed = life.placements.iter().map(|placement| Event {
        on: placement.departed_on.or(placement.arrived_on),
        country: placement.country.or_else(|| life.country()),
        category: None,
    });
    placed.chain(milestones(life, &MilestoneCode::Departure, life.country())).collect()
}

fn returns(life: &Life<'_>, country: Option<Country>) -> Vec<Event> {
    let alive = life.homecomings.iter().filter(|home| !home.is_of_remains());
    let told = |home: &Homecoming| Event { on: home.on, country, category: home.category.clone() };
    alive.map(told).chain(milestones(life, &MilestoneCode::Return, country)).collect()
}

fn milestones(life: &Life<'_>, code: &MilestoneCode, country: Option<Country>) -> Vec<Event> {
    let of_code = life.milestones.get(code).into_iter().flatten();
    of_code.map(|milestone| Event { on: milestone.date, country, category: None }).collect()
}

/// The same events, each once.
fn once(mut told: Vec<Event>) -> Vec<Event> {
    told.sort_by_key(|event| (event.on.is_none(), event.on));
    let mut events: Vec<Event> = Vec::new();
    for event in told {
        match events.last_mut() {
            Some(last) if last.is_close_to(&event) => last.take(event),
            _ => events.push(event),
        }
    }
    events
}

impl Event {
    /// Whether both may tell of one thing; the other one is later, or without a date.
    fn is_close_to(&self, other: &Self) -> bool {
        let (Some(on), Some(other)) = (self.on, other.on) else { return true };
        other.earliest() <= on.latest().saturating_add(CLOSE.days())
    }

    /// Takes over what another telling knows better.
    fn take(&mut self, other: Self) {
        let precision = |on: Option<PartialDate>| on.map(|on| (on.precision(), !on.is_estimated()));
        if precision(other.on) > precision(self.on) {
            self.on = other.on;
        }
        self.country = self.country.or(other.country);
        self.category = self.category.take().or(other.category);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{record, worker};
    use records::Kind;

    fn dates(events: &[Event]) -> Vec<String> {
        events.iter().map(|event| event.on.map_or_else(String::new, |on| on.to_string())).collect()
    }

    #[test]
    fn one_departure_that_three_people_tell_of_is_one_event() {
        let worker = worker(&[
            "milestone/a/code=BERANGKAT",
            "milestone/a/date=2025-03",
            "departure/b/departed_on=2025-03-09",
            "departure/b/country=MY",
        ]);
        let standing = record(Kind::Standing, &["departure/c/departed_on=2025-03-11"]);
        let circumstances = Circumstances { standing: Some(&standing), ..Circumstances::of(&worker) };
        let journey = journey(&circumstances);
        assert_eq!(dates(&journey.departures), ["2025-03-09"]);
        assert_eq!(journey.departures[0].country.map(|country| country.code()), Some("MY"));
    }

    #[test]
    fn two_contracts_are_two_departures_and_a_milestone_without_a_date_is_none_of_its_own() {
        let worker = worker(&[
            "departure/a/departed_on=2021-05-01",
            "return/a/arrived_on=2023-06-01",
            "return/a/category=HABIS_KONTRAK",
            "departure/b/departed_on=2024-02-01",
            "milestone/a/code=BERANGKAT",
        ]);
        let journey = journey(&Circumstances::of(&worker));
        assert_eq!(dates(&journey.departures), ["2021-05-01", "2024-02-01"]);
        assert_eq!(dates(&journey.returns), ["2023-06-01"]);
        assert_eq!(journey.returns[0].category, Some(ReturnCategory::ContractEnded));
        assert_eq!(journey.death, None);
    }

    #[test]
    fn remains_are_a_death_and_no_return() {
        let worker = worker(&[
            "departure/a/departed_on=2024-02-01",
            "departure/a/country=MY",
            "return/a/category=JENAZAH",
            "return/a/arrived_on=2025-01-09",
            "return/a/death_date=2025-01-02",
        ]);
        let journey = journey(&Circumstances::of(&worker));
        assert_eq!(journey.returns, []);
        let death = journey.death.unwrap();
        assert_eq!(death.on.map(|on| on.to_string()).as_deref(), Some("2025-01-02"));
        assert_eq!(death.country.map(|country| country.code()), Some("MY"));
    }
}
