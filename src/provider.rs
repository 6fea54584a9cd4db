//! The composition root: every resource, every cloud.

use crate::credential::env::Environment;
use crate::framework::data_source::{AnyDataSource, any_data};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::resource::{AnyResource, any};
use crate::framework::schema::Schema;
use crate::framework::server::{Provider, Server};
use crate::operation::Clock;
use crate::resource::accepter::PeeringAccepter;
use crate::resource::alicloud::cloud::AliCloud;
use crate::resource::alicloud::endpoint_connection::AliCloudEndpointConnection;
use crate::resource::context::Configured;
use crate::resource::endpoint::data::{Connections, OneConnection};
use crate::resource::huaweicloud::cloud::{CloudStream, HuaweiCloud};
use crate::resource::huaweicloud::cs_peerings_data::HuaweiCloudCsPeeringsData;
use crate::resource::huaweicloud::endpoint_connection::HuaweiCloudEndpointConnection;
use crate::resource::peering_data::{OnePeering, Peerings};
use crate::resource::provider_config::{self, Config};
use crate::resource::requester::PeeringRequester;

/// The provider `vpcconnect`.
pub struct VpcConnect {
    env: Environment,
}

impl VpcConnect {
    /// Serves the provider. `env` is where the account `default` may come from.
    pub fn server(env: Environment) -> Server<Self> {
        Server::new(Self { env }, Clock::System)
    }
}

impl Provider for VpcConnect {
    type Config = Config;
    type Configured = Configured;

    fn schema(&self) -> Schema {
        provider_config::schema()
    }

    fn resources(&self) -> Vec<Box<dyn AnyResource<Configured>>> {
        vec![
            any::<PeeringRequester<HuaweiCloud<CloudStream>>>(),
            any::<PeeringRequester<HuaweiCloud>>(),
            any::<PeeringAccepter<HuaweiCloud>>(),
            any::<HuaweiCloudEndpointConnection>(),
            any::<AliCloudEndpointConnection>(),
            any::<PeeringRequester<AliCloud>>(),
            any::<PeeringAccepter<AliCloud>>(),
        ]
    }

    fn data_sources(&self) -> Vec<Box<dyn AnyDataSource<Configured>>> {
        vec![
            any_data::<OneConnection<AliCloud>>(),
            any_data::<Connections<AliCloud>>(),
            any_data::<OnePeering<HuaweiCloud>>(),
            any_data::<Peerings<HuaweiCloud>>(),
            any_data::<HuaweiCloudCsPeeringsData>(),
            any_data::<OneConnection<HuaweiCloud>>(),
            any_data::<Connections<HuaweiCloud>>(),
            any_data::<OnePeering<AliCloud>>(),
            any_data::<Peerings<AliCloud>>(),
        ]
    }

    fn validate(&self, config: &Config, diagnostics: &mut Diagnostics) {
        provider_config::validate(config, diagnostics);
    }

    fn configure(&self, config: Config) -> Configured {
        provider_config::configure(&config, &self.env)
    }
}
