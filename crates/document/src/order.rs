//! The order in which changes can be taken in.

use std::collections::{BTreeMap, BTreeSet};

use records::ChangeHash;

use crate::guard;

/// The positions of `raws` in an order in which each change stands after those among them that it depends on, and
/// otherwise as they came. Bytes that are no change depend on nothing.
///
/// Who stores changes stores them as they arrive, and a change may arrive before what it depends on; so whoever builds a
/// document from stored changes asks here first.
#[must_use]
pub fn in_dependency_order(raws: &[&[u8]]) -> Vec<usize> {
    let infos: Vec<_> = raws.iter().map(|raw| guard::inspect(raw).ok()).collect();
    let hashes = infos.iter().enumerate().filter_map(|(at, info)| info.as_ref().map(|info| (info.hash, at)));
    let positions: BTreeMap<ChangeHash, usize> = hashes.rev().collect();
    let mut waits_for: BTreeMap<usize, usize> = BTreeMap::new();
    let mut waiting: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, info) in infos.iter().enumerate() {
        let deps: BTreeSet<_> = info.iter().flat_map(|info| &info.deps).filter_map(|dep| positions.get(dep)).collect();
        waits_for.insert(at, deps.len());
        deps.into_iter().for_each(|dep| waiting.entry(*dep).or_default().push(at));
    }
    let mut ready: BTreeSet<usize> = waits_for.iter().filter(|(_, count)| **count == 0).map(|(at, _)| *at).collect();
    let mut order = Vec::with_capacity(raws.len());
    while let Some(next) = ready.pop_first() {
        order.push(next);
        for later in waiting.remove(&next).unwrap_or_default() {
            let Some(count) = waits_for.get_mut(&later) else { continue };
            *count -= 1;
            if *count == 0 {
                ready.insert(later);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use records::Actor;

    use super::*;
    use crate::{Author, Document, Intent};

    /// Four changes: a first, two beside each other on it, and one on both.
    fn diamond() -> (Document, Vec<Vec<u8>>) {
        let author = |number| Author { actor: Actor::from_bytes([number; 16]), time: 1 };
        let (mut doc, mut raws) = (Document::new(), Vec::new());
        let first = doc.heads();
        let mut write = |number, seen: &crate::Heads, value: &str| {
            let intents = [Intent::set("note", value).unwrap()];
            raws.push(doc.edit(author(number), seen, &intents).unwrap().unwrap().bytes);
            doc.heads()
        };
        let second = write(1, &first, "a");
        write(2, &second, "b");
        let both = write(3, &second, "c");
        write(1, &both, "d");
        (doc, raws)
    }

    #[test]
    fn changes_stand_behind_what_they_depend_on_and_otherwise_as_they_came() {
        let (_, raws) = diamond();
        let of =
            |order: &[usize]| in_dependency_order(&order.iter().map(|at| raws[*at].as_slice()).collect::<Vec<_>>());
        assert_eq!(of(&[0, 1, 2, 3]), [0, 1, 2, 3]);
        assert_eq!(of(&[0, 2, 1, 3]), [0, 1, 2, 3]);
        assert_eq!(of(&[3, 2, 1, 0]), [3, 1, 2, 0]);
        assert_eq!(of(&[3, 3, 0, 0, 1]), [2, 3, 4, 0, 1], "whatever stands there twice");
        assert_eq!(
            in_dependency_order(&[b"no change", raws[1].as_slice()]),
            [0, 1],
            "what is not here is not waited for"
        );
        assert!(in_dependency_order(&[]).is_empty());
    }

    #[test]
    fn a_document_is_built_from_its_changes_in_whatever_order_they_are_kept() {
        let (doc, raws) = diamond();
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
            let built = Document::from_changes(order.map(|at: usize| raws[at].as_slice())).unwrap();
            assert_eq!(built.heads(), doc.heads(), "{order:?}");
        }
        let without_first = Document::from_changes(raws[1..].iter().map(Vec::as_slice));
        assert_eq!(without_first.unwrap_err(), crate::Error::UnknownHeads);
    }
}
