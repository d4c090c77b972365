//! All machines, and what is done to them.

use std::collections::{BTreeMap, BTreeSet};

use client_core::{
    Created, Error, NewRecord, Store,
    sync::{RetryPolicy, Run, Step as Next},
};
use document::Intent;
use records::{DocId, EpochId, Kind, Path, Value};
use server::{admit, exchange::Conversation, instruction::Decision, store::devices};
use sync::Outcome;
use tempfile::TempDir;
use testkit::{
    disk::{Loss, Moment},
    people::{People, Person},
};

use crate::{
    check,
    clock::SimClock,
    courier::Courier,
    device::{Device, Feeds, is_full},
    model::{Model, Told, Writing},
    packs::{self, Fetched},
    plan::{How, Line, Node, Step},
    province::Province,
    talk::Talk,
    template::{BEGINNING, OFFICE, REGIONS, Template, VILLAGES, region, villages_of},
    trace::Trace,
    voice::OldVoice,
};

/// A promise that was broken, for people.
pub(crate) type Broken = String;

/// How feeds stood, by epoch, feed and sequence number: count and sum.
pub(crate) type Word = BTreeMap<(EpochId, String, u64), (u64, String)>;

/// The fields that are written.
const FIELDS: [&str; 3] = ["dusun", "address", "x_note"];
/// The one of them that takes whatever length.
const LONG_FIELD: &str = "x_note";
/// How many people there are in a village.
const PEOPLE: usize = 6;
/// The most devices, copies among them.
const MOST_DEVICES: usize = 6;
/// How many requests are kept that may arrive later, or again.
const STRAYS: usize = 6;

/// Everything that is simulated.
pub(crate) struct World {
    pub(crate) province: Province,
    pub(crate) devices: Vec<Device>,
    pub(crate) model: Model,
    pub(crate) trace: Trace,
    /// What a device and its copies may have got: the records that it served at any time.
    pub(crate) ever_served: BTreeMap<usize, BTreeSet<DocId>>,
    /// Whether the province, or a device, was ever set back or copied: what it was told, it may not know.
    pub(crate) set_back: bool,
    /// What the province signed: how a feed stood at a place of one life of its log. `None` once nobody can hold it to
    /// that, as it was set back together with the mark of its epoch.
    pub(crate) signed: Option<Word>,
    people: Vec<Person>,
    strays: Vec<Vec<u8>>,
    pub(crate) courier: Courier,
    seed: u64,
    // Last: the disks are given back before it goes.
    dir: TempDir,
}

impl World {
    pub(crate) fn begin(template: &Template, seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = |node: u64| SimClock::new(seed.wrapping_mul(64).wrapping_add(node), BEGINNING);
        let province = Province::begin(&dir.path().join("province"), clock(0), &template.province);
        let device = |(number, (files, key)): (usize, &(_, _))| {
            Device::begin(&dir.path().join(number.to_string()), number, key, clock(number as u64 + 1), files)
        };
        let devices = template.devices.iter().enumerate().map(device).collect();
        let people = People::of_village(7, VILLAGES[0]).take(PEOPLE * VILLAGES.len()).collect();
        let (model, trace, strays) = (Model::default(), Trace::default(), Vec::new());
        let courier = Courier::default();
        let (ever_served, set_back, signed) = (BTreeMap::new(), false, Some(BTreeMap::new()));
        Self { province, devices, model, trace, ever_served, set_back, signed, people, strays, courier, seed, dir }
    }

    /// Takes a step, and looks whether what it touched keeps its promises.
    pub(crate) fn take(&mut self, step: Step) -> Result<(), Broken> {
        let said = match step {
            Step::Write { on, record, field, how } => self.write(on, record, field, how)?,
            Step::Exchange { on, line, pieces } => self.exchange(on, line, pieces)?,
            Step::Carry { on, pieces } => self.carry(self.number(on), pieces)?,
            Step::Stray { which } => self.stray(which),
            Step::Pack { on } => self.pack(on)?,
            Step::Deliver { which, harm } => self.deliver(which, harm),
            Step::Bring { which, on, harm } => self.bring(which, on, harm)?,
            Step::Jump { on, seconds } => self.jump(on, seconds),
            Step::CutAt { on, moment, loss } => self.cut_at(on, moment, loss),
            Step::Cut { on, loss } => self.cut(on, loss)?,
            Step::PowerOn { on } => self.power_on(on)?,
            Step::Fill { on, room } => self.set_room(on, Some(room.into())),
            Step::MakeRoom { on } => self.set_room(on, None),
            Step::BackUp { on } => self.back_up(on),
            Step::Restore { on: 0, marks } => self.restore_province(marks)?,
            Step::Restore { on, .. } => self.restore_device(on)?,
            Step::Clone { on } => self.clone_device(on),
            Step::Revoke { on } => self.revoke(on),
            Step::HandIn { on } => self.hand_in(on),
            Step::Move { record, to } => self.move_record(record, to),
            Step::Scope { on, village, serves } => self.set_scope(on, village, serves),
            Step::OfferPacks { from } => self.offer_packs(from),
            Step::HandOn { from, to } => self.hand_on(from, to)?,
            Step::Age { on, is_old } => self.set_age(on, is_old),
            Step::Forge { on, record, forgery } => self.forge(on, record, forgery),
            Step::Notice { which, areas } => self.say_to_areas(which, areas),
            Step::Erase { record } => self.erase(record),
            Step::RegisterAgain { on } => self.register_again(on)?,
            Step::Review { which, undo } => self.review(which, if undo { Decision::Undo } else { Decision::Accept }),
        };
        self.trace.say(format!("{step:?}: {said}"));
        self.stop_the_dead();
        self.note_erased()
    }

    /// Which device is meant.
    pub(crate) fn number(&self, on: Node) -> usize {
        usize::from(on) % self.devices.len()
    }

    /// Which device is meant, `None` for the province.
    pub(crate) fn node(&self, on: Node) -> Option<usize> {
        (usize::from(on) % (self.devices.len() + 1)).checked_sub(1)
    }

    fn stop_the_dead(&mut self) {
        if self.province.disk.is_off() {
            self.stop_province();
        }
        self.devices.iter_mut().filter(|device| device.disk.is_off()).for_each(Device::stop);
    }

    fn write(&mut self, on: Node, record: u8, field: u8, how: How) -> Result<&'static str, Broken> {
        let number = self.number(on);
        let device = &mut self.devices[number];
        let docs = match device.writable() {
            Ok(docs) => docs,
            Err(error) => return unless_dead(device, &error).map(|()| "dead"),
        };
        if device.store.is_none() {
            return Ok("off");
        }
        let field = if how == How::SetLong { LONG_FIELD } else { FIELDS[usize::from(field) % FIELDS.len()] };
        let path = Path::parse(field).unwrap();
        match how {
            How::NewWithheld => return self.create_withheld(number, record, path),
            How::New => return self.create(number, record, path),
            _ if docs.is_empty() => return self.create(number, record, path),
            How::Set | How::SetLong | How::SetOnOldForm | How::Clear => {}
        }
        let doc = docs[usize::from(record) % docs.len()];
        let (seen, view) = match device.form(doc, how == How::SetOnOldForm) {
            Ok(form) => form,
            Err(error) => return unless_dead(device, &error).map(|()| "dead"),
        };
        let value = (how != How::Clear).then(|| self.model.new_value());
        let intent = match &value {
            Some(value) if how == How::SetLong => {
                Intent::Set { path: path.clone(), value: Value::from(Model::made_long(value).as_str()) }
            }
            Some(value) => Intent::Set { path: path.clone(), value: Value::from(value.as_str()) },
            None => Intent::Clear { path: path.clone() },
        };
        let saw = Device::shown(&view, &path);
        let Some(store) = &mut device.store else { return Ok("off") };
        let officer = store.membership().officer();
        let told = match store.edit(doc, officer, &seen, &[intent]) {
            Ok(edited) if edited.change.is_none() => return Ok("as it was"),
            Ok(_) => Told::Kept,
            Err(Error::Document(_)) if how == How::SetOnOldForm => return Ok("the form is too old"),
            Err(error) => told_of(device, &error)?,
        };
        let (by, doc) = (device.origin, Some(doc));
        let writing = self.model.note(Writing { doc, value, saw, told, ..Writing::of(by, path) });
        self.wrote(number, writing, told)
    }

    /// The villages of a device, and the one that a number means.
    fn village_of(&self, number: usize, n: usize) -> Result<Option<&'static str>, Broken> {
        let device = &self.devices[number];
        let Some(store) = &device.store else { return Ok(None) };
        let regions = match store.regions() {
            Ok(regions) => regions,
            Err(error) => return unless_dead(device, &error).map(|()| None),
        };
        let villages: BTreeSet<_> = regions.iter().flat_map(villages_of).collect();
        Ok(Some(villages.iter().cycle().nth(n).copied().unwrap_or(VILLAGES[0])))
    }

    fn create(&mut self, number: usize, record: u8, path: Path) -> Result<&'static str, Broken> {
        let Some(village) = self.village_of(number, usize::from(record / 16))? else { return Ok("off or dead") };
        // Now and then somebody who is known in the other village.
        let at_home = (village == VILLAGES[0]) != record.is_multiple_of(32);
        let person = &self.people[usize::from(!at_home) * PEOPLE + usize::from(record) % PEOPLE];
        let mut fields = vec![("name", person.full_name.clone())];
        // With a number the record is the same on every device; without, it is another each time.
        if record.is_multiple_of(2) {
            fields.extend([
                ("nik", person.nik.clone()),
                ("birth_date", person.birth_date.clone()),
                ("sex", person.sex.clone()),
            ]);
        }
        self.make(number, Kind::Worker, village, fields, path)
    }

    /// A complaint, a screening, what is confidential of a worker who is known here, or, by an office, a figure.
    fn create_withheld(&mut self, number: usize, record: u8, path: Path) -> Result<&'static str, Broken> {
        let Some(village) = self.village_of(number, usize::from(record / 16))? else { return Ok("off or dead") };
        let device = &self.devices[number];
        let workers = match device.docs_of(Kind::Worker) {
            Ok(workers) => workers,
            Err(error) => return unless_dead(device, &error).map(|()| "dead"),
        };
        let worker = workers.get(usize::from(record) % workers.len().max(1));
        let fields = worker.map(|worker| ("worker", worker.to_string())).into_iter().collect();
        let is_office = device.origin == OFFICE;
        let (kind, made_in) = match record % 8 {
            0 | 1 if is_office => (Kind::Observation, REGIONS[OFFICE]),
            2 if is_office => (Kind::Case, REGIONS[OFFICE]),
            0..4 => (Kind::Case, village),
            4 | 5 => (Kind::Screening, village),
            _ if worker.is_some() => (Kind::Confidential, village),
            _ => (Kind::Screening, village),
        };
        self.make(number, kind, made_in, fields, path)
    }

    fn make(
        &mut self,
        number: usize,
        kind: Kind,
        made_in: &str,
        fields: Vec<(&str, String)>,
        path: Path,
    ) -> Result<&'static str, Broken> {
        let device = &mut self.devices[number];
        let Some(store) = &mut device.store else { return Ok("off") };
        let value = self.model.new_value();
        let fields = fields.into_iter().map(|(path, value)| (Path::parse(path).unwrap(), Value::from(value.as_str())));
        let fields = fields.chain([(path.clone(), Value::from(value.as_str()))]);
        let officer = store.membership().officer();
        let new = NewRecord { kind, region: region(made_in), officer, fields: fields.collect() };
        let (doc, told) = match store.create(&new) {
            Ok(Created::Existing { .. }) => return Ok("known already"),
            Ok(Created::New { doc, .. }) => (Some(doc), Told::Kept),
            Err(error) => (None, told_of(device, &error)?),
        };
        let (by, makes, value) = (device.origin, true, Some(value));
        let writing = self.model.note(Writing { doc, value, told, makes, ..Writing::of(by, path) });
        self.wrote(number, writing, told)
    }

    fn wrote(&mut self, number: usize, writing: usize, told: Told) -> Result<&'static str, Broken> {
        let device = &mut self.devices[number];
        let doc = self.model.writings[writing].doc;
        if told != Told::Kept {
            return Ok(if told == Told::NotKept { "no room" } else { "cut in it" });
        }
        device.own.insert(writing);
        if let (Some(store), Some(doc)) = (&device.store, doc)
            && let Ok(view) = store.view(doc)
        {
            device.forms.insert(doc, view);
        }
        Ok("kept")
    }

    fn exchange(&mut self, on: Node, line: Line, pieces: u16) -> Result<&'static str, Broken> {
        let number = self.number(on);
        let device = &mut self.devices[number];
        let Some(store) = &mut device.store else { return Ok("off") };
        if device.talk.is_none() {
            let run = device.run.get_or_insert_with(|| Run::new(RetryPolicy::default()).taking_packs());
            let voice = (device.is_old || self.province.is_old).then(|| OldVoice::of(&device.key));
            match Talk::begin(store, run, self.province.server.as_ref(), line, voice) {
                Ok(talk) => device.talk = Some(talk),
                Err(error) => return unless_dead(device, &error).map(|()| "not begun"),
            }
        }
        self.carry(number, pieces)
    }

    fn carry(&mut self, number: usize, pieces: u16) -> Result<&'static str, Broken> {
        for _ in 0..pieces {
            let device = &mut self.devices[number];
            let (Some(store), Some(talk)) = (&mut device.store, &mut device.talk) else {
                return Ok("nothing to carry");
            };
            if talk.is_over() {
                return self.end(number);
            }
            let carried = talk.carry(store, self.province.server.as_ref());
            if self.province.disk.is_off() {
                self.stop_province();
            }
            if let Err(error) = carried {
                return self.broke_off(number, error);
            }
        }
        Ok("under way")
    }

    /// An exchange that ended: what comes next is the run's to say.
    fn end(&mut self, number: usize) -> Result<&'static str, Broken> {
        let device = &mut self.devices[number];
        let (Some(store), Some(talk)) = (&mut device.store, device.talk.take()) else { return Ok("nothing to end") };
        let line = talk.line();
        let is_true = line.down_turns.is_none() && !talk.is_of_before();
        let (ended, request) = talk.end();
        self.strays.extend(request);
        if self.strays.len() > STRAYS {
            self.strays.remove(0);
        }
        let Some(run) = &mut device.run else { return Ok("nothing to end") };
        let is_complete = matches!(ended.outcome, Outcome::Complete(_));
        let fetch = |next, store: &mut Store, run: &mut Run| {
            if !is_complete {
                return Ok(next);
            }
            match packs::fetch(store, self.province.server.as_deref(), line)? {
                Fetched::Nothing => Ok(next),
                Fetched::Done(brought) => {
                    run.brought(brought);
                    Ok(Next::Again)
                }
                Fetched::Cut(brought, why) => {
                    run.brought(brought);
                    run.cut(store, why)
                }
            }
        };
        let next = run.next(store, ended).and_then(|next| fetch(next, store, run));
        device.is_current &= is_true;
        let said = match next {
            Ok(Next::Again) => "again",
            Ok(Next::Wait(ms, _)) => {
                device.clock.jump(i64::try_from(ms / 1000 + 1).unwrap_or(1));
                "wait"
            }
            Ok(Next::Done) => match device.run.take().map(|run| run.report(store)) {
                Some(Err(error)) => return self.broke_off(number, error),
                Some(Ok(report)) => {
                    device.is_current |= is_true;
                    if report.equal { "proven" } else { "done" }
                }
                None => "done",
            },
            Err(error) => return self.broke_off(number, error),
        };
        check::claims(&self.model, &self.devices[number], &self.province)?;
        self.look_at_scope(number)?;
        check::word(self, number)?;
        Ok(said)
    }

    /// What left the device was settled, and what is there may be there.
    pub(crate) fn look_at_scope(&mut self, number: usize) -> Result<(), Broken> {
        check::forgotten(&self.model, &mut self.devices[number])?;
        check::dropped(&self.model, &mut self.devices[number], &self.province)?;
        check::confirmed(self)?;
        check::no_leak(self, number)?;
        check::no_peer_reads(self, number)
    }

    /// The program told its officer that it could not go on.
    fn broke_off(&mut self, number: usize, error: Error) -> Result<&'static str, Broken> {
        let device = &mut self.devices[number];
        let line = device.talk.take().map(|talk| talk.line());
        device.run = None;
        let turned = line.is_none_or(|line| line.down_turns.is_some() || line.up_turns.is_some());
        match error {
            Error::Unreachable(_) | Error::DiskFull => Ok("given up"),
            Error::Refused { code, .. } => {
                self.trace.say(format!("device {number} is refused: {code}"));
                Ok("refused")
            }
            Error::Wire(_) | Error::Protocol(_) | Error::Seal(_) if turned => Ok("not understood"),
            error => unless_dead(device, &error).map(|()| "dead"),
        }
    }

    fn stray(&mut self, which: u8) -> &'static str {
        if self.strays.is_empty() {
            return "none";
        }
        self.arrive(&self.strays[usize::from(which) % self.strays.len()])
    }

    /// A request arrives from nowhere.
    pub(crate) fn arrive(&self, request: &[u8]) -> &'static str {
        let Some(server) = &self.province.server else { return "off" };
        let Ok(mut conversation) = Conversation::new(server) else { return "not begun" };
        if conversation.receive(request).is_err() {
            return "refused";
        }
        admit::drain(server);
        // Nobody is there any more who would read the answer.
        if conversation.answer().is_ok() { "taken" } else { "not answered" }
    }

    fn pack(&mut self, on: Node) -> Result<&'static str, Broken> {
        let number = self.number(on);
        let device = &mut self.devices[number];
        let Some(store) = &mut device.store else { return Ok("off") };
        match self.courier.pack(store) {
            Ok(_) => Ok("packed"),
            Err(error) => unless_dead(device, &error).map(|()| "not packed"),
        }
    }

    fn deliver(&mut self, which: u8, harm: Option<u16>) -> &'static str {
        let Some(server) = &self.province.server else { return "off" };
        self.courier.deliver(which, harm, server)
    }

    fn bring(&mut self, which: u8, on: Node, harm: Option<u16>) -> Result<&'static str, Broken> {
        let number = self.number(on);
        let device = &mut self.devices[number];
        let Some(store) = &mut device.store else { return Ok("off") };
        let said = match self.courier.bring(which, harm, store) {
            Ok(said) => said,
            // Of a life that this copy of the device never had, of a province that began anew, or damaged.
            Err(Error::Bundle(_) | Error::Protocol(_) | Error::Seal(_) | Error::Wire(_)) => "not believed",
            Err(error) => return unless_dead(device, &error).map(|()| "dead"),
        };
        check::claims(&self.model, &self.devices[number], &self.province)?;
        self.look_at_scope(number)?;
        Ok(said)
    }

    fn jump(&mut self, on: Node, seconds: i64) -> &'static str {
        match self.node(on) {
            Some(number) => self.devices[number].clock.jump(seconds),
            // Its receipts carry it, and it is looked after: minutes, and never back to before it began.
            None => self.province.clock.jump(seconds.rem_euclid(600)),
        }
        "done"
    }

    fn cut_at(&mut self, on: Node, moment: Moment, loss: Loss) -> &'static str {
        match self.node(on) {
            Some(number) => self.devices[number].disk.cut_at(moment, loss),
            None => self.province.disk.cut_at(moment, loss),
        }
        "armed"
    }

    fn cut(&mut self, on: Node, loss: Loss) -> Result<&'static str, Broken> {
        match self.node(on) {
            Some(number) => self.devices[number].disk.cut(loss),
            None => self.province.disk.cut(loss),
        }
        self.stop_the_dead();
        self.power_on(on)
    }

    fn power_on(&mut self, on: Node) -> Result<&'static str, Broken> {
        match self.node(on) {
            Some(number) => {
                let device = &mut self.devices[number];
                if device.disk.is_off() {
                    device.disk.power_on().unwrap();
                }
                device.start();
                check::own(&self.model, device, &self.province)?;
            }
            None => {
                if self.province.disk.is_off() {
                    self.province.disk.power_on().unwrap();
                }
                self.start_province();
                check::province(&self.province)?;
                self.devices.iter().try_for_each(|device| check::claims(&self.model, device, &self.province))?;
            }
        }
        Ok("on")
    }

    /// Ends the server, and with it what it was saying.
    pub(crate) fn stop_province(&mut self) {
        self.province.stop();
        self.devices.iter_mut().filter_map(|device| device.talk.as_mut()).for_each(Talk::hang_up);
    }

    pub(crate) fn start_province(&mut self) {
        self.province.start();
        if let Some(server) = &self.province.server {
            admit::drain(server);
        }
        if self.province.disk.is_off() {
            self.stop_province();
        }
    }

    fn set_room(&mut self, on: Node, room: Option<u64>) -> &'static str {
        match self.node(on) {
            Some(number) => {
                self.devices[number].disk.set_room(room);
                self.devices[number].start();
            }
            // A province whose disk is full is an operator's alarm; the devices only wait.
            None => self.province.disk.set_room(room),
        }
        "done"
    }

    fn back_up(&mut self, on: Node) -> &'static str {
        match self.node(on) {
            Some(number) => {
                let device = &mut self.devices[number];
                if !device.disk.is_off() {
                    device.backup = Some((device.disk.snapshot().unwrap(), device.own.clone()));
                }
            }
            None if self.province.disk.is_off() => return "off",
            None => self.province.backup = Some(self.province.disk.snapshot().unwrap()),
        }
        "done"
    }

    fn restore_province(&mut self, marks: bool) -> Result<&'static str, Broken> {
        let Some(snapshot) = self.province.backup.clone() else { return Ok("no backup") };
        self.note_served();
        self.set_back = true;
        self.signed.take_if(|_| marks);
        self.stop_province();
        self.province.restore(&snapshot, marks);
        self.start_province();
        self.devices.iter_mut().for_each(|device| device.is_current = false);
        self.devices.iter_mut().filter_map(|device| device.talk.as_mut()).for_each(Talk::outlive);
        self.strike_what_is_gone();
        check::province(&self.province)?;
        Ok("restored")
    }

    fn restore_device(&mut self, on: Node) -> Result<&'static str, Broken> {
        let number = self.number(on.wrapping_sub(1));
        let device = &mut self.devices[number];
        if device.backup.is_none() {
            return Ok("no backup");
        }
        self.set_back = true;
        device.is_twin = true;
        device.restore();
        device.start();
        self.strike_what_is_gone();
        check::own(&self.model, &mut self.devices[number], &self.province)?;
        Ok("restored")
    }

    fn clone_device(&mut self, on: Node) -> &'static str {
        let number = self.number(on.wrapping_sub(1));
        let device = &self.devices[number];
        if self.devices.len() >= MOST_DEVICES || device.disk.is_off() {
            return "no";
        }
        let (files, own) = (device.disk.snapshot().unwrap(), device.own.clone());
        let place = self.devices.len();
        let clock = SimClock::new(self.seed.wrapping_mul(64).wrapping_add(place as u64 + 1), BEGINNING);
        let mut copy =
            Device::begin(&self.dir.path().join(place.to_string()), device.origin, &device.key, clock, &files);
        (copy.own, copy.is_current, copy.is_old) = (own, device.is_current, device.is_old);
        copy.is_twin = true;
        self.devices[number].is_twin = true;
        self.set_back = true;
        self.devices.push(copy);
        "cloned"
    }

    /// After copies were destroyed: what no machine has any more that could bring it.
    pub(crate) fn strike_what_is_gone(&mut self) {
        let can_bring = self.devices.iter().filter(|device| !device.is_revoked);
        let held: BTreeSet<_> = can_bring.flat_map(|device| &device.own).copied().collect();
        let at_province = check::at_province(&self.province);
        for (number, writing) in self.model.writings.iter_mut().enumerate() {
            writing.is_gone |= !held.contains(&number) && !check::has(&at_province, writing);
        }
    }

    /// Nothing goes wrong any more: all power is on, all disks have room, all programs begin anew.
    pub(crate) fn heal(&mut self) -> Result<(), Broken> {
        self.stop_province();
        for disk in self.devices.iter().map(|device| &device.disk).chain([&self.province.disk]) {
            disk.disarm();
            disk.set_room(None);
        }
        self.devices.iter_mut().for_each(Device::stop);
        for on in 0..=self.devices.len() {
            self.power_on(u8::try_from(on).unwrap_or(0))?;
        }
        let revoked: Vec<bool> = (0..self.devices.len()).map(|number| self.is_revoked(number)).collect();
        for (device, is_revoked) in self.devices.iter_mut().zip(revoked) {
            device.is_revoked = is_revoked;
        }
        // A province that was cut off while it erased goes on with it.
        self.note_erased()?;
        self.bring_in_what_was_lost()?;
        self.strike_what_is_gone();
        Ok(())
    }

    /// Whether the province refuses a device.
    pub(crate) fn is_revoked(&self, number: usize) -> bool {
        let (Some(store), Some(server)) = (&self.devices[number].store, &self.province.server) else { return false };
        let id = store.membership().device();
        let known = server.store.read_blocking(|conn| devices::get(conn, id));
        known.is_ok_and(|device| device.is_none_or(|device| device.revoked_at.is_some()))
    }

    /// Where every feed stands, everywhere.
    pub(crate) fn standing(&self) -> Result<Vec<Feeds>, Broken> {
        let devices = self.devices.iter().map(|device| device.feeds().map_err(|error| error.to_string()));
        devices.chain([Ok(self.province.feeds())]).collect()
    }

    /// Carries an exchange of a device to its end over a good line, and says what the run says.
    pub(crate) fn sync_once(&mut self, number: usize) -> Result<&'static str, Broken> {
        let on = u8::try_from(number).unwrap_or(0);
        let said = self.exchange(on, Line::GOOD, u16::MAX)?;
        self.trace.say(format!("device {number} synchronises: {said}"));
        Ok(said)
    }
}

/// What an officer is told by an error of a writing.
fn told_of(device: &Device, error: &Error) -> Result<Told, Broken> {
    if is_full(error) {
        return Ok(Told::NotKept);
    }
    unless_dead(device, error).map(|()| Told::Nothing)
}

/// Nothing but a machine without power may fail like this.
pub(crate) fn unless_dead(device: &Device, error: &Error) -> Result<(), Broken> {
    if device.disk.is_off() || is_full(error) { Ok(()) } else { Err(format!("device {}: {error:?}", device.origin)) }
}

/// The fields that are written.
pub(crate) fn paths() -> impl Iterator<Item = Path> {
    FIELDS.into_iter().map(|field| Path::parse(field).unwrap())
}
