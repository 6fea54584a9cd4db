//! What is said of a decision that did not come about: the same of peerings and of endpoints, on all clouds.

use super::failure::{error, small};
use super::lookup::Lookup;
use crate::connection::decision::End;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Failure;

/// A decision that is wanted.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What it is about, such as `Peering 1`.
    what: String,
    desired: Decision,
}

impl Wish {
    /// That `desired` is made about what is at `place`.
    pub fn of(place: &impl Lookup, desired: Decision) -> Self {
        let what = place.what();
        Self { what, desired }
    }

    /// The cloud does not let it stand, as far as it is known.
    pub fn not_allowed(self) -> Diagnostic {
        Diagnostic::error(
            format!("{} cannot be decided", self.what),
            format!(
                "The cloud does not let {:?} take effect.",
                self.desired.as_str()
            ),
        )
    }

    /// The cloud shows a status that nobody knows. `place` is what to look at.
    pub fn unknown_status(self, status: &str, place: &str) -> Diagnostic {
        Diagnostic::error(
            format!("{} has the unknown status {status:?}", self.what),
            format!(
                "The API documents no such status, so nothing says that {:?} is safe. Look at {place} in \
                 the console.",
                self.desired.as_str()
            ),
        )
    }

    /// The cloud did not take it.
    pub fn failed(self, failure: &Failure) -> Diagnostic {
        let done = match self.desired {
            Decision::Accept => "accepted",
            Decision::Reject => "rejected",
        };
        error(format!("{} was not {done}", self.what), failure)
    }

    /// The cloud has taken it, or may have, and it is not settled. `taken` says so in a clause, `status` is the one last
    /// seen.
    pub fn unsettled(self, taken: &str, status: Option<&str>, end: &End) -> Diagnostic {
        let why = match end {
            End::Unsettled(ended) => {
                format!("{taken}; waiting for it to settle ended: {ended}.")
            }
            End::Unclear(failure) => {
                format!("The decision was sent, but its outcome is not known. {failure}")
            }
            End::Done | End::Refused(_) | End::Overtaken(_) | End::Failed(_) => String::new(),
        };
        let (desired, what) = (self.desired, small(&self.what));
        Diagnostic::error(
            format!("The decision to {desired} {what} has not settled"),
            format!(
                "{why} The status last seen is {}.",
                status.unwrap_or("unknown")
            ),
        )
    }
}
