//! The outcome of one event.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::EventId;

/// What became of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOutcome {
    /// The event.
    pub event: EventId,
    /// What became of it.
    pub status: ItemStatus,
}

/// What a registry says of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ItemStatus {
    /// Taken.
    Accepted {
        /// The registry's own id of the record.
        registry_id: Option<RegistryId>,
    },
    /// Known already, or older than what it holds: as good as accepted.
    Duplicate {
        /// The registry's own id of the record.
        registry_id: Option<RegistryId>,
    },
    /// Not taken; to the review queue.
    Rejected {
        /// Why.
        code: Option<Code>,
        /// What is wrong with which field.
        field_errors: Vec<FieldError>,
    },
    /// Being worked on: ask again with the same event.
    Pending,
    /// Nothing was said of it, or something that this version does not understand: ask again with the same event.
    Unknown {
        /// What was said.
        status: Option<Code>,
    },
}

/// A registry's own id of a record, at most 40 visible ASCII characters (DOMAIN.md 2.0).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegistryId(String);

/// A text that is no registry id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a registry id has 1 to 40 visible ASCII characters")]
pub struct ParseRegistryIdError;

impl RegistryId {
    /// Parses an id; white space around it does not matter.
    ///
    /// # Errors
    /// Where it is empty, too long or has other characters.
    pub fn parse(text: &str) -> Result<Self, ParseRegistryIdError> {
        let text = text.trim();
        let fits = (1..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(Self(text.to_owned())) } else { Err(ParseRegistryIdError) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RegistryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RegistryId {
    type Error = ParseRegistryIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<RegistryId> for String {
    fn from(id: RegistryId) -> Self {
        id.0
    }
}

/// A word of a registry's own vocabulary: 1 to 64 letters, digits and `_.:-/`. Safe to log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    const MAX_LEN: usize = 64;

    /// What is left of an untrusted text: the characters of a code, cut at the limit. `None` where nothing is left.
    #[must_use]
    pub fn of_untrusted(text: &str) -> Option<Self> {
        let fits = |c: &char| c.is_ascii_alphanumeric() || "_.:-/".contains(*c);
        let code: String = text.chars().filter(fits).take(Self::MAX_LEN).collect();
        (!code.is_empty()).then_some(Self(code))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is wrong with one field, in the registry's words.
///
/// `Debug` hides the message, which may repeat the value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field as the registry names it.
    pub field: Option<Code>,
    /// What kind of wrong.
    pub code: Option<Code>,
    /// For people, at most 300 characters.
    pub message: String,
}

impl FieldError {
    const MAX_MESSAGE: usize = 300;

    /// A field error of untrusted texts.
    #[must_use]
    pub fn of_untrusted(field: &str, code: &str, message: &str) -> Self {
        let shown = message.chars().filter(|c| !c.is_control()).take(Self::MAX_MESSAGE);
        Self { field: Code::of_untrusted(field), code: Code::of_untrusted(code), message: shown.collect() }
    }
}

impl fmt::Debug for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut error = f.debug_struct("FieldError");
        error.field("field", &self.field).field("code", &self.code).finish_non_exhaustive()
    }
}

/// What a reply said of one event, before it is held against what was sent.
pub(crate) struct KnownItem {
    pub(crate) event: EventId,
    pub(crate) status: ItemStatus,
}

/// One outcome for each event that was sent: of two contradictory ones neither is believed, of none nothing is known,
/// and those of events that were not sent are dropped.
pub(crate) fn outcomes(sent: &[EventId], said: impl IntoIterator<Item = KnownItem>) -> Vec<ItemOutcome> {
    let mut by_event: BTreeMap<EventId, ItemStatus> = BTreeMap::new();
    for item in said {
        let known = by_event.entry(item.event).or_insert_with(|| item.status.clone());
        if *known != item.status {
            *known = ItemStatus::Unknown { status: Code::of_untrusted("contradictory") };
        }
    }
    let status = |event| by_event.get(event).cloned().unwrap_or(ItemStatus::Unknown { status: None });
    sent.iter().map(|event| ItemOutcome { event: *event, status: status(event) }).collect()
}
