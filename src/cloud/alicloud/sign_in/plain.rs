//! Calls that nobody signs: of who is let in by what the call brings, or by being near.

use ::http::{Request, Response};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::super::error::{REQUEST_ID, classify};
use super::super::sign::FORM;
use crate::cloud::digest::pairs;
use crate::cloud::signed::query;
use crate::credential::Credential;
use crate::http::call::Call;
use crate::http::client::Dialect;
use crate::http::endpoint::sensitive;
use crate::http::error::ApiError;

/// A header that goes with the calls of a client.
pub(super) type Header = (&'static str, SecretString);

/// Sends calls as they are.
pub(super) struct Plain {
    /// What paths are below. It may be a whole URL for a call without a path: its path and query may hold
    /// secrets, and a call's path is logged.
    base: String,
    header: Option<Header>,
}

impl Plain {
    pub(super) fn new(base: String) -> Self {
        Self { base, header: None }
    }

    pub(super) fn with(self, header: Option<Header>) -> Self {
        Self { header, ..self }
    }
}

impl Dialect for Plain {
    fn sign(&self, call: &Call, _: &Credential, _: Timestamp) -> Result<Request<Vec<u8>>, String> {
        let query = pairs(&query(call));
        let question = if query.is_empty() { "" } else { "?" };
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(format!("{}{}{question}{query}", self.base, call.path));
        if !call.body.is_empty() {
            request = request.header("content-type", FORM);
        }
        if let Some((name, value)) = &self.header {
            request = request.header(*name, sensitive(name, value.expose_secret())?);
        }
        request
            .body(call.body.clone())
            .map_err(|_| "no request can be built from the endpoint".to_owned())
    }

    fn classify(&self, answer: &Response<Vec<u8>>) -> ApiError {
        classify(answer)
    }

    fn request_id(&self) -> &'static str {
        REQUEST_ID
    }
}
