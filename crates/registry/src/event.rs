//! The event that a registry hears: CloudEvents 1.0 in structured JSON, one per version of a record.
//!
//! The type is our own and not that of `cloudevents-sdk`, which keeps extension attributes in a `HashMap`: an event is
//! stored as text, signed and sent again, so that its bytes must be the same every time. Here attributes are written
//! in the order of the fields below and data in the order of its paths.

mod data;
mod id;
mod sequence;
mod source;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::Timestamp;
use records::{ChangeHash, DocId, Kind, Path, Value};
use serde::{Deserialize, Serialize};

use crate::{AllowList, allow_list::Category};

pub use id::EventId;
pub(crate) use id::uuid_of;
pub use sequence::{ParseSequenceError, Sequence};
pub use source::{EventSource, ParseSourceError};

/// The law that the attribute `dataregulation` names: the act on personal data protection.
const REGULATION: &str = "ID-UU-27-2022";

/// One version of a record, as the projector sees it.
#[derive(Debug, Clone, Copy)]
pub struct RecordVersion<'a> {
    /// The document.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// The heads that make the version.
    pub heads: &'a BTreeSet<ChangeHash>,
    /// The fields, and what is derived from them: [`STAGE`](crate::allow_list::STAGE),
    /// [`DISPUTED`](crate::allow_list::DISPUTED).
    pub fields: &'a BTreeMap<Path, Value>,
    /// Its place among the events of the record: a later version has a greater one.
    pub sequence: Sequence,
    /// When the newest change was made in the village, by the device's clock.
    pub happened: Timestamp,
    /// When the server made the event. The time offline lies between the two.
    pub recorded: Timestamp,
}

/// A CloudEvent.
///
/// `Debug` shows its attributes without the data.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    specversion: SpecVersion,
    id: EventId,
    source: EventSource,
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    time: Timestamp,
    recordedtime: Timestamp,
    sequence: Sequence,
    datacontenttype: String,
    dataschema: String,
    dataclassification: String,
    dataregulation: String,
    datacategory: Category,
    data: serde_json::Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum SpecVersion {
    #[serde(rename = "1.0")]
    V1,
}

impl Event {
    /// The event of a version: `data` is `{"<kind>": {<fields>}}`, a field path's segments being nested objects, with
    /// only the fields that `allowed` lets go.
    #[must_use]
    pub fn of_record(source: &EventSource, version: &RecordVersion<'_>, allowed: &AllowList) -> Self {
        let kind = version.kind;
        let cut = allowed.cut(&data::nested(kind, version.fields));
        Self {
            specversion: SpecVersion::V1,
            id: EventId::of_version(version.doc, version.heads),
            source: source.clone(),
            kind: format!("id.go.pmi.{kind}.recorded.v1"),
            subject: format!("{kind}/{}", version.doc),
            time: version.happened,
            recordedtime: version.recorded,
            sequence: version.sequence,
            datacontenttype: "application/json".to_owned(),
            dataschema: format!("{}/schema/{kind}/1", source.as_str()),
            dataclassification: "confidential".to_owned(),
            dataregulation: REGULATION.to_owned(),
            datacategory: cut.category,
            data: cut.data,
        }
    }

    /// The event that a record was erased: its subject, and nothing of what stood in it.
    #[must_use]
    pub fn of_erasure(source: &EventSource, doc: DocId, kind: Kind, sequence: Sequence, at: Timestamp) -> Self {
        Self {
            specversion: SpecVersion::V1,
            id: EventId::of_erasure(doc),
            source: source.clone(),
            kind: format!("id.go.pmi.{kind}.erased.v1"),
            subject: format!("{kind}/{doc}"),
            time: at,
            recordedtime: at,
            sequence,
            datacontenttype: "application/json".to_owned(),
            dataschema: format!("{}/schema/{kind}/1", source.as_str()),
            dataclassification: "confidential".to_owned(),
            dataregulation: REGULATION.to_owned(),
            datacategory: Category::Umum,
            data: serde_json::Value::Object(serde_json::Map::new()),
        }
    }

    /// The event without the fields that `allowed` keeps back; unchanged where it was made with the same list.
    #[must_use]
    pub fn cut(&self, allowed: &AllowList) -> Self {
        let cut = allowed.cut(&self.data);
        Self { datacategory: cut.category, data: cut.data, ..self.clone() }
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// Where the text is no event of ours.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The event as JSON: the same bytes for the same event, also after a round trip.
    ///
    /// # Errors
    /// Never in practice; `serde_json` cannot promise it.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> EventId {
        self.id
    }

    /// The type: `id.go.pmi.worker.recorded.v1`.
    #[must_use]
    pub fn event_type(&self) -> &str {
        &self.kind
    }

    /// The record: `worker/<document id>`. Events of one subject are told in the order of their sequence.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The place among the events of the subject.
    #[must_use]
    pub const fn sequence(&self) -> Sequence {
        self.sequence
    }

    /// The highest class of the fields in [`data`](Self::data).
    #[must_use]
    pub const fn category(&self) -> Category {
        self.datacategory
    }

    /// The fields that leave. Personal data.
    #[must_use]
    pub const fn data(&self) -> &serde_json::Value {
        &self.data
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut event = f.debug_struct("Event");
        event.field("id", &self.id).field("type", &self.kind).field("sequence", &self.sequence.get());
        event.finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests;
