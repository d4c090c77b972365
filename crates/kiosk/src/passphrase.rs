//! The passphrase: of a file, of the environment, or asked for.
//!
//! It is no argument of the command line, which every user of the machine can read.

use std::{env, fs, io::IsTerminal, path::Path};

use client_core::keyring::rule;
use zeroize::Zeroizing;

use crate::{
    failure::{Failure, Result},
    lang::Lang,
    text,
};

/// The variable that holds it where there is no file.
const VARIABLE: &str = "RANTAU_PASSPHRASE";
/// The variable that holds a new one, where one is set beside or in place of another.
const NEW_VARIABLE: &str = "RANTAU_NEW_PASSPHRASE";

/// The passphrase of a store that is there.
pub(crate) fn known(file: Option<&Path>, lang: Lang) -> Result<Zeroizing<String>> {
    match given(file, VARIABLE)? {
        Some(passphrase) => Ok(passphrase),
        None => ask(&lang.say(text::ASK_PASSPHRASE)),
    }
}

/// The passphrase of a store that is to be made; asked for twice.
pub(crate) fn new(file: Option<&Path>, lang: Lang) -> Result<Zeroizing<String>> {
    good(given(file, VARIABLE)?, "", lang)
}

/// The passphrase that an officer of a store that is there is to have; asked for twice.
pub(crate) fn new_of(file: Option<&Path>, handle: &str, lang: Lang) -> Result<Zeroizing<String>> {
    good(given(file, NEW_VARIABLE)?, handle, lang)
}

/// What was given or is asked for now, if it is good enough.
fn good(given: Option<Zeroizing<String>>, handle: &str, lang: Lang) -> Result<Zeroizing<String>> {
    let passphrase = match given {
        Some(passphrase) => passphrase,
        None => ask_twice(lang)?,
    };
    rule::check(&passphrase, handle).map_err(client_core::Error::from)?;
    Ok(passphrase)
}

fn given(file: Option<&Path>, variable: &str) -> Result<Option<Zeroizing<String>>> {
    if let Some(file) = file {
        let text = fs::read_to_string(file).map(Zeroizing::new).map_err(|error| {
            Failure::new("passphrase_file", text::PASSPHRASE_FILE.with(&[&error]), text::PASSPHRASE_NEXT)
        })?;
        return Ok(Some(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())));
    }
    Ok(env::var(variable).ok().map(Zeroizing::new))
}

fn ask_twice(lang: Lang) -> Result<Zeroizing<String>> {
    let first = ask(&lang.say(text::NEW_PASSPHRASE))?;
    if ask(&lang.say(text::AGAIN_PASSPHRASE))? == first {
        return Ok(first);
    }
    Err(Failure::usage("passphrases_differ", text::PASSPHRASES_DIFFER, text::PASSPHRASES_DIFFER_NEXT))
}

fn ask(question: &str) -> Result<Zeroizing<String>> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage("passphrase_needed", text::PASSPHRASE_NEEDED, text::PASSPHRASE_NEXT));
    }
    rpassword::prompt_password(format!("{} ", records::harmless(question)))
        .map(Zeroizing::new)
        .map_err(|_| Failure::usage("passphrase_needed", text::PASSPHRASE_NEEDED, text::PASSPHRASE_NEXT))
}
