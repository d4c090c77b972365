//! Where the person comes from, and where this is known from.

use records::value_set::Source;

use super::{Context, draft::Draft};
use crate::{Column, cell::place};

pub(super) fn read(draft: &mut Draft<'_>, context: &Context) {
    draft.set("origin_village", context.village.as_str());
    draft.set("source", &Source::Import);
    for (column, path) in [(Column::Dusun, "dusun"), (Column::Address, "address"), (Column::Note, "note")] {
        if let Some(cell) = draft.cell(column) {
            draft.set_text(cell, path, cell.text);
        }
    }
    for (column, path) in [(Column::Rt, "rt"), (Column::Rw, "rw")] {
        if let Some(number) = draft.look(column, path, place::neighbourhood_number) {
            draft.set(path, number);
        }
    }
    if let Some(neighbourhood) = draft.look(Column::RtRw, "rt", place::rt_rw) {
        draft.set("rt", neighbourhood.rt);
        draft.set("rw", neighbourhood.rw);
    }
}
