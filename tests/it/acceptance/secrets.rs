//! Where Terraform keeps things and what it prints: state, plan files, logs, and the report of a crash.

use std::io::Read;
use std::os::unix::fs::PermissionsExt;

use flate2::read::DeflateDecoder;
use serde_json::json;
use vpcconnect::simulator::Options;

use super::bad_answers::once;
use super::hcl::{own_request, resource};
use super::scene::{REQUIRED, Scene, provider};

const KEY: &str = "TMPCANARYKEY00000001";
const CANARIES: [&str; 3] = [
    "SK-TMPCANARYKEY00000001",
    "TOKEN-TMPCANARYKEY00000001",
    "Signature=0123456789abcdef",
];

#[track_caller]
fn none_in(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for canary in CANARIES {
        assert!(!text.contains(canary), "{what} holds {canary}");
    }
}

/// What is packed in a zip, one file after the other.
pub(super) fn unzipped(zip: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    let begins = |at: &usize| zip[*at..].starts_with(b"PK\x03\x04");
    for at in (0..zip.len()).filter(begins) {
        let number = |at: usize| usize::from(u16::from_le_bytes([zip[at], zip[at + 1]]));
        // The lengths of name and extra field stand at the end of the header.
        let packed = &zip[at + 30 + number(at + 26) + number(at + 28)..];
        match number(at + 8) {
            0 => all.extend_from_slice(packed),
            _ => drop(DeflateDecoder::new(packed).read_to_end(&mut all)),
        }
    }
    all
}

#[tokio::test]
async fn state_plan_and_output_hold_none() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let entry = format!("default = {{ {} }}", scene.endpoints());
    let config = format!("{}{}", provider(&entry), own_request(""));
    let folder = scene
        .folder("requester", &config)
        .with_certificates()
        .env("HW_REGION_NAME", "cn-north-4")
        .env("HW_ACCESS_KEY", KEY)
        .env("HW_SECRET_KEY", CANARIES[0])
        .env("HW_SECURITY_TOKEN", CANARIES[1])
        .env("TF_LOG", "TRACE");
    let mut runs = vec![folder.plan_with(&["-out=first"]).await.succeeds()];
    runs.push(folder.run(&["apply", "-json", "first"]).await.succeeds());
    let renamed = config.replace("\"own\"", "\"renamed\"");
    folder.write(&renamed);
    runs.push(folder.plan_with(&["-out=second"]).await.succeeds());
    for plan in ["first", "second"] {
        let plan = unzipped(&folder.read(plan));
        let text = String::from_utf8_lossy(&plan);
        assert!(text.contains("requester_vpc_id"), "it was unpacked");
        none_in("a plan file", &plan);
    }
    none_in("the state", &folder.read("terraform.tfstate"));

    // A gateway that repeats what it was sent.
    let echo = format!("{KEY} {} {} and {}", CANARIES[0], CANARIES[1], CANARIES[2]);
    for body in [
        json!({ "error_code": "APIGW.0301", "error_msg": echo }),
        json!(format!("<html>{echo}</html>")),
    ] {
        for arguments in [
            &["plan", "-no-color"][..],
            &["apply", "-json", "-auto-approve"],
        ] {
            let refused = once("ShowVpcPeering", 401, Some(body.clone()), false);
            cloud.world().add_fault(refused);
            let told = folder.run(arguments).await.fails();
            assert!(told.words().contains("[secret_key]"), "{told}");
            runs.push(told);
        }
    }
    none_in("the state", &folder.read("terraform.tfstate"));
    runs.push(folder.run(&["state", "pull"]).await.succeeds());
    runs.push(folder.destroy().await.succeeds());
    none_in("the state", &folder.read("terraform.tfstate.backup"));
    for run in runs {
        none_in("the output", run.text().as_bytes());
    }
}

/// Passwords, and the tokens and temporary keys that they buy, whose beginnings are known.
#[tokio::test]
async fn nor_do_they_hold_passwords_and_what_those_buy() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let entry = format!("default = {{ {} }}", scene.endpoints());
    let config = format!("{}{}", provider(&entry), own_request(""));
    for (name, agency) in [("user", ""), ("agency", "agency-CANARYOFAUSER")] {
        let folder = scene
            .folder(name, &config)
            .env("HW_REGION_NAME", "cn-north-4")
            .env("HW_USER_NAME", "user-CANARYOFAUSER")
            .env("HW_USER_PASSWORD", "PW-CANARYOFAUSER")
            .env("HW_DOMAIN_NAME", "domain-CANARYOFAUSER")
            .env("HW_ASSUME_ROLE_AGENCY_NAME", agency)
            .env("HW_ASSUME_ROLE_DOMAIN_NAME", "domain-B")
            .env("TF_LOG", "TRACE");
        let planned = folder.plan_with(&["-out=first"]).await.succeeds();
        let applied = folder.run(&["apply", "-json", "first"]).await.succeeds();
        let state = folder.read("terraform.tfstate");
        let plan = unzipped(&folder.read("first"));
        let destroyed = folder.destroy().await.succeeds();
        let said = [planned, applied, destroyed].map(|run| run.text().to_owned());
        let all = [state, plan, said.concat().into_bytes()].concat();
        let all = String::from_utf8_lossy(&all);
        assert!(all.contains("/v3/auth/tokens"), "it was logged at all");
        for secret in ["PW-CANARYOFAUSER", "MIIC", "gQpj"] {
            assert!(!all.contains(secret), "{name}: {secret}");
        }
    }
}

/// The same of Alibaba Cloud: what stands in files, variables and URLs, and the temporary keys that it
/// brings, whose beginnings are known.
#[tokio::test]
async fn nor_do_they_hold_what_signs_in_to_alicloud() {
    let seed = json!({ "alicloud": { "machine": { "access_key": "A" } } });
    let options = Options {
        seed: Some(serde_json::from_value(seed).unwrap()),
        ..Options::default()
    };
    let Some(scene) = Scene::with(options).await else {
        return;
    };
    let url = scene.url();
    let config = format!(
        "{REQUIRED}provider \"vpcconnect\" {{\n  alicloud = {{\n    default = {{\n      region = \
         \"cn-hangzhou\"\n      endpoints = {{ vpcpeer = \"{url}\", sts = \"{url}\", metadata = \
         \"{url}\" }}\n    }}\n  }}\n}}\n{}",
        resource(
            "vpcconnect_alicloud_peering",
            "this",
            "requester_vpc_id = \"vpc-1\"\n  accepter_vpc_id = \"vpc-2\"\n  accepter_region = \
             \"cn-hangzhou\"",
        )
    );
    let profile = json!({ "profiles": [{
        "name": "default", "mode": "RamRoleArn", "access_key_id": "LTAICANARYOFALICLOUD",
        "access_key_secret": "SK-LTAICANARYOFALICLOUD", "oauth_refresh_token": "canary-of-a-sign-on",
        "ram_role_arn": "acs:ram::1:role/role-LTAICANARYOFALICLOUD",
    }] });
    let uri = format!("{url}/credentials/A?token=canary-of-a-query");
    let oidc = (
        "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
        "acs:ram::1:oidc-provider/p",
    );
    let of_oidc = (
        "ALIBABA_CLOUD_ROLE_ARN",
        "acs:ram::1:role/role-CANARYOFATOKEN",
    );
    let ways: [(&str, &[(&'static str, &str)]); 5] = [
        (
            "profile",
            &[("ALIBABA_CLOUD_CREDENTIALS_FILE", "profile.json")],
        ),
        ("uri", &[("ALIBABA_CLOUD_CREDENTIALS_URI", &uri)]),
        ("machine", &[]),
        (
            "file",
            &[oidc, of_oidc, ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "token")],
        ),
        (
            "token",
            &[
                oidc,
                of_oidc,
                ("ALIBABA_CLOUD_OIDC_TOKEN", "OIDC.of.CANARYOFATOKEN"),
            ],
        ),
    ];
    for (name, variables) in ways {
        let mut folder = scene.folder(name, &config).env("TF_LOG", "TRACE");
        folder.write_file("profile.json", &profile.to_string());
        folder.write_file("token", "OIDC.of.CANARYOFATOKEN");
        for (variable, value) in variables {
            folder = folder.env(variable, value);
        }
        let planned = folder.plan_with(&["-out=first"]).await.succeeds();
        let applied = folder.run(&["apply", "-json", "first"]).await.succeeds();
        let state = folder.read("terraform.tfstate");
        let plan = unzipped(&folder.read("first"));
        let destroyed = folder.destroy().await.succeeds();
        let said = [planned, applied, destroyed].map(|run| run.text().to_owned());
        let all = [state, plan, said.concat().into_bytes()].concat();
        let all = String::from_utf8_lossy(&all);
        assert!(
            all.contains("CreateVpcPeerConnection"),
            "it was logged at all"
        );
        for secret in [
            "SK-LTAICANARYOFALICLOUD",
            "canary-of-a-sign-on",
            "canary-of-a-query",
            "OIDC.of.CANARYOFATOKEN",
            "CAIS",
            "TTOKEN",
        ] {
            assert!(!all.contains(secret), "{name}: {secret}");
        }
    }
}

/// The crashing provider of the protocol tests, as Terraform starts it: a plugin's first line is its
/// handshake, and the harness of the tests says something before.
const SCRIPT: &str = "#!/bin/sh
'BINARY' protocol::crash::provider::serves --exact --ignored --nocapture --test-threads=2 |
  grep --line-buffered '^1|6|'
";

#[tokio::test]
async fn the_report_of_a_crash_is_terraforms_and_holds_none() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    let script = directory.path().join("terraform-provider-vpcconnect");
    let binary = std::env::current_exe().unwrap();
    std::fs::write(&script, SCRIPT.replace("BINARY", binary.to_str().unwrap())).unwrap();
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&script, executable).unwrap();
    scene.install(directory.path());
    // Sensitive, so that Terraform itself does not print what the provider is to stumble over.
    let words = "variable \"words\" {\n  type = string\n  sensitive = true\n}\n";
    for at in ["plan", "create"] {
        let crash = format!("at = \"{at}\"\n  words = var.words");
        let crash = resource("vpcconnect_crash", "this", &crash);
        let config = format!("{REQUIRED}{words}{crash}");
        let folder = scene
            .folder(at, &config)
            .env("HW_REGION_NAME", "cn-north-4")
            .env("HW_ACCESS_KEY", KEY)
            .env("HW_SECRET_KEY", CANARIES[0])
            .env("HW_SECURITY_TOKEN", CANARIES[1])
            .env(
                "TF_VAR_words",
                &format!("stumbled over {}", CANARIES.join(" ")),
            );
        let apply = ["apply", "-no-color", "-auto-approve"];
        // Terraform reads what the provider writes to its standard error beside the calls: on a busy machine it may
        // end before it has read the report. What was told is searched for secrets each time.
        let mut told = String::new();
        for _ in 0..3 {
            let crashed = folder.run(&apply).await.fails();
            none_in("the output", crashed.text().as_bytes());
            told = crashed.words();
            assert!(told.contains("The provider crashed"), "{told}");
            assert!(!told.contains(KEY), "{told}");
            if told.contains("plugin crashed!") {
                break;
            }
        }
        for part in [
            "Stack trace from the terraform-provider-vpcconnect plugin",
            "panic: stumbled over [secret_key] [security_token] Signature=[signature]",
            "plugin crashed!",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
}
