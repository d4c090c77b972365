use super::*;

/// Milestones from `CODE` or `CODE date`.
fn milestones(list: &[&str]) -> BTreeMap<MilestoneCode, Vec<Milestone>> {
    let mut all: BTreeMap<MilestoneCode, Vec<Milestone>> = BTreeMap::new();
    for text in list {
        let (code, date) = text.split_once(' ').map_or((*text, None), |(code, date)| (code, Some(date)));
        let date = date.map(|date| PartialDate::parse(date).unwrap());
        let id = ElementId::derived(&[text]);
        let (by, note, source, reason, document, evidence) = (None, None, None, None, None, None);
        let milestone = Milestone { date, id, by, note, source, reason, document, evidence };
        all.entry(MilestoneCode::from_code(code)).or_default().push(milestone);
    }
    all
}

#[test]
fn the_stage_follows_from_the_milestones() {
    for (recorded, expected) in [
        (&[][..], None),
        (&["KODE_BARU 2024"], None),
        (&["MINAT"], Some("MINAT")),
        (&["PASPOR 2024-01", "PELATIHAN_UJK 2024-03"], Some("PASPOR")),
        (&["BERANGKAT 2023-01-30", "PASPOR 2023-06"], Some("BERANGKAT")),
        (&["BERANGKAT 2023-01-30", "PULANG"], Some("PULANG")),
        (&["BERANGKAT 2023-05-10", "PULANG 2023"], Some("PULANG")),
        (&["TIBA 2022", "CUTI 2023-05", "BEKERJA 2023-07"], Some("BEKERJA")),
        (&["BERANGKAT 2019", "PULANG 2021", "PURNA 2021-03"], Some("PURNA")),
        (&["BERANGKAT 2019", "PULANG 2021", "MINAT 2022"], Some("MINAT")),
        (&["BERANGKAT 2019", "PULANG 2021", "MINAT 2022", "BERANGKAT 2023"], Some("BERANGKAT")),
        (&["BERANGKAT 2019", "PULANG 2021", "BERANGKAT 2023", "PULANG 2025"], Some("PULANG")),
        (&["SELEKSI 2024-01", "BATAL 2024-02"], Some("BATAL")),
        (&["BATAL 2024-02", "SELEKSI 2024-03"], Some("SELEKSI")),
        (&["BATAL", "SELEKSI 2024-03"], Some("BATAL")),
        (&["BATAL 2024-02", "HILANG_KONTAK 2025"], Some("HILANG_KONTAK")),
        (&["MENINGGAL 2023", "PULANG 2024"], Some("MENINGGAL")),
        (&["MENINGGAL", "HILANG_KONTAK 2024"], Some("MENINGGAL")),
    ] {
        let stage = derive_stage(&milestones(recorded));
        assert_eq!(stage.as_ref().map(|stage| stage.code.code()), expected, "{recorded:?}");
    }
}

#[test]
fn a_second_departure_is_the_stage_with_its_own_date() {
    let stage = derive_stage(&milestones(&["BERANGKAT 2019", "PULANG 2021", "BERANGKAT 2023-04-05"])).unwrap();
    assert_eq!(serde_json::to_string(&stage).unwrap(), r#"{"code":"BERANGKAT","phase":"during","since":"2023-04-05"}"#);
}

#[test]
fn the_codes_stand_in_the_order_of_the_way() {
    let numbers: Vec<u8> = MilestoneCode::ALL.iter().filter_map(MilestoneCode::number).collect();
    assert!(numbers.is_sorted());
    assert_eq!((numbers.first(), numbers.last()), (Some(&0), Some(&18)));
    for code in MilestoneCode::ALL {
        let is_ordered = matches!(code.phase(), Some(Phase::Before | Phase::During | Phase::After));
        assert_eq!(code.number().is_some(), is_ordered, "{code}");
    }
}
