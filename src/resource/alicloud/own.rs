//! What belongs to one side alone: its resource group and its tags.

use std::collections::BTreeMap;

use super::cloud::AliCloud;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::ids::{ClientToken, PeeringId, RegionId};
use crate::cloud::alicloud::peering::{Extra, Own, Peerings};
use crate::connection::peering::Role;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::Object;
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::failure::error;
use crate::resource::keys::{DECISION, RESOURCE_GROUP_ID, TAGS};
use crate::resource::peering_api::Side;
use crate::resource::state::account_of;
use crate::resource::tags::{Retag, plain, send};

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
    let (wanted, shown) = (own(planned), &peering.extra.own);
    let before = before.map(|state| plain(&state.get(TAGS)));
    let before = before.unwrap_or_default();
    // A rejected request has no side of the accepter's.
    if planned.known(DECISION) == Some(Decision::Reject) || (wanted == *shown && before.is_empty())
    {
        return Ok(());
    }
    let id = &peering.id;
    let elsewhere = async |role| {
        let region = peering.party(role).region.as_ref().map(RegionId::as_str);
        let there = AccountRef::<AliCloud> {
            region: region.map_or(Field::Null, Field::Known),
            ..account_of(planned)
        };
        there.session(cx, "the update").await
    };
    let requester = elsewhere(Role::Requester).await?;
    let (accepter, what) = match role {
        Role::Requester => (None, format!("Peering {id} was not updated")),
        Role::Accepter => (
            Some(elsewhere(Role::Accepter).await?),
            format!("Tags or resource group of peering {id} were not set"),
        ),
    };
    let sessions: Vec<_> = accepter.iter().chain([&requester]).collect();
    let alignment = Alignment {
        sessions: &sessions,
        id,
        before: &before,
        wanted: &wanted,
        shown,
    };
    let aligned = alignment.carry_out(cx).await;
    aligned.map_err(|failure| error(what, &failure))
}

/// What is to be, and what is.
struct Alignment<'a> {
    /// The regions that may be meant by "the region of the peering": no document says whether an
    /// accepter's tags are found under its own or under the requester's.
    sessions: &'a [&'a Session],
    id: &'a PeeringId,
    /// What the resource knew before: keys of it that are not wanted any more are taken away.
    before: &'a BTreeMap<String, String>,
    wanted: &'a Own,
    /// As the cloud shows it now.
    shown: &'a Own,
}

impl Alignment<'_> {
    /// Sets what differs, and nothing else.
    ///
    /// # Errors
    /// [`Failure`] of the first call that failed.
    async fn carry_out(&self, cx: &Cx<'_>) -> Result<(), Failure> {
        let (wanted, shown) = (self.wanted, self.shown);
        if let Some(group) = &wanted.resource_group
            && shown.resource_group.as_ref() != Some(group)
        {
            self.somewhere(cx, &Step::Move(group)).await?;
        }
        let Retag { missing, surplus } = Retag::of([self.before, &wanted.tags, &shown.tags]);
        if !missing.is_empty() {
            self.somewhere(cx, &Step::Tag(&missing)).await?;
        }
        if !surplus.is_empty() {
            self.somewhere(cx, &Step::Untag(&surplus)).await?;
        }
        Ok(())
    }

    /// Calls in the first region where the peering is found.
    async fn somewhere(&self, cx: &Cx<'_>, step: &Step<'_>) -> Result<(), Failure> {
        let (operation, id) = (&cx.operation, self.id);
        let mut last = None;
        for session in self.sessions {
            let (peerings, token) = (Peerings(session), ClientToken::new());
            let done = send(operation, || step.send(peerings, operation, id, &token)).await;
            match done {
                Err(failure) if failure.is(Kind::NotFound) => last = Some(failure),
                done => return done,
            }
        }
        last.map_or(Ok(()), Err)
    }
}

/// One call.
enum Step<'a> {
    Move(&'a str),
    Tag(&'a BTreeMap<String, String>),
    Untag(&'a [&'a str]),
}

impl Step<'_> {
    async fn send(
        &self,
        peerings: Peerings<'_>,
        operation: &Operation,
        id: &PeeringId,
        token: &ClientToken,
    ) -> Result<(), Failure> {
        match self {
            Step::Move(group) => peerings.move_to(operation, id, group).await,
            Step::Tag(tags) => peerings.tag(operation, id, tags, token).await,
            Step::Untag(keys) => peerings.untag(operation, id, keys, token).await,
        }
    }
}
