//! Files for others to carry: there whole or not at all, and never in the place of another.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{
    failure::{Failure, Result},
    text,
};

/// Writes a new file. What has that name already stays.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.exists() {
        return Err(Failure::usage("file_exists", text::FILE_EXISTS.with(&[&path.display()]), text::FILE_EXISTS_NEXT));
    }
    write(path, bytes).map_err(|error| failure(path, &error, bytes.len()))
}

/// Beside its place first: a stick that is pulled out leaves a `.part`, and no half file under the name.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let half = half_of(path);
    // What stands there already may be a link to somewhere else: the stick may be somebody's who brought it.
    let _ = fs::remove_file(&half);
    let mut file = File::create_new(&half)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&half, path));
    if written.is_err() {
        // Its room may be what is missing.
        let _ = fs::remove_file(&half);
    }
    written
}

fn half_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| {
        Failure::usage("no_such_file", text::NO_SUCH_FILE.with(&[&path.display(), &error]), text::NO_BUNDLE_NEXT)
    })
}

fn failure(path: &Path, error: &io::Error, bytes: usize) -> Failure {
    let (place, kilobytes) = (path.parent().unwrap_or(path).display(), bytes.div_ceil(1000));
    if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        let next = text::NO_ROOM_ON_NEXT.with(&[&kilobytes, &place]);
        return Failure::new("disk_full", text::NO_ROOM_ON.with(&[&place]), next);
    }
    Failure::new("file", text::NOT_WRITTEN.with(&[&path.display(), error]), text::NOT_WRITTEN_NEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.bundle");
        write_new(&path, b"first").unwrap();
        assert_eq!(write_new(&path, b"second").unwrap_err().code, "file_exists");
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "and nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_on_somebodys_stick_leads_nowhere() {
        let dir = tempfile::tempdir().unwrap();
        let (ours, path) = (dir.path().join("rantau.key"), dir.path().join("a.bundle"));
        fs::write(&ours, b"keys").unwrap();
        std::os::unix::fs::symlink(&ours, half_of(&path)).unwrap();
        write_new(&path, b"bundle").unwrap();
        assert_eq!((fs::read(&ours).unwrap(), fs::read(&path).unwrap()), (b"keys".to_vec(), b"bundle".to_vec()));
    }

    #[test]
    fn a_full_disk_says_how_much_to_free_and_where() {
        let full = failure(Path::new("/mnt/usb/a.bundle"), &io::ErrorKind::StorageFull.into(), 12_345);
        assert_eq!(full.code, "disk_full");
        let said = serde_json::to_string(&full.json(crate::lang::Lang::En)).unwrap();
        assert!(said.contains("13 kB") && said.contains("/mnt/usb"), "{said}");
    }
}
