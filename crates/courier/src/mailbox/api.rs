//! The routes.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, Query, State as Shared},
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_TYPE, RANGE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::StreamExt;
use records::DeviceId;
use serde::Deserialize;
use tokio::task::spawn_blocking;
use wire::{
    Frame, PROTOCOL,
    bundle::{BundleHead, Carried},
    courier::{Action, Card, Deposit, Packs, Waiting, WaitingAnswer},
    exchange::Refused,
    stream::FrameEncoder,
    succession::{MOST_BYTES, Successions},
};

use super::{State, caller::Visitor};
use crate::{Error, spool::Progress};

const CBOR: &str = "application/cbor";
const BUNDLE: &str = "application/vnd.rantau.bundle";
const SEALED: &str = "application/age";
const FRAMES: &str = "application/vnd.rantau.frames+zstd";
/// Bytes of a deposit that are made durable together: what a cut costs.
const PIECE: usize = 64 << 10;

type Result<T, E = ApiError> = std::result::Result<T, E>;

pub(super) fn router() -> Router<Arc<State>> {
    Router::new()
        .route("/v1/courier", get(card))
        .route("/v1/courier/deposits/{digest}", get(deposit).put(go_on))
        .route("/v1/courier/answers", get(answers))
        .route("/v1/courier/answers/{digest}", get(answer).delete(confirm))
        .route("/v1/courier/successions", get(successions).put(learn).layer(DefaultBodyLimit::max(MOST_BYTES)))
        .route("/v1/courier/packs", get(packs))
        .route("/v1/courier/packs/{digest}", get(piece))
}

async fn card(Shared(state): Shared<Arc<State>>) -> Response {
    let courier = &state.courier;
    let card = Card {
        protocol: PROTOCOL,
        certificate: courier.certificate.clone(),
        signature: courier.signature,
        challenge: state.challenger.issue((courier.now)()),
        bundle_bytes: courier.spool.limits().bundle,
    };
    cbor(card.to_bytes())
}

async fn deposit(Shared(state): Shared<Arc<State>>, who: Visitor, Path(digest): Path<String>) -> Result<Response> {
    let digest = parse(&digest)?;
    let device = who.asking(Action::Deposit, &digest)?;
    let told = blocking(move || {
        let progress = state.courier.spool.progress(device, &digest)?;
        tell(&state, device, &digest, progress)
    });
    Ok(cbor(told.await?.to_bytes()))
}

/// From which byte on.
#[derive(Deserialize)]
struct From {
    #[serde(default)]
    offset: u64,
}

async fn go_on(
    Shared(state): Shared<Arc<State>>,
    who: Visitor,
    Path(digest): Path<String>,
    Query(From { mut offset }): Query<From>,
    body: Body,
) -> Result<Response> {
    let digest = parse(&digest)?;
    let device = who.asking(Action::Deposit, &digest)?;
    let mut pieces = body.into_data_stream();
    let mut piece = Vec::with_capacity(PIECE);
    loop {
        let next = pieces.next().await;
        let ends = !matches!(next, Some(Ok(_)));
        if let Some(Ok(bytes)) = next {
            piece.extend_from_slice(&bytes);
        }
        if piece.len() >= PIECE || ends {
            let (keeping, bytes) = (Arc::clone(&state), std::mem::replace(&mut piece, Vec::with_capacity(PIECE)));
            let kept = blocking(move || keeping.courier.spool.deposit(device, &digest, offset, &bytes)).await?;
            offset = kept.have;
            if kept.whole || ends {
                let told = blocking(move || tell(&state, device, &digest, kept)).await?;
                return Ok(cbor(told.to_bytes()));
            }
        }
    }
}

/// How far a deposit is, with the courier's receipt where it is whole.
fn tell(state: &State, device: DeviceId, digest: &[u8; 32], progress: Progress) -> Result<Deposit, Error> {
    if !progress.whole {
        return Ok(Deposit { have: progress.have, receipt: None });
    }
    let courier = &state.courier;
    let head = courier.spool.head(device, digest)?;
    let BundleHead { lineage, exchange, .. } = head;
    let (at, digest) = ((courier.now)(), *digest);
    let carried = Carried { courier: courier.certificate.device, device, lineage, exchange, digest, at };
    Ok(Deposit { have: progress.have, receipt: Some((courier.sign)(carried)) })
}

async fn answers(Shared(state): Shared<Arc<State>>, who: Visitor) -> Result<Response> {
    let device = who.asking(Action::List, &[0; 32])?;
    let waiting = blocking(move || state.courier.spool.answers(Some(device))).await?;
    let answers = waiting.into_iter().map(|parcel| WaitingAnswer { digest: parcel.digest, size: parcel.size });
    Ok(cbor(Waiting { answers: answers.collect() }.to_bytes()))
}

async fn answer(
    Shared(state): Shared<Arc<State>>,
    who: Visitor,
    Path(digest): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let digest = parse(&digest)?;
    let device = who.asking(Action::Fetch, &digest)?;
    let mut bytes = blocking(move || state.courier.spool.answer(device, &digest)).await?;
    let Some(from) = first_byte(&headers).filter(|from| (1..bytes.len()).contains(from)) else {
        return Ok(([(CONTENT_TYPE, BUNDLE)], bytes).into_response());
    };
    let range = format!("bytes {from}-{}/{}", bytes.len() - 1, bytes.len());
    let rest = bytes.split_off(from);
    Ok((StatusCode::PARTIAL_CONTENT, [("content-type", BUNDLE.to_owned()), ("content-range", range)], rest)
        .into_response())
}

/// The N of `Range: bytes=N-`, the only form that a device needs.
fn first_byte(headers: &HeaderMap) -> Option<usize> {
    headers.get(RANGE)?.to_str().ok()?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}

async fn confirm(Shared(state): Shared<Arc<State>>, who: Visitor, Path(digest): Path<String>) -> Result<StatusCode> {
    let digest = parse(&digest)?;
    let device = who.asking(Action::Confirm, &digest)?;
    blocking(move || state.courier.spool.confirmed(device, &digest)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn successions(Shared(state): Shared<Arc<State>>) -> Result<Response> {
    let chain = blocking(move || Ok((state.courier.keys.known)())).await?;
    Ok(cbor(Successions { statements: chain.statements().to_vec(), card: None }.to_bytes()))
}

/// Nobody is asked who he is: what leads from our key to another proves itself.
async fn learn(Shared(state): Shared<Arc<State>>, told: Bytes) -> Result<StatusCode> {
    let told = Successions::from_bytes(&told).map_err(|_| Error::Malformed)?;
    let learnt = blocking(move || Ok((state.courier.keys.learn)(&told))).await?;
    if learnt { Ok(StatusCode::NO_CONTENT) } else { Err(Error::BadSignature.into()) }
}

async fn packs(Shared(state): Shared<Arc<State>>, who: Visitor) -> Result<Response> {
    who.asking(Action::Seed, &[0; 32])?;
    let packs = blocking(move || (state.courier.seeds.packs)(&who.certificate)).await?;
    Ok(cbor(Packs { packs }.to_bytes()))
}

/// Sealed pieces have no place in common with the pack, so where to go on is asked for and no range of the body.
async fn piece(
    Shared(state): Shared<Arc<State>>,
    who: Visitor,
    Path(digest): Path<String>,
    Query(From { offset }): Query<From>,
) -> Result<Response> {
    let digest = parse(&digest)?;
    who.asking(Action::Seed, &digest)?;
    let piece = blocking(move || (state.courier.seeds.piece)(&who.certificate, &digest, offset)).await?;
    Ok(([(CONTENT_TYPE, SEALED)], piece.ok_or(Error::Nothing)?).into_response())
}

fn parse(digest: &str) -> Result<[u8; 32], Error> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(digest, &mut bytes).map_err(|_| Error::Malformed)?;
    Ok(bytes)
}

/// Runs `work` where it may wait for the disk.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    spawn_blocking(work).await.unwrap_or(Err(Error::Malformed))
}

fn cbor(body: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, CBOR)], body).into_response()
}

/// An error on its way out: its status, and a `refused` frame as the province's own errors are.
#[derive(Debug)]
pub(super) struct ApiError(Error);

impl std::convert::From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let status = match &error {
            Error::Full => StatusCode::INSUFFICIENT_STORAGE,
            Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Error::NoBundle(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Elsewhere { .. } => StatusCode::CONFLICT,
            Error::Refused => StatusCode::FORBIDDEN,
            Error::Nothing => StatusCode::NOT_FOUND,
            Error::BadSignature | Error::StaleChallenge => StatusCode::UNAUTHORIZED,
            Error::Locked => StatusCode::LOCKED,
            Error::Malformed => StatusCode::BAD_REQUEST,
            Error::File(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        if matches!(error, Error::File(_)) {
            tracing::error!(error = %error, "the mailbox failed");
        }
        let refused = Refused { code: error.code().to_owned(), message: error.to_string(), wait: None };
        let body = FrameEncoder::new().and_then(|mut encoder| encoder.encode(&Frame::Refused(refused)));
        (status, [(CONTENT_TYPE, FRAMES)], body.unwrap_or_default()).into_response()
    }
}
