//! What others could read.

use std::collections::BTreeSet;

use anyhow::Result;
use client_core::Store;
use support::{Secrets, Stage, people, settle, write_list};
use testkit::deployment::PASSPHRASE;

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
    assert_eq!(secrets.seen_in(&std::fs::read(&list)?).len(), secrets.count(), "the search finds what is there");
    let secrets = secrets.and(NOTE)?.and("Contoh Satu")?;
    let mut looked_at = BTreeSet::new();
    for device in [&ani, &budi] {
        looked_at.extend(secrets.assert_unseen_below(device.folder())?);
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
