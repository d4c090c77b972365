//! `rantau merge`.

use client_core::merge::{Likeness, Merged};
use records::{ChangeHash, DocId, Kind};
use serde::Serialize;

use super::conflicts;
use crate::{
    device::Device,
    failure::{Failure, Result},
    output::{Answer, Reply},
    page::Page,
    record, text,
};

const EXAMPLES: &str = "\
Nothing is copied: both records stay, with their histories, and are shown as one
from now on, under the first. Where they differ, all values are shown, and
`rantau resolve` settles them. Whoever has not heard of it goes on as before.

Examples:
  rantau merge 4f2a91c0 5e6f7a8b           the first is shown, with both
  rantau merge --undo 5e6f7a8b             two records again
  rantau merge --not-same 4f2a91c0 5e6f7a8b
  rantau merge --maybe-same 4f2a91c0 5e6f7a8b";

/// Show two records of one person or household as one, or take it back
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, group = clap::ArgGroup::new("instead"))]
pub(crate) struct Args {
    /// The records: ids, their beginnings, or words (in quotes) that only one person has
    #[arg(required = true, num_args = 1..=2, value_name = "ID")]
    records: Vec<String>,
    /// Take back that this record is a part of another one
    #[arg(long, group = "instead")]
    undo: bool,
    /// They are two: propose them no more
    #[arg(long, group = "instead")]
    not_same: bool,
    /// Nobody knows any more: propose them again
    #[arg(long, group = "instead")]
    maybe_same: bool,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Merged,
    Unchanged,
    Parted,
    NotSame,
    MaybeSame,
}

#[derive(Debug, Serialize)]
struct Report {
    outcome: Outcome,
    /// The record that is shown.
    id: DocId,
    kind: Kind,
    name: String,
    /// All records that are shown as this one, the one above first.
    records: Vec<DocId>,
    changes: Vec<ChangeHash>,
    /// The fields in which they differ.
    conflicts: Vec<conflicts::Shown>,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let records = args.records.iter().map(|named| record::find_part(&device.store, named));
    let records = records.collect::<Result<Vec<_>>>()?;
    let (outcome, merged) = match (args.undo, &records[..]) {
        (true, [part]) => (Outcome::Parted, device.store.unmerge(*part, device.officer())?),
        (false, [one, other]) => args.decide(device, *one, *other)?,
        (true | false, _) => {
            return Err(Failure::usage("usage", text::MERGE_TAKES_TWO, text::MERGE_TAKES_TWO_NEXT));
        }
    };
    device.reply(&Report::of(device, outcome, merged)?)
}

impl Args {
    fn decide(&self, device: &mut Device, one: DocId, other: DocId) -> Result<(Outcome, Merged)> {
        let likeness = if self.not_same { Likeness::NotSame } else { Likeness::Open };
        let officer = device.officer();
        if self.not_same || self.maybe_same {
            device.store.set_likeness(one, other, officer, likeness)?;
            let merged = Merged { head: one, group: vec![one, other], changes: Vec::new() };
            return Ok((if self.not_same { Outcome::NotSame } else { Outcome::MaybeSame }, merged));
        }
        let merged = device.store.merge(one, other, officer)?;
        let outcome = if merged.changes.is_empty() { Outcome::Unchanged } else { Outcome::Merged };
        Ok((outcome, merged))
    }
}

impl Report {
    fn of(device: &Device, outcome: Outcome, merged: Merged) -> Result<Self> {
        let view = device.store.view(merged.head)?;
        let name = record::name_of(&view);
        Ok(Self {
            outcome,
            id: view.doc,
            kind: view.kind,
            records: merged.group,
            changes: merged.changes,
            conflicts: conflicts::Shown::all(view.doc, view.kind, &name, view.conflicts),
            name,
        })
    }
}

impl Answer for Report {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        let (id, count) = (record::short(self.id), self.records.len());
        page.line(&match self.outcome {
            Outcome::Merged => lang.tell(text::MERGED, &[&self.name, &id, &count]),
            Outcome::Unchanged => lang.tell(text::ONE_ALREADY, &[&self.name, &id, &count]),
            Outcome::Parted => lang.tell(text::PARTED, &[&self.name, &id]),
            Outcome::NotSame => lang.say(text::NOT_SAME),
            Outcome::MaybeSame => lang.say(text::MAYBE_SAME),
        });
        if self.outcome != Outcome::Merged {
            return;
        }
        for conflict in &self.conflicts {
            page.gap();
            conflict.page(page);
        }
        if !self.conflicts.is_empty() {
            page.line(&lang.say(text::HOW_TO_RESOLVE));
        }
        if let Some(part) = self.records.last() {
            page.line(&lang.tell(text::MERGED_NEXT, &[&record::short(*part)]));
        }
    }
}
