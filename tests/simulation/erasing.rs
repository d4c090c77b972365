//! People who ask to be erased, and who want to be recorded again.

use client_core::Created;
use records::{Path, Value};
use server::erasure::{self, Reason};

use crate::{
    check,
    device::text,
    model::{Told, Writing},
    plan::Node,
    world::{Broken, World, paths, unless_dead},
};

impl World {
    /// Erases a person, with all that is of them.
    pub(crate) fn erase(&mut self, record: u8) -> &'static str {
        self.note_served();
        let docs: Vec<_> = self.province.documents().into_iter().collect();
        let Some(doc) = docs.get(usize::from(record) % docs.len().max(1)).copied() else { return "nobody to erase" };
        let now = self.province_time();
        let Some(server) = &self.province.server else { return "off" };
        let planned = server.store.read_blocking(|conn| erasure::plan(conn, &server.keys.deployment, doc, &[]));
        let Ok(plan) = planned else { return "not to be erased" };
        let (person, goes) = (plan.person, plan.goes.iter().map(|planned| planned.doc).collect::<Vec<_>>());
        let asked = server
            .store
            .write_blocking(move |conn| erasure::ask(conn, &plan, Reason::Requested, None, "operator", now));
        // Where the power went meanwhile, it may be asked for all the same.
        self.model.doomed.extend(goes);
        self.carry_out(person);
        if asked.is_ok() { "erased" } else { "not erased" }
    }

    /// What was erased stays so, whatever comes later.
    pub(crate) fn note_erased(&mut self) -> Result<(), Broken> {
        for doc in self.model.doomed.clone() {
            match self.province.is_erased(doc) {
                Some(true) => self.model.erase(doc),
                Some(false) if self.model.erased.contains_key(&doc) => {
                    return Err(format!("the province forgot that {doc} was erased"));
                }
                Some(false) | None => {}
            }
        }
        match self.province.documents().iter().find(|doc| self.model.erased.contains_key(doc)) {
            Some(doc) => Err(format!("{doc} is at the province again, and was erased")),
            None => check::confirmed(self),
        }
    }

    /// An officer says that somebody who was erased elsewhere is to be recorded again.
    pub(crate) fn register_again(&mut self, on: Node) -> Result<&'static str, Broken> {
        let number = self.number(on);
        self.look_at_scope(number)?;
        let device = &mut self.devices[number];
        let Some(store) = &mut device.store else { return Ok("off") };
        let Ok(waiting) = store.turned_away() else { return Ok("dead") };
        let Some(kept) = waiting.into_iter().next() else { return Ok("nobody") };
        let officer = store.membership().officer();
        let (doc, told) = match store.register_again(kept.doc, officer) {
            Ok(Created::New { doc, .. }) => (doc, Told::Kept),
            Ok(Created::Existing { .. }) => return Ok("known already"),
            Err(error) => return unless_dead(device, &error).map(|()| "dead"),
        };
        for (path, value) in kept.fields.into_iter().filter(|(path, _)| paths().any(|written| written == *path)) {
            self.wrote_again(number, doc, path, &value, told);
        }
        Ok("recorded again")
    }

    fn wrote_again(&mut self, number: usize, doc: records::DocId, path: Path, value: &Value, told: Told) {
        let (by, value) = (self.devices[number].origin, Some(text(value)));
        let (doc, makes) = (Some(doc), true);
        let writing = self.model.note(Writing { doc, value, told, makes, ..Writing::of(by, path) });
        self.devices[number].own.insert(writing);
    }
}
