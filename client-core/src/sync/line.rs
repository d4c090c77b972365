//! A conversation on a line of the async world.

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{
    Progress, SharedStore,
    conversation::{Conversation, Ended},
    link::{Link, LinkError},
};
use crate::{Result, Store};

/// A line that brings nothing for so long is dead; what is on its way up is given more time.
const IDLE: Duration = Duration::from_secs(60);
/// The slowest line that is worth waiting for, bytes a second.
const SLOWEST: u64 = 1000;

/// Carries a conversation over `link` to its end.
pub(super) async fn carry(
    store: &SharedStore,
    mut conversation: Conversation,
    link: Link,
    cancel: &CancellationToken,
    progress: &mut impl FnMut(Progress),
) -> Result<Ended> {
    let Link { up, mut down } = link;
    let mut up = Some(up);
    let began = Instant::now();
    let mut patience = began + IDLE;
    while !conversation.is_over() {
        if conversation.request_ended() {
            up = None;
        }
        let room = room_on(up.clone().filter(|_| conversation.wants_to_send()));
        tokio::select! {
            biased;
            () = cancel.cancelled() => conversation.cancel(),
            room = room => match room {
                Ok(permit) => {
                    let piece;
                    (conversation, piece) = call(store, conversation, progress, Conversation::next_piece).await?;
                    if let Some(piece) = piece {
                        patience = Instant::now() + patience_with(&conversation);
                        drop(permit.send(piece));
                    }
                }
                Err(_) => { up = None; conversation.stop_sending(); }
            },
            piece = timeout_at(patience, down.next()) => {
                patience = Instant::now() + patience_with(&conversation);
                match piece.unwrap_or_else(|_| Some(Err(timed_out()))) {
                    Some(Ok(bytes)) => {
                        conversation.open_for(began.elapsed());
                        (conversation, ()) = call(store, conversation, progress, move |conversation, store, watch| {
                            conversation.receive(store, &bytes, watch)
                        })
                        .await?;
                    }
                    Some(Err(error)) => conversation.closed(Some(error)),
                    None => conversation.closed(None),
                }
            }
        }
    }
    Ok(conversation.into_ended())
}

/// Calls `state` together with the store where waiting is allowed, and tells afterwards what happened. `state` is not
/// given back where that fails.
pub(super) async fn call<S: Send + 'static, T: Send + 'static>(
    store: &SharedStore,
    mut state: S,
    progress: &mut impl FnMut(Progress),
    work: impl FnOnce(&mut S, &mut Store, &mut dyn FnMut(Progress)) -> Result<T> + Send + 'static,
) -> Result<(S, T)> {
    let (state, done, events) = store
        .with(move |store| {
            let mut events = Vec::new();
            let done = work(&mut state, store, &mut |event| events.push(event))?;
            Ok((state, done, events))
        })
        .await?;
    events.into_iter().for_each(progress);
    Ok((state, done))
}

/// How long nothing may come: bytes that a slow line still carries up are given the time that they need.
fn patience_with(conversation: &Conversation) -> Duration {
    let carrying = if conversation.is_answered() { 0 } else { conversation.counts().up / SLOWEST };
    IDLE + Duration::from_secs(carrying)
}

/// Waits until the line takes a piece; for ever where there is nothing to send.
async fn room_on(
    up: Option<mpsc::Sender<Bytes>>,
) -> std::result::Result<mpsc::OwnedPermit<Bytes>, mpsc::error::SendError<()>> {
    match up {
        Some(up) => up.reserve_owned().await,
        None => std::future::pending().await,
    }
}

fn timed_out() -> LinkError {
    LinkError::cut("nothing came for too long")
}
