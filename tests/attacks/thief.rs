//! Who has a device's files, or the device.

use anyhow::Result;
use client_core::{Error, Store};
use records::Kind;
use support::{Secrets, VILLAGE, inside::Province};

#[test]
fn a_thief_reads_no_name_in_the_files() -> Result<()> {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Contoh Satu");
    ani.record_of(VILLAGE, Kind::Case, &[("worker", &worker.to_string()), ("narrative", "Upah tidak dibayar")]);
    let secrets = Secrets::new(["Contoh Satu", "Upah tidak dibayar", "Petugas Ani", "Lebak"])?;
    // Before and after the log of the database was written back into it.
    let looked_at = secrets.assert_unseen_below(ani.store.dir())?;
    assert!(looked_at.contains("rantau.db") && looked_at.contains("rantau.db-wal"), "{looked_at:?}");
    assert!(ani.sync(&province).equal);
    secrets.assert_unseen_below(ani.store.dir())?;
    secrets.assert_unseen_below(ani.copy().path())?;
    Ok(())
}

#[test]
fn a_thief_who_guesses_opens_nothing_and_damages_nothing() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Contoh Satu");
    for guess in ["", "sandi", "sandi latihan yang panjan", "sandi latihan yang panjang "] {
        assert!(matches!(Store::open(ani.store.dir(), guess), Err(Error::WrongPassphrase)), "{guess}");
    }
    assert!(ani.store.view(worker).is_ok());
}
