//! The flat values of a record as nested objects: how records are written to JSON for others.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::{Path, Value};

/// Builds nested objects, in which `phone/<id>/number` becomes `"phone": {"<id>": {"number": …}}`.
///
/// Elements stay keyed by their ids and do not become lists: a path of the record is the path in the JSON, for
/// allow-lists, schemas and whoever compares. Where one path is the beginning of another, the value stands under the key
/// `""`, which no segment is, so that neither is lost.
#[must_use]
pub fn of(fields: &BTreeMap<Path, Value>) -> Map<String, Json> {
    let mut record = Map::new();
    // By segments, not by text: `a-b` sorts before `a/b` but `a` before `a-b`, and members keep their order.
    let mut sorted: Vec<(Vec<&str>, &Value)> =
        fields.iter().map(|(path, value)| (path.segments().collect(), value)).collect();
    sorted.sort();
    for (segments, value) in sorted {
        insert(&mut record, &segments, scalar(value));
    }
    record
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_is_its_path_in_the_json_and_none_is_lost() {
        let fields = ["a", "a/x", "a/x/y", "a-b", "b/c"].map(|path| (Path::parse(path).unwrap(), Value::from(path)));
        let expected = json!({"a": {"": "a", "x": {"": "a/x", "y": "a/x/y"}}, "a-b": "a-b", "b": {"c": "b/c"}});
        assert_eq!(Json::Object(of(&BTreeMap::from(fields))), expected);
    }
}
