//! Packs: fetched between the exchanges of a device over the line that it has, or handed on by a neighbour.

use std::fs;

use client_core::{
    Error, Store,
    pack::{Download, Taken},
    sync::{Brought, LinkError},
};
use server::{packs, server::Server};

use crate::{
    plan::{Line, Node},
    world::{Broken, World, unless_dead},
};

/// The fewest bytes that become durable by themselves.
const LEAST: u16 = 200;

/// What became of the packs that a device wants.
pub(crate) enum Fetched {
    /// It wants none.
    Nothing,
    /// They are taken in, or given up.
    Done(Brought),
    /// The line was cut.
    Cut(Brought, LinkError),
}

/// Fetches and takes in what is wanted, over a line such as the exchange before had.
pub(crate) fn fetch(store: &mut Store, server: Option<&Server>, line: Line) -> Result<Fetched, Error> {
    let (mut brought, mut wanted) = (Brought::default(), false);
    while let Some(mut download) = Download::next(store)? {
        wanted = true;
        let taken = match receive(store, server, line, &mut download, &mut brought) {
            Ok(Some(cut)) => return Ok(Fetched::Cut(brought, cut)),
            Ok(None) => take_in(store, &download, &mut brought),
            Err(error) => Err(error),
        };
        if let Err(error) = taken
            && !download.give_up(store, &error)?
        {
            return Err(error);
        }
    }
    Ok(if wanted { Fetched::Done(brought) } else { Fetched::Nothing })
}

fn receive(
    store: &mut Store,
    server: Option<&Server>,
    line: Line,
    download: &mut Download,
    brought: &mut Brought,
) -> Result<Option<LinkError>, Error> {
    if download.is_whole() {
        return Ok(None);
    }
    let cut = || Some(LinkError::cut("the line ended"));
    let asker = Download::asker(store)?;
    let Some(server) = server.filter(|_| !line.strays) else { return Ok(cut()) };
    let Ok(found) = packs::find(server, asker, download.digest()) else { return Ok(cut()) };
    let file = found.and_then(|pack| fs::read(server.home.packs().path(&pack.digest)).ok());
    let mut rest = file.and_then(|mut file| Some(file.split_off(usize::try_from(download.got()).ok()?)));
    let rest = rest.as_mut().ok_or_else(|| Error::Protocol("a pack that is gone".to_owned()))?;
    if let Some(byte) = line.down_turns.and_then(|bit| rest.get_mut(bit as usize / 8)) {
        *byte ^= 1;
    }
    let whole = rest.len();
    rest.truncate(line.down_ends.map_or(whole, |end| end as usize));
    for piece in rest.chunks(line.piece.max(LEAST).into()) {
        download.receive(store, piece)?;
        brought.bytes += piece.len() as u64;
    }
    Ok(if rest.len() < whole { cut() } else { None })
}

fn take_in(store: &mut Store, download: &Download, brought: &mut Brought) -> Result<(), Error> {
    let mut intake = download.open(store)?;
    while let Taken::Page(new) = intake.step(store)? {
        brought.changes += new;
    }
    Ok(())
}

impl World {
    /// The province offers packs of feeds with so many changes from now on.
    pub(crate) fn offer_packs(&mut self, from: u8) -> &'static str {
        self.province.pack_changes = from.into();
        self.stop_province();
        self.start_province();
        "offered"
    }

    /// A device hands the pack of a feed to another one.
    pub(crate) fn hand_on(&mut self, from: Node, to: Node) -> Result<&'static str, Broken> {
        let (from, to) = (self.number(from), self.number(to));
        let (Some(giver), Some(taker)) = (&self.devices[from].store, &self.devices[to].store) else { return Ok("off") };
        let sealed = match giver.seed_for(&taker.card()) {
            Ok(seed) => seed.sealed,
            Err(Error::Seed(_)) => return Ok("nothing to hand on"),
            Err(error) => return unless_dead(&self.devices[from], &error).map(|()| "dead"),
        };
        // It goes by what the province said of the taker once: that was signed.
        let (held, origin) = (self.devices[from].docs().unwrap_or_default(), self.devices[to].origin);
        self.ever_served.entry(origin).or_default().extend(held);
        let Some(store) = &mut self.devices[to].store else { return Ok("off") };
        match store.take_seed(&sealed, &mut |_| {}) {
            Ok(_) => Ok("handed on"),
            Err(Error::Seed(_) | Error::Seal(_) | Error::Wire(_) | Error::Protocol(_)) => Ok("not taken"),
            Err(error) => unless_dead(&self.devices[to], &error).map(|()| "dead"),
        }
    }
}
