//! What is wrong or doubtful in a record.
//!
//! A problem never keeps a value out of the document: a hard one keeps it out of the typed record only, a soft one is
//! a warning. Problems are derived and never stored, but for those of an import (`import/<file>/<row>/problem.<path>`),
//! where the cell is the only trace of what a list said.

use serde::{Deserialize, Serialize};
use serde_with_macros::skip_serializing_none;

use crate::{Path, field::Field, id::FileId, value_set::value_set};

/// One problem, with texts for people that hold no personal data.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field that it concerns; a collection (`phone`) where an import could not make an element of it.
    pub path: Path,
    /// What is wrong, for programs.
    pub code: ProblemCode,
    /// Whether the value is kept.
    pub severity: Severity,
    /// For people, in Indonesian.
    pub message_id: String,
    /// For people, in English.
    pub message_en: String,
    /// The row of an imported list that it came from; the cell itself is in the document.
    pub row: Option<ImportedRow>,
}

/// What a problem means for the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The value is kept and shown with a warning.
    Soft,
    /// The value is not used.
    Hard,
}

/// A row of an imported list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ImportedRow {
    /// The list, by its content.
    pub file: FileId,
    /// The row's number, counted as the import counts it.
    pub row: u32,
}

value_set! {
    /// What is wrong. Codes are stable: programs, translations and exports refer to them.
    ProblemCode {
        Unreadable = "unreadable", "tidak terbaca", "cannot be read";
        Ambiguous = "ambiguous", "dapat dibaca lebih dari satu cara", "can be read in more than one way";
        CellUnused = "cell_unused", "isi sel daftar impor tidak dapat dipakai", "the cell of the imported list could not be used";
        UnknownCode = "unknown_code", "kode tidak dikenal versi ini", "this version does not know the code";
        UnknownVillage = "unknown_village", "kode desa/kelurahan tidak ada di daftar", "the village is not in the table";
        UnknownRegion = "unknown_region", "kode wilayah tidak ada di daftar", "the area is not in the table";
        NikBirthDate = "nik_disagrees_with_birth_date", "tanggal lahir berbeda dengan NIK", "the birth date differs from the NIK";
        NikSex = "nik_disagrees_with_sex", "jenis kelamin berbeda dengan NIK", "the sex differs from the NIK";
        NikUnknownDistrict = "nik_unknown_district", "kecamatan di dalam NIK tidak ada di daftar", "the kecamatan in the NIK is not in the table";
        FamilyCardUnusual = "kk_number_unusual", "No. KK tidak tersusun seperti biasanya", "the number is not built like a family card's";
        PhoneUnusual = "phone_unusual", "bukan nomor ponsel Indonesia yang lazim", "not a usual Indonesian mobile number";
        PassportUnusual = "passport_unusual", "tidak seperti nomor paspor Indonesia", "not like an Indonesian passport number";
        NumberUnusual = "number_unusual", "jumlah angkanya tidak lazim", "an unusual number of digits";
        DateOrder = "date_order", "lebih awal daripada yang seharusnya mendahuluinya", "earlier than what should come before it";
        CountOrder = "count_order", "lebih kecil daripada batas bawahnya", "less than what should be at most as much";
    }
}

impl Problem {
    /// A value that breaks the hard rule of its field.
    #[must_use]
    pub(crate) fn unreadable(path: Path, field: &Field, error: &crate::field::FieldError) -> Self {
        Self {
            path,
            code: ProblemCode::Unreadable,
            severity: Severity::Hard,
            message_id: format!("{}: {}", field.label_id, error.message_id()),
            message_en: format!("{}: {error}", field.label_en),
            row: None,
        }
    }

    /// A value that is kept but should be looked at; `field` gives the label.
    #[must_use]
    pub(crate) fn doubtful(path: Path, field: Option<&Field>, code: ProblemCode) -> Self {
        let labelled =
            |label: Option<&str>, text: &str| label.map_or_else(|| text.to_owned(), |l| format!("{l}: {text}"));
        Self {
            path,
            severity: Severity::Soft,
            message_id: labelled(field.map(|field| field.label_id), code.label_id()),
            message_en: labelled(field.map(|field| field.label_en), code.label_en()),
            code,
            row: None,
        }
    }
}
