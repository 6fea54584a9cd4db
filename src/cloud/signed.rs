//! A call that is signed, as a request.

use std::borrow::Cow;
use std::sync::Arc;

use ::http::{Request, Response};
use jiff::Timestamp;

use super::digest::{pairs, sha256};
use crate::credential::Credential;
use crate::http::call::Call;
use crate::http::client::Dialect;
use crate::http::endpoint::{Base, sensitive};
use crate::http::error::ApiError;

/// Headers, in any order.
pub type Headers<'a> = Vec<(&'a str, Cow<'a, str>)>;

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub struct Signable<'a> {
    /// Upper case.
    pub method: &'a str,
    /// As it is sent, percent-encoded.
    pub path: &'a str,
    /// Not encoded, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// All of them are signed.
    pub headers: &'a [(&'a str, Cow<'a, str>)],
    /// The body.
    pub body: &'a [u8],
}

impl Signable<'_> {
    /// The query as it is sent: encoded, sorted by key and value before the encoding.
    pub fn canonical_query(&self) -> String {
        pairs(self.query)
    }

    /// The body's hash.
    pub fn content_hash(&self) -> String {
        sha256(self.body)
    }

    /// The headers in lower case, trimmed and sorted.
    fn canonical_headers(&self) -> Vec<(String, &str)> {
        let given = self.headers.iter();
        let mut headers: Vec<_> = given
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
            .collect();
        headers.sort();
        headers
    }

    /// The names of the headers, as they stand in the signature.
    pub(super) fn signed_headers(&self) -> String {
        let headers = self.canonical_headers().into_iter();
        headers.map(|(name, _)| name).collect::<Vec<_>>().join(";")
    }

    /// The canonical request, the first stage of every signature, with the path as the algorithm has it.
    pub(super) fn canonical(&self, path: &str) -> String {
        let headers = self.canonical_headers();
        let headers = headers.iter().fold(String::new(), |all, (name, value)| {
            all + name + ":" + value + "\n"
        });
        let (query, names) = (self.canonical_query(), self.signed_headers());
        let (method, hash) = (self.method, self.content_hash());
        format!("{method}\n{path}\n{query}\n{headers}\n{names}\n{hash}")
    }
}

/// How one service of a cloud is called: what goes into the headers, the signature among them, and what errors mean.
pub(super) trait Scheme: Send + Sync + 'static {
    /// The header that carries the request id.
    const REQUEST_ID: &'static str;
    /// What an answer that is no success means.
    const CLASSIFY: fn(&Response<Vec<u8>>) -> ApiError;

    /// The headers of a call, which has none yet.
    ///
    /// # Errors
    /// A sentence, where such a credential signs nothing.
    fn headers<'a>(&'a self, unsigned: Unsigned<'a>) -> Result<Headers<'a>, String>;
}

/// A call that is to be signed.
pub(super) struct Unsigned<'a> {
    pub(super) api: &'static str,
    /// It, without headers.
    pub(super) call: Signable<'a>,
    /// Whom it goes to.
    pub(super) host: &'a str,
    pub(super) credential: &'a Credential,
    pub(super) now: Timestamp,
}

/// Signs for one service.
pub(super) struct Signer<S> {
    /// The base of its URLs, or why there is none: a session has clients of services that nobody calls.
    pub(super) endpoint: Result<String, String>,
    /// What of the account comes from variables and files: where the caller is refused, one of them may
    /// be to blame.
    pub(super) taken: Option<Arc<str>>,
    /// How it is called.
    pub(super) scheme: S,
}

impl<S: Scheme> Dialect for Signer<S> {
    fn sign(
        &self,
        call: &Call,
        credential: &Credential,
        now: Timestamp,
    ) -> Result<Request<Vec<u8>>, String> {
        let base = Base::of(self.endpoint.as_deref()?)?;
        let (path, query) = (format!("{}{}", base.prefix, call.path), query(call));
        let bare = Signable {
            method: call.method.as_str(),
            path: &path,
            query: &query,
            headers: &[],
            body: &call.body,
        };
        let unsigned = Unsigned {
            api: call.api,
            call: bare,
            host: &base.host,
            credential,
            now,
        };
        let headers = self.scheme.headers(unsigned)?;
        request(call, &base, [&path, &bare.canonical_query()], &headers)
    }

    fn classify(&self, answer: &Response<Vec<u8>>) -> ApiError {
        let error = S::CLASSIFY(answer);
        let note = self.taken.as_deref().filter(|_| error.is_about_caller());
        error.with_note(note)
    }

    fn request_id(&self) -> &'static str {
        S::REQUEST_ID
    }
}

/// The query of a call, as signatures take it.
pub(super) fn query(call: &Call) -> Vec<(&str, &str)> {
    let pairs = call.query.iter();
    pairs
        .map(|(key, value)| (key.as_ref(), value.as_str()))
        .collect()
}

/// The request of a call to `path` with `query`, as they were signed, and with these headers. The host is not among them: the client
/// sets it itself, from the same text.
fn request(
    call: &Call,
    base: &Base<'_>,
    [path, query]: [&str; 2],
    headers: &Headers<'_>,
) -> Result<Request<Vec<u8>>, String> {
    let Base { scheme, host, .. } = base;
    let question = if query.is_empty() { "" } else { "?" };
    let mut request = Request::builder()
        .method(call.method.clone())
        .uri(format!("{scheme}://{host}{path}{question}{query}"));
    let is_host = |name: &str| name.eq_ignore_ascii_case("host");
    for (name, value) in headers.iter().filter(|(name, _)| !is_host(name)) {
        request = request.header(*name, sensitive(name, value)?);
    }
    request
        .body(call.body.clone())
        .map_err(|error| format!("no request can be built: {error}"))
}
