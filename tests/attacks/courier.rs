//! Who carries what is not meant for him.

use anyhow::Result;
use client_core::{
    Error,
    bundle::{self, Problem},
};
use server::{bundles, exchange::Refusal};
use support::{Secrets, inside::Province};
use wire::bundle::Bundle;

#[test]
fn a_courier_cannot_read_a_bundle() -> Result<()> {
    let province = Province::new();
    let (mut ani, mut kios) = (province.enrol("Ani"), province.enrol("Kios"));
    ani.worker("Contoh Satu");
    let secrets = Secrets::new(["Contoh Satu", "Lebak", "Petugas Ani"])?;
    let up = ani.bundle();
    let down = province.answer(&up);
    for bundle in [&up, &down] {
        assert!(secrets.seen_in(&bundle.to_bytes()).is_empty());
    }
    // With its own keys neither: a bundle is for the province, and its answer for one device.
    let opened = bundle::take_in(&mut kios.store, &down.to_bytes(), &mut |_| {});
    assert!(matches!(opened, Err(Error::Bundle(Problem::ForAnother))), "{opened:?}");
    Ok(())
}

#[test]
fn a_courier_cannot_alter_a_bundle_nor_its_answer() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    ani.worker("Contoh Satu");
    let whole = ani.bundle().to_bytes();
    let damaged = |bytes: &[u8], at: usize| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 1;
        bytes
    };
    for at in (0..whole.len()).step_by(97) {
        let heard = Bundle::from_bytes(&damaged(&whole, at)).map(|bundle| bundles::hear(province.server(), &bundle));
        assert!(!matches!(heard, Ok(Ok(_))), "byte {at} of the bundle");
    }
    assert!(province.logged().is_empty());
    let down = province.answer(&Bundle::from_bytes(&whole).unwrap()).to_bytes();
    for at in (0..down.len()).step_by(97) {
        assert!(bundle::take_in(&mut ani.store, &damaged(&down, at), &mut |_| {}).is_err(), "byte {at} of the answer");
    }
    bundle::take_in(&mut ani.store, &down, &mut |_| {}).unwrap();
    assert!(ani.sync(&province).equal);
}

#[test]
fn a_courier_cannot_send_a_bundle_back_as_its_own_answer() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let up = ani.bundle();
    assert!(matches!(
        bundle::take_in(&mut ani.store, &up.to_bytes(), &mut |_| {}),
        Err(Error::Bundle(Problem::ForProvince))
    ));
    let down = province.answer(&up);
    assert!(matches!(bundles::hear(province.server(), &down), Err(Refusal::NoBundle(_))));
}

#[test]
fn a_courier_who_brings_a_bundle_twice_and_late_changes_nothing() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Contoh Satu");
    let early = ani.bundle();
    ani.edit(worker, "dusun", "Montong");
    assert!(ani.sync(&province).equal);
    let logged = province.logged();
    for _ in 0..2 {
        province.answer(&early);
    }
    assert_eq!(province.logged(), logged);
    assert!(ani.sync(&province).equal);
}

#[test]
fn a_courier_cannot_read_the_outbox() -> Result<()> {
    let province = Province::new();
    let (mut ani, mut kios) = (province.enrol("Ani"), province.enrol("Kios"));
    ani.worker("Contoh Satu");
    let folder = client_core::sealed::Folder::of(ani.store.dir());
    let parcels = folder.parcels()?;
    assert_eq!(parcels.len(), 1);
    let file = folder.read(&parcels[0].name)?;
    assert!(Secrets::new(["Contoh Satu", "Lebak", "Petugas Ani"])?.seen_in(&file).is_empty());
    assert!(bundle::take_in(&mut kios.store, &file, &mut |_| {}).is_err());
    Ok(())
}

#[test]
fn an_erased_person_does_not_come_back_by_a_courier() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let worker = ani.worker("Contoh Satu");
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    ani.edit(worker, "note", "Di Jalan");
    let early = ani.bundle();
    // An answer of before, which holds the record, is on its way to a device that has not read so far.
    ani.edit(worker, "rt", "007");
    assert!(ani.sync(&province).equal);
    let old = province.answer(&budi.bundle());
    province.erase(worker);
    province.answer(&early);
    assert!(province.logged().is_empty());
    assert!(budi.sync(&province).equal && budi.store.is_erased(worker).unwrap());
    bundle::take_in(&mut budi.store, &old.to_bytes(), &mut |_| {}).unwrap();
    assert!(budi.store.view(worker).is_err());
    assert!(budi.sync(&province).equal && ani.sync(&province).equal);
    let texts = ["Contoh Satu", "Di Jalan"];
    Secrets::new(texts).unwrap().assert_unseen_below(&province.folder()).unwrap();
}
