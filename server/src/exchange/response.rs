//! The response, frame by frame.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use futures_util::Stream;
use records::{ChangeHash, region::Level};
use rusqlite::Connection;
use tokio::sync::mpsc;
use tokio_stream::{StreamExt, wrappers::ReceiverStream};
use wire::{
    FeedId, FeedState, Frame, PROTOCOL, Pull, Receipt, Signature,
    exchange::{Author, Entry, Head, Range, ShortHash, Trailer, Verdicts},
    stream::FrameEncoder,
};

use super::{Exchange, Refusal};
use crate::{
    Error, Result, clock,
    server::Server,
    store::{
        deployment::Epoch,
        devices::{self, Device},
        documents::Signer,
        feeds::{self, LogEntry, LoggedChange, Span},
        inbox::{self, Untold},
        lineages,
    },
};

/// The most verdicts of one response.
const VERDICTS: usize = 1_000;

/// Answers a request that arrived whole: waits for the guard until the deadline, then streams.
///
/// # Errors
/// Where the database fails before the first byte is out.
pub async fn respond(
    server: Arc<Server>,
    exchange: Exchange,
) -> Result<impl Stream<Item = std::io::Result<Bytes>> + Send + 'static, Refusal> {
    let settled = server.guardroom.settled(&exchange.docs);
    // Late verdicts come with the next exchange.
    let _ = tokio::time::timeout(server.limits.verdict_deadline, settled).await;
    let exchange = Arc::new(exchange);
    let snapshot = fix(&server, &exchange).await?;
    let encoder = FrameEncoder::new()?;
    let (chunks, taken) = mpsc::channel(1);
    let writer = Writer { server, exchange, encoder, buffer: Vec::new(), chunks };
    tokio::spawn(writer.run(snapshot));
    Ok(ReceiverStream::new(taken).map(Ok))
}

/// What a response says of the log, fixed at its beginning.
#[derive(Debug)]
struct Snapshot {
    epoch: Epoch,
    received: Vec<Range>,
    untold: Vec<Untold>,
    pending: u64,
    /// The feeds that the device may follow, as far as they are now.
    feeds: Vec<FeedState>,
    /// What of them the device lacks.
    spans: Vec<Span>,
    /// The device names other feeds than those.
    renamed: bool,
    /// The device knows more than the log holds.
    behind: bool,
}

async fn fix(server: &Server, exchange: &Arc<Exchange>) -> Result<Snapshot> {
    let snapshot = read_snapshot(server, exchange).await?;
    if !snapshot.behind {
        return Ok(snapshot);
    }
    server.renew_epoch().await?;
    read_snapshot(server, exchange).await
}

async fn read_snapshot(server: &Server, exchange: &Arc<Exchange>) -> Result<Snapshot> {
    let (epoch, exchange) = (server.epoch(), Arc::clone(exchange));
    server.store.read(move |conn| snapshot(conn, epoch, &exchange)).await
}

fn snapshot(conn: &Connection, epoch: Epoch, exchange: &Exchange) -> Result<Snapshot> {
    let hello = &exchange.hello;
    let feeds = followed(conn, &exchange.device)?;
    let same_epoch = hello.epoch == Some(epoch.id);
    let cursor = |feed: &FeedId| hello.feeds.iter().find(|cursor| cursor.feed == *feed).map_or(0, |cursor| cursor.seq);
    let behind = same_epoch && feeds.iter().any(|state| cursor(&state.feed) > state.seq);
    let after = |state: &FeedState| if same_epoch && !behind { cursor(&state.feed) } else { 0 };
    let spans = feeds.iter().map(|state| Span { feed: state.feed.clone(), after: after(state), until: state.seq });
    let named = |state: &FeedState| hello.feeds.iter().any(|cursor| cursor.feed == state.feed);
    Ok(Snapshot {
        epoch,
        received: lineages::received(conn, hello.lineage)?,
        untold: inbox::untold(conn, hello.lineage, VERDICTS)?,
        pending: inbox::pending(conn, hello.lineage)?,
        spans: spans.filter(|span| span.after < span.until).collect(),
        renamed: feeds.len() != hello.feeds.len() || !feeds.iter().all(named),
        feeds,
        behind,
    })
}

/// The feeds of a device: its village's, or those of the villages in its region where there are any.
fn followed(conn: &Connection, device: &Device) -> Result<Vec<FeedState>> {
    if device.region.level() == Level::Village {
        return Ok(vec![feeds::state(conn, &FeedId::village(device.region.clone()))?]);
    }
    let mut followed = feeds::all(conn)?;
    followed.retain(|state| device.region.contains(&state.feed.region));
    Ok(followed)
}

/// Puts the frames into the stream of the response.
struct Writer {
    server: Arc<Server>,
    exchange: Arc<Exchange>,
    encoder: FrameEncoder,
    /// What is encoded and not handed on: small frames share a chunk.
    buffer: Vec<u8>,
    chunks: mpsc::Sender<Bytes>,
}

/// The connection is gone, or the server failed.
enum Stop {
    Gone,
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Writer {
    async fn run(mut self, snapshot: Snapshot) {
        if let Err(Stop::Failed(error)) = self.write(&snapshot).await {
            tracing::error!(device.id = %self.exchange.hello.device, error = %error, "a response could not be completed");
            let refused = Frame::Refused(Refusal::Failed(error).to_frame());
            let _ = self.push(&refused);
            let _ = self.hand_on().await;
        }
    }

    async fn write(&mut self, snapshot: &Snapshot) -> Result<(), Stop> {
        self.push(&Frame::Head(head(snapshot)))?;
        if !snapshot.untold.is_empty() || snapshot.pending > 0 {
            let verdicts = snapshot.untold.iter().map(|(_, verdict)| verdict.clone()).collect();
            self.push(&Frame::Verdicts(Verdicts { verdicts, pending: snapshot.pending }))?;
        }
        let more = self.pulls(snapshot).await?;
        self.push(&Frame::Trailer(self.trailer(snapshot, more)))?;
        self.finish(snapshot).await
    }

    /// Writes what the device lacks, and says whether more than the limit is left.
    async fn pulls(&mut self, snapshot: &Snapshot) -> Result<bool, Stop> {
        let mut left = self.server.limits.response_bytes;
        for span in &snapshot.spans {
            let mut rest = span.clone();
            while rest.after < rest.until {
                if left == 0 {
                    return Ok(true);
                }
                let page = self.page(rest.clone()).await?;
                left = left.saturating_sub(page.bytes);
                let pull = self.pull(snapshot.epoch, &rest, page)?;
                rest.after = pull.last_seq();
                self.push(&Frame::Pull(pull))?;
                self.hand_on().await?;
            }
        }
        Ok(false)
    }

    async fn page(&self, span: Span) -> Result<Page> {
        let lineage = self.exchange.hello.lineage;
        let bytes = self.server.limits.pull_bytes;
        let page = self.server.store.read(move |conn| page(conn, &span, lineage, bytes));
        page.await
    }

    fn pull(&self, epoch: Epoch, span: &Span, page: Page) -> Result<Pull> {
        let first_seq = page.entries.first().map_or(0, |entry| entry.seq);
        if first_seq != span.after + 1 {
            return Err(Error::Damaged("log: a sequence number is missing"));
        }
        let hashes: Vec<Option<ChangeHash>> =
            page.entries.iter().map(|entry| entry.change.as_ref().map(|change| change.hash)).collect();
        let mut authors = Authors::default();
        let entries = page.entries.into_iter().map(|entry| authors.entry(entry)).collect();
        let authors = authors.signers.iter().map(|signer| self.author(*signer, &page.devices)).collect();
        let mut pull = Pull { feed: span.feed.clone(), first_seq, authors, entries, signature: Signature([0; 64]) };
        self.server.keys.signing.sign_pull(&mut pull, epoch.id, &hashes);
        Ok(pull)
    }

    fn author(&self, signer: Signer, devices: &BTreeMap<Signer, Device>) -> Author {
        let (officer_name, device_name) = match devices.get(&signer) {
            Some(device) => (device.officer_name.clone(), device.name.clone()),
            None => (self.server.name().to_owned(), "rantau-server".to_owned()),
        };
        Author { officer: signer.officer, officer_name, device: signer.device, device_name }
    }

    fn trailer(&self, snapshot: &Snapshot, more: bool) -> Trailer {
        let receipt = Receipt { epoch: snapshot.epoch.id, time: clock::now(), feeds: snapshot.feeds.clone() };
        Trailer { receipt: self.server.keys.signing.sign_receipt(receipt), more }
    }

    fn push(&mut self, frame: &Frame) -> Result<()> {
        self.buffer.extend(self.encoder.encode(frame)?);
        Ok(())
    }

    async fn hand_on(&mut self) -> Result<(), Stop> {
        let chunk = Bytes::from(std::mem::take(&mut self.buffer));
        self.chunks.send(chunk).await.map_err(|_| Stop::Gone)
    }

    /// Ends the stream; when the connection took it all, the verdicts in it count as told.
    async fn finish(&mut self, snapshot: &Snapshot) -> Result<(), Stop> {
        let encoder = std::mem::replace(&mut self.encoder, FrameEncoder::new()?);
        self.buffer.extend(encoder.finish()?);
        self.hand_on().await?;
        if snapshot.untold.is_empty() {
            return Ok(());
        }
        // Room for another chunk means that the last one was taken.
        self.chunks.reserve().await.map_err(|_| Stop::Gone)?;
        let ids: Vec<_> = snapshot.untold.iter().map(|(id, _)| *id).collect();
        Ok(self.server.store.write(move |conn| inbox::told(conn, &ids)).await?)
    }
}

fn head(snapshot: &Snapshot) -> Head {
    let feeds = || snapshot.feeds.iter().map(|state| state.feed.clone()).collect();
    Head {
        protocol: PROTOCOL,
        epoch: snapshot.epoch.id,
        time: clock::now(),
        received: snapshot.received.clone(),
        feeds: snapshot.renamed.then(feeds),
    }
}

/// Entries of a feed with those who signed for them.
struct Page {
    entries: Vec<LogEntry>,
    devices: BTreeMap<Signer, Device>,
    /// Of their changes.
    bytes: usize,
}

fn page(conn: &Connection, span: &Span, lineage: records::LineageId, bytes: usize) -> Result<Page> {
    let entries = feeds::read(conn, span, lineage, bytes)?;
    let mut devices = BTreeMap::new();
    let sent = || entries.iter().filter_map(|entry| entry.change.as_ref()).filter(|change| !change.known);
    for change in sent() {
        if !devices.contains_key(&change.by)
            && let Some(device) = devices::get(conn, change.by.device)?
        {
            devices.insert(change.by, device);
        }
    }
    let bytes = sent().map(|change| change.raw.len()).sum();
    Ok(Page { entries, devices, bytes })
}

/// The authors of a frame, each once, as the entries need them.
#[derive(Default)]
struct Authors {
    signers: Vec<Signer>,
}

impl Authors {
    fn entry(&mut self, entry: LogEntry) -> Entry {
        match entry.change {
            None => Entry::Void,
            Some(change) if change.known => Entry::Known { hash: ShortHash::of(&change.hash) },
            Some(change) => self.change(change),
        }
    }

    fn change(&mut self, change: LoggedChange) -> Entry {
        Entry::Change {
            doc: change.doc,
            kind: change.kind,
            region: change.region,
            author: self.index(change.by),
            received_at: change.received_at,
            change: change.raw,
        }
    }

    fn index(&mut self, signer: Signer) -> u32 {
        let at = self.signers.iter().position(|known| *known == signer).unwrap_or_else(|| {
            self.signers.push(signer);
            self.signers.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}
