//! The way to the network, behind a trait: tests put a simulator in its place.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ::http::{Request, Response};
use rustls::{ClientConfig, RootCertStore};

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
    /// The system's and those of a PEM text.
    Also(Vec<u8>),
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
    plain: OnceLock<Result<reqwest::Client, String>>,
    tls: OnceLock<Result<reqwest::Client, String>>,
}

impl Network {
    /// Nothing is loaded yet.
    pub fn new(trust: Trust) -> Self {
        Self {
            trust,
            plain: OnceLock::new(),
            tls: OnceLock::new(),
        }
    }

    /// `http://` is for loopback only, so it needs neither roots nor a proxy.
    fn client(&self, scheme: Option<&str>) -> Result<&reqwest::Client, String> {
        let client = if scheme == Some("http") {
            self.plain.get_or_init(|| {
                build(
                    builder().no_proxy(),
                    &Trust::Also(Vec::new()),
                    RootCertStore::empty(),
                )
            })
        } else {
            self.tls.get_or_init(|| {
                let mut roots = RootCertStore::empty();
                // What cannot be read (an odd file among many) is not trusted; the rest is.
                let native = rustls_native_certs::load_native_certs();
                roots.add_parsable_certificates(native.certs);
                build(builder(), &self.trust, roots)
            })
        };
        client.as_ref().map_err(Clone::clone)
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
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
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let config = match trust {
        Trust::Anybody => config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(insecure::Anybody(provider))),
        Trust::System => config.with_root_certificates(roots),
        Trust::Also(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate
                    .map_err(|error| format!("ca_file holds no certificate: {error}"))?;
                roots
                    .add(certificate)
                    .map_err(|error| format!("ca_file: {error}"))?;
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
            let client = self.client(request.uri().scheme_str()).map_err(not_sent)?;
            let request =
                reqwest::Request::try_from(request).map_err(|error| not_sent(sources(&error)))?;
            let broken = |error: reqwest::Error| {
                let problem = sources(&error.without_url());
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
