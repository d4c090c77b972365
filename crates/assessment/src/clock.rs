//! What runs out when: the clocks of complaints, of requests, of contact with people abroad (DOMAIN.md 1.7, 1.8).

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use records::{ElementId, value_set::ClosureReason};
use reference::{Clock, Rules, Unit};
use serde::Serialize;
use serde_with_macros::skip_serializing_none;

use crate::event::{Events, Happening, Instant};

/// A clock that runs. Its words are those of the rule with its code.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunningClock {
    /// Which rule.
    pub code: String,
    /// For which element, of a clock that runs for each.
    pub element: Option<ElementId>,
    /// Since when.
    pub started: Date,
    /// The last day on which what it asks for is in time.
    pub due: Date,
    /// The last moment, of a clock that counts hours.
    pub due_at: Option<Timestamp>,
    /// Days from the day of the assessment to the last one; negative where it is past.
    pub days_left: i32,
    /// Why a complaint may be closed once it is past.
    pub closes: Option<ClosureReason>,
    /// Whether the holidays of all years that it counts working days in are known.
    pub holidays_known: bool,
    /// Whether the source of the rule was read.
    pub verified: bool,
}

impl RunningClock {
    /// Whether the last day is over.
    #[must_use]
    pub const fn is_past(&self) -> bool {
        self.days_left < 0
    }
}

/// The clocks that run on a day, in the order of the rules. A date to the month or year counts from its first day as a
/// start, and to its last as a stop.
pub(crate) fn running<'r>(
    clocks: impl Iterator<Item = &'r Clock>,
    events: &Events,
    rules: &Rules<'_>,
    day: Date,
) -> Vec<RunningClock> {
    clocks.flat_map(|clock| starts(clock, events).into_iter().map(|start| run(clock, start, rules, day))).collect()
}

/// Whether each element of a collection has a clock of its own: where all that starts and stops it are fields of one.
pub(crate) fn is_of_each_element(clock: &Clock) -> bool {
    let mut events = clock.starts.iter().chain(&clock.stops);
    let collection = clock.starts.first().and_then(|start| start.collection());
    collection.is_some() && events.all(|event| event.code().is_none() && event.collection() == collection)
}

fn starts(clock: &Clock, events: &Events) -> Vec<Happening> {
    let of =
        |what: &[reference::ClockEvent]| -> Vec<Happening> { what.iter().flat_map(|event| events.of(event)).collect() };
    let (starts, stops) = (of(&clock.starts), of(&clock.stops));
    if !is_of_each_element(clock) {
        return first_running(&starts, &stops).into_iter().collect();
    }
    let elements: BTreeSet<Option<ElementId>> = starts.iter().map(|start| start.element).collect();
    let within = |all: &[Happening], element| -> Vec<Happening> {
        all.iter().copied().filter(|happening| happening.element == element).collect()
    };
    elements
        .into_iter()
        .filter_map(|element| first_running(&within(&starts, element), &within(&stops, element)))
        .collect()
}

/// The first start after the last stop, or that stop itself where it starts the clock anew.
fn first_running(starts: &[Happening], stops: &[Happening]) -> Option<Happening> {
    let last_stop = stops.iter().max_by_key(|stop| stop.to);
    let runs = |start: &&Happening| last_stop.is_none_or(|stop| is_after(start.from, stop.to) || *start == stop);
    starts.iter().filter(runs).min_by_key(|start| start.from).copied()
}

/// Whether an instant is surely later than another; of one day, only where both moments are known.
fn is_after(later: Instant, earlier: Instant) -> bool {
    match (later.moment, earlier.moment) {
        (Some(later), Some(earlier)) => later > earlier,
        (_, _) => later.day > earlier.day,
    }
}

fn run(clock: &Clock, start: Happening, rules: &Rules<'_>, day: Date) -> RunningClock {
    let from = start.from;
    let (due, due_at) = due(clock, from, rules);
    let counts_working_days = clock.unit == Unit::WorkingDays;
    RunningClock {
        code: clock.code.clone(),
        element: start.element.filter(|_| is_of_each_element(clock)),
        started: from.day,
        due,
        due_at,
        days_left: days_between(day, due),
        closes: clock.closes.clone(),
        holidays_known: !counts_working_days
            || (from.day.year()..=due.year()).all(|year| rules.lists_holidays_of(year)),
        verified: clock.grounds.verified,
    }
}

fn due(clock: &Clock, from: Instant, rules: &Rules<'_>) -> (Date, Option<Timestamp>) {
    let limit = i64::from(clock.limit);
    match clock.unit {
        Unit::Days => (from.day.saturating_add(limit.days()), None),
        Unit::Months => (from.day.saturating_add(limit.months()), None),
        Unit::WorkingDays => (after_working_days(from.day, clock.limit, rules), None),
        Unit::Hours => after_hours(from, limit),
    }
}

/// Where only the day is known, hours count from its end: whole days are then what is left of them.
fn after_hours(from: Instant, hours: i64) -> (Date, Option<Timestamp>) {
    let moment = from.moment.and_then(|moment| moment.checked_add(SignedDuration::from_hours(hours)).ok());
    match moment {
        Some(moment) => (Instant::of_moment(moment).day, Some(moment)),
        None => (from.day.saturating_add((hours / 24).days()), None),
    }
}

fn after_working_days(from: Date, limit: u16, rules: &Rules<'_>) -> Date {
    let mut day = from;
    let mut left = limit;
    while left > 0 && day < Date::MAX {
        day = day.saturating_add(1.day());
        left -= u16::from(rules.is_working_day(day));
    }
    day
}

/// Days from one day to another, negative where the other is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
