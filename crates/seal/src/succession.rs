//! Which keys were the province's, one after the other, and which one is now.
//!
//! A [`Chain`] begins with one key that is believed for another reason: an invitation carried its fingerprint, or it is our
//! own. Everything behind it proves itself: each statement is signed by its key, and that key is the one to which the
//! statement before it committed. So it does not matter who brings a statement, over which line.
//!
//! ```text
//! n = 0   key A, commits to hash(B)      signed by A
//! n = 1   key B, commits to hash(C)      signed by B: whoever knew n = 0 needs nothing of A
//! ```
//!
//! What is *new* must be signed by the newest key. A former key is good for what is kept already: history. Which of the two
//! something is, only the caller knows, so both questions have a function of their own.

use sha2::{Digest, Sha256};
use wire::{
    PROTOCOL, PublicKey,
    signed::{Signable, Signed},
    succession::{MOST_SUCCESSIONS, Reason, SignedSuccession, Succession},
};

use crate::{Error, Result, SigningKey, verify_signed};

/// What a key committed itself to: the hash of the key that comes next.
#[must_use]
pub fn commitment(to: &PublicKey) -> [u8; 32] {
    Sha256::new_with_prefix(b"rantau successor v1\0").chain_update(to.0).finalize().into()
}

/// What a key is to a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The newest key.
    Current,
    /// A former one, and why it was succeeded.
    Former(Reason),
    /// None of the chain: somebody else's, or one that follows and that nobody told of yet.
    Unknown,
}

/// What is new in a chain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extended {
    /// So many statements were not known before.
    pub statements: usize,
    /// Whether another key is the newest one since.
    pub key_changed: bool,
    /// Whether a key is believed no more because it may be in other hands.
    pub compromised: bool,
}

/// The keys of one province, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The key that is believed for another reason.
    anchor: PublicKey,
    /// Ascending and without gaps; one of them has the anchor, where there is any.
    statements: Vec<SignedSuccession>,
}

impl Chain {
    /// A chain of which nothing is known but one key.
    #[must_use]
    pub const fn anchored(anchor: PublicKey) -> Self {
        Self { anchor, statements: Vec::new() }
    }

    /// The newest key.
    #[must_use]
    pub fn current(&self) -> PublicKey {
        self.newest().map_or(self.anchor, |newest| newest.key)
    }

    /// The recipient of the newest key, `None` where no statement is known.
    #[must_use]
    pub fn recipient(&self) -> Option<&str> {
        self.newest().map(|newest| newest.recipient.as_str())
    }

    /// The newest statement.
    #[must_use]
    pub fn newest(&self) -> Option<&Succession> {
        self.statements.last().map(Signed::value)
    }

    /// Every statement, ascending.
    #[must_use]
    pub fn statements(&self) -> &[SignedSuccession] {
        &self.statements
    }

    /// Those from number `from` on.
    #[must_use]
    pub fn from_number(&self, from: u64) -> &[SignedSuccession] {
        let at = self.statements.partition_point(|statement| statement.value().n < from);
        self.statements.get(at..).unwrap_or_default()
    }

    /// How many statements the chain has from its founding to the newest one: the number of the next.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.newest().map_or(0, |newest| newest.n.saturating_add(1))
    }

    /// The number of the statement that made a key the province's.
    #[must_use]
    pub fn number_of(&self, key: &PublicKey) -> Option<u64> {
        self.statements.iter().map(Signed::value).find(|statement| statement.key == *key).map(|statement| statement.n)
    }

    /// What a key is to it.
    #[must_use]
    pub fn standing(&self, key: &PublicKey) -> Standing {
        if self.current() == *key {
            return Standing::Current;
        }
        let ended_by = self.statements.iter().map(Signed::value).find(|next| next.previous == Some(*key));
        ended_by.map_or(Standing::Unknown, |next| Standing::Former(next.reason))
    }

    /// When a key was succeeded, Unix seconds; `None` of the newest one, and of one that is none of the chain.
    #[must_use]
    pub fn ended_at(&self, key: &PublicKey) -> Option<i64> {
        let ended_by = self.statements.iter().map(Signed::value).find(|next| next.previous == Some(*key));
        ended_by.map(|next| next.at)
    }

    /// Every key of it, the newest first.
    pub fn keys(&self) -> impl Iterator<Item = PublicKey> + '_ {
        let statements = self.statements.iter().rev().map(|statement| statement.value().key);
        let before = self.statements.first().and_then(|first| first.value().previous);
        let alone = Some(self.anchor).filter(|_| self.statements.is_empty());
        statements.chain(before).chain(alone)
    }

    /// Verifies something *kept*: whether any key of the chain signed it. Gives what that key is now.
    ///
    /// # Errors
    /// [`Error::BadSignature`] of the newest key, where none did.
    pub fn verify_kept(&self, verify: impl Fn(&PublicKey) -> Result<()>) -> Result<Standing> {
        let signer = self.keys().find(|key| verify(key).is_ok());
        signer.map_or_else(|| verify(&self.current()).map(|()| Standing::Current), |key| Ok(self.standing(&key)))
    }

    /// Verifies something *new*: whether the newest key signed it.
    ///
    /// # Errors
    /// [`Error::FormerKey`] where a former one did, [`Error::BadSignature`].
    pub fn verify_new(&self, verify: impl Fn(&PublicKey) -> Result<()>) -> Result<()> {
        match self.verify_kept(verify)? {
            Standing::Current => Ok(()),
            Standing::Former(_) | Standing::Unknown => Err(Error::FormerKey),
        }
    }

    /// Verifies something that may be of a former key, as long as that is in nobody else's hands: certificates.
    ///
    /// # Errors
    /// [`Error::FormerKey`] of one that may be, [`Error::BadSignature`].
    pub fn verify_trusted(&self, verify: impl Fn(&PublicKey) -> Result<()>) -> Result<Standing> {
        match self.verify_kept(verify)? {
            Standing::Former(Reason::Compromised) => Err(Error::FormerKey),
            standing @ (Standing::Current | Standing::Former(_) | Standing::Unknown) => Ok(standing),
        }
    }

    /// Takes in what follows, whoever brings it; statements that are known may be among it. All of it, or nothing.
    ///
    /// # Errors
    /// [`Error::BadSignature`]; [`Error::NotTheSuccessor`] where a key is not the one that was announced, or nothing leads
    /// from our key to it; [`Error::ForkedSuccession`] where two keys claim one number; [`Error::SuccessionGap`].
    pub fn extend(&mut self, told: &[SignedSuccession]) -> Result<Extended> {
        let mut longer = self.statements.clone();
        for statement in told {
            verify_signed(&statement.value().key, statement)?;
            follow(&mut longer, statement)?;
        }
        let is_ours = longer.is_empty() || longer.iter().any(|statement| statement.value().key == self.anchor);
        if !is_ours {
            return Err(Error::NotTheSuccessor);
        }
        let (known, before) = (self.statements.len(), self.current());
        let statements = longer.len() - known;
        let new = longer.iter().skip(known).map(Signed::value);
        // Of what comes before our own key, nobody here ever believed anything.
        let after_ours = new.skip_while(|statement| known == 0 && statement.previous != Some(before));
        let compromised = after_ours.into_iter().any(|statement| statement.reason == Reason::Compromised);
        self.statements = longer;
        Ok(Extended { statements, key_changed: self.current() != before, compromised })
    }

    /// The statement that makes `key` the newest one, or founds the chain; it commits to `next`.
    ///
    /// # Errors
    /// [`Error::NotTheSuccessor`] where the chain committed to another key.
    pub fn succeed(
        &self,
        key: &SigningKey,
        recipient: String,
        next: &PublicKey,
        at: i64,
        reason: Reason,
    ) -> Result<SignedSuccession> {
        let (n, previous) = self.newest().map_or((0, None), |newest| (newest.n.saturating_add(1), Some(newest.key)));
        let (public, next) = (key.public(), commitment(next));
        let statement = Succession { protocol: PROTOCOL, n, previous, key: public, recipient, next, at, reason };
        let signed = SignedSuccession::new(statement, |bytes| key.sign(bytes));
        self.clone().extend(std::slice::from_ref(&signed)).map(|_| signed)
    }
}

/// Puts a statement behind those that there are.
fn follow(statements: &mut Vec<SignedSuccession>, statement: &SignedSuccession) -> Result<()> {
    let told = statement.value();
    let Some(newest) = statements.last().map(Signed::value) else {
        // A founding statement follows nothing, any other one something.
        let is_sound = (told.n == 0) == told.previous.is_none() && (told.n == 0) == (told.reason == Reason::Founded);
        statements.push(statement.clone());
        return if is_sound { Ok(()) } else { Err(Error::NotTheSuccessor) };
    };
    if told.n <= newest.n {
        return known(statements, statement);
    }
    if told.n > newest.n.saturating_add(1) {
        return Err(Error::SuccessionGap { missing: newest.n.saturating_add(1) });
    }
    let follows = told.previous == Some(newest.key)
        && commitment(&told.key) == newest.next
        && told.reason != Reason::Founded
        && statements.len() < MOST_SUCCESSIONS;
    if !follows {
        return Err(Error::NotTheSuccessor);
    }
    statements.push(statement.clone());
    Ok(())
}

/// A number that is known has one statement. Of those before the first one that is known, nothing is to be learnt.
fn known(statements: &[SignedSuccession], statement: &SignedSuccession) -> Result<()> {
    let n = statement.value().n;
    let ours = statements.iter().find(|ours| ours.value().n == n);
    if ours.is_none_or(|ours| ours == statement) { Ok(()) } else { Err(Error::ForkedSuccession { n }) }
}

/// Verifies that the newest key of a chain signed something that arrives now.
///
/// # Errors
/// As [`Chain::verify_new`].
pub fn verify_newest<T: Signable>(chain: &Chain, signed: &Signed<T>) -> Result<()> {
    chain.verify_new(|key| verify_signed(key, signed))
}

#[cfg(test)]
mod tests;
