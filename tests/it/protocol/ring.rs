//! Host, provider and cloud on one paused runtime: the messages of gRPC without sockets, and waits that
//! take no time.

use std::sync::Arc;
use std::time::Duration;

use vpcconnect::framework::action::{AnyAction, any_action};
use vpcconnect::framework::diagnostics::Diagnostics;
use vpcconnect::framework::list_resource::{AnyListResource, any_list};
use vpcconnect::framework::resource::{AnyResource, any};
use vpcconnect::framework::schema::Schema;
use vpcconnect::framework::server::{Provider, Server};
use vpcconnect::operation::Clock;
use vpcconnect::plugin::proto::tfplugin6::provider_server::ProviderServer;
use vpcconnect::plugin::service::Service;
use vpcconnect::resource::accepter::{PeeringAccepter, PeeringAnswer};
use vpcconnect::resource::alicloud::cloud::AliCloud;
use vpcconnect::resource::aws::cloud::Aws;
use vpcconnect::resource::context::Configured;
use vpcconnect::resource::endpoint::connection::{EndpointAnswer, EndpointConnection};
use vpcconnect::resource::huaweicloud::cloud::{CloudStream, HuaweiCloud};
use vpcconnect::resource::list::endpoint::AskingEndpoints;
use vpcconnect::resource::list::peering::{ReceivedPeerings, SentPeerings};
use vpcconnect::resource::provider_config::{self, Config};
use vpcconnect::resource::requester::PeeringRequester;
use vpcconnect::simulator::World;

use super::client::Client;
use super::cty::Cty;
use super::host::Host;
use crate::conformance::alicloud::stage::accounts;
use crate::conformance::aws;
use crate::conformance::stage::{cloud, configured};

/// The provider, its accounts on the simulated cloud whatever is configured.
struct InProcess(World);

impl Provider for InProcess {
    type Config = Config;
    type Configured = Configured;

    fn schema(&self) -> Schema {
        provider_config::schema()
    }

    fn resources(&self) -> Vec<Box<dyn AnyResource<Configured>>> {
        vec![
            any::<PeeringRequester<HuaweiCloud>>(),
            any::<PeeringAccepter<HuaweiCloud>>(),
            any::<EndpointConnection<HuaweiCloud>>(),
            any::<PeeringRequester<HuaweiCloud<CloudStream>>>(),
            any::<PeeringRequester<AliCloud>>(),
            any::<PeeringAccepter<AliCloud>>(),
            any::<EndpointConnection<AliCloud>>(),
            any::<PeeringRequester<Aws>>(),
            any::<PeeringAccepter<Aws>>(),
            any::<EndpointConnection<Aws>>(),
        ]
    }

    fn list_resources(&self) -> Vec<Box<dyn AnyListResource<Configured>>> {
        vec![
            any_list::<SentPeerings<HuaweiCloud>>(),
            any_list::<ReceivedPeerings<HuaweiCloud>>(),
            any_list::<AskingEndpoints<HuaweiCloud>>(),
            any_list::<SentPeerings<HuaweiCloud<CloudStream>>>(),
            any_list::<SentPeerings<AliCloud>>(),
            any_list::<ReceivedPeerings<AliCloud>>(),
            any_list::<AskingEndpoints<AliCloud>>(),
            any_list::<SentPeerings<Aws>>(),
            any_list::<ReceivedPeerings<Aws>>(),
            any_list::<AskingEndpoints<Aws>>(),
        ]
    }

    fn actions(&self) -> Vec<Box<dyn AnyAction<Configured>>> {
        vec![
            any_action::<PeeringAnswer<HuaweiCloud>>(),
            any_action::<EndpointAnswer<HuaweiCloud>>(),
            any_action::<PeeringAnswer<AliCloud>>(),
            any_action::<EndpointAnswer<AliCloud>>(),
            any_action::<PeeringAnswer<Aws>>(),
            any_action::<EndpointAnswer<Aws>>(),
        ]
    }

    fn validate(&self, _: &Config, _: &mut Diagnostics) {}

    fn configure(&self, _: Config) -> Configured {
        Configured {
            alicloud: accounts(&self.0, |_| {}),
            aws: aws::accounts(&self.0),
            ..configured(&self.0, "SK-A", None)
        }
    }
}

/// A host that has loaded the provider, and the cloud.
pub(crate) struct Ring {
    /// The cloud.
    pub(crate) world: World,
    /// The host.
    pub(crate) host: Host,
}

impl Ring {
    /// Account `default` is A, account `partner` is B.
    pub(crate) async fn closed() -> Self {
        Self::answering_after(Duration::ZERO).await
    }

    /// The same with a host before 1.16, which hands nothing on from plan to apply.
    pub(crate) async fn older() -> Self {
        let mut ring = Self::closed().await;
        ring.host.capabilities.store_planned_private = false;
        ring
    }

    /// The same, where every call takes `latency`.
    pub(crate) async fn answering_after(latency: Duration) -> Self {
        let (world, clock) = cloud(latency, Duration::ZERO);
        Self::over(world, clock).await
    }

    /// The same, over a cloud that is there already.
    pub(crate) async fn over(world: World, clock: Clock) -> Self {
        let server = Server::new(InProcess(world.clone()), clock);
        let service = ProviderServer::new(Service::new(Arc::new(server)));
        let mut host = Host::load(Client::within(service)).await;
        host.patience = Duration::from_secs(3600);
        Self { world, host }
    }

    /// The beginning of a command: a process that knows nothing.
    pub(crate) async fn begin(&self) {
        let nothing = self.host.provider.with([("huaweicloud", Cty::Null)]);
        let told = self.host.configure(&nothing).await;
        assert!(told.is_empty(), "{told}");
    }

    /// A call of the control API, and its answer.
    pub(crate) async fn control(
        world: &World,
        method: &str,
        path: &str,
        body: &serde_json::Value,
    ) -> serde_json::Value {
        let request = http::Request::builder()
            .method(method)
            .uri(format!("/_simulator/{path}"))
            .body(body.to_string())
            .unwrap();
        let answer = world.answer(request).await.unwrap();
        assert!(answer.status().is_success(), "{method} {path}: {answer:?}");
        serde_json::from_slice(answer.body()).unwrap_or_default()
    }
}
