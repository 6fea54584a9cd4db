//! Failures as users are told of them: what happened, what the cloud said, what to do.

use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Failure;

/// An error about a call that failed.
pub fn error(summary: impl Into<String>, failure: &Failure) -> Diagnostic {
    let told = Diagnostic::error(summary, failure.to_string());
    match failure.advice() {
        Some(advice) => told.with(advice),
        None => told,
    }
}

/// How a destroy goes on although reads fail.
pub const WITHOUT_READING: &str =
    "A destroy need not read first: `terraform destroy -refresh=false`.";
