//! A province and its devices in one process, exchanging over a perfect line.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc};

use clap::CommandFactory as _;
use client_core::{
    Created, NewRecord, Store, SystemClock,
    bundle::{self, Content},
    enrol::Candidate,
    sync::{Conversation, Report, RetryPolicy, Run, Step},
};
use document::Intent;
use records::{ChangeHash, Deployment, DocId, Kind, Path, RegionCode, Value};
use seal::InviteCode;
use server::{
    admit, bundles,
    command::{Cli, permission},
    enrol::{self, Invitee},
    exchange,
    home::Home,
    server::{Limits, Server},
    store::instructions,
    succession,
};
use tempfile::TempDir;
use wire::{bundle::Bundle, succession::Reason};

use crate::VILLAGE;

/// The passphrase of who enrolled a device.
pub const PASSPHRASE: &str = "sandi latihan yang panjang";

/// A province in a folder that goes with it.
#[derive(Debug)]
pub struct Province {
    dir: TempDir,
    server: Option<Arc<Server>>,
}

/// An enrolled device, in a folder that goes with it.
#[derive(Debug)]
pub struct Device {
    _dir: TempDir,
    /// Its store.
    pub store: Store,
}

impl Province {
    /// A training province without anybody.
    #[expect(clippy::new_without_default, reason = "it makes files")]
    #[must_use]
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut province = Self { dir, server: None };
        Home::create(&province.data(), region("52"), "Uji".to_owned(), Deployment::Training).unwrap();
        province.start();
        province
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn start(&mut self) {
        let home = Home::open(&self.data()).unwrap();
        self.server = Some(Arc::new(Server::open(home, Limits::default(), |_| Ok(None)).unwrap()));
    }

    /// Its server.
    #[must_use]
    pub fn server(&self) -> &Arc<Server> {
        self.server.as_ref().unwrap()
    }

    /// A copy of the database, as an operator makes one.
    pub fn back_up(&mut self) -> Vec<u8> {
        self.server = None;
        let copy = fs::read(self.data().join("rantau.db")).unwrap();
        self.start();
        copy
    }

    /// The copy in place of the database. The mark of the epoch stands elsewhere and is not set back.
    pub fn restore(&mut self, copy: &[u8]) {
        self.server = None;
        fs::write(self.data().join("rantau.db"), copy).unwrap();
        self.start();
    }

    /// The copy on a machine that has nothing else but the keys: no mark of the epoch and no list of the erased.
    pub fn restore_elsewhere(&mut self, copy: &[u8]) {
        self.server = None;
        for name in ["epoch", "erased"] {
            fs::remove_file(self.data().join(name)).unwrap();
        }
        fs::write(self.data().join("rantau.db"), copy).unwrap();
        self.start();
    }

    /// Puts the successor, which lies beside it, in the place of the province's key.
    pub fn succeed(&mut self, reason: Reason) {
        self.server = None;
        succession::succeed(&Home::to_succeed(&self.data()), None, reason, None).unwrap();
        self.start();
    }

    /// Another life of the same log.
    pub fn begin_new_epoch(&mut self) {
        let before = self.server().epoch();
        self.server = None;
        fs::remove_file(self.data().join("epoch")).unwrap();
        self.start();
        assert_ne!(self.server().epoch(), before);
    }

    /// A device of [`VILLAGE`].
    #[must_use]
    pub fn enrol(&self, name: &str) -> Device {
        self.enrol_for(name, VILLAGE)
    }

    /// A device of a region.
    #[must_use]
    pub fn enrol_for(&self, name: &str, of: &str) -> Device {
        self.enrol_with(self.invite(name, of), name)
    }

    /// A device of an office of another province, to which records are lent.
    #[must_use]
    pub fn enrol_helping(&self, name: &str, of: &str) -> Device {
        let (store, keys) = (&self.server().store, &self.server().keys);
        self.enrol_with(enrol::invite_helper(store, keys, invitee(name, of)).unwrap().code, name)
    }

    fn enrol_with(&self, code: InviteCode, name: &str) -> Device {
        let server = self.server();
        let candidate = Candidate::new(code, name, &SystemClock);
        let answer = enrol::enrol(&server.store, &server.keys, &server.province, candidate.request().clone());
        let membership = candidate.accept(answer.unwrap(), "http://127.0.0.1:9").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let store = Store::enrolled(dir.path(), PASSPHRASE, membership, Box::new(SystemClock)).unwrap();
        Device { _dir: dir, store }
    }

    /// The code of an invitation for a device of a region.
    #[must_use]
    pub fn invite(&self, name: &str, of: &str) -> InviteCode {
        enrol::invite(&self.server().store, &self.server().keys, invitee(name, of)).unwrap().code
    }

    /// Takes in what a courier brings, and gives what goes back.
    pub fn answer(&self, bundle: &Bundle) -> Bundle {
        bundles::hear(self.server(), bundle).unwrap().answer().unwrap()
    }

    /// Does something to its database.
    pub fn sql<T: Send + 'static>(
        &self,
        job: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> T {
        self.server().store.write_blocking(|conn| Ok(job(conn)?)).unwrap()
    }

    /// Everything that it keeps lies below this folder.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.data()
    }

    /// Runs a command of an operator, and gives the JSON that it prints.
    pub fn run(&self, args: &[&str]) -> serde_json::Value {
        let data = self.data();
        let data = data.to_str().unwrap();
        let args = ["rantau-server"].iter().chain(args).copied().chain(["--json", "--data", data]);
        let output = permission::call(&Cli::command().get_matches_from(args)).outcome.unwrap();
        serde_json::from_str(&output.text).unwrap()
    }

    /// Whether a command of an operator is refused.
    #[must_use]
    pub fn fails(&self, args: &[&str]) -> bool {
        let data = self.data();
        let data = data.to_str().unwrap();
        let args = ["rantau-server"].iter().chain(args).copied().chain(["--json", "--data", data]);
        permission::call(&Cli::command().get_matches_from(args)).outcome.is_err()
    }

    /// Erases a person, as an operator does and the server carries out. Gives the number of the act.
    pub fn erase(&self, doc: DocId) -> i64 {
        let report = self.run(&["erase", "run", &doc.to_string(), "--reason", "requested"]);
        self.server().guardroom.enqueue(self.server().store.read_blocking(instructions::documents).unwrap());
        admit::drain(self.server());
        report["erasure"].as_i64().unwrap()
    }

    /// Every change that is logged, with its length.
    #[must_use]
    pub fn logged(&self) -> BTreeMap<ChangeHash, usize> {
        self.sql(|conn| {
            let mut rows = conn.prepare("select hash, length(raw) from change where doc is not null")?;
            let rows = rows.query_map([], |row| {
                Ok((ChangeHash::from_bytes(row.get::<_, [u8; 32]>(0)?), row.get::<_, i64>(1)? as usize))
            })?;
            rows.collect()
        })
    }
}

fn invitee(name: &str, of: &str) -> Invitee {
    Invitee {
        region: region(of),
        officer: None,
        officer_name: format!("Petugas {name}"),
        role: "village".to_owned(),
        valid_for: 3600,
    }
}

impl Device {
    /// A new worker of [`VILLAGE`].
    pub fn worker(&mut self, name: &str) -> DocId {
        self.worker_of(VILLAGE, name)
    }

    /// A new worker of a village.
    pub fn worker_of(&mut self, village: &str, name: &str) -> DocId {
        let fields = [("name", name), ("dusun", "Lebak"), ("domicile_village", village), ("rt", "001")];
        self.record_of(village, Kind::Worker, &fields)
    }

    /// A new record of a region.
    pub fn record_of(&mut self, made_in: &str, kind: Kind, fields: &[(&str, &str)]) -> DocId {
        let officer = self.store.membership().officer();
        let fields = fields.iter().map(|(path, value)| (Path::parse(path).unwrap(), Value::from(*value))).collect();
        match self.store.create(&NewRecord { kind, region: region(made_in), officer, fields }).unwrap() {
            Created::New { doc, .. } => doc,
            Created::Existing { .. } => panic!("the record exists"),
        }
    }

    /// Writes a field of a record.
    pub fn edit(&mut self, doc: DocId, path: &str, value: &str) {
        let seen = self.store.view(doc).unwrap().heads;
        let officer = self.store.membership().officer();
        self.store.edit(doc, officer, &seen, &[Intent::set(path, value).unwrap()]).unwrap();
    }

    /// What stands in a field.
    #[must_use]
    pub fn text(&self, doc: DocId, path: &str) -> Option<String> {
        let view = self.store.view(doc).unwrap();
        view.fields.get(&Path::parse(path).unwrap())?.as_text().map(str::to_owned)
    }

    /// A copy of the store, as a person makes one.
    #[must_use]
    pub fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        for folder in ["", "outbox"] {
            let to = copy.path().join(folder);
            fs::create_dir_all(&to).unwrap();
            let files = fs::read_dir(self.store.dir().join(folder)).unwrap().map(|file| file.unwrap().path());
            files.filter(|file| file.is_file()).for_each(|file| {
                fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
            });
        }
        copy
    }

    /// The database, opened with its key behind the store's back.
    #[must_use]
    pub fn opened(&self) -> rusqlite::Connection {
        self.opened_with(&client_core::Login::passphrase(PASSPHRASE))
    }

    fn opened_with(&self, login: &client_core::Login<'_>) -> rusqlite::Connection {
        let key = client_core::keyring::database_key(self.store.dir(), login, &SystemClock).unwrap();
        let db = rusqlite::Connection::open(self.store.dir().join("rantau.db")).unwrap();
        db.pragma_update(None, "key", key.to_sqlcipher_hex().as_str()).unwrap();
        db
    }

    /// What a bad card does: changes the stored bytes behind the store's back.
    pub fn rot(&self, sql: &str) {
        assert!(self.opened().execute(sql, []).unwrap() > 0);
    }

    /// The copy as a device of its own, beside this one.
    #[must_use]
    pub fn clone_of(copy: TempDir) -> Self {
        let store = Store::open(copy.path(), PASSPHRASE).unwrap();
        Self { _dir: copy, store }
    }

    /// The copy in place of the store.
    pub fn restore(&mut self, copy: &TempDir) {
        self.store = Store::open(copy.path(), PASSPHRASE).unwrap();
    }

    /// Synchronises until nothing is left to be done.
    pub fn sync(&mut self, province: &Province) -> Report {
        self.try_sync(province).unwrap()
    }

    /// The same, and compares every feed.
    pub fn verify(&mut self, province: &Province) -> Report {
        self.carry_out(province, Run::verifying(RetryPolicy::default())).unwrap()
    }

    /// One exchange whose answer left the province whole, and of which only the first pieces arrive.
    pub fn sync_losing(&mut self, province: &Province, arrive: usize) {
        let conversation = Run::new(RetryPolicy::default()).begin(&mut self.store, &mut |_| {}).unwrap();
        let mut conversation = self.exchange(province.server(), conversation, arrive).unwrap();
        assert!(!conversation.is_over(), "the end of the answer did not arrive");
        conversation.closed(None);
    }

    /// The bytes of one exchange's request, which goes nowhere.
    pub fn request(&mut self) -> Vec<u8> {
        let mut conversation = Run::new(RetryPolicy::default()).begin(&mut self.store, &mut |_| {}).unwrap();
        let mut request = Vec::new();
        while !conversation.request_ended() {
            request.extend(conversation.next_piece(&mut self.store, &mut |_| {}).unwrap().unwrap());
        }
        request
    }

    /// What a courier gets: a bundle of everything that is not known to have arrived.
    pub fn bundle(&mut self) -> Bundle {
        bundle::out(&mut self.store, Content::Everything, &mut |_| {}).unwrap().remove(0).bundle
    }

    /// Synchronises until nothing is left to be done, or the province says no.
    ///
    /// # Errors
    /// What a program would tell its officer.
    pub fn try_sync(&mut self, province: &Province) -> client_core::Result<Report> {
        self.carry_out(province, Run::new(RetryPolicy::default()))
    }

    fn carry_out(&mut self, province: &Province, mut run: Run) -> client_core::Result<Report> {
        loop {
            let conversation = run.begin(&mut self.store, &mut |_| {})?;
            let conversation = self.exchange(province.server(), conversation, usize::MAX)?;
            if run.next(&mut self.store, conversation.into_ended())? == Step::Done {
                return run.report(&self.store);
            }
        }
    }

    fn exchange(
        &mut self,
        server: &Arc<Server>,
        mut device: Conversation,
        arrive: usize,
    ) -> client_core::Result<Conversation> {
        let mut province = exchange::Conversation::new(server).unwrap();
        while !device.request_ended() {
            let piece = device.next_piece(&mut self.store, &mut |_| {}).unwrap().unwrap();
            if let Err(refusal) = province.receive(&piece) {
                let mut encoder = wire::stream::FrameEncoder::new().unwrap();
                let bytes =
                    refusal.to_frames().iter().flat_map(|frame| encoder.encode(frame).unwrap()).collect::<Vec<_>>();
                device.receive(&mut self.store, &bytes, &mut |_| {})?;
                return Ok(device);
            }
        }
        admit::drain(server);
        let mut answer = province.answer().unwrap();
        let mut sent = 0;
        while let Some(chunk) = answer.next_chunk().unwrap() {
            if sent < arrive {
                device.receive(&mut self.store, &chunk, &mut |_| {}).unwrap();
            }
            sent += 1;
        }
        answer.delivered().unwrap();
        Ok(device)
    }
}

/// The region with a code.
///
/// # Panics
/// Where it is none.
#[must_use]
pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

/// A device that several officers share.
impl Device {
    /// Adds an officer to the device, whom the province invited.
    pub fn add_officer(&mut self, province: &Province, handle: &str, passphrase: &str) -> records::OfficerId {
        let server = province.server();
        let colleague = enrol::officer::Colleague {
            device: self.store.membership().device(),
            officer: None,
            officer_name: format!("Petugas {handle}"),
            role: "village".to_owned(),
            valid_for: 3600,
        };
        let code = enrol::officer::invite(&server.store, &server.keys, colleague).unwrap().code;
        let request = client_core::enrol::officer_request(self.store.membership(), &code);
        let answer = enrol::officer::add(&server.store, &server.keys, &request).unwrap();
        client_core::enrol::accept_officer(&mut self.store, &answer, handle.parse().unwrap(), passphrase).unwrap()
    }

    /// The device, opened by one of its officers.
    pub fn opened_by(&self, handle: &str, passphrase: &str) -> client_core::Result<Store> {
        let unlock = client_core::Unlock::Passphrase(passphrase);
        let login = client_core::Login { officer: Some(handle), unlock };
        Store::unlock(self.store.dir(), &login, Box::new(SystemClock))
    }

    /// The same for good: that officer works from now on.
    pub fn opens(&mut self, handle: &str, passphrase: &str) {
        self.store = self.opened_by(handle, passphrase).unwrap();
    }

    /// Every value of every table of the database, with the key that every officer of the device has.
    #[must_use]
    pub fn decrypted(&self, login: &client_core::Login<'_>) -> Vec<u8> {
        let db = self.opened_with(login);
        let mut names = db.prepare("select name from sqlite_schema where type = 'table'").unwrap();
        let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        names.iter().flat_map(|table| values_of(&db, table)).collect()
    }
}

fn values_of(db: &rusqlite::Connection, table: &str) -> Vec<u8> {
    let mut statement = db.prepare(&format!("select * from \"{table}\"")).unwrap();
    let columns = statement.column_count();
    let (mut rows, mut bytes) = (statement.query([]).unwrap(), Vec::new());
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            match row.get_ref(column).unwrap() {
                rusqlite::types::ValueRef::Text(value) | rusqlite::types::ValueRef::Blob(value) => bytes.extend(value),
                _ => {}
            }
        }
    }
    bytes
}
