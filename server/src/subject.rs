//! What the province holds on a person, to be shown to that person (UU 27/2022 art. 7 and 32): the records with their
//! history and consents, who read them, which devices have them, who was told of them.

use std::collections::BTreeMap;

use records::{DeviceId, DocId, Kind};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    Result,
    command::rfc3339,
    erasure::Plan,
    exchange,
    placement::Readers,
    store::{accesses, deployment, devices, documents, erasures, feeds, outbox, requests},
};

/// All that is held on a person.
#[derive(Debug, Serialize)]
pub struct Held {
    /// The province.
    pub province: String,
    /// When this was put together, RFC 3339 in UTC.
    pub as_of: String,
    /// The records.
    pub records: Vec<HeldRecord>,
    /// Records of others that name the person, by id and kind: what stands there of others is theirs.
    pub named_in: Vec<(DocId, Kind)>,
}

/// One record.
#[derive(Debug, Serialize)]
pub struct HeldRecord {
    /// Its id.
    pub document: DocId,
    /// Its kind.
    pub kind: Kind,
    /// Where it was made.
    pub region: String,
    /// What it says: path and value. Consents are among them, under `consent`.
    pub fields: BTreeMap<String, Json>,
    /// What was written, by whom, when.
    pub history: Vec<Written>,
    /// Who read it at the province, when, by what.
    pub read_by: Vec<Read>,
    /// The devices that have it, or may have.
    pub devices: Vec<OnDevice>,
    /// What registries were told.
    pub told: Vec<Told>,
    /// What was asked about it under the law.
    pub requests: Vec<Asked>,
}

/// One change.
#[derive(Debug, Serialize)]
pub struct Written {
    /// By the author's clock; `None` of an imported row.
    pub at: Option<String>,
    /// When the province received it.
    pub received_at: Option<String>,
    /// Who wrote it.
    pub officer: String,
    /// On which device.
    pub device: String,
    /// Path and new value; null where it was emptied.
    pub wrote: BTreeMap<String, Option<Json>>,
}

/// One look, or something that let a device look.
#[derive(Debug, Serialize)]
pub struct Read {
    at: String,
    /// Who; empty where nobody did it.
    operator: String,
    what: String,
    /// The name of the device that was given it, `None` where an operator looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    reason: String,
}

/// A device that has a record.
#[derive(Debug, Clone, Serialize)]
pub struct OnDevice {
    device: DeviceId,
    name: String,
    officer: String,
    last_seen_at: Option<String>,
    revoked: bool,
}

/// One event.
#[derive(Debug, Serialize)]
pub struct Told {
    event: String,
    state: String,
    /// What it told, as far as it is kept.
    data: Json,
}

/// One request.
#[derive(Debug, Serialize)]
pub struct Asked {
    number: i64,
    kind: String,
    asked_at: String,
    due_at: String,
    closed_at: Option<String>,
    outcome: String,
}

/// Puts together what is held on a person, by the plan of what erasing them would take.
///
/// # Errors
/// Where a document does not open or the database fails.
pub fn held(conn: &Connection, plan: &Plan, now: i64) -> Result<Held> {
    let province = deployment::get(conn)?.name;
    let records = plan.goes.iter().map(|planned| record(conn, planned.doc, &province)).collect::<Result<Vec<_>>>()?;
    Ok(Held {
        province,
        as_of: rfc3339(now),
        records: records.into_iter().flatten().collect(),
        named_in: plan.mentions.iter().map(|mention| (mention.doc, mention.kind)).collect(),
    })
}

/// One record with all that belongs to it, `None` where there is none.
///
/// # Errors
/// As [`held`].
pub fn record(conn: &Connection, doc: DocId, province: &str) -> Result<Option<HeldRecord>> {
    let Some((row, document)) = documents::open(conn, doc)? else { return Ok(None) };
    let json = |value: &records::Value| serde_json::to_value(value).unwrap_or_default();
    let mut history = Vec::new();
    for entry in document.history()? {
        let signer = documents::signer(conn, &entry.hash)?;
        let author = signer.map(|(by, _)| exchange::author(conn, province, by)).transpose()?;
        let (officer, device) = author.map(|author| (author.officer_name, author.device_name)).unwrap_or_default();
        history.push(Written {
            at: Some(entry.time).filter(|time| *time > 0).map(rfc3339),
            received_at: signer.map(|(_, at)| rfc3339(at)),
            officer,
            device,
            wrote: entry.edits.iter().map(|edit| (edit.path.to_string(), edit.to.as_ref().map(json))).collect(),
        });
    }
    Ok(Some(HeldRecord {
        document: doc,
        kind: row.kind,
        region: row.region.to_string(),
        fields: document.fields().iter().map(|(path, value)| (path.to_string(), json(value))).collect(),
        history,
        read_by: read_by(conn, doc)?,
        devices: on_devices(conn, doc)?,
        told: told(conn, doc)?,
        requests: requests::of_document(conn, doc)?.into_iter().map(Asked::of).collect(),
    }))
}

/// The devices that have a record now, or may have.
///
/// # Errors
/// Where the database fails.
pub fn on_devices(conn: &Connection, doc: DocId) -> Result<Vec<OnDevice>> {
    let writers = erasures::writers(conn, doc)?;
    let mut first = BTreeMap::new();
    for feed in feeds::ever_of(conn, doc)? {
        if let Some(seq) = erasures::first_entry(conn, &feed, doc)? {
            first.insert(feed, seq);
        }
    }
    let mut found = Vec::new();
    for device in devices::all(conn)? {
        let readers = Readers::of(conn, device.id)?;
        let reached = erasures::reached_now(conn, device.id)?;
        let mut followed = first.iter().filter(|(feed, _)| readers.ever_followed(feed));
        if writers.contains(&device.id) || followed.any(|(feed, first)| reached.covers(feed, *first)) {
            found.push(OnDevice {
                device: device.id,
                name: device.name,
                officer: device.officer_name,
                last_seen_at: device.last_seen_at.map(rfc3339),
                revoked: device.revoked_at.is_some(),
            });
        }
    }
    Ok(found)
}

fn told(conn: &Connection, doc: DocId) -> Result<Vec<Told>> {
    let told = outbox::of_document(conn, doc)?.into_iter().filter(|queued| queued.attempts > 0);
    let event = |body: &[u8]| serde_json::from_slice::<Json>(body).ok().and_then(|event| event.get("data").cloned());
    Ok(told
        .map(|queued| Told { data: event(&queued.body).unwrap_or_default(), event: queued.event, state: queued.state })
        .collect())
}

/// Who looked into a record, and to which devices it was lent.
fn read_by(conn: &Connection, doc: DocId) -> Result<Vec<Read>> {
    let mut read = Vec::new();
    for access in accesses::of_document(conn, doc)? {
        let device = access.device.map(|device| devices::get(conn, device)).transpose()?.flatten();
        read.push(Read {
            at: rfc3339(access.at),
            operator: access.operator,
            what: access.what,
            device: device.map(|device| device.name),
            reason: access.reason,
        });
    }
    Ok(read)
}

impl Asked {
    fn of(request: requests::Request) -> Self {
        Self {
            number: request.id,
            kind: request.kind,
            asked_at: rfc3339(request.asked_at),
            due_at: rfc3339(request.due_at),
            closed_at: request.closed_at.map(rfc3339),
            outcome: request.outcome,
        }
    }
}

impl Held {
    /// The same for people.
    #[must_use]
    pub fn lines(&self) -> String {
        let mut text = format!("What {} holds on you, as of {}\n", self.province, self.as_of);
        self.records.iter().for_each(|record| text.push_str(&record.lines()));
        if !self.named_in.is_empty() {
            text.push_str("\nYou are also named in records of others:\n");
        }
        for (doc, kind) in &self.named_in {
            text.push_str(&format!("  {kind} {doc}\n"));
        }
        text
    }
}

impl HeldRecord {
    /// The record for people.
    #[must_use]
    pub fn lines(&self) -> String {
        let mut text = format!("\n{} {} ({})\n", self.kind, self.document, self.region);
        for (path, value) in &self.fields {
            text.push_str(&format!("  {path}: {}\n", shown(value)));
        }
        text.push_str("  Written:\n");
        for change in &self.history {
            let at = change.at.as_deref().or(change.received_at.as_deref()).unwrap_or("from a list");
            let fields: Vec<_> = change.wrote.keys().map(String::as_str).collect();
            text.push_str(&format!("    {at}  {} on {}: {}\n", change.officer, change.device, fields.join(", ")));
        }
        text.push_str("  Read at the office:\n");
        for read in &self.read_by {
            let device = read.device.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
            text.push_str(&format!("    {}  {} by {}{device} {}\n", read.at, read.operator, read.what, read.reason));
        }
        text.push_str("  On devices:\n");
        for device in &self.devices {
            let seen = device.last_seen_at.as_deref().unwrap_or("never");
            text.push_str(&format!("    {} ({}), last seen {seen}\n", device.name, device.officer));
        }
        text.push_str("  Told to the registry:\n");
        for event in &self.told {
            text.push_str(&format!("    {} {}\n", event.event, event.state));
        }
        text.push_str("  Asked under the law:\n");
        for request in &self.requests {
            let state = if request.outcome.is_empty() { "open" } else { &request.outcome };
            text.push_str(&format!("    {}  {} {state}, due {}\n", request.asked_at, request.kind, request.due_at));
        }
        text
    }
}

fn shown(value: &Json) -> String {
    // A line of a value must not pass for one of ours.
    value.as_str().map_or_else(|| value.to_string(), |text| text.replace('\n', "\n      | "))
}
