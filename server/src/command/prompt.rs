//! Secrets that a command asks for: of a file, typed without being shown, or of standard input.
//!
//! Never of an argument, which every user of the machine can read.

use std::{
    fs,
    io::{self, BufRead, IsTerminal},
    path::Path,
};

use zeroize::Zeroizing;

use crate::{Error, Result};

/// Whether a person is there to answer.
pub(super) fn is_somebody_there() -> bool {
    io::stdin().is_terminal()
}

/// A secret: the first line of a file, or what is typed.
pub(super) fn secret(file: Option<&Path>, question: &str) -> Result<Zeroizing<String>> {
    match file {
        Some(file) => of_file(file),
        None => ask(question),
    }
}

/// A secret: the first line of a file, or what is typed at the terminal, wherever standard input comes from.
pub(super) fn secret_at_the_terminal(file: Option<&Path>, question: &str) -> Result<Zeroizing<String>> {
    file.map_or_else(|| at_the_terminal(question), of_file)
}

/// A new secret: the first line of a file, or what is typed twice.
pub(super) fn new_secret(file: Option<&Path>, question: &str) -> Result<Zeroizing<String>> {
    if let Some(file) = file {
        return of_file(file);
    }
    let first = ask(question)?;
    if is_somebody_there() && ask("Again: ")? != first {
        return Err(Error::Usage("the two are not the same: nothing was changed".to_owned()));
    }
    Ok(first)
}

/// Asks at the terminal, or takes the next line of standard input where that is none.
pub(super) fn ask(question: &str) -> Result<Zeroizing<String>> {
    if is_somebody_there() {
        return at_the_terminal(question);
    }
    let mut line = Zeroizing::new(String::new());
    let read = io::stdin().lock().read_line(&mut line).map_err(Error::file("standard input"))?;
    if read == 0 {
        return Err(Error::Usage(format!("nobody is there to answer: {}", question.trim())));
    }
    Ok(first_line(&line))
}

/// Asks at the terminal, wherever standard input comes from.
pub(super) fn at_the_terminal(question: &str) -> Result<Zeroizing<String>> {
    rpassword::prompt_password(question).map(Zeroizing::new).map_err(Error::file("the terminal"))
}

/// The first line of a file.
pub(super) fn of_file(file: &Path) -> Result<Zeroizing<String>> {
    let text = Zeroizing::new(fs::read_to_string(file).map_err(Error::file(file))?);
    Ok(first_line(&text))
}

fn first_line(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())
}
