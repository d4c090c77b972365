//! What happened, as lines; two runs of one plan have the same.

use sha2::{Digest, Sha256};

/// The lines of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    lines: Vec<String>,
}

impl Trace {
    pub(crate) fn say(&mut self, line: String) {
        self.lines.push(line);
    }

    /// A short name of all that happened.
    pub(crate) fn hash(&self) -> String {
        let hash = Sha256::digest(self.lines.join("\n"));
        hex::encode(&hash[..8])
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }
}
