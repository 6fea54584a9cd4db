//! VPC peering connections: the documented calls.
//!
//! Source: VpcPeer API reference, 2022-01-01. Where a parameter goes, form or query, is as in
//! `alibabacloud_vpcpeer20220101`.

use std::collections::BTreeMap;

use ::http::Response;
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::account::Session;
use super::calls;
use super::error::unreadable;
use super::ids::{AccountId, ClientToken, PeeringId, RegionId, VpcId};
use super::model::{self, Created, Taken};
use super::rpc::Rpc;
use super::status::PEERINGS;
use crate::connection::knowledge::Observed;
use crate::connection::status::{Decision, Status};
use crate::http::client::Effect;
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;

/// One end of a peering.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// The VPC.
    pub vpc: VpcId,
    /// Its region.
    pub region: RegionId,
    /// Its account, where the cloud shows it.
    pub account: Option<AccountId>,
}

/// What belongs to one side alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The resource group.
    pub resource_group: Option<String>,
    /// The tags.
    pub tags: BTreeMap<String, String>,
}

/// A peering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peering {
    /// One id for both sides.
    pub id: PeeringId,
    /// Its name, empty for none; `None` when the answer leaves it out.
    pub name: Option<String>,
    /// Its description, likewise.
    pub description: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// `Normal` or `FinancialLocked`.
    pub business_status: Option<String>,
    /// Who asks.
    pub requester: End,
    /// Who is asked.
    pub accepter: End,
    /// Mbit/s; -1 for no limit.
    pub bandwidth: Option<i64>,
    /// Empty within a region.
    pub link_type: Option<String>,
    /// What belongs to the side that looked.
    pub own: Own,
    /// When it was asked for.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// When the request ends, or ended, unanswered.
    pub expires_at: Option<Timestamp>,
}

impl From<model::Peering> for Peering {
    fn from(wire: model::Peering) -> Self {
        let end = |vpc: Option<model::Vpc>, region: Option<RegionId>, account| End {
            vpc: vpc.unwrap_or_default().vpc_id,
            region: region.unwrap_or_default(),
            account,
        };
        let moment = |text: Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        let tags = wire.tags.into_iter().flatten();
        Self {
            id: wire.instance_id,
            name: wire.name,
            description: wire.description,
            status: PEERINGS.status(&wire.status),
            business_status: wire.biz_status,
            requester: end(wire.vpc, wire.region_id, wire.owner_id),
            accepter: end(
                wire.accepting_vpc,
                wire.accepting_region_id,
                wire.accepting_owner_uid,
            ),
            bandwidth: wire.bandwidth,
            link_type: wire.link_type,
            own: Own {
                resource_group: wire.resource_group_id.filter(|group| !group.is_empty()),
                tags: tags
                    .map(|tag| (tag.key, tag.value.unwrap_or_default()))
                    .collect(),
            },
            created_at: moment(wire.gmt_create),
            updated_at: moment(wire.gmt_modified),
            expires_at: moment(wire.gmt_expired),
        }
    }
}

/// What a create asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// 2 to 128 characters.
    pub name: Option<String>,
    /// 2 to 256 characters.
    pub description: Option<String>,
    /// Our VPC, in our region.
    pub requester: End,
    /// Theirs. The account is needed, also when it is ours.
    pub accepter: End,
    /// Mbit/s, between regions only.
    pub bandwidth: Option<i64>,
    /// Between regions only.
    pub link_type: Option<String>,
    /// Of our side.
    pub own: Own,
}

/// What a modification changes; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// A new limit, Mbit/s.
    pub bandwidth: Option<i64>,
    /// A new kind of link.
    pub link_type: Option<String>,
}

/// The peerings of one account.
#[derive(Clone, Copy)]
pub struct Peerings<'a>(pub &'a Session);

impl Peerings<'_> {
    /// Asks for a peering, and returns its id: nothing else is known of it yet. Sent again with the same
    /// `token` it makes no second one.
    ///
    /// # Errors
    /// [`Failure`]; an answer that cannot be read is [`Failure::Unknown`].
    pub async fn create(
        self,
        operation: &Operation,
        draft: &Draft,
        token: &ClientToken,
    ) -> Result<PeeringId, Failure> {
        let call = calls::create(draft).form("ClientToken", Some(token.as_str()));
        let writing = self.0.stamps().begin();
        let made: Created = self.write(operation, call).await?;
        writing.created(made.instance_id.as_str());
        Ok(made.instance_id)
    }

    /// Asks for one peering by itself, which may not be allowed.
    pub(super) async fn show(
        self,
        operation: &Operation,
        id: &PeeringId,
    ) -> Result<Observed<Peering>, Failure> {
        let call = Rpc::new("GetVpcPeerConnectionAttribute", Effect::Reads)
            .form("InstanceId", Some(id.as_str()));
        let answer = match self.0.vpcpeer.call(operation, &call.call()).await {
            Err(Failure::Refused(error)) if error.kind == Kind::NotFound => {
                return Ok(Observed::Absent(Some(error)));
            }
            answer => answer?,
        };
        let peering: Peering = json::<model::Peering>(&answer)?.into();
        if peering.id != *id {
            let problem = format!("The cloud was asked for {id} and showed {}", peering.id);
            return Err(unreadable(&answer, &problem).into());
        }
        Ok(Observed::There(peering))
    }

    /// Changes name, description, bandwidth or kind of link.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn modify(
        self,
        operation: &Operation,
        id: &PeeringId,
        changes: &Changes,
        token: &ClientToken,
    ) -> Result<(), Failure> {
        let call = calls::modify(id, changes).form("ClientToken", Some(token.as_str()));
        self.change(operation, id, call).await
    }

    /// Accepts or rejects. What is the accepter's `own` is given with an accept.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn decide(
        self,
        operation: &Operation,
        id: &PeeringId,
        decision: Decision,
        own: &Own,
        token: &ClientToken,
    ) -> Result<(), Failure> {
        let call = calls::decide(id, decision, own);
        let call = call.form("ClientToken", Some(token.as_str()));
        self.change(operation, id, call).await
    }

    /// Deletes. With [`Routes::Delete`] the cloud deletes the routes to it as well, else it refuses
    /// while there are any.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn delete(
        self,
        operation: &Operation,
        id: &PeeringId,
        routes: Routes,
        token: &ClientToken,
    ) -> Result<Deletion, Failure> {
        let call = calls::delete(id, routes).form("ClientToken", Some(token.as_str()));
        let writing = self.0.stamps().begin().of(id.as_str());
        match self.write::<Taken>(operation, call).await {
            Ok(_) => {
                writing.deleted();
                Ok(Deletion::Begun)
            }
            Err(failure) if failure.is(Kind::NotFound) => Ok(Deletion::NothingThere),
            Err(failure) => Err(failure),
        }
    }

    pub(super) async fn change(
        self,
        operation: &Operation,
        id: &PeeringId,
        call: Rpc,
    ) -> Result<(), Failure> {
        let _writing = self.0.stamps().begin().of(id.as_str());
        self.write::<Taken>(operation, call).await.map(|_| ())
    }

    /// Sends what changes something.
    async fn write<T: DeserializeOwned>(
        self,
        operation: &Operation,
        call: Rpc,
    ) -> Result<T, Failure> {
        let since = operation.now();
        let answer = self.0.vpcpeer.call(operation, &call.call()).await?;
        // "Done" in words that cannot be read: it may well have been done.
        json(&answer).map_err(|failure| Failure::Unknown {
            problem: failure.to_string(),
            since,
        })
    }
}

/// What a delete does with routes that point to the peering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routes {
    /// Nothing: they are in the way.
    Keep,
    /// The cloud deletes them (`force_delete`).
    Delete,
}

/// What a delete came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// The cloud took it.
    Begun,
    /// There was no such peering.
    NothingThere,
}

pub(super) fn json<T: DeserializeOwned>(answer: &Response<Vec<u8>>) -> Result<T, Failure> {
    serde_json::from_slice(answer.body())
        .map_err(|_| unreadable(answer, "The answer is not what the API documents").into())
}
