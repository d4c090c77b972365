//! A courier on the LAN: hands it what the province is to have, and fetches the answers that it brought.
//!
//! Nothing is trusted but what is signed: the courier's certificate by the province, its receipt by the courier, answers
//! by the province. A receipt is shown and changes nothing: what a courier carries stays here and is sent by any other
//! way that opens first.

mod line;

use records::DeviceId;
use tls::Expected;
use wire::{
    bundle::Bundle,
    courier::{Action, Card},
    exchange::PackOffer,
};

use self::line::Line;
use crate::{
    Error, Result, SharedStore,
    bundle::{self, Taken},
    pack::seed,
    succession,
    sync::{CancellationToken, Progress, fetch},
};

/// Where a courier is, and which one it has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// `https://host:port`; `http://` of a courier that was made before couriers spoke TLS.
    pub url: String,
    /// The beginning of the fingerprint of its key, where the person knows it.
    pub fingerprint: Option<String>,
}

impl std::str::FromStr for Address {
    type Err = Error;

    /// Reads `https://192.168.1.5:8777/#4f2a9c01d2e3b4a5`, as a courier shows it, or the address alone.
    fn from_str(text: &str) -> Result<Self> {
        let (url, fingerprint) = match text.trim().split_once('#') {
            Some((url, fingerprint)) => (url, Some(fingerprint.to_ascii_lowercase())),
            None => (text.trim(), None),
        };
        let url = if url.contains("://") { url.to_owned() } else { format!("https://{url}") };
        crate::sync::http::lan_endpoint(&url, "v1/courier")?;
        Ok(Self { url, fingerprint })
    }
}

/// What a visit to a courier did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit {
    /// The courier's name.
    pub courier: String,
    /// The fingerprint of its key.
    pub fingerprint: String,
    /// How many changes it carries for us now.
    pub carried: u64,
    /// Bytes that it took.
    pub bytes_up: u64,
    /// Bytes that it gave.
    pub bytes_down: u64,
    /// What the answers brought that it had for us.
    pub answers: Vec<Taken>,
    /// How many it had that the province did not make for us, or that were damaged.
    pub unusable: u32,
}

/// What people compare: the first 8 bytes of SHA-256 of a device's key, hexadecimal.
#[must_use]
pub fn fingerprint(key: &wire::PublicKey) -> String {
    hex::encode(wire::courier::fingerprint(key))
}

/// Visits a courier: takes in the answers that it has, then leaves what is to go to the province.
///
/// Wherever it is cut, the next visit goes on from there.
///
/// # Errors
/// [`Error::Unreachable`]; [`Error::Seal`] where the courier is not certified by our province; [`Error::WrongCourier`];
/// [`Error::Refused`] with the courier's code, such as `full`; [`Error::Cancelled`]. What was done before is kept.
pub async fn visit(
    store: &SharedStore,
    address: &Address,
    mut progress: impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<Visit> {
    tokio::select! {
        visit = go(store, address, &mut progress) => visit,
        () = cancel.cancelled() => Err(Error::Cancelled),
    }
}

async fn go(store: &SharedStore, address: &Address, progress: &mut impl FnMut(Progress)) -> Result<Visit> {
    progress(Progress::Connecting { exchange: 1 });
    let line = meet(store, address).await?;
    let mut visit = Visit {
        courier: line.card.certificate.device_name.clone(),
        fingerprint: fingerprint(&line.card.certificate.signing_key),
        ..Visit::default()
    };
    fetch(store, &line, &mut visit, progress).await?;
    leave(store, &line, &mut visit, progress).await?;
    Ok(visit)
}

/// Asks a courier who it is, and believes it if the province certified it.
async fn meet(store: &SharedStore, address: &Address) -> Result<Line> {
    let line = Line::open(&address.url).await?;
    let certificate = &line.card.certificate;
    if let Err(unknown) = certified(store, &line.card).await {
        // It may know a key of the province that followed ours.
        let told = line.successions().await.map_err(|_| unknown)?;
        let follow = move |store: &mut crate::Store| match store.follow_told(&told) {
            // It knows less than we do, and certifies somebody all the same: a stranger.
            Err(Error::SetBack { .. }) => Ok(false),
            followed => followed,
        };
        store.with(follow).await?;
        certified(store, &line.card).await?;
    }
    let found = fingerprint(&certificate.signing_key);
    match &address.fingerprint {
        Some(wanted) if *wanted != found => Err(Error::WrongCourier { found }),
        Some(_) | None => {
            let line = line.pinned()?;
            tell(store, &line).await?;
            Ok(line)
        }
    }
}

/// Verifies that the province certified a courier, under whichever of its keys: what a courier carries is sealed and signed
/// all the same.
async fn certified(store: &SharedStore, card: &Card) -> Result<()> {
    let Card { certificate, signature, .. } = card.clone();
    let verified = move |store: &mut crate::Store| {
        let chain = store.membership().chain();
        Ok(chain.verify_kept(|key| seal::verify_certificate(key, &certificate, &signature))?)
    };
    store.with(verified).await.map(drop)
}

/// Tells a courier of the keys that it does not know, so that it knows us: one of an earlier version has no ear for it.
async fn tell(store: &SharedStore, line: &Line) -> Result<()> {
    let ours = store.with(|store| Ok(store.successions())).await?;
    if ours.statements.len() < 2 {
        return Ok(());
    }
    let theirs = match line.successions().await {
        Err(Error::Refused { .. } | Error::Unreachable(_) | Error::Wire(_)) => return Ok(()),
        theirs => theirs?,
    };
    if theirs.statements.len() < ours.statements.len() { line.tell(&ours).await } else { Ok(()) }
}

/// Takes in every answer. Only one that was taken in, or that is none, is given up for deletion.
async fn fetch(store: &SharedStore, line: &Line, visit: &mut Visit, progress: &mut impl FnMut(Progress)) -> Result<()> {
    for waiting in line.waiting(store).await?.answers {
        let file = line.answer(store, &waiting).await?;
        visit.bytes_down += file.len() as u64;
        match store.with(move |store| bundle::take_in(store, &file, &mut |_| {})).await {
            Ok(taken) => {
                progress(Progress::Pulled { changes: taken.pulled });
                visit.answers.push(taken);
            }
            Err(Error::Bundle(_) | Error::Seal(_) | Error::Wire(_) | Error::Protocol(_)) => visit.unusable += 1,
            Err(error) => return Err(error),
        }
        line.confirm(store, waiting.digest).await?;
    }
    Ok(())
}

/// Leaves what is not known to have arrived, and takes the courier's receipt for it.
async fn leave(store: &SharedStore, line: &Line, visit: &mut Visit, progress: &mut impl FnMut(Progress)) -> Result<()> {
    let outgoing = store.with(|store| bundle::kept_or_new(store, &mut |_| {})).await?;
    let of = outgoing.iter().map(|outgoing| outgoing.changes).sum();
    for bundle::Outgoing { bundle, changes } in outgoing {
        let (receipt, sent) = line.deposit(store, &bundle).await?;
        visit.bytes_up += sent;
        let Card { certificate, signature, .. } = line.card.clone();
        store.with(move |store| store.carried(&certificate, &signature, &receipt)).await?;
        visit.carried += changes;
        progress(Progress::Pushing { changes: visit.carried, of });
    }
    for bundle in store.with(|store| store.left_over()).await? {
        visit.bytes_up += line.deposit(store, &bundle).await?.1;
    }
    Ok(())
}

/// What a courier handed on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeded {
    /// The courier's name.
    pub courier: String,
    /// The fingerprint of its key.
    pub fingerprint: String,
    /// What came.
    pub taken: Vec<seed::Taking>,
}

/// Takes over what a courier's village has, for a device that begins: its packs, as if they had been fetched from the
/// province. Wherever it is cut, the next time goes on from there.
///
/// # Errors
/// [`seed::Problem`] where the courier has no pack for this device or the device needs none; what [`visit`] says of the
/// line; [`Error::Protocol`], [`Error::Seal`] and [`Error::Wire`] where what came is no pack of this province, of which
/// nothing is kept then.
pub async fn seed(
    store: &SharedStore,
    address: &Address,
    mut progress: impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<Seeded> {
    tokio::select! {
        seeded = begin_with(store, address, &mut progress, cancel) => seeded,
        () = cancel.cancelled() => Err(Error::Cancelled),
    }
}

async fn begin_with(
    store: &SharedStore,
    address: &Address,
    progress: &mut impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<Seeded> {
    let line = meet(store, address).await?;
    let certificate = &line.card.certificate;
    let (courier, fingerprint) = (certificate.device_name.clone(), fingerprint(&certificate.signing_key));
    let mut seeded = Seeded { courier, fingerprint, taken: Vec::new() };
    let offers = line.packs(store).await?;
    if offers.is_empty() {
        return Err(seed::Problem::NoPackThere.into());
    }
    for offer in offers {
        seeded.taken.push(bring(store, &line, offer, progress, cancel).await?);
    }
    Ok(seeded)
}

/// Brings a pack here piece by piece, each durable before the next is asked for, and takes it in.
async fn bring(
    store: &SharedStore,
    line: &Line,
    offer: PackOffer,
    progress: &mut impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<seed::Taking> {
    let mut order = store.with(move |store| seed::begin(store, &offer)).await?;
    while order.got < order.size {
        let (sealed, mut growing) = (line.piece(store, &order).await?, order);
        order = store.with(move |store| seed::add_piece(store, &mut growing, &sealed).map(|()| growing)).await?;
        progress(Progress::Fetching { bytes: order.got, of: order.size });
    }
    let whole = order.clone();
    store.with(move |store| seed::adopt_epoch(store, &whole)).await?;
    let feed = order.feed.clone();
    Ok(seed::Taking { feed, changes: fetch::take_whole(store, order, progress, cancel).await? })
}

/// Hands a bundle in at the province for its device, and gives the answer: what a courier does when it has a line. Only a
/// server that is `expected` ([`Store::expected`](crate::Store::expected)) gets it.
///
/// # Errors
/// [`Error::Refused`] where the province does not take it; [`Error::Unreachable`].
pub async fn hand_in(expected: Expected, server: &str, bundle: Vec<u8>) -> Result<Bundle> {
    line::hand_in(expected, server, bundle).await
}

/// The same for the province of a store, whose keys may have followed each other since it was last heard.
///
/// # Errors
/// As [`hand_in`], and where the database fails.
pub async fn hand_in_for(store: &SharedStore, server: &str, bundle: Vec<u8>) -> Result<Bundle> {
    let expected = store.with(|store| store.expected()).await?;
    match hand_in(expected, server, bundle.clone()).await {
        Err(Error::Untrusted(why)) if succession::is_unknown_key(&why) => {
            if !succession::follow(store, server).await? {
                return Err(Error::Untrusted(why));
            }
            hand_in(store.with(|store| store.expected()).await?, server, bundle).await
        }
        handed_in => handed_in,
    }
}

/// A call of this device, for one request.
fn call(device: DeviceId, card: &Card, action: Action, digest: [u8; 32]) -> wire::courier::Call {
    let (courier, challenge) = (card.certificate.device, card.challenge);
    wire::courier::Call { protocol: wire::PROTOCOL, device, courier, challenge, action, digest }
}
