use super::*;

const JOB_ORDER: &str = r#"
notice_kind = "JOB_ORDER"
title = "  Kebun   kelapa sawit "
job_order_no = "JO-2026-0001"
quota_total = 8000
urgent = true
valid_to = 2026-12-31
target = ["52.03", "52.03.13.2001"]

[[deduction]]
what = "Asuransi"
amount = "MYR 20"

[text]
ind = "Pendaftaran di kantor desa."
"#;

fn problems(text: &str) -> Vec<String> {
    let wrong = read(text, Deployment::Training).unwrap_err();
    wrong.into_iter().map(|wrong| wrong.at).collect()
}

#[test]
fn a_file_becomes_fields_in_their_canonical_form_and_areas() {
    let notice = read(JOB_ORDER, Deployment::Training).unwrap();
    let text = |path: &str| notice.fields.get(&Path::parse(path).unwrap()).map(ToString::to_string);
    assert_eq!(text("title").as_deref(), Some("Kebun kelapa sawit"));
    assert_eq!(text("valid_to").as_deref(), Some("2026-12-31"));
    assert_eq!(text("text/ind").as_deref(), Some("Pendaftaran di kantor desa."));
    let deductions: Vec<_> = notice.fields.keys().filter(|path| path.as_str().starts_with("deduction/")).collect();
    assert_eq!(deductions.len(), 2);
    let areas: Vec<_> = notice.areas.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(areas, ["52.03", "52.03.13.2001"]);
    assert_eq!(read(JOB_ORDER, Deployment::Training).unwrap(), notice, "the same file, the same notice");
}

#[test]
fn everything_that_is_wrong_is_named_at_once() {
    for (text, expected) in [
        ("notice_kind = ", &["file"][..]),
        ("title = \"x\"", &["notice_kind"]),
        ("notice_kind = \"JOB_ORDER\"\ntitle = \"x\"\njob_order_status = \"REVOKD\"", &["job_order_status"]),
        ("notice_kind = \"X\"\ntitle = \"x\"", &["notice_kind", "notice_kind"]),
        ("notice_kind = \"AGENCY\"\ntitle = \"x\"\nnama = \"y\"\nquota_total = -1", &["nama", "quota_total"]),
        ("notice_kind = \"AGENCY\"\ntitle = \"x\"\ntarget = \"52\"", &["target"]),
        ("notice_kind = \"AGENCY\"\ntitle = \"x\"\ntarget = [\"Lombok\", 7]", &["target", "target"]),
        ("notice_kind = \"AGENCY\"\ntitle = \"x\"\ndeduction = [1]", &["deduction"]),
        ("notice_kind = \"AGENCY\"\ntitle = \"x\"\nmin_age = 1.5", &["min_age"]),
    ] {
        assert_eq!(problems(text), expected, "{text}");
    }
}
