//! A call, before it is signed.

use std::borrow::Cow;

use ::http::Method;
use serde::Serialize;

/// What a call does, which decides whether it may be sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It changes nothing.
    Reads,
    /// It changes something, and a second time changes no more.
    Writes,
    /// A second time could make a second object.
    Creates,
}

/// One call, not yet signed.
#[derive(Clone, Debug)]
pub struct Call {
    /// The API's name, for limits and logs.
    pub api: &'static str,
    /// The method.
    pub method: Method,
    /// The path below the endpoint, percent-encoded, with a slash in front.
    pub path: String,
    /// The query, not encoded.
    pub query: Vec<(Cow<'static, str>, String)>,
    /// JSON or a form, or empty.
    pub body: Vec<u8>,
    /// What it does.
    pub effect: Effect,
}

impl Call {
    /// A call with neither a query nor a body.
    pub fn new(api: &'static str, method: Method, path: impl Into<String>, effect: Effect) -> Self {
        Self {
            api,
            method,
            path: path.into(),
            query: Vec::new(),
            body: Vec::new(),
            effect,
        }
    }

    /// The same with a JSON document.
    #[must_use]
    pub fn with(mut self, body: &impl Serialize) -> Self {
        // What is sent is made of text, which cannot fail to serialise.
        self.body = serde_json::to_vec(body).unwrap_or_default();
        self
    }
}
