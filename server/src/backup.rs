//! Copies of a deployment for the day on which its machine is gone.
//!
//! A backup is a snapshot of the database, compressed and sealed to the province's own key: whoever finds the disk that it lies on reads
//! nothing. The key is not in it. It has a copy of its own, under a passphrase, made once and kept elsewhere: so neither of
//! the two alone gives anything away, and both together give everything back. What neither holds is the mark of the epoch,
//! which stays where it is or is missing: that is how a restored database is noticed, and devices send again what the backup lacks.
//!
//! The list of who was erased goes along, before the database, and a restore adds it to the one that is there: so whoever
//! tries an older backup after a newer one brings nobody back, and nobody has to remember to copy the list.
//!
//! To encrypt the database in place was refused: its key would have to lie beside it for the server to start by itself.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use seal::{SealedReader, SealedWriter, open_with_passphrase, seal_with_passphrase, succession::Standing};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wire::{PublicKey, Signature, succession::Reason};
use zeroize::Zeroizing;

use crate::{
    Error, Result,
    home::{Home, Keys, create_private, write_new_private},
    store::{self, deployment, feeds, schema},
};

/// With which a backup begins, inside the seal: two lines follow, what it is of and the province's signature of that; then
/// the list of the erased, then the database.
const MAGIC: &[u8] = b"rantau backup v2\n";
/// With which one began that had no list of the erased, and that nobody signed.
const FIRST_MAGIC: &[u8] = b"rantau backup v1\n";
/// Of the list of the erased; a record takes some three hundred bytes.
const GRAVES: u64 = 1 << 30;
/// With which a sealed file begins (C2SP age).
const SEALED: &[u8] = b"age-encryption.org/v1\n";
/// The database as it is copied, until it is sealed.
const SNAPSHOT: &str = "backup.tmp";
/// Held by who makes it.
const MAKING: &str = "backup.lock";
/// The database of a backup, until it is in its place.
const COPY: &str = "restore.tmp";
/// The line that says what a backup is of takes some hundred bytes.
const ABOUT: u64 = 4_096;
/// The key file takes some hundred bytes.
const KEYS: usize = 1 << 16;

/// What a backup is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The code of the province.
    pub province: String,
    /// What people call the office.
    pub name: String,
    /// Hexadecimal, what devices know the province by.
    pub province_key: String,
    /// Whether its people are invented.
    pub training: bool,
    /// The life of the log.
    pub epoch: String,
    /// How many entries all logs had.
    pub reach: u64,
    /// The version of the schema.
    pub schema: i64,
    /// When it was made, Unix seconds.
    pub made_at: i64,
    /// Bytes of the list of the erased that follows.
    #[serde(default)]
    pub erased: u64,
    /// SHA-256 of that list and the database, in hexadecimal; empty where nobody signed.
    #[serde(default)]
    pub digest: String,
}

/// Writes a backup beside a running server, and reads it again: it is there only if it can be read. `recipient` is the
/// province's own where none is named; another one's backup only that one's identity opens.
///
/// # Errors
/// Where a file cannot be written, or exists.
pub fn back_up(home: &Home, to: &Path, recipient: Option<&str>) -> Result<About> {
    if !may_be_replaced(to)? {
        return Err(Error::Usage(format!("{} is no backup, and is left as it is", to.display())));
    }
    let (keys, made_at) = (home.keys()?, home.clock().now());
    let own = keys.identity.recipient();
    let making = home.lock(MAKING).map_err(|_| Error::Usage("another backup is being made".to_owned()));
    let _making = making?;
    let snapshot = Removed(home.beside(SNAPSHOT));
    store::read_file(&home.database(), |conn| snapshot_into(conn, &snapshot.0))?;
    // Behind the snapshot: what is erased in between is on the list, and is erased again.
    let graves = home.grave_list()?;
    let about = store::read_file(&snapshot.0, |conn| about(conn, keys.signing.public().to_string(), made_at))?;
    let about = About { erased: graves.len() as u64, digest: digest_of(&graves, &snapshot.0)?, ..about };
    let sealed = Removed(to.with_extension("part"));
    let draft = Draft { about: &about, graves: &graves, snapshot: &snapshot.0 };
    write_sealed(&sealed.0, recipient.unwrap_or(&own), &draft, &keys)?;
    if recipient.is_none_or(|recipient| recipient == own) {
        let Opened { about: read, .. } = open(&sealed.0, &keys, &mut io::sink())?;
        if read != about {
            return Err(Error::Damaged("backup"));
        }
    }
    fs::rename(&sealed.0, to).map_err(Error::file(to))?;
    Ok(about)
}

/// Removes what a backup or a restore left that was cut off: whole databases, of which nobody erases anything.
///
/// # Errors
/// Where a file cannot be removed.
pub fn remove_halves(home: &Home) -> Result<()> {
    let remove = |name| match fs::remove_file(home.beside(name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::file(home.beside(name))(error)),
        Ok(()) | Err(_) => Ok(()),
    };
    remove(COPY)?;
    // One that is being made now is removed by whoever makes it.
    match home.lock(MAKING) {
        Ok(_making) => remove(SNAPSHOT),
        Err(_) => Ok(()),
    }
}

/// Whether a backup may take this place: of an earlier one, as it does every night, or of nothing. Who makes backups must not
/// put one over the keys.
fn may_be_replaced(path: &Path) -> Result<bool> {
    let mut beginning = Vec::new();
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        file => file.and_then(|file| file.take(SEALED.len() as u64).read_to_end(&mut beginning)),
    }
    .map_err(Error::file(path))?;
    Ok(beginning == SEALED)
}

fn snapshot_into(conn: &Connection, to: &Path) -> Result<()> {
    let _ = fs::remove_file(to);
    // SQLite would make it as everybody may read it.
    create_private(to).map_err(Error::file(to))?;
    conn.execute("vacuum into ?1", [to.to_string_lossy()])?;
    Ok(())
}

fn about(conn: &Connection, province_key: String, made_at: i64) -> Result<About> {
    let province = deployment::get(conn)?;
    Ok(About {
        province: province.region.to_string(),
        name: province.name,
        province_key,
        training: province.deployment == records::Deployment::Training,
        epoch: deployment::epoch(conn)?.ok_or(Error::Damaged("epoch"))?.id.to_string(),
        reach: feeds::reach(conn)?,
        schema: schema::version(conn)?,
        made_at,
        erased: 0,
        digest: String::new(),
    })
}

/// What a backup consists of, before it is sealed.
struct Draft<'a> {
    about: &'a About,
    graves: &'a str,
    snapshot: &'a Path,
}

fn digest_of(graves: &str, snapshot: &Path) -> Result<String> {
    let mut read = Hashed { digest: Sha256::new_with_prefix(graves), to: &mut io::sink() };
    let mut from = File::open(snapshot).map_err(Error::file(snapshot))?;
    io::copy(&mut from, &mut read).map_err(Error::file(snapshot))?;
    Ok(hex::encode(read.digest.finalize()))
}

/// What the province signs: the line that says what a backup is of, and so by its digest all of it. A seal keeps others from
/// reading; it says nothing of who sealed, for whoever knows the recipient can.
fn message(line: &[u8]) -> Vec<u8> {
    [MAGIC, line].concat()
}

fn write_sealed(to: &Path, recipient: &str, draft: &Draft<'_>, keys: &Keys) -> Result<()> {
    let Draft { about, graves, snapshot } = draft;
    let file = create_private(to).map_err(Error::file(to))?;
    let sealed = SealedWriter::begin(recipient, BufWriter::new(file))?;
    let mut packed = zstd::Encoder::new(sealed, zstd::DEFAULT_COMPRESSION_LEVEL).map_err(Error::file(to))?;
    let line = serde_json::to_vec(about).map_err(|_| Error::Damaged("backup"))?;
    let signature = hex::encode(keys.signing.sign(&message(&line)).0);
    let mut from = File::open(snapshot).map_err(Error::file(snapshot))?;
    let mut write = || {
        packed.write_all(MAGIC)?;
        packed.write_all(&line)?;
        packed.write_all(b"\n")?;
        packed.write_all(signature.as_bytes())?;
        packed.write_all(b"\n")?;
        packed.write_all(graves.as_bytes())?;
        io::copy(&mut from, &mut packed)?;
        Ok::<_, io::Error>(())
    };
    write().map_err(Error::file(to))?;
    let finish = |packed: zstd::Encoder<'_, SealedWriter<BufWriter<File>>>| {
        let file = packed.finish()?.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()
    };
    finish(packed).map_err(Error::file(to))
}

/// A backup may be older than the present key.
fn sealed_reader(from: &Path, keys: &Keys) -> Result<SealedReader<BufReader<File>>> {
    let mut last = seal::Error::NotForThisKey;
    for identity in keys.identities() {
        let file = File::open(from).map_err(Error::file(from))?;
        match SealedReader::begin(identity, BufReader::new(file)) {
            Ok(sealed) => return Ok(sealed),
            Err(error) => last = error,
        }
    }
    Err(last.into())
}

/// What is in a backup beside its database.
struct Opened {
    about: About,
    /// The list of the erased.
    graves: String,
    /// Whether the province signed it.
    is_signed: bool,
}

/// Opens a backup and copies its database.
fn open(from: &Path, keys: &Keys, to: &mut impl Write) -> Result<Opened> {
    let sealed = sealed_reader(from, keys)?;
    let packed = zstd::Decoder::new(sealed).map_err(Error::file(from))?;
    let mut packed = BufReader::new(packed);
    let mut magic = vec![0; MAGIC.len()];
    packed.read_exact(&mut magic).map_err(Error::file(from))?;
    if magic != MAGIC && magic != FIRST_MAGIC {
        return Err(Error::Damaged("backup"));
    }
    let line = line_of(&mut packed).map_err(Error::file(from))?;
    let about: About = serde_json::from_slice(&line).map_err(|_| Error::Damaged("backup"))?;
    let is_signed = magic == MAGIC;
    if is_signed {
        let signature = line_of(&mut packed).map_err(Error::file(from))?;
        verify(keys, &about, &line, &signature)?;
    }
    let mut graves = String::new();
    let list = about.erased.min(GRAVES);
    Read::by_ref(&mut packed).take(list).read_to_string(&mut graves).map_err(Error::file(from))?;
    if graves.len() as u64 != about.erased {
        return Err(Error::Damaged("backup"));
    }
    let mut copied = Hashed { digest: Sha256::new_with_prefix(&graves), to };
    io::copy(&mut packed, &mut copied).map_err(Error::file(from))?;
    if is_signed && hex::encode(copied.digest.finalize()) != about.digest {
        return Err(Error::Damaged("backup"));
    }
    Ok(Opened { about, graves, is_signed })
}

/// A line, without its end.
fn line_of(from: &mut impl io::BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    io::BufRead::read_until(&mut from.take(ABOUT), b'\n', &mut line)?;
    line.pop_if(|last| *last == b'\n');
    Ok(line)
}

/// Expects the signature of the province's key that a backup names, which is one of the keys that are here.
fn verify(keys: &Keys, about: &About, line: &[u8], signature: &[u8]) -> Result<()> {
    let key = key_of(keys, about)?;
    let mut bytes = [0; 64];
    hex::decode_to_slice(signature, &mut bytes).map_err(|_| Error::Damaged("backup"))?;
    seal::verify(&key, &message(line), &Signature(bytes))
        .map_err(|_| Error::Usage("this backup was not made by the province: somebody else put it together".to_owned()))
}

/// The key that a backup names.
fn key_of(keys: &Keys, about: &About) -> Result<PublicKey> {
    if let Some(key) = keys.chain.keys().find(|key| about.province_key == key.to_string()) {
        return Ok(key);
    }
    Err(Error::Usage(format!("this is a backup of another province: {} ({})", about.name, about.province)))
}

/// What is copied, and its digest.
struct Hashed<'a, W> {
    digest: Sha256,
    to: &'a mut W,
}

impl<W: Write> Write for Hashed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// What the backup is of.
    pub about: About,
    /// Where the database lies that was there before, `None` where there was none.
    pub set_aside: Option<PathBuf>,
    /// How many records are known now to have been erased: by the backup, by its list, and by the one that was here.
    pub erased: usize,
}

/// Puts the database of a backup in its place, while nothing serves the deployment. What was there is set aside, never
/// deleted; keys and the mark of the epoch stay as they are, and the list of the erased grows by the backup's. `unsigned` takes
/// also one that nobody signed, as those of earlier versions: whoever made it decides what is in the database, operators
/// and devices included.
///
/// # Errors
/// [`Error::Served`]; [`Error::Seal`] where the backup is not for these keys or damaged; [`Error::Usage`] where it is of
/// another province; [`Error::NewerSchema`]. Nothing was changed then.
pub fn restore(home: &Home, from: &Path, unsigned: bool) -> Result<Restored> {
    let _claim = home.claim()?;
    let keys = home.keys()?;
    let copy = Removed(home.beside(COPY));
    let _ = fs::remove_file(&copy.0);
    let mut file = create_private(&copy.0).map_err(Error::file(&copy.0))?;
    let Opened { about, graves, is_signed } = open(from, &keys, &mut file)?;
    file.sync_all().map_err(Error::file(&copy.0))?;
    drop(file);
    let key = key_of(&keys, &about)?;
    if is_signed && !unsigned && keys.chain.standing(&key) == Standing::Former(Reason::Compromised) {
        let text = "this backup is signed by a key that was stolen since, and whoever has that could have put it together: if \
                    you know who made it, restore it with --unsigned";
        return Err(Error::Usage(text.to_owned()));
    }
    if !is_signed && !unsigned {
        let text = "nobody signed this backup, as those of earlier versions: if you know who made it, restore it with --unsigned";
        return Err(Error::Usage(text.to_owned()));
    }
    store::read_file(&copy.0, sound)?;
    // First: nobody serves the database without the list.
    let erased = home.add_graves(&graves)?;
    let set_aside = home.set_database_aside(&stamp(home))?;
    fs::rename(&copy.0, home.database()).map_err(Error::file(home.database()))?;
    home.sync_dir()?;
    Ok(Restored { about, set_aside, erased })
}

fn sound(conn: &Connection) -> Result<()> {
    let word: String = conn.query_one("select quick_check from pragma_quick_check limit 1", [], |row| row.get(0))?;
    if word != "ok" {
        return Err(Error::Damaged("database of the backup"));
    }
    match schema::version(conn)? {
        found if found > schema::latest() => Err(Error::NewerSchema { found, known: schema::latest() }),
        _ => Ok(()),
    }
}

fn stamp(home: &Home) -> String {
    crate::command::rfc3339(home.clock().now()).replace(':', "")
}

/// Writes the keys under a passphrase.
///
/// # Errors
/// Where the file cannot be written, or exists.
pub fn export_keys(home: &Home, to: &Path, passphrase: &str) -> Result<()> {
    let text = home.key_text()?;
    let sealed = seal_with_passphrase(passphrase, text.as_bytes())?;
    write_new_private(to, &sealed)
}

/// Makes the directory of a deployment whose machine is gone, with the keys of a copy and without a database: that comes from a
/// backup.
///
/// # Errors
/// [`Error::Exists`]; [`Error::Seal`] where the passphrase is wrong.
pub fn import_keys(dir: &Path, from: &Path, passphrase: &str) -> Result<Home> {
    let sealed = fs::read(from).map_err(Error::file(from))?;
    let text = open_with_passphrase(passphrase, &sealed, KEYS)?;
    let text = std::str::from_utf8(&text).map_err(|_| Error::Damaged("key file"))?;
    Home::with_keys(dir, &Zeroizing::new(text.to_owned()))
}

/// A file that is removed when this is dropped; most of them are not there any more then.
struct Removed(PathBuf);

impl Drop for Removed {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn nobody_else_reads_the_copy_while_it_is_made() {
        let dir = tempfile::tempdir().unwrap();
        let (copy, conn) = (dir.path().join(SNAPSHOT), Connection::open_in_memory().unwrap());
        conn.execute_batch("create table worker (name text)").unwrap();
        for _ in 0..2 {
            snapshot_into(&conn, &copy).unwrap();
            assert!(fs::metadata(&copy).unwrap().len() > 0);
            assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
