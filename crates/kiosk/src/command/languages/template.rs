//! `rantau languages template`.

use std::io;

use language::{LanguageCode, Pack};
use serde::Serialize;

use super::{catalogue, labels};
use crate::{
    cli::Global,
    failure::{Failure, Result},
    output::{Answer, Output, Reply},
    pack,
    page::Page,
    text,
};

/// Print a file for translators: everything, or what the file in place lacks
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The language's code of ISO 639-3
    #[arg(value_name = "CODE", value_parser = LanguageCode::parse)]
    code: LanguageCode,
}

/// A file to be filled in.
#[derive(Debug, Serialize)]
struct Template {
    code: String,
    template: String,
}

pub(super) fn run(args: &Args, global: &Global, output: &Output) -> Result<Reply> {
    let begun = begun(global, &args.code)?;
    let labels = labels();
    let template = catalogue(&labels).template(&args.code, begun.as_ref());
    output.reply_unenrolled(&Template { code: args.code.to_string(), template })
}

/// The file in place, if there is one.
fn begun(global: &Global, code: &LanguageCode) -> Result<Option<Pack>> {
    let path = pack::path_of(&pack::directory(global)?, code);
    match pack::read(code, &path) {
        Ok(pack) => Ok(Some(pack)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Failure::new("file", text::NO_SUCH_FILE.with(&[&path.display(), &error]), text::LANGUAGES_NEXT))
        }
    }
}

impl Answer for Template {
    fn page(&self, page: &mut Page) {
        let lines: Vec<_> = self.template.lines().map(str::to_owned).collect();
        page.picture(&lines);
    }
}
