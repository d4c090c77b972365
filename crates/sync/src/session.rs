//! One exchange, seen from the device.
//!
//! ```text
//! Start ─► Pushing ──(no envelope left)──► Mending ──(nothing left)──► Waiting ──(head)──► Receiving ──(trailer)──► Over
//!             └──────────────────────── cut, refused, out of order, cancelled ────────────────────────────────────┘
//! ```
//!
//! What arrived is kept whatever happens later: a push frame is durable at the province when it is whole, a pull frame
//! on the device when it is applied. So a cut ends a session and the next one goes on from there.

use wire::{
    Frame, Hello, PROTOCOL, Pull, Push,
    exchange::{Compared, Head, Reconcile, Refused, Trailer, Verdicts, Wants},
};

use crate::Pace;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The connection is being opened; this is what the device says first.
    Start(Hello),
    /// The answer to [`Effect::NextEnvelope`]: `None` when the outbox is empty.
    Envelope(Option<Box<Push>>),
    /// The answer to [`Effect::NextMend`]: `None` where nothing is left.
    Mend(Option<Box<Frame>>),
    /// A frame of the response is complete.
    Received(Box<Frame>),
    /// The connection ended, with or without an error.
    Closed,
    /// The person asked to stop.
    Cancel,
}

/// What the shell is to do, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Sign the hello and send it.
    SendHello(Hello),
    /// Take the next envelope from the outbox, with at most about `bytes` of changes, and report it.
    NextEnvelope {
        /// How many bytes of changes.
        bytes: usize,
    },
    /// Take the next frame that hands back what the province lost, or that compares, and report it.
    NextMend,
    /// Send a frame.
    Send(Box<Frame>),
    /// Note which statements arrived, the server's clock, epoch and feeds.
    TakeHead(Head),
    /// Note what became of changes.
    TakeVerdicts(Verdicts),
    /// Verify and apply log entries in one transaction.
    Apply(Box<Pull>),
    /// Take the next step of a comparison.
    TakeReconcile(Reconcile),
    /// Take away what the log does not hold, and the cursor that goes with it.
    TakeCompared(Compared),
    /// Note what is to be sent again.
    TakeWants(Wants),
    /// Verify the receipt and compare fingerprints; the exchange is complete.
    Complete(Trailer),
    /// The exchange ended before it was complete.
    Fail(Fault),
}

/// Why an exchange was not completed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The line was cut. What arrived is kept.
    #[error("the line was cut")]
    Cut,
    /// The server ended the exchange.
    #[error("the server refused: {} ({})", .0.message, .0.code)]
    Refused(Refused),
    /// A frame came where it has no place.
    #[error("the server sent {frame} where {expected} belongs")]
    OutOfOrder {
        /// The frame's name.
        frame: &'static str,
        /// What would have been right.
        expected: &'static str,
    },
    /// A version of the protocol that this one does not speak.
    #[error("the server speaks version {0} of the protocol; update this program")]
    Protocol(u16),
    /// The person stopped it.
    #[error("stopped")]
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    Pushing(Pace),
    Mending,
    Waiting,
    Receiving,
    Over,
}

/// The state of one exchange.
#[derive(Debug, Clone)]
pub struct Session {
    phase: Phase,
    push: Option<Pace>,
}

impl Session {
    /// A session that pushes the outbox in frames of `pace` and then pulls.
    #[must_use]
    pub const fn pushing(pace: Pace) -> Self {
        Self { phase: Phase::Idle, push: Some(pace) }
    }

    /// A session that asks first: it pulls, and learns which statements of an exchange that was cut have arrived.
    #[must_use]
    pub const fn asking() -> Self {
        Self { phase: Phase::Idle, push: None }
    }

    /// A session that only takes in an answer: its request went another way.
    #[must_use]
    pub const fn listening() -> Self {
        Self { phase: Phase::Waiting, push: None }
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    /// Takes an event and says what to do.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        match (self.phase, event) {
            (Phase::Over, _) => Vec::new(),
            (_, Event::Cancel) => self.fail(Fault::Cancelled),
            (_, Event::Closed) => self.fail(Fault::Cut),
            // What comes before all else is taken by whoever carries the bytes.
            (_, Event::Received(frame))
                if matches!(*frame, Frame::Unknown(_) | Frame::Wipe(_) | Frame::Successions(_)) =>
            {
                Vec::new()
            }
            (Phase::Idle, Event::Start(hello)) => self.start(hello),
            (Phase::Pushing(pace), Event::Envelope(envelope)) => self.push(pace, envelope),
            (Phase::Mending, Event::Mend(frame)) => self.mend(frame),
            (Phase::Idle, Event::Received(_)) => Vec::new(),
            (_, Event::Received(frame)) => self.receive(*frame),
            (_, Event::Start(_) | Event::Envelope(_) | Event::Mend(_)) => Vec::new(),
        }
    }

    fn start(&mut self, hello: Hello) -> Vec<Effect> {
        let mut effects = vec![Effect::SendHello(hello)];
        match self.push {
            Some(mut pace) => {
                effects.push(Effect::NextEnvelope { bytes: pace.take() });
                self.phase = Phase::Pushing(pace);
            }
            None => effects.push(self.begin_mending()),
        }
        effects
    }

    fn push(&mut self, mut pace: Pace, envelope: Option<Box<Push>>) -> Vec<Effect> {
        let Some(push) = envelope else { return vec![self.begin_mending()] };
        let effects = vec![Effect::Send(Box::new(Frame::Push(*push))), Effect::NextEnvelope { bytes: pace.take() }];
        self.phase = Phase::Pushing(pace);
        effects
    }

    const fn begin_mending(&mut self) -> Effect {
        self.phase = Phase::Mending;
        Effect::NextMend
    }

    fn mend(&mut self, frame: Option<Box<Frame>>) -> Vec<Effect> {
        let Some(frame) = frame else {
            self.phase = Phase::Waiting;
            return vec![Effect::Send(Box::new(Frame::End))];
        };
        vec![Effect::Send(frame), Effect::NextMend]
    }

    fn receive(&mut self, frame: Frame) -> Vec<Effect> {
        match (self.phase, frame) {
            (_, Frame::Refused(refused)) => self.fail(Fault::Refused(refused)),
            (Phase::Waiting, Frame::Head(head)) => self.head(head),
            (Phase::Receiving, Frame::Verdicts(verdicts)) => vec![Effect::TakeVerdicts(verdicts)],
            (Phase::Receiving, Frame::Reconcile(reconcile)) => vec![Effect::TakeReconcile(reconcile)],
            (Phase::Receiving, Frame::Pull(pull)) => vec![Effect::Apply(Box::new(pull))],
            (Phase::Receiving, Frame::Compared(compared)) => vec![Effect::TakeCompared(compared)],
            (Phase::Receiving, Frame::Wants(wants)) => vec![Effect::TakeWants(wants)],
            (Phase::Receiving, Frame::Trailer(trailer)) => {
                self.phase = Phase::Over;
                vec![Effect::Complete(trailer)]
            }
            (phase, frame) => self.fail(Fault::OutOfOrder { frame: frame.name(), expected: expected_in(phase) }),
        }
    }

    fn head(&mut self, head: Head) -> Vec<Effect> {
        if head.protocol > PROTOCOL {
            return self.fail(Fault::Protocol(head.protocol));
        }
        self.phase = Phase::Receiving;
        vec![Effect::TakeHead(head)]
    }

    fn fail(&mut self, fault: Fault) -> Vec<Effect> {
        self.phase = Phase::Over;
        vec![Effect::Fail(fault)]
    }
}

const fn expected_in(phase: Phase) -> &'static str {
    match phase {
        Phase::Idle | Phase::Pushing(_) | Phase::Mending => "nothing yet",
        Phase::Waiting => "head",
        Phase::Receiving => "verdicts, a step of a comparison, pull or trailer",
        Phase::Over => "nothing more",
    }
}

#[cfg(test)]
mod tests;
