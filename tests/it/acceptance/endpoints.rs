//! Endpoint connections: the whole life, many at once, and what the other side and people do meanwhile.

use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::simulator::{Options, World};

use super::hcl::resource;
use super::scene::{Folder, Scene};

const KIND: &str = "vpcconnect_huaweicloud_endpoint_connection";
const ADDRESS: &str = "vpcconnect_huaweicloud_endpoint_connection.this";
const SERVICE: &str = "svc";

/// The cloud as the service's owner and the others play with it.
struct Service {
    world: World,
}

impl Service {
    /// A service of tenant A.
    fn offered(scene: &Scene, approval: bool) -> Self {
        let world = scene.cloud().world().clone();
        let new = json!({ "owner": "A", "id": SERVICE, "approval_enabled": approval });
        world
            .arrange_service(&serde_json::from_value(new).unwrap())
            .unwrap();
        Self { world }
    }

    /// Tenant B asks with an endpoint of this name.
    fn asked(&self, id: &str) {
        let new = json!({ "requester": "B", "service_id": SERVICE, "id": id });
        self.world
            .arrange_endpoint(&serde_json::from_value(new).unwrap())
            .unwrap();
    }

    fn act(&self, id: &str, action: &str) {
        self.world.act_on_endpoint(&id.into(), action).unwrap();
    }

    fn status(&self, id: &str) -> Option<String> {
        let endpoints = self.world.endpoints();
        let found = endpoints.iter().find(|one| one.id.as_str() == id);
        found.map(|one| one.status.to_string())
    }
}

/// A decision about the endpoint `e`.
fn connection(decision: &str, more: &str) -> String {
    let body = format!(
        "service_id = {SERVICE:?}\n  endpoint_id = \"e\"\n  decision = {decision:?}\n  {more}"
    );
    resource(KIND, "this", &body)
}

/// A scene, its service, and the provider's block of the service's owner.
async fn begin(approval: bool) -> Option<(Scene, Service, String)> {
    let scene = Scene::begin().await?;
    let service = Service::offered(&scene, approval);
    let provider = scene.provider(&[("default", "A")]);
    Some((scene, service, provider))
}

/// What was applied plans nothing, before and after a refresh.
async fn settled(folder: &Folder<'_>) {
    folder.plan_with(&["-refresh=false"]).await.plans_nothing();
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn the_whole_life() {
    let Some((scene, service, provider)) = begin(true).await else {
        return;
    };
    let cloud = scene.cloud();
    service.asked("e");
    let config = |decision, more| format!("{provider}{}", connection(decision, more));
    let folder = scene.folder("life", &config("accept", "description = \"orders\""));

    // Create.
    folder.apply().await.plans(&[("create", ADDRESS)]);
    assert_eq!(service.status("e").as_deref(), Some("accepted"));
    let values = folder.values(ADDRESS);
    assert_eq!(values["id"], "svc/e");
    assert_eq!(values["answer"], "accepted");
    assert_eq!(values["requester_domain_id"], "domain-B");
    assert_eq!(values["description"], "orders");
    assert_eq!(values["errors"], json!([]));
    let marker = service.world.endpoints()[0]
        .own
        .number("marker_id")
        .to_string();
    assert_eq!(values["marker_id"], marker.as_str());
    settled(&folder).await;

    // Import, into fresh folders, by the command and by the block.
    cloud.forget();
    let imported = config("accept", "");
    let by_command = scene.folder("by-command", &imported);
    let run = by_command.import(ADDRESS, "default:svc/e@cn-north-4").await;
    run.succeeds();
    settled(&by_command).await;
    let block = format!("import {{\n  to = {ADDRESS}\n  id = \"svc/e\"\n}}\n{imported}");
    let by_block = scene.folder("by-block", &block);
    by_block.plan().await.plans(&[("import", ADDRESS)]);
    by_block.apply().await.succeeds();
    settled(&by_block).await;
    assert_eq!(cloud.writes(), [""; 0], "of the imports");

    // Update in place, and back.
    folder.write(&config("reject", "description = \"no more\""));
    folder.plan().await.plans(&[("update", ADDRESS)]);
    folder.apply().await.succeeds();
    assert_eq!(service.status("e").as_deref(), Some("rejected"));
    assert_eq!(service.world.endpoints()[0].description, "no more");
    settled(&folder).await;
    folder.write(&config("accept", "description = \"orders\""));
    folder.apply().await.succeeds();
    assert_eq!(service.status("e").as_deref(), Some("accepted"));

    // Drift: rejected by hand.
    service.act("e", "reject");
    let planned = folder.planned(ADDRESS).await;
    assert_eq!(planned["before"]["decision"], "reject");
    assert_eq!(planned["after"]["decision"], "accept");
    folder.apply().await.plans(&[("update", ADDRESS)]);
    assert_eq!(service.status("e").as_deref(), Some("accepted"));

    // Destroy.
    let destroyed = folder.destroy().await;
    destroyed.succeeds();
    assert_eq!(service.status("e").as_deref(), Some("rejected"));
    assert!(folder.state().is_empty());
}

#[tokio::test]
async fn a_destroy_may_keep_it_as_removed_does_and_a_pending_import_is_nobodys() {
    let Some((scene, service, provider)) = begin(true).await else {
        return;
    };
    let cloud = scene.cloud();
    service.asked("e");
    let pending = format!("{provider}{}", connection("accept", ""));
    let folder = scene.folder("pending", &pending);
    folder.import(ADDRESS, "svc/e").await.succeeds();
    let planned = folder.planned(ADDRESS).await;
    assert_eq!(planned["before"]["decision"], Value::Null);
    cloud.forget();
    folder.destroy().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);

    let keeping = format!(
        "{provider}{}",
        connection("accept", "on_destroy = \"keep\"")
    );
    let folder = scene.folder("keeping", &keeping);
    folder.apply().await.succeeds();
    cloud.forget();
    folder.destroy().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(service.status("e").as_deref(), Some("accepted"));

    // Whatever a destroy would do, a block that is removed without one does nothing.
    let folder = scene.folder("removed", &pending);
    folder.apply().await.succeeds();
    cloud.forget();
    folder.forgets(ADDRESS, &provider).await;
    assert!(folder.state().is_empty());
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(service.status("e").as_deref(), Some("accepted"));
}

#[tokio::test]
async fn what_vanished_is_planned_anew_and_destroyed_without_a_word() {
    let Some((scene, service, provider)) = begin(true).await else {
        return;
    };
    let config = format!("{provider}{}", connection("accept", ""));
    for action in ["delete", "service"] {
        service.asked("e");
        let folder = scene.folder(action, &config);
        folder.apply().await.succeeds();
        if action == "delete" {
            service.act("e", "delete");
        } else {
            let request = http::Request::delete("/_simulator/services/svc");
            let request = request.body(Vec::new()).unwrap();
            let answer = service.world.answer(request).await.unwrap();
            assert!(answer.status().is_success(), "{answer:?}");
        }
        folder.plan().await.plans(&[("create", ADDRESS)]);
        folder.destroy_with(&["-refresh=false"]).await.succeeds();
        assert!(folder.state().is_empty());
    }
}

#[tokio::test]
async fn a_foreign_requester_is_a_warning_at_plan_and_an_error_at_apply() {
    let Some((scene, service, provider)) = begin(true).await else {
        return;
    };
    let cloud = scene.cloud();
    service.asked("e");
    let guard = "requester_domain_id = \"domain-C\"";
    let config = format!("{provider}{}", connection("accept", guard));
    let folder = scene.folder("guarded", &config);
    folder
        .plan()
        .await
        .succeeds()
        .warns(&["domain-B", "requester_domain_id"]);
    folder
        .apply()
        .await
        .refuses(&["domain-B", "requester_domain_id"]);
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(service.status("e").as_deref(), Some("pendingAcceptance"));
}

#[tokio::test]
async fn a_service_without_approval_needs_no_call() {
    let Some((scene, service, provider)) = begin(false).await else {
        return;
    };
    let cloud = scene.cloud();
    service.asked("e");
    let config = format!("{provider}{}", connection("accept", ""));
    let folder = scene.folder("open", &config);
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    settled(&folder).await;
}

#[tokio::test]
async fn fifty_are_accepted_planned_and_dismissed_with_few_calls() {
    let options = Options {
        latency: Duration::from_millis(20),
        settle: Duration::from_millis(500),
        ..Options::default()
    };
    let Some(scene) = Scene::with(options).await else {
        return;
    };
    let service = Service::offered(&scene, true);
    for number in 0..50 {
        service.asked(&format!("e{number}"));
    }
    let cloud = scene.cloud();
    let account = scene.account("A", "project_id = \"project-A\"");
    let provider = super::scene::provider(&format!("default = {account}"));
    let body = format!(
        "count = 50
  service_id = {SERVICE:?}
  endpoint_id = \"e${{count.index}}\"
  decision = \"accept\""
    );
    let config = format!("{provider}{}", resource(KIND, "this", &body));
    let folder = scene.folder("fifty", &config);
    let counts = || {
        let calls = cloud.calls();
        let actions = calls.iter().filter(|call| call.method == "POST").count();
        cloud.forget();
        (actions, calls.len() - actions)
    };
    folder.apply().await.succeeds();
    let (actions, reads) = counts();
    println!("accept: {actions} calls, {reads} reads");
    assert_eq!(actions, 50);
    // Twenty where the CLI starts its ten at once, as `conformance` and the bench count; a busy machine
    // starts them one after the other.
    assert!(reads <= 40, "{reads} reads");

    folder.plan().await.plans_nothing();
    let (_, reads) = counts();
    assert!(reads <= 2, "{reads} reads for an empty plan");

    folder.destroy().await.succeeds();
    let (actions, reads) = counts();
    println!("destroy: {actions} calls, {reads} reads");
    assert_eq!(actions, 50);
    // The more the busier the machine is; two for each would be no sharing at all.
    assert!(reads <= 60, "{reads} reads");
}
