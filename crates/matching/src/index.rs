//! Everybody who is known, by what two people may share.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Comparison, Contradiction, PROPOSED, Person, Reason, compare,
    comparison::is_hopeless,
    contradiction,
    key::{self, KeyHash},
};

/// A key that more people share than this identifies none of them, such as the phone of an office or a family card of
/// zeros, and would cost the square of them.
pub const MOST_SHARERS: usize = 256;

/// People by id, and the keys that they share.
///
/// What it answers does not depend on the order in which people came. Memory is about 1.5 kB a person, time for one
/// answer grows with those who share a key, not with all.
#[derive(Debug, Clone, Default)]
pub struct Index<Id> {
    people: BTreeMap<Id, Person>,
    by_key: BTreeSet<(KeyHash, Id)>,
}

/// Somebody who may be the person that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<Id> {
    /// Who.
    pub id: Id,
    /// The probability that both are one, from [`PROPOSED`] to 1.
    pub score: f64,
    /// What speaks for it and against it.
    pub reasons: BTreeSet<Reason>,
}

/// Two who may be one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair<Id> {
    /// Who, the smaller id first.
    pub ids: (Id, Id),
    /// The probability that both are one, from [`PROPOSED`] to 1.
    pub score: f64,
    /// What speaks for it and against it.
    pub reasons: BTreeSet<Reason>,
}

impl<Id: Ord + Copy> Index<Id> {
    /// An index of nobody.
    #[must_use]
    pub const fn new() -> Self {
        Self { people: BTreeMap::new(), by_key: BTreeSet::new() }
    }

    /// Adds a person; one who had the id before is replaced.
    pub fn insert(&mut self, id: Id, person: Person) {
        self.remove(id);
        self.by_key.extend(key::keys(&person).into_iter().map(|key| (key, id)));
        self.people.insert(id, person);
    }

    /// Forgets a person.
    pub fn remove(&mut self, id: Id) -> Option<Person> {
        let person = self.people.remove(&id)?;
        for key in key::keys(&person) {
            self.by_key.remove(&(key, id));
        }
        Some(person)
    }

    /// The person of an id.
    #[must_use]
    pub fn get(&self, id: Id) -> Option<&Person> {
        self.people.get(&id)
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Who may be this person, the likeliest first, equal ones by id. Somebody who is in the index is their own
    /// likeliest candidate; [`Index::candidates_of`] leaves them out.
    #[must_use]
    pub fn candidates(&self, person: &Person) -> Vec<Candidate<Id>> {
        let found = self.sharing(person).into_iter();
        let mut candidates: Vec<_> = found.filter_map(|id| self.candidate(person, id)).collect();
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
        candidates
    }

    /// Who else may be the person of an id, the likeliest first.
    #[must_use]
    pub fn candidates_of(&self, id: Id) -> Vec<Candidate<Id>> {
        let mut candidates = self.get(id).map(|person| self.candidates(person)).unwrap_or_default();
        candidates.retain(|candidate| candidate.id != id);
        candidates
    }

    /// All pairs who may be one person, in the order of their ids.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<Id>> {
        self.shared_pairs().filter_map(|(id, person, other)| {
            let Candidate { score, reasons, .. } = self.candidate(person, other)?;
            Some(Pair { ids: (id, other), score, reasons })
        })
    }

    /// All pairs under one NIK who are likely two people, in the order of their ids.
    pub fn contradictions(&self) -> impl Iterator<Item = ((Id, Id), Contradiction)> {
        self.shared_pairs().filter_map(|(id, person, other)| {
            let found = self.people.get(&other).filter(|other| other.nik == person.nik && person.has_whole_nik())?;
            Some(((id, other), contradiction(person, found)?))
        })
    }

    fn candidate(&self, person: &Person, id: Id) -> Option<Candidate<Id>> {
        let other = self.people.get(&id).filter(|other| !is_hopeless(person, other))?;
        let Comparison { score, reasons } = compare(person, other);
        (score >= PROPOSED).then_some(Candidate { id, score, reasons })
    }

    /// Each pair that shares a key once, the smaller id first.
    fn shared_pairs(&self) -> impl Iterator<Item = (Id, &Person, Id)> {
        self.people.iter().flat_map(|(id, person)| {
            let later = self.sharing(person).into_iter().filter(move |other| other > id);
            later.map(move |other| (*id, person, other))
        })
    }

    /// Who shares a key with a person.
    fn sharing(&self, person: &Person) -> BTreeSet<Id> {
        key::keys(person).into_iter().flat_map(|key| self.sharers(key)).collect()
    }

    /// Who has a key; nobody where too many have it.
    fn sharers(&self, key: KeyHash) -> Vec<Id> {
        let Some(least) = self.people.keys().next() else { return Vec::new() };
        let from = self.by_key.range((key, *least)..);
        let sharers = from.take_while(|(of, _)| *of == key).take(MOST_SHARERS + 1);
        let sharers: Vec<Id> = sharers.map(|(_, id)| *id).collect();
        if sharers.len() > MOST_SHARERS { Vec::new() } else { sharers }
    }
}
