//! The budgets of DESIGN section 9, as ratios.

use super::{
    least::Least,
    row::{Budget, Measured},
};

/// Bodies of an exchange in which nothing changed, for a village's device.
const NOTHING: f64 = 400.0;
/// The same for an office of 254 villages.
const NOTHING_IN_OFFICES: f64 = 600.0;
/// From so many changes on, an exchange is promised to cost little more than their bytes.
const SOME_CHANGES: u64 = 50;
/// The bytes of repair beside those of what is missing.
const REPAIR: f64 = 40_000.0;
/// The largest frame, in bytes of changes.
const LARGEST_FRAME: f64 = 64_000.0;

pub(crate) fn nothing(measured: &Measured) -> Vec<Budget> {
    bodies_at_most(measured, NOTHING)
}

pub(crate) fn nothing_in_an_office(measured: &Measured) -> Vec<Budget> {
    bodies_at_most(measured, NOTHING_IN_OFFICES)
}

fn bodies_at_most(measured: &Measured, most: f64) -> Vec<Budget> {
    let bodies = measured.synced.bytes_up + measured.synced.bytes_down;
    vec![exchanges(measured, 1.0), Budget::at_most("bytes of bodies", bodies as f64, most)]
}

pub(crate) fn both_sides(measured: &Measured, up: &Least, down: &Least) -> Vec<Budget> {
    let times = |what, bytes: u64, least: &Least| Budget::at_most(what, ratio(bytes, least.zstd_with_ids), 1.25);
    let mut budgets = vec![exchanges(measured, 1.0)];
    if up.changes.min(down.changes) >= SOME_CHANGES {
        budgets.push(times("up / least", measured.synced.bytes_up, up));
        budgets.push(times("down / least", measured.synced.bytes_down, down));
    }
    budgets
}

pub(crate) fn first_push(measured: &Measured, least: &Least, busy: Option<f64>) -> Vec<Budget> {
    let up = Budget::at_most("up / least", ratio(measured.synced.bytes_up, least.zstd_with_ids), 1.15);
    [up].into_iter().chain(busy.map(is_busy)).collect()
}

pub(crate) fn first_pull(measured: &Measured, saves: u64, busy: Option<f64>) -> Vec<Budget> {
    let down = Budget::at_most("down / zstd of saves", ratio(measured.synced.bytes_down, saves), 1.1);
    [down].into_iter().chain(busy.map(is_busy)).collect()
}

pub(crate) fn repair(measured: &Measured, missing: &Least) -> Vec<Budget> {
    let bodies = (measured.synced.bytes_up + measured.synced.bytes_down) as f64;
    let limit = 2.0 * missing.zstd_with_ids as f64 + REPAIR;
    vec![exchanges(measured, 4.0), Budget::at_most("bytes / allowed", bodies / limit, 1.0)]
}

/// `more` went over the line than without a cut.
pub(crate) fn cut(more: f64, all: &Least) -> Vec<Budget> {
    let frame = LARGEST_FRAME * ratio(all.zstd_with_ids, all.raw_bytes);
    vec![Budget::at_most("sent again / frame", more / frame, 1.0)]
}

fn exchanges(measured: &Measured, most: f64) -> Budget {
    Budget::at_most("exchanges", f64::from(measured.synced.exchanges), most)
}

fn is_busy(percent: f64) -> Budget {
    Budget::at_least("line busy, %", percent, 90.0)
}

fn ratio(bytes: u64, least: u64) -> f64 {
    bytes as f64 / least.max(1) as f64
}
