//! Peerings and PrivateLink connections on Alibaba Cloud.

use std::collections::BTreeMap;
use std::time::Duration;

use super::report::{Budget, Measured, Report};
use super::stage::{APPLY, DESTROY, LATENCY, Life, PARALLELISM, PLAN, SETTLE, Stage};

/// How often a minute the cloud takes one call.
const RATE: usize = 360;

/// Peerings of one account, each between two VPCs of its own.
fn requests(count: usize, url: &str) -> String {
    format!(
        r#"
provider "vpcconnect" {{
  alicloud = {{
    default = {{
      region     = "cn-hangzhou"
      access_key = "BENCH"
      secret_key = "SK-BENCH"
      endpoints  = {{ vpcpeer = "{url}", sts = "{url}" }}
    }}
  }}
}}
resource "vpcconnect_alicloud_peering" "one" {{
  count            = {count}
  name             = "n-${{count.index}}"
  requester_vpc_id = "vpc-a-${{count.index}}"
  accepter_vpc_id  = "vpc-b-${{count.index}}"
  accepter_region  = "cn-hangzhou"
}}
"#
    )
}

async fn stage(count: usize) -> Stage {
    let seed = serde_json::json!({ "alicloud": { "quota_per_region": 10_000 } });
    Stage::new(&seed, SETTLE, count, |url| requests(count, url)).await
}

/// A hundred requests that settle, and the end of them.
pub(super) async fn peerings(report: &mut Report) {
    let count = 100;
    let stage = stage(count).await;
    let life = Life::of(&stage, count).await;
    let waves = u32::try_from(count).unwrap() / PARALLELISM;
    // The cloud takes so long for a wave; how many lists it takes to see that is not fixed.
    let apply = Budget {
        latency: (LATENCY + SETTLE) * waves,
        times: 2.0,
        calls: count * 2,
    };
    report.row("apply (alicloud)", count, &life.applies, Some(&apply));
    report.row("empty plan (alicloud)", count, &life.plans, None);
    report.row("destroy (alicloud)", count, &life.destroys, None);
    stage.simulator.stop().await;
}

/// An empty plan over five hundred, held against the same plan without its refresh.
pub(super) async fn refresh(report: &mut Report) {
    let count = 500;
    let stage = stage(count).await;
    stage.measure(APPLY).await;
    let mut plans = Vec::new();
    for _ in 0..3 {
        plans.push(stage.measure_refresh().await);
    }
    let plan = Budget {
        latency: LATENCY * 6,
        times: 1.5,
        calls: 6,
    };
    report.row("refresh (alicloud)", count, &plans, Some(&plan));
    stage.simulator.stop().await;
}

/// Requests that settle at once, and the end of them, by their number. More than 360 are held up by the rate.
pub(super) async fn growth(counts: &[usize], report: &mut Report) {
    let seed = serde_json::json!({ "alicloud": { "quota_per_region": 10_000 } });
    for count in counts.iter().copied() {
        let stage = Stage::new(&seed, Duration::ZERO, count, |url| requests(count, url)).await;
        stage.grows("alicloud growth", count, 100, report).await;
        stage.simulator.stop().await;
    }
}

/// The published rate, with two hundred: in no minute is a call made more often. (Two runs do not know
/// of each other: a second apply within the minute is for the cloud to throttle.)
pub(super) async fn rate(report: &mut Report) {
    let count = 200;
    let stage = stage(count).await;
    let mut made: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for step in [APPLY, PLAN, DESTROY] {
        let done = stage.measure(step).await;
        for call in stage.simulator.calls() {
            let times = made.entry(call.api.unwrap_or(call.path)).or_default();
            times.push(call.at.as_millisecond());
        }
        report.row("rate (alicloud)", count, &[done], None);
    }
    for (call, times) in &made {
        let minute = |from: i64| {
            let times = times
                .iter()
                .filter(|at| (from..from + 60_000).contains(*at));
            times.count()
        };
        let most = times.iter().map(|from| minute(*from)).max();
        println!("{call}: at most {} a minute", most.unwrap_or_default());
        if most > Some(RATE) {
            report
                .over
                .push(format!("{call} was called {most:?} times in a minute"));
        }
    }
    stage.simulator.stop().await;
}

/// How long the cloud takes to enable one connection.
const EACH: Duration = Duration::from_millis(200);

/// Endpoints that ask one PrivateLink service.
fn connections(count: usize, url: &str) -> String {
    format!(
        r#"
provider "vpcconnect" {{
  alicloud = {{
    default = {{
      region     = "cn-hangzhou"
      access_key = "BENCH"
      secret_key = "SK-BENCH"
      endpoints  = {{ privatelink = "{url}/{{region}}", sts = "{url}" }}
    }}
  }}
}}
resource "vpcconnect_alicloud_endpoint_connection" "one" {{
  count       = {count}
  service_id  = "epsrv-1"
  endpoint_id = "ep-${{count.index}}"
  decision    = "accept"
}}
"#
    )
}

/// A service's owner enables twenty, of which the cloud takes one at a time, and disables them again.
pub(super) async fn enable(report: &mut Report) {
    let count = 20;
    let ask = |number| serde_json::json!({ "requester": "B", "service_id": "epsrv-1", "id": format!("ep-{number}") });
    let seed = serde_json::json!({ "alicloud": { "privatelink": {
        "services": [{ "owner": "BENCH", "id": "epsrv-1" }],
        "endpoints": (0..count).map(ask).collect::<Vec<_>>(),
    } } });
    let stage = Stage::new(&seed, EACH, count, |url| connections(count, url)).await;
    let life = Life::of(&stage, count).await;
    let enable = Budget {
        latency: (EACH + LATENCY) * u32::try_from(count).unwrap(),
        times: 1.3,
        calls: count * 4,
    };
    report.row("enable (alicloud)", count, &life.applies, Some(&enable));
    report.row("empty plan (alicloud)", count, &life.plans, None);
    report.row("disable (alicloud)", count, &life.destroys, None);
    let sent = |one: &Measured| one.calls["EnableVpcEndpointConnection"];
    if life.applies.iter().any(|one| sent(one) > count) {
        report
            .over
            .push("an enable was refused and sent again".to_owned());
    }
    stage.simulator.stop().await;
}
