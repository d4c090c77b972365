use super::*;

const FORM: Form = Form { kind: Kind::Worker, deployment: Deployment::Training };

fn read(texts: &[&str]) -> Result<Vec<(Path, Value)>> {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    FORM.read(&Assignment::split_all(&texts)?)
}

#[test]
fn a_value_may_hold_equal_signs_and_spaces() {
    for (text, field, value) in
        [("name=Siti", "name", "Siti"), ("note=a = b", "note", "a = b"), (" note =", "note", "")]
    {
        assert_eq!(Assignment::split(text), Some(Assignment { field, value }));
    }
    assert_eq!(Assignment::split("name"), None);
}

#[test]
fn values_are_read_by_the_rules_of_their_fields() {
    for (typed, value) in [
        ("name=  Contoh   Satu ", Value::from("Contoh Satu")),
        ("birth_date=12-3-1990", Value::from("1990-03-12")),
        ("birth_date=12 Maret 1990", Value::from("1990-03-12")),
        ("birth_date=1990-03", Value::from("1990-03")),
        ("birth_date=±1990", Value::from("1990~")),
        ("sex=perempuan", Value::from("P")),
        ("destination_country=malaysia", Value::from("MY")),
        ("nik=520313 120790 0000", Value::from("5203131207900000")),
    ] {
        let read = read(&[typed]).unwrap();
        assert_eq!(read[0].1, value, "{typed}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once_and_without_the_values() {
    let failure = read(&["nik=5203131207900001x", "nama=Rahasia", "birth_date=31-6-1990", "name=Contoh"]).unwrap_err();
    let json = serde_json::to_value(failure.json(Lang::En)).unwrap();
    let fields = json["error"]["fields"].as_array().unwrap();
    let named: Vec<_> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(named, ["nik", "nama", "birth_date"]);
    assert_eq!(json["error"]["code"], "invalid");
    for secret in ["5203131207900001", "Rahasia", "31-6"] {
        assert!(!json.to_string().contains(secret), "{json}");
    }
}

#[test]
fn a_date_with_the_month_first_is_a_slip_when_somebody_types_it() {
    assert_eq!(read(&["birth_date=07/25/1990"]).unwrap_err().code, "invalid");
}

#[test]
fn people_read_labels_and_not_codes() {
    let path = Path::parse("sex").unwrap();
    assert_eq!(label(Kind::Worker, &path, Lang::Id), "Jenis kelamin");
    assert_eq!(shown(Kind::Worker, &path, &Value::from("P"), Lang::En), "female (P)");
    assert_eq!(shown(Kind::Worker, &path, &Value::from("X"), Lang::En), "X");
    let empty = Path::parse("sex.absent").unwrap();
    assert_eq!(shown(Kind::Worker, &empty, &Value::from("REFUSED"), Lang::Id), "tidak mau menjawab (REFUSED)");
    let office = Path::parse("departure/x/processing_bp3mi").unwrap();
    assert!(shown(Kind::Worker, &office, &Value::from("52"), Lang::Id).contains("Nusa Tenggara Barat"));
    let received = Path::parse("subject_request/x/received_at").unwrap();
    assert!(shown(Kind::Worker, &received, &Value::from(1_771_556_460), Lang::Id).starts_with("2026-02-20 "));
    let unknown = Path::parse("of_tomorrow").unwrap();
    assert_eq!(label(Kind::Worker, &unknown, Lang::Id), "of_tomorrow");
    assert_eq!(shown(Kind::Worker, &unknown, &Value::Bool(true), Lang::Id), "ya");
}
