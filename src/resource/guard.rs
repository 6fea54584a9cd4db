//! The guards: who is not expected is neither accepted nor rejected.

use super::keys::REQUESTER_VPC_ID;
use super::peering_api::PeeringApi;
use crate::connection::peering::{Peering, Role};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::Object;
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
    let what = format!("Peering {id}");
    let guards = [
        (C::REQUESTER_TENANT, found.tenant),
        (REQUESTER_VPC_ID, found.vpc),
    ];
    guards.into_iter().try_for_each(|(key, found)| {
        let wanted = wanted.field(key);
        hold(&what, "peering_id", key.name(), wanted, found)
    })
}

/// Whether a guard of an accepter was set or changed.
pub fn changed<C: PeeringApi>(prior: &Object, planned: &Object) -> bool {
    let guards = [C::REQUESTER_TENANT, REQUESTER_VPC_ID];
    let mut guards = guards.into_iter();
    guards.any(|key| is_new(prior.field(key), planned.field(key)))
}

/// One guard, the attribute `name`. `what` is the object, such as `Peering 1`, and `by` names it.
///
/// # Errors
/// What the user is told of another requester.
pub fn hold(
    what: &str,
    by: &str,
    name: &str,
    wanted: Field<&str>,
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
pub fn is_new(before: Field<&str>, after: Field<&str>) -> bool {
    after
        .text()
        .is_some_and(|after| before.text() != Some(after))
}
