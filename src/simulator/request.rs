//! One request as it came over the wire, and one answer as it goes back: the only HTTP that the
//! simulated clouds see.

use http::{HeaderMap, Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::id::Region;

/// A request, not yet trusted.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// As sent, still encoded, with the region's prefix: this is what is signed.
    pub(crate) path: String,
    /// As sent, still encoded; empty when there is none.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The `/{region}` that the path began with.
    pub(crate) region: Option<Region>,
    /// The decoded segments after that prefix.
    pub(crate) segments: Vec<String>,
}

impl Request {
    pub(crate) fn new(head: http::request::Parts, body: Vec<u8>) -> Self {
        let path = head.uri.path().to_owned();
        let mut headers = head.headers;
        // A request that never went over a socket may carry its host in the URI alone.
        if let Some(authority) = head.uri.authority()
            && let Ok(host) = authority.as_str().parse()
        {
            headers.entry(http::header::HOST).or_insert(host);
        }
        let mut segments: Vec<String> = path
            .split('/')
            .skip(1)
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect();
        let region = match segments.first() {
            Some(first) if Region::is_like(first) => Some(Region::from(segments.remove(0))),
            _ => None,
        };
        Self {
            method: head.method,
            path,
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers,
            body,
            region,
            segments,
        }
    }

    /// A header's first value, when it is readable text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.get(name)?;
        std::str::from_utf8(value.as_bytes()).ok().map(str::trim)
    }

    /// The segments as a slice of texts, for matching.
    pub(crate) fn parts(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// The query's decoded pairs in the order they were sent. A `+` is a plus: the documents
    /// encode a space as `%20`.
    pub(crate) fn pairs(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.query
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (key, value) = part.split_once('=').unwrap_or((part, ""));
                (
                    percent_decode_str(key).collect(),
                    percent_decode_str(value).collect(),
                )
            })
            .collect()
    }

    /// The first value of a query parameter; an empty one is as if it had not been sent.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        self.pairs()
            .into_iter()
            .find(|(key, _)| key == name.as_bytes())
            .map(|(_, value)| String::from_utf8_lossy(&value).into_owned())
            .filter(|value| !value.is_empty())
    }

    /// Where the caller thinks that it calls.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.header("host").unwrap_or("localhost"))
    }

    /// Path and query as sent.
    pub(crate) fn target(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }
}

/// An answer, before the headers that every answer carries.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    /// How many of those that the call names it refuses, although it is one of success.
    pub(crate) refused: usize,
}

/// What an answer carries.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    /// Nothing, as with 204.
    Empty,
    /// A JSON document.
    Json(Value),
    /// A text that may be no JSON: what a broken proxy sends.
    Text(String),
}

impl Answer {
    pub(crate) fn json(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Body::Json(body),
            refused: 0,
        }
    }

    pub(crate) fn text(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Body::Text(text.into()),
            refused: 0,
        }
    }

    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Body::Empty,
            refused: 0,
        }
    }
}
