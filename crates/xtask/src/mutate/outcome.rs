//! What the simulation said.

use std::{fmt, time::Duration};

/// What a run came to.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) outcome: Outcome,
    /// From the start of the simulation to its end.
    pub(super) took: Duration,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A test failed, and said this first.
    Noticed(String),
    /// It did not come to an end.
    Hung,
    /// Everything passed.
    Survived,
}

impl Outcome {
    /// By what the tests printed.
    pub(super) fn of(passed: bool, output: &str) -> Self {
        if passed {
            return Self::Survived;
        }
        let seed = output.lines().find(|line| line.starts_with("seed "));
        let panic = || {
            let mut lines = output.lines().skip_while(|line| !line.contains("panicked at"));
            let place = lines.next().unwrap_or("it failed");
            format!("{} ({place})", lines.next().unwrap_or_default())
        };
        Self::Noticed(seed.map_or_else(panic, ToOwned::to_owned))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Noticed(by) => write!(f, "{by}"),
            Self::Hung => f.write_str("it did not end"),
            Self::Survived => f.write_str("SURVIVED"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_and_the_promise_are_named() {
        let output = "thread panicked at run.rs:1\nseed 12: device 1 lost w0003\n\nagain: …\n";
        assert_eq!(Outcome::of(false, output).to_string(), "seed 12: device 1 lost w0003");
        let output = "thread 'found' panicked at found.rs:9:9:\nthe province lacks w0001\n";
        let said = "the province lacks w0001 (thread 'found' panicked at found.rs:9:9:)";
        assert_eq!(Outcome::of(false, output).to_string(), said);
        assert_eq!(Outcome::of(true, output), Outcome::Survived);
    }
}
