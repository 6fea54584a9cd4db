//! Endpoint connections of Alibaba Cloud: the whole life, many in one apply, and what arrives.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::simulator::{Effect, Match, Options, Reply, Rule, World};

use super::alicloud::provider;
use super::hcl::resource;
use super::scene::{Folder, Scene};

const KIND: &str = "vpcconnect_alicloud_endpoint_connection";
const ADDRESS: &str = "vpcconnect_alicloud_endpoint_connection.this";
const SERVICE: &str = "epsrv-hp3vpx8yqxblby3i0001";
/// The number of tenant B's account, and of tenant C's.
const B: &str = "1255198513";
const C: &str = "1037565863";

/// The cloud as the service's owner and the others play with it.
struct Service {
    world: World,
}

impl Service {
    /// A service of tenant A.
    fn offered(scene: &Scene) -> Self {
        let world = scene.cloud().world().clone();
        let new = json!({ "owner": "A", "id": SERVICE });
        let new = serde_json::from_value(new).unwrap();
        world.arrange_alicloud_service(&new).unwrap();
        Self { world }
    }

    /// A tenant asks with an endpoint of this name.
    fn asked(&self, requester: &str, id: &str) {
        let new = json!({ "requester": requester, "service_id": SERVICE, "id": id });
        let new = serde_json::from_value(new).unwrap();
        self.world.arrange_alicloud_endpoint(&new).unwrap();
    }

    /// Somebody else made it so.
    async fn set(&self, id: &str, status: &str) {
        let request = http::Request::builder()
            .method("PATCH")
            .uri(format!("/_simulator/endpoints/{id}"))
            .body(json!({ "status": status }).to_string())
            .unwrap();
        let answer = self.world.answer(request).await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
    }

    fn status(&self, id: &str) -> String {
        let all = self.world.alicloud_connections();
        let found = all.iter().find(|one| one.id.as_str() == id);
        found.unwrap().status.as_str().to_owned()
    }

    /// How often `api` was called, and how often with an error.
    fn calls(&self, api: &str) -> (usize, usize) {
        let calls = self.world.calls();
        let of = calls.iter().filter(|one| one.api.as_deref() == Some(api));
        let refused = of.clone().filter(|one| one.status != Some(200));
        (of.count(), refused.count())
    }
}

fn decision(endpoint: &str, decision: &str, more: &str) -> String {
    let body = format!(
        "service_id = {SERVICE:?}\n  endpoint_id = {endpoint:?}\n  decision = {decision:?}\n  {more}"
    );
    resource(KIND, "this", &body)
}

/// A scene where changes take a moment, its service, and the provider's block of the service's owner.
async fn begin() -> Option<(Scene, Service, String)> {
    let scene = Scene::with(Options {
        settle: Duration::from_millis(150),
        ..Options::default()
    })
    .await?;
    let service = Service::offered(&scene);
    let provider = provider(&scene, &[("default", "A")]);
    Some((scene, service, provider))
}

async fn settled(folder: &Folder<'_>) {
    folder.plan_with(&["-refresh=false"]).await.plans_nothing();
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn the_whole_life() {
    let Some((scene, service, provider)) = begin().await else {
        return;
    };
    service.asked("B", "e");
    let config = |word, more| format!("{provider}{}", decision("e", word, more));
    let folder = scene.folder("life", &config("accept", "bandwidth = 500"));

    folder.apply().await.plans(&[("create", ADDRESS)]);
    assert_eq!(service.status("e"), "Connected");
    let values = folder.values(ADDRESS);
    assert_eq!(values["id"], format!("{SERVICE}/e").as_str());
    assert_eq!(values["answer"], "accepted");
    assert_eq!(values["bandwidth"], 500);
    assert_eq!(values["requester_account_id"], B);
    assert_eq!(values["requester_vpc_id"], "vpc-B");
    assert_eq!(values["region"], "cn-hangzhou");
    settled(&folder).await;

    // Import, into fresh folders, by the command and by the block.
    let before = service.calls("EnableVpcEndpointConnection");
    let imported = config("accept", "");
    let by_command = scene.folder("by-command", &imported);
    let id = format!("default:{SERVICE}/e@cn-hangzhou");
    by_command.import(ADDRESS, &id).await.succeeds();
    settled(&by_command).await;
    let block = format!("import {{\n  to = {ADDRESS}\n  id = \"{SERVICE}/e\"\n}}\n{imported}");
    let by_block = scene.folder("by-block", &block);
    by_block.plan().await.plans(&[("import", ADDRESS)]);
    by_block.apply().await.succeeds();
    settled(&by_block).await;
    assert_eq!(service.calls("EnableVpcEndpointConnection"), before);

    // Another bandwidth, and the other decision, in place.
    folder.write(&config("accept", "bandwidth = 800"));
    folder.apply().await.plans(&[("update", ADDRESS)]);
    assert_eq!(
        service.world.alicloud_connections()[0]
            .own
            .number("bandwidth"),
        800
    );
    settled(&folder).await;
    folder.write(&config("reject", "bandwidth = 800"));
    folder.apply().await.plans(&[("update", ADDRESS)]);
    assert_eq!(service.status("e"), "Disconnected");
    settled(&folder).await;
    folder.write(&config("accept", "bandwidth = 800"));
    folder.apply().await.succeeds();

    // Drift: rejected by hand.
    service.set("e", "Disconnected").await;
    let planned = folder.planned(ADDRESS).await;
    assert_eq!(planned["before"]["decision"], "reject");
    assert_eq!(planned["after"]["decision"], "accept");
    folder.apply().await.plans(&[("update", ADDRESS)]);
    assert_eq!(service.status("e"), "Connected");

    folder.destroy().await.succeeds();
    assert_eq!(service.status("e"), "Disconnected");
    assert!(folder.state().is_empty());
}

#[tokio::test]
async fn eight_in_one_apply_are_enabled_one_after_the_other() {
    let Some((scene, service, provider)) = begin().await else {
        return;
    };
    for number in 0..8 {
        service.asked("B", &format!("e-{number}"));
    }
    let body = format!(
        "count = 8\n  service_id = {SERVICE:?}\n  endpoint_id = \"e-${{count.index}}\"\n  \
         decision = \"accept\""
    );
    let config = format!("{provider}{}", resource(KIND, "each", &body));
    let folder = scene.folder("eight", &config);
    folder.apply().await.succeeds().warns_of_nothing();
    assert_eq!(service.calls("EnableVpcEndpointConnection"), (8, 0));
    folder.destroy().await.succeeds();
    assert_eq!(service.calls("DisableVpcEndpointConnection"), (8, 0));
}

#[tokio::test]
async fn a_destroy_may_keep_it_and_a_foreign_requester_is_refused() {
    let Some((scene, service, provider)) = begin().await else {
        return;
    };
    service.asked("B", "e");
    let guarded = format!("requester_account_id = {C:?}");
    let config = format!("{provider}{}", decision("e", "accept", &guarded));
    let folder = scene.folder("kept", &config);
    folder
        .plan()
        .await
        .warns(&["expected requester", B, "requester_account_id"]);
    folder.apply().await.refuses(&["expected requester"]);
    assert_eq!(service.status("e"), "Disconnected");
    let keeps = format!("requester_account_id = {B:?}\n  on_destroy = \"keep\"");
    folder.write(&format!("{provider}{}", decision("e", "accept", &keeps)));
    folder.apply().await.succeeds();
    folder.destroy().await.succeeds();
    assert_eq!(service.status("e"), "Connected");
}

#[tokio::test]
async fn the_plan_says_what_the_cloud_would_refuse() {
    let Some((scene, service, provider)) = begin().await else {
        return;
    };
    service.asked("B", "e");
    let asks = provider.replace("region = ", "preflight = true\n      region = ");
    let config = format!("{asks}{}", decision("e", "accept", ""));
    let folder = scene.folder("preflight", &config);
    let body = json!({ "Code": "NoPermission", "Message": "not you", "RequestId": "r-1" });
    scene.cloud().world().add_fault(Rule {
        on: Match {
            api: Some("EnableVpcEndpointConnection".to_owned()),
            ..Match::default()
        },
        times: Some(1),
        effect: Some(Effect::Answer(Reply {
            status: 403,
            body: Some(body),
            headers: [].into(),
        })),
        ..Rule::default()
    });
    folder
        .plan()
        .await
        .refuses(&["(preflight)", "not you", "privatelink:"]);
    assert_eq!(service.status("e"), "Disconnected");
    folder.apply().await.succeeds();
    assert_eq!(service.status("e"), "Connected");
    let before = service.calls("EnableVpcEndpointConnection");
    folder
        .run(&["apply", "-refresh-only", "-auto-approve", "-input=false"])
        .await
        .succeeds();
    folder.run(&["validate"]).await.succeeds();
    assert_eq!(service.calls("EnableVpcEndpointConnection"), before);
}

fn ids(values: &Value) -> Vec<&str> {
    let all = values["connections"].as_array().unwrap().iter();
    all.map(|one| one["endpoint_id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn what_arrives_is_answered_by_who_asks() {
    let Some((scene, service, provider)) = begin().await else {
        return;
    };
    service.asked("B", "known");
    service.asked("C", "stranger");
    let example = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/data-sources/vpcconnect_alicloud_endpoint_connections/data-source.tf");
    let example = std::fs::read_to_string(example).unwrap();
    let folder = scene.folder("owner", &format!("{provider}{example}"));
    folder.apply().await.succeeds();
    assert_eq!(service.status("known"), "Connected");
    assert_eq!(service.status("stranger"), "Disconnected");
    folder.apply().await.succeeds().plans_nothing();

    // Somebody else of the same account asks; who was answered before is not touched.
    service.asked("B", "late");
    folder.apply().await.succeeds();
    assert_eq!(service.status("late"), "Connected");
    assert_eq!(service.calls("EnableVpcEndpointConnection"), (2, 0));
    assert_eq!(service.calls("DisableVpcEndpointConnection"), (0, 0));

    // The other account is approved instead: the first one loses its approval.
    let approved = format!("[\"{C}\"]");
    folder.write_file("approved.auto.tfvars", &format!("approved = {approved}\n"));
    folder.apply().await.succeeds();
    assert_eq!(service.status("known"), "Disconnected");
    assert_eq!(service.status("late"), "Disconnected");
    assert_eq!(service.status("stranger"), "Connected");
    folder.plan().await.plans_nothing();
    // An empty list approves nobody.
    folder.write_file("approved.auto.tfvars", "approved = []\n");
    folder.apply().await.succeeds();
    assert_eq!(service.status("stranger"), "Disconnected");
}

#[tokio::test]
async fn data_sources_show_many_by_filters_and_one_by_its_id() {
    let Some((scene, service, provider)) = begin().await else {
        return;
    };
    for (requester, id) in [("C", "e-3"), ("B", "e-1"), ("B", "e-2")] {
        service.asked(requester, id);
    }
    service.set("e-2", "Connected").await;
    let plural = "vpcconnect_alicloud_endpoint_connections";
    let data = |kind: &str, name: &str, body: &str| {
        format!("data \"{kind}\" \"{name}\" {{\n  {body}\n}}\n")
    };
    let many =
        |name, more: &str| data(plural, name, &format!("service_id = {SERVICE:?}\n  {more}"));
    let one = "vpcconnect_alicloud_endpoint_connection";
    let config = [
        provider,
        many("all", ""),
        many("accepted", "answers = [\"accepted\"]"),
        many("disconnected", "statuses = [\"Disconnected\"]"),
        many("two", "statuses = [\"Connected\", \"Disconnected\"]"),
        many("of_c", &format!("requester_account_ids = [{C:?}]")),
        many("none", "requester_account_ids = []"),
        data(one, "by_id", &format!("id = \"{SERVICE}/e-2\"")),
        data(
            one,
            "by_parts",
            &format!("service_id = {SERVICE:?}\n  endpoint_id = \"e-1\""),
        ),
    ]
    .concat();
    let folder = scene.folder("data", &config);
    folder.apply().await.succeeds();
    for (name, wanted) in [
        ("all", &["e-1", "e-2", "e-3"][..]),
        ("accepted", &["e-2"]),
        ("disconnected", &["e-1", "e-3"]),
        ("two", &["e-1", "e-2", "e-3"]),
        ("of_c", &["e-3"]),
        ("none", &[]),
    ] {
        let values = folder.values(&format!("data.{plural}.{name}"));
        assert_eq!(ids(&values), wanted, "{name}");
    }
    let values = folder.values(&format!("data.{plural}.all"));
    let second = &values["connections"][1];
    let shown = folder.values(&format!("data.{one}.by_id"));
    for (name, wanted) in [
        ("id", json!(format!("{SERVICE}/e-2"))),
        ("status", json!("Connected")),
        ("answer", json!("accepted")),
        ("bandwidth", json!(3072)),
        ("requester_account_id", json!(B)),
        ("requester_vpc_id", json!("vpc-B")),
        ("region", json!("cn-hangzhou")),
    ] {
        assert_eq!(second[name], wanted, "{name}");
        assert_eq!(shown[name], wanted, "{name}");
    }
    assert_eq!(second["account"], "default");
    let shown = folder.values(&format!("data.{one}.by_parts"));
    assert_eq!(shown["answer"], "rejected");
    let wrong = data(one, "none", &format!("id = \"{SERVICE}/e-9\""));
    folder.write(&format!("{config}{wrong}"));
    folder.plan().await.refuses(&["There is no endpoint e-9"]);
}
