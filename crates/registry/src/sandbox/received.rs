//! Events as they came in, held against the rules of the registry.
//!
//! Not [`Event`](crate::Event): a registry hears other senders as well, whose ids are any text.

use records::{Deployment, Nik};
use serde::Serialize;
use serde_json::Value as Json;

use super::message::Shape;
use crate::allow_list::DISPUTED;

/// The type of event that tells a version of a worker.
const WORKER_RECORDED: &str = "id.go.pmi.worker.recorded.v1";
/// The type of event that tells that a worker's record was erased: what is held of it goes.
const WORKER_ERASED: &str = "id.go.pmi.worker.erased.v1";

/// An event with an id, and the registry's judgement of it.
pub(super) struct Received {
    pub(super) id: String,
    pub(super) judged: Result<WorkerEvent, Rejection>,
}

/// An event that keeps the rules.
pub(super) struct WorkerEvent {
    pub(super) source: String,
    pub(super) subject: String,
    /// 20 digits, so that texts sort as numbers.
    pub(super) sequence: String,
    /// The record's fields, as JSON.
    pub(super) worker: Json,
}

/// Why an event is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rejection {
    pub(super) code: &'static str,
    pub(super) field_errors: Vec<FieldProblem>,
}

/// What is wrong with one field. Never repeats its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct FieldProblem {
    field: &'static str,
    code: &'static str,
    message: &'static str,
}

const fn required(field: &'static str) -> FieldProblem {
    FieldProblem { field, code: "required", message: "wajib diisi" }
}

const fn malformed(field: &'static str, message: &'static str) -> FieldProblem {
    FieldProblem { field, code: "malformed", message }
}

/// The events of a body; `None` where it is no event or no batch, or where one has no id by which to answer.
pub(super) fn events(shape: Shape, body: &[u8]) -> Option<Vec<Received>> {
    let events = match shape {
        Shape::Single => vec![serde_json::from_slice(body).ok()?],
        Shape::Batch => serde_json::from_slice::<Vec<Json>>(body).ok()?,
    };
    if events.is_empty() {
        return None;
    }
    events.into_iter().map(received).collect()
}

fn received(event: Json) -> Option<Received> {
    let id = text(&event, "id").filter(|id| id.len() <= 255)?.to_owned();
    Some(Received { id, judged: judge(event) })
}

fn judge(mut event: Json) -> Result<WorkerEvent, Rejection> {
    let is_erased = text(&event, "type") == Some(WORKER_ERASED);
    let is_known = is_erased || text(&event, "type") == Some(WORKER_RECORDED);
    if text(&event, "specversion") != Some("1.0") || !is_known {
        return Err(Rejection { code: "unknown_type", field_errors: Vec::new() });
    }
    let attribute = |name| text(&event, name).ok_or_else(|| invalid(vec![required(name)]));
    let (source, subject) = (attribute("source")?.to_owned(), attribute("subject")?.to_owned());
    let sequence = attribute("sequence")?.to_owned();
    if sequence.len() != 20 || !sequence.bytes().all(|b| b.is_ascii_digit()) {
        return Err(invalid(vec![malformed("sequence", "20 angka")]));
    }
    if !subject.starts_with("worker/") {
        return Err(invalid(vec![malformed("subject", "worker/<id>")]));
    }
    if is_erased {
        let worker = Json::Object(serde_json::Map::new());
        return Ok(WorkerEvent { source, subject, sequence, worker });
    }
    let worker = event.pointer_mut("/data/worker").map(Json::take).unwrap_or_default();
    let field_errors = field_errors(&worker);
    if field_errors.is_empty() {
        Ok(WorkerEvent { source, subject, sequence, worker })
    } else {
        Err(invalid(field_errors))
    }
}

const fn invalid(field_errors: Vec<FieldProblem>) -> Rejection {
    Rejection { code: "invalid", field_errors }
}

fn field_errors(worker: &Json) -> Vec<FieldProblem> {
    let is_empty = worker.get("name").and_then(Json::as_str).is_none_or(|name| name.trim().is_empty());
    let name = is_empty && !is_disputed(worker, "name");
    let nik = worker.get("nik").is_some_and(|nik| !is_nik(nik));
    let errors =
        [name.then_some(required("name")), nik.then_some(malformed("nik", "NIK 16 angka dengan tanggal lahir"))];
    errors.into_iter().flatten().collect()
}

/// Whether a field is not there because people say different things of it.
fn is_disputed(worker: &Json, field: &str) -> bool {
    let disputed = worker.get(DISPUTED).and_then(Json::as_str).unwrap_or_default();
    disputed.split(',').any(|path| path == field)
}

fn is_nik(value: &Json) -> bool {
    value.as_str().is_some_and(|text| Nik::parse(text, Deployment::Training).is_ok())
}

fn text<'a>(event: &'a Json, name: &str) -> Option<&'a str> {
    event.get(name).and_then(Json::as_str).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(change: &[(&str, Json)]) -> Json {
        let mut event = json!({
            "specversion": "1.0", "id": "e1", "source": "https://sync.example.go.id/52", "type": WORKER_RECORDED,
            "subject": "worker/w1", "sequence": "00000000000000000001",
            "data": {"worker": {"name": "CONTOH SATU", "nik": "5203130107950000"}},
        });
        for (pointer, value) in change {
            *event.pointer_mut(pointer).unwrap() = value.clone();
        }
        event
    }

    #[test]
    fn each_rule_has_its_code() {
        for (name, pointer, value, expected) in [
            ("another version", "/specversion", json!("0.3"), ("unknown_type", None)),
            ("another type", "/type", json!("id.go.pmi.case.recorded.v1"), ("unknown_type", None)),
            ("no source", "/source", json!(""), ("invalid", Some(("source", "required")))),
            ("no subject", "/subject", json!(null), ("invalid", Some(("subject", "required")))),
            ("no worker", "/subject", json!("household/h1"), ("invalid", Some(("subject", "malformed")))),
            ("short sequence", "/sequence", json!("1"), ("invalid", Some(("sequence", "malformed")))),
            ("no name", "/data/worker/name", json!("  "), ("invalid", Some(("name", "required")))),
            ("no data", "/data", json!(null), ("invalid", Some(("name", "required")))),
            ("short NIK", "/data/worker/nik", json!("520313"), ("invalid", Some(("nik", "malformed")))),
            ("no such day", "/data/worker/nik", json!("5203133902950000"), ("invalid", Some(("nik", "malformed")))),
            ("number", "/data/worker/nik", json!(5), ("invalid", Some(("nik", "malformed")))),
        ] {
            let rejection = judge(event(&[(pointer, value)])).err().unwrap_or_else(|| panic!("{name} was taken"));
            let first = rejection.field_errors.first().map(|error| (error.field, error.code));
            assert_eq!((rejection.code, first), expected, "{name}");
        }
        assert!(judge(event(&[])).is_ok());
        let disputed = json!({ "nik": "5203130107950000", "disputed": "birth_date,name" });
        assert!(judge(event(&[("/data/worker", disputed)])).is_ok(), "a name that nobody has settled yet");
    }

    #[test]
    fn a_body_is_an_event_or_a_batch_of_them_with_ids() {
        let one = event(&[]).to_string();
        let nameless = event(&[("/id", json!(""))]).to_string();
        for (shape, body, count) in [
            (Shape::Single, one.clone(), Some(1)),
            (Shape::Batch, format!("[{one},{one}]"), Some(2)),
            (Shape::Batch, one.clone(), None),
            (Shape::Single, format!("[{one}]"), None),
            (Shape::Batch, "[]".to_owned(), None),
            (Shape::Batch, format!("[{one},{nameless}]"), None),
            (Shape::Single, "{".to_owned(), None),
        ] {
            assert_eq!(events(shape, body.as_bytes()).map(|events| events.len()), count, "{shape:?}");
        }
    }
}
