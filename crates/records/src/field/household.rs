//! The fields of a household (DOMAIN.md 2.2), in the order of the form.
//!
//! A member may be a child, whose data is specific by law, so whatever describes a member is classed as specific.

use super::{
    Field, FieldType, LINE, NAME, NOTE, basis, consent, general,
    group::{Group, count, join},
    identity, origin, specific,
};
use crate::value_set::{ChildSchool, ContactChannel, Need, Relation, RemittanceMethod, Sex, SocialAssistance};

pub(super) const FIELDS: &[Field] = &join::<{ count(GROUPS) }>(GROUPS);

pub(super) const GROUPS: &[Group] = &[
    Group::new("Keluarga", "Household", basis::FAMILIES, HOUSEHOLD),
    Group::new("Anggota", "Members", basis::FAMILIES, MEMBERS),
    Group::new("Izin keluarga", "Permission to go", basis::DOCUMENTS, PERMISSIONS),
    Group::new("Kebutuhan", "Needs", basis::FAMILIES, NEEDS),
    Group::new("Kontak dengan PMI", "Contact with the worker", basis::VILLAGE, CONTACT),
    Group::new("Bantuan dan remitansi", "Assistance and remittances", basis::STATISTICS, INCOME),
    consent::CONSENTS,
    identity::GROUP,
    origin::GROUP,
];

const HOUSEHOLD: &[Field] = &[
    specific("kk_number", FieldType::FamilyCard, "No. KK", "Family card number").critical(),
    general("village", FieldType::Village, "Desa", "Village"),
    general("head", NAME, "Kepala keluarga", "Head of the household"),
    specific("head_member", FieldType::Element, "Anggota kepala keluarga", "Member who is the head"),
    general("address", LINE, "Alamat", "Address"),
    general("dusun", NAME, "Dusun", "Hamlet"),
    general("rt", FieldType::Line(10), "RT", "RT"),
    general("rw", FieldType::Line(10), "RW", "RW"),
];

const MEMBERS: &[Field] = &[
    specific("member/*/name", NAME, "Nama anggota", "Member's name").critical(),
    specific("member/*/relation", FieldType::Code(&Relation::SET), "Hubungan", "Relation"),
    specific("member/*/nik", FieldType::Nik, "NIK anggota", "Member's NIK").critical(),
    specific("member/*/sex", FieldType::Code(&Sex::SET), "Jenis kelamin anggota", "Member's sex").critical(),
    specific("member/*/birth_date", FieldType::Date, "Tanggal lahir anggota", "Member's birth date").critical(),
    specific("member/*/worker", FieldType::Document, "Data PMI anggota", "Member's worker record"),
    specific("member/*/phone", FieldType::Phone, "Telepon anggota", "Member's phone"),
    specific("member/*/emergency_contact", FieldType::YesNo, "Kontak darurat", "Emergency contact"),
    specific("member/*/contact_priority", FieldType::Count(99), "Urutan kontak", "Contact priority"),
    specific("member/*/caregiver_of", FieldType::Element, "Pengasuh dari", "Caregiver of"),
    specific("member/*/caretaker", FieldType::Element, "Diasuh oleh", "Cared for by"),
    specific("member/*/school", FieldType::Code(&ChildSchool::SET), "Sekolah anak", "Child's schooling"),
    specific("member/*/birth_certificate", FieldType::YesNo, "Akta kelahiran", "Birth certificate"),
    specific("member/*/born_abroad", FieldType::YesNo, "Lahir di luar negeri", "Born abroad"),
];

const PERMISSIONS: &[Field] = &[
    general("permission/*/worker", FieldType::Document, "Izin untuk", "Permission for"),
    general("permission/*/given_by", NAME, "Izin diberikan oleh", "Permission given by"),
    general("permission/*/relation", FieldType::Code(&Relation::SET), "Hubungan pemberi izin", "Relation of the giver"),
    general("permission/*/date", FieldType::Date, "Tanggal izin", "Date of the permission"),
    general("permission/*/letter_no", FieldType::Line(60), "No. surat izin", "Letter number"),
    general("permission/*/acknowledged_by", NAME, "Diketahui oleh", "Acknowledged by"),
    general("permission/*/revoked_at", FieldType::Date, "Izin dicabut", "Permission revoked").dominant(),
    general("permission/*/file", FieldType::ContentHash, "Surat izin", "Letter of permission"),
];

const NEEDS: &[Field] = &[
    specific("need/*/code", FieldType::Code(&Need::SET), "Kebutuhan", "Need"),
    specific("need/*/member", FieldType::Element, "Kebutuhan anggota", "Member in need"),
    specific("need/*/note", NOTE, "Catatan kebutuhan", "Note on the need"),
    specific("need/*/met_on", FieldType::Date, "Kebutuhan terpenuhi", "Need met on"),
];

const CONTACT: &[Field] = &[
    general("last_contact", FieldType::Date, "Kontak terakhir", "Last contact"),
    general("contact_channel", FieldType::Code(&ContactChannel::SET), "Kanal kontak", "Contact channel"),
];

const INCOME: &[Field] = &[
    specific("social_assistance", LINE, "Bantuan sosial", "Social assistance"),
    specific("assistance/*/code", FieldType::Code(&SocialAssistance::SET), "Program bantuan", "Assistance programme"),
    specific("remittance/*/period", FieldType::Date, "Periode kiriman", "Period of the remittance"),
    specific("remittance/*/amount", FieldType::Money, "Jumlah kiriman", "Amount sent home"),
    specific("remittance/*/method", FieldType::Code(&RemittanceMethod::SET), "Cara kiriman", "How it was sent"),
    specific("remittance/*/spent_on", LINE, "Penggunaan kiriman", "What it is used for"),
];
