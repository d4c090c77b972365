//! How far a job order is filled (DOMAIN.md 2.4): counted where people are, never stored.

use jiff::civil::Date;
use records::{
    Record,
    milestone::Phase,
    value_set::{JobOrderStatus, Sex},
};
use serde::Serialize;
use serde_with_macros::skip_serializing_none;

use crate::{
    Circumstances,
    flag::status_of_job_order,
    life::{Life, Way},
};

/// A job order, held against the people who name it.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobOrderAssessment {
    /// Its number.
    pub number: Option<String>,
    /// How it stands on the day: withdrawn is revoked, and past its permit is closed.
    pub status: Option<JobOrderStatus>,
    /// What it offers, and who has it.
    pub places: Quota,
    /// Those for men alone.
    pub male: Quota,
    /// Those for women alone.
    pub female: Quota,
}

/// Places, and who has them.
#[skip_serializing_none]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// How many there are, where that is said.
    pub total: Option<u32>,
    /// Who prepares for one.
    pub in_process: u32,
    /// Who left for one.
    pub filled: u32,
}

impl Quota {
    /// How many more people were promised a place than there are.
    #[must_use]
    pub const fn oversold(&self) -> u32 {
        match self.total {
            Some(total) => (self.in_process + self.filled).saturating_sub(total),
            None => 0,
        }
    }

    /// How many places are left, where it is said how many there are.
    #[must_use]
    pub const fn left(&self) -> Option<u32> {
        match self.total {
            Some(total) => Some(total.saturating_sub(self.in_process + self.filled)),
            None => None,
        }
    }

    const fn with(self, place: Place) -> Self {
        match place {
            Place::InProcess => Self { in_process: self.in_process + 1, ..self },
            Place::Filled => Self { filled: self.filled + 1, ..self },
        }
    }
}

#[derive(Clone, Copy)]
enum Place {
    InProcess,
    Filled,
}

impl JobOrderAssessment {
    /// Whether more people were promised a place than there are, of one sex or of both.
    #[must_use]
    pub const fn is_oversold(&self) -> bool {
        self.places.oversold() > 0 || self.male.oversold() > 0 || self.female.oversold() > 0
    }
}

/// A job order on a day, held against people; those who name another are passed over. Who stopped, was rejected or prevented
/// has no place; who left has one, also after the return.
#[must_use]
pub fn job_order<'w>(
    notice: &Record,
    workers: impl IntoIterator<Item = Circumstances<'w>>,
    day: Date,
) -> JobOrderAssessment {
    let number: Option<String> = notice.get("job_order_no");
    let offered = |field: &str| Quota { total: notice.get(field), ..Quota::default() };
    let mut told = JobOrderAssessment {
        number,
        status: status_of_job_order(notice, day),
        places: offered("quota_total"),
        male: offered("quota_male"),
        female: offered("quota_female"),
    };
    for circumstances in workers {
        told.count(&circumstances);
    }
    told
}

impl JobOrderAssessment {
    fn count(&mut self, circumstances: &Circumstances<'_>) {
        if self.number.is_none() || circumstances.job_order() != self.number {
            return;
        }
        let Some(place) = place_of(&Life::of(circumstances)) else { return };
        self.places = self.places.with(place);
        match circumstances.worker.sex {
            Some(Sex::Male) => self.male = self.male.with(place),
            Some(Sex::Female) => self.female = self.female.with(place),
            Some(Sex::Other(_)) | None => {}
        }
    }
}

fn place_of(life: &Life<'_>) -> Option<Place> {
    let is_interrupted = life.stage.as_ref().is_some_and(|stage| stage.phase == Phase::Interrupted);
    match life.way() {
        Way::Away => Some(Place::Filled),
        Way::Over => life.has_left().then_some(Place::Filled),
        Way::Ahead => (!is_interrupted && life.of.worker.removed.is_none()).then_some(Place::InProcess),
    }
}

#[cfg(test)]
mod tests {
    use records::Kind;

    use super::*;
    use crate::fixture::{TODAY, record, worker};

    #[test]
    fn places_are_counted_where_people_are() {
        let notice = record(
            Kind::Notice,
            &["notice_kind=JOB_ORDER", "job_order_no=JO-1", "job_order_status=OPEN", "quota_total=3", "quota_female=1"],
        );
        let people = [
            &["job_order=JO-1", "sex=L", "milestone/1/code=SELEKSI"][..],
            &["job_order=JO-1", "sex=P"],
            &["job_order=JO-1", "sex=P", "departure/1/departed_on=2026-01-01"],
            &["job_order=JO-1", "departure/1/departed_on=2024-01-01", "return/1/arrived_on=2026-01-01"],
            &["job_order=JO-1", "sex=P", "milestone/1/code=BATAL"],
            &["job_order=JO-1", "removed=salah"],
            &["job_order=JO-2", "sex=L"],
            &["sex=L"],
        ];
        let people = people.map(worker);
        let told = job_order(&notice, people.iter().map(Circumstances::of), TODAY);
        assert_eq!(told.places, Quota { total: Some(3), in_process: 2, filled: 2 });
        assert_eq!(told.female, Quota { total: Some(1), in_process: 1, filled: 1 });
        assert_eq!(told.male, Quota { total: None, in_process: 1, filled: 0 });
        assert_eq!((told.places.oversold(), told.female.oversold(), told.male.oversold()), (1, 1, 0));
        assert_eq!((told.places.left(), told.male.left()), (Some(0), None));
        assert!(told.is_oversold());
    }

    #[test]
    fn a_job_order_is_open_as_long_as_its_permit() {
        for (typed, status) in [
            (&["job_order_status=OPEN"][..], Some(JobOrderStatus::Open)),
            (&["job_order_status=OPEN", "sip2mi_valid_to=2026-02-28"], Some(JobOrderStatus::Closed)),
            (&["job_order_status=OPEN", "sip2mi_valid_to=2026-03"], Some(JobOrderStatus::Open)),
            (&["job_order_status=PAUSED", "sip2mi_valid_to=2026-02-28"], Some(JobOrderStatus::Paused)),
            (&["job_order_status=OPEN", "removed=keliru"], Some(JobOrderStatus::Revoked)),
            (&[], None),
        ] {
            let told = job_order(&record(Kind::Notice, typed), [], TODAY);
            assert_eq!(told.status, status, "{typed:?}");
        }
    }
}
