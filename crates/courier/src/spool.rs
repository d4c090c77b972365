//! The bundles of a mailbox, as files.
//!
//! | place | what |
//! |---|---|
//! | `up/<device>/<digest>.part` | a deposit that is not whole yet |
//! | `up/<device>/<digest>.bundle` | a bundle that is to go to the province |
//! | `refused/<device>/<digest>.bundle` | one that the province did not take |
//! | `down/<device>/<digest>.bundle` | an answer that its device has not taken in yet |
//!
//! The digest is that of the sealed bytes, as it is written on the bundle, so a bundle that comes twice is one file. A
//! database was refused: a file is written once, and a person can copy the folder on a stick.

mod file;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use records::DeviceId;
use wire::bundle::{Bundle, BundleHead, Direction, MAX_BUNDLE, read_head};

use crate::{Error, Result};

/// What a mailbox holds at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one bundle.
    pub bundle: u64,
    /// Bytes of one device, in both directions.
    pub device: u64,
    /// Bytes of all.
    pub all: u64,
    /// Files of one device, in both directions.
    pub files: usize,
    /// Seconds after which a deposit that was never finished is thrown away.
    pub half_life: i64,
}

impl Default for Limits {
    /// A village's year in a device's share; half files a week.
    fn default() -> Self {
        let bundle = MAX_BUNDLE as u64 + 1024;
        Self { bundle, device: 2 * bundle, all: 2 << 30, files: 200, half_life: 7 * 24 * 3600 }
    }
}

/// A bundle in the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// From or for which device.
    pub device: DeviceId,
    /// SHA-256 of its sealed bytes.
    pub digest: [u8; 32],
    /// Its length in bytes.
    pub size: u64,
    path: PathBuf,
}

impl Parcel {
    /// Its bytes.
    ///
    /// # Errors
    /// Where it is gone or cannot be read.
    pub fn read(&self) -> Result<Vec<u8>> {
        Ok(fs::read(&self.path)?)
    }
}

/// What is in the mailbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Stock {
    /// Bundles that are to go to the province.
    pub to_province: usize,
    /// Answers that wait for their devices.
    pub answers: usize,
    /// Bundles that the province did not take.
    pub refused: usize,
    /// Deposits that are not whole yet.
    pub half: usize,
    /// Bytes of all.
    pub bytes: u64,
}

/// How far a deposit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Bytes that are here, durable.
    pub(crate) have: u64,
    /// Whether that is all.
    pub(crate) whole: bool,
}

/// The folder of a mailbox.
#[derive(Debug)]
pub struct Spool {
    dir: PathBuf,
    limits: Limits,
    /// One writes at a time, so that the limits hold.
    writing: Mutex<()>,
}

impl Spool {
    /// The mailbox in a folder, which is made when something is put in. Others on the machine cannot look into it.
    #[must_use]
    pub fn new(dir: &Path, limits: Limits) -> Self {
        Self { dir: dir.to_owned(), limits, writing: Mutex::new(()) }
    }

    /// What it holds at most.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What is in it.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn stock(&self) -> Result<Stock> {
        let (up, half) = (self.parcels("up", WHOLE)?, self.parcels("up", HALF)?);
        let (down, refused) = (self.parcels("down", WHOLE)?, self.parcels("refused", WHOLE)?);
        let bytes = [&up, &half, &down, &refused].into_iter().flatten().map(|parcel| parcel.size).sum();
        Ok(Stock { to_province: up.len(), answers: down.len(), refused: refused.len(), half: half.len(), bytes })
    }

    /// Takes a whole bundle on its way up, such as one that came on a stick.
    ///
    /// # Errors
    /// [`Error::NoBundle`] where it is on its way down; [`Error::Full`].
    pub fn add(&self, bundle: &Bundle) -> Result<()> {
        if bundle.head.direction != Direction::Up {
            return Err(Error::NoBundle("it is on its way to a device".to_owned()));
        }
        let (bytes, _one) = (bundle.to_bytes(), self.lock());
        let path = self.path("up", bundle.head.device, &bundle.head.digest, WHOLE);
        if path.exists() {
            return Ok(());
        }
        self.make_room(bundle.head.device, bytes.len() as u64)?;
        Ok(file::write(&path, &bytes)?)
    }

    /// The bundles that are to go to the province, oldest first.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn to_province(&self) -> Result<Vec<Parcel>> {
        self.parcels("up", WHOLE)
    }

    /// Keeps the province's answer to a bundle, and lets the bundle go.
    ///
    /// # Errors
    /// [`Error::NoBundle`] where the answer is for another device; where the disk is full. The bundle stays then.
    pub fn answered(&self, parcel: &Parcel, answer: &Bundle) -> Result<()> {
        if answer.head.direction != Direction::Down || answer.head.device != parcel.device {
            return Err(Error::NoBundle("the answer is for another device".to_owned()));
        }
        let _one = self.lock();
        let path = self.path("down", parcel.device, &answer.head.digest, WHOLE);
        file::write(&path, &answer.to_bytes())?;
        Ok(file::remove(&parcel.path)?)
    }

    /// Puts a bundle aside that the province does not take. Its device still has all that is in it.
    ///
    /// # Errors
    /// Where it cannot be moved.
    pub fn refused(&self, parcel: &Parcel) -> Result<()> {
        let _one = self.lock();
        Ok(file::rename(&parcel.path, &self.path("refused", parcel.device, &parcel.digest, WHOLE))?)
    }

    /// The answers that wait, of one device or of all, oldest first.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn answers(&self, device: Option<DeviceId>) -> Result<Vec<Parcel>> {
        let mut answers = self.parcels("down", WHOLE)?;
        answers.retain(|parcel| device.is_none_or(|device| parcel.device == device));
        Ok(answers)
    }

    /// Throws away deposits that were begun `half_life` ago and never finished.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn clean(&self, now: i64) -> Result<()> {
        let _one = self.lock();
        for parcel in self.parcels("up", HALF)? {
            if now.saturating_sub(file::written_at(&parcel.path)?) > self.limits.half_life {
                file::remove(&parcel.path)?;
            }
        }
        Ok(())
    }

    /// How far a deposit is. One that the province did not take is not taken again.
    pub(crate) fn progress(&self, device: DeviceId, digest: &[u8; 32]) -> Result<Progress> {
        if self.path("refused", device, digest, WHOLE).exists() {
            return Err(Error::Refused);
        }
        match file::length(&self.path("up", device, digest, WHOLE))? {
            Some(have) => Ok(Progress { have, whole: true }),
            None => {
                let have = file::length(&self.path("up", device, digest, HALF))?.unwrap_or(0);
                Ok(Progress { have, whole: false })
            }
        }
    }

    /// What is written on a bundle that was deposited.
    pub(crate) fn head(&self, device: DeviceId, digest: &[u8; 32]) -> Result<BundleHead> {
        let beginning = file::beginning(&self.path("up", device, digest, WHOLE))?;
        read_head(&beginning).map(|(head, _)| head).map_err(|error| Error::NoBundle(error.to_string()))
    }

    /// Goes on with a deposit at `offset`. What is durable afterwards is told, also where it is all.
    pub(crate) fn deposit(&self, device: DeviceId, digest: &[u8; 32], offset: u64, bytes: &[u8]) -> Result<Progress> {
        let _one = self.lock();
        let progress = self.progress(device, digest)?;
        if progress.whole {
            return Ok(progress);
        }
        if progress.have != offset {
            return Err(Error::Elsewhere { have: progress.have });
        }
        if offset + bytes.len() as u64 > self.limits.bundle {
            return Err(Error::TooLarge);
        }
        self.make_room(device, bytes.len() as u64)?;
        let half = self.path("up", device, digest, HALF);
        file::append(&half, bytes)?;
        self.finish(device, digest, &half, offset + bytes.len() as u64)
    }

    /// Gives a deposit its name when it is whole; throws away what turns out to be something else.
    fn finish(&self, device: DeviceId, digest: &[u8; 32], half: &Path, have: u64) -> Result<Progress> {
        let whole = match is_whole(&file::beginning(half)?, have, device, digest) {
            Ok(false) => return Ok(Progress { have, whole: false }),
            Ok(true) => {
                Bundle::from_bytes(&fs::read(half)?).map(drop).map_err(|error| Error::NoBundle(error.to_string()))
            }
            Err(error) => Err(error),
        };
        match whole {
            Ok(()) => {
                file::rename(half, &self.path("up", device, digest, WHOLE))?;
                Ok(Progress { have, whole: true })
            }
            Err(error) => {
                file::remove(half)?;
                Err(error)
            }
        }
    }

    /// Deletes an answer that its device has taken in. One that is gone already is no error: nobody knows whether the
    /// first confirmation was heard.
    pub(crate) fn confirmed(&self, device: DeviceId, digest: &[u8; 32]) -> Result<()> {
        let _one = self.lock();
        let path = self.path("down", device, digest, WHOLE);
        if path.exists() { Ok(file::remove(&path)?) } else { Ok(()) }
    }

    /// An answer of a device.
    pub(crate) fn answer(&self, device: DeviceId, digest: &[u8; 32]) -> Result<Vec<u8>> {
        Ok(fs::read(self.path("down", device, digest, WHOLE))?)
    }

    fn make_room(&self, device: DeviceId, bytes: u64) -> Result<()> {
        let (mut all, mut own, mut files) = (bytes, bytes, 0);
        for (place, state) in [("up", WHOLE), ("up", HALF), ("down", WHOLE), ("refused", WHOLE)] {
            for parcel in self.parcels(place, state)? {
                all += parcel.size;
                if parcel.device == device {
                    own += parcel.size;
                    files += 1;
                }
            }
        }
        let fits = all <= self.limits.all && own <= self.limits.device && files <= self.limits.files;
        if fits { Ok(()) } else { Err(Error::Full) }
    }

    fn parcels(&self, place: &str, state: &str) -> Result<Vec<Parcel>> {
        let mut parcels = Vec::new();
        for folder in file::entries(&self.dir.join(place))? {
            let Some(device) = file::name_of(&folder).and_then(|name| name.parse::<DeviceId>().ok()) else { continue };
            for path in file::entries(&folder)? {
                let Some(digest) = file::digest_of(&path, state) else { continue };
                let Some(size) = file::length(&path)? else { continue };
                parcels.push((file::written_at(&path).unwrap_or(0), Parcel { device, digest, size, path }));
            }
        }
        parcels.sort_by(|a, b| (a.0, &a.1.path).cmp(&(b.0, &b.1.path)));
        Ok(parcels.into_iter().map(|(_, parcel)| parcel).collect())
    }

    fn path(&self, place: &str, device: DeviceId, digest: &[u8; 32], state: &str) -> PathBuf {
        self.dir.join(place).join(device.to_string()).join(format!("{}.{state}", hex::encode(digest)))
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const WHOLE: &str = "bundle";
const HALF: &str = "part";

/// Whether so many bytes are all of a bundle, by what is written at its beginning.
fn is_whole(beginning: &[u8], have: u64, device: DeviceId, digest: &[u8; 32]) -> Result<bool> {
    let (head, rest) = match read_head(beginning) {
        Ok(read) => read,
        Err(wire::Error::Truncated) => return Ok(false),
        Err(error) => return Err(Error::NoBundle(error.to_string())),
    };
    if head.direction != Direction::Up || head.device != device || head.digest != *digest {
        return Err(Error::NoBundle("something else is written on it".to_owned()));
    }
    let before = beginning.len().saturating_sub(rest.len()) as u64;
    Ok(have >= before + header_of(head.size) + head.size)
}

/// How many bytes the header of a CBOR byte string takes.
const fn header_of(size: u64) -> u64 {
    match size {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        _ => 5,
    }
}

#[cfg(test)]
mod tests;
