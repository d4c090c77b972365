//! Why a value is not one of its field.

use crate::{
    date::ParseDateError, family_card::ParseFamilyCardError, money::ParseMoneyError, nik::ParseNikError,
    phone::ParsePhoneError, value_set::CodeSet,
};

/// A hard rule that a value breaks. Its text, in either language, never holds the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// Nothing but space.
    #[error("nothing is written")]
    Empty,
    /// A number or a yes/no where text belongs.
    #[error("text expected")]
    NotText,
    /// Not a yes or no.
    #[error("yes or no expected")]
    NotYesNo,
    /// Not a whole number, or too large.
    #[error("a whole number from 0 to {max} expected")]
    NotCount {
        /// The largest that is allowed.
        max: i64,
    },
    /// Other characters than digits.
    #[error("digits only expected")]
    NotDigits,
    /// More characters than the field takes.
    #[error("at most {max} characters")]
    TooLong {
        /// The most characters.
        max: usize,
    },
    /// A control character, which no keyboard writes.
    #[error("an invisible control character is in the text")]
    ControlCharacter,
    /// Not a code of the set.
    #[error("one of these expected: {}", codes(set))]
    NotInList {
        /// The set.
        set: &'static CodeSet,
    },
    /// Breaks a rule of the NIK.
    #[error(transparent)]
    Nik(#[from] ParseNikError),
    /// Breaks a rule of the family card number.
    #[error(transparent)]
    FamilyCard(#[from] ParseFamilyCardError),
    /// Breaks a rule of phone numbers.
    #[error(transparent)]
    Phone(#[from] ParsePhoneError),
    /// Breaks a rule of dates.
    #[error(transparent)]
    Date(#[from] ParseDateError),
    /// No country of ISO 3166-1.
    #[error("a country expected, e.g. MY")]
    NoSuchCountry,
    /// Not the code of a desa or kelurahan.
    #[error("the code of a village expected, e.g. 52.03.13.2001")]
    NotAVillage,
    /// A code that no village has.
    #[error("no village has this code")]
    NoSuchVillage,
    /// Not the code of a province.
    #[error("the code of a province expected, e.g. 35")]
    NotAProvince,
    /// Not the code of an area.
    #[error("the code of an area expected, e.g. 52.03")]
    NotARegion,
    /// No sum with its currency.
    #[error(transparent)]
    Money(#[from] ParseMoneyError),
    /// No moment of the years 1970 to 2100.
    #[error("a moment expected, e.g. 2026-02-20T11:11:00+08:00")]
    NotAMoment,
    /// Not three letters.
    #[error("a language's three-letter code of ISO 639-3 expected, e.g. sas")]
    NotALanguage,
    /// Not 32 or 64 hexadecimal digits.
    #[error("the hash of an attachment expected")]
    NotAHash,
    /// Not a UUID.
    #[error("an id expected")]
    NotAnId,
    /// Not a JSON array of texts.
    #[error("a JSON array of texts expected")]
    NotCells,
}

impl FieldError {
    /// The text for people in Indonesian; `Display` is the English one.
    #[must_use]
    pub fn message_id(&self) -> String {
        match self {
            Self::Empty => "belum diisi".to_owned(),
            Self::NotText => "harus berupa teks".to_owned(),
            Self::NotYesNo => "isi dengan ya atau tidak".to_owned(),
            Self::NotCount { max } => format!("isi dengan bilangan bulat dari 0 sampai {max}"),
            Self::NotDigits => "hanya boleh angka".to_owned(),
            Self::TooLong { max } => format!("paling banyak {max} karakter"),
            Self::ControlCharacter => "ada karakter kendali yang tidak terlihat".to_owned(),
            Self::NotInList { set } => format!("pilih salah satu: {}", codes(set)),
            Self::Nik(error) => nik_message(*error),
            Self::FamilyCard(ParseFamilyCardError::NotDigits) => "No. KK hanya terdiri dari angka".to_owned(),
            Self::FamilyCard(ParseFamilyCardError::Length(digits)) => format!("No. KK harus 16 angka, bukan {digits}"),
            Self::Phone(error) => phone_message(*error).to_owned(),
            Self::Date(error) => date_message(*error).to_owned(),
            Self::NoSuchCountry => "isi dengan negara, misalnya MY".to_owned(),
            Self::NotAVillage => "isi dengan kode desa/kelurahan, misalnya 52.03.13.2001".to_owned(),
            Self::NoSuchVillage => "tidak ada desa/kelurahan dengan kode ini".to_owned(),
            Self::NotAProvince => "isi dengan kode provinsi, misalnya 35".to_owned(),
            Self::NotARegion => "isi dengan kode wilayah, misalnya 52.03".to_owned(),
            Self::Money(error) => money_message(*error).to_owned(),
            Self::NotAMoment => "isi dengan waktu, misalnya 2026-02-20T11:11:00+08:00".to_owned(),
            Self::NotALanguage => "isi dengan kode bahasa tiga huruf (ISO 639-3), misalnya sas".to_owned(),
            Self::NotAHash => "isi dengan hash lampiran".to_owned(),
            Self::NotAnId => "isi dengan id".to_owned(),
            Self::NotCells => "isi dengan larik JSON berisi teks".to_owned(),
        }
    }
}

fn codes(set: &CodeSet) -> String {
    set.codes.iter().map(|entry| entry.code).collect::<Vec<_>>().join(", ")
}

fn nik_message(error: ParseNikError) -> String {
    match error {
        ParseNikError::NotDigits => "NIK hanya terdiri dari angka".to_owned(),
        ParseNikError::Length(digits) => format!("NIK harus 16 angka, bukan {digits}"),
        ParseNikError::Day => "angka ke-7 dan ke-8 NIK adalah hari: 01-31, atau 41-71 untuk perempuan".to_owned(),
        ParseNikError::Month => "angka ke-9 dan ke-10 NIK adalah bulan: 01-12".to_owned(),
        ParseNikError::NoSuchDay => "tanggal lahir di dalam NIK tidak ada di kalender".to_owned(),
        ParseNikError::TrainingSerial => "NIK yang berakhir 0000 hanya untuk latihan".to_owned(),
    }
}

const fn phone_message(error: ParsePhoneError) -> &'static str {
    match error {
        ParsePhoneError::NotDigits => "nomor telepon hanya terdiri dari angka",
        ParsePhoneError::NoCountry => "nomor luar negeri dimulai dengan + dan kode negara",
        ParsePhoneError::Length => "nomor telepon terdiri dari 8 sampai 15 angka dengan kode negara",
    }
}

const fn date_message(error: ParseDateError) -> &'static str {
    match error {
        ParseDateError::Shape => "tulis tanggal sebagai 1990, 1990-07 atau 1990-07-12, dengan ~ bila perkiraan",
        ParseDateError::NoSuchDay => "tanggal itu tidak ada di kalender",
        ParseDateError::Year => "tahun harus antara 1900 dan 2100",
    }
}

const fn money_message(error: ParseMoneyError) -> &'static str {
    match error {
        ParseMoneyError::Currency => "tulis jumlah dengan mata uangnya, misalnya MYR 1500 atau Rp 1.500.000",
        ParseMoneyError::Amount => "jumlahnya bukan angka, misalnya 1500, 1.500.000 atau 1500,50",
        ParseMoneyError::TooLarge => "jumlahnya terlalu besar",
    }
}
