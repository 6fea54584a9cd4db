//! The world's endpoint services and endpoints.

use super::World;
use crate::simulator::huaweicloud::Context;
use crate::simulator::huaweicloud::vpcep::{
    self, Endpoint, EndpointId, NewEndpoint, NewService, Seed, Service,
};
use crate::simulator::options::Error;

impl World {
    /// Every endpoint service as it is now.
    pub fn services(&self) -> Vec<Service> {
        self.view(|context| context.endpoints.services().cloned().collect())
    }

    /// Every endpoint as it is now.
    pub fn endpoints(&self) -> Vec<Endpoint> {
        self.view(|context| context.endpoints.endpoints().cloned().collect())
    }

    /// Makes an endpoint service without a signed call.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_service(&self, new: &NewService) -> Result<Service, String> {
        self.change(|context| vpcep::add_service(new, context))
            .map_err(|refusal| refusal.to_string())
    }

    /// Makes an endpoint without a signed call, as the tenant that it names would.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_endpoint(&self, new: &NewEndpoint) -> Result<Endpoint, String> {
        self.change(|context| vpcep::add_endpoint(new, context))
            .map_err(|refusal| refusal.to_string())
    }

    /// Lets whoever may `accept`, `reject` or `delete` an endpoint, or the cloud `fail`, `freeze` or
    /// `thaw` it. What is left of it.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn act_on_endpoint(
        &self,
        id: &EndpointId,
        action: &str,
    ) -> Result<Option<Endpoint>, String> {
        self.change(|context| vpcep::act(id, action, context))
            .map_err(|refusal| refusal.to_string())
    }
}

/// Adds the seed's services, and the endpoints that ask them.
pub(super) fn seeded(seed: &Seed, context: &mut Context<'_>) -> Result<(), Error> {
    for (index, new) in seed.services.iter().enumerate() {
        vpcep::add_service(new, context).map_err(|refusal| Error::SeedObject {
            list: "huaweicloud.vpcep.services",
            index,
            reason: refusal.to_string(),
        })?;
    }
    for (index, new) in seed.endpoints.iter().enumerate() {
        vpcep::add_endpoint(new, context).map_err(|refusal| Error::SeedObject {
            list: "huaweicloud.vpcep.endpoints",
            index,
            reason: refusal.to_string(),
        })?;
    }
    Ok(())
}
