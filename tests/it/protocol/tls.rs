//! The host's side of AutoMTLS: Go's rules for the server's certificate, a P-521 key of our own.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use p521::ecdsa::SigningKey;
use rustls::client::ResolvesClientCert;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::sign::{CertifiedKey, Signer};
use rustls::{
    ClientConfig, RootCertStore, SignatureAlgorithm, SignatureScheme, SupportedProtocolVersion,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::certificate::{self, Certificate};

static TLS_1_2: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];

/// What a client shows of itself.
pub(crate) struct Shown {
    certificate: Option<(CertificateDer<'static>, SigningKey)>,
    versions: &'static [&'static SupportedProtocolVersion],
}

impl Shown {
    /// A certificate, and that its key is ours.
    pub(crate) fn certificate(of: &Certificate) -> Self {
        Self::replayed(of, of)
    }

    /// The certificate of one host, with the key of another.
    pub(crate) fn replayed(certificate: &Certificate, key: &Certificate) -> Self {
        Self {
            certificate: Some((certificate.der(), key.key().clone())),
            versions: rustls::ALL_VERSIONS,
        }
    }

    /// No certificate at all.
    pub(crate) fn nothing() -> Self {
        Self {
            certificate: None,
            versions: rustls::ALL_VERSIONS,
        }
    }

    /// The same, by the TLS from before the one that all hosts speak.
    pub(crate) fn by_tls_1_2(self) -> Self {
        Self {
            versions: TLS_1_2,
            ..self
        }
    }
}

/// Connects to `socket`, where only the holder of the certificate `server` is believed.
///
/// In TLS 1.3 this succeeds although the server is about to refuse us: the first read tells.
pub(crate) async fn connect(
    socket: &Path,
    server: &CertificateDer<'static>,
    shown: Shown,
) -> io::Result<TlsStream<UnixStream>> {
    over(UnixStream::connect(socket).await?, server, shown).await
}

/// The same over a connection that there is.
pub(crate) async fn over<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    server: &CertificateDer<'static>,
    shown: Shown,
) -> io::Result<TlsStream<S>> {
    let mut roots = RootCertStore::empty();
    roots.add(server.clone()).map_err(io::Error::other)?;
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(shown.versions)
        .map_err(io::Error::other)?
        .with_root_certificates(roots);
    let mut config = match shown.certificate {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let key = Arc::new(P521Key(key));
            let certified = Arc::new(CertifiedKey::new(vec![certificate], key));
            builder.with_client_cert_resolver(Arc::new(Always(certified)))
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    let name = ServerName::try_from("localhost").map_err(io::Error::other)?;
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await?;
    if stream.get_ref().1.alpn_protocol() != Some(b"h2") {
        // grpc-go refuses such a server since 1.67.
        return Err(io::Error::other("the server did not choose h2"));
    }
    Ok(stream)
}

#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesClientCert for Always {
    fn resolve(&self, _: &[&[u8]], offered: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        // As Go does: with a key that the server does not want, no certificate is sent.
        let wanted = offered.contains(&SignatureScheme::ECDSA_NISTP521_SHA512);
        wanted.then(|| Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

#[derive(Clone)]
struct P521Key(SigningKey);

impl fmt::Debug for P521Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("P521Key")
    }
}

impl rustls::sign::SigningKey for P521Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let wanted = offered.contains(&SignatureScheme::ECDSA_NISTP521_SHA512);
        wanted.then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for P521Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        Ok(certificate::sign(&self.0, message))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP521_SHA512
    }
}
