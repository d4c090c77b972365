//! `rantau resolve`.

use client_core::record::FieldConflict;
use records::{Path, Value};

use super::{
    edit::heads,
    written::{Outcome, Written},
};
use crate::{
    assignment::{Form, refused},
    device::Device,
    element,
    failure::{Failure, Result},
    output::Reply,
    record, text,
};

const EXAMPLES: &str = "\
The chosen value is written over those that are shown; one that arrives later
stays in conflict with it.

Examples:
  rantau conflicts 4f2a91c0
  rantau resolve 4f2a91c0 birth_date --value 2          the second one shown
  rantau resolve 4f2a91c0 birth_date --value 12-3-1990  another one
  rantau resolve 4f2a91c0 note --clear                  none of them";

/// Settle a field that holds several values
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, group = clap::ArgGroup::new("choice").required(true))]
pub(crate) struct Args {
    /// The record: its id, the beginning of it, or words (in quotes) that only one person has
    #[arg(value_name = "ID")]
    record: String,
    /// The field, as `rantau conflicts` names it
    #[arg(value_name = "FIELD")]
    field: String,
    /// The number of one of the values, or another value
    #[arg(long, value_name = "N|TEXT", group = "choice")]
    value: Option<String>,
    /// Empty the field
    #[arg(long, group = "choice")]
    clear: bool,
    /// The version that was on the screen: `heads` of `rantau show --json` [default: the present one]
    #[arg(long, value_name = "HEADS")]
    seen: Option<String>,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let id = record::find(&device.store, &args.record)?;
    let view = device.store.view(id)?;
    let path = element::whole_path(&args.field, view.fields.keys())?;
    let conflict = view.conflicts.iter().find(|conflict| conflict.path.as_str() == path);
    let conflict = conflict.ok_or_else(|| {
        Failure::usage("no_conflict", text::NO_SUCH_CONFLICT.with(&[&path]), text::NO_SUCH_CONFLICT_NEXT)
    })?;
    let form = Form { kind: view.kind, deployment: device.deployment() };
    let choice = args.value.as_deref().map(|value| chosen(conflict, value, form)).transpose()?;
    let seen = args.seen.as_deref().map_or_else(|| Ok(view.heads.clone()), heads)?;
    let edited = device.store.resolve(id, device.officer(), &conflict.path, choice, &seen)?;
    device.reply(&Written::now(device, id, Outcome::Changed, edited.change)?)
}

/// The value of a number that was shown, or the value that was typed.
fn chosen(conflict: &FieldConflict, typed: &str, form: Form) -> Result<Value> {
    let shown = typed.trim().parse::<usize>().ok().and_then(|number| conflict.values.get(number.checked_sub(1)?));
    match shown {
        Some(claimed) => Ok(claimed.value.clone()),
        None => other(&conflict.path, typed, form),
    }
}

fn other(path: &Path, typed: &str, form: Form) -> Result<Value> {
    form.value(path, typed).map_err(|rule| Failure::invalid(vec![refused(&element::short_path(path), rule)]))
}

#[cfg(test)]
mod tests {
    use client_core::record::Claimed;
    use records::{Deployment, Kind};

    use super::*;

    fn conflict() -> FieldConflict {
        let value = |text: &str| Claimed { value: Value::from(text), by: Vec::new() };
        FieldConflict { path: Path::parse("birth_date").unwrap(), values: vec![value("1990-03-12"), value("1990")] }
    }

    #[test]
    fn a_small_number_is_a_choice_and_anything_else_a_value() {
        let form = Form { kind: Kind::Worker, deployment: Deployment::Training };
        for (typed, value) in [("1", "1990-03-12"), (" 2 ", "1990"), ("1991", "1991"), ("3-4-1992", "1992-04-03")] {
            assert_eq!(chosen(&conflict(), typed, form).unwrap(), Value::from(value), "{typed}");
        }
        assert_eq!(chosen(&conflict(), "3", form).unwrap_err().code, "invalid");
    }
}
