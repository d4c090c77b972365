use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::allow_list::FieldPattern;

/// Two invented workers are told apart by their number.
pub(crate) fn event_of(worker: u8, version: u8, sequence: u64, fields: &[(&str, &str)]) -> Event {
    let fields = fields.iter().map(|(path, text)| (Path::parse(path).unwrap(), Value::from(*text))).collect();
    let source = EventSource::parse("https://sync.example.go.id/52").unwrap();
    let heads = BTreeSet::from([ChangeHash::from_bytes([version; 32])]);
    let version = RecordVersion {
        doc: DocId::from_bytes([worker; 16]),
        kind: Kind::Worker,
        heads: &heads,
        fields: &fields,
        sequence: Sequence::new(sequence),
        happened: "2026-02-20T03:11:00Z".parse().unwrap(),
        recorded: "2026-02-24T09:40:12Z".parse().unwrap(),
    };
    Event::of_record(&source, &version, &AllowList::training_sandbox())
}

fn heads(bytes: &[u8]) -> BTreeSet<ChangeHash> {
    bytes.iter().map(|byte| ChangeHash::from_bytes([*byte; 32])).collect()
}

#[test]
fn the_same_version_is_the_same_event() {
    let doc = DocId::from_bytes([1; 16]);
    let id = EventId::of_version(doc, &heads(&[1, 2]));
    assert_eq!(id, EventId::of_version(doc, &heads(&[2, 1])));
    assert_ne!(id, EventId::of_version(doc, &heads(&[1])));
    assert_ne!(id, EventId::of_version(DocId::from_bytes([2; 16]), &heads(&[1, 2])));
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(id.to_string(), "3a6bdbf6-17d4-8079-8695-d1bce537968b", "stored events depend on it");
}

#[test]
fn an_event_is_written_as_published() {
    let event = event_of(1, 1, 18342, &[("name", "CONTOH SATU"), ("nik", "5203130107950000"), ("note", "rahasia")]);
    let expected = concat!(
        r#"{"specversion":"1.0","id":"ID","source":"https://sync.example.go.id/52","#,
        r#""type":"id.go.pmi.worker.recorded.v1","subject":"worker/01010101-0101-0101-0101-010101010101","#,
        r#""time":"2026-02-20T03:11:00Z","recordedtime":"2026-02-24T09:40:12Z","sequence":"00000000000000018342","#,
        r#""datacontenttype":"application/json","dataschema":"https://sync.example.go.id/52/schema/worker/1","#,
        r#""dataclassification":"confidential","dataregulation":"ID-UU-27-2022","datacategory":"umum","#,
        r#""data":{"worker":{"name":"CONTOH SATU","nik":"5203130107950000"}}}"#
    );
    assert_eq!(event.to_json().unwrap(), expected.replace("ID\",\"source", &format!("{}\",\"source", event.id())));
}

#[test]
fn personal_data_does_not_print() {
    let printed = format!("{:?}", event_of(1, 1, 1, &[("name", "CONTOH SATU"), ("nik", "5203130107950000")]));
    assert!(!printed.contains("CONTOH") && !printed.contains("520313"), "{printed}");
}

#[test]
fn a_path_that_begins_another_keeps_its_value() {
    let field = |path: &str, text: &str| (Path::parse(path).unwrap(), Value::from(text));
    let fields = BTreeMap::from([field("phone", "lama"), field("phone/p1/number", "+62"), field("phone/p1", "x")]);
    let expected = json!({"worker": {"phone": {"": "lama", "p1": {"": "x", "number": "+62"}}}});
    assert_eq!(data::nested(Kind::Worker, &fields), expected);
}

#[test]
fn sequences_sort_as_texts() {
    assert_eq!(Sequence::new(7).to_string(), "00000000000000000007");
    assert_eq!(Sequence::try_from(Sequence::new(u64::MAX).to_string()), Ok(Sequence::new(u64::MAX)));
    for bad in ["7", "-0000000000000000007", "99999999999999999999"] {
        assert_eq!(Sequence::try_from(bad.to_owned()), Err(ParseSequenceError), "{bad}");
    }
}

#[test]
fn a_source_is_a_plain_address() {
    assert_eq!(EventSource::parse("https://sync.example.go.id/52/").unwrap().as_str(), "https://sync.example.go.id/52");
    for bad in ["", "52", "ftp://x/", "https://u:p@x/", "https://x/?a", "https://x/#a"] {
        assert_eq!(EventSource::parse(bad), Err(ParseSourceError), "{bad}");
    }
}

proptest! {
    #[test]
    fn json_is_the_same_bytes_after_a_round_trip(
        fields in prop::collection::btree_map("[a-c.-]{1,2}(/[a-c.-]{1,2}){0,3}", any::<String>(), 0..12),
    ) {
        let fields: BTreeMap<_, _> =
            fields.iter().map(|(path, text)| (Path::parse(path).unwrap(), Value::from(text.as_str()))).collect();
        let mut event = event_of(1, 1, 1, &[]);
        event.data = data::nested(Kind::Worker, &fields);
        let text = event.to_json().unwrap();
        let read = Event::from_json(&text).unwrap();
        prop_assert_eq!(read.to_json().unwrap(), text);
        prop_assert_eq!(read, event);
    }

    #[test]
    fn cutting_twice_is_cutting_once(field in "(name|nik|note|phone/[a-c]/number|import/a/1/cells|stage)", text: String) {
        let event = event_of(1, 1, 1, &[(&field, &text)]);
        prop_assert_eq!(event.cut(&AllowList::training_sandbox()), event.clone());
        let name = FieldPattern::parse("worker/name").unwrap();
        let narrow = AllowList { ceiling: Category::Umum, fields: BTreeSet::from([name]) };
        let left = if field == "name" { json!({"worker": {"name": text}}) } else { json!({}) };
        prop_assert_eq!(event.cut(&narrow).data, left);
    }
}
