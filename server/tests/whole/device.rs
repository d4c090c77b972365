//! A device that does just what it is told, right or wrong.

use std::collections::{BTreeMap, BTreeSet};

use document::{Author, Document, Guard, Intent, Limits, RawChange};
use records::{Actor, ChangeHash, DocId, EpochId, Kind, LineageId, Path, RegionCode, Value};
use seal::{Identity, InviteCode, OsRandom, Random, SigningKey};
use sync::Fingerprint;
use wire::{
    Envelope, FeedId, FeedState, Frame, Hello, PROTOCOL, Pull, Push, Statement, StatementHash, Verdict,
    enrolment::{Certificate, DeploymentSecrets, EnrolRequest, EnrolResponse},
    envelope::Item,
    exchange::{Capabilities, Cursor, Entry, Head, ShortHash, SignedHello, Trailer, digest_of_cursors},
    stream::{FrameDecoder, FrameEncoder},
};

pub(crate) const CLOCK: i64 = 1_795_000_000;

/// What the server said no with: HTTP status and stable code.
pub(crate) type Refused = (u16, String);

pub(crate) struct Device {
    pub(crate) http: reqwest::Client,
    pub(crate) url: String,
    pub(crate) key: SigningKey,
    pub(crate) identity: Identity,
    pub(crate) certificate: Certificate,
    pub(crate) province: wire::PublicKey,
    pub(crate) lineage: LineageId,
    pub(crate) exchange: u64,
    /// The exchange of which it says that it took the answer in.
    pub(crate) answered: Option<u64>,
    /// What it says that it can.
    pub(crate) capabilities: Capabilities,
    /// Whether it gives the digest of its cursors in place of them.
    pub(crate) gives_digest: bool,
    /// Moves on with every edit: a change does not name its document, so two equal ones would be one.
    pub(crate) clock: i64,
    pub(crate) n: u64,
    pub(crate) previous: Option<StatementHash>,
    pub(crate) epoch: Option<EpochId>,
    pub(crate) cursors: BTreeMap<FeedId, u64>,
    /// What is logged in each feed, as far as its cursor.
    pub(crate) logged: BTreeMap<FeedId, BTreeSet<ChangeHash>>,
    pub(crate) documents: BTreeMap<DocId, Document>,
    /// Every change that it has, by hash.
    pub(crate) changes: BTreeMap<ChangeHash, Vec<u8>>,
    /// The document of every change that it ever had.
    pub(crate) homes: BTreeMap<ChangeHash, DocId>,
}

/// A complete response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) head: Head,
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) pending: u64,
    pub(crate) wants: Vec<ShortHash>,
    pub(crate) pulls: Vec<Pull>,
    pub(crate) trailer: Trailer,
    pub(crate) request_bytes: usize,
    pub(crate) response_bytes: usize,
}

impl Reply {
    pub(crate) fn entries(&self) -> Vec<&Entry> {
        self.pulls.iter().flat_map(|pull| &pull.entries).collect()
    }

    pub(crate) fn codes(&self) -> Vec<&str> {
        self.verdicts.iter().map(|verdict| verdict.code.as_str()).collect()
    }
}

/// A device that is waiting for the answer to its invitation.
pub(crate) struct Enrolling {
    key: SigningKey,
    identity: Identity,
}

impl Enrolling {
    pub(crate) fn begin(code: &InviteCode) -> (Self, EnrolRequest) {
        let (key, identity) = (SigningKey::generate(&mut OsRandom), Identity::generate());
        let mut request = EnrolRequest {
            protocol: PROTOCOL,
            invitation: code.id(),
            signing_key: key.public(),
            recipient: identity.recipient(),
            device_name: "laptop uji".to_owned(),
            mac: [0; 32],
        };
        request.mac = code.mac(&request);
        (Self { key, identity }, request)
    }

    pub(crate) fn end(self, code: &InviteCode, request: &EnrolRequest, response: &EnrolResponse, url: &str) -> Device {
        code.verify_response(request, response).unwrap();
        DeploymentSecrets::from_bytes(&self.identity.open(&response.secrets, 1 << 10).unwrap()).unwrap();
        Device {
            http: registry::client::http_client().unwrap(),
            url: url.to_owned(),
            key: self.key,
            identity: self.identity,
            province: response.province_key,
            cursors: response.certificate.feeds.iter().map(|feed| (feed.clone(), 0)).collect(),
            certificate: response.certificate.clone(),
            lineage: LineageId::from_bytes(random()),
            exchange: 0,
            answered: None,
            capabilities: Capabilities::NONE,
            gives_digest: false,
            clock: CLOCK,
            n: 0,
            previous: None,
            epoch: None,
            logged: BTreeMap::new(),
            homes: BTreeMap::new(),
            documents: BTreeMap::new(),
            changes: BTreeMap::new(),
        }
    }
}

impl Device {
    pub(crate) async fn enrol(url: &str, code: &InviteCode) -> Result<Self, Refused> {
        let http = registry::client::http_client().unwrap();
        let (enrolling, request) = Enrolling::begin(code);
        let (status, body) = post(&http, &format!("{url}/v1/enrol"), request.to_bytes()).await;
        if status != 200 {
            return Err(refused(status, &body));
        }
        Ok(enrolling.end(code, &request, &EnrolResponse::from_bytes(&body).unwrap(), url))
    }
    pub(crate) fn actor(&self) -> Actor {
        Actor::of(self.lineage, self.certificate.officer)
    }

    pub(crate) fn region(&self) -> RegionCode {
        self.certificate.region.clone()
    }

    /// The value that a document here shows in a field.
    pub(crate) fn text(&self, doc: DocId, path: &str) -> Option<String> {
        let fields = self.documents.get(&doc)?.fields();
        fields.get(&Path::parse(path).unwrap()).map(ToString::to_string)
    }

    /// Edits a document here, and gives the change.
    pub(crate) fn edit(&mut self, doc: DocId, path: &str, value: &str) -> RawChange {
        self.clock += 1;
        let author = Author { actor: self.actor(), time: self.clock };
        let document = self.documents.entry(doc).or_default();
        let intents = [Intent::set(path, Value::from(value)).unwrap()];
        let change = document.edit(author, &document.heads(), &intents).unwrap().unwrap();
        self.changes.insert(change.hash, change.bytes.clone());
        self.homes.insert(change.hash, doc);
        change
    }

    /// Writes a form of a document here, and gives the change.
    pub(crate) fn write(&mut self, doc: DocId, form: &[Intent]) -> RawChange {
        self.clock += 1;
        let author = Author { actor: self.actor(), time: self.clock };
        let document = self.documents.entry(doc).or_default();
        let change = document.edit(author, &document.heads(), form).unwrap().unwrap();
        self.changes.insert(change.hash, change.bytes.clone());
        change
    }

    /// Signs changes of worker documents of its own village.
    pub(crate) fn envelope(&mut self, changes: &[(DocId, Vec<u8>)]) -> Push {
        let region = self.region();
        let items = changes.iter().map(|(doc, raw)| (*doc, Kind::Worker, region.clone(), raw.clone())).collect();
        self.envelope_of(items)
    }

    pub(crate) fn envelope_of(&mut self, changes: Vec<(DocId, Kind, RegionCode, Vec<u8>)>) -> Push {
        let item = |(doc, kind, region, raw): &(DocId, Kind, RegionCode, Vec<u8>)| Item {
            doc: *doc,
            kind: *kind,
            region: region.clone(),
            hash: wire::hash_of_change(raw),
        };
        let statement = Statement {
            protocol: PROTOCOL,
            device: self.certificate.device,
            lineage: self.lineage,
            officer: self.certificate.officer,
            n: self.n,
            previous: self.previous,
            written_at: CLOCK,
            items: changes.iter().map(item).collect(),
        };
        let (statement, signature) = self.key.sign_statement(statement);
        self.n += 1;
        self.previous = Some(statement.hash());
        let raws = changes.into_iter().map(|(_, _, _, raw)| raw).collect();
        Push::of(Envelope::new(statement, signature, raws).unwrap())
    }

    pub(crate) fn hello(&mut self) -> SignedHello {
        self.exchange += 1;
        let cursor = |(feed, seq): (&FeedId, &u64)| Cursor { feed: feed.clone(), seq: Some(*seq) };
        let mut feeds: Vec<_> = self.cursors.iter().map(cursor).collect();
        feeds.sort_by_key(|cursor| cursor.feed.to_string());
        let known = self.gives_digest.then(|| digest_of_cursors(&feeds));
        self.key.sign_hello(Hello {
            protocol: PROTOCOL,
            device: self.certificate.device,
            lineage: self.lineage,
            epoch: self.epoch,
            exchange: self.exchange,
            clock: CLOCK,
            next_statement: self.n,
            feeds: if known.is_some() { Vec::new() } else { feeds },
            capabilities: self.capabilities,
            known,
            answered: self.answered,
            chain: None,
        })
    }

    /// One exchange; what comes back is verified and taken in.
    pub(crate) async fn exchange(&mut self, pushes: &[Push]) -> Result<Reply, Refused> {
        let mut frames = vec![Frame::Hello(self.hello())];
        frames.extend(pushes.iter().cloned().map(Frame::Push));
        frames.push(Frame::End);
        let reply = self.send(&frames).await?;
        self.take(&reply);
        Ok(reply)
    }

    pub(crate) async fn send(&self, frames: &[Frame]) -> Result<Reply, Refused> {
        let body = encode(frames);
        let request_bytes = body.len();
        let (status, body) = post(&self.http, &format!("{}/v1/sync", self.url), body).await;
        if status != 200 {
            return Err(refused(status, &body));
        }
        match last_frame(&body) {
            Some(Frame::Refused(refused)) => Err((status, refused.code)),
            _ => Ok(reply(&body, request_bytes)),
        }
    }

    pub(crate) fn take(&mut self, reply: &Reply) {
        if self.epoch != Some(reply.head.epoch) {
            self.epoch = Some(reply.head.epoch);
            self.cursors.values_mut().for_each(|seq| *seq = 0);
            self.logged.clear();
        }
        if let Some(feeds) = &reply.head.feeds {
            self.follow_only(feeds);
        }
        reply.pulls.iter().for_each(|pull| self.apply(pull, reply.head.epoch));
        seal::verify_receipt(&self.province, &reply.trailer.receipt).unwrap();
    }

    fn follow_only(&mut self, feeds: &[FeedId]) {
        self.cursors.retain(|feed, _| feeds.contains(feed));
        self.logged.retain(|feed, _| feeds.contains(feed));
        for feed in feeds {
            self.cursors.entry(feed.clone()).or_default();
        }
    }

    fn apply(&mut self, pull: &Pull, epoch: EpochId) {
        let hashes: Vec<_> =
            pull.entries.iter().zip(pull.hashes()).map(|(entry, hash)| self.hash_of(entry, hash)).collect();
        seal::verify_pull(&self.province, pull, epoch, &hashes).unwrap();
        let cursor = self.cursors.entry(pull.feed.clone()).or_default();
        assert_eq!(pull.first_seq, *cursor + 1, "feeds have no gaps");
        *cursor = pull.last_seq();
        for (entry, hash) in pull.entries.iter().zip(&hashes) {
            self.note(&pull.feed, entry, hash.as_ref());
            if let Entry::Change { doc, change, .. } = entry {
                let document = self.documents.remove(doc).unwrap_or_default();
                let mut guard = Guard::vouched(document, Limits::default());
                guard.admit(change);
                self.documents.insert(*doc, guard.into_document());
                self.changes.insert(wire::hash_of_change(change), change.clone());
            }
        }
    }

    /// Keeps what is logged in a feed.
    fn note(&mut self, feed: &FeedId, entry: &Entry, hash: Option<&ChangeHash>) {
        let logged = self.logged.entry(feed.clone()).or_default();
        if let Entry::Leave { doc, erased } = entry {
            logged.retain(|hash| self.homes.get(hash) != Some(doc));
            if *erased {
                self.documents.remove(doc);
            }
        }
        if let Entry::Change { doc, change, .. } = entry {
            self.homes.insert(wire::hash_of_change(change), *doc);
        }
        if let Some(hash) = hash {
            assert!(logged.insert(*hash), "a change is logged once in a feed");
        }
    }

    fn hash_of(&self, entry: &Entry, told: Option<ChangeHash>) -> Option<ChangeHash> {
        let Entry::Known { hash: short } = entry else { return told };
        let mine = self.changes.keys().find(|hash| ShortHash::of(hash) == *short);
        Some(*mine.expect("an entry without bytes is one of our own changes"))
    }

    /// Whether the receipt proves that nothing is missing on either side.
    pub(crate) fn is_proven(&self, reply: &Reply) -> bool {
        let receipt = reply.trailer.receipt.value();
        let named: BTreeSet<_> = receipt.feeds.iter().map(|state| &state.feed).collect();
        assert!(receipt.all.is_some() || self.cursors.keys().eq(named), "the feeds that it follows");
        receipt.proves(&self.states())
    }

    /// Where every feed stands here.
    fn states(&self) -> Vec<FeedState> {
        let state = |(feed, seq): (&FeedId, &u64)| {
            let Fingerprint { count, sum } = self.logged.get(feed).into_iter().flatten().collect();
            FeedState { feed: feed.clone(), seq: *seq, count, fingerprint: sum }
        };
        let mut states: Vec<_> = self.cursors.iter().map(state).collect();
        states.sort_by_key(|state| state.feed.to_string());
        states
    }
}

/// An id of a clock, as a record without a number has.
pub(crate) fn new_doc() -> DocId {
    let mut bytes: [u8; 16] = random();
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    DocId::from_bytes(bytes)
}

fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    OsRandom.fill(&mut bytes);
    bytes
}

pub(crate) fn encode(frames: &[Frame]) -> Vec<u8> {
    let mut encoder = FrameEncoder::new().unwrap();
    let mut body: Vec<u8> = frames.iter().flat_map(|frame| encoder.encode(frame).unwrap()).collect();
    body.extend(encoder.finish().unwrap());
    body
}

pub(crate) async fn post(http: &reqwest::Client, url: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
    let response = http.post(url).body(body).send().await.unwrap();
    (response.status().as_u16(), response.bytes().await.unwrap().to_vec())
}

pub(crate) fn refused(status: u16, body: &[u8]) -> Refused {
    let frames = FrameDecoder::new(1 << 20).unwrap().decode(body).unwrap();
    let [Frame::Refused(refused)] = frames.as_slice() else { panic!("a refusal expected, not {frames:?}") };
    (status, refused.code.clone())
}

fn last_frame(body: &[u8]) -> Option<Frame> {
    FrameDecoder::new(64 << 20).unwrap().decode(body).unwrap().pop()
}

pub(crate) fn reply(body: &[u8], request_bytes: usize) -> Reply {
    let mut frames = FrameDecoder::new(64 << 20).unwrap().decode(body).unwrap().into_iter();
    let Some(Frame::Head(head)) = frames.next() else { panic!("the head comes first") };
    let (mut verdicts, mut pending, mut wants, mut pulls, mut trailer) = (Vec::new(), 0, Vec::new(), Vec::new(), None);
    for frame in frames {
        assert!(trailer.is_none(), "the trailer comes last");
        match frame {
            Frame::Verdicts(news) => {
                pending = news.pending;
                verdicts.extend(news.verdicts);
            }
            Frame::Wants(asked) => wants.extend(asked.changes),
            Frame::Pull(pull) => pulls.push(pull),
            Frame::Trailer(last) => trailer = Some(last),
            other @ (Frame::Hello(_)
            | Frame::Push(_)
            | Frame::End
            | Frame::Reconcile(_)
            | Frame::Compare(_)
            | Frame::Refill(_)
            | Frame::Deposit(_)
            | Frame::Head(_)
            | Frame::Refused(_)
            | Frame::Wipe(_)
            | Frame::Successions(_)
            | Frame::Compared(_)
            | Frame::PackHead(_)
            | Frame::PackPage(_)
            | Frame::Unknown(_)) => panic!("{} has no place here", other.name()),
        }
    }
    let trailer = trailer.expect("a response is complete with its trailer");
    Reply { head, verdicts, pending, wants, pulls, trailer, request_bytes, response_bytes: body.len() }
}
