//! Adding people up.

use std::collections::BTreeMap;

use assessment::journey::Event;
use jiff::civil::Date;
use records::value_set::ProceduralStatus;

use crate::{
    Complaint, FigureCode, Period, Person, Report,
    period::Lies,
    person::Ahead,
    report::{Cell, Dimension, Figure},
};

/// What has been counted so far. The order in which people come does not matter.
#[derive(Debug, Clone)]
pub struct Tally {
    period: Period,
    as_of: Date,
    people: u64,
    ahead: u64,
    /// Of those ahead, those of whom nobody can tell what they need.
    needs_unknown: u64,
    open_cases: u64,
    counts: BTreeMap<FigureCode, Count>,
}

/// One numerator, and what it is made of.
#[derive(Debug, Clone, Default)]
struct Count {
    total: u64,
    uncertain: u64,
    cells: BTreeMap<Dimension, BTreeMap<String, u64>>,
}

/// The code of what nobody knows.
const UNKNOWN: &str = "UNKNOWN";

impl Tally {
    /// Nothing yet, for figures about `period` as known on the day `as_of`.
    #[must_use]
    pub const fn new(period: Period, as_of: Date) -> Self {
        Self { period, as_of, people: 0, ahead: 0, needs_unknown: 0, open_cases: 0, counts: BTreeMap::new() }
    }

    /// Counts a person.
    pub fn person(&mut self, person: &Person) {
        self.people += 1;
        for departure in &person.journey.departures {
            self.departure(person, departure);
        }
        for home in &person.journey.returns {
            self.event(FigureCode::Returns, person, home, &person.status);
        }
        if let Some(death) = &person.journey.death {
            let is_counted = self.event(FigureCode::Deaths, person, death, &person.status_at_death);
            if is_counted && person.status_at_death == ProceduralStatus::NonProcedural {
                self.add(FigureCode::DeathsNonProcedural, person, Some(death), &person.status_at_death);
            }
        }
        if let Some(ahead) = &person.ahead {
            self.ahead(person, *ahead);
        }
    }

    /// Counts a complaint.
    pub fn complaint(&mut self, complaint: Complaint) {
        if complaint.is_open {
            self.open_cases += 1;
            self.count(FigureCode::CasesPastClock).total += u64::from(complaint.is_past_clock);
        }
    }

    fn departure(&mut self, person: &Person, departure: &Event) {
        if !self.event(FigureCode::Placements, person, departure, &person.status) {
            return;
        }
        if person.status == ProceduralStatus::NonProcedural {
            self.add(FigureCode::PlacementsNonProcedural, person, Some(departure), &person.status);
        }
        if person.orientation {
            self.add(FigureCode::OrientationDone, person, Some(departure), &person.status);
        }
    }

    fn ahead(&mut self, person: &Person, ahead: Ahead) {
        self.ahead += 1;
        let Ahead { complete, no_docs, no_p3mi, no_competence } = ahead;
        self.needs_unknown += u64::from(complete.is_none());
        let flags = [
            (FigureCode::DocumentsComplete, complete == Some(true)),
            (FigureCode::NoDocs, no_docs),
            (FigureCode::NoP3mi, no_p3mi),
            (FigureCode::NoCompetence, no_competence),
        ];
        for (code, _) in flags.into_iter().filter(|(_, is_so)| *is_so) {
            self.add(code, person, None, &person.status);
        }
    }

    /// Counts an event where it lies in the period; whether it does.
    fn event(&mut self, code: FigureCode, person: &Person, event: &Event, status: &ProceduralStatus) -> bool {
        match self.period.holds(event.on.as_ref()) {
            Lies::Inside => self.add(code, person, Some(event), status),
            Lies::Perhaps => self.count(code).uncertain += 1,
            Lies::Outside => {}
        }
        self.period.holds(event.on.as_ref()) == Lies::Inside
    }

    fn add(&mut self, code: FigureCode, person: &Person, event: Option<&Event>, status: &ProceduralStatus) {
        let count = self.count(code);
        count.total += 1;
        let known = |code: Option<&str>| code.unwrap_or(UNKNOWN).to_owned();
        let mut cell = |dimension, key: String| *count.cells.entry(dimension).or_default().entry(key).or_default() += 1;
        cell(Dimension::ProceduralStatus, status.code().to_owned());
        cell(Dimension::Sex, known(person.sex.as_ref().map(|sex| sex.code())));
        cell(Dimension::Sector, known(person.sector.as_ref().map(|sector| sector.code())));
        cell(Dimension::Regency, person.regency.as_str().to_owned());
        if let Some(event) = event {
            cell(Dimension::Country, known(event.country.map(|country| country.code())));
            if let Some(category) = &event.category {
                cell(Dimension::Category, category.code().to_owned());
            }
        }
    }

    fn count(&mut self, code: FigureCode) -> &mut Count {
        self.counts.entry(code).or_default()
    }

    /// The figures.
    #[must_use]
    pub fn report(&self) -> Report {
        let figures = FigureCode::ALL.into_iter().map(|code| self.figure(code)).collect();
        Report { as_of: self.as_of, period: self.period, people: self.people, figures }
    }

    fn figure(&self, code: FigureCode) -> Figure {
        let count = self.counts.get(&code).cloned().unwrap_or_default();
        let cell = |(key, count): (String, u64)| Cell { key, count: Some(count) };
        let cells = count.cells.into_iter().map(|(of, cells)| (of, cells.into_iter().map(cell).collect()));
        Figure {
            code,
            numerator: count.total,
            denominator: self.denominator(code),
            uncertain: if code == FigureCode::DocumentsComplete { self.needs_unknown } else { count.uncertain },
            by: cells.collect(),
        }
    }

    fn denominator(&self, code: FigureCode) -> u64 {
        let total = |code| self.counts.get(&code).map_or(0, |count| count.total);
        match code {
            FigureCode::Placements | FigureCode::Returns | FigureCode::Deaths => self.people,
            FigureCode::PlacementsNonProcedural | FigureCode::OrientationDone => total(FigureCode::Placements),
            FigureCode::DeathsNonProcedural => total(FigureCode::Deaths),
            FigureCode::DocumentsComplete => self.ahead - self.needs_unknown,
            FigureCode::NoDocs | FigureCode::NoP3mi | FigureCode::NoCompetence => self.ahead,
            FigureCode::CasesPastClock => self.open_cases,
        }
    }
}
