//! What tests and the demo see and do of this cloud without a call.

use super::NAME;
use crate::simulator::World;
use crate::simulator::arrange;
use crate::simulator::new::{NewEndpoint, NewPeering, NewService};
use crate::simulator::object::{Connection, Id, Kind, Service};

impl World {
    /// Every peering on AWS as it is now, those included that AWS no longer shows one of the sides.
    pub fn aws_peerings(&self) -> Vec<Connection> {
        self.connections_of(NAME, Kind::Peering)
    }

    /// Makes a peering on AWS without a signed call, as the tenants it names would.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_aws_peering(&self, new: &NewPeering) -> Result<Connection, String> {
        self.make(NAME, |cloud, context| arrange::peering(cloud, new, context))
    }

    /// Lets whoever may `accept`, `reject` or `delete` a peering on AWS, or time `expire` it, or the cloud let it
    /// `fail`. What is left of it.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn act_on_aws_peering(&self, id: &Id, action: &str) -> Result<Option<Connection>, String> {
        self.make(NAME, |cloud, context| {
            arrange::act(cloud, Kind::Peering, id, action, context)
        })
    }

    /// Everybody who asks an endpoint service on AWS, as it is now.
    pub fn aws_connections(&self) -> Vec<Connection> {
        self.connections_of(NAME, Kind::Endpoint)
    }

    /// Makes an endpoint service on AWS without a signed call.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_aws_service(&self, new: &NewService) -> Result<Service, String> {
        self.make(NAME, |cloud, context| arrange::service(cloud, new, context))
    }

    /// Makes an endpoint on AWS without a signed call, as the tenant that it names would.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_aws_endpoint(&self, new: &NewEndpoint) -> Result<Connection, String> {
        self.make(NAME, |cloud, context| {
            arrange::endpoint(cloud, new, context)
        })
    }
}
