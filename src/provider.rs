//! The composition root: every resource, every cloud.

use crate::credential::env::Environment;
use crate::framework::action::{AnyAction, any_action};
use crate::framework::data_source::{AnyDataSource, any_data};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::list_resource::{AnyListResource, any_list};
use crate::framework::resource::{AnyResource, any};
use crate::framework::schema::Schema;
use crate::framework::server::{Provider, Server};
use crate::operation::Clock;
use crate::resource::accepter::{PeeringAccepter, PeeringAnswer};
use crate::resource::alicloud::cloud::AliCloud;
use crate::resource::aws::cloud::Aws;
use crate::resource::context::Configured;
use crate::resource::data::{FindData, ListData};
use crate::resource::endpoint::connection::{EndpointAnswer, EndpointConnection};
use crate::resource::endpoint::data::EndpointConnections;
use crate::resource::huaweicloud::cloud::{CloudStream, HuaweiCloud};
use crate::resource::huaweicloud::cs_peerings_data::CsPeerings;
use crate::resource::list::endpoint::AskingEndpoints;
use crate::resource::list::peering::{ReceivedPeerings, SentPeerings};
use crate::resource::peering_data::Peerings;
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
            any::<EndpointConnection<HuaweiCloud>>(),
            any::<EndpointConnection<AliCloud>>(),
            any::<PeeringRequester<AliCloud>>(),
            any::<PeeringAccepter<AliCloud>>(),
            any::<PeeringRequester<Aws>>(),
            any::<PeeringAccepter<Aws>>(),
            any::<EndpointConnection<Aws>>(),
        ]
    }

    fn data_sources(&self) -> Vec<Box<dyn AnyDataSource<Configured>>> {
        vec![
            any_data::<FindData<EndpointConnections<AliCloud>>>(),
            any_data::<ListData<EndpointConnections<AliCloud>>>(),
            any_data::<FindData<Peerings<HuaweiCloud>>>(),
            any_data::<ListData<Peerings<HuaweiCloud>>>(),
            any_data::<ListData<CsPeerings>>(),
            any_data::<FindData<EndpointConnections<HuaweiCloud>>>(),
            any_data::<ListData<EndpointConnections<HuaweiCloud>>>(),
            any_data::<FindData<Peerings<AliCloud>>>(),
            any_data::<ListData<Peerings<AliCloud>>>(),
            any_data::<FindData<Peerings<Aws>>>(),
            any_data::<ListData<Peerings<Aws>>>(),
            any_data::<FindData<EndpointConnections<Aws>>>(),
            any_data::<ListData<EndpointConnections<Aws>>>(),
        ]
    }

    fn list_resources(&self) -> Vec<Box<dyn AnyListResource<Configured>>> {
        vec![
            any_list::<AskingEndpoints<AliCloud>>(),
            any_list::<SentPeerings<AliCloud>>(),
            any_list::<ReceivedPeerings<AliCloud>>(),
            any_list::<AskingEndpoints<Aws>>(),
            any_list::<SentPeerings<Aws>>(),
            any_list::<ReceivedPeerings<Aws>>(),
            any_list::<SentPeerings<HuaweiCloud<CloudStream>>>(),
            any_list::<AskingEndpoints<HuaweiCloud>>(),
            any_list::<SentPeerings<HuaweiCloud>>(),
            any_list::<ReceivedPeerings<HuaweiCloud>>(),
        ]
    }

    fn actions(&self) -> Vec<Box<dyn AnyAction<Configured>>> {
        vec![
            any_action::<EndpointAnswer<AliCloud>>(),
            any_action::<PeeringAnswer<AliCloud>>(),
            any_action::<EndpointAnswer<Aws>>(),
            any_action::<PeeringAnswer<Aws>>(),
            any_action::<EndpointAnswer<HuaweiCloud>>(),
            any_action::<PeeringAnswer<HuaweiCloud>>(),
        ]
    }

    fn validate(&self, config: &Config, diagnostics: &mut Diagnostics) {
        provider_config::validate(config, diagnostics);
    }

    fn configure(&self, config: Config) -> Configured {
        provider_config::configure(&config, &self.env)
    }
}
