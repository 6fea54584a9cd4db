//! The calls that change peerings and connections, before they are sent.
//!
//! Source: EC2 API reference, 2016-11-15.

use std::collections::BTreeMap;

use super::config::Service;
use super::objects::Draft;
use super::query::Query;
use crate::connection::ids::{EndpointId, PeeringId, RegionId, ServiceId, TenantId};
use crate::connection::peering::Role;
use crate::connection::status::Decision;
use crate::http::call::Effect;

/// The kind of object that tags of a create are about.
const KIND: &str = "vpc-peering-connection";

/// What sets the options of a peering.
pub(super) const MODIFY_OPTIONS: &str = "ModifyVpcPeeringConnectionOptions";
/// What sets tags.
pub(super) const CREATE_TAGS: &str = "CreateTags";
/// What takes tags away.
pub(super) const DELETE_TAGS: &str = "DeleteTags";

/// A call of EC2.
pub(super) fn ec2(action: &'static str, effect: Effect) -> Query {
    Query::new(Service::Ec2, action, effect)
}

/// A call about one peering that changes it.
fn change(action: &'static str, id: &PeeringId) -> Query {
    ec2(action, Effect::Writes).with("VpcPeeringConnectionId", Some(id.as_str()))
}

pub(super) fn create(draft: &Draft) -> Query {
    let Draft {
        requester,
        accepter,
        tags,
    } = draft;
    let tagged = (!tags.is_empty()).then_some(KIND);
    ec2("CreateVpcPeeringConnection", Effect::Creates)
        .with("VpcId", Some(requester.vpc.as_str()))
        .with("PeerVpcId", Some(accepter.vpc.as_str()))
        .with(
            "PeerOwnerId",
            accepter.tenant.as_ref().map(TenantId::as_str),
        )
        .with("PeerRegion", accepter.region.as_ref().map(RegionId::as_str))
        .with("TagSpecification.1.ResourceType", tagged)
        .tags("TagSpecification.1.", tags)
}

pub(super) fn decide(id: &PeeringId, decision: Decision) -> Query {
    match decision {
        Decision::Accept => change("AcceptVpcPeeringConnection", id),
        Decision::Reject => change("RejectVpcPeeringConnection", id),
    }
}

pub(super) fn delete(id: &PeeringId) -> Query {
    change("DeleteVpcPeeringConnection", id)
}

pub(super) fn resolve_remote(id: &PeeringId, role: Role, on: bool) -> Query {
    let side = match role {
        Role::Requester => "Requester",
        Role::Accepter => "Accepter",
    };
    let option = format!("{side}PeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc");
    change(MODIFY_OPTIONS, id).with(&option, Some(on.to_string()))
}

pub(super) fn tag(id: &PeeringId, tags: &BTreeMap<String, String>) -> Query {
    let call = ec2(CREATE_TAGS, Effect::Writes).list("ResourceId", &[id.as_str()]);
    call.tags("", tags)
}

pub(super) fn untag(id: &PeeringId, keys: &[&str]) -> Query {
    let call = ec2(DELETE_TAGS, Effect::Writes).list("ResourceId", &[id.as_str()]);
    (1..).zip(keys).fold(call, |call, (number, key)| {
        call.with(&format!("Tag.{number}.Key"), Some(*key))
    })
}

/// The name of the call that decides about endpoints.
pub(super) fn answering(decision: Decision) -> &'static str {
    match decision {
        Decision::Accept => "AcceptVpcEndpointConnections",
        Decision::Reject => "RejectVpcEndpointConnections",
    }
}

pub(super) fn answer(service: &ServiceId, decision: Decision, ids: &[EndpointId]) -> Query {
    let ids: Vec<&str> = ids.iter().map(EndpointId::as_str).collect();
    ec2(answering(decision), Effect::Writes)
        .with("ServiceId", Some(service.as_str()))
        .list("VpcEndpointId", &ids)
}
