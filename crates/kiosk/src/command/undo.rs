//! `rantau undo`.

use client_core::record::Undone;
use records::{ChangeHash, DocId, Kind, Path};
use serde::Serialize;

use crate::{
    assignment::label,
    device::Device,
    failure::{Failure, Result},
    output::{Answer, Reply},
    page::Page,
    record, text,
};

const EXAMPLES: &str = "\
Nothing is taken out of a history: what the change did is undone by another
change, which can be undone in turn. A field that somebody wrote over since
stays as it is, and is named.

Examples:
  rantau history 4f2a91c0
  rantau undo 4f2a91c0 9c1d2e3f";

/// Undo one change of a record
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The record: its id, the beginning of it, or words (in quotes) that only one person has
    #[arg(value_name = "ID")]
    record: String,
    /// The change: its hash, or the beginning of it, as `rantau history` shows it
    #[arg(value_name = "CHANGE")]
    change: String,
}

/// What became of it.
#[derive(Debug, Serialize)]
struct Report {
    id: DocId,
    #[serde(skip)]
    kind: Kind,
    /// The change that was to be undone.
    undone: ChangeHash,
    /// The change that undoes it, null where nothing of it shows any more.
    change: Option<ChangeHash>,
    /// The fields that stay, as somebody wrote over them since.
    overwritten: Vec<Path>,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let id = record::find(&device.store, &args.record)?;
    let undone = change_of(device, id, &args.change)?;
    let kind = device.store.view(id)?.kind;
    let Undone { change, overwritten, .. } = device.store.undo(id, device.officer(), &undone)?;
    device.reply(&Report { id, kind, undone, change, overwritten })
}

/// The one change of a record whose hash begins so.
fn change_of(device: &Device, id: DocId, named: &str) -> Result<ChangeHash> {
    let named = named.trim().to_ascii_lowercase();
    let changes = device.store.history(id)?.into_iter().map(|item| item.change);
    let meant: Vec<_> = changes.filter(|change| change.to_string().starts_with(&named)).collect();
    match meant[..] {
        [change] if named.len() >= 4 => Ok(change),
        _ => Err(Failure::usage("no_such_change", text::NO_SUCH_CHANGE, text::NO_SUCH_CHANGE_NEXT)),
    }
}

impl Answer for Report {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&match self.change {
            Some(_) => lang.say(text::CHANGE_UNDONE),
            None => lang.say(text::NOTHING_TO_UNDO),
        });
        for path in &self.overwritten {
            page.warning(&lang.tell(text::WRITTEN_OVER, &[&label(self.kind, path, lang)]));
        }
    }
}
