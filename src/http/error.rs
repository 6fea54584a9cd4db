//! How a call can fail, told apart by what the cloud may have done.

use std::time::Duration;

use jiff::Timestamp;

use crate::operation::Ended;

/// What an error means, whatever the cloud calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The object is not there, or not visible to this tenant.
    NotFound,
    /// The credentials are wrong, expired or locked (401).
    Unauthorized,
    /// The time of the credentials is over, or they are another region's (401): others may hold.
    Expired,
    /// The signature's time is not the cloud's: nothing was done, and one that is made with the cloud's time
    /// may hold. Whoever calls hears of it as [`Kind::Unauthorized`].
    Skewed,
    /// The credentials may not do this (403).
    Forbidden,
    /// Too many calls; nothing was done.
    Throttled,
    /// Something else is changing there right now; nothing was done, and soon it may be.
    Busy,
    /// It does not fit what is there: a duplicate, a wrong state (409).
    Conflict,
    /// The request is wrong, or does not fit what is there (400).
    Invalid,
    /// The cloud failed (5xx): it may have done what was asked.
    Server,
    /// The answer is none that the API documents: a proxy's page, a wrong path, half a body.
    Unreadable,
}

impl Kind {
    /// Whether an error code may say this in an answer with that HTTP status. The status decides, and a
    /// code only says it more precisely: else a wrong answer could make a live object be forgotten, or
    /// make a wrong key look like a right one.
    pub fn fits(self, status: u16) -> bool {
        match status {
            // What services answer to all that they refuse.
            400 | 404 => true,
            401 => matches!(self, Self::Unauthorized | Self::Expired),
            403 => matches!(
                self,
                Self::Forbidden | Self::Unauthorized | Self::Expired | Self::Throttled
            ),
            409 => matches!(self, Self::Conflict | Self::Busy),
            429 => self == Self::Throttled,
            402..=499 => self != Self::NotFound,
            503 => matches!(self, Self::Server | Self::Throttled),
            500..=599 => self == Self::Server,
            _ => false,
        }
    }
}

/// What a cloud said when it refused, in one shape for all clouds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.describe())]
pub struct ApiError {
    /// What it means.
    pub kind: Kind,
    /// HTTP status.
    pub status: u16,
    /// The cloud's code, when it gave one.
    pub code: Option<String>,
    /// The cloud's words.
    pub message: String,
    /// What the vendor's support asks for.
    pub request_id: Option<String>,
    /// How long to wait before the next try, when the cloud said so.
    pub retry_after: Option<Duration>,
    /// What the user can do.
    pub advice: Option<String>,
}

impl ApiError {
    /// Whether it is about who called, or what that one may do.
    pub fn is_about_caller(&self) -> bool {
        matches!(
            self.kind,
            Kind::Unauthorized | Kind::Expired | Kind::Forbidden
        )
    }

    /// The same with a further sentence, if there is one, about what the user can look at.
    #[must_use]
    pub fn with_note(self, note: Option<&str>) -> Self {
        match note {
            Some(note) => self.with_advice(note),
            None => self,
        }
    }

    /// The same with a further sentence about what the user can do.
    #[must_use]
    pub fn with_advice(mut self, more: &str) -> Self {
        self.advice = Some(match self.advice.take() {
            Some(advice) => format!("{advice} {more}"),
            None => more.to_owned(),
        });
        self
    }

    /// What it is instead, where it says "success" and cannot be used.
    #[must_use]
    pub fn unreadable(mut self, problem: &str) -> Self {
        self.kind = Kind::Unreadable;
        self.message = match self.message.as_str() {
            "" => problem.to_owned(),
            message => format!("{problem}: {message}"),
        };
        self
    }

    /// The same, and which call it was that is not allowed: permissions are named after calls.
    #[must_use]
    pub fn of_call(self, api: &str) -> Self {
        match self.kind {
            Kind::Forbidden => self.with_advice(&format!("The call that is not allowed is {api}.")),
            _ => self,
        }
    }

    fn describe(&self) -> String {
        let mut text = format!("HTTP {}", self.status);
        if let Some(code) = &self.code {
            text.push_str(", code ");
            text.push_str(code);
        }
        if let Some(id) = &self.request_id {
            text.push_str(", request id ");
            text.push_str(id);
        }
        let message = self.message.trim();
        if message.is_empty() {
            format!("The cloud answered without a message ({text}).")
        } else {
            format!("The cloud answered: {message} ({text}).")
        }
    }
}

/// What kept a call from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// There is no connection to the server.
    NoConnection,
    /// The server is not trusted.
    Distrust,
    /// Something else, and the problem says itself what to do.
    Told,
}

/// How a call failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// It never left: the cloud has done nothing.
    #[error("{problem}")]
    NotSent {
        /// Why.
        problem: String,
        /// What kept it.
        obstacle: Obstacle,
    },
    /// The cloud refused: it has done nothing.
    #[error(transparent)]
    Refused(#[from] ApiError),
    /// No answer came to a call that changes something, or one that says nothing: the cloud may have done
    /// it.
    #[error("{problem}")]
    Unknown {
        /// What happened instead of an answer.
        problem: String,
        /// When the call was first sent.
        since: Timestamp,
    },
    /// No answer came to a call that changes nothing.
    #[error("{problem}")]
    Unread {
        /// What happened instead of an answer.
        problem: String,
    },
    /// The operation ended before the call was sent.
    #[error("It was not called: {0}.")]
    Ended(#[from] Ended),
}

impl Failure {
    /// A call that was not sent for a reason that says what to do.
    pub fn told(problem: impl Into<String>) -> Self {
        Self::NotSent {
            problem: problem.into(),
            obstacle: Obstacle::Told,
        }
    }

    /// What the cloud said, if it refused.
    pub fn refusal(&self) -> Option<&ApiError> {
        match self {
            Self::Refused(error) => Some(error),
            _ => None,
        }
    }

    /// The refusal of a role that was to be assumed, with where the account comes from: the name of the role
    /// may be left over from something else. Who called has been told so already.
    #[must_use]
    pub fn of_role(self, taken: Option<&str>) -> Self {
        match self {
            Self::Refused(error) if matches!(error.kind, Kind::NotFound | Kind::Invalid) => {
                Self::Refused(error.with_note(taken))
            }
            failure => failure,
        }
    }

    /// Whether the cloud refused for this reason.
    pub fn is(&self, kind: Kind) -> bool {
        self.refusal().is_some_and(|error| error.kind == kind)
    }

    /// What the user can do.
    pub fn advice(&self) -> Option<&str> {
        match self {
            Self::Refused(error) => error.advice.as_deref(),
            Self::NotSent { obstacle, .. } => match obstacle {
                Obstacle::Distrust => Some(
                    "If the server is your own cloud's, name the PEM file of its certificate authority in \
                     ca_file of the account. Otherwise something in between reads what is sent.",
                ),
                Obstacle::NoConnection => {
                    Some("Check the endpoint, the network and the proxy settings.")
                }
                Obstacle::Told => None,
            },
            Self::Unread { .. } | Self::Unknown { .. } | Self::Ended(_) => None,
        }
    }
}
