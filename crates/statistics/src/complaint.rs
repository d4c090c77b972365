//! What is counted of one complaint.

use assessment::{CaseAssessment, RunningClock};

/// What is counted of one complaint: nothing of who it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Complaint {
    /// Whether it is neither solved nor closed.
    pub is_open: bool,
    /// Whether one of its clocks has run out.
    pub is_past_clock: bool,
}

impl Complaint {
    /// What is counted of a complaint of which `told` tells.
    #[must_use]
    pub fn of(told: &CaseAssessment) -> Self {
        Self { is_open: told.is_open, is_past_clock: told.clocks.iter().any(RunningClock::is_past) }
    }
}
