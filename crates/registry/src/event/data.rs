//! The data of an event: the flat fields of a record as nested objects.

use std::collections::BTreeMap;

use records::{Kind, Path, Value, nested};
use serde_json::{Map, Value as Json};

/// Builds `{"<kind>": {…}}`, where `phone/<id>/number` becomes `"phone": {"<id>": {"number": …}}` ([`nested::of`]).
pub(super) fn nested(kind: Kind, fields: &BTreeMap<Path, Value>) -> Json {
    Json::Object(Map::from_iter([(kind.to_string(), Json::Object(nested::of(fields)))]))
}
