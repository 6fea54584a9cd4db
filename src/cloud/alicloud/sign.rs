//! ACS3-HMAC-SHA256: how calls are signed by a key; and the form that bodies have.
//!
//! Source: "Request syntax and signature method V3" of Alibaba Cloud; `alibabacloud_tea_openapi`.

use ::http::Response;
use secrecy::ExposeSecret;

use super::error::{REQUEST_ID, classify};
use crate::cloud::digest::{hmac_sha256, pairs, sha256};
use crate::cloud::random::unique;
use crate::cloud::signed::{Headers, Scheme, Signable, Unsigned};
use crate::credential::Credential;
use crate::http::error::ApiError;

/// The name of the algorithm, as it stands in headers.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// The type of a body. There is no charset in it: it is signed as it stands here.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The name of the header with the body's hash.
pub const CONTENT_HASH: &str = "x-acs-content-sha256";

/// The canonical request, the first stage. The host, the type of a body, and each header that begins with `x-acs-` belong to it.
pub fn canonical_request(call: &Signable<'_>) -> String {
    call.canonical(call.path)
}

/// The value of the header `Authorization`, the last stage.
pub fn authorization(call: &Signable<'_>, access_key: &str, secret_key: &str) -> String {
    let request = sha256(canonical_request(call).as_bytes());
    let signature = hmac_sha256(secret_key, &format!("{ALGORITHM}\n{request}"));
    let headers = call.signed_headers();
    format!("{ALGORITHM} Credential={access_key},SignedHeaders={headers},Signature={signature}")
}

/// A body: a form, sorted. Its encoding is free, since it is signed as bytes; a space is a `%20`, which
/// every decoder reads.
pub fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    pairs(fields).into_bytes()
}

/// How a service is called whose API has this version.
pub(super) struct Acs3(pub(super) &'static str);

impl Scheme for Acs3 {
    const REQUEST_ID: &'static str = REQUEST_ID;
    const CLASSIFY: fn(&Response<Vec<u8>>) -> ApiError = classify;

    fn headers<'a>(&'a self, unsigned: Unsigned<'a>) -> Result<Headers<'a>, String> {
        let Unsigned {
            api,
            call,
            host,
            credential,
            now,
        } = unsigned;
        let Credential::Keys(keys) = credential else {
            return Err("calls of this service are signed by a key".to_owned());
        };
        let date = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let mut headers = vec![
            ("host", host.into()),
            ("x-acs-action", api.into()),
            ("x-acs-version", self.0.into()),
            ("x-acs-date", date.into()),
            // A new one for every attempt: the cloud takes each but once.
            ("x-acs-signature-nonce", unique().into()),
            (CONTENT_HASH, call.content_hash().into()),
        ];
        if !call.body.is_empty() {
            headers.push(("content-type", FORM.into()));
        }
        if let Some(token) = &keys.security_token {
            headers.push(("x-acs-accesskey-id", keys.access_key.as_str().into()));
            headers.push(("x-acs-security-token", token.expose_secret().into()));
        }
        let signed = Signable {
            headers: &headers,
            ..call
        };
        let secret = keys.secret_key.expose_secret();
        let authorization = authorization(&signed, &keys.access_key, secret);
        headers.push(("accept", "application/json".into()));
        headers.push(("Authorization", authorization.into()));
        Ok(headers)
    }
}
