//! Devices of two versions, who edit one record.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use document::{Author, Document, Intent};
use records::{
    Actor, ElementId, Kind, Path, Value,
    field::{self, Field, FieldType},
    growth,
    value_set::CodeSet,
};

/// The tables of version 1.
static TABLES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| include_str!("1/tables.txt").lines().collect());

/// Texts for fields of words; some look like what newer versions make of them.
const WORDS: [&str; 6] = ["7531 penjahit", "memasak", "5120", "2 tahun menjahit", "7531 7532", "x"];

/// Which tables a device has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// Those of version 1.
    Old,
    /// Those of this version.
    New,
}

/// A device with its copy of the record.
pub(crate) struct Device {
    age: Age,
    author: Author,
    pub(crate) document: Document,
}

/// What was written last, and by whom.
pub(crate) struct Written {
    by: Age,
    path: Path,
    value: Option<Value>,
}

/// Four devices, two of each age, on one record.
pub(crate) struct Office {
    kind: Kind,
    pub(crate) devices: Vec<Device>,
}

impl Age {
    /// Whether a device of this age knows the field at a path.
    fn knows(self, kind: Kind, field: &Field) -> bool {
        let line = format!("field {kind} {} {}", field.path, field.value.as_str());
        self == Self::New || TABLES.contains(line.as_str())
    }

    /// The fields that people write on it.
    fn fields(self, kind: Kind) -> Vec<&'static Field> {
        field::typed_of(kind).filter(|field| self.knows(kind, field)).collect()
    }

    /// A value that it offers for a field.
    fn value(self, field: &Field, number: usize) -> Value {
        let any = |texts: &[&str]| Value::from(texts[number % texts.len()]);
        match (field.value.codes(), field.value) {
            (Some(set), _) => any(&self.codes(set)),
            (None, FieldType::Digits { .. }) => Value::from(format!("{}", 1000 + number % 9000)),
            (None, value) if value.as_str() == "line" => any(&WORDS),
            (None, _) => field.example(),
        }
    }

    /// The codes of a set that it offers.
    fn codes(self, set: &'static CodeSet) -> Vec<&'static str> {
        let every = set.codes.iter().flat_map(|entry| [Some(entry.code), entry.was]).flatten();
        match self {
            Self::Old => every.filter(|code| TABLES.contains(format!("code {} {code}", set.name).as_str())).collect(),
            Self::New => set.codes.iter().map(|entry| entry.code).collect(),
        }
    }
}

impl Device {
    pub(crate) const fn new(age: Age, number: u8, document: Document) -> Self {
        let author = Author { actor: Actor::from_bytes([number; 16]), time: 1_795_000_000 };
        Self { age, author, document }
    }

    pub(crate) fn write(&mut self, kind: Kind, path: &str, value: &Value) {
        self.edit(kind, &[Intent::set(path, value.clone()).unwrap()]);
    }

    /// As the programs of both ages write: the new one for all versions.
    fn edit(&mut self, kind: Kind, intents: &[Intent]) {
        let heads = self.document.heads();
        let intents = match self.age {
            Age::Old => intents.to_vec(),
            Age::New => self.document.for_all_versions(kind, &heads, intents).unwrap(),
        };
        self.document.edit(self.author, &heads, &intents).unwrap();
    }

    /// What its officer sees at a path: an old device shows what stands there.
    fn shows(&self, kind: Kind, path: &Path) -> Option<Value> {
        match self.age {
            Age::Old => self.document.fields().get(path).cloned(),
            Age::New => self.document.read(kind).fields.get(path).cloned(),
        }
    }
}

impl Office {
    pub(crate) fn new(kind: Kind) -> Self {
        let ages = [(Age::Old, 1), (Age::New, 2), (Age::Old, 3), (Age::New, 4)];
        Self { kind, devices: ages.map(|(age, number)| Device::new(age, number, Document::new())).into() }
    }

    /// One device writes, empties or takes out; `None` of the last.
    pub(crate) fn step(&mut self, (who, which, what, how): (usize, usize, usize, usize)) -> Option<Written> {
        let (kind, device) = (self.kind, &mut self.devices[who]);
        let fields = device.age.fields(kind);
        let grown: Vec<_> = fields.iter().copied().filter(|field| is_grown(kind, field)).collect();
        // Half of the edits are of what has grown, where there is any.
        let fields = if which % 2 == 0 && !grown.is_empty() { grown } else { fields };
        let field = fields[(which / 2) % fields.len()];
        let element = ElementId::from_bytes([(what % 2) as u8 + 1; 16]);
        let path = Path::parse(&field.path.replace('*', &element.to_string())).unwrap();
        match (how, field.collection()) {
            (0, Some(collection)) => {
                device.edit(kind, &[Intent::Remove { collection: collection.to_owned(), element }]);
                None
            }
            (1 | 2, _) => {
                device.edit(kind, &[Intent::Clear { path: path.clone() }]);
                Some(Written { by: device.age, path, value: None })
            }
            _ => {
                let value = device.age.value(field, what / 2);
                device.write(kind, path.as_str(), &value);
                Some(Written { by: device.age, path, value: Some(value) })
            }
        }
    }

    pub(crate) fn hand_over(&mut self, from: usize, to: usize) {
        let changes = self.devices[from].document.changes().unwrap();
        let to = &mut self.devices[to].document;
        let news: Vec<_> = changes.iter().filter(|change| !to.contains(&change.hash)).collect();
        news.into_iter().for_each(|change| to.apply(change).unwrap());
    }

    pub(crate) fn hand_on_everything(&mut self) {
        for from in 0..self.devices.len() {
            (0..self.devices.len()).for_each(|to| self.hand_over(from, to));
        }
    }

    /// Whoever knows the field sees the value, in the words of their version; an old device sees the whole of a part.
    pub(crate) fn everybody_sees(&self, written: &Written) {
        let Written { by, path, value } = written;
        let field = field::field_of(self.kind, path).unwrap();
        for device in &self.devices {
            let seen = device.shows(self.kind, path);
            match (device.age, value) {
                (Age::New, Some(value)) => assert_eq!(seen, Some(canonical(field, value)), "{path} by {by:?}"),
                (Age::Old, Some(value)) if Age::Old.knows(self.kind, field) => {
                    assert_eq!(seen, Some(growth::stored(self.kind, path, value)), "{path} by {by:?}");
                }
                (Age::Old, Some(value)) => {
                    let Some(whole) = whole_of(field, path) else { continue };
                    let shown = device.shows(self.kind, &whole).unwrap();
                    assert!(shown.to_string().contains(&value.to_string()), "{path}: {shown} by {by:?}");
                }
                (_, None) => assert_eq!(seen, None, "{path} by {by:?}"),
            }
        }
    }

    /// What one writes leaves everything else as it is, above all what the writer does not know.
    pub(crate) fn nothing_else_changed(&self, before: &BTreeMap<Path, Value>, written: &Written) {
        let after = self.devices[0].document.fields();
        let differs = |path: &&Path| before.get(*path) != after.get(*path);
        for path in before.keys().chain(after.keys()).filter(differs) {
            let is_related = written.by == Age::New && growth::concerns(self.kind, path);
            assert!(*path == written.path || is_related, "{path} with {}", written.path);
        }
    }

    /// No code stands in the document that a renamed one has an older form of, and what a new device reads in the parts is
    /// what an old one reads in the whole.
    pub(crate) fn every_version_understands(&self) {
        let document = &self.devices[0].document;
        let (stored, read) = (document.fields(), document.read(self.kind).fields);
        for (path, value) in &stored {
            assert_eq!(&growth::stored(self.kind, path, value), value, "{path}");
        }
        for (path, part) in &read {
            let field = field::field_of(self.kind, path).unwrap();
            let Some(whole) = whole_of(field, path) else { continue };
            let shown = stored.get(&whole).unwrap_or_else(|| panic!("{path} without {whole}"));
            assert!(shown.to_string().contains(&part.to_string()), "{path}: {shown}");
        }
        assert_eq!(growth::current(self.kind, read.clone()), read);
    }
}

/// The value as this version names it.
fn canonical(field: &Field, value: &Value) -> Value {
    let entry = field.value.codes().zip(value.as_text()).and_then(|(set, code)| set.get(code));
    entry.map_or_else(|| value.clone(), |entry| Value::from(entry.code))
}

fn is_grown(kind: Kind, field: &Field) -> bool {
    let example = Path::parse(&field.path.replace('*', "1")).unwrap();
    growth::concerns(kind, &example) || field.value.codes().is_some_and(|set| set.has_renamed())
}

/// Where older devices look for a part.
fn whole_of(field: &Field, path: &Path) -> Option<Path> {
    let whole = field.part_of?.whole;
    let (beginning, _) = path.as_str().rsplit_once('/')?;
    let (_, name) = whole.rsplit_once('/')?;
    Path::parse(&format!("{beginning}/{name}")).ok()
}
