use records::Deployment;

use super::*;
use crate::random::tests::Seeded;

fn nik() -> Nik {
    Nik::parse("5203134107900000", Deployment::Training).unwrap()
}

fn card() -> FamilyCardNumber {
    FamilyCardNumber::parse("5203132707160000").unwrap()
}

fn key() -> DeploymentKey {
    DeploymentKey::from_bytes([7; 32])
}

/// The ids that existing documents have: computed by another implementation of HMAC-SHA256, never to be changed.
#[test]
fn ids_never_change() {
    let file = FileId::from_bytes([3; 16]);
    let worker = DocId::from_bytes([5; 16]);
    for (id, expected) in [
        (key().worker_doc_id(&nik(), 0), "d6da06cf-499d-8ac5-b512-6e072cc81750"),
        (key().worker_doc_id(&nik(), 1), "13bac10e-963d-8c5b-8f44-e7aa5ea867cc"),
        (key().household_doc_id(&card(), 0), "bfb70898-7952-8a72-ba19-d03d5ff54e79"),
        (key().row_doc_id(file, 42), "92dfa445-8369-8c2c-94a2-1de2680538a3"),
        (key().standing_doc_id(worker), "1269bb79-3654-85bf-8407-d568f0bdfd56"),
        (key().confidential_doc_id(worker), "c5ea3b4e-6050-87bf-b714-a5bb9e6672d7"),
    ] {
        assert_eq!(id.to_string(), expected);
    }
}

#[test]
fn ids_depend_on_the_key() {
    let other = DeploymentKey::generate(&mut Seeded(1));
    assert_ne!(key().worker_doc_id(&nik(), 0), other.worker_doc_id(&nik(), 0));
    assert_ne!(key().row_doc_id(FileId::from_bytes([3; 16]), 1), other.row_doc_id(FileId::from_bytes([3; 16]), 1));
}

#[test]
fn a_worker_and_a_household_with_the_same_digits_have_different_ids() {
    let card = FamilyCardNumber::parse(nik().expose()).unwrap();
    assert_ne!(key().worker_doc_id(&nik(), 0), key().household_doc_id(&card, 0));
}

#[test]
fn a_nik_typed_with_separators_gives_the_same_id() {
    let spaced = Nik::parse("520313 410790 0000", Deployment::Training).unwrap();
    assert_eq!(key().worker_doc_id(&spaced, 0), key().worker_doc_id(&nik(), 0));
}

#[test]
fn a_deployment_key_is_masked() {
    let key = DeploymentKey::generate(&mut Seeded(1));
    assert_eq!(format!("{key:?}"), "DeploymentKey(***)");
    assert_eq!(DeploymentKey::from_bytes(*key.expose()), key);
    assert_ne!(DeploymentKey::generate(&mut Seeded(2)), key);
}
