//! Failures as users are told of them: what happened, what the cloud said, what to do.

use crate::credential::source::Invalid;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::http::error::{ApiError, Failure};
use crate::operation::Ended;

/// An error about a call that failed.
pub fn error(summary: impl Into<String>, failure: &Failure) -> Diagnostic {
    let told = Diagnostic::error(summary, failure.to_string());
    match failure.advice() {
        Some(advice) => told.with(advice),
        None => told,
    }
}

/// A value of a variable or a file that cannot be used by the account `name`.
pub fn invalid(name: &str, wrong: &Invalid) -> Diagnostic {
    let Invalid { origin, why } = wrong;
    Diagnostic::error(
        format!("Account {name:?} cannot use {origin}"),
        format!("{why} Correct {origin}, or unset it. Nothing was called."),
    )
    .at(Path::to("account"))
}

/// A sentence of words that begin small.
pub fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}

/// The same, to stand inside a sentence.
pub fn small(text: &str) -> String {
    let mut text = text.to_owned();
    text.get_mut(..1).map(str::make_ascii_lowercase);
    text
}

/// How a destroy goes on although reads fail.
pub const WITHOUT_READING: &str =
    "A destroy need not read first: `terraform destroy -refresh=false`.";

/// How to leave an object alone for good. Terraform before 1.7 and OpenTofu before 1.10 do not know the
/// block.
pub const FORGET: &str = "To forget the object and leave it in the cloud: replace its block by \
    `removed { lifecycle { destroy = false } }` with `from = ADDRESS` in it, or, where the CLI does not know \
    that, run `terraform state rm ADDRESS`.";

/// A not-found in which the cloud says nothing may be a proxy's. `what` is the object, such as `Peering 1`.
pub fn wordless(what: &str, refusal: Option<ApiError>) -> Option<Diagnostic> {
    let refusal = refusal.filter(|refusal| refusal.message.is_empty())?;
    let summary = format!("{what} was not found, and the cloud does not say why");
    let told = error(summary, &refusal.into());
    Some(told.with("It counts as gone. If it is not, check the endpoint before you apply."))
}

/// What a create warns of whose request nobody has answered.
pub const WAITS_AGAIN: &str = "The request stands, and the next apply waits again. If the accepter is in \
    this same configuration, it can only start after this resource: remove wait_for_answer.";

/// Nobody has answered in the time that an apply waits.
pub fn unanswered(id: &str, ended: Ended, status: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Nobody has answered peering {id} yet"),
        format!("Waiting for the accepter ended: {ended}. Its status is {status}."),
    )
}

/// A create of a peering that the cloud refused.
pub fn not_requested(failure: &Failure) -> Diagnostic {
    error("The peering was not requested", failure)
}

/// A create of a peering that was not sent, and why.
pub fn not_asked(why: &str) -> Diagnostic {
    let told = "The cloud was not asked: something stands between the two VPCs already.";
    Diagnostic::error("The peering was not requested", told).with(why)
}

/// A create of a peering whose outcome is not known.
pub fn maybe_requested(failure: &Failure) -> Diagnostic {
    error("It is not known whether the peering was requested", failure)
}

/// A refused request whose plan depends on what is not known.
pub fn unknown_replacement(id: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Whether to replace peering {id} is not known yet"),
        "The request was refused, so replace_refused decides what this plan does: give it a value that \
         is known at plan.",
    )
    .at(Path::to("replace_refused"))
}
