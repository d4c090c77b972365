//! One row of the table: what was measured, the least possible beside it, and the budget.

use serde::Serialize;

use super::{
    device::Synced,
    least::Least,
    line::{Carried, SLOW, Speed},
    say,
};

/// One scenario over one line with one number of records.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) scenario: &'static str,
    pub(crate) records: usize,
    pub(crate) line: &'static str,
    pub(crate) exchanges: u32,
    /// Of bodies.
    pub(crate) bytes_up: u64,
    pub(crate) bytes_down: u64,
    /// With HTTP's headers and framing, as the line counted them.
    pub(crate) wire_up: u64,
    pub(crate) wire_down: u64,
    pub(crate) connections: u64,
    pub(crate) cuts: u64,
    pub(crate) seconds: f64,
    /// Of the processor, both sides.
    pub(crate) device_cpu_seconds: f64,
    pub(crate) server_cpu_seconds: f64,
    /// How much of the time the busier direction carried something; none on a clean line.
    pub(crate) busy_percent: Option<f64>,
    pub(crate) device_peak_kib: u64,
    pub(crate) server_peak_kib: u64,
    pub(crate) device_database: u64,
    pub(crate) server_database: u64,
    /// Of what goes up, and of what comes down.
    pub(crate) least_up: Least,
    pub(crate) least_down: Least,
    /// How long the line needs for the least bytes, ids included.
    pub(crate) least_link_seconds: Option<f64>,
    /// Whether both sides proved to hold the same.
    pub(crate) equal: bool,
    pub(crate) budgets: Vec<Budget>,
}

impl Row {
    /// The row of a measurement with so many records; `least` is of what goes up, and of what comes down.
    pub(crate) fn new(
        scenario: &'static str,
        records: usize,
        speed: Speed,
        measured: &Measured,
        (least_up, least_down): (Least, Least),
        budgets: Vec<Budget>,
    ) -> Self {
        let Measured { synced, carried, server_cpu_seconds, server_peak_kib, device_database, server_database } =
            measured.clone();
        say(&format!("{scenario}, {} records, {}: {:.1} s", records, speed.name, synced.seconds));
        let least_bytes = least_up.zstd_with_ids.max(least_down.zstd_with_ids);
        Self {
            scenario,
            records,
            line: speed.name,
            exchanges: synced.exchanges,
            bytes_up: synced.bytes_up,
            bytes_down: synced.bytes_down,
            wire_up: carried.bytes_up,
            wire_down: carried.bytes_down,
            connections: carried.connections,
            cuts: carried.cuts,
            seconds: synced.seconds,
            device_cpu_seconds: synced.cpu_seconds,
            server_cpu_seconds,
            busy_percent: busy(measured, speed),
            device_peak_kib: synced.peak_kib,
            server_peak_kib,
            device_database,
            server_database,
            least_up,
            least_down,
            least_link_seconds: (speed == SLOW).then(|| speed.seconds_for(least_bytes)),
            equal: synced.equal,
            budgets,
        }
    }
}

/// The part of the time in which the busier direction carried something.
pub(crate) fn busy(measured: &Measured, speed: Speed) -> Option<f64> {
    let bytes = measured.carried.bytes_up.max(measured.carried.bytes_down);
    (speed == SLOW).then(|| 100.0 * speed.seconds_for(bytes) / measured.synced.seconds)
}

/// What was promised, and what came of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Budget {
    pub(crate) what: &'static str,
    pub(crate) measured: f64,
    pub(crate) limit: f64,
    /// Whether more is better.
    pub(crate) at_least: bool,
    pub(crate) pass: bool,
}

impl Budget {
    pub(crate) fn at_most(what: &'static str, measured: f64, limit: f64) -> Self {
        Self { what, measured, limit, at_least: false, pass: measured <= limit }
    }

    pub(crate) fn at_least(what: &'static str, measured: f64, limit: f64) -> Self {
        Self { what, measured, limit, at_least: true, pass: measured >= limit }
    }
}

/// What one sync over one line gave.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) synced: Synced,
    pub(crate) carried: Carried,
    pub(crate) server_cpu_seconds: f64,
    pub(crate) server_peak_kib: u64,
    pub(crate) device_database: u64,
    pub(crate) server_database: u64,
}
