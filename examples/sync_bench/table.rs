//! The table, in Markdown, so that it can stand in a document as it was printed.

use comfy_table::{Table, presets::ASCII_MARKDOWN};

use super::row::{Budget, Row};

const HEAD: [&str; 15] = [
    "scenario",
    "records",
    "line",
    "exch.",
    "bodies up / down",
    "on the wire up / down",
    "least up / down (bare)",
    "s (link, insert)",
    "CPU s device / server",
    "busy",
    "peak device / server",
    "database device / server",
    "equal",
    "budget: measured / promised",
    "",
];

pub(crate) fn of_rows(rows: &[Row]) -> String {
    let mut table = markdown(&HEAD);
    for row in rows {
        table.add_row(cells(row));
    }
    table.to_string()
}

/// An empty table with a head.
pub(crate) fn markdown(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header(head);
    table
}

fn cells(row: &Row) -> [String; 15] {
    let least = |zstd: u64, bare: u64| format!("{} ({})", grouped(zstd), grouped(bare));
    let insert = row.least_up.insert_seconds.max(row.least_down.insert_seconds);
    let link = row.least_link_seconds.map_or_else(|| "–".to_owned(), |seconds| format!("{seconds:.1}"));
    [
        row.scenario.to_owned(),
        grouped(row.records as u64),
        row.line.to_owned(),
        row.exchanges.to_string(),
        format!("{} / {}", grouped(row.bytes_up), grouped(row.bytes_down)),
        format!("{} / {}", grouped(row.wire_up), grouped(row.wire_down)),
        format!(
            "{} / {}",
            least(row.least_up.zstd_with_ids, row.least_up.zstd_bare),
            least(row.least_down.zstd_with_ids, row.least_down.zstd_bare)
        ),
        format!("{:.2} ({link}, {insert:.3})", row.seconds),
        format!("{:.2} / {:.2}", row.device_cpu_seconds, row.server_cpu_seconds),
        row.busy_percent.map_or_else(|| "–".to_owned(), |busy| format!("{busy:.0} %")),
        format!("{} / {} MB", megabytes(row.device_peak_kib * 1024), megabytes(row.server_peak_kib * 1024)),
        format!("{} / {} MB", megabytes(row.device_database), megabytes(row.server_database)),
        if row.equal { "yes" } else { "NO" }.to_owned(),
        row.budgets.iter().map(promise).collect::<Vec<_>>().join("; "),
        verdict(&row.budgets).to_owned(),
    ]
}

/// What was measured beside what was promised.
pub(crate) fn promise(budget: &Budget) -> String {
    let than = if budget.at_least { "≥" } else { "≤" };
    let missed = if budget.pass { "" } else { " MISSED" };
    format!("{} {} {than} {}{missed}", budget.what, short(budget.measured), short(budget.limit))
}

/// One word for all budgets of a row.
pub(crate) fn verdict(budgets: &[Budget]) -> &'static str {
    match (budgets.is_empty(), budgets.iter().all(|budget| budget.pass)) {
        (true, _) => "–",
        (false, true) => "pass",
        (false, false) => "MISS",
    }
}

/// Three digits that matter.
pub(crate) fn short(number: f64) -> String {
    match number.abs() {
        small if small < 9.995 => format!("{number:.2}").trim_end_matches('0').trim_end_matches('.').to_owned(),
        middle if middle < 99.95 => format!("{number:.1}").trim_end_matches(".0").to_owned(),
        _ => grouped(number.round() as u64),
    }
}

/// 1,234,567
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn megabytes(bytes: u64) -> String {
    short(bytes as f64 / 1e6)
}
