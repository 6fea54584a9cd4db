//! VPC peering connections: the documented calls.
//!
//! Source: EC2 API reference, 2016-11-15. None of them takes a client token; a create is idempotent by its two VPCs.

use std::collections::BTreeMap;

use ::http::Response;

use super::config::Service;
use super::error::unreadable;
use super::objects::peering;
pub use super::objects::{Draft, Ending, Extra, Peering};
use super::query::Query;
use super::session::Session;
use super::xml::Element;
use crate::cloud::write::send;
use crate::connection::ids::{PeeringId, RegionId, TenantId};
use crate::connection::peering::Role;
use crate::connection::status::Decision;
use crate::http::call::Effect;
use crate::http::error::Failure;
use crate::operation::Operation;

/// The kind of object that tags of a create are about.
const KIND: &str = "vpc-peering-connection";

/// The peerings of one account in one region.
#[derive(Clone, Copy)]
pub struct Peerings<'a>(pub &'a Session);

/// A call of EC2.
pub(super) fn ec2(action: &'static str, effect: Effect) -> Query {
    Query::new(Service::Ec2, action, effect)
}

/// A call about one peering that changes it.
fn change(action: &'static str, id: &PeeringId) -> Query {
    ec2(action, Effect::Writes).with("VpcPeeringConnectionId", Some(id.as_str()))
}

impl Peerings<'_> {
    /// Asks for a peering. Where one between the two VPCs stands already, the cloud answers with that one.
    ///
    /// # Errors
    /// [`Failure`]; an answer that cannot be read is [`Failure::Unknown`].
    pub async fn create(self, operation: &Operation, draft: &Draft) -> Result<Peering, Failure> {
        let Draft {
            requester,
            accepter,
            tags,
        } = draft;
        let tagged = (!tags.is_empty()).then_some(KIND);
        let call = ec2("CreateVpcPeeringConnection", Effect::Creates)
            .with("VpcId", Some(requester.vpc.as_str()))
            .with("PeerVpcId", Some(accepter.vpc.as_str()))
            .with(
                "PeerOwnerId",
                accepter.tenant.as_ref().map(TenantId::as_str),
            )
            .with("PeerRegion", accepter.region.as_ref().map(RegionId::as_str))
            .with("TagSpecification.1.ResourceType", tagged)
            .tags("TagSpecification.1.", tags);
        let writing = self.0.stamps().begin();
        let made = send(&self.0.ec2, operation, &call.call(), whole).await?;
        writing.created(made.id.as_str());
        Ok(made)
    }

    /// Accepts or rejects a request. An accept shows the peering.
    pub(super) async fn decide(
        self,
        operation: &Operation,
        id: &PeeringId,
        decision: Decision,
    ) -> Result<Option<Peering>, Failure> {
        match decision {
            Decision::Accept => {
                let call = change("AcceptVpcPeeringConnection", id).call();
                let _writing = self.0.stamps().begin().of(id.as_str());
                send(&self.0.ec2, operation, &call, whole).await.map(Some)
            }
            Decision::Reject => {
                let call = change("RejectVpcPeeringConnection", id);
                self.write(operation, id, call).await.map(|()| None)
            }
        }
    }

    /// The call that ends a peering.
    pub(super) async fn delete(self, operation: &Operation, id: &PeeringId) -> Result<(), Failure> {
        let call = change("DeleteVpcPeeringConnection", id).call();
        send(&self.0.ec2, operation, &call, done).await
    }

    /// Whether `role` resolves the other side's names of hosts to private addresses.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn resolve_remote(
        self,
        operation: &Operation,
        id: &PeeringId,
        role: Role,
        on: bool,
    ) -> Result<(), Failure> {
        let side = match role {
            Role::Requester => "Requester",
            Role::Accepter => "Accepter",
        };
        let option = format!("{side}PeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc");
        let name = "ModifyVpcPeeringConnectionOptions";
        let call = change(name, id).with(&option, Some(on.to_string()));
        let _writing = self.0.stamps().begin().of(id.as_str());
        // The answer shows the options, where there are any.
        send(&self.0.ec2, operation, &call.call(), |answer| {
            let root = Element::parse(answer.body());
            match root
                .as_ref()
                .and_then(|root| root.name().strip_suffix("Response"))
            {
                Some(of) if of == name => Ok(()),
                _ => Err(unreadable(answer, "The answer is not what the API documents").into()),
            }
        })
        .await
    }

    /// Sets tags of our side.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn tag(
        self,
        operation: &Operation,
        id: &PeeringId,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        let call = ec2("CreateTags", Effect::Writes).list("ResourceId", &[id.as_str()]);
        self.write(operation, id, call.tags("", tags)).await
    }

    /// Takes tags of our side away, whatever their values are.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn untag(
        self,
        operation: &Operation,
        id: &PeeringId,
        keys: &[&str],
    ) -> Result<(), Failure> {
        let call = ec2("DeleteTags", Effect::Writes).list("ResourceId", &[id.as_str()]);
        let call = (1..).zip(keys).fold(call, |call, (number, key)| {
            call.with(&format!("Tag.{number}.Key"), Some(*key))
        });
        self.write(operation, id, call).await
    }

    /// Sends what changes a peering and is answered with "true".
    async fn write(
        self,
        operation: &Operation,
        id: &PeeringId,
        call: Query,
    ) -> Result<(), Failure> {
        let _writing = self.0.stamps().begin().of(id.as_str());
        send(&self.0.ec2, operation, &call.call(), done).await
    }
}

/// The peering that an answer is about.
fn whole(answer: &Response<Vec<u8>>) -> Result<Peering, Failure> {
    let root = Element::parse(answer.body());
    let shown = root
        .as_ref()
        .and_then(|root| root.at("vpcPeeringConnection"));
    shown
        .and_then(peering)
        .ok_or_else(|| unreadable(answer, "The answer shows no peering").into())
}

/// Whether an answer says that it is done.
fn done(answer: &Response<Vec<u8>>) -> Result<(), Failure> {
    let root = Element::parse(answer.body());
    match root.and_then(|root| root.flag("return")) {
        Some(true) => Ok(()),
        _ => Err(unreadable(answer, "The answer does not say that it was done").into()),
    }
}
