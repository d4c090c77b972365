//! A device that is nothing but its key: it hands in changes that were made and signed before, so that the server alone
//! is measured.

use anyhow::{Context, Result, bail, ensure};
use document::{Author, RawChange};
use records::{Actor, DeviceId, DocId, EpochId, Kind, LineageId, OfficerId};
use seal::{Identity, InviteCode, OsRandom, SigningKey};
use wire::{
    Frame, Hello, PROTOCOL, Push, Statement, StatementHash,
    enrolment::{EnrolRequest, EnrolResponse},
    envelope::{Envelope, Item},
    exchange::{Capabilities, Cursor, Verdicts},
    receipt::SignedReceipt,
    stream::{FrameDecoder, FrameEncoder},
};

use super::workload;

/// The most bytes of changes in a frame, as a device comes to on a fast line.
pub(crate) const FRAME: usize = 64_000;
/// The most that an answer may hold after decompression.
const ANSWER: usize = 256 << 20;

/// A change and its document.
pub(crate) type Made = (DocId, RawChange);

/// An enrolled key.
pub(crate) struct Pusher {
    key: SigningKey,
    device: DeviceId,
    officer: OfficerId,
    lineage: LineageId,
    exchange: u64,
    statements: u64,
    previous: Option<StatementHash>,
    /// Up to where the feed was read.
    read: Option<(EpochId, u64)>,
}

/// What an answer said.
pub(crate) struct Answer {
    /// How many of the device's changes the guard has not decided on.
    pub(crate) pending: u64,
    receipt: SignedReceipt,
}

impl Pusher {
    /// Enrols with the server at `url`.
    pub(crate) async fn enrol(url: &str, code: &str) -> Result<Self> {
        let code: InviteCode = code.parse()?;
        let (key, identity) = (SigningKey::generate(&mut OsRandom), Identity::generate());
        let mut request = EnrolRequest {
            protocol: PROTOCOL,
            invitation: code.id(),
            signing_key: key.public(),
            recipient: identity.recipient(),
            device_name: "pengukur".to_owned(),
            mac: [0; 32],
        };
        request.mac = code.mac(&request);
        let answer = post(&format!("{url}/v1/enrol"), "application/cbor", request.to_bytes()).await?;
        let certificate = EnrolResponse::from_bytes(&answer)?.certificate;
        Ok(Self {
            lineage: LineageId::from_bytes(*certificate.device.as_bytes()),
            device: certificate.device,
            officer: certificate.officer,
            key,
            exchange: 0,
            statements: 0,
            previous: None,
            read: None,
        })
    }

    /// Goes on after an answer: what it brought is not sent again.
    pub(crate) fn take(&mut self, answer: &Answer) {
        let receipt = answer.receipt.value();
        self.read = receipt.feeds.first().map(|feed| (receipt.epoch, feed.seq));
    }

    /// Who writes its changes.
    pub(crate) fn author(&self) -> Author {
        Author { actor: Actor::of(self.lineage, self.officer), time: 1_795_000_000 }
    }

    /// The body of the request that hands changes in.
    pub(crate) fn request(&mut self, changes: &[Made]) -> Result<Vec<u8>> {
        let mut encoder = FrameEncoder::new()?;
        let mut body = encoder.encode(&self.hello())?;
        for part in frames(changes) {
            body.extend(encoder.encode(&Frame::Push(self.push(part)?))?);
        }
        body.extend(encoder.encode(&Frame::End)?);
        body.extend(encoder.finish()?);
        Ok(body)
    }

    fn hello(&mut self) -> Frame {
        self.exchange += 1;
        let feed = wire::FeedId::village(workload::village());
        Frame::Hello(self.key.sign_hello(Hello {
            protocol: PROTOCOL,
            device: self.device,
            lineage: self.lineage,
            epoch: self.read.map(|(epoch, _)| epoch),
            exchange: self.exchange,
            clock: 1_795_000_000,
            next_statement: self.statements,
            feeds: vec![Cursor { feed, seq: Some(self.read.map_or(0, |(_, seq)| seq)) }],
            capabilities: Capabilities::default(),
            known: None,
            answered: None,
            chain: None,
        }))
    }

    fn push(&mut self, changes: &[Made]) -> Result<Push> {
        let item = |(doc, change): &Made| Item {
            doc: *doc,
            kind: Kind::Worker,
            region: workload::village(),
            hash: change.hash,
        };
        let statement = Statement {
            protocol: PROTOCOL,
            device: self.device,
            lineage: self.lineage,
            officer: self.officer,
            n: self.statements,
            previous: self.previous,
            written_at: 1_795_000_000,
            items: changes.iter().map(item).collect(),
        };
        self.statements += 1;
        self.previous = Some(statement.hash());
        let (statement, signature) = self.key.sign_statement(statement);
        let raw = changes.iter().map(|(_, change)| change.bytes.clone()).collect();
        Ok(Push::of(Envelope::new(statement, signature, raw)?))
    }
}

/// Sends a request and reads the answer to its end.
pub(crate) async fn send(url: &str, request: Vec<u8>) -> Result<Answer> {
    let answer = post(&format!("{url}/v1/sync"), "application/vnd.rantau.frames+zstd", request).await?;
    let mut pending = 0;
    for frame in FrameDecoder::new(ANSWER)?.decode(&answer)? {
        match frame {
            Frame::Verdicts(Verdicts { verdicts, pending: waiting }) => {
                ensure!(verdicts.is_empty(), "{} changes were not taken: {:?}", verdicts.len(), verdicts.first());
                pending = waiting;
            }
            Frame::Refused(refused) => bail!("{}: {}", refused.code, refused.message),
            Frame::Trailer(trailer) => return Ok(Answer { pending, receipt: trailer.receipt }),
            _ => {}
        }
    }
    bail!("an answer that was cut")
}

async fn post(url: &str, content_type: &str, body: Vec<u8>) -> Result<Vec<u8>> {
    let request = registry::client::http_client()?.post(url).header("content-type", content_type).body(body);
    let answer = request.send().await.context("the server does not answer")?;
    let status = answer.status();
    let bytes = answer.bytes().await?.to_vec();
    ensure!(status.is_success(), "{url}: {status}: {}", refusal(&bytes));
    Ok(bytes)
}

/// What a server says in place of an answer.
fn refusal(bytes: &[u8]) -> String {
    let frames = FrameDecoder::new(ANSWER).and_then(|mut decoder| decoder.decode(bytes)).unwrap_or_default();
    match frames.into_iter().next() {
        Some(Frame::Refused(refused)) => format!("{}: {}", refused.code, refused.message),
        _ => String::new(),
    }
}

/// Cuts changes into frames.
pub(crate) fn frames(changes: &[Made]) -> Vec<&[Made]> {
    testkit::frames::cut(changes, FRAME, |(_, change)| change.bytes.len())
}
