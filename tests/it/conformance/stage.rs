//! A simulated cloud and the accounts that call it, without a network.

use std::sync::Arc;
use std::time::Duration;

use http::Request;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use vpcconnect::cloud::huaweicloud::account::Account;
use vpcconnect::cloud::huaweicloud::config::Settings;
use vpcconnect::cloud::huaweicloud::credential::Given;
use vpcconnect::connection::stamps::Stamps;
use vpcconnect::framework::diagnostics::Diagnostics;
use vpcconnect::framework::private::Private;
use vpcconnect::framework::resource::Context;
use vpcconnect::http::transport::{Sending, Transport, TransportError};
use vpcconnect::operation::{Clock, Operation};
use vpcconnect::resource::accounts::{Accounts, Entry};
use vpcconnect::resource::huaweicloud::{peering, peering_accepter};
use vpcconnect::resource::provider_config::Configured;
use vpcconnect::simulator::{Dropped, Effect, Match, Options, Rule, Seed, World};

/// The simulator in the network's place.
struct InProcess(World);

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

/// A cloud, tenants A and B, and the time.
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
        let base: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let clock = Clock::starting_at(base);
        let seed: Seed =
            serde_json::from_value(serde_json::json!({ "huaweicloud": { "quota": 1000 } }))
                .unwrap();
        let world = World::new(Options {
            latency,
            settle,
            seed: Some(seed),
            clock: clock.clone(),
            ..Options::default()
        })
        .unwrap();
        let stamps: Arc<Stamps> = Arc::default();
        let account = |key: &str, secret: &str| {
            let settings = Settings {
                region: Some("cn-north-4".to_owned()),
                keys: Given {
                    access_key: Some(key.to_owned()),
                    secret_key: Some(secret.into()),
                    security_token: None,
                },
                vpc: Some("https://vpc.example.com".to_owned()),
                iam: Some("https://iam.example.com".to_owned()),
                ..Settings::default()
            };
            let transport = Arc::new(InProcess(world.clone()));
            Entry::Known(Account::with_transport(
                settings.complete(None),
                Arc::clone(&stamps),
                transport,
            ))
        };
        let entries = [
            ("default".to_owned(), account("A", secret)),
            ("partner".to_owned(), account("B", "SK-B")),
        ];
        let configured = Configured {
            huaweicloud: Accounts::new(entries.into(), false),
        };
        Self {
            world,
            configured,
            clock,
            cancel: CancellationToken::new(),
        }
    }

    /// A context with `timeout`.
    pub(super) fn context(&self, timeout: Duration) -> Context<'_, Configured> {
        Context {
            provider: &self.configured,
            operation: Operation::new(self.clock.clone(), self.cancel.clone(), timeout),
            private: Private::default(),
            diagnostics: Diagnostics::default(),
        }
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

    /// Lets whoever is entitled accept, reject, expire or delete a peering.
    pub(super) async fn act(world: &World, id: &str, action: &str) {
        let path = format!("/_simulator/peerings/{id}/{action}");
        let request = Request::post(path).body(Vec::new()).unwrap();
        let answer = world.answer(request).await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
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
pub(super) fn request() -> peering::State {
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
        decision: word.into(),
        id: id.into(),
        status: Field::Unknown,
        answer: Field::Unknown,
        active_id: Field::Unknown,
        ..peering_accepter::State::default()
    }
}
