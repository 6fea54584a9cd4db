//! Where the vendor's documents are silent: the provider works with either answer.

use serde_json::json;
use vpcconnect::simulator::{Options, Seed};

use super::bad_answers::once;
use super::hcl::{ANSWER, REQUEST, answer, request};
use super::scene::Scene;

/// Every doubt the other way round.
fn the_other_way() -> Options {
    let doubts = json!({
        "links": false,
        "terminal_blocks_pair": true,
        "not_found": 400,
        "duplicate": 400,
        "wrong_status": 400,
        "wrong_side": 404,
    });
    let seed = json!({ "huaweicloud": { "doubts": doubts } });
    Options {
        seed: Some(serde_json::from_value::<Seed>(seed).unwrap()),
        ..Options::default()
    }
}

#[tokio::test]
async fn both_sides_live_and_what_is_gone_is_noticed() {
    let Some(scene) = Scene::with(the_other_way()).await else {
        return;
    };
    let cloud = scene.cloud();
    let answer = answer("ID", "accept", "account = \"partner\"");
    let config = format!(
        "{}{}{}",
        scene.provider(&[("default", "A"), ("partner", "B")]),
        request(""),
        answer.replace("\"ID\"", "vpcconnect_huaweicloud_peering.this.id")
    );
    let folder = scene.folder("both", &config);
    let created = [("create", REQUEST), ("create", ANSWER)];
    folder.apply().await.plans(&created);
    folder.plan().await.plans_nothing();
    cloud.act(&cloud.only_id(), "delete").await;
    folder.apply().await.plans(&created);
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn a_refused_request_that_blocks_its_pair_is_replaced() {
    let Some(scene) = Scene::with(the_other_way()).await else {
        return;
    };
    let cloud = scene.cloud();
    let request = request("replace_refused = true");
    let config = format!("{}{request}", scene.provider(&[("default", "A")]));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    cloud.act(&cloud.only_id(), "reject").await;
    folder.apply().await.plans(&[("replace", REQUEST)]);
    assert_eq!(cloud.only().status.as_str(), "PENDING_ACCEPTANCE");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn a_refused_request_of_somebody_else_that_blocks_the_pair_is_named() {
    let Some(scene) = Scene::with(the_other_way()).await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("A", "B").await;
    cloud.act(&id, "reject").await;
    let config = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let folder = scene.folder("requester", &config);
    folder
        .apply()
        .await
        .refuses(&["400", &id, "REJECTED"])
        .only_about(REQUEST);
    assert!(folder.state().is_empty());
}

#[tokio::test]
async fn an_answer_that_came_from_elsewhere_meanwhile_is_success() {
    for (status, options) in [(409, Options::default()), (400, the_other_way())] {
        let Some(scene) = Scene::with(options).await else {
            return;
        };
        let cloud = scene.cloud();
        let id = cloud.request("B", "A").await;
        let config = format!(
            "{}{}",
            scene.provider(&[("default", "A")]),
            answer(&id, "accept", "")
        );
        let folder = scene.folder("accepter", &config);
        let late = serde_json::json!({
            "NeutronError": { "message": "too late", "type": "VpcPeeringStatusConflict" }
        });
        let executed = once("AcceptVpcPeering", status, Some(late), true);
        cloud.world().add_fault(executed);
        folder.apply().await.succeeds();
        assert_eq!(folder.values(ANSWER)["active_id"], id);
        folder.plan().await.plans_nothing();
    }
}

#[tokio::test]
async fn a_request_that_was_withdrawn_while_it_was_answered_is_told() {
    for status in [409, 404] {
        let Some(scene) = Scene::begin().await else {
            return;
        };
        let cloud = scene.cloud();
        let id = cloud.request("B", "A").await;
        let config = format!(
            "{}{}",
            scene.provider(&[("default", "A")]),
            answer(&id, "accept", "")
        );
        let folder = scene.folder("accepter", &config);
        let late = serde_json::json!({
            "NeutronError": { "message": "too late", "type": "VpcPeeringNotFound" }
        });
        let refused = once("AcceptVpcPeering", status, Some(late), false);
        cloud.world().add_fault(refused);
        let apply = folder.start_apply();
        let withdraw = async {
            let accept = vpcconnect::simulator::Match {
                api: Some("AcceptVpcPeering".to_owned()),
                ..vpcconnect::simulator::Match::default()
            };
            cloud.world().arrived(&accept, 0, 1).await;
            cloud.act(&id, "delete").await;
        };
        let (ended, ()) = tokio::join!(apply.end(), withdraw);
        ended.refuses(&[&id, "withdrawn"]).only_about(ANSWER);
        assert!(folder.state().is_empty());
        folder.destroy().await.succeeds();
    }
}

/// Every doubt about endpoints the other way round.
fn endpoints_the_other_way() -> Options {
    let seed = serde_json::json!({ "huaweicloud": { "vpcep": { "doubts": {
        "older_answers": true, "rejected_is_final": true, "second_reject_refused": true,
        "accept_asks_permissions": true, "unapproved_reject": "refused",
    } } } });
    Options {
        seed: Some(serde_json::from_value(seed).unwrap()),
        ..Options::default()
    }
}

#[tokio::test]
async fn an_endpoint_that_was_rejected_for_good_is_told_and_destroyed() {
    const KIND: &str = "vpcconnect_huaweicloud_endpoint_connection";
    let Some(scene) = Scene::with(endpoints_the_other_way()).await else {
        return;
    };
    let world = scene.cloud().world().clone();
    let service = serde_json::json!({ "owner": "A", "id": "svc" });
    let service = serde_json::from_value(service).unwrap();
    world.arrange_service(&service).unwrap();
    let endpoint = serde_json::json!({ "requester": "B", "service_id": "svc", "id": "e" });
    let endpoint = serde_json::from_value(endpoint).unwrap();
    world.arrange_endpoint(&endpoint).unwrap();
    let config = |decision: &str| {
        let body =
            format!("service_id = \"svc\"\n  endpoint_id = \"e\"\n  decision = {decision:?}");
        let provider = scene.provider(&[("default", "A")]);
        format!("{provider}{}", super::hcl::resource(KIND, "this", &body))
    };
    let address = format!("{KIND}.this");
    let folder = scene.folder("owner", &config("accept"));
    folder.apply().await.succeeds();
    folder.write(&config("reject"));
    folder.apply().await.succeeds();
    folder.plan().await.plans_nothing();
    folder.write(&config("accept"));
    folder.plan().await.plans(&[("update", &address)]);
    let words = ["EndPoint.0019", "may be final", "new id"];
    folder.apply().await.refuses(&words).only_about(&address);
    assert_eq!(folder.values(&address)["decision"], "reject");
    folder.write(&config("reject"));
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(folder.state().is_empty());
}
