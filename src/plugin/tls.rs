//! AutoMTLS: a certificate of our own, and only the host's certificate let in.
//!
//! Terraform's is P-521, self-signed and CA:TRUE, which the usual verifier refuses as an end-entity
//! certificate, and which ring cannot check. So it is pinned byte by byte, and whoever shows it has
//! to prove with a signature that the key is his.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use p521::ecdsa::signature::Verifier;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, PrivatePkcs8KeyDer,
    SignatureVerificationAlgorithm, UnixTime, alg_id,
};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
};

/// Why there is no TLS to serve with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// PLUGIN_CLIENT_CERT holds no certificate.
    #[error("the host's certificate cannot be read: {0}")]
    Host(#[source] rustls::pki_types::pem::Error),
    /// Our own certificate could not be made.
    #[error("a certificate could not be created: {0}")]
    Own(#[from] rcgen::Error),
    /// rustls refused the configuration.
    #[error("TLS could not be set up: {0}")]
    Setup(#[from] rustls::Error),
}

/// A TLS server that lets in the holder of one certificate.
pub struct Identity {
    /// The configuration to accept connections with.
    pub config: Arc<ServerConfig>,
    /// Our certificate, for the handshake line: DER in base64 without padding.
    pub certificate: String,
}

impl Identity {
    /// Makes a certificate for this process and pins the host's (`host`, PEM).
    ///
    /// # Errors
    /// [`Error`], see there.
    pub fn new(host: &[u8]) -> Result<Self, Error> {
        let host = CertificateDer::from_pem_slice(host).map_err(Error::Host)?;
        let provider = Arc::new(ring::default_provider());
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
        let own = rcgen::CertificateParams::new(["localhost".to_owned()])?.self_signed(&key)?;
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            // Every host since Terraform 1.0 and OpenTofu 1.6 is built with a Go that speaks it.
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_client_cert_verifier(Arc::new(Pinned::new(host, &provider)))
            .with_single_cert(
                vec![own.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )?;
        // grpc-go refuses a connection without it since 1.67.
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self {
            config: Arc::new(config),
            certificate: STANDARD_NO_PAD.encode(own.der()),
        })
    }
}

/// Lets in exactly one certificate.
#[derive(Debug)]
struct Pinned {
    host: CertificateDer<'static>,
    others: WebPkiSupportedAlgorithms,
    schemes: Vec<SignatureScheme>,
}

impl Pinned {
    fn new(host: CertificateDer<'static>, provider: &CryptoProvider) -> Self {
        let others = provider.signature_verification_algorithms;
        // P-521 has to be offered: a Go client whose key is not wanted silently sends no certificate.
        let mut schemes = vec![SignatureScheme::ECDSA_NISTP521_SHA512];
        schemes.extend(others.supported_schemes());
        Self {
            host,
            others,
            schemes,
        }
    }

    fn algorithms(&self, scheme: SignatureScheme) -> &WebPkiSupportedAlgorithms {
        match scheme {
            SignatureScheme::ECDSA_NISTP521_SHA512 => &P521_ONLY,
            _ => &self.others,
        }
    }
}

impl ClientCertVerifier for Pinned {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if end_entity == &self.host {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        // No handshake comes here: TLS 1.3 alone is spoken.
        Err(rustls::PeerIncompatible::Tls12NotOffered.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, self.algorithms(signed.scheme))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}

static P521_ONLY: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[&P521],
    mapping: &[(SignatureScheme::ECDSA_NISTP521_SHA512, &[&P521])],
};

/// ECDSA over P-521 with SHA-512, from RustCrypto.
#[derive(Debug)]
struct P521;

impl SignatureVerificationAlgorithm for P521 {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(public_key);
        let signature = p521::ecdsa::Signature::from_der(signature);
        match (key, signature) {
            (Ok(key), Ok(signature)) => key
                .verify(message, &signature)
                .map_err(|_| InvalidSignature),
            _ => Err(InvalidSignature),
        }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P521
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA512
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_that_is_none_is_refused() {
        for nonsense in [&b"nonsense"[..], b"\xff", b" "] {
            let refused = Identity::new(nonsense);
            assert!(matches!(refused, Err(Error::Host(_))));
        }
    }
}
