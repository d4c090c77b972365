//! What crosses the line, beside the least that could: `zstd` at the same level over the bare changes, each with the 16
//! bytes of the id of its document, which no change names.
//!
//! Uploads are push frames as a device makes them, downloads pull frames as the province signs them; both in one stream,
//! flushed per frame. HTTP headers and TLS are not counted.

use anyhow::{Context, Result};
use document::{Author as Writer, Document, Intent, RawChange};
use records::{Actor, DeviceId, DocId, EpochId, Kind, LineageId, OfficerId, RegionCode};
use seal::SigningKey;
use testkit::{
    frames,
    people::{People, Person},
};
use wire::{
    FeedId, Frame, PROTOCOL, Pull, Push, Signature, Statement, StatementHash,
    envelope::{Envelope, Item},
    exchange::{Author, Entry},
    stream::FrameEncoder,
};

const VILLAGE: &str = "52.03.13.2001";
const SEED: u64 = 52_03;
/// Bytes of changes in a frame, as on a link of 64 kbit/s: what it moves in two seconds.
const FRAME: usize = 16_000;

fn main() -> Result<()> {
    println!("invented workers of seed {SEED}; bytes of the stream, and beside zstd -3 of ids and bare changes\n");
    println!("{:<34}{:>9}{:>9}{:>7}{:>9}{:>7}{:>9}", "", "changes", "up", "", "down", "", "zstd");
    let village = Village::of(1_000)?;
    for count in [1, 50, 1_000] {
        village.report(&format!("{count} new workers"), &village.new_workers(count))?;
    }
    for count in [1, 50, 1_000] {
        village.report(&format!("{count} edits of one field"), &village.edits(count)?)?;
    }
    Ok(())
}

struct Village {
    key: SigningKey,
    workers: Vec<(DocId, Document, RawChange)>,
    region: RegionCode,
}

impl Village {
    fn of(count: usize) -> Result<Self> {
        let key = SigningKey::from_bytes(&[7; 32]);
        let workers = People::of_village(SEED, VILLAGE).take(count).enumerate().map(|(n, person)| worker(n, &person));
        Ok(Self { key, workers: workers.collect::<Result<_>>()?, region: RegionCode::parse(VILLAGE)? })
    }

    fn new_workers(&self, count: usize) -> Vec<(DocId, RawChange)> {
        self.workers.iter().take(count).map(|(doc, _, change)| (*doc, change.clone())).collect()
    }

    /// One field each of so many workers, by another officer than who recorded them.
    fn edits(&self, count: usize) -> Result<Vec<(DocId, RawChange)>> {
        let edit = |(n, (doc, document, _)): (usize, &(DocId, Document, RawChange))| {
            let mut document = document.clone();
            let writer = Writer { actor: Actor::from_bytes([9; 16]), time: 1_795_000_000 + n as i64 };
            let change = document.edit(writer, &document.heads(), &[Intent::set("rt", "04")?])?;
            Ok((*doc, change.context("the edit changes nothing")?))
        };
        self.workers.iter().take(count).enumerate().map(edit).collect()
    }

    fn report(&self, what: &str, changes: &[(DocId, RawChange)]) -> Result<()> {
        let bare: Vec<u8> =
            changes.iter().flat_map(|(doc, change)| [&doc.as_bytes()[..], &change.bytes].concat()).collect();
        let least = zstd::encode_all(&bare[..], 3)?.len();
        let (up, down) = (self.up(changes)?, self.down(changes)?);
        let ratio = |bytes: usize| format!("{:.2}x", bytes as f64 / least as f64);
        println!("{what:<34}{:>9}{up:>9}{:>7}{down:>9}{:>7}{least:>9}", changes.len(), ratio(up), ratio(down));
        Ok(())
    }

    fn up(&self, changes: &[(DocId, RawChange)]) -> Result<usize> {
        let mut encoder = FrameEncoder::new()?;
        let (mut bytes, mut previous) = (0, None::<StatementHash>);
        for (n, part) in parts(changes).into_iter().enumerate() {
            let item = |(doc, change): &(DocId, RawChange)| Item {
                doc: *doc,
                kind: Kind::Worker,
                region: self.region.clone(),
                hash: change.hash,
            };
            let statement = Statement {
                protocol: PROTOCOL,
                device: DeviceId::from_bytes([1; 16]),
                lineage: LineageId::from_bytes([2; 16]),
                officer: OfficerId::from_bytes([3; 16]),
                n: n as u64,
                previous,
                written_at: 1_795_000_000,
                items: part.iter().map(item).collect(),
            };
            previous = Some(statement.hash());
            let (statement, signature) = self.key.sign_statement(statement);
            let raw = part.iter().map(|(_, change)| change.bytes.clone()).collect();
            let frame = Frame::Push(Push::of(Envelope::new(statement, signature, raw)?));
            bytes += encoder.encode(&frame)?.len();
        }
        Ok(bytes)
    }

    fn down(&self, changes: &[(DocId, RawChange)]) -> Result<usize> {
        let mut encoder = FrameEncoder::new()?;
        let (mut bytes, mut seq) = (0, 1);
        for part in parts(changes) {
            let entry = |(doc, change): &(DocId, RawChange)| Entry::Change {
                doc: *doc,
                kind: Kind::Worker,
                region: self.region.clone(),
                author: 0,
                received_at: 1_795_000_000,
                change: change.bytes.clone(),
            };
            let author = Author {
                officer: OfficerId::from_bytes([3; 16]),
                officer_name: "Ani".to_owned(),
                device: DeviceId::from_bytes([1; 16]),
                device_name: "Ponsel Ani".to_owned(),
            };
            let mut pull = Pull {
                feed: FeedId::village(self.region.clone()),
                first_seq: seq,
                authors: vec![author],
                entries: part.iter().map(entry).collect(),
                signature: Signature([0; 64]),
            };
            let hashes = pull.hashes();
            self.key.sign_pull(&mut pull, EpochId::from_bytes([4; 16]), &hashes);
            seq += part.len() as u64;
            bytes += encoder.encode(&Frame::Pull(pull))?.len();
        }
        Ok(bytes)
    }
}

/// Cuts changes into frames.
fn parts(changes: &[(DocId, RawChange)]) -> Vec<&[(DocId, RawChange)]> {
    frames::cut(changes, FRAME, |(_, change)| change.bytes.len())
}

fn worker(n: usize, person: &Person) -> Result<(DocId, Document, RawChange)> {
    let phone = records::ElementId::derived(&["phone", &person.phone]);
    let mut intents =
        person.fields().map(|(path, value)| Intent::set(path, value)).into_iter().collect::<Result<Vec<_>, _>>()?;
    intents.push(Intent::set(&format!("phone/{phone}/number"), person.phone.as_str())?);
    let mut document = Document::new();
    let writer = Writer { actor: Actor::from_bytes([5; 16]), time: 1_794_000_000 + n as i64 };
    let change = document.edit(writer, &document.heads(), &intents)?.context("a worker without fields")?;
    // Ids of workers are keyed hashes of their NIK: random, and found nowhere else. The change's own hash will not do:
    // the next change names it, and would be compressed with the id.
    let doc = DocId::from_hash(wire::hash_of_change(change.hash.as_bytes()).as_bytes());
    Ok((doc, document, change))
}
