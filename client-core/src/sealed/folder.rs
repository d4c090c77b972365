//! The folder `outbox` beside the database. It needs no key: whoever finds a device that nobody can open any more still
//! hands in what lies here.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use wire::bundle::{Bundle, MAX_BUNDLE};

use crate::{
    Clock, Error, Result,
    store::{if_there, make_private, sync_directory, write_durably},
};

/// What the name of a bundle ends in; what stands before is random.
const BUNDLE: &str = "bundle";
/// What the name of the province's answer to one ends in.
const ANSWER: &str = "answer";

/// The sealed outbox of a directory, whether or not its store can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder(PathBuf);

/// A bundle that lies in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The name of its file: random, so that it tells nothing.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// When it was written, by the device's clock, Unix seconds; 0 where the system does not say.
    pub written_at: i64,
    /// Whether the province's answer to it lies beside it, for this device to verify once it is opened.
    pub answered: bool,
}

impl Folder {
    /// The outbox of a store's directory.
    #[must_use]
    pub fn of(dir: &Path) -> Self {
        Self(dir.join("outbox"))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The bundles in it, the oldest first; none where there is no such folder.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn parcels(&self) -> Result<Vec<Parcel>> {
        let mut parcels = Vec::new();
        for name in self.names(BUNDLE)? {
            let Ok(found) = fs::metadata(self.0.join(&name)) else { continue };
            let answered = self.0.join(answer_to(&name)).exists();
            parcels.push(Parcel { size: found.len(), written_at: written_at(&found), answered, name });
        }
        parcels.sort_by(|one, other| (one.written_at, &one.name).cmp(&(other.written_at, &other.name)));
        Ok(parcels)
    }

    /// The bytes of a bundle.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn read(&self, name: &str) -> Result<Vec<u8>> {
        fs::read(self.0.join(name)).map_err(Error::file("reading the outbox"))
    }

    /// A bundle that lies here, `None` where it is damaged or gone.
    pub(crate) fn bundle(&self, name: &str) -> Option<Bundle> {
        let file = self.0.join(name);
        let fits = fs::metadata(&file).is_ok_and(|found| found.len() <= 2 * MAX_BUNDLE as u64);
        fits.then(|| Bundle::from_bytes(&fs::read(file).ok()?).ok()).flatten()
    }

    /// Writes a bundle: durable, whole and under its name when this returns, or not there.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        make_private(&self.0).map_err(Error::file("making the outbox"))?;
        let new = self.0.join(format!("{name}.new"));
        let put = write_durably(&new, bytes)
            .and_then(|()| fs::rename(&new, self.0.join(name)).map_err(Error::file("naming a file of the outbox")))
            .and_then(|()| sync_directory(&self.0));
        if put.is_err() {
            // Half a file takes room that the records need.
            let _ = fs::remove_file(&new);
        }
        put
    }

    /// Removes a bundle and the answer to it.
    pub(super) fn remove(&self, name: &str) -> Result<()> {
        for path in [self.0.join(name), self.0.join(answer_to(name))] {
            if_there(fs::remove_file(path)).map_err(Error::file("removing what the province has"))?;
        }
        Ok(())
    }

    /// Keeps the province's answer to a bundle, for the day on which the device is opened.
    pub(super) fn keep_answer(&self, name: &str, answer: &Bundle) -> Result<()> {
        self.put(&answer_to(name), &answer.to_bytes())
    }

    /// The answer that lies beside a bundle, `None` where it is damaged or gone.
    pub(super) fn answer(&self, name: &str) -> Option<Bundle> {
        self.bundle(&answer_to(name))
    }

    /// Forgets an answer that is none, so that its bundle is handed in again.
    pub(super) fn drop_answer(&self, name: &str) {
        // Where it cannot be removed, it is looked at again the next time.
        let _ = fs::remove_file(self.0.join(answer_to(name)));
    }

    fn names(&self, end: &str) -> Result<Vec<String>> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(Error::file("reading the outbox"))?,
        };
        let name = |entry: io::Result<fs::DirEntry>| entry.ok()?.file_name().into_string().ok();
        Ok(entries
            .filter_map(name)
            .filter(|name| Path::new(name).extension().is_some_and(|found| found == end))
            .collect())
    }
}

fn answer_to(name: &str) -> String {
    Path::new(name).with_extension(ANSWER).to_string_lossy().into_owned()
}

fn written_at(found: &fs::Metadata) -> i64 {
    let since = found.modified().ok().and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}

/// The name of a new bundle.
pub(crate) fn new_name(clock: &dyn Clock) -> String {
    let mut random = [0; 16];
    clock.fill(&mut random);
    format!("{}.{BUNDLE}", hex::encode(random))
}
