//! Devices for tests: two of one village, enrolled with one province.

use std::{
    path::Path as FilePath,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use records::{DeviceId, DocId, Kind, OfficerId, Path, RegionCode, Value};
use seal::{DeploymentKey, Identity, InviteCode, SigningKey};
use tempfile::TempDir;
use wire::{
    FeedId, Signature,
    enrolment::{Certificate, DeploymentSecrets, EnrolResponse},
};

use crate::{Clock, Created, Membership, NewRecord, Store, enrol::Candidate};

pub(crate) const PASSPHRASE: &str = "sandi latihan yang panjang";
pub(crate) const VILLAGE: &str = "52.03.13.2001";

/// A clock that a test sets, and a randomness that never repeats.
#[derive(Debug, Clone)]
pub(crate) struct TestClock {
    now: Arc<AtomicI64>,
    drawn: Arc<AtomicU64>,
}

impl TestClock {
    pub(crate) fn new(seed: u64) -> Self {
        Self { now: Arc::new(AtomicI64::new(1_795_000_000)), drawn: Arc::new(AtomicU64::new(seed << 32)) }
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.now.load(Ordering::Relaxed)
    }

    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
            let block = wire::hash_of_change(&[&[0; 8], &drawn.to_be_bytes()[..]].concat());
            chunk.copy_from_slice(&block.as_bytes()[..chunk.len()]);
        }
    }
}

/// The province's side of enrolment.
pub(crate) struct Province {
    pub(crate) key: SigningKey,
    pub(crate) identity: Identity,
    pub(crate) deployment: DeploymentKey,
}

impl Province {
    pub(crate) fn new() -> Self {
        let clock = TestClock::new(0);
        let mut draw = crate::store::Draw(&clock);
        Self {
            key: SigningKey::generate(&mut draw),
            identity: Identity::generate(),
            deployment: DeploymentKey::generate(&mut draw),
        }
    }

    pub(crate) fn invite(&self, clock: &TestClock) -> InviteCode {
        InviteCode::generate(&mut crate::store::Draw(clock), &self.key.public())
    }

    pub(crate) fn answer(&self, candidate: &Candidate, number: u8) -> EnrolResponse {
        let request = candidate.request();
        let village = RegionCode::parse(VILLAGE).unwrap();
        let certificate = Certificate {
            protocol: wire::PROTOCOL,
            device: DeviceId::from_bytes([number; 16]),
            signing_key: request.signing_key,
            recipient: request.recipient.clone(),
            device_name: request.device_name.clone(),
            officer: OfficerId::from_bytes([number; 16]),
            officer_name: format!("Petugas {number}"),
            feeds: vec![FeedId::village(village.clone())],
            region: village,
            issued_at: 1_795_000_000,
        };
        let secrets = DeploymentSecrets { deployment_key: *self.deployment.expose() };
        let mut answer = EnrolResponse {
            signature: self.key.sign_certificate(&certificate),
            certificate,
            province_key: self.key.public(),
            province_recipient: self.identity.recipient(),
            training: true,
            secrets: seal::seal_to(&request.recipient, &secrets.to_bytes()).unwrap(),
            response_signature: Signature([0; 64]),
            successions: None,
        };
        self.key.sign_enrol_response(&mut answer);
        answer
    }

    pub(crate) fn enrol(&self, number: u8, clock: &TestClock) -> Membership {
        let candidate = Candidate::new(self.invite(clock), &format!("laptop {number}"), clock);
        let answer = self.answer(&candidate, number);
        candidate.accept(answer, "http://127.0.0.1:9").unwrap()
    }
}

/// An enrolled device with an empty store.
pub(crate) struct Device {
    pub(crate) dir: TempDir,
    pub(crate) clock: TestClock,
    pub(crate) store: Store,
}

impl Device {
    pub(crate) fn new(province: &Province, number: u8) -> Self {
        Self::with(province, number, TestClock::new(u64::from(number)))
    }

    /// A device whose clock is wrong.
    pub(crate) fn new_at(province: &Province, number: u8, now: i64) -> Self {
        let clock = TestClock::new(u64::from(number));
        clock.pass(now - clock.now());
        Self::with(province, number, clock)
    }

    fn with(province: &Province, number: u8, clock: TestClock) -> Self {
        let dir = TempDir::new().unwrap();
        let membership = province.enrol(number, &clock);
        let store = Store::enrolled(dir.path(), PASSPHRASE, membership, Box::new(clock.clone())).unwrap();
        Self { dir, clock, store }
    }

    pub(crate) fn officer(&self) -> OfficerId {
        self.store.membership().officer()
    }

    pub(crate) fn reopen(&self) -> Store {
        Store::open_at(self.dir.path(), PASSPHRASE, Box::new(self.clock.clone())).unwrap()
    }

    pub(crate) fn path(&self) -> &FilePath {
        self.dir.path()
    }

    /// A worker with these fields.
    pub(crate) fn worker(&mut self, fields: &[(&str, &str)]) -> DocId {
        match self.create(fields) {
            Created::New { doc, .. } => doc,
            Created::Existing { .. } => panic!("the worker exists"),
        }
    }

    pub(crate) fn create(&mut self, fields: &[(&str, &str)]) -> Created {
        let fields = fields.iter().map(|(path, value)| (Path::parse(path).unwrap(), Value::from(*value))).collect();
        let region = RegionCode::parse(VILLAGE).unwrap();
        self.store.create(&NewRecord { kind: Kind::Worker, region, officer: self.officer(), fields }).unwrap()
    }
}

/// The devices of Ani and Budi, and their province.
pub(crate) fn ani_and_budi() -> (Device, Device, Province) {
    let province = Province::new();
    (Device::new(&province, 1), Device::new(&province, 2), province)
}
