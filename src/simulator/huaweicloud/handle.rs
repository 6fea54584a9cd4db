//! What tests and the demo see and do of this cloud without a call. It was the first, so its methods have the
//! plain names.

use super::NAME;
use crate::simulator::arrange;
use crate::simulator::new::{NewEndpoint, NewPeering, NewService};
use crate::simulator::object::{Connection, Id, Kind, Service};
use crate::simulator::{Simulator, World};

impl World {
    /// Every peering as it is now.
    pub fn peerings(&self) -> Vec<Connection> {
        self.connections_of(NAME, Kind::Peering)
    }

    /// Every endpoint as it is now.
    pub fn endpoints(&self) -> Vec<Connection> {
        self.connections_of(NAME, Kind::Endpoint)
    }

    /// Every endpoint service as it is now.
    pub fn services(&self) -> Vec<Service> {
        self.services_of(NAME)
    }

    /// Makes a peering without a signed call, as the tenants it names would.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange(&self, new: &NewPeering) -> Result<Connection, String> {
        self.make(NAME, |cloud, context| arrange::peering(cloud, new, context))
    }

    /// Makes an endpoint without a signed call, as the tenant that it names would.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_endpoint(&self, new: &NewEndpoint) -> Result<Connection, String> {
        self.make(NAME, |cloud, context| {
            arrange::endpoint(cloud, new, context)
        })
    }

    /// Lets whoever may `accept`, `reject` or `delete` an endpoint, or the cloud `fail`, `freeze` or
    /// `thaw` it. What is left of it.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn act_on_endpoint(&self, id: &Id, action: &str) -> Result<Option<Connection>, String> {
        self.make(NAME, |cloud, context| {
            arrange::act(cloud, Kind::Endpoint, id, action, context)
        })
    }

    /// Makes an endpoint service without a signed call.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_service(&self, new: &NewService) -> Result<Service, String> {
        self.make(NAME, |cloud, context| arrange::service(cloud, new, context))
    }
}

impl Simulator {
    /// Every peering as it is now.
    pub fn peerings(&self) -> Vec<Connection> {
        self.world().peerings()
    }
}
