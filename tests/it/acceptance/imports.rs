//! Imports: what is taken over, by which id, and what is not.

use super::hcl::{ANSWER, REQUEST, answer, request};
use super::scene::Scene;

#[tokio::test]
async fn a_pending_import_plans_its_decision_and_the_apply_performs_it() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let provider = scene.provider(&[("default", "A")]);
    for (decision, status) in [("accept", "ACTIVE"), ("reject", "REJECTED")] {
        let id = cloud.request("B", "A").await;
        let config = format!("{provider}{}", answer(&id, decision, ""));
        let folder = scene.folder(decision, &config);
        folder.import(ANSWER, &id).await.succeeds();
        assert!(folder.values(ANSWER)["decision"].is_null());
        let planned = folder.planned(ANSWER).await;
        assert_eq!(planned["actions"], serde_json::json!(["update"]));
        assert!(planned["before"]["decision"].is_null(), "{planned}");
        assert_eq!(planned["after"]["decision"], decision, "{planned}");
        folder.apply().await.succeeds();
        assert_eq!(cloud.status(&id), status);
        folder.plan().await.plans_nothing();
        cloud.act(&id, "delete").await;
    }
}

#[tokio::test]
async fn a_pending_import_that_was_never_applied_is_destroyed_without_a_call() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let answer = answer(&id, "reject", "on_destroy = \"delete\"");
    let config = format!("{}{answer}", scene.provider(&[("default", "A")]));
    let folder = scene.folder("accepter", &config);
    folder.import(ANSWER, &id).await.succeeds();
    cloud.forget();
    folder.destroy().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.status(&id), "PENDING_ACCEPTANCE");
}

#[tokio::test]
async fn a_pending_import_that_expires_is_a_warning_then_an_error() {
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
    folder.import(ANSWER, &id).await.succeeds();
    cloud.act(&id, "expire").await;
    let told = [id.as_str(), "EXPIRED"];
    folder
        .plan()
        .await
        .warns(&told)
        .plans(&[("update", ANSWER)]);
    folder.apply().await.refuses(&told).only_about(ANSWER);
    assert!(folder.values(ANSWER)["decision"].is_null());
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn settings_are_recorded_by_one_update_without_a_call() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    cloud.act(&id, "accept").await;
    let settings = "on_destroy = \"delete\"\n  timeouts = { create = \"1m\" }";
    let config = format!(
        "{}{}",
        scene.provider(&[("default", "A")]),
        answer(&id, "accept", settings)
    );
    let folder = scene.folder("accepter", &config);
    folder.import(ANSWER, &id).await.succeeds();
    folder.plan().await.plans(&[("update", ANSWER)]);
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn an_import_id_may_name_account_and_region() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("A", "B").await;
    let provider = scene.provider(&[("default", "A"), ("partner", "B")]);
    let ours = format!("{provider}{}", request(""));
    for (name, typed) in [
        ("named", format!("default:{id}")),
        ("placed", format!("{id}@cn-north-4")),
        ("both", format!("default:{id}@cn-north-4")),
    ] {
        let folder = scene.folder(name, &ours);
        folder.import(REQUEST, &typed).await.succeeds();
        folder.plan().await.plans_nothing();
    }
    cloud.act(&id, "accept").await;
    let partner = answer(&id, "accept", "account = \"partner\"");
    let folder = scene.folder("partner", &format!("{provider}{partner}"));
    folder
        .import(ANSWER, &format!("partner:{id}@cn-north-4"))
        .await
        .succeeds();
    assert_eq!(folder.values(ANSWER)["account"], "partner");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn an_import_id_that_does_not_parse_is_refused_before_any_call() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("A", "B").await;
    let provider = scene.provider(&[("default", "A"), ("partner", "B")]);
    let folder = scene.folder("requester", &format!("{provider}{}", request("")));
    cloud.forget();
    for (typed, told) in [
        (format!("stranger:{id}"), "no account \"stranger\""),
        (format!("{id}:partner"), "looks like an id"),
        (format!("{id}@"), "part of it is empty"),
        ("partner:".to_owned(), "part of it is empty"),
        ("a b".to_owned(), "not a valid id"),
        ("..".to_owned(), "not a valid id"),
    ] {
        let refused = folder.import(REQUEST, &typed).await.fails();
        let words = refused.words();
        assert!(words.contains(told), "{typed}: {words}");
        assert!(words.contains("[account:]id[@region]"), "{typed}: {words}");
    }
    assert_eq!(cloud.calls(), []);
}

#[tokio::test]
async fn what_is_not_there_or_on_the_other_side_is_not_imported() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let provider = scene.provider(&[("default", "A"), ("partner", "B")]);
    let config = format!("{provider}{}{}", request(""), answer(&id, "accept", ""));
    let folder = scene.folder("both", &config);
    for (address, typed, told) in [
        (REQUEST, "no-such-peering", vec!["no peering", "project-A"]),
        (REQUEST, &*id, vec!["not the requester", "project-B"]),
        (
            ANSWER,
            &format!("partner:{id}"),
            vec!["not the accepter", "project-A"],
        ),
    ] {
        let words = folder.import(address, typed).await.fails().words();
        for told in told {
            assert!(words.contains(told), "{told}: {words}");
        }
    }
    assert!(folder.state().is_empty());
}

#[tokio::test]
async fn an_import_against_the_decision_that_was_made_is_an_error_with_the_ways_out() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    cloud.act(&id, "accept").await;
    let import = format!("import {{\n  to = {ANSWER}\n  id = \"{id}\"\n}}\n");
    let config = format!(
        "{}{import}{}",
        scene.provider(&[("default", "A")]),
        answer(&id, "reject", "")
    );
    let folder = scene.folder("accepter", &config);
    cloud.forget();
    let told = [id.as_str(), "ACTIVE", "put decision back"];
    folder
        .apply()
        .await
        .refuses_at("decision = \"reject\"", &told);
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.status(&id), "ACTIVE");
}

#[tokio::test]
async fn a_guard_holds_for_an_import_too() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    for (name, accepted) in [("pending", false), ("accepted", true)] {
        let id = cloud.request("B", "A").await;
        if accepted {
            cloud.act(&id, "accept").await;
        }
        let guard = "requester_project_id = \"project-C\"";
        let config = format!(
            "{}{}",
            scene.provider(&[("default", "A")]),
            answer(&id, "accept", guard)
        );
        let folder = scene.folder(name, &config);
        folder.import(ANSWER, &id).await.succeeds();
        cloud.forget();
        let told = [id.as_str(), "requester_project_id", "project-B"];
        folder
            .plan()
            .await
            .warns(&told)
            .plans(&[("update", ANSWER)]);
        folder.apply().await.refuses_at(guard, &told);
        assert_eq!(cloud.writes(), [""; 0]);
        folder.destroy().await.succeeds();
        assert_eq!(cloud.writes(), [""; 0]);
        cloud.act(&id, "delete").await;
    }
}
