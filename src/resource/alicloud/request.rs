//! Makes and watches a request so that it is there in the end, whatever the network does.
//!
//! A create carries a client token, so one whose outcome is unknown is sent again and makes no second
//! peering. The answer is only an id: what was made is read until it has left `Creating`.

use super::cloud::AliCloud;
use super::update::{limit, own};
use crate::cloud::alicloud::ids::{ClientToken, PeeringId};
use crate::cloud::alicloud::peering::{Draft, Peering, Peerings};
use crate::cloud::alicloud::status::DELETING;
use crate::connection::peering::Party;
use crate::connection::status::State;
use crate::connection::wait::Pace;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::http::error::{Failure, Kind};
use crate::resource::context::Cx;
use crate::resource::existing::{AccepterRegion, Asked, Caller, Existing, Sides};
use crate::resource::failure::{maybe_requested, not_requested};
use crate::resource::import_id::{ToImport, look_for_it};
use crate::resource::keys::{
    ACCEPTER_REGION, ACCEPTER_VPC_ID, DESCRIPTION, LINK_TYPE, NAME, REQUESTER_VPC_ID,
};
use crate::resource::peering_api::PeeringApi;
use crate::resource::run::makes_room;

/// The two sides of a peering, as users write them.
const SIDES: Sides = Sides {
    requester: AliCloud::REQUESTER,
    accepter: AliCloud::ACCEPTER,
    accepter_region: AccepterRegion::Computed,
};

/// How often a create whose outcome is unknown is sent again, beyond what every call is.
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
) -> Result<PeeringId, Diagnostic> {
    let operation = &cx.operation;
    let mut made_room: Option<PeeringId> = None;
    let mut token = ClientToken::new();
    let mut pace = Pace::new(peerings.0.settling());
    let mut unknown: Option<Failure> = None;
    let mut attempt = 0;
    loop {
        let failure = match peerings.create(operation, draft, &token).await {
            Ok(id) => return Ok(id),
            Err(failure) => failure,
        };
        let blocked = failure.is(Kind::Conflict);
        if !blocked && unknown.is_none() && !matches!(failure, Failure::Unknown { .. }) {
            return Err(not_requested(&failure));
        }
        let look = operation.last_look();
        let vpcs = [&draft.requester.vpc, &draft.accepter.vpc];
        let there = peerings.between(&look, vpcs).await;
        if blocked {
            let there = there.unwrap_or_default();
            if let Some(other) = there.iter().find(|one| stands(one)) {
                if made_room.as_ref() != Some(&other.id)
                    && makes_room(cx, "alicloud", other.id.as_str()).await
                {
                    made_room = Some(other.id.clone());
                    token = ClientToken::new();
                    continue;
                }
                let told = existing(other, draft).in_the_way(SIDES, caller);
                return Err(not_requested(&failure).with(&told));
            }
            // What is on its way out may still hold the pair: it is waited for.
            let leaving = there.iter().any(|one| one.status.is(DELETING));
            if leaving && pace.tick(operation).await.is_ok() {
                token = ClientToken::new();
                continue;
            }
            return Err(there.first().map_or_else(
                || not_requested(&failure),
                |old| not_requested(&failure).with(&existing(old, draft).maybe_in_the_way()),
            ));
        }
        let failure = match failure {
            Failure::Unknown { .. } => unknown.insert(failure),
            _ => unknown.get_or_insert(failure),
        };
        // The same token again: the cloud answers with what it made, or makes it now.
        if attempt < AGAIN && operation.ended().is_none() {
            attempt += 1;
            continue;
        }
        let other = there.unwrap_or_default().into_iter().find(stands);
        return Err(lost(draft, failure, other.as_ref(), caller));
    }
}

/// The request that a plan asks for.
pub(super) fn draft(planned: &Object, region: &str, accepter: &str) -> Draft {
    let text = |key| planned.text(key).map(str::to_owned);
    let id = |key| planned.text(key).unwrap_or_default();
    Draft {
        name: text(NAME),
        description: text(DESCRIPTION),
        requester: Party {
            vpc: id(REQUESTER_VPC_ID).into(),
            region: Some(region.into()),
            tenant: None,
        },
        accepter: Party {
            vpc: id(ACCEPTER_VPC_ID).into(),
            region: Some(id(ACCEPTER_REGION).into()),
            tenant: Some(accepter.into()),
        },
        bandwidth: limit(planned),
        link_type: text(LINK_TYPE),
        own: own(planned),
    }
}

fn stands(peering: &Peering) -> bool {
    matches!(
        peering.status.state(),
        State::Starting | State::Pending | State::Settling(_) | State::Accepted
    )
}

/// What is told of a peering that is there already.
fn existing<'a>(other: &'a Peering, draft: &Draft) -> Existing<'a> {
    Existing {
        id: other.id.as_str(),
        status: other.status.as_str(),
        asked: if other.requester.vpc == draft.requester.vpc {
            Asked::ThisSide
        } else {
            Asked::OtherSide
        },
        requester: other
            .requester
            .tenant
            .as_ref()
            .map(|account| format!("account {account}")),
        created_at: other.created_at,
    }
}

fn lost(
    draft: &Draft,
    failure: &Failure,
    other: Option<&Peering>,
    caller: Caller<'_>,
) -> Diagnostic {
    let told = match other {
        Some(other) => existing(other, draft).in_the_way(SIDES, caller),
        None => look_for_it(ToImport {
            resource: SIDES.requester,
            account: caller.account,
            id: "ID",
            region: caller.region,
        }),
    };
    maybe_requested(failure).with(&told)
}
