//! Whether bytes move: a line that stalls keeps its connections and brings nothing.

use std::time::Duration;

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

/// What every byte passes before it is delivered.
#[derive(Debug)]
pub(super) struct Gate(watch::Sender<Flow>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Moving,
    StalledUntil(Instant),
    Stalled,
}

impl Gate {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(Flow::Moving))
    }

    /// Stops all bytes, for `time` or until [`release`](Self::release).
    pub(super) fn stall(&self, time: Option<Duration>) {
        self.0.send_replace(time.map_or(Flow::Stalled, |time| Flow::StalledUntil(Instant::now() + time)));
    }

    pub(super) fn release(&self) {
        self.0.send_replace(Flow::Moving);
    }

    /// Waits until bytes move.
    pub(super) async fn pass(&self) {
        let mut flow = self.0.subscribe();
        loop {
            let until = match *flow.borrow_and_update() {
                Flow::Moving => return,
                Flow::StalledUntil(until) => Some(until),
                Flow::Stalled => None,
            };
            tokio::select! {
                () = sleep_until(until.unwrap_or_else(Instant::now)), if until.is_some() => return,
                changed = flow.changed() => changed.expect("the line outlives its tasks"),
            }
        }
    }
}
