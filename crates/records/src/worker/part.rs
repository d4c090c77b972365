//! The elements of a worker's collections.

use crate::{
    Country, PartialDate, Phone,
    projection::element,
    value_set::{
        ConsentMethod, DocumentCapture, DocumentCheck, DocumentHolder, DocumentType, ExternalSystem, LanguageLevel,
        LegalBasis, PhoneOwner, Relation, SubjectRequest,
    },
};

element! {
    /// A phone by which the person, or someone near, is reached.
    PhoneEntry {
        /// The number.
        number: Phone,
        /// Whose it is.
        owner: PhoneOwner,
        /// Whether it has WhatsApp.
        whatsapp: bool,
        /// Whether a call puts nobody in danger.
        safe_to_call: bool,
    }

    /// A language that the person speaks.
    SpokenLanguage {
        /// ISO 639-3.
        code: String,
        /// How well.
        level: LanguageLevel,
    }

    /// A skill, with its experience.
    Skill {
        /// Code of KBJI or ISCO, or a word for it, as devices of version 1 write it.
        code: String,
        /// The code of KBJI or ISCO.
        kbji: String,
        /// The skill in words.
        name: String,
        /// Years of experience.
        years: u32,
        /// Where it was gained.
        country: Country,
    }

    /// Someone who recruited the person.
    Recruiter {
        /// The name.
        name: String,
        /// The phone.
        phone: Phone,
        /// How they know each other.
        relation: String,
        /// The agency that the recruiter claims to work for.
        claimed_agency: String,
        /// Whether anyone saw a licence.
        seen_licence: bool,
    }

    /// A document (DOMAIN.md 2.3). A newer one is another element and overwrites nothing.
    Document {
        /// Which document.
        code: DocumentType,
        /// Its number.
        number: String,
        /// Who issued it.
        issuer: String,
        /// Where.
        place: String,
        /// When.
        issued_on: PartialDate,
        /// Until when it is valid.
        expires_on: PartialDate,
        /// Who keeps it.
        held_by: DocumentHolder,
        /// What a look at it showed.
        check: DocumentCheck,
        /// Who looked at it.
        checked_by: String,
        /// When.
        checked_on: PartialDate,
        /// How it was taken in.
        capture: DocumentCapture,
        /// How many pages it has.
        page_count: u32,
        /// A picture of it, by the hash of its content.
        file: String,
    }

    /// A number in another system.
    ExternalId {
        /// The system.
        system: ExternalSystem,
        /// The number there.
        value: String,
    }

    /// A consent (DOMAIN.md 1.7). A withdrawn one is kept as proof.
    Consent {
        /// To what.
        purpose: String,
        /// On what that rests.
        legal_basis: LegalBasis,
        /// How it was given.
        method: ConsentMethod,
        /// Who gave it: the person, or a parent or guardian.
        given_by: String,
        /// The giver's relation to the person.
        relation: Relation,
        /// When it was given.
        given_on: PartialDate,
        /// When it was withdrawn; withdrawal dominates.
        withdrawn_on: PartialDate,
        /// Who withdrew it.
        withdrawn_by: String,
        /// In which language the notice was given, ISO 639-3.
        language: String,
        /// Which version of the notice.
        notice: String,
        /// Who witnessed it.
        witness: String,
        /// What helped the person to understand.
        accommodation: String,
        /// Recording or picture, by the hash of its content.
        evidence: String,
    }

    /// What the person asked of whoever keeps the data (DOMAIN.md 1.7).
    DataRequest {
        /// What was asked.
        kind: SubjectRequest,
        /// When, in Unix seconds.
        received_at: i64,
        /// When it was answered, in Unix seconds.
        answered_at: i64,
        /// What else was said.
        note: String,
    }
}

impl Consent {
    /// Whether it was given and not withdrawn.
    #[must_use]
    pub const fn stands(&self) -> bool {
        self.given_on.is_some() && self.withdrawn_on.is_none()
    }
}
