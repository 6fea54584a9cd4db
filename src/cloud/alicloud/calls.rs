//! The calls that change a peering, without their tokens.
//!
//! Source: VpcPeer API reference, 2022-01-01.

use super::ids::PeeringId;
use super::objects::{Changes, Draft, Own, Routes};
use super::rpc::Rpc;
use crate::connection::ids::{RegionId, TenantId};
use crate::connection::peering::Party;
use crate::connection::status::Decision;
use crate::http::call::Effect;

pub(super) fn create(draft: &Draft) -> Rpc {
    let bandwidth = draft.bandwidth.map(|limit| limit.to_string());
    let accepter = draft.accepter.tenant.as_ref();
    Rpc::new("CreateVpcPeerConnection", Effect::Writes)
        .form("RegionId", region(&draft.requester))
        .form("VpcId", Some(draft.requester.vpc.as_str()))
        .form("AcceptingAliUid", accepter.map(TenantId::as_str))
        .form("AcceptingRegionId", region(&draft.accepter))
        .form("AcceptingVpcId", Some(draft.accepter.vpc.as_str()))
        .form("Name", draft.name.as_deref())
        .form("Description", draft.description.as_deref())
        .form("Bandwidth", bandwidth.as_deref())
        .form("ResourceGroupId", draft.own.resource_group.as_deref())
        .query("LinkType", draft.link_type.as_deref())
        .tags(&draft.own.tags)
}

fn region(party: &Party) -> Option<&str> {
    party.region.as_ref().map(RegionId::as_str)
}

pub(super) fn modify(id: &PeeringId, changes: &Changes) -> Rpc {
    let bandwidth = changes.bandwidth.map(|limit| limit.to_string());
    Rpc::new("ModifyVpcPeerConnection", Effect::Writes)
        .form("InstanceId", Some(id.as_str()))
        .form("Name", changes.name.as_deref())
        .form("Description", changes.description.as_deref())
        .form("Bandwidth", bandwidth.as_deref())
        .query("LinkType", changes.link_type.as_deref())
}

pub(super) fn decide(id: &PeeringId, decision: Decision, own: &Own) -> Rpc {
    match decision {
        Decision::Accept => Rpc::new("AcceptVpcPeerConnection", Effect::Writes)
            .form("InstanceId", Some(id.as_str()))
            .form("ResourceGroupId", own.resource_group.as_deref())
            .tags(&own.tags),
        Decision::Reject => Rpc::new("RejectVpcPeerConnection", Effect::Writes)
            .form("InstanceId", Some(id.as_str())),
    }
}

pub(super) fn delete(id: &PeeringId, routes: Routes) -> Rpc {
    Rpc::new("DeleteVpcPeerConnection", Effect::Writes)
        .form("InstanceId", Some(id.as_str()))
        .form("Force", (routes == Routes::Delete).then_some("true"))
}
