use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use proptest::prelude::*;
use rusqlite::{Connection, ErrorCode};
use tempfile::TempDir;

use super::*;

/// A database on a disk of its own.
struct Bench {
    dir: TempDir,
    disk: Disk,
    key: Option<&'static str>,
}

/// What a program was told before it was stopped.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    committed: BTreeSet<i64>,
    /// Begun, and neither told that it stands nor that it does not.
    unknown: Option<i64>,
}

const TRANSACTIONS: i64 = 12;

impl Bench {
    fn new(key: Option<&'static str>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let disk = Disk::mount(dir.path()).unwrap();
        Self { dir, disk, key }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("a.db")
    }

    fn open(&self, synchronous: &str) -> rusqlite::Result<Connection> {
        let db = Connection::open(self.path())?;
        if let Some(key) = self.key {
            db.execute_batch("pragma cipher_log_level = none")?;
            db.pragma_update(None, "key", format!("x'{key}'"))?;
        }
        db.pragma_update(None, "journal_mode", "wal")?;
        db.pragma_update(None, "synchronous", synchronous)?;
        // Small, so that the log is written back and begun again several times.
        db.pragma_update(None, "wal_autocheckpoint", 8)?;
        db.execute_batch("create table if not exists t (n integer primary key, filling text not null) strict")?;
        Ok(db)
    }

    /// Works until it is done or stopped: some transactions, a new start, more of them.
    fn work(&self, synchronous: &str) -> Told {
        let mut told = Told::default();
        for part in [0..TRANSACTIONS / 2, TRANSACTIONS / 2..TRANSACTIONS] {
            let Ok(db) = self.open(synchronous) else { break };
            for n in part {
                told.unknown = Some(n);
                let filling = "x".repeat(usize::try_from(n * 700).unwrap());
                let Ok(_) = db.execute("insert into t (n, filling) values (?, ?)", (n, filling)) else { return told };
                told.committed.insert(n);
                told.unknown = None;
            }
        }
        told
    }

    /// What is there when the power is back.
    fn found(&self) -> Result<BTreeSet<i64>, String> {
        self.disk.power_on().unwrap();
        let read = || {
            let db = self.open("full")?;
            let verdict: String = db.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
            let rows: BTreeSet<i64> =
                db.prepare("select n from t")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            Ok((verdict, rows))
        };
        let (verdict, rows) = read().map_err(|error: rusqlite::Error| error.to_string())?;
        if verdict == "ok" { Ok(rows) } else { Err(verdict) }
    }
}

/// What the whole work does, uncut.
fn whole(key: Option<&'static str>) -> Counts {
    let bench = Bench::new(key);
    assert_eq!(bench.work("full").committed.len(), usize::try_from(TRANSACTIONS).unwrap());
    bench.disk.counts()
}

fn moments(counts: Counts) -> impl Iterator<Item = Moment> {
    (1..=counts.writes + counts.deletes).map(Moment::Write).chain((1..=counts.syncs).map(Moment::Sync))
}

fn survives(key: Option<&'static str>, moment: Moment, loss: Loss) {
    let bench = Bench::new(key);
    bench.disk.cut_at(moment, loss);
    let told = bench.work("full");
    assert!(bench.disk.is_off(), "{moment:?} comes");
    let found = bench.found().unwrap_or_else(|error| panic!("{moment:?}, {loss:?}: {error}"));
    assert!(told.committed.is_subset(&found), "{moment:?}, {loss:?}: {told:?}, found {found:?}");
    let more: BTreeSet<i64> = found.difference(&told.committed).copied().collect();
    assert!(more.is_subset(&told.unknown.into_iter().collect()), "{moment:?}, {loss:?}: {told:?}, found {found:?}");
}

const KEY: &str = "2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99";

#[test]
fn a_database_that_syncs_survives_a_cut_at_every_write_and_sync() {
    for moment in moments(whole(None)) {
        for loss in [Loss::Nothing, Loss::All, Loss::Drawn(1), Loss::Drawn(2), Loss::Drawn(3)] {
            survives(None, moment, loss);
        }
    }
}

#[test]
fn an_encrypted_database_survives_it_too() {
    for (seed, moment) in moments(whole(Some(KEY))).enumerate() {
        survives(Some(KEY), moment, Loss::Drawn(seed as u64));
    }
}

#[test]
fn a_database_that_never_syncs_loses_what_it_committed() {
    let (mut lost, mut damaged) = (0, 0);
    for moment in moments(whole(None)).filter(|moment| matches!(moment, Moment::Write(_))) {
        for loss in [Loss::All, Loss::Drawn(1), Loss::Drawn(2)] {
            let bench = Bench::new(None);
            bench.disk.cut_at(moment, loss);
            let told = bench.work("off");
            match bench.found() {
                Ok(found) => lost += u32::from(!told.committed.is_subset(&found)),
                Err(_) => damaged += 1,
            }
        }
    }
    assert!(lost > 20, "{lost}");
    assert!(damaged > 0, "{damaged}");
}

#[test]
fn everything_fails_until_the_power_is_back_and_old_connections_for_ever() {
    let bench = Bench::new(None);
    let db = bench.open("full").unwrap();
    db.execute("insert into t values (1, '')", []).unwrap();
    bench.disk.cut(Loss::All);
    let code = |outcome: rusqlite::Result<usize>| outcome.unwrap_err().sqlite_error_code();
    assert_eq!(code(db.execute("insert into t values (2, '')", [])), Some(ErrorCode::SystemIoFailure));
    assert!(bench.open("full").is_err());
    assert_eq!(bench.found().unwrap(), BTreeSet::from([1]));
    let again = bench.open("full").unwrap();
    assert!(db.execute("insert into t values (2, '')", []).is_err());
    again.execute("insert into t values (3, '')", []).unwrap();
    drop(db);
    again.execute("insert into t values (4, '')", []).unwrap();
    drop(again);
    assert_eq!(bench.found().unwrap(), BTreeSet::from([1, 3, 4]));
}

#[test]
fn a_full_disk_says_so_and_goes_on_when_there_is_room() {
    let bench = Bench::new(None);
    let db = bench.open("full").unwrap();
    bench.disk.set_room(Some(8 << 10));
    let filling = "x".repeat(64 << 10);
    let full = db.execute("insert into t values (1, ?)", [&filling]).unwrap_err();
    assert_eq!(full.sqlite_error_code(), Some(ErrorCode::DiskFull));
    assert_eq!(db.query_one("select count(*) from t", [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    bench.disk.set_room(None);
    db.execute("insert into t values (1, ?)", [&filling]).unwrap();
    drop(db);
    assert_eq!(bench.found().unwrap(), BTreeSet::from([1]));
}

#[test]
fn a_snapshot_holds_what_was_durable_and_goes_back_to_any_disk() {
    let (ani, budi) = (Bench::new(None), Bench::new(None));
    fs::write(ani.dir.path().join("a.key"), "key").unwrap();
    let db = ani.open("full").unwrap();
    db.execute("insert into t values (1, '')", []).unwrap();
    db.pragma_update(None, "synchronous", "off").unwrap();
    db.execute("insert into t values (2, '')", []).unwrap();
    let snapshot = ani.disk.snapshot().unwrap();
    db.pragma_update(None, "synchronous", "full").unwrap();
    db.execute("insert into t values (3, '')", []).unwrap();
    fs::write(budi.dir.path().join("more"), "").unwrap();
    for bench in [&ani, &budi] {
        bench.disk.restore(&snapshot).unwrap();
        assert_eq!(bench.found().unwrap(), BTreeSet::from([1]));
        assert_eq!(fs::read(bench.dir.path().join("a.key")).unwrap(), b"key");
        assert!(!bench.dir.path().join("more").exists());
    }
}

#[test]
fn other_files_and_a_directory_given_back_pass_through() {
    let bench = Bench::new(None);
    let counts = bench.disk.counts();
    let elsewhere = tempfile::tempdir().unwrap();
    Connection::open(elsewhere.path().join("b.db")).unwrap().execute_batch("create table t (n integer)").unwrap();
    assert_eq!(bench.disk.counts(), counts);
    let Bench { dir, disk, .. } = bench;
    disk.cut(Loss::All);
    drop(disk);
    Connection::open(dir.path().join("a.db")).unwrap().execute_batch("create table t (n integer)").unwrap();
}

#[test]
fn a_database_renamed_past_sqlite_stays() {
    let bench = Bench::new(None);
    assert_eq!(bench.work("full").committed.len(), usize::try_from(TRANSACTIONS).unwrap());
    let new = bench.dir.path().join("b.db");
    fs::rename(bench.path(), &new).unwrap();
    bench.disk.cut(Loss::All);
    bench.disk.power_on().unwrap();
    let db = Connection::open(&new).unwrap();
    assert_eq!(db.query_one("select count(*) from t", [], |row| row.get::<_, i64>(0)).unwrap(), TRANSACTIONS);
    assert!(!bench.path().exists());
}

/// A step of a file's life, as SQLite might take it.
#[derive(Debug, Clone)]
enum Step {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_usize..3000, proptest::collection::vec(1_u8.., 1..1500)).prop_map(|(at, bytes)| Step::Write(at, bytes)),
        1 => (0_usize..3000).prop_map(Step::Truncate),
    ]
}

/// Takes the step, as a file system would, and says what changed.
fn take(step: &Step, content: &mut Vec<u8>, number: u64) -> journal::Change {
    let before = content.clone();
    let offset = match step {
        Step::Write(at, bytes) => {
            content.resize(content.len().max(at + bytes.len()), 0);
            content[*at..at + bytes.len()].copy_from_slice(bytes);
            (*at).min(before.len())
        }
        Step::Truncate(length) => {
            content.truncate(*length);
            content.len().min(before.len())
        }
    };
    let end = match step {
        Step::Write(at, bytes) => at + bytes.len(),
        Step::Truncate(_) => content.len(),
    };
    let old_end = if matches!(step, Step::Truncate(_)) { before.len() } else { end.min(before.len()) };
    journal::Change {
        number,
        offset,
        before: before[offset..old_end].to_vec(),
        after: content[offset..end].to_vec(),
        length_before: before.len(),
        length: content.len(),
    }
}

proptest! {
    #[test]
    fn undoing_gives_what_was_and_a_cut_leaves_every_sector_as_it_once_was(
        start in proptest::collection::vec(1_u8.., 0..2000),
        steps in proptest::collection::vec(step(), 0..8),
        seed in any::<u64>(),
    ) {
        let mut content = start.clone();
        let mut journal = journal::Journal::default();
        let mut once = vec![start.clone()];
        for (number, step) in steps.iter().enumerate() {
            let change = take(step, &mut content, number as u64 + 1);
            let mut applied = once[number].clone();
            change.apply(&mut applied);
            prop_assert_eq!(&applied, &content);
            journal.changes.push(change);
            once.push(content.clone());
        }
        prop_assert_eq!(&journal.undone(content.clone()), &start);
        let path = PathBuf::from("a.db");
        let files = [(path.clone(), (journal, Some(content)))].into();
        let left = surviving::after(Loss::Drawn(seed), &files, steps.len() as u64);
        let left = left[&path].as_ref().unwrap();
        let lengths = once.iter().any(|at| at.len() == left.len());
        let is_torn = once.windows(2).any(|pair| pair[0].len() < left.len() && left.len() < pair[1].len());
        prop_assert!(lengths || is_torn, "{} bytes", left.len());
        for (at, byte) in left.iter().enumerate() {
            let ever = once.iter().any(|content| content.get(at).copied().unwrap_or(0) == *byte);
            prop_assert!(ever, "byte {at}");
        }
    }
}

#[test]
fn the_same_seed_leaves_the_same() {
    let left = |seed| {
        let bench = Bench::new(None);
        bench.disk.cut_at(Moment::Write(40), Loss::Drawn(seed));
        bench.work("off");
        let _ = bench.found();
        [bench.path(), with_end(&bench.path(), "-wal")].map(|path| fs::metadata(path).map(|file| file.len()).ok())
    };
    for seed in 0..20 {
        assert_eq!(left(seed), left(seed), "seed {seed}");
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
