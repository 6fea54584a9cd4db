//! A simulated cloud and the accounts that call it, without a network.

use std::sync::Arc;
use std::time::Duration;

use crate::typed::huaweicloud::{endpoint_connection, peering, peering_accepter};
use http::Request;
use jiff::Timestamp;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use vpcconnect::cloud::huaweicloud::account::Account;
use vpcconnect::cloud::huaweicloud::config::{Config, Service, Settings};
use vpcconnect::cloud::huaweicloud::peering::Peerings;
use vpcconnect::connection::stamps::Stamps;
use vpcconnect::connection::status::Decision;
use vpcconnect::credential::env::Environment;
use vpcconnect::framework::diagnostics::Diagnostics;
use vpcconnect::framework::private::Private;
use vpcconnect::framework::resource::Context;
use vpcconnect::http::transport::{Sending, Transport, TransportError};
use vpcconnect::operation::{Clock, Operation};
use vpcconnect::resource::accounts::{Accounts, Entry, Found};
use vpcconnect::resource::context::Configured;
use vpcconnect::simulator::{Dropped, Effect, Match, Options, Rule, World};

/// The simulator in the network's place.
pub(crate) struct InProcess(pub(crate) World);

impl Transport for InProcess {
    fn send(&self, request: Request<Vec<u8>>) -> Sending<'_> {
        Box::pin(async move {
            let host = request.uri().authority().unwrap().to_string();
            let (mut parts, body) = request.into_parts();
            // On the wire a request names its host in a header, and its URI begins with the path.
            parts.headers.insert("host", host.parse().unwrap());
            parts.uri = parts
                .uri
                .path_and_query()
                .unwrap()
                .as_str()
                .parse()
                .unwrap();
            // A task of its own: a cloud goes on with what it has received when the caller gives up.
            let (world, request) = (self.0.clone(), Request::from_parts(parts, body));
            let answer = tokio::spawn(async move { world.answer(request).await }).await;
            answer.unwrap().map_err(|dropped| {
                let problem = match dropped {
                    Dropped::Closed => "closed".to_owned(),
                    Dropped::Reset => "reset".to_owned(),
                };
                TransportError::Broken { host, problem }
            })
        })
    }
}

/// One account, called `default`, that reaches `world` with `settings`.
pub(super) fn alone(world: &World, settings: Settings) -> Configured {
    alone_over(Arc::new(InProcess(world.clone())), settings)
}

/// The same, by another way.
pub(super) fn alone_over(transport: Arc<dyn Transport>, settings: Settings) -> Configured {
    let url = |service| (service, format!("https://{service}.example.com/{{region}}"));
    let settings = Settings {
        endpoints: ["vpc", "iam", "sts", "metadata"].map(url).into(),
        ..settings
    };
    let env = Environment::empty();
    let account = Account::with_transport(settings.complete(Some(&env)), Arc::default(), transport);
    let entries = [("default".to_owned(), Entry::Known(account))];
    Configured {
        huaweicloud: Accounts::new(entries.into(), false),
        ..Configured::default()
    }
}

/// The account of a tenant. Without `project` it is looked up.
fn account(key: &str, secret: &str, project: Option<&str>, url: &str) -> Config {
    let settings = Settings {
        arguments: [
            ("region", "cn-north-4"),
            ("access_key", key),
            ("secret_key", secret),
            ("project_id", project.unwrap_or_default()),
        ]
        .into(),
        endpoints: ["vpc", "vpcep", "cs", "iam"]
            .map(|service| (service, url.to_owned()))
            .into(),
        ..Settings::default()
    };
    settings.complete(None)
}

/// Account `default` is tenant A and signs with `secret`, account `partner` is B.
pub(crate) fn configured(world: &World, secret: &str, project: Option<&str>) -> Configured {
    let transport = Arc::new(InProcess(world.clone()));
    let stamps: Arc<Stamps> = Arc::default();
    let known = |config| {
        let (stamps, transport) = (Arc::clone(&stamps), Arc::<InProcess>::clone(&transport));
        Account::with_transport(config, stamps, transport)
    };
    let url = "https://vpc.example.com";
    accounts([
        known(account("A", secret, project, url)),
        known(account("B", "SK-B", None, url)),
    ])
}

fn accounts([a, b]: [Account; 2]) -> Configured {
    let entries = [("default", a), ("partner", b)];
    let entries = entries.map(|(name, account)| (name.to_owned(), Entry::Known(account)));
    Configured {
        huaweicloud: Accounts::new(entries.into(), false),
        ..Configured::default()
    }
}

/// A cloud, and the time that it shares with its callers.
pub(crate) fn cloud(latency: Duration, settle: Duration) -> (World, Clock) {
    cloud_with(
        latency,
        settle,
        &serde_json::json!({ "huaweicloud": { "quota": 1000 } }),
    )
}

/// The same, with a seed.
pub(crate) fn cloud_with(latency: Duration, settle: Duration, seed: &Value) -> (World, Clock) {
    let base: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
    let clock = Clock::starting_at(base);
    let options = Options {
        latency,
        settle,
        seed: Some(serde_json::from_value(seed.clone()).unwrap()),
        clock: clock.clone(),
        ..Options::default()
    };
    (World::new(options).unwrap(), clock)
}

/// Acts through the control API of a cloud.
pub(super) async fn control(world: &World, method: &str, path: &str, body: &Value) -> Value {
    let request = Request::builder()
        .method(method)
        .uri(format!("/_simulator/{path}"))
        .body(body.to_string().into_bytes())
        .unwrap();
    let answer = world.answer(request).await.unwrap();
    assert!(answer.status().is_success(), "{method} {path}: {answer:?}");
    serde_json::from_slice(answer.body()).unwrap_or_default()
}

/// A cloud, account `default` (tenant A), account `partner` (tenant B), and the time.
pub(super) struct Stage {
    pub(super) world: World,
    pub(super) configured: Configured,
    clock: Clock,
    pub(super) cancel: CancellationToken,
}

impl Stage {
    pub(super) fn new() -> Self {
        Self::with(Duration::ZERO, Duration::ZERO, "SK-A")
    }

    /// Every call takes `latency`, every decision `settle`; A signs with `secret`.
    pub(super) fn with(latency: Duration, settle: Duration, secret: &str) -> Self {
        let (world, clock) = cloud(latency, settle);
        let configured = configured(&world, secret, None);
        Self {
            world,
            configured,
            clock,
            cancel: CancellationToken::new(),
        }
    }

    /// The accounts of `configured`, on `world` and its time.
    pub(super) fn of(configured: Configured, world: World, clock: Clock) -> Self {
        Self {
            world,
            configured,
            clock,
            cancel: CancellationToken::new(),
        }
    }

    /// The same, on a machine with a clock of its own.
    pub(super) fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The time that the cloud shares.
    pub(super) fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// The same tenants, where the documents about VPC Endpoint leave `doubts`.
    pub(super) fn doubting(doubts: &Value) -> Self {
        let seed = serde_json::json!({ "huaweicloud": { "vpcep": { "doubts": doubts } } });
        let (world, clock) = cloud_with(Duration::ZERO, Duration::ZERO, &seed);
        Self {
            configured: configured(&world, "SK-A", None),
            world,
            clock,
            cancel: CancellationToken::new(),
        }
    }

    /// A service of tenant A.
    pub(super) fn service(&self, approval: bool) -> String {
        let new = serde_json::json!({ "owner": "A", "approval_enabled": approval });
        let new = serde_json::from_value(new).unwrap();
        self.world.arrange_service(&new).unwrap().id.to_string()
    }

    /// An endpoint of tenant B that asks `service`.
    pub(super) fn endpoint(&self, service: &str) -> String {
        let new = serde_json::json!({ "requester": "B", "service_id": service });
        let new = serde_json::from_value(new).unwrap();
        self.world.arrange_endpoint(&new).unwrap().id.to_string()
    }

    /// The status of an endpoint; `None` when it is gone.
    pub(super) fn endpoint_status(&self, id: &str) -> Option<String> {
        let endpoints = self.world.endpoints();
        let found = endpoints.iter().find(|one| one.id.as_str() == id);
        found.map(|one| one.status.to_string())
    }

    /// The same two tenants, who reach `world` at `url`.
    pub(super) fn over_the_network(world: &World, url: &str) -> Self {
        let stamps: Arc<Stamps> = Arc::default();
        let own = |key: &str| {
            let config = account(key, &format!("SK-{key}"), None, url);
            Account::new(config, Arc::clone(&stamps))
        };
        Self {
            world: world.clone(),
            configured: accounts([own("A"), own("B")]),
            clock: Clock::System,
            cancel: CancellationToken::new(),
        }
    }

    /// Opens so many connections for each tenant, and leaves them in its pool.
    pub(super) async fn connect(&self, count: usize) {
        for name in ["default", "partner"] {
            let found = self
                .configured
                .huaweicloud
                .find(vpcconnect::framework::model::Field::Known(name));
            let Ok(Found::Account(account)) = found else {
                panic!("there is no account {name:?}");
            };
            let operation = self.operation(&self.cancel, MINUTE);
            // While they are answered slowly, no connection serves two of them.
            let pace = self.world.pace();
            self.world.set_pace(Duration::from_millis(50), pace.1);
            let session = account
                .session(&operation, Service::Vpc, "cn-north-4")
                .await
                .unwrap();
            join_all((0..count).map(|_| Peerings(&session).page(&operation, None))).await;
            self.world.set_pace(pace.0, pace.1);
        }
    }

    /// A context with `timeout`.
    pub(super) fn context(&self, timeout: Duration) -> Context<'_, Configured> {
        // Each is a call of a run of its own, as if Terraform had begun anew.
        self.configured.run.begin();
        Context {
            provider: &self.configured,
            operation: self.operation(&self.cancel, timeout),
            private: Private::default(),
            earlier: None,
            diagnostics: Diagnostics::default(),
        }
    }

    /// An operation that `cancel` ends early.
    pub(super) fn operation(&self, cancel: &CancellationToken, timeout: Duration) -> Operation {
        Operation::new(self.clock.clone(), cancel.clone(), timeout)
    }

    /// Something happens to the next `times` calls of `api`.
    pub(super) fn fault(&self, api: &str, times: u64, effect: Effect) {
        self.world.add_fault(Rule {
            on: Match {
                api: Some(api.to_owned()),
                ..Match::default()
            },
            times: Some(times),
            effect: Some(effect),
            ..Rule::default()
        });
    }

    /// The requests that the cloud carried out: calls of `api` that changed something, answered or not.
    pub(super) fn effects(&self, api: &str) -> usize {
        let calls = self.world.calls();
        let done = calls.iter().filter(|call| {
            let executed = call.executed.unwrap_or_default();
            call.api.as_deref() == Some(api) && (200..300).contains(&executed)
        });
        done.count()
    }

    /// Acts through the control API.
    pub(super) async fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        control(&self.world, method, path, body).await
    }

    /// Lets whoever is entitled accept, reject, expire or delete a peering.
    pub(super) async fn act(&self, id: &str, action: &str) {
        let path = format!("peerings/{id}/{action}");
        self.control("POST", &path, &Value::Null).await;
    }

    /// Sets what no rule is asked about.
    pub(super) async fn set(&self, id: &str, what: &Value) {
        self.control("PATCH", &format!("peerings/{id}"), what).await;
    }

    /// The same for an endpoint: lets whoever is entitled accept, reject or delete it.
    pub(super) async fn act_on_endpoint(&self, id: &str, action: &str) {
        let path = format!("endpoints/{id}/{action}");
        self.control("POST", &path, &Value::Null).await;
    }

    /// Sets what no rule is asked about.
    pub(super) async fn set_endpoint(&self, id: &str, what: &Value) {
        self.control("PATCH", &format!("endpoints/{id}"), what)
            .await;
    }

    /// How often `api` was called.
    pub(super) fn calls(&self, api: &str) -> usize {
        let calls = self.world.calls();
        calls
            .iter()
            .filter(|call| call.api.as_deref() == Some(api))
            .count()
    }
}

pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// A request of A to B, as a plan has it.
pub(crate) fn request() -> peering::State {
    use vpcconnect::framework::model::Field;
    peering::State {
        name: "orders".into(),
        region: "cn-north-4".into(),
        requester_vpc_id: "vpc-a".into(),
        accepter_vpc_id: "vpc-b".into(),
        accepter_project_id: "project-B".into(),
        id: Field::Unknown,
        status: Field::Unknown,
        answer: Field::Unknown,
        active_id: Field::Unknown,
        requester_project_id: Field::Unknown,
        created_at: Field::Unknown,
        updated_at: Field::Unknown,
        ..peering::State::default()
    }
}

/// B's decision about `id`, as a plan has it.
pub(super) fn decision(id: &str, word: &str) -> peering_accepter::State {
    use vpcconnect::framework::model::Field;
    peering_accepter::State {
        account: "partner".into(),
        region: "cn-north-4".into(),
        peering_id: id.into(),
        decision: Decision::parse(word).into(),
        id: id.into(),
        status: Field::Unknown,
        answer: Field::Unknown,
        active_id: Field::Unknown,
        ..peering_accepter::State::default()
    }
}

/// A's decision about an endpoint, as a plan has it.
pub(super) fn connection(service: &str, endpoint: &str, word: &str) -> endpoint_connection::State {
    use vpcconnect::framework::model::Field;
    endpoint_connection::State {
        region: "cn-north-4".into(),
        service_id: service.into(),
        endpoint_id: endpoint.into(),
        decision: Decision::parse(word).into(),
        id: Field::Unknown,
        description: Field::Unknown,
        requester_domain_id: Field::Unknown,
        status: Field::Unknown,
        answer: Field::Unknown,
        marker_id: Field::Unknown,
        errors: Field::Unknown,
        created_at: Field::Unknown,
        updated_at: Field::Unknown,
        ..endpoint_connection::State::default()
    }
}

/// Polls all of them on this task.
pub(crate) async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|cx| {
        let mut ready = true;
        for (future, done) in &mut waiting {
            if done.is_none() {
                match future.as_mut().poll(cx) {
                    std::task::Poll::Ready(output) => *done = Some(output),
                    std::task::Poll::Pending => ready = false,
                }
            }
        }
        if ready {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting.into_iter().map(|(_, done)| done.unwrap()).collect()
}
