//! What shows that somebody is signed in: a file with a random token, of which the database has the hash.
//!
//! The file is private to one account of the system and lies where the system throws it away at the end of a login, in
//! `$XDG_RUNTIME_DIR`; else in the account's `~/.local/state`. Under `sudo` several people share the account and so
//! that folder; each has a file of their own there, and the database says which of them a token is good for.

use std::{
    env, fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use records::DeviceId;
use seal::Random;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    Error, Result,
    home::{make_private_dir, write_new_private},
};

/// What is shown, 32 random bytes.
#[derive(Zeroize)]
#[zeroize(drop)]
pub struct Token([u8; 32]);

impl Token {
    /// A new one.
    #[must_use]
    pub fn generate(random: &mut (impl Random + ?Sized)) -> Self {
        let mut token = Self([0; 32]);
        random.fill(&mut token.0);
        token
    }

    /// What the database knows it by.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// Writes it into a new file that only this account reads. A token that is there is replaced, and nothing else: who
    /// runs this program with the rights of another account must not be able to remove that one's files.
    ///
    /// # Errors
    /// Where the file or its folder cannot be made, or holds something else.
    pub fn write(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            make_private_dir(folder).map_err(Error::file(folder))?;
        }
        if let Some(text) = read(path)? {
            parse(&text)?;
            fs::remove_file(path).map_err(Error::file(path))?;
        }
        let text = Zeroizing::new(format!("{}\n", HEXLOWER.encode(&self.0)));
        write_new_private(path, text.as_bytes())
    }

    /// Reads the file, `None` where there is none.
    ///
    /// # Errors
    /// Where it cannot be read, others may read it, or it holds something else.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        let Some(text) = read(path)? else { return Ok(None) };
        expect_private(path)?;
        parse(&text).map(Some)
    }
}

/// The longest file that is looked at, in bytes: a token takes 65.
const MOST: u64 = 128;

fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::file(path)(error)),
    };
    let mut text = Zeroizing::new(Vec::new());
    file.take(MOST).read_to_end(&mut text).map_err(Error::file(path))?;
    Ok(Some(text))
}

fn parse(text: &[u8]) -> Result<Token> {
    let mut token = Token([0; 32]);
    let parsed = hex::decode_to_slice(text.trim_ascii_end(), &mut token.0);
    parsed
        .map(|()| token)
        .map_err(|_| Error::Usage("that file holds something else than a sign-in or a key".to_owned()))
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(***)")
    }
}

/// Where the token of an account of the system for a deployment lies, if nothing else is said.
///
/// # Errors
/// [`Error::Usage`] where the account has no folder for such files.
pub fn default_file(deployment: DeviceId, account: &str) -> Result<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = || {
        let home = || absolute("HOME").map(|home| home.join(".local/state"));
        absolute("XDG_STATE_HOME").or_else(home).or_else(|| absolute("LOCALAPPDATA"))
    };
    let folder = absolute("XDG_RUNTIME_DIR")
        .or_else(state)
        .ok_or_else(|| Error::Usage("this account has no folder of its own: name a file with --session".to_owned()))?;
    // An account's name may hold what a file's may not.
    let account: String = HEXLOWER.encode(&Sha256::digest(account.as_bytes())).chars().take(16).collect();
    Ok(folder.join("rantau-server").join(format!("{deployment}-{account}")))
}

#[cfg(unix)]
fn expect_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_err(Error::file(path))?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Error::Usage(format!("{path} can be read by others: sign out, and in again; or make a new key")))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the folder of the account keeps others out there")]
fn expect_private(_path: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use seal::OsRandom;

    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written_and_is_nobody_elses_to_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/token");
        assert!(Token::read(&file).unwrap().is_none());
        for _ in 0..2 {
            let token = Token::generate(&mut OsRandom);
            token.write(&file).unwrap();
            assert_eq!(Token::read(&file).unwrap().unwrap().hash(), token.hash());
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(file.parent().unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o700);
            fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
            assert!(Token::read(&file).is_err());
        }
    }

    #[test]
    fn something_else_is_no_token_and_a_token_shows_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        Token::generate(&mut OsRandom).write(&file).unwrap();
        for other in ["", "00", "SQLite format 3"] {
            fs::write(&file, other).unwrap();
            assert!(Token::read(&file).is_err());
            assert!(Token::generate(&mut OsRandom).write(&file).is_err());
            assert_eq!(fs::read_to_string(&file).unwrap(), other, "it is not replaced");
        }
        assert_eq!(format!("{:?}", Token::generate(&mut OsRandom)), "Token(***)");
    }

    #[test]
    fn two_accounts_and_two_deployments_have_files_of_their_own() {
        let (one, other) = (DeviceId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
        let files = [(one, "ani"), (one, "budi"), (other, "ani")].map(|(id, name)| default_file(id, name).unwrap());
        assert!(files[0] != files[1] && files[0] != files[2] && files[1] != files[2]);
    }
}
