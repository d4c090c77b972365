//! Which records are one person or household, and which are not.
//!
//! A merge is a link and no copy: the lesser record names the other one, and whoever reads either sees both (the crate
//! `document`, `group`). So both histories stay whole, and emptying the link undoes it.

use super::{FieldType, basis, general, group::Group};
use crate::{DocId, ElementId, Path};

/// Where a record says of which other one it is a part.
pub const MERGED_INTO: &str = "merged_into";
/// Where a record says from which it was split.
pub const SPLIT_FROM: &str = "split_from";
/// The collection of records that look like this one and are not.
pub const NOT_SAME: &str = "not_same";
/// The collection of what other records of the group say and somebody decided against.
pub const SETTLED: &str = "settled";

pub(super) const GROUP: Group = Group::new(
    "Penggabungan data",
    "Records of one person",
    basis::CONVENTIONS,
    &[
        general(MERGED_INTO, FieldType::Document, "Digabung ke", "Merged into").since(2),
        general(SPLIT_FROM, FieldType::Document, "Dipisah dari", "Split from").since(2),
        general("not_same/*/record", FieldType::Document, "Bukan orang yang sama", "Not the same as").since(2),
        general("settled/*/record", FieldType::Document, "Perbedaan dengan data", "Difference with the record")
            .since(2),
        general("settled/*/field", FieldType::Line(Path::MAX_LEN), "Kolom perbedaan", "Field of the difference")
            .since(2),
    ],
);

/// The element that says that a record is not the same as `other`: derived, so that two who say so write one.
#[must_use]
pub fn not_same(other: DocId) -> ElementId {
    ElementId::derived(&[NOT_SAME, &other.to_string()])
}

/// Whether a value speaks of one record alone, and not of the person: no other record of a group takes part in it.
#[must_use]
pub fn is_of_one_record(path: &Path) -> bool {
    matches!(path.as_str(), MERGED_INTO | SPLIT_FROM | "removed")
}

/// Whether a value belongs to the bookkeeping of merges, which is of no use to anybody else.
#[must_use]
pub fn is_bookkeeping(path: &str) -> bool {
    path.split('/').next().is_some_and(|first| matches!(first, SPLIT_FROM | NOT_SAME | SETTLED))
}
