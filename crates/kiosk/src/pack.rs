//! Languages that are not built in: files `<code>.ftl` in one directory.
//!
//! A file is found when the program starts. One that is not there, or cannot be read, stops nothing: the answer comes in
//! Indonesian, and the reason is said.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use language::{LanguageCode, Pack};

use crate::{
    cli::Global,
    device,
    failure::Result,
    lang::{Lang, Said},
    text,
};

/// The directory within that of the device's records.
const DIRECTORY: &str = "languages";
/// The end of a file's name.
const EXTENSION: &str = "ftl";
/// No file of a language is larger.
const LARGEST: u64 = 1 << 20;

/// The language that the arguments name, and why it is another where it is.
pub(crate) fn chosen(global: &Global) -> (Lang, Option<Said>) {
    match global.lang.as_str() {
        "id" | "ind" => (Lang::Id, None),
        "en" | "eng" => (Lang::En, None),
        _ => {
            let path = directory(global).map(|directory| path_of(&directory, &global.lang)).unwrap_or_default();
            match read(&global.lang, &path) {
                // For as long as the program runs: an answer of any thread may need it.
                Ok(pack) => (Lang::Pack(Box::leak(Box::new(pack))), None),
                Err(_) => (Lang::Id, Some(text::NO_SUCH_LANGUAGE.with(&[&global.lang, &path.display()]))),
            }
        }
    }
}

/// Where the files are.
///
/// # Errors
/// Where it is not named and the user has no directory.
pub(crate) fn directory(global: &Global) -> Result<PathBuf> {
    global.languages.clone().map_or_else(|| Ok(device::directory(global)?.join(DIRECTORY)), Ok)
}

/// The file of a language.
pub(crate) fn path_of(directory: &Path, code: &LanguageCode) -> PathBuf {
    directory.join(format!("{code}.{EXTENSION}"))
}

/// The languages of a directory, by code. Files of other names are none.
///
/// # Errors
/// Where it is there and cannot be read.
pub(crate) fn found(directory: &Path) -> io::Result<Vec<(LanguageCode, PathBuf)>> {
    let files = match fs::read_dir(directory) {
        Ok(files) => files.collect::<io::Result<Vec<_>>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut found: Vec<_> = files.into_iter().filter_map(|file| Some((code_of(&file.path())?, file.path()))).collect();
    found.sort();
    Ok(found)
}

/// The language that a file's name says it is.
pub(crate) fn code_of(path: &Path) -> Option<LanguageCode> {
    let is_one = path.extension().is_some_and(|extension| extension == EXTENSION);
    is_one.then(|| LanguageCode::parse(path.file_stem()?.to_str()?).ok()).flatten()
}

/// Reads a file.
///
/// # Errors
/// Where it cannot be opened, is too large, or no text.
pub(crate) fn read(code: &LanguageCode, path: &Path) -> io::Result<Pack> {
    let mut source = String::new();
    File::open(path)?.take(LARGEST + 1).read_to_string(&mut source)?;
    Pack::parse(code.clone(), &source).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_the_files_that_are_named_after_one() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["qaa.ftl", "qab.ftl", "notes.txt", "catatan.ftl", "qac.ftl~"] {
            fs::write(dir.path().join(name), "yes = y\n").unwrap();
        }
        let codes: Vec<_> = found(dir.path()).unwrap().into_iter().map(|(code, _)| code.to_string()).collect();
        assert_eq!(codes, ["qaa", "qab"]);
        assert_eq!(found(&dir.path().join("none")).unwrap(), []);
    }

    #[test]
    fn a_file_that_is_too_large_or_no_text_is_no_language() {
        let dir = tempfile::tempdir().unwrap();
        let code = LanguageCode::parse("qaa").unwrap();
        let path = path_of(dir.path(), &code);
        for bytes in [vec![b'\n'; (1 << 20) + 1], vec![0xff; 3]] {
            fs::write(&path, bytes).unwrap();
            assert!(read(&code, &path).is_err());
        }
    }
}
