//! Peerings and PrivateLink connections on AWS, within the token buckets that it publishes.

use std::time::Duration;

use serde_json::{Value, json};

use super::report::{Budget, Measured, Report};
use super::stage::{APPLY, DESTROY, LATENCY, PARALLELISM, PLAN, Stage};

/// How long the cloud takes to carry an answer out.
const SETTLE: Duration = Duration::from_millis(300);

/// The number of the account of tenant B.
const B: &str = "001255198513";

/// The accounts: the bench's own, and B's.
fn provider(url: &str) -> String {
    let account = |name: &str, key: &str| {
        format!(
            "    {name} = {{\n      region = \"us-east-1\"\n      access_key = \"{key}\"\n      secret_key = \"SK-{key}\"\n      \
             endpoints = {{ ec2 = \"{url}/{{region}}\", sts = \"{url}\" }}\n    }}\n"
        )
    };
    let accounts = account("default", "BENCH") + &account("partner", "B");
    format!("provider \"vpcconnect\" {{\n  aws = {{\n{accounts}  }}\n}}\n")
}

/// What the cloud begins with: no quota is in the way, and its calls are limited as documented.
fn cloud(more: Value) -> Value {
    let bucket = |calls: usize, seconds: u64| json!({ "calls": calls, "per_seconds": seconds, "bucket": true });
    let mut seed = json!({ "quota_outstanding": 10_000, "quota_per_vpc": 10_000 });
    seed["privatelink"] = more;
    let few = [
        "AcceptVpcEndpointConnections",
        "RejectVpcEndpointConnections",
    ]
    .map(|api| (api, bucket(10, 10)));
    let reads = [
        "DescribeVpcPeeringConnections",
        "DescribeVpcEndpointConnections",
    ]
    .map(|api| (api, bucket(100, 5)));
    let writes = ["Create", "Accept", "Reject", "Delete"];
    let mut rates = json!({});
    for (api, bucket) in few.into_iter().chain(reads) {
        rates[api] = bucket;
    }
    for write in writes {
        rates[format!("{write}VpcPeeringConnection")] = bucket(50, 10);
    }
    json!({ "rates": rates, "aws": seed })
}

/// Requests between two VPCs each, of one account.
fn requests(count: usize, url: &str) -> String {
    provider(url)
        + &format!(
            r#"
resource "vpcconnect_aws_peering" "one" {{
  count               = {count}
  requester_vpc_id    = "vpc-a-${{count.index}}"
  accepter_vpc_id     = "vpc-b-${{count.index}}"
  accepter_account_id = "{B}"
}}
"#
        )
}

/// The same, each accepted by the other account.
fn pairs(count: usize, url: &str) -> String {
    requests(count, url)
        + &format!(
            r#"
resource "vpcconnect_aws_peering_accepter" "one" {{
  count      = {count}
  account    = "partner"
  peering_id = vpcconnect_aws_peering.one[count.index].id
  decision   = "accept"
}}
"#
        )
}

/// An apply, a plan and a destroy, each with full buckets, of which none may be found empty.
async fn life(stage: &Stage, report: &mut Report) -> [Measured; 3] {
    let mut life = Vec::new();
    for step in [APPLY, PLAN, DESTROY] {
        life.push(stage.measure(step).await);
        let calls = stage.simulator.calls().into_iter();
        let refused = calls.filter(|call| call.status == Some(503)).count();
        if refused > 0 {
            report.over.push(format!("{refused} calls were throttled"));
        }
        let world = stage.simulator.world();
        world.advance(Duration::from_secs(60)).unwrap();
    }
    life.try_into().ok().unwrap()
}

/// A hundred requests and their accepts.
pub(super) async fn peerings(report: &mut Report) {
    let count = 100;
    let stage = Stage::new(&cloud(json!({})), SETTLE, count, |url| pairs(count, url)).await;
    let [apply, plan, destroy] = life(&stage, report).await;
    let budget = Budget {
        // The second fifty of either call come at five a second.
        latency: Duration::from_secs(10)
            + (LATENCY + SETTLE) * 2 * u32::try_from(count).unwrap() / PARALLELISM,
        times: 2.0,
        calls: 2 * count + 30 + 2,
    };
    report.row("apply pairs (aws)", count, &[apply], Some(&budget));
    report.row("empty plan (aws)", 2 * count, &[plan], None);
    report.row("destroy (aws)", 2 * count, &[destroy], None);
    stage.simulator.stop().await;
}

/// An empty plan over a thousand.
pub(super) async fn plan(report: &mut Report) {
    let count = 1000;
    let seed = json!({ "aws": { "quota_outstanding": 10_000, "quota_per_vpc": 10_000 } });
    let stage = Stage::new(&seed, Duration::ZERO, count, |url| requests(count, url)).await;
    stage.measure(APPLY).await;
    let plan = Budget {
        latency: LATENCY * 3,
        times: 2.0,
        calls: 3,
    };
    let plans = [stage.measure(PLAN).await];
    report.row("empty plan (aws)", count, &plans, Some(&plan));
    stage.simulator.stop().await;
}

/// A hundred endpoints that ask so many services in turn.
pub(super) async fn endpoints(services: usize, report: &mut Report) {
    let count = 100;
    let service = |number| json!({ "owner": "BENCH", "id": format!("vpce-svc-{number}") });
    let ask = |number| {
        let service = format!("vpce-svc-{}", number % services);
        json!({ "requester": "B", "service_id": service, "id": format!("vpce-{number}") })
    };
    let seed = cloud(json!({
        "services": (0..services).map(service).collect::<Vec<_>>(),
        "endpoints": (0..count).map(ask).collect::<Vec<_>>(),
    }));
    let ours = |url: &str| {
        provider(url)
            + &format!(
                r#"
resource "vpcconnect_aws_endpoint_connection" "one" {{
  count       = {count}
  service_id  = "vpce-svc-${{count.index % {services}}}"
  endpoint_id = "vpce-${{count.index}}"
  decision    = "accept"
}}
"#
            )
    };
    let stage = Stage::new(&seed, SETTLE, count, ours).await;
    let [apply, plan, destroy] = life(&stage, report).await;
    let few = |api: &str| apply.calls.get(api).is_none_or(|made| *made <= 12);
    if !(few("AcceptVpcEndpointConnections") && few("DescribeVpcEndpointConnections")) {
        report.over.push(format!(
            "accept, {services} services (aws): 12 accepts and 12 reads were allowed, {:?}",
            apply.calls
        ));
    }
    let step = format!("accept, {services} services (aws)");
    report.row(&step, count, &[apply], None);
    report.row("empty plan (aws)", count, &[plan], None);
    report.row("reject (aws)", count, &[destroy], None);
    stage.simulator.stop().await;
}
