//! A call that is signed, as a request.

use ::http::Request;

use crate::http::client::Call;
use crate::http::endpoint::{Base, sensitive};

/// The query of a call, as signatures take it.
pub(super) fn query(call: &Call) -> Vec<(&str, &str)> {
    let pairs = call.query.iter();
    pairs
        .map(|(key, value)| (key.as_ref(), value.as_str()))
        .collect()
}

/// The request of a call to `path` with `query`, as they were signed, and with these headers. The host is not among them: the client
/// sets it itself, from the same text.
///
/// # Errors
/// A sentence that repeats no value, which may be a secret.
pub(super) fn request(
    call: &Call,
    base: &Base<'_>,
    [path, query]: [&str; 2],
    headers: &[(&str, &str)],
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
