//! The files of packs: in a directory of their own, named by their digest, read by their owner only.

use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{
    Error, Result,
    home::{create_private, make_private_dir},
    store::packs::Digest,
};

/// What the names of files begin with that are being written.
const UNFINISHED: &str = "new-";
/// How many packs this process began: two may be written at a time.
static BEGUN: AtomicU64 = AtomicU64::new(0);

/// The directory of the packs.
#[derive(Debug, Clone)]
pub struct Packs(PathBuf);

/// The file name of a pack.
#[must_use]
pub fn name_of(digest: &Digest) -> String {
    hex::encode(digest)
}

impl Packs {
    /// The packs in a directory.
    pub(crate) const fn at(dir: PathBuf) -> Self {
        Self(dir)
    }

    /// The file of a pack.
    #[must_use]
    pub fn path(&self, digest: &Digest) -> PathBuf {
        self.0.join(name_of(digest))
    }

    /// Whether the file of a pack is here.
    #[must_use]
    pub fn holds(&self, digest: &Digest) -> bool {
        self.path(digest).is_file()
    }

    /// Removes the file of a pack.
    pub(crate) fn remove(&self, digest: &Digest) {
        // One that is not there is removed.
        let _ = fs::remove_file(self.path(digest));
    }

    /// A file under a name that nobody asks for, until [`NewPack::name`].
    pub(super) fn begin(&self) -> Result<NewPack> {
        make_private_dir(&self.0).map_err(Error::file(&self.0))?;
        let number = BEGUN.fetch_add(1, Ordering::Relaxed);
        let path = self.0.join(format!("{UNFINISHED}{}-{number}", std::process::id()));
        let file = create_private(&path).map_err(Error::file(&path))?;
        Ok(NewPack { dir: self.clone(), path, file, size: 0 })
    }

    /// Removes what a process left that broke off.
    pub(crate) fn remove_unfinished(&self) {
        let Ok(entries) = fs::read_dir(&self.0) else { return };
        for entry in entries.filter_map(Result::ok) {
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(UNFINISHED)) {
                // One that cannot be removed is in nobody's way.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Removes the files of all packs but these.
    pub(crate) fn keep_only(&self, kept: &[Digest]) {
        let Ok(entries) = fs::read_dir(&self.0) else { return };
        for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            let digest = path.file_name().and_then(|name| digest_of(name.to_str()?));
            // A file that is being written has no such name; one that cannot be removed is removed another time.
            if digest.is_some_and(|digest| !kept.contains(&digest)) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

fn digest_of(name: &str) -> Option<Digest> {
    let mut digest = Digest::default();
    hex::decode_to_slice(name, &mut digest).ok().map(|()| digest)
}

/// A pack that is being written. Dropping it without a name removes it.
#[derive(Debug)]
pub(super) struct NewPack {
    dir: Packs,
    path: PathBuf,
    file: File,
    size: u64,
}

impl NewPack {
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        self.file.write_all(bytes).map_err(Error::file(&self.path))
    }

    /// Makes it durable under its name, and gives its size.
    pub(super) fn name(self, digest: &Digest) -> Result<u64> {
        self.file.sync_all().map_err(Error::file(&self.path))?;
        fs::rename(&self.path, self.dir.path(digest)).map_err(Error::file(&self.path))?;
        File::open(&self.dir.0).and_then(|dir| dir.sync_all()).map_err(Error::file(&self.dir.0))?;
        Ok(self.size)
    }
}

impl Drop for NewPack {
    fn drop(&mut self) {
        // It has its name by now, or is of no use.
        let _ = fs::remove_file(&self.path);
    }
}
