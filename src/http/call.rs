//! A call, before it is signed.

use std::borrow::Cow;

use ::http::Method;
use serde_json::Value;

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
    /// Whether it has its place within the account's own limits already.
    pub place: Place,
}

/// A place within an account's own limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It waits for one when it is sent.
    ToTake,
    /// It waited for one before it was put together ([`super::client::Client::admit`]). Another try waits for another.
    Taken,
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
            place: Place::ToTake,
        }
    }

    /// The same with a JSON document, without the fields that are null.
    #[must_use]
    pub fn with(mut self, mut body: Value) -> Self {
        leave_nulls_out(&mut body);
        self.body = body.to_string().into_bytes();
        self
    }
}

fn leave_nulls_out(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(leave_nulls_out);
    }
}
