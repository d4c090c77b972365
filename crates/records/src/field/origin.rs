//! Whence a record's data comes, and what is said of the record as a whole: the same for every kind that people write.

use super::{Field, FieldType, LINE, NOTE, basis, general, group::Group, specific};
use crate::value_set::{Source, Verification};

/// Who said and who checked it.
pub(super) const GROUP: Group = Group::new(
    "Asal data",
    "Origin of the data",
    basis::CONVENTIONS,
    &[
        general("source", FieldType::Code(&Source::SET), "Sumber data", "Source of the data"),
        general("verification", FieldType::Code(&Verification::SET), "Verifikasi", "Verification").critical(),
        NOTE_FIELD,
        REMOVED,
    ],
);

/// What is said of a record that has no source of its own.
pub(super) const REMARKS: Group = Group::new("Catatan", "Remarks", basis::CONVENTIONS, &[NOTE_FIELD, REMOVED]);

const NOTE_FIELD: Field = general("note", NOTE, "Catatan", "Note");
const REMOVED: Field = general("removed", LINE, "Alasan ditarik", "Why it was withdrawn");

/// Rows of imported lists, kept as they were.
pub(super) const IMPORT: Group = Group::new(
    "Daftar impor",
    "Imported lists",
    basis::CONVENTIONS,
    &[
        specific("import/*/*/file", FieldType::Verbatim, "Nama berkas impor", "Imported file"),
        specific("import/*/*/header", FieldType::Cells, "Judul kolom impor", "Imported header"),
        specific("import/*/*/cells", FieldType::Cells, "Baris impor", "Imported row"),
        specific("import/*/*/problem.*", FieldType::Verbatim, "Masalah impor", "Problem of the import"),
    ],
);
