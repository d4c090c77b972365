//! What others could read.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use aho_corasick::AhoCorasick;
use anyhow::Result;
use client_core::Store;
use support::{Stage, people, settle, write_list};
use testkit::{deployment::PASSPHRASE, people::Person};

/// What somebody noted.
const NOTE: &str = "Bibinya menunggu di Selong";

#[tokio::test]
async fn nothing_readable_lies_on_the_disk() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device("Budi").await?);
    let everybody = people(55, 60);
    let list = stage.file("daftar.csv")?;
    write_list(&list, &everybody)?;
    // While it is open elsewhere, what was written last stays beside the database: that is to be looked at, too.
    let _open = Store::open(ani.folder(), PASSPHRASE)?;
    ani.run(&["import", &list]).await?;
    ani.run(&["edit", &ani.find(&everybody[0].nik).await?, &format!("note={NOTE}")]).await?;
    budi.run(&["add", "worker", "name=Contoh Satu"]).await?;
    settle(&stage.province, &[&ani, &budi]).await?;

    let secrets = Secrets::of(&everybody)?;
    assert_eq!(secrets.seen_in(&std::fs::read(&list)?).len(), secrets.texts.len(), "the search finds what is there");
    let secrets = secrets.and(NOTE)?.and("Contoh Satu")?;
    let mut looked_at = BTreeSet::new();
    for device in [&ani, &budi] {
        for file in files_below(device.folder())? {
            assert_eq!(secrets.seen_in(&std::fs::read(&file)?), BTreeSet::new(), "{}", file.display());
            looked_at.extend(file.file_name().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    for name in ["rantau.db", "rantau.db-wal", "rantau.db-shm", "rantau.key"] {
        assert!(looked_at.contains(name), "{name} is not among {looked_at:?}");
    }

    let ended = stage.province.stop().await?;
    let logs: String = ended.into_iter().flat_map(|ended| ended.unread).map(|line| line + "\n").collect();
    assert!(logs.contains("DEBUG") && logs.contains("the registry was told"), "the logs tell what happened: {logs}");
    assert_eq!(secrets.seen_in(logs.as_bytes()), BTreeSet::new(), "in a log");
    Ok(())
}

/// What is not to be seen.
struct Secrets {
    texts: Vec<String>,
    search: AhoCorasick,
}

impl Secrets {
    /// What a list says of people.
    fn of(everybody: &[Person]) -> Result<Self> {
        let texts = everybody.iter().flat_map(|person| {
            let Person { full_name, nik, family_card, phone, .. } = person;
            // A phone number is written with and without the country's code.
            [full_name.clone(), nik.clone(), family_card.clone(), phone[3..].to_owned()]
        });
        Self::new(texts.collect::<BTreeSet<_>>().into_iter().collect())
    }

    fn new(texts: Vec<String>) -> Result<Self> {
        Ok(Self { search: AhoCorasick::new(&texts)?, texts })
    }

    fn and(mut self, text: &str) -> Result<Self> {
        self.texts.push(text.to_owned());
        Self::new(self.texts)
    }

    fn seen_in(&self, bytes: &[u8]) -> BTreeSet<&str> {
        self.search.find_overlapping_iter(bytes).map(|found| self.texts[found.pattern()].as_str()).collect()
    }
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    Ok(files)
}
