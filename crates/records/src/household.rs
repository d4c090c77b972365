//! A household's record in typed form (DOMAIN.md 2.2).
//!
//! A view like [`Worker`](crate::worker::Worker): projected from the values of a document, never written back.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_with_macros::skip_serializing_none;

use crate::{
    Deployment, DocId, ElementId, FamilyCardNumber, Kind, Money, Nik, PartialDate, Path, Phone, Problem, RegionCode,
    Value,
    absence::Absence,
    field::identity,
    projection::{Projection, element},
    value_set::{
        ChildSchool, ContactChannel, Need, Relation, RemittanceMethod, Sex, SocialAssistance, Source, Verification,
    },
    worker::Consent,
};

/// A family card or household.
#[skip_serializing_none]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Household {
    /// Number of the family card.
    pub kk_number: Option<FamilyCardNumber>,
    /// Village.
    pub village: Option<RegionCode>,
    /// Name of its head.
    pub head: Option<String>,
    /// The member who is its head.
    pub head_member: Option<ElementId>,
    /// Street or neighbourhood.
    pub address: Option<String>,
    /// Hamlet.
    pub dusun: Option<String>,
    /// Rukun tetangga.
    pub rt: Option<String>,
    /// Rukun warga.
    pub rw: Option<String>,
    /// Members, those who are called first in front.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// Permissions to go, also revoked ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<Permission>,
    /// Needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// What else is known of needs: whose they are, and which are met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub need_details: Vec<NeedDetail>,
    /// When the family last heard of the worker.
    pub last_contact: Option<PartialDate>,
    /// How.
    pub contact_channel: Option<ContactChannel>,
    /// Social assistance that it receives.
    pub social_assistance: Option<String>,
    /// Programmes of social assistance.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assistance: Vec<SocialAssistance>,
    /// What the worker sent home.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remittances: Vec<Remittance>,
    /// Consents, also withdrawn ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
    /// Who said it.
    pub source: Option<Source>,
    /// Who checked it.
    pub verification: Option<Verification>,
    /// Note.
    pub note: Option<String>,
    /// The record of the same household that this one is a part of.
    pub merged_into: Option<DocId>,
    /// The record that this one was split from.
    pub split_from: Option<DocId>,
    /// Records that look like this one and are not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_same: Vec<DocId>,
    /// Why the record was withdrawn; it is shown no more, but kept.
    pub removed: Option<String>,
    /// Why fields and collections are empty, by path.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub absent: BTreeMap<Path, Absence>,
    /// What is wrong or doubtful, hard problems first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

element! {
    /// A member of a household.
    Member {
        /// Full name.
        name: String,
        /// How the member is related to the worker.
        relation: Relation,
        /// NIK.
        nik: Nik,
        /// Sex.
        sex: Sex,
        /// Birth date.
        birth_date: PartialDate,
        /// The member's own worker document.
        worker: DocId,
        /// The member's phone.
        phone: Phone,
        /// Whether to call in an emergency.
        emergency_contact: bool,
        /// Who is called first: 1, 2, …
        contact_priority: u32,
        /// The child that the member cares for.
        caregiver_of: ElementId,
        /// The member who cares for this one.
        caretaker: ElementId,
        /// A child's schooling.
        school: ChildSchool,
        /// Whether there is a birth certificate.
        birth_certificate: bool,
        /// Whether born abroad.
        born_abroad: bool,
    }

    /// A family's permission to go, with the letter that the village head acknowledged.
    Permission {
        /// For whom, by the worker's document.
        worker: DocId,
        /// Who gave it.
        given_by: String,
        /// How related to the worker.
        relation: Relation,
        /// When.
        date: PartialDate,
        /// Number of the letter.
        letter_no: String,
        /// Who acknowledged it.
        acknowledged_by: String,
        /// When it was revoked.
        revoked_at: PartialDate,
        /// A picture of the letter, by the hash of its content.
        file: String,
    }

    /// A need, with whose it is.
    NeedDetail {
        /// What is needed.
        code: Need,
        /// Who needs it.
        member: ElementId,
        /// What else was said.
        note: String,
        /// When it was met.
        met_on: PartialDate,
    }

    /// Money that the worker sent home (DOMAIN.md 2.10).
    Remittance {
        /// In which month or year.
        period: PartialDate,
        /// How much.
        amount: Money,
        /// How it was sent.
        method: RemittanceMethod,
        /// What it is used for.
        spent_on: String,
    }
}

impl Household {
    /// Projects the values of a document, the winning one of each path. Never fails: what cannot be read stays out and
    /// is a problem.
    #[must_use]
    pub fn project(fields: &BTreeMap<Path, Value>, deployment: Deployment) -> Self {
        let projection = Projection::new(Kind::Household, fields, deployment);
        let household = Self::read(&projection);
        Self { problems: projection.into_problems(), ..household }
    }

    fn read(from: &Projection<'_>) -> Self {
        let mut members: Vec<Member> = from.elements("member").map(Member::read).collect();
        let mut details: Vec<NeedDetail> = from.elements("need").map(NeedDetail::read).collect();
        details.retain(NeedDetail::says_more);
        members.sort_by_key(|member| (member.contact_priority.unwrap_or(u32::MAX), member.id));
        Self {
            kk_number: from.get("kk_number"),
            village: from.get("village"),
            head: from.get("head"),
            head_member: from.get("head_member"),
            address: from.get("address"),
            dusun: from.get("dusun"),
            rt: from.get("rt"),
            rw: from.get("rw"),
            members,
            permissions: from.elements("permission").map(Permission::read).collect(),
            needs: from.elements("need").filter_map(|need| need.get("code")).collect(),
            need_details: details,
            last_contact: from.get("last_contact"),
            contact_channel: from.get("contact_channel"),
            social_assistance: from.get("social_assistance"),
            assistance: from.elements("assistance").filter_map(|programme| programme.get("code")).collect(),
            remittances: from.elements("remittance").map(Remittance::read).collect(),
            consents: from.elements("consent").map(Consent::read).collect(),
            source: from.get("source"),
            verification: from.get("verification"),
            note: from.get("note"),
            merged_into: from.get(identity::MERGED_INTO),
            split_from: from.get(identity::SPLIT_FROM),
            not_same: from.elements(identity::NOT_SAME).filter_map(|other| other.get("record")).collect(),
            removed: from.get("removed"),
            absent: from.absent(),
            problems: Vec::new(),
        }
    }
}

impl NeedDetail {
    /// Whether more is known than what is needed, which stands in the household's needs.
    const fn says_more(&self) -> bool {
        self.member.is_some() || self.note.is_some() || self.met_on.is_some()
    }
}

/// Shows no personal data.
impl fmt::Debug for Household {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Household")
            .field("village", &self.village)
            .field("members", &self.members)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
