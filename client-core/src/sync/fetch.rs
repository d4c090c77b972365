//! Fetching packs: `GET /v1/packs/<digest>`, from the byte on that is not here yet.

use std::time::Duration;

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use futures_util::{StreamExt, stream::BoxStream};
use reqwest::{StatusCode, Url, header};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use wire::{
    Frame, Hello, PROTOCOL,
    exchange::{Capabilities, Cursor, PackOffer, Refused, SignedHello},
    stream::{FrameDecoder, FrameEncoder},
};

use super::{
    LinkError, Progress, SharedStore, answer,
    http::{self, Door},
};
use crate::{
    Error, Result, Store, feed, lineage,
    pack::{self, Download, Order, Taken, seed::Problem},
};

/// So many bytes are durable together: what a restart costs.
const PART: usize = 64 << 10;
/// A line that brings nothing for so long is dead.
const IDLE: Duration = Duration::from_secs(60);
/// What is read of an answer of which only the head is wanted.
const HEAD_LIMIT: usize = 64 << 20;

/// Where packs are fetched.
#[derive(Debug, Clone)]
pub(super) struct Packs {
    door: Door,
}

/// What became of the packs that are wanted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fetched {
    /// None were.
    Nothing,
    /// They are taken in, or given up: an exchange brings the rest.
    Done,
    /// The line was cut. What came is kept.
    Cut(LinkError),
}

/// What packs brought.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// Bytes.
    pub bytes: u64,
    /// Changes that are new here.
    pub changes: u64,
}

impl Packs {
    pub(super) fn of(door: &Door) -> Self {
        Self { door: door.clone() }
    }

    /// Fetches and takes in every pack that is wanted.
    pub(super) async fn fetch(
        &self,
        store: &SharedStore,
        progress: &mut impl FnMut(Progress),
        cancel: &CancellationToken,
    ) -> Result<(Fetched, Brought)> {
        let mut brought = Brought::default();
        let orders = store.with(|store| pack::orders(&store.db)).await?;
        if orders.is_empty() {
            return Ok((Fetched::Nothing, brought));
        }
        for mut download in orders.into_iter().map(Download::of) {
            let fetched = self.download(store, &mut download, &mut brought, progress, cancel).await;
            let taken = match fetched {
                Ok(Some(cut)) => return Ok((Fetched::Cut(cut), brought)),
                Ok(None) => take_in(store, &download, &mut brought, progress, cancel).await,
                Err(error) => Err(error),
            };
            if let Err(error) = taken {
                match give_up(store, download, error).await? {
                    (true, error) => progress(Progress::PackGivenUp { because: error.to_string() }),
                    (false, error) => return Err(error),
                }
            }
        }
        Ok((Fetched::Done, brought))
    }

    /// Brings the rest of a pack here; gives why the line broke, where it did.
    async fn download(
        &self,
        store: &SharedStore,
        download: &mut Download,
        brought: &mut Brought,
        progress: &mut impl FnMut(Progress),
        cancel: &CancellationToken,
    ) -> Result<Option<LinkError>> {
        if download.is_whole() {
            return Ok(None);
        }
        match self.ask(store, download).await? {
            Ok(mut body) => receive(store, download, &mut body, brought, progress, cancel).await,
            Err(cut) => Ok(Some(cut)),
        }
    }

    async fn ask(
        &self,
        store: &SharedStore,
        download: &Download,
    ) -> Result<Result<BoxStream<'static, Piece>, LinkError>> {
        let who = store.with(authorization).await?;
        let url: Url = http::endpoint(self.door.server(), &format!("v1/packs/{}", hex::encode(download.digest())))?;
        let request = self.door.client().get(url).header(header::AUTHORIZATION, who);
        let answer = match request.header(header::RANGE, format!("bytes={}-", download.got())).send().await {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(http::link_error(error))),
        };
        match answer.status() {
            StatusCode::PARTIAL_CONTENT => {
                Ok(Ok(answer.bytes_stream().map(|piece| piece.map_err(http::link_error)).boxed()))
            }
            StatusCode::NOT_FOUND | StatusCode::RANGE_NOT_SATISFIABLE => {
                Err(Error::Protocol("a pack that is gone".to_owned()))
            }
            other => Ok(Err(LinkError::cut(format!("the server answered {other}")))),
        }
    }
}

/// Brings the packs of this device's feeds here, to be handed to a device that begins; nothing of them is taken in.
///
/// # Errors
/// [`Problem::NoPack`] where the province has none yet, which it makes then;
/// [`Error::Unreachable`], [`Error::Refused`], [`Error::Cancelled`]. What came is kept.
pub async fn fetch_to_hand_on(
    store: &SharedStore,
    server: &str,
    mut progress: impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<()> {
    let packs = Packs::of(&Door::open(store, server).await?);
    let offers = match packs.offers(store).await {
        Err(Error::Untrusted(why)) if packs.door.follow(store, &why).await? => packs.offers(store).await?,
        offers => offers?,
    };
    if offers.is_empty() {
        return Err(Problem::NoPack.into());
    }
    for offer in offers {
        let wanted = offer.feed.clone();
        store.with(move |store| store.write(|tx, _| pack::want(tx, &offer))).await?;
        let orders = store.with(|store| pack::orders(&store.db)).await?;
        let Some(order) = orders.into_iter().find(|order| order.feed == wanted) else { continue };
        let mut download = Download::of(order);
        let cut = packs.download(store, &mut download, &mut Brought::default(), &mut progress, cancel).await?;
        if let Some(cut) = cut {
            return Err(cut.into_error());
        }
        store.with(move |store| download.open(store).map(drop)).await?;
        store.with(move |store| store.write(|tx, _| pack::keep(tx, &wanted))).await?;
    }
    Ok(())
}

impl Packs {
    /// What the province offers to a device that has nothing yet. Of its answer only the head is read.
    async fn offers(&self, store: &SharedStore) -> Result<Vec<PackOffer>> {
        let request = store.with(request_from_the_start).await?;
        let mut link = http::dial(&self.door.client(), &http::endpoint(self.door.server(), "v1/sync")?);
        // A line that takes nothing has said why on its way down.
        let _ = link.up.send(request.into()).await;
        drop(link.up);
        let mut frames = FrameDecoder::new(HEAD_LIMIT)?;
        while let Some(piece) = timeout(IDLE, link.down.next()).await.ok().flatten() {
            let bytes = piece.map_err(LinkError::into_error)?;
            match frames.decode(&bytes)?.into_iter().next() {
                Some(Frame::Head(head)) => return Ok(head.packs),
                Some(Frame::Refused(Refused { code, message, .. })) => return Err(Error::Refused { code, message }),
                Some(other) => return Err(Error::Protocol(format!("a {} frame in place of the head", other.name()))),
                None => {}
            }
        }
        Err(Error::Unreachable("the line was cut".to_owned()))
    }
}

/// An exchange that says that nothing is here.
fn request_from_the_start(store: &mut Store) -> Result<Vec<u8>> {
    let feeds = feed::states(&store.db)?.into_iter().map(|state| Cursor { feed: state.feed, seq: Some(0) }).collect();
    let hello = hello(store, feeds, Capabilities::PACKS | Capabilities::HANDS_ON)?;
    let mut encoder = FrameEncoder::new()?;
    let mut bytes = encoder.encode(&Frame::Hello(hello))?;
    bytes.extend(encoder.encode(&Frame::End)?);
    bytes.extend(encoder.finish()?);
    Ok(bytes)
}

type Piece = std::result::Result<Bytes, LinkError>;

/// Who asks: a signed hello, counted as any other exchange.
fn authorization(store: &mut Store) -> Result<String> {
    Ok(format!("Rantau {}", BASE64URL_NOPAD.encode(&asker(store)?.to_bytes())))
}

/// Who asks for a pack.
pub(crate) fn asker(store: &mut Store) -> Result<SignedHello> {
    hello(store, Vec::new(), Capabilities::LOANS)
}

fn hello(store: &mut Store, feeds: Vec<Cursor>, capabilities: Capabilities) -> Result<SignedHello> {
    let hello = store.write(|tx, context| {
        let lineage = lineage::speaking(tx)?;
        Ok(Hello {
            protocol: PROTOCOL,
            device: context.membership.device(),
            lineage: lineage.id,
            epoch: answer::known_epoch(tx)?,
            exchange: lineage::next_exchange(tx, &lineage)?,
            clock: context.clock.now(),
            next_statement: lineage.statements,
            feeds,
            capabilities,
            known: None,
            answered: lineage.answered,
            chain: context.membership.chain_confirmed(),
        })
    })?;
    Ok(store.membership.signing.sign_hello(hello))
}

async fn receive(
    store: &SharedStore,
    download: &mut Download,
    body: &mut BoxStream<'static, Piece>,
    brought: &mut Brought,
    progress: &mut impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<Option<LinkError>> {
    let (mut part, mut cut) = (Vec::new(), None);
    let whole = |download: &Download, part: &Vec<u8>| download.got() + part.len() as u64 >= download.size();
    while !whole(download, &part) && cut.is_none() && !cancel.is_cancelled() {
        let piece = tokio::select! {
            () = cancel.cancelled() => break,
            piece = timeout(IDLE, body.next()) => piece,
        };
        match piece {
            Ok(Some(Ok(bytes))) => {
                brought.bytes += bytes.len() as u64;
                part.extend(bytes);
            }
            Ok(Some(Err(error))) => cut = Some(error),
            Ok(None) => cut = Some(LinkError::cut("the line was cut")),
            Err(_) => cut = Some(LinkError::cut("nothing came for too long")),
        }
        if part.len() >= PART {
            keep(store, download, &mut part, progress).await?;
        }
    }
    keep(store, download, &mut part, progress).await?;
    if cancel.is_cancelled() { Err(Error::Cancelled) } else { Ok(cut) }
}

/// Makes durable what came.
async fn keep(
    store: &SharedStore,
    download: &mut Download,
    part: &mut Vec<u8>,
    progress: &mut impl FnMut(Progress),
) -> Result<()> {
    let (bytes, mut further) = (std::mem::take(part), download.clone());
    if bytes.is_empty() {
        return Ok(());
    }
    *download = store.with(move |store| further.receive(store, &bytes).map(|()| further)).await?;
    progress(Progress::Fetching { bytes: download.got(), of: download.size() });
    Ok(())
}

/// Takes in a pack of which every byte is here, and gives how many changes were new. One that is of no use is dropped, and
/// its feed will be read from the log.
pub(crate) async fn take_whole(
    store: &SharedStore,
    order: Order,
    progress: &mut impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<u64> {
    let (mut brought, download) = (Brought::default(), Download::of(order));
    match take_in(store, &download, &mut brought, progress, cancel).await {
        Err(error) => Err(give_up(store, download, error).await?.1),
        Ok(()) => Ok(brought.changes),
    }
}

/// Drops a pack of no use; says whether it is one.
async fn give_up(store: &SharedStore, download: Download, because: Error) -> Result<(bool, Error)> {
    store.with(move |store| Ok((download.give_up(store, &because)?, because))).await
}

/// Takes in a pack that is here.
async fn take_in(
    store: &SharedStore,
    download: &Download,
    brought: &mut Brought,
    progress: &mut impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<()> {
    let whole = download.clone();
    let mut intake = store.with(move |store| whole.open(store)).await?;
    loop {
        if cancel.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let taken;
        (intake, taken) = store
            .with(move |store| {
                let taken = intake.step(store)?;
                Ok((intake, taken))
            })
            .await?;
        match taken {
            Taken::All => return Ok(()),
            Taken::Page(new) => {
                brought.changes += new;
                progress(Progress::Pulled { changes: brought.changes });
            }
        }
    }
}
