//! Who gets in: every connection through TLS, and the number of those that did.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::ServerConfig;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
#[cfg(unix)]
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_stream::wrappers::ReceiverStream;
#[cfg(unix)]
use tokio_util::either::Either;
use tonic::transport::server::Connected;

/// How long a client may take for its TLS handshake.
pub(super) const HANDSHAKE: Duration = Duration::from_secs(10);

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

/// What is listened at, before anybody is let in.
#[derive(Debug)]
pub struct Listener {
    accepting: Accepting,
    /// Of a socket: gone when this is dropped.
    directory: Option<TempDir>,
}

#[derive(Debug)]
enum Accepting {
    #[cfg(unix)]
    Socket(UnixListener),
    Port(TcpListener),
}

/// A connection as the system gives it.
#[cfg(unix)]
type Raw = Either<UnixStream, TcpStream>;
#[cfg(not(unix))]
type Raw = TcpStream;

impl Listener {
    /// At a socket that lies in `directory`.
    #[cfg(unix)]
    pub(super) fn on_socket(listener: UnixListener, directory: TempDir) -> Self {
        Self {
            accepting: Accepting::Socket(listener),
            directory: Some(directory),
        }
    }

    /// At a port.
    pub(super) fn on_port(listener: TcpListener) -> Self {
        Self {
            accepting: Accepting::Port(listener),
            directory: None,
        }
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
        Option<TempDir>,
    ) {
        let (sender, receiver) = mpsc::channel(4);
        let (open, opened) = watch::channel(Open::default());
        let acceptor = tls.map(TlsAcceptor::from);
        tokio::spawn(accept(self.accepting, acceptor, sender, open));
        (ReceiverStream::new(receiver), opened, self.directory)
    }
}

impl Accepting {
    async fn accept(&self) -> io::Result<Raw> {
        match self {
            #[cfg(unix)]
            Self::Socket(listener) => {
                let (stream, _) = listener.accept().await?;
                Ok(Either::Left(stream))
            }
            Self::Port(listener) => {
                let (stream, _) = listener.accept().await?;
                // Calls are small, and each is waited for.
                stream.set_nodelay(true)?;
                #[cfg(unix)]
                let stream = Either::Right(stream);
                Ok(stream)
            }
        }
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
    listener: Accepting,
    acceptor: Option<TlsAcceptor>,
    sender: mpsc::Sender<io::Result<Connection>>,
    open: watch::Sender<Open>,
) {
    loop {
        let stream = match listener.accept().await {
            Ok(stream) => stream,
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
    Plain(Raw),
    Tls(Box<TlsStream<Raw>>),
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
