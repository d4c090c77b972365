//! What is counted of one complaint.

/// What is counted of one complaint: nothing of who it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Complaint {
    /// Whether it is neither solved nor closed.
    pub is_open: bool,
    /// Whether one of its clocks has run out.
    pub is_past_clock: bool,
}
