//! What one server takes: into its inbox from four devices at once, and through guard, log and projection.

use std::{ops::Range, path::Path};

use anyhow::{Context, Result, ensure};
use document::{Document, Intent, RawChange};
use records::DocId;
use rusqlite::Connection;
use serde::Serialize;

use super::{
    clock::{self, Stopwatch},
    least,
    province::Province,
    pusher::{self, Made, Pusher},
    row::Budget,
    say, table, workload,
};

/// Devices that call at once.
const DEVICES: usize = 4;
/// Records that each of them brings.
const RECORDS: usize = 1_000;
/// Documents with a history that are edited.
const DOCUMENTS: usize = 500;
/// The changes of each before.
const HISTORY: usize = 51;
/// Documents in one transaction of the bare measure.
const TRANSACTION: usize = 500;

type Documents = Vec<(DocId, Document)>;

/// A rate beside the bare one in the same run.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Rate {
    pub(crate) what: &'static str,
    pub(crate) unit: &'static str,
    /// How many a second.
    pub(crate) per_second: f64,
    /// How many a second of the server's processor time, where that is what counts.
    pub(crate) per_core_second: Option<f64>,
    /// The same with plain SQLite and automerge on one thread; by processor time where the rate of a core is given.
    pub(crate) bare_per_second: f64,
    pub(crate) budgets: Vec<Budget>,
}

/// Everything that is measured of the server alone.
pub(crate) async fn measure(work: &Path) -> Result<Vec<Rate>> {
    let folder = work.join("throughput");
    let mut rates = vec![inbox(&folder.join("inbox")).await?];
    rates.extend(guard(&folder.join("guard")).await?);
    super::folder::remove(&folder)?;
    Ok(rates)
}

/// Four devices push their first records at once; the answer comes as soon as all is durable.
async fn inbox(folder: &Path) -> Result<Rate> {
    let mut province = serving(folder, "0").await?;
    let url = format!("http://{}", province.address()?);
    let (mut requests, mut all) = (Vec::new(), Vec::new());
    for at in 0..DEVICES {
        let mut pusher = Pusher::enrol(&url, &province.invite("Ani", workload::VILLAGE).await?).await?;
        let made = new_records(&pusher, at * RECORDS)?;
        requests.push(pusher.request(&made)?);
        all.extend(made);
    }
    say(&format!("{DEVICES} devices bring {} changes at once", all.len()));
    let watch = Stopwatch::start();
    let mut sending = tokio::task::JoinSet::new();
    for request in requests {
        let url = url.clone();
        sending.spawn(async move { pusher::send(&url, request).await });
    }
    while let Some(sent) = sending.join_next().await {
        sent??;
    }
    let seconds = watch.seconds();
    province.stop().await?;
    let (count, bare) = (all.len() as f64, bare_inserts(folder, &all)?);
    let budget = Budget::at_least("of bare SQLite", bare / seconds, 0.5);
    Ok(rate("durable inbox, 4 devices", "changes", count / seconds, None, count / bare, vec![budget]))
}

/// One change each of documents with a history, then ten each; the answer comes when all are decided on and logged.
///
/// The budgets of 1,000 documents and 2,000 changes a second stand beside 2,500 bare ones on one machine; here they are
/// shares of what is bare on this one, by processor time, so that a busy machine changes neither.
async fn guard(folder: &Path) -> Result<[Rate; 2]> {
    let mut province = serving(folder, "600000").await?;
    let url = format!("http://{}", province.address()?);
    let mut pusher = Pusher::enrol(&url, &province.invite("Budi", workload::VILLAGE).await?).await?;
    let (mut documents, made) = with_history(&pusher)?;
    say(&format!("{} documents of {HISTORY} changes are prepared", documents.len()));
    settled(&province, &mut pusher, &url, &made).await?;
    province.at_rest().await?;
    let mut rates = Vec::new();
    let mut alone = None;
    for (each, what, unit, share) in [
        (1, "guard, log, projection: 1 change each", "documents", 0.4),
        (10, "guard, log, projection: 10 changes each", "changes", 0.8),
    ] {
        let before: Vec<Vec<u8>> = documents.iter().map(|(_, document)| document.save()).collect();
        let changes = edits(&pusher, &mut documents, HISTORY * each..HISTORY * each + each)?;
        say(&format!("{} changes to {} documents", changes.len(), documents.len()));
        let (seconds, cpu) = settled(&province, &mut pusher, &url, &changes).await?;
        let (count, bare) = (changes.len() as f64, bare_merge(folder, &before, &changes, each)?);
        let alone = *alone.get_or_insert(count / bare);
        let budget = Budget::at_least("of bare, one change each", count / cpu / alone, share);
        rates.push(rate(what, unit, count / seconds, Some(count / cpu), count / bare, vec![budget]));
    }
    province.stop().await?;
    rates.try_into().ok().context("one rate for each")
}

fn rate(
    what: &'static str,
    unit: &'static str,
    per_second: f64,
    per_core_second: Option<f64>,
    bare_per_second: f64,
    budgets: Vec<Budget>,
) -> Rate {
    Rate { what, unit, per_second, per_core_second, bare_per_second, budgets }
}

async fn serving(folder: &Path, deadline_ms: &str) -> Result<Province> {
    let province = Province::make(folder).await?;
    let mut province = province.with_options(&["--verdict-deadline-ms", deadline_ms]);
    province.start().await?;
    Ok(province)
}

/// Pushes changes and gives the seconds until everything was decided, by the clock and of the processor.
async fn settled(province: &Province, pusher: &mut Pusher, url: &str, changes: &[Made]) -> Result<(f64, f64)> {
    let request = pusher.request(changes)?;
    let pid = province.pid()?;
    let (before, watch) = (clock::cpu_seconds(pid)?, Stopwatch::start());
    let answer = pusher::send(url, request).await?;
    let took = (watch.seconds(), clock::cpu_seconds(pid)? - before);
    ensure!(answer.pending == 0, "{} changes are not decided on", answer.pending);
    pusher.take(&answer);
    Ok(took)
}

/// The first changes of so many records, beginning with the `first`.
fn new_records(pusher: &Pusher, first: usize) -> Result<Vec<Made>> {
    let records = workload::records(first + RECORDS).skip(first);
    records.zip(first..).map(|(record, n)| Ok(create(pusher, n, &record?.intents())?.1)).collect()
}

fn create(pusher: &Pusher, n: usize, intents: &[Intent]) -> Result<(Document, Made)> {
    let mut document = Document::new();
    let change = document.edit(pusher.author(), &document.heads(), intents)?.context("a record without fields")?;
    Ok((document, (workload::doc_id(n), change)))
}

fn with_history(pusher: &Pusher) -> Result<(Documents, Vec<Made>)> {
    let (mut documents, mut made) = (Vec::new(), Vec::new());
    for (n, record) in workload::records(DOCUMENTS).enumerate() {
        let (document, first) = create(pusher, n, &record?.intents())?;
        documents.push((first.0, document));
        made.push(first);
    }
    made.extend(edits(pusher, &mut documents, 1..HISTORY)?);
    Ok((documents, made))
}

/// The edits of these numbers of every document.
fn edits(pusher: &Pusher, documents: &mut [(DocId, Document)], numbers: Range<usize>) -> Result<Vec<Made>> {
    let mut made = Vec::new();
    for (doc, document) in documents {
        for number in numbers.clone() {
            let change = document.edit(pusher.author(), &document.heads(), &[workload::edit(made.len(), number)?])?;
            made.push((*doc, change.context("an edit that changes nothing")?));
        }
    }
    Ok(made)
}

/// Seconds that bare inserts of the same changes take, one transaction a frame.
fn bare_inserts(folder: &Path, changes: &[Made]) -> Result<f64> {
    let mut db = least::plain_database(&folder.join("bare.sqlite"))?;
    let watch = Stopwatch::start();
    for part in pusher::frames(changes) {
        let part: Vec<_> = part.iter().map(|(doc, change)| (*doc, change.bytes.clone())).collect();
        least::insert(&mut db, &part)?;
    }
    Ok(watch.seconds())
}

/// Seconds of the processor that it takes to load every document from SQLite, apply its changes, and save it there.
fn bare_merge(folder: &Path, saved: &[Vec<u8>], changes: &[Made], each: usize) -> Result<f64> {
    let mut db = least::plain_database(&folder.join(format!("bare{each}.sqlite")))?;
    let saves: Vec<_> = saved.iter().map(|save| (DocId::from_bytes([0; 16]), save.clone())).collect();
    least::insert(&mut db, &saves)?;
    let ids: Vec<i64> = (1..).take(saved.len()).collect();
    let pid = std::process::id();
    let before = clock::cpu_seconds(pid)?;
    for (ids, changes) in ids.chunks(TRANSACTION).zip(changes.chunks(TRANSACTION * each)) {
        let tx = db.transaction()?;
        for (id, changes) in ids.iter().zip(changes.chunks(each)) {
            merge(&tx, *id, changes.iter().map(|(_, change)| change))?;
        }
        tx.commit()?;
    }
    Ok(clock::cpu_seconds(pid)? - before)
}

fn merge<'a>(db: &Connection, id: i64, changes: impl Iterator<Item = &'a RawChange>) -> Result<()> {
    let save: Vec<u8> = db.prepare_cached("select raw from change where id = ?")?.query_row([id], |row| row.get(0))?;
    let mut document = Document::load(&save)?;
    for change in changes {
        document.apply(change)?;
    }
    db.prepare_cached("update change set raw = ? where id = ?")?.execute((document.save(), id))?;
    Ok(())
}

pub(crate) fn of_rates(rates: &[Rate]) -> String {
    let head = ["the server alone", "per second", "per second and core", "bare, per second", "budget", ""];
    let mut table = table::markdown(&head);
    for rate in rates {
        let per_core = rate.per_core_second.map_or_else(|| "–".to_owned(), table::short);
        table.add_row([
            rate.what.to_owned(),
            format!("{} {}", table::short(rate.per_second), rate.unit),
            per_core,
            table::short(rate.bare_per_second),
            rate.budgets.iter().map(table::promise).collect::<Vec<_>>().join("; "),
            table::verdict(&rate.budgets).to_owned(),
        ]);
    }
    table.to_string()
}
