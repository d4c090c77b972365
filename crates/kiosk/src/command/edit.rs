//! `rantau edit`.

use std::collections::BTreeMap;

use document::{Heads, Intent};
use records::{Path, Value};

use super::written;
use crate::{
    assignment::{Assignment, Form},
    device::Device,
    element,
    failure::{Failure, Result},
    output::Reply,
    record, text,
};

const EXAMPLES: &str = "\
Doubtful values are kept, with a warning; a value that its field cannot hold is
refused, and nothing is written. With --seen, an edit does not revert what
others wrote since: where both wrote, both values are kept.

Examples:
  rantau edit 4f2a91c0 dusun=\"Lebak Timur\" birth_date=12-3-1990
  rantau edit 4f2a91c0 --add phone number=081234567890 owner=SELF
  rantau edit 4f2a91c0 --add milestone code=BERANGKAT date=2026-11-02
  rantau edit 4f2a91c0 phone/1a2b3c4d/owner=FAMILY --clear note
  rantau edit 4f2a91c0 --remove phone/5e6f7a8b
  rantau edit \"siti aminah\" note=\"pulang sementara\"";

/// Change a record
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The record: its id, the beginning of it, or words (in quotes) that only one person has
    #[arg(value_name = "ID")]
    record: String,
    /// Fields with their new values
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Empty a field
    #[arg(long, value_name = "FIELD")]
    clear: Vec<String>,
    /// Elements of collections: `--add phone number=0812… owner=SELF`
    #[arg(long, num_args = 2.., value_name = "COLLECTION FIELD=VALUE")]
    add: Vec<String>,
    /// Take an element out of its collection: `--remove phone/1a2b3c4d`
    #[arg(long, value_name = "COLLECTION/ID")]
    remove: Vec<String>,
    /// The version that was on the screen: `heads` of `rantau show --json` [default: the present one]
    #[arg(long, value_name = "HEADS")]
    seen: Option<String>,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let id = record::find(&device.store, &args.record)?;
    let view = device.store.view(id)?;
    let form = Form { kind: view.kind, deployment: device.deployment() };
    let intents = args.intents(form, &view.fields)?;
    if intents.is_empty() {
        return Err(Failure::usage("nothing_to_do", text::NOTHING_TO_EDIT, text::NOTHING_TO_EDIT_NEXT));
    }
    let seen = args.seen.as_deref().map_or(Ok(view.heads), heads)?;
    written::edit(device, id, &seen, &intents)
}

/// The version that `--seen` names.
pub(crate) fn heads(text: &str) -> Result<Heads> {
    text.parse().map_err(|_| Failure::usage("usage", text::NOT_HEADS, text::NOT_HEADS_NEXT))
}

impl Args {
    fn intents(&self, form: Form, fields: &BTreeMap<Path, Value>) -> Result<Vec<Intent>> {
        let whole = |typed: &str| element::whole_path(typed, fields.keys());
        let mut intents = Vec::new();
        let typed = Assignment::split_all(&self.fields)?;
        let paths = typed.iter().map(|assignment| whole(assignment.field)).collect::<Result<Vec<_>>>()?;
        let named: Vec<_> =
            typed.iter().zip(&paths).map(|(typed, path)| Assignment { field: path, value: typed.value }).collect();
        intents.extend(form.read(&named)?.into_iter().map(|(path, value)| Intent::Set { path, value }));
        for cleared in &self.clear {
            intents.push(Intent::Clear { path: cleared_path(form, &whole(cleared)?)? });
        }
        intents.extend(element::intents(&self.add, form)?);
        for removed in &self.remove {
            intents.push(removal(&whole(removed)?)?);
        }
        Ok(intents)
    }
}

fn cleared_path(form: Form, typed: &str) -> Result<Path> {
    form.path(typed).map_err(|refused| Failure::invalid(vec![refused]))
}

fn removal(path: &str) -> Result<Intent> {
    let parts = path.split_once('/').and_then(|(collection, id)| Some((collection, id.parse().ok()?)));
    let (collection, element) = parts.ok_or_else(|| {
        Failure::usage("no_such_element", text::NO_SUCH_ELEMENT.with(&[&path]), text::NO_SUCH_ELEMENT_NEXT)
    })?;
    Ok(Intent::Remove { collection: collection.to_owned(), element })
}
