//! Changing one's mind, and leaving: `decision` on a settled peering, and `on_destroy`.

use serde_json::json;
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use super::hcl::{ANSWER, answer};
use super::scene::{Folder, Scene};

/// A request of tenant B that tenant A has answered.
async fn answered<'a>(scene: &'a Scene, decision: &str, more: &str) -> (String, Folder<'a>) {
    let id = scene.cloud().request("B", "A").await;
    let folder = scene.folder("accepter", &config(scene, &id, decision, more));
    folder.apply().await.succeeds();
    (id, folder)
}

fn config(scene: &Scene, id: &str, decision: &str, more: &str) -> String {
    let provider = scene.provider(&[("default", "A")]);
    format!("{provider}{}", answer(id, decision, more))
}

#[tokio::test]
async fn a_changed_decision_is_an_error_at_plan_that_names_the_ways_out() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    for (made, wanted) in [("accept", "reject"), ("reject", "accept")] {
        let id = cloud.request("B", "A").await;
        let folder = scene.folder(made, &config(&scene, &id, made, ""));
        folder.apply().await.succeeds();
        let status = cloud.status(&id);
        folder.write(&config(&scene, &id, wanted, ""));
        cloud.forget();
        let ways_out = [
            id.as_str(),
            &status,
            "put decision back",
            "on_destroy = \"delete\"",
            "removed { lifecycle { destroy = false } }",
            "state rm",
            "-refresh=false",
        ];
        let line = format!("decision = \"{wanted}\"");
        folder.plan().await.refuses_at(&line, &ways_out);
        folder.plan_with(&["-refresh=false"]).await.refuses(&[&id]);
        folder.destroy_with(&["-refresh=false"]).await.succeeds();
        assert_eq!(cloud.writes(), [""; 0]);
        assert_eq!(cloud.status(&id), status);
        assert!(folder.state().is_empty());
        cloud.act(&id, "delete").await;
    }
}

#[tokio::test]
async fn the_first_way_out_is_to_put_it_back() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let (id, folder) = answered(&scene, "accept", "").await;
    folder.write(&config(&scene, &id, "reject", ""));
    folder.plan().await.refuses(&[&id]);
    folder.write(&config(&scene, &id, "accept", ""));
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn the_second_way_out_is_to_delete_the_peering() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let (id, folder) = answered(&scene, "accept", "").await;
    let deleting = config(&scene, &id, "accept", "on_destroy = \"delete\"");
    folder.write(&deleting);
    folder.apply().await.plans(&[("update", ANSWER)]);
    folder.write(&scene.provider(&[("default", "A")]));
    let planned = folder.plan().await.plans(&[("delete", ANSWER)]);
    planned.warns(&[&id, "deletes it", "stops traffic"]);
    folder.apply().await.succeeds();
    assert!(scene.cloud().peerings().is_empty());
}

#[tokio::test]
async fn the_third_way_out_is_to_forget_it() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let (id, folder) = answered(&scene, "accept", "on_destroy = \"delete\"").await;
    let cloud = scene.cloud();
    cloud.forget();
    let without = scene.provider(&[("default", "A")]);
    folder.forgets(ANSWER, &without).await;
    assert!(folder.state().is_empty());
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.status(&id), "ACTIVE");
}

#[tokio::test]
async fn a_destroy_keeps_the_peering_unless_told_otherwise() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let (id, folder) = answered(&scene, "accept", "").await;
    cloud.forget();
    let destroyed = folder.destroy().await.succeeds();
    destroyed.warns(&[&id, "traffic goes on", "\"keep\""]);
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.status(&id), "ACTIVE");
}

#[tokio::test]
async fn on_destroy_acts_as_last_applied() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let (id, folder) = answered(&scene, "accept", "on_destroy = \"keep\"").await;
    let deleting = config(&scene, &id, "accept", "on_destroy = \"delete\"");
    folder.write(&deleting);
    cloud.forget();
    let destroyed = folder.destroy().await.succeeds();
    destroyed.warns(&[&id, "traffic goes on", "\"keep\""]);
    assert_eq!(cloud.writes(), [""; 0]);

    folder.apply().await.succeeds();
    folder.write(&config(&scene, &id, "accept", ""));
    let destroyed = folder.destroy().await.succeeds();
    destroyed.warns(&[&id, "stops traffic", "\"delete\""]);
    assert_eq!(cloud.writes(), ["DeleteVpcPeering"]);
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn a_decision_that_settles_late_is_a_warning_and_not_tainted() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let hour = std::time::Duration::from_secs(3600);
    cloud.world().set_pace(std::time::Duration::ZERO, hour);
    let soon = "timeouts = { create = \"1s\" }";
    let folder = scene.folder("accepter", &config(&scene, &id, "accept", soon));
    let applied = folder.apply().await.succeeds();
    applied.warns(&[&id, "PENDING_ACCEPTANCE"]);
    let values = folder.values(ANSWER);
    assert_eq!(values["answer"], "pending");
    folder.plan().await.plans(&[("update", ANSWER)]);

    cloud.world().advance(hour).unwrap();
    folder.plan().await.plans_nothing();
    folder.apply().await.succeeds();
    assert_eq!(folder.values(ANSWER)["active_id"], id);
}

#[tokio::test]
async fn a_delete_that_takes_longer_than_allowed_fails_and_can_be_repeated() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let settings = "on_destroy = \"delete\"\n  timeouts = { delete = \"1s\" }";
    let (id, folder) = answered(&scene, "accept", settings).await;
    // Something of it is still changing, for as long as the destroy may take.
    cloud.world().add_fault(Rule {
        on: Match {
            api: Some("DeleteVpcPeering".to_owned()),
            ..Match::default()
        },
        effect: Some(Effect::Answer(Reply {
            status: 409,
            body: Some(json!({ "NeutronError": {
                "type": "VpcPeeringInUse", "message": "It is busy.", "detail": ""
            } })),
            headers: [].into(),
        })),
        ..Rule::default()
    });
    let destroyed = folder.destroy().await;
    destroyed.refuses(&[&id, "409", "VpcPeeringInUse", "It is busy."]);
    assert_eq!(folder.state().len(), 1);

    cloud.world().clear_faults();
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
    assert!(folder.state().is_empty());
}
