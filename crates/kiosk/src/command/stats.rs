//! `rantau stats`.

use std::collections::BTreeMap;

use client_core::{Clock, Filter, SystemClock};
use jiff::civil::Date;
use language::Label;
use records::{
    Country, DocId, Kind, RegionCode,
    value_set::{CodeSet, ProceduralStatus, ReturnCategory, Sector, Sex},
};
use reference::Rules;
use serde::Serialize;
use statistics::{Cell, Complaint, Dimension, Figure, FigureCode, Period, Person, SMALLEST, Tally};

use crate::{
    assignment::{code_label, country},
    device::Device,
    failure::{Failure, Result},
    lang::Lang,
    moment,
    output::{Answer, Reply},
    page::Page,
    record, text, village,
};

const EXAMPLES: &str = "\
Everything is counted from the records of this device, now: a corrected record
corrects the figure. Each figure says of how many, and how many could not be
counted. Figures for others are those of --publish, which leaves out numbers
so small that they tell of single people.

Examples:
  rantau stats
  rantau stats --from 2026-01-01 --to 2026-06-30 --by regency
  rantau stats --area 53.13 --by procedural_status --publish --json";

/// Figures: departures, returns, deaths, papers, orientation, complaints past their clock
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
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
    /// Leave out what would tell of single people
    #[arg(long)]
    publish: bool,
}

/// The figures of the device.
#[derive(Debug, Serialize)]
struct Stats {
    as_of: Date,
    from: Date,
    to: Date,
    area: Option<RegionCode>,
    /// The version of the rules that records were held against.
    rules: String,
    /// How many people are on record.
    people: u64,
    /// Below which number cells are left out (null).
    withheld_below: Option<u64>,
    figures: Vec<Line>,
    #[serde(skip)]
    split: Option<Dimension>,
}

#[derive(Debug, Serialize)]
struct Line {
    code: FigureCode,
    label: String,
    definition: String,
    numerator: u64,
    denominator: u64,
    uncertain: u64,
    by: BTreeMap<Dimension, Vec<Cell>>,
}

/// The names and definitions of the figures, as language files translate them.
pub(super) fn labels() -> impl Iterator<Item = Label> {
    FigureCode::ALL.into_iter().flat_map(|code| {
        let words = code.definition();
        let label = Label::new(key(code, "label"), words.label_id, words.label_en);
        [label, Label::new(key(code, "definition"), words.definition_id, words.definition_en)]
    })
}

fn key(code: FigureCode, part: &str) -> String {
    format!("figure-{}-{part}", code.code())
}

pub(crate) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let today = moment::date(SystemClock.now());
    let period = Period::asked(args.from, args.to, today);
    let period = period.map_err(|_| Failure::usage("no_period", text::NO_PERIOD, text::NO_PERIOD_NEXT))?;
    let reference = device.store.reference()?;
    let report = args.count(device, period, &reference.at(today))?.report();
    let report = if args.publish { report.published(SMALLEST) } else { report };
    let lang = device.output.lang();
    device.reply(&Stats {
        as_of: today,
        from: period.from(),
        to: period.to(),
        area: args.area.clone(),
        rules: reference.version.clone(),
        people: report.people,
        withheld_below: args.publish.then_some(SMALLEST),
        figures: report.figures.into_iter().map(|figure| Line::of(figure, lang)).collect(),
        split: args.by,
    })
}

impl Args {
    fn count(&self, device: &Device, period: Period, rules: &Rules<'_>) -> Result<Tally> {
        let (today, surroundings, villages) = (rules.day(), device.store.surroundings()?, villages(device)?);
        let mut tally = Tally::new(period, today);
        for about in device.store.everybody()? {
            let home = about.worker.origin_village.as_ref().or_else(|| villages.get(&about.doc));
            let Some(home) = home.filter(|home| self.covers(home)) else { continue };
            let told = surroundings.assess(&about, rules, today);
            tally.person(&surroundings.ask(&about, |of| Person::of(of, &told, home)));
        }
        for (_, case) in device.store.records(Kind::Case)? {
            let is_covered = case.get("village").is_none_or(|village: RegionCode| self.covers(&village));
            if is_covered && case.get::<String>("removed").is_none() {
                tally.complaint(Complaint::of(&assessment::case(&case, rules, today)));
            }
        }
        Ok(tally)
    }

    fn covers(&self, home: &RegionCode) -> bool {
        self.area.as_ref().is_none_or(|area| area.contains(home))
    }
}

/// The village of every worker, as lists show it.
fn villages(device: &Device) -> Result<BTreeMap<DocId, RegionCode>> {
    let workers = device.store.list(&Filter { kind: Some(Kind::Worker), ..Filter::default() }, record::EVERY, 0)?;
    let village = |item: client_core::ListItem| Some((item.doc, RegionCode::parse(&item.village).ok()?));
    Ok(workers.into_iter().filter_map(village).collect())
}

impl Line {
    fn of(figure: Figure, lang: Lang) -> Self {
        let words = figure.code.definition();
        Self {
            label: lang.label(&key(figure.code, "label"), words.label_id, words.label_en),
            definition: lang.label(&key(figure.code, "definition"), words.definition_id, words.definition_en),
            code: figure.code,
            numerator: figure.numerator,
            denominator: figure.denominator,
            uncertain: figure.uncertain,
            by: figure.by,
        }
    }

    fn share(&self, lang: Lang) -> String {
        let percent = match self.denominator {
            0 => "–".to_owned(),
            all => format!("{:.1}", self.numerator as f64 * 100.0 / all as f64),
        };
        let share = lang.tell(text::FIGURE_SHARE, &[&self.numerator, &self.denominator, &percent]);
        match self.uncertain {
            0 => share,
            count => format!("{share}, {}", lang.tell(text::FIGURE_UNCERTAIN, &[&count])),
        }
    }
}

impl Answer for Stats {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        let mut head = vec![
            (lang.say(text::AS_OF), self.as_of.to_string()),
            (lang.say(text::PERIOD), format!("{} – {}", self.from, self.to)),
            (lang.say(text::RULES_VERSION), self.rules.clone()),
        ];
        head.extend(self.area.as_ref().map(|area| (lang.say(text::REGION), village::shown(area.as_str()))));
        page.pairs(head);
        page.line(&lang.tell(text::FIGURES_PEOPLE, &[&self.people]));
        for line in &self.figures {
            page.heading(&format!("{}: {}", line.label, line.share(lang)));
            page.line(&line.definition);
            self.cells(line, page);
        }
    }
}

impl Stats {
    fn cells(&self, line: &Line, page: &mut Page) {
        let lang = page.lang();
        let Some((dimension, cells)) = self.split.and_then(|split| line.by.get_key_value(&split)) else { return };
        let withheld = || lang.tell(text::FIGURE_WITHHELD, &[&self.withheld_below.unwrap_or(SMALLEST)]);
        let rows = cells.iter().map(|cell| {
            vec![value(*dimension, &cell.key, lang), cell.count.map_or_else(withheld, |count| count.to_string())]
        });
        page.table(&[text::VALUE, text::HOW_MANY], rows);
    }
}

/// What people read of the value of a dimension.
fn value(dimension: Dimension, key: &str, lang: Lang) -> String {
    let coded = |set: &CodeSet| code_label(set, key, lang);
    let label = match dimension {
        Dimension::ProceduralStatus => coded(&ProceduralStatus::SET),
        Dimension::Sex => coded(&Sex::SET),
        Dimension::Sector => coded(&Sector::SET),
        Dimension::Category => coded(&ReturnCategory::SET),
        Dimension::Country => Country::parse(key).ok().map(|_| country(key, lang)),
        Dimension::Regency => Some(village::shown(key)),
    };
    label.unwrap_or_else(|| if key == "UNKNOWN" { lang.say(text::UNKNOWN_VALUE) } else { key.to_owned() })
}
