//! Why a call is refused: what every cloud refuses, and what one of them alone says.

use std::fmt;

use http::StatusCode;

use super::object::{Id, Status};
use super::rate::Rate;
use super::request::Answer;
use super::rules::Event;
use super::state::StateError;

/// What is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Peering,
    Endpoint,
    Service,
}

/// The form of an error body.
pub(crate) type Form = fn(&Said, &str) -> Answer;

/// A refusal in a cloud's own words.
#[derive(Clone)]
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
    /// Writes the body, with the request's id.
    pub(crate) form: Form,
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status, self.code, self.message)
    }
}

/// What one cloud says.
pub(crate) struct Row {
    pub(crate) code: &'static str,
    /// With `{}` for what is wrong.
    pub(crate) text: &'static str,
    /// Writes the body.
    pub(crate) form: Form,
}

impl Row {
    pub(crate) fn refusal(&self) -> Refusal {
        self.of("")
    }

    /// About something; 400, as most are.
    pub(crate) fn of(&self, what: impl fmt::Display) -> Refusal {
        self.said(StatusCode::BAD_REQUEST, &what).into()
    }

    pub(crate) fn said(&self, status: StatusCode, what: &dyn fmt::Display) -> Said {
        Said {
            status,
            code: self.code.to_owned(),
            message: self.text.replace("{}", &what.to_string()),
            form: self.form,
        }
    }
}

/// Why a call is refused.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// The cloud has no such call.
    NoSuchCall,
    /// Too many calls.
    Throttled(Rate),
    /// The body is larger than the gateway's limit.
    TooLarge,
    /// The simulator cannot do it.
    Broken(String),
    /// It is not there, or not for the caller to see.
    NotFound(What, Id),
    /// An id that the seed or the control API wants is taken.
    Taken(Id),
    /// What the seed or the control API wants is wrong.
    Invalid(String),
    /// The status does not allow it.
    Status(Id, Status, Event),
    /// The other side alone may.
    WrongSide(Id, Event),
    /// What this cloud alone refuses.
    Said(Said),
}

impl From<StateError> for Refusal {
    fn from(error: StateError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<Said> for Refusal {
    fn from(said: Said) -> Self {
        Self::Said(said)
    }
}
