//! Signature Version 4: how calls are signed by a key that holds for one day, region and service.
//!
//! Source: "Signature Version 4 signing process" of AWS; `botocore/auth.py`.

use ::http::Response;
use secrecy::ExposeSecret;

use super::config::Service;
use super::error::{REQUEST_ID, classify};
use crate::cloud::digest::{hex, hmac_bytes, sha256};
use crate::cloud::signed::{Headers, Scheme, Signable, Unsigned};
use crate::credential::Credential;
use crate::http::error::ApiError;

/// The name of the algorithm, as it stands in headers.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The type of a body.
pub const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// What a signature holds for.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// `x-amz-date`, in the basic format of ISO 8601.
    pub date: &'a str,
    /// The region.
    pub region: &'a str,
    /// `ec2` or `sts`.
    pub service: &'a str,
}

impl Scope<'_> {
    fn day(&self) -> &str {
        self.date.get(..8).unwrap_or_default()
    }

    /// The scope as it stands in a signature.
    fn text(&self) -> String {
        let Self {
            region, service, ..
        } = self;
        format!("{}/{region}/{service}/aws4_request", self.day())
    }
}

/// The canonical request, the first stage. All headers belong to it.
pub fn canonical_request(call: &Signable<'_>) -> String {
    call.canonical(call.path)
}

/// The string to sign, the second stage.
pub fn string_to_sign(call: &Signable<'_>, scope: Scope<'_>) -> String {
    let request = sha256(canonical_request(call).as_bytes());
    format!("{ALGORITHM}\n{}\n{}\n{request}", scope.date, scope.text())
}

/// The signature, the third stage.
pub fn signature(call: &Signable<'_>, scope: Scope<'_>, secret_key: &str) -> String {
    let parts = [scope.day(), scope.region, scope.service, "aws4_request"];
    let key = format!("AWS4{secret_key}").into_bytes();
    let key = parts.iter().fold(key, |key, part| hmac_bytes(&key, part));
    hex(&hmac_bytes(&key, &string_to_sign(call, scope)))
}

/// The value of the header `Authorization`, the last stage.
pub fn authorization(
    call: &Signable<'_>,
    scope: Scope<'_>,
    access_key: &str,
    secret_key: &str,
) -> String {
    let (scope_text, headers) = (scope.text(), call.signed_headers());
    let signature = signature(call, scope, secret_key);
    format!(
        "{ALGORITHM} Credential={access_key}/{scope_text}, SignedHeaders={headers}, Signature={signature}"
    )
}

/// How a service is called in a region.
pub(super) struct SigV4 {
    pub(super) service: Service,
    pub(super) region: String,
}

impl Scheme for SigV4 {
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
        let mut headers: Headers<'a> = vec![("content-type", FORM.into()), ("host", host.into())];
        let keys = match credential {
            Credential::Keys(keys) => keys,
            // Whoever signs in by what the call brings.
            Credential::Anonymous => return Ok(headers),
            Credential::Token(_) => return Err("calls of AWS are signed by a key".to_owned()),
        };
        let date = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        headers.push(("x-amz-date", date.clone().into()));
        if let Some(token) = &keys.security_token {
            headers.push(("x-amz-security-token", token.expose_secret().into()));
        }
        let signed = Signable {
            headers: &headers,
            ..call
        };
        let scope = Scope {
            date: &date,
            region: &self.region,
            service: self.service.name(),
        };
        let secret = keys.secret_key.expose_secret();
        let authorization = authorization(&signed, scope, &keys.access_key, secret);
        headers.push(("authorization", authorization.into()));
        Ok(headers)
    }
}
