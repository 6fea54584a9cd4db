//! The socket: in a directory that only we can enter, every connection through TLS, and the number
//! of those that got in.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::ServerConfig;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

/// The longest path that a Unix socket can have: `sun_path` less its final zero.
const LONGEST: usize = 107;

/// How long a client may take for its TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long to wait for a file descriptor to come back.
const EXHAUSTED: Duration = Duration::from_millis(50);

/// What keeps others from being taken for the host, or for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// Certificates on both sides.
    ByCertificate,
    /// Nothing but the path: whoever could put another socket there would be told everything.
    ByPath,
}

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

    /// The connections that got through TLS (all of them without), and how many are open.
    ///
    /// The directory lives as long as the returned guard.
    pub fn connections(
        self,
        tls: Option<Arc<ServerConfig>>,
    ) -> (
        ReceiverStream<io::Result<Connection>>,
        watch::Receiver<Open>,
        TempDir,
    ) {
        let (sender, receiver) = mpsc::channel(4);
        let (open, opened) = watch::channel(Open::default());
        let acceptor = tls.map(TlsAcceptor::from);
        tokio::spawn(accept(self.listener, acceptor, sender, open));
        (ReceiverStream::new(receiver), opened, self.directory)
    }
}

/// There is no place for the socket.
#[derive(Debug, thiserror::Error)]
#[error(
    "the provider cannot make its socket in the directory {directory:?}: {source}. Set {variable} to a directory \
     that is there and may be written to"
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
                "everybody may write to {} and rename what is in it, and without TLS nothing else protects \
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

/// How many connections there are and were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// Open now.
    pub now: usize,
    /// Ever opened.
    pub ever: usize,
}

async fn accept(
    listener: UnixListener,
    acceptor: Option<TlsAcceptor>,
    sender: mpsc::Sender<io::Result<Connection>>,
    open: watch::Sender<Open>,
) {
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file descriptors, mostly: the listener itself is still there. At once it would
                // fail again, for ever and in the log.
                tracing::warn!(target: "vpcconnect", %error, "a connection could not be accepted");
                tokio::time::sleep(EXHAUSTED).await;
                continue;
            }
        };
        let (acceptor, sender, open) = (acceptor.clone(), sender.clone(), open.clone());
        // Its own task: a client that connects and says nothing must not keep the host waiting.
        tokio::spawn(async move {
            let stream = match acceptor {
                None => Stream::Plain(stream),
                Some(acceptor) => {
                    match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                        Ok(Ok(stream)) => Stream::Tls(Box::new(stream)),
                        Ok(Err(error)) => {
                            tracing::warn!(target: "vpcconnect", %error, "a connection was refused");
                            return;
                        }
                        Err(_) => return,
                    }
                }
            };
            open.send_modify(|open| {
                open.now += 1;
                open.ever += 1;
            });
            let connection = Connection {
                stream,
                _counted: Counted(open),
            };
            // The receiver is gone when the server is shutting down.
            let _ = sender.send(Ok(connection)).await;
        });
    }
}

/// One connection that may speak to the provider.
#[derive(Debug)]
pub struct Connection {
    stream: Stream,
    _counted: Counted,
}

#[derive(Debug)]
enum Stream {
    Plain(UnixStream),
    Tls(Box<TlsStream<UnixStream>>),
}

#[derive(Debug)]
struct Counted(watch::Sender<Open>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0
            .send_modify(|open| open.now = open.now.saturating_sub(1));
    }
}

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) -> Self::ConnectInfo {}
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Stream::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Stream::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use base64::Engine;

    use super::*;

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
        let (_connections, opened, _directory) = socket.connections(Some(identity.config));
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
