//! An open file of a mounted directory: it notes what is done, and lets the platform's file do it.
#![expect(unsafe_code, reason = "SQLite's files are tables of C functions over memory that SQLite allocates")]

use std::{
    ffi::{c_int, c_void},
    path::PathBuf,
    ptr, slice,
    sync::Arc,
};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods};

use super::{
    Shared,
    journal::Change,
    power::{Failure, Power},
    vfs::code,
};

/// What stands in the memory that SQLite allocates for a file; after it, the platform's own structure.
#[repr(C)]
pub(super) struct Handle {
    /// SQLite's part.
    base: sqlite3_file,
    /// Ours; from a `Box`.
    file: *mut File,
}

/// How much of SQLite's memory is ours.
pub(super) const SIZE: usize = size_of::<Handle>();
// What stands behind it is aligned as all memory of SQLite's, too.
const _: () = assert!(SIZE.is_multiple_of(8) && align_of::<Handle>() <= 8);

/// An open file.
struct File {
    path: PathBuf,
    disk: Arc<Shared>,
    /// The life of the disk's power in which it was opened.
    life: u64,
}

/// The platform's structure.
///
/// # Safety
/// `file` points to memory that SQLite allocated by our `szOsFile`.
pub(super) const unsafe fn inner(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: by this function's condition there are `SIZE` bytes and the platform's structure behind them.
    unsafe { file.byte_add(SIZE) }
}

impl Handle {
    /// Makes SQLite's memory an open file.
    ///
    /// # Safety
    /// As for [`inner`], whose structure is open.
    pub(super) unsafe fn put(file: *mut sqlite3_file, path: PathBuf, disk: Arc<Shared>, life: u64) {
        let ours = Box::into_raw(Box::new(File { path, disk, life }));
        let handle = Self { base: sqlite3_file { pMethods: &raw const METHODS }, file: ours };
        // SAFETY: by this function's condition there is room, aligned to 8 bytes as all memory of SQLite's.
        unsafe { file.cast::<Self>().write(handle) };
    }
}

/// Without `xFetch`, so that every read and write is a call; everything else as the platform has it.
static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// A file as SQLite hands it to its methods.
#[derive(Clone, Copy)]
struct Opened {
    file: *const File,
    inner: *mut sqlite3_file,
    methods: *const sqlite3_io_methods,
}

/// Calls a method of the platform's file; one that it does not have is an error.
macro_rules! forward {
    ($opened:expr, $method:ident $(, $argument:expr)*) => {{
        let opened: Opened = $opened;
        // SAFETY: an open file of the platform has a table of methods, that is never written to.
        match unsafe { (*opened.methods).$method } {
            // SAFETY: the platform's own file, and the arguments that SQLite passed for it.
            Some(method) => unsafe { method(opened.inner $(, $argument)*) },
            None => ffi::SQLITE_IOERR,
        }
    }};
}

impl Opened {
    /// # Safety
    /// `file` was made by [`Handle::put`] and is not closed.
    unsafe fn of(file: *mut sqlite3_file) -> Self {
        // SAFETY: by this function's condition.
        let (ours, inner) = unsafe { ((*file.cast::<Handle>()).file, inner(file)) };
        // SAFETY: as above; the platform's file is open as long as ours.
        let methods = unsafe { (*inner).pMethods };
        Self { file: ours, inner, methods }
    }

    /// Runs `work` while nothing else happens on the disk; not at all where the power is off.
    fn with(self, work: impl FnOnce(&File, &mut Power) -> Result<c_int, c_int>) -> c_int {
        // SAFETY: `of` was called on an open file, whose part is freed by `close` only; SQLite does not close a file
        // while it calls another of its methods.
        let file = unsafe { &*self.file };
        let mut power = file.disk.lock();
        if let Err(failure) = power.check(file.life) {
            return code(failure);
        }
        work(file, &mut power).unwrap_or_else(|error| error)
    }

    fn is_alive(self) -> bool {
        self.with(|_, _| Ok(ffi::SQLITE_OK)) == ffi::SQLITE_OK
    }

    fn length(self) -> Result<usize, c_int> {
        let mut length: sqlite3_int64 = 0;
        match forward!(self, xFileSize, &raw mut length) {
            ffi::SQLITE_OK => usize::try_from(length).map_err(|_| ffi::SQLITE_IOERR),
            error => Err(error),
        }
    }

    /// What stands in `count` bytes at `offset`, or in as many of them as there are.
    fn content(self, offset: usize, count: usize, length: usize) -> Result<Vec<u8>, c_int> {
        let mut content = vec![0; count.min(length.saturating_sub(offset))];
        let amount = c_int::try_from(content.len()).map_err(|_| ffi::SQLITE_IOERR)?;
        if amount == 0 {
            return Ok(content);
        }
        match forward!(self, xRead, content.as_mut_ptr().cast(), amount, offset as sqlite3_int64) {
            ffi::SQLITE_OK => Ok(content),
            error => Err(error),
        }
    }

    /// Notes a change, then makes it. Where the power was cut in it, it was under way and fails.
    fn change(self, change: impl FnOnce(usize) -> Result<Change, c_int>, make: impl FnOnce() -> c_int) -> c_int {
        self.with(|file, power| {
            power.change(&file.path, change(self.length()?)?).map_err(code)?;
            let made = make();
            power.check(file.life).map_err(code)?;
            Ok(made)
        })
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file that we opened, once.
    let opened = unsafe { Opened::of(file) };
    let closed = forward!(opened, xClose);
    // SAFETY: from the `Box` of `put`; nobody uses it after this.
    drop(unsafe { Box::from_raw(opened.file.cast_mut()) });
    // SAFETY: SQLite's own memory.
    unsafe { (*file).pMethods = ptr::null() };
    closed
}

unsafe extern "C" fn read(file: *mut sqlite3_file, into: *mut c_void, count: c_int, offset: sqlite3_int64) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    opened.with(|_, _| Ok(forward!(opened, xRead, into, count, offset)))
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, count: c_int, offset: sqlite3_int64) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    let (Ok(start), Ok(amount)) = (usize::try_from(offset), usize::try_from(count)) else { return ffi::SQLITE_IOERR };
    let note = |length: usize| {
        // SAFETY: SQLite passes `count` readable bytes.
        let after = unsafe { slice::from_raw_parts(from.cast::<u8>(), amount) }.to_vec();
        // What is between the end of the file and the write becomes zero with it: part of the change.
        let gap = start.saturating_sub(length);
        let before = opened.content(start - gap, gap + amount, length)?;
        let after = [vec![0; gap], after].concat();
        Ok(Change {
            number: 0,
            offset: start - gap,
            before,
            after,
            length_before: length,
            length: length.max(start + amount),
        })
    };
    opened.change(note, || forward!(opened, xWrite, from, count, offset))
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    let Ok(end) = usize::try_from(size) else { return ffi::SQLITE_IOERR };
    let note = |length: usize| {
        let before = opened.content(end, length.saturating_sub(end), length)?;
        Ok(Change { number: 0, offset: end, before, after: Vec::new(), length_before: length, length: end })
    };
    opened.change(note, || forward!(opened, xTruncate, size))
}

/// The real file is never synced: what is durable is our word.
unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    opened.with(|file, power| {
        power.sync(&file.path).map(|()| ffi::SQLITE_OK).map_err(|_: Failure| ffi::SQLITE_IOERR_FSYNC)
    })
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, into: *mut sqlite3_int64) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    opened.with(|_, _| Ok(forward!(opened, xFileSize, into)))
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    // A dead file locks nothing: so nobody who closes one believes to be the last, and deletes the log of the living.
    if opened.is_alive() { forward!(opened, xLock, level) } else { ffi::SQLITE_IOERR_LOCK }
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    forward!(opened, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, into: *mut c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    if opened.is_alive() { forward!(opened, xCheckReservedLock, into) } else { ffi::SQLITE_IOERR_CHECKRESERVEDLOCK }
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, operation: c_int, argument: *mut c_void) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    match operation {
        // They would make the file longer without a write.
        ffi::SQLITE_FCNTL_SIZE_HINT | ffi::SQLITE_FCNTL_CHUNK_SIZE => ffi::SQLITE_NOTFOUND,
        other => forward!(opened, xFileControl, other, argument),
    }
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    forward!(opened, xSectorSize)
}

/// Nothing is promised but what every disk since long does: a write that is cut leaves the bytes beside it alone.
unsafe extern "C" fn device_characteristics(_: *mut sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    into: *mut *mut c_void,
) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    if opened.is_alive() { forward!(opened, xShmMap, region, size, extend, into) } else { ffi::SQLITE_IOERR_SHMMAP }
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 || opened.is_alive() {
        forward!(opened, xShmLock, offset, count, flags)
    } else {
        ffi::SQLITE_IOERR_SHMLOCK
    }
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    // SAFETY: as in `forward`.
    if let Some(barrier) = unsafe { (*opened.methods).xShmBarrier } {
        // SAFETY: as in `forward`.
        unsafe { barrier(opened.inner) };
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    let opened = unsafe { Opened::of(file) };
    // It is deleted by its name, under which the living may have made another.
    let delete = if opened.is_alive() { delete } else { 0 };
    forward!(opened, xShmUnmap, delete)
}
