//! Which records are one.

use std::collections::{BTreeMap, BTreeSet};

use records::{DocId, Value, field::identity::MERGED_INTO};

use crate::Document;

/// Who was merged into whom. Links that contradict each other all count: two people who merge one record into two others
/// say that all three are one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    into: BTreeMap<DocId, BTreeSet<DocId>>,
    from: BTreeMap<DocId, BTreeSet<DocId>>,
}

impl Document {
    /// The records that this one was merged into: usually none or one, several where people disagree.
    #[must_use]
    pub fn merged_into(&self) -> BTreeSet<DocId> {
        let Ok(path) = records::Path::parse(MERGED_INTO) else { return BTreeSet::new() };
        let named = |value: &Value| value.as_text().and_then(|text| text.parse().ok());
        self.claims(&path).iter().filter_map(|claim| named(&claim.value)).collect()
    }
}

impl Links {
    /// The links between these records and whatever is one with them. `of` gives those that name a record, in either
    /// place.
    ///
    /// # Errors
    /// Those of `of`.
    pub fn around<E>(
        docs: impl IntoIterator<Item = DocId>,
        mut of: impl FnMut(DocId) -> Result<Vec<(DocId, DocId)>, E>,
    ) -> Result<Self, E> {
        let (mut links, mut next) = (Self::default(), docs.into_iter().collect::<Vec<_>>());
        let mut found: BTreeSet<_> = next.iter().copied().collect();
        while let Some(doc) = next.pop() {
            for (one, other) in of(doc)? {
                links.add(one, other);
                next.extend([one, other].into_iter().filter(|doc| found.insert(*doc)));
            }
        }
        Ok(links)
    }

    /// Adds that `record` was merged into `other`. A record that names itself says nothing.
    pub fn add(&mut self, record: DocId, other: DocId) {
        if record != other {
            self.into.entry(record).or_default().insert(other);
            self.from.entry(other).or_default().insert(record);
        }
    }

    /// The records that are one with this one, itself included, the head first, then by id.
    ///
    /// The head is the record that was merged into no other; of several, and where people merged both ways so that there
    /// is none, the one with the smallest id.
    #[must_use]
    pub fn group_of(&self, record: DocId) -> Vec<DocId> {
        let (mut found, mut next) = (BTreeSet::from([record]), vec![record]);
        while let Some(record) = next.pop() {
            let linked = [&self.into, &self.from].into_iter().filter_map(|links| links.get(&record)).flatten();
            next.extend(linked.filter(|other| found.insert(**other)));
        }
        let head = found.iter().copied().min_by_key(|record| (self.into.contains_key(record), *record));
        head.into_iter().chain(found.into_iter().filter(|record| Some(*record) != head)).collect()
    }

    /// The links that make `record` a part of another one: those that it holds itself, and where people merged both ways
    /// also those that lead back to it. Without them it stands alone, with whatever was merged into it.
    #[must_use]
    pub fn parting(&self, record: DocId) -> BTreeSet<DocId> {
        let mut above = BTreeSet::new();
        let mut next: Vec<_> = self.into.get(&record).into_iter().flatten().copied().collect();
        while let Some(other) = next.pop() {
            if above.insert(other) {
                next.extend(self.into.get(&other).into_iter().flatten());
            }
        }
        let back = self.from.get(&record).into_iter().flatten().copied().filter(|other| above.contains(other));
        let own = self.into.contains_key(&record).then_some(record);
        own.into_iter().chain(back).collect()
    }
}

impl Extend<(DocId, DocId)> for Links {
    fn extend<I: IntoIterator<Item = (DocId, DocId)>>(&mut self, links: I) {
        links.into_iter().for_each(|(record, other)| self.add(record, other));
    }
}

impl FromIterator<(DocId, DocId)> for Links {
    fn from_iter<I: IntoIterator<Item = (DocId, DocId)>>(links: I) -> Self {
        let mut all = Self::default();
        all.extend(links);
        all
    }
}
