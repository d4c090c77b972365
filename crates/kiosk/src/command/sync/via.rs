//! `rantau sync --via`: over a courier on the same network.

use client_core::{
    courier::{self, Address, Visit},
    sync::{CancellationToken, SharedStore},
};
use serde::Serialize;

use super::super::{run_to_end, until_stopped};
use crate::{
    device::Device,
    failure::Result,
    output::{Answer, Reply},
    page::Page,
    progress::Meter,
    text,
};

/// What a visit to a courier did.
#[derive(Debug, Serialize)]
struct Visited {
    courier: String,
    fingerprint: String,
    /// Changes that the courier carries now. They are not at the province yet.
    carried: u64,
    /// How many answers of the province it had.
    answers: usize,
    /// Answers that were damaged or not the province's.
    unusable: u32,
    /// Changes of this device that are now known to have arrived.
    arrived: u64,
    /// Changes of others that came.
    pulled: u64,
    /// Whether the last answer proves that both sides hold the same, but for what is under way now.
    proven: bool,
    bytes_up: u64,
    bytes_down: u64,
}

pub(super) fn run(address: &str, device: Device) -> Result<Reply> {
    let address: Address = address.parse()?;
    let Device { store, output } = device;
    let deployment = store.membership().deployment();
    let (store, meter) = (SharedStore::new(store), Meter::new(&output));
    let cancel = CancellationToken::new();
    let visit = courier::visit(&store, &address, |progress| meter.show(&progress), &cancel);
    let visit = run_to_end(until_stopped(&cancel, visit))?;
    meter.end();
    output.reply(deployment, &Visited::from(visit?))
}

impl From<Visit> for Visited {
    fn from(visit: Visit) -> Self {
        let answers = &visit.answers;
        Self {
            answers: answers.len(),
            unusable: visit.unusable,
            arrived: answers.iter().map(|taken| taken.arrived).sum(),
            pulled: answers.iter().map(|taken| taken.pulled).sum(),
            proven: visit.carried == 0 && answers.last().is_some_and(|taken| taken.proven),
            courier: visit.courier,
            fingerprint: visit.fingerprint,
            carried: visit.carried,
            bytes_up: visit.bytes_up,
            bytes_down: visit.bytes_down,
        }
    }
}

impl Answer for Visited {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.heading(&lang.tell(text::VISITED, &[&self.courier, &self.fingerprint]));
        page.pairs([
            (lang.say(text::CARRIED), lang.tell(text::CHANGES_AND_BYTES, &[&self.carried, &self.bytes_up])),
            (lang.say(text::ANSWERS), self.answers.to_string()),
            (lang.say(text::RECEIVED), lang.tell(text::CHANGES_AND_BYTES, &[&self.pulled, &self.bytes_down])),
        ]);
        if self.arrived > 0 {
            page.line(&lang.tell(text::ARRIVED, &[&self.arrived]));
        }
        if self.unusable > 0 {
            page.warning(&lang.tell(text::UNUSABLE_ANSWERS, &[&self.unusable]));
        }
        page.line(&lang.say(if self.proven { text::SYNC_PROVEN } else { text::CARRIED_NEXT }));
    }
}
