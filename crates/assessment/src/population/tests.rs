use proptest::prelude::*;
use records::{Kind, household::Household, worker::Worker};

use super::*;
use crate::fixture::{doc, household, record, worker};

const ANJANI: &str = "52.03.13.2001";
const LEBAK: &str = "52.03.13.2002";

/// What a number of people share who are told by the same lines, each with more of their own.
fn findings(people: &[Vec<String>]) -> Vec<(Shared, usize, usize)> {
    let workers: Vec<Worker> =
        people.iter().map(|typed| worker(&typed.iter().map(String::as_str).collect::<Vec<_>>())).collect();
    let mut population = Population::new();
    for (at, worker) in workers.iter().enumerate() {
        population.insert(&Circumstances { ids: &[doc(&at.to_string())], ..Circumstances::of(worker) });
    }
    told(&population)
}

fn told(population: &Population) -> Vec<(Shared, usize, usize)> {
    let findings = population.findings(Thresholds::default()).into_iter();
    findings.map(|finding| (finding.shared, finding.workers.len(), finding.villages.len())).collect()
}

fn lines(village: &str, typed: &[&str]) -> Vec<String> {
    typed.iter().map(|line| (*line).to_owned()).chain([format!("origin_village={village}")]).collect()
}

#[test]
fn what_many_applicants_or_several_villages_share_is_told() {
    let phone = "phone/1/number=0812-3456-7890";
    let broker = ["recruiter/1/name=Pak  Contoh", "recruiter/1/phone=0812-0000-1111"];
    let address = "address=Jl. Contoh 1";
    for (people, expected) in [
        (vec![lines(ANJANI, &[phone]); 4], vec![]),
        (vec![lines(ANJANI, &[phone]); 5], vec![(Shared::Phone, 5, 1)]),
        (vec![lines(ANJANI, &[phone]), lines(LEBAK, &[phone])], vec![(Shared::Phone, 2, 2)]),
        (vec![lines(ANJANI, &[phone, "phone/1/owner=CADRE"]); 5], vec![]),
        (vec![lines(ANJANI, &["recruiter/1/name=Pak Contoh"]), lines(LEBAK, &["recruiter/1/name=Pak Contoh"])], vec![]),
        (vec![lines(ANJANI, &[broker[0]]); 5], vec![(Shared::Recruiter, 5, 1)]),
        (vec![lines(ANJANI, &[broker[0], "recruiter/1/seen_licence=ya"]); 5], vec![]),
        (vec![lines(ANJANI, &broker), lines(LEBAK, &["phone/1/number=0812-0000-1111"])], vec![(Shared::Phone, 2, 2)]),
        (vec![lines(ANJANI, &[address]); 5], vec![(Shared::Address, 5, 1)]),
        ([vec![lines(ANJANI, &[address]); 3], vec![lines(LEBAK, &[address]); 3]].concat(), vec![]),
        (vec![lines(ANJANI, &[phone, "removed=keliru"]); 5], vec![]),
    ] {
        assert_eq!(findings(&people), expected, "{people:?}");
    }
}

#[test]
fn one_household_counts_once() {
    let household = format!("household={}", doc("rumah"));
    let people = vec![lines(ANJANI, &["phone/1/number=0812-3456-7890", &household]); 5];
    assert_eq!(findings(&people), []);
}

#[test]
fn a_bank_account_is_compared_where_it_may_be_read() {
    let workers = [worker(&["origin_village=52.03.13.2001"]), worker(&["origin_village=52.03.13.2002"])];
    let accounts =
        ["bank_account_no=123-456", "bank_account_no=123 456"].map(|typed| record(Kind::Confidential, &[typed]));
    let mut population = Population::new();
    for (at, (worker, account)) in workers.iter().zip(&accounts).enumerate() {
        let ids = &[doc(&at.to_string())];
        population.insert(&Circumstances { ids, confidential: &[account], ..Circumstances::of(worker) });
    }
    assert_eq!(told(&population), [(Shared::Account, 2, 2)]);
}

#[test]
fn a_letter_that_was_used_twice_in_a_village_is_told() {
    let paper = ["document/1/code=DOC_FAMILY_PERMIT", "document/1/number=470/12/2026"];
    assert_eq!(findings(&[lines(ANJANI, &paper), lines(LEBAK, &paper)]), [], "each village numbers its own");
    let ids = [doc("ani"), doc("budi")];
    let permission = |id: DocId| -> Household {
        household(&[&format!("permission/1/worker={id}"), "permission/1/letter_no=470 / 12 / 2026"])
    };
    let (worker, households) = (worker(&["origin_village=52.03.13.2001"]), ids.map(permission));
    let mut population = Population::new();
    for (id, household) in ids.iter().zip(&households) {
        let ids = std::slice::from_ref(id);
        population.insert(&Circumstances { ids, household: Some(household), ..Circumstances::of(&worker) });
    }
    assert_eq!(told(&population), [(Shared::LetterNumber, 2, 1)]);
    assert_eq!(population.findings_of(doc("ani"), Thresholds::default()).len(), 1);
    assert_eq!(population.findings_of(doc("citra"), Thresholds::default()), []);
}

#[test]
fn debug_shows_no_number() {
    let mut population = Population::new();
    let worker = worker(&["phone/1/number=0812-3456-7890"]);
    population.insert(&Circumstances { ids: &[doc("ani")], ..Circumstances::of(&worker) });
    assert_eq!(format!("{population:?}"), "Population { keys: 1, .. }");
}

proptest! {
    #[test]
    fn the_order_of_the_records_does_not_matter(numbers in prop::collection::vec((0..3_u8, 0..3_u8), 0..12), turn in 0..12_usize) {
        let people: Vec<Worker> = numbers
            .iter()
            .map(|(phone, village)| worker(&[&format!("phone/1/number=0812345678{phone}"), &format!("origin_village=52.03.13.200{}", village + 1)]))
            .collect();
        let mut people: Vec<(DocId, Worker)> = people.into_iter().enumerate().map(|(at, worker)| (doc(&at.to_string()), worker)).collect();
        let findings = |people: &[(DocId, Worker)]| {
            let mut population = Population::new();
            for (id, worker) in people {
                population.insert(&Circumstances { ids: std::slice::from_ref(id), ..Circumstances::of(worker) });
            }
            population.findings(Thresholds::default())
        };
        let before = findings(&people);
        let turn = turn.min(people.len());
        people.rotate_left(turn);
        prop_assert_eq!(findings(&people), before);
    }
}
