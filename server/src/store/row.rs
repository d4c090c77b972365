//! Columns as typed values.

use records::{ChangeHash, DeviceId, DocId, EpochId, Kind, LineageId, OfficerId, RegionCode};
use rusqlite::{
    Row,
    types::{FromSqlError, Type},
};

/// A type that is one column.
pub(super) trait Column: Sized {
    /// Reads column `at`.
    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self>;
}

macro_rules! bytes_column {
    ($($name:ident),+) => {$(
        impl Column for $name {
            fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
                row.get(at).map(Self::from_bytes)
            }
        }
    )+};
}
bytes_column!(ChangeHash, DeviceId, DocId, EpochId, LineageId, OfficerId);

impl Column for Kind {
    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        Self::from_code(row.get(at)?).ok_or_else(|| damaged(at, Type::Integer))
    }
}

impl Column for RegionCode {
    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        Self::parse(row.get_ref(at)?.as_str()?).map_err(|_| damaged(at, Type::Text))
    }
}

/// Reads column `at` as its type.
pub(super) fn column<T: Column>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    T::read(row, at)
}

/// A column whose content does not parse. The content stays out of the error.
pub(super) fn damaged(at: usize, kind: Type) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, kind, Box::new(FromSqlError::InvalidType))
}
