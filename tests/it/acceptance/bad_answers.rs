//! Answers that no document describes: told with all that is known, and nothing is lost.

use serde_json::{Value, json};
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use super::hcl::{ANSWER, REQUEST, answer, own_request};
use super::scene::Scene;

/// What is no peering: a proxy's page, half a document, nothing, another document.
fn bodies() -> [(&'static str, Option<Value>); 4] {
    [
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
        assert_eq!(folder.values(REQUEST).await["id"], cloud.only_id());
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
        assert_eq!(folder.values(REQUEST).await["id"], id, "{name}");
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
        assert_eq!(folder.values(ANSWER).await["active_id"], id);
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
    assert_eq!(folder.values(REQUEST).await["id"], id);
    cloud.world().clear_faults();
    folder.plan().await.plans_nothing();
}
