//! The province: its server on its disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use document::Document;
use records::{ChangeHash, DeviceId, DocId, Kind, LineageId, Path as FieldPath};
use server::{
    admit,
    command::{Cli, permission},
    home::Home,
    instruction::LATE_EDIT,
    placement::Reader,
    server::{Limits, Server},
    store::{devices, documents, erasures, feeds, inbox, reviews, scopes},
};
use testkit::disk::{Disk, Snapshot};
use wire::Statement;

use crate::{
    clock::SimClock,
    device::{Feeds, text},
    forger::Target,
};

pub(crate) struct Province {
    pub(crate) disk: Disk,
    pub(crate) clock: SimClock,
    /// `None` where it does not run.
    pub(crate) server: Option<Arc<Server>>,
    pub(crate) backup: Option<Snapshot>,
    /// From how many changes of a feed on it offers packs.
    pub(crate) pack_changes: u64,
    /// Whether its program is of the first version of the protocol.
    pub(crate) is_old: bool,
}

impl Province {
    pub(crate) fn begin(dir: &Path, clock: SimClock, first_day: &Snapshot) -> Self {
        fs::create_dir_all(dir).unwrap();
        let disk = Disk::mount(dir).unwrap();
        disk.restore(first_day).unwrap();
        let pack_changes = Limits::default().pack_changes;
        let mut province = Self { disk, clock, server: None, backup: None, pack_changes, is_old: false };
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
        let limits = Limits { pull_bytes: 700, pack_changes: self.pack_changes, ..Limits::default() };
        let server = Server::open(home, limits, |_| Ok(None))?;
        admit::resume(&server)?;
        Ok(server)
    }

    /// Stops what does not run any more.
    pub(crate) fn stop(&mut self) {
        self.server = None;
    }

    /// Back to a copy; the mark of its epoch, which is kept elsewhere, too, only where `marks` says so. The list of what was
    /// erased never goes back: every certificate says so.
    pub(crate) fn restore(&mut self, snapshot: &Snapshot, marks: bool) {
        let (mark, erased) = (self.dir().join("epoch"), self.dir().join("erased"));
        let (newest, graves) = (fs::read(&mark).unwrap(), fs::read(&erased).ok());
        self.disk.restore(snapshot).unwrap();
        if !marks {
            fs::write(&mark, newest).unwrap();
        }
        if let Some(graves) = graves {
            fs::write(&erased, graves).unwrap();
        }
    }

    /// Whether a record was erased, `None` where nobody can say.
    pub(crate) fn is_erased(&self, doc: DocId) -> Option<bool> {
        self.server.as_ref()?.store.read_blocking(|conn| erasures::is_erased(conn, doc)).ok()
    }

    /// The acts of which a device is said to have had something, and whether it confirmed that it has it no more, by
    /// record.
    pub(crate) fn confirmations(&self, device: DeviceId) -> BTreeMap<DocId, bool> {
        let Some(server) = &self.server else { return BTreeMap::new() };
        let read = server.store.read_blocking(|conn| {
            let mut confirmations = BTreeMap::new();
            for act in erasures::all(conn)? {
                let of = |holder: &erasures::Holder| holder.device == device;
                let Some(holder) = erasures::holders(conn, act.id)?.into_iter().find(of) else { continue };
                let docs = erasures::tombstones(conn, act.id)?.into_iter().map(|tombstone| tombstone.doc);
                confirmations.extend(docs.map(|doc| (doc, holder.confirmed_at.is_some())));
            }
            Ok(confirmations)
        });
        read.unwrap_or_default()
    }

    /// Whether these letters stand anywhere in its files.
    pub(crate) fn file_with(&self, letters: &[String]) -> Option<(String, String)> {
        let mut folders = vec![self.dir()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let bytes = fs::read(entry.path()).unwrap();
                let stands = |text: &&String| bytes.windows(text.len()).any(|window| window == text.as_bytes());
                if let Some(text) = letters.iter().find(stands) {
                    return Some((text.clone(), entry.path().display().to_string()));
                }
            }
        }
        None
    }

    pub(crate) fn has(&self, hash: &ChangeHash) -> Option<bool> {
        let read = self.server.as_ref()?.store.read_blocking(|conn| documents::has_change(conn, hash));
        read.ok()
    }

    pub(crate) fn document(&self, doc: DocId) -> Option<Document> {
        let server = self.server.as_ref()?;
        server.store.read_blocking(|conn| documents::rebuild(conn, doc)).ok()
    }

    /// Every value in the history of a record, by field.
    pub(crate) fn history(&self, doc: DocId) -> Option<BTreeSet<(FieldPath, String)>> {
        let edits = self.document(doc)?.history().ok()?.into_iter().flat_map(|entry| entry.edits);
        Some(edits.filter_map(|edit| edit.to.map(|value| (edit.path, text(&value)))).collect())
    }

    /// The values that one change of a record wrote.
    pub(crate) fn values_of(&self, doc: DocId, change: &str) -> Vec<String> {
        let history = self.document(doc).and_then(|document| document.history().ok()).unwrap_or_default();
        let entries = history.into_iter().filter(|entry| entry.hash.to_string() == change);
        entries.flat_map(|entry| entry.edits).filter_map(|edit| edit.to.map(|value| text(&value))).collect()
    }

    /// All statements, by lineage and number.
    pub(crate) fn statements(&self) -> BTreeMap<(LineageId, u64), Statement> {
        let Some(server) = &self.server else { return BTreeMap::new() };
        let read = server.store.read_blocking(|conn| {
            let mut rows = conn.prepare_cached("select bytes from statement")?;
            let bytes = rows.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(bytes)
        });
        let statements = read.unwrap_or_default().into_iter().map(|bytes| Statement::from_bytes(&bytes).unwrap());
        statements.map(|statement| ((statement.lineage, statement.n), statement)).collect()
    }

    /// The changes that a reviewer is to look at because they came too late.
    pub(crate) fn under_review(&self) -> BTreeSet<String> {
        let Some(server) = &self.server else { return BTreeSet::new() };
        let open = server.store.read_blocking(reviews::all_open).unwrap().into_iter().map(|open| open.review);
        open.filter(|review| review.kind == LATE_EDIT).map(|review| review.subject).collect()
    }

    /// A record, for somebody who writes in it.
    pub(crate) fn target(&self, doc: DocId) -> Option<Target> {
        let read = |conn: &_| Ok((documents::get(conn, doc)?, documents::rebuild(conn, doc)?));
        let (row, document) = self.server.as_ref()?.store.read_blocking(read).ok()?;
        row.map(|row| Target { doc, kind: row.kind, region: row.region, document })
    }

    pub(crate) fn documents(&self) -> BTreeSet<DocId> {
        let Some(server) = &self.server else { return BTreeSet::new() };
        let all = server.store.read_blocking(|conn| documents::ids_after(conn, None, usize::MAX >> 1));
        all.unwrap().into_iter().collect()
    }

    pub(crate) fn documents_of(&self, kind: Kind) -> Vec<DocId> {
        let Some(server) = &self.server else { return Vec::new() };
        server.store.read_blocking(|conn| documents::of_kind(conn, kind)).unwrap()
    }

    /// Whether a device is to hold a record: it is in a feed that is for the device.
    pub(crate) fn serves(&self, device: DeviceId, doc: DocId) -> bool {
        let Some(server) = &self.server else { return false };
        let read = server.store.read_blocking(|conn| {
            let (scope, officer) = (scopes::of(conn, device)?, devices::get(conn, device)?.map(|known| known.officer));
            Ok((scope, officer, feeds::memberships(conn, doc)?))
        });
        read.is_ok_and(|(scope, officer, feeds)| {
            let reader = officer.map(|officer| Reader { scope: &scope, officer, device });
            reader.is_some_and(|reader| feeds.iter().any(|feed| !feed.left && reader.follows(&feed.id)))
        })
    }

    /// The records that a device is to hold.
    pub(crate) fn served(&self, device: DeviceId) -> BTreeSet<DocId> {
        self.documents().into_iter().filter(|doc| self.serves(device, *doc)).collect()
    }

    pub(crate) fn feeds(&self) -> Feeds {
        let Some(server) = &self.server else { return Feeds::new() };
        let all = server.store.read_blocking(feeds::all).unwrap();
        all.into_iter().map(|state| (state.feed.to_string(), (state.count, hex::encode(state.fingerprint)))).collect()
    }

    /// How many changes wait for the guard, and how many are held, when the time is over that they may be.
    pub(crate) fn waiting_at_last(&self) -> [u64; 2] {
        let Some(server) = &self.server else { return [0, 0] };
        self.clock.jump(server.limits.held_for + 1);
        admit::expire_held(server).unwrap();
        let counts = server.store.read_blocking(inbox::count_by_state).unwrap();
        ["pending", "held"].map(|state| counts.get(state).copied().unwrap_or_default())
    }

    /// What `rantau-server check` finds.
    pub(crate) fn check(&self) -> Result<(), String> {
        let args = ["rantau-server", "check", "--json", "--data"].map(str::to_owned);
        let args = args.into_iter().chain([self.dir().display().to_string()]);
        let typed = <Cli as clap::CommandFactory>::command().try_get_matches_from(args).unwrap();
        let output = permission::call(&typed).outcome.map_err(|error| error.to_string())?;
        if output.failed { Err(output.text) } else { Ok(()) }
    }
}
