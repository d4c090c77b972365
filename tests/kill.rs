//! Programs that are killed at drawn moments while they do all that they do.
//!
//! A story is drawn from a seed: two devices import, edit and sync, and whoever is at work is killed with the signal that
//! nobody can catch, as when a battery is taken out or memory runs out. After each kill everything is started again and
//! must hold what was reported as done, once.
//!
//! | variable | what for |
//! |---|---|
//! | `RANTAU_SOAK` | new stories for so many minutes (`make soak`) |

use std::{collections::BTreeMap, future::Future, time::Duration};

use anyhow::{Context, Result, ensure};
use client_core::{Filter, ListItem, RecordView, Store};
use fastrand::Rng;
use records::{DocId, Kind, Path};
use support::{Stage, names_of, people, settle, write_list};
use testkit::{
    deployment::{Device, PASSPHRASE},
    link::Link,
    people::Person,
    soak::Soak,
};
use tokio::{process::Child, time::timeout};

/// Kills of one story, in which as many more steps end before the drawn moment.
const KILLS: u32 = 12;
/// Slow enough that an exchange lasts longer than a program takes to start.
const BITS_PER_SECOND: u64 = 150_000;
/// The people of one list.
const PEOPLE: usize = 30;
/// The field of each device: nobody else writes it, so the value that was written last must stand.
const FIELDS: [&str; 2] = ["dusun", "note"];
/// Events that the server may have on their way to the registry at once; those are sent again after a kill.
const ON_THEIR_WAY: u64 = 16;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_keeps_what_it_reported_as_done() -> Result<()> {
    let Some(soak) = Soak::of_environment() else {
        return tokio::try_join!(tell(101), tell(102)).map(|_| ());
    };
    while !soak.is_over() {
        tokio::try_join!(tell(soak.seed()), tell(soak.seed()))?;
    }
    Ok(())
}

async fn tell(seed: u64) -> Result<()> {
    let mut story = Story::begin(seed).await.with_context(|| format!("seed {seed}"))?;
    for step in 0.. {
        if story.kills == KILLS {
            break;
        }
        let act = story.rng.u8(0..5);
        story.act(act).await.with_context(|| format!("seed {seed}, step {step}, act {act}"))?;
        story.verify().await.with_context(|| format!("seed {seed}, after step {step}, act {act}"))?;
    }
    story.end().await.with_context(|| format!("seed {seed}, at the end"))
}

struct Story {
    rng: Rng,
    stage: Stage,
    line: Link,
    devices: [Device; 2],
    people: Vec<Person>,
    /// How many of them were imported.
    imported: usize,
    /// By device and record, the values of which one must stand: several after an edit that was killed.
    written: [BTreeMap<DocId, Vec<String>>; 2],
    kills: u32,
    server_kills: u64,
}

impl Story {
    async fn begin(seed: u64) -> Result<Self> {
        let stage = Stage::training().await?;
        let line = stage.line(BITS_PER_SECOND)?;
        let devices = [stage.device_over("Ani", line.addr()).await?, stage.device_over("Budi", line.addr()).await?];
        Ok(Self {
            rng: Rng::with_seed(seed),
            people: people(seed, 1_000),
            imported: 0,
            written: Default::default(),
            kills: 0,
            server_kills: 0,
            stage,
            line,
            devices,
        })
    }

    async fn act(&mut self, act: u8) -> Result<()> {
        let device = self.rng.usize(0..2);
        match act {
            0 => self.import(device).await,
            1 => self.edit(device).await,
            2 => self.sync(device).await,
            _ => self.serve().await,
        }
    }

    /// A list whose import is killed, and then imported to its end.
    async fn import(&mut self, device: usize) -> Result<()> {
        let list = self.stage.file(&format!("daftar{}.csv", self.imported))?;
        let rows = &self.people[self.imported..self.imported + PEOPLE];
        write_list(&list, rows)?;
        self.imported += PEOPLE;
        let import = self.devices[device].start(&["import", &list])?;
        self.kill(import, 400).await?;
        self.devices[device].run(&["import", &list]).await?;
        Ok(())
    }

    /// Three edits, of which one is killed.
    async fn edit(&mut self, device: usize) -> Result<()> {
        let records = self.records(device)?;
        let killed = self.rng.usize(0..3);
        for at in 0..3 {
            let Some(record) = self.rng.choice(&records).copied() else { return Ok(()) };
            let value = format!("catatan {}", self.rng.u32(..));
            let (id, set) = (record.to_string(), format!("{}={value}", FIELDS[device]));
            let before = self.value(device, record)?;
            let written = self.written[device].entry(record).or_insert_with(|| vec![before]);
            if at == killed {
                written.push(value);
                let edit = self.devices[device].start(&["edit", &id, &set])?;
                self.kill(edit, 80).await?;
            } else {
                self.devices[device].run(&["edit", &id, &set]).await?;
                *written = vec![value];
            }
        }
        Ok(())
    }

    async fn sync(&mut self, device: usize) -> Result<()> {
        let sync = self.devices[device].start(&["sync", "--keep-trying"])?;
        self.kill(sync, 600).await
    }

    /// Both devices sync while the server is killed.
    async fn serve(&mut self) -> Result<()> {
        let [ani, budi] = [0, 1].map(|device| self.devices[device].start(&["sync", "--keep-trying"]));
        let (mut ani, mut budi) = (ani?, budi?);
        let moment = self.moment(600);
        let both = async { tokio::try_join!(ani.wait(), budi.wait()) };
        let ended = within(moment, both).await.transpose()?.is_some();
        self.stage.province.kill_server().await?;
        self.kills += u32::from(!ended);
        self.server_kills += 1;
        let checked = self.stage.province.run(&["check"]).await?;
        ensure!(checked["ok"] == true, "killed after {moment:?}: {checked}");
        self.line.lead_to(self.stage.province.start_server().await?);
        let (ani, budi) = tokio::try_join!(ani.wait(), budi.wait())?;
        ensure!(ani.success() && budi.success(), "a sync fails: {ani} {budi}");
        Ok(())
    }

    /// Kills a program at a drawn moment, unless it ends before.
    async fn kill(&mut self, mut program: Child, milliseconds: u64) -> Result<()> {
        let moment = self.moment(milliseconds);
        if within(moment, program.wait()).await.transpose()?.is_none() {
            program.kill().await?;
            self.kills += 1;
        }
        Ok(())
    }

    fn moment(&mut self, milliseconds: u64) -> Duration {
        Duration::from_micros(self.rng.u64(0..milliseconds * 1_000))
    }

    /// Syncs both devices until it is proven, and compares what they hold with what was reported as done.
    async fn verify(&mut self) -> Result<()> {
        for device in [0, 1, 0] {
            let synced = self.devices[device].sync().await?;
            ensure!(synced["proven"] == true && synced["refused"] == 0, "{}: {synced}", self.devices[device].name);
        }
        let checked = self.stage.province.run(&["check"]).await?;
        ensure!(checked["ok"] == true, "{checked}");
        for device in 0..2 {
            self.verify_device(device)?;
        }
        Ok(())
    }

    fn verify_device(&mut self, device: usize) -> Result<()> {
        let (store, name) = (Store::open(self.devices[device].folder(), PASSPHRASE)?, self.devices[device].name);
        let mut listed: Vec<_> = workers(&store)?.into_iter().map(|item| item.name).collect();
        listed.sort();
        let expected = names_of(&self.people[..self.imported]);
        let differing = listed.iter().zip(&expected).find(|(listed, expected)| listed != expected);
        ensure!(listed == expected, "{name}: {} people of {}, as of {differing:?}", listed.len(), expected.len());
        for (field, written) in FIELDS.iter().zip(&mut self.written) {
            for (record, allowed) in written {
                let view = store.view(*record)?;
                ensure!(view.conflicts.is_empty(), "{name}: a conflict that nobody made in {record}");
                let value = text(&view, field)?;
                ensure!(allowed.contains(&value), "{name}: {field} of {record} is none of {} values", allowed.len());
                *allowed = vec![value];
            }
        }
        Ok(())
    }

    fn value(&self, device: usize, record: DocId) -> Result<String> {
        let store = Store::open(self.devices[device].folder(), PASSPHRASE)?;
        text(&store.view(record)?, FIELDS[device])
    }

    fn records(&self, device: usize) -> Result<Vec<DocId>> {
        let store = Store::open(self.devices[device].folder(), PASSPHRASE)?;
        Ok(workers(&store)?.into_iter().map(|item| item.doc).collect())
    }

    async fn end(self) -> Result<()> {
        let [ani, budi] = &self.devices;
        settle(&self.stage.province, &[ani, budi]).await?;
        let registry = self.stage.province.registry_stats().await?;
        ensure!(registry["workers"] == self.imported, "{registry}");
        let again = registry["duplicate_events"].as_u64().context("no count")?;
        ensure!(again <= self.server_kills * ON_THEIR_WAY, "{registry} after {} kills", self.server_kills);
        Ok(())
    }
}

fn workers(store: &Store) -> Result<Vec<ListItem>> {
    Ok(store.list(&Filter { kind: Some(Kind::Worker), ..Filter::default() }, usize::MAX >> 1, 0)?)
}

fn text(view: &RecordView, field: &str) -> Result<String> {
    let value = view.fields.get(&Path::parse(field)?);
    Ok(value.and_then(|value| value.as_text()).unwrap_or_default().to_owned())
}

/// What `work` gives within a time, `None` where it takes longer.
async fn within<T>(time: Duration, work: impl Future<Output = T>) -> Option<T> {
    timeout(time, work).await.ok()
}
