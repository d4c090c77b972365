//! Whether a deployment serves real people or is for training.

use serde::{Deserialize, Serialize};

/// What a deployment is for, fixed when its server is made.
///
/// NIK serials start at 0001, so a NIK that ends in 0000 is never issued (DOMAIN.md 2.0). A training deployment takes
/// such numbers, and says on every page and output that it is one; a production deployment refuses them. Tests, the
/// demo and staging can thus never hit a living person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deployment {
    /// Records of living people.
    Production,
    /// Invented people only.
    Training,
}

impl Deployment {
    /// The banner that every page and output of a training deployment carries, `None` in production.
    #[must_use]
    pub const fn banner(self) -> Option<&'static str> {
        match self {
            Self::Production => None,
            Self::Training => Some("LATIHAN / TRAINING: data ini bukan orang sungguhan, invented people only"),
        }
    }
}
