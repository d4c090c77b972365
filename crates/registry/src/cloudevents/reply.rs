//! The reply: `{"results": [{"id", "status", "code", "registry_id", "field_errors"}]}`, or a problem.

use serde::Deserialize;

use crate::{
    Action, Answer, EventId, ItemStatus,
    answer::{Code, FieldError, Heard, KnownItem, RegistryId, Reply, outcomes},
};

/// The most field errors that are kept of one item.
const MAX_FIELD_ERRORS: usize = 50;

#[derive(Deserialize)]
struct Results {
    /// Read one by one, so that an item of an unknown shape spoils no other.
    results: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Item {
    id: EventId,
    status: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    registry_id: Option<String>,
    #[serde(default)]
    field_errors: Option<Vec<ItemFieldError>>,
}

#[derive(Deserialize)]
struct ItemFieldError {
    #[serde(default)]
    field: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Problem {
    code: String,
}

/// What a reply means for the events that were sent. A success whose body is not understood says nothing of any event.
#[must_use]
pub fn understand(sent: &[EventId], reply: &Reply) -> Answer {
    let success = (200..300).contains(&reply.status);
    let code = if success { None } else { problem_code(&reply.body) };
    let action = if success {
        Action::PerItem(outcomes(sent, items(&reply.body)))
    } else {
        Action::of_status(reply.status, code.clone(), reply.retry_after, sent.len())
    };
    Answer { heard: Heard::Reply { status: reply.status, code }, action }
}

fn problem_code(body: &[u8]) -> Option<Code> {
    let problem: Problem = serde_json::from_slice(body).ok()?;
    Code::of_untrusted(&problem.code)
}

fn items(body: &[u8]) -> impl Iterator<Item = KnownItem> {
    let results = serde_json::from_slice(body).map_or_else(|_| Vec::new(), |results: Results| results.results);
    results.into_iter().filter_map(|item| serde_json::from_value(item).ok()).map(known)
}

fn known(item: Item) -> KnownItem {
    let code = item.code.as_deref().and_then(Code::of_untrusted);
    let registry_id = item.registry_id.and_then(|id| RegistryId::parse(&id).ok());
    let status = match item.status.as_str() {
        "accepted" => ItemStatus::Accepted { registry_id },
        "duplicate" => ItemStatus::Duplicate { registry_id },
        "rejected" => ItemStatus::Rejected { code, field_errors: field_errors(item.field_errors.unwrap_or_default()) },
        "pending" => ItemStatus::Pending,
        other => ItemStatus::Unknown { status: Code::of_untrusted(other) },
    };
    KnownItem { event: item.id, status }
}

fn field_errors(errors: Vec<ItemFieldError>) -> Vec<FieldError> {
    let kept = errors.into_iter().take(MAX_FIELD_ERRORS);
    kept.map(|error| FieldError::of_untrusted(&error.field, &error.code, &error.message)).collect()
}
