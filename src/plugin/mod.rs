//! A go-plugin server: started by Terraform, or by hand for a debugger.

pub mod control;
pub mod convert;
pub mod handshake;
pub mod host;
pub mod listener;
pub mod log;
mod message;
pub mod port;
pub mod proto;
pub mod service;
mod services;
mod signals;
#[cfg(unix)]
pub mod socket;
pub mod tls;

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;

use self::control::{Ending, GRACE};
#[cfg(unix)]
use self::handshake::Network;
use self::handshake::{Address, Request};
use self::listener::{Entrance, Listener};
use self::port::Port;
use self::services::Services;
use self::signals::Arrival;
#[cfg(unix)]
use self::socket::Socket;
use crate::framework::server::{Provider, Server};
use crate::sanitize;

/// Why the plugin could not serve.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The socket could not be made.
    #[cfg(unix)]
    #[error(transparent)]
    Socket(#[from] socket::NoSocket),
    /// There is no port to listen at.
    #[error(transparent)]
    Port(#[from] port::NoPort),
    /// Every program of the machine could call, and the host could not tell another's answer from ours.
    #[error(
        "the provider is served at a port only to a host that shows a certificate, and PLUGIN_CLIENT_CERT has none: \
         where there are no Unix sockets, TF_DISABLE_PLUGIN_TLS cannot be used"
    )]
    Unprotected,
    /// A debugger's host has no certificate.
    #[cfg(not(unix))]
    #[error("--debug needs a Unix socket, which this system does not have")]
    NoDebugger,
    /// TLS could not be set up.
    #[error(transparent)]
    Tls(#[from] tls::Error),
    /// The host cannot be told where the socket is.
    #[error(transparent)]
    Unspeakable(#[from] handshake::Unspeakable),
    /// The line for the host could not be written.
    #[error("the handshake cannot be written: {0}")]
    Handshake(#[source] std::io::Error),
    /// A signal could not be handled.
    #[error("signals cannot be handled: {0}")]
    Signal(#[source] std::io::Error),
    /// gRPC ended with an error.
    #[error("the gRPC server failed: {0}")]
    Serve(#[from] tonic::transport::Error),
}

/// How many calls may be open on one connection. A host has as many as its `-parallelism`, and waits
/// with more.
const STREAMS: u32 = 256;

/// How long they may take after a signal that asks us to go: what is being written gets its answer, and
/// the host its reply.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// How long to stay without a connection. A host that was killed says nothing.
const ORPHANED: Duration = Duration::from_secs(5);

/// How long a host may take to connect at all, as in go-plugin.
const START: Duration = Duration::from_secs(60);

/// How long a host may take to read why there is no handshake. It ends us as soon as it has.
const TOLD: Duration = Duration::from_millis(500);

/// The longest reason, in characters.
const REASON: usize = 500;

/// Serves the host that started this process until it says Shutdown or is gone, or a signal asks us to go.
///
/// # Errors
/// [`Error`], see there.
pub async fn serve<P: Provider>(provider: Server<P>, request: Request) -> Result<(), Error> {
    match begin(provider, &request) {
        Ok(begun) => {
            tracing::debug!(target: "vpcconnect", "serving");
            answer(begun, Lifetime::Host).await
        }
        Err(error) => {
            tell(&error).await;
            Err(error)
        }
    }
}

/// Tells the host why nothing is served. It shows its user the first line of stdout when that is no
/// handshake, and nothing of stderr.
async fn tell(error: &Error) {
    // Bars separate the fields of a handshake.
    let reason = sanitize::line(&error.to_string(), REASON).replace('|', "/");
    let mut stdout = std::io::stdout();
    let told = writeln!(stdout, "{reason}.").and_then(|()| stdout.flush());
    if told.is_ok() {
        // A process that is gone is told of before its last words are read.
        tokio::time::sleep(TOLD).await;
    }
}

/// What serves, once the host knows where.
struct Begun<P: Provider> {
    provider: Arc<Server<P>>,
    listener: Listener,
    tls: Option<Arc<ServerConfig>>,
    ending: Ending,
}

fn begin<P: Provider>(provider: Server<P>, request: &Request) -> Result<Begun<P>, Error> {
    // Ctrl-C reaches the whole process group, and must not end us: the host says when. It also says
    // StopProvider, except while `apply` and `destroy` plan: there it would wait for reads that are
    // throttled, so they hear of it from here.
    let mut interrupts = signals::interrupts().map_err(Error::Signal)?;
    let provider = Arc::new(provider);
    let interrupted = provider.clone();
    tokio::spawn(async move {
        while interrupts.recv().await.is_some() {
            interrupted.interrupt();
        }
    });
    let ending = Ending::default();
    ends_by(signals::to_go().map_err(Error::Signal)?, &provider, &ending);

    let identity = request
        .client_certificate
        .as_deref()
        .map(tls::Identity::new)
        .transpose()?;
    let entrance = match identity {
        Some(_) => Entrance::ByCertificate,
        None => Entrance::ByPath,
    };
    let (listener, address) = listen(request, entrance)?;
    let certificate = identity
        .as_ref()
        .map_or("", |identity| &identity.certificate);
    let line = request.line(&address, certificate)?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")
        .and_then(|()| stdout.flush())
        .map_err(Error::Handshake)?;
    Ok(Begun {
        provider,
        listener,
        tls: identity.map(|identity| identity.config),
        ending,
    })
}

/// Listens where the host can reach us.
fn listen(request: &Request, entrance: Entrance) -> Result<(Listener, Address), Error> {
    #[cfg(unix)]
    if request.network == Network::Unix {
        let socket = Socket::bind(request.socket_directory.as_deref(), entrance)?;
        let address = Address::Unix(socket.path());
        return Ok((socket.into(), address));
    }
    if entrance != Entrance::ByCertificate {
        return Err(Error::Unprotected);
    }
    let port = Port::bind(&request.ports)?;
    let address = Address::Tcp(port.address);
    Ok((port.into(), address))
}

/// Serves whoever is told the address, until a signal ends it: for debuggers, and for tests that
/// run Terraform many times through one process.
///
/// # Errors
/// [`Error`], see there.
#[cfg(unix)]
pub async fn debug<P: Provider>(provider: Server<P>) -> Result<(), Error> {
    let socket = Socket::bind(None, Entrance::ByPath)?;
    let provider = Arc::new(provider);
    let ending = Ending::default();
    let mut arrivals = signals::to_go().map_err(Error::Signal)?;
    let mut interrupts = signals::interrupts().map_err(Error::Signal)?;
    arrivals.push(Box::pin(async move {
        interrupts.recv().await;
    }));
    ends_by(arrivals, &provider, &ending);
    let reattach = serde_json::json!({
        "Protocol": "grpc",
        "ProtocolVersion": handshake::PROTOCOL,
        "Pid": std::process::id(),
        "Test": true,
        "Addr": { "Network": "unix", "String": socket.path() },
    });
    // The same provider has one address in Terraform's registry and one in OpenTofu's.
    let reattach = serde_json::json!({
        "registry.terraform.io/vpcconnect/vpcconnect": reattach,
        "registry.opentofu.org/vpcconnect/vpcconnect": reattach,
    });
    let told = format!(
        "The provider runs, process {}. Run Terraform in another terminal with:\n\n\
         \tTF_REATTACH_PROVIDERS='{reattach}'\n\n\
         Ctrl-C ends it.\n",
        std::process::id()
    );
    let mut stdout = std::io::stdout();
    stdout
        .write_all(told.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(Error::Handshake)?;
    let begun = Begun {
        provider,
        listener: socket.into(),
        tls: None,
        ending,
    };
    answer(begun, Lifetime::Signals).await
}

/// Serves nobody: without a socket everybody on the machine could call.
///
/// # Errors
/// [`Error::NoDebugger`]
#[cfg(not(unix))]
pub async fn debug<P: Provider>(_: Server<P>) -> Result<(), Error> {
    Err(Error::NoDebugger)
}

/// Ends the server when one of these signals comes: waits and reads end at once, what is being written gets
/// its answer and the host its reply.
fn ends_by<P: Provider>(arrivals: Vec<Arrival>, provider: &Arc<Server<P>>, ending: &Ending) {
    for arrival in arrivals {
        let (provider, ending) = (Arc::clone(provider), ending.clone());
        tokio::spawn(async move {
            arrival.await;
            provider.interrupt();
            ending.begin(LAST_ANSWERS);
        });
    }
}

/// From here on no file with our memory is written when the process ends badly: keys stand in it.
#[cfg(unix)]
pub fn forbid_core_files() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Fails only where the limit is lower already.
    let _ = setrlimit(Resource::Core, none);
}

/// Windows writes none unless its administrator says so.
#[cfg(not(unix))]
pub fn forbid_core_files() {}

/// What ends the server besides Shutdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lifetime {
    /// Losing the host.
    Host,
    /// Nothing.
    #[cfg(unix)]
    Signals,
}

async fn answer<P: Provider>(begun: Begun<P>, lifetime: Lifetime) -> Result<(), Error> {
    let Begun {
        provider,
        listener,
        tls,
        ending,
    } = begun;
    report_panics();
    let (connections, mut opened, directory) = listener.connections(tls);
    if lifetime == Lifetime::Host {
        let ending = ending.clone();
        tokio::spawn(async move {
            let first = opened.wait_for(|open| open.ever > 0);
            if tokio::time::timeout(START, first).await.is_ok() {
                loop {
                    let _ = opened.wait_for(|open| open.now == 0).await;
                    let again = opened.wait_for(|open| open.now > 0);
                    if tokio::time::timeout(ORPHANED, again).await.is_err() {
                        break;
                    }
                }
            }
            ending.begin(GRACE);
        });
    }
    let serving = tonic::transport::Server::builder()
        .max_concurrent_streams(STREAMS)
        .serve_with_incoming_shutdown(
            Services::new(provider, &ending),
            connections,
            ending.begun(),
        );
    tokio::select! {
        served = serving => served?,
        () = ending.over() => {}
    }
    drop(directory);
    Ok(())
}

/// The longest message of a panic, in characters.
const PANIC: usize = 4000;

/// Makes a panic readable to Terraform, which reports what follows a line `panic: …` on stderr. The
/// message may repeat any value that the code stumbled over, so it is made fit to be shown.
fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let message = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        let message = sanitize::paragraphs(message, PANIC);
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let trace = std::backtrace::Backtrace::capture();
        let mut stderr = std::io::stderr().lock();
        let _ = writeln!(stderr, "panic: {message}\n\nat {place}\n{trace}");
    }));
}
