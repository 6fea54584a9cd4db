//! Changes a request: by Modify, and then what belongs to one side alone.

use super::cloud::AliCloud;
use super::own::Alignment;
use super::tags::plain;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::ids::{ClientToken, PeeringId};
use crate::cloud::alicloud::peering::{Changes, Own, Peering, Peerings};
use crate::connection::knowledge::Observed;
use crate::connection::peering::Role;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::http::error::{ApiError, Failure, Kind};
use crate::resource::context::Cx;
use crate::resource::failure::error;
use crate::resource::keys::{BANDWIDTH, DESCRIPTION, ID, LINK_TYPE, NAME, RESOURCE_GROUP_ID, TAGS};
use crate::resource::messages::gone;
use crate::resource::shown::show;

/// The limit that is asked for. -1 is what is shown where there is none, so `plan -generate-config-out`
/// writes it; the cloud refuses it.
pub(super) fn limit(state: &Object) -> Option<i64> {
    let limit = state.known(BANDWIDTH)?.as_i64()?;
    (limit != -1).then_some(limit)
}

/// Leaves a limit that nobody asks for as it is.
pub(super) fn leave_limit(prior: &Object, planned: &mut Object) {
    let asks = planned.is_unknown(BANDWIDTH) || limit(planned).is_some();
    if !asks && prior.known(BANDWIDTH).is_some() {
        planned.copy(BANDWIDTH, prior);
    }
}

/// What of a plan is changed by Modify. What is taken out of a configuration stays as it is.
pub(super) fn changes(prior: &Object, planned: &Object) -> Changes {
    let text = |key| {
        let after = planned.text(key)?;
        (prior.text(key) != Some(after)).then(|| after.to_owned())
    };
    let before = prior.known(BANDWIDTH).and_then(|limit| limit.as_i64());
    Changes {
        name: text(NAME),
        description: text(DESCRIPTION),
        bandwidth: limit(planned).filter(|after| before != Some(*after)),
        link_type: text(LINK_TYPE),
    }
}

/// What belongs to one side alone, as planned.
pub(super) fn own(planned: &Object) -> Own {
    Own {
        resource_group: planned.text(RESOURCE_GROUP_ID).map(str::to_owned),
        tags: plain(&planned.get(TAGS)),
    }
}

/// Whether a plan changes what belongs to one side alone.
pub(super) fn changes_own(prior: &Object, planned: &Object) -> bool {
    let (before, after) = (own(prior), own(planned));
    before.tags != after.tags
        || (after.resource_group.is_some() && before.resource_group != after.resource_group)
}

/// Carries the changes out. What was done is in `done` also when something else failed.
pub(super) async fn carry_out(
    cx: &Cx<'_>,
    session: &Session,
    prior: &Object,
    planned: &Object,
    done: &mut Object,
) -> Result<(), Diagnostic> {
    let id = PeeringId::from(prior.text(ID).unwrap_or_default());
    let failed = |failure: &Failure| {
        if failure.is(Kind::NotFound) {
            return gone(id.as_str());
        }
        error(format!("Peering {id} was not updated"), failure)
    };
    let turn = session.queues().enter(&cx.operation, &[id.as_str()]).await;
    let _turn = turn.map_err(|ended| failed(&ended.into()))?;
    let changes = changes(prior, planned);
    if changes != Changes::default() {
        let seen = modify(cx, session, &id, &changes).await;
        let seen = seen.map_err(|failure| failed(&failure))?;
        show::<AliCloud>(done, session, &seen, Role::Requester);
    }
    if changes_own(prior, planned) {
        let seen = Peerings(session).get(&cx.operation, &id).await;
        let seen = seen.and_then(there).map_err(|failure| failed(&failure))?;
        let alignment = Alignment {
            sessions: &[session],
            id: &id,
            before: &plain(&prior.get(TAGS)),
            wanted: &own(planned),
            shown: &seen.extra.own,
        };
        let aligned = alignment.carry_out(cx).await;
        aligned.map_err(|failure| failed(&failure))?;
        done.copy(RESOURCE_GROUP_ID, planned);
        done.copy(TAGS, planned);
    }
    Ok(())
}

/// Modifies, and waits while that is under way.
async fn modify(
    cx: &Cx<'_>,
    session: &Session,
    id: &PeeringId,
    changes: &Changes,
) -> Result<Peering, Failure> {
    let peerings = Peerings(session);
    let mut token = ClientToken::new();
    let mut resent = false;
    loop {
        let failure = match peerings.modify(&cx.operation, id, changes, &token).await {
            Ok(()) => break,
            Err(failure) => failure,
        };
        let refused = failure.is(Kind::Conflict);
        if !refused && !matches!(failure, Failure::Unknown { .. }) {
            return Err(failure);
        }
        match peerings.get(&cx.operation.last_look(), id).await {
            Ok(Observed::There(seen)) if has(&seen, changes) => return Ok(seen),
            // Something else is under way. When it has ended, it is asked for anew.
            Ok(Observed::There(seen)) if refused && seen.status.state().is_moving() => {
                let (_, waited) = peerings.settled(&cx.operation, id, Some(seen)).await;
                waited.map_err(|_| failure)?;
                token = ClientToken::new();
            }
            // No answer that can be read: the same call once more, which changes nothing twice.
            Ok(Observed::There(_)) if !refused && !resent => resent = true,
            _ => return Err(failure),
        }
    }
    let (seen, waited) = peerings.settled(&cx.operation, id, None).await;
    waited?;
    seen.map_or_else(|| there(Observed::Absent(None)), Ok)
}

/// Whether a peering has what a modification asked for, and is at rest.
fn has(seen: &Peering, changes: &Changes) -> bool {
    let same =
        |wanted: &Option<String>, shown: &Option<String>| wanted.is_none() || wanted == shown;
    !seen.status.state().is_moving()
        && same(&changes.name, &seen.name)
        && same(&changes.description, &seen.description)
        && same(&changes.link_type, &seen.extra.link_type)
        && (changes.bandwidth.is_none() || changes.bandwidth == seen.extra.bandwidth)
}

/// What is there, or the failure that it is not.
pub(super) fn there(seen: Observed<Peering>) -> Result<Peering, Failure> {
    match seen {
        Observed::There(peering) => Ok(peering),
        Observed::Absent(Some(refusal)) => Err(Failure::Refused(refusal)),
        Observed::Absent(None) => Err(Failure::Refused(ApiError {
            kind: Kind::NotFound,
            status: 400,
            code: None,
            message: "It is in no list any more".to_owned(),
            request_id: None,
            retry_after: None,
            advice: None,
        })),
    }
}
