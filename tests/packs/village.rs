//! A province that is served in this process, and devices of one village.

use std::{
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use client_core::{
    Clock, NewRecord, SharedStore, Store, SystemClock,
    courier::Seeded,
    enrol,
    sync::{self, CancellationToken, Progress, Report, RetryPolicy},
};
use courier::{Courier, Keys, Seeds, Spool};
use records::{Deployment, Kind, Path, RegionCode, Value};
use server::{
    enrol::Invitee,
    home::Home,
    packs::{self, Press},
    serve,
    server::{Limits, Server},
    store::packs::PackRow,
};
use tempfile::TempDir;
use testkit::people::People;
use tokio::{net::TcpListener, sync::oneshot};
use wire::FeedId;

pub(crate) const VILLAGE: &str = "52.03.13.2001";
pub(crate) const OTHER_VILLAGE: &str = "52.03.13.2002";
const PASSPHRASE: &str = "sandi latihan yang panjang";

/// The province. It is served until it is dropped.
pub(crate) struct Province {
    pub(crate) server: Arc<Server>,
    pub(crate) addr: SocketAddr,
    dir: TempDir,
    _stop: oneshot::Sender<()>,
}

impl Province {
    /// A province that makes packs of feeds with twenty changes or more.
    pub(crate) async fn new() -> Self {
        Self::with_packs_from(20).await
    }

    /// A province that makes packs of feeds with so many changes or more.
    pub(crate) async fn with_packs_from(pack_changes: u64) -> Self {
        let dir = TempDir::new().unwrap();
        let data = dir.path().join("data");
        Home::create(&data, region("52"), "Uji".to_owned(), Deployment::Training).unwrap();
        let home = Home::open(&data).unwrap();
        let claim = home.claim().unwrap();
        let limits = Limits { pack_changes, ..Limits::default() };
        let server = Arc::new(Server::open(home, limits, |_| Ok(None)).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(serve::serve(Arc::clone(&server), claim, listener, async move { drop(stopped.await) }));
        Self { server, addr, dir, _stop: stop }
    }

    /// Builds the pack of the village. The server, which builds it as well when it has nothing else to do, is done by
    /// then.
    pub(crate) fn build(&self) -> PackRow {
        let pack = Press::of(&self.server).build(&FeedId::village(region(VILLAGE))).unwrap();
        packs::drain(&self.server);
        pack
    }

    pub(crate) fn pack_file(&self, pack: &PackRow) -> PathBuf {
        self.server.home.packs().path(&pack.digest)
    }

    /// A device that was enrolled and has never exchanged.
    pub(crate) async fn device(&self, name: &str, village: &str) -> Device {
        let invitee = Invitee {
            region: region(village),
            officer: None,
            officer_name: "Petugas Contoh".to_owned(),
            role: "village".to_owned(),
            valid_for: 3600,
        };
        let code = server::enrol::invite(&self.server.store, &self.server.keys, invitee).unwrap().code;
        let (url, dir) = (format!("http://{}", self.addr), self.dir.path().join(name));
        let clock = Box::new(SystemClock);
        let invitation = enrol::Invitation::typed(&url, &code.to_string()).unwrap();
        let store = enrol::enrol(invitation, name, PASSPHRASE, &dir, clock).await.unwrap();
        Device { dir, store: SharedStore::new(store) }
    }
}

/// A device that serves others.
pub(crate) struct Kiosk {
    pub(crate) addr: SocketAddr,
    _stop: oneshot::Sender<()>,
}

/// A device.
pub(crate) struct Device {
    dir: PathBuf,
    pub(crate) store: SharedStore,
}

impl Device {
    pub(crate) fn fill(&self, seed: u64, count: usize) {
        let mut store = self.store.lock();
        for person in People::of_village(seed, VILLAGE).take(count) {
            let fields = [
                ("name", person.full_name.as_str()),
                ("nik", &person.nik),
                ("birth_date", &person.birth_date),
                ("sex", &person.sex),
                ("dusun", &person.dusun),
                ("rt", &person.rt),
            ];
            let fields = fields.map(|(path, value)| (Path::parse(path).unwrap(), Value::from(value))).into();
            let officer = store.membership().officer();
            store.create(&NewRecord { kind: Kind::Worker, region: region(VILLAGE), officer, fields }).unwrap();
        }
    }

    /// Workers with so much text that their pack is of several pieces.
    pub(crate) fn fill_at_length(&self, seed: u64, count: usize) {
        let (mut random, mut store) = (fastrand::Rng::with_seed(seed), self.store.lock());
        for number in 0..count {
            let note: String = (0..2_000).map(|_| random.alphanumeric()).collect();
            let fields = [("name", format!("Orang Contoh {number}")), ("note", note)];
            let fields = fields.map(|(path, value)| (Path::parse(path).unwrap(), Value::from(value.as_str()))).into();
            let officer = store.membership().officer();
            store.create(&NewRecord { kind: Kind::Worker, region: region(VILLAGE), officer, fields }).unwrap();
        }
    }

    /// Serves as a kiosk on this machine, until what is given back is dropped.
    pub(crate) async fn as_kiosk(&self) -> Kiosk {
        let (listed, pieces, signer) = (self.store.clone(), self.store.clone(), self.store.clone());
        let (known, learns) = (self.store.clone(), self.store.clone());
        let courier = {
            let store = self.store.lock();
            let (certificate, signature) = store.membership().certificate();
            Courier {
                certificate: certificate.clone(),
                signature: *signature,
                keys: Keys {
                    known: Box::new(move || known.lock().membership().chain().clone()),
                    learn: Box::new(move |told| learns.lock().adopt(told).is_ok()),
                },
                spool: Arc::new(Spool::new(&self.dir.join("courier"), courier::Limits::default())),
                sign: Box::new(move |carried| signer.lock().membership().sign_carried(carried)),
                seeds: Seeds {
                    packs: Box::new(move |device| Ok(listed.lock().packs_for(device).map_err(io::Error::other)?)),
                    piece: Box::new(move |device, pack, at| {
                        Ok(pieces.lock().piece_for(device, pack, at).map_err(io::Error::other)?)
                    }),
                },
                now: || SystemClock.now(),
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(courier::serve(courier, listener, async move { drop(stopped.await) }));
        Kiosk { addr, _stop: stop }
    }

    /// Begins with what a kiosk has.
    pub(crate) async fn seed_from(&self, kiosk: SocketAddr) -> client_core::Result<Seeded> {
        let address = format!("http://{kiosk}").parse().unwrap();
        client_core::courier::seed(&self.store, &address, |_| {}, &CancellationToken::new()).await
    }

    /// Syncs over a line, and says what happened meanwhile.
    pub(crate) async fn sync_over(&self, line: SocketAddr) -> (client_core::Result<Report>, Vec<Progress>) {
        let events = Mutex::new(Vec::new());
        let watch = |progress| events.lock().unwrap().push(progress);
        let policy = RetryPolicy { give_up_after: Some(1) };
        let report = sync::run(&self.store, &format!("http://{line}"), policy, watch, &CancellationToken::new()).await;
        (report, events.into_inner().unwrap())
    }

    /// Syncs to the proof.
    pub(crate) async fn sync(&self, province: &Province) -> (Report, Vec<Progress>) {
        let (report, events) = self.sync_over(province.addr).await;
        let report = report.unwrap();
        assert!(report.equal, "{report:?}");
        self.store.lock().check().unwrap();
        (report, events)
    }

    /// As after the program was ended.
    pub(crate) fn restarted(self) -> Self {
        let Self { dir, store } = self;
        drop(store);
        let store = SharedStore::new(Store::open(&dir, PASSPHRASE).unwrap());
        Self { dir, store }
    }

    pub(crate) fn records(&self) -> u64 {
        self.store.lock().count(&client_core::Filter::default()).unwrap()
    }
}

fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}
