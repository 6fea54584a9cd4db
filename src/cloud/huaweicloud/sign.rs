//! SDK-HMAC-SHA256: how calls are signed by a key, or carry a token in a header.
//!
//! Source: "API request signing guide" of Huawei Cloud; `huaweicloudsdkcore/signer/signer.py`.

use ::http::Response;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};

use super::error::{REQUEST_ID, classify};
use super::ids::ProjectId;
pub use crate::cloud::digest::encode;
use crate::cloud::digest::{hmac_sha256, sha256};
use crate::cloud::signed::{Headers, Scheme, Signable, Unsigned};
use crate::credential::Credential;
use crate::http::error::ApiError;

/// The name of the algorithm, as it stands in headers.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// The path: decoded, each segment encoded anew, and with a slash at the end that is not sent.
fn canonical_path(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let segments: Vec<_> = decoded.split('/').map(encode).collect();
    let mut path = segments.join("/");
    if !path.ends_with('/') {
        path.push('/');
    }
    path
}

/// The canonical request, the first stage. `host` and `x-sdk-date` belong to its headers.
pub fn canonical_request(call: &Signable<'_>) -> String {
    call.canonical(&canonical_path(call.path))
}

/// The string to sign, the second stage. `date` is the value of `x-sdk-date`.
pub fn string_to_sign(call: &Signable<'_>, date: &str) -> String {
    let request = sha256(canonical_request(call).as_bytes());
    format!("{ALGORITHM}\n{date}\n{request}")
}

/// The value of the header `Authorization`, the last stage.
pub fn authorization(call: &Signable<'_>, date: &str, access_key: &str, secret: &str) -> String {
    // The secret is the key as it is: no date and no region go into it.
    let signature = hmac_sha256(secret, &string_to_sign(call, date));
    let headers = call.signed_headers();
    format!("{ALGORITHM} Access={access_key}, SignedHeaders={headers}, Signature={signature}")
}

/// How a service is called.
#[derive(Default)]
pub(super) struct SdkHmac {
    /// The project to act in. A token has its own and is not told.
    pub(super) project: Option<ProjectId>,
    /// Further headers, such as tokens about which a question is.
    pub(super) headers: Vec<(&'static str, SecretString)>,
}

impl Scheme for SdkHmac {
    const REQUEST_ID: &'static str = REQUEST_ID;
    const CLASSIFY: fn(&Response<Vec<u8>>) -> ApiError = classify;

    fn headers<'a>(&'a self, unsigned: Unsigned<'a>) -> Result<Headers<'a>, String> {
        let Unsigned {
            call,
            host,
            credential,
            now,
            ..
        } = unsigned;
        let mut headers: Headers<'a> = vec![
            ("Content-Type", "application/json".into()),
            ("Host", host.into()),
        ];
        let more = self.headers.iter();
        headers.extend(more.map(|(name, value)| (*name, value.expose_secret().into())));
        match credential {
            Credential::Keys(keys) => {
                let date = now.strftime("%Y%m%dT%H%M%SZ").to_string();
                headers.push(("X-Sdk-Date", date.clone().into()));
                if let Some(project) = &self.project {
                    headers.push(("X-Project-Id", project.as_str().into()));
                }
                if let Some(token) = &keys.security_token {
                    headers.push(("X-Security-Token", token.expose_secret().into()));
                }
                let signed = Signable {
                    headers: &headers,
                    ..call
                };
                let secret = keys.secret_key.expose_secret();
                let authorization = authorization(&signed, &date, &keys.access_key, secret);
                headers.push(("Authorization", authorization.into()));
            }
            Credential::Token(token) => {
                headers.push(("X-Auth-Token", token.expose_secret().into()));
            }
            Credential::Anonymous => {}
        }
        Ok(headers)
    }
}
