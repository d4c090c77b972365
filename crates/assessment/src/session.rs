//! What a session covered, and who was there (PP 59/2021 art. 4(4); DOMAIN.md 1.3, 2.5).

use std::collections::{BTreeMap, BTreeSet};

use records::{
    Record,
    record::Element,
    value_set::{AttendanceResult, Topic},
};
use reference::Rules;
use serde::Serialize;

/// What a session's record tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionAssessment {
    /// The topics that the law asks for and that were spoken of, in the order of the rules.
    pub covered: Vec<Topic>,
    /// The topics that the law asks for and that were not.
    pub not_covered: Vec<Topic>,
    /// Other topics that were spoken of.
    pub others: Vec<Topic>,
    /// Who was there.
    pub attendance: Attendance,
    /// What came of it, by result.
    pub results: BTreeMap<AttendanceResult, u32>,
    /// The scores of those who have one both before and after.
    pub scores: Option<Scores>,
}

/// How many were listed, and came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Attendance {
    /// All on the list.
    pub listed: u32,
    /// Who came.
    pub present: u32,
    /// Who did not.
    pub absent: u32,
    /// Of whom nobody wrote it.
    pub unknown: u32,
    /// Of those who came, who have no record here: names alone.
    pub without_record: u32,
}

/// Scores from 0 to 100, before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Scores {
    /// Of how many people.
    pub people: u32,
    /// Their mean before, in tenths.
    pub before_tenths: u32,
    /// Their mean after, in tenths.
    pub after_tenths: u32,
    /// How many have more than before.
    pub improved: u32,
}

/// What a session's record tells, by the topics of the rules of a day.
#[must_use]
pub fn session(record: &Record, rules: &Rules<'_>) -> SessionAssessment {
    let spoken: BTreeSet<Topic> = record.elements("topic").filter_map(|topic| topic.get("code")).collect();
    let required = |covered: bool| -> Vec<Topic> {
        let asked = rules.topics().filter(|rule| rule.required && spoken.contains(&rule.code) == covered);
        asked.map(|rule| rule.code.clone()).collect()
    };
    let covered = required(true);
    let results = record.elements("attendee").filter_map(|attendee| attendee.get::<AttendanceResult>("result"));
    SessionAssessment {
        not_covered: required(false),
        others: spoken.iter().filter(|topic| !covered.contains(topic)).cloned().collect(),
        covered,
        attendance: attendance(record),
        results: results.fold(BTreeMap::new(), |mut results, result| {
            *results.entry(result).or_default() += 1;
            results
        }),
        scores: scores(record),
    }
}

fn attendance(record: &Record) -> Attendance {
    record.elements("attendee").fold(Attendance::default(), |seen, attendee| {
        let present: Option<bool> = attendee.get("present");
        let is_unlinked = attendee.get::<records::DocId>("worker").is_none();
        Attendance {
            listed: seen.listed + 1,
            present: seen.present + u32::from(present == Some(true)),
            absent: seen.absent + u32::from(present == Some(false)),
            unknown: seen.unknown + u32::from(present.is_none()),
            without_record: seen.without_record + u32::from(present == Some(true) && is_unlinked),
        }
    })
}

fn scores(record: &Record) -> Option<Scores> {
    let both = |attendee: Element<'_>| Some((attendee.get::<u32>("pre_score")?, attendee.get::<u32>("post_score")?));
    let scores: Vec<(u32, u32)> = record.elements("attendee").filter_map(both).collect();
    let people = u32::try_from(scores.len()).ok().filter(|people| *people > 0)?;
    let tenths = |of: fn(&(u32, u32)) -> u32| (scores.iter().map(of).sum::<u32>() * 10 + people / 2) / people;
    let improved = scores.iter().filter(|(before, after)| after > before).count();
    Some(Scores {
        people,
        before_tenths: tenths(|(before, _)| *before),
        after_tenths: tenths(|(_, after)| *after),
        improved: u32::try_from(improved).unwrap_or(people),
    })
}

#[cfg(test)]
mod tests {
    use records::Kind;

    use super::*;
    use crate::fixture::{doc, record, today};

    #[test]
    fn topics_that_the_law_asks_for_are_covered_or_not() {
        let told = session(
            &record(Kind::Session, &["topic/1/code=BIAYA", "topic/2/code=K3", "topic/3/code=PENGADUAN"]),
            &today(),
        );
        assert_eq!(told.covered, [Topic::Costs, Topic::Complaints]);
        assert_eq!(told.others, [Topic::OccupationalSafety]);
        assert_eq!(told.not_covered.len(), 9);
        assert!(!told.not_covered.contains(&Topic::Costs) && told.not_covered.contains(&Topic::RightsAndDuties));
    }

    #[test]
    fn attendance_results_and_scores_are_counted() {
        let ani = format!("attendee/1/worker={}", doc("ani"));
        let typed = [
            &ani,
            "attendee/1/present=ya",
            "attendee/1/pre_score=40",
            "attendee/1/post_score=75",
            "attendee/1/result=LULUS",
            "attendee/2/name=Contoh Dua",
            "attendee/2/present=ya",
            "attendee/2/pre_score=50",
            "attendee/2/post_score=50",
            "attendee/3/name=Contoh Tiga",
            "attendee/3/present=tidak",
            "attendee/3/pre_score=90",
            "attendee/4/name=Contoh Empat",
            "attendee/4/result=LULUS",
        ];
        let told = session(&record(Kind::Session, &typed), &today());
        assert_eq!(told.attendance, Attendance { listed: 4, present: 2, absent: 1, unknown: 1, without_record: 1 });
        assert_eq!(told.results, BTreeMap::from([(AttendanceResult::Passed, 2)]));
        assert_eq!(told.scores, Some(Scores { people: 2, before_tenths: 450, after_tenths: 625, improved: 1 }));
        assert_eq!(session(&record(Kind::Session, &[]), &today()).scores, None);
    }
}
