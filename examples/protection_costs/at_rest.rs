//! The device's file, encrypted and in plain.

use anyhow::Result;
use client_core::{
    SystemClock,
    keyring::{self, Login},
};
use rusqlite::{Connection, params};

use crate::{
    Cost,
    clock::timed,
    stage::{PASSPHRASE, Stage},
};

/// The paths of a device with its database.
pub(crate) fn costs(stage: &Stage, rounds: usize) -> Result<Vec<Cost>> {
    let dir = tempfile::tempdir()?;
    let (sealed, plain) = (dir.path().join("sealed.db"), dir.path().join("plain.db"));
    let key = keyring::database_key(stage.device.dir(), &Login::passphrase(PASSPHRASE), &SystemClock)?;
    let key = key.to_sqlcipher_hex();
    let db = Connection::open(stage.device.dir().join("rantau.db"))?;
    db.pragma_update(None, "key", key.as_str())?;
    for (name, file, key) in [("sealed", &sealed, key.as_str()), ("plain", &plain, "")] {
        db.execute(&format!("attach ?1 as {name} key ?2"), params![file.to_string_lossy(), key])?;
        db.query_row(&format!("select sqlcipher_export('{name}')"), [], |_| Ok(()))?;
        db.execute_batch(&format!("detach {name}"))?;
    }
    let open = |encrypted: bool| -> Result<Connection> {
        let db = Connection::open(if encrypted { &sealed } else { &plain })?;
        if encrypted {
            db.pragma_update(None, "key", key.as_str())?;
        }
        configure(&db)?;
        Ok(db)
    };
    let mut costs = Vec::new();
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        with.push(timed(|| open(true).and_then(|db| first_page(&db))).0);
        without.push(timed(|| open(false).and_then(|db| first_page(&db))).0);
    }
    costs.push(Cost::beside("open, and the first page of a list", with, without));
    let dbs = [open(true)?, open(false)?];
    for (path, work) in PATHS {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for round in 0..=rounds {
            let times = dbs.each_ref().map(|db| timed(|| work(db, round)));
            let [(encrypted, one), (bare, other)] = times;
            assert_eq!(one?, other?, "both do the same");
            // The first round fills the cache of either.
            if round > 0 {
                with.push(encrypted);
                without.push(bare);
            }
        }
        costs.push(Cost::beside(path, with, without));
    }
    Ok(costs)
}

/// As `client_core` opens its store.
fn configure(db: &Connection) -> Result<()> {
    db.set_prepared_statement_cache_capacity(128);
    db.pragma_update(None, "temp_store", "memory")?;
    db.pragma_update(None, "cache_size", -16_384)?;
    db.pragma_update(None, "secure_delete", true)?;
    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "full")?;
    Ok(())
}

/// What a path does with a database; how much it found.
type Work = fn(&Connection, usize) -> Result<usize>;

const PATHS: [(&str, Work); 5] = [
    ("a page of the list of workers", |db, _| first_page(db)),
    ("search for a name", search),
    ("read the 50 documents of a page", read),
    ("an edit, durable", edit),
    ("read every change (verify)", |db, _| {
        Ok(db.query_one("select sum(length(hex(raw))) from change", [], |row| row.get::<_, i64>(0))?.unsigned_abs()
            as usize)
    }),
];

fn first_page(db: &Connection) -> Result<usize> {
    let sql = "select doc, name, village, hamlet, stage, fields from projection where kind = 1 order by name, ordinal limit 50";
    let mut rows = db.prepare_cached(sql)?;
    let fields = rows.query_map([], |row| row.get::<_, String>(5))?;
    Ok(fields.collect::<rusqlite::Result<Vec<_>>>()?.iter().map(String::len).sum())
}

/// The groups of three letters of the name of one of them, as a search for it has.
fn search(db: &Connection, round: usize) -> Result<usize> {
    let one = "select ordinal from projection where kind = 1 order by ordinal limit 1 offset ?1";
    let ordinal: i64 = db.prepare_cached(one)?.query_row([round as i64], |row| row.get(0))?;
    let sql = "select projection, count(*) from trigram
               where gram in (select gram from trigram where projection = ?1) group by projection order by 2 desc limit 20";
    let mut rows = db.prepare_cached(sql)?;
    let found = rows.query_map([ordinal], |row| row.get::<_, i64>(1))?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?.iter().sum::<i64>().unsigned_abs() as usize)
}

fn read(db: &Connection, round: usize) -> Result<usize> {
    let sql = "select snapshot from document order by id limit 50 offset ?1";
    let mut rows = db.prepare_cached(sql)?;
    let snapshots = rows.query_map([(round * 50 % 1_000) as i64], |row| row.get::<_, Vec<u8>>(0))?;
    Ok(snapshots.collect::<rusqlite::Result<Vec<_>>>()?.iter().map(Vec::len).sum())
}

/// The rows of one edit: change, intent, snapshot, what lists show, what search finds.
fn edit(db: &Connection, round: usize) -> Result<usize> {
    let tx = db.unchecked_transaction()?;
    let sql = "select doc, ordinal from projection where kind = 1 order by ordinal limit 1 offset ?1";
    let (doc, ordinal): (Vec<u8>, i64) =
        tx.prepare_cached(sql)?.query_row([round as i64], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&(round as u64).to_be_bytes());
    tx.prepare_cached(
        "insert into change (hash, doc, state, author, made_at, own, raw) values (?1, ?2, 'local', 1, 1, 1, zeroblob(150))",
    )?
    .execute(params![hash, doc])?;
    let change = tx.last_insert_rowid();
    tx.prepare_cached("insert into intent (change, seen, intents) values (?1, ?2, '[{\"set\":[\"rt\",\"04\"]}]')")?
        .execute(params![change, hash])?;
    tx.prepare_cached("update document set snapshot = cast(snapshot || x'00' as blob), heads = ?2 where id = ?1")?
        .execute(params![doc, hash])?;
    tx.prepare_cached("update projection set hamlet = hamlet || 'x', changed_at = changed_at + 1 where doc = ?1")?
        .execute([doc])?;
    let changed = tx
        .prepare_cached("update trigram set gram = gram + 1000000007 where projection = ?1 and gram % 7 = 0")?
        .execute([ordinal])?;
    tx.commit()?;
    Ok(changed)
}
