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
/// by it silently: every value is shown, with its changes, until somebody chooses. Choosing is an ordinary edit. What is
/// used meanwhile follows from the policy of the field: see [`Reading`](crate::Reading).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The field.
    pub path: Path,
    /// The values, different from each other, the one that is used meanwhile first.
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
    /// Every conflict, by path, each with the value first that automerge picks. Equal values are none, and neither are
    /// the verbatim rows of lists: nobody chooses there.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        let disputed = self.inner.map_range(ROOT, ..).filter(|item| item.conflict);
        disputed.filter_map(|item| self.conflict(&item.key)).collect()
    }

    fn conflict(&self, key: &str) -> Option<Conflict> {
        let path = Path::parse(key).ok().filter(|path| import::parse_row_path(path).is_none())?;
        let values = self.claims(&path);
        (values.len() > 1).then_some(Conflict { path, values })
    }

    /// The values that stand in a field, each with the changes that wrote it, the one first that automerge picks. None
    /// of an empty field.
    #[must_use]
    pub fn claims(&self, path: &Path) -> Vec<Claim> {
        let all = self.inner.get_all(ROOT, path.as_str()).unwrap_or_default();
        let mut claims = BTreeMap::<Value, Vec<ChangeHash>>::new();
        for (value, operation) in &all {
            let Some(value) = scalar(value) else { continue };
            claims.entry(value).or_default().extend(self.inner.hash_for_opid(operation).as_ref().map(hash_from));
        }
        let shown = self.inner.get(ROOT, path.as_str()).ok().flatten().and_then(|(value, _)| scalar(&value));
        let mut values: Vec<_> = claims.into_iter().map(|(value, changes)| Claim { value, changes }).collect();
        values.sort_by_key(|claim| Some(&claim.value) != shown.as_ref());
        values
    }
}

fn scalar(value: &am::Value<'_>) -> Option<Value> {
    match value {
        am::Value::Scalar(scalar) => value_of(scalar),
        am::Value::Object(_) => None,
    }
}
