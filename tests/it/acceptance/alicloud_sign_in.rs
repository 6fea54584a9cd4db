//! Every way to sign in to Alibaba Cloud, as users write it, with the real CLI.

use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::simulator::{Match, Options};

use super::alicloud::account_id;
use super::hcl::resource;
use super::scene::{Folder, REQUIRED, Scene};

const REQUEST: &str = "vpcconnect_alicloud_peering.this";
const OIDC: &str = "AssumeRoleWithOIDC";
const ASSUME: &str = "AssumeRole";
const URI: &str = "CredentialsUri";
const MACHINE: [&str; 3] = [
    "CreateMetadataToken",
    "ShowMetadataRole",
    "ShowMetadataKeys",
];
const NAMED_MACHINE: [&str; 2] = ["CreateMetadataToken", "ShowMetadataKeys"];

/// A scene with a machine of tenant A on the cloud.
async fn begin() -> Option<Scene> {
    let seed = json!({ "alicloud": { "machine": { "access_key": "A" } } });
    let options = Options {
        seed: Some(serde_json::from_value(seed).unwrap()),
        ..Options::default()
    };
    Scene::with(options).await
}

/// A request within the account.
fn own(name: &str) -> String {
    let body = "requester_vpc_id = \"vpc-1\"\n  accepter_vpc_id = \"vpc-2\"\n  \
                accepter_region = \"cn-hangzhou\"";
    resource("vpcconnect_alicloud_peering", name, body)
}

/// A configuration whose account `default` has these lines.
fn config(scene: &Scene, lines: &str) -> String {
    let url = scene.url();
    format!(
        "{REQUIRED}provider \"vpcconnect\" {{\n  alicloud = {{\n    default = {{\n      region = \
         \"cn-hangzhou\"\n      endpoints = {{ vpcpeer = \"{url}\", sts = \"{url}\", metadata = \
         \"{url}\" }}\n      {lines}\n    }}\n  }}\n}}\n{}",
        own("this")
    )
}

/// It signs in so, belongs to the account of `tenant`, and a plan finds nothing to do.
async fn lives(folder: &Folder<'_>, scene: &Scene, tenant: &str, signing: &[&str]) {
    let cloud = scene.cloud();
    cloud.forget();
    folder.apply().await.succeeds();
    let calls = cloud.calls();
    let names: Vec<_> = calls
        .iter()
        .filter_map(|call| call.api.as_deref())
        .collect();
    let made = names
        .iter()
        .position(|name| *name == "CreateVpcPeerConnection");
    let before: Vec<_> = names[..made.unwrap()]
        .iter()
        .filter(|name| **name != "GetCallerIdentity")
        .copied()
        .collect();
    // The plan and the apply are a process each.
    assert!(before.ends_with(signing), "{before:?}");
    assert!(!signing.is_empty() || before.is_empty(), "{before:?}");
    let values = folder.values(REQUEST);
    assert_eq!(values["requester_account_id"], account_id(tenant));
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(cloud.world().alicloud_peerings().is_empty());
}

fn arn(kind: &str, name: &str) -> String {
    format!("acs:ram::{}:{kind}/{name}", account_id("C"))
}

/// A role of C's that trusts A.
fn role() -> String {
    arn("role", "role-A")
}

fn provider_arn() -> String {
    arn("oidc-provider", "ci")
}

const KEYS: &str = "access_key = \"A\"\n      secret_key = \"SK-A\"";

#[tokio::test]
async fn by_arguments() {
    let Some(scene) = begin().await else {
        return;
    };
    let assume = format!(
        "assume_role = {{ role_arn = \"{}\", session_expiration = 900 }}",
        role()
    );
    let oidc = format!(
        "assume_role_with_oidc = {{\n        oidc_provider_arn = \"{}\"\n        oidc_token_file = \
         \"token\"\n        role_arn = \"{}\"\n        session_name = \"ci\"\n      }}",
        provider_arn(),
        role()
    );
    let uri = format!("credentials_uri = \"{}/credentials/A\"", scene.url());
    let temporary = "access_key = \"STS.A\"\n      secret_key = \"SK-STS.A\"\n      \
                     security_token = \"TOKEN-STS.A\"";
    let by_keys = format!("{KEYS}\n      {assume}");
    let by_uri = format!("{uri}\n      {assume}");
    let by_oidc = format!("{oidc}\n      {assume}");
    let table: [(&str, &str, &str, &[&str]); 8] = [
        ("keys", KEYS, "A", &[]),
        ("temporary-keys", temporary, "STS.A", &[]),
        ("role", &by_keys, "C", &[ASSUME]),
        ("uri", &uri, "A", &[URI]),
        ("role-by-uri", &by_uri, "C", &[URI, ASSUME]),
        (
            "machine",
            "ecs_role_name = \"ecs-role\"",
            "A",
            &NAMED_MACHINE,
        ),
        ("oidc", &oidc, "C", &[OIDC]),
        ("role-by-oidc", &by_oidc, "C", &[OIDC, ASSUME]),
    ];
    for (name, lines, tenant, signing) in table {
        let folder = scene.folder(name, &config(&scene, lines));
        folder.write_file("token", "OIDC.of.A\n");
        lives(&folder, &scene, tenant, signing).await;
    }
}

/// The profiles of the CLI, by mode: each with whose account it leads to, and what is called for it.
fn profiles(scene: &Scene) -> Vec<(Value, &'static str, Vec<&'static str>)> {
    let keys = json!({ "access_key_id": "A", "access_key_secret": "SK-A" });
    let kept = json!({
        "access_key_id": "STS.A", "access_key_secret": "SK-STS.A", "sts_token": "TOKEN-STS.A",
        "sts_expiration": 4_102_444_800_i64,
    });
    let with = |name: &str, base: &Value, more: Value| {
        let mut profile = json!({ "name": name, "mode": name, "region_id": "cn-hangzhou" });
        for part in [base, &more] {
            for (key, value) in part.as_object().unwrap() {
                profile[key] = value.clone();
            }
        }
        profile
    };
    let none = json!({});
    let assumed = json!({ "ram_role_arn": role(), "ram_session_name": "me" });
    vec![
        (with("AK", &keys, json!({})), "A", vec![]),
        (with("StsToken", &kept, json!({})), "STS.A", vec![]),
        (
            with("RamRoleArn", &keys, assumed.clone()),
            "C",
            vec![ASSUME],
        ),
        (
            with("EcsRamRole", &none, json!({ "ram_role_name": "ecs-role" })),
            "A",
            NAMED_MACHINE.to_vec(),
        ),
        (
            with(
                "OIDC",
                &assumed,
                json!({ "oidc_provider_arn": provider_arn(), "oidc_token_file": "token" }),
            ),
            "C",
            vec![OIDC],
        ),
        (
            with(
                "ChainableRamRoleArn",
                &assumed,
                json!({ "source_profile": "EcsRamRole" }),
            ),
            "C",
            [&NAMED_MACHINE[..], &[ASSUME]].concat(),
        ),
        (
            with(
                "CredentialsURI",
                &none,
                json!({ "credentials_uri": format!("{}/credentials/A", scene.url()) }),
            ),
            "A",
            vec![URI],
        ),
        (
            with("CloudSSO", &kept, json!({ "access_token": "canary" })),
            "STS.A",
            vec![],
        ),
        (
            with("OAuth", &kept, json!({ "oauth_site_type": "CN" })),
            "STS.A",
            vec![],
        ),
        (
            with("External", &kept, json!({ "process_command": "canary" })),
            "STS.A",
            vec![],
        ),
    ]
}

#[tokio::test]
async fn by_every_mode_of_a_profile_of_the_cli() {
    let Some(scene) = begin().await else {
        return;
    };
    let profiles = profiles(&scene);
    let all: Vec<_> = profiles.iter().map(|(profile, ..)| profile).collect();
    let file = json!({ "current": "AK", "profiles": all }).to_string();
    for (profile, tenant, signing) in &profiles {
        let name = profile["name"].as_str().unwrap();
        let lines = format!("profile = \"{name}\"\n      shared_credentials_file = \"cli.json\"");
        // The region is the profile's.
        let written =
            config(&scene, &lines).replace("region = \"cn-hangzhou\"\n      endp", "endp");
        let folder = scene.folder(name, &written);
        folder.write_file("cli.json", &file);
        folder.write_file("token", "OIDC.of.A");
        lives(&folder, &scene, tenant, signing).await;
    }
}

/// The SDKs' file with every type.
fn ini() -> String {
    let keys = "access_key_id = A\naccess_key_secret = SK-A\n";
    let role = format!("role_arn = {}\nrole_session_name = me\n", role());
    format!(
        "[default]\ntype = access_key\n{keys}\n[role]\ntype = ram_role_arn\n{keys}{role}\n[machine]\n\
         type = ecs_ram_role\nrole_name = ecs-role\n\n[oidc]\ntype = oidc_role_arn\n{role}\
         oidc_provider_arn = {}\noidc_token_file_path = token\n",
        provider_arn()
    )
}

#[tokio::test]
async fn by_every_type_of_the_credentials_file_of_the_sdks() {
    let Some(scene) = begin().await else {
        return;
    };
    let table: [(&str, &str, &[&str]); 4] = [
        ("default", "A", &[]),
        ("role", "C", &[ASSUME]),
        ("machine", "A", &NAMED_MACHINE),
        ("oidc", "C", &[OIDC]),
    ];
    for (name, tenant, signing) in table {
        let mut lines = "shared_credentials_file = \"credentials.ini\"".to_owned();
        if name != "default" {
            lines = format!("{lines}\n      profile = \"{name}\"");
        }
        let folder = scene.folder(name, &config(&scene, &lines));
        folder.write_file("credentials.ini", &ini());
        folder.write_file("token", "OIDC.of.A");
        lives(&folder, &scene, tenant, signing).await;
    }
}

/// A name, variables, whose account they lead to, and what is called.
type Row<'a> = (
    &'static str,
    &'a [(&'static str, &'a str)],
    &'static str,
    &'a [&'a str],
);

#[tokio::test]
async fn by_variables_then_by_the_users_own_files_and_last_by_the_machine() {
    let Some(scene) = begin().await else {
        return;
    };
    let uri = format!("{}/credentials/A", scene.url());
    let (role, provider) = (role(), provider_arn());
    let oidc = [
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", provider.as_str()),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "token"),
        ("ALIBABA_CLOUD_ROLE_ARN", &role),
    ];
    let sdk = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "A"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "SK-A"),
    ];
    let with_role = [sdk[0], sdk[1], ("ALIBABA_CLOUD_ROLE_ARN", &role)];
    let own_role = [sdk[0], sdk[1], ("ALICLOUD_ASSUME_ROLE_ARN", &role)];
    let with_token = [oidc[0], ("ALIBABA_CLOUD_OIDC_TOKEN", "OIDC.of.A"), oidc[2]];
    let table: [Row<'_>; 15] = [
        (
            "old-keys",
            &[
                ("ALICLOUD_ACCESS_KEY", "A"),
                ("ALICLOUD_SECRET_KEY", "SK-A"),
            ],
            "A",
            &[],
        ),
        ("keys", &sdk, "A", &[]),
        (
            "temporary",
            &[
                ("ALIBABACLOUD_ACCESS_KEY_ID", "STS.A"),
                ("ALIBABACLOUD_ACCESS_KEY_SECRET", "SK-STS.A"),
                ("ALIBABACLOUD_SECURITY_TOKEN", "TOKEN-STS.A"),
            ],
            "STS.A",
            &[],
        ),
        ("role", &with_role, "C", &[ASSUME]),
        ("old-role", &own_role, "C", &[ASSUME]),
        // One variable, two formats.
        (
            "json",
            &[("ALIBABA_CLOUD_CREDENTIALS_FILE", "cli.json")],
            "A",
            &[],
        ),
        (
            "ini",
            &[("ALIBABA_CLOUD_CREDENTIALS_FILE", "credentials.ini")],
            "A",
            &[],
        ),
        (
            "old-file",
            &[
                ("ALICLOUD_SHARED_CREDENTIALS_FILE", "credentials.ini"),
                ("ALICLOUD_PROFILE", "role"),
            ],
            "C",
            &[ASSUME],
        ),
        (
            "config-file",
            &[
                ("ALIBABA_CLOUD_CONFIG_FILE", "cli.json"),
                ("ALIBABA_CLOUD_PROFILE", "CredentialsURI"),
            ],
            "A",
            &[URI],
        ),
        (
            "uri",
            &[("ALIBABA_CLOUD_CREDENTIALS_URI", &uri)],
            "A",
            &[URI],
        ),
        (
            "old-uri",
            &[("ALICLOUD_CREDENTIALS_URI", &uri)],
            "A",
            &[URI],
        ),
        (
            "ecs",
            &[("ALIBABA_CLOUD_ECS_METADATA", "ecs-role")],
            "A",
            &NAMED_MACHINE,
        ),
        (
            "old-ecs",
            &[("ALICLOUD_ECS_ROLE_NAME", "ecs-role")],
            "A",
            &NAMED_MACHINE,
        ),
        ("oidc", &oidc, "C", &[OIDC]),
        ("oidc-token", &with_token, "C", &[OIDC]),
    ];
    let profiles = profiles(&scene);
    let all: Vec<_> = profiles.iter().map(|(profile, ..)| profile).collect();
    let file = json!({ "current": "AK", "profiles": all }).to_string();
    for (name, variables, tenant, signing) in table {
        let mut folder = scene.folder(name, &config(&scene, ""));
        folder.write_file("cli.json", &file);
        folder.write_file("credentials.ini", &ini());
        folder.write_file("token", "OIDC.of.A");
        for (variable, value) in variables {
            folder = folder.env(variable, value);
        }
        lives(&folder, &scene, tenant, signing).await;
    }
    // Nothing is set: the machine; and before it what is in the user's home.
    let folder = scene.folder("last", &config(&scene, ""));
    lives(&folder, &scene, "A", &MACHINE).await;
    let ini = ini().replace(
        "[default]\ntype = access_key",
        "[default]\ntype = ecs_ram_role\nrole_name = ecs-role",
    );
    folder.write_file("../.alibabacloud/credentials.ini", &ini);
    lives(&folder, &scene, "A", &NAMED_MACHINE).await;
    folder.write_file("../.aliyun/config.json", &file);
    lives(&folder, &scene, "A", &[]).await;
    let folder = folder.env("ALIBABA_CLOUD_PROFILE", "RamRoleArn");
    lives(&folder, &scene, "C", &[ASSUME]).await;
}

#[tokio::test]
async fn what_cannot_sign_in_says_so_with_what_to_type() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let file = json!({ "current": "sso", "profiles": [
        { "name": "sso", "mode": "CloudSSO", "access_token": "canary" },
        { "name": "over", "mode": "OAuth", "access_key_id": "STS.A",
          "access_key_secret": "canary-of-a-secret", "sts_token": "canary-of-a-token",
          "sts_expiration": 1 },
        { "name": "program", "mode": "External", "process_command": "canary --secret" },
        { "name": "bearer", "mode": "BearerToken", "bearer_token": "canary" },
    ] })
    .to_string();
    let profile =
        |name: &str| format!("profile = \"{name}\"\n      shared_credentials_file = \"cli.json\"");
    let oidc = |token: &str| {
        format!(
            "assume_role_with_oidc = {{ oidc_provider_arn = \"{}\", oidc_token_file = \"{token}\", \
             role_arn = \"{}\" }}",
            provider_arn(),
            role()
        )
    };
    let assume = |more: &str| format!("{KEYS}\n      assume_role = {{ role_arn = \"r\", {more} }}");
    let table: [(&str, String, &[&str]); 15] = [
        (
            "sso",
            profile("sso"),
            &[
                "cannot sign in",
                "CloudSSO",
                "holds no keys",
                "aliyun configure --profile sso",
            ],
        ),
        (
            "over",
            profile("over"),
            &[
                "cannot sign in",
                "OAuth",
                "have expired",
                "GetCallerIdentity --profile over",
            ],
        ),
        (
            "program",
            profile("program"),
            &["cannot sign in", "External", "ALIBABA_CLOUD_ACCESS_KEY_ID"],
        ),
        (
            "bearer",
            profile("bearer"),
            &["cannot use its profile", "BearerToken", "access_key"],
        ),
        (
            "missing",
            profile("nobody"),
            &["no profile \"nobody\"", "\"sso\"", "spelling"],
        ),
        (
            "no-file",
            "shared_credentials_file = \"nothing.json\"".to_owned(),
            &[
                "nothing.json",
                "cannot be read",
                "ALIBABA_CLOUD_CREDENTIALS_FILE",
            ],
        ),
        (
            "far-uri",
            "credentials_uri = \"http://keys.example.com/canary\"".to_owned(),
            &["credentials_uri", "loopback", "http://keys.example.com/…"],
        ),
        (
            "no-uri",
            format!("credentials_uri = \"{}/nothing/canary\"", scene.url()),
            &["cannot sign in", "HTTP 404", "credentials_uri"],
        ),
        (
            "no-machine",
            "ecs_role_name = \"ecs-role\"".to_owned(),
            &["cannot sign in", "metadata service", "\"ecs-role\""],
        ),
        (
            "no-token",
            oidc("nothing"),
            &["cannot sign in", "\"nothing\"", "Set oidc_token_file"],
        ),
        (
            "bad-token",
            oidc("token"),
            &[
                "cannot sign in",
                "AuthenticationFail.OIDCToken.Invalid",
                "trust policy",
            ],
        ),
        (
            "role",
            assume(""),
            &["cannot sign in", "EntityNotExist.Role"],
        ),
        (
            "expiration",
            assume("session_expiration = 60"),
            &["session_expiration", "900"],
        ),
        (
            "two",
            format!("{KEYS}\n      profile = \"sso\""),
            &["Two ways to sign in", "access_key", "profile"],
        ),
        (
            "nothing",
            String::new(),
            &[
                "has no credentials",
                "ALIBABA_CLOUD_ACCESS_KEY_ID",
                "profile",
                "HTTP 404",
            ],
        ),
    ];
    for (name, lines, told) in table {
        let folder = scene.folder(name, &config(&scene, &lines));
        folder.write_file("cli.json", &file);
        folder.write_file("token", "canary-of-a-token");
        let refused = folder.apply().await.refuses(told);
        assert_eq!(refused.errors().len(), 1, "{refused}");
        assert!(!refused.said().contains("canary"), "{refused}");
        // What this machine can tell alone, the plan tells.
        if !["no-uri", "no-machine", "no-token", "bad-token", "role"].contains(&name) {
            folder.plan().await.refuses(told);
        }
    }
    let folder = scene
        .folder("half", &config(&scene, ""))
        .env("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "token");
    folder.plan().await.refuses(&[
        "an incomplete credential",
        "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
    ]);
}

#[tokio::test]
async fn keys_that_end_in_the_middle_are_renewed() {
    let Some(scene) = begin().await else {
        return;
    };
    let cloud = scene.cloud();
    // The second one begins when the first one is made.
    let second = own("second").replace("vpc-2", "vpc-3").replace(
        "requester_vpc_id",
        &format!("name = {REQUEST}.id\n  requester_vpc_id"),
    );
    let folder = scene.folder("long", &format!("{}{second}", config(&scene, "")));
    let applied = folder.start_apply();
    let made = Match {
        api: Some("CreateVpcPeerConnection".to_owned()),
        ..Match::default()
    };
    cloud.world().ended(&made, 0, 1).await;
    cloud
        .world()
        .advance(Duration::from_secs(7 * 3600))
        .unwrap();
    applied.end().await.succeeds();
    assert_eq!(cloud.world().alicloud_peerings().len(), 2);
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn each_account_signs_in_in_its_own_way_and_only_the_default_one_looks_around() {
    let Some(scene) = begin().await else {
        return;
    };
    let url = scene.url();
    let entry = |name: &str, lines: &str| {
        format!(
            "{name} = {{\n      region = \"cn-hangzhou\"\n      endpoints = {{ vpcpeer = \"{url}\", \
             sts = \"{url}\", metadata = \"{url}\" }}\n      {lines}\n    }}"
        )
    };
    let accounts = [
        entry("default", ""),
        entry(
            "partner",
            &format!("credentials_uri = \"{url}/credentials/B\""),
        ),
        entry("machine", "ecs_role_name = \"ecs-role\""),
        entry("empty", ""),
    ];
    let request = |account: &str, number: usize| {
        own(account)
            .replace("vpc-1", &format!("vpc-1-{number}"))
            .replace("vpc-2", &format!("vpc-2-{number}"))
            .replace(
                "requester_vpc_id",
                &format!("account = \"{account}\"\n  requester_vpc_id"),
            )
    };
    let provider = format!(
        "{REQUIRED}provider \"vpcconnect\" {{\n  alicloud = {{\n    {}\n  }}\n}}\n",
        accounts.join("\n    ")
    );
    let three = ["default", "partner", "machine"];
    let requests: String = (0..)
        .zip(three)
        .map(|(number, name)| request(name, number))
        .collect();
    let folder = scene
        .folder("all", &format!("{provider}{requests}"))
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "C")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "SK-C")
        .env(
            "ALIBABA_CLOUD_ROLE_ARN",
            &role().replace("role-A", "role-C"),
        );
    folder.apply().await.succeeds();
    for (name, tenant) in three.into_iter().zip(["C", "B", "A"]) {
        let values = folder.values(&format!("vpcconnect_alicloud_peering.{name}"));
        assert_eq!(values["requester_account_id"], account_id(tenant), "{name}");
    }
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    folder.write(&format!("{provider}{}", request("empty", 0)));
    let refused = folder
        .plan()
        .await
        .refuses(&["\"empty\" has no credentials", "access_key"]);
    assert!(
        !refused.errors()[0].text.contains("ALIBABA_CLOUD"),
        "{refused}"
    );
}
