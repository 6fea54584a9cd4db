//! Every way to sign in, as users write it, with the real CLI.

use serde_json::json;
use vpcconnect::simulator::{Options, Seed, World};

use super::hcl::own_request;
use super::scene::{Folder, REGION, Scene, provider};

const REQUEST: &str = "vpcconnect_huaweicloud_peering.this";

/// A scene with a machine of tenant A on the cloud.
async fn begin() -> Option<Scene> {
    let seed = json!({ "huaweicloud": { "machine": { "access_key": "A" } } });
    let seed: Seed = serde_json::from_value(seed).unwrap();
    let options = Options {
        seed: Some(seed),
        ..Options::default()
    };
    Scene::with(options).await
}

/// A configuration whose account `default` has these lines.
fn config(scene: &Scene, lines: &str) -> String {
    let entry = format!("default = {{\n {}\n {lines}\n }}", scene.endpoints());
    format!("{}{}", provider(&entry), own_request(""))
}

/// It signs in so, once, belongs to `project`, and a plan finds nothing to do.
async fn lives(folder: &Folder<'_>, scene: &Scene, project: &str, signing: &[&str]) {
    let cloud = scene.cloud();
    cloud.forget();
    folder.apply().await.succeeds();
    let calls = cloud.calls();
    let first = calls.iter().filter_map(|call| call.api.as_deref());
    let until = first.take_while(|api| !api.contains("Peering"));
    // The plan and the apply are a process each.
    let until: Vec<_> = until.collect();
    assert!(signing.is_empty() || until.ends_with(signing), "{until:?}");
    let values = folder.values(REQUEST);
    assert_eq!(values["requester_project_id"], project);
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}

async fn bought(world: &World) -> String {
    let body = json!({ "auth": {
        "identity": { "methods": ["password"], "password": { "user": {
            "name": "user-A", "password": "PW-A", "domain": { "name": "domain-A" } } } },
        "scope": { "project": { "name": REGION } },
    } });
    let request = http::Request::post("/v3/auth/tokens").body(body.to_string());
    let answer = world.answer(request.unwrap()).await.unwrap();
    let token = answer.headers()["x-subject-token"].to_str().unwrap();
    token.to_owned()
}

const USER: &str = "region = \"cn-north-4\"
  user_name = \"user-A\"
  password = \"PW-A\"
  domain_name = \"domain-A\"";
const KEYS: &str = "region = \"cn-north-4\"\n access_key = \"A\"\n secret_key = \"SK-A\"";
const LOGIN: &str = "KeystoneCreateUserTokenByPassword";

#[tokio::test]
async fn by_arguments() {
    let Some(scene) = begin().await else {
        return;
    };
    let token = bought(scene.cloud().world()).await;
    let token = format!("region = \"cn-north-4\"\n auth_token = \"{token}\"");
    let role = |domain: &str| {
        format!(
            "assume_role = {{ agency_name = \"agency-A\", {domain} = \"domain-B\", duration = 900 }}"
        )
    };
    let by_iam = format!("{KEYS}\n {}", role("domain_name"));
    let by_sts = format!("{KEYS}\n {}", role("domain_id"));
    let by_password = format!("{USER}\n {}", role("domain_name"));
    for (name, lines, project, signing) in [
        (
            "token",
            token.as_str(),
            "project-A",
            &["KeystoneValidateToken"][..],
        ),
        ("password", USER, "project-A", &[LOGIN]),
        (
            "agency",
            &by_iam,
            "project-B",
            &["CreateTemporaryAccessKeyByAgency", "KeystoneListProjects"],
        ),
        (
            "sts",
            &by_sts,
            "project-B",
            &["AssumeAgency", "KeystoneListProjects"],
        ),
        (
            "agency-by-password",
            &by_password,
            "project-B",
            &[
                LOGIN,
                "CreateTemporaryAccessKeyByAgency",
                "KeystoneListProjects",
            ],
        ),
    ] {
        let folder = scene.folder(name, &config(&scene, lines));
        lives(&folder, &scene, project, signing).await;
    }
}

#[tokio::test]
async fn by_a_profile_of_hcloud() {
    let Some(scene) = begin().await else {
        return;
    };
    let cli = |profile: serde_json::Value| json!({ "current": "one", "profiles": [profile] });
    let keys = json!({
        "name": "one", "mode": "AKSK", "accessKeyId": "A", "secretAccessKey": "SK-A",
        "region": "cn-north-4",
    });
    let sso = json!({
        "name": "one", "mode": "SSO", "region": "cn-north-4", "ssoAuth": { "stsToken": {
            "accessKeyId": "TMPA", "secretAccessKey": "SK-TMPA", "securityToken": "TOKEN-TMPA",
        } },
    });
    let mut agency = keys.clone();
    agency["agencyName"] = json!("agency-A");
    agency["agencyDomainName"] = json!("domain-B");
    for (name, profile, project) in [
        ("keys", &keys, "project-A"),
        ("sso", &sso, "project-TMPA"),
        ("agency", &agency, "project-B"),
    ] {
        let folder = scene.folder(
            name,
            &config(&scene, "shared_config_file = \"hcloud.json\""),
        );
        folder.write_file("hcloud.json", &cli(profile.clone()).to_string());
        lives(&folder, &scene, project, &[]).await;
    }
    // Named in the environment, in the user's own file.
    let folder = scene.folder("home", &config(&scene, ""));
    folder.write_file("../.hcloud/config.json", &cli(keys.clone()).to_string());
    let folder = folder.env("HW_PROFILE", "one");
    lives(&folder, &scene, "project-A", &[]).await;

    let mut encrypted = keys;
    encrypted["accessKeyId"] = json!("3q2+7w==");
    encrypted["secretAccessKey"] = json!("canary-of-a-secret");
    let folder = scene.folder(
        "encrypted",
        &config(&scene, "shared_config_file = \"hcloud.json\""),
    );
    folder.write_file("hcloud.json", &cli(encrypted).to_string());
    let refused = folder.plan().await.refuses(&[
        "cannot use its profile",
        "encrypted",
        "HW_ACCESS_KEY",
        "hcloud",
    ]);
    assert!(!refused.said().contains("canary"), "{refused}");
    folder.write(&config(
        &scene,
        "profile = \"two\"\n shared_config_file = \"hcloud.json\"",
    ));
    folder
        .plan()
        .await
        .refuses(&["no profile \"two\"", "\"one\""]);
}

#[tokio::test]
async fn by_variables_and_last_by_the_machine() {
    let Some(scene) = begin().await else {
        return;
    };
    let token = bought(scene.cloud().world()).await;
    let at = |name: &str| {
        let folder = scene.folder(name, &config(&scene, ""));
        folder.env("HW_REGION_NAME", REGION)
    };
    let folder = at("token").env("HW_AUTH_TOKEN", &token);
    lives(&folder, &scene, "project-A", &[]).await;
    let folder = at("password")
        .env("OS_USERNAME", "user-A")
        .env("OS_PASSWORD", "PW-A")
        .env("OS_USER_DOMAIN_NAME", "domain-A");
    lives(&folder, &scene, "project-A", &[LOGIN]).await;
    let folder = at("agency")
        .env("HW_ACCESS_KEY", "A")
        .env("HW_SECRET_KEY", "SK-A")
        .env("HW_ASSUME_ROLE_AGENCY_NAME", "agency-A")
        .env("HW_ASSUME_ROLE_DOMAIN_ID", "domain-B");
    lives(
        &folder,
        &scene,
        "project-B",
        &["AssumeAgency", "KeystoneListProjects"],
    )
    .await;
    let folder = at("machine");
    let machine = [
        "CreateMetadataToken",
        "ShowMetadataSecurityKey",
        "KeystoneListProjects",
    ];
    lives(&folder, &scene, "project-A", &machine).await;
}

#[tokio::test]
async fn one_way_at_a_time_and_whole() {
    let Some(scene) = begin().await else {
        return;
    };
    for (name, lines, at, told) in [
        (
            "two",
            "access_key = \"A\"\n secret_key = \"SK-A\"\n auth_token = \"canary-token\"",
            "access_key",
            "Two ways to sign in",
        ),
        (
            "no-password",
            "user_name = \"u\"\n domain_name = \"d\"",
            "user_name",
            "password is missing",
        ),
        (
            "no-domain",
            "user_name = \"u\"\n password = \"canary-pw\"",
            "user_name",
            "domain_name is missing",
        ),
        (
            "whose",
            "access_key = \"A\"\n secret_key = \"SK-A\"\n assume_role = { agency_name = \"a\" }",
            "assume_role",
            "Incomplete assume_role:",
        ),
        (
            "duration",
            "access_key = \"A\"\n secret_key = \"SK-A\"\n assume_role = { agency_name = \"a\", domain_id = \"d\", duration = 60 }",
            "duration",
            "900",
        ),
    ] {
        let folder = scene.folder(
            name,
            &config(&scene, &format!("region = \"{REGION}\"\n {lines}")),
        );
        let refused = folder.plan().await.refuses(&[told, at]);
        assert!(!refused.said().contains("canary"), "{refused}");
    }
    assert_eq!(scene.cloud().calls(), []);
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_is_renewed() {
    let Some(scene) = begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let wait = own_request("")
        .replace("\"this\"", "\"second\"")
        .replace("vpc-2", "vpc-3");
    // The second one begins when the first one is made.
    let wait = wait.replace(
        "name = \"own\"",
        "name = vpcconnect_huaweicloud_peering.this.id",
    );
    let folder = scene.folder("long", &format!("{}{wait}", config(&scene, USER)));
    let applied = folder.start_apply();
    let made = vpcconnect::simulator::Match {
        api: Some("CreateVpcPeering".to_owned()),
        ..Default::default()
    };
    cloud.world().ended(&made, 0, 1).await;
    cloud
        .world()
        .advance(std::time::Duration::from_secs(25 * 3600))
        .unwrap();
    applied.end().await.succeeds();
    assert_eq!(cloud.peerings().len(), 2);
    folder.plan().await.plans_nothing();
}
