//! What happened when, as clocks ask for it: `registered_on`, `action/*/kind=KOMITMEN`.
//!
//! Clocks are reference data and may ask for fields of which this program knows nothing yet, so events are found by the
//! names of fields and not by those of types.

use jiff::{Timestamp, civil::Date, tz::Offset};
use records::{ElementId, PartialDate, Path, Record, Value, worker::Worker};
use reference::ClockEvent;
use serde_json::{Map, Value as Json};

/// Central Indonesian time, of all of NTB and NTT (DOMAIN.md 2.0): on which day a moment was.
const WITA: Offset = Offset::constant(8);

/// The dates of a record, by field.
pub(crate) struct Events(Vec<Entry>);

struct Entry {
    collection: Option<String>,
    element: Option<ElementId>,
    field: String,
    value: Scalar,
}

enum Scalar {
    Text(String),
    Number(i64),
}

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Happening {
    pub(crate) element: Option<ElementId>,
    pub(crate) from: Instant,
    pub(crate) to: Instant,
}

/// A day, or a moment on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant {
    pub(crate) day: Date,
    /// `None` where only the day is known.
    pub(crate) moment: Option<Timestamp>,
}

impl Instant {
    pub(crate) const fn of_day(day: Date) -> Self {
        Self { day, moment: None }
    }

    pub(crate) fn of_moment(moment: Timestamp) -> Self {
        Self { day: WITA.to_datetime(moment).date(), moment: Some(moment) }
    }
}

impl Events {
    /// The dates of a record that is read by its tables.
    pub(crate) fn of_record(record: &Record) -> Self {
        Self(record.values().iter().filter_map(|(path, value)| Entry::at(path, value)).collect())
    }

    /// The dates of a worker: the fields of its JSON, whose collections are lists.
    pub(crate) fn of_worker(worker: &Worker) -> Self {
        let Ok(Json::Object(fields)) = serde_json::to_value(worker) else { return Self(Vec::new()) };
        Self(fields.iter().flat_map(|(name, value)| entries_of(name, value)).collect())
    }

    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Adds what is known from elsewhere.
    pub(crate) fn add(&mut self, collection: &str, field: &str, element: Option<ElementId>, date: PartialDate) {
        let (collection, field) = (Some(collection.to_owned()), field.to_owned());
        self.0.push(Entry { collection, element, field, value: Scalar::Text(date.to_string()) });
    }

    /// Every time that an event happened.
    pub(crate) fn of<'e>(&'e self, event: &'e ClockEvent) -> impl Iterator<Item = Happening> + 'e {
        let (collection, field) = event.parts();
        let matching = self.0.iter().filter(move |entry| entry.is(collection, field));
        matching.filter_map(move |entry| match event.code() {
            None => entry.happening(),
            Some(code) if entry.has_code(code) => self.date_beside(entry),
            Some(_) => None,
        })
    }

    fn date_beside(&self, coded: &Entry) -> Option<Happening> {
        let is_beside =
            |entry: &&Entry| entry.element == coded.element && entry.is(coded.collection.as_deref(), "date");
        self.0.iter().find(is_beside)?.happening()
    }
}

impl Entry {
    fn at(path: &Path, value: &Value) -> Option<Self> {
        let value = match value {
            Value::Text(text) => Scalar::Text(text.clone()),
            Value::Int(number) => Scalar::Number(*number),
            Value::Bool(_) => return None,
        };
        Some(match path.as_element() {
            Some((collection, id, field)) => {
                Self { collection: Some(collection.to_owned()), element: Some(id), field: field.to_owned(), value }
            }
            None => Self { collection: None, element: None, field: path.as_str().to_owned(), value },
        })
    }

    fn is(&self, collection: Option<&str>, field: &str) -> bool {
        self.collection.as_deref() == collection && self.field == field
    }

    fn has_code(&self, code: &str) -> bool {
        matches!(&self.value, Scalar::Text(text) if text == code)
    }

    fn happening(&self) -> Option<Happening> {
        let (from, to) = match &self.value {
            Scalar::Text(text) => {
                let date = PartialDate::parse(text).ok()?;
                (Instant::of_day(date.earliest()), Instant::of_day(date.latest()))
            }
            Scalar::Number(seconds) => {
                let moment = Instant::of_moment(Timestamp::from_second(*seconds).ok()?);
                (moment, moment)
            }
        };
        Some(Happening { element: self.element, from, to })
    }
}

fn entries_of(name: &str, value: &Json) -> Vec<Entry> {
    if let Some(elements) = value.as_array() {
        let collection = name.strip_suffix('s').unwrap_or(name);
        return elements
            .iter()
            .filter_map(Json::as_object)
            .flat_map(|element| of_element(collection, element))
            .collect();
    }
    if let (Some(by_code), "milestones") = (value.as_object(), name) {
        return by_code.iter().flat_map(|(code, times)| of_milestones(code, times)).collect();
    }
    let entry = |value| Entry { collection: None, element: None, field: name.to_owned(), value };
    scalar(value).map(entry).into_iter().collect()
}

fn of_milestones(code: &str, times: &Json) -> Vec<Entry> {
    let times = times.as_array().into_iter().flatten().filter_map(Json::as_object);
    let coded = times.flat_map(|time| {
        let code = Json::String(code.to_owned());
        let mut time = time.clone();
        time.insert("code".to_owned(), code);
        of_element("milestone", &time)
    });
    coded.collect()
}

fn of_element(collection: &str, element: &Map<String, Json>) -> Vec<Entry> {
    let id: Option<ElementId> = element.get("id").and_then(Json::as_str).and_then(|id| id.parse().ok());
    let entry = |(field, value): (&String, &Json)| {
        let (collection, field) = (Some(collection.to_owned()), field.clone());
        Some(Entry { collection, element: id, field, value: scalar(value)? })
    };
    element.iter().filter_map(entry).collect()
}

fn scalar(value: &Json) -> Option<Scalar> {
    value.as_str().map(|text| Scalar::Text(text.to_owned())).or_else(|| value.as_i64().map(Scalar::Number))
}
