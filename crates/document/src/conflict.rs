//! Fields that hold several values at once.

use std::collections::BTreeMap;

use automerge::{self as am, ROOT, ReadDoc};
use records::{ChangeHash, Path, Value};

use crate::{
    Document,
    convert::{hash_from, value_of},
    import,
};

/// A field for which people wrote different values without seeing each other's.
///
/// automerge picks the value with the higher operation counter, not the later one, so nothing critical may be settled
/// by it silently: every value is shown, with its changes, until somebody chooses. Choosing is an ordinary edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The field.
    pub path: Path,
    /// The values, different from each other, the one that replicas show meanwhile first.
    pub values: Vec<Claim>,
}

/// One of the values in a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The value.
    pub value: Value,
    /// The changes that wrote it: several where people agree.
    pub changes: Vec<ChangeHash>,
}

impl Document {
    /// Every conflict, by path. Equal values are none, and neither are the verbatim rows of lists: nobody chooses there.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        let disputed = self.inner.map_range(ROOT, ..).filter(|item| item.conflict);
        disputed.filter_map(|item| self.conflict(&item.key)).collect()
    }

    fn conflict(&self, key: &str) -> Option<Conflict> {
        let path = Path::parse(key).ok().filter(|path| import::parse_row_path(path).is_none())?;
        let all = self.inner.get_all(ROOT, key).ok()?;
        if all.len() < 2 {
            return None;
        }
        let (winner, _) = self.inner.get(ROOT, key).ok()??;
        let mut claims = BTreeMap::<Value, Vec<ChangeHash>>::new();
        for (value, operation) in &all {
            let changes = claims.entry(scalar(value)?).or_default();
            changes.extend(self.inner.hash_for_opid(operation).as_ref().map(hash_from));
        }
        let shown = scalar(&winner)?;
        let mut values: Vec<_> = claims.into_iter().map(|(value, changes)| Claim { value, changes }).collect();
        values.sort_by_key(|claim| claim.value != shown);
        (values.len() > 1).then_some(Conflict { path, values })
    }
}

fn scalar(value: &am::Value<'_>) -> Option<Value> {
    match value {
        am::Value::Scalar(scalar) => value_of(scalar),
        am::Value::Object(_) => None,
    }
}
