//! One key of the province comes into the place of another, without any device being enrolled again.
//!
//! Every key is announced by the one before it, as a hash, and kept away from the server until it is needed
//! ([`seal::succession`]). `keys.json` is the truth about the chain; the database holds a copy of it, so that an old copy of
//! either shows ([`settle`]). With a new key comes a new recipient: what the database holds sealed to the province is sealed anew
//! to it, and what is sealed elsewhere (backups, bundles under way) still opens with the former identities.
//!
//! The secret of a former *signing* key is kept nowhere: nothing is ever to be signed with it.

use std::path::Path;

use seal::{Chain, SigningKey, open_with_passphrase, seal_with_passphrase};
use wire::{
    Hello,
    enrolment::Card,
    exchange::Capabilities,
    succession::{Reason, Successions},
};
use zeroize::Zeroizing;

use crate::{
    Error, Result, enrol, erasure,
    home::{Copy, Home, Keys, Successor, make_private_dir, write_new_private},
    server::Server,
    store::{
        Store,
        devices::Device,
        packs,
        successions::{self, Sealed},
    },
};

/// A copy of a successor: some kilobytes, more with a long chain.
const COPY: usize = 1 << 20;
/// What the database holds sealed to the province: secrets of some bytes.
const SECRET: usize = 1 << 10;

/// A file that is sealed under a passphrase.
#[derive(Debug, Clone, Copy)]
pub struct Safe<'a> {
    /// Where.
    pub file: &'a Path,
    /// Under what.
    pub passphrase: &'a str,
}

/// Announces a successor in a deployment of an earlier version, which has none.
///
/// # Errors
/// [`Error::Usage`] where one was announced: a thief of the present key could take that back, too.
pub fn create(home: &Home) -> Result<Keys> {
    let _claim = home.claim()?;
    let mut keys = home.keys()?;
    if keys.announced().is_some() {
        return Err(Error::Usage(
            "the successor of the present key was announced already, and is not to be replaced: whoever steals the present \
             key could do so, too. If its copy is lost: `keys succeed` cannot be used, see the operator's guide"
                .to_owned(),
        ));
    }
    let successor = Successor::generate(home.clock());
    home.prepare_successor(&successor)?;
    keys.found(&successor, home.clock().now())?;
    home.keep_keys(&keys)?;
    home.settle_successor(&keys)?;
    settle(&home.open_store()?, &keys)?;
    Ok(keys)
}

/// Seals the successor into a file, reads it again, and takes it away from this machine.
///
/// # Errors
/// [`Error::Usage`] where it does not lie here any more.
pub fn export(home: &Home, to: Safe<'_>) -> Result<Keys> {
    let keys = home.keys()?;
    let announced = keys.announced().ok_or_else(none_announced)?;
    let successor = home.successor(announced)?.ok_or_else(|| {
        Error::Usage(
            "the successor does not lie here: it was taken away before. Its copy is all that there is".to_owned(),
        )
    })?;
    write_copy(&keys, &successor, to)?;
    home.forget_successor()?;
    Ok(keys)
}

/// Whether a copy holds the successor that was announced last.
///
/// # Errors
/// Where the copy does not open.
pub fn is_announced(home: &Home, from: Safe<'_>) -> Result<bool> {
    let (keys, copy) = (home.keys()?, read_copy(from)?);
    Ok(copy.successor.is_announced(keys.announced().ok_or_else(none_announced)?))
}

fn none_announced() -> Error {
    Error::Usage("no successor was announced: `rantau-server keys successor create`".to_owned())
}

fn write_copy(keys: &Keys, successor: &Successor, to: Safe<'_>) -> Result<()> {
    let sealed = seal_with_passphrase(to.passphrase, Copy::text(keys, successor)?.as_bytes())?;
    write_new_private(to.file, &sealed)?;
    let read = read_copy(to)?.successor.signing.public();
    if read == successor.signing.public() { Ok(()) } else { Err(Error::Damaged("copy of the successor")) }
}

fn read_copy(from: Safe<'_>) -> Result<Copy> {
    let sealed = std::fs::read(from.file).map_err(Error::file(from.file))?;
    let text = open_with_passphrase(from.passphrase, &sealed, COPY)?;
    let text = std::str::from_utf8(&text).map_err(|_| Error::Damaged("copy of the successor"))?;
    Copy::parse(&Zeroizing::new(text.to_owned()))
}

/// What a succession did.
#[derive(Debug)]
pub struct Succeeded {
    /// The keys from now on.
    pub keys: Keys,
    /// Whether the key was the province's already, and only the file was made anew.
    pub recovered: bool,
    /// Whether the database is here: what it holds is settled then, else with the next start.
    pub settled: Option<Settled>,
}

/// Puts the successor in the place of the present key. `from` is its copy, `None` where it lies here; `next` is where the one
/// that it announces goes, `None` to leave it here for now.
///
/// Each step is durable before the next, and all of it may be done again: the copy of a key that is the province's already signs
/// nothing a second time, and only makes `keys.json` anew.
///
/// # Errors
/// [`Error::Served`]; [`Error::Seal`] where the copy is of another key than was announced; [`Error::Usage`].
pub fn succeed(home: &Home, from: Option<Safe<'_>>, reason: Reason, next: Option<Safe<'_>>) -> Result<Succeeded> {
    make_private_dir(home.dir()).map_err(Error::file(home.dir()))?;
    let _claim = home.claim()?;
    let store = if home.database().is_file() { Some(home.open_store()?) } else { None };
    let present = Present::of(home, from, store.as_ref())?;
    let (keys, recovered) = if present.chain.current() == present.successor.signing.public() {
        (present.into_keys(), true)
    } else {
        (present.succeed(home, reason, next)?, false)
    };
    home.keep_keys(&keys)?;
    home.settle_successor(&keys)?;
    home.forget_leaf()?;
    let settled = store.map(|store| settle(&store, &keys)).transpose()?;
    Ok(Succeeded { keys, recovered, settled })
}

/// What a succession begins with.
struct Present {
    successor: Successor,
    deployment: seal::DeploymentKey,
    identities: Vec<seal::Identity>,
    chain: Chain,
}

impl Present {
    fn of(home: &Home, from: Option<Safe<'_>>, store: Option<&Store>) -> Result<Self> {
        let copy = from.map(read_copy).transpose()?;
        let keys = if home.has_keys() { Some(home.keys()?) } else { None };
        let mut chain = match (&keys, &copy) {
            (Some(keys), _) => keys.chain.clone(),
            (None, Some(copy)) => copy.chain.clone(),
            (None, None) => {
                return Err(Error::Usage("without keys.json, name the copy: `--successor FILE`".to_owned()));
            }
        };
        // Whichever is newest: an old copy of the keys beside a newer database is no reason to sign a number twice.
        copy.as_ref().map_or(Ok(Default::default()), |copy| chain.extend(copy.chain.statements()))?;
        if let Some(store) = store {
            chain.extend(&store.read_blocking(successions::all)?)?;
        }
        let announced = chain.newest().cloned().ok_or_else(none_announced)?;
        let (successor, of_copy, deployment) = match copy {
            Some(copy) => (Some(copy.successor), copy.identities, Some(copy.deployment)),
            None => (home.successor(&announced)?, Vec::new(), None),
        };
        let successor = successor.ok_or_else(|| {
            Error::Usage("the successor does not lie here: name its copy with `--successor FILE`".to_owned())
        })?;
        let (mut identities, deployment) = match keys {
            Some(keys) => {
                let Keys { identity, former, deployment, .. } = keys;
                (std::iter::once(identity).chain(former).collect(), deployment)
            }
            None => (Vec::new(), deployment.ok_or(Error::Damaged("copy of the successor"))?),
        };
        for identity in of_copy {
            if identities.iter().all(|known: &seal::Identity| known.recipient() != identity.recipient()) {
                identities.push(identity);
            }
        }
        Ok(Self { successor, deployment, identities, chain })
    }

    fn into_keys(self) -> Keys {
        let Self { successor: Successor { signing, identity }, deployment, identities, chain } = self;
        let newest = identity.recipient();
        let former = identities.into_iter().filter(|former| former.recipient() != newest).collect();
        Keys { signing, identity, deployment, chain, former }
    }

    fn succeed(self, home: &Home, reason: Reason, next: Option<Safe<'_>>) -> Result<Keys> {
        let following = Successor::generate(home.clock());
        let (recipient, to) = (self.successor.identity.recipient(), following.signing.public());
        let now = home.clock().now();
        let statement = self.chain.succeed(&self.successor.signing, recipient, &to, now, reason)?;
        let mut keys = self.into_keys();
        keys.chain.extend(&[statement])?;
        // Before anything commits to it, it has to be somewhere.
        match next {
            Some(safe) => write_copy(&keys, &following, safe)?,
            None => home.prepare_successor(&following)?,
        }
        Ok(keys)
    }
}

/// What changed in the database with a new key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Settled {
    /// Invitations that were taken back: they carry the fingerprint of the key before.
    pub invitations: usize,
    /// Secrets that are sealed to the new recipient.
    pub resealed: usize,
    /// Orders to wipe a device that are signed anew.
    pub orders: usize,
}

/// Brings the database up to the keys, where it does not know all of their chain: after a succession, and after an older
/// database was restored.
///
/// # Errors
/// [`Error::OldKeys`] where the database knows more of the chain than the keys do.
pub fn settle(store: &Store, keys: &Keys) -> Result<Settled> {
    let kept = store.read_blocking(successions::all)?;
    let mut chain = keys.chain.clone();
    let more = chain.extend(&kept).map_err(|_| Error::Damaged("succession"))?;
    if more.statements > 0 {
        return Err(Error::OldKeys { here: keys.chain.length(), there: chain.length() });
    }
    let missing: Vec<_> = keys.chain.statements().iter().skip(kept.len()).cloned().collect();
    if missing.is_empty() {
        return Ok(Settled::default());
    }
    let is_new_key = missing.iter().any(|statement| statement.value().n > 0);
    let resealed = if is_new_key { resealed(store, keys)? } else { Vec::new() };
    let orders = if is_new_key { signed_anew(store, &keys.signing)? } else { Vec::new() };
    let now = store.clock().now();
    store.write_blocking(move |conn| {
        missing.iter().try_for_each(|statement| successions::note(conn, statement, now))?;
        if !is_new_key {
            return Ok(Settled::default());
        }
        resealed.iter().try_for_each(|(sealed, bytes)| successions::reseal(conn, sealed, bytes))?;
        orders.iter().try_for_each(|(device, order)| successions::replace_order(conn, *device, order))?;
        erasure::keep_handed_on(conn, |_| true, now)?;
        packs::forget_all(conn)?;
        let invitations = successions::withdraw_invitations(conn, now)?;
        Ok(Settled { invitations, resealed: resealed.len(), orders: orders.len() })
    })
}

/// What no key of ours opens stays as it is.
fn resealed(store: &Store, keys: &Keys) -> Result<Vec<(Sealed, Vec<u8>)>> {
    let recipient = keys.identity.recipient();
    let mut resealed = Vec::new();
    for sealed in store.read_blocking(successions::sealed)? {
        if let Ok(secret) = keys.open(&sealed.bytes, SECRET) {
            let bytes = seal::seal_to(&recipient, &secret)?;
            resealed.push((sealed, bytes));
        }
    }
    Ok(resealed)
}

type Order = (records::DeviceId, wire::loss::SignedWipeOrder);

fn signed_anew(store: &Store, key: &SigningKey) -> Result<Vec<Order>> {
    let orders = store.read_blocking(successions::open_orders)?;
    Ok(orders.into_iter().map(|(device, order)| (device, key.sign_wipe_order(order.into_value()))).collect())
}

/// What a device lacks of the chain, with its certificate under the newest key; `None` where it lacks nothing, or would not
/// understand it.
#[must_use]
pub fn lacking(server: &Server, hello: &Hello, device: &Device) -> Option<Successions> {
    let chain = &server.keys.chain;
    let known = hello.chain.unwrap_or_default();
    if !hello.capabilities.has(Capabilities::SUCCEEDS) || known >= chain.length() {
        return None;
    }
    let certificate = enrol::certificate(device);
    let signature = server.keys.signing.sign_certificate(&certificate);
    let card = (chain.length() > 1).then_some(Card { certificate, signature });
    Some(Successions { card, ..server.keys.successions(known) })
}
