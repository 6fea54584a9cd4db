//! A call as a request: signed by a key, or with a token in a header.

use std::sync::Arc;

use ::http::{Request, Response};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::config::NoEndpoint;
use super::error::{REQUEST_ID, classify};
use super::ids::ProjectId;
use super::sign::Signable;
use crate::cloud::signed::{query, request};
use crate::credential::Credential;
use crate::credential::keys::Keys;
use crate::http::client::{Call, Dialect};
use crate::http::endpoint::Base;
use crate::http::error::ApiError;

/// Signs for one service, region and project.
pub(super) struct Signer {
    /// The base of its URLs; not where it serves another region only: a session has clients of services
    /// that nobody calls.
    pub(super) endpoint: Result<String, NoEndpoint>,
    /// The project to act in. A token has its own and is not told.
    pub(super) project: Option<ProjectId>,
    /// Further headers, such as tokens about which a question is.
    pub(super) headers: Vec<(&'static str, SecretString)>,
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
        let endpoint = self.endpoint.as_ref().map_err(ToString::to_string)?;
        let base = Base::of(endpoint)?;
        let path = format!("{}{}", base.prefix, call.path);
        let date = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        let mut headers = vec![
            ("Content-Type", "application/json"),
            ("Host", base.host.as_str()),
        ];
        let more = self.headers.iter();
        headers.extend(more.map(|(name, value)| (*name, value.expose_secret())));
        match credential {
            Credential::Keys(keys) => {
                headers.push(("X-Sdk-Date", &date));
                if let Some(project) = &self.project {
                    headers.push(("X-Project-Id", project.as_str()));
                }
                if let Some(token) = &keys.security_token {
                    headers.push(("X-Security-Token", token.expose_secret()));
                }
            }
            Credential::Token(token) => headers.push(("X-Auth-Token", token.expose_secret())),
            Credential::Anonymous => {}
        }
        let query = query(call);
        let signable = Signable {
            method: call.method.as_str(),
            path: &path,
            query: &query,
            headers: &headers,
            body: &call.body,
        };
        let authorization = match credential {
            Credential::Keys(Keys {
                access_key,
                secret_key,
                ..
            }) => Some(signable.authorization(&date, access_key, secret_key.expose_secret())),
            Credential::Token(_) | Credential::Anonymous => None,
        };
        let query = signable.canonical_query();
        if let Some(authorization) = &authorization {
            headers.push(("Authorization", authorization));
        }
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
