//! The pages, in Indonesian. `maud` escapes whatever is put into them.

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};
use records::Deployment;

use super::{
    store::Stats,
    view::{WorkerDetail, WorkerSummary},
};

const STYLE: &str = include_str!("page/style.css");

/// The list of workers.
pub(super) fn workers(workers: &[WorkerSummary], stats: &Stats) -> Markup {
    let body = html! {
        dl.stats {
            (stat("Pekerja", stats.workers)) (stat("Peristiwa", stats.events))
            (stat("Terkirim ulang", stats.duplicate_events)) (stat("Ditolak", stats.rejected))
            (stat("Tanda tangan salah", stats.signature_failures))
        }
        @if workers.is_empty() {
            p.empty { "Belum ada data. Kirim peristiwa ke " code { "POST /v1/events" } "." }
        } @else {
            table {
                thead { tr {
                    th { "ID registri" } th { "Nama" } th { "NIK" } th { "Desa" } th { "Tahap" } th { "Peristiwa" }
                    th { "Diperbarui" }
                } }
                tbody { @for worker in workers { (row(worker)) } }
            }
            @if i64::try_from(workers.len()).is_ok_and(|shown| shown < stats.workers) {
                p.empty { "Hanya " (workers.len()) " terbaru yang ditampilkan." }
            }
        }
    };
    page("Pekerja migran", &body)
}

fn row(worker: &WorkerSummary) -> Markup {
    html! { tr {
        td { a href={ "/workers/" (worker.registry_id) } { (worker.registry_id) } }
        td { strong { (worker.name) } small { (worker.subject) } }
        td.number { (worker.nik.as_deref().unwrap_or("-")) }
        td { (village(worker)) }
        td { (worker.stage_label.as_deref().unwrap_or("-")) }
        td.number { (worker.events) }
        td { (time(worker.updated_at)) }
    } }
}

/// One worker.
pub(super) fn worker(detail: &WorkerDetail) -> Markup {
    let summary = &detail.summary;
    let body = html! {
        p { a href="/workers" { "← Semua pekerja" } }
        h2 { (summary.name) " " small { (summary.registry_id) } }
        table.fields { tbody {
            @for (path, value) in detail.shown_fields() { tr { th { (path) } td { (value) } } }
        } }
        h3 { "Peristiwa yang diterima" }
        table {
            thead { tr { th { "Urutan" } th { "ID" } th { "Diterima" } th { "Keterangan" } } }
            tbody { @for event in &detail.received { tr {
                td.number { (event.sequence.trim_start_matches('0')) }
                td { code { (event.id) } }
                td { (time(event.received_at)) }
                td { @if event.stale { "terlambat, tidak dipakai" } @else { "diterima" } }
            } } }
        }
        p.empty { "Pengirim: " (detail.source) " · " (summary.subject) }
    };
    page(&summary.registry_id, &body)
}

fn page(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="id" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Registri latihan" }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                p.banner { (Deployment::Training.banner().unwrap_or_default()) }
                main { h1 { "Registri latihan" } (body) }
            }
        }
    }
}

fn stat(label: &str, number: i64) -> Markup {
    html! { div { dt { (label) } dd { (number) } } }
}

fn village(worker: &WorkerSummary) -> Markup {
    html! {
        @match (&worker.village_name, &worker.village) {
            (Some(name), Some(code)) => { (name) small { (code) } }
            (_, Some(code)) => { (code) }
            (_, None) => { "-" }
        }
    }
}

/// In the time of the two provinces.
fn time(at: Timestamp) -> String {
    let local = jiff::tz::Offset::constant(8).to_datetime(at);
    format!("{} WITA", local.strftime("%d-%m-%Y %H:%M"))
}
