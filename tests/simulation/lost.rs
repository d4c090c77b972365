//! Devices that are lost, and what they wrote.

use std::collections::BTreeSet;

use records::{ChangeHash, DeviceId, DocId};
use rusqlite::params;
use server::{
    admit,
    instruction::{self, Decision},
    loss,
    store::{losses, reviews},
};
use uuid::Uuid;

use crate::{
    check,
    plan::Node,
    province::Province,
    world::{Broken, World},
};

impl World {
    /// A device is lost now, and cut off.
    pub(crate) fn revoke(&mut self, on: Node) -> &'static str {
        let number = self.number(on.wrapping_sub(1));
        let now = self.province_time();
        let (Some(store), Some(server)) = (&self.devices[number].store, &self.province.server) else { return "off" };
        let id = store.membership().device();
        let revoked = server.store.write_blocking(move |conn| loss::revoke(conn, id, None, None, now));
        self.model.lost.entry(self.devices[number].origin).or_insert(self.model.writings.len());
        if revoked.is_ok() { "revoked" } else { "not revoked" }
    }

    /// Somebody hands in what lies in the outbox of a device. No key is needed.
    pub(crate) fn hand_in(&mut self, on: Node) -> &'static str {
        let number = self.number(on);
        let Some(server) = self.province.server.clone() else { return "off" };
        let device = &self.devices[number];
        if device.disk.is_off() {
            return "off";
        }
        match self.courier.hand_in(device.disk.dir(), &server) {
            0 => "nothing to hand in",
            _ => "handed in",
        }
    }

    /// What lies in the outboxes of lost devices arrives, and reviewers let in all that was written after the loss: then
    /// nothing is missing of what anybody wrote there. Before, nothing of that was in without a mark. Of copies, and of a
    /// province that was set back, this cannot be said.
    pub(crate) fn bring_in_what_was_lost(&mut self) -> Result<(), Broken> {
        let is_lost = |number: &usize| self.devices[*number].is_revoked && !self.devices[*number].is_twin;
        let lost: Vec<usize> = (0..self.devices.len()).filter(is_lost).collect();
        for number in &lost {
            self.hand_in(u8::try_from(*number).unwrap_or(0));
            self.marked(*number)?;
        }
        if lost.is_empty() || self.set_back {
            return Ok(());
        }
        self.let_in()?;
        let histories = check::at_province(&self.province);
        for number in lost {
            let written = self.devices[number].own.iter().map(|writing| &self.model.writings[*writing]);
            let missing = written.filter(|writing| !writing.is_erased).find(|writing| !check::has(&histories, writing));
            if let Some(writing) = missing {
                return Err(format!(
                    "of the lost device {number}, {:?} of {:?} never came",
                    writing.value, writing.doc
                ));
            }
        }
        Ok(())
    }

    /// What was written on a device after it was lost is not among what nobody need look at.
    fn marked(&self, number: usize) -> Result<(), Broken> {
        let device = &self.devices[number];
        let (Some(id), Some(since)) = (device.id, self.model.lost.get(&device.origin)) else { return Ok(()) };
        let of_device = |writing: &&crate::model::Writing| writing.by == device.origin;
        let after = self.model.writings.iter().skip(*since).filter(of_device);
        let after: BTreeSet<_> = after.filter_map(|writing| writing.value.clone()).collect();
        for (doc, change) in self.province.unmarked(id) {
            let values = self.province.values_of(doc, &change.to_string());
            if let Some(value) = values.iter().find(|value| after.contains(*value)) {
                return Err(format!("{value} was written after device {number} was lost, and nobody is to look at it"));
            }
        }
        Ok(())
    }

    /// Reviewers let in whatever was written after a loss.
    fn let_in(&self) -> Result<(), Broken> {
        let Some(server) = &self.province.server else { return Ok(()) };
        let now = self.province_time();
        let open = server.store.read_blocking(reviews::all_open).map_err(|error| error.to_string())?;
        let is_late = |open: &&reviews::Open| {
            open.review.kind == "refused"
                && open.review.detail.get("code").is_some_and(|code| code == losses::AFTER_LOSS)
        };
        for item in open.iter().filter(is_late) {
            let (id, doc) = (item.id, item.review.doc);
            let resolved =
                server.store.write_blocking(move |conn| instruction::resolve(conn, id, Decision::Accept, now));
            resolved.map_err(|error| error.to_string())?;
            server.guardroom.enqueue([doc]);
        }
        admit::drain(server);
        Ok(())
    }
}

impl Province {
    /// The changes of a device that stand in the log like any others.
    fn unmarked(&self, device: DeviceId) -> Vec<(DocId, ChangeHash)> {
        let Some(server) = &self.server else { return Vec::new() };
        let read = server.store.read_blocking(|conn| {
            let sql = "select doc, hash from pushed where device = ?1 and state = 'logged' and code = ''";
            let mut rows = conn.prepare_cached(sql)?;
            let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, [u8; 32]>(1)?));
            Ok(rows.query_map(params![device.as_bytes()], row)?.collect::<rusqlite::Result<Vec<_>>>()?)
        });
        let known = |(doc, hash)| (DocId::new(Uuid::from_bytes(doc)), ChangeHash::from_bytes(hash));
        read.unwrap().into_iter().map(known).collect()
    }
}
