//! Where a change goes: into the feeds of its document, and before a reviewer where its author does not serve them.
//!
//! A document's id follows from a NIK, so anybody who knows the number can write to it. What is written is kept and
//! logged, but it opens nothing: only a document that nobody had enters the feed of the village which its author names.

use records::RegionCode;

use crate::store::{feeds::Membership, scopes::Scope};

/// The code of an edit whose author served the record once.
pub const LATE: &str = "late";
/// The code of an edit of a record that its author never served.
pub const ELSEWHERE: &str = "elsewhere";

/// Where a change goes, beside the feeds that its document is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Whether the document enters the feed of the village that the statement names.
    pub enters: bool,
    /// Why a reviewer looks at it, `None` where nobody need do so.
    pub flag: Option<&'static str>,
}

impl Place {
    /// The place of a change of a device with this scope, in a document that is or was in these feeds, by a statement
    /// that names this village.
    #[must_use]
    pub fn of(scope: &Scope, memberships: &[Membership], village: &RegionCode) -> Self {
        let serves = scope.covers(village);
        if memberships.is_empty() {
            return Self { enters: true, flag: (!serves).then_some(LATE) };
        }
        if memberships.iter().any(|feed| !feed.left && scope.covers(&feed.id.region)) {
            // One that left must not come back by an edit of somebody who has not heard of it.
            let new = memberships.iter().all(|feed| feed.id.region != *village);
            return Self { enters: serves && new, flag: None };
        }
        let served = memberships.iter().any(|feed| scope.ever_covered(&feed.id.region));
        Self { enters: false, flag: Some(if served { LATE } else { ELSEWHERE }) }
    }
}

#[cfg(test)]
mod tests {
    use wire::FeedId;

    use super::*;

    fn region(code: &str) -> RegionCode {
        RegionCode::parse(code).unwrap()
    }

    fn scope(now: &[&str], past: &[&str]) -> Scope {
        let regions = |codes: &[&str]| codes.iter().map(|code| region(code)).collect();
        Scope { now: regions(now), past: regions(past) }
    }

    #[test]
    fn only_a_new_document_or_one_that_the_author_serves_enters_a_feed() {
        const A: &str = "52.03.13.2001";
        const B: &str = "52.03.13.2002";
        const ENTERS: Place = Place { enters: true, flag: None };
        const STAYS: Place = Place { enters: false, flag: None };
        let flagged = |enters, code| Place { enters, flag: Some(code) };
        for (name, scope, is_in, was_in, village, expected) in [
            ("new in the own village", scope(&[A], &[]), &[][..], &[][..], A, ENTERS),
            ("new in a village served once", scope(&[B], &[A]), &[], &[], A, flagged(true, LATE)),
            ("in the own village", scope(&[A], &[]), &[A], &[], A, STAYS),
            ("moved here, made elsewhere", scope(&[B], &[]), &[B], &[A], A, STAYS),
            ("an office of both", scope(&["52.03"], &[]), &[A], &[], B, ENTERS),
            ("an office, of what left that village", scope(&["52.03"], &[]), &[A], &[B], B, STAYS),
            ("known elsewhere", scope(&[B], &[]), &[A], &[], B, flagged(false, ELSEWHERE)),
            ("left the own village", scope(&[A], &[]), &[B], &[A], A, flagged(false, LATE)),
            ("the village was taken from the device", scope(&[B], &[A]), &[A], &[], A, flagged(false, LATE)),
            ("handed over to another province", scope(&[A], &[]), &[], &[A], A, flagged(false, LATE)),
        ] {
            let is_in = is_in.iter().map(|code| (code, false));
            let feeds: Vec<_> = is_in.chain(was_in.iter().map(|code| (code, true))).collect();
            let membership = |(code, left): &(&&str, bool)| Membership::new(FeedId::village(region(code)), *left);
            let memberships: Vec<_> = feeds.iter().map(membership).collect();
            assert_eq!(Place::of(&scope, &memberships, &region(village)), expected, "{name}");
        }
    }
}
