//! A figure about a region: remittances and surveys (DOMAIN.md 2.10). Published figures conflict, so each says where it
//! comes from, as of when, and what was counted.

use super::{
    Field, FieldType, LINE, NOTE, basis, general,
    group::{Group, count, join},
    origin,
};
use crate::value_set::{RemittanceMethod, RemittanceSource};

pub(super) const FIELDS: &[Field] = &join::<{ count(GROUPS) }>(GROUPS);

pub(super) const GROUPS: &[Group] =
    &[Group::new("Pengamatan", "Observation", basis::STATISTICS, OBSERVATION), origin::REMARKS];

const OBSERVATION: &[Field] = &[
    general("origin", FieldType::Code(&RemittanceSource::SET), "Sumber angka", "Source of the figure"),
    general("publisher", LINE, "Penerbit angka", "Publisher of the figure"),
    general("period", FieldType::Date, "Periode", "Period"),
    general("as_of", FieldType::Date, "Per tanggal", "As of"),
    general("area", FieldType::Region, "Wilayah", "Area"),
    general("country", FieldType::Country, "Negara asal kiriman", "Country it comes from"),
    general("amount", FieldType::Money, "Jumlah", "Amount"),
    general("method", FieldType::Code(&RemittanceMethod::SET), "Cara kirim", "How it was sent"),
    general("people", FieldType::Count(100_000_000), "Jumlah orang", "Number of people"),
    general("households", FieldType::Count(100_000_000), "Jumlah keluarga", "Number of households"),
    general("definition", NOTE, "Definisi", "What was counted"),
    general("coverage_note", NOTE, "Catatan cakupan", "Note on the coverage"),
];
