//! A directory as it stood at a moment.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::power::Power;

/// All files of a disk, by their path below its directory. Without `Debug`: they are what a device keeps secret.
#[derive(Clone)]
pub struct Snapshot {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Snapshot {
    pub(super) fn take(dir: &Path, power: &Power) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        let known = power.known().map(Path::to_owned);
        for path in list(dir)?.into_iter().chain(known).filter(|path| !is_shared_memory(path)) {
            let content = match power.durable(&path)? {
                Some(durable) => durable,
                None => Some(fs::read(&path)?),
            };
            if let (Some(content), Ok(name)) = (content, path.strip_prefix(dir)) {
                files.insert(name.to_owned(), content);
            }
        }
        Ok(Self { files })
    }

    /// Makes `dir` hold these files and no others, all of them new ones.
    pub(super) fn write(&self, dir: &Path) -> io::Result<()> {
        for path in list(dir)? {
            remove(&path)?;
        }
        for (name, content) in &self.files {
            let path = dir.join(name);
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, content)?;
        }
        Ok(())
    }
}

/// The index of a log, which SQLite makes again from the log.
fn is_shared_memory(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"-shm")
}

/// The files below a directory.
fn list(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(list(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// Removes a file that may not be there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
