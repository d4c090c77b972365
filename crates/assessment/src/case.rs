//! Where a complaint stands and what runs out (DOMAIN.md 1.8, 2.7).

use jiff::civil::Date;
use records::{
    ElementId, Kind, PartialDate, Record,
    value_set::{AccessGroup, CaseSeverity, CaseStatus, CaseType, ClosureReason},
};
use reference::Rules;
use serde::Serialize;
use serde_with_macros::skip_serializing_none;

use crate::{RunningClock, clock::running, event::Events};

/// What a complaint's record tells on a day.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseAssessment {
    /// The day.
    pub day: Date,
    /// The number that the province gave it.
    pub number: Option<String>,
    /// Where it stands; received, where nothing else was written.
    pub status: CaseStatus,
    /// Since when, as far as that is known.
    pub since: Option<PartialDate>,
    /// Why it was closed.
    pub reason: Option<ClosureReason>,
    /// Whether it is open.
    pub is_open: bool,
    /// Whether it goes before others: danger to life, or critical.
    pub is_urgent: bool,
    /// Whether trafficking is suspected.
    pub is_trafficking: bool,
    /// Who may read it. A suspicion of trafficking goes before what is written.
    pub access: AccessGroup,
    /// What runs out when; nothing of one that is closed.
    pub clocks: Vec<RunningClock>,
    /// Why it may be closed today without being resolved: clocks that are past.
    pub may_close: Vec<ClosureReason>,
    /// Referrals that nobody accepted yet.
    pub waiting_referrals: Vec<ElementId>,
    /// Whether it is closed here and to be followed still, as another agency has it (Perban 6/2024 art. 30).
    pub is_followed: bool,
}

impl CaseAssessment {
    /// The clock that runs out first, or ran out longest ago.
    #[must_use]
    pub fn next_due(&self) -> Option<&RunningClock> {
        self.clocks.iter().min_by_key(|clock| clock.due)
    }
}

/// What a complaint's record tells on `day`, against the rules of that day.
#[must_use]
pub fn case(record: &Record, rules: &Rules<'_>, day: Date) -> CaseAssessment {
    let standing = standing(record);
    let is_open = !matches!(standing.status, CaseStatus::Resolved | CaseStatus::Closed);
    let asked = rules.clocks(Kind::Case).filter(|_| is_open);
    let clocks = running(asked, &Events::of_record(record), rules, day);
    let past = clocks.iter().filter(|clock| clock.is_past());
    let is_trafficking = is_trafficking(record);
    let stated = record.get("access_group").unwrap_or(AccessGroup::Normal);
    CaseAssessment {
        day,
        number: record.get("case_no"),
        is_open,
        is_urgent: record.get("life_threat") == Some(true) || record.get("severity") == Some(CaseSeverity::Critical),
        is_trafficking,
        access: if is_trafficking { AccessGroup::Trafficking } else { stated },
        may_close: past.filter_map(|clock| clock.closes.clone()).collect(),
        waiting_referrals: waiting_referrals(record),
        is_followed: !is_open && standing.reason == Some(ClosureReason::HandedOver),
        clocks,
        status: standing.status,
        since: standing.since,
        reason: standing.reason,
    }
}

struct Standing {
    status: CaseStatus,
    since: Option<PartialDate>,
    reason: Option<ClosureReason>,
}

/// The latest status; of one day, the one that was written down last.
fn standing(record: &Record) -> Standing {
    let statuses = record.elements("status").filter(|status| status.get::<CaseStatus>("code").is_some());
    let latest = statuses.max_by_key(|status| (status.get::<PartialDate>("date"), status.id));
    let status = latest.and_then(|latest| latest.get("code"));
    let received = || record.get("received_on");
    Standing {
        since: latest.map_or_else(received, |latest| latest.get("date")),
        reason: latest.and_then(|latest| latest.get("reason")),
        status: status.unwrap_or(CaseStatus::Received),
    }
}

fn is_trafficking(record: &Record) -> bool {
    let suspected = |kind: CaseType| kind == CaseType::TraffickingSuspected;
    record.elements("type").any(|kind| kind.get("code").is_some_and(suspected))
        || record.get("access_group") == Some(AccessGroup::Trafficking)
}

fn waiting_referrals(record: &Record) -> Vec<ElementId> {
    let waits = |referral: &records::record::Element<'_>| referral.get::<PartialDate>("accepted_on").is_none();
    record.elements("referral").filter(waits).map(|referral| referral.id).collect()
}

#[cfg(test)]
mod tests;
