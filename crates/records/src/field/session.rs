//! The fields of an orientation or training that was held (DOMAIN.md 2.5), in the order of the form.

use super::{
    Field, FieldType, LINE, NAME, NOTE, NUMBER, basis, general,
    group::{Group, count, join},
    origin, specific,
};
use crate::value_set::{AttendanceResult, SessionKind, Topic};

pub(super) const FIELDS: &[Field] = &join::<{ count(GROUPS) }>(GROUPS);

pub(super) const GROUPS: &[Group] = &[
    Group::new("Kegiatan", "Session", basis::ORIENTATION, SESSION),
    Group::new("Peserta", "Attendance", basis::ORIENTATION, ATTENDANCE),
    origin::REMARKS,
];

const SESSION: &[Field] = &[
    general("kind", FieldType::Code(&SessionKind::SET), "Jenis kegiatan", "Kind of session"),
    general("title", LINE, "Judul kegiatan", "Title"),
    general("module_code", NUMBER, "Kode modul", "Module"),
    general("module_version", NUMBER, "Versi modul", "Version of the module"),
    general("topic/*/code", FieldType::Code(&Topic::SET), "Topik", "Topic"),
    general("provider", LINE, "Penyelenggara", "Provider"),
    general("instructor/*/name", NAME, "Instruktur", "Instructor"),
    general("place", LINE, "Tempat", "Place"),
    general("village", FieldType::Village, "Desa kegiatan", "Village of the session"),
    general("start", FieldType::Date, "Mulai", "Begins"),
    general("end", FieldType::Date, "Selesai", "Ends"),
    general("hours", FieldType::Count(2000), "Jumlah jam", "Hours"),
    general("language", FieldType::Language, "Bahasa kegiatan", "Language of the session"),
    general("material/*/title", LINE, "Judul materi", "Title of the material"),
    general("material/*/file", FieldType::ContentHash, "Berkas materi", "File of the material"),
    general("feedback", NOTE, "Umpan balik", "Feedback"),
];

const ATTENDANCE: &[Field] = &[
    general("attendee/*/worker", FieldType::Document, "Data PMI peserta", "Attendee's worker record"),
    general("attendee/*/name", NAME, "Nama peserta", "Attendee's name"),
    general("attendee/*/village", FieldType::Village, "Desa peserta", "Attendee's village"),
    general("attendee/*/present", FieldType::YesNo, "Hadir", "Present"),
    general("attendee/*/pre_score", FieldType::Count(100), "Nilai awal", "Score before"),
    general("attendee/*/post_score", FieldType::Count(100), "Nilai akhir", "Score after"),
    general("attendee/*/result", FieldType::Code(&AttendanceResult::SET), "Hasil peserta", "Result"),
    general("attendee/*/certificate_no", NUMBER, "No. sertifikat", "Certificate number").critical(),
    specific("attendee/*/accommodation", LINE, "Akomodasi peserta", "Attendee's accommodation"),
];
