//! What to look at again: each a code, with what it was found in.
//!
//! The three gaps that a village finds at intake are `NO_DOCS`, `NO_P3MI` and `NO_COMPETENCE` (DOMAIN.md 4). Others are red
//! flags of a trafficking screening that the record already answers; [`Flag::indicator`] says which. None of them refuses
//! anybody anything, and a record without a flag proves nothing.

mod notice;

use jiff::civil::Date;
use records::{
    Country, ElementId,
    milestone::MilestoneCode,
    nik::Agreement,
    region::Level,
    value_set::{
        CountryStatus, DocumentCheck, DocumentHolder, DocumentType, HealthResult, Indicator, JobOrderStatus,
        LenderType, LicenceStatus, Scheme, VisaType,
    },
};
use reference::Rules;
use serde::Serialize;
use serde_with_macros::skip_serializing_none;

use crate::{
    Age, Circumstances,
    fold::folded,
    life::{Life, Way},
    paper::{Paper, PaperState, family_permit},
    procedural::wrong_visa,
};

pub(crate) use notice::status_of_job_order;

/// Something to look at again.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "code")]
pub enum Flag {
    /// No paper for the way is recorded, but perhaps identity and family card.
    NoDocs,
    /// No licensed agency, although the person is placed by one or nobody knows how.
    NoP3mi,
    /// Neither training nor certificate nor experience.
    NoCompetence,
    /// Younger than the law or the job order allows; `surely`, or possibly where the birth date is not exact.
    TooYoung {
        /// How old.
        age: Age,
        /// How old one must be.
        minimum: u8,
        /// Whether it is so whatever the exact birth date.
        surely: bool,
        /// Whether the source of the rule was read.
        verified: bool,
    },
    /// Older than the job order allows.
    TooOld {
        /// How old.
        age: Age,
        /// How old one may be.
        maximum: u8,
    },
    /// The destination is closed, or there is a warning.
    Country {
        /// What holds.
        status: CountryStatus,
        /// Where, `None` where the rule is for all countries.
        country: Option<Country>,
        /// Why, in Indonesian.
        reason_id: String,
        /// Why, in English; empty where the rule came as a notice.
        reason_en: String,
        /// Whether the source of the rule was read; a notice is the province's own word.
        verified: bool,
    },
    /// The job order is not open.
    JobOrder {
        /// How it stands.
        status: JobOrderStatus,
    },
    /// The agency may not place anybody.
    AgencyLicence {
        /// How its licence stands.
        status: LicenceStatus,
    },
    /// The employer or its partner abroad is known for wrongs.
    EmployerBlacklisted,
    /// Somebody else keeps a paper.
    PaperHeld {
        /// Which.
        document: DocumentType,
        /// Who.
        by: DocumentHolder,
    },
    /// A paper is doubted or forged.
    PaperDoubtful {
        /// Which.
        document: DocumentType,
        /// What the look at it showed.
        check: DocumentCheck,
    },
    /// The family took its permission back.
    PermissionRevoked,
    /// A recruiter showed no licence.
    UnlicensedRecruiter {
        /// The recruiter, an element of the record.
        recruiter: ElementId,
    },
    /// Money was lent by a recruiter, agency or employer.
    DebtToRecruiter {
        /// By whom.
        lender: LenderType,
    },
    /// Money was paid for a job that is free of cost.
    PaidForFreeJob,
    /// Left on a visa that is none for work.
    WrongVisa {
        /// Which.
        visa: VisaType,
    },
    /// Left, and nothing tells of the orientation before.
    LeftBeforeOrientation,
    /// The NIK says another birth date, sex or kabupaten. Legal, as no NIK is ever changed, but worth a look.
    NikDiffers {
        /// The birth date differs.
        birth_date: bool,
        /// The sex differs.
        sex: bool,
        /// It was first registered in another kabupaten.
        region: bool,
    },
    /// Fields of the record say something else than an authority verified: a proposed correction.
    Differs {
        /// Which.
        fields: Vec<&'static str>,
    },
    /// Not fit by the last health check.
    NotFit {
        /// What it said.
        result: HealthResult,
    },
    /// The last contact gave cause for concern, or was watched.
    ContactWorrying {
        /// Whether others listened.
        watched: bool,
    },
}

impl Flag {
    /// The code, as JSON has it and the words are found by.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoDocs => "NO_DOCS",
            Self::NoP3mi => "NO_P3MI",
            Self::NoCompetence => "NO_COMPETENCE",
            Self::TooYoung { .. } => "TOO_YOUNG",
            Self::TooOld { .. } => "TOO_OLD",
            Self::Country { .. } => "COUNTRY",
            Self::JobOrder { .. } => "JOB_ORDER",
            Self::AgencyLicence { .. } => "AGENCY_LICENCE",
            Self::EmployerBlacklisted => "EMPLOYER_BLACKLISTED",
            Self::PaperHeld { .. } => "PAPER_HELD",
            Self::PaperDoubtful { .. } => "PAPER_DOUBTFUL",
            Self::PermissionRevoked => "PERMISSION_REVOKED",
            Self::UnlicensedRecruiter { .. } => "UNLICENSED_RECRUITER",
            Self::DebtToRecruiter { .. } => "DEBT_TO_RECRUITER",
            Self::PaidForFreeJob => "PAID_FOR_FREE_JOB",
            Self::WrongVisa { .. } => "WRONG_VISA",
            Self::LeftBeforeOrientation => "LEFT_BEFORE_ORIENTATION",
            Self::NikDiffers { .. } => "NIK_DIFFERS",
            Self::Differs { .. } => "DIFFERS",
            Self::NotFit { .. } => "NOT_FIT",
            Self::ContactWorrying { .. } => "CONTACT_WORRYING",
        }
    }

    /// The red flag of a screening that it answers, where there is one (DOMAIN.md 1.9).
    #[must_use]
    pub const fn indicator(&self) -> Option<Indicator> {
        Some(match self {
            Self::UnlicensedRecruiter { .. } | Self::AgencyLicence { .. } => Indicator::UnlicensedRecruiter,
            Self::WrongVisa { .. } => Indicator::WrongVisa,
            Self::Country { status: CountryStatus::Closed | CountryStatus::Caution, .. } => {
                Indicator::ClosedDestination
            }
            Self::TooYoung { .. } => Indicator::TooYoung,
            Self::DebtToRecruiter { .. } | Self::PaidForFreeJob => Indicator::FeeOrLoan,
            Self::PaperHeld { by: DocumentHolder::Employer, .. } => Indicator::DocumentsRetained,
            Self::PaperHeld { .. } => Indicator::PapersHeldByRecruiter,
            Self::LeftBeforeOrientation | Self::NikDiffers { .. } => Indicator::InconsistentPapers,
            Self::ContactWorrying { .. } => Indicator::NoContact,
            Self::NoDocs
            | Self::NoP3mi
            | Self::NoCompetence
            | Self::TooOld { .. }
            | Self::Country { .. }
            | Self::JobOrder { .. }
            | Self::EmployerBlacklisted
            | Self::PaperDoubtful { .. }
            | Self::PermissionRevoked
            | Self::Differs { .. }
            | Self::NotFit { .. } => return None,
        })
    }
}

/// Everything to look at again, in the order of the codes.
pub(crate) fn flags(life: &Life<'_>, papers: &[Paper], rules: &Rules<'_>, day: Date) -> Vec<Flag> {
    let is_over = life.way() == Way::Over;
    let of_the_way = gaps(life, papers)
        .into_iter()
        .chain(too_young(life, rules, day))
        .chain(countries(life, rules))
        .chain(notice::flags(life, day))
        .chain(permission_revoked(life))
        .chain(not_fit(life))
        .chain(worrying_contact(life));
    let of_the_person = held(papers)
        .chain(doubtful(life.of))
        .chain(recruiters(life.of))
        .chain(debts(life.of))
        .chain(wrong_visa(life).map(|visa| Flag::WrongVisa { visa }))
        .chain(left_before_orientation(life, papers))
        .chain(nik_differs(life))
        .chain(differs(life.of));
    let mut flags: Vec<Flag> = of_the_way.filter(|_| !is_over).chain(of_the_person).collect();
    flags.sort();
    flags.dedup();
    flags
}

/// What a village finds at intake: without documents, without an agency, without skills (DOMAIN.md 4).
fn gaps(life: &Life<'_>, papers: &[Paper]) -> Vec<Flag> {
    let of_the_way = |paper: &&Paper| !matches!(paper.document, DocumentType::Ktp | DocumentType::FamilyCard);
    let worker = life.of.worker;
    let by_agency = life.scheme().is_none_or(|scheme| scheme == Scheme::PToP);
    let agency =
        life.p3mi().is_some() || worker.agency.is_some() || tells_of(papers, &DocumentType::PlacementAgreement);
    let skilled = !worker.skills.is_empty() || tells_of(papers, &DocumentType::Competence);
    [
        (!papers.iter().filter(of_the_way).any(is_there), Flag::NoDocs),
        (by_agency && !agency, Flag::NoP3mi),
        (!skilled, Flag::NoCompetence),
    ]
    .into_iter()
    .filter_map(|(found, flag)| found.then_some(flag))
    .collect()
}

/// Whether a paper is there, or somebody says so.
fn tells_of(papers: &[Paper], document: &DocumentType) -> bool {
    papers.iter().any(|paper| paper.document == *document && is_there(paper))
}

const fn is_there(paper: &Paper) -> bool {
    matches!(paper.state, PaperState::Had | PaperState::Told)
}

fn too_young(life: &Life<'_>, rules: &Rules<'_>, day: Date) -> Option<Flag> {
    let age = Age::on(day, &life.born()?)?;
    let rule = rules.minimum_age(life.country(), life.occupation().as_ref())?;
    young_for(age, rule.minimum, rule.grounds.verified)
}

fn young_for(age: Age, minimum: u8, verified: bool) -> Option<Flag> {
    (age.at_least < minimum).then_some(Flag::TooYoung { age, minimum, surely: age.at_most < minimum, verified })
}

fn countries(life: &Life<'_>, rules: &Rules<'_>) -> Vec<Flag> {
    let country = life.country();
    let occupation = life.occupation();
    let speaking = rules.countries(country, occupation.as_ref(), life.origin());
    let warning = speaking.filter(|rule| rule.status != CountryStatus::Open);
    let flag = warning.map(|rule| Flag::Country {
        status: rule.status.clone(),
        country: rule.country,
        reason_id: rule.reason_id.clone(),
        reason_en: rule.reason_en.clone(),
        verified: rule.grounds.verified,
    });
    flag.collect()
}

fn held(papers: &[Paper]) -> impl Iterator<Item = Flag> + '_ {
    papers.iter().filter_map(|paper| {
        let by = paper.held_by.clone()?;
        let is_other = match by {
            DocumentHolder::Agency | DocumentHolder::Recruiter | DocumentHolder::Employer => true,
            DocumentHolder::Worker | DocumentHolder::Family | DocumentHolder::Unknown | DocumentHolder::Other(_) => {
                false
            }
        };
        is_other.then(|| Flag::PaperHeld { document: paper.document.clone(), by })
    })
}

fn doubtful(of: &Circumstances<'_>) -> impl Iterator<Item = Flag> {
    of.worker.documents.iter().filter_map(|document| {
        let check = document.check.clone()?;
        let is_doubt = matches!(check, DocumentCheck::Suspect | DocumentCheck::Forged);
        let document = document.code.clone()?;
        is_doubt.then_some(Flag::PaperDoubtful { document, check })
    })
}

fn permission_revoked(life: &Life<'_>) -> Option<Flag> {
    let (_, state) = family_permit(life)?;
    (state == PaperState::Revoked).then_some(Flag::PermissionRevoked)
}

fn recruiters(of: &Circumstances<'_>) -> impl Iterator<Item = Flag> {
    let unlicensed = of.worker.recruiters.iter().filter(|recruiter| recruiter.seen_licence == Some(false));
    unlicensed.map(|recruiter| Flag::UnlicensedRecruiter { recruiter: recruiter.id })
}

fn debts(of: &Circumstances<'_>) -> impl Iterator<Item = Flag> {
    let debts = of.confidential.iter().flat_map(|record| record.elements("debt"));
    debts.filter_map(|debt| {
        let lender: LenderType = debt.get("lender_type")?;
        let binds = matches!(lender, LenderType::Recruiter | LenderType::Agency | LenderType::Employer);
        binds.then_some(Flag::DebtToRecruiter { lender })
    })
}

fn left_before_orientation(life: &Life<'_>, papers: &[Paper]) -> Option<Flag> {
    let oriented = life.word_of(&MilestoneCode::Orientation).is_some() || tells_of(papers, &DocumentType::Orientation);
    (life.has_left() && !oriented).then_some(Flag::LeftBeforeOrientation)
}

fn nik_differs(life: &Life<'_>) -> Option<Flag> {
    let worker = life.of.worker;
    let nik = worker.nik.as_ref()?;
    let (birth_date, sex) = match nik.agrees_with(worker.birth_date.as_ref(), worker.sex.clone()) {
        Agreement::Contradicts { birth_date, sex } => (birth_date, sex),
        Agreement::Agrees | Agreement::NothingToCompare => (false, false),
    };
    let regency = life.origin().and_then(|origin| origin.at(Level::Regency));
    let region = regency
        .is_some_and(|regency| regency.as_str().replace('.', "") != nik.region_prefix().get(..4).unwrap_or_default());
    (birth_date || sex || region).then_some(Flag::NikDiffers { birth_date, sex, region })
}

/// What identifies a person, as an authority states it and as the record says it.
fn differs(of: &Circumstances<'_>) -> Option<Flag> {
    let (standing, worker) = (of.standing?, of.worker);
    let stated: Option<String> = standing.get("name");
    let pairs = [
        ("nik", unlike(standing.get::<records::Nik>("nik").as_ref(), worker.nik.as_ref())),
        ("name", unlike(stated.as_deref().map(folded).as_ref(), worker.name.as_deref().map(folded).as_ref())),
        ("sex", unlike(standing.get("sex").as_ref(), worker.sex.as_ref())),
        ("birth_date", unlike(standing.get("birth_date").as_ref(), worker.birth_date.as_ref())),
    ];
    let fields: Vec<&'static str> = pairs.into_iter().filter(|(_, unlike)| *unlike).map(|(field, _)| field).collect();
    (!fields.is_empty()).then_some(Flag::Differs { fields })
}

/// Whether both are there and say different things.
fn unlike<T: PartialEq>(stated: Option<&T>, own: Option<&T>) -> bool {
    stated.zip(own).is_some_and(|(stated, own)| stated != own)
}

fn not_fit(life: &Life<'_>) -> Option<Flag> {
    let checks = life.of.confidential.iter().flat_map(|record| record.elements("health_check"));
    let last = checks.max_by_key(|check| (check.get::<records::PartialDate>("date"), check.id));
    let result = last.and_then(|check| check.get("result")).or_else(|| life.of.worker.health_result.clone())?;
    matches!(result, HealthResult::Unfit | HealthResult::TemporarilyUnfit).then_some(Flag::NotFit { result })
}

fn worrying_contact(life: &Life<'_>) -> Option<Flag> {
    let last = life.of.worker.contact_checks.iter().max_by_key(|check| (check.date, check.id))?;
    let watched = last.watched == Some(true);
    (watched || last.ok == Some(false)).then_some(Flag::ContactWorrying { watched })
}

#[cfg(test)]
mod tests;
