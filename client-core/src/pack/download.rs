//! Bringing a pack here, as an object that takes bytes: those from the first that is not here yet on.
//!
//! It knows no line, as a [`Conversation`](crate::sync::Conversation) knows none: whoever has one asks the province for
//! the pack named [`digest`](Download::digest) from byte [`got`](Download::got) on, and hands over what comes.

use wire::exchange::SignedHello;

use super::{
    Order,
    intake::{self, Intake},
};
use crate::{Error, Result, Store, sync};

/// A pack that is wanted here.
#[derive(Debug, Clone)]
pub struct Download {
    order: Order,
}

impl Download {
    /// The first pack that is wanted and not taken in, `None` where there is none.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn next(store: &Store) -> Result<Option<Self>> {
        Ok(super::orders(&store.db)?.into_iter().next().map(Self::of))
    }

    pub(crate) const fn of(order: Order) -> Self {
        Self { order }
    }

    /// Who asks: a signed hello, counted as any other exchange.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn asker(store: &mut Store) -> Result<SignedHello> {
        sync::asker(store)
    }

    /// What the pack is asked for by: the SHA-256 of its bytes.
    #[must_use]
    pub const fn digest(&self) -> &[u8; 32] {
        &self.order.digest
    }

    /// How many of its bytes are here.
    #[must_use]
    pub const fn got(&self) -> u64 {
        self.order.got
    }

    /// How many it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.order.size
    }

    /// Whether all of it is here.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.order.got >= self.order.size
    }

    /// Takes what the line brought. It is durable when this returns, so the pieces should not be small.
    ///
    /// # Errors
    /// [`Error::Protocol`] where that is more than the pack has, and where the database fails.
    pub fn receive(&mut self, store: &mut Store, bytes: &[u8]) -> Result<()> {
        if self.order.got + bytes.len() as u64 > self.order.size {
            return Err(Error::Protocol("a pack that is longer than it should be".to_owned()));
        }
        let mut order = self.order.clone();
        self.order = store.write(|tx, _| {
            super::add(tx, &mut order, bytes)?;
            Ok(order)
        })?;
        Ok(())
    }

    /// Begins to take in a pack that is whole.
    ///
    /// # Errors
    /// [`Error::Protocol`] where it is not the one that was wanted, and where the database fails.
    pub fn open(&self, store: &Store) -> Result<Intake> {
        if super::is_sound(&store.db, &self.order)? {
            Intake::begin(self.order.clone())
        } else {
            Err(Error::Protocol("a damaged pack".to_owned()))
        }
    }

    /// Drops the pack where an error says that it is of no use: its feed is read from the log instead. `false` where the
    /// error is one of the store.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn give_up(&self, store: &mut Store, because: &Error) -> Result<bool> {
        let is_of_no_use = intake::is_of_no_use(because);
        if is_of_no_use {
            store.write(|tx, _| super::give_up(tx, &self.order))?;
        }
        Ok(is_of_no_use)
    }
}
