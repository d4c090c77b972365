//! The fields of a worker (DOMAIN.md 2.1, 2.3), in the order of the form.

use super::{
    Field, FieldType, LINE, NAME, NUMBER, Part, basis, consent, general,
    group::{Group, count, join},
    identity, journey, origin, specific,
};
use crate::value_set::{
    DocumentCapture, DocumentCheck, DocumentHolder, DocumentType, Education, ExternalSystem, HealthResult,
    LanguageLevel, LegalBasis, Literacy, MaritalStatus, Occupation, PhoneOwner, ProceduralStatus, Scheme, Sector, Sex,
    StatusReason,
};

pub(super) const FIELDS: &[Field] = &join::<{ count(GROUPS) }>(GROUPS);

pub(super) const GROUPS: &[Group] = &[
    Group::new("Identitas", "Identity", basis::CONDITIONS, IDENTITY),
    Group::new("Alamat dan kontak", "Address and contact", basis::VILLAGE, CONTACT),
    journey::MILESTONES,
    Group::new("Rencana penempatan", "Intended placement", basis::PLACEMENT, INTENTION),
    Group::new("Perekrut", "Recruiters", basis::RECRUITMENT, RECRUITERS),
    Group::new("Dokumen", "Documents", basis::DOCUMENTS, DOCUMENTS),
    Group::new("Jaminan sosial", "Social security", basis::SOCIAL_SECURITY, SOCIAL_SECURITY),
    Group::new("Nomor di sistem lain", "Numbers elsewhere", basis::WORKER_CARD, NUMBERS),
    journey::DEPARTURES,
    journey::LEGS,
    journey::CONTACT_CHECKS,
    journey::RETURNS,
    journey::REMAINS,
    journey::TRANSITS,
    journey::UNPAID_RIGHTS,
    journey::PROGRAMMES,
    consent::CONSENTS,
    Group::new("Dasar pemrosesan", "Legal basis", basis::CONSENT, LEGAL_BASIS),
    consent::REQUESTS,
    identity::GROUP,
    origin::GROUP,
    origin::IMPORT,
];

const IDENTITY: &[Field] = &[
    general("nik", FieldType::Nik, "NIK", "NIK").critical(),
    specific("kk_number", FieldType::FamilyCard, "No. KK", "Family card number").critical(),
    general("name", NAME, "Nama lengkap", "Full name").critical(),
    general("alias/*/name", NAME, "Nama lain", "Other name"),
    general("sex", FieldType::Code(&Sex::SET), "Jenis kelamin", "Sex").critical(),
    general("birth_date", FieldType::Date, "Tanggal lahir", "Birth date").critical(),
    general("birth_place", NAME, "Tempat lahir", "Birth place"),
    general("marital_status", FieldType::Code(&MaritalStatus::SET), "Status perkawinan", "Marital status"),
    general("education", FieldType::Code(&Education::SET), "Pendidikan", "Education"),
    specific("photo", FieldType::ContentHash, "Foto", "Photo"),
];

const CONTACT: &[Field] = &[
    general("address", LINE, "Alamat", "Address"),
    general("rt", FieldType::Line(10), "RT", "RT"),
    general("rw", FieldType::Line(10), "RW", "RW"),
    general("dusun", NAME, "Dusun", "Hamlet"),
    general("origin_village", FieldType::Village, "Desa asal", "Village of origin"),
    general("domicile_village", FieldType::Village, "Desa domisili", "Village of residence"),
    general("phone/*/number", FieldType::Phone, "No. telepon", "Phone number"),
    general("phone/*/owner", FieldType::Code(&PhoneOwner::SET), "Pemilik telepon", "Owner of the phone"),
    general("phone/*/whatsapp", FieldType::YesNo, "WhatsApp", "WhatsApp"),
    general("phone/*/safe_to_call", FieldType::YesNo, "Aman dihubungi", "Safe to call"),
    general("language/*/code", FieldType::Language, "Bahasa", "Language"),
    general("language/*/level", FieldType::Code(&LanguageLevel::SET), "Kemampuan bahasa", "Language level"),
    general("preferred_language", FieldType::Language, "Bahasa pilihan", "Preferred language"),
    general("literacy", FieldType::Code(&Literacy::SET), "Kemampuan baca", "Literacy"),
    specific("disability", LINE, "Disabilitas", "Disability"),
    specific("accommodation", LINE, "Akomodasi yang layak", "Accommodation"),
    general("household", FieldType::Document, "Keluarga", "Household"),
];

const INTENTION: &[Field] = &[
    general("scheme", FieldType::Code(&Scheme::SET), "Skema", "Scheme"),
    general("procedural_status", FieldType::Code(&ProceduralStatus::SET), "Status prosedural", "Procedural status"),
    general("status_reason/*/code", FieldType::Code(&StatusReason::SET), "Alasan status", "Reason of the status"),
    general("skill/*/code", FieldType::Line(60), "Keahlian", "Skill"),
    general("skill/*/kbji", FieldType::Digits { usual: 4 }, "Kode KBJI/ISCO", "KBJI or ISCO code")
        .since(2)
        .part_of("skill/*/code", Part::Number),
    general("skill/*/name", FieldType::Line(50), "Keahlian dengan kata sendiri", "Skill in words")
        .since(2)
        .part_of("skill/*/code", Part::Words),
    general("skill/*/years", FieldType::Count(80), "Lama pengalaman (tahun)", "Years of experience"),
    general("skill/*/country", FieldType::Country, "Negara pengalaman", "Country of the experience"),
    general("destination_country", FieldType::Country, "Negara tujuan", "Destination country"),
    general("destination_place", LINE, "Tempat tujuan", "Destination"),
    general("sector", FieldType::Code(&Sector::SET), "Sektor", "Sector"),
    general("occupation", FieldType::Code(&Occupation::SET), "Jabatan", "Occupation"),
    general("agency", LINE, "P3MI/PT (seperti tertulis)", "Agency as written"),
    general("p3mi", NUMBER, "P3MI", "Licensed agency"),
    general("job_order", NUMBER, "Job order", "Job order"),
    general("employer", LINE, "Pemberi kerja", "Employer"),
];

const RECRUITERS: &[Field] = &[
    general("recruiter/*/name", NAME, "Nama perekrut", "Recruiter's name"),
    general("recruiter/*/phone", FieldType::Phone, "Telepon perekrut", "Recruiter's phone"),
    general("recruiter/*/relation", NAME, "Hubungan dengan perekrut", "Relation to the recruiter"),
    general("recruiter/*/claimed_agency", LINE, "P3MI yang disebut", "Agency claimed"),
    general("recruiter/*/seen_licence", FieldType::YesNo, "Izin dilihat", "Licence seen"),
];

const DOCUMENTS: &[Field] = &[
    general("document/*/code", FieldType::Code(&DocumentType::SET), "Jenis dokumen", "Document"),
    general("document/*/number", NUMBER, "Nomor dokumen", "Document number").critical(),
    general("document/*/issuer", LINE, "Penerbit", "Issuer"),
    general("document/*/place", LINE, "Tempat terbit", "Place of issue"),
    general("document/*/issued_on", FieldType::Date, "Tanggal terbit", "Issued on"),
    general("document/*/expires_on", FieldType::Date, "Berlaku sampai", "Expires on"),
    general("document/*/held_by", FieldType::Code(&DocumentHolder::SET), "Disimpan oleh", "Held by"),
    general("document/*/check", FieldType::Code(&DocumentCheck::SET), "Hasil pemeriksaan", "Result of the check"),
    general("document/*/checked_by", NAME, "Diperiksa oleh", "Checked by"),
    general("document/*/checked_on", FieldType::Date, "Tanggal pemeriksaan", "Checked on"),
    general("document/*/capture", FieldType::Code(&DocumentCapture::SET), "Cara dicatat", "How it was taken in"),
    general("document/*/page_count", FieldType::Count(999), "Jumlah halaman", "Pages"),
    general("document/*/file", FieldType::ContentHash, "Berkas", "File"),
];

const SOCIAL_SECURITY: &[Field] = &[
    general("bpjs_tk_no", FieldType::Digits { usual: 11 }, "No. BPJS Ketenagakerjaan", "Social security number")
        .critical(),
    general("jkn_no", FieldType::Digits { usual: 13 }, "No. JKN", "Health insurance number").critical(),
];

const NUMBERS: &[Field] = &[
    general("id_cpmi", NUMBER, "ID CPMI", "CPMI id").critical(),
    general("id_pmi", NUMBER, "ID PMI", "PMI id").critical(),
    general("ekpmi_no", NUMBER, "No. E-KPMI", "E-KPMI number").critical(),
    general("ekpmi_valid_to", FieldType::Date, "E-KPMI berlaku sampai", "E-KPMI valid to"),
    general("external_id/*/system", FieldType::Code(&ExternalSystem::SET), "Sistem luar", "Other system"),
    general("external_id/*/value", FieldType::Line(120), "Nomor di sistem luar", "Number in the other system")
        .critical(),
    specific("health_result", FieldType::Code(&HealthResult::SET), "Hasil MCU", "Result of the health check"),
];

const LEGAL_BASIS: &[Field] =
    &[general("legal_basis", FieldType::Code(&LegalBasis::SET), "Dasar hukum", "Legal basis")];
