//! Credentials: where they come from, and what is said when they are wrong.

use serde_json::json;
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use super::hcl::{ANSWER, answer, own_request, request, resource};
use super::scene::{Scene, provider};

#[tokio::test]
async fn without_credentials_arguments_and_variables_are_named() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let entry = |name: &str| {
        let endpoints = scene.endpoints();
        format!("{name} = {{\n region = \"cn-north-4\"\n {endpoints}\n }}\n")
    };
    let entries = format!("{}{}", entry("default"), entry("partner"));
    let config = |more: &str| format!("{}{}", provider(&entries), own_request(more));
    let folder = scene.folder("requester", &config(""));
    let refused = folder.plan().await.refuses(&[
        "\"default\" has no credentials",
        "access_key",
        "secret_key",
        "HW_ACCESS_KEY",
        "HW_SECRET_KEY",
    ]);
    assert_eq!(refused.errors().len(), 1, "{refused}");

    // Only the default account takes anything from the environment, so only there it is named.
    folder.write(&config("account = \"partner\""));
    let line = "account = \"partner\"";
    let told = ["\"partner\" has no credentials", "access_key"];
    let refused = folder.plan().await.refuses_at(line, &told);
    assert!(!refused.errors()[0].text.contains("HW_"), "{refused}");
    // The machine alone was asked, for the default account.
    let calls = scene.cloud().calls().into_iter();
    let calls: Vec<_> = calls.filter_map(|call| call.api).collect();
    assert_eq!(calls, ["CreateMetadataToken", "ShowMetadataSecurityKey"]);
}

#[tokio::test]
async fn without_a_region_the_places_to_set_it_are_named() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let account = scene.account("A", "");
    let account = account.replace("region = \"cn-north-4\"", "");
    let config = format!(
        "{}{}",
        provider(&format!("default = {account}")),
        own_request("")
    );
    let folder = scene.folder("requester", &config);
    let told = ["\"default\" has no region", "HW_REGION_NAME"];
    folder.plan().await.refuses(&told);
    assert_eq!(scene.cloud().calls(), []);
}

#[tokio::test]
async fn the_default_account_comes_from_the_environment() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let entry = format!("default = {{ {} }}", scene.endpoints());
    let config = format!("{}{}", provider(&entry), own_request(""));
    let folder = scene
        .folder("requester", &config)
        .env("HW_REGION_NAME", "cn-east-3")
        .env("HW_ACCESS_KEY", "A")
        .env("HW_SECRET_KEY", "SK-A");
    folder.apply().await.succeeds();
    let made = scene.cloud().only();
    assert_eq!(made.requester.region.as_str(), "cn-east-3");
    assert_eq!(made.requester.tenant.as_str(), "project-A");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn credentials_come_whole_from_one_source() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let endpoints = scene.endpoints();
    let config = |keys: &str| {
        let entry = format!("default = {{\n region = \"cn-north-4\"\n {keys}\n {endpoints}\n }}");
        format!("{}{}", provider(&entry), own_request(""))
    };
    let half = scene
        .folder("half-a-variable", &config(""))
        .env("HW_ACCESS_KEY", "A");
    half.plan()
        .await
        .refuses(&["an incomplete credential", "HW_ACCESS_KEY", "HW_SECRET_KEY"]);
    let mixed = scene
        .folder("mixed", &config("access_key = \"A\""))
        .env("HW_SECRET_KEY", "SK-A");
    mixed.plan().await.refuses(&["secret_key is missing"]);
    assert_eq!(scene.cloud().calls(), []);

    // Configured ones win as a whole.
    let both = scene
        .folder(
            "both",
            &config("access_key = \"A\"\n secret_key = \"SK-A\""),
        )
        .env("HW_ACCESS_KEY", "B")
        .env("HW_SECRET_KEY", "SK-B")
        .env("HW_SECURITY_TOKEN", "nonsense");
    both.apply().await.succeeds();
    let made = scene.cloud().only();
    assert_eq!(made.requester.tenant.as_str(), "project-A");
}

#[tokio::test]
async fn a_wrong_key_is_told_with_code_message_request_id_and_what_to_check() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let account = scene.account("A", "").replace("SK-A", "SK-WRONG");
    let config = format!(
        "{}{}",
        provider(&format!("default = {account}")),
        own_request("")
    );
    let folder = scene.folder("requester", &config);
    let refused = folder.apply().await.refuses(&[
        "401",
        "APIGW.0301",
        "Incorrect IAM authentication information",
        "request id",
        "Check access_key and secret_key",
    ]);
    assert!(!refused.text().contains("SK-WRONG"), "{refused}");
    assert!(folder.state().is_empty());
}

#[tokio::test]
async fn ten_at_once_try_a_wrong_key_once() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    // The project is known, so the plans need no call and the creates are the first ones.
    let account = scene.account("A", "project_id = \"project-A\"");
    let account = account.replace("SK-A", "SK-WRONG");
    let body = "count = 10
  name = \"peering-${count.index}\"
  requester_vpc_id = \"vpc-A\"
  accepter_vpc_id = \"vpc-${count.index}\"
  accepter_project_id = \"project-B\"";
    let ten = resource("vpcconnect_huaweicloud_peering", "this", body);
    let config = format!("{}{ten}", provider(&format!("default = {account}")));
    let folder = scene.folder("requester", &config);
    let parallel = ["-parallelism=10"];
    let refused = folder.apply_with(&parallel).await.refuses(&["APIGW.0301"]);
    assert_eq!(refused.errors().len(), 10, "{refused}");
    assert_eq!(cloud.writes(), ["CreateVpcPeering"]);
    assert_eq!(cloud.calls().len(), 1);
    assert!(folder.state().is_empty());

    // One that meets a full gateway says nothing of the key yet; the next one does.
    cloud.forget();
    cloud.world().add_fault(Rule {
        times: Some(1),
        effect: Some(Effect::Answer(Reply {
            status: 429,
            body: Some(json!({ "error_code": "APIGW.0308", "error_msg": "throttled" })),
            headers: [].into(),
        })),
        ..Rule::default()
    });
    let refused = folder.apply_with(&parallel).await.refuses(&["APIGW.0301"]);
    assert_eq!(refused.errors().len(), 10, "{refused}");
    assert_eq!(cloud.calls().len(), 2);
}

#[tokio::test]
async fn a_missing_permission_is_named_when_the_cloud_says_so() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let denied = "Policy doesn't allow vpc:peerings:accept to be performed.";
    cloud.world().add_fault(Rule {
        on: Match {
            api: Some("AcceptVpcPeering".to_owned()),
            ..Match::default()
        },
        effect: Some(Effect::Answer(Reply {
            status: 403,
            body: Some(json!({ "code": "VPC.2701", "message": denied })),
            headers: [("X-Request-Id".to_owned(), "4bf92f35".to_owned())].into(),
        })),
        ..Rule::default()
    });
    let config = format!(
        "{}{}",
        scene.provider(&[("default", "A")]),
        answer(&id, "accept", "")
    );
    let folder = scene.folder("accepter", &config);
    let told = [
        id.as_str(),
        "403",
        "VPC.2701",
        denied,
        "4bf92f35",
        "permission",
    ];
    folder.apply().await.refuses(&told).only_about(ANSWER);
    assert!(folder.state().is_empty());
    assert_eq!(cloud.status(&id), "PENDING_ACCEPTANCE");
    cloud.world().clear_faults();
    folder.apply().await.succeeds();
}

#[tokio::test]
async fn a_refresh_that_is_not_allowed_names_the_way_to_destroy() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    for api in ["ShowVpcPeering", "ListVpcPeerings"] {
        cloud.world().add_fault(Rule {
            on: Match {
                api: Some(api.to_owned()),
                ..Match::default()
            },
            times: Some(1),
            effect: Some(Effect::Answer(Reply {
                status: 403,
                body: Some(json!({ "error_code": "APIGW.0302", "error_msg": "not allowed" })),
                headers: std::collections::BTreeMap::default(),
            })),
            ..Rule::default()
        });
    }
    let told = ["403", "APIGW.0302", "ShowVpcPeering", "-refresh=false"];
    folder.destroy().await.refuses(&told);
    assert_eq!(folder.state().len(), 1);
    folder.destroy_with(&["-refresh=false"]).await.succeeds();
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn no_secret_is_printed_or_stored_not_even_at_trace() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let entry = format!("default = {{ {} }}", scene.endpoints());
    let config = format!("{}{}", provider(&entry), own_request(""));
    let folder = scene
        .folder("requester", &config)
        .env("HW_REGION_NAME", "cn-north-4")
        .env("HW_ACCESS_KEY", "TMPCANARY")
        .env("HW_SECRET_KEY", "SK-TMPCANARY")
        .env("HW_SECURITY_TOKEN", "TOKEN-TMPCANARY")
        .env("TF_LOG", "TRACE");
    let planned = folder.plan_with(&["-out=saved"]).await.succeeds();
    let applied = folder.run(&["apply", "-json", "saved"]).await.succeeds();
    let stored = folder.run(&["state", "pull"]).await.succeeds();
    let destroyed = folder.destroy().await.succeeds();
    // It was logged at all, with the calls.
    assert!(applied.text().contains("CreateVpcPeering") || applied.text().contains("/peerings"));
    for run in [planned, applied, stored, destroyed] {
        for secret in ["SK-TMPCANARY", "TOKEN-TMPCANARY", "Signature="] {
            assert!(!run.text().contains(secret), "{secret}");
        }
    }
}
