//! Departure, return and the time after it (DOMAIN.md 1.5, 2.6, 2.9, 2.10): what a village tells in a `worker`, and
//! what authorities state in a `standing`, under the same paths.
//!
//! Each departure and each return is an element, so that a second one overwrites nothing; what belongs to one of them,
//! such as the legs of the way, names it.

use super::{FieldType, LINE, NAME, NOTE, NUMBER, basis, general, group::Group, specific};
use crate::{
    milestone::MilestoneCode,
    value_set::{
        Burial, ClaimStatus, ContactChannel, DeathCause, Funder, HealthState, ProceduralStatus, ProgrammeKind,
        ProgrammeStatus, Rehabilitation, Relation, Reporter, ReturnCategory, Source, TransitPlace, TravelMode,
        VisaType, WagePeriod,
    },
};

pub(super) const MILESTONES: Group = Group::new(
    "Tahap perjalanan",
    "Milestones",
    basis::PLACEMENT,
    &[
        general("milestone/*/code", FieldType::Code(&MilestoneCode::SET), "Tahap", "Milestone")
            .dominated_by(&["MENINGGAL"]),
        general("milestone/*/date", FieldType::Date, "Tanggal tahap", "Date of the milestone"),
        general("milestone/*/by", NAME, "Dilaporkan oleh", "Reported by"),
        general("milestone/*/note", NOTE, "Catatan tahap", "Note on the milestone"),
        general("milestone/*/source", FieldType::Code(&Source::SET), "Sumber tahap", "Source of the milestone"),
        general("milestone/*/reason", LINE, "Alasan tahap", "Reason of the milestone"),
        general("milestone/*/document", FieldType::Element, "Dokumen bukti tahap", "Document that proves it"),
        general("milestone/*/evidence", FieldType::ContentHash, "Bukti tahap", "Evidence of the milestone"),
    ],
);

pub(super) const DEPARTURES: Group = Group::new(
    "Keberangkatan dan penempatan",
    "Departure and placement",
    basis::PLACEMENT,
    &[
        general("departure/*/departed_on", FieldType::Date, "Tanggal berangkat", "Departed on"),
        general(
            "departure/*/reported_by",
            FieldType::Code(&Reporter::SET),
            "Pelapor keberangkatan",
            "Departure told by",
        ),
        general("departure/*/country", FieldType::Country, "Negara tujuan keberangkatan", "Country of the departure"),
        general("departure/*/embarkation_point", LINE, "Tempat embarkasi", "Point of embarkation"),
        general(
            "departure/*/embarkation_province",
            FieldType::Province,
            "Provinsi embarkasi",
            "Province of embarkation",
        ),
        general(
            "departure/*/processing_bp3mi",
            FieldType::Province,
            "BP3MI pemroses",
            "Province of the processing BP3MI",
        ),
        general("departure/*/processing_ltsa", FieldType::Region, "LTSA pemroses", "Area of the processing LTSA"),
        general("departure/*/visa_type", FieldType::Code(&VisaType::SET), "Jenis visa", "Type of visa"),
        general("departure/*/passport_no", NUMBER, "Paspor yang dipakai", "Passport used").critical(),
        general("departure/*/ekpmi_no", NUMBER, "E-KPMI yang dipakai", "E-KPMI used").critical(),
        general("departure/*/arrived_on", FieldType::Date, "Tanggal tiba", "Arrived on"),
        general("departure/*/employer", LINE, "Pemberi kerja di sana", "Employer there"),
        general("departure/*/employer_contact", LINE, "Kontak pemberi kerja", "Employer's contact"),
        general("departure/*/workplace_address", LINE, "Alamat tempat kerja", "Address of the workplace"),
        general("departure/*/mission", LINE, "Perwakilan RI", "Indonesian mission"),
        general("departure/*/contract_start", FieldType::Date, "Kontrak mulai", "Contract begins"),
        general("departure/*/contract_end", FieldType::Date, "Kontrak berakhir", "Contract ends"),
        specific("departure/*/wage", FieldType::Money, "Upah", "Wage"),
        specific(
            "departure/*/wage_period",
            FieldType::Code(&WagePeriod::SET),
            "Satuan upah",
            "What the wage is paid for",
        ),
        general("departure/*/note", NOTE, "Catatan keberangkatan", "Note on the departure"),
    ],
);

pub(super) const LEGS: Group = Group::new(
    "Rute",
    "Route",
    basis::PRACTICE,
    &[
        general("leg/*/of_departure", FieldType::Element, "Keberangkatan rute", "Departure of the leg"),
        general("leg/*/order", FieldType::Count(99), "Urutan rute", "Order of the leg"),
        general("leg/*/mode", FieldType::Code(&TravelMode::SET), "Moda", "Mode of travel"),
        general("leg/*/from", LINE, "Dari", "From"),
        general("leg/*/to", LINE, "Ke", "To"),
        general("leg/*/carrier", LINE, "Maskapai/kapal", "Carrier"),
        general("leg/*/number", NUMBER, "Nomor penerbangan/kapal", "Flight or ship number"),
        general("leg/*/date", FieldType::Date, "Tanggal rute", "Date of the leg"),
    ],
);

pub(super) const CONTACT_CHECKS: Group = Group::new(
    "Pantauan",
    "Contact checks",
    basis::VILLAGE,
    &[
        general("contact_check/*/date", FieldType::Date, "Tanggal pantauan", "Date of the contact"),
        general(
            "contact_check/*/channel",
            FieldType::Code(&ContactChannel::SET),
            "Kanal pantauan",
            "Channel of the contact",
        ),
        general("contact_check/*/ok", FieldType::YesNo, "Baik-baik saja", "All is well"),
        general(
            "contact_check/*/watched",
            FieldType::YesNo,
            "Diawasi orang lain saat bicara",
            "Watched while speaking",
        ),
        general("contact_check/*/concern", NOTE, "Kekhawatiran", "Concern"),
        general("contact_check/*/by", NAME, "Pantauan oleh", "Contact by"),
    ],
);

pub(super) const RETURNS: Group = Group::new(
    "Kepulangan",
    "Return",
    basis::RETURN,
    &[
        general(
            "return/*/category",
            FieldType::Code(&ReturnCategory::SET),
            "Kategori kepulangan",
            "Category of the return",
        )
        .dominated_by(&["JENAZAH", "KORBAN_TPPO"]),
        general("return/*/debarkation", LINE, "Debarkasi", "Point of debarkation"),
        general("return/*/arrived_on", FieldType::Date, "Tanggal tiba kembali", "Came back on"),
        general("return/*/handled_by", LINE, "Ditangani oleh", "Handled by"),
        general("return/*/funded_by", FieldType::Code(&Funder::SET), "Pembiaya", "Paid by"),
        specific("return/*/health_state", FieldType::Code(&HealthState::SET), "Kondisi kesehatan", "State of health"),
        specific("return/*/fit_letter", FieldType::ContentHash, "Surat laik terbang", "Fit-to-travel letter"),
        general("return/*/handover_on", FieldType::Date, "Tanggal serah terima", "Handed over on"),
        general("return/*/handover_to", NAME, "Diserahkan kepada", "Handed over to"),
        general(
            "return/*/handover_relation",
            FieldType::Code(&Relation::SET),
            "Hubungan penerima",
            "Relation of the receiver",
        ),
        general("return/*/handover_witness", NAME, "Saksi pemerintah desa", "Witness of the village"),
        general(
            "return/*/handover_file",
            FieldType::ContentHash,
            "Berita acara serah terima",
            "Record of the handover",
        ),
        general("return/*/refused_rehabilitation", FieldType::YesNo, "Menolak rehabilitasi", "Refused rehabilitation"),
        general("return/*/refusal_file", FieldType::ContentHash, "Pernyataan penolakan", "Statement of the refusal"),
        general("return/*/note", NOTE, "Catatan kepulangan", "Note on the return"),
    ],
);

/// Of a return whose category is `JENAZAH`.
pub(super) const REMAINS: Group = Group::new(
    "Jenazah",
    "Remains",
    basis::RETURN,
    &[
        specific("return/*/death_date", FieldType::Date, "Tanggal meninggal", "Date of death").critical(),
        specific("return/*/death_place", LINE, "Tempat meninggal", "Place of death"),
        specific("return/*/death_cause", FieldType::Code(&DeathCause::SET), "Sebab meninggal", "Cause of death")
            .critical(),
        specific("return/*/autopsy", FieldType::YesNo, "Otopsi", "Autopsy"),
        general("return/*/burial", FieldType::Code(&Burial::SET), "Pemakaman", "Burial"),
        specific(
            "return/*/death_certificate",
            FieldType::ContentHash,
            "Akta kematian luar negeri",
            "Foreign death certificate",
        ),
        general("return/*/coffin_cargo_no", NUMBER, "No. kargo jenazah", "Cargo number of the coffin"),
        general("return/*/ambulance", LINE, "Ambulans", "Ambulance"),
        general("return/*/family_informed_on", FieldType::Date, "Keluarga diberi tahu", "Family informed on"),
        general("return/*/jkm_claim", FieldType::Code(&ClaimStatus::SET), "Klaim JKM", "Death benefit claim"),
        general(
            "return/*/procedural_status_at_death",
            FieldType::Code(&ProceduralStatus::SET),
            "Status prosedural saat meninggal",
            "Procedural status at death",
        ),
    ],
);

pub(super) const TRANSITS: Group = Group::new(
    "Singgah",
    "Transit",
    basis::RETURN,
    &[
        general("transit/*/of_return", FieldType::Element, "Kepulangan singgah", "Return of the transit"),
        general("transit/*/place", FieldType::Code(&TransitPlace::SET), "Jenis tempat singgah", "Kind of place"),
        general("transit/*/name", LINE, "Nama tempat singgah", "Name of the place"),
        general("transit/*/from", FieldType::Date, "Singgah dari", "There from"),
        general("transit/*/to", FieldType::Date, "Singgah sampai", "There until"),
    ],
);

pub(super) const UNPAID_RIGHTS: Group = Group::new(
    "Hak belum dipenuhi",
    "Unpaid rights",
    basis::RETURN,
    &[
        general("unpaid_right/*/of_return", FieldType::Element, "Kepulangan hak", "Return of the right"),
        general("unpaid_right/*/what", LINE, "Hak yang belum dipenuhi", "Right that is unpaid"),
        general("unpaid_right/*/case", FieldType::Document, "Pengaduan hak", "Complaint about it"),
    ],
);

pub(super) const PROGRAMMES: Group = Group::new(
    "Program purna PMI",
    "Programmes after return",
    basis::REINTEGRATION,
    &[
        general("programme/*/kind", FieldType::Code(&ProgrammeKind::SET), "Program", "Programme"),
        general(
            "programme/*/rehabilitation",
            FieldType::Code(&Rehabilitation::SET),
            "Jenis rehabilitasi",
            "Kind of rehabilitation",
        ),
        general("programme/*/provider", LINE, "Penyelenggara program", "Provider of the programme"),
        general("programme/*/business_kind", LINE, "Jenis usaha", "Kind of business"),
        general("programme/*/start", FieldType::Date, "Program mulai", "Programme begins"),
        general("programme/*/end", FieldType::Date, "Program selesai", "Programme ends"),
        general(
            "programme/*/status",
            FieldType::Code(&ProgrammeStatus::SET),
            "Status program",
            "Status of the programme",
        ),
        specific("programme/*/income_change", LINE, "Perubahan pendapatan", "Change of income"),
        general("programme/*/mentor", NAME, "Pendamping", "Mentor"),
        general("programme/*/story_consent", FieldType::Element, "Persetujuan kisah", "Consent to tell the story"),
        general("programme/*/note", NOTE, "Catatan program", "Note on the programme"),
    ],
);
