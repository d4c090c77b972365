//! A device: its store on its disk, and what its officer has on the screen.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path as FilePath,
};

use client_core::{Error, Filter, Login, RecordView, Store, Unlock, sync::Run};
use document::Heads;
use records::{DeviceId, DocId, Kind, Path, Value};
use seal::SigningKey;
use testkit::disk::{Disk, Snapshot};

use crate::{clock::SimClock, model::Model, talk::Talk, template::OpenPhone};

/// Feeds by name, with count and fingerprint.
pub(crate) type Feeds = BTreeMap<String, (u64, String)>;

pub(crate) struct Device {
    /// The first day's device that this one is, or is a copy of.
    pub(crate) origin: usize,
    /// Once it ran.
    pub(crate) id: Option<DeviceId>,
    pub(crate) key: SigningKey,
    pub(crate) disk: Disk,
    pub(crate) clock: SimClock,
    /// `None` where no program runs.
    pub(crate) store: Option<Store>,
    /// Between the exchanges of one synchronisation.
    pub(crate) run: Option<Run>,
    pub(crate) talk: Option<Talk>,
    /// The forms that were opened at the last writing.
    pub(crate) forms: BTreeMap<DocId, RecordView>,
    /// Numbers of the writings that this disk must still hold.
    pub(crate) own: BTreeSet<usize>,
    pub(crate) backup: Option<(Snapshot, BTreeSet<usize>)>,
    pub(crate) is_revoked: bool,
    /// Whether its program is of the first version of the protocol.
    pub(crate) is_old: bool,
    /// Whether it is, or has, a copy that may speak under its numbers: until it hears all that the province has of them, it
    /// may take another copy's statement for its own.
    pub(crate) is_twin: bool,
    /// Whether it knows the present life of the province.
    pub(crate) is_current: bool,
}

impl Device {
    pub(crate) fn begin(dir: &FilePath, origin: usize, key: &SigningKey, clock: SimClock, files: &Snapshot) -> Self {
        fs::create_dir_all(dir).unwrap();
        let disk = Disk::mount(dir).unwrap();
        disk.restore(files).unwrap();
        let mut device = Self {
            origin,
            id: None,
            key: SigningKey::from_bytes(&key.to_bytes()),
            disk,
            clock,
            store: None,
            run: None,
            talk: None,
            forms: BTreeMap::new(),
            own: BTreeSet::new(),
            backup: None,
            is_revoked: false,
            is_old: false,
            is_twin: false,
            is_current: true,
        };
        device.start();
        device
    }

    /// Starts the program, if the power is on. It may lose it again in doing so.
    pub(crate) fn start(&mut self) {
        if self.disk.is_off() || self.store.is_some() {
            return;
        }
        // Clocks jump by years here; nobody works on such a device before it has heard the province.
        let login = Login { officer: None, unlock: Unlock::Keystore(&OpenPhone) };
        match Store::unlock_to_exchange(self.disk.dir(), &login, Box::new(self.clock.clone())) {
            Ok(store) => {
                self.id = Some(store.membership().device());
                self.store = Some(store);
            }
            Err(error) => assert!(self.disk.is_off() || is_full(&error), "a device does not start: {error:?}"),
        }
    }

    /// Ends the program, and all that it had in memory.
    pub(crate) fn stop(&mut self) {
        (self.store, self.run, self.talk) = (None, None, None);
        self.forms.clear();
    }

    pub(crate) fn restore(&mut self) {
        let Some((snapshot, own)) = self.backup.clone() else { return };
        self.stop();
        self.disk.restore(&snapshot).unwrap();
        self.own = own;
    }

    pub(crate) fn docs(&self) -> Result<Vec<DocId>, Error> {
        let Some(store) = &self.store else { return Ok(Vec::new()) };
        Ok(store.list(&Filter::default(), usize::MAX >> 1, 0)?.into_iter().map(|item| item.doc).collect())
    }

    /// The records of a kind.
    pub(crate) fn docs_of(&self, kind: Kind) -> Result<Vec<DocId>, Error> {
        let Some(store) = &self.store else { return Ok(Vec::new()) };
        let filter = Filter { kind: Some(kind), ..Filter::default() };
        Ok(store.list(&filter, usize::MAX >> 1, 0)?.into_iter().map(|item| item.doc).collect())
    }

    /// The records in which a device may write.
    pub(crate) fn writable(&self) -> Result<Vec<DocId>, Error> {
        let Some(store) = &self.store else { return Ok(Vec::new()) };
        let items = store.list(&Filter::default(), usize::MAX >> 1, 0)?.into_iter();
        Ok(items.filter(|item| !item.kind.province_only()).map(|item| item.doc).collect())
    }

    /// The values that a form shows in a field.
    pub(crate) fn shown(view: &RecordView, path: &Path) -> Vec<String> {
        let conflict = view.conflicts.iter().find(|conflict| conflict.path == *path);
        match conflict {
            Some(conflict) => conflict.values.iter().map(|claimed| text(&claimed.value)).collect(),
            None => view.fields.get(path).map(text).into_iter().collect(),
        }
    }

    /// Every value that the history of a record knows of a field.
    pub(crate) fn history(&self, doc: DocId) -> Result<BTreeSet<(Path, String)>, Error> {
        let Some(store) = &self.store else { return Ok(BTreeSet::new()) };
        let items = store.history(doc)?;
        let edits = items.into_iter().flat_map(|item| item.edits);
        Ok(edits.filter_map(|edit| edit.to.map(|value| (edit.path, text(&value)))).collect())
    }

    pub(crate) fn feeds(&self) -> Result<Feeds, Error> {
        let Some(store) = &self.store else { return Ok(Feeds::new()) };
        Ok(store.feeds()?.into_iter().map(|feed| (feed.feed, (feed.count, feed.fingerprint))).collect())
    }

    /// The form that is on the screen: as it is, or as it was at the last writing.
    pub(crate) fn form(&self, doc: DocId, old: bool) -> Result<(Heads, RecordView), Error> {
        let store = self.store.as_ref().ok_or(Error::NoSuchRecord(doc))?;
        let view = match self.forms.get(&doc).filter(|_| old) {
            Some(form) => form.clone(),
            None => store.view(doc)?,
        };
        Ok((view.heads.clone(), view))
    }
}

pub(crate) fn is_full(error: &Error) -> bool {
    matches!(error, Error::DiskFull)
}

pub(crate) fn text(value: &Value) -> String {
    Model::value_of(&value.to_string()).to_owned()
}
