//! What authorities and registries state about a worker, under the paths of the worker's own record where they speak of
//! the same thing: views prefer what stands here, and show what differs as a proposed correction.

use super::{
    Field, FieldType, LINE, NAME, NOTE, NUMBER, basis, general,
    group::{Group, count, join},
    journey,
};
use crate::value_set::{
    ExternalSystem, Occupation, ProceduralStatus, RegistryStatus, Scheme, Sex, Source, Verification,
};

pub(super) const FIELDS: &[Field] = &join::<{ count(GROUPS) }>(GROUPS);

pub(super) const GROUPS: &[Group] = &[
    Group::new("Registri", "Registries", basis::CONVENTIONS, REGISTRIES),
    Group::new("Verifikasi", "Verification", basis::CONDITIONS, VERIFICATION),
    Group::new("Identitas terverifikasi", "Verified identity", basis::CONDITIONS, IDENTITY),
    Group::new("Nomor resmi", "Official numbers", basis::WORKER_CARD, NUMBERS),
    Group::new("Penempatan", "Placement", basis::PLACEMENT, PLACEMENT),
    journey::MILESTONES,
    journey::DEPARTURES,
    journey::RETURNS,
    journey::REMAINS,
    Group::new("Dipinjamkan", "Lent to other offices", basis::CONVENTIONS, LOANS),
    Group::new("Catatan", "Remarks", basis::CONVENTIONS, REMARKS),
];

/// Under the name of each registry that was told of the worker.
const REGISTRIES: &[Field] = &[
    general("registry/*/id", FieldType::Line(120), "ID di registri", "Id in the registry"),
    general("registry/*/status", FieldType::Code(&RegistryStatus::SET), "Jawaban registri", "Answer of the registry"),
    general("registry/*/at", FieldType::Moment, "Dijawab pada", "Answered at"),
];

/// To which offices of other provinces the record is lent for a while, or was.
const LOANS: &[Field] = &[
    general("loan/*/office", NAME, "Kantor peminjam", "Lent to").since(2),
    general("loan/*/region", FieldType::Region, "Wilayah kantor peminjam", "Area of that office").since(2),
    general("loan/*/since", FieldType::Moment, "Dipinjamkan sejak", "Lent since").since(2),
    general("loan/*/until", FieldType::Moment, "Dipinjamkan sampai", "Lent until").since(2),
    general("loan/*/ended", FieldType::Moment, "Berakhir pada", "Ended at").since(2),
    general("loan/*/reason", NOTE, "Alasan meminjamkan", "Reason of lending").since(2),
];

const VERIFICATION: &[Field] = &[
    general("verification", FieldType::Code(&Verification::SET), "Verifikasi", "Verification"),
    general("verified_by", NAME, "Diverifikasi oleh", "Verified by"),
    general("verified_on", FieldType::Date, "Tanggal verifikasi", "Verified on"),
    general("civil_registry_match", FieldType::YesNo, "Cocok dengan Dukcapil", "Matches the civil registry"),
    general("source", FieldType::Code(&Source::SET), "Sumber data", "Source of the data"),
];

const IDENTITY: &[Field] = &[
    general("nik", FieldType::Nik, "NIK", "NIK"),
    general("name", NAME, "Nama lengkap", "Full name"),
    general("sex", FieldType::Code(&Sex::SET), "Jenis kelamin", "Sex"),
    general("birth_date", FieldType::Date, "Tanggal lahir", "Birth date"),
    general("birth_place", NAME, "Tempat lahir", "Birth place"),
];

const NUMBERS: &[Field] = &[
    general("id_cpmi", NUMBER, "ID CPMI", "CPMI id"),
    general("id_pmi", NUMBER, "ID PMI", "PMI id"),
    general("ekpmi_no", NUMBER, "No. E-KPMI", "E-KPMI number"),
    general("ekpmi_valid_to", FieldType::Date, "E-KPMI berlaku sampai", "E-KPMI valid to"),
    general("bpjs_tk_no", FieldType::Digits { usual: 11 }, "No. BPJS Ketenagakerjaan", "Social security number"),
    general("jkn_no", FieldType::Digits { usual: 13 }, "No. JKN", "Health insurance number"),
    general("external_id/*/system", FieldType::Code(&ExternalSystem::SET), "Sistem luar", "Other system"),
    general("external_id/*/value", FieldType::Line(120), "Nomor di sistem luar", "Number in the other system"),
];

const PLACEMENT: &[Field] = &[
    general("scheme", FieldType::Code(&Scheme::SET), "Skema", "Scheme"),
    general("procedural_status", FieldType::Code(&ProceduralStatus::SET), "Status prosedural", "Procedural status"),
    general("destination_country", FieldType::Country, "Negara tujuan", "Destination country"),
    general("occupation", FieldType::Code(&Occupation::SET), "Jabatan", "Occupation"),
    general("p3mi", NUMBER, "P3MI", "Licensed agency"),
    general("job_order", NUMBER, "Job order", "Job order"),
    general("employer", LINE, "Pemberi kerja", "Employer"),
];

const REMARKS: &[Field] = &[general("note", NOTE, "Catatan", "Note")];
