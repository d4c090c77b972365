//! `rantau languages check`.

use std::path::{Path, PathBuf};

use language::{Catalogue, Fault, FaultKind, Pack, WrongVariables};
use serde::Serialize;

use super::{catalogue, labels};
use crate::{
    exit::Exit,
    failure::{Failure, Result},
    lang::Lang,
    output::{Answer, Output, Reply},
    pack,
    page::Page,
    text,
};

/// Show what a language file lacks, and what is wrong in it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file, named by the language's code: sas.ftl
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// A file, held against everything that there is to say.
#[derive(Debug, Serialize)]
struct Checked {
    code: String,
    file: PathBuf,
    name: Option<String>,
    status: Option<String>,
    reviewer: Option<String>,
    /// How many keys it says.
    said: usize,
    /// How many there are.
    all: usize,
    /// Messages that are not used.
    broken: Vec<Broken>,
    /// Messages with other variables than the program fills.
    wrong_variables: Vec<Variables>,
    /// Keys that the program does not know.
    unknown: Vec<String>,
    /// Keys that it does not say yet.
    lacking: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Broken {
    line: usize,
    key: String,
    code: &'static str,
    /// In the language that was asked for.
    message: String,
}

#[derive(Debug, Serialize)]
struct Variables {
    key: String,
    unknown: Vec<String>,
    left_out: Vec<String>,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Reply> {
    let pack = read(&args.file)?;
    let labels = labels();
    let checked = Checked::of(&catalogue(&labels), &pack, args.file.clone(), output.lang());
    output.reply_unenrolled(&checked)
}

fn read(file: &Path) -> Result<Pack> {
    let unnamed = || Failure::usage("unnamed_language", text::UNNAMED_LANGUAGE, text::LANGUAGES_NEXT);
    let code = pack::code_of(file).ok_or_else(unnamed)?;
    let unread =
        |error| Failure::new("file", text::NO_SUCH_FILE.with(&[&file.display(), &error]), text::LANGUAGES_NEXT);
    pack::read(&code, file).map_err(unread)
}

impl Checked {
    fn of(catalogue: &Catalogue<'_>, pack: &Pack, file: PathBuf, lang: Lang) -> Self {
        let (head, review) = (pack.head().clone(), catalogue.review(pack));
        Self {
            code: pack.code().to_string(),
            file,
            name: head.name,
            status: head.status,
            reviewer: head.reviewer,
            said: review.said,
            all: catalogue.len(),
            broken: pack.faults().iter().map(|fault| Broken::of(fault, lang)).collect(),
            wrong_variables: review.wrong_variables.into_iter().map(Variables::from).collect(),
            unknown: review.unknown,
            lacking: review.lacking,
        }
    }

    fn is_sound(&self) -> bool {
        self.broken.is_empty() && self.wrong_variables.is_empty() && self.unknown.is_empty()
    }
}

impl Broken {
    fn of(fault: &Fault, lang: Lang) -> Self {
        let message = match &fault.kind {
            FaultKind::Unreadable => lang.say(text::FAULT_UNREADABLE),
            FaultKind::TooLong => lang.say(text::FAULT_TOO_LONG),
            FaultKind::Twice => lang.say(text::FAULT_TWICE),
            FaultKind::Empty => lang.say(text::FAULT_EMPTY),
            FaultKind::Steers => lang.say(text::FAULT_STEERS),
            FaultKind::Missing(name) => lang.tell(text::FAULT_MISSING, &[name]),
            FaultKind::Endless => lang.say(text::FAULT_ENDLESS),
        };
        Self { line: fault.line, key: fault.key.clone(), code: fault.kind.code(), message }
    }

    fn cells(&self) -> Vec<String> {
        vec![self.line.to_string(), self.key.clone(), self.message.clone()]
    }
}

impl From<WrongVariables> for Variables {
    fn from(wrong: WrongVariables) -> Self {
        Self { key: wrong.key, unknown: wrong.unknown, left_out: wrong.left_out }
    }
}

impl Variables {
    fn line(&self, lang: Lang) -> String {
        let unknown = (text::UNKNOWN_VARIABLES, &self.unknown);
        let left_out = (text::LEFT_OUT_VARIABLES, &self.left_out);
        let some = [unknown, left_out].into_iter().filter(|(_, names)| !names.is_empty());
        let told: Vec<_> = some.map(|(said, names)| lang.tell(said, &[&names.join(", ")])).collect();
        format!("{}: {}", self.key, told.join("; "))
    }
}

impl Answer for Checked {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        let said = |text: &Option<String>| text.clone().unwrap_or_else(|| lang.say(text::NOT_SAID));
        page.pairs([
            (lang.say(text::LANGUAGE), format!("{} ({})", said(&self.name), self.code)),
            (lang.say(text::TRANSLATION), said(&self.status)),
            (lang.say(text::REVIEWER), said(&self.reviewer)),
            (lang.say(text::TRANSLATED), lang.tell(text::N_OF_N, &[&self.said, &self.all])),
        ]);
        if !self.broken.is_empty() {
            page.heading(&lang.say(text::BROKEN_MESSAGES));
            page.table(&[text::LINE, text::KEY, text::REASON], self.broken.iter().map(Broken::cells));
        }
        if !self.wrong_variables.is_empty() {
            page.heading(&lang.say(text::WRONG_VARIABLES));
            self.wrong_variables.iter().for_each(|wrong| page.item(&wrong.line(lang)));
        }
        if !self.unknown.is_empty() {
            page.heading(&lang.say(text::UNKNOWN_KEYS));
            self.unknown.iter().for_each(|key| page.item(key));
        }
        if !self.lacking.is_empty() {
            page.gap();
            page.line(&lang.tell(text::LACKING_KEYS, &[&self.lacking.len(), &self.code]));
        }
    }

    fn exit(&self) -> Exit {
        if self.is_sound() { Exit::Done } else { Exit::Failed }
    }
}
