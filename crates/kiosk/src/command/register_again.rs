//! `rantau register-again`.

use client_core::{Created, erasing::TurnedAway};
use records::{DocId, Kind, value::text_of};
use serde::Serialize;

use crate::{
    device::Device,
    failure::{Failure, Result},
    output::{Answer, Reply},
    page::Page,
    record, text,
};

const EXAMPLES: &str = "\
Somebody whose record was erased everywhere can be recorded again, if they want
it. A device that never had the old record cannot know of it: the province then
takes nothing of the new one, and it waits here for your word. The new record
has nothing to do with the one that was erased.

Examples:
  rantau register-again                    who waits
  rantau register-again 4f2a91c0           the person wants to be recorded
  rantau register-again 4f2a91c0 --drop    the person does not";

/// Record somebody again whose record was erased, or drop what was written
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Who: the id under which it was refused, or the beginning of it
    #[arg(value_name = "ID")]
    record: Option<String>,
    /// Drop what was written: the person does not want to be recorded
    #[arg(long, requires = "record")]
    drop: bool,
}

#[derive(Debug, Serialize)]
struct Waiting {
    id: DocId,
    kind: Kind,
    name: String,
}

/// What became of it.
#[derive(Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Report {
    Waiting { waiting: Vec<Waiting> },
    Registered { id: DocId, name: String },
    Existing { id: DocId, name: String },
    Dropped { id: DocId, name: String },
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let waiting = device.store.turned_away()?;
    let Some(named) = &args.record else {
        let waiting = waiting.iter().map(|kept| Waiting { id: kept.doc, kind: kept.kind, name: name_of(kept) });
        return device.reply(&Report::Waiting { waiting: waiting.collect() });
    };
    let kept = one_of(waiting, named)?;
    let (name, officer) = (name_of(&kept), device.officer());
    let report = if args.drop {
        device.store.forget_turned_away(kept.doc)?;
        Report::Dropped { id: kept.doc, name }
    } else {
        match device.store.register_again(kept.doc, officer)? {
            Created::New { doc, .. } => Report::Registered { id: doc, name },
            Created::Existing { doc, .. } => Report::Existing { id: doc, name },
        }
    };
    device.reply(&report)
}

/// The one whose id begins so.
fn one_of(waiting: Vec<TurnedAway>, named: &str) -> Result<TurnedAway> {
    let named = named.trim().to_ascii_lowercase();
    let mut meant = waiting.into_iter().filter(|kept| kept.doc.to_string().starts_with(&named));
    match (meant.next(), meant.next()) {
        (Some(kept), None) if named.len() >= 4 => Ok(kept),
        _ => Err(Failure::usage("nobody_waits", text::NOBODY_WAITS, text::NOBODY_WAITS_NEXT)),
    }
}

fn name_of(kept: &TurnedAway) -> String {
    text_of(&kept.fields, "name").unwrap_or_default().to_owned()
}

impl Answer for Report {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        match self {
            Self::Waiting { waiting } if waiting.is_empty() => page.line(&lang.say(text::NOBODY_TURNED_AWAY)),
            Self::Waiting { waiting } => {
                page.line(&lang.say(text::TURNED_AWAY));
                for kept in waiting {
                    page.item(&format!("{}  {}", record::short(kept.id), kept.name));
                }
            }
            Self::Registered { id, name } => {
                page.line(&lang.tell(text::REGISTERED_AGAIN, &[name, &record::short(*id)]));
            }
            Self::Existing { id, name } => {
                page.line(&lang.tell(text::REGISTERED_ALREADY, &[name, &record::short(*id)]));
            }
            Self::Dropped { name, .. } => page.line(&lang.tell(text::REGISTRATION_DROPPED, &[name])),
        }
    }
}
