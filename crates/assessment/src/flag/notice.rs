//! What the province made known of a job order, an agency or a country, held against one worker.

use jiff::civil::Date;
use records::{
    Country, PartialDate, Record, RegionCode,
    value_set::{CountryStatus, JobOrderStatus, LicenceStatus, NoticeKind, Occupation, Sector},
};

use super::{Flag, young_for};
use crate::{Age, life::Life};

/// What notices say of the way of one worker.
pub(super) fn flags(life: &Life<'_>, day: Date) -> Vec<Flag> {
    let mut flags = Vec::new();
    for notice in life.of.notices.iter().copied() {
        match notice.get("notice_kind") {
            Some(NoticeKind::JobOrder) => flags.extend(job_order(life, notice, day)),
            Some(NoticeKind::Agency) => flags.extend(agency(life, notice, day)),
            Some(NoticeKind::CountryRule) => flags.extend(country(life, notice, day)),
            _ => {}
        }
    }
    flags
}

/// How a job order stands on a day: one that was withdrawn, or whose permit is over, is open to nobody.
pub(crate) fn status_of_job_order(notice: &Record, day: Date) -> Option<JobOrderStatus> {
    if notice.get::<String>("removed").is_some() {
        return Some(JobOrderStatus::Revoked);
    }
    let stated: Option<JobOrderStatus> = notice.get("job_order_status");
    let is_open = stated.as_ref() == Some(&JobOrderStatus::Open);
    if is_open && (is_over(notice, "valid_to", day) || is_over(notice, "sip2mi_valid_to", day)) {
        return Some(JobOrderStatus::Closed);
    }
    stated
}

fn is_over(notice: &Record, end: &str, day: Date) -> bool {
    notice.get::<PartialDate>(end).is_some_and(|end| end.latest() < day)
}

fn job_order(life: &Life<'_>, notice: &Record, day: Date) -> Vec<Flag> {
    let number: Option<String> = notice.get("job_order_no");
    if number.is_none() || number != life.of.job_order() {
        return Vec::new();
    }
    let status = status_of_job_order(notice, day).filter(|status| *status != JobOrderStatus::Open);
    let status = status.map(|status| Flag::JobOrder { status });
    let blacklisted = ["employer_blacklisted", "partner_blacklisted"];
    let blacklisted = blacklisted.iter().any(|field| notice.get(field) == Some(true));
    let is_free = notice.get("zero_cost") == Some(true);
    let has_paid = || life.of.confidential.iter().any(|record| record.elements("cost").next().is_some());
    let ages = life.born().and_then(|born| Age::on(day, &born)).map(|age| ages(notice, age)).unwrap_or_default();
    let found = [(blacklisted, Flag::EmployerBlacklisted), (is_free && has_paid(), Flag::PaidForFreeJob)];
    let found = found.into_iter().filter_map(|(found, flag)| found.then_some(flag));
    status.into_iter().chain(found).chain(ages).collect()
}

fn ages(notice: &Record, age: Age) -> Vec<Flag> {
    let too_young = notice.get("min_age").and_then(|minimum| young_for(age, minimum, true));
    let too_old = notice.get("max_age").filter(|maximum| age.at_least > *maximum);
    too_young.into_iter().chain(too_old.map(|maximum| Flag::TooOld { age, maximum })).collect()
}

fn agency(life: &Life<'_>, notice: &Record, day: Date) -> Option<Flag> {
    let number: Option<String> = notice.get("p3mi");
    if number.is_none() || number != life.p3mi() {
        return None;
    }
    let stated: Option<LicenceStatus> = notice.get("licence_status");
    let status = if notice.get::<String>("removed").is_some() {
        Some(LicenceStatus::Revoked)
    } else if is_over(notice, "sip3mi_valid_to", day)
        && stated.as_ref().is_none_or(|status| *status == LicenceStatus::Active)
    {
        Some(LicenceStatus::Expired)
    } else {
        stated
    };
    status.filter(|status| *status != LicenceStatus::Active).map(|status| Flag::AgencyLicence { status })
}

fn country(life: &Life<'_>, notice: &Record, day: Date) -> Option<Flag> {
    let begins = notice.get::<PartialDate>("valid_from").is_none_or(|from| from.earliest() <= day);
    let holds = begins && !is_over(notice, "valid_to", day) && notice.get::<String>("removed").is_none();
    let status: CountryStatus = notice.get("country_status")?;
    let country: Option<Country> = notice.get("country");
    let occupation: Option<Occupation> = notice.get("occupation");
    let sector: Option<Sector> = notice.get("sector");
    let origin: Option<RegionCode> = notice.get("origin_area");
    let fits = country.is_none_or(|of| Some(of) == life.country())
        && occupation.is_none_or(|of| Some(of) == life.occupation())
        && sector.is_none_or(|of| Some(&of) == life.of.worker.sector.as_ref())
        && origin.is_none_or(|of| life.origin().is_some_and(|origin| of.contains(origin)));
    let reason_id = notice.get("reason").or_else(|| notice.get("title")).unwrap_or_default();
    let flag = Flag::Country { status: status.clone(), country, reason_id, reason_en: String::new(), verified: true };
    (holds && fits && status != CountryStatus::Open).then_some(flag)
}
