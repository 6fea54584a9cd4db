//! What the environment says about signing in, and who is asked then: a proxy that records every call to
//! the internet, and the simulator, whose endpoints the block names.

use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::client::Client;
use super::cty::{Cty, object};
use super::host::Host;
use super::process::Start;
use super::stage::{ALI_PEERING, PEERING, Stage};

type Variables = [(&'static str, &'static str)];

/// A proxy that lets nobody through, and remembers who should have been called.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

impl Recorder {
    /// Its URL.
    async fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::clone(&self.0);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (from, mut to) = stream.split();
                let mut line = String::new();
                let _ = BufReader::new(from).read_line(&mut line).await;
                asked.lock().unwrap().push(line.trim().to_owned());
                let _ = to.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").await;
            }
        });
        url
    }

    /// Who was asked, each once.
    fn asked(&self) -> Vec<String> {
        let mut asked = self.0.lock().unwrap().clone();
        asked.sort();
        asked.dedup();
        asked
    }
}

/// What an import is told in a process with these variables and an empty block, and who was asked.
async fn import_with(resource: &str, variables: &Variables) -> (String, Vec<String>) {
    let recorder = Recorder::default();
    let mut start = Start::plaintext().with("HTTPS_PROXY", recorder.listen().await);
    for (name, value) in variables {
        start = start.with(name, *value);
    }
    let plugin = start.serve().await;
    let host = Host::load(Client::plaintext(&plugin.socket()).await).await;
    let told = host.configure(&host.provider.with([])).await;
    assert!(told.is_empty(), "{told}");
    let told = host.resource(resource).import("some-id").await;
    (told.err().unwrap().to_string(), recorder.asked())
}

/// The openrc of another cloud.
const OPENRC: [(&str, &str); 7] = [
    ("OS_AUTH_URL", "https://iam.eu-de.otc.t-systems.com:443/v3"),
    ("OS_USERNAME", "me"),
    ("OS_PASSWORD", "canary-of-the-partner"),
    ("OS_USER_DOMAIN_NAME", "OTC-EU-DE-00000000001000000001"),
    ("OS_PROJECT_NAME", "eu-de"),
    ("OS_REGION_NAME", "eu-de"),
    ("HW_MAX_RETRIES", "0"),
];

#[tokio::test]
async fn a_password_goes_where_its_openrc_says_and_nowhere_else() {
    let (told, asked) = import_with(PEERING, &OPENRC).await;
    assert_eq!(
        asked,
        ["CONNECT iam.eu-de.otc.t-systems.com:443 HTTP/1.1"],
        "{told}"
    );
    for other in [
        ("HW_CLOUD", "myhuaweicloud.com"),
        ("HW_AUTH_URL", "https://iam.eu-de.myhuaweicloud.com/v3"),
    ] {
        let variables = [&OPENRC[..], &[other]].concat();
        let (told, asked) = import_with(PEERING, &variables).await;
        assert_eq!(asked, [""; 0], "{told}");
        for part in ["OS_AUTH_URL", other.0, "OS_PASSWORD", "nothing was sent"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(!told.contains("canary"), "{told}");
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_told_by_its_variable_and_nobody_is_asked() {
    const KEYS: [(&str, &str); 3] = [
        ("HW_ACCESS_KEY", "canary"),
        ("HW_SECRET_KEY", "canary"),
        ("HW_REGION_NAME", "cn-north-4"),
    ];
    const ALI: [(&str, &str); 3] = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "canary"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "canary"),
        ("ALIBABA_CLOUD_REGION", "cn-hangzhou"),
    ];
    for (resource, usual, odd) in [
        (PEERING, &KEYS, ("HW_ACCESS_KEY", "canary\n")),
        (PEERING, &KEYS, ("HW_SECRET_KEY", "canary\n")),
        (PEERING, &KEYS, ("HW_SECURITY_TOKEN", "canary\r\n")),
        (PEERING, &KEYS, ("HW_REGION_NAME", "cn-north-4\n")),
        (PEERING, &KEYS, ("OS_PROJECT_ID", "canary\n")),
        (PEERING, &KEYS, ("OS_TENANT_NAME", "canary\n")),
        (PEERING, &KEYS, ("HW_INSECURE", "yes")),
        (PEERING, &KEYS, ("OS_INSECURE", "on")),
        (PEERING, &KEYS, ("HW_MAX_RETRIES", "abc")),
        (PEERING, &KEYS, ("HW_MAX_RETRIES", "-1")),
        (
            ALI_PEERING,
            &ALI,
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "canary\n"),
        ),
        (
            ALI_PEERING,
            &ALI,
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "canary\n"),
        ),
        (ALI_PEERING, &ALI, ("ALICLOUD_SECURITY_TOKEN", "canary\n")),
        (ALI_PEERING, &ALI, ("ALIBABA_CLOUD_REGION", "cn-hangzhou\n")),
        (ALI_PEERING, &ALI, ("ALICLOUD_ACCOUNT_ID", "canary")),
        (ALI_PEERING, &ALI, ("ALIBABA_CLOUD_STS_REGION", "evil.com/")),
        (ALI_PEERING, &ALI, ("STS_ENDPOINT", "sts.amazonaws.com")),
        (ALI_PEERING, &ALI, ("ALIBABA_CLOUD_IMDSV1_DISABLED", "yes")),
    ] {
        let usual = usual.iter().filter(|(name, _)| *name != odd.0);
        let variables: Vec<_> = usual.chain([&odd]).copied().collect();
        let (told, asked) = import_with(resource, &variables).await;
        assert!(told.contains(&format!("cannot use {}", odd.0)), "{told}");
        assert!(!told.contains("canary"), "{told}");
        assert_eq!(asked, [""; 0], "{told}");
    }
    // Half a credential, by the names that were read.
    for (resource, variable, lacks) in [
        (PEERING, "OS_ACCESS_KEY", "OS_SECRET_KEY"),
        (ALI_PEERING, "ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"),
    ] {
        let region = [KEYS[2], ALI[2], (variable, "canary")];
        let (told, asked) = import_with(resource, &region).await;
        let expected = format!("{variable} is set and {lacks} is not");
        assert!(told.contains(&expected), "{told}");
        assert_eq!(asked, [""; 0], "{told}");
    }
}

/// What an import is told by the simulator, for accounts whose block has endpoints and region alone, and
/// what was logged.
async fn refused(resource: &str, variables: &Variables) -> (String, String) {
    let mut start = Start::plaintext().with("TF_LOG", "DEBUG");
    for (name, value) in variables {
        start = start.with(name, *value);
    }
    let stage = Stage::set_with(&start).await;
    let without_keys = |account: Cty| {
        let account = account.with("access_key", Cty::Null);
        object([("default", account.with("secret_key", Cty::Null))])
    };
    let block = stage.host.provider.with([
        ("huaweicloud", without_keys(stage.account("A"))),
        ("alicloud", without_keys(stage.alicloud_account("A"))),
    ]);
    let told = stage.host.configure(&block).await;
    assert!(told.is_empty(), "{told}");
    // Of what an openrc file has left behind the simulator knows nothing.
    if variables.iter().any(|(_, value)| *value == "left-over") {
        let answer = |api, status, body| {
            stage.fault(json!({
                "match": { "api": api },
                "effect": { "answer": { "status": status, "body": body } },
            }));
        };
        let denied = json!({ "error_code": "APIGW.0302", "error_msg": "not allowed" });
        answer("ShowVpcPeering", 403, denied);
        answer("KeystoneListProjects", 200, json!({ "projects": [] }));
    }
    let told = stage.host.resource(resource).import("some-id").await;
    let told = told.err().unwrap().to_string();
    (told, stage.end().await)
}

#[tokio::test]
async fn who_is_refused_is_told_what_the_environment_has_added() {
    let (ak, sk) = (("OS_ACCESS_KEY", "A"), ("OS_SECRET_KEY", "SK-A"));
    let ali = [
        ("ALICLOUD_ACCESS_KEY", "A"),
        ("ALICLOUD_SECRET_KEY", "SK-A"),
    ];
    for (resource, variables, parts) in [
        // A wrong secret.
        (
            PEERING,
            vec![ak, ("OS_SECRET_KEY", "canary-of-a-secret")],
            &[
                "401",
                "access_key from OS_ACCESS_KEY",
                "secret_key from OS_SECRET_KEY",
            ][..],
        ),
        // A wrong password, user and domain of which come from elsewhere.
        (
            PEERING,
            vec![
                ("HW_USER_NAME", "user-A"),
                ("OS_PASSWORD", "canary-of-a-secret"),
                ("OS_USER_DOMAIN_NAME", "domain-A"),
                ("OS_PROJECT_NAME", "left-over"),
            ],
            &[
                "user_name from HW_USER_NAME",
                "password from OS_PASSWORD",
                "domain_name from OS_USER_DOMAIN_NAME",
                "project_name from OS_PROJECT_NAME",
            ],
        ),
        // Projects that are left over.
        (
            PEERING,
            vec![ak, sk, ("OS_PROJECT_NAME", "left-over")],
            &["left-over", "OS_PROJECT_NAME"],
        ),
        (
            PEERING,
            vec![ak, sk, ("OS_TENANT_ID", "left-over")],
            &["project_id from OS_TENANT_ID"],
        ),
        // Roles that are left over.
        (
            PEERING,
            vec![
                ak,
                sk,
                ("HW_ASSUME_ROLE_AGENCY_NAME", "left-over"),
                ("HW_ASSUME_ROLE_DOMAIN_NAME", "domain-B"),
            ],
            &["assume_role from HW_ASSUME_ROLE_AGENCY_NAME"],
        ),
        (
            ALI_PEERING,
            vec![
                ali[0],
                ali[1],
                ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/left-over"),
            ],
            &["assume_role from ALIBABA_CLOUD_ROLE_ARN"],
        ),
        (
            ALI_PEERING,
            vec![ali[0], ("ALICLOUD_SECRET_KEY", "canary-of-a-secret")],
            &["secret_key from ALICLOUD_SECRET_KEY"],
        ),
        (
            ALI_PEERING,
            vec![
                (
                    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
                    "acs:ram::1:oidc-provider/p",
                ),
                ("ALIBABA_CLOUD_OIDC_TOKEN", "canary.of.a-secret.too\n"),
                ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/r"),
            ],
            &["the token from ALIBABA_CLOUD_OIDC_TOKEN"],
        ),
    ] {
        let (told, log) = refused(resource, &variables).await;
        for part in parts {
            assert!(told.contains(part), "{variables:?}: {part}: {told}");
        }
        for text in [&told, &log] {
            assert!(!text.contains("canary") && !text.contains("SK-A"), "{text}");
        }
        // The log names every variable that was taken, and the arguments that were set.
        for (name, _) in variables.iter().filter(|(name, _)| !name.contains("ARN")) {
            let known = log.contains(&format!(" from {name}"));
            assert!(known || name.contains("DOMAIN_NAME"), "{name}: {log}");
        }
        for part in [
            "\"account\":\"huaweicloud.default\"",
            "endpoints.iam, endpoints.vpc",
            "allowed_account_ids is not set",
        ] {
            assert!(log.contains(part), "{part}: {log}");
        }
    }
}
