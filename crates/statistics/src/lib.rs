//! Figures about many people, of the kind that a province publishes: placements, returns, deaths, papers, orientation,
//! complaints past their clock.
//!
//! Published figures contradict each other (two for NTB in one year; DOMAIN.md 3.2) because nobody says what was counted.
//! So a [`Figure`] never comes alone: it has a numerator, a denominator, the period, the day of which it tells, a
//! definition in words, and how many things could not be counted because their date is not known well enough. Everything is
//! computed from records each time and nothing is kept, so that a corrected record corrects the figure.
//!
//! ```
//! use assessment::Circumstances;
//! use jiff::civil::date;
//! use records::{RegionCode, worker::Worker};
//! use reference::Reference;
//! use statistics::{FigureCode, Period, Person, Tally};
//!
//! let (today, village) = (date(2026, 3, 1), RegionCode::parse("52.03.13.2001")?);
//! let worker = Worker { name: Some("Contoh Satu".to_owned()), ..Worker::default() };
//! let circumstances = Circumstances::of(&worker);
//! let told = assessment::worker(&circumstances, &Reference::embedded().at(today), today);
//!
//! let mut tally = Tally::new(Period::year_to(today), today);
//! tally.person(&Person::of(&circumstances, &told, &village));
//! let report = tally.report();
//! let without_papers = report.figure(FigureCode::NoDocs).ok_or("every figure is there")?;
//! assert_eq!((without_papers.numerator, without_papers.denominator), (1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! From records to a report:
//!
//! 1. [`Person`] and [`Complaint`]: what is counted of one record;
//! 2. [`Tally`]: adds them up, in any order;
//! 3. [`Report`]: the figures; [`Report::published`] leaves out numbers so small that they tell of single people.
//!
//! What this crate does not do: it reads no records and decides nothing about them ([`assessment`] does), and it sums no
//! remittances, which nobody observes person by person.

mod complaint;
mod figure;
mod period;
mod person;
mod report;
mod tally;

pub use complaint::Complaint;
pub use figure::{Definition, FigureCode};
pub use period::{Period, PeriodError};
pub use person::Person;
pub use report::{Cell, Dimension, Figure, ParseDimensionError, Report, SMALLEST};
pub use tally::Tally;

#[cfg(test)]
mod tests;
