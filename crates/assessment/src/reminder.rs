//! What somebody is to do or to ask soon: contracts that end, contacts that are due, papers that expire.

use jiff::civil::Date;
use records::{ElementId, value_set::DocumentType};
use reference::Rules;
use serde::Serialize;
use serde_with_macros::skip_serializing_none;

use crate::{
    clock::{RunningClock, days_between},
    life::{Life, Way},
    paper::{Paper, PaperState},
};

/// So many days before a contract ends the village hears of it: time to ask about the extension or the way home. A default
/// of this project.
const CONTRACT_DAYS: i32 = 60;
/// So many days before a paper expires: a passport is renewed within weeks, a visa within months. A default of this project.
const PAPER_DAYS: i32 = 90;
/// So many days before a clock runs out. A default of this project.
const CLOCK_DAYS: i32 = 7;

/// The papers whose end matters to somebody who is abroad; that of a health certificate only matters before.
const NEEDED_ABROAD: &[DocumentType] = &[
    DocumentType::Passport,
    DocumentType::WorkVisa,
    DocumentType::WorkAgreement,
    DocumentType::BpjsTk,
    DocumentType::Jkn,
];

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reminder {
    /// What.
    #[serde(flatten)]
    pub what: Reminding,
    /// The day.
    pub due: Date,
    /// Days until then; negative where the day is past.
    pub days_left: i32,
}

/// What is due.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "code")]
pub enum Reminding {
    /// A contract ends, or ended and nobody wrote of an extension or a return.
    ContractEnds {
        /// The departure that it belongs to.
        departure: ElementId,
    },
    /// A clock runs out: contact with the family, an answer to a request.
    Clock {
        /// The rule's code.
        clock: String,
        /// The element that it runs for.
        element: Option<ElementId>,
    },
    /// A paper expires.
    PaperExpires {
        /// Which.
        document: DocumentType,
    },
    /// The worker's card expires.
    CardExpires,
}

impl Reminding {
    /// The code, as JSON has it and the words are found by.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ContractEnds { .. } => "CONTRACT_ENDS",
            Self::Clock { .. } => "CLOCK",
            Self::PaperExpires { .. } => "PAPER_EXPIRES",
            Self::CardExpires => "CARD_EXPIRES",
        }
    }
}

impl Reminder {
    /// Whether the day is past.
    #[must_use]
    pub const fn is_overdue(&self) -> bool {
        self.days_left < 0
    }
}

/// What is due on a day or soon, the earliest first.
pub(crate) fn reminders(
    life: &Life<'_>,
    papers: &[Paper],
    clocks: &[RunningClock],
    rules: &Rules<'_>,
    day: Date,
) -> Vec<Reminder> {
    let is_away = life.way() == Way::Away;
    let contract = contract_end(life, day).filter(|_| is_away);
    let expiring = expiring(life, papers, day).filter(|_| life.way() != Way::Over);
    let clocks = of_clocks(clocks, rules);
    let mut reminders: Vec<Reminder> = contract.into_iter().chain(expiring).chain(clocks).collect();
    reminders.sort_by(|a, b| (a.due, &a.what).cmp(&(b.due, &b.what)));
    reminders
}

fn within(what: Reminding, due: Date, day: Date, notice: i32) -> Option<Reminder> {
    let days_left = days_between(day, due);
    (days_left <= notice).then_some(Reminder { what, due, days_left })
}

fn contract_end(life: &Life<'_>, day: Date) -> Option<Reminder> {
    let placement = life.placement()?;
    let end = placement.contract_end?.latest();
    let what = Reminding::ContractEnds { departure: placement.id };
    within(what, end, day, CONTRACT_DAYS)
}

fn expiring<'l>(life: &'l Life<'_>, papers: &'l [Paper], day: Date) -> impl Iterator<Item = Reminder> + 'l {
    let is_away = life.way() == Way::Away;
    let counts = move |paper: &&Paper| {
        let is_there = matches!(paper.state, PaperState::Had | PaperState::Expired | PaperState::Suspect);
        is_there && (!is_away || NEEDED_ABROAD.contains(&paper.document))
    };
    let papers = papers.iter().filter(counts).filter_map(move |paper| {
        let what = Reminding::PaperExpires { document: paper.document.clone() };
        within(what, paper.expires_on?.latest(), day, PAPER_DAYS)
    });
    let stated = life.of.stated("ekpmi_valid_to");
    let card: Option<records::PartialDate> = stated.or(life.of.worker.ekpmi_valid_to);
    papers.chain(card.and_then(|end| within(Reminding::CardExpires, end.latest(), day, PAPER_DAYS)))
}

/// Of clocks that run from the same starts, such as 30 and 90 days without contact, one says it all: the longest that is
/// past, or the shortest where none is.
fn of_clocks<'l>(clocks: &'l [RunningClock], rules: &'l Rules<'_>) -> impl Iterator<Item = Reminder> + 'l {
    let starts = |clock: &RunningClock| {
        let rule = rules.clocks(records::Kind::Worker).find(|rule| rule.code == clock.code)?;
        Some((&rule.starts, &rule.stops))
    };
    let outdoes = |other: &RunningClock, clock: &RunningClock| {
        if clock.is_past() { other.is_past() && other.due > clock.due } else { other.due < clock.due }
    };
    let is_outdone = move |clock: &RunningClock| {
        let by = |other: &RunningClock| outdoes(other, clock) && starts(other) == starts(clock);
        clock.element.is_none() && clocks.iter().any(by)
    };
    let soon = clocks.iter().filter(move |clock| !is_outdone(clock) && clock.days_left <= CLOCK_DAYS);
    soon.map(|clock| Reminder {
        what: Reminding::Clock { clock: clock.code.clone(), element: clock.element },
        due: clock.due,
        days_left: clock.days_left,
    })
}
