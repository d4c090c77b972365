//! Exchanges as they once went over the line, with the stores of both sides as they were then.
//!
//! `captures/<version>/` holds, for every exchange, what the device sent and what the province answered, byte by byte; the
//! province's directory from before the first exchange; and each device's store from just before its answer. Today's
//! province must take the old requests, today's devices the old answers, and both open and migrate the old stores. What
//! was captured is never made again: `RANTAU_CAPTURES=<version> cargo test --test protocol` adds a new version's folder
//! beside the old ones. `1` is of the first programs, which knew no capability; a later version of the same protocol is named
//! after the newest capability that it has.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use client_core::{
    Membership, NewRecord, Store, SystemClock,
    enrol::Candidate,
    sync::{Conversation, Ended, Mode},
};
use records::{Deployment, Kind, RegionCode};
use server::{
    admit,
    enrol::{self, Invitee},
    home::Home,
    server::{Limits, Server},
};
use wire::{FeedState, Frame, stream::FrameDecoder};

const VILLAGE: &str = "52.03.13.2001";
const PASSPHRASE: &str = "kata sandi contoh";

fn captures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("protocol/captures")
}

/// The exchanges of a capture, in their order: who, and which of hers or his.
const EXCHANGES: [(&str, u32); 4] = [("ani", 1), ("budi", 1), ("ani", 2), ("budi", 2)];

#[test]
fn what_earlier_versions_said_is_still_understood() -> Result<()> {
    if let Some(version) = std::env::var_os("RANTAU_CAPTURES") {
        return record(&captures().join(version));
    }
    let mut versions = 0;
    for version in fs::read_dir(captures())? {
        let version = version?.path();
        requests_are_taken(&version).with_context(|| format!("requests of {}", version.display()))?;
        answers_are_taken(&version).with_context(|| format!("answers of {}", version.display()))?;
        versions += 1;
    }
    ensure!(versions > 0, "there are no captures");
    Ok(())
}

fn requests_are_taken(version: &Path) -> Result<()> {
    let temporary = tempfile::tempdir()?;
    copy(&version.join("province"), temporary.path())?;
    let server = open_server(temporary.path())?;
    for (who, number) in EXCHANGES {
        let answer = answer(&server, &fs::read(version.join(format!("{who}-{number}.request")))?)?;
        let then = fs::read(version.join(format!("{who}-{number}.response")))?;
        assert_eq!(states(&answer)?, states(&then)?, "{who}, exchange {number}");
    }
    Ok(())
}

fn answers_are_taken(version: &Path) -> Result<()> {
    for (who, number) in EXCHANGES {
        let temporary = tempfile::tempdir()?;
        copy(&version.join(format!("{who}-{number}.store")), temporary.path())?;
        let mut store = Store::open(temporary.path(), PASSPHRASE)?;
        let exchange = fs::read_to_string(version.join(format!("{who}-{number}.exchange")))?.trim().parse()?;
        let mut conversation = Conversation::resume(&store, store.lineage()?.id, exchange)?;
        let response = fs::read(version.join(format!("{who}-{number}.response")))?;
        conversation.receive(&mut store, &response, &mut |_| {})?;
        ensure!(matches!(conversation.into_ended().outcome, sync::Outcome::Complete(_)), "{who}, exchange {number}");
        store.check()?;
        let here: Vec<_> = store.feeds()?.into_iter().map(|feed| (feed.feed, feed.seq, feed.count)).collect();
        let said: Vec<_> =
            states(&response)?.into_iter().map(|state| (state.feed.to_string(), state.seq, state.count)).collect();
        assert_eq!(here, said, "{who}, exchange {number}");
    }
    Ok(())
}

/// What the receipt of a response says.
fn states(response: &[u8]) -> Result<Vec<FeedState>> {
    let frames = FrameDecoder::new(1 << 24)?.decode(response)?;
    let Some(Frame::Trailer(trailer)) = frames.into_iter().next_back() else { anyhow::bail!("no trailer") };
    Ok(trailer.receipt.into_value().feeds)
}

fn open_server(dir: &Path) -> Result<Arc<Server>> {
    Ok(Arc::new(Server::open(Home::open(dir)?, Limits::default(), |_| Ok(None))?))
}

/// The whole response to a request.
fn answer(server: &Arc<Server>, request: &[u8]) -> Result<Vec<u8>> {
    let mut conversation = server::exchange::Conversation::new(server)?;
    conversation.receive(request)?;
    admit::drain(server);
    let mut answer = conversation.answer()?;
    let mut response = Vec::new();
    while let Some(chunk) = answer.next_chunk()? {
        response.extend(chunk);
    }
    answer.delivered()?;
    Ok(response)
}

fn record(version: &Path) -> Result<()> {
    ensure!(!version.exists(), "{} is there: captures are never made again", version.display());
    let temporary = tempfile::tempdir()?;
    let province = temporary.path().join("province");
    let region = RegionCode::parse("52")?;
    drop(Home::create(&province, region, "Provinsi Contoh".to_owned(), Deployment::Training)?);
    let server = open_server(&province)?;
    for who in ["ani", "budi"] {
        drop(Store::enrolled(&temporary.path().join(who), PASSPHRASE, member(&server, who)?, Box::new(SystemClock))?);
    }
    drop(server);
    copy(&province, &version.join("province"))?;
    let server = open_server(&province)?;
    for (at, (who, number)) in EXCHANGES.into_iter().enumerate() {
        let dir = temporary.path().join(who);
        write(&mut Store::open(&dir, PASSPHRASE)?, at)?;
        let name = |end: &str| version.join(format!("{who}-{number}.{end}"));
        let mut store = Store::open(&dir, PASSPHRASE)?;
        let mut conversation = Conversation::begin(&mut store, Mode::Line)?;
        let mut request = Vec::new();
        while let Some(piece) = conversation.next_piece(&mut store, &mut |_| {})? {
            request.extend(piece);
        }
        fs::write(name("request"), &request)?;
        fs::write(name("exchange"), format!("{}\n", conversation.exchange()))?;
        drop(store);
        copy(&dir, &name("store"))?;
        let response = answer(&server, &request)?;
        fs::write(name("response"), &response)?;
        let mut store = Store::open(&dir, PASSPHRASE)?;
        conversation.receive(&mut store, &response, &mut |_| {})?;
        let Ended { outcome, .. } = conversation.into_ended();
        ensure!(matches!(outcome, sync::Outcome::Complete(_)), "{outcome:?}");
    }
    Ok(())
}

fn member(server: &Server, who: &str) -> Result<Membership> {
    let invitee = Invitee {
        region: RegionCode::parse(VILLAGE)?,
        officer: None,
        officer_name: format!("Petugas {who}"),
        role: "village".to_owned(),
        valid_for: 3_600,
    };
    let code = enrol::invite(&server.store, &server.keys, invitee)?.code;
    let candidate = Candidate::new(code, who, &SystemClock);
    let answer = enrol::enrol(&server.store, &server.keys, &server.province, candidate.request().clone())?;
    Ok(candidate.accept(answer, "http://127.0.0.1:1")?)
}

/// One new record before every exchange.
fn write(store: &mut Store, at: usize) -> Result<()> {
    let name = format!("Contoh {at}");
    let fields = [("name", name.as_str()), ("dusun", "Lebak"), ("sex", "P")];
    let field = |(path, value): (&str, &str)| Ok((records::Path::parse(path)?, records::Value::from(value)));
    let new = NewRecord {
        kind: Kind::Worker,
        region: RegionCode::parse(VILLAGE)?,
        officer: store.membership().officer(),
        fields: fields.into_iter().map(field).collect::<Result<_>>()?,
    };
    store.create(&new)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for file in fs::read_dir(from)? {
        let file = file?;
        fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(())
}
