//! What is carried by hand: bundles on their way up, answers on their way down. Nothing that was written is ever taken
//! away, so anything may come late, twice, or after what was written later.

use std::{path::Path, sync::Arc};

use client_core::{
    Error, Store,
    bundle::{self, Content},
    sealed::Folder,
};
use server::{admit, bundles, server::Server};
use wire::bundle::Bundle;

/// How many files of each kind a courier keeps.
const KEPT: usize = 12;

/// All that is under way by hand.
#[derive(Default)]
pub(crate) struct Courier {
    up: Vec<Vec<u8>>,
    down: Vec<Vec<u8>>,
}

impl Courier {
    /// A device hands over bundles of all that is not known to have arrived.
    pub(crate) fn pack(&mut self, store: &mut Store) -> Result<usize, Error> {
        let bundles = bundle::out(store, Content::Everything, &mut |_| {})?;
        bundles.iter().for_each(|outgoing| keep(&mut self.up, outgoing.bundle.to_bytes()));
        Ok(bundles.len())
    }

    /// Brings a bundle to the province, which answers where it can.
    pub(crate) fn deliver(&mut self, which: u8, harm: Option<u16>, server: &Arc<Server>) -> &'static str {
        let Some(file) = chosen(&self.up, which, harm) else { return "nothing to deliver" };
        let Ok(bundle) = Bundle::from_bytes(&file) else { return "no bundle" };
        let Ok(heard) = bundles::hear(server, &bundle) else { return "refused" };
        admit::drain(server);
        let Ok(answer) = heard.answer() else { return "not answered" };
        keep(&mut self.down, answer.to_bytes());
        "answered"
    }

    /// Brings what lies in the outbox of a device to the province, and gives how much of it was heard.
    pub(crate) fn hand_in(&mut self, dir: &Path, server: &Arc<Server>) -> usize {
        let folder = Folder::of(dir);
        let parcels = folder.parcels().unwrap();
        let bundles = parcels.iter().map(|parcel| Bundle::from_bytes(&folder.read(&parcel.name).unwrap()).unwrap());
        let mut heard = 0;
        for bundle in bundles.collect::<Vec<_>>() {
            let Ok(taken) = bundles::hear(server, &bundle) else { continue };
            admit::drain(server);
            heard += 1;
            if let Ok(answer) = taken.answer() {
                keep(&mut self.down, answer.to_bytes());
            }
        }
        heard
    }

    /// Brings an answer to a device.
    pub(crate) fn bring(&self, which: u8, harm: Option<u16>, store: &mut Store) -> Result<&'static str, Error> {
        let here = store.membership().device();
        let is_ours = |file: &&Vec<u8>| Bundle::from_bytes(file).is_ok_and(|bundle| bundle.head.device == here);
        let ours: Vec<Vec<u8>> = self.down.iter().filter(is_ours).cloned().collect();
        let Some(file) = chosen(&ours, which, harm) else { return Ok("nothing to bring") };
        bundle::take_in(store, &file, &mut |_| {}).map(|_| "taken in")
    }
}

fn keep(files: &mut Vec<Vec<u8>>, file: Vec<u8>) {
    files.push(file);
    if files.len() > KEPT {
        files.remove(0);
    }
}

/// A copy of a file, cut off or with a byte changed where `harm` says so.
fn chosen(files: &[Vec<u8>], which: u8, harm: Option<u16>) -> Option<Vec<u8>> {
    let mut file = files.get(usize::from(which) % files.len().max(1))?.clone();
    if let Some(harm) = harm {
        let at = usize::from(harm / 2) % file.len();
        if harm.is_multiple_of(2) { file.truncate(at) } else { file[at] ^= 1 }
    }
    Some(file)
}
