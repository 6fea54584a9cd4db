//! The way to the network, behind a trait: tests put a simulator in its place.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ::http::{Request, Response, Uri};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use secrecy::ExposeSecret as _;

use super::proxy::{Proxies, Proxy};

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection: nothing was sent.
    #[error("No connection to {host}: {problem}.")]
    NotSent {
        /// Where to.
        host: String,
        /// What the system says.
        problem: String,
    },
    /// No connection, and none to be had: nobody has that name.
    #[error("No connection to {host}: {problem}.")]
    Hopeless {
        /// Where to.
        host: String,
        /// What the system says.
        problem: String,
    },
    /// Nothing was sent, because the environment or the configuration says no way to send it; the
    /// sentence says what to do.
    #[error("{0}")]
    NoWay(String),
    /// No connection: the server is not trusted.
    #[error("No connection to {host}: {problem}.")]
    Distrusted {
        /// Where to.
        host: String,
        /// What the system says.
        problem: String,
    },
    /// The connection broke: the request may have arrived.
    #[error("The connection to {host} broke before an answer came: {problem}.")]
    Broken {
        /// Where to.
        host: String,
        /// What the system says.
        problem: String,
    },
}

/// A future of an answer.
pub type Sending<'a> =
    Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, TransportError>> + Send + 'a>>;

/// Sends one request and returns its answer, once: no retries, no redirects.
pub trait Transport: Send + Sync {
    /// Sends.
    fn send(&self, request: Request<Vec<u8>>) -> Sending<'_>;
}

/// How far an https server is trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// The system's certificate authorities.
    #[default]
    System,
    /// The system's and these, which were read and are certificates.
    Also(Vec<CertificateDer<'static>>),
    /// Anybody (`insecure = true`).
    Anybody,
}

/// The largest answer that is read, decompressed. A page of 2000 peerings has about 1 MB, and parsed it
/// takes several times that.
pub const LARGEST: usize = 8 << 20;

/// Marks an answer whose body was larger than [`LARGEST`]: what is left of it is its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// reqwest, made when the first call needs it.
pub struct Network {
    trust: Trust,
    proxies: Proxies,
    plain: OnceLock<Result<reqwest::Client, String>>,
    direct: OnceLock<Result<reqwest::Client, String>>,
    proxied: OnceLock<Result<reqwest::Client, String>>,
}

impl Network {
    /// Nothing is loaded yet.
    pub fn new(trust: Trust, proxies: Proxies) -> Self {
        Self {
            trust,
            proxies,
            plain: OnceLock::new(),
            direct: OnceLock::new(),
            proxied: OnceLock::new(),
        }
    }

    /// The proxy between here and a URL. `http://` is for loopback and private networks only, so it needs
    /// none.
    fn proxy(&self, url: &Uri) -> Result<Option<&Proxy>, String> {
        match (url.scheme_str(), url.host()) {
            (Some("http"), _) | (_, None) => Ok(None),
            (_, Some(host)) => self
                .proxies
                .way(host, url.port_u16().unwrap_or(443))
                .map_err(|error| error.to_string()),
        }
    }

    fn client(
        &self,
        scheme: Option<&str>,
        proxy: Option<&Proxy>,
    ) -> Result<&reqwest::Client, String> {
        let client = match (scheme, proxy) {
            // No TLS, no roots.
            (Some("http"), _) => self
                .plain
                .get_or_init(|| build(builder(), &Trust::Also(Vec::new()), RootCertStore::empty())),
            (_, None) => self
                .direct
                .get_or_init(|| build(builder(), &self.trust, system())),
            (_, Some(proxy)) => self.proxied.get_or_init(|| {
                let proxy = reqwest::Proxy::https(proxy.url.expose_secret())
                    .map_err(|_| format!("the proxy of {} cannot be used", proxy.variable))?;
                build(builder().proxy(proxy), &self.trust, system())
            }),
        };
        client.as_ref().map_err(Clone::clone)
    }
}

/// The system's certificate authorities. What cannot be read (an odd file among many) is not trusted; the
/// rest is.
fn system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// A client that asks no proxy, whatever the environment says: which way to take was decided before.
fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECT)
        .user_agent(concat!(
            "terraform-provider-vpcconnect/",
            env!("CARGO_PKG_VERSION")
        ))
}

fn build(
    builder: reqwest::ClientBuilder,
    trust: &Trust,
    mut roots: RootCertStore,
) -> Result<reqwest::Client, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let config = match trust {
        Trust::Anybody => config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(insecure::Anybody(provider))),
        Trust::System => config.with_root_certificates(roots),
        Trust::Also(certificates) => {
            for certificate in certificates {
                let added = roots.add(certificate.clone());
                added.map_err(|error| format!("ca_file: {error}"))?;
            }
            config.with_root_certificates(roots)
        }
    };
    builder
        .tls_backend_preconfigured(config.with_no_client_auth())
        .build()
        .map_err(|error| sources(&error))
}

impl Transport for Network {
    fn send(&self, request: Request<Vec<u8>>) -> Sending<'_> {
        Box::pin(async move {
            let host = request
                .uri()
                .authority()
                .map(ToString::to_string)
                .unwrap_or_default();
            let not_sent = |problem| TransportError::NotSent {
                host: host.clone(),
                problem,
            };
            let proxy = self.proxy(request.uri()).map_err(TransportError::NoWay)?;
            let scheme = request.uri().scheme_str();
            let client = self.client(scheme, proxy).map_err(not_sent)?;
            let request =
                reqwest::Request::try_from(request).map_err(|error| not_sent(sources(&error)))?;
            let broken = |error: reqwest::Error| {
                let problem = through(proxy, sources(&error.without_url()));
                TransportError::Broken {
                    host: host.clone(),
                    problem,
                }
            };
            let mut answer = match client.execute(request).await {
                Ok(answer) => answer,
                Err(error) if error.is_connect() || error.is_builder() => {
                    let tls = tls_error(&error);
                    let distrust = matches!(tls, Some(rustls::Error::InvalidCertificate(_)));
                    let final_one = tls.is_some() || error.is_builder();
                    let dns = error.is_dns();
                    let problem = sources(&error.without_url());
                    if let (Some(proxy), Some(said)) = (proxy, problem.split_once(TUNNEL)) {
                        return Err(no_tunnel(proxy, host, said.1).await);
                    }
                    let problem = through(proxy, problem);
                    // A resolver may fail for a moment; that nobody has the name is final.
                    let unnamed = dns && !problem.to_ascii_lowercase().contains("temporary");
                    return Err(if distrust {
                        TransportError::Distrusted { host, problem }
                    } else if final_one || unnamed {
                        TransportError::Hopeless { host, problem }
                    } else {
                        not_sent(problem)
                    });
                }
                Err(error) => return Err(broken(error)),
            };
            let mut parts = Response::new(());
            *parts.status_mut() = answer.status();
            *parts.headers_mut() = std::mem::take(answer.headers_mut());
            // Bounded by what arrived and not by what was announced; status and request id stay known.
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await.map_err(broken)? {
                let room = LARGEST - body.len();
                if let Some(fits) = chunk.get(..room).filter(|_| chunk.len() > room) {
                    body.extend_from_slice(fits);
                    parts.extensions_mut().insert(Cut);
                    break;
                }
                body.extend_from_slice(&chunk);
            }
            Ok(parts.map(|()| body))
        })
    }
}

/// What stands before the words of the HTTP client about a proxy that makes no connection.
const TUNNEL: &str = "tunnel error: ";

/// The same when the proxy cannot be reached itself.
const UNREACHABLE: &str = "failed to create underlying connection: ";

/// A problem, with the proxy that stands between.
fn through(proxy: Option<&Proxy>, problem: String) -> String {
    match proxy {
        Some(proxy) => format!("{problem}, through the proxy of {}", proxy.variable),
        None => problem,
    }
}

/// Why a proxy gave no connection to `host`, where the HTTP client has only `said` a word of it.
async fn no_tunnel(proxy: &Proxy, host: String, said: &str) -> TransportError {
    let variable = proxy.variable;
    if let Some(why) = said.strip_prefix(UNREACHABLE) {
        let problem = format!("the proxy of {variable} cannot be reached: {why}");
        return TransportError::NotSent { host, problem };
    }
    let with_port = host.parse().is_ok_and(|uri: Uri| uri.port().is_some());
    let target = if with_port {
        host.clone()
    } else {
        format!("{host}:443")
    };
    let status = proxy.refusal(&target).await;
    let problem = match status {
        Some(407) => format!(
            "the proxy of {variable} refused with HTTP 407: it requires a user name and a password, or \
             different ones"
        ),
        Some(status) => format!("the proxy of {variable} refused with HTTP {status}"),
        None => format!("the proxy of {variable} made no connection: {said}"),
    };
    // It may be the proxy's own trouble, or its rules.
    match status {
        Some(400..=428 | 430..=499) => TransportError::Hopeless { host, problem },
        _ => TransportError::NotSent { host, problem },
    }
}

/// What TLS itself said: another try meets the same.
fn tls_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(said) = cause.downcast_ref::<rustls::Error>() {
            return Some(said);
        }
        // An I/O error hides what it wraps from the chain of sources.
        let wrapped = cause
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => cause.source(),
        };
    }
    None
}

/// An error with all its causes, which alone say what happened ("error sending request: …").
fn sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    text
}

mod insecure {
    //! What `insecure = true` asks for: the certificate is not looked at. Signatures still are, so
    //! that a broken connection is noticed.

    use std::sync::Arc;

    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
    use rustls::{DigitallySignedStruct, Error, SignatureScheme};

    #[derive(Debug)]
    pub(super) struct Anybody(pub(super) Arc<CryptoProvider>);

    impl ServerCertVerifier for Anybody {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            Ok(ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            let algorithms = &self.0.signature_verification_algorithms;
            verify_tls12_signature(message, certificate, signed, algorithms)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            let algorithms = &self.0.signature_verification_algorithms;
            verify_tls13_signature(message, certificate, signed, algorithms)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.0.signature_verification_algorithms.supported_schemes()
        }
    }
}
