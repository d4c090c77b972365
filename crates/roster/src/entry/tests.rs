use records::{Deployment, RegionCode};

use super::*;

fn entry(header: &str, row: &str) -> Entry {
    let sheet = Sheet::read("daftar.csv", format!("{header}\n{row}\n").as_bytes()).unwrap();
    let context = Context { deployment: Deployment::Training, village: RegionCode::parse("52.03.13.2001").unwrap() };
    interpret(&sheet, &Columns::of(&sheet.header), &sheet.rows[0], &context)
}

fn problems(entry: &Entry) -> Vec<(&str, &str, Reason)> {
    entry.problems.iter().map(|p| (p.column.as_str(), p.path.as_str(), p.reason)).collect()
}

#[test]
fn a_row_becomes_the_fields_of_a_worker() {
    let entry = entry(
        "Nama;NIK;No. KK;L/P;Tgl Lahir;Dusun;RT/RW;Negara Tujuan;Pekerjaan;P3MI/PT;Tgl Berangkat;Status;Jalur;No HP;Ket",
        "CONTOH  SATU;520313 120790 0000;5203132707160000;L;12/7/90;Lebak;01/03;Kuala Lumpur, Malaysia;sawit;PT. Contoh;33066;Pulang;Resmi;0812-0000-0001 (istri);anak 2",
    );
    for (path, value) in [
        ("name", "CONTOH SATU"),
        ("nik", "5203131207900000"),
        ("kk_number", "5203132707160000"),
        ("sex", "L"),
        ("birth_date", "1990-07-12"),
        ("dusun", "Lebak"),
        ("rt", "001"),
        ("rw", "003"),
        ("destination_country", "MY"),
        ("destination_place", "Kuala Lumpur"),
        ("occupation", "LADANG_SAWIT"),
        ("agency", "PT. Contoh"),
        ("procedural_status", "PROSEDURAL"),
        ("note", "anak 2"),
        ("origin_village", "52.03.13.2001"),
        ("source", "IMPORT"),
    ] {
        assert_eq!(entry.text(path), Some(value), "{path}");
    }
    assert_eq!(entry.texts("phone", "number").collect::<Vec<_>>(), ["+6281200000001"]);
    assert_eq!(entry.texts("phone", "owner").collect::<Vec<_>>(), ["FAMILY"]);
    let milestones: std::collections::BTreeSet<&str> = entry.texts("milestone", "code").collect();
    assert_eq!(milestones.into_iter().collect::<Vec<_>>(), ["BERANGKAT", "PULANG"]);
    assert_eq!(entry.texts("milestone", "date").collect::<Vec<_>>(), ["1990-07-12"]);
    assert!(entry.nik.is_some());
    assert_eq!(problems(&entry), []);
}

#[test]
fn blank_cells_are_no_problem_and_no_field() {
    let entry = entry("Nama;NIK;Tgl Lahir;No HP;P3MI;Status", "Ani;-;;tdk ada;-;");
    let written: Vec<&str> =
        entry.fields.keys().map(Path::as_str).filter(|path| !path.starts_with("import/")).collect();
    assert_eq!(written, ["name", "origin_village", "source"]);
    assert_eq!(problems(&entry), []);
}

#[test]
fn what_cannot_be_read_is_kept_verbatim_with_its_reason() {
    let entry = entry("Nama;NIK;Tgl Lahir;Negara", "Ani;520313;??; Negeri Jiran ");
    assert_eq!(
        problems(&entry),
        [
            ("Tgl Lahir", "birth_date", Reason::UnreadableDate),
            ("NIK", "nik", Reason::NikLength),
            ("Negara", "destination_country", Reason::UnknownCountry),
        ]
    );
    let import = |name: &str| {
        let found = entry.fields.iter().find(|(path, _)| path.segments().next_back() == Some(name));
        found.and_then(|(_, value)| value.as_text()).map(str::to_owned)
    };
    assert_eq!(import("cells").as_deref(), Some(r#"["Ani","520313","??"," Negeri Jiran "]"#));
    assert_eq!(import("header").as_deref(), Some(r#"["Nama","NIK","Tgl Lahir","Negara"]"#));
    assert_eq!(import("problem.birth_date").as_deref(), Some("unreadable_date: ??"));
    assert_eq!(import("problem.destination_country").as_deref(), Some("unknown_country:  Negeri Jiran "));
    assert_eq!(entry.text("birth_date"), None);
}

#[test]
fn a_nik_that_contradicts_is_written_but_does_not_identify() {
    for (row, reasons) in [
        ("Ani;5203135207900000;P;13-07-1990", &[Reason::NikContradictsBirthDate][..]),
        ("Ani;5203135207900000;L;12-07-1990", &[Reason::NikContradictsSex]),
        ("Ani;5203135207900000;L;13-07-1990", &[Reason::NikContradictsBirthDate, Reason::NikContradictsSex]),
    ] {
        let entry = entry("Nama;NIK;L/P;Tgl Lahir", row);
        assert_eq!((entry.text("nik"), entry.nik.clone()), (Some("5203135207900000"), None));
        assert_eq!(entry.problems.iter().map(|problem| problem.reason).collect::<Vec<_>>(), reasons);
    }
}

#[test]
fn a_recruiter_in_the_column_of_agencies_is_a_recruiter() {
    let entry = entry("Nama;NIK;P3MI/PT;Sponsor", "Ani;;calo;Pak Contoh");
    assert_eq!(entry.text("agency"), None);
    assert_eq!(entry.texts("recruiter", "relation").collect::<Vec<_>>(), ["calo"]);
    assert_eq!(entry.texts("recruiter", "name").collect::<Vec<_>>(), ["Pak Contoh"]);
}

#[test]
fn a_date_without_a_status_tells_the_milestone_and_against_one_is_noted() {
    let without = entry("Nama;Tgl Berangkat;Tgl Pulang", "Ani;2023;05/2024");
    let codes: Vec<&str> = without.texts("milestone", "code").collect();
    assert!(codes.len() == 2 && codes.contains(&"BERANGKAT") && codes.contains(&"PULANG"));
    let against = entry("Nama;Tgl Berangkat;Status", "Ani;01-02-2030;Proses");
    assert_eq!(against.texts("milestone", "code").collect::<Vec<_>>(), ["DAFTAR_DESA"]);
    assert_eq!(against.problems.iter().map(|p| p.reason).collect::<Vec<_>>(), [Reason::DateAheadOfStatus]);
}

#[test]
fn the_american_order_is_read_and_noted() {
    let entry = entry("Nama;Tgl Lahir", "Ani;07/25/1990");
    assert_eq!(entry.text("birth_date"), Some("1990-07-25"));
    assert_eq!(problems(&entry), [("Tgl Lahir", "birth_date", Reason::MonthFirst)]);
}

#[test]
fn two_phones_that_cannot_be_read_are_both_kept() {
    let entry = entry("Nama;No HP;Telepon", "Ani;satu;dua");
    let kept = entry.fields.iter().find(|(path, _)| path.as_str().ends_with("problem.phone")).unwrap().1;
    assert_eq!(kept.as_text(), Some("phone_malformed: satu\nphone_malformed: dua"));
}

#[test]
fn debug_shows_no_cell() {
    let shown = format!("{:?}", entry("Nama;NIK;Tgl Lahir", "Rahasia;520313;kemarin"));
    for secret in ["Rahasia", "520313;", "kemarin"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
