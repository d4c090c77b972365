//! What peers in the village must not read of a worker (DOMAIN.md 2.1): bank, costs, debts, health, police record.

use super::{
    Field, FieldType, LINE, NAME, NOTE, NUMBER, basis,
    group::{Group, count, join},
    specific,
};
use crate::value_set::{CostComponent, HealthResult, LenderType};

pub(super) const FIELDS: &[Field] = &join::<{ count(GROUPS) }>(GROUPS);

pub(super) const GROUPS: &[Group] = &[
    Group::new("Pekerja", "Worker", basis::SPECIFIC_DATA, WORKER),
    Group::new("Rekening", "Bank account", basis::SPECIFIC_DATA, BANK),
    Group::new("Biaya", "Costs", basis::COSTS, COSTS),
    Group::new("Utang", "Debts", basis::COSTS, DEBTS),
    Group::new("Kesehatan", "Health", basis::SPECIFIC_DATA, HEALTH),
    Group::new("Catatan kepolisian", "Police record", basis::SPECIFIC_DATA, POLICE),
    Group::new("Catatan", "Remarks", basis::SPECIFIC_DATA, REMARKS),
];

const WORKER: &[Field] = &[specific("worker", FieldType::Document, "Data PMI", "Worker's record").critical()];

const BANK: &[Field] = &[
    specific("bank_name", LINE, "Bank", "Bank"),
    specific("bank_account_no", NUMBER, "No. rekening", "Account number").critical(),
    specific("bank_account_holder", NAME, "Pemilik rekening", "Holder of the account").critical(),
];

const COSTS: &[Field] = &[
    specific("cost/*/component", FieldType::Code(&CostComponent::SET), "Komponen biaya", "Part of the cost"),
    specific("cost/*/amount", FieldType::Money, "Jumlah biaya", "Amount paid"),
    specific("cost/*/paid_to", NAME, "Dibayar kepada", "Paid to"),
    specific("cost/*/paid_on", FieldType::Date, "Tanggal dibayar", "Paid on"),
    specific("cost/*/receipt", FieldType::ContentHash, "Kuitansi", "Receipt"),
];

const DEBTS: &[Field] = &[
    specific("debt/*/lender_type", FieldType::Code(&LenderType::SET), "Jenis pemberi utang", "Kind of lender"),
    specific("debt/*/lender", NAME, "Pemberi utang", "Lender"),
    specific("debt/*/amount", FieldType::Money, "Jumlah utang", "Amount of the debt"),
    specific("debt/*/interest", LINE, "Bunga", "Interest"),
    specific("debt/*/collateral", LINE, "Jaminan utang", "Collateral"),
    specific("debt/*/incurred_on", FieldType::Date, "Tanggal berutang", "Incurred on"),
    specific("debt/*/settled_on", FieldType::Date, "Tanggal lunas", "Settled on"),
];

const HEALTH: &[Field] = &[
    specific("health_check/*/result", FieldType::Code(&HealthResult::SET), "Hasil pemeriksaan", "Result"),
    specific("health_check/*/date", FieldType::Date, "Tanggal pemeriksaan", "Date of the check"),
    specific("health_check/*/facility", LINE, "Sarana kesehatan", "Facility"),
    specific("health_check/*/note", NOTE, "Catatan kesehatan", "Note on the health"),
    specific("health_check/*/file", FieldType::ContentHash, "Berkas pemeriksaan", "File of the check"),
];

const POLICE: &[Field] = &[
    specific("police_record_no", NUMBER, "No. SKCK", "Police record number").critical(),
    specific("police_record_on", FieldType::Date, "Tanggal SKCK", "Police record issued on"),
];

const REMARKS: &[Field] =
    &[specific("note", NOTE, "Catatan", "Note"), specific("removed", LINE, "Alasan ditarik", "Why it was withdrawn")];
