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
    /// What the system says.
    pub fn bind(parent: Option<&Path>) -> io::Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_path_buf);
        // A fresh name in a fresh directory: nobody can have put a file or a link there.
        let too_long = parent.as_os_str().len() + "/vpcconnect-123456/s".len() > LONGEST;
        let parent = if too_long {
            PathBuf::from("/tmp")
        } else {
            parent
        };
        let directory = tempfile::Builder::new()
            .prefix("vpcconnect-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(parent)?;
        let listener = UnixListener::bind(directory.path().join("s"))?;
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
                // Out of file descriptors, mostly: the listener itself is still there.
                tracing::warn!(target: "vpcconnect", %error, "a connection could not be accepted");
                tokio::task::yield_now().await;
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
    use super::*;

    #[tokio::test]
    async fn the_directory_is_private_and_goes_with_the_socket() {
        let socket = Socket::bind(None).unwrap();
        let path = socket.path();
        let directory = path.parent().unwrap().to_path_buf();
        let mode = directory.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        drop(socket);
        assert!(!directory.exists());
    }

    #[tokio::test]
    async fn a_path_that_is_too_long_for_a_socket_is_not_used() {
        let long = tempfile::Builder::new()
            .prefix(&"x".repeat(100))
            .tempdir()
            .unwrap();
        let socket = Socket::bind(Some(long.path())).unwrap();
        assert!(socket.path().as_os_str().len() <= LONGEST);
    }
}
