//! `rantau history`.

use client_core::{
    State,
    record::{HistoryItem, Settled},
};
use records::{ChangeHash, DocId, FileId, Kind, Path, Value, field::identity, growth};
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
    /// In which record: of records that were merged, each has its own history.
    record: DocId,
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
            record: item.record,
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
        let lang = page.lang();
        for change in &self.changes {
            page.heading(&change.heading(self.id, lang));
            let sentences = change.edits.iter().filter_map(|edit| change.sentence(self.kind, edit, lang));
            sentences.for_each(|sentence| page.item(&sentence));
        }
    }
}

impl Change {
    /// When, on which device, which change it is and how far it got.
    fn heading(&self, shown: DocId, lang: Lang) -> String {
        let mut parts: Vec<_> = self.local.iter().cloned().collect();
        parts.push(lang.tell(text::ON_DEVICE, &[&self.device]));
        if self.record != shown {
            parts.push(lang.tell(text::IN_RECORD, &[&record::short(self.record)]));
        }
        let hash: String = self.hash.to_string().chars().take(8).collect();
        parts.extend([lang.say(text::state(self.state)), hash]);
        parts.join("  ")
    }

    /// What one edit did, `None` where another sentence of the change says it.
    fn sentence(&self, kind: Kind, edit: &Edit, lang: Lang) -> Option<String> {
        let (who, value) = (&self.officer, |value: &Value| shown(kind, &edit.path, value, lang));
        let field = label(kind, &edit.path, lang);
        let from = edit.from.iter().map(value).collect::<Vec<_>>().join(" | ");
        if self.is_said_by_parts(kind, &edit.path) {
            return None;
        }
        if let Some(sentence) = self.of_identity(edit, lang) {
            return sentence;
        }
        Some(match (&edit.to, &edit.from[..], &self.import) {
            (Some(to), [], Some(row)) => lang.tell(text::TOLD_IMPORTED, &[who, &row.row, &field, &value(to)]),
            (Some(to), _, Some(row)) => lang.tell(text::TOLD_REIMPORTED, &[who, &row.row, &field, &from, &value(to)]),
            (Some(to), [], None) => lang.tell(text::TOLD_WRITTEN, &[who, &field, &value(to)]),
            (Some(to), [_], None) => lang.tell(text::TOLD_CHANGED, &[who, &field, &from, &value(to)]),
            (Some(to), _, None) => lang.tell(text::TOLD_SETTLED, &[who, &field, &value(to), &from]),
            (None, _, _) => lang.tell(text::TOLD_EMPTIED, &[who, &field, &from]),
        })
    }

    /// Whether a field was written for older devices only: the change wrote its parts, too.
    fn is_said_by_parts(&self, kind: Kind, path: &Path) -> bool {
        let is_part = |edit: &Edit| edit.path != *path && growth::concerns(kind, &edit.path);
        growth::is_for_older_devices(kind, path) && self.edits.iter().any(is_part)
    }

    /// What merges, splits and settled differences say; the inner `None` for what goes without saying.
    fn of_identity(&self, edit: &Edit, lang: Lang) -> Option<Option<String>> {
        let who = &self.officer;
        let named = edit.to.as_ref().or(edit.from.first()).and_then(Value::as_text);
        let other = named.and_then(|id| id.parse().ok()).map_or_else(String::new, record::short);
        let (done, undone) = match edit.path.segments().collect::<Vec<_>>()[..] {
            [identity::MERGED_INTO] => (text::TOLD_MERGED, text::TOLD_PARTED),
            [identity::NOT_SAME, _, "record"] => (text::TOLD_NOT_SAME, text::TOLD_MAYBE_SAME),
            [identity::SPLIT_FROM] => (text::TOLD_SPLIT, text::TOLD_NOT_SPLIT),
            [identity::SETTLED, _, "record"] => (text::TOLD_DIFFERENCE, text::TOLD_DIFFERENCE_OPEN),
            [identity::SETTLED, ..] => return Some(None),
            _ => return None,
        };
        Some(Some(lang.tell(if edit.to.is_some() { done } else { undone }, &[who, &other])))
    }
}
