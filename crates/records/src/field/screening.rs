//! The fields of a trafficking screening (DOMAIN.md 1.9, 2.8), in the order of the form. All of it needs care.
//!
//! An answer stands under the code of its question, `answer/r01`, so that two answers to one question are a conflict
//! and not two questions. The questions are reference data.

use super::{
    Field, FieldType, LINE, NAME, NOTE, NUMBER, basis,
    group::{Group, count, join},
    specific,
};
use crate::value_set::{ScreeningAnswer, ScreeningPhase, ScreeningResult};

pub(super) const FIELDS: &[Field] = &join::<{ count(GROUPS) }>(GROUPS);

pub(super) const GROUPS: &[Group] = &[
    Group::new("Skrining", "Screening", basis::TRAFFICKING, SCREENING),
    Group::new("Jawaban", "Answers", basis::TRAFFICKING, ANSWERS),
    Group::new("Hasil", "Result", basis::TRAFFICKING, RESULT),
];

const SCREENING: &[Field] = &[
    specific("worker", FieldType::Document, "Data PMI", "Worker's record").critical(),
    specific("sketch_name", NAME, "Nama yang diskrining", "Name of the person"),
    specific("village", FieldType::Village, "Desa skrining", "Village of the screening"),
    specific("phase", FieldType::Code(&ScreeningPhase::SET), "Tahap skrining", "Part of the way"),
    specific("form_version", NUMBER, "Versi formulir", "Version of the form"),
    specific("date", FieldType::Date, "Tanggal skrining", "Date of the screening"),
    specific("by", NAME, "Skrining oleh", "Screening by"),
    specific("language", FieldType::Language, "Bahasa skrining", "Language of the screening"),
    specific("private_place", FieldType::YesNo, "Tempat tertutup", "In a private place"),
    specific("consent", FieldType::Element, "Persetujuan skrining", "Consent to the screening"),
];

const ANSWERS: &[Field] = &[
    specific("answer/*", FieldType::Code(&ScreeningAnswer::SET), "Jawaban", "Answer").critical(),
    specific("remark/*", NOTE, "Catatan jawaban", "Remark on the answer"),
];

const RESULT: &[Field] = &[
    specific("result", FieldType::Code(&ScreeningResult::SET), "Hasil skrining", "Result of the screening").critical(),
    specific("case", FieldType::Document, "Pengaduan terkait", "Complaint that followed"),
    specific("note", NOTE, "Catatan", "Note"),
    specific("removed", LINE, "Alasan ditarik", "Why it was withdrawn"),
];
