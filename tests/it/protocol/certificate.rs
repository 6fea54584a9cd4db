//! The certificate that go-plugin makes for a host: P-521, self-signed, CA:TRUE.
//!
//! ring has no P-521 and rcgen makes such certificates with aws-lc-rs only, so its DER is written
//! here by hand. Source: `mtls.go` of hashicorp/go-plugin.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p521::ecdsa::signature::Signer;
use p521::ecdsa::{Signature, SigningKey};
use rustls::pki_types::CertificateDer;

const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const SECP521R1: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x23];
const ECDSA_WITH_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04];
const ORGANIZATION: &[u8] = &[0x55, 0x04, 0x0a];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const ALTERNATIVE_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const CLIENT_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];
const SERVER_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OID: u8 = 0x06;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const UTF8: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;

/// A host's key and its certificate.
#[derive(Clone)]
pub(crate) struct Certificate {
    key: SigningKey,
    der: Vec<u8>,
}

impl Certificate {
    /// The certificate of the host number `number`; every number has another key.
    pub(crate) fn of(number: u8) -> Self {
        let mut scalar = [number; 66];
        // Below the order of the curve, whose first bits are ones.
        scalar[0] = 0;
        let key = SigningKey::from_slice(&scalar).unwrap();
        let der = self_signed(&key, number);
        Self { key, der }
    }

    /// The certificate, DER.
    pub(crate) fn der(&self) -> CertificateDer<'static> {
        CertificateDer::from(self.der.clone())
    }

    /// The certificate, PEM of several lines: what PLUGIN_CLIENT_CERT holds.
    pub(crate) fn pem(&self) -> String {
        let base64 = STANDARD.encode(&self.der);
        let lines: Vec<_> = base64
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            lines.join("\n")
        )
    }

    /// The key.
    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }
}

/// An ECDSA signature over SHA-512, DER.
pub(crate) fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: Signature = key.sign(message);
    signature.to_der().as_bytes().to_vec()
}

fn self_signed(key: &SigningKey, serial: u8) -> Vec<u8> {
    let algorithm = tlv(SEQUENCE, &tlv(OID, ECDSA_WITH_SHA512));
    let name = sequence(&[
        &tlv(SET, &named(ORGANIZATION, "HashiCorp")),
        &tlv(SET, &named(COMMON_NAME, "localhost")),
    ]);
    let validity = sequence(&[
        &tlv(UTC_TIME, b"250101000000Z"),
        &tlv(UTC_TIME, b"491231235959Z"),
    ]);
    let point = key.verifying_key().to_sec1_point(false);
    let public = sequence(&[
        &sequence(&[&tlv(OID, EC_PUBLIC_KEY), &tlv(OID, SECP521R1)]),
        &bits(0, point.as_bytes()),
    ]);
    // digitalSignature, keyEncipherment, keyAgreement, keyCertSign.
    let usage = bits(2, &[0b1010_1100]);
    let extended = sequence(&[&tlv(OID, CLIENT_AUTH), &tlv(OID, SERVER_AUTH)]);
    let is_authority = sequence(&[&[0x01, 0x01, 0xff]]);
    let extensions = sequence(&[
        &extension(KEY_USAGE, true, &usage),
        &extension(EXTENDED_KEY_USAGE, false, &extended),
        &extension(BASIC_CONSTRAINTS, true, &is_authority),
        &extension(
            ALTERNATIVE_NAME,
            false,
            &sequence(&[&tlv(0x82, b"localhost")]),
        ),
    ]);
    let body = sequence(&[
        &tlv(0xa0, &tlv(INTEGER, &[2])),
        &tlv(INTEGER, &[serial]),
        &algorithm,
        &name,
        &validity,
        &name,
        &public,
        &tlv(0xa3, &extensions),
    ]);
    let signature = sign(key, &body);
    sequence(&[&body, &algorithm, &bits(0, &signature)])
}

fn named(oid: &[u8], text: &str) -> Vec<u8> {
    sequence(&[&tlv(OID, oid), &tlv(UTF8, text.as_bytes())])
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[0x01, 0x01, 0xff] } else { &[] };
    sequence(&[&tlv(OID, oid), critical, &tlv(OCTET_STRING, value)])
}

fn bits(unused: u8, bytes: &[u8]) -> Vec<u8> {
    tlv(BIT_STRING, &[&[unused], bytes].concat())
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, &parts.concat())
}

/// A tag, the length in as few bytes as DER wants, the content.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    let [high, low] = length.to_be_bytes();
    let header = match (high, low) {
        (0, 0..=0x7f) => vec![tag, low],
        (0, _) => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [header.as_slice(), content].concat()
}
