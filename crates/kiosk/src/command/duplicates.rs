//! `rantau duplicates`.

use std::collections::BTreeSet;

use client_core::duplicate::{Duplicate, Suspect};
use matching::{LIKELY, Reason};
use records::worker::ImportSource;
use serde::Serialize;

use super::split;
use crate::{
    clue,
    device::Device,
    failure::Result,
    lang::Lang,
    output::{Answer, Reply},
    page::Page,
    record::{self, Line},
    text,
};

const EXAMPLES: &str = "\
Two records may be one person who was written down twice: under another
spelling, with a NIK that was mistyped or left out, with day and month of birth
the wrong way round. Nothing is merged; somebody who knows the village decides.

Examples:
  rantau duplicates
  rantau duplicates --likely               hardly two people: from 0.95
  rantau duplicates 4f2a91c0 --json        who else this person may be
  rantau duplicates --contradictions       the reverse: two people in one record";

/// Show records that may be one person, with what speaks for it
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Only of this record: its id, the beginning of it, or words that only one person has
    #[arg(value_name = "ID")]
    record: Vec<String>,
    /// Records that are likely of two people, with what each said
    #[arg(long, conflicts_with_all = ["likely", "limit"])]
    contradictions: bool,
    /// Only pairs that are hardly two people
    #[arg(long)]
    likely: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

/// The pairs, the likeliest first.
#[derive(Debug, Serialize)]
struct Duplicates {
    /// How many there are.
    total: usize,
    duplicates: Vec<Shown>,
}

#[derive(Debug, Serialize)]
struct Shown {
    /// The probability that both are one person, from 0.5 to 0.999.
    score: f64,
    reasons: BTreeSet<Reason>,
    records: [Named; 2],
}

#[derive(Debug, Serialize)]
struct Named {
    #[serde(flatten)]
    line: Line,
    /// The rows of lists that the record came from.
    sources: Vec<ImportSource>,
}

pub(crate) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let only = record::find_any(&device.store, &args.record)?;
    if args.contradictions {
        let found = device.store.contradictions()?.into_iter();
        let found = found.filter(|(item, _)| only.is_none_or(|id| id == item.doc));
        let records = found
            .map(|(item, statements)| Mixed { made_of: split::Shown::of(item.doc, statements), record: item.into() });
        return device.reply(&Contradictions { records: records.collect() });
    }
    let mut found = device.store.duplicates()?;
    found.retain(|pair| only.is_none_or(|id| pair.records.iter().any(|record| record.item.doc == id)));
    found.retain(|pair| !args.likely || pair.score >= LIKELY);
    let total = found.len();
    let duplicates = found.into_iter().take(args.limit).map(Shown::from).collect();
    device.reply(&Duplicates { total, duplicates })
}

/// The records that are likely of two people, the likeliest first.
#[derive(Debug, Serialize)]
struct Contradictions {
    records: Vec<Mixed>,
}

#[derive(Debug, Serialize)]
struct Mixed {
    record: Line,
    #[serde(flatten)]
    made_of: split::Shown,
}

impl Answer for Contradictions {
    fn page(&self, page: &mut Page) {
        if self.records.is_empty() {
            return page.line(&page.lang().say(text::NO_CONTRADICTIONS));
        }
        for mixed in &self.records {
            page.heading(&format!("{}  {}", record::short(mixed.record.id), mixed.record.name));
            mixed.made_of.page(page);
        }
        page.gap();
        page.line(&page.lang().say(text::CONTRADICTIONS_NEXT));
    }
}

impl From<Duplicate> for Shown {
    fn from(Duplicate { score, reasons, records }: Duplicate) -> Self {
        let named = |Suspect { item, sources }| Named { line: item.into(), sources };
        // Thousandths, and never quite 1: more would promise what no judgement holds.
        Self { score: (score * 1000.0).floor().min(999.0) / 1000.0, reasons, records: records.map(named) }
    }
}

impl Answer for Duplicates {
    fn page(&self, page: &mut Page) {
        if self.total == 0 {
            return page.line(&page.lang().say(text::NO_DUPLICATES));
        }
        self.duplicates.iter().for_each(|pair| pair.page(page));
        page.gap();
        page.line(&page.lang().tell(text::PAIRS_OF, &[&self.duplicates.len(), &self.total]));
        page.line(&page.lang().say(text::DUPLICATES_NEXT));
    }
}

impl Shown {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.heading(&format!("{:.0} %", (self.score * 100.0).floor()));
        for record in &self.records {
            page.item(&record.told(lang));
        }
        clue::sentences(&self.reasons, lang).iter().for_each(|sentence| page.line(sentence));
    }
}

impl Named {
    /// Id, name, birth date, place and where it came from, as far as they are known.
    fn told(&self, lang: Lang) -> String {
        let Line { id, name, birth_date, .. } = &self.line;
        let mut parts = vec![format!("{}  {name}", record::short(*id)), birth_date.clone(), self.line.place()];
        parts.extend(self.sources.iter().map(|source| from_row(source, lang)));
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    }
}

fn from_row(source: &ImportSource, lang: Lang) -> String {
    let list = source.file_name.clone().unwrap_or_else(|| lang.say(text::UNNAMED_LIST));
    lang.tell(text::FROM_ROW, &[&list, &source.row.row])
}
