//! What people call the places that Indonesian workers go to.

/// A country's usual names.
pub(super) struct Names {
    pub(super) code: &'static str,
    pub(super) name_id: &'static str,
    pub(super) name_en: &'static str,
    /// Short and older forms, as [`folded`] leaves them.
    also: &'static [&'static str],
}

const fn names(
    code: &'static str,
    name_id: &'static str,
    name_en: &'static str,
    also: &'static [&'static str],
) -> Names {
    Names { code, name_id, name_en, also }
}

/// The most frequent destinations of NTB and NTT first, then the rest of Asia, the Gulf, and further.
pub(super) static NAMES: &[Names] = &[
    names("MY", "Malaysia", "Malaysia", &["malaisia", "sabah", "sarawak"]),
    names("SA", "Arab Saudi", "Saudi Arabia", &["saudi", "saudi arabia", "ksa", "arab"]),
    names("TW", "Taiwan", "Taiwan", &[]),
    names("HK", "Hong Kong", "Hong Kong", &["hongkong"]),
    names("SG", "Singapura", "Singapore", &["singapur"]),
    names("BN", "Brunei Darussalam", "Brunei Darussalam", &["brunei"]),
    names("JP", "Jepang", "Japan", &[]),
    names("KR", "Korea Selatan", "South Korea", &["korsel", "korea"]),
    names("AE", "Uni Emirat Arab", "United Arab Emirates", &["uea", "uae", "dubai", "abu dhabi"]),
    names("QA", "Qatar", "Qatar", &[]),
    names("KW", "Kuwait", "Kuwait", &[]),
    names("OM", "Oman", "Oman", &[]),
    names("BH", "Bahrain", "Bahrain", &[]),
    names("JO", "Yordania", "Jordan", &["jordania"]),
    names("LB", "Lebanon", "Lebanon", &["libanon"]),
    names("SY", "Suriah", "Syria", &[]),
    names("IQ", "Irak", "Iraq", &[]),
    names("YE", "Yaman", "Yemen", &[]),
    names("EG", "Mesir", "Egypt", &[]),
    names("TR", "Turki", "Türkiye", &["turkey"]),
    names("ID", "Indonesia", "Indonesia", &[]),
    names("MO", "Makau", "Macao", &["macau"]),
    names("CN", "Tiongkok", "China", &["cina"]),
    names("TH", "Thailand", "Thailand", &[]),
    names("PH", "Filipina", "Philippines", &[]),
    names("VN", "Vietnam", "Vietnam", &[]),
    names("KH", "Kamboja", "Cambodia", &[]),
    names("MM", "Myanmar", "Myanmar", &["burma"]),
    names("LA", "Laos", "Laos", &[]),
    names("TL", "Timor Leste", "Timor-Leste", &[]),
    names("PG", "Papua Nugini", "Papua New Guinea", &["png"]),
    names("MV", "Maladewa", "Maldives", &[]),
    names("IN", "India", "India", &[]),
    names("AU", "Australia", "Australia", &[]),
    names("NZ", "Selandia Baru", "New Zealand", &[]),
    names("FJ", "Fiji", "Fiji", &[]),
    names("SB", "Kepulauan Solomon", "Solomon Islands", &[]),
    names("US", "Amerika Serikat", "United States", &["usa", "amerika"]),
    names("CA", "Kanada", "Canada", &[]),
    names("GB", "Inggris", "United Kingdom", &["britania raya", "uk", "england"]),
    names("NL", "Belanda", "Netherlands", &[]),
    names("DE", "Jerman", "Germany", &[]),
    names("IT", "Italia", "Italy", &[]),
    names("ES", "Spanyol", "Spain", &[]),
    names("PT", "Portugal", "Portugal", &[]),
    names("PL", "Polandia", "Poland", &[]),
    names("HU", "Hungaria", "Hungary", &[]),
    names("RO", "Rumania", "Romania", &[]),
    names("SK", "Slowakia", "Slovakia", &[]),
    names("HR", "Kroasia", "Croatia", &[]),
    names("GR", "Yunani", "Greece", &[]),
    names("CY", "Siprus", "Cyprus", &[]),
    names("RU", "Rusia", "Russia", &[]),
    names("ZA", "Afrika Selatan", "South Africa", &["afsel"]),
    names("MU", "Mauritius", "Mauritius", &[]),
    names("SR", "Suriname", "Suriname", &[]),
    names("PE", "Peru", "Peru", &[]),
];

pub(super) fn of(code: &str) -> Option<&'static Names> {
    NAMES.iter().find(|entry| entry.code == code)
}

/// The entry of a code or a name that [`folded`] has gone over.
pub(super) fn find(wanted: &str) -> Option<&'static Names> {
    NAMES.iter().find(|entry| {
        entry.also.contains(&wanted)
            || [entry.code, entry.name_id, entry.name_en].into_iter().any(|name| folded(name) == wanted)
    })
}

/// Small letters and digits, words with one space between them, full stops left out.
pub(super) fn folded(text: &str) -> String {
    let spaced: String = text
        .chars()
        .filter(|c| *c != '.')
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .flat_map(char::to_lowercase)
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
