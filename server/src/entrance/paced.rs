//! A request's body that has to come at least as fast as the slowest line.
//!
//! Each frame of a body resets no clock: whoever sends a byte a minute is behind after the first allowance, while a line
//! that is cut for two minutes and then goes on at 1 kB/s is not.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a body may be behind the slowest line.
const ALLOWANCE: Duration = Duration::from_secs(120);
/// The slowest line, bytes a second: an eighth of what GSM gave.
const SLOWEST: u64 = 128;

/// A body with a deadline that every byte puts off a little.
pub(super) struct Paced {
    body: Incoming,
    began: Instant,
    got: u64,
    late: Pin<Box<Sleep>>,
}

/// The body came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the request came too slowly")]
struct TooSlow;

impl Paced {
    pub(super) fn new(body: Incoming) -> Self {
        let began = Instant::now();
        Self { body, began, got: 0, late: Box::pin(sleep_until(began + ALLOWANCE)) }
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.late.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(TooSlow.into())));
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(Ok(frame)) = &frame {
            self.got += frame.data_ref().map_or(0, |data| data.len() as u64);
            let by = self.began + ALLOWANCE + Duration::from_secs(self.got / SLOWEST);
            self.late.as_mut().reset(by);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
