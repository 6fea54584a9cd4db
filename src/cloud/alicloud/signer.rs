//! A call as a request, signed by a key.

use std::sync::Arc;

use ::http::{Request, Response};
use jiff::Timestamp;
use secrecy::ExposeSecret;

use super::error::{REQUEST_ID, classify};
use super::sign::{CONTENT_HASH, FORM, Signable};
use crate::cloud::random::unique;
use crate::cloud::signed::{query, request};
use crate::credential::Credential;
use crate::http::client::{Call, Dialect};
use crate::http::endpoint::Base;
use crate::http::error::ApiError;

/// Signs for one service.
pub(super) struct Signer {
    /// The base of its URLs, or why there is none.
    pub(super) endpoint: Result<String, String>,
    /// The version of its API.
    pub(super) version: &'static str,
    /// What of the account comes from variables and files: where the caller is refused, one of them may
    /// be to blame.
    pub(super) taken: Option<Arc<str>>,
}

impl Dialect for Signer {
    fn sign(
        &self,
        call: &Call,
        credential: &Credential,
        now: Timestamp,
    ) -> Result<Request<Vec<u8>>, String> {
        let Credential::Keys(keys) = credential else {
            return Err("calls of this service are signed by a key".to_owned());
        };
        let base = Base::of(self.endpoint.as_deref()?)?;
        let path = format!("{}{}", base.prefix, call.path);
        let date = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        // A new one for every attempt: the cloud takes each but once.
        let nonce = unique();
        let mut headers = vec![
            ("host", base.host.as_str()),
            ("x-acs-action", call.api),
            ("x-acs-version", self.version),
            ("x-acs-date", &date),
            ("x-acs-signature-nonce", &nonce),
        ];
        if !call.body.is_empty() {
            headers.push(("content-type", FORM));
        }
        if let Some(token) = &keys.security_token {
            headers.push(("x-acs-accesskey-id", &keys.access_key));
            headers.push(("x-acs-security-token", token.expose_secret()));
        }
        let query = query(call);
        let signable = Signable {
            method: call.method.as_str(),
            path: &path,
            query: &query,
            headers: &headers,
            body: &call.body,
        };
        let secret = keys.secret_key.expose_secret();
        let authorization = signable.authorization(&keys.access_key, secret);
        let (hash, query) = (signable.content_hash(), signable.canonical_query());
        headers.extend([
            (CONTENT_HASH, hash.as_str()),
            ("accept", "application/json"),
            ("Authorization", &authorization),
        ]);
        request(call, &base, [&path, &query], &headers)
    }

    fn classify(&self, answer: &Response<Vec<u8>>) -> ApiError {
        let error = classify(answer);
        let note = self.taken.as_deref().filter(|_| error.is_about_caller());
        error.with_note(note)
    }

    fn request_id(&self) -> &'static str {
        REQUEST_ID
    }
}
