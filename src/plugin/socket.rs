//! A Unix socket in a directory that only we can enter.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::net::UnixListener;

use super::listener::{Entrance, Listener};

/// The longest path that a Unix socket can have: `sun_path` less its final zero.
const LONGEST: usize = 107;

/// A Unix socket in a private directory; both are gone when this is dropped.
#[derive(Debug)]
pub struct Socket {
    listener: UnixListener,
    directory: TempDir,
}

impl Socket {
    /// Listens in a fresh directory, mode 0700, below `parent` (else the system's one for temporary
    /// files; `/tmp` when that would be too long for a socket).
    ///
    /// # Errors
    /// [`NoSocket`]; also where the path is the only protection, and others may rename what is in the directory.
    pub fn bind(parent: Option<&Path>, entrance: Entrance) -> Result<Self, NoSocket> {
        let variable = match parent {
            Some(_) => "PLUGIN_UNIX_SOCKET_DIR",
            None => "TMPDIR",
        };
        let parent = parent.map_or_else(usual, Path::to_path_buf);
        // A fresh name in a fresh directory: nobody can have put a file or a link there.
        let too_long = parent.as_os_str().len() + "/vpcconnect-123456/s".len() > LONGEST;
        let parent = if too_long {
            PathBuf::from("/tmp")
        } else {
            parent
        };
        let failed = |source: io::Error| NoSocket {
            variable,
            directory: parent.clone(),
            // The path is told already, and a name that we have made up says nothing.
            source: source.kind().into(),
        };
        if entrance == Entrance::ByPath {
            stays(&parent).map_err(|source| NoSocket {
                variable,
                directory: parent.clone(),
                source,
            })?;
        }
        let directory = tempfile::Builder::new()
            .prefix("vpcconnect-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(&parent)
            .map_err(failed)?;
        let listener = listen(&directory.path().join("s")).map_err(failed)?;
        Ok(Self {
            listener,
            directory,
        })
    }

    /// Where it listens.
    pub fn path(&self) -> PathBuf {
        self.directory.path().join("s")
    }
}

impl From<Socket> for Listener {
    fn from(socket: Socket) -> Self {
        Self::on_socket(socket.listener, socket.directory)
    }
}

/// There is no place for the socket.
#[derive(Debug, thiserror::Error)]
#[error(
    "the provider cannot make its socket in the directory {directory:?}: {source}. Set {variable} to a \
     directory that exists and is writable"
)]
pub struct NoSocket {
    /// What names the directory, or would.
    variable: &'static str,
    directory: PathBuf,
    source: io::Error,
}

/// The system's directory for temporary files. An empty TMPDIR is not set: it would be the working directory.
fn usual() -> PathBuf {
    let directory = std::env::temp_dir();
    if directory.as_os_str().is_empty() {
        return PathBuf::from("/tmp");
    }
    directory
}

/// Refuses a directory in which, or above which, others may rename what is not theirs.
fn stays(parent: &Path) -> io::Result<()> {
    const OTHERS_MAY_WRITE: u32 = 0o002;
    const STICKY: u32 = 0o1000;
    // The path is told already, and a number says nothing.
    let plain = |error: io::Error| io::Error::from(error.kind());
    for directory in parent.canonicalize().map_err(plain)?.ancestors() {
        let mode = directory.metadata().map_err(plain)?.permissions().mode();
        if mode & OTHERS_MAY_WRITE != 0 && mode & STICKY == 0 {
            let told = format!(
                "everyone may write to {} and rename what is in it, and without TLS nothing else protects \
                 the socket (its sticky bit would, chmod +t)",
                directory.display()
            );
            return Err(io::Error::other(told));
        }
    }
    Ok(())
}

/// Listens at `path`. What is there already, a link too, is an error and stays as it is: the system
/// makes a socket only where there is nothing.
fn listen(path: &Path) -> io::Result<UnixListener> {
    let listener = UnixListener::bind(path)?;
    // The directory alone keeps others out; this holds even where somebody opens it up.
    std::fs::set_permissions(path, Permissions::from_mode(0o600))?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use base64::Engine;
    use tokio::net::UnixStream;

    use super::*;
    use crate::plugin::listener::HANDSHAKE;

    #[tokio::test]
    async fn the_directory_is_private_and_goes_with_the_socket() {
        let socket = Socket::bind(None, Entrance::ByCertificate).unwrap();
        let path = socket.path();
        let directory = path.parent().unwrap().to_path_buf();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&directory), mode(&path)), (0o700, 0o600));
        drop(socket);
        assert!(!directory.exists());
    }

    #[tokio::test]
    async fn what_is_at_the_path_already_is_neither_used_nor_touched() {
        type Plant<'a> = &'a dyn Fn(&Path) -> io::Result<()>;
        let elsewhere = tempfile::tempdir().unwrap();
        let target = elsewhere.path().join("target");
        let plants: [(&str, Plant<'_>); 4] = [
            ("a file", &|at| std::fs::write(at, "theirs")),
            ("a directory", &|at| std::fs::create_dir(at)),
            ("a link to nothing", &|at| {
                std::os::unix::fs::symlink(&target, at)
            }),
            ("another's socket", &|at| {
                std::os::unix::net::UnixListener::bind(at).map(drop)
            }),
        ];
        for (name, plant) in plants {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("s");
            plant(&path).unwrap();
            let before = path.symlink_metadata().unwrap();
            let refused = listen(&path).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::AddrInUse, "{name}");
            let after = path.symlink_metadata().unwrap();
            let same = (before.ino(), before.mode()) == (after.ino(), after.mode());
            assert!(same, "{name} was touched");
            assert!(!target.exists(), "nothing was made where the link points");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_handshake_that_never_ends_is_hung_up_on() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let host = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let der = base64::engine::general_purpose::STANDARD.encode(host.cert.der());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n");
        let identity = crate::plugin::tls::Identity::new(pem.as_bytes()).unwrap();
        let socket = Socket::bind(None, Entrance::ByCertificate).unwrap();
        let path = socket.path();
        let (_connections, opened, _directory) =
            Listener::from(socket).connections(Some(identity.config));
        let begun = crate::operation::monotonic();
        let mut half = UnixStream::connect(path).await.unwrap();
        half.write_all(&[0x16, 3, 1, 2, 0, 1]).await.unwrap();
        assert_eq!(half.read(&mut [0]).await.unwrap(), 0, "the end");
        assert!(begun.elapsed() >= HANDSHAKE);
        assert_eq!(opened.borrow().ever, 0, "it never counted as a host");
    }

    #[tokio::test]
    async fn where_others_could_put_their_own_socket_a_certificate_is_needed() {
        let root = tempfile::tempdir().unwrap();
        let (open, below) = (root.path().join("open"), root.path().join("open/below"));
        std::fs::create_dir_all(&below).unwrap();
        for (mode, refused) in [
            (0o777, true),
            (0o1777, false),
            (0o775, false),
            (0o702, true),
        ] {
            std::fs::set_permissions(&open, Permissions::from_mode(mode)).unwrap();
            for parent in [&open, &below] {
                let bound = Socket::bind(Some(parent), Entrance::ByPath);
                assert_eq!(bound.is_err(), refused, "{mode:o} {}", parent.display());
                if let Err(error) = bound {
                    assert!(error.to_string().contains("sticky"), "{error}");
                }
                assert!(Socket::bind(Some(parent), Entrance::ByCertificate).is_ok());
            }
        }
    }

    #[tokio::test]
    async fn a_path_that_is_too_long_for_a_socket_is_not_used() {
        let long = tempfile::Builder::new()
            .prefix(&"x".repeat(100))
            .tempdir()
            .unwrap();
        let socket = Socket::bind(Some(long.path()), Entrance::ByPath).unwrap();
        assert!(socket.path().as_os_str().len() <= LONGEST);
    }
}
