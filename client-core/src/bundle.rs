//! Exchanges that go by file: on a stick, in a courier's mailbox, as QR codes.
//!
//! A bundle holds just what a line would carry, sealed to the province; its answer comes back sealed to this device and
//! signed by the province. Neither has to arrive: what is in a bundle stays here and is sent again, by whatever carrier,
//! until the province's own word is here. An answer may come late, twice, or after a later one; then it adds what is new
//! in it and takes nothing back.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use client_core::{Store, bundle::{self, Content}};
//!
//! let mut store = Store::open(Path::new("/var/lib/rantau"), "a passphrase")?;
//! for outgoing in bundle::out(&mut store, Content::Everything, &mut |_| {})? {
//!     let file = outgoing.bundle.to_bytes();
//!     // … and when the answer is back:
//!     bundle::take_in(&mut store, &file, &mut |_| {})?;
//! }
//! # Ok::<(), client_core::Error>(())
//! ```

mod kept;

use records::DocId;
use sync::{Outcome, Standing};
use wire::{
    Frame, Push,
    bundle::{Bundle, Direction, MAX_BUNDLE, SignedAnswer},
    exchange::Capabilities,
    stream::FrameDecoder,
};

pub(crate) use self::kept::{FOLDER, count_carried};
use crate::{
    Error, Result, Store,
    lineage::{self, Lineage, Reason},
    sync::{Conversation, Mode, Progress, known::UNKNOWN},
};

/// What an age seal adds to what it holds, and more.
const ROOM_FOR_SEAL: usize = 1 << 20;

/// What goes into a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// All that is not known to have arrived.
    Everything,
    /// Of that, what belongs to one record.
    Record(DocId),
}

/// A bundle on its way up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The bundle.
    pub bundle: Bundle,
    /// How many changes are in it.
    pub changes: u64,
}

/// What an answer brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Changes of this device that are now known to have arrived.
    pub arrived: u64,
    /// Changes of others that are new here.
    pub pulled: u64,
    /// Whether it proves that both sides hold the same, as far as the province had it then.
    pub proven: bool,
    /// Whether there was nothing in it that a later answer had not said.
    pub superseded: bool,
}

/// What is wrong with a bundle. Sorted by what the person can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The end is missing: copy it again.
    #[error("this is half a bundle: its end is missing")]
    Half,
    /// Some other file, or one that was damaged on the way.
    #[error("this is no bundle, or a damaged one: {0}")]
    Damaged(String),
    /// It is on its way to the province.
    #[error("this bundle is on its way to the province")]
    ForProvince,
    /// It opens on another device only.
    #[error("this bundle is for another device")]
    ForAnother,
    /// There is more to send than a bundle may hold.
    #[error("there is more to send than the {limit} bytes that a bundle may hold")]
    TooLarge {
        /// How much it may hold.
        limit: usize,
    },
}

impl Problem {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Half => "half_bundle",
            Self::Damaged(_) => "damaged_bundle",
            Self::ForProvince => "bundle_for_province",
            Self::ForAnother => "bundle_for_another",
            Self::TooLarge { .. } => "too_large",
        }
    }
}

impl From<wire::Error> for Problem {
    fn from(error: wire::Error) -> Self {
        match error {
            wire::Error::Truncated => Self::Half,
            wire::Error::Malformed { .. } | wire::Error::TooLarge { .. } | wire::Error::Compression(_) | _ => {
                Self::Damaged(error.to_string())
            }
        }
    }
}

/// Makes bundles of what is not known to have arrived: one for each life of the database that has something to send,
/// which is one but after a restore. There is one with nothing to send as well: its answer brings what is new.
///
/// # Errors
/// [`Problem::TooLarge`], or where the database fails.
pub fn out(store: &mut Store, content: Content, progress: &mut dyn FnMut(Progress)) -> Result<Vec<Outgoing>> {
    let (lineages, only) = match content {
        Content::Everything => (lineage::sending(&store.db)?, None),
        Content::Record(doc) => (vec![lineage::sending_of(&store.db, doc)?], Some(doc)),
    };
    lineages.iter().map(|lineage| make(store, lineage, only, progress)).collect()
}

/// The bundles of an earlier visit to a courier, where they still hold all that is to be sent: so a deposit that was cut
/// can be gone on with. Else new ones, which are kept for the next time.
pub(crate) fn kept_or_new(store: &mut Store, progress: &mut dyn FnMut(Progress)) -> Result<Vec<Outgoing>> {
    if let Some(kept) = kept::load(store)? {
        return Ok(kept);
    }
    let new = out(store, Content::Everything, progress)?;
    kept::save(store, &new)?;
    Ok(new)
}

fn make(
    store: &mut Store,
    lineage: &Lineage,
    only: Option<DocId>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outgoing> {
    let mut conversation = Conversation::begin_as(
        store,
        Mode::File,
        |db| lineage::by_ordinal(db, lineage.ordinal),
        only,
        Capabilities::NONE,
    )?;
    let mut stream = Vec::new();
    while let Some(piece) = conversation.next_piece(store, progress)? {
        stream.extend_from_slice(&piece);
        if stream.len() > MAX_BUNDLE - ROOM_FOR_SEAL {
            return Err(Problem::TooLarge { limit: MAX_BUNDLE - ROOM_FOR_SEAL }.into());
        }
    }
    let pushes = pushes_in(&stream)?;
    let sealed = seal::seal_to(store.membership.province_recipient(), &stream)?;
    let (id, exchange) = (conversation.lineage(), conversation.exchange());
    let bundle = Bundle::new(Direction::Up, store.membership.device(), id, exchange, sealed);
    let statements: Vec<_> = pushes.iter().map(|push| push.n).collect();
    store.write(|tx, context| kept::note(tx, context, lineage, &bundle, &statements))?;
    let changes = pushes.iter().map(|push| push.items.len() as u64).sum();
    Ok(Outgoing { bundle, changes })
}

/// What a stream of ours pushes.
fn pushes_in(stream: &[u8]) -> Result<Vec<Push>> {
    let frames = FrameDecoder::new(usize::MAX)?.decode(stream)?;
    let push = |frame| if let Frame::Push(push) = frame { Some(push) } else { None };
    Ok(frames.into_iter().filter_map(push).collect())
}

/// Takes an answer in: whatever in it is new here.
///
/// # Errors
/// [`Problem`] where it is no answer for this device, and nothing was changed then; [`Error::Seal`] where the province
/// did not sign it, and what an exchange over a line may end with. What was taken in before is kept.
pub fn take_in(store: &mut Store, file: &[u8], progress: &mut dyn FnMut(Progress)) -> Result<Taken> {
    let bundle = Bundle::from_bytes(file).map_err(Problem::from)?;
    if bundle.head.direction != Direction::Down {
        return Err(Problem::ForProvince.into());
    }
    let answer = open(store, &bundle)?;
    store.hear_of_outbox(&answer)?;
    // What is kept for couriers was made before this answer: the next bundle asks for what came after it.
    kept::discard(store)?;
    let mut conversation = Conversation::resume(store, answer.lineage, answer.exchange)?;
    conversation.receive(store, &answer.stream, progress)?;
    conversation.closed(None);
    let ended = conversation.into_ended();
    if ended.restored {
        store.renew_lineage(Reason::Restored)?;
    }
    let standing = match ended.outcome {
        Outcome::Complete(standing) => Some(standing),
        Outcome::Failed(sync::Fault::Cut) => None,
        // To what lies in the outbox: it asked for nothing.
        Outcome::Failed(sync::Fault::Refused(refused)) if refused.code == UNKNOWN => None,
        Outcome::Failed(fault) => return Err(Error::Protocol(fault.to_string())),
    };
    Ok(Taken {
        arrived: ended.counts.pushed,
        pulled: ended.counts.pulled,
        proven: standing.is_some_and(|standing| is_proven(&standing)),
        superseded: !ended.progressed,
    })
}

/// Opens a bundle and believes it, if the province signed it for this device.
fn open(store: &mut Store, bundle: &Bundle) -> Result<wire::bundle::Answer> {
    let opened = store.membership.identity.open(&bundle.sealed, MAX_BUNDLE).map_err(unopened)?;
    let signed = SignedAnswer::from_bytes(&opened).map_err(Problem::from)?;
    store.believe(&signed)?;
    let (membership, answer) = (&store.membership, signed.into_value());
    // A store that was restored or begun anew does not know the lives of another one.
    let known = lineage::by_id(&store.db, answer.lineage)?.is_some();
    if answer.device == membership.device() && known { Ok(answer) } else { Err(Problem::ForAnother.into()) }
}

/// Drops the bundles that are kept for couriers: the next visit makes them anew.
pub(crate) fn discard_kept(store: &Store) -> Result<()> {
    kept::discard(store)
}

impl Store {
    /// Believes an answer, if the province's newest key signed it; what leads to that key stands in the answer.
    pub(crate) fn believe(&mut self, signed: &SignedAnswer) -> Result<()> {
        if let Some(told) = &signed.value().successions {
            self.adopt(told)?;
        }
        Ok(seal::succession::verify_newest(&self.membership.chain, signed)?)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn unopened(error: seal::Error) -> Problem {
    if matches!(error, seal::Error::NotForThisKey) { Problem::ForAnother } else { Problem::Damaged(error.to_string()) }
}

const fn is_proven(standing: &Standing) -> bool {
    standing.equal && !standing.more && !standing.new_epoch && standing.unsent == 0 && standing.pending == 0
}

#[cfg(test)]
mod tests;
