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
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a body may be behind the slowest line.
const ALLOWANCE: Duration = Duration::from_secs(120);
/// The slowest line, bytes a second: an eighth of what GSM gave.
const SLOWEST: u64 = 128;

/// A body with a deadline that every byte puts off a little.
pub(super) struct Paced<B> {
    body: B,
    began: Instant,
    got: u64,
    late: Pin<Box<Sleep>>,
}

/// The body came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the request came too slowly")]
struct TooSlow;

impl<B> Paced<B> {
    pub(super) fn new(body: B) -> Self {
        let began = Instant::now();
        Self { body, began, got: 0, late: Box::pin(sleep_until(began + ALLOWANCE)) }
    }
}

impl<B: Body<Data = Bytes, Error: Into<axum::BoxError>> + Unpin> Body for Paced<B> {
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

#[cfg(test)]
mod tests {
    use axum::body::Body as Any;
    use futures_util::{StreamExt, stream};

    use super::*;

    /// A body of pieces of so many bytes, one every so many seconds; how many bytes of it came, and whether all.
    async fn read(bytes: usize, every: u64, pieces: usize) -> (usize, bool) {
        let sent = stream::iter(0..pieces).then(move |_| async move {
            tokio::time::sleep(Duration::from_secs(every)).await;
            Ok::<_, std::io::Error>(Bytes::from(vec![0; bytes]))
        });
        let mut body = Any::new(Paced::new(Any::from_stream(Box::pin(sent)))).into_data_stream();
        let mut got = 0;
        while let Some(piece) = body.next().await {
            match piece {
                Ok(piece) => got += piece.len(),
                Err(_) => return (got, false),
            }
        }
        (got, true)
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_line_gets_through_and_who_drips_does_not() {
        assert_eq!(read(8_000, 8, 500).await, (4_000_000, true), "1 kB/s for more than an hour");
        assert_eq!(read(30_000, 110, 3).await, (90_000, true), "two minutes of silence at a time");
        assert_eq!(read(1, 10, 1_000).await, (11, false), "a byte every ten seconds");
        assert_eq!(read(1, 121, 1).await, (0, false));
    }
}
