//! What the province's operators do: move records, say what devices serve, decide on edits that came too late.

use records::{DocId, Kind, Path, RegionCode, Value};
use server::{
    admit,
    instruction::{self, Decision},
    notice::{self, Notice},
    store::{reviews, scopes},
};
use uuid::Uuid;

use crate::{
    forger::{Forger, Forgery},
    plan::Node,
    template::{ABROAD, OFFICE, PROVINCE, REGIONS, VILLAGES, region},
    world::World,
};

impl World {
    /// Moves a record to a village, or out of the province.
    pub(crate) fn move_record(&mut self, record: u8, to: u8) -> &'static str {
        self.note_served();
        let docs: Vec<_> = self.province.documents().into_iter().collect();
        let Some(doc) = docs.get(usize::from(record) % docs.len().max(1)).copied() else { return "nothing to move" };
        let to = VILLAGES.into_iter().chain([ABROAD]).cycle().nth(to.into()).map(region).unwrap();
        let now = self.province_time();
        let Some(server) = &self.province.server else { return "off" };
        let asked = server.store.write_blocking(move |conn| instruction::ask_move(conn, doc, &to, now));
        self.carry_out(doc);
        if asked.is_ok() { "moved" } else { "not moved" }
    }

    /// A device serves a village from now on, or does so no longer.
    pub(crate) fn set_scope(&mut self, on: Node, village: u8, serves: bool) -> &'static str {
        self.note_served();
        let number = self.number(on.wrapping_sub(1));
        let now = self.province_time();
        let village: RegionCode = region(VILLAGES[usize::from(village) % VILLAGES.len()]);
        let (Some(store), Some(server)) = (&self.devices[number].store, &self.province.server) else { return "off" };
        let id = store.membership().device();
        let set = server.store.write_blocking(move |conn| {
            if serves { scopes::add(conn, id, &village, now) } else { scopes::remove(conn, id, &village, now) }
        });
        if set.is_ok() { "set" } else { "not set" }
    }

    /// Decides on an edit that came too late.
    pub(crate) fn review(&mut self, which: u8, decision: Decision) -> &'static str {
        let now = self.province_time();
        let Some(server) = &self.province.server else { return "off" };
        let Ok(open) = server.store.read_blocking(reviews::all_open) else { return "dead" };
        let late: Vec<_> = open.into_iter().filter(|open| open.review.kind == instruction::LATE_EDIT).collect();
        let Some(item) = late.get(usize::from(which) % late.len().max(1)) else { return "nothing to review" };
        let (id, doc) = (item.id, item.review.doc);
        if decision == Decision::Undo {
            let values = self.province.values_of(doc, &item.review.subject);
            self.model.undone.extend(values);
        }
        let resolved = server.store.write_blocking(move |conn| instruction::resolve(conn, id, decision, now));
        self.carry_out(doc);
        if resolved.is_ok() { "decided" } else { "not decided" }
    }

    /// Says something to areas, changes what was said and to whom, or withdraws it.
    pub(crate) fn say_to_areas(&mut self, which: u8, areas: u8) -> &'static str {
        self.note_served();
        let (doc, now) = (notice_id(which), self.province_time());
        let said = self.model.new_notice();
        let Some(server) = &self.province.server else { return "off" };
        let asked = server.store.write_blocking(move |conn| {
            if which.is_multiple_of(5) {
                return notice::ask_withdrawal(conn, doc, &said, now);
            }
            let fields = [("notice_kind", "GUIDANCE"), ("title", said.as_str())];
            let fields = fields.map(|(path, value)| (Path::parse(path).unwrap(), Value::from(value)));
            let all = [PROVINCE, REGIONS[OFFICE], VILLAGES[0], VILLAGES[1]].into_iter().enumerate();
            let chosen = all.filter(|(bit, _)| areas & (1 << bit) != 0).map(|(_, area)| region(area));
            notice::ask(conn, doc, &Notice { fields: fields.into(), areas: Some(chosen.collect()) }, now)
        });
        self.carry_out(doc);
        if asked.is_ok() { "said" } else { "not said" }
    }

    /// A machine gets a program of the first version of the protocol, or of the present one.
    pub(crate) fn set_age(&mut self, on: Node, is_old: bool) -> &'static str {
        match self.node(on) {
            Some(number) => self.devices[number].is_old = is_old,
            None => self.province.is_old = is_old,
        }
        "done"
    }

    /// Somebody who has a device's key writes in a record.
    pub(crate) fn forge(&mut self, on: Node, record: u8, forgery: Forgery) -> &'static str {
        // The poison is for the fields of workers.
        let docs = self.province.documents_of(Kind::Worker);
        let doc = docs.get(usize::from(record) % docs.len().max(1));
        let Some(target) = doc.and_then(|doc| self.province.target(*doc)) else { return "nothing to write in" };
        let device = &self.devices[self.number(on)];
        let Some(store) = &device.store else { return "off" };
        let (id, officer) = (store.membership().device(), store.membership().officer());
        let (key, clock, before) = (&device.key, &device.clock, self.model.forgeries);
        let forged = Forger { key, device: id, officer, clock, before }.request(target, forgery);
        self.model.forgeries += 1;
        self.model.harmful.extend(forged.harmful);
        self.arrive(&forged.request)
    }

    pub(crate) fn carry_out(&self, doc: DocId) {
        if let Some(server) = &self.province.server {
            server.guardroom.enqueue([doc]);
            admit::drain(server);
        }
    }

    pub(crate) fn province_time(&self) -> i64 {
        server::clock::Clock::now(&self.province.clock)
    }

    /// Notes what every device may hold, before that becomes less.
    pub(crate) fn note_served(&mut self) {
        for device in &self.devices {
            let Some(id) = device.id else { continue };
            let served = self.province.served(id);
            self.ever_served.entry(device.origin).or_default().extend(served);
        }
    }
}

/// One of a few notices.
fn notice_id(which: u8) -> DocId {
    DocId::new(Uuid::from_u128(0x10 + u128::from(which % 3)))
}
