//! What tests and the demo see and do of this cloud without a call.

use super::NAME;
use crate::simulator::World;
use crate::simulator::arrange;
use crate::simulator::new::{NewEndpoint, NewService};
use crate::simulator::object::{Connection, Kind, Service};

impl World {
    /// Every peering on Alibaba Cloud as it is now.
    pub fn alicloud_peerings(&self) -> Vec<Connection> {
        self.connections_of(NAME, Kind::Peering)
    }

    /// Everybody who asks an endpoint service on Alibaba Cloud, as it is now.
    pub fn alicloud_connections(&self) -> Vec<Connection> {
        self.connections_of(NAME, Kind::Endpoint)
    }

    /// Every endpoint service on Alibaba Cloud as it is now.
    pub fn alicloud_services(&self) -> Vec<Service> {
        self.services_of(NAME)
    }

    /// Makes an endpoint service on Alibaba Cloud without a signed call.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_alicloud_service(&self, new: &NewService) -> Result<Service, String> {
        self.make(NAME, |cloud, context| arrange::service(cloud, new, context))
    }

    /// Makes an endpoint on Alibaba Cloud without a signed call, as the tenant that it names would.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_alicloud_endpoint(&self, new: &NewEndpoint) -> Result<Connection, String> {
        self.make(NAME, |cloud, context| {
            arrange::endpoint(cloud, new, context)
        })
    }
}
