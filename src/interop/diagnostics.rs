//! What a resource says, and what its saying nothing means.

use tf_provider::{AttributePath, AttributePathStep};

use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::path::Path;

/// Hands on what was said. The first error is given back, because it decides what becomes of the call.
pub(super) fn tell(said: &tf_provider::Diagnostics, told: &mut Diagnostics) -> Option<Diagnostic> {
    for warning in &said.warnings {
        told.push(one(warning).into_warning());
    }
    let mut errors = said.errors.iter().map(one);
    let first = errors.next();
    told.extend(errors);
    first
}

/// Hands on what was said. An error makes the answer count for nothing, and so does its absence: the crate's own
/// server took it for an object that is gone.
pub(super) fn answer<T>(
    answer: Option<T>,
    said: &tf_provider::Diagnostics,
    told: &mut Diagnostics,
    what: &str,
) -> Result<T, Diagnostic> {
    match tell(said, told) {
        Some(error) => Err(error),
        None => answer.ok_or_else(|| nothing(what)),
    }
}

/// It returned nothing, and did not say why.
pub(super) fn nothing(what: &str) -> Diagnostic {
    Diagnostic::error(
        format!("The {what} returned nothing"),
        "It gave no reason either. What the state says stays as it is. Please report this to the provider's developers.",
    )
}

fn one(said: &tf_provider::Diagnostic) -> Diagnostic {
    Diagnostic::error(
        without_trace(&said.summary),
        without_trace(&said.detail).trim_end(),
    )
    .at(path(&said.attribute))
}

pub(super) fn path(path: &AttributePath) -> Path {
    let begin = Path::root();
    path.steps.iter().fold(begin, |path, step| match step {
        AttributePathStep::Attribute(name) => path.attribute(name),
        AttributePathStep::Key(key) => path.key(key),
        AttributePathStep::Index(index) => path.index(usize::try_from(*index).unwrap_or_default()),
    })
}

/// A text without the backtrace that the crate puts at its end when `RUST_BACKTRACE` is set: users have no use for one.
pub(super) fn without_trace(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (before, rest) = text.split_at(at);
        if line.trim_start().starts_with("0: ") && rest.lines().all(is_frame) {
            return before;
        }
        at += line.len();
    }
    text
}

/// `   7: path::of::a_function`, or `             at ./src/file.rs:1:2`
fn is_frame(line: &str) -> bool {
    let line = line.trim_start();
    let numbered = line.split_once(": ").map(|(number, _)| number);
    line.starts_with("at ")
        || numbered.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}
