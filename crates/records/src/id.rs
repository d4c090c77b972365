//! Typed ids: one type per thing that has an id, so that none can stand in for another.
//!
//! Two shapes: UUIDs for what is made (documents, devices, officers …) and hashes for what is computed. Nothing here
//! draws randomness; a shell hands in UUIDv7s, and derived ids are UUIDv8 (RFC 9562) of a SHA-256.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A text that is not the id it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a {what}: {shape} expected")]
pub struct ParseIdError {
    what: &'static str,
    shape: &'static str,
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id of a UUID that the caller made.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The id of its 16 bytes, as they stand on the wire and in databases.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The 16 bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self).map_err(|_| ParseIdError { what: $what, shape: "a UUID" })
            }
        }
    };
}

uuid_id! {
    /// A document: one worker, household, … The id of a worker with a usable NIK is derived from the NIK and a secret
    /// of the deployment, so two offline devices create the same document; ids are personal data all the same.
    DocId, "document id"
}
uuid_id! {
    /// An enrolled device: a field worker's phone or laptop, or a kiosk.
    DeviceId, "device id"
}
uuid_id! {
    /// A person who records: village officer, cadre, provincial staff.
    OfficerId, "officer id"
}
uuid_id! {
    /// One element of a collection in a document (a phone, a milestone, a member).
    ElementId, "element id"
}
uuid_id! {
    /// One life of a device's database: new when the file is made, and again after a restore, a clone or an unclean
    /// start without full fsync. Two changes with one (actor, seq) can never be merged, so no actor outlives it.
    LineageId, "lineage id"
}
uuid_id! {
    /// One life of the server's log: new after every restore. A sequence number means something only within its epoch.
    EpochId, "epoch id"
}

impl ElementId {
    /// The id of an element that two devices may record independently: the same `content` gives the same element.
    /// `content` is what identifies it, e.g. `["phone", "+62812…"]`; the parts are length-prefixed before hashing.
    #[must_use]
    pub fn derived(content: &[&str]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"rantau element\0");
        for part in content {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(uuid_of_hash(&hash.finalize().into()))
    }
}

impl DocId {
    /// The id made of the first 16 bytes of a keyed hash: UUIDv8.
    #[must_use]
    pub fn from_hash(hash: &[u8; 32]) -> Self {
        Self(uuid_of_hash(hash))
    }
}

fn uuid_of_hash(hash: &[u8; 32]) -> Uuid {
    let (head, _) = hash.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
    Uuid::new_v8(*head)
}

macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $what:literal, $shape:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $len]);

        impl $name {
            /// The id of its bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let mut bytes = [0; $len];
                hex::decode_to_slice(text, &mut bytes)
                    .map_err(|_| ParseIdError { what: $what, shape: $shape })?;
                Ok(Self(bytes))
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseIdError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

bytes_id! {
    /// The SHA-256 that names an automerge change: it covers content, author and everything the change depends on.
    ChangeHash, 32, "change hash", "64 hexadecimal digits"
}
bytes_id! {
    /// Who writes in a document, as automerge knows it: a hash of lineage and officer, or of an import's content.
    Actor, 16, "actor", "32 hexadecimal digits"
}
bytes_id! {
    /// A file, by the first 16 bytes of the SHA-256 of its content: its name and place do not matter.
    FileId, 16, "file id", "32 hexadecimal digits"
}

impl Actor {
    /// The actor of an officer within a lineage.
    #[must_use]
    pub fn of(lineage: LineageId, officer: OfficerId) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"rantau actor\0");
        hash.update(lineage.as_bytes());
        hash.update(officer.as_bytes());
        Self(head_16(&hash.finalize().into()))
    }

    /// The actor whose name is the content that it writes: see `document::import`.
    #[must_use]
    pub fn of_content(hash: &[u8; 32]) -> Self {
        Self(head_16(hash))
    }
}

impl FileId {
    /// The id of a file's bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(head_16(&Sha256::digest(bytes).into()))
    }
}

fn head_16(hash: &[u8; 32]) -> [u8; 16] {
    hash.first_chunk::<16>().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_elements_depend_on_how_the_content_is_cut() {
        assert_eq!(ElementId::derived(&["phone", "+62"]), ElementId::derived(&["phone", "+62"]));
        assert_ne!(ElementId::derived(&["phone", "+62"]), ElementId::derived(&["phon", "e+62"]));
    }

    #[test]
    fn ids_print_and_parse() {
        let lineage = LineageId::from_bytes([7; 16]);
        assert_eq!(lineage.to_string().parse(), Ok(lineage));
        let hash = ChangeHash::from_bytes([9; 32]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(
            "xyz".parse::<ChangeHash>().unwrap_err().to_string(),
            "not a change hash: 64 hexadecimal digits expected"
        );
        assert_ne!(
            Actor::of(lineage, OfficerId::from_bytes([1; 16])),
            Actor::of(lineage, OfficerId::from_bytes([2; 16]))
        );
    }
}
