//! `rantau languages list`.

use std::path::{Path, PathBuf};

use language::{Catalogue, LanguageCode, Pack};
use serde::Serialize;

use super::{catalogue, labels};
use crate::{
    cli::Global,
    failure::{Failure, Result},
    lang::{ENGLISH, INDONESIAN, Lang},
    output::{Answer, Output, Reply},
    pack,
    page::Page,
    text,
};

/// Show the languages there are, and how far each is
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

/// The languages, those that are built in first.
#[derive(Debug, Serialize)]
struct Languages {
    /// Where files are looked for.
    directory: PathBuf,
    languages: Vec<Language>,
}

/// One language.
#[derive(Debug, Serialize)]
struct Language {
    code: String,
    /// Null where it is built in.
    file: Option<PathBuf>,
    name: Option<String>,
    status: Option<String>,
    reviewer: Option<String>,
    /// How many keys it says.
    said: usize,
    /// How many there are.
    all: usize,
    /// The keys of messages that are not used, as they are broken; null where the file cannot be read at all.
    broken: Option<Vec<String>>,
}

pub(super) fn run(_: &Args, global: &Global, output: &Output) -> Result<Reply> {
    let directory = pack::directory(global)?;
    let labels = labels();
    let catalogue = catalogue(&labels);
    let unread =
        |error| Failure::new("file", text::NO_SUCH_FILE.with(&[&directory.display(), &error]), text::LANGUAGES_NEXT);
    let found = pack::found(&directory).map_err(unread)?;
    let files = found.into_iter().map(|(code, path)| Language::of_file(&catalogue, &code, path));
    // Their labels stand in the tables.
    let built_in = [&*INDONESIAN, &*ENGLISH]
        .map(|pack| Language { said: catalogue.len(), ..Language::of(&catalogue, pack, None) });
    let languages = built_in.into_iter().chain(files).collect();
    output.reply_unenrolled(&Languages { directory, languages })
}

impl Language {
    fn of_file(catalogue: &Catalogue<'_>, code: &LanguageCode, path: PathBuf) -> Self {
        match pack::read(code, &path) {
            Ok(pack) => Self::of(catalogue, &pack, Some(path)),
            Err(_) => Self {
                code: code.to_string(),
                file: Some(path),
                name: None,
                status: None,
                reviewer: None,
                said: 0,
                all: catalogue.len(),
                broken: None,
            },
        }
    }

    fn of(catalogue: &Catalogue<'_>, pack: &Pack, file: Option<PathBuf>) -> Self {
        let head = pack.head().clone();
        let review = catalogue.review(pack);
        Self {
            code: pack.code().to_string(),
            file,
            name: head.name,
            status: head.status,
            reviewer: head.reviewer,
            said: review.said,
            all: catalogue.len(),
            broken: Some(review.broken(pack)),
        }
    }

    fn cells(&self, lang: Lang) -> Vec<String> {
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        let broken = match &self.broken {
            Some(keys) => keys.join(", "),
            None => lang.say(text::LANGUAGE_UNREAD),
        };
        vec![
            self.code.clone(),
            said(&self.name),
            said(&self.status),
            said(&self.reviewer),
            lang.tell(text::N_OF_N, &[&self.said, &self.all]),
            broken,
        ]
    }
}

impl Answer for Languages {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        let header = [text::CODE, text::NAME, text::TRANSLATION, text::REVIEWER, text::TRANSLATED, text::BROKEN];
        page.table(&header, self.languages.iter().map(|language| language.cells(lang)));
        page.line(&lang.tell(text::LANGUAGES_IN, &[&shown(&self.directory)]));
    }
}

fn shown(directory: &Path) -> String {
    directory.display().to_string()
}
