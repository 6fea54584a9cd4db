//! States and private data that an earlier binary has written, one for each resource and situation. What follows
//! from them stays the same: what a read shows, what plans say, what a destroy warns of.
//!
//! `VPCCONNECT_WRITE_STATES=1 cargo test --test it fixtures` writes them anew: only when a state is meant to change.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use vpcconnect::operation::Clock;
use vpcconnect::simulator::{Options, World};

use super::endpoint::service::Service as Endpoints;
use super::service::Service as Peerings;
use crate::protocol::cty::{Cty, text};
use crate::protocol::resource::{Resource, Stored};
use crate::protocol::ring::Ring;

/// When everything happens.
const NOW: &str = "2026-11-21T10:00:00Z";

/// How an object comes into a state.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// It is applied.
    Applied,
    /// It is imported, and nothing is applied.
    Imported,
}

/// What happens once it is in the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Nothing,
    Accept,
    Reject,
    Expire,
    Fail,
    /// The service asks for no approval: what is rejected is accepted again.
    Overrule,
}

/// One situation: whose, how the object came into the state, and what happened then.
struct Situation {
    name: &'static str,
    kind: Kind,
    way: Way,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Request(Peerings),
    Answer(Peerings, &'static str, &'static str),
    Endpoint(Endpoints, &'static str, &'static str),
}

fn situations() -> Vec<Situation> {
    use Endpoints::{PrivateLink, Vpcep};
    use Kind::{Answer, Endpoint, Request};
    use Peerings::{CloudStream, Vpc, VpcPeer};
    use Way::{Applied, Imported};
    #[rustfmt::skip]
    let all = [
        ("huaweicloud_request_pending", Request(Vpc), Applied, What::Nothing),
        ("huaweicloud_request_accepted", Request(Vpc), Applied, What::Accept),
        ("huaweicloud_request_rejected", Request(Vpc), Applied, What::Reject),
        ("huaweicloud_request_expired", Request(Vpc), Applied, What::Expire),
        ("huaweicloud_request_imported", Request(Vpc), Imported, What::Nothing),
        ("huaweicloud_cluster_pending", Request(CloudStream), Applied, What::Nothing),
        ("huaweicloud_cluster_accepted", Request(CloudStream), Applied, What::Accept),
        ("huaweicloud_cluster_rejected", Request(CloudStream), Applied, What::Reject),
        ("huaweicloud_cluster_imported", Request(CloudStream), Imported, What::Nothing),
        ("alicloud_request_pending", Request(VpcPeer), Applied, What::Nothing),
        ("alicloud_request_accepted", Request(VpcPeer), Applied, What::Accept),
        ("alicloud_request_rejected", Request(VpcPeer), Applied, What::Reject),
        ("alicloud_request_expired", Request(VpcPeer), Applied, What::Expire),
        ("alicloud_request_imported", Request(VpcPeer), Imported, What::Nothing),
        ("huaweicloud_accepted", Answer(Vpc, "accept", "keep"), Applied, What::Nothing),
        ("huaweicloud_accepted_to_delete", Answer(Vpc, "accept", "delete"), Applied, What::Nothing),
        ("huaweicloud_rejected", Answer(Vpc, "reject", "keep"), Applied, What::Nothing),
        ("huaweicloud_answer_imported", Answer(Vpc, "accept", "keep"), Imported, What::Nothing),
        ("huaweicloud_answer_imported_accepted", Answer(Vpc, "accept", "keep"), Imported, What::Accept),
        ("alicloud_accepted", Answer(VpcPeer, "accept", "keep"), Applied, What::Nothing),
        ("alicloud_accepted_to_delete", Answer(VpcPeer, "accept", "delete"), Applied, What::Nothing),
        ("alicloud_rejected", Answer(VpcPeer, "reject", "keep"), Applied, What::Nothing),
        ("alicloud_answer_imported", Answer(VpcPeer, "accept", "keep"), Imported, What::Nothing),
        ("huaweicloud_endpoint_accepted", Endpoint(Vpcep, "accept", "reject"), Applied, What::Nothing),
        ("huaweicloud_endpoint_rejected", Endpoint(Vpcep, "reject", "reject"), Applied, What::Nothing),
        ("huaweicloud_endpoint_overruled", Endpoint(Vpcep, "reject", "reject"), Applied, What::Overrule),
        ("huaweicloud_endpoint_failed", Endpoint(Vpcep, "accept", "keep"), Applied, What::Fail),
        ("huaweicloud_endpoint_imported", Endpoint(Vpcep, "accept", "reject"), Imported, What::Nothing),
        ("alicloud_endpoint_accepted", Endpoint(PrivateLink, "accept", "reject"), Applied, What::Nothing),
        ("alicloud_endpoint_rejected", Endpoint(PrivateLink, "reject", "keep"), Applied, What::Nothing),
        ("alicloud_endpoint_imported", Endpoint(PrivateLink, "accept", "reject"), Imported, What::Nothing),
    ];
    all.into_iter()
        .map(|(name, kind, way, what)| Situation {
            name,
            kind,
            way,
            what,
        })
        .collect()
}

/// A simulated cloud that keeps its objects in a file.
fn world(file: PathBuf) -> (World, Clock) {
    let clock = Clock::starting_at(NOW.parse::<Timestamp>().unwrap());
    // What a service does that asks for no approval is one of the doubts.
    let seed =
        json!({ "huaweicloud": { "vpcep": { "doubts": { "unapproved_reject": "falls_back" } } } });
    let options = Options {
        state: Some(file),
        seed: Some(serde_json::from_value(seed).unwrap()),
        clock: clock.clone(),
        ..Options::default()
    };
    (World::new(options).unwrap(), clock)
}

fn plain(json: &Value) -> Cty {
    match json {
        Value::Null => Cty::Null,
        Value::Bool(flag) => Cty::Bool(*flag),
        Value::Number(number) => Cty::Number(number.to_string()),
        Value::String(text) => Cty::Text(text.clone()),
        Value::Array(items) => Cty::List(items.iter().map(plain).collect()),
        Value::Object(entries) => {
            let entries = entries.iter();
            Cty::Map(
                entries
                    .map(|(name, value)| (name.clone(), plain(value)))
                    .collect(),
            )
        }
    }
}

async fn act(world: &World, path: &str, body: &Value) {
    let method = if body.is_null() { "POST" } else { "PATCH" };
    Ring::control(world, method, path, body).await;
}

/// Brings the situation about: the resource's type, its configuration and what is stored.
async fn live(ring: &Ring, situation: &Situation) -> (&'static str, Cty, Stored) {
    let world = &ring.world;
    ring.begin().await;
    let (name, config, import, path) = match situation.kind {
        Kind::Request(service) => {
            let resource = ring.host.resource(service.requester());
            let config = service.request(resource.block);
            (service.requester(), config, String::new(), "peerings")
        }
        Kind::Answer(service, decision, on_destroy) => {
            service.ask(world).await;
            let id = service.peerings(world)[0].id.clone();
            let config = ring.host.resource(service.accepter()).block.with([
                ("peering_id", text(&id)),
                ("decision", text(decision)),
                ("on_destroy", text(on_destroy)),
            ]);
            (service.accepter(), config, id, "peerings")
        }
        Kind::Endpoint(service, decision, on_destroy) => {
            let offered = service.offer(world).await;
            service.ask(world).await;
            let endpoint = service.endpoints(world)[0].id.clone();
            let config = ring.host.resource(service.resource()).block.with([
                ("service_id", text(&offered)),
                ("endpoint_id", text(&endpoint)),
                ("decision", text(decision)),
                ("on_destroy", text(on_destroy)),
            ]);
            if situation.what == What::Overrule {
                let approval = json!({ "approval_enabled": false });
                act(world, &format!("services/{offered}"), &approval).await;
                let accept = format!("endpoints/{endpoint}/accept");
                act(world, &accept, &Value::Null).await;
            }
            (
                service.resource(),
                config,
                format!("{offered}/{endpoint}"),
                "endpoints",
            )
        }
    };
    let resource = ring.host.resource(name);
    let mut stored = None;
    let mut import = import;
    // What is imported is there already: a request is made by an apply that is forgotten.
    if matches!(
        (situation.way, situation.kind),
        (Way::Applied, _) | (_, Kind::Request(_))
    ) {
        let change = resource.plan(None, &config).await.unwrap();
        let made = resource.apply(&change).await.succeeded();
        if let Kind::Request(_) = situation.kind {
            made.state.get("id").as_text().clone_into(&mut import);
        }
        stored = Some(made);
    }
    let id = import.rsplit('/').next().unwrap_or_default();
    let action = match situation.what {
        What::Nothing | What::Overrule => None,
        What::Accept => Some("accept"),
        What::Reject => Some("reject"),
        What::Expire => Some("expire"),
        What::Fail => Some("fail"),
    };
    if let Some(action) = action {
        act(world, &format!("{path}/{id}/{action}"), &Value::Null).await;
    }
    if let Way::Imported = situation.way {
        ring.begin().await;
        stored = Some(resource.import(&import).await.unwrap());
    }
    (name, config, stored.unwrap())
}

/// What follows, in lines that read like a log.
async fn follows(
    ring: &Ring,
    resource: &Resource<'_>,
    config: &Cty,
    stored: &Stored,
) -> Vec<String> {
    let mut lines = Vec::new();
    let shown = |private: &[u8]| String::from_utf8_lossy(private).into_owned();
    ring.begin().await;
    let (read, told) = resource.refresh(stored).await;
    lines.push(format!("read: {told}"));
    let Some(read) = read else {
        lines.push("it is gone".to_owned());
        return lines;
    };
    lines.push(format!("{}", read.state));
    lines.push(shown(&read.private));
    let mut configs = vec![("the same", config.clone())];
    let other = match config.get("decision").to_string().as_str() {
        "\"accept\"" => Some("reject"),
        "\"reject\"" => Some("accept"),
        _ => None,
    };
    match other {
        Some(other) => configs.push(("the other decision", config.with("decision", text(other)))),
        None => configs.push(("another name", config.with("name", text("renamed")))),
    }
    configs.push(("another tenant", config.with("account", text("partner"))));
    configs.push(("another region", config.with("region", text("eu-de"))));
    for (what, config) in configs {
        ring.begin().await;
        let (read, _) = resource.refresh(stored).await;
        lines.push(format!("plan of {what}:"));
        match resource.plan(read.as_ref(), &config).await {
            Ok(change) => {
                lines.push(format!("{:?} {}", change.action, change.planned));
                lines.push(shown(&change.private));
                lines.push(change.told.to_string());
            }
            Err(told) => lines.push(told.to_string()),
        }
    }
    ring.begin().await;
    let (read, _) = resource.refresh(stored).await;
    match resource.plan_destroy(&read.unwrap()).await {
        Ok(change) => lines.push(format!("destroy: {}", change.told)),
        Err(told) => lines.push(format!("destroy fails: {told}")),
    }
    lines
}

fn file(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/protocol/states");
    folder.join(format!("{name}.json"))
}

/// Brings each situation about anew, and stores what is written and what follows.
async fn write(situation: &Situation) {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("cloud.json");
    let (cloud, clock) = world(kept.clone());
    let ring = Ring::over(cloud, clock).await;
    ring.world.set_pace(Duration::ZERO, Duration::ZERO);
    let (name, config, stored) = live(&ring, situation).await;
    let cloud: Value = serde_json::from_slice(&std::fs::read(&kept).unwrap()).unwrap();
    let resource = ring.host.resource(name);
    let follows = follows(&ring, &resource, &config, &stored).await;
    let written = json!({
        "resource": name,
        "config": config.to_json(),
        "state": stored.state.to_json(),
        "private": String::from_utf8(stored.private).unwrap(),
        "cloud": cloud,
        "follows": follows,
    });
    let text = format!("{}\n", serde_json::to_string_pretty(&written).unwrap());
    std::fs::write(file(situation.name), text).unwrap();
}

async fn check(situation: &Situation) {
    let stored = std::fs::read(file(situation.name)).unwrap();
    let stored: Map<String, Value> = serde_json::from_slice(&stored).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("cloud.json");
    std::fs::write(&kept, stored["cloud"].to_string()).unwrap();
    let (cloud, clock) = world(kept);
    let ring = Ring::over(cloud, clock).await;
    let resource = ring.host.resource(stored["resource"].as_str().unwrap());
    let before = Stored {
        state: plain(&stored["state"]),
        private: stored["private"].as_str().unwrap().as_bytes().to_vec(),
    };
    let now = follows(&ring, &resource, &plain(&stored["config"]), &before).await;
    let then = stored["follows"].as_array().unwrap();
    let then: Vec<_> = then.iter().map(|line| line.as_str().unwrap()).collect();
    for (now, then) in now.iter().zip(&then) {
        assert_eq!(now, then, "{}", situation.name);
    }
    assert_eq!(now.len(), then.len(), "{}", situation.name);
}

#[tokio::test(start_paused = true)]
async fn states_of_an_earlier_binary_lead_to_the_same_plans() {
    let writes = std::env::var_os("VPCCONNECT_WRITE_STATES").is_some();
    let situations = situations();
    assert_eq!(situations.len(), 31);
    for situation in &situations {
        if writes {
            Box::pin(write(situation)).await;
        } else {
            Box::pin(check(situation)).await;
        }
    }
}
