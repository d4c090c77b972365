//! The fields of a household (DOMAIN.md 2.2), in the order of the form.
//!
//! A member may be a child, whose data is specific by law, so whatever describes a member is classed as specific.

use super::{Field, FieldType, general, specific};
use crate::value_set::{ChildSchool, ContactChannel, Need, Relation, Sex};

const NAME: FieldType = FieldType::Line(120);
const LINE: FieldType = FieldType::Line(200);

pub(super) const FIELDS: &[Field] = &[
    specific("kk_number", FieldType::FamilyCard, "No. KK", "Family card number").critical(),
    general("village", FieldType::Village, "Desa", "Village"),
    general("head", NAME, "Kepala keluarga", "Head of the household"),
    general("address", LINE, "Alamat", "Address"),
    general("dusun", NAME, "Dusun", "Hamlet"),
    general("rt", FieldType::Line(10), "RT", "RT"),
    general("rw", FieldType::Line(10), "RW", "RW"),
    specific("member/*/name", NAME, "Nama anggota", "Member's name").critical(),
    specific("member/*/relation", FieldType::Code(&Relation::SET), "Hubungan", "Relation"),
    specific("member/*/nik", FieldType::Nik, "NIK anggota", "Member's NIK").critical(),
    specific("member/*/sex", FieldType::Code(&Sex::SET), "Jenis kelamin anggota", "Member's sex").critical(),
    specific("member/*/birth_date", FieldType::Date, "Tanggal lahir anggota", "Member's birth date").critical(),
    specific("member/*/worker", FieldType::Document, "Data PMI anggota", "Member's worker record"),
    specific("member/*/emergency_contact", FieldType::YesNo, "Kontak darurat", "Emergency contact"),
    specific("member/*/contact_priority", FieldType::Count(99), "Urutan kontak", "Contact priority"),
    specific("member/*/caregiver_of", FieldType::Element, "Pengasuh dari", "Caregiver of"),
    specific("member/*/school", FieldType::Code(&ChildSchool::SET), "Sekolah anak", "Child's schooling"),
    specific("member/*/birth_certificate", FieldType::YesNo, "Akta kelahiran", "Birth certificate"),
    specific("member/*/born_abroad", FieldType::YesNo, "Lahir di luar negeri", "Born abroad"),
    general("permission/*/given_by", NAME, "Izin diberikan oleh", "Permission given by"),
    general("permission/*/relation", FieldType::Code(&Relation::SET), "Hubungan pemberi izin", "Relation of the giver"),
    general("permission/*/date", FieldType::Date, "Tanggal izin", "Date of the permission"),
    general("permission/*/letter_no", FieldType::Line(60), "No. surat izin", "Letter number"),
    general("permission/*/acknowledged_by", NAME, "Diketahui oleh", "Acknowledged by"),
    general("permission/*/revoked_at", FieldType::Date, "Izin dicabut", "Permission revoked"),
    specific("need/*/code", FieldType::Code(&Need::SET), "Kebutuhan", "Need"),
    general("last_contact", FieldType::Date, "Kontak terakhir", "Last contact"),
    general("contact_channel", FieldType::Code(&ContactChannel::SET), "Kanal kontak", "Contact channel"),
    specific("social_assistance", LINE, "Bantuan sosial", "Social assistance"),
    general("note", FieldType::Text(2000), "Catatan", "Note"),
    general("removed", LINE, "Alasan ditarik", "Why it was withdrawn"),
];
