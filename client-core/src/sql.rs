//! How typed ids become columns.

use document::Heads;
use records::{ChangeHash, DeviceId, DocId, EpochId, FileId, Kind, LineageId, OfficerId, RegionCode};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use wire::{FeedId, Signature, StatementHash};

/// A typed value on its way into or out of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sql<T>(pub(crate) T);

macro_rules! columns_of_bytes {
    ($($name:ident: $len:literal = $of:expr, $bytes:expr;)+) => { $(
        impl ToSql for Sql<$name> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let bytes: fn(&$name) -> &[u8; $len] = $bytes;
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(bytes(&self.0))))
            }
        }

        impl FromSql for Sql<$name> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let bytes: [u8; $len] = value.as_blob()?.try_into().map_err(|_| FromSqlError::InvalidType)?;
                Ok(Self($of(bytes)))
            }
        }
    )+ };
}

columns_of_bytes! {
    DocId: 16 = DocId::from_bytes, DocId::as_bytes;
    DeviceId: 16 = DeviceId::from_bytes, DeviceId::as_bytes;
    OfficerId: 16 = OfficerId::from_bytes, OfficerId::as_bytes;
    LineageId: 16 = LineageId::from_bytes, LineageId::as_bytes;
    EpochId: 16 = EpochId::from_bytes, EpochId::as_bytes;
    FileId: 16 = FileId::from_bytes, FileId::as_bytes;
    ChangeHash: 32 = ChangeHash::from_bytes, ChangeHash::as_bytes;
    StatementHash: 32 = StatementHash, |hash| &hash.0;
    Signature: 64 = Signature, |signature| &signature.0;
}

macro_rules! columns_of_text {
    ($($name:ty),+) => { $(
        impl ToSql for Sql<$name> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.to_string().into())
            }
        }

        impl FromSql for Sql<$name> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_str()?.parse().map(Self).map_err(|_| FromSqlError::InvalidType)
            }
        }
    )+ };
}

columns_of_text!(RegionCode, FeedId);

impl ToSql for Sql<Kind> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(i64::from(self.0.code()).into())
    }
}

impl FromSql for Sql<Kind> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = u8::try_from(value.as_i64()?).map_err(|_| FromSqlError::InvalidType)?;
        Kind::from_code(code).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for Sql<&Heads> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_bytes().into())
    }
}

impl FromSql for Sql<Heads> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Heads::from_bytes(value.as_blob()?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

/// A count or number of the protocol, as SQLite's signed integer. None of ours comes near the limit.
pub(crate) fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A length, as SQLite's signed integer.
pub(crate) fn length(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The number of a column that is never negative.
pub(crate) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
