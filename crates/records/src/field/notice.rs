//! What the province makes known: job orders (DOMAIN.md 2.4), licensed agencies, country rules, guidance, reference data.
//!
//! One kind of record for all of them, which `notice_kind` tells apart: they are read the same way, by the villages that
//! they are meant for, and each uses the fields that it needs. A job order's filled places are derived where all
//! placements are seen, and never stored.

use super::{
    Field, FieldType, LINE, NAME, NOTE, NUMBER, basis, general,
    group::{Group, count, join},
};
use crate::value_set::{
    CostComponent, CountryStatus, Education, JobOrderStatus, LicenceStatus, NoticeKind, Occupation, Provision, Sector,
    WagePeriod,
};

pub(super) const FIELDS: &[Field] = &join::<{ count(GROUPS) }>(GROUPS);

pub(super) const GROUPS: &[Group] = &[
    Group::new("Pemberitahuan", "Notice", basis::AUTHORITIES, NOTICE),
    Group::new("Job order", "Job order", basis::RECRUITMENT, JOB_ORDER),
    Group::new("Pemberi kerja dan mitra", "Employer and partner", basis::RECRUITMENT, EMPLOYER),
    Group::new("Kuota", "Quota", basis::RECRUITMENT, QUOTA),
    Group::new("Syarat kerja", "Working conditions", basis::CONTRACT, CONDITIONS),
    Group::new("Syarat pelamar", "Requirements", basis::CONDITIONS, REQUIREMENTS),
    Group::new("Biaya", "Costs", basis::COSTS, COSTS),
    Group::new("P3MI", "Licensed agency", basis::RECRUITMENT, AGENCY),
    Group::new("Negara tujuan", "Country rule", basis::AUTHORITIES, COUNTRY),
    Group::new("Bahan", "Content", basis::ORIENTATION, CONTENT),
];

const NOTICE: &[Field] = &[
    general("notice_kind", FieldType::Code(&NoticeKind::SET), "Jenis pemberitahuan", "Kind of notice"),
    general("title", LINE, "Judul", "Title"),
    general("urgent", FieldType::YesNo, "Mendesak", "Urgent"),
    general("valid_from", FieldType::Date, "Berlaku mulai", "Valid from"),
    general("valid_to", FieldType::Date, "Berlaku sampai", "Valid to"),
    general("legal_source", LINE, "Sumber hukum", "Legal source"),
    general("target/*/area", FieldType::Region, "Wilayah sasaran", "Area it is meant for"),
    general("note", NOTE, "Catatan", "Note"),
    general("removed", LINE, "Alasan ditarik", "Why it was withdrawn").dominant(),
];

const JOB_ORDER: &[Field] = &[
    general("job_order_no", NUMBER, "No. job order", "Job order number"),
    general("job_order_status", FieldType::Code(&JobOrderStatus::SET), "Status job order", "Status of the job order")
        .dominated_by(&["REVOKED", "CLOSED", "PAUSED"]),
    general("sip2mi_no", NUMBER, "No. SIP2MI", "SIP2MI number"),
    general("sip2mi_valid_to", FieldType::Date, "SIP2MI berlaku sampai", "SIP2MI valid to"),
    general("verified_by_attache_on", FieldType::Date, "Diverifikasi atase", "Verified by the attaché on"),
    general("country", FieldType::Country, "Negara", "Country"),
    general("city", LINE, "Kota", "City"),
    general("sector", FieldType::Code(&Sector::SET), "Sektor", "Sector"),
    general("occupation", FieldType::Code(&Occupation::SET), "Jabatan", "Occupation"),
];

const EMPLOYER: &[Field] = &[
    general("employer_name", LINE, "Pemberi kerja", "Employer"),
    general("employer_address", LINE, "Alamat pemberi kerja", "Employer's address"),
    general("employer_country", FieldType::Country, "Negara pemberi kerja", "Employer's country"),
    general("employer_blacklisted", FieldType::YesNo, "Pemberi kerja bermasalah", "Employer blacklisted").dominant(),
    general("partner_name", LINE, "Mitra usaha", "Agency abroad"),
    general("partner_address", LINE, "Alamat mitra usaha", "Address of the agency abroad"),
    general("partner_country", FieldType::Country, "Negara mitra usaha", "Country of the agency abroad"),
    general("partner_blacklisted", FieldType::YesNo, "Mitra usaha bermasalah", "Agency abroad blacklisted").dominant(),
];

const QUOTA: &[Field] = &[
    general("quota_total", FieldType::Count(1_000_000), "Kuota", "Quota"),
    general("quota_male", FieldType::Count(1_000_000), "Kuota laki-laki", "Quota of men"),
    general("quota_female", FieldType::Count(1_000_000), "Kuota perempuan", "Quota of women"),
];

const CONDITIONS: &[Field] = &[
    general("wage", FieldType::Money, "Upah", "Wage"),
    general("wage_period", FieldType::Code(&WagePeriod::SET), "Satuan upah", "What the wage is paid for"),
    general("hours_week", FieldType::Count(168), "Jam kerja per minggu", "Hours a week"),
    general("overtime_rule", LINE, "Aturan lembur", "Overtime"),
    general("deduction/*/what", LINE, "Potongan", "Deduction"),
    general("deduction/*/amount", FieldType::Money, "Jumlah potongan", "Amount of the deduction"),
    general("contract_months", FieldType::Count(600), "Lama kontrak (bulan)", "Months of contract"),
    general("housing", FieldType::Code(&Provision::SET), "Tempat tinggal", "Housing"),
    general("food", FieldType::Code(&Provision::SET), "Makan", "Food"),
    general("leave_days", FieldType::Count(365), "Hari cuti", "Days of leave"),
    general("insurance", LINE, "Asuransi", "Insurance"),
];

const REQUIREMENTS: &[Field] = &[
    general("min_age", FieldType::Count(120), "Umur paling rendah", "Minimum age"),
    general("max_age", FieldType::Count(120), "Umur paling tinggi", "Maximum age"),
    general("education_min", FieldType::Code(&Education::SET), "Pendidikan paling rendah", "Minimum education"),
    general("requirement/*/what", LINE, "Syarat", "Requirement"),
];

const COSTS: &[Field] = &[
    general("zero_cost", FieldType::YesNo, "Tanpa biaya", "Free of cost"),
    general("worker_cost/*/component", FieldType::Code(&CostComponent::SET), "Biaya pekerja", "Cost to the worker"),
    general("worker_cost/*/amount", FieldType::Money, "Jumlah biaya pekerja", "Amount of the cost"),
];

const AGENCY: &[Field] = &[
    general("p3mi", NUMBER, "P3MI", "Licensed agency"),
    general("agency_name", LINE, "Nama P3MI", "Agency's name"),
    general("agency_address", LINE, "Alamat P3MI", "Agency's address"),
    general("agency_phone", FieldType::Phone, "Telepon P3MI", "Agency's phone"),
    general("sip3mi_no", NUMBER, "No. SIP3MI", "SIP3MI number"),
    general("sip3mi_valid_to", FieldType::Date, "SIP3MI berlaku sampai", "SIP3MI valid to"),
    general("licence_status", FieldType::Code(&LicenceStatus::SET), "Status izin", "Status of the licence")
        .dominated_by(&["REVOKED", "SUSPENDED", "EXPIRED"]),
    general("branch/*/name", NAME, "Kantor cabang", "Branch"),
    general("branch/*/area", FieldType::Region, "Wilayah cabang", "Area of the branch"),
    general("branch/*/address", LINE, "Alamat cabang", "Address of the branch"),
];

const COUNTRY: &[Field] = &[
    general("country_status", FieldType::Code(&CountryStatus::SET), "Status negara", "Status of the country"),
    general("origin_area", FieldType::Region, "Berlaku bagi asal", "For people from"),
    general("reason", NOTE, "Alasan", "Reason"),
];

/// Texts stand under the code of each language, ISO 639-3: `text/sas`. Reference data is longer than one value may be, so it
/// comes in parts, and `reference_file` is the SHA-256 of all of it.
const CONTENT: &[Field] = &[
    general("text/*", FieldType::Text(4000), "Isi", "Text"),
    general("audio/*", FieldType::ContentHash, "Rekaman suara", "Audio"),
    general("poster/*", FieldType::ContentHash, "Poster", "Poster"),
    general("reference_version", NUMBER, "Versi data acuan", "Version of the reference data"),
    general("reference_file", FieldType::ContentHash, "Berkas data acuan", "File of the reference data"),
    general("part/*/order", FieldType::Count(9_999), "Urutan bagian", "Place of the part").since(2),
    general("part/*/text", FieldType::Verbatim, "Isi bagian", "Text of the part").since(2),
];
