//! Between automerge's types and ours.

use automerge as am;
use records::{ChangeHash, Value};

/// Our hash of automerge's.
pub(crate) const fn hash_from(hash: &am::ChangeHash) -> ChangeHash {
    ChangeHash::from_bytes(hash.0)
}

/// automerge's hash of ours.
pub(crate) const fn hash_to(hash: &ChangeHash) -> am::ChangeHash {
    am::ChangeHash(*hash.as_bytes())
}

/// automerge's scalar of our value.
pub(crate) fn scalar_of(value: &Value) -> am::ScalarValue {
    match value {
        Value::Bool(flag) => am::ScalarValue::Boolean(*flag),
        Value::Int(number) => am::ScalarValue::Int(*number),
        Value::Text(text) => am::ScalarValue::Str(text.as_str().into()),
    }
}

/// Our value of automerge's scalar, `None` for the types that our documents do not hold.
pub(crate) fn value_of(scalar: &am::ScalarValue) -> Option<Value> {
    match scalar {
        am::ScalarValue::Boolean(flag) => Some(Value::Bool(*flag)),
        am::ScalarValue::Int(number) => Some(Value::Int(*number)),
        am::ScalarValue::Str(text) => Some(Value::Text(text.to_string())),
        am::ScalarValue::Bytes(_)
        | am::ScalarValue::Uint(_)
        | am::ScalarValue::F64(_)
        | am::ScalarValue::Counter(_)
        | am::ScalarValue::Timestamp(_)
        | am::ScalarValue::Unknown { .. }
        | am::ScalarValue::Null => None,
    }
}
