//! Changes on their way up.

use super::*;

/// An envelope without what the receiver knows or can compute: device and lineage stand in the hello, the hashes
/// follow from the bytes. For fifty small changes that saves a third of the frame.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Push {
    /// Version of the statement.
    #[n(0)]
    pub protocol: u16,
    /// Who made the changes.
    #[cbor(n(1), with = "cbor::fixed")]
    pub officer: OfficerId,
    /// The number of the statement.
    #[n(2)]
    pub n: u64,
    /// The statement before.
    #[n(3)]
    pub previous: Option<StatementHash>,
    /// The device's clock, Unix seconds.
    #[n(4)]
    pub written_at: i64,
    /// The device's signature over the whole statement.
    #[cbor(n(5), with = "cbor::fixed")]
    pub signature: Signature,
    /// The changes.
    #[n(6)]
    pub items: Vec<PushItem>,
}

/// One change of a [`Push`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PushItem {
    /// The document.
    #[cbor(n(0), with = "cbor::fixed")]
    pub doc: DocId,
    /// Its kind.
    #[cbor(n(1), with = "cbor::kind")]
    pub kind: Kind,
    /// The region in which the document was made.
    #[cbor(n(2), with = "cbor::text")]
    pub region: RegionCode,
    /// The raw change.
    #[cbor(n(3), with = "cbor::raw_change")]
    pub change: Vec<u8>,
}

impl Push {
    /// The frame that carries `envelope` after a hello of its device and lineage.
    #[must_use]
    pub fn of(envelope: Envelope) -> Self {
        let Envelope { statement, signature, changes } = envelope;
        let items = statement.items.into_iter().zip(changes).map(|(item, change)| PushItem {
            doc: item.doc,
            kind: item.kind,
            region: item.region,
            change,
        });
        Self {
            protocol: statement.protocol,
            officer: statement.officer,
            n: statement.n,
            previous: statement.previous,
            written_at: statement.written_at,
            signature,
            items: items.collect(),
        }
    }

    /// The envelope that this frame carries, its hashes computed from the bytes that arrived. Whether the device
    /// signed just that is for the receiver to verify.
    #[must_use]
    pub fn into_envelope(self, device: DeviceId, lineage: LineageId) -> Envelope {
        let mut items = Vec::with_capacity(self.items.len());
        let mut changes = Vec::with_capacity(self.items.len());
        for item in self.items {
            let hash = hash_of_change(&item.change);
            items.push(crate::envelope::Item { doc: item.doc, kind: item.kind, region: item.region, hash });
            changes.push(item.change);
        }
        let statement = Statement {
            protocol: self.protocol,
            device,
            lineage,
            officer: self.officer,
            n: self.n,
            previous: self.previous,
            written_at: self.written_at,
            items,
        };
        Envelope { statement, signature: self.signature, changes }
    }
}
