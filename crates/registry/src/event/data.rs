//! The data of an event: the flat fields of a record as nested objects.

use std::collections::BTreeMap;

use records::{Kind, Path, Value};
use serde_json::{Map, Value as Json};

/// Builds `{"<kind>": {…}}`, where `phone/<id>/number` becomes `"phone": {"<id>": {"number": …}}`.
///
/// Elements stay keyed by their ids and do not become lists: a path of the record is the path in the JSON, for the
/// allow-list and for whoever compares. Where one path is the beginning of another, the value stands under the key
/// `""`, which no segment is, so that neither is lost.
pub(super) fn nested(kind: Kind, fields: &BTreeMap<Path, Value>) -> Json {
    let mut record = Map::new();
    // By segments, not by text: `a-b` sorts before `a/b` but `a` before `a-b`, and members keep their order.
    let mut sorted: Vec<(Vec<&str>, &Value)> =
        fields.iter().map(|(path, value)| (path.segments().collect(), value)).collect();
    sorted.sort();
    for (segments, value) in sorted {
        insert(&mut record, &segments, scalar(value));
    }
    Json::Object(Map::from_iter([(kind.to_string(), Json::Object(record))]))
}

fn insert(members: &mut Map<String, Json>, path: &[&str], value: Json) {
    let Some((first, rest)) = path.split_first() else {
        members.insert(String::new(), value);
        return;
    };
    match members.get_mut(*first) {
        None if rest.is_empty() => {
            members.insert((*first).to_owned(), value);
        }
        None => {
            let mut inner = Map::new();
            insert(&mut inner, rest, value);
            members.insert((*first).to_owned(), Json::Object(inner));
        }
        Some(Json::Object(inner)) => insert(inner, rest, value),
        Some(other) => {
            let mut inner = Map::from_iter([(String::new(), other.take())]);
            insert(&mut inner, rest, value);
            *other = Json::Object(inner);
        }
    }
}

fn scalar(value: &Value) -> Json {
    match value {
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Int(number) => Json::from(*number),
        Value::Text(text) => Json::String(text.clone()),
    }
}
