//! To what a person agreed (UU 27/2022 art. 20-24, 40; DOMAIN.md 1.7).

use std::collections::BTreeMap;

use records::{
    PartialDate,
    value_set::{ConsentMethod, LegalBasis},
    worker::{Consent, Worker},
};
use serde::Serialize;

use crate::fold::folded;

/// A purpose, as a key: lower case, single spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Purpose(String);

/// Whether a person agrees to a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentState {
    /// To what. Consents without a purpose are all of one, the empty one.
    pub purpose: Purpose,
    /// Whether the purpose may be followed.
    pub standing: ConsentStanding,
    /// Since when it is so, as far as that is known.
    pub since: Option<PartialDate>,
    /// How consent was given, of one that stands. None is void: consent is written or recorded.
    pub method: Option<ConsentMethod>,
}

/// How a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentStanding {
    /// Given, and not withdrawn.
    Active,
    /// Withdrawn: whatever is done for the purpose ends within three days.
    Withdrawn,
    /// Written down, but nobody says when it was given.
    NotGiven,
}

impl Purpose {
    /// The key of a purpose as people write it.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(folded(text))
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How the consents of one person, or of one household, stand, by purpose. A withdrawal goes before every consent to the
/// same purpose, but for one that was surely given afterwards.
#[must_use]
pub fn states(consents: &[Consent]) -> Vec<ConsentState> {
    let mut by_purpose: BTreeMap<Purpose, Vec<&Consent>> = BTreeMap::new();
    for consent in consents {
        by_purpose.entry(Purpose::of(consent.purpose.as_deref().unwrap_or_default())).or_default().push(consent);
    }
    by_purpose.into_iter().map(|(purpose, consents)| state(purpose, &consents)).collect()
}

/// Whether a person's record may be passed on: not where keeping it rests on consent, and whatever the person agreed to was
/// taken back (UU 27/2022 art. 40). What rests on a duty or a public task does not end with a consent.
#[must_use]
pub fn may_pass_on(worker: &Worker) -> bool {
    if worker.legal_basis != Some(LegalBasis::Consent) {
        return true;
    }
    let states = states(&worker.consents);
    let any = |standing| states.iter().any(|state| state.standing == standing);
    any(ConsentStanding::Active) || !any(ConsentStanding::Withdrawn)
}

fn state(purpose: Purpose, consents: &[&Consent]) -> ConsentState {
    let withdrawn = consents.iter().filter_map(|consent| consent.withdrawn_on).max_by_key(PartialDate::latest);
    let stands = |consent: &&Consent| {
        let given_anew = |given: PartialDate| withdrawn.is_none_or(|withdrawn| withdrawn.is_before(&given));
        consent.withdrawn_on.is_none() && consent.given_on.is_some_and(given_anew)
    };
    let standing = consents.iter().copied().filter(stands).max_by_key(|consent| consent.given_on);
    match (standing, withdrawn) {
        (Some(consent), _) => {
            let (since, method) = (consent.given_on, consent.method.clone());
            ConsentState { purpose, standing: ConsentStanding::Active, since, method }
        }
        (None, Some(_)) => {
            ConsentState { purpose, standing: ConsentStanding::Withdrawn, since: withdrawn, method: None }
        }
        (None, None) => ConsentState { purpose, standing: ConsentStanding::NotGiven, since: None, method: None },
    }
}

#[cfg(test)]
mod tests {
    use records::ElementId;

    use super::*;

    fn consent(purpose: &str, given: &str, withdrawn: &str) -> Consent {
        let json = serde_json::json!({ "id": ElementId::derived(&[purpose, given, withdrawn]), "purpose": purpose });
        let mut consent: Consent = serde_json::from_value(json).unwrap();
        consent.given_on = PartialDate::parse(given).ok();
        consent.withdrawn_on = PartialDate::parse(withdrawn).ok();
        consent
    }

    #[test]
    fn a_withdrawn_consent_dominates_until_it_is_given_anew() {
        use ConsentStanding::{Active, NotGiven, Withdrawn};
        for (consents, standing) in [
            (vec![("2026-01-01", "")], Active),
            (vec![("2026-01-01", "2026-02-01")], Withdrawn),
            (vec![("2026-01-01", "2026-02-01"), ("2026-01-15", "")], Withdrawn),
            (vec![("2026-01-01", "2026-02-01"), ("2026-02-01", "")], Withdrawn),
            (vec![("2026-01-01", "2026-02-01"), ("2026-02", "")], Withdrawn),
            (vec![("2026-01-01", "2026-02-01"), ("2026-02-02", "")], Active),
            (vec![("", "2026-02-01")], Withdrawn),
            (vec![("", "")], NotGiven),
        ] {
            let consents: Vec<_> =
                consents.iter().map(|(given, withdrawn)| consent("foto", given, withdrawn)).collect();
            let states = states(&consents);
            assert_eq!(states.iter().map(|state| state.standing).collect::<Vec<_>>(), [standing], "{consents:?}");
            let mut backwards = consents.clone();
            backwards.reverse();
            assert_eq!(super::states(&backwards), states);
        }
    }

    #[test]
    fn what_rests_on_consent_alone_is_passed_on_until_it_is_withdrawn() {
        let given = || consent("pendataan", "2026-01-01", "");
        let withdrawn = || consent("pendataan", "2026-01-01", "2026-02-01");
        let other = || consent("foto", "2026-01-01", "");
        for (basis, consents, expected) in [
            (LegalBasis::Consent, vec![given()], true),
            (LegalBasis::Consent, vec![withdrawn()], false),
            (LegalBasis::Consent, vec![withdrawn(), other()], true),
            (LegalBasis::Consent, vec![], true),
            (LegalBasis::PublicTask, vec![withdrawn()], true),
        ] {
            let worker = Worker { legal_basis: Some(basis), consents, ..Worker::default() };
            assert_eq!(may_pass_on(&worker), expected, "{:?} {:?}", worker.legal_basis, worker.consents);
        }
    }

    #[test]
    fn purposes_are_one_however_they_are_typed() {
        let consents = [consent("Berbagi ke  LSM", "2026-01-01", ""), consent("berbagi ke lsm", "", "2026-03-01")];
        let states = states(&consents);
        assert_eq!(states.len(), 1);
        assert_eq!((states[0].purpose.as_str(), states[0].standing), ("berbagi ke lsm", ConsentStanding::Withdrawn));
    }
}
