//! A stage for a life: a simulated cloud, the provider's process, a host that has configured it.

use std::time::Duration;

use serde_json::json;
use vpcconnect::simulator::{Match, Options, Rule, Seed, Simulator, World};

use super::client::Client;
use super::cty::{Cty, object, text};
use super::host::Host;
use super::process::{Plugin, Start};
use super::resource::Stored;
use super::schema::{Attributes, Kind};

/// The region of everything here.
pub(crate) const REGION: &str = "cn-north-4";
pub(crate) const ALI_REGION: &str = "cn-hangzhou";
pub(crate) const AWS_REGION: &str = "eu-central-1";

/// The numbers of the tenants' accounts on AWS.
pub(crate) const AWS_A: &str = "003554254475";
pub(crate) const AWS_B: &str = "001255198513";

/// The requester's side.
pub(crate) const PEERING: &str = "vpcconnect_huaweicloud_peering";

/// The accepter's side.
pub(crate) const ACCEPTER: &str = "vpcconnect_huaweicloud_peering_accepter";

/// The owner of an endpoint service.
pub(crate) const ENDPOINT: &str = "vpcconnect_huaweicloud_endpoint_connection";
pub(crate) const CLUSTER: &str = "vpcconnect_huaweicloud_cs_peering";
pub(crate) const ALI_PEERING: &str = "vpcconnect_alicloud_peering";
pub(crate) const ALI_ACCEPTER: &str = "vpcconnect_alicloud_peering_accepter";
pub(crate) const ALI_ENDPOINT: &str = "vpcconnect_alicloud_endpoint_connection";
pub(crate) const AWS_PEERING: &str = "vpcconnect_aws_peering";
pub(crate) const AWS_ACCEPTER: &str = "vpcconnect_aws_peering_accepter";
pub(crate) const AWS_ENDPOINT: &str = "vpcconnect_aws_endpoint_connection";

/// Cloud, process and host.
pub(crate) struct Stage {
    /// The cloud.
    pub(crate) cloud: Simulator,
    /// The host.
    pub(crate) host: Host,
    /// The process, which ends with the stage.
    pub(crate) plugin: Plugin,
}

/// Starts a simulator.
pub(crate) async fn cloud() -> Simulator {
    let seed = json!({
        "huaweicloud": { "quota": 20000 },
        "alicloud": { "machine": { "access_key": "A" } },
    });
    cloud_on(serde_json::from_value(seed).unwrap()).await
}

async fn cloud_on(seed: Seed) -> Simulator {
    let options = Options {
        listen: "127.0.0.1:0".parse().unwrap(),
        seed: Some(seed),
        ..Options::default()
    };
    Simulator::start(options).await.unwrap()
}

impl Stage {
    /// Two tenants: account `default` is A, account `partner` is B.
    pub(crate) async fn set() -> Self {
        Self::set_with(&Start::plaintext()).await
    }

    /// The same, with the process started in another way.
    pub(crate) async fn set_with(start: &Start) -> Self {
        Self::set_before(start, cloud().await).await
    }

    /// The same, where the cloud begins with a seed.
    pub(crate) async fn set_on(seed: Seed) -> Self {
        Self::set_before(&Start::plaintext(), cloud_on(seed).await).await
    }

    async fn set_before(start: &Start, cloud: Simulator) -> Self {
        let plugin = start.serve().await;
        let host = Host::load(Client::plaintext(&plugin.socket()).await).await;
        let stage = Self {
            cloud,
            host,
            plugin,
        };
        let told = stage.host.configure(&stage.accounts()).await;
        assert!(told.is_empty(), "{told}");
        stage
    }

    /// The provider's block.
    pub(crate) fn accounts(&self) -> Cty {
        let accounts = object([
            ("default", self.account("A")),
            ("partner", self.account("B")),
        ]);
        let alicloud = object([
            ("default", self.alicloud_account("A")),
            ("partner", self.alicloud_account("B")),
        ]);
        let aws = object([
            ("default", self.aws_account("A")),
            ("partner", self.aws_account("B")),
        ]);
        let clouds = [
            ("huaweicloud", accounts),
            ("alicloud", alicloud),
            ("aws", aws),
        ];
        self.host.provider.with(clouds)
    }

    /// The account of a tenant on AWS.
    pub(crate) fn aws_account(&self, key: &str) -> Cty {
        let url = text(&format!("{}/{{region}}", self.cloud.url()));
        let account = inner(&self.host.provider.attributes, "aws");
        let endpoints = blank(inner(account, "endpoints"))
            .with("ec2", url.clone())
            .with("sts", url);
        blank(account)
            .with("region", text(AWS_REGION))
            .with("access_key", text(key))
            .with("secret_key", text(&format!("SK-{key}")))
            .with("endpoints", endpoints)
    }

    /// A request of `account` to another tenant on AWS.
    pub(crate) fn aws_request(&self, account: &str, vpcs: [&str; 2], asked: &str) -> Cty {
        let [requester, accepter] = vpcs;
        let request = self.host.resources[AWS_PEERING].with([
            ("requester_vpc_id", text(requester)),
            ("accepter_vpc_id", text(accepter)),
            ("accepter_account_id", text(asked)),
        ]);
        match account {
            "default" => request,
            other => request.with("account", text(other)),
        }
    }

    /// A's answer to a request of B on AWS.
    pub(crate) fn aws_decision(&self, id: &str, decision: &str) -> Cty {
        let set = [("peering_id", text(id)), ("decision", text(decision))];
        self.host.resources[AWS_ACCEPTER].with(set)
    }

    /// Makes what is configured.
    pub(crate) async fn made(&self, resource: &str, config: &Cty) -> Stored {
        let resource = self.host.resource(resource);
        let change = resource.plan(None, config).await.unwrap();
        resource.apply(&change).await.succeeded()
    }

    /// The account of a tenant on Alibaba Cloud.
    pub(crate) fn alicloud_account(&self, key: &str) -> Cty {
        let url = text(&self.cloud.url());
        let account = inner(&self.host.provider.attributes, "alicloud");
        let endpoints = blank(inner(account, "endpoints"))
            .with("vpcpeer", url.clone())
            .with("privatelink", url.clone())
            .with("sts", url);
        blank(account)
            .with("region", text(ALI_REGION))
            .with("access_key", text(key))
            .with("secret_key", text(&format!("SK-{key}")))
            .with("endpoints", endpoints)
    }

    /// The account of a tenant.
    pub(crate) fn account(&self, key: &str) -> Cty {
        let vpc = format!("{}/{{region}}", self.cloud.url());
        let endpoints = endpoints(&self.host, &vpc)
            .with("vpcep", text(&vpc))
            .with("cs", text(&vpc))
            .with("iam", text(&self.cloud.url()));
        blank_account(&self.host)
            .with("region", text(REGION))
            .with("access_key", text(key))
            .with("secret_key", text(&format!("SK-{key}")))
            .with("endpoints", endpoints)
    }

    /// What is simulated.
    pub(crate) fn world(&self) -> &World {
        self.cloud.world()
    }

    /// A request of A to B.
    pub(crate) fn request(&self) -> Cty {
        self.host.resources[PEERING].with([
            ("name", text("ours")),
            ("requester_vpc_id", text("vpc-a")),
            ("accepter_vpc_id", text("vpc-b")),
            ("accepter_project_id", text("project-B")),
        ])
    }

    /// A's answer to a request of B.
    pub(crate) fn decision(&self, id: &str, decision: &str) -> Cty {
        self.host.resources[ACCEPTER].with([("peering_id", text(id)), ("decision", text(decision))])
    }

    /// A's decision about an endpoint of B.
    pub(crate) fn connection(&self, service: &str, endpoint: &str, decision: &str) -> Cty {
        self.host.resources[ENDPOINT].with([
            ("service_id", text(service)),
            ("endpoint_id", text(endpoint)),
            ("decision", text(decision)),
        ])
    }

    /// A service of A, and an endpoint of B that asks it.
    pub(crate) fn endpoint(&self) -> (String, String) {
        let new = serde_json::json!({ "owner": "A", "region": REGION });
        let new = serde_json::from_value(new).unwrap();
        let service = self.world().arrange_service(&new).unwrap().id;
        let new = serde_json::json!({ "requester": "B", "service_id": service });
        let new = serde_json::from_value(new).unwrap();
        let endpoint = self.world().arrange_endpoint(&new).unwrap().id;
        (service.to_string(), endpoint.to_string())
    }

    /// The same on Alibaba Cloud.
    pub(crate) fn ali_endpoint(&self) -> (String, String) {
        ali_endpoint(self.world())
    }

    /// A service of A on AWS, and an endpoint of B that asks it.
    pub(crate) fn aws_endpoint(&self) -> (String, String) {
        let new = json!({ "owner": "A", "region": AWS_REGION });
        let new = serde_json::from_value(new).unwrap();
        let service = self.world().arrange_aws_service(&new).unwrap().id;
        let new = json!({ "requester": "B", "service_id": service });
        let new = serde_json::from_value(new).unwrap();
        let endpoint = self.world().arrange_aws_endpoint(&new).unwrap().id;
        (service.to_string(), endpoint.to_string())
    }

    /// A request of B to A, made without the provider, in the status that is given.
    pub(crate) fn asked(&self, from: &str, to: &str, status: Option<&str>) -> String {
        let mut new = serde_json::json!({
            "requester": "B", "requester_vpc_id": from, "accepter": "A", "accepter_vpc_id": to,
            "name": "theirs", "region": REGION,
        });
        if let Some(status) = status {
            new["status"] = status.into();
        }
        let new = serde_json::from_value(new).unwrap();
        self.world().arrange(&new).unwrap().id.to_string()
    }

    /// Lets whoever is entitled accept, reject, expire or delete a peering.
    pub(crate) async fn act(&self, id: &str, action: &str) {
        self.control("POST", &format!("peerings/{id}/{action}"), "")
            .await;
    }

    /// Lets whoever is entitled accept, reject or delete an endpoint.
    pub(crate) async fn act_on_endpoint(&self, id: &str, action: &str) {
        self.control("POST", &format!("endpoints/{id}/{action}"), "")
            .await;
    }

    /// Describes a peering by another hand.
    pub(crate) async fn describe(&self, id: &str, description: &str) {
        let body = serde_json::json!({ "description": description }).to_string();
        self.control("PATCH", &format!("peerings/{id}"), &body)
            .await;
    }

    /// Whether a service of A asks for approvals from now on.
    pub(crate) async fn approval(&self, service: &str, needed: bool) {
        let body = serde_json::json!({ "approval_enabled": needed }).to_string();
        self.control("PATCH", &format!("services/{service}"), &body)
            .await;
    }

    async fn control(&self, method: &str, path: &str, body: &str) {
        let request = http::Request::builder()
            .method(method)
            .uri(format!("/_simulator/{path}"))
            .body(body.to_owned())
            .unwrap();
        let answer = self.world().answer(request).await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
    }

    /// Makes every call of an API fail with a refusal.
    pub(crate) fn refuse(&self, api: &str) {
        self.fault(serde_json::json!({
            "match": { "api": api },
            "effect": { "answer": { "status": 403, "body": {
                "error_code": "VPC.0001", "error_msg": "refused by the test",
            } } },
        }));
    }

    /// Adds a fault rule.
    pub(crate) fn fault(&self, rule: serde_json::Value) {
        let rule: Rule = serde_json::from_value(rule).unwrap();
        self.world().add_fault(rule);
    }

    /// Makes a request and stores it.
    pub(crate) async fn requested(&self) -> Stored {
        let peering = self.host.resource(PEERING);
        let change = peering.plan(None, &self.request()).await.unwrap();
        peering.apply(&change).await.succeeded()
    }

    /// The calls that changed something.
    pub(crate) fn writes(&self) -> usize {
        let calls = self.cloud.calls();
        calls.iter().filter(|call| call.method != "GET").count()
    }

    /// Ends the process as the host does, and sees it go.
    pub(crate) async fn end(self) -> String {
        self.host.client().clone().shut_down().await;
        let ended = self
            .plugin
            .running
            .ends_within(Duration::from_secs(2))
            .await;
        assert!(ended.status.success(), "{}", ended.stderr);
        assert_eq!(ended.stdout, "", "after the handshake stdout is silent");
        ended.stderr
    }
}

/// A service of A on Alibaba Cloud, and an endpoint of B that asks it.
pub(crate) fn ali_endpoint(world: &World) -> (String, String) {
    let new = serde_json::from_value(json!({ "owner": "A" })).unwrap();
    let service = world.arrange_alicloud_service(&new).unwrap().id;
    let new = json!({ "requester": "B", "service_id": service });
    let new = serde_json::from_value(new).unwrap();
    let endpoint = world.arrange_alicloud_endpoint(&new).unwrap().id;
    (service.to_string(), endpoint.to_string())
}

/// An account that says nothing.
pub(crate) fn blank_account(host: &Host) -> Cty {
    blank(inner(&host.provider.attributes, "huaweicloud"))
}

/// Endpoints of which one is given.
pub(crate) fn endpoints(host: &Host, vpc: &str) -> Cty {
    let account = inner(&host.provider.attributes, "huaweicloud");
    blank(inner(account, "endpoints")).with("vpc", text(vpc))
}

pub(crate) fn inner<'a>(of: &'a Attributes, name: &str) -> &'a Attributes {
    match &of[name].kind {
        Kind::Nested(_, inner) => inner,
        Kind::Plain(_) => panic!("{name} has no attributes"),
    }
}

pub(crate) fn blank(of: &Attributes) -> Cty {
    Cty::Map(of.keys().map(|name| (name.clone(), Cty::Null)).collect())
}

/// Calls of one API.
pub(crate) fn calls_of(api: &str) -> Match {
    Match {
        api: Some(api.to_owned()),
        ..Match::default()
    }
}
