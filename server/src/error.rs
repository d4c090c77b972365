//! What can go wrong in this program. No text carries personal data.

use std::{io, path::PathBuf};

use crate::operator::Role;

/// An error of the server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// SQLite refused.
    #[error("the database: {0}")]
    Database(#[from] rusqlite::Error),
    /// A group of writes could not be made durable.
    #[error("the database did not take the writes: {0}")]
    Commit(String),
    /// A write panicked or the writer is gone: the server is stopping.
    #[error("the write was not carried out")]
    Unwritten,
    /// A file cannot be read or written.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A directory without a deployment.
    #[error("{path} holds no deployment: make one with `rantau-server init --data {path}`", path = .0.display())]
    NoDeployment(PathBuf),
    /// A directory that has one already.
    #[error("{path} holds a deployment already", path = .0.display())]
    Exists(PathBuf),
    /// Another process serves the deployment.
    #[error("this deployment is being served already")]
    Served,
    /// A copy of the keys from before a succession that the database knows.
    #[error(
        "keys.json is an old copy: it ends with key {} of the province, and this database was served with key {}. Put the \
         newest copy in its place, or name that of the successor: `rantau-server keys succeed --successor FILE`",
        .here.saturating_sub(1), .there.saturating_sub(1)
    )]
    OldKeys {
        /// How many keys the file knows.
        here: u64,
        /// How many the database knows.
        there: u64,
    },
    /// A database that a newer version of this program made.
    #[error("the database has schema version {found}, this program knows up to {known}: update the program")]
    NewerSchema {
        /// In the database.
        found: i64,
        /// The last that is known.
        known: i64,
    },
    /// A database that an older version of this program serves, or served.
    #[error("the database is of an older version: start `rantau-server serve` of this version first")]
    OlderSchema,
    /// Something stored that does not parse.
    #[error("the stored {0} is damaged")]
    Damaged(&'static str),
    /// Keys or signatures.
    #[error(transparent)]
    Seal(#[from] seal::Error),
    /// A frame that does not decode or encode.
    #[error(transparent)]
    Wire(#[from] wire::Error),
    /// A document that does not open.
    #[error(transparent)]
    Document(#[from] document::Error),
    /// An argument of a command.
    #[error("{0}")]
    Usage(String),
    /// Nothing of that name.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// There are operators, and nobody is signed in.
    #[error("nobody is signed in: `rantau-server sign-in NAME`")]
    NotSignedIn,
    /// A name, a password or a code that is wrong, or not allowed. It is not told which.
    #[error("the name, the password or the code is wrong, or the code was used before")]
    WrongSignIn,
    /// Too many wrong attempts to sign in.
    #[error("too many wrong attempts: wait {seconds} seconds")]
    TooManyAttempts {
        /// How long to wait.
        seconds: i64,
    },
    /// A command that the operator's role has no right to.
    #[error("the role {role} may not `{command}`: server/README.md says who may")]
    Forbidden {
        /// The operator's role.
        role: Role,
        /// What was asked.
        command: String,
    },
    /// The listening socket or the server on it.
    #[error("the network: {0}")]
    Network(#[source] io::Error),
    /// A certificate that cannot be made or read.
    #[error(transparent)]
    Tls(#[from] tls::Error),
    /// The registry's client.
    #[error("the registry: {0}")]
    Registry(String),
}

/// The `Result` of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether there is no room: nothing is taken in until an operator makes some.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        let full = |kind| matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        matches!(self, Self::Database(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull))
            || matches!(self, Self::File { source, .. } if full(source.kind()))
    }

    /// Whether there is no database that could say who may do what. One that is only busy, or that cannot be opened for the
    /// moment, says nothing of the kind: whoever makes it so would be allowed everything.
    #[must_use]
    pub fn is_of_a_lost_database(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        let lost = |error: &rusqlite::Error| matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase));
        matches!(self, Self::NoDeployment(_)) || matches!(self, Self::Database(error) if lost(error))
    }

    /// Wraps an error of a file with its path.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_only_busy_is_not_lost() {
        let failed = |code| Error::Database(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None));
        for (error, lost) in [
            (failed(rusqlite::ffi::SQLITE_BUSY), false),
            (failed(rusqlite::ffi::SQLITE_CANTOPEN), false),
            (failed(rusqlite::ffi::SQLITE_NOTADB), true),
            (failed(rusqlite::ffi::SQLITE_CORRUPT), true),
            (Error::NoDeployment(PathBuf::new()), true),
        ] {
            assert_eq!(error.is_of_a_lost_database(), lost, "{error}");
        }
    }
}
