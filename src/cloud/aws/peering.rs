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
        let made = send(&self.0.ec2, operation, &call.call(), whole).await;
        // Whatever came of it.
        self.asked([&requester.vpc, &accepter.vpc]);
        let made = made?;
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
                self.write(operation, id, call, done).await.map(|()| None)
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
        let action = "ModifyVpcPeeringConnectionOptions";
        let call = change(action, id).with(&option, Some(on.to_string()));
        let read = |answer: &Response<Vec<u8>>| taken(answer, action);
        self.write(operation, id, call, read).await
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
        let action = "CreateTags";
        let call = ec2(action, Effect::Writes).list("ResourceId", &[id.as_str()]);
        let read = |answer: &Response<Vec<u8>>| taken(answer, action);
        self.write(operation, id, call.tags("", tags), read).await
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
        let action = "DeleteTags";
        let call = ec2(action, Effect::Writes).list("ResourceId", &[id.as_str()]);
        let call = (1..).zip(keys).fold(call, |call, (number, key)| {
            call.with(&format!("Tag.{number}.Key"), Some(*key))
        });
        let read = |answer: &Response<Vec<u8>>| taken(answer, action);
        self.write(operation, id, call, read).await
    }

    /// Sends what changes a peering.
    async fn write(
        self,
        operation: &Operation,
        id: &PeeringId,
        call: Query,
        read: impl FnOnce(&Response<Vec<u8>>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let _writing = self.0.stamps().begin().of(id.as_str());
        send(&self.0.ec2, operation, &call.call(), read).await
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

/// Whether an answer is that of a call, and does not say that nothing was done: the model that the vendor's SDKs are made of
/// knows no `return` of some.
fn taken(answer: &Response<Vec<u8>>, action: &str) -> Result<(), Failure> {
    let root = Element::parse(answer.body());
    let of = root
        .as_ref()
        .filter(|root| root.name().strip_suffix("Response") == Some(action));
    match of.map(|root| root.flag("return")) {
        Some(None | Some(true)) => Ok(()),
        _ => Err(unreadable(answer, "The answer is not what the API documents").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_anything_is_enough_where_none_is_documented() {
        let read = |body: &str| {
            let answer = Response::new(body.as_bytes().to_vec());
            (taken(&answer, "CreateTags").is_ok(), done(&answer).is_ok())
        };
        let answer = |inside: &str| {
            format!("<CreateTagsResponse><requestId>x</requestId>{inside}</CreateTagsResponse>")
        };
        assert_eq!(read(&answer("<return>true</return>")), (true, true));
        assert_eq!(read(&answer("")), (true, false));
        assert_eq!(read(&answer("<return>false</return>")), (false, false));
        for other in ["<DeleteTagsResponse/>", "<html></html>", "", "{}"] {
            assert_eq!(read(other), (false, false), "{other}");
        }
    }
}
