//! Steps that once broke a promise, as short as they could be made.

use testkit::disk::Loss;

use crate::{
    plan::{
        How::{Clear, New, Set, SetLong},
        Line, Step,
        Step::*,
    },
    run,
};

fn holds(steps: &[Step]) {
    let (trace, outcome) = run::steps(steps);
    outcome.unwrap_or_else(|broken| panic!("{broken}\n  {}", trace.lines().join("\n  ")));
}

/// A change that waits for its decision hid that the sides differ: nothing was read again, for ever.
#[test]
fn what_a_province_lost_is_brought_again_although_another_device_took_its_numbers() {
    holds(&[
        Write { on: 1, record: 223, field: 36, how: Set },
        Write { on: 1, record: 146, field: 37, how: Set },
        BackUp { on: 0 },
        Write { on: 0, record: 168, field: 182, how: Set },
        Exchange { on: 1, line: Line::GOOD, pieces: 8 },
        Restore { on: 0, marks: true },
        Write { on: 1, record: 32, field: 212, how: Set },
    ]);
}

/// A feed that was gone altogether was not missed: the office was told that all is well.
#[test]
fn what_a_province_lost_is_brought_again_although_no_feed_is_left_to_compare() {
    holds(&[
        BackUp { on: 0 },
        Write { on: 3, record: 131, field: 28, how: Set },
        Exchange { on: 3, line: Line::GOOD, pieces: u16::MAX },
        Restore { on: 0, marks: true },
    ]);
}

/// A copy of a device had the number of a statement that the province lost. What was in it counted as logged.
#[test]
fn what_a_province_lost_is_brought_again_although_a_copy_of_the_device_took_its_number() {
    holds(&[
        Clone { on: 2 },
        Write { on: 4, record: 252, field: 138, how: Set },
        Write { on: 1, record: 156, field: 160, how: Set },
        BackUp { on: 0 },
        Exchange { on: 4, line: Line::GOOD, pieces: u16::MAX },
        Write { on: 0, record: 8, field: 193, how: Set },
        Restore { on: 0, marks: true },
    ]);
}

/// An answer that was carried, of the same second as what came over a line since, took a feed away, and a record with it.
#[test]
fn an_answer_that_a_courier_brings_late_takes_nothing_away() {
    holds(&[
        Pack { on: 3 },
        Deliver { which: 0, harm: None },
        Write { on: 3, record: 124, field: 174, how: Set },
        Exchange { on: 3, line: Line::GOOD, pieces: u16::MAX },
        Bring { which: 0, on: 3, harm: None },
    ]);
}

/// A record that had left a device was made there again: the province took the new edits for a forgery of the old ones.
#[test]
fn a_record_that_left_a_device_is_made_there_again() {
    holds(&[
        Write { on: 1, record: 122, field: 155, how: Set },
        Scope { on: 2, village: 0, serves: false },
        Exchange { on: 1, line: Line::GOOD, pieces: u16::MAX },
        Write { on: 1, record: 152, field: 149, how: Set },
    ]);
}

/// A copy of a device heard that its statement had arrived, which was the other copy's of the same number, and nothing more
/// of that answer. What it says next shows that it goes on from another statement.
#[test]
fn a_copy_that_goes_on_from_another_statement_than_the_province_has_is_found_out() {
    let sends = |on, line| Exchange { on, line, pieces: u16::MAX };
    for heard in (40..400).step_by(30) {
        let (cut, hears) = (Line { up_ends: Some(2_000), ..Line::GOOD }, Line { down_ends: Some(heard), ..Line::GOOD });
        holds(&[
            Write { on: 0, record: 3, field: 0, how: Set },
            sends(0, Line::GOOD),
            Clone { on: 1 },
            Write { on: 4, record: 0, field: 0, how: SetLong },
            sends(4, cut),
            Write { on: 0, record: 0, field: 0, how: Set },
            sends(0, Line::GOOD),
            sends(0, Line::GOOD),
            sends(4, Line::GOOD),
            sends(4, hears),
            Write { on: 4, record: 5, field: 0, how: New },
            sends(4, Line::GOOD),
        ]);
    }
}

/// The answer to an edit was lost, and then its village was taken from the device: the edit waited for ever for its place in
/// a log that the device reads no more, and so its record stayed.
#[test]
fn an_edit_is_settled_although_its_village_was_taken_from_the_device_before_it_heard() {
    holds(&[
        Write { on: 2, record: 240, field: 240, how: Set },
        Exchange { on: 2, line: Line { down_ends: Some(38), ..Line::GOOD }, pieces: u16::MAX },
        Scope { on: 3, village: 1, serves: false },
    ]);
}

/// A device was set back, and asked first what had arrived: its own statement had the number of one that its former self had
/// sent, and so counted as received for ever.
#[test]
fn a_statement_that_was_taken_for_another_one_is_sent_although_nothing_more_is_written() {
    holds(&[
        OfferPacks { from: 3 },
        BackUp { on: 4 },
        Write { on: 2, record: 195, field: 25, how: Clear },
        Write { on: 3, record: 88, field: 90, how: Set },
        Exchange { on: 3, line: Line { piece: 1_814, ..Line::GOOD }, pieces: 4 },
        Restore { on: 4, marks: true },
        Write { on: 3, record: 19, field: 70, how: Set },
        Write { on: 3, record: 29, field: 104, how: SetLong },
        Pack { on: 3 },
        Write { on: 2, record: 227, field: 69, how: Set },
        Write { on: 2, record: 74, field: 57, how: New },
    ]);
}

/// Who had a person's record from a neighbour, and not over a line, was not waited for when that person was erased.
#[test]
fn who_had_a_record_from_a_neighbour_is_waited_for_until_it_is_gone_there() {
    let syncs = |on| Exchange { on, line: Line::GOOD, pieces: u16::MAX };
    holds(&[
        OfferPacks { from: 1 },
        syncs(1),
        syncs(1),
        Write { on: 0, record: 0, field: 0, how: New },
        Write { on: 0, record: 0, field: 1, how: Set },
        syncs(0),
        syncs(3),
        Scope { on: 3, village: 0, serves: true },
        syncs(2),
        HandOn { from: 2, to: 1 },
        Erase { record: 0 },
    ]);
}

/// The power failed between an erasure and the next write: the write-ahead log came back, with what was erased, and nobody
/// emptied it again.
#[test]
fn what_was_erased_does_not_come_back_with_the_log_of_before_a_power_cut() {
    holds(&[
        Write { on: 1, record: 18, field: 13, how: Set },
        Exchange { on: 1, line: Line::GOOD, pieces: u16::MAX },
        Erase { record: 0 },
        Cut { on: 0, loss: Loss::All },
    ]);
}
