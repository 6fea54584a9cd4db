//! ACS3-HMAC-SHA256: a request in, a signature out; and the form that bodies have.
//!
//! Source: "Request syntax and signature method V3" of Alibaba Cloud; `alibabacloud_tea_openapi`.

use crate::cloud::digest::{hmac_sha256, pairs, sha256};

/// The name of the algorithm, as it stands in headers.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// The type of a body. There is no charset in it: it is signed as it stands here.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub struct Signable<'a> {
    /// Upper case.
    pub method: &'a str,
    /// As it is sent.
    pub path: &'a str,
    /// Not encoded, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// All of them are signed, besides the body's hash: the host, the type of a body, and each that
    /// begins with `x-acs-`.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

/// The name of the header with the body's hash.
pub const CONTENT_HASH: &str = "x-acs-content-sha256";

impl Signable<'_> {
    /// The body's hash, which is a header of its own.
    pub fn content_hash(&self) -> String {
        sha256(self.body)
    }

    /// The query as it is sent: encoded, sorted by the keys as they are.
    pub fn canonical_query(&self) -> String {
        pairs(self.query)
    }

    /// The headers in lower case, trimmed and sorted, with the body's hash.
    fn canonical_headers(&self) -> Vec<(String, String)> {
        let given = self.headers.iter();
        let mut headers: Vec<_> = given
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .filter(|(name, _)| name != CONTENT_HASH)
            .collect();
        headers.push((CONTENT_HASH.to_owned(), self.content_hash()));
        headers.sort();
        headers
    }

    fn signed_headers(&self) -> String {
        let headers = self.canonical_headers();
        let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
        names.join(";")
    }

    /// The canonical request, the first stage.
    pub fn canonical_request(&self) -> String {
        let headers = self.canonical_headers();
        let headers = headers.iter().fold(String::new(), |all, (name, value)| {
            all + name + ":" + value + "\n"
        });
        format!(
            "{}\n{}\n{}\n{headers}\n{}\n{}",
            self.method,
            self.path,
            self.canonical_query(),
            self.signed_headers(),
            self.content_hash(),
        )
    }

    /// The string to sign, the second stage.
    pub fn string_to_sign(&self) -> String {
        let request = sha256(self.canonical_request().as_bytes());
        format!("{ALGORITHM}\n{request}")
    }

    /// The value of the header `Authorization`, the last stage.
    pub fn authorization(&self, access_key: &str, secret_key: &str) -> String {
        let signature = hmac_sha256(secret_key, &self.string_to_sign());
        let headers = self.signed_headers();
        format!("{ALGORITHM} Credential={access_key},SignedHeaders={headers},Signature={signature}")
    }
}

/// A body: a form, sorted. Its encoding is free, since it is signed as bytes; a space is a `%20`, which
/// every decoder reads.
pub fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    pairs(fields).into_bytes()
}
