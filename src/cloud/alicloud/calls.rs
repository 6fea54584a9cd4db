//! The calls that change a peering, without their tokens; and the same as a dry run, which checks
//! everything and changes nothing.
//!
//! Source: VpcPeer API reference, 2022-01-01, parameter `DryRun`.

use super::ids::{AccountId, PeeringId};
use super::peering::{Changes, Draft, Own, Peerings, Routes};
use super::rpc::Rpc;
use crate::connection::status::Decision;
use crate::http::client::Effect;
use crate::http::error::Failure;
use crate::operation::Operation;

/// The code of a dry run that found nothing wrong. Every dry run ends in an error.
const PASSED: &str = "DryRunOperation";

pub(super) fn create(draft: &Draft) -> Rpc {
    let bandwidth = draft.bandwidth.map(|limit| limit.to_string());
    let accepter = draft.accepter.account.as_ref();
    Rpc::new("CreateVpcPeerConnection", Effect::Writes)
        .form("RegionId", Some(draft.requester.region.as_str()))
        .form("VpcId", Some(draft.requester.vpc.as_str()))
        .form("AcceptingAliUid", accepter.map(AccountId::as_str))
        .form("AcceptingRegionId", Some(draft.accepter.region.as_str()))
        .form("AcceptingVpcId", Some(draft.accepter.vpc.as_str()))
        .form("Name", draft.name.as_deref())
        .form("Description", draft.description.as_deref())
        .form("Bandwidth", bandwidth.as_deref())
        .form("ResourceGroupId", draft.own.resource_group.as_deref())
        .query("LinkType", draft.link_type.as_deref())
        .tags(&draft.own.tags)
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

/// A change that is only tried.
#[derive(Clone, Copy, Debug)]
pub enum Trial<'a> {
    /// A request.
    Create(&'a Draft),
    /// A modification.
    Modify(&'a PeeringId, &'a Changes),
    /// An answer.
    Decide(&'a PeeringId, Decision, &'a Own),
    /// A delete.
    Delete(&'a PeeringId, Routes),
}

impl Peerings<'_> {
    /// Asks the cloud whether it would let a change pass.
    ///
    /// # Errors
    /// [`Failure`]; a refusal is what the change would meet.
    pub async fn attempt(self, operation: &Operation, trial: Trial<'_>) -> Result<(), Failure> {
        let call = match trial {
            Trial::Create(draft) => create(draft),
            Trial::Modify(id, changes) => modify(id, changes),
            Trial::Decide(id, decision, own) => decide(id, decision, own),
            Trial::Delete(id, routes) => delete(id, routes),
        };
        passed(self.0.vpcpeer.call(operation, &call.dry_run().call()).await)
    }
}

/// What a dry run came to.
pub(super) fn passed<T>(answer: Result<T, Failure>) -> Result<(), Failure> {
    match answer {
        // Only where the documents say that it comes: a gateway that fails tries nothing.
        Err(Failure::Refused(error))
            if error.status == 400 && error.code.as_deref() == Some(PASSED) =>
        {
            Ok(())
        }
        answer => answer.map(|_| ()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::alicloud::error::classify;

    #[test]
    fn only_the_documented_answer_means_that_it_would_pass() {
        for status in [200, 302, 400, 401, 403, 404, 409, 429, 500, 503] {
            let answer = ::http::Response::builder().status(status);
            let body = format!(r#"{{"Code":"{PASSED}","Message":"m"}}"#);
            let error = classify(&answer.body(body.into_bytes()).unwrap());
            let passed = passed::<()>(Err(error.into())).is_ok();
            assert_eq!(passed, status == 400, "{status}");
        }
    }
}
