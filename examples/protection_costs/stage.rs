//! A province and two devices of one village, in this process.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Context, Result};
use client_core::{Created, NewRecord, Store, SystemClock, enrol::Candidate};
use records::{Deployment, DocId, Kind, Path, RegionCode, Value};
use server::{
    enrol::{self, Invitee},
    home::Home,
    server::{Limits, Server},
};
use tempfile::TempDir;
use testkit::people::{People, Person};

const VILLAGE: &str = "52.03.13.2001";
const SEED: u64 = 52_03;
pub(crate) const PASSPHRASE: &str = "sandi latihan yang panjang";

/// Everything that is measured on.
pub(crate) struct Stage {
    /// The province.
    pub(crate) server: Arc<Server>,
    /// The device with the workers.
    pub(crate) device: Store,
    /// The workers.
    pub(crate) docs: Vec<DocId>,
    _dirs: Vec<TempDir>,
}

impl Stage {
    /// A village of so many workers, all on one device.
    pub(crate) fn of(workers: usize) -> Result<Self> {
        let (province, dir) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let data = province.path().join("data");
        Home::create(&data, RegionCode::parse("52")?, "Uji".to_owned(), Deployment::Training)?;
        let server = Arc::new(Server::open(Home::open(&data)?, Limits::default(), |_| Ok(None))?);
        let mut device = enrolled(&server, "Ani", &dir)?;
        let people = People::of_village(SEED, VILLAGE).take(workers);
        let docs = people.map(|person| record(&mut device, &person)).collect::<Result<_>>()?;
        Ok(Self { server, device, docs, _dirs: vec![province, dir] })
    }

    /// Another device of the village, with nothing.
    pub(crate) fn another(&mut self) -> Result<Store> {
        let dir = tempfile::tempdir()?;
        let store = enrolled(&self.server, "Budi", &dir)?;
        self._dirs.push(dir);
        Ok(store)
    }
}

fn enrolled(server: &Server, name: &str, dir: &TempDir) -> Result<Store> {
    let invitee = Invitee {
        region: RegionCode::parse(VILLAGE)?,
        officer: None,
        officer_name: format!("Petugas {name}"),
        role: "village".to_owned(),
        valid_for: 3600,
    };
    let code = enrol::invite(&server.store, &server.keys, invitee)?.code;
    let candidate = Candidate::new(code, name, &SystemClock);
    let answer = enrol::enrol(&server.store, &server.keys, &server.province, candidate.request().clone())?;
    let membership = candidate.accept(answer, "http://127.0.0.1:9")?;
    Ok(Store::enrolled(dir.path(), PASSPHRASE, membership, Box::new(SystemClock))?)
}

fn record(device: &mut Store, person: &Person) -> Result<DocId> {
    let fields = [
        ("name", &person.full_name),
        ("nik", &person.nik),
        ("sex", &person.sex),
        ("birth_date", &person.birth_date),
        ("phone", &person.phone),
        ("family_card", &person.family_card),
    ];
    let fields: BTreeMap<_, _> = fields
        .into_iter()
        .map(|(path, value)| Ok((Path::parse(path)?, Value::from(value.as_str()))))
        .collect::<Result<_>>()?;
    let officer = device.membership().officer();
    let new = NewRecord { kind: Kind::Worker, region: RegionCode::parse(VILLAGE)?, officer, fields };
    match device.create(&new).context("a worker")? {
        Created::New { doc, .. } | Created::Existing { doc, .. } => Ok(doc),
    }
}
