//! Asking the questions of a screening, one after the other.

use std::{
    collections::BTreeMap,
    io::{BufRead, Write},
};

use records::value_set::{Indicator, ScreeningAnswer, ScreeningPhase};
use reference::{Asked, Question, Rules};
use serde::Serialize;

use crate::{failure::Result, lang::Lang, output::Answer, page::Page, prompt, text, told};

/// The questions of a part of the way.
#[derive(Debug, Serialize)]
pub(super) struct Questions {
    phase: ScreeningPhase,
    questions: Vec<Shown>,
}

#[derive(Debug, Serialize)]
struct Shown {
    code: Indicator,
    question_id: String,
    question_en: String,
    /// Whether the person is asked; others are found by comparing records.
    asked: bool,
    /// Whether the source of the question was read.
    verified: bool,
    #[serde(skip)]
    rule: Question,
}

impl Questions {
    pub(super) fn of(phase: &ScreeningPhase, rules: &Rules<'_>) -> Self {
        let shown = |question: &Question| Shown {
            code: question.code.clone(),
            question_id: question.question_id.clone(),
            question_en: question.question_en.clone(),
            asked: question.asked == Asked::Person,
            verified: question.grounds.verified,
            rule: question.clone(),
        };
        Self { phase: phase.clone(), questions: rules.questions(phase).map(shown).collect() }
    }
}

impl Answer for Questions {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.heading(&told::code(&ScreeningPhase::SET, self.phase.code(), lang));
        self.questions.iter().for_each(|shown| page.item(&told::question(&shown.rule, lang)));
    }
}

/// Asks each question. An empty answer leaves it out.
///
/// # Errors
/// `cancelled` at the end of the input.
pub(super) fn ask(
    questions: &[&Question],
    lang: Lang,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<BTreeMap<Indicator, ScreeningAnswer>> {
    prompt::say(output, &format!("{}\n\n", lang.tell(text::SCREENING_INTRO, &[&questions.len()])))?;
    let mut answers = BTreeMap::new();
    for question in questions {
        if let Some(answer) = ask_one(question, lang, input, output)? {
            answers.insert(question.code.clone(), answer);
        }
    }
    Ok(answers)
}

fn ask_one(
    question: &Question,
    lang: Lang,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<Option<ScreeningAnswer>> {
    let asked = format!("{} ", told::question(question, lang));
    loop {
        match meant(prompt::line(&asked, input, output)?.trim()) {
            Some(answer) => return Ok(answer),
            None => prompt::say(output, &format!("{}\n", lang.say(text::SCREENING_AGAIN)))?,
        }
    }
}

/// Whether somebody says yes.
pub(super) fn agrees(lang: Lang, input: &mut impl BufRead, output: &mut impl Write) -> Result<bool> {
    let offered = format!("{} ", lang.say(text::SCREENING_CASE_OFFERED));
    Ok(meant(prompt::line(&offered, input, output)?.trim()) == Some(Some(ScreeningAnswer::Yes)))
}

/// What a key means; `None` of any other.
fn meant(typed: &str) -> Option<Option<ScreeningAnswer>> {
    Some(match typed.to_lowercase().as_str() {
        "" => None,
        "y" | "ya" | "yes" => Some(ScreeningAnswer::Yes),
        "t" | "n" | "tidak" | "no" => Some(ScreeningAnswer::No),
        "?" => Some(ScreeningAnswer::Unknown),
        "x" => Some(ScreeningAnswer::Refused),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use reference::Reference;

    use super::*;

    #[test]
    fn keys_are_answers_and_a_wrong_one_is_asked_again() {
        let rules = Reference::embedded().at(date(2026, 3, 1));
        let questions: Vec<_> = rules.questions(&ScreeningPhase::Recruitment).take(5).collect();
        let mut output = Vec::new();
        let answers = ask(&questions, Lang::Id, &mut "y\nmungkin\nt\n?\n\nX\n".as_bytes(), &mut output).unwrap();
        let told: Vec<_> = answers.iter().map(|(code, answer)| format!("{code} {answer}")).collect();
        assert_eq!(told, ["R01 YES", "R02 NO", "R03 UNKNOWN", "R05 REFUSED"]);
        let output = String::from_utf8(output).unwrap();
        assert_eq!(output.matches("R02 ").count(), 2, "{output}");
    }

    #[test]
    fn the_end_of_the_input_writes_nothing() {
        let rules = Reference::embedded().at(date(2026, 3, 1));
        let questions: Vec<_> = rules.questions(&ScreeningPhase::Return).collect();
        let failure = ask(&questions, Lang::En, &mut "".as_bytes(), &mut Vec::new()).unwrap_err();
        assert_eq!(failure.code, "cancelled");
    }
}
