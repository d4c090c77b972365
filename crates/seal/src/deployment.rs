//! The deployment's key, under which NIKs become document ids (DESIGN section 4).

use hmac::Mac;
use records::{DocId, FamilyCardNumber, FileId, Kind, Nik};

use crate::{Random, mac, secret::Secret};

/// The secret that every enrolled device of a deployment shares.
///
/// Two offline devices derive the same document id from the same NIK, so their edits merge. Without the key, a NIK
/// cannot be found from an id by trying all of them; who holds the key could, so ids are personal data.
///
/// The *generation* counts the lives of a person's record: 0 at first, the next after an erasure, so that a new
/// registration never revives an erased document.
#[derive(Debug, PartialEq, Eq)]
pub struct DeploymentKey(Secret<32>);

impl DeploymentKey {
    /// A new key, for a new deployment.
    #[must_use]
    pub fn generate(random: &mut (impl Random + ?Sized)) -> Self {
        Self(Secret::generate(random))
    }

    /// The key of its bytes, as an enrolment brought them.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// The bytes, to be stored where secrets are or sealed to a device.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// The id of the worker with this NIK.
    #[must_use]
    pub fn worker_doc_id(&self, nik: &Nik, generation: u32) -> DocId {
        self.numbered(Kind::Worker, generation, nik.expose())
    }

    /// The id of the household with this family card.
    #[must_use]
    pub fn household_doc_id(&self, card: &FamilyCardNumber, generation: u32) -> DocId {
        self.numbered(Kind::Household, generation, card.expose())
    }

    /// The id of the worker in one row of an imported file, where the row has no usable NIK: two imports of one file
    /// agree. `row` counts from the file's first line, whatever its header.
    #[must_use]
    pub fn row_doc_id(&self, file: FileId, row: u32) -> DocId {
        self.derive(b"rantau row id v1\0", &[&[Kind::Worker.code()], file.as_bytes(), &row.to_be_bytes()])
    }

    /// The id of what the authorities state about a worker.
    #[must_use]
    pub fn standing_doc_id(&self, worker: DocId) -> DocId {
        self.companion(Kind::Standing, worker)
    }

    /// The id of what peers in the village must not read of a worker.
    #[must_use]
    pub fn confidential_doc_id(&self, worker: DocId) -> DocId {
        self.companion(Kind::Confidential, worker)
    }

    fn companion(&self, kind: Kind, worker: DocId) -> DocId {
        self.derive(b"rantau companion id v1\0", &[&[kind.code()], worker.as_bytes()])
    }

    fn numbered(&self, kind: Kind, generation: u32, digits: &str) -> DocId {
        let parts = [&[kind.code()][..], &generation.to_be_bytes(), digits.as_bytes()];
        self.derive(b"rantau document id v1\0", &parts)
    }

    /// Every part but the last has a fixed length, and each domain its own order: no two inputs give the same bytes.
    fn derive(&self, domain: &[u8], parts: &[&[u8]]) -> DocId {
        let mut mac = mac::keyed(&self.0);
        mac.update(domain);
        parts.iter().for_each(|part| mac.update(part));
        DocId::from_hash(&mac::finish(mac))
    }
}

#[cfg(test)]
mod tests;
