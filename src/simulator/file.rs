//! The files that a user names: regular ones, of a size that fits.
//!
//! Anything else is left as it is: a device has no end, a FIFO may have no beginning, and a file that takes
//! the place of either is a loss.

use std::path::Path;
use std::{fs, io};

use crate::file;

/// The most that a file may hold. A peering takes less than a kilobyte.
const LARGEST: u64 = 64 << 20;

/// Reads the file at `path`, or what a link there leads to.
///
/// # Errors
/// It cannot be read, is no regular file, or is too large.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    file::read(path, LARGEST)
}

/// Whether a file may take the place of what is at `path`: a regular file, or nothing. A link is neither.
///
/// # Errors
/// It is something else, or cannot be looked at.
pub(super) fn check_place(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) => file::regular(&there),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether a file of this size could be read again.
///
/// # Errors
/// It is too large.
pub(super) fn check_size(size: usize) -> io::Result<()> {
    if u64::try_from(size).is_ok_and(|size| size <= LARGEST) {
        return Ok(());
    }
    let most = LARGEST >> 20;
    Err(io::Error::other(format!("it is larger than {most} MiB")))
}
