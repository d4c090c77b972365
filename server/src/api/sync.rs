//! `POST /v1/sync`: carries an exchange over HTTP.
//!
//! Each piece of the request goes to a blocking thread, so a slow line holds none while it is silent.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::post,
};
use futures_util::{Stream, StreamExt};
use records::DocId;
use tokio::{sync::mpsc, task::spawn_blocking, time::timeout};
use tokio_stream::wrappers::ReceiverStream;

use super::{ApiError, AppState, FRAMES};
use crate::{
    Error,
    exchange::{Answer, Conversation, Refusal},
    server::Server,
};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/v1/sync", post(sync))
}

async fn sync(State(server): State<AppState>, body: Body) -> Result<Response, ApiError> {
    let mut body = body.into_data_stream();
    let heard = listen(&server, &mut body).await;
    // Also after the end frame: bytes that are left unread would make the kernel reset the connection, answer included.
    drain(&server, &mut body).await;
    let conversation = heard?;
    if let Some(exchange) = conversation.exchange() {
        tracing::info!(device.id = %exchange.device.id, documents = exchange.docs.len(), "a device exchanges");
        settle(&server, &exchange.docs).await;
    }
    let answer = blocking(move || conversation.answer()).await?;
    Ok(([(CONTENT_TYPE, FRAMES)], Body::from_stream(stream(answer))).into_response())
}

/// Runs `work` where it may block.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    spawn_blocking(work).await.unwrap_or(Err(Refusal::Failed(Error::Unwritten)))
}

/// Reads a request to its end frame. What it pushed before it failed or was cut is durable all the same.
async fn listen<E>(
    server: &Arc<Server>,
    body: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
) -> Result<Conversation, ApiError> {
    let (mut conversation, mut counted) = (Conversation::new(server)?, false);
    while !conversation.ended() {
        let chunk = timeout(server.limits.patience, body.next()).await;
        let Ok(Some(Ok(chunk))) = chunk else { return Err(Refusal::Cut.into()) };
        conversation = blocking(move || conversation.receive(&chunk).map(|()| conversation)).await?;
        if let Some(exchange) = conversation.exchange().filter(|_| !counted) {
            server.gate.exchange(exchange.device.id)?;
            counted = true;
        }
    }
    Ok(conversation)
}

/// Reads on without looking, so that a device which is still sending gets to read the answer.
async fn drain<E>(server: &Server, body: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin)) {
    let mut left = server.limits.request_bytes;
    let rest = async {
        while let Some(Ok(chunk)) = body.next().await
            && left > 0
        {
            left = left.saturating_sub(chunk.len());
        }
    };
    let _ = timeout(server.limits.patience, rest).await;
}

/// Waits for the guard until the deadline. Late verdicts come with the next exchange.
pub(super) async fn settle(server: &Server, docs: &BTreeSet<DocId>) {
    let _ = timeout(server.limits.verdict_deadline, server.guardroom.settled(docs)).await;
}

fn stream(answer: Answer) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    let (chunks, taken) = mpsc::channel(1);
    tokio::spawn(give(answer, chunks));
    ReceiverStream::new(taken).map(Ok)
}

async fn give(mut answer: Answer, chunks: mpsc::Sender<Bytes>) {
    loop {
        let next = spawn_blocking(move || {
            let chunk = answer.next_chunk();
            (answer, chunk)
        });
        let Ok((rest, chunk)) = next.await else { return };
        match chunk {
            Ok(Some(chunk)) => {
                if chunks.send(chunk).await.is_err() {
                    return;
                }
                answer = rest;
            }
            Ok(None) => return finish(rest, &chunks).await,
            Err(error) => return break_off(rest, error, &chunks).await,
        }
    }
}

async fn finish(answer: Answer, chunks: &mpsc::Sender<Bytes>) {
    // Room for another chunk means that the last one was taken.
    if chunks.reserve().await.is_err() {
        return;
    }
    if let Ok(Err(error)) = spawn_blocking(move || answer.delivered()).await {
        tracing::error!(error = %error, "verdicts that were told will be told again");
    }
}

async fn break_off(answer: Answer, error: Error, chunks: &mpsc::Sender<Bytes>) {
    if let Some(chunk) = answer.broken_off(error) {
        let _ = chunks.send(chunk).await;
    }
}
