//! Answers that no document describes: told with all that is known, and nothing is lost.

use serde_json::{Value, json};
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use super::hcl::{ANSWER, REQUEST, answer, own_request};
use super::scene::Scene;

/// What is no peering: a proxy's page, half a document, nothing, an error that calls itself a success,
/// a peering without an id, another document.
fn bodies() -> [(&'static str, Option<Value>); 6] {
    let error = json!({ "error_code": "VPC.0042", "error_msg": "not today" });
    let nameless = json!({ "peering": { "id": "", "status": "ACTIVE" } });
    [
        ("error", Some(error)),
        ("nameless", Some(nameless)),
        ("html", Some(json!("<html><body>proxy</body></html>"))),
        ("half", Some(json!("{\"peering\": {\"id\": \"0b"))),
        ("empty", None),
        ("other", Some(json!({ "unexpected": true }))),
    ]
}

/// One call of `api` is answered so, executed before or not.
pub(super) fn once(api: &str, status: u16, body: Option<Value>, executed: bool) -> Rule {
    let reply = Reply {
        status,
        body,
        headers: std::collections::BTreeMap::default(),
    };
    Rule {
        on: Match {
            api: Some(api.to_owned()),
            ..Match::default()
        },
        times: Some(1),
        effect: Some(if executed {
            Effect::AnswerAfterCommit(reply)
        } else {
            Effect::Answer(reply)
        }),
        ..Rule::default()
    }
}

#[tokio::test]
async fn a_create_whose_answer_cannot_be_read_is_found() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), own_request(""));
    for (name, body) in bodies() {
        cloud
            .world()
            .add_fault(once("CreateVpcPeering", 201, body, true));
        let folder = scene.folder(name, &config);
        cloud.forget();
        folder.apply().await.succeeds();
        assert_eq!(cloud.writes(), ["CreateVpcPeering"], "{name}");
        assert_eq!(folder.values(REQUEST)["id"], cloud.only_id());
        folder.plan().await.plans_nothing();
        folder.destroy().await.succeeds();
    }
}

#[tokio::test]
async fn a_read_whose_answer_cannot_be_read_fails_and_keeps_the_state() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), own_request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    for (name, body) in bodies() {
        cloud
            .world()
            .add_fault(once("ShowVpcPeering", 200, body, false));
        let refused = folder.plan().await;
        refused.refuses(&[&id, "200", "not what the API documents", "-refresh=false"]);
        assert_eq!(folder.values(REQUEST)["id"], id, "{name}");
    }
    // A page in place of "not found" proves nothing either.
    let page = Some(json!("<html><body>no such page</body></html>"));
    cloud
        .world()
        .add_fault(once("ShowVpcPeering", 404, page, false));
    folder.plan().await.refuses(&[&id, "404", "no such page"]);
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn an_acceptance_whose_answer_cannot_be_read_is_seen_by_a_look() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    for (name, body) in bodies() {
        let id = cloud.request("B", "A").await;
        let config = format!(
            "{}{}",
            scene.provider(&[("default", "A")]),
            answer(&id, "accept", "")
        );
        let folder = scene.folder(name, &config);
        cloud
            .world()
            .add_fault(once("AcceptVpcPeering", 200, body, true));
        cloud.forget();
        folder.apply().await.succeeds();
        assert_eq!(cloud.writes(), ["AcceptVpcPeering"], "{name}");
        assert_eq!(folder.values(ANSWER)["active_id"], id);
        folder.plan().await.plans_nothing();
        cloud.act(&id, "delete").await;
    }
}

#[tokio::test]
async fn a_look_that_fails_is_only_warned_of_at_plan() {
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
    for (_, body) in bodies() {
        cloud
            .world()
            .add_fault(once("ShowVpcPeering", 200, body, false));
        let planned = folder.plan().await;
        planned.warns(&[&id, "200"]).plans(&[("create", ANSWER)]);
    }
    folder.apply().await.succeeds();
}

/// A good answer, about another peering.
fn stranger() -> Value {
    json!({ "peering": {
        "id": "stranger", "name": "own", "status": "ACTIVE",
        "request_vpc_info": { "vpc_id": "vpc-8", "tenant_id": "project-A" },
        "accept_vpc_info": { "vpc_id": "vpc-9", "tenant_id": "project-A" },
    } })
}

#[tokio::test]
async fn another_objects_answer_is_never_taken_over() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), own_request(""));
    let folder = scene.folder("requester", &config);
    let world = cloud.world();
    world.add_fault(once("CreateVpcPeering", 201, Some(stranger()), true));
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    assert_eq!(folder.values(REQUEST)["id"], id);
    world.add_fault(once("ShowVpcPeering", 200, Some(stranger()), false));
    let told = [id.as_str(), "stranger", "request id", "-refresh=false"];
    folder.plan().await.refuses(&told);
    folder.plan().await.plans_nothing();
    folder.write(&config.replace("\"own\"", "\"renamed\""));
    world.add_fault(once("UpdateVpcPeering", 200, Some(stranger()), true));
    folder.apply().await.succeeds();
    assert_eq!(folder.values(REQUEST)["name"], "renamed");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn a_delete_that_was_refused_with_200_is_told() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), own_request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let error = json!({ "error_code": "VPC.0042", "error_msg": "not today" });
    // A look says that it did not arrive, so it is sent once more.
    for _ in 0..2 {
        let refused = once("DeleteVpcPeering", 200, Some(error.clone()), false);
        cloud.world().add_fault(refused);
    }
    let told = ["VPC.0042", "not today", "200", "request id"];
    folder.destroy().await.refuses(&told);
    assert_eq!(folder.state().len(), 1);
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn what_a_cloud_says_forges_nothing_and_fills_no_screen() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), own_request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let forged = "\u{1b}[2J\u{1b}]8;;http://evil\u{7}\r\n\nNo changes.\u{202e} Run: curl";
    for message in [
        forged.to_owned(),
        format!("{forged}{}", "x".repeat(1 << 20)),
    ] {
        for body in [
            json!({ "error_code": message, "error_msg": message }),
            json!(message),
        ] {
            // Else a list would tell.
            for api in ["ShowVpcPeering", "ListVpcPeerings"] {
                let refusal = once(api, 403, Some(body.clone()), false);
                cloud.world().add_fault(refusal);
            }
            let told = folder.run(&["plan", "-no-color"]).await.fails();
            assert!(told.words().contains("403"), "{told}");
            let acts = |one: char| one != '\n' && one.is_control() || one == '\u{202e}';
            assert!(!told.text().contains(acts), "{:?}", told.text());
            let forged = |line: &str| line.trim_matches(['│', ' ']).starts_with("No changes");
            assert!(!told.text().lines().any(forged), "{told}");
            assert!(told.text().len() < 10_000, "{} bytes", told.text().len());
        }
    }
}

#[tokio::test]
async fn a_cloud_that_cannot_be_reached_fails_the_read_and_names_the_way_to_destroy() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let account = scene.account("A", "max_retries = 0");
    let config = format!(
        "{}{}",
        super::scene::provider(&format!("default = {account}")),
        own_request("")
    );
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    cloud.world().add_fault(Rule {
        on: Match {
            api: Some("ShowVpcPeering".to_owned()),
            ..Match::default()
        },
        effect: Some(Effect::Reset),
        ..Rule::default()
    });
    folder.plan().await.refuses(&[&id, "-refresh=false"]);
    assert_eq!(folder.values(REQUEST)["id"], id);
    cloud.world().clear_faults();
    folder.plan().await.plans_nothing();
}
