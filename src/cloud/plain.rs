//! Calls that nobody signs: of who is let in by what the call brings, or by being near.

use ::http::{Request, Response};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::digest::pairs;
use super::signed::query;
use crate::credential::Credential;
use crate::http::call::Call;
use crate::http::client::Dialect;
use crate::http::endpoint::sensitive;
use crate::http::error::ApiError;

/// A header that goes with the calls of a client.
pub(super) type Header = (&'static str, SecretString);

/// The type of a body.
const FORM: &str = "application/x-www-form-urlencoded";

/// What an answer that is no success means.
type Classify = fn(&Response<Vec<u8>>) -> ApiError;

/// Sends calls as they are.
pub(super) struct Plain {
    /// What paths are below. It may be a whole URL for a call without a path: its path and query may hold
    /// secrets, and a call's path is logged.
    pub(super) base: String,
    pub(super) header: Option<Header>,
    /// The header that carries the request id, and what an answer that is no success means.
    pub(super) answers: (&'static str, Classify),
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
        let (_, classify) = self.answers;
        classify(answer)
    }

    fn request_id(&self) -> &'static str {
        let (request_id, _) = self.answers;
        request_id
    }
}
