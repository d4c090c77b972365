//! The trial: whether a document survives changes, found out on a copy.

use automerge::{Automerge, Change, ReadDoc};

use super::Refusal;
use crate::{Document, document::guarded};

/// Applies changes to a copy, saves it and loads it again: the same version must come back, and each change byte for
/// byte.
///
/// # Errors
/// Where it does not.
pub(super) fn apply_and_reload(doc: &Automerge, changes: &[Change]) -> Result<Document, Refusal> {
    let mut tried = doc.clone();
    tried.apply_changes(changes.iter().cloned()).map_err(|_| Refusal::Unfit)?;
    if !changes.iter().all(|change| tried.get_change_meta_by_hash(&change.hash()).is_some()) {
        return Err(Refusal::Unfit);
    }
    let loaded = guarded(|| {
        let saved = tried.save_nocompress();
        Automerge::load(&saved).map(|loaded| (loaded, saved))
    });
    let (loaded, saved) = loaded.ok().and_then(Result::ok).ok_or(Refusal::Ruinous)?;
    let comes_back = |change: &Change| {
        loaded.get_change_by_hash(&change.hash()).is_some_and(|found| found.raw_bytes() == change.raw_bytes())
    };
    let same = loaded.get_heads() == tried.get_heads() && changes.iter().all(comes_back);
    if same { Ok(Document::saved_as(loaded, saved)) } else { Err(Refusal::Ruinous) }
}
