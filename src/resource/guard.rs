//! The guards, whatever the cloud: who is not expected is neither accepted nor rejected.

use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::path::Path;

/// One guard, the attribute `name`. `what` is the object, such as `Peering 1`, and `by` names it.
///
/// # Errors
/// What the user is told of another requester.
pub fn hold(
    what: &str,
    by: &str,
    name: &str,
    wanted: &Field<String>,
    found: Option<&str>,
) -> Result<(), Diagnostic> {
    // What is wanted may come from a sensitive variable: it is not repeated.
    if wanted.text().is_none_or(|wanted| found == Some(wanted)) {
        return Ok(());
    }
    let found = found.unwrap_or("not shown");
    Err(Diagnostic::error(
        format!("{what} is not from the expected requester"),
        format!(
            "{name} is {found:?}, and the configuration expects another one. The request is neither \
             accepted nor rejected. Check {by}, or change {name} if this requester is welcome."
        ),
    )
    .at(Path::to(name)))
}

/// Whether text was set, or set to something else.
pub fn is_new(before: &Field<String>, after: &Field<String>) -> bool {
    after
        .text()
        .is_some_and(|after| before.text() != Some(after))
}
