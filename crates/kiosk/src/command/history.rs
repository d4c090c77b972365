//! `rantau history`.

use client_core::{
    State,
    record::{HistoryItem, Settled},
};
use records::{ChangeHash, DocId, FileId, Kind, Path, Value};
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
Examples:
  rantau history 4f2a91c0
  rantau history siti aminah --json";

/// Show who wrote what in a record, and how far it got
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The record: its id, the beginning of it, or words that only one person has
    #[arg(required = true, value_name = "ID")]
    record: Vec<String>,
}

/// Every change of a record, each after those that it depends on.
#[derive(Debug, Serialize)]
struct History {
    id: DocId,
    #[serde(skip)]
    kind: Kind,
    changes: Vec<Change>,
}

#[derive(Debug, Serialize)]
struct Change {
    hash: ChangeHash,
    officer: String,
    device: String,
    /// By the author's clock; null of an import.
    at: Option<String>,
    /// By the province's clock.
    received_at: Option<String>,
    state: State,
    /// The list and the row that it comes from.
    import: Option<Row>,
    edits: Vec<Edit>,
    #[serde(skip)]
    local: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    file: FileId,
    row: u32,
}

#[derive(Debug, Serialize)]
struct Edit {
    path: Path,
    from: Vec<Value>,
    to: Option<Value>,
}

pub(crate) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let id = record::find(&device.store, &args.record.join(" "))?;
    let kind = device.store.view(id)?.kind;
    let changes = device.store.history(id)?.into_iter().map(Change::from).collect();
    device.reply(&History { id, kind, changes })
}

impl From<HistoryItem> for Change {
    fn from(item: HistoryItem) -> Self {
        let written = item.import.is_none().then_some(item.at);
        Self {
            hash: item.change,
            officer: item.author.officer_name,
            device: item.author.device_name,
            at: written.map(moment::utc),
            received_at: item.received_at.map(moment::utc),
            state: item.state,
            import: item.import.map(|(file, row)| Row { file, row }),
            edits: item.edits.into_iter().map(Edit::from).collect(),
            local: written.map(moment::local),
        }
    }
}

impl From<Settled> for Edit {
    fn from(edit: Settled) -> Self {
        Self { path: edit.path, from: edit.from, to: edit.to }
    }
}

impl Answer for History {
    fn page(&self, page: &mut Page) {
        for change in &self.changes {
            page.heading(&change.heading(page.lang()));
            let edits: Vec<_> = change.edits.iter().map(|edit| edit.line(self.kind, page.lang())).collect();
            edits.iter().for_each(|edit| page.item(edit));
        }
    }
}

impl Change {
    fn heading(&self, lang: Lang) -> String {
        let when = match (&self.local, &self.import) {
            (Some(local), _) => local.clone(),
            (None, Some(import)) => lang.tell(text::ROW_OF_LIST, &[&import.row]),
            (None, None) => String::new(),
        };
        format!("{when}  {} ({})  {}", self.officer, self.device, lang.say(text::state(self.state)))
    }
}

impl Edit {
    fn line(&self, kind: Kind, lang: Lang) -> String {
        let value = |value: &Value| shown(kind, &self.path, value, lang);
        let label = label(kind, &self.path, lang);
        let from = self.from.iter().map(value).collect::<Vec<_>>().join(" | ");
        match (&self.to, from.is_empty()) {
            (Some(to), true) => format!("{label}: {}", value(to)),
            (Some(to), false) => format!("{label}: {from} -> {}", value(to)),
            (None, _) => format!("{label}: {from} -> {}", lang.say(text::EMPTIED)),
        }
    }
}
