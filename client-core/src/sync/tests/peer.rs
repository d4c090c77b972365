//! A province in memory: what a server would do on one line, with cuts where a test wants them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use futures_util::StreamExt;
use records::{ChangeHash, DeviceId, DocId, EpochId, Kind, LineageId, RegionCode};
use seal::SigningKey;
use sync::{Fingerprint, Ranges};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use wire::{
    FeedId, Frame, PROTOCOL, Pull, Push, Receipt, Signature, StatementHash, Verdict, VerdictKind,
    exchange::{
        Author, Capabilities, Cursor, Entry, Head, Refused, SEVERAL_FEEDS, ShortHash, Trailer, Verdicts,
        digest_of_cursors,
    },
    receipt::{FeedState, digest_of_states},
    stream::{FrameDecoder, FrameEncoder},
};

use super::super::link::{Link, LinkError};
use crate::fixture::{Province, VILLAGE};

/// Where a line is cut, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// After so many frames of the request were stored.
    Up(usize),
    /// After so many frames of the response were sent.
    Down(usize),
}

#[derive(Clone)]
struct Logged {
    doc: DocId,
    kind: Kind,
    region: RegionCode,
    author: DeviceId,
    raw: Vec<u8>,
    hash: ChangeHash,
    what: What,
}

/// What stands at a place of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Change,
    Void,
    Leave,
}

pub(super) struct State {
    key: SigningKey,
    pub(super) epoch: EpochId,
    log: Vec<Logged>,
    statements: BTreeMap<LineageId, BTreeMap<u64, StatementHash>>,
    exchanges: BTreeMap<LineageId, u64>,
    pushed: BTreeSet<(LineageId, ChangeHash)>,
    verdicts: BTreeMap<LineageId, Vec<Verdict>>,
    /// Changes that the guard here will not let in.
    pub(super) unsafe_changes: BTreeSet<ChangeHash>,
    /// Whether edits of what left wait for something, or go to a reviewer.
    pub(super) holds: bool,
    /// Whether the device may follow the village.
    pub(super) follows: bool,
    left: BTreeSet<DocId>,
    /// Of which exchange every hello said that its answer was taken in.
    pub(super) answered: Vec<Option<u64>>,
    /// What is another village's, whatever is written of it here.
    pub(super) elsewhere: BTreeSet<DocId>,
    pub(super) cut: Option<Cut>,
    /// Whether pull frames carry a signature that is none.
    pub(super) forge: bool,
    /// How many villages the device follows beside its own. Nothing is logged in them.
    pub(super) others: u8,
    /// What it says that it can. Of comparing it knows nothing.
    pub(super) capabilities: Capabilities,
    /// The cursors that the last trailer left each device with whose digest is to be known.
    known: BTreeMap<LineageId, Vec<Cursor>>,
    /// Whether the digests in its receipts are of nothing.
    pub(super) misleads: bool,
    /// How every exchange began.
    pub(super) hellos: Vec<wire::Hello>,
    /// How many frames the response of the last exchange had.
    pub(super) frames_down: usize,
    /// How many frames the request of the last exchange had.
    pub(super) frames_up: usize,
}

#[derive(Clone)]
pub(super) struct Peer(pub(super) Arc<Mutex<State>>);

impl Peer {
    pub(super) fn new(province: Province) -> Self {
        Self(Arc::new(Mutex::new(State {
            key: province.key,
            epoch: EpochId::from_bytes([1; 16]),
            log: Vec::new(),
            statements: BTreeMap::new(),
            exchanges: BTreeMap::new(),
            pushed: BTreeSet::new(),
            verdicts: BTreeMap::new(),
            unsafe_changes: BTreeSet::new(),
            holds: false,
            follows: true,
            left: BTreeSet::new(),
            answered: Vec::new(),
            elsewhere: BTreeSet::new(),
            cut: None,
            forge: false,
            others: 0,
            capabilities: Capabilities::NONE,
            known: BTreeMap::new(),
            misleads: false,
            hellos: Vec::new(),
            frames_down: 0,
            frames_up: 0,
        })))
    }

    /// A line to this province.
    pub(super) fn dial(&self) -> Link {
        let (up, request) = mpsc::channel::<Bytes>(1);
        let (answer, down) = mpsc::channel::<Result<Bytes, LinkError>>(1);
        tokio::spawn(serve(self.clone(), request, answer));
        Link { up, down: Box::pin(ReceiverStream::new(down).boxed()) }
    }

    /// Answers a request that somebody carried here.
    pub(super) fn answer(&self, request: &[u8]) -> Vec<u8> {
        let mut state = self.0.lock().unwrap();
        let mut hello = None;
        for frame in FrameDecoder::new(1 << 26).unwrap().decode(request).unwrap() {
            if let Frame::Hello(signed) = frame {
                hello = Some(signed.into_value());
            } else if let Frame::Push(push) = frame {
                let hello = hello.as_ref().unwrap();
                state.store(hello.device, hello.lineage, push).unwrap();
            }
        }
        let response = state.response(&hello.unwrap());
        let mut encoder = FrameEncoder::new().unwrap();
        response.iter().flat_map(|frame| encoder.encode(frame).unwrap()).collect()
    }

    pub(super) fn logged(&self) -> Vec<ChangeHash> {
        self.0.lock().unwrap().log.iter().map(|entry| entry.hash).collect()
    }

    /// Puts a change into the log, whatever it is.
    pub(super) fn log_anything(&self, doc: DocId, raw: Vec<u8>) {
        let hash = wire::hash_of_change(&raw);
        let region = RegionCode::parse(VILLAGE).unwrap();
        let entry = Logged {
            doc,
            kind: Kind::Worker,
            region,
            author: DeviceId::from_bytes([9; 16]),
            raw,
            hash,
            what: What::Change,
        };
        self.0.lock().unwrap().log.push(entry);
    }

    /// A document leaves the village.
    pub(super) fn leave(&self, doc: DocId) {
        let mut state = self.0.lock().unwrap();
        let gone: Vec<_> = state.log.iter_mut().filter(|entry| entry.doc == doc).collect();
        let last = gone.last().map(|entry| Logged { what: What::Leave, ..(**entry).clone() }).unwrap();
        let hashes: BTreeSet<_> = gone.iter().map(|entry| entry.hash).collect();
        gone.into_iter().for_each(|entry| entry.what = What::Void);
        state.log.push(last);
        state.left.insert(doc);
        // A device may have dropped them: they come with their bytes from now on.
        state.pushed.retain(|(_, hash)| !hashes.contains(hash));
    }

    /// It comes back, with all that was logged before it left.
    pub(super) fn enter(&self, doc: DocId) {
        let mut state = self.0.lock().unwrap();
        let mut seen = BTreeSet::new();
        let mut back = state.log.clone();
        back.retain(|entry| entry.doc == doc && entry.what == What::Void && seen.insert(entry.hash));
        back.iter_mut().for_each(|entry| entry.what = What::Change);
        state.log.extend(back);
        state.left.remove(&doc);
    }

    /// A reviewer decides on a change.
    pub(super) fn review(&self, hash: ChangeHash, outcome: &str) {
        let mut state = self.0.lock().unwrap();
        for verdict in state.verdicts.values_mut().flatten().filter(|verdict| verdict.hash == hash) {
            (verdict.kind, verdict.code) = (VerdictKind::Reviewed, outcome.to_owned());
        }
    }

    /// What was held goes to a reviewer.
    pub(super) fn release(&self) {
        let mut state = self.0.lock().unwrap();
        state.holds = false;
        for verdict in state.verdicts.values_mut().flatten().filter(|verdict| verdict.kind == VerdictKind::Held) {
            (verdict.kind, verdict.code) = (VerdictKind::Flagged, "late".to_owned());
        }
    }

    /// The province is restored from a backup that knew only the first `kept` changes and nothing of statements.
    pub(super) fn restore(&self, kept: usize) {
        let mut state = self.0.lock().unwrap();
        state.epoch = EpochId::from_bytes([2; 16]);
        state.log.truncate(kept);
        state.statements.clear();
        state.exchanges.clear();
        let kept: BTreeSet<_> = state.log.iter().map(|entry| entry.hash).collect();
        state.pushed.retain(|(_, hash)| kept.contains(hash));
        state.left.clear();
    }
}

async fn serve(peer: Peer, mut request: mpsc::Receiver<Bytes>, answer: mpsc::Sender<Result<Bytes, LinkError>>) {
    let mut decoder = FrameDecoder::new(1 << 26).unwrap();
    let (mut frames, mut hello) = (0, None);
    'request: while let Some(piece) = request.recv().await {
        for frame in decoder.decode(&piece).unwrap() {
            match frame {
                Frame::Hello(signed) => hello = Some(signed.into_value()),
                Frame::Push(push) => {
                    let hello = hello.as_ref().unwrap();
                    let stored = peer.0.lock().unwrap().store(hello.device, hello.lineage, push);
                    if let Err(refused) = stored {
                        hang_up_with(&answer, refused).await;
                        return;
                    }
                }
                Frame::End => break 'request,
                // Kept by who can; this one cannot, and counts what it takes.
                Frame::Deposit(_) => continue,
                Frame::Head(_)
                | Frame::Verdicts(_)
                | Frame::Pull(_)
                | Frame::Trailer(_)
                | Frame::Refused(_)
                | Frame::Reconcile(_)
                | Frame::Compare(_)
                | Frame::Compared(_)
                | Frame::Refill(_)
                | Frame::Wants(_)
                | Frame::Wipe(_)
                | Frame::Successions(_)
                | Frame::PackHead(_)
                | Frame::PackPage(_)
                | Frame::Unknown(_) => panic!("{} in a request", frame.name()),
            }
            frames += 1;
            if peer.0.lock().unwrap().cut.take_if(|cut| *cut == Cut::Up(frames)).is_some() {
                return;
            }
        }
    }
    let Some(hello) = hello else { return };
    peer.0.lock().unwrap().frames_up = frames;
    let response = peer.0.lock().unwrap().response(&hello);
    peer.0.lock().unwrap().frames_down = response.len();
    let mut encoder = FrameEncoder::new().unwrap();
    for (sent, frame) in response.iter().enumerate() {
        if peer.0.lock().unwrap().cut.take_if(|cut| *cut == Cut::Down(sent)).is_some() {
            return;
        }
        if answer.send(Ok(encoder.encode(frame).unwrap().into())).await.is_err() {
            return;
        }
    }
}

async fn hang_up_with(answer: &mpsc::Sender<Result<Bytes, LinkError>>, code: &str) {
    let refused = Frame::Refused(Refused { code: code.to_owned(), message: "no".to_owned(), wait: None });
    let bytes = FrameEncoder::new().unwrap().encode(&refused).unwrap();
    answer.send(Ok(bytes.into())).await.unwrap();
}

impl State {
    /// Everything comes with its bytes from now on.
    pub(super) fn forget_who_pushed(&mut self) {
        self.pushed.clear();
    }

    fn store(&mut self, device: DeviceId, lineage: LineageId, push: Push) -> Result<(), &'static str> {
        let envelope = push.into_envelope(device, lineage);
        let statements = self.statements.entry(lineage).or_default();
        let statement = &envelope.statement;
        match statements.insert(statement.n, statement.hash()) {
            Some(other) if other != statement.hash() => return Err("forked"),
            Some(_) => return Ok(()),
            None => {}
        }
        for (item, raw) in envelope.statement.items.into_iter().zip(envelope.changes) {
            self.pushed.insert((lineage, item.hash));
            let known = |hash: &ChangeHash| self.log.iter().any(|entry| entry.hash == *hash);
            let deps = document::guard::inspect(&raw).unwrap().deps;
            if self.unsafe_changes.contains(&item.hash) {
                self.judge(lineage, item.hash, VerdictKind::Refused, "unfit");
            } else if self.elsewhere.contains(&item.doc) {
                self.judge(lineage, item.hash, VerdictKind::Flagged, "elsewhere");
            } else if self.left.contains(&item.doc) && !self.holds {
                self.judge(lineage, item.hash, VerdictKind::Flagged, "late");
            } else if self.left.contains(&item.doc) || !deps.iter().all(known) {
                self.judge(lineage, item.hash, VerdictKind::Held, "missing_dependency");
            } else if !known(&item.hash) {
                let entry = Logged {
                    doc: item.doc,
                    kind: item.kind,
                    region: item.region,
                    author: device,
                    raw,
                    hash: item.hash,
                    what: What::Change,
                };
                self.log.push(entry);
            }
        }
        Ok(())
    }

    fn judge(&mut self, lineage: LineageId, hash: ChangeHash, kind: VerdictKind, code: &str) {
        self.verdicts.entry(lineage).or_default().push(Verdict { hash, kind, code: code.to_owned() });
    }

    fn response(&mut self, hello: &wire::Hello) -> Vec<Frame> {
        self.answered.push(hello.answered);
        let last = self.exchanges.insert(hello.lineage, hello.exchange).unwrap_or(0);
        if hello.exchange <= last {
            return vec![Frame::Refused(Refused { code: "replayed".to_owned(), message: "no".to_owned(), wait: None })];
        }
        self.hellos.push(hello.clone());
        let received: Ranges = self.statements.entry(hello.lineage).or_default().keys().copied().collect();
        let same_epoch = hello.epoch == Some(self.epoch);
        let cursors = self.cursors(hello);
        let known = cursors.clone().unwrap_or_default();
        let village = village(0);
        let seq = known.iter().find(|cursor| cursor.feed == village).and_then(|cursor| cursor.seq);
        let from = if self.follows { seq.filter(|_| same_epoch).unwrap_or(0) as usize } else { self.log.len() };
        let feeds: Vec<_> = self.states().into_iter().map(|state| state.feed).collect();
        let mut frames = vec![
            Frame::Head(Head {
                protocol: PROTOCOL,
                epoch: self.epoch,
                time: hello.clock + 7,
                received: received.as_slice().to_vec(),
                feeds: (cursors.is_some() && feeds.len() != known.len()).then_some(feeds),
                capabilities: self.capabilities,
                packs: Vec::new(),
                coming: None,
                lease: None,
                lent: None,
            }),
            Frame::Verdicts(Verdicts {
                verdicts: self.verdicts.get(&hello.lineage).cloned().unwrap_or_default(),
                pending: 0,
            }),
        ];
        if cursors.is_none() {
            frames.push(Frame::Refused(Refused {
                code: "unknown_cursors".to_owned(),
                message: "no".to_owned(),
                wait: None,
            }));
            return frames;
        }
        let starts = (from..self.log.len()).step_by(3);
        let reader = (!hello.capabilities.has(Capabilities::WHOLE)).then_some(hello.lineage);
        frames.extend(starts.map(|start| Frame::Pull(self.pull(reader, start))));
        frames.push(Frame::Trailer(self.trailer(hello)));
        frames
    }

    /// Knows no digest any more.
    pub(super) fn forget_cursors(&mut self) {
        self.known.clear();
    }

    /// How far the device is, where it says so in words that are known.
    fn cursors(&self, hello: &wire::Hello) -> Option<Vec<Cursor>> {
        match hello.known {
            Some(digest) => self.known.get(&hello.lineage).filter(|known| digest_of_cursors(*known) == digest).cloned(),
            None => Some(hello.feeds.clone()),
        }
    }

    /// Where its feeds are.
    fn states(&self) -> Vec<FeedState> {
        let live = self.log.iter().filter(|entry| entry.what == What::Change);
        let Fingerprint { count, sum } = live.map(|entry| &entry.hash).collect();
        let own = FeedState { feed: village(0), seq: self.log.len() as u64, count, fingerprint: sum };
        let other = |n| FeedState { feed: village(n), seq: 0, count: 0, fingerprint: [0; 32] };
        self.follows.then_some(own).into_iter().chain((1..=self.others).map(other)).collect()
    }

    fn pull(&self, reader: Option<LineageId>, start: usize) -> Pull {
        let entries = &self.log[start..(start + 3).min(self.log.len())];
        let author = |number: u8| Author {
            officer: records::OfficerId::from_bytes([number; 16]),
            officer_name: format!("Petugas {number}"),
            device: DeviceId::from_bytes([number; 16]),
            device_name: format!("laptop {number}"),
        };
        let mut pull = Pull {
            feed: FeedId::village(RegionCode::parse(VILLAGE).unwrap()),
            first_seq: start as u64 + 1,
            authors: (0..10).map(author).collect(),
            entries: entries.iter().map(|entry| self.entry(reader, entry)).collect(),
            signature: Signature([0; 64]),
        };
        let hashes: Vec<_> = entries.iter().map(|entry| (entry.what == What::Change).then_some(entry.hash)).collect();
        if !self.forge {
            self.key.sign_pull(&mut pull, self.epoch, &hashes);
        }
        pull
    }

    fn entry(&self, reader: Option<LineageId>, entry: &Logged) -> Entry {
        match entry.what {
            What::Change => {}
            What::Void => return Entry::Void,
            What::Leave => return Entry::Leave { doc: entry.doc, erased: false },
        }
        if reader.is_some_and(|lineage| self.pushed.contains(&(lineage, entry.hash))) {
            return Entry::Known { hash: ShortHash::of(&entry.hash) };
        }
        Entry::Change {
            doc: entry.doc,
            kind: entry.kind,
            region: entry.region.clone(),
            author: u32::from(entry.author.as_bytes()[0]),
            received_at: 1_795_000_500,
            change: entry.raw.clone(),
        }
    }

    fn trailer(&mut self, hello: &wire::Hello) -> Trailer {
        let states = self.states();
        let mut receipt = Receipt { epoch: self.epoch, time: 1_795_000_600, feeds: states.clone(), all: None };
        if let (Some(_), Some(known)) = (hello.known, self.known.get(&hello.lineage)) {
            let here = |state: &FeedState| Cursor { feed: state.feed.clone(), seq: Some(state.seq) };
            receipt.feeds.retain(|state| !known.contains(&here(state)));
            receipt.all = Some(if self.misleads { [0; 32] } else { digest_of_states(&states) });
        }
        let left: Vec<_> = states.into_iter().map(|state| Cursor { feed: state.feed, seq: Some(state.seq) }).collect();
        if hello.capabilities.has(Capabilities::DIGESTS) && left.len() >= SEVERAL_FEEDS {
            self.known.insert(hello.lineage, left);
        }
        Trailer { receipt: self.key.sign_receipt(receipt), more: false }
    }
}

/// The device's own village, or one of the others.
fn village(n: u8) -> FeedId {
    let code = if n == 0 { VILLAGE.to_owned() } else { format!("52.03.14.20{n:02}") };
    FeedId::village(RegionCode::parse(&code).unwrap())
}
