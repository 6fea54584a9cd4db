//! Makes, changes and watches a request so that it is there in the end, whatever the network does.
//!
//! The API has no client token. So when no answer came, a fresh list tells whether the request is
//! there: the same pair, the same direction, not older than our first attempt. What is older is never
//! taken over, only named.

use std::time::Duration;

use jiff::Timestamp;

use super::cloud::HuaweiCloud;
use crate::cloud::huaweicloud::ids::PeeringId;
use crate::cloud::huaweicloud::peering::{Draft, Peering, Peerings};
use crate::cloud::huaweicloud::peering_list::{Filter, Listing};
use crate::cloud::huaweicloud::status::DELETED;
use crate::connection::knowledge::Observed;
use crate::connection::peering::Party;
use crate::connection::status::State as Standing;
use crate::connection::wait::Pace;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;
use crate::resource::context::Cx;
use crate::resource::existing::{AccepterRegion, Asked, Caller, Existing, Sides};
use crate::resource::failure::{maybe_requested, not_requested};
use crate::resource::import_id::{ToImport, look_for_it};
use crate::resource::keys::{ACCEPTER_VPC_ID, DESCRIPTION, NAME, REQUESTER_VPC_ID};
use crate::resource::peering_api::PeeringApi;
use crate::resource::run::makes_room;

/// The two sides of a peering, as users write them.
const SIDES: Sides = Sides {
    requester: HuaweiCloud::REQUESTER,
    accepter: HuaweiCloud::ACCEPTER,
    accepter_region: AccepterRegion::Written,
};

/// How often an unanswered request is sent again once the list shows that it did not arrive.
const AGAIN: usize = 2;

/// Makes the request. `caller` is for what users are told to write.
///
/// # Errors
/// What the user is told; nothing was made, or what was made is named.
pub(super) async fn request(
    cx: &Cx<'_>,
    peerings: Peerings<'_>,
    draft: &Draft,
    caller: Caller<'_>,
) -> Result<Peering, Diagnostic> {
    let operation = &cx.operation;
    let mut made_room: Option<PeeringId> = None;
    let mut first: Option<Timestamp> = None;
    let mut pace = Pace::new(peerings.0.settling());
    let mut attempt = 0;
    loop {
        let failure = match peerings.create(operation, draft).await {
            Ok(peering) => return Ok(peering),
            Err(failure) => failure,
        };
        if let Failure::Unknown { since, .. } = &failure {
            first.get_or_insert(*since);
        }
        // A refusal may be about what an earlier attempt made, of this run or of one that was killed.
        let blocked = failure.is(Kind::Conflict) || failure.is(Kind::Invalid);
        if first.is_none() && !blocked {
            return Err(not_requested(&failure));
        }
        let of_the_vpc = Filter {
            vpc_id: Some(draft.requester_vpc.clone()),
            ..Filter::default()
        };
        let look = operation.last_look();
        let listing = match peerings.list(&look, &of_the_vpc).await {
            Ok(listing) => listing,
            Err(_) if first.is_none() => return Err(not_requested(&failure)),
            Err(unseen) => return Err(lost(&failure, Some(&unseen), caller)),
        };
        let since = first.and_then(|first| on_their_clock(first, &listing, operation.now()));
        if let Some(ours) = since.and_then(|since| ours(&listing.peerings, draft, since)) {
            return Ok(ours.clone());
        }
        if let Some(other) = blocking(&listing.peerings, draft) {
            if made_room.as_ref() != Some(&other.id)
                && makes_room(cx, "huaweicloud", other.id.as_str()).await
            {
                made_room = Some(other.id.clone());
                continue;
            }
            let told = existing(other, draft).in_the_way(SIDES, caller);
            return Err(not_requested(&failure).with(&told));
        }
        // What is on its way out may still hold the pair: it is waited for.
        let leaving = between(&listing.peerings, draft).any(|one| one.status.is(DELETED));
        if blocked && leaving && pace.tick(operation).await.is_ok() {
            continue;
        }
        if blocked {
            return Err(closed(&listing.peerings, draft).map_or_else(
                || not_requested(&failure),
                |old| not_requested(&failure).with(&existing(old, draft).maybe_in_the_way()),
            ));
        }
        if attempt == AGAIN || operation.ended().is_some() {
            return Err(lost(&failure, None, caller));
        }
        attempt += 1;
        tracing::debug!(target: "vpcconnect", attempt, "the request did not arrive, and is sent again");
        // The first attempt may still be on its way; a moment makes the second list worth more.
        let _ = operation.sleep(Duration::from_millis(250)).await;
    }
}

/// The request that a plan asks for.
pub(super) fn draft(planned: &Object) -> Draft {
    let text = |key| planned.text(key).unwrap_or_default();
    Draft {
        name: text(NAME).to_owned(),
        description: planned.text(DESCRIPTION).map(str::to_owned),
        requester_vpc: text(REQUESTER_VPC_ID).into(),
        accepter: Party {
            vpc: text(ACCEPTER_VPC_ID).into(),
            region: None,
            tenant: planned.text(HuaweiCloud::ACCEPTER_TENANT).map(Into::into),
        },
    }
}

/// The new text of an attribute that changed; `""` when it was taken away.
pub(super) fn changed(prior: &Object, planned: &Object, key: Key<String>) -> Option<String> {
    if planned.is_unknown(key) || prior.text(key) == planned.text(key) {
        return None;
    }
    Some(planned.text(key).unwrap_or_default().to_owned())
}

/// Changes name or description. When no answer came, or none that can be read, a look decides.
pub(super) async fn modify(
    peerings: Peerings<'_>,
    operation: &Operation,
    id: &PeeringId,
    name: Option<&str>,
    description: Option<&str>,
) -> Result<Peering, Failure> {
    let mut doubt: Option<Failure> = None;
    loop {
        let failure = match peerings.update(operation, id, name, description).await {
            Err(failure @ Failure::Unknown { .. }) => failure,
            // The second attempt never left: what became of the first is still not known.
            Err(
                failure @ (Failure::Ended(_) | Failure::NotSent { .. } | Failure::Unread { .. }),
            ) => {
                return Err(doubt.unwrap_or(failure));
            }
            updated => return updated,
        };
        match peerings.get(&operation.last_look(), id).await {
            Ok(Observed::There(seen)) if is_updated(&seen, name, description) => return Ok(seen),
            // The look says that it has not arrived, so it is sent once more.
            Ok(Observed::There(_)) if doubt.is_none() => doubt = Some(failure),
            _ => return Err(failure),
        }
    }
}

/// Whether a peering has the texts that an update asked for.
fn is_updated(seen: &Peering, name: Option<&str>, description: Option<&str>) -> bool {
    let has = |seen: &Option<String>, wanted: Option<&str>| {
        wanted.is_none_or(|wanted| seen.as_deref().unwrap_or_default() == wanted)
    };
    has(&seen.name, name) && has(&seen.description, description)
}

/// The peering that one of our attempts made: same pair, same direction, and not older than the
/// first attempt. Without a date nothing proves it.
fn ours<'a>(peerings: &'a [Peering], draft: &Draft, since: Timestamp) -> Option<&'a Peering> {
    peerings.iter().find(|one| {
        let ends = [&one.requester.vpc, &one.accepter.vpc];
        ends == [&draft.requester_vpc, &draft.accepter.vpc]
            && stands(one)
            && one.created_at.is_some_and(|created| created >= since)
    })
}

/// A peering between the two VPCs, whoever asked for it: the cloud allows one.
fn blocking<'a>(peerings: &'a [Peering], draft: &Draft) -> Option<&'a Peering> {
    between(peerings, draft).find(|one| stands(one))
}

/// A peering between the two VPCs that came to nothing. No document says whether it still counts.
fn closed<'a>(peerings: &'a [Peering], draft: &Draft) -> Option<&'a Peering> {
    between(peerings, draft).find(|one| !stands(one))
}

fn between<'a>(peerings: &'a [Peering], draft: &Draft) -> impl Iterator<Item = &'a Peering> {
    peerings.iter().filter(|one| {
        let ends = [&one.requester.vpc, &one.accepter.vpc];
        ends == [&draft.requester_vpc, &draft.accepter.vpc]
            || ends == [&draft.accepter.vpc, &draft.requester_vpc]
    })
}

fn stands(peering: &Peering) -> bool {
    matches!(
        peering.status.state(),
        Standing::Pending | Standing::Accepted
    )
}

/// `ours` by the cloud's clock, in whole seconds like its times. The cloud's `Date` is cut to seconds
/// and older than `now`, so the result is early rather than late.
/// Without a `Date` nothing can be said.
fn on_their_clock(ours: Timestamp, listing: &Listing, now: Timestamp) -> Option<Timestamp> {
    let ahead = listing.date?.as_millisecond() - now.as_millisecond();
    let millis = ours.as_millisecond().saturating_add(ahead);
    Timestamp::from_second(millis.div_euclid(1000)).ok()
}

/// What is told of a peering that is there already.
fn existing<'a>(other: &'a Peering, draft: &Draft) -> Existing<'a> {
    Existing {
        id: other.id.as_str(),
        status: other.status.as_str(),
        asked: if other.requester.vpc == draft.requester_vpc {
            Asked::ThisSide
        } else {
            Asked::OtherSide
        },
        requester: other
            .requester
            .tenant
            .as_ref()
            .map(|project| format!("project {project}")),
        created_at: other.created_at,
    }
}

fn lost(failure: &Failure, unseen: Option<&Failure>, caller: Caller<'_>) -> Diagnostic {
    let told = maybe_requested(failure);
    let told = match unseen {
        Some(unseen) => told.with(&format!("Looking for it failed, too: {unseen}")),
        None => told,
    };
    told.with(&look_for_it(ToImport {
        resource: SIDES.requester,
        account: caller.account,
        id: "ID",
        region: caller.region,
    }))
}
