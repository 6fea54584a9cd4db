//! What is said of a decision that did not come about: the same of peerings and of endpoints, on all clouds.

use super::failure::{capital, error};
use crate::connection::decision::End;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Failure;

/// A decision that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// What it is about: `peering` or `endpoint`.
    pub noun: &'static str,
    /// Its id.
    pub id: &'a str,
    /// What is wanted.
    pub desired: Decision,
}

impl Wish<'_> {
    fn about(self, what: &str) -> String {
        format!("{} {} {what}", capital(self.noun), self.id)
    }

    /// The cloud does not let it stand, as far as it is known.
    pub fn not_allowed(self) -> Diagnostic {
        Diagnostic::error(
            self.about("cannot be decided"),
            format!(
                "The cloud does not let {:?} take effect.",
                self.desired.as_str()
            ),
        )
    }

    /// The cloud shows a status that nobody knows. `place` is what to look at.
    pub fn unknown_status(self, status: &str, place: &str) -> Diagnostic {
        Diagnostic::error(
            self.about(&format!("has the unknown status {status:?}")),
            format!(
                "The API documents no such status, so nothing says that {:?} is safe. Look at {place} in \
                 the console.",
                self.desired.as_str()
            ),
        )
    }

    /// The cloud did not take it.
    pub fn failed(self, failure: &Failure) -> Diagnostic {
        let what = match self.desired {
            Decision::Accept => "was not accepted",
            Decision::Reject => "was not rejected",
        };
        error(self.about(what), failure)
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
        let Self { noun, id, desired } = self;
        Diagnostic::error(
            format!("The decision to {desired} {noun} {id} has not settled"),
            format!(
                "{why} The status last seen is {}.",
                status.unwrap_or("unknown")
            ),
        )
    }
}
