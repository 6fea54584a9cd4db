//! Peerings and endpoint connections on Huawei Cloud.

use std::collections::BTreeMap;
use std::time::Duration;

use vpcconnect::simulator::{Call, Effect, Match, Reply, Rule};

use super::report::{Budget, Measured, Report, middle};
use super::stage::{APPLY, DESTROY, LATENCY, Life, PARALLELISM, SETTLE, Stage};

const CREATE: &str = "CreateVpcPeering";

/// How many endpoints ask one service, and how many ask ten.
const ENDPOINTS: usize = 50;
const MANY_ENDPOINTS: usize = 1000;
const SERVICES: usize = 10;

/// The project is named: the budgets count no look-up.
fn provider(url: &str) -> String {
    format!(
        r#"
provider "vpcconnect" {{
  huaweicloud = {{
    default = {{
      region     = "cn-north-4"
      project_id = "project-BENCH"
      access_key = "BENCH"
      secret_key = "SK-BENCH"
      endpoints  = {{ vpc = "{url}", vpcep = "{url}", iam = "{url}" }}
    }}
  }}
}}
"#
    )
}

fn requests(count: usize, url: &str) -> String {
    let provider = provider(url);
    format!(
        r#"{provider}
resource "vpcconnect_huaweicloud_peering" "one" {{
  count            = {count}
  name             = "n-${{count.index}}"
  requester_vpc_id = "vpc-a-${{count.index}}"
  accepter_vpc_id  = "vpc-b-${{count.index}}"
}}
"#
    )
}

/// Endpoints that ask the services in turn.
fn connections(endpoints: usize, services: usize, url: &str) -> String {
    let provider = provider(url);
    format!(
        r#"{provider}
resource "vpcconnect_huaweicloud_endpoint_connection" "one" {{
  count       = {endpoints}
  service_id  = "svc-${{count.index % {services}}}"
  endpoint_id = "e-${{count.index}}"
  decision    = "accept"
}}
"#
    )
}

/// A request, its empty plan, and the end of it.
pub(super) async fn peerings(count: usize, report: &mut Report) {
    let seed = serde_json::json!({ "huaweicloud": { "quota": 10_000 } });
    let stage = Stage::new(&seed, Duration::ZERO, count, |url| requests(count, url)).await;
    // So many creates or deletes, at Terraform's parallelism, take so long in themselves.
    let own = LATENCY * u32::try_from(count).unwrap() / PARALLELISM;
    let life = Life::of(&stage, count).await;
    let budget = |latency, times, calls| {
        Some(Budget {
            latency,
            times,
            calls,
        })
    };
    let (apply, plan, destroy) = match count {
        100 => (
            budget(own, 2.0, 100),
            budget(LATENCY, 2.5, 3),
            budget(own, 2.0, 112),
        ),
        1000 => (None, budget(LATENCY * 3, 2.0, 3), None),
        _ => (None, None, None),
    };
    report.row("apply", count, &life.applies, apply.as_ref());
    report.row("empty plan", count, &life.plans, plan.as_ref());
    report.row("destroy", count, &life.destroys, destroy.as_ref());
    if count == 100 {
        throttled(&stage, &life.applies, report).await;
    }
    stage.simulator.stop().await;
}

/// Requests and the end of them, by their number: how what they cost grows.
pub(super) async fn growth(counts: &[usize], report: &mut Report) {
    let seed = serde_json::json!({ "huaweicloud": { "quota": 10_000 } });
    for count in counts.iter().copied() {
        let stage = Stage::new(&seed, Duration::ZERO, count, |url| requests(count, url)).await;
        stage.grows("growth", count, 2000, report).await;
        stage.simulator.stop().await;
    }
}

/// Endpoints that ask services of the bench's tenant, in turn.
fn asked(endpoints: usize, services: usize) -> serde_json::Value {
    let service = |id| serde_json::json!({ "owner": "BENCH", "id": format!("svc-{id}") });
    let ask = |id| {
        let service = format!("svc-{}", id % services);
        serde_json::json!({ "requester": "B", "service_id": service, "id": format!("e-{id}") })
    };
    serde_json::json!({ "huaweicloud": { "vpcep": {
        "services": (0..services).map(service).collect::<Vec<_>>(),
        "endpoint_quota": endpoints,
        "endpoints": (0..endpoints).map(ask).collect::<Vec<_>>(),
    } } })
}

/// A service's owner accepts fifty, plans again, and is done with them.
pub(super) async fn endpoints(report: &mut Report) {
    let ours = |url: &str| connections(ENDPOINTS, 1, url);
    let stage = Stage::new(&asked(ENDPOINTS, 1), SETTLE, ENDPOINTS, ours).await;
    let life = Life::of(&stage, ENDPOINTS).await;
    let waves = u32::try_from(ENDPOINTS).unwrap() / PARALLELISM;
    let accept = Budget {
        latency: (SETTLE + LATENCY * 3) * waves,
        times: 1.3,
        calls: ENDPOINTS + 20,
    };
    let plan = Budget {
        latency: LATENCY,
        times: 2.5,
        calls: 2,
    };
    report.row("accept", ENDPOINTS, &life.applies, Some(&accept));
    report.row("empty plan", ENDPOINTS, &life.plans, Some(&plan));
    report.row("reject", ENDPOINTS, &life.destroys, None);
    stage.simulator.stop().await;
}

/// An empty plan over the endpoints of ten services. Only its calls have a budget.
pub(super) async fn many_endpoints(report: &mut Report) {
    let ours = |url: &str| connections(MANY_ENDPOINTS, SERVICES, url);
    let seed = asked(MANY_ENDPOINTS, SERVICES);
    let stage = Stage::new(&seed, Duration::ZERO, MANY_ENDPOINTS, ours).await;
    let life = Life::of(&stage, MANY_ENDPOINTS).await;
    for plan in life.plans.iter().filter(|plan| plan.total() > 30) {
        report.over.push(format!(
            "empty plan {MANY_ENDPOINTS} of {SERVICES} services: 30 calls were allowed, {:?}",
            plan.calls
        ));
    }
    report.row("accept", MANY_ENDPOINTS, &life.applies, None);
    report.row("plan of 10 services", MANY_ENDPOINTS, &life.plans, None);
    stage.simulator.stop().await;
}

/// From the first create on, the cloud takes none for a second.
async fn throttle(stage: &Stage) {
    let world = stage.simulator.world();
    world.clear_calls();
    world.add_fault(Rule {
        on: Match {
            api: Some(CREATE.to_owned()),
            ..Match::default()
        },
        effect: Some(Effect::Answer(Reply {
            status: 429,
            body: Some(serde_json::json!({
                "error_code": "APIGW.0308",
                "error_msg": "policy user over ratelimit,limit:10,time:1 second",
            })),
            headers: BTreeMap::new(),
        })),
        ..Rule::default()
    });
    let is_create = |call: &Call| call.api.as_deref() == Some(CREATE);
    while !stage.simulator.calls().iter().any(is_create) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    world.clear_faults();
}

async fn throttled(stage: &Stage, applies: &[Measured], report: &mut Report) {
    let (slow, ()) = tokio::join!(stage.measure(APPLY), throttle(stage));
    stage.measure(DESTROY).await;
    let usual = middle(applies.iter().map(|one| one.ours).collect());
    let more = slow.ours.saturating_sub(usual);
    println!(
        "throttled for a second: {:.2} s more, {:?}",
        more.as_secs_f64(),
        slow.calls
    );
    if more > Duration::from_secs(3) {
        let over = "a second of throttling cost more than three";
        report.over.push(over.to_owned());
    }
}
