//! What of an answer that is no success is read, and shown.

use std::borrow::Cow;

use ::http::Response;

use crate::http::error::Kind;
use crate::sanitize;

/// What a user can do about an error whose code says nothing of that: what to check of the keys, of permissions, and otherwise.
pub(super) fn usual(
    kind: Kind,
    [keys, permission, again]: [&'static str; 3],
) -> Option<&'static str> {
    match kind {
        Kind::Unreadable => Some(
            "This is not an answer from the API. Check the endpoint in the provider configuration, and \
             whether there is a proxy in between.",
        ),
        Kind::Server => Some(again),
        Kind::Unauthorized => Some(keys),
        Kind::Forbidden => Some(permission),
        _ => None,
    }
}

/// How much of a body is read as an error: parsed JSON takes many times its bytes.
const READ: usize = 64 << 10;

/// The longest message, the longest code or request id, and how much of a page is shown that is none of the API's, in characters.
pub(super) const MESSAGE: usize = 1000;
const WORD: usize = 100;
pub(super) const EXCERPT: usize = 200;

/// The body, as far as it is read.
pub(super) fn body(answer: &Response<Vec<u8>>) -> Cow<'_, str> {
    let bytes = answer.body();
    String::from_utf8_lossy(bytes.get(..READ).unwrap_or(bytes))
}

/// A header that says something.
pub(super) fn header(answer: &Response<Vec<u8>>, name: &str) -> Option<String> {
    let value = answer.headers().get(name)?.to_str().ok()?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// A message.
pub(super) fn message(text: &str) -> String {
    sanitize::line(text, MESSAGE)
}

/// A code, or a request id.
pub(super) fn word(text: impl AsRef<str>) -> String {
    sanitize::line(text.as_ref(), WORD)
}

/// A page of somebody else.
pub(super) fn excerpt(text: &str) -> String {
    sanitize::line(text, EXCERPT)
}
