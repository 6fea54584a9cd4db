//! The guards: who is not expected is neither accepted nor rejected.

use super::decision::kind::{ConnectionOf, Decidable};
use super::lookup::Lookup;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::path::Path;

/// Whether whoever asks is expected.
///
/// # Errors
/// What the user is told of another requester.
pub fn check<K: Decidable>(
    wanted: &Object,
    place: &K::Place,
    seen: &ConnectionOf<K>,
) -> Result<(), Diagnostic> {
    let found = K::who_asks(seen);
    let found = found.iter().map(|(key, found)| (*key, found.as_deref()));
    hold::<K>(wanted, place, found)
}

/// The same, by who asks according to `prior`, which was read just now. Where that does not show it (`""` was configured
/// before), only the apply can tell.
///
/// # Errors
/// Likewise.
pub fn check_state<K: Decidable>(
    prior: &Object,
    planned: &Object,
    place: &K::Place,
) -> Result<(), Diagnostic> {
    let shown = |key| prior.text(key).or(planned.text(key));
    let found = K::guards().into_iter().map(|key| (key, shown(key)));
    hold::<K>(planned, place, found)
}

/// Whether a guard was set, or set to something else.
pub fn is_new<K: Decidable>(prior: &Object, planned: &Object) -> bool {
    K::guards().into_iter().any(|key| {
        let after = planned.text(key);
        after.is_some() && after != prior.text(key)
    })
}

fn hold<'a, K: Decidable>(
    wanted: &Object,
    place: &K::Place,
    guards: impl IntoIterator<Item = (Key<String>, Option<&'a str>)>,
) -> Result<(), Diagnostic> {
    // What is wanted may come from a sensitive variable: it is not repeated.
    let mut guards = guards.into_iter();
    let stranger = guards.find(|(key, found)| {
        wanted
            .text(*key)
            .is_some_and(|wanted| *found != Some(wanted))
    });
    let Some((key, found)) = stranger else {
        return Ok(());
    };
    let (name, found) = (key.name(), found.unwrap_or("not shown"));
    let what = place.what();
    let by = K::NAMED.last().map_or("id", |key| key.name());
    Err(Diagnostic::error(
        format!("{what} is not from the expected requester"),
        format!(
            "{name} is {found:?}, and the configuration expects another one. The request is neither \
             accepted nor rejected. Check {by}, or change {name} if this requester is welcome."
        ),
    )
    .at(Path::to(name)))
}
