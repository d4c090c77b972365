//! Who wrote what is in the log, verified again from what is kept: statements, keys and bytes.
//!
//! Every change was verified when it came. This says whether the database still tells the same, to whoever does not trust
//! the machine it stood on: a change that was altered, put in or moved to another person has no signature that fits.
//! Three things count as proven: a statement of an enrolled device; one of the province, for what it writes itself; and
//! the province's own voucher, with which devices brought a change back after a restore (it was verified when it came, and is
//! not kept).
//!
//! To believe the log's own columns of author and time was refused: they are what somebody with the file would change.

use std::collections::{BTreeMap, BTreeSet};

use document::guard;
use records::{Actor, ChangeHash, DeviceId, DocId, LineageId};
use rusqlite::Connection;
use seal::Chain;
use serde::Serialize;
use wire::{PublicKey, Statement};

use crate::{
    Result,
    store::{
        authorship::{self, Kept, Logged},
        deployment::{self, Province},
    },
};

/// Rows that are read at once.
const PAGE: usize = 500;

/// What was found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Verified {
    /// Changes in the log.
    pub changes: u64,
    /// Statements whose signature was verified.
    pub statements: u64,
    /// Times that a device signed for a change: an imported row is signed for by everybody who imported it.
    pub signed: u64,
    /// Changes that the province wrote and signed.
    pub by_province: u64,
    /// Changes that the province's own signature brought back after a restore.
    pub vouched: u64,
    /// Changes that the province wrote before it signed what it writes.
    pub before_signing: u64,
    /// What is not as it was signed.
    pub findings: Vec<Finding>,
}

/// Something that nobody signed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The change, or the statement's hash.
    pub hash: ChangeHash,
    /// The document, where it is about a change.
    pub document: Option<DocId>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a change or a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The bytes of a change are not those of its name.
    Altered,
    /// No statement covers it.
    Unsigned,
    /// The statement that should cover it names another document, kind, place or officer.
    SignedOtherwise,
    /// It is written under another actor than its author's.
    ForeignActor,
    /// A statement's signature is not that of its device, or its bytes do not decode.
    BadSignature,
    /// A statement of a device that is not enrolled.
    UnknownDevice,
    /// A statement does not continue the one before it.
    BrokenChain,
}

/// The proof that a change was signed, for whoever checks it without this server: over the statement (docs/PROTOCOL.md,
/// section 5), by a key that the province's certificate names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The document.
    pub document: DocId,
    /// The change, a hash of its bytes.
    pub change: ChangeHash,
    /// CBOR of the statement, hexadecimal.
    pub statement: String,
    /// The device's signature over it.
    pub signature: String,
    /// The device's key.
    pub device_key: String,
    /// The bytes of the certificate that the province signed, with their separator.
    pub certificate: String,
    /// The province's signature over them.
    pub certificate_signature: String,
    /// The province's key.
    pub province_key: String,
}

/// Verifies the whole log, or what is logged in one document; `progress` hears how many changes were looked at.
///
/// # Errors
/// Where the database fails.
pub fn verify(conn: &Connection, chain: &Chain, doc: Option<DocId>, progress: &mut dyn FnMut(u64)) -> Result<Verified> {
    let mut audit = Audit {
        conn,
        doc,
        province: deployment::get(conn)?,
        chain,
        keys: BTreeMap::new(),
        by_province: BTreeSet::new(),
        bad: BTreeSet::new(),
        found: Verified { changes: authorship::count(conn, doc)?, ..Verified::default() },
    };
    audit.statements()?;
    audit.handed_in(progress)?;
    audit.unhanded()?;
    Ok(audit.found)
}

/// The proofs of every change of a document that a device signed for.
///
/// # Errors
/// Where the database fails.
pub fn evidence(conn: &Connection, key: &seal::SigningKey, doc: DocId) -> Result<Vec<Evidence>> {
    let (mut proofs, mut after) = (Vec::new(), 0);
    loop {
        let page = authorship::logged(conn, Some(doc), after, PAGE)?;
        let Some(last) = page.last() else { return Ok(proofs) };
        after = last.id;
        for logged in &page {
            let Some(kept) = authorship::statement(conn, logged.lineage, logged.n)? else { continue };
            let Some((device_key, certificate)) = authorship::device(conn, logged.device)? else { continue };
            proofs.push(Evidence {
                document: logged.doc,
                change: logged.hash,
                statement: hex::encode(&kept.bytes),
                signature: hex::encode(kept.signature.0),
                device_key: device_key.to_string(),
                certificate_signature: hex::encode(key.sign(&certificate).0),
                certificate: hex::encode(certificate),
                province_key: key.public().to_string(),
            });
        }
    }
}

struct Audit<'c> {
    conn: &'c Connection,
    /// `None` for the whole log.
    doc: Option<DocId>,
    province: Province,
    chain: &'c Chain,
    keys: BTreeMap<DeviceId, Option<PublicKey>>,
    /// What the province signed for, itself.
    by_province: BTreeSet<(ChangeHash, DocId)>,
    /// Statements that prove nothing.
    bad: BTreeSet<i64>,
    found: Verified,
}

impl Audit<'_> {
    /// Every statement once: its signature, and whether it continues the one before. For one document only those of the
    /// province, which name what it wrote there; those of devices are verified where its changes name them.
    fn statements(&mut self) -> Result<()> {
        let mut after = (LineageId::from_bytes([0; 16]), -2);
        let mut before: Option<Kept> = None;
        loop {
            let page = authorship::statements(self.conn, self.doc.is_some(), after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = (last.lineage, last.n);
            for kept in page {
                self.judge(&kept, before.as_ref())?;
                before = Some(kept);
            }
        }
    }

    fn judge(&mut self, kept: &Kept, before: Option<&Kept>) -> Result<()> {
        self.found.statements += 1;
        if let Some(fault) = self.fault_of(kept, before)? {
            self.bad.insert(kept.id);
            self.find(ChangeHash::from_bytes(kept.hash.0), None, fault);
        }
        Ok(())
    }

    fn fault_of(&mut self, kept: &Kept, before: Option<&Kept>) -> Result<Option<Fault>> {
        let Ok(statement) = Statement::from_bytes(&kept.bytes) else { return Ok(Some(Fault::BadSignature)) };
        let Some(keys) = self.keys_of(&statement)? else { return Ok(Some(Fault::UnknownDevice)) };
        let is_itself =
            (statement.lineage, statement.n.cast_signed(), statement.hash()) == (kept.lineage, kept.n, kept.hash);
        let is_signed = keys.iter().any(|key| seal::verify(key, &statement.signing_bytes(), &kept.signature).is_ok());
        if !is_itself || !is_signed {
            return Ok(Some(Fault::BadSignature));
        }
        let before = before.filter(|before| before.lineage == kept.lineage && before.n + 1 == kept.n);
        if before.is_some_and(|before| Some(before.hash) != statement.previous) {
            return Ok(Some(Fault::BrokenChain));
        }
        if statement.device == self.province.device {
            self.by_province.extend(statement.items.iter().map(|item| (item.hash, item.doc)));
        }
        Ok(None)
    }

    /// The keys that may have signed a statement: of the province, those that it had when it was written, by the same clock.
    fn keys_of(&mut self, statement: &Statement) -> Result<Option<Vec<PublicKey>>> {
        let device = statement.device;
        if device == self.province.device {
            let had = |key: &PublicKey| self.chain.ended_at(key).is_none_or(|end| statement.written_at <= end);
            return Ok(Some(self.chain.keys().filter(had).collect()));
        }
        if let Some(known) = self.keys.get(&device) {
            return Ok(known.map(|key| vec![key]));
        }
        let key = authorship::device(self.conn, device)?.map(|(key, _)| key);
        self.keys.insert(device, key);
        Ok(key.map(|key| vec![key]))
    }

    /// What lineages handed in: it came in the order of its statements, so each is read about once.
    fn handed_in(&mut self, progress: &mut dyn FnMut(u64)) -> Result<()> {
        let (mut after, mut seen, mut statement) = (0, 0, None);
        loop {
            let page = authorship::logged(self.conn, self.doc, after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            seen += page.len() as u64;
            for logged in &page {
                if logged.n < 0 {
                    self.found.vouched += 1;
                } else {
                    self.signed(logged, &mut statement)?;
                }
                if wire::hash_of_change(&logged.raw) != logged.hash {
                    self.find(logged.hash, Some(logged.doc), Fault::Altered);
                }
            }
            progress(seen);
        }
    }

    fn signed(&mut self, logged: &Logged, last: &mut Option<(i64, Statement)>) -> Result<()> {
        let is_of =
            |statement: &Statement| (statement.lineage, statement.n.cast_signed()) == (logged.lineage, logged.n);
        if !last.as_ref().is_some_and(|(_, statement)| is_of(statement)) {
            let kept = authorship::statement(self.conn, logged.lineage, logged.n)?;
            if let Some(kept) = kept.as_ref().filter(|_| self.doc.is_some()) {
                self.judge(kept, None)?;
            }
            *last = kept.and_then(|kept| Some((kept.id, Statement::from_bytes(&kept.bytes).ok()?)));
        }
        let fault = match last {
            Some((id, statement)) if !self.bad.contains(id) => against(statement, logged),
            Some(_) | None => Some(Fault::Unsigned),
        };
        match fault {
            Some(fault) => self.find(logged.hash, Some(logged.doc), fault),
            None => self.found.signed += 1,
        }
        Ok(())
    }

    fn unhanded(&mut self) -> Result<()> {
        let until = authorship::unsigned_until(self.conn)?;
        for change in authorship::unhanded(self.conn, self.doc)? {
            let raw = crate::store::documents::logged(self.conn, change.doc, &change.hash)?.unwrap_or_default();
            if wire::hash_of_change(&raw) != change.hash {
                self.find(change.hash, Some(change.doc), Fault::Altered);
            } else if self.by_province.contains(&(change.hash, change.doc)) {
                self.found.by_province += 1;
            } else if change.row <= until && change.device == Some(self.province.device) {
                self.found.before_signing += 1;
            } else {
                self.find(change.hash, Some(change.doc), Fault::Unsigned);
            }
        }
        Ok(())
    }

    fn find(&mut self, hash: ChangeHash, document: Option<DocId>, fault: Fault) {
        self.found.findings.push(Finding { hash, document, fault });
    }
}

/// What does not agree between a statement and a change that it should cover.
fn against(statement: &Statement, logged: &Logged) -> Option<Fault> {
    let covers = statement.items.iter().any(|item| {
        (item.hash, item.doc, item.kind, &item.region) == (logged.hash, logged.doc, logged.kind, &logged.region)
    });
    if !covers || (statement.device, statement.officer) != (logged.device, logged.officer) {
        return Some(Fault::SignedOtherwise);
    }
    // An imported row is written under an actor of its content, whoever brings it.
    let own = Actor::of(statement.lineage, statement.officer);
    let is_foreign = |info: guard::ChangeInfo| info.time != 0 && info.actor != Some(own);
    guard::inspect(&logged.raw).is_ok_and(is_foreign).then_some(Fault::ForeignActor)
}
