//! The province: its server on its disk.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use document::Document;
use records::{ChangeHash, DeviceId, DocId};
use server::{
    admit,
    command::{self, Cli},
    home::Home,
    server::{Limits, Server},
    store::{documents, feeds, scopes},
};
use testkit::disk::{Disk, Snapshot};

use crate::{clock::SimClock, device::Feeds};

pub(crate) struct Province {
    pub(crate) disk: Disk,
    pub(crate) clock: SimClock,
    /// `None` where it does not run.
    pub(crate) server: Option<Arc<Server>>,
    pub(crate) backup: Option<Snapshot>,
}

impl Province {
    pub(crate) fn begin(dir: &Path, clock: SimClock, first_day: &Snapshot) -> Self {
        fs::create_dir_all(dir).unwrap();
        let disk = Disk::mount(dir).unwrap();
        disk.restore(first_day).unwrap();
        let mut province = Self { disk, clock, server: None, backup: None };
        province.start();
        province
    }

    fn dir(&self) -> PathBuf {
        self.disk.dir().join("data")
    }

    /// Starts the server, if the power is on. It may lose it again in doing so.
    pub(crate) fn start(&mut self) {
        if self.disk.is_off() || self.server.is_some() {
            return;
        }
        match self.open() {
            Ok(server) => self.server = Some(Arc::new(server)),
            Err(error) => assert!(self.disk.is_off(), "the province does not start: {error}"),
        }
    }

    fn open(&self) -> server::Result<Server> {
        let home = Home::open_with(&self.dir(), Arc::new(self.clock.clone()))?;
        // One change in a pull frame or a few: so that there are many of them.
        let limits = Limits { pull_bytes: 700, ..Limits::default() };
        let server = Server::open(home, limits, |_| Ok(None))?;
        admit::resume(&server)?;
        Ok(server)
    }

    /// Stops what does not run any more.
    pub(crate) fn stop(&mut self) {
        self.server = None;
    }

    /// Back to a copy; the mark of its epoch, which is kept elsewhere, too, only where `marks` says so.
    pub(crate) fn restore(&mut self, snapshot: &Snapshot, marks: bool) {
        let mark = self.dir().join("epoch");
        let newest = fs::read(&mark).unwrap();
        self.disk.restore(snapshot).unwrap();
        if !marks {
            fs::write(&mark, newest).unwrap();
        }
    }

    pub(crate) fn has(&self, hash: &ChangeHash) -> Option<bool> {
        let read = self.server.as_ref()?.store.read_blocking(|conn| documents::has_change(conn, hash));
        read.ok()
    }

    pub(crate) fn document(&self, doc: DocId) -> Option<Document> {
        let server = self.server.as_ref()?;
        server.store.read_blocking(|conn| documents::rebuild(conn, doc)).ok()
    }

    pub(crate) fn documents(&self) -> BTreeSet<DocId> {
        let Some(server) = &self.server else { return BTreeSet::new() };
        let all = server.store.read_blocking(|conn| documents::ids_after(conn, None, usize::MAX >> 1));
        all.unwrap().into_iter().collect()
    }

    /// Whether a device is to hold a record: it is in a feed of what the device serves.
    pub(crate) fn serves(&self, device: DeviceId, doc: DocId) -> bool {
        let Some(server) = &self.server else { return false };
        let read = server.store.read_blocking(|conn| Ok((scopes::of(conn, device)?, feeds::memberships(conn, doc)?)));
        read.is_ok_and(|(scope, feeds)| feeds.iter().any(|feed| !feed.left && scope.covers(&feed.id.region)))
    }

    pub(crate) fn feeds(&self) -> Feeds {
        let Some(server) = &self.server else { return Feeds::new() };
        let all = server.store.read_blocking(feeds::all).unwrap();
        all.into_iter().map(|state| (state.feed.to_string(), (state.count, hex::encode(state.fingerprint)))).collect()
    }

    /// What `rantau-server check` finds.
    pub(crate) fn check(&self) -> Result<(), String> {
        let args = ["rantau-server", "check", "--json", "--data"].map(str::to_owned);
        let args = args.into_iter().chain([self.dir().display().to_string()]);
        let cli = <Cli as clap::Parser>::try_parse_from(args).unwrap();
        let output = command::run(cli.command).map_err(|error| error.to_string())?;
        if output.failed { Err(output.text) } else { Ok(()) }
    }
}
