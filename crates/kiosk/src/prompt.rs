//! Asking for the fields of a new record, one after the other.
//!
//! At a device that officers share, a question that nobody answers does not stay on the screen for the next one to find.

mod keyboard;

use std::{
    collections::BTreeMap,
    io::{self, BufRead, IsTerminal, Write},
};

use records::{Path, Value};

use self::keyboard::{CLEAR, Keyboard};
use crate::{
    assignment::{Form, label},
    device::Device,
    failure::{Failure, Result},
    lang::Lang,
    lock,
    output::Output,
    text,
};

/// A question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Question {
    /// The field.
    pub(crate) field: &'static str,
    /// Whether an empty answer will not do.
    pub(crate) required: bool,
}

/// Of a field that must be filled.
pub(crate) const fn required(field: &'static str) -> Question {
    Question { field, required: true }
}

/// Of a field that may stay empty.
pub(crate) const fn optional(field: &'static str) -> Question {
    Question { field, required: false }
}

/// Whether somebody is there to answer.
pub(crate) fn can_ask(output: &Output) -> bool {
    !output.is_json() && io::stdin().is_terminal()
}

/// What is typed at a device that is open.
///
/// # Errors
/// Where it cannot be told whether officers share it.
pub(crate) fn keyboard(device: &Device) -> Result<impl BufRead + use<>> {
    Ok(Keyboard::with_patience(lock::while_asking(&device.store)?))
}

/// Asks for what is missing of a new record, where something is that it needs.
///
/// # Errors
/// `missing_fields` where nobody is there to answer, and `cancelled` at the end of the input.
pub(crate) fn complete(
    fields: &mut BTreeMap<Path, Value>,
    questions: &[Question],
    form: Form,
    device: &Device,
) -> Result<()> {
    let output = &device.output;
    let is_missing = |question: &&Question| !fields.keys().any(|path| path.as_str() == question.field);
    let missing: Vec<Question> = questions.iter().filter(is_missing).copied().collect();
    let needed: Vec<&str> =
        missing.iter().filter(|question| question.required).map(|question| question.field).collect();
    if needed.is_empty() {
        return Ok(());
    }
    if !can_ask(output) {
        return Err(Failure::usage("missing_fields", text::MISSING.with(&[&needed.join(", ")]), text::MISSING_NEXT));
    }
    fields.extend(ask(&missing, form, output.lang(), &mut keyboard(device)?, &mut io::stderr())?);
    Ok(())
}

/// Asks until each answer keeps the rule of its field. An empty answer leaves a field out that is not required.
///
/// # Errors
/// `cancelled` at the end of the input.
pub(crate) fn ask(
    questions: &[Question],
    form: Form,
    lang: Lang,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<Vec<(Path, Value)>> {
    let mut answers = Vec::new();
    for question in questions {
        let Ok(path) = Path::parse(question.field) else { continue };
        if let Some(value) = ask_one(&path, question.required, form, lang, input, output)? {
            answers.push((path, value));
        }
    }
    Ok(answers)
}

/// Asks for a yes or no, until it is one of them.
///
/// # Errors
/// `cancelled` at the end of the input.
pub(crate) fn confirm(question: &str, input: &mut impl BufRead, output: &mut impl Write) -> Result<bool> {
    loop {
        match line(question, input, output)?.trim().to_lowercase().as_str() {
            "ya" | "y" | "yes" => return Ok(true),
            "tidak" | "t" | "no" | "n" => return Ok(false),
            _ => {}
        }
    }
}

fn ask_one(
    path: &Path,
    required: bool,
    form: Form,
    lang: Lang,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<Option<Value>> {
    let mark = if required { " *" } else { "" };
    let question = format!("{}{mark}: ", label(form.kind, path, lang));
    loop {
        let typed = line(&question, input, output)?;
        if typed.trim().is_empty() && !required {
            return Ok(None);
        }
        match form.value(path, &typed) {
            Ok(value) => return Ok(Some(value)),
            Err(rule) => say(output, &format!("  {}\n", rule.of(lang)))?,
        }
    }
}

/// Asks, and gives the line that is typed.
///
/// # Errors
/// `cancelled` at the end of the input; `nobody_there` where nobody typed for too long.
pub(crate) fn line(question: &str, input: &mut impl BufRead, output: &mut impl Write) -> Result<String> {
    say(output, question)?;
    let mut typed = String::new();
    match input.read_line(&mut typed) {
        Ok(0) => Err(stopped()),
        Ok(_) => Ok(typed),
        Err(error) if error.kind() == io::ErrorKind::TimedOut => {
            // What was asked and answered before stands above.
            say(output, CLEAR)?;
            Err(Failure::new("nobody_there", text::NOBODY_THERE, text::NOTHING_WRITTEN))
        }
        Err(_) => Err(stopped()),
    }
}

/// Shows a text at once.
///
/// # Errors
/// `cancelled` where nobody can see it.
pub(crate) fn say(output: &mut impl Write, text: &str) -> Result<()> {
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).map_err(|_| stopped())
}

fn stopped() -> Failure {
    Failure::new("cancelled", text::CANCELLED, text::NOTHING_WRITTEN)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use records::{Deployment, Kind};

    use super::*;

    const FORM: Form = Form { kind: Kind::Worker, deployment: Deployment::Training };
    const QUESTIONS: [Question; 3] = [
        Question { field: "name", required: true },
        Question { field: "dusun", required: false },
        Question { field: "birth_date", required: false },
    ];

    fn asked(typed: &str) -> (Result<Vec<(Path, Value)>>, String) {
        let mut output = Vec::new();
        let answers = ask(&QUESTIONS, FORM, Lang::Id, &mut typed.as_bytes(), &mut output);
        (answers, String::from_utf8(output).unwrap())
    }

    #[test]
    fn a_wrong_answer_is_asked_again_and_an_empty_one_is_left_out() {
        let (answers, output) = asked("\nContoh Satu\n\n31-2-1990\n12-3-1990\n");
        let answers = answers.unwrap();
        let texts: Vec<_> = answers.iter().map(|(path, value)| (path.as_str(), value.as_text().unwrap())).collect();
        assert_eq!(texts, [("name", "Contoh Satu"), ("birth_date", "1990-03-12")]);
        assert_eq!(output.matches("Nama lengkap *: ").count(), 2);
        assert_eq!(output.matches("Tanggal lahir: ").count(), 2);
    }

    #[test]
    fn a_question_is_asked_until_the_answer_is_yes_or_no() {
        for (typed, answer) in [("Ya\n", true), ("mungkin\nT\n", false), ("\nyes\n", true)] {
            assert_eq!(confirm("?", &mut typed.as_bytes(), &mut Vec::new()).unwrap(), answer, "{typed:?}");
        }
        assert_eq!(confirm("?", &mut "mungkin".as_bytes(), &mut Vec::new()).unwrap_err().code, "cancelled");
    }

    #[test]
    fn what_nobody_answers_goes_from_the_screen() {
        let mut output = Vec::new();
        let silence = || loop {
            std::thread::park();
        };
        let mut nobody = Keyboard::of(silence, Some(Duration::ZERO));
        assert_eq!(line("Ceritakan: ", &mut nobody, &mut output).unwrap_err().code, "nobody_there");
        assert_eq!(String::from_utf8(output).unwrap(), format!("Ceritakan: {CLEAR}"));
    }

    #[test]
    fn the_end_of_the_input_writes_nothing() {
        assert_eq!(asked("Contoh Satu\n").0.unwrap_err().code, "cancelled");
    }
}
