//! What to look at again, in sentences.

use assessment::Flag;
use records::{
    Kind, Path,
    value_set::{
        CountryStatus, DocumentCheck, DocumentHolder, HealthResult, JobOrderStatus, LenderType, LicenceStatus, VisaType,
    },
};

use super::{age, code, marked, paper};
use crate::{assignment, lang::Lang, text};

/// One finding, as a sentence.
pub(crate) fn flag(flag: &Flag, lang: Lang) -> String {
    match flag {
        Flag::NoDocs => lang.say(text::FLAG_NO_DOCS),
        Flag::NoP3mi => lang.say(text::FLAG_NO_P3MI),
        Flag::NoCompetence => lang.say(text::FLAG_NO_COMPETENCE),
        Flag::TooYoung { age: of, minimum, surely, verified } => {
            let said = if *surely { text::FLAG_TOO_YOUNG } else { text::FLAG_PERHAPS_TOO_YOUNG };
            marked(lang.tell(said, &[&age(*of, lang), minimum]), *verified, lang)
        }
        Flag::TooOld { age: of, maximum } => lang.tell(text::FLAG_TOO_OLD, &[&age(*of, lang), maximum]),
        Flag::Country { status, country, reason_id, reason_en, verified } => {
            let place = country.map(|country| assignment::country(country.code(), lang));
            let reason = if reason_en.is_empty() { reason_id } else { lang.pick(reason_id, reason_en) };
            let status = code(&CountryStatus::SET, status.code(), lang);
            let place = place.unwrap_or_else(|| lang.say(text::EVERY_COUNTRY));
            marked(lang.tell(text::FLAG_COUNTRY, &[&place, &status, &reason]), *verified, lang)
        }
        Flag::JobOrder { status } => {
            lang.tell(text::FLAG_JOB_ORDER, &[&code(&JobOrderStatus::SET, status.code(), lang)])
        }
        Flag::AgencyLicence { status } => {
            lang.tell(text::FLAG_AGENCY_LICENCE, &[&code(&LicenceStatus::SET, status.code(), lang)])
        }
        Flag::EmployerBlacklisted => lang.say(text::FLAG_EMPLOYER_BLACKLISTED),
        Flag::PaperHeld { document, by } => {
            lang.tell(text::FLAG_PAPER_HELD, &[&paper(document, lang), &code(&DocumentHolder::SET, by.code(), lang)])
        }
        Flag::PaperDoubtful { document, check } => {
            let check = code(&DocumentCheck::SET, check.code(), lang);
            lang.tell(text::FLAG_PAPER_DOUBTFUL, &[&paper(document, lang), &check])
        }
        Flag::PermissionRevoked => lang.say(text::FLAG_PERMISSION_REVOKED),
        Flag::UnlicensedRecruiter { .. } => lang.say(text::FLAG_UNLICENSED_RECRUITER),
        Flag::DebtToRecruiter { lender } => {
            lang.tell(text::FLAG_DEBT_TO_RECRUITER, &[&code(&LenderType::SET, lender.code(), lang)])
        }
        Flag::PaidForFreeJob => lang.say(text::FLAG_PAID_FOR_FREE_JOB),
        Flag::WrongVisa { visa } => lang.tell(text::FLAG_WRONG_VISA, &[&code(&VisaType::SET, visa.code(), lang)]),
        Flag::LeftBeforeOrientation => lang.say(text::FLAG_LEFT_BEFORE_ORIENTATION),
        Flag::NikDiffers { birth_date, sex, region } => {
            let parts = [(*birth_date, text::NIK_BIRTH_DATE), (*sex, text::NIK_SEX), (*region, text::NIK_REGION)];
            let parts: Vec<_> = parts.iter().filter(|(differs, _)| *differs).map(|(_, said)| lang.say(*said)).collect();
            lang.tell(text::FLAG_NIK_DIFFERS, &[&parts.join(", ")])
        }
        Flag::Differs { fields } => {
            let fields: Vec<_> = fields.iter().filter_map(|field| Path::parse(field).ok()).collect();
            let fields: Vec<_> = fields.iter().map(|path| assignment::label(Kind::Worker, path, lang)).collect();
            lang.tell(text::FLAG_DIFFERS, &[&fields.join(", ")])
        }
        Flag::NotFit { result } => lang.tell(text::FLAG_NOT_FIT, &[&code(&HealthResult::SET, result.code(), lang)]),
        Flag::ContactWorrying { watched } => {
            lang.say(if *watched { text::FLAG_CONTACT_WATCHED } else { text::FLAG_CONTACT_WORRYING })
        }
    }
}
