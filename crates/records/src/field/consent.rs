//! Consents and the requests of whom the data is about (DOMAIN.md 1.7).

use super::{FieldType, LINE, NAME, NOTE, NUMBER, basis, general, group::Group, specific};
use crate::value_set::{ConsentMethod, LegalBasis, Relation, SubjectRequest};

/// Each consent is an element; a withdrawn one stays as proof.
pub(super) const CONSENTS: Group = Group::new(
    "Persetujuan",
    "Consents",
    basis::CONSENT,
    &[
        general("consent/*/purpose", LINE, "Tujuan persetujuan", "Purpose of the consent"),
        general(
            "consent/*/legal_basis",
            FieldType::Code(&LegalBasis::SET),
            "Dasar hukum tujuan",
            "Legal basis of the purpose",
        ),
        general("consent/*/method", FieldType::Code(&ConsentMethod::SET), "Cara persetujuan", "How consent was given"),
        general("consent/*/given_by", NAME, "Diberikan oleh", "Given by"),
        general(
            "consent/*/relation",
            FieldType::Code(&Relation::SET),
            "Hubungan pemberi izin",
            "Relation of the giver",
        ),
        general("consent/*/given_on", FieldType::Date, "Tanggal persetujuan", "Given on"),
        general("consent/*/withdrawn_on", FieldType::Date, "Tanggal pencabutan", "Withdrawn on").dominant(),
        general("consent/*/withdrawn_by", NAME, "Dicabut oleh", "Withdrawn by"),
        general("consent/*/language", FieldType::Language, "Bahasa pemberitahuan", "Language of the notice"),
        general("consent/*/notice", NUMBER, "Versi pemberitahuan", "Version of the notice"),
        general("consent/*/witness", NAME, "Saksi", "Witness"),
        specific("consent/*/accommodation", LINE, "Bantuan komunikasi", "Help with communication"),
        specific("consent/*/evidence", FieldType::ContentHash, "Bukti persetujuan", "Evidence of the consent"),
    ],
);

/// Access, correction, withdrawal and erasure, each with its clock of three days.
pub(super) const REQUESTS: Group = Group::new(
    "Permintaan subjek data",
    "Requests of the data subject",
    basis::SUBJECT_RIGHTS,
    &[
        general("subject_request/*/kind", FieldType::Code(&SubjectRequest::SET), "Jenis permintaan", "Kind of request"),
        general("subject_request/*/received_at", FieldType::Moment, "Permintaan diterima", "Request received"),
        general("subject_request/*/answered_at", FieldType::Moment, "Permintaan dijawab", "Request answered"),
        general("subject_request/*/note", NOTE, "Catatan permintaan", "Note on the request"),
    ],
);
