//! `rantau-server stats`.

use std::fmt::Write as _;

use clap::Args;
use jiff::civil::Date;
use records::RegionCode;
use serde::Serialize;
use statistics::{Cell, Dimension, Figure, Period, Report, SMALLEST};

use super::{Common, Output};
use crate::{
    Error, Result,
    census::{self, Census, Question},
    clock, notice,
};

/// Of whom, when, and for whose eyes.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    common: Common,
    /// First day of the period [default: the first of January]
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Last day of the period [default: today]
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    /// Only people whose home is in this area
    #[arg(long, value_name = "CODE", value_parser = RegionCode::parse)]
    area: Option<RegionCode>,
    /// Split each figure: procedural_status, sex, sector, country, regency, category
    #[arg(long, value_name = "WHAT")]
    by: Option<Dimension>,
    /// Leave out numbers so small that they tell of single people: for whoever may not read the records
    #[arg(long)]
    publish: bool,
}

/// The figures of the province.
#[derive(Debug, Serialize)]
struct Stats {
    province: String,
    area: Option<RegionCode>,
    /// The version of the rules that records were held against.
    rules: String,
    /// Documents that do not open, and so are in no figure.
    unreadable: u64,
    /// Below which number cells are left out (null).
    withheld_below: Option<u64>,
    #[serde(flatten)]
    report: Report,
    definitions: Vec<Defined>,
}

/// What a figure counts.
#[derive(Debug, Serialize)]
struct Defined {
    code: &'static str,
    label_id: &'static str,
    label_en: &'static str,
    definition_id: &'static str,
    definition_en: &'static str,
}

pub(super) fn run(options: &Options) -> Result<Output> {
    let opened = options.common.open()?;
    let today = clock::date(opened.store.clock().now());
    let period = Period::asked(options.from, options.to, today).map_err(|error| Error::Usage(error.to_string()))?;
    let question = Question { period, today, area: options.area.clone() };
    let key = opened.home.keys()?.deployment;
    let (province, rules, Census { tally, unreadable }) = opened.store.read_blocking(|conn| {
        let reference = notice::reference(conn)?;
        let census = census::count(conn, opened.deployment, &key, &reference, &question)?;
        Ok((crate::store::deployment::get(conn)?.region, reference.version, census))
    })?;
    let report = tally.report();
    let report = if options.publish { report.published(SMALLEST) } else { report };
    let definitions = report.figures.iter().map(Defined::of).collect();
    let stats = Stats {
        province: province.to_string(),
        area: options.area.clone(),
        rules,
        unreadable,
        withheld_below: options.publish.then_some(SMALLEST),
        report,
        definitions,
    };
    let text = stats.lines(options.by);
    Ok(options.common.output(opened.deployment, &stats, &text))
}

impl Defined {
    const fn of(figure: &Figure) -> Self {
        let words = figure.code.definition();
        Self {
            code: figure.code.code(),
            label_id: words.label_id,
            label_en: words.label_en,
            definition_id: words.definition_id,
            definition_en: words.definition_en,
        }
    }
}

impl Stats {
    fn lines(&self, by: Option<Dimension>) -> String {
        let mut text = format!(
            "As of {}, {} to {}, rules {}, {} people on record\n",
            self.report.as_of,
            self.report.period.from(),
            self.report.period.to(),
            self.rules,
            self.report.people
        );
        if self.unreadable > 0 {
            let _ = writeln!(text, "{} documents do not open and are in no figure: see `check`", self.unreadable);
        }
        for (figure, words) in self.report.figures.iter().zip(&self.definitions) {
            let _ = writeln!(text, "\n{}: {}\n  {}", words.label_en, share(figure), words.definition_en);
            let cells = by.and_then(|by| figure.by.get(&by)).into_iter().flatten();
            cells.for_each(|cell| text.push_str(&line_of(cell)));
        }
        text
    }
}

fn share(figure: &Figure) -> String {
    let uncertain = match figure.uncertain {
        0 => String::new(),
        count => format!(", and {count} that cannot be counted, as too little is known"),
    };
    format!("{} of {}{uncertain}", figure.numerator, figure.denominator)
}

fn line_of(cell: &Cell) -> String {
    let count =
        cell.count.map_or_else(|| format!("fewer than {SMALLEST}, or withheld for one"), |count| count.to_string());
    format!("  {:<20} {count}\n", cell.key)
}
