//! The one reader of every file that a user, the environment or another file names.
//!
//! Only regular files are read, and only so much of them. Whoever can write beside a shared path must not
//! be able to hang Terraform with a pipe that nobody fills, or to take the machine's memory with a device
//! that never ends. A pipe (`<(…)` of a shell) would be of no use in a provider block anyway: Terraform
//! does not hand its open files on to its plugins.

use std::borrow::Cow;
use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Read as _, Result};
use std::path::Path;

/// What is read of a file that somebody keeps by hand or by a tool: certificates, profiles, tokens. Real
/// ones have some kilobytes.
pub const LARGEST: u64 = 1 << 20;

/// The longest name that file systems give one file or folder.
const LONGEST_NAME: usize = 255;

/// Reads a regular file of at most `largest` bytes. It never waits for somebody else, and never opens a
/// device.
///
/// # Errors
/// Why not; [`ErrorKind::NotFound`] where there is no such file. The words repeat nothing of what stands
/// in the file, nor its name: for that see [`shown`].
pub fn read(path: &Path, largest: u64) -> Result<Vec<u8>> {
    if is_contents(path) {
        return Err(Error::new(
            ErrorKind::InvalidInput,
            "a file name is required, and these are the contents of a file",
        ));
    }
    // Looked at before it is opened, because opening alone makes some devices act; and again once it is
    // open, because another file may have come to its place meanwhile.
    regular(&std::fs::metadata(path)?)?;
    let file = open(path)?;
    regular(&file.metadata()?)?;
    let mut contents = Vec::new();
    file.take(largest.saturating_add(1))
        .read_to_end(&mut contents)?;
    if u64::try_from(contents.len()).is_ok_and(|length| length <= largest) {
        return Ok(contents);
    }
    Err(Error::new(
        ErrorKind::FileTooLarge,
        format!("it is larger than {}", size(largest)),
    ))
}

/// Refuses what is no regular file.
///
/// # Errors
/// A sentence that says what it is.
pub fn regular(metadata: &Metadata) -> Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    let what = kind(metadata.file_type());
    Err(Error::new(
        ErrorKind::InvalidInput,
        format!("it is {what}, not a regular file"),
    ))
}

/// The name of a file as messages repeat it: not where the contents of a file, which may be secret, stand
/// in the place of its name.
pub fn shown(path: &Path) -> Cow<'_, str> {
    if is_contents(path) {
        return "(a text that is not repeated here)".into();
    }
    path.to_string_lossy()
}

/// Whether this is no name but what should stand in a file: PEM, JSON, a profile, a token. Text on several
/// lines is, and what no file system takes as a name.
fn is_contents(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let begins = |with: &str| text.trim_start().starts_with(with);
    text.contains(char::is_control)
        || text.contains("-----BEGIN")
        || ["{", "[", "eyJ"].into_iter().any(begins) && !path.exists()
        || text.split('/').any(|name| name.len() > LONGEST_NAME)
}

#[cfg(unix)]
fn open(path: &Path) -> Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;
    // A pipe that took the file's place is opened without waiting for whoever writes into it.
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> Result<File> {
    OpenOptions::new().read(true).open(path)
}

fn kind(found: FileType) -> &'static str {
    if found.is_dir() {
        return "a folder";
    }
    if found.is_symlink() {
        return "a link";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if found.is_fifo() {
            return "a pipe";
        }
        if found.is_socket() {
            return "a socket";
        }
        if found.is_char_device() || found.is_block_device() {
            return "a device";
        }
    }
    "something else"
}

fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{} KiB", bytes >> 10),
        mebibytes => format!("{mebibytes} MiB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(path: &Path) -> String {
        read(path, LARGEST).unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_read_up_to_its_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("[a file] {of any name}");
        for (length, fits) in [(0, true), (1024, true), (1025, false)] {
            std::fs::write(&path, vec![b'x'; length]).unwrap();
            let found = read(&path, 1024);
            assert_eq!(
                found.as_ref().map(Vec::len).ok(),
                fits.then_some(length),
                "{length}: {found:?}"
            );
        }
        let told = read(&path, 1024).unwrap_err().to_string();
        assert_eq!(told, "it is larger than 1 KiB");
        let missing = read(&folder.path().join("missing"), LARGEST);
        assert_eq!(missing.unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(refusal(folder.path()), "it is a folder, not a regular file");
    }

    #[cfg(unix)]
    #[test]
    fn devices_pipes_and_sockets_are_refused_at_once_behind_links_too() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for (path, what) in [
            (Path::new("/dev/full"), "a device"),
            (Path::new("/dev/zero"), "a device"),
            (Path::new("/dev/null"), "a device"),
            (pipe.as_path(), "a pipe"),
            (socket.as_path(), "a socket"),
        ] {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(path, &link).unwrap();
            for path in [path, link.as_path()] {
                let expected = format!("it is {what}, not a regular file");
                assert_eq!(refusal(path), expected, "{}", path.display());
            }
            std::fs::remove_file(&link).unwrap();
        }
        // Nor does a pipe that takes the file's place while it is opened keep anybody waiting.
        let opened = open(&pipe).unwrap();
        assert!(regular(&opened.metadata().unwrap()).is_err());
    }

    #[test]
    fn contents_in_the_place_of_a_name_are_not_repeated() {
        for contents in [
            "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY----- canary -----END PRIVATE KEY-----",
            "canary\n",
            "{\"accessKeySecret\":\"canary\"}",
            "[default] secret = canary",
            "eyJhbGciOiJSUzI1NiJ9.canary.canary",
            &"canary".repeat(50),
        ] {
            let path = Path::new(contents);
            let told = format!("{} {}", shown(path), refusal(path));
            assert!(!told.contains("canary"), "{told}");
            assert!(told.contains("a file name is required"), "{told}");
        }
        assert_eq!(shown(Path::new("~/a b/ca.pem")), "~/a b/ca.pem");
    }
}
