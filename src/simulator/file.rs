//! The files that a user names: regular ones, of a size that fits.
//!
//! Anything else is left as it is: a device has no end, a FIFO may have no beginning, and a file that takes
//! the place of either is a loss.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// The most that a file may hold. A peering takes less than a kilobyte.
pub(super) const LARGEST: usize = 64 * 1024 * 1024;

/// Reads the file at `path`, or what a link there leads to.
///
/// # Errors
/// It cannot be read, is no regular file, or is too large.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    // Looked at first: opening a FIFO waits for whoever writes to it.
    check(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    check(&file.metadata()?)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes)?;
    check_size(bytes.len())?;
    Ok(bytes)
}

/// Whether a file may take the place of what is at `path`: a regular file, or nothing. A link is neither.
///
/// # Errors
/// It is something else, or cannot be looked at.
pub(super) fn check_place(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) => check(&there),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether a file of this size could be read again.
///
/// # Errors
/// It is too large.
pub(super) fn check_size(size: usize) -> io::Result<()> {
    if size <= LARGEST {
        return Ok(());
    }
    let most = LARGEST / (1024 * 1024);
    Err(io::Error::other(format!("it is larger than {most} MiB")))
}

fn check(there: &fs::Metadata) -> io::Result<()> {
    if there.is_file() {
        return Ok(());
    }
    Err(io::Error::other("it is not a regular file"))
}
