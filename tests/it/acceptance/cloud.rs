//! The simulated cloud as a test plays with it: the other side, and what was called.

use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::simulator::{Call, Connection, Effect, End, Match, Reply, Rule, World};

/// A handle to the simulated cloud.
#[derive(Clone)]
pub(super) struct Cloud {
    world: World,
}

impl Cloud {
    pub(super) fn new(world: World) -> Self {
        Self { world }
    }

    /// The simulator's own handle.
    pub(super) fn world(&self) -> &World {
        &self.world
    }

    /// Tenant `requester` asks tenant `accepter`, without Terraform: VPC `vpc-<requester>` to VPC
    /// `vpc-<accepter>`. Its id.
    pub(super) async fn request(&self, requester: &str, accepter: &str) -> String {
        self.request_for(requester, accepter, &format!("vpc-{accepter}"))
            .await
    }

    /// The same, to a VPC with this name.
    pub(super) async fn request_for(&self, requester: &str, accepter: &str, vpc: &str) -> String {
        let made = self
            .control(
                "POST",
                "",
                &json!({
                    "requester": requester,
                    "requester_vpc_id": format!("vpc-{requester}"),
                    "accepter": accepter,
                    "accepter_vpc_id": vpc,
                    "name": "please",
                }),
            )
            .await;
        made["id"].as_str().unwrap().to_owned()
    }

    /// Whoever may, does: `accept`, `reject`, `expire` or `delete`.
    pub(super) async fn act(&self, id: &str, action: &str) {
        self.control("POST", &format!("/{id}/{action}"), &Value::Null)
            .await;
    }

    /// Sets name, description or status, whatever the rules say.
    pub(super) async fn set(&self, id: &str, what: Value) {
        self.control("PATCH", &format!("/{id}"), &what).await;
    }

    /// A call of the control API about peerings, whichever cloud they are on.
    pub(super) async fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = http::Request::builder()
            .method(method)
            .uri(format!("/_simulator/peerings{path}"))
            .body(body.to_string())
            .unwrap();
        let answer = self.world.answer(request).await.unwrap();
        let body = String::from_utf8_lossy(answer.body());
        assert!(answer.status().is_success(), "{method} {path}: {body}");
        serde_json::from_str(&body).unwrap_or_default()
    }

    /// Every peering.
    pub(super) fn peerings(&self) -> Vec<Connection> {
        self.world.peerings()
    }

    /// The only peering.
    #[track_caller]
    pub(super) fn only(&self) -> Connection {
        let peerings = self.peerings();
        assert_eq!(peerings.len(), 1, "{peerings:?}");
        peerings.into_iter().next().unwrap()
    }

    /// The id of the only peering.
    #[track_caller]
    pub(super) fn only_id(&self) -> String {
        self.only().id.to_string()
    }

    /// The status of a peering.
    #[track_caller]
    pub(super) fn status(&self, id: &str) -> String {
        let peerings = self.peerings();
        let found = peerings.iter().find(|one| one.id.as_str() == id);
        found.unwrap().status.to_string()
    }

    /// From now on every call takes so long.
    pub(super) fn answers_after(&self, latency: Duration) {
        let (_, settle) = self.world.pace();
        self.world.set_pace(latency, settle);
    }

    /// From now on every read shows the only peering as it is now.
    pub(super) fn freeze(&self) {
        let one = self.only();
        let shown = json!({
            "id": one.id, "name": one.name, "description": one.description, "status": one.status,
            "request_vpc_info": { "vpc_id": one.requester.vpc_id, "tenant_id": one.requester.tenant },
            "accept_vpc_info": { "vpc_id": one.accepter.vpc_id, "tenant_id": one.accepter.tenant },
        });
        let answers = [
            ("ShowVpcPeering", json!({ "peering": shown })),
            ("ListVpcPeerings", json!({ "peerings": [shown] })),
        ];
        for (api, body) in answers {
            let reply = Reply {
                status: 200,
                body: Some(body),
                headers: [].into(),
            };
            self.world.add_fault(Rule {
                on: Match {
                    api: Some(api.to_owned()),
                    ..Match::default()
                },
                effect: Some(Effect::Answer(reply)),
                ..Rule::default()
            });
        }
    }

    /// Forgets what was called so far.
    pub(super) fn forget(&self) {
        self.world.clear_calls();
    }

    /// Every call since then.
    pub(super) fn calls(&self) -> Vec<Call> {
        self.world.calls()
    }

    /// The vendor's names of the calls since then that change something.
    pub(super) fn writes(&self) -> Vec<String> {
        let calls = self.calls().into_iter();
        calls
            .filter(|call| call.method != "GET")
            .map(|call| call.api.unwrap_or(call.path))
            .collect()
    }

    /// The vendor's names of the calls that have arrived and not ended.
    pub(super) fn in_flight(&self) -> Vec<String> {
        let open = self
            .calls()
            .into_iter()
            .filter(|call| call.end == End::Open);
        open.filter_map(|call| call.api).collect()
    }

    /// Waits until so many reads of a peering have arrived: whoever waits, waits by now.
    pub(super) async fn polled(&self, times: usize) {
        let show = Match {
            api: Some("ShowVpcPeering".to_owned()),
            ..Match::default()
        };
        self.world.arrived(&show, 0, times).await;
    }
}
