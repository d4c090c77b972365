use super::*;

fn code(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

#[test]
fn the_village_is_the_one_that_is_named_or_the_one_of_the_device() {
    let village = code("52.03.13.2001");
    for (named, served, chosen_as) in [
        (None, &["52.03.13.2001"][..], Ok("52.03.13.2001")),
        (None, &["52.03.13.2001", "52.03.13.2002"], Ok("52.03.13.2001")),
        (Some("52.03.13.2002"), &["52.03.13.2001", "52.03.13.2002"], Ok("52.03.13.2002")),
        (Some("5203132001"), &["52.03"], Ok("52.03.13.2001")),
        (None, &["52.03"], Err("village_needed")),
        (Some("52.03.13"), &["52.03"], Err("no_such_village")),
        (Some("52.03.13.2999"), &["52.03"], Err("no_such_village")),
        (Some("52.03.13.2001"), &["52.01"], Err("village_out_of_scope")),
    ] {
        let regions: Vec<_> = served.iter().map(|region| code(region)).collect();
        let chosen = chosen(named, &regions).map_err(|failure| failure.code.into_owned());
        assert_eq!(chosen.as_ref().map(RegionCode::as_str).map_err(String::as_str), chosen_as, "{named:?} {served:?}");
    }
    assert!(shown(village.as_str()).ends_with("(52.03.13.2001)"));
    assert_eq!(shown("99.99"), "99.99");
}

#[test]
fn a_list_that_names_another_village_is_told_from_one_that_names_its_own() {
    let own = code("52.03.13.2001");
    let name = region::name_of(&own).unwrap();
    let other = region::children(&code("52.03.13")).map(|(_, name)| name).find(|other| *other != name).unwrap();
    for says in [format!("DAFTAR PMI DESA {}", name.to_uppercase()), "pmi-2025.csv".to_owned(), "Desa kami".to_owned()]
    {
        assert_eq!(contradicting(&own, [says.as_str()]), None, "{says}");
    }
    for says in [format!("DAFTAR PMI DESA {} TAHUN 2025", other.to_uppercase()), format!("pmi_desa_{other}.xlsx")] {
        assert_eq!(contradicting(&own, [says.as_str()]).as_deref(), Some(other), "{says}");
    }
}
