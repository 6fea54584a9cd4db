//! What goes in and out of the server: encoded values, and answers with their diagnostics.

use super::diagnostics::{Diagnostic, Diagnostics};
use super::path::Path;
use super::resource::{Context, Notices};
use super::schema::Type;
use super::value::Value;
use super::{json, msgpack};

/// A value as it came over the wire.
#[derive(Clone, Copy, Debug)]
pub enum Encoded<'a> {
    /// cty's msgpack.
    Msgpack(&'a [u8]),
    /// JSON, of a state file.
    Json(&'a [u8]),
    /// Nothing was sent, which means null.
    Absent,
}

impl Encoded<'_> {
    pub(super) fn decode(self, of: &Type) -> Result<Value, Diagnostic> {
        match self {
            Self::Msgpack(bytes) => msgpack::decode(bytes, of),
            Self::Json(bytes) => json::decode(bytes, of),
            Self::Absent => Ok(Value::Null),
        }
        .map_err(|error| {
            Diagnostic::error(
                "Unreadable value",
                format!(
                    "Terraform sent a value that does not fit the schema: {error}. Please report this."
                ),
            )
        })
    }
}

/// The private state that a plan begins with.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// That of the object.
    pub prior: &'a [u8],
    /// That of the plan which this one repeats, empty for a first one; `None` where the host stores none.
    pub earlier: Option<&'a [u8]>,
}

/// What a call came to: diagnostics always, and an answer when there is one.
#[derive(Debug, Default)]
pub struct Outcome<T> {
    /// The answer.
    pub answer: T,
    /// Errors and warnings.
    pub diagnostics: Diagnostics,
}

/// An object and the bytes that are stored with it.
#[derive(Debug, Default)]
pub struct Stored {
    /// Its state; null when there is none.
    pub state: Value,
    /// Its private state.
    pub private: Vec<u8>,
    /// What it is, whichever configuration reaches it; null where that is not known.
    pub identity: Value,
}

/// A planned change.
#[derive(Debug, Default)]
pub struct Planned {
    /// What will be.
    pub stored: Stored,
    /// The attributes that make it a replacement.
    pub replace: Vec<Path>,
}

/// What a call came to, and what is stored with it.
pub(super) fn stored<P: Notices>(mut cx: Context<'_, P>, state: Value) -> Outcome<Stored> {
    for notice in cx.provider.notices() {
        cx.warn(notice);
    }
    Outcome {
        answer: Stored {
            state,
            private: cx.private.encode(),
            identity: Value::Null,
        },
        diagnostics: cx.diagnostics,
    }
}

impl Outcome<Stored> {
    /// The same of an object whose identity is known.
    pub(super) fn identified(mut self, identity: Value) -> Self {
        self.answer.identity = identity;
        self
    }
}

/// A call that could not begin.
pub(super) fn failed(error: Diagnostic, private: &[u8]) -> Outcome<Stored> {
    Outcome {
        answer: Stored {
            state: Value::Null,
            private: private.to_vec(),
            identity: Value::Null,
        },
        diagnostics: error.into(),
    }
}
