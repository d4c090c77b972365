//! What is wrong with a command, in the language of who typed it.
//!
//! Clap says it in English, with what was typed; these sentences come after, and are all that a program reads. They name
//! arguments by what the program calls them.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::{
    failure::Failure,
    lang::{Said, Text},
    text,
};

/// The failure of arguments that clap does not take.
pub(crate) fn failure(error: &clap::Error) -> Failure {
    Failure::usage("usage", said(error), text::USAGE_NEXT)
}

/// Whether clap answers with the help of a command, and that in the language.
pub(crate) fn is_told_by_help(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

fn said(error: &clap::Error) -> Said {
    let of_argument = |text: Text<1>| text.with(&[&arguments(error)]);
    match error.kind() {
        ErrorKind::UnknownArgument => text::MISTAKE_ARGUMENT.into(),
        ErrorKind::InvalidSubcommand => text::MISTAKE_COMMAND.into(),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            text::MISTAKE_NO_COMMAND.into()
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => of_argument(text::MISTAKE_VALUE),
        ErrorKind::MissingRequiredArgument => of_argument(text::MISTAKE_MISSING),
        ErrorKind::ArgumentConflict => of_argument(text::MISTAKE_CONFLICT),
        ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            of_argument(text::MISTAKE_COUNT)
        }
        ErrorKind::NoEquals
        | ErrorKind::InvalidUtf8
        | ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::Io
        | ErrorKind::Format
        | _ => text::MISTAKE_OTHER.into(),
    }
}

/// The arguments that it is about.
fn arguments(error: &clap::Error) -> String {
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(all)) => all.join(", "),
        _ => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cli::{Cli, help},
        lang::Lang,
    };
    use clap::Parser;

    fn said_of(line: &str, lang: Lang) -> String {
        let arguments: Vec<_> = line.split(' ').map(Into::into).collect();
        let error = Cli::try_parse_from(&arguments).unwrap_err();
        said(&help::retold(error, arguments, lang)).of(lang)
    }

    #[test]
    fn a_mistake_is_told_in_the_language_and_never_with_what_was_typed() {
        for (line, id, en) in [
            ("rantau lists", "Perintah itu tidak ada.", "There is no such command."),
            ("rantau case", "Perintahnya belum disebut.", "The command is missing."),
            ("rantau list --rahasia", "Argumen itu tidak dikenal.", "There is no such argument."),
            (
                "rantau list --limit rahasia",
                "Isi --limit <N> tidak dapat dipakai.",
                "The value of --limit <N> cannot be used.",
            ),
            ("rantau show", "Belum diisi: <ID>...", "Missing: <ID>..."),
            ("rantau bundle qr", "Belum diisi: <BERKAS>", "Missing: <FILE>"),
        ] {
            assert_eq!((said_of(line, Lang::Id).as_str(), said_of(line, Lang::En).as_str()), (id, en), "{line}");
        }
    }
}
