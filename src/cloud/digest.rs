//! What all signatures are made of.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::{digest, hmac};

/// What is not encoded besides letters and digits (RFC 3986, "unreserved").
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// One segment of a path, or one part of a query, as it is sent and signed.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// A query or a form as it is sent and signed: sorted by key and value before the encoding.
pub(super) fn pairs(of: &[(&str, &str)]) -> String {
    let mut pairs = of.to_vec();
    pairs.sort_unstable();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{}={}", encode(key), encode(value)))
        .collect();
    pairs.join("&")
}

/// SHA-256 in lower-case hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// SHA-1 in lower-case hexadecimal digits. It protects nothing: tools name files so.
pub(super) fn sha1(text: &str) -> String {
    let algorithm = &digest::SHA1_FOR_LEGACY_USE_ONLY;
    hex(digest::digest(algorithm, text.as_bytes()).as_ref())
}

/// HMAC-SHA-256 of a text in lower-case hexadecimal digits. The secret is the key as it is: no date
/// and no region go into it.
pub(super) fn hmac_sha256(secret: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hex(hmac::sign(&key, text.as_bytes()).as_ref())
}

/// HMAC-SHA-256 as bytes, for signatures whose key is derived.
pub(super) fn hmac_bytes(key: &[u8], text: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
