//! A server with very many documents beside one with few: an exchange in which nothing changed, and memory.
//!
//! The documents of other villages are rows that no device made, as pushing a million would take hours: their bytes are
//! random, about of the sizes of those that were pushed. Nothing reads them but what should not be read at all.

use std::{path::Path, time::Duration};

use anyhow::{Result, ensure};
use rusqlite::{Connection, params};
use serde::Serialize;

use super::{
    clock,
    device::Device,
    folder,
    province::{Province, size_of},
    row::Budget,
    say,
    scenario::Village,
    table,
};

/// Documents of one village, as many as the largest have.
const IN_A_VILLAGE: usize = 4_000;
/// Exchanges, of which the middle one counts.
const EXCHANGES: usize = 5;

/// A server with so many documents.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Crowd {
    pub(crate) documents: usize,
    /// Of a device that has nothing to say and nothing to hear.
    pub(crate) exchange_ms: f64,
    pub(crate) bytes: u64,
    pub(crate) server_cpu_ms: f64,
    pub(crate) server_resident_kib: u64,
    pub(crate) database: u64,
    pub(crate) budgets: Vec<Budget>,
}

/// The village's own server, then the same with `more` documents of other villages.
pub(crate) async fn measure(village: &Village, more: usize, work: &Path) -> Result<Vec<Crowd>> {
    let folder = work.join("crowd");
    folder::copy(&village.folder, &folder)?;
    let device = Device(folder.join("Ani"));
    let mut province = Province::at(&folder.join("province"));
    synced(&mut province, &device).await?;
    let few = quiet(&mut province, &device, village.records).await?;
    say(&format!("adding {more} documents of other villages to the server's database"));
    add(&province.database(), more)?;
    let mut many = quiet(&mut province, &device, village.records + more).await?;
    many.budgets = vec![
        Budget::at_most("CPU / with few", many.server_cpu_ms / few.server_cpu_ms.max(1.0), 2.0),
        Budget::at_most("resident, MB", many.server_resident_kib as f64 * 1024.0 / 1e6, 512.0),
    ];
    folder::remove(&folder)?;
    Ok(vec![few, many])
}

async fn synced(province: &mut Province, device: &Device) -> Result<()> {
    let server = format!("http://{}", province.start().await?);
    let synced = device.sync(&server).await?;
    ensure!(synced.equal, "the device and the province differ");
    province.stop().await
}

async fn quiet(province: &mut Province, device: &Device, documents: usize) -> Result<Crowd> {
    let server = format!("http://{}", province.start().await?);
    let pid = province.pid()?;
    device.sync(&server).await?;
    let before = clock::cpu_seconds(pid)?;
    let (mut times, mut bytes) = (Vec::new(), 0);
    for _ in 0..EXCHANGES {
        let synced = device.sync(&server).await?;
        times.push(synced.seconds);
        bytes = synced.bytes_up + synced.bytes_down;
    }
    times.sort_by(f64::total_cmp);
    let crowd = Crowd {
        documents,
        exchange_ms: times.get(EXCHANGES / 2).copied().unwrap_or_default() * 1_000.0,
        bytes,
        server_cpu_ms: (clock::cpu_seconds(pid)? - before) * 1_000.0 / EXCHANGES as f64,
        server_resident_kib: clock::resident_kib(pid)?,
        database: size_of(&province.database()),
        budgets: Vec::new(),
    };
    province.stop().await?;
    Ok(crowd)
}

/// Writes the rows that so many documents leave behind, one change each.
fn add(database: &Path, documents: usize) -> Result<()> {
    let mut db = Connection::open(database)?;
    db.busy_timeout(Duration::from_secs(10))?;
    db.pragma_update(None, "synchronous", "off")?;
    for village in 0..documents.div_ceil(IN_A_VILLAGE) {
        let count = IN_A_VILLAGE.min(documents - village * IN_A_VILLAGE);
        let region = format!("52.01.{:02}.{}", village / 99 + 1, 2_001 + village % 99);
        add_village(&mut db, &region, count)?;
    }
    // As a server leaves it that was stopped.
    db.pragma_update_and_check(None, "wal_checkpoint", "truncate", |_| Ok(()))?;
    Ok(())
}

fn add_village(db: &mut Connection, region: &str, count: usize) -> Result<()> {
    let tx = db.transaction()?;
    tx.execute("create temp table if not exists made (id integer primary key, doc blob, hash blob)", [])?;
    tx.execute("delete from made", [])?;
    tx.execute(
        "with recursive number (n) as (select 1 union all select n + 1 from number where n < ?)
         insert into made (id, doc, hash) select n, randomblob(16), randomblob(32) from number",
        [count as i64],
    )?;
    tx.execute(
        "insert into feed (name, seq, count, fingerprint) values (? || '/village', ?, ?, randomblob(32))",
        params![region, count as i64, count as i64],
    )?;
    let feed = tx.last_insert_rowid();
    for sql in [
        "insert into document (id, kind, region, heads, snapshot, changes, created_at, updated_at)
         select doc, 1, ?1, hash, randomblob(2500), 1, 0, 0 from made where ?2",
        "insert into change (hash, raw, received_at, doc, position, device, officer)
         select hash, randomblob(2200), 0, doc, 0, randomblob(16), randomblob(16) from made where ?1 <> ?2",
        "insert into document_feed (doc, feed) select doc, ?2 from made where ?1 <> ''",
        "insert into log (feed, seq, kind, hash) select ?2, id, 'change', hash from made where ?1 <> ''",
        "insert into projection (doc, kind, region, body) select doc, 1, ?1, hex(randomblob(950)) from made where ?2",
    ] {
        tx.execute(sql, params![region, feed])?;
    }
    Ok(tx.commit()?)
}

pub(crate) fn of_crowds(crowds: &[Crowd]) -> String {
    let head =
        ["documents on the server", "no-op, ms", "bytes", "server CPU, ms", "resident", "database", "budget", ""];
    let mut table = table::markdown(&head);
    for crowd in crowds {
        table.add_row([
            table::grouped(crowd.documents as u64),
            table::short(crowd.exchange_ms),
            crowd.bytes.to_string(),
            table::short(crowd.server_cpu_ms),
            format!("{} MB", table::short(crowd.server_resident_kib as f64 * 1024.0 / 1e6)),
            format!("{} MB", table::short(crowd.database as f64 / 1e6)),
            crowd.budgets.iter().map(table::promise).collect::<Vec<_>>().join("; "),
            table::verdict(&crowd.budgets).to_owned(),
        ]);
    }
    table.to_string()
}
