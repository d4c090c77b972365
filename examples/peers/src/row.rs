//! What a scenario cost.

use serde::Serialize;

/// One scenario.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) scenario: &'static str,
    pub(crate) records: usize,
    pub(crate) kbit: u64,
    pub(crate) round_trip_ms: u64,
    /// Whether both sides had the same before patience ran out.
    pub(crate) ended: bool,
    pub(crate) wire_up: u64,
    pub(crate) wire_down: u64,
    pub(crate) seconds: f64,
    pub(crate) device_peak_kib: u64,
    pub(crate) server_peak_kib: u64,
}

/// The rows in Markdown.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = "| samod 0.16 | records | kbit/s, ms | on the wire up / down | s | peak device / server |\n".to_owned();
    text += "|---|---|---|---|---|---|\n";
    for row in rows {
        let Row { scenario, records, kbit, round_trip_ms, wire_up, wire_down, seconds, .. } = row;
        let unended = if row.ended { "" } else { " and not at its end" };
        let [device, server] = [row.device_peak_kib, row.server_peak_kib].map(|kib| kib * 1024 / 1_000_000);
        text += &format!("| {scenario} | {records} | {kbit}, {round_trip_ms} | {wire_up} / {wire_down} ");
        text += &format!("| {seconds:.1}{unended} | {device} / {server} MB |\n");
    }
    text
}
