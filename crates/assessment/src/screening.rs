//! What the answers of a trafficking screening come to (DOMAIN.md 1.9).
//!
//! Advice to whoever asked, by the rules of reference data: an indicator is a clue and no proof, and nobody is refused
//! anything by one. The questions that were not asked are named, as a screening of three answers says little.

use std::collections::BTreeMap;

use records::{
    Record,
    value_set::{Indicator, ScreeningAnswer, ScreeningPhase, ScreeningResult},
};
use reference::{Asked, Question, ResultRule, Rules, Weight};
use serde::Serialize;

/// What a screening's answers come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScreeningAssessment {
    /// The parts of the way that were asked about.
    pub phases: Vec<ScreeningPhase>,
    /// What to do next.
    pub result: ScreeningResult,
    /// The rule that says so; `None` where no rule fits, and nothing follows.
    pub because: Option<Because>,
    /// The red flags: the questions with "yes", in the order of the form.
    pub found: Vec<Indicator>,
    /// The questions that the person could not or would not answer.
    pub unclear: Vec<Indicator>,
    /// The questions for the person that have no answer.
    pub not_asked: Vec<Indicator>,
    /// The result that was written down, which may be a person's own judgement.
    pub written: Option<ScreeningResult>,
}

/// By what rule a result follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Because {
    /// The part of the way.
    pub phase: ScreeningPhase,
    /// Red flags of at least this weight count.
    pub weight: Weight,
    /// So many of them are needed.
    pub at_least: u8,
    /// So many there are.
    pub counted: usize,
    /// Whether the source of the rule was read.
    pub verified: bool,
}

/// What the answers of a screening come to by the rules of a day. What comparing records found (`R16`, `R17`) counts where it
/// was written among the answers.
#[must_use]
pub fn screening(record: &Record, rules: &Rules<'_>) -> ScreeningAssessment {
    let answers = answers(record);
    let phases = phases(record, &answers, rules);
    let questions: Vec<&Question> = phases.iter().flat_map(|phase| rules.questions(phase)).collect();
    let with = |wanted: &[ScreeningAnswer]| -> Vec<Indicator> {
        let answered = |question: &&&Question| answers.get(&question.code).is_some_and(|given| wanted.contains(given));
        questions.iter().filter(answered).map(|question| question.code.clone()).collect()
    };
    let is_open = |question: &&&Question| question.asked == Asked::Person && !answers.contains_key(&question.code);
    let decided = decide(&phases, &answers, rules);
    ScreeningAssessment {
        result: decided.as_ref().map_or(ScreeningResult::None, |(rule, _)| rule.result.clone()),
        because: decided.map(|(rule, counted)| Because::of(rule, counted)),
        found: with(&[ScreeningAnswer::Yes]),
        unclear: with(&[ScreeningAnswer::Unknown, ScreeningAnswer::Refused]),
        not_asked: questions.iter().filter(is_open).map(|question| question.code.clone()).collect(),
        written: record.get("result"),
        phases,
    }
}

/// An answer stands under the code of its question in lower case.
fn answers(record: &Record) -> BTreeMap<Indicator, ScreeningAnswer> {
    let answer = |(path, value): (&records::Path, &records::Value)| {
        let code = path.as_str().strip_prefix("answer/")?;
        Some((Indicator::from_code(&code.to_uppercase()), ScreeningAnswer::from_code(value.as_text()?)))
    };
    record.values().iter().filter_map(answer).collect()
}

/// The part that the form says, and those that were answered all the same.
fn phases(record: &Record, answers: &BTreeMap<Indicator, ScreeningAnswer>, rules: &Rules<'_>) -> Vec<ScreeningPhase> {
    let stated: Option<ScreeningPhase> = record.get("phase");
    let answered = |phase: &ScreeningPhase| rules.questions(phase).any(|question| answers.contains_key(&question.code));
    let asked = |phase: &&ScreeningPhase| stated.as_ref() == Some(*phase) || answered(phase);
    ScreeningPhase::ALL.iter().filter(asked).cloned().collect()
}

/// The gravest result of all parts; of one part, its first rule that fits.
fn decide<'r>(
    phases: &[ScreeningPhase],
    answers: &BTreeMap<Indicator, ScreeningAnswer>,
    rules: &Rules<'r>,
) -> Option<(&'r ResultRule, usize)> {
    let of_phase = |phase: &ScreeningPhase| {
        let yes = |question: &&Question| answers.get(&question.code) == Some(&ScreeningAnswer::Yes);
        let found: Vec<&Question> = rules.questions(phase).filter(yes).collect();
        rules.results(phase).find_map(|rule| {
            let counted = found.iter().filter(|question| question.weight >= rule.weight).count();
            (counted >= usize::from(rule.at_least)).then_some((rule, counted))
        })
    };
    phases.iter().filter_map(of_phase).max_by_key(|(rule, _)| gravity(&rule.result))
}

/// A result that this version does not know is taken to matter.
const fn gravity(result: &ScreeningResult) -> u8 {
    match result {
        ScreeningResult::None => 0,
        ScreeningResult::FollowUp | ScreeningResult::Other(_) => 1,
        ScreeningResult::Refer => 2,
    }
}

impl Because {
    fn of(rule: &ResultRule, counted: usize) -> Self {
        let (phase, weight, at_least) = (rule.phase.clone(), rule.weight, rule.at_least);
        Self { phase, weight, at_least, counted, verified: rule.grounds.verified }
    }
}

#[cfg(test)]
mod tests {
    use records::Kind;

    use super::*;
    use crate::fixture::{record, today};

    fn assess(typed: &[&str]) -> ScreeningAssessment {
        screening(&record(Kind::Screening, typed), &today())
    }

    #[test]
    fn the_first_rule_that_fits_decides_and_the_gravest_part_counts() {
        use ScreeningResult::{FollowUp, None, Refer};
        for (typed, result, counted) in [
            (&["phase=RECRUITMENT"][..], None, 0),
            (&["phase=RECRUITMENT", "answer/r01=NO", "answer/r02=UNKNOWN", "answer/r03=REFUSED"], None, 0),
            (&["phase=RECRUITMENT", "answer/r01=YES"], FollowUp, 1),
            (&["phase=RECRUITMENT", "answer/r08=YES"], FollowUp, 1),
            (&["phase=RECRUITMENT", "answer/r08=YES", "answer/r09=YES"], FollowUp, 2),
            (&["phase=RECRUITMENT", "answer/r01=YES", "answer/r10=YES"], Refer, 2),
            (&["phase=RECRUITMENT", "answer/r01=YES", "answer/r17=YES"], FollowUp, 2),
            (&["phase=WORK", "answer/w12=YES"], FollowUp, 1),
            (&["phase=WORK", "answer/w07=YES", "answer/w08=YES", "answer/w03=YES"], Refer, 3),
            (&["phase=RETURN", "answer/b01=YES"], Refer, 1),
            (&["answer/r08=YES", "answer/b01=YES"], Refer, 1),
            (&["phase=RECRUITMENT", "answer/b01=YES"], Refer, 1),
        ] {
            let told = assess(typed);
            assert_eq!(told.result, result, "{typed:?}");
            assert_eq!(told.because.map_or(0, |because| because.counted), counted, "{typed:?}");
        }
    }

    #[test]
    fn what_was_found_what_is_unclear_and_what_was_not_asked_are_named() {
        let told =
            assess(&["phase=WORK", "answer/w01=YES", "answer/w02=NO", "answer/w03=UNKNOWN", "answer/w04=REFUSED"]);
        let codes = |indicators: &[Indicator]| indicators.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(codes(&told.found), "W01");
        assert_eq!(codes(&told.unclear), "W03 W04");
        assert_eq!(codes(&told.not_asked), "W05 W06 W07 W08 W09 W10 W11 W12");
        let recruited = assess(&["phase=RECRUITMENT"]);
        assert!(!codes(&recruited.not_asked).contains("R16"), "what is found by comparing records is asked of nobody");
        assert_eq!(recruited.not_asked.len(), 15);
    }

    #[test]
    fn a_result_that_a_person_wrote_stands_beside_what_the_rules_say() {
        let told = assess(&["phase=RETURN", "answer/b01=YES", "result=NONE"]);
        assert_eq!((told.result, told.written), (ScreeningResult::Refer, Some(ScreeningResult::None)));
    }

    #[test]
    fn a_question_that_the_rules_of_the_day_do_not_know_counts_for_nothing() {
        assert_eq!(assess(&["answer/r99=YES"]), assess(&[]));
    }
}
