//! What belongs to one side of a peering alone: its tags, and whether it resolves the other side's names of hosts.

use super::cloud::Aws;
use crate::cloud::aws::account::Session;
use crate::cloud::aws::peering::{Extra, Peering, Peerings};
use crate::connection::peering::Role;
use crate::connection::status::{Decision, State};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::http::error::Failure;
use crate::resource::context::Cx;
use crate::resource::failure::error;
use crate::resource::keys::{DECISION, PEERING_ID, REMOTE_DNS_RESOLUTION, TAGS};
use crate::resource::peering_api::Side;
use crate::resource::state::account_of;
use crate::resource::tags::{Retag, plain, send};

/// Whom a state speaks for.
pub(super) fn role_of(state: &Object) -> Role {
    if state.has(PEERING_ID) {
        Role::Accepter
    } else {
        Role::Requester
    }
}

/// Whether the other side's names are to be resolved; nothing where nobody says, or ever said.
pub(super) fn resolves(before: Option<&Object>, planned: &Object) -> Option<bool> {
    let taken_out = || {
        let before = before.and_then(|state| state.known(REMOTE_DNS_RESOLUTION));
        before.filter(|on| *on).map(|_| false)
    };
    planned.known(REMOTE_DNS_RESOLUTION).or_else(taken_out)
}

/// Whether a plan changes what belongs to one side alone.
pub(super) fn changes_own(prior: &Object, planned: &Object) -> bool {
    let [before, after] = [prior, planned].map(|state| plain(&state.get(TAGS)));
    let resolves = resolves(Some(prior), planned);
    before != after || resolves.is_some_and(|on| prior.known(REMOTE_DNS_RESOLUTION) != Some(on))
}

/// Sets what belongs to one side alone and is not so yet.
///
/// # Errors
/// What the user is told of the first call that failed.
pub(super) async fn align(cx: &Cx<'_>, side: Side<'_, Extra>) -> Result<(), Diagnostic> {
    let Side {
        role,
        peering,
        before,
        planned,
    } = side;
    // A rejected request has no side of the accepter's.
    if planned.known(DECISION) == Some(Decision::Reject) {
        return Ok(());
    }
    let wanted = plain(&planned.get(TAGS));
    let known = before.map(|state| plain(&state.get(TAGS)));
    let known = known.unwrap_or_default();
    let Retag { missing, surplus } = Retag::of([&known, &wanted, &peering.extra.tags]);
    let on = unresolved(role, peering, before, planned);
    if missing.is_empty() && surplus.is_empty() && on.is_none() {
        return Ok(());
    }
    let session = account_of::<Aws>(planned).session(cx, "the update").await?;
    let id = &peering.id;
    let failed = |what: &str| {
        let told = format!("{what} of peering {id} could not be set");
        move |failure: Failure| error(told, &failure)
    };
    let (peerings, operation) = (Peerings(&session), &cx.operation);
    if !missing.is_empty() {
        let tagged = send(operation, || peerings.tag(operation, id, &missing)).await;
        tagged.map_err(failed("Tags"))?;
    }
    if !surplus.is_empty() {
        let untagged = send(operation, || peerings.untag(operation, id, &surplus)).await;
        untagged.map_err(failed("Tags"))?;
    }
    resolve(cx, &session, role, peering, on).await
}

/// What has to be set of the resolution of names, which only a connection has.
fn unresolved(
    role: Role,
    peering: &Peering,
    before: Option<&Object>,
    planned: &Object,
) -> Option<bool> {
    let on = resolves(before, planned)?;
    let shown = peering.extra.resolves_remote(role).unwrap_or_default();
    (*peering.state() == State::Accepted && shown != on).then_some(on)
}

/// Sets the resolution of names, once a request was accepted.
///
/// # Errors
/// What the user is told where it could not be set.
pub(super) async fn complete(
    cx: &Cx<'_>,
    session: &Session,
    peering: &Peering,
    planned: &Object,
) -> Result<(), Diagnostic> {
    let role = role_of(planned);
    let on = unresolved(role, peering, None, planned);
    resolve(cx, session, role, peering, on).await
}

async fn resolve(
    cx: &Cx<'_>,
    session: &Session,
    role: Role,
    peering: &Peering,
    on: Option<bool>,
) -> Result<(), Diagnostic> {
    let Some(on) = on else { return Ok(()) };
    let id = &peering.id;
    let set = || Peerings(session).resolve_remote(&cx.operation, id, role, on);
    let set = send(&cx.operation, set).await;
    set.map_err(|failure| {
        error(
            format!("remote_dns_resolution of peering {id} could not be set"),
            &failure,
        )
    })
}

/// The resolution of names as a connection shows it, where the resource manages it.
pub(super) fn refresh(state: &mut Object, peering: &Peering) {
    let shown = peering.extra.resolves_remote(role_of(state));
    if *peering.state() == State::Accepted && !state.is_null(REMOTE_DNS_RESOLUTION) {
        state.set(REMOTE_DNS_RESOLUTION, shown.unwrap_or_default());
    }
}
