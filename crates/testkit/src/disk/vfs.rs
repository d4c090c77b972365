//! The shim: a copy of the platform's VFS whose files, below a mounted directory, are ours.
//!
//! All functions that do not name a file stay the platform's: they look at the copied `pAppData` only.
#![expect(unsafe_code, reason = "SQLite's file system is a table of C functions")]

use std::{
    collections::BTreeMap,
    ffi::{CStr, c_char, c_int},
    path::{Path, PathBuf},
    ptr,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_vfs};

use super::{
    Shared,
    handle::{self, Handle},
    power::Failure,
};

/// The platform's VFS, as it was when the shim was registered. SQLite never frees it.
struct Platform(*mut sqlite3_vfs);

// SAFETY: a registered VFS may be used from any thread, and nobody writes to it here.
unsafe impl Send for Platform {}
// SAFETY: as above.
unsafe impl Sync for Platform {}

static PLATFORM: OnceLock<Platform> = OnceLock::new();

/// The mounted directories.
static MOUNTED: Mutex<BTreeMap<PathBuf, Arc<Shared>>> = Mutex::new(BTreeMap::new());

/// Makes the shim the default of this process, once.
pub(super) fn register() {
    PLATFORM.get_or_init(|| {
        // SAFETY: initialises SQLite if need be, and gives the default VFS, which lives as long as the process.
        let platform = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
        assert!(!platform.is_null(), "SQLite has a default VFS");
        // SAFETY: not null, and a plain structure that is not written to after its registration.
        let mut shim = unsafe { *platform };
        let size = c_int::try_from(handle::SIZE).expect("a handle is small");
        shim.szOsFile += size;
        shim.pNext = ptr::null_mut();
        shim.zName = c"testkit-disk".as_ptr();
        shim.xOpen = Some(open);
        shim.xDelete = Some(delete);
        shim.xAccess = Some(access);
        // SAFETY: the structure is leaked, so it stays registered for good.
        let registered = unsafe { ffi::sqlite3_vfs_register(Box::into_raw(Box::new(shim)), 1) };
        assert_eq!(registered, ffi::SQLITE_OK, "SQLite takes the shim");
        Platform(platform)
    });
}

pub(super) fn mount(shared: Arc<Shared>) {
    let earlier = mounted().insert(shared.dir.clone(), shared);
    assert!(earlier.is_none(), "a directory is mounted once");
}

pub(super) fn unmount(dir: &Path) {
    mounted().remove(dir);
}

fn mounted() -> MutexGuard<'static, BTreeMap<PathBuf, Arc<Shared>>> {
    MOUNTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The disk that a file is on.
fn disk_of(path: &Path) -> Option<Arc<Shared>> {
    let mounted = mounted();
    path.ancestors().find_map(|dir| mounted.get(dir).cloned())
}

/// What SQLite is told.
pub(super) const fn code(failure: Failure) -> c_int {
    match failure {
        Failure::Off => ffi::SQLITE_IOERR,
        Failure::Full => ffi::SQLITE_FULL,
    }
}

fn platform() -> *mut sqlite3_vfs {
    PLATFORM.get().map_or(ptr::null_mut(), |platform| platform.0)
}

/// The path of a file, `None` for a temporary one without a name.
///
/// # Safety
/// `name` is null or a C string.
unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: by this function's condition.
    let name = unsafe { CStr::from_ptr(name) };
    Some(PathBuf::from(name.to_string_lossy().into_owned()))
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let platform = platform();
    // SAFETY: registered, so not null, with an `xOpen` as every VFS has.
    let Some(real) = (unsafe { (*platform).xOpen }) else { return ffi::SQLITE_MISUSE };
    // SAFETY: SQLite passes null or a C string.
    let path = unsafe { path_of(name) };
    let Some((path, disk)) = path.and_then(|path| disk_of(&path).map(|disk| (path, disk))) else {
        // SAFETY: SQLite's own arguments; `file` has room for more than the platform's structure.
        return unsafe { real(platform, name, file, flags, out) };
    };
    let mut power = disk.lock();
    let life = power.life();
    if let Err(failure) = power.check(life) {
        // SAFETY: `file` is a structure that SQLite made; without methods it is not closed.
        unsafe { (*file).pMethods = ptr::null() };
        return code(failure);
    }
    let was_there = path.exists();
    // SAFETY: SQLite made `file` with `szOsFile` bytes: a handle and after it the platform's structure.
    let inner = unsafe { handle::inner(file) };
    // SAFETY: as above, with the platform's own VFS.
    let opened = unsafe { real(platform, name, inner, flags, out) };
    if opened == ffi::SQLITE_OK {
        power.opened(&path, !was_there);
        drop(power);
        // SAFETY: `file` has room for a handle, and what it stands before is open.
        unsafe { Handle::put(file, path, disk, life) };
    } else {
        // SAFETY: as above.
        unsafe { (*file).pMethods = ptr::null() };
    }
    opened
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, durably: c_int) -> c_int {
    let platform = platform();
    // SAFETY: registered, so not null.
    let Some(real) = (unsafe { (*platform).xDelete }) else { return ffi::SQLITE_MISUSE };
    // SAFETY: SQLite passes a C string.
    let path = unsafe { path_of(name) };
    let Some((path, disk)) = path.and_then(|path| disk_of(&path).map(|disk| (path, disk))) else {
        // SAFETY: SQLite's own arguments.
        return unsafe { real(platform, name, durably) };
    };
    let mut power = disk.lock();
    if power.is_off() || power.delete(&path, durably != 0).is_err() {
        return ffi::SQLITE_IOERR_DELETE;
    }
    // SAFETY: SQLite's own name. No directory is synced: what is durable is our word.
    let deleted = unsafe { real(platform, name, 0) };
    if power.is_off() { ffi::SQLITE_IOERR_DELETE } else { deleted }
}

unsafe extern "C" fn access(_: *mut sqlite3_vfs, name: *const c_char, flags: c_int, out: *mut c_int) -> c_int {
    // SAFETY: SQLite passes a C string.
    let disk = unsafe { path_of(name) }.and_then(|path| disk_of(&path));
    if disk.is_some_and(|disk| disk.lock().is_off()) {
        return ffi::SQLITE_IOERR_ACCESS;
    }
    let platform = platform();
    // SAFETY: registered, so not null.
    let Some(real) = (unsafe { (*platform).xAccess }) else { return ffi::SQLITE_MISUSE };
    // SAFETY: SQLite's own arguments.
    unsafe { real(platform, name, flags, out) }
}
