//! `ca_file` and `insecure`, against a server whose certificate a private authority signed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use vpcconnect::cloud::huaweicloud::account::{Account, Error};
use vpcconnect::cloud::huaweicloud::config::{Service, Settings};
use vpcconnect::http::error::{Failure, Obstacle};
use vpcconnect::operation::{Clock, Operation};
use vpcconnect::simulator::{Options, Simulator};

/// A TLS server before the simulator at `behind`, and the PEM of its authority.
pub(crate) async fn front(behind: SocketAddr) -> (String, String) {
    let authority_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut authority = CertificateParams::new([]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let parameters = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = parameters.signed_by(&key, &issuer).unwrap();
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )
            .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that does not trust us ends the handshake.
                let Ok(mut client) = acceptor.accept(client).await else {
                    return;
                };
                let mut server = TcpStream::connect(behind).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    let pem = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, own.der());
    let pem = format!("-----BEGIN CERTIFICATE-----\n{pem}\n-----END CERTIFICATE-----\n");
    (format!("https://localhost:{port}"), pem)
}

async fn project(settings: Settings) -> Result<String, Error> {
    let account = Account::new(settings.complete(None), std::sync::Arc::default());
    let operation = Operation::new(
        Clock::System,
        CancellationToken::new(),
        Duration::from_secs(10),
    );
    let session = account.session(&operation, Service::Vpc, "eu-de").await?;
    Ok(session.project.to_string())
}

#[tokio::test]
async fn a_private_authority_is_trusted_when_it_is_named() {
    let options = Options {
        listen: ([127, 0, 0, 1], 0).into(),
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();
    let (url, pem) = front(simulator.address()).await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ca.pem");
    std::fs::write(&file, pem).unwrap();
    let settings = || Settings {
        arguments: [
            ("region", "eu-de"),
            ("access_key", "A"),
            ("secret_key", "SK-A"),
        ]
        .into(),
        // The simulator checks the Host that is signed: the front's own.
        endpoints: ["vpc", "iam"].map(|service| (service, url.clone())).into(),
        max_retries: Some(0),
        ..Settings::default()
    };

    let stranger = project(settings()).await.unwrap_err();
    assert!(
        matches!(
            &stranger,
            Error::Lookup(Failure::NotSent {
                obstacle: Obstacle::Distrust,
                ..
            })
        ),
        "{stranger:?}"
    );

    let trusting = |ca_file| {
        let mut settings = settings();
        settings.arguments.set("ca_file", ca_file);
        settings
    };
    let trusting_it = trusting(file.to_str().unwrap());
    assert_eq!(project(trusting_it).await.unwrap(), "project-A");

    let insecure = Some(true);
    assert_eq!(
        project(Settings {
            insecure,
            ..settings()
        })
        .await
        .unwrap(),
        "project-A"
    );

    let missing = project(trusting("/nowhere/ca.pem")).await.unwrap_err();
    assert!(
        matches!(&missing, Error::CaFile(why) if why.contains("/nowhere/ca.pem")),
        "{missing:?}"
    );
    simulator.stop().await;
}
