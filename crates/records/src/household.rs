//! A household's record in typed form (DOMAIN.md 2.2).
//!
//! A view like [`Worker`](crate::worker::Worker): projected from the values of a document, never written back.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_with_macros::skip_serializing_none;

use crate::{
    Deployment, DocId, ElementId, FamilyCardNumber, Kind, Nik, PartialDate, Path, Problem, RegionCode, Value,
    projection::{Projection, element},
    value_set::{ChildSchool, ContactChannel, Need, Relation, Sex},
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
    /// When the family last heard of the worker.
    pub last_contact: Option<PartialDate>,
    /// How.
    pub contact_channel: Option<ContactChannel>,
    /// Social assistance that it receives.
    pub social_assistance: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// Why the record was withdrawn; it is shown no more, but kept.
    pub removed: Option<String>,
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
        /// Whether to call in an emergency.
        emergency_contact: bool,
        /// Who is called first: 1, 2, …
        contact_priority: u32,
        /// The child that the member cares for.
        caregiver_of: ElementId,
        /// A child's schooling.
        school: ChildSchool,
        /// Whether there is a birth certificate.
        birth_certificate: bool,
        /// Whether born abroad.
        born_abroad: bool,
    }

    /// A family's permission to go, with the letter that the village head acknowledged.
    Permission {
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
    }
}

impl Household {
    /// Projects the values of a document, the winning one of each path. Never fails: what cannot be read stays out and
    /// is a problem.
    #[must_use]
    pub fn project(fields: &BTreeMap<Path, Value>, deployment: Deployment) -> Self {
        let mut projection = Projection::new(Kind::Household, fields, deployment);
        let household = Self::read(&projection);
        for member in &household.members {
            if let Some(nik) = &member.nik {
                let prefix = format!("member/{}/", member.id);
                projection.compare_nik(&prefix, nik, member.birth_date.as_ref(), member.sex.as_ref());
            }
        }
        Self { problems: projection.into_problems(), ..household }
    }

    fn read(from: &Projection<'_>) -> Self {
        let mut members: Vec<Member> = from.elements("member").map(Member::read).collect();
        members.sort_by_key(|member| (member.contact_priority.unwrap_or(u32::MAX), member.id));
        Self {
            kk_number: from.get("kk_number"),
            village: from.get("village"),
            head: from.get("head"),
            address: from.get("address"),
            dusun: from.get("dusun"),
            rt: from.get("rt"),
            rw: from.get("rw"),
            members,
            permissions: from.elements("permission").map(Permission::read).collect(),
            needs: from.elements("need").filter_map(|need| need.get("code")).collect(),
            last_contact: from.get("last_contact"),
            contact_channel: from.get("contact_channel"),
            social_assistance: from.get("social_assistance"),
            note: from.get("note"),
            removed: from.get("removed"),
            problems: Vec::new(),
        }
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
