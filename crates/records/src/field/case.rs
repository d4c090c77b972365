//! The fields of a complaint (DOMAIN.md 1.8, 2.7), in the order of the form.
//!
//! Where a complaint stands, what was done and to whom it was referred are elements that only grow, each with its date:
//! two offices that work on one complaint overwrite nothing, and its clocks can be told again from the record.

use super::{
    Field, FieldType, LINE, NAME, NOTE, NUMBER, basis, consent, general,
    group::{Group, count, join},
    origin, specific,
};
use crate::value_set::{
    AccessGroup, AccusedKind, CaseActionKind, CaseChannel, CaseSeverity, CaseStatus, CaseType, ClaimKind, ClaimStatus,
    ClosureReason, Indicator, ReferralAgency, Relation,
};

pub(super) const FIELDS: &[Field] = &join::<{ count(GROUPS) }>(GROUPS);

pub(super) const GROUPS: &[Group] = &[
    Group::new("Pengaduan", "Complaint", basis::COMPLAINTS, COMPLAINT),
    Group::new("Pengadu", "Complainant", basis::COMPLAINTS, COMPLAINANT),
    Group::new("PMI yang diadukan", "The worker", basis::COMPLAINTS, WORKER),
    Group::new("Kejadian", "What happened", basis::COMPLAINTS, EVENTS),
    Group::new("Pihak diadukan", "The accused", basis::COMPLAINTS, ACCUSED),
    Group::new("Penanganan", "Handling", basis::COMPLAINTS, HANDLING),
    Group::new("Rujukan", "Referrals", basis::TRAFFICKING, REFERRALS),
    Group::new("Hak yang dituntut", "Claims", basis::COMPLAINTS, CLAIMS),
    Group::new("Kontak aman", "Safe contact", basis::TRAFFICKING, SAFE_CONTACT),
    consent::CONSENTS,
    origin::GROUP,
];

const COMPLAINT: &[Field] = &[
    general("case_no", NUMBER, "Nomor pengaduan", "Number of the complaint").critical(),
    general("channel", FieldType::Code(&CaseChannel::SET), "Kanal pengaduan", "Channel"),
    general("received_on", FieldType::Date, "Tanggal diterima", "Received on"),
    general("registered_on", FieldType::Date, "Tanggal registrasi", "Registered on"),
    general("village", FieldType::Village, "Desa pengaduan", "Village of the complaint"),
    general("access_group", FieldType::Code(&AccessGroup::SET), "Kelompok akses", "Access group")
        .dominated_by(&["TPPO", "RESTRICTED"]),
];

const COMPLAINANT: &[Field] = &[
    general("complainant_name", NAME, "Nama pengadu", "Complainant's name"),
    general("complainant_relation", FieldType::Code(&Relation::SET), "Hubungan pengadu", "Complainant's relation"),
    general("complainant_phone", FieldType::Phone, "Telepon pengadu", "Complainant's phone"),
    general("anonymous", FieldType::YesNo, "Anonim", "Anonymous"),
];

const WORKER: &[Field] = &[
    general("worker", FieldType::Document, "Data PMI", "Worker's record").critical(),
    general("sketch_name", NAME, "Nama PMI", "Worker's name"),
    general("sketch_nik", FieldType::Nik, "NIK PMI", "Worker's NIK").critical(),
    general("sketch_passport_no", NUMBER, "No. paspor PMI", "Worker's passport number").critical(),
    general("sketch_country", FieldType::Country, "Negara tempat PMI", "Country where the worker is"),
    general("sketch_address", LINE, "Alamat PMI", "Address of the worker"),
    general("sketch_village", FieldType::Village, "Desa asal PMI", "Worker's village"),
];

const EVENTS: &[Field] = &[
    specific("type/*/code", FieldType::Code(&CaseType::SET), "Jenis pengaduan", "Type of complaint"),
    general("severity", FieldType::Code(&CaseSeverity::SET), "Tingkat", "Severity"),
    general("life_threat", FieldType::YesNo, "Mengancam nyawa", "Danger to life").dominant(),
    specific("narrative", FieldType::Text(8000), "Kronologi", "What happened"),
    specific("attachment/*/file", FieldType::ContentHash, "Lampiran", "Attachment"),
    specific("attachment/*/label", LINE, "Keterangan lampiran", "Label of the attachment"),
    specific("indicator/*/code", FieldType::Code(&Indicator::SET), "Indikator", "Red flag"),
    specific("screening", FieldType::Document, "Skrining", "Screening"),
];

const ACCUSED: &[Field] = &[
    general("accused/*/kind", FieldType::Code(&AccusedKind::SET), "Jenis pihak", "Kind of party"),
    general("accused/*/name", NAME, "Nama pihak", "Name of the party"),
    general("accused/*/licence", NUMBER, "Izin pihak", "Licence of the party"),
    general("accused/*/phone", FieldType::Phone, "Telepon pihak", "Phone of the party"),
];

const HANDLING: &[Field] = &[
    general("status/*/code", FieldType::Code(&CaseStatus::SET), "Status", "Status"),
    general("status/*/date", FieldType::Date, "Tanggal status", "Date of the status"),
    general("status/*/by", NAME, "Status oleh", "Status by"),
    general("status/*/reason", FieldType::Code(&ClosureReason::SET), "Alasan ditutup", "Why it was closed"),
    specific("action/*/kind", FieldType::Code(&CaseActionKind::SET), "Tindakan", "Action"),
    specific("action/*/date", FieldType::Date, "Tanggal tindakan", "Date of the action"),
    specific("action/*/by", NAME, "Tindakan oleh", "Action by"),
    specific("action/*/accused", FieldType::Element, "Pihak dalam tindakan", "Party of the action"),
    specific("action/*/note", NOTE, "Catatan tindakan", "Note on the action"),
    specific("action/*/outcome", LINE, "Hasil tindakan", "Outcome of the action"),
];

const REFERRALS: &[Field] = &[
    specific("referral/*/agency", FieldType::Code(&ReferralAgency::SET), "Dirujuk ke", "Referred to"),
    specific("referral/*/office", LINE, "Kantor rujukan", "Office"),
    specific("referral/*/sent_on", FieldType::Date, "Rujukan dikirim", "Referral sent on"),
    specific("referral/*/accepted_on", FieldType::Date, "Rujukan diterima", "Referral accepted on"),
    specific("referral/*/scope", LINE, "Data yang dibagikan", "Data that was shared"),
    specific("referral/*/consent", FieldType::Element, "Persetujuan rujukan", "Consent to the referral"),
];

const CLAIMS: &[Field] = &[
    specific("claim/*/kind", FieldType::Code(&ClaimKind::SET), "Jenis tuntutan", "Kind of claim"),
    specific("claim/*/claimed", FieldType::Money, "Jumlah tuntutan", "Amount claimed"),
    specific("claim/*/received", FieldType::Money, "Jumlah diterima", "Amount received"),
    specific("claim/*/status", FieldType::Code(&ClaimStatus::SET), "Status tuntutan", "Status of the claim"),
];

const SAFE_CONTACT: &[Field] = &[
    specific("safe_phone", FieldType::Phone, "Telepon aman", "Safe phone number"),
    specific("safe_time", LINE, "Waktu aman", "Safe time to call"),
    specific("code_word", LINE, "Kata sandi", "Code word"),
];
