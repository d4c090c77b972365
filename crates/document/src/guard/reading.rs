//! What a raw change says, without admitting it anywhere. Everything that takes bytes apart does it here, bounded.

use std::collections::BTreeMap;

use automerge::{ActorId, Change, legacy};
use records::{Actor, ChangeHash, Path, Value};

use super::{Limits, Refusal, chunk};
use crate::{
    Heads, Intent,
    convert::{hash_from, value_of},
    document::guarded,
};

/// The most values in one column for each operation that is allowed: one, but for those that an operation replaces.
const VALUES_PER_OPERATION: u64 = 16;

/// Decodes a change that claims no more than `limits` allow.
///
/// # Errors
/// Where the bytes are not one plain change, or too large a one.
pub(super) fn plain_change(raw: &[u8], limits: &Limits) -> Result<Change, Refusal> {
    if raw.len() > limits.change_bytes {
        return Err(Refusal::TooLarge);
    }
    if raw.get(chunk::TYPE_AT) != Some(&chunk::PLAIN_CHANGE) {
        return Err(Refusal::NotAChange);
    }
    let claimed = chunk::longest_column(raw).ok_or(Refusal::Damaged)?;
    if claimed > VALUES_PER_OPERATION.saturating_mul(limits.operations as u64) {
        return Err(Refusal::OperationCount);
    }
    let change = Change::from_bytes(raw.to_vec()).map_err(|_| Refusal::Damaged)?;
    if change.raw_bytes() != raw {
        return Err(Refusal::NotAChange);
    }
    // The library does not look at the checksum, which is the begin of the hash.
    let sealed = raw.get(4..chunk::TYPE_AT) == change.hash().0.get(..4);
    if sealed { Ok(change) } else { Err(Refusal::Damaged) }
}

/// What a raw change says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeInfo {
    /// Its name.
    pub hash: ChangeHash,
    /// Who wrote it, `None` for an actor that no Rantau device makes.
    pub actor: Option<Actor>,
    /// Its number within its actor.
    pub seq: u64,
    /// The author's clock, Unix seconds.
    pub time: i64,
    /// What it depends on.
    pub deps: Vec<ChangeHash>,
}

/// Hash, actor, author's clock and dependencies of a raw change, without admitting it anywhere.
///
/// # Errors
/// Where the bytes are not one plain change within the usual limits.
pub fn inspect(raw: &[u8]) -> Result<ChangeInfo, Refusal> {
    let read = guarded(|| plain_change(raw, &Limits::default()).map(|change| info(&change)));
    read.unwrap_or(Err(Refusal::Panicked))
}

fn info(change: &Change) -> ChangeInfo {
    ChangeInfo {
        hash: hash_from(&change.hash()),
        actor: base_actor(change.actor_id()),
        seq: change.seq(),
        time: change.timestamp(),
        deps: change.deps().iter().map(hash_from).collect(),
    }
}

/// What somebody meant by a raw change, as far as it shows, and the version that it was written against.
///
/// # Errors
/// Where the bytes are not one plain change within the usual limits.
pub fn meaning(raw: &[u8]) -> Result<(Heads, Vec<Intent>), Refusal> {
    let read = guarded(|| plain_change(raw, &Limits::default()).map(|change| (info(&change), change.decode())));
    let (info, expanded) = read.map_err(|_| Refusal::Panicked)??;
    let written: BTreeMap<_, _> = expanded.operations.iter().filter_map(path_and_value).collect();
    let intent = |(path, value)| match value {
        Some(value) => Intent::Set { path, value },
        None => Intent::Clear { path },
    };
    Ok((info.deps.into(), written.into_iter().map(intent).collect()))
}

/// Field and new value of an operation on the flat map, `None` for an operation that is none.
pub(crate) fn path_and_value(operation: &legacy::Op) -> Option<(Path, Option<Value>)> {
    let legacy::Key::Map(key) = &operation.key else { return None };
    let path = Path::parse(key).ok()?;
    match &operation.action {
        legacy::OpType::Put(scalar) => value_of(scalar).map(|value| (path, Some(value))),
        legacy::OpType::Delete => Some((path, None)),
        legacy::OpType::Make(_)
        | legacy::OpType::Increment(_)
        | legacy::OpType::MarkBegin(..)
        | legacy::OpType::MarkEnd(_) => None,
    }
}

/// Our actor behind automerge's: 16 bytes as they are, or the last 16 of an actor that automerge derived for an edit
/// against older heads (its magic, a level, then ours).
pub(crate) fn base_actor(actor: &ActorId) -> Option<Actor> {
    const DERIVED: [u8; 4] = [0x13, 0xb2, 0x23, 0x09];
    const LONGEST_LEVEL: usize = 10;
    let bytes = actor.to_bytes();
    let (before, ours) = bytes.split_last_chunk::<16>()?;
    let derived = before.starts_with(&DERIVED) && (1..=LONGEST_LEVEL).contains(&(before.len() - DERIVED.len()));
    (before.is_empty() || derived).then(|| Actor::from_bytes(*ours))
}
