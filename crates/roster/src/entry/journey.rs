//! Where the person goes, by whom, and how far they are.

use records::{PartialDate, milestone::MilestoneCode};

use super::{
    draft::{Draft, element_path},
    person::settle,
};
use crate::{
    Column, Reason,
    cell::{
        agency::{self, Sender},
        country,
        date::{self, Century},
        occupation, route,
        status::{self, Progress},
    },
};

/// The milestone of a date's column.
const DATED: [(Column, MilestoneCode); 2] =
    [(Column::DepartureDate, MilestoneCode::Departure), (Column::ReturnDate, MilestoneCode::Return)];

pub(super) fn read(draft: &mut Draft<'_>) {
    destination(draft);
    draft.read(Column::Occupation, "occupation", occupation::read);
    draft.read(Column::Route, "procedural_status", route::read);
    senders(draft);
    milestones(draft);
}

fn destination(draft: &mut Draft<'_>) {
    if let Some(destination) = draft.look(Column::Country, "destination_country", country::read) {
        draft.set("destination_country", destination.country);
        if let Some((cell, place)) = draft.cell(Column::Country).zip(destination.place) {
            draft.set_text(cell, "destination_place", &place);
        }
    }
    if let Some(cell) = draft.cell(Column::Place) {
        draft.set_text(cell, "destination_place", cell.text);
    }
}

fn senders(draft: &mut Draft<'_>) {
    for column in [Column::Agency, Column::Recruiter] {
        let Some(cell) = draft.cell(column) else { continue };
        match (agency::read(cell.text), column) {
            (Sender::Recruiter(relation), _) => {
                draft.set_element("recruiter", &[relation.as_str()], "relation", relation.as_str());
            }
            (Sender::Agency(name), Column::Recruiter) => {
                draft.set_text(cell, &element_path("recruiter", &["name", &name], "name"), &name);
            }
            (Sender::Agency(name), _) => draft.set_text(cell, "agency", &name),
        }
    }
}

/// The milestones of the status, with the dates of their columns. Without a status that can be read, a date is what
/// says that the milestone was passed; against a status, it is a plan or a slip, and noted.
fn milestones(draft: &mut Draft<'_>) {
    let status = draft.look(Column::Status, "milestone", status::read);
    let mut passed: Vec<(MilestoneCode, Option<PartialDate>)> =
        status.map_or(&[][..], Progress::milestones).iter().map(|code| (code.clone(), None)).collect();
    for (column, code) in DATED {
        let Some(cell) = draft.cell(column) else { continue };
        // Whoever sets the date of the milestone without one settles the problem.
        let path = element_path("milestone", &[code.code(), ""], "date");
        let Some(date) = settle(draft, cell, &path, date::read(cell.text, Century::Event)) else { continue };
        match passed.iter_mut().find(|(passed, _)| *passed == code) {
            Some((_, dated)) => *dated = Some(date),
            None if status.is_none() => passed.push((code, Some(date))),
            None => draft.note(cell, &path, Reason::DateAheadOfStatus),
        }
    }
    for (code, date) in passed {
        milestone(draft, &code, date);
    }
}

fn milestone(draft: &mut Draft<'_>, code: &MilestoneCode, date: Option<PartialDate>) {
    let day = date.map(|date| date.to_string()).unwrap_or_default();
    let content = [code.code(), day.as_str()];
    draft.set_element("milestone", &content, "code", code);
    if let Some(date) = date {
        draft.set_element("milestone", &content, "date", date);
    }
}
