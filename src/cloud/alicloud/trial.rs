//! Changes that are only tried: the same calls as a dry run, which checks everything and changes nothing.
//!
//! Source: VpcPeer API reference, 2022-01-01, and PrivateLink API reference, 2020-04-15, parameter `DryRun`.

use super::calls;
use super::config::Service;
use super::endpoint::{Bandwidth, Connections, Draft as Answer};
use super::ids::{EndpointId, PeeringId};
use super::objects::{Changes, Draft, Own, Routes};
use super::rpc::{Rpc, passed};
use super::session::Session;
use crate::connection::status::Decision;
use crate::http::call::Call;
use crate::http::error::Failure;
use crate::operation::Operation;

/// A change that is only tried.
#[derive(Clone, Debug)]
pub struct Trial {
    service: Service,
    call: Call,
}

impl Trial {
    fn of_peering(call: Rpc) -> Self {
        Self {
            service: Service::VpcPeer,
            call: call.dry_run().call(),
        }
    }

    fn of_endpoint(call: Rpc) -> Self {
        Self {
            service: Service::PrivateLink,
            call: call.dry_run().call(),
        }
    }

    /// A request.
    pub fn create(draft: &Draft) -> Self {
        Self::of_peering(calls::create(draft))
    }

    /// A modification.
    pub fn modify(id: &PeeringId, changes: &Changes) -> Self {
        Self::of_peering(calls::modify(id, changes))
    }

    /// An answer.
    pub fn decide(id: &PeeringId, decision: Decision, own: &Own) -> Self {
        Self::of_peering(calls::decide(id, decision, own))
    }

    /// A delete.
    pub fn delete(id: &PeeringId, routes: Routes) -> Self {
        Self::of_peering(calls::delete(id, routes))
    }

    /// An answer to an endpoint.
    pub fn answer(all: Connections<'_>, id: &EndpointId, answer: Answer) -> Self {
        Self::of_endpoint(all.deciding(id, answer))
    }

    /// Another bandwidth of an endpoint's connection.
    pub fn widen(all: Connections<'_>, id: &EndpointId, bandwidth: Bandwidth) -> Self {
        Self::of_endpoint(all.widening(id, bandwidth))
    }
}

impl Session {
    /// Asks the cloud whether it would let a change pass.
    ///
    /// # Errors
    /// [`Failure`]; a refusal is what the change would meet.
    pub async fn attempt(&self, operation: &Operation, trial: &Trial) -> Result<(), Failure> {
        let client = match trial.service {
            Service::PrivateLink => &self.privatelink,
            Service::VpcPeer | Service::Sts => &self.vpcpeer,
        };
        passed(client.call(operation, &trial.call).await)
    }
}
