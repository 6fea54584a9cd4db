//! SDK-HMAC-SHA256: a request in, a signature out.
//!
//! Source: "API request signing guide" of Huawei Cloud; `huaweicloudsdkcore/signer/signer.py`.

use percent_encoding::percent_decode_str;

pub use crate::cloud::digest::encode;
use crate::cloud::digest::{hmac_sha256, pairs, sha256};

/// The name of the algorithm, as it stands in headers.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub struct Signable<'a> {
    /// Upper case.
    pub method: &'a str,
    /// As it is sent, percent-encoded.
    pub path: &'a str,
    /// Not encoded, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// All of them are signed. `host` and `x-sdk-date` belong to them.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

impl Signable<'_> {
    /// The query as it is sent: encoded, sorted by key and value before the encoding.
    pub fn canonical_query(&self) -> String {
        pairs(self.query)
    }

    /// The path: decoded, each segment encoded anew, and with a slash at the end that is not sent.
    fn canonical_path(&self) -> String {
        let decoded = percent_decode_str(self.path).decode_utf8_lossy();
        let segments: Vec<_> = decoded.split('/').map(encode).collect();
        let mut path = segments.join("/");
        if !path.ends_with('/') {
            path.push('/');
        }
        path
    }

    /// The headers in lower case, trimmed and sorted.
    fn canonical_headers(&self) -> Vec<(String, &str)> {
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
            .collect();
        headers.sort();
        headers
    }

    fn signed_headers(&self) -> String {
        let names: Vec<_> = self
            .canonical_headers()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
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
            self.canonical_path(),
            self.canonical_query(),
            self.signed_headers(),
            sha256(self.body),
        )
    }

    /// The string to sign, the second stage. `date` is the value of `x-sdk-date`.
    pub fn string_to_sign(&self, date: &str) -> String {
        let request = sha256(self.canonical_request().as_bytes());
        format!("{ALGORITHM}\n{date}\n{request}")
    }

    /// The value of the header `Authorization`, the last stage.
    pub fn authorization(&self, date: &str, access_key: &str, secret_key: &str) -> String {
        // The secret is the key as it is: no date and no region go into it.
        let signature = hmac_sha256(secret_key, &self.string_to_sign(date));
        let headers = self.signed_headers();
        format!("{ALGORITHM} Access={access_key}, SignedHeaders={headers}, Signature={signature}")
    }
}
