//! Handing a pack to a device that begins: on a stick, over a kiosk's LAN, without a line to the province.
//!
//! The new device shows its [`card`](Store::card): who it is, under the province's signature, and to which key what is
//! meant for it is sealed. A device that follows the same feed seals its pack to that key ([`Store::seed_for`]); the new
//! one takes it in ([`Store::take_seed`]) as if it had fetched it, and reads the log from there. Whoever carries the file
//! can neither read nor alter it, and a card that the province did not sign, or whose device does not follow the feed,
//! gets nothing.
//!
//! Over a LAN ([`courier::seed`](crate::courier::seed)) the same pack goes in pieces, each sealed by itself
//! ([`Store::piece_for`]): a cut costs a piece, and the device that hands it on keeps nothing for it. To seal the whole
//! pack once was refused: what is sealed anew has other bytes, so it would have to be kept, or begun again.

use data_encoding::BASE64URL_NOPAD;
use records::EpochId;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use wire::{
    FeedId, FeedState,
    enrolment::{Card, Certificate},
    exchange::PackOffer,
    pack::{PackPart, PackReader},
};

use super::{
    Order,
    intake::{self, Intake, Taken},
};
use crate::{Error, Result, Store, feed, setting, sync::Progress};

/// What the text of a card begins with.
const CARD: &str = "RANTAU-CARD-1:";
/// The most that a seed may hold: a village's pack is a hundredth.
const MAX_SEED: usize = 256 << 20;
/// So many bytes of a pack in one row.
const PART: usize = 64 << 10;
/// So many bytes of a pack in one sealed piece, at most.
const PIECE: usize = 32 << 10;

/// Why nothing was handed on, or taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Not the text of a card.
    #[error("this is no device card")]
    NotACard,
    /// Not signed by this device's province.
    #[error("the card is not signed by this province")]
    ForeignCard,
    /// The device follows none of the feeds that this one has.
    #[error("the province did not enrol that device for records that are here")]
    OtherFeeds,
    /// No pack is kept here: it is to be fetched first.
    #[error("there is no pack here to hand on")]
    NoPack,
    /// No pack is kept by the kiosk that was asked.
    #[error("the kiosk has no pack of this village")]
    NoPackThere,
    /// Sealed to another device, or damaged.
    #[error("this is no seed for this device")]
    NotForUs,
    /// This device has the feed already.
    #[error("this device has these records already")]
    NotNeeded,
}

/// A seed, sealed to the device that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// For whom: what people call the device.
    pub device_name: String,
    /// Of which feed.
    pub feed: FeedId,
    /// The file.
    pub sealed: Vec<u8>,
}

/// What a seed brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taking {
    /// Of which feed.
    pub feed: FeedId,
    /// Changes that are new here.
    pub changes: u64,
}

impl Store {
    /// This device's card: its certificate with the province's signature, as a text that fits a QR code. It holds the
    /// names of device and officer, and nothing of any record.
    #[must_use]
    pub fn card(&self) -> String {
        let (certificate, signature) = self.membership.certificate();
        let card = Card { certificate: certificate.clone(), signature: *signature };
        format!("{CARD}{}", BASE64URL_NOPAD.encode(&card.to_bytes()))
    }

    /// Seals the pack that is kept here to the device of a card.
    ///
    /// # Errors
    /// [`Problem`], and where the database fails.
    pub fn seed_for(&self, card: &str) -> Result<Seed> {
        let Card { certificate, .. } = self.verified(card)?;
        let shared = self.shared(&certificate)?;
        if shared.is_empty() {
            return Err(Problem::OtherFeeds.into());
        }
        let order = present(&self.db, &shared)?.into_iter().next().ok_or(Problem::NoPack)?;
        let pack = bytes(&self.db, &order, 0, usize::MAX)?;
        let sealed = seal::seal_to(&certificate.recipient, &pack)?;
        Ok(Seed { device_name: certificate.device_name, feed: order.feed, sealed })
    }

    /// The packs kept here that the device of a certificate may have. Whether the province signed the certificate is for
    /// the caller to see.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn packs_for(&self, certificate: &Certificate) -> Result<Vec<PackOffer>> {
        let packs = present(&self.db, &self.shared(certificate)?)?.into_iter();
        Ok(packs.map(|Order { feed, digest, size, seq, .. }| PackOffer { feed, digest, size, seq }).collect())
    }

    /// Some bytes of such a pack from `first` on, sealed to the device; `None` where it may have no such pack.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn piece_for(&self, certificate: &Certificate, digest: &[u8; 32], first: u64) -> Result<Option<Vec<u8>>> {
        let packs = present(&self.db, &self.shared(certificate)?)?;
        let Some(order) = packs.into_iter().find(|order| order.digest == *digest) else { return Ok(None) };
        let mut piece = bytes(&self.db, &order, first, PIECE)?;
        piece.truncate(PIECE);
        if piece.is_empty() { Ok(None) } else { Ok(Some(seal::seal_to(&certificate.recipient, &piece)?)) }
    }

    /// Whether a feed is here of which no pack is kept that could be handed on.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn lacks_packs(&self) -> Result<bool> {
        let feeds: Vec<_> = feed::states(&self.db)?.into_iter().map(|state| state.feed).collect();
        Ok(present(&self.db, &feeds)?.len() < feeds.len())
    }

    /// The feeds that both follow.
    fn shared(&self, certificate: &Certificate) -> Result<Vec<FeedId>> {
        let here = feed::states(&self.db)?.into_iter().map(|state| state.feed);
        Ok(here.filter(|feed| certificate.feeds.contains(feed)).collect())
    }

    fn verified(&self, text: &str) -> Result<Card> {
        let encoded = text.trim().strip_prefix(CARD).ok_or(Problem::NotACard)?;
        let bytes = BASE64URL_NOPAD.decode(encoded.as_bytes()).map_err(|_| Problem::NotACard)?;
        let card = Card::from_bytes(&bytes).map_err(|_| Problem::NotACard)?;
        let chain = &self.membership.chain;
        // What is sealed to a card leaves this device: a key in other hands certifies nobody any more.
        chain
            .verify_trusted(|key| seal::verify_certificate(key, &card.certificate, &card.signature))
            .map_err(|_| Problem::ForeignCard)?;
        Ok(card)
    }

    /// Takes in a seed that was sealed to this device.
    ///
    /// # Errors
    /// [`Problem`]; [`Error::Seal`], [`Error::Wire`] and [`Error::Protocol`] where what was sealed is no pack of this
    /// province, of which nothing is kept then; and where the database fails.
    pub fn take_seed(&mut self, sealed: &[u8], progress: &mut dyn FnMut(Progress)) -> Result<Taking> {
        let pack = self.membership.identity.open(sealed, MAX_SEED).map_err(|_| Problem::NotForUs)?;
        let (epoch, state) = self.head_of(&pack)?;
        let order = self.store_pack(&pack, epoch, &state)?;
        match self.take_all(&order, progress) {
            Err(error) if intake::is_of_no_use(&error) => {
                self.write(|tx, _| super::give_up(tx, &order))?;
                Err(error)
            }
            taken => Ok(Taking { feed: order.feed.clone(), changes: taken? }),
        }
    }

    /// Which state a pack holds, as far as this device follows its feed and does not have it.
    fn head_of(&self, pack: &[u8]) -> Result<(EpochId, FeedState)> {
        let (epoch, states) = head(pack.chunks(PART))?.ok_or(wire::Error::Truncated)?;
        let state = states.into_iter().next().ok_or(Problem::OtherFeeds)?;
        match feed::state(&self.db, &state.feed)? {
            None => Err(Problem::OtherFeeds.into()),
            Some(here) if here.seq > 0 => Err(Problem::NotNeeded.into()),
            Some(_) => Ok((epoch, state)),
        }
    }

    fn store_pack(&mut self, pack: &[u8], epoch: EpochId, state: &FeedState) -> Result<Order> {
        let (digest, size) = (Sha256::digest(pack).into(), pack.len() as u64);
        let offer = PackOffer { feed: state.feed.clone(), digest, size, seq: state.seq };
        let mut order = Order { feed: offer.feed.clone(), digest, size, seq: state.seq, got: 0, pages: 0 };
        self.write(|tx, _| {
            feed::forget(tx, &offer.feed)?;
            super::want(tx, &offer)?;
            // A device that never met the province takes the pack's word for which life of the log is the present one.
            if setting::epoch(tx)?.is_none() {
                setting::put(tx, "epoch", epoch.as_bytes())?;
            }
            pack.chunks(PART).try_for_each(|part| super::add(tx, &mut order, part))
        })?;
        Ok(order)
    }

    fn take_all(&mut self, order: &Order, progress: &mut dyn FnMut(Progress)) -> Result<u64> {
        let (mut intake, mut changes) = (Intake::begin(order.clone())?, 0);
        while let Taken::Page(new) = intake.step(self)? {
            changes += new;
            progress(Progress::Pulled { changes });
        }
        Ok(changes)
    }
}

/// The packs that are kept of feeds, as far as they are of the present life of the log.
fn present(db: &Connection, feeds: &[FeedId]) -> Result<Vec<Order>> {
    let (mut present, epoch) = (Vec::new(), setting::epoch(db)?);
    for feed in feeds {
        let Some(order) = super::kept(db, feed)?.filter(|order| order.got == order.size) else { continue };
        let of = stored_epoch(db, feed)?;
        if of.is_some() && of == epoch {
            present.push(order);
        }
    }
    Ok(present)
}

/// At least `least` bytes of a pack from `first` on, fewer at its end.
fn bytes(db: &Connection, order: &Order, first: u64, least: usize) -> Result<Vec<u8>> {
    let mut bytes = super::part_with(db, &order.feed, first)?;
    while bytes.len() < least && !bytes.is_empty() {
        match super::part(db, &order.feed, first + bytes.len() as u64)? {
            Some(part) => bytes.extend(part),
            None => break,
        }
    }
    Ok(bytes)
}

/// Notes that a pack is to be brought here from a kiosk, if it is needed, and how far that is already.
pub(crate) fn begin(store: &mut Store, offer: &PackOffer) -> Result<Order> {
    match feed::state(&store.db, &offer.feed)? {
        None => return Err(Problem::OtherFeeds.into()),
        Some(here) if here.seq > 0 => return Err(Problem::NotNeeded.into()),
        Some(_) if offer.size > MAX_SEED as u64 => return Err(Error::Protocol("a pack without an end".to_owned())),
        Some(_) => {}
    }
    store.write(|tx, _| {
        let mut begun = super::orders(tx)?.into_iter().filter(|order| order.feed == offer.feed);
        if let Some(order) =
            begun.find(|order| (order.digest, order.size, order.seq) == (offer.digest, offer.size, offer.seq))
        {
            return Ok(order);
        }
        feed::forget(tx, &offer.feed)?;
        super::want(tx, offer)?;
        let PackOffer { feed, digest, size, seq } = offer.clone();
        Ok(Order { feed, digest, size, seq, got: 0, pages: 0 })
    })
}

/// Adds a piece, sealed to this device, behind what is here.
pub(crate) fn add_piece(store: &mut Store, order: &mut Order, sealed: &[u8]) -> Result<()> {
    let piece = store.membership.identity.open(sealed, MAX_SEED).map_err(|_| Problem::NotForUs)?;
    if piece.is_empty() || order.got + piece.len() as u64 > order.size {
        return Err(Error::Protocol("a piece that is no piece of the pack".to_owned()));
    }
    store.write(|tx, _| piece.chunks(PART).try_for_each(|part| super::add(tx, order, part)))
}

/// A device that never met the province takes the pack's word for which life of the log is the present one.
pub(crate) fn adopt_epoch(store: &mut Store, order: &Order) -> Result<()> {
    let epoch = stored_epoch(&store.db, &order.feed)?.ok_or(wire::Error::Truncated)?;
    store
        .write(|tx, _| if setting::epoch(tx)?.is_none() { setting::put(tx, "epoch", epoch.as_bytes()) } else { Ok(()) })
}

/// Of which life of the log the pack is that is stored of a feed, not verified. Some parts may have to be read before the
/// stream gives its first frame.
fn stored_epoch(db: &Connection, feed: &FeedId) -> Result<Option<EpochId>> {
    let (mut reader, mut at) = (PackReader::new()?, 0);
    while let Some(part) = super::part(db, feed, at)? {
        if let Some(PackPart::Head(receipt)) = reader.read(&part)?.into_iter().next() {
            return Ok(Some(receipt.value().epoch));
        }
        at += part.len() as u64;
    }
    Ok(None)
}

/// What the head of a pack says, not verified.
fn head<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Result<Option<(EpochId, Vec<FeedState>)>> {
    let mut reader = PackReader::new()?;
    for part in parts {
        if let Some(PackPart::Head(receipt)) = reader.read(part)?.into_iter().next() {
            let receipt = receipt.into_value();
            return Ok(Some((receipt.epoch, receipt.feeds)));
        }
    }
    Ok(None)
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Seed(problem)
    }
}
