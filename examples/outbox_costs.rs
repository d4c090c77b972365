//! What the sealed outbox adds to an edit: signing and sealing it, and one more file on the disk.
//!
//! Edits of a device are timed as an officer meets them, until they are durable. What the outbox does of that is timed by
//! itself, on the same disk and with as many bytes: the difference is an edit without it.

use std::{
    fs,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use client_core::{Created, NewRecord, Store, sealed::Folder};
use document::Intent;
use records::{Kind, RegionCode, Value};
use testkit::deployment::{Device, Kind as Deployment, PASSPHRASE, Province};

const VILLAGE: &str = "52.03.13.2001";
const EDITS: usize = 300;

#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let province = Province::start_as(Deployment::Production, folder.path()).await?;
    let device = Device::new("Ani", folder.path());
    device.enrol(&province, province.server()?, VILLAGE).await?;
    let mut store = Store::open(device.folder(), PASSPHRASE)?;
    let edit = middle(edits(&mut store)?);
    let outbox = Folder::of(device.folder());
    let parcels = outbox.parcels()?;
    let bytes: u64 = parcels.iter().map(|parcel| parcel.size).sum();
    let one = parcels.iter().map(|parcel| parcel.size).min().context("an empty outbox")?;
    let size = usize::try_from(one)?;
    let recipient = store.membership().certificate().0.recipient.clone();
    let seal = middle(times(|| sealing(&recipient, size))?);
    let write = middle(times(|| writing(outbox.path(), size))?);
    let without = edit.saturating_sub(seal + write);
    println!("an edit, durable                      {:>9.3} ms", ms(edit));
    println!("  of it: signing and sealing          {:>9.3} ms", ms(seal));
    println!("  of it: a file of {size:>5} bytes, durable {:>6.3} ms", ms(write));
    println!("beside an edit without the outbox     {:>9.2} x", edit.as_secs_f64() / without.as_secs_f64());
    println!("{EDITS} edits lie in {} files of {bytes} bytes", parcels.len());
    Ok(())
}

fn edits(store: &mut Store) -> Result<Vec<Duration>> {
    let officer = store.membership().officer();
    let fields = [("name", "Contoh Satu"), ("dusun", "Lebak")];
    let fields = fields.iter().map(|(path, value)| Ok((path.parse()?, Value::from(*value)))).collect::<Result<_>>()?;
    let new = NewRecord { kind: Kind::Worker, region: RegionCode::parse(VILLAGE)?, officer, fields };
    let Created::New { doc, mut heads } = store.create(&new)? else { anyhow::bail!("the record exists") };
    let mut number = 0;
    times(|| {
        number += 1;
        let intents = [Intent::set("note", format!("catatan {number}").as_str())?];
        heads = store.edit(doc, officer, &heads, &intents)?.heads;
        Ok(())
    })
}

/// What is signed and sealed of one edit; the key is as good as the province's.
fn sealing(recipient: &str, size: usize) -> Result<()> {
    let key = seal::SigningKey::from_bytes(&[1; 32]);
    for _ in ["hello", "statement"] {
        std::hint::black_box(key.sign(&vec![7; size / 2]));
    }
    let pressed = zstd::encode_all(vec![7; size].as_slice(), 3)?;
    std::hint::black_box(seal::seal_to(recipient, &pressed)?);
    Ok(())
}

fn writing(folder: &Path, size: usize) -> Result<()> {
    let (new, named) = (folder.join("ukur.new"), folder.join("ukur"));
    let mut file = fs::File::create(&new)?;
    file.write_all(&vec![7; size])?;
    file.sync_all()?;
    fs::rename(&new, &named)?;
    Ok(fs::File::open(folder)?.sync_all()?)
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn times(mut work: impl FnMut() -> Result<()>) -> Result<Vec<Duration>> {
    let one = |_| {
        let start = Instant::now();
        work()?;
        Ok(start.elapsed())
    };
    (0..EDITS).map(one).collect()
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
