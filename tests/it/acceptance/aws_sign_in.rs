//! Ways to sign in to AWS, as users write them, with the real CLI.

use std::time::Duration;

use super::aws::A;
use super::hcl::resource;
use super::scene::{Folder, REQUIRED, Scene};

const REQUEST: &str = "vpcconnect_aws_peering.this";

/// A folder whose map `aws` has these entries, with a request within the account. The variables say where AWS is.
fn folder<'a>(scene: &'a Scene, name: &str, aws: &str) -> Folder<'a> {
    let endpoint = format!("{}/{{region}}", scene.url());
    elsewhere(scene, name, aws).env("AWS_ENDPOINT_URL", &endpoint)
}

/// The same, and no variable says anything.
fn elsewhere<'a>(scene: &'a Scene, name: &str, aws: &str) -> Folder<'a> {
    let own = "requester_vpc_id = \"vpc-1\"\n  accepter_vpc_id = \"vpc-2\"";
    let request = resource("vpcconnect_aws_peering", "this", own);
    let provider = format!("provider \"vpcconnect\" {{\n  aws = {{ {aws} }}\n}}\n");
    scene.folder(name, &format!("{REQUIRED}{provider}{request}"))
}

/// Writes a file below the home.
fn write(scene: &Scene, name: &str, text: &str) {
    let path = scene.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// It signs in, belongs to this account, a plan finds nothing to do, and nothing of what is said or kept holds a secret.
async fn lives(folder: &Folder<'_>, account: &str, secrets: &[&str]) {
    let applied = folder.apply().await.succeeds().warns_of_nothing();
    assert_eq!(folder.values(REQUEST)["requester_account_id"], account);
    let planned = folder.plan_with(&["-out=saved"]).await.plans_nothing();
    let destroyed = folder.destroy().await.succeeds();
    for secret in secrets {
        for run in [&applied, &planned, &destroyed] {
            assert!(!run.text().contains(secret), "{secret} is said: {run}");
        }
        for (name, text) in folder.files() {
            let text = String::from_utf8_lossy(&text);
            assert!(!text.contains(secret), "{secret} stands in {name}");
        }
    }
}

/// SHA-1 of the name of the session, as `sha1sum` says it.
const CACHE: &str = ".aws/sso/cache/e274eeff768c6396088ec6eb091f4bf4d47ab1e0.json";
/// The same of the start URL, where there is no session.
const OLD_CACHE: &str = ".aws/sso/cache/fce6462ed5b8bda828c0368fed3ece58786a0808.json";

const SSO: &str = "
[sso-session work]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
[profile sso]
region = eu-central-1
sso_session = work
sso_account_id = 123456789012
sso_role_name = role-A
[profile old]
region = eu-central-1
sso_start_url = https://example.awsapps.com/start#/
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = role-A
[profile other]
region = eu-central-1
sso_session = work
sso_account_id = 123456789012
sso_role_name = role-B
[profile role]
region = eu-central-1
role_arn = arn:aws:iam::003554254475:role/role-A
source_profile = sso
";

#[tokio::test]
async fn by_a_log_in_at_identity_center() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    write(&scene, ".aws/config", SSO);
    let by = |name: &str| {
        folder(
            &scene,
            name,
            &format!("default = {{ profile = \"{name}\" }}"),
        )
        .env("TF_LOG", "TRACE")
    };
    let sso = by("sso");
    let told = sso.apply().await;
    told.refuses(&["nobody has logged in", "aws sso login --profile sso"]);
    let kept = |token: &str, end: &str| {
        format!("{{\"accessToken\":\"{token}\",\"expiresAt\":\"{end}\",\"startUrl\":\"x\"}}")
    };
    write(&scene, CACHE, &kept("SSO.of.A", "2021-01-01T00:00:00Z"));
    let told = sso.apply().await;
    let told = told.refuses(&["has expired", "aws sso login --profile sso"]);
    assert!(!told.text().contains("SSO.of.A"), "{told}");
    write(&scene, CACHE, &kept("SSO.of.A", "2999-01-01T00:00:00Z"));
    write(
        &scene,
        OLD_CACHE,
        &kept("SSO.of.A", "2999-01-01T00:00:00UTC"),
    );
    let secrets = ["SSO.of.A", "FwoGZXIvYXdz"];
    lives(&sso, "123456789012", &secrets).await;
    lives(&by("old"), "123456789012", &secrets).await;
    lives(&by("role"), A, &secrets).await;
    let called = scene.cloud().calls().into_iter();
    let called: Vec<_> = called.filter_map(|call| call.api).collect();
    assert!(
        called.contains(&"GetRoleCredentials".to_owned()),
        "{called:?}"
    );
    let told = by("other").apply().await;
    told.refuses(&["ForbiddenException", "No access", "sso_role_name"]);
    write(
        &scene,
        CACHE,
        &kept("SSO-of-nobody", "2999-01-01T00:00:00Z"),
    );
    let told = sso.apply().await;
    told.refuses(&["does not accept", "aws sso login --profile sso"]);
}

#[tokio::test]
async fn by_another_program() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let secret = "SK-CANARYOFPROCESS";
    let printed = format!(
        "{{\"Version\": 1, \"AccessKeyId\": \"CANARYOFPROCESS\", \"SecretAccessKey\": \"{secret}\"}}"
    );
    write(
        &scene,
        "tools/keys of mine.sh",
        &format!("echo '{printed}'\n"),
    );
    let hung = scene.path("hung");
    write(
        &scene,
        "tools/hang.sh",
        &format!(
            "echo $$ > '{0}.new' && mv '{0}.new' '{0}'\nsleep 1000\n",
            hung.display()
        ),
    );
    let root = scene.path("tools").display().to_string();
    let config = format!(
        "[profile process]\nregion = eu-central-1\ncredential_process = sh \"{root}/keys of mine.sh\" --canary\n\
         [profile fails]\nregion = eu-central-1\ncredential_process = sh -c 'echo canary; echo canary >&2; exit 7'\n\
         [profile nonsense]\nregion = eu-central-1\ncredential_process = echo canary\n\
         [profile hangs]\nregion = eu-central-1\ncredential_process = sh {root}/hang.sh\n"
    );
    write(&scene, ".aws/config", &config);
    let by = |name: &str| {
        folder(
            &scene,
            name,
            &format!("default = {{ profile = \"{name}\" }}"),
        )
        .env("TF_LOG", "TRACE")
    };
    // The account is the CRC-32 of the key.
    let account = format!("{:012}", crc32fast::hash(b"CANARYOFPROCESS"));
    lives(&by("process"), &account, &[secret, "--canary"]).await;
    for (name, told) in [("fails", "exit status: 7"), ("nonsense", "something other")] {
        let wanted = [
            told,
            "credential_process of profile",
            &format!("\"{name}\""),
            ".aws/config",
        ];
        let said = by(name).apply().await.refuses(&wanted);
        assert!(!said.text().contains("canary"), "{said}");
    }
    // Ctrl-C ends it at once.
    let hangs = folder(&scene, "hangs", "default = { profile = \"hangs\" }");
    let running = hangs.start_apply();
    let until = async |done: &dyn Fn() -> bool| {
        let waiting = async {
            while !done() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let limit = Duration::from_secs(60);
        assert!(tokio::time::timeout(limit, waiting).await.is_ok());
    };
    until(&|| hung.exists()).await;
    running.interrupt().await;
    running.end().await.fails();
    let process = std::fs::read_to_string(&hung).unwrap();
    // Nobody has its number any more, or at least not its command.
    let is_gone = || {
        let line = std::fs::read_to_string(format!("/proc/{}/cmdline", process.trim()));
        line.map_or(true, |line| !line.contains("hang.sh"))
    };
    until(&is_gone).await;
}

#[tokio::test]
async fn a_profile_says_where_aws_is() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let url = scene.url();
    let keys = "region = eu-central-1\naws_access_key_id = A\naws_secret_access_key = SK-A\n";
    let config = format!(
        "[default]\n{keys}endpoint_url = {url}\n[profile services]\n{keys}services = local\nendpoint_url = {url}\n\
         [profile wrong]\n{keys}endpoint_url = http://example.com\n[services local]\nec2 =\n  endpoint_url = {url}/{{region}}\n"
    );
    write(&scene, ".aws/config", &config);
    lives(&elsewhere(&scene, "usual", ""), A, &[]).await;
    let services = "default = { profile = \"services\" }";
    lives(&elsewhere(&scene, "services", services), A, &[]).await;
    let wrong = elsewhere(&scene, "wrong", "default = { profile = \"wrong\" }");
    let told = [
        "endpoint_url of profile",
        "\"wrong\"",
        ".aws/config",
        "http:// is allowed on loopback only",
    ];
    wrong.plan().await.refuses(&told);
}

#[tokio::test]
async fn accounts_sign_in_by_variables_files_and_roles() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let with = |name: &str, aws: &str| folder(&scene, name, aws);
    let mut folders = vec![
        with("variables", "")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ACCESS_KEY_ID", "A")
            .env("AWS_SECRET_ACCESS_KEY", "SK-A"),
    ];
    let config = "[profile mine]\nregion = eu-central-1\n[profile role]\nregion = eu-central-1\nsource_profile = mine\nrole_arn = \
                  arn:aws:iam::003554254475:role/role-A\n";
    write(&scene, ".aws/config", config);
    let keys = "[mine]\naws_access_key_id = A\naws_secret_access_key = SK-A\n";
    write(&scene, ".aws/credentials", keys);
    folders.push(with("profile", "").env("AWS_PROFILE", "mine"));
    folders.push(with("role", "default = { profile = \"role\" }"));
    let assumed = "default = { profile = \"mine\", assume_role = { role_arn = \"arn:aws:iam::003554254475:role/role-A\", duration = \
                   900 } }";
    folders.push(with("assumed", assumed));
    for folder in &folders {
        lives(folder, A, &[]).await;
    }
    let nobody = with("nobody", "")
        .env("AWS_REGION", "r")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    nobody
        .plan()
        .await
        .refuses(&["has no credentials", "AWS_ACCESS_KEY_ID"]);
    let wrong = with(
        "wrong",
        "default = { region = \"eu-central-1\", access_key = \"A\", secret_key = \"no\" }",
    );
    // An endpoint of a variable is the account `default`'s.
    wrong.apply().await.refuses(&["AuthFailure", "access_key"]);
}
