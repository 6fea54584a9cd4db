//! The life of a decision about an endpoint, on every cloud.

use crate::protocol::cty::{Cty, text};
use crate::protocol::resource::Stored;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ALI_ENDPOINT, AWS_B, AWS_ENDPOINT, AWS_REGION, ENDPOINT, Stage};

/// A cloud's endpoint connections.
struct Connections {
    /// The resource that decides.
    kind: &'static str,
    accepted: &'static str,
    rejected: &'static str,
    /// What a plan shows of who asks.
    asks: [&'static str; 2],
    /// What else is changed in place.
    detail: Option<[&'static str; 2]>,
    /// A service of A, and an endpoint of B that asks it.
    endpoint: fn(&Stage) -> (String, String),
    status: fn(&Stage, &str) -> String,
    /// The calls that changed something.
    writes: fn(&Stage) -> usize,
}

const HUAWEICLOUD: Connections = Connections {
    kind: ENDPOINT,
    accepted: "accepted",
    rejected: "rejected",
    asks: ["requester_domain_id", "domain-B"],
    detail: None,
    endpoint: Stage::endpoint,
    status: |stage, endpoint| {
        let all = stage.world().endpoints();
        let found = all.iter().find(|one| one.id.as_str() == endpoint);
        found.unwrap().status.to_string()
    },
    writes: Stage::writes,
};

const ALICLOUD: Connections = Connections {
    kind: ALI_ENDPOINT,
    accepted: "Connected",
    rejected: "Disconnected",
    asks: ["requester_vpc_id", "vpc-B"],
    detail: Some(["bandwidth", "800"]),
    endpoint: Stage::ali_endpoint,
    status: |stage, endpoint| {
        let all = stage.world().alicloud_connections();
        let found = all.iter().find(|one| one.id.as_str() == endpoint);
        found.unwrap().status.as_str().to_owned()
    },
    writes: |stage| {
        let calls = stage.cloud.calls();
        let reads = ["ListVpcEndpointConnections", "GetCallerIdentity"];
        let reads = reads.map(|api| Some(api.to_owned()));
        calls.iter().filter(|one| !reads.contains(&one.api)).count()
    },
};

const AWS: Connections = Connections {
    kind: AWS_ENDPOINT,
    accepted: "available",
    rejected: "rejected",
    asks: ["requester_account_id", AWS_B],
    detail: None,
    endpoint: Stage::aws_endpoint,
    status: |stage, endpoint| {
        let all = stage.world().aws_connections();
        let found = all.iter().find(|one| one.id.as_str() == endpoint);
        found.unwrap().status.to_string()
    },
    writes: |stage| {
        let calls = stage.cloud.calls();
        let reads = ["DescribeVpcEndpointConnections", "GetCallerIdentity"];
        let reads = reads.map(|api| Some(api.to_owned()));
        calls.iter().filter(|one| !reads.contains(&one.api)).count()
    },
};

impl Connections {
    /// A's decision about an endpoint of B.
    fn config(&self, stage: &Stage, (service, endpoint): &(String, String), decision: &str) -> Cty {
        stage.host.resources[self.kind].with([
            ("service_id", text(service)),
            ("endpoint_id", text(endpoint)),
            ("decision", text(decision)),
        ])
    }

    async fn is_settled(&self, stage: &Stage, stored: &Stored, config: &Cty) -> bool {
        let connection = stage.host.resource(self.kind);
        let read = connection.reread(stored).await;
        let change = connection.plan(Some(&read), config).await.unwrap();
        read == *stored && change.action == Action::NoOp
    }
}

#[tokio::test]
async fn from_accept_to_destroy_on_huawei_cloud() {
    let stored = from_accept_to_destroy(&HUAWEICLOUD).await;
    assert_eq!(stored.state.get("errors"), &Cty::List(Vec::new()));
}

#[tokio::test]
async fn from_accept_to_destroy_on_alibaba_cloud() {
    from_accept_to_destroy(&ALICLOUD).await;
}

#[tokio::test]
async fn from_accept_to_destroy_on_aws() {
    let stored = from_accept_to_destroy(&AWS).await;
    assert_eq!(stored.state.get("requester_region"), &text(AWS_REGION));
    assert!(!stored.state.get("created_at").is_null());
}

/// Returns what its create stored.
async fn from_accept_to_destroy(cloud: &Connections) -> Stored {
    let stage = Stage::set().await;
    let connection = stage.host.resource(cloud.kind);
    let asked = (cloud.endpoint)(&stage);
    let (service, endpoint) = &asked;
    let accepts = cloud.config(&stage, &asked, "accept");
    let change = connection.plan(None, &accepts).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
    let id = format!("{service}/{endpoint}");
    assert_eq!(change.planned.get("id"), &text(&id));
    let [attribute, asks] = cloud.asks;
    assert_eq!(change.planned.get(attribute), &text(asks));
    let stored = connection.apply(&change).await.succeeded();
    let created = stored.clone();
    assert_eq!(stored.state.get("status"), &text(cloud.accepted));
    assert!(cloud.is_settled(&stage, &stored, &accepts).await);

    let writes = (cloud.writes)(&stage);
    assert_eq!(writes, 1);
    let keeps = accepts.with("on_destroy", text("keep"));
    let change = connection.plan(Some(&stored), &keeps).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let mut stored = connection.apply(&change).await.succeeded();
    assert!(cloud.is_settled(&stage, &stored, &keeps).await);
    let imported = connection.import(&id).await.unwrap();
    assert_eq!(imported.state.get("decision"), &text("accept"));
    assert!(cloud.is_settled(&stage, &imported, &accepts).await);
    let after = (cloud.writes)(&stage);
    assert_eq!(after, writes, "a setting is recorded without a call");

    // Another detail, then the other decision, in place; and back by hand, which is drift.
    if let Some([name, number]) = cloud.detail {
        let changes = accepts.with(name, Cty::Number(number.to_owned()));
        let change = connection.plan(Some(&stored), &changes).await.unwrap();
        assert_eq!(change.action, Action::Update);
        stored = connection.apply(&change).await.succeeded();
        assert!(cloud.is_settled(&stage, &stored, &changes).await);
    }
    let rejects = cloud.config(&stage, &asked, "reject");
    let change = connection.plan(Some(&stored), &rejects).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let stored = connection.apply(&change).await.succeeded();
    assert_eq!((cloud.status)(&stage, endpoint), cloud.rejected);
    assert!(cloud.is_settled(&stage, &stored, &rejects).await);
    stage.act_on_endpoint(endpoint, "accept").await;
    let stored = connection.reread(&stored).await;
    assert_eq!(stored.state.get("decision"), &text("accept"));
    let change = connection.plan(Some(&stored), &rejects).await.unwrap();
    assert_eq!(change.action, Action::Update);

    // Another endpoint replaces it, and the first one loses the approval.
    let other = (cloud.endpoint)(&stage);
    let accepts = cloud.config(&stage, &other, "accept");
    let change = connection.plan(Some(&stored), &accepts).await.unwrap();
    assert_eq!(change.action, Action::Replace);
    let stored = connection.apply(&change).await.succeeded();
    assert_eq!((cloud.status)(&stage, endpoint), cloud.rejected);

    let change = connection.plan_destroy(&stored).await.unwrap();
    assert!(
        change.told.only_warns() && change.told.tells(&other.1),
        "{}",
        change.told
    );
    connection.apply(&change).await.vanished();
    assert_eq!((cloud.status)(&stage, &other.1), cloud.rejected);
    assert_eq!(stage.end().await, "", "nobody asked for a log");
    created
}

#[tokio::test]
async fn what_is_gone_leaves_the_state_and_its_destroy_succeeds() {
    for cloud in [HUAWEICLOUD, ALICLOUD, AWS] {
        let stage = Stage::set().await;
        let connection = stage.host.resource(cloud.kind);
        let asked = (cloud.endpoint)(&stage);
        let config = cloud.config(&stage, &asked, "accept");
        let change = connection.plan(None, &config).await.unwrap();
        let stored = connection.apply(&change).await.succeeded();
        // What was seen to come of the accept may be told once more; nothing is told twice.
        let stored = connection.reread(&stored).await;
        let (_, endpoint) = &asked;
        stage.act_on_endpoint(endpoint, "delete").await;
        let (gone, told) = connection.refresh(&stored).await;
        assert_eq!(gone, None, "{told}");
        connection.destroy(&stored).await.vanished();
        // A new plan warns, and its apply fails.
        let change = connection.plan(None, &config).await.unwrap();
        assert!(change.told.only_warns(), "{}", change.told);
        assert!(change.told.names(endpoint), "{}", change.told);
        let (kept, told) = connection.apply(&change).await.failed();
        assert_eq!(kept, None);
        assert!(told.names(endpoint), "{told}");
    }
}

#[tokio::test]
async fn a_reject_that_the_service_turns_back_is_explained_by_the_next_plan() {
    let seed =
        r#"{ "huaweicloud": { "vpcep": { "doubts": { "unapproved_reject": "falls_back" } } } }"#;
    let stage = Stage::set_on(serde_json::from_str(seed).unwrap()).await;
    let connection = stage.host.resource(ENDPOINT);
    let (service, endpoint) = stage.endpoint();
    stage.approval(&service, false).await;
    stage.act_on_endpoint(&endpoint, "accept").await;
    let config = stage.connection(&service, &endpoint, "reject");
    let change = connection.plan(None, &config).await.unwrap();
    let applied = connection.apply(&change).await;
    assert!(applied.told.only_warns(), "{}", applied.told);
    let stored = applied.succeeded();
    let asked = stage.cloud.calls().len();
    let stored = connection.reread(&stored).await;
    let change = connection.plan(Some(&stored), &config).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let told = change.told.to_string();
    assert!(told.contains("approval_enabled"), "{told}");
    assert!(
        change.told.only_warns() && change.told.is_at("decision"),
        "{told}"
    );
    let reads = stage.cloud.calls().len() - asked;
    assert!(
        reads <= 1,
        "the read of the refresh, and nothing to explain it: {reads}"
    );

    // The service asks for approvals now: the reject holds, and nothing is said of it any more.
    stage.approval(&service, true).await;
    let stored = connection.apply(&change).await.succeeded();
    assert_eq!((HUAWEICLOUD.status)(&stage, &endpoint), "rejected");
    let accepts = stage.connection(&service, &endpoint, "accept");
    let change = connection.plan(Some(&stored), &accepts).await.unwrap();
    let stored = connection.apply(&change).await.succeeded();
    let change = connection.plan(Some(&stored), &config).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
}

#[tokio::test]
async fn what_is_malformed_is_refused_at_its_attribute_on_alibaba_cloud() {
    let stage = Stage::set().await;
    let connection = stage.host.resource(ALI_ENDPOINT);
    let asked = ("epsrv-1".to_owned(), "ep-1".to_owned());
    let good = ALICLOUD.config(&stage, &asked, "accept");
    for (name, wrong) in [
        ("decision", Cty::Null),
        ("decision", text("enable")),
        ("bandwidth", Cty::Number("0".to_owned())),
        ("bandwidth", Cty::Number("1.5".to_owned())),
        ("requester_account_id", text("B")),
        ("service_id", text("..")),
    ] {
        let told = connection.plan(None, &good.with(name, wrong)).await;
        let told = told.unwrap_err();
        assert!(told.names(name), "{told}");
    }
}
