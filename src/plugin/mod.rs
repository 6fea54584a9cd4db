//! A go-plugin server: started by Terraform, or by hand for a debugger.

pub mod control;
pub mod convert;
pub mod handshake;
pub mod host;
pub mod listener;
pub mod log;
pub mod proto;
pub mod service;
pub mod tls;

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::signal::unix::{SignalKind, signal};

use self::control::Ending;
use self::handshake::Request;
use self::listener::Socket;
use self::proto::health::health_server::HealthServer;
use self::proto::plugin::grpc_broker_server::GrpcBrokerServer;
use self::proto::plugin::grpc_controller_server::GrpcControllerServer;
use self::proto::plugin::grpc_stdio_server::GrpcStdioServer;
use self::proto::tfplugin6::provider_server::ProviderServer;
use self::service::Service;
use crate::framework::server::{Provider, Server};
use crate::legible;

/// Why the plugin could not serve.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The socket could not be made.
    #[error("the socket cannot be made: {0}")]
    Socket(#[source] std::io::Error),
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

/// The largest message either way, as in HashiCorp's own SDK.
const LARGEST: usize = 256 << 20;

/// How long calls in flight may still take after Shutdown. The host kills us after two seconds.
const GRACE: Duration = Duration::from_millis(500);

/// How long to stay without a connection. A host that was killed says nothing.
const ORPHANED: Duration = Duration::from_secs(5);

/// How long a host may take to connect at all, as in go-plugin.
const START: Duration = Duration::from_secs(60);

/// Serves the host that started this process until it says Shutdown or is gone.
///
/// # Errors
/// [`Error`], see there.
pub async fn serve<P: Provider>(provider: Server<P>, request: Request) -> Result<(), Error> {
    // Ctrl-C reaches the whole process group, and must not end us: the host says when. It also says
    // StopProvider, except while `apply` and `destroy` plan: there it would wait for reads that are
    // throttled, so they hear of it from here.
    let mut interrupts = signal(SignalKind::interrupt()).map_err(Error::Signal)?;
    let provider = Arc::new(provider);
    let interrupted = provider.clone();
    tokio::spawn(async move {
        while interrupts.recv().await.is_some() {
            interrupted.interrupt();
        }
    });

    let identity = request
        .client_certificate
        .as_deref()
        .map(tls::Identity::new)
        .transpose()?;
    let socket = Socket::bind(request.socket_directory.as_deref()).map_err(Error::Socket)?;
    let certificate = identity
        .as_ref()
        .map_or("", |identity| &identity.certificate);
    let line = request.line(&socket.path(), certificate)?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")
        .and_then(|()| stdout.flush())
        .map_err(Error::Handshake)?;
    tracing::debug!(target: "vpcconnect", "serving");
    let ending = Ending::default();
    answer(
        provider,
        socket,
        identity.map(|identity| identity.config),
        ending,
        Lifetime::Host,
    )
    .await
}

/// Serves whoever is told the address, until a signal ends it: for debuggers, and for tests that
/// run Terraform many times through one process.
///
/// # Errors
/// [`Error`], see there.
pub async fn debug<P: Provider>(provider: Server<P>) -> Result<(), Error> {
    let socket = Socket::bind(None).map_err(Error::Socket)?;
    let ending = Ending::default();
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        let mut signals = signal(kind).map_err(Error::Signal)?;
        let ending = ending.clone();
        tokio::spawn(async move {
            signals.recv().await;
            ending.begin();
        });
    }
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
    answer(Arc::new(provider), socket, None, ending, Lifetime::Signals).await
}

/// What ends the server besides Shutdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lifetime {
    /// Losing the host.
    Host,
    /// Nothing.
    Signals,
}

async fn answer<P: Provider>(
    provider: Arc<Server<P>>,
    socket: Socket,
    tls: Option<Arc<ServerConfig>>,
    ending: Ending,
    lifetime: Lifetime,
) -> Result<(), Error> {
    report_panics();
    let (connections, mut opened, directory) = socket.connections(tls);
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
            ending.begin();
        });
    }
    let service = ProviderServer::new(Service::new(provider))
        .max_decoding_message_size(LARGEST)
        .max_encoding_message_size(LARGEST);
    let serving = tonic::transport::Server::builder()
        .add_service(service)
        .add_service(GrpcControllerServer::new(ending.clone()))
        .add_service(GrpcStdioServer::new(ending.clone()))
        .add_service(GrpcBrokerServer::new(ending.clone()))
        .add_service(HealthServer::new(ending.clone()))
        .serve_with_incoming_shutdown(connections, ending.begun());
    tokio::select! {
        served = serving => served?,
        () = async { ending.begun().await; tokio::time::sleep(GRACE).await } => {}
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
        let message = legible::paragraphs(message, PANIC);
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let trace = std::backtrace::Backtrace::capture();
        let mut stderr = std::io::stderr().lock();
        let _ = writeln!(stderr, "panic: {message}\n\nat {place}\n{trace}");
    }));
}
