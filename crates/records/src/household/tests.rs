use serde_json::json;

use super::*;
use crate::field::fields_of;

const ANI: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";
const BUDI: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a11";

fn project(values: &[(String, Value)]) -> Household {
    let fields = values.iter().map(|(path, value)| (Path::parse(path).unwrap(), value.clone())).collect();
    Household::project(&fields, Deployment::Training)
}

#[test]
fn a_household_has_stable_json() {
    let household = project(&[
        ("kk_number".to_owned(), Value::from("5203132707160000")),
        ("village".to_owned(), Value::from("52.03.13.2001")),
        (format!("member/{ANI}/name"), Value::from("Contoh Satu")),
        (format!("member/{ANI}/relation"), Value::from("ANAK")),
        (format!("member/{BUDI}/name"), Value::from("Contoh Dua")),
        (format!("member/{BUDI}/contact_priority"), Value::from(1)),
        (format!("member/{BUDI}/caregiver_of"), Value::from(ANI)),
        (format!("permission/{ANI}/date"), Value::from("2025-02")),
        (format!("need/{ANI}/code"), Value::from("MODAL_USAHA")),
    ]);
    let expected = json!({
        "kk_number": "5203132707160000",
        "village": "52.03.13.2001",
        "members": [
            { "id": BUDI, "name": "Contoh Dua", "contact_priority": 1, "caregiver_of": ANI },
            { "id": ANI, "name": "Contoh Satu", "relation": "ANAK" },
        ],
        "permissions": [{ "id": ANI, "date": "2025-02" }],
        "needs": ["MODAL_USAHA"],
    });
    assert_eq!(serde_json::to_value(&household).unwrap(), expected);
    assert_eq!(serde_json::from_value::<Household>(expected).unwrap(), household);
}

#[test]
fn a_members_nik_is_held_against_the_member() {
    let household = project(&[
        (format!("member/{ANI}/nik"), Value::from("5203135507740000")),
        (format!("member/{ANI}/sex"), Value::from("L")),
        (format!("member/{ANI}/birth_date"), Value::from("1974-07-15")),
        (format!("member/{BUDI}/nik"), Value::from("5203135507740000")),
    ]);
    let found: Vec<_> = household.problems.iter().map(|p| (p.path.to_string(), p.code.to_string())).collect();
    assert_eq!(found, [(format!("member/{ANI}/sex"), "nik_disagrees_with_sex".to_owned())]);
}

#[test]
fn every_described_field_reaches_the_typed_record() {
    for field in fields_of(Kind::Household).iter().filter(|field| !field.path.starts_with("settled/")) {
        let path = field.path.replace('*', BUDI);
        let household = project(&[(path.clone(), field.example())]);
        let written = serde_json::to_string(&household).unwrap();
        assert!(written.contains(&field.example().to_string()), "{path} is not in {written}");
    }
}

#[test]
fn a_need_without_more_stands_in_the_needs_only() {
    let need = |field: &str, value: &str| (format!("need/{ANI}/{field}"), Value::from(value));
    let code = need("code", "KESEHATAN");
    let plain = project(std::slice::from_ref(&code));
    assert_eq!((plain.needs.len(), plain.need_details.len()), (1, 0));
    let told = project(&[code, need("member", BUDI), need("met_on", "2026-01")]);
    assert_eq!(
        serde_json::to_value(&told.need_details).unwrap(),
        json!([{
            "id": ANI, "code": "KESEHATAN", "member": BUDI, "met_on": "2026-01",
        }])
    );
}

#[test]
fn debug_shows_no_personal_data() {
    let household =
        project(&[("head".to_owned(), Value::from("Rahasia")), (format!("member/{ANI}/name"), Value::from("Rahasia"))]);
    assert!(!format!("{household:?}").contains("Rahasia"));
}
