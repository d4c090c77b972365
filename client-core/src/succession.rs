//! Following the province's keys.
//!
//! A device pins the key of its enrolment and, with it, the commitment to the key that comes next ([`seal::succession`]).
//! Whoever brings the statements that lead on, they prove themselves: an exchange, an answer in a bundle, a courier, a file,
//! or a server whose certificate is not known yet and which is asked for nothing else ([`follow`]).
//!
//! With a new key come the province's new recipient and, from an exchange, the device's certificate under it. What lies in
//! the outbox is sealed anew to that recipient, as far as its officer can read it; the province keeps what opens the rest.
//! What is kept here of former keys (vouchers, receipts) stays proof; what arrives from now on is to be of the newest key.

use rusqlite::{Connection, OptionalExtension, params};
use seal::Chain;
use tls::Untrusted;
use wire::{
    enrolment::Card,
    succession::{MOST_BYTES, SignedSuccession, Successions},
};

use crate::{Error, Membership, Result, SharedStore, Store, bundle, sql::number, sync::http};

/// The device's certificate under a key that came after its enrolment.
const CARD: &str = "card";

/// What became of statements that were told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Adopted {
    /// So many were not known before.
    pub statements: usize,
    /// Whether another key is the province's since.
    pub key_changed: bool,
    /// Whether a key is believed no more because it may be in other hands.
    pub compromised: bool,
}

impl Store {
    /// Takes in how the province's keys followed each other, whoever brings it. All of it or nothing.
    ///
    /// # Errors
    /// [`Error::Seal`] where it does not lead from our key to theirs: nothing is believed then. Where the database fails.
    pub fn adopt(&mut self, told: &Successions) -> Result<Adopted> {
        let mut chain = self.membership.chain.clone();
        let extended = chain.extend(&told.statements)?;
        let card = told.card.clone().filter(|card| is_ours(&self.membership, &chain, card));
        let adopted = Adopted {
            statements: extended.statements,
            key_changed: extended.key_changed,
            compromised: extended.compromised,
        };
        if extended.statements == 0 && card.is_none() {
            return Ok(adopted);
        }
        self.write(|tx, context| keep(tx, &chain, card.as_ref(), context.clock.now()))?;
        self.membership.follow(chain, card);
        if extended.key_changed {
            // What is kept for couriers is sealed to the recipient before.
            bundle::discard_kept(self)?;
            self.look_through_outbox()?;
        }
        Ok(adopted)
    }

    /// What this device knows of the province's keys, for whoever lacks it.
    #[must_use]
    pub fn successions(&self) -> Successions {
        Successions { statements: self.membership.chain.statements().to_vec(), card: None }
    }
}

/// Whether a certificate is this device's, under the newest key, and another than it has.
fn is_ours(membership: &Membership, chain: &Chain, card: &Card) -> bool {
    let (ours, _) = membership.certificate();
    let same = (card.certificate.device, card.certificate.signing_key) == (ours.device, ours.signing_key)
        && card.certificate.recipient == ours.recipient;
    let is_newest = chain.verify_new(|key| seal::verify_certificate(key, &card.certificate, &card.signature)).is_ok();
    same && is_newest && *membership.certificate().1 != card.signature
}

fn keep(db: &Connection, chain: &Chain, card: Option<&Card>, now: i64) -> Result<()> {
    let mut insert =
        db.prepare_cached("insert or ignore into succession (n, statement, learnt_at) values (?, ?, ?)")?;
    for statement in chain.statements() {
        insert.execute(params![number(statement.value().n), statement.to_bytes(), now])?;
    }
    card.map_or(Ok(()), |card| crate::setting::put(db, CARD, &card.to_bytes()))
}

/// Keeps what an enrolment told.
pub(crate) fn save(db: &Connection, chain: &Chain, now: i64) -> Result<()> {
    keep(db, chain, None, now)
}

/// The statements that the store knows.
pub(crate) fn statements(db: &Connection) -> Result<Vec<SignedSuccession>> {
    let mut query = db.prepare_cached("select statement from succession order by n")?;
    let rows = query.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows.iter().map(|bytes| SignedSuccession::from_bytes(bytes)).collect::<Result<_, _>>()?)
}

/// The certificate that came after the enrolment, `None` where none did.
pub(crate) fn card(db: &Connection) -> Result<Option<Card>> {
    let bytes = crate::setting::get(db, CARD).optional()?;
    Ok(bytes.map(|bytes| Card::from_bytes(&bytes)).transpose()?)
}

/// When a statement was learnt here, by this device's clock, Unix seconds.
pub(crate) fn learnt_at(db: &Connection, n: u64) -> Result<Option<i64>> {
    let mut query = db.prepare_cached("select learnt_at from succession where n = ?")?;
    Ok(query.query_row([number(n)], |row| row.get(0)).optional()?)
}

/// A key of the province, for people.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct KnownKey {
    /// Which, from 0; `None` of the one key of a province that said nothing of others.
    pub n: Option<u64>,
    /// The key, hexadecimal.
    pub key: String,
    /// Why it came, a stable code; empty where nobody said.
    pub reason: &'static str,
    /// From when on it is the province's, by its own clock, Unix seconds.
    pub since: Option<i64>,
    /// When this device learnt of it, by its own clock.
    pub learnt_at: Option<i64>,
    /// Whether it is the province's now.
    pub current: bool,
}

impl Store {
    /// The keys of the province as they are known here, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn province_keys(&self) -> Result<Vec<KnownKey>> {
        let chain = &self.membership.chain;
        let current = chain.current();
        let known = chain.statements().iter().map(|statement| {
            let told = statement.value();
            Ok(KnownKey {
                n: Some(told.n),
                key: told.key.to_string(),
                reason: told.reason.code(),
                since: Some(told.at),
                learnt_at: learnt_at(&self.db, told.n)?,
                current: told.key == current,
            })
        });
        let mut known = known.collect::<Result<Vec<_>>>()?;
        if known.is_empty() {
            let key = current.to_string();
            known.push(KnownKey { n: None, key, reason: "", since: None, learnt_at: None, current: true });
        }
        Ok(known)
    }
}

/// Whether a server was not believed because its certificate is of a key that is not known here.
pub(crate) const fn is_unknown_key(why: &Untrusted) -> bool {
    matches!(why, Untrusted::AnotherServer)
}

/// Asks the server at an address how the province's keys followed ours, where its certificate is of a key that is not known.
/// Nothing is told to it, and nothing believed that does not prove itself. Gives whether another key is the province's since.
///
/// # Errors
/// [`Error::SetBack`] where the server has a former key of ours; [`Error::Seal`] where what it says leads from our key to
/// another than was announced; [`Error::Unreachable`]; where the database fails.
pub async fn follow(store: &SharedStore, server: &str) -> Result<bool> {
    let told = fetch(server).await?;
    store.with(move |store| store.follow_told(&told)).await
}

impl Store {
    /// Takes in what a server said whose certificate is of a key that is not known; whether another key is the province's since.
    ///
    /// # Errors
    /// As [`follow`].
    pub fn follow_told(&mut self, told: &Successions) -> Result<bool> {
        let here = self.membership.chain.length();
        match self.adopt(told) {
            // A stranger's chain, or a login page's: it is just another server.
            Err(Error::Seal(_)) if !leads_on(self, told) => Ok(false),
            Err(error) => Err(error),
            Ok(adopted) if adopted.key_changed => Ok(true),
            Ok(_) => match told.statements.last().map(|last| last.value().n.saturating_add(1)) {
                Some(there) if there < here => Err(Error::SetBack { here, there }),
                Some(_) | None => Ok(false),
            },
        }
    }
}

/// Whether what was told has anything of our own chain in it: then it is no stranger's.
fn leads_on(store: &Store, told: &Successions) -> bool {
    let ours: Vec<_> = store.membership.chain.keys().collect();
    told.statements.iter().any(|statement| ours.contains(&statement.value().key))
}

/// Fetches what a server says of its keys, whoever it is: nothing is told to it, and nothing of it is believed yet.
///
/// # Errors
/// [`Error::Unreachable`]; [`Error::Untrusted`] where it says nothing of the kind.
pub async fn fetch(server: &str) -> Result<Successions> {
    let url = http::endpoint(server, "v1/successions")?;
    let answer = http::stranger()?.get(url).timeout(http::CONNECT).send().await.map_err(http::unreachable)?;
    if !answer.status().is_success() {
        return Err(Error::Untrusted(Untrusted::AnotherServer));
    }
    let body = http::body(answer, MOST_BYTES).await?;
    Successions::from_bytes(&body).map_err(|_| Error::Untrusted(Untrusted::AnotherServer))
}

/// Reads a file in which the province says how its keys followed each other.
///
/// # Errors
/// [`Error::Wire`] where it is none.
pub fn read(bytes: &[u8]) -> Result<Successions> {
    Ok(Successions::from_bytes(bytes)?)
}

#[cfg(test)]
mod tests;
