//! `rantau conflicts`.

use client_core::record::{Claimed, FieldConflict};
use records::{DocId, Kind, Path, Value};
use serde::Serialize;

use crate::{
    assignment::{label, shown},
    device::Device,
    failure::Result,
    lang::Lang,
    moment,
    output::{Answer, Reply},
    page::Page,
    record, text,
};

const EXAMPLES: &str = "\
Two values are kept where two people wrote one field without seeing each
other's. Settle them with `rantau resolve`.

Examples:
  rantau conflicts
  rantau conflicts 4f2a91c0";

/// Show the fields that hold several values, with who wrote them
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Only of this record: its id, the beginning of it, or words that only one person has
    #[arg(value_name = "ID")]
    record: Vec<String>,
}

/// The fields in conflict.
#[derive(Debug, Serialize)]
struct Conflicts {
    conflicts: Vec<Shown>,
}

/// One field in conflict, as JSON and pages show it.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: DocId,
    name: String,
    #[serde(skip)]
    kind: Kind,
    pub(crate) path: Path,
    /// The one that is shown meanwhile first.
    pub(crate) values: Vec<Claim>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Claim {
    /// What `rantau resolve … --value` takes for it.
    choice: usize,
    pub(crate) value: Value,
    by: Vec<By>,
}

#[derive(Debug, Serialize)]
struct By {
    /// In which record: of records that were merged, values may differ from one to the other.
    record: DocId,
    officer: String,
    device: String,
    /// By the author's clock; null of an import.
    at: Option<String>,
    #[serde(skip)]
    local: Option<String>,
}

pub(crate) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let only = record::find_any(&device.store, &args.record)?;
    let records = device.store.conflicts()?.into_iter().filter(|(item, _)| only.is_none_or(|id| id == item.doc));
    let conflicts = records.flat_map(|(item, conflicts)| Shown::all(item.doc, item.kind, &item.name, conflicts));
    device.reply(&Conflicts { conflicts: conflicts.collect() })
}

impl Shown {
    /// The conflicts of a record.
    pub(crate) fn all(id: DocId, kind: Kind, name: &str, conflicts: Vec<FieldConflict>) -> Vec<Self> {
        conflicts.into_iter().map(|conflict| Self::of(id, kind, name, conflict)).collect()
    }

    fn of(id: DocId, kind: Kind, name: &str, conflict: FieldConflict) -> Self {
        let values = conflict.values.into_iter().zip(1..).map(|(claimed, choice)| Claim::of(choice, claimed));
        Self { id, kind, name: name.to_owned(), path: conflict.path, values: values.collect() }
    }

    /// Its lines on a page.
    pub(crate) fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&format!("{} [{}]", label(self.kind, &self.path, lang), self.path));
        for claim in &self.values {
            let value = shown(self.kind, &self.path, &claim.value, lang);
            page.line(&format!("  {}. {value}  {}", claim.choice, claim.authors(self.id, lang)));
        }
    }
}

impl Claim {
    fn of(choice: usize, claimed: Claimed) -> Self {
        let by = claimed.by.into_iter().map(|written| {
            let at = (written.at != 0).then_some(written.at);
            By {
                record: written.record,
                officer: written.author.officer_name,
                device: written.author.device_name,
                at: at.map(moment::utc),
                local: at.map(moment::local),
            }
        });
        Self { choice, value: claimed.value, by: by.collect() }
    }

    /// Who wrote it when, and in which record where that is not the one that is shown.
    fn authors(&self, shown: DocId, lang: Lang) -> String {
        let when = |by: &By| by.local.clone().unwrap_or_else(|| lang.say(text::FROM_LIST));
        let place = |by: &By| match by.record == shown {
            true => String::new(),
            false => format!(", {}", lang.tell(text::IN_RECORD, &[&record::short(by.record)])),
        };
        let author = |by: &By| format!("{} ({}), {}{}", by.officer, by.device, when(by), place(by));
        self.by.iter().map(author).collect::<Vec<_>>().join("; ")
    }
}

impl Answer for Conflicts {
    fn page(&self, page: &mut Page) {
        if self.conflicts.is_empty() {
            return page.line(&page.lang().say(text::NO_CONFLICTS));
        }
        for conflict in &self.conflicts {
            page.heading(&format!("{}  {}", conflict.name, record::short(conflict.id)));
            conflict.page(page);
        }
        page.gap();
        page.line(&page.lang().say(text::HOW_TO_RESOLVE));
    }
}
