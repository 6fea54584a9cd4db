//! The guards: who is not expected is neither accepted nor rejected.

use super::keys::REQUESTER_VPC_ID;
use super::peering_api::PeeringApi;
use crate::connection::peering::{Peering, Role};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::path::Path;

/// Who asks for a peering, as far as it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Requester<'a> {
    /// The tenant.
    pub tenant: Option<&'a str>,
    /// The VPC.
    pub vpc: Option<&'a str>,
}

impl<'a> Requester<'a> {
    /// As the cloud shows it.
    pub fn of<C: PeeringApi>(peering: &'a Peering<C::Extra>) -> Self {
        Self {
            tenant: peering.tenant(Role::Requester),
            vpc: Some(peering.requester.vpc.as_str()),
        }
    }
}

/// The guards of an accepter of the peering `id`.
///
/// # Errors
/// What the user is told of another requester.
pub fn check<C: PeeringApi>(
    wanted: &Object,
    id: &str,
    found: Requester<'_>,
) -> Result<(), Diagnostic> {
    let guards = [
        (C::REQUESTER_TENANT, found.tenant),
        (REQUESTER_VPC_ID, found.vpc),
    ];
    hold(&format!("Peering {id}"), "peering_id", wanted, guards)
}

/// Whether a guard of an accepter was set or changed.
pub fn changed<C: PeeringApi>(prior: &Object, planned: &Object) -> bool {
    is_new(prior, planned, [C::REQUESTER_TENANT, REQUESTER_VPC_ID])
}

/// The guards of anything that is decided: attributes, each with what was found there, where that is shown. `what` is the
/// object, such as `Peering 1`, and `by` names it.
///
/// # Errors
/// What the user is told of another requester.
pub fn hold<'a>(
    what: &str,
    by: &str,
    wanted: &Object,
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
    Err(Diagnostic::error(
        format!("{what} is not from the expected requester"),
        format!(
            "{name} is {found:?}, and the configuration expects another one. The request is neither \
             accepted nor rejected. Check {by}, or change {name} if this requester is welcome."
        ),
    )
    .at(Path::to(name)))
}

/// Whether one of these attributes was set, or set to something else.
pub fn is_new(
    prior: &Object,
    planned: &Object,
    guards: impl IntoIterator<Item = Key<String>>,
) -> bool {
    let mut guards = guards.into_iter();
    guards.any(|key| {
        let after = planned.text(key);
        after.is_some() && after != prior.text(key)
    })
}
