//! Why a cell could not be read, or should be looked at.

use std::fmt;

/// A stable code, with a sentence for people in Indonesian and English. Never holds what the cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// No date in any form that people use.
    UnreadableDate,
    /// A day that the calendar does not have.
    NoSuchDay,
    /// Day and month only make sense in the American order; read so.
    MonthFirst,
    /// A long number that a spreadsheet shortened to `5.20313E+15`; the digits are gone.
    DigitsLost,
    /// Not 16 digits.
    NikLength,
    /// 16 digits whose birth date does not exist, or other characters than digits.
    NikMalformed,
    /// Serial 0000 in production.
    NikTraining,
    /// The NIK tells another birth date; both are kept.
    NikContradictsBirthDate,
    /// The NIK tells the other sex; both are kept.
    NikContradictsSex,
    /// Not the 16 digits of a family card.
    FamilyCardMalformed,
    /// Neither male nor female.
    UnknownSex,
    /// No country that we know under this name.
    UnknownCountry,
    /// Two countries in one cell.
    SeveralCountries,
    /// No occupation that we know.
    UnknownOccupation,
    /// Neither official nor unofficial.
    UnknownRoute,
    /// No stage that we know.
    UnknownStatus,
    /// The date of a departure or return that has not happened according to the status.
    DateAheadOfStatus,
    /// No phone number.
    PhoneMalformed,
    /// A note beside the phone that does not say whose it is; the number is kept.
    PhoneNote,
    /// No RT and RW.
    RtRwMalformed,
    /// No marital status that we know.
    UnknownMaritalStatus,
    /// No school that we know.
    UnknownEducation,
    /// No passport number.
    PassportMalformed,
    /// The row has no name.
    NameMissing,
    /// Too long for its field, or with characters that no one can read.
    TextUnfit,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 25] = [
        Self::UnreadableDate,
        Self::NoSuchDay,
        Self::MonthFirst,
        Self::DigitsLost,
        Self::NikLength,
        Self::NikMalformed,
        Self::NikTraining,
        Self::NikContradictsBirthDate,
        Self::NikContradictsSex,
        Self::FamilyCardMalformed,
        Self::UnknownSex,
        Self::UnknownCountry,
        Self::SeveralCountries,
        Self::UnknownOccupation,
        Self::UnknownRoute,
        Self::UnknownStatus,
        Self::DateAheadOfStatus,
        Self::PhoneMalformed,
        Self::PhoneNote,
        Self::RtRwMalformed,
        Self::UnknownMaritalStatus,
        Self::UnknownEducation,
        Self::PassportMalformed,
        Self::NameMissing,
        Self::TextUnfit,
    ];

    /// The reason of a code, `None` where a newer version wrote it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The code in documents: stable, never reused.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.texts().0
    }

    /// The sentence in Indonesian.
    #[must_use]
    pub const fn text_id(self) -> &'static str {
        self.texts().1
    }

    /// The sentence in English.
    #[must_use]
    pub const fn text_en(self) -> &'static str {
        self.texts().2
    }

    /// Whether the cell was read all the same, and only deserves a look.
    #[must_use]
    pub const fn is_doubt(self) -> bool {
        matches!(self, Self::MonthFirst | Self::NikContradictsBirthDate | Self::NikContradictsSex | Self::PhoneNote)
    }

    const fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::UnreadableDate => ("unreadable_date", "tanggal tidak terbaca", "no date that can be read"),
            Self::NoSuchDay => ("no_such_day", "tanggal tidak ada di kalender", "the calendar has no such day"),
            Self::MonthFirst => ("month_first", "dibaca bulan dahulu, lalu tanggal", "read as month first, then day"),
            Self::DigitsLost => (
                "digits_lost",
                "angka dipotong oleh program lembar kerja; ketik ulang sebagai teks",
                "the spreadsheet lost digits of the number: type it again as text",
            ),
            Self::NikLength => ("nik_length", "NIK harus 16 angka", "a NIK has 16 digits"),
            Self::NikMalformed => ("nik_malformed", "NIK tidak mungkin benar", "no NIK is built like this"),
            Self::NikTraining => {
                ("nik_training", "NIK 0000 hanya untuk latihan", "a NIK that ends in 0000 is for training")
            }
            Self::NikContradictsBirthDate => {
                ("nik_disagrees_with_birth_date", "NIK dan tanggal lahir berbeda", "NIK and birth date differ")
            }
            Self::NikContradictsSex => {
                ("nik_disagrees_with_sex", "NIK dan jenis kelamin berbeda", "NIK and sex differ")
            }
            Self::FamilyCardMalformed => {
                ("family_card_malformed", "No. KK harus 16 angka", "a family card number has 16 digits")
            }
            Self::UnknownSex => ("unknown_sex", "jenis kelamin tidak dikenal", "neither male nor female"),
            Self::UnknownCountry => ("unknown_country", "negara tidak dikenal", "not a country that we know"),
            Self::SeveralCountries => ("several_countries", "lebih dari satu negara", "more than one country"),
            Self::UnknownOccupation => {
                ("unknown_occupation", "pekerjaan tidak dikenal", "not an occupation that we know")
            }
            Self::UnknownRoute => ("unknown_route", "jalur tidak dikenal", "neither official nor unofficial"),
            Self::UnknownStatus => ("unknown_status", "status tidak dikenal", "not a status that we know"),
            Self::DateAheadOfStatus => (
                "date_ahead_of_status",
                "ada tanggal, tetapi menurut status belum terjadi",
                "a date of what has not happened by the status",
            ),
            Self::PhoneMalformed => ("phone_malformed", "nomor telepon tidak terbaca", "no phone number"),
            Self::PhoneNote => ("phone_note", "catatan di samping nomor telepon", "a note beside the phone number"),
            Self::RtRwMalformed => ("rt_rw_malformed", "RT/RW tidak terbaca", "no RT and RW"),
            Self::UnknownMaritalStatus => {
                ("unknown_marital_status", "status perkawinan tidak dikenal", "not a marital status that we know")
            }
            Self::UnknownEducation => ("unknown_education", "pendidikan tidak dikenal", "not a school that we know"),
            Self::PassportMalformed => ("passport_malformed", "nomor paspor tidak terbaca", "no passport number"),
            Self::TextUnfit => {
                ("text_unfit", "terlalu panjang atau berisi tanda asing", "too long, or with stray characters")
            }
            Self::NameMissing => ("name_missing", "nama kosong", "the name is missing"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.text_id(), self.text_en())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_its_own_and_leads_back() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
            assert!(reason.code().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", reason.code());
        }
        assert_eq!(Reason::from_code("of_tomorrow"), None);
    }
}
