//! The figures of one counting, and what of them may be published.

use std::{collections::BTreeMap, str::FromStr};

use jiff::civil::Date;
use serde::Serialize;

use crate::{FigureCode, Period};

/// The smallest number that does not tell of single people: below it, whoever knows the village knows who is meant.
pub const SMALLEST: u64 = 5;

/// The figures of one counting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The day as of which the records were read.
    pub as_of: Date,
    /// The time that the events lie in.
    pub period: Period,
    /// How many people are on record.
    pub people: u64,
    /// Every figure, in the order of [`FigureCode::ALL`].
    pub figures: Vec<Figure>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Which.
    pub code: FigureCode,
    /// How many.
    pub numerator: u64,
    /// Of how many.
    pub denominator: u64,
    /// How many could not be counted: events whose date is not known well enough to lie in the period; people of whom
    /// nobody can tell what they need.
    pub uncertain: u64,
    /// What the numerator is made of; the cells of each dimension sum to it.
    pub by: BTreeMap<Dimension, Vec<Cell>>,
}

/// What a figure can be split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Whether the person went by the official way.
    ProceduralStatus,
    /// Sex.
    Sex,
    /// Formal or informal.
    Sector,
    /// The country.
    Country,
    /// The kabupaten or kota.
    Regency,
    /// Why somebody came back.
    Category,
}

/// One value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The code, `UNKNOWN` where nobody knows.
    pub key: String,
    /// How many, `None` where it is left out because it tells of single people.
    pub count: Option<u64>,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 6] =
        [Self::ProceduralStatus, Self::Sex, Self::Sector, Self::Country, Self::Regency, Self::Category];

    /// The name in commands and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProceduralStatus => "procedural_status",
            Self::Sex => "sex",
            Self::Sector => "sector",
            Self::Country => "country",
            Self::Regency => "regency",
            Self::Category => "category",
        }
    }
}

/// A text that names no dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("one of {}", Dimension::ALL.map(Dimension::as_str).join(", "))]
pub struct ParseDimensionError;

impl FromStr for Dimension {
    type Err = ParseDimensionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|dimension| dimension.as_str() == text).ok_or(ParseDimensionError)
    }
}

impl Report {
    /// A figure of the report.
    #[must_use]
    pub fn figure(&self, code: FigureCode) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.code == code)
    }

    /// What may be published: cells below `smallest` are left out, and where that would leave one alone in its dimension,
    /// which the total gives away, the next smallest too. Totals stay: they are of the whole area.
    #[must_use]
    pub fn published(mut self, smallest: u64) -> Self {
        for figure in &mut self.figures {
            figure.by.values_mut().for_each(|cells| hide_small(cells, smallest));
        }
        self
    }
}

fn hide_small(cells: &mut [Cell], smallest: u64) {
    cells.iter_mut().for_each(|cell| cell.count = cell.count.filter(|count| *count == 0 || *count >= smallest));
    let hidden = cells.iter().filter(|cell| cell.count.is_none()).count();
    if hidden == 1
        && let Some(next) = cells.iter_mut().filter(|cell| cell.count > Some(0)).min_by_key(|cell| cell.count)
    {
        next.count = None;
    }
}
