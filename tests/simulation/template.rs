//! A deployment as it is on its first day: made once, then copied for every run.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use client_core::{
    Login, Store,
    enrol::Candidate,
    keyring::{Keystore, KeystoreError},
};
use records::{Deployment, RegionCode};
use seal::SigningKey;
use server::{
    enrol::{self, Invitee},
    home::Home,
    server::{Limits, Server},
};
use testkit::disk::{Disk, Snapshot};
use zeroize::Zeroizing;

use crate::clock::SimClock;

const PASSPHRASE: &str = "sandi latihan yang panjang";
/// When everything begins, Unix seconds.
pub(crate) const BEGINNING: i64 = 1_795_000_000;
/// Where the devices are at work: two in one village, one in the next, and the office of their district.
pub(crate) const REGIONS: [&str; 4] = ["52.03.13.2001", "52.03.13.2001", "52.03.13.2002", "52.03.13"];
/// Which of them is the office.
pub(crate) const OFFICE: usize = 3;
pub(crate) const VILLAGES: [&str; 2] = ["52.03.13.2001", "52.03.13.2002"];
pub(crate) const PROVINCE: &str = "52";
/// A village of another province.
pub(crate) const ABROAD: &str = "51.03.02.2001";

/// The disks of the first day.
pub(crate) struct Template {
    pub(crate) province: Snapshot,
    /// With the key that each signs with.
    pub(crate) devices: Vec<(Snapshot, SigningKey)>,
}

impl Template {
    pub(crate) fn make() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let province = mounted(&dir.path().join("province"));
        let clock = SimClock::new(u64::MAX, BEGINNING);
        let home = || Home::open_with(&province.dir().join("data"), Arc::new(clock.clone())).unwrap();
        Home::create_with(
            &province.dir().join("data"),
            region(PROVINCE),
            "Uji".to_owned(),
            Deployment::Training,
            Arc::new(clock.clone()),
        )
        .unwrap();
        let server = Server::open(home(), Limits::default(), |_| Ok(None)).unwrap();
        let devices = (0..REGIONS.len()).map(|number| device(&dir.path().join(number.to_string()), &server, number));
        let devices = devices.collect();
        drop(server);
        Self { province: province.snapshot().unwrap(), devices }
    }
}

fn device(dir: &Path, server: &Server, number: usize) -> (Snapshot, SigningKey) {
    let disk = mounted(dir);
    let clock = || SimClock::new(u64::MAX - 1 - number as u64, BEGINNING);
    // Its store does not give its key away. It is the first that is drawn.
    let key = SigningKey::generate(&mut (&clock() as &dyn server::clock::Clock));
    let clock = clock();
    let invitee = Invitee {
        region: region(REGIONS[number]),
        officer: None,
        officer_name: format!("Petugas {number}"),
        role: "village".to_owned(),
        valid_for: 3600,
    };
    let invitation = enrol::invite(&server.store, &server.keys, invitee).unwrap();
    let candidate = Candidate::new(invitation.code, &format!("laptop {number}"), &clock);
    assert_eq!(key.public(), candidate.request().signing_key, "the key of this device");
    let asked = enrol::enrol(&server.store, &server.keys, &server.province, candidate.request().clone());
    let membership = candidate.accept(asked.unwrap(), "http://127.0.0.1:9").unwrap();
    let mut store = Store::enrolled(disk.dir(), PASSPHRASE, membership, Box::new(clock)).unwrap();
    store.add_keystore(&Login::passphrase(PASSPHRASE), &OpenPhone, true).unwrap();
    drop(store);
    (disk.snapshot().unwrap(), key)
}

/// The keystore of a phone that nobody locked. A run opens stores a hundred times, and stretching passphrases has its own
/// tests.
pub(crate) struct OpenPhone;

impl Keystore for OpenPhone {
    fn lock(&self, secret: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        Ok(secret.to_vec())
    }

    fn unlock(&self, locked: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        Ok(Zeroizing::new(locked.to_vec()))
    }
}

fn mounted(dir: &Path) -> Disk {
    std::fs::create_dir_all(dir).unwrap();
    Disk::mount(dir).unwrap()
}

pub(crate) fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

/// The villages of a region.
pub(crate) fn villages_of(served: &RegionCode) -> BTreeSet<&'static str> {
    VILLAGES.into_iter().filter(|village| served.contains(&region(village))).collect()
}
