//! A canary for every secret of the provider's block: through every call, at TRACE, in errors that are
//! provoked on purpose, and in what `--debug` prints.

use serde_json::{Value as Json, json};

use super::calls::{of_one_answer, of_streams};
use super::crash::sensitive;
use super::cty::{Cty, object, text};
use super::debug::{reattach, run};
use super::host::Host;
use super::process::{KILLED_AFTER, Plugin, Start};
use super::resource::Stored;
use super::stage::{
    ALI_ENDPOINT, ALI_PEERING, ALI_REGION, AWS_PEERING, PEERING, REGION, Stage, blank,
    blank_account, cloud, endpoints, inner,
};

/// A temporary key, whose token the simulator checks: what signs in, and what must not be said.
const KEY: &str = "TMPCANARYKEY00000001";
const SECRET: &str = "SK-TMPCANARYKEY00000001";
const TOKEN: &str = "TOKEN-TMPCANARYKEY00000001";
const PASSWORD: &str = "PW-CANARYOFAUSER";
const SIGNATURE: &str = "0123456789abcdef0123456789abcdef";

/// The same on Alibaba Cloud.
const ALI_KEY: &str = "LTAICANARYOFALICLOUD";
const ALI_SECRET: &str = "SK-LTAICANARYOFALICLOUD";
const ALI_TOKEN: &str = "canary-of-an-sts-token";
const ALI_OIDC: &str = "OIDC.of.CANARYOFANOIDCTOKEN";

/// The same on AWS.
const AWS_KEY: &str = "ASIACANARYOFAWS00001";
const AWS_SECRET: &str = "SK-ASIACANARYOFAWS00001";
const AWS_TOKEN: &str = "TOKEN-ASIACANARYOFAWS00001";
const AWS_IDENTITY: &str = "OIDC.of.CANARYOFAWEBIDENTITY";

/// What is never said.
const CANARIES: [&str; 18] = [
    AWS_SECRET,
    AWS_TOKEN,
    AWS_IDENTITY,
    ALI_SECRET,
    ALI_TOKEN,
    ALI_OIDC,
    // So begin the tokens there that come with temporary keys, and those of a machine.
    "CAIS",
    "TTOKEN",
    "canary-of-a-path",
    SECRET,
    TOKEN,
    SIGNATURE,
    PASSWORD,
    // So begin the tokens that the simulator hands out for passwords and with temporary keys.
    "MIIC",
    "gQpj",
    "canary-of-a-wrong-key",
    "canary-of-a-password",
    "canary-of-a-query",
];

#[test]
fn every_secret_of_the_block_has_a_canary() {
    let huaweicloud = ["secret_key", "security_token", "auth_token", "password"];
    let alicloud = ["secret_key", "security_token"];
    let aws = ["secret_key", "session_token", "web_identity_token"];
    let known = [&huaweicloud[..], &alicloud, &aws].concat();
    assert_eq!(
        sensitive(),
        known,
        "give the new one a canary, here and below"
    );
}

#[track_caller]
fn none_in(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for canary in CANARIES {
        assert!(!text.contains(canary), "{what} holds {canary}: {text}");
    }
}

fn account(stage: &Stage, secret: &str) -> Cty {
    stage
        .account(KEY)
        .with("secret_key", text(secret))
        .with("security_token", text(TOKEN))
}

fn block(host: &Host, account: Cty) -> Cty {
    let accounts = object([("default", account)]);
    host.provider.with([("huaweicloud", accounts)])
}

/// All that was sent, as some gateways repeat it.
fn echo() -> String {
    format!(
        "wrong key {KEY} with {SECRET}: x-security-token: {TOKEN}, authorization: SDK-HMAC-SHA256 \
         Access={KEY}, SignedHeaders=host, Signature={SIGNATURE} at \
         https://{KEY}:{SECRET}@host/?token={TOKEN}"
    )
}

/// The next call of `api` is answered so.
fn once(stage: &Stage, api: &str, status: u16, body: &Json) {
    stage.fault(json!({
        "match": { "api": api }, "times": 1,
        "effect": { "answer": {
            "status": status, "body": body, "headers": { "X-Request-Id": TOKEN },
        } },
    }));
}

/// Answers that repeat what was sent, in every dress.
fn echoes() -> Vec<(u16, Json)> {
    let bodies = [
        json!({ "error_code": "APIGW.0301", "error_msg": echo(), "request_id": SECRET }),
        json!({ "NeutronError": { "message": echo(), "type": SECRET, "detail": TOKEN } }),
        json!(format!("<html>{}</html>", echo())),
        json!(format!("{{\"half\": \"{}", echo())),
        json!({ "unexpected": echo() }),
    ];
    let mut all = Vec::new();
    for status in [200, 302, 400, 401, 403, 404, 409, 418] {
        // "Not found" is no error of a read.
        let bodies = bodies
            .iter()
            .filter(|body| status != 404 || body.is_string());
        all.extend(bodies.map(|body| (status, body.clone())));
    }
    let shown = |id: &str, status: &str| json!({ "peering": { "id": id, "status": status } });
    all.push((200, shown(SECRET, "ACTIVE")));
    all.push((200, shown(&echo(), TOKEN)));
    all
}

/// Reads, writes and imports whose answers repeat what was sent.
async fn provoke_echoes(stage: &Stage, stored: &Stored) {
    let peering = stage.host.resource(PEERING);
    // Else a list tells what a GET may not.
    stage.fault(json!({
        "match": { "api": "ListVpcPeerings" },
        "effect": { "answer": { "status": 403, "body": echo() } },
    }));
    let mut named = 0;
    for (status, body) in echoes() {
        once(stage, "ShowVpcPeering", status, &body);
        let (_, told) = peering.refresh(stored).await;
        assert!(told.has_errors(), "{status} {body}: {told}");
        named += told.to_string().matches("[security_token]").count();
    }
    assert!(named > 20, "where they stood it is said what stood there");
    let renamed = stage.request().with("name", text("renamed"));
    let change = peering.plan(Some(stored), &renamed).await.unwrap();
    once(
        stage,
        "UpdateVpcPeering",
        400,
        &json!({ "code": SECRET, "message": echo() }),
    );
    let (_, told) = peering.apply(&change).await.failed();
    assert!(told.to_string().contains("[secret_key]"), "{told}");
    let another = stage.request().with("requester_vpc_id", text("vpc-c"));
    let change = peering.plan(None, &another).await.unwrap();
    once(
        stage,
        "CreateVpcPeering",
        403,
        &json!({ "code": "X", "message": echo() }),
    );
    peering.apply(&change).await.failed();
    once(stage, "DeleteVpcPeering", 403, &json!(echo()));
    peering.destroy(stored).await.failed();
    once(
        stage,
        "ShowVpcPeering",
        401,
        &json!({ "code": "X", "message": echo() }),
    );
    assert!(peering.import("some-id").await.is_err());
    let failing = json!({ "error_code": "APIGW.0601", "error_msg": echo() });
    once(stage, "ShowVpcPeering", 500, &failing);
    peering.reread(stored).await;
}

/// Blocks that are refused, or cannot sign in.
async fn provoke_refusals(stage: &Stage, stored: &Stored) {
    let peering = stage.host.resource(PEERING);
    let wrong = "canary-of-a-wrong-key";
    let endpoint = |vpc: &str| endpoints(&stage.host, vpc);
    let account = |secret: &str| account(stage, secret);
    for (account, at) in [
        (account(wrong).with("access_key", Cty::Null), "access_key"),
        (account(&format!("{wrong}\n")), "secret_key"),
        (account(&format!(" {wrong}")), "secret_key"),
        (
            account(wrong).with("security_token", text(&format!("{wrong}\r\n"))),
            "security_token",
        ),
        (
            account(wrong).with("endpoints", endpoint("https://u:canary-of-a-password@vpc")),
            "vpc",
        ),
        (
            account(wrong).with("endpoints", endpoint("https://vpc/?t=canary-of-a-query")),
            "vpc",
        ),
        (
            account(wrong).with("endpoints", endpoint("u:canary-of-a-password@vpc")),
            "vpc",
        ),
    ] {
        let told = stage.host.configure(&block(&stage.host, account)).await;
        assert!(told.has_errors() && told.is_at(at), "{told}");
    }
    let config = block(&stage.host, account(wrong));
    assert!(stage.host.configure(&config).await.is_empty());
    let (_, told) = peering.refresh(stored).await;
    assert!(told.to_string().contains("401"), "{told}");
    assert!(peering.import("some-id").await.is_err());
    // Through a proxy that is not there, whose password stands in the environment.
    let far = account(wrong).with("endpoints", endpoint("https://vpc.example.com"));
    let far = far.with("max_retries", Cty::Number("0".to_owned()));
    let far = far.with("project_id", text("project"));
    assert!(
        stage
            .host
            .configure(&block(&stage.host, far))
            .await
            .is_empty()
    );
    let told = peering.import("some-id").await.unwrap_err();
    assert!(told.to_string().contains("No connection"), "{told}");
}

/// A token that somebody has bought with the password.
async fn bought(stage: &Stage) -> String {
    let body = json!({ "auth": {
        "identity": { "methods": ["password"], "password": { "user": {
            "name": "user-CANARYOFAUSER", "password": PASSWORD,
            "domain": { "name": "domain-CANARYOFAUSER" } } } },
        "scope": { "project": { "name": REGION } },
    } });
    let request = http::Request::post("/v3/auth/tokens").body(body.to_string());
    let answer = stage.world().answer(request.unwrap()).await.unwrap();
    answer.headers()["x-subject-token"]
        .to_str()
        .unwrap()
        .to_owned()
}

/// The ways to sign in that have other secrets, and come by others: each signs in, calls, and meets a
/// cloud that repeats what it was sent.
async fn provoke_sign_ins(stage: &Stage) {
    let peering = stage.host.resource(PEERING);
    let blank = stage
        .account("A")
        .with("access_key", Cty::Null)
        .with("secret_key", Cty::Null);
    let token = bought(stage).await;
    let user = blank
        .with("user_name", text("user-CANARYOFAUSER"))
        .with("password", text(PASSWORD))
        .with("domain_name", text("domain-CANARYOFAUSER"));
    let role = object([
        ("agency_name", text("agency-CANARYOFAUSER")),
        ("domain_name", text("domain-B")),
        ("domain_id", Cty::Null),
        ("duration", Cty::Null),
    ]);
    for (account, secret) in [
        (blank.with("auth_token", text(&token)), token.as_str()),
        (user.clone(), PASSWORD),
        (user.with("assume_role", role), PASSWORD),
    ] {
        let told = stage.host.configure(&block(&stage.host, account)).await;
        assert!(told.is_empty(), "{told}");
        let request = stage.request().with("requester_vpc_id", text("vpc-c"));
        let change = peering.plan(None, &request).await.unwrap();
        let stored = peering.apply(&change).await.succeeded();
        let body = json!({ "error_code": "APIGW.0301", "error_msg": format!("you sent {secret}") });
        once(stage, "ShowVpcPeering", 401, &body);
        let (_, told) = peering.refresh(&stored).await;
        assert!(told.to_string().contains("you sent ["), "{told}");
        peering.destroy(&stored).await.vanished();
    }
    // Wrong ones, and an identity service that repeats them.
    let wrong = "canary-of-a-wrong-key";
    let user = blank
        .with("user_name", text("user-CANARYOFAUSER"))
        .with("password", text(wrong))
        .with("domain_name", text("domain-CANARYOFAUSER"));
    let echo = json!({ "error": { "code": 401, "message": format!("{wrong} {PASSWORD}") } });
    for (account, api) in [
        (
            blank.with("auth_token", text(wrong)),
            "KeystoneValidateToken",
        ),
        (user, "KeystoneCreateUserTokenByPassword"),
    ] {
        once(stage, api, 401, &echo);
        stage.host.configure(&block(&stage.host, account)).await;
        let told = peering.import("some-id").await.unwrap_err();
        assert!(told.to_string().contains("cannot sign in"), "{told}");
    }
}

/// The other cloud, which repeats what it was sent.
async fn provoke_alicloud(stage: &Stage) {
    let account = stage
        .alicloud_account(ALI_KEY)
        .with("security_token", text(ALI_TOKEN));
    let configure = async |account: Cty| {
        let accounts = object([("default", account)]);
        let block = stage.host.provider.with([("alicloud", accounts)]);
        let told = stage.host.configure(&block).await;
        assert!(told.is_empty(), "{told}");
    };
    configure(account.clone()).await;
    let peering = stage.host.resource(ALI_PEERING);
    let config = stage.host.resources[ALI_PEERING].with([
        ("requester_vpc_id", text("vpc-a")),
        ("accepter_vpc_id", text("vpc-b")),
        ("accepter_region", text("cn-beijing")),
    ]);
    let change = peering.plan(None, &config).await.unwrap();
    let stored = peering.apply(&change).await.succeeded();
    // The first one may be told what the create saw.
    let stored = peering.reread(&stored).await;
    let echo = format!("{ALI_KEY} signed with {ALI_SECRET} and {ALI_TOKEN}");
    let bodies = [
        json!({ "Code": "Forbidden", "Message": echo, "RequestId": ALI_SECRET }),
        json!({ "Code": ALI_TOKEN, "Message": "x", "Recommend": echo }),
        json!(format!(
            "<Error><Code>Forbidden</Code><Message>{echo}</Message></Error>"
        )),
    ];
    let mut named = 0;
    // Else a list tells what a GET may not.
    once(stage, "ListVpcPeerConnections", 403, &bodies[0]);
    for body in bodies {
        once(stage, "GetVpcPeerConnectionAttribute", 403, &body);
        let (_, told) = peering.refresh(&stored).await;
        assert!(told.has_errors(), "{body}: {told}");
        named += told.to_string().matches("[secret_key]").count();
    }
    assert!(named > 0, "where they stood it is said what stood there");
    peering.destroy(&stored).await.vanished();
    provoke_privatelink(stage, &echo).await;
    configure(account.with("secret_key", text("canary-of-a-wrong-key"))).await;
    let change = peering.plan(None, &config).await.unwrap();
    let (_, told) = peering.apply(&change).await.failed();
    assert!(told.to_string().contains("SignatureDoesNotMatch"), "{told}");
}

/// AWS, which repeats what it was sent; by keys and by the token of an identity provider.
async fn provoke_aws(stage: &Stage) {
    let keys = stage
        .aws_account(AWS_KEY)
        .with("session_token", text(AWS_TOKEN));
    let account = inner(&stage.host.provider.attributes, "aws");
    let role = text("arn:aws:iam::000000000001:role/role-CANARYOFAWEBIDENTITY");
    let bought = blank(inner(account, "assume_role_with_web_identity"))
        .with("role_arn", role)
        .with("web_identity_token", text(AWS_IDENTITY));
    let bought = keys
        .with("access_key", Cty::Null)
        .with("secret_key", Cty::Null)
        .with("session_token", Cty::Null)
        .with("assume_role_with_web_identity", bought);
    let wrong = keys.with("secret_key", text("canary-of-a-wrong-key"));
    let peering = stage.host.resource(AWS_PEERING);
    let of_keys = format!("{AWS_KEY} signed with {AWS_SECRET} and {AWS_TOKEN}");
    let of_token = format!("bought with {AWS_IDENTITY}");
    for (account, vpc, echo) in [(keys, "vpc-1", of_keys), (bought, "vpc-2", of_token)] {
        let bodies = [
            format!(
                "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>{echo}</Message></Error></Errors>\
                 <RequestID>{echo}</RequestID></Response>"
            ),
            format!("<html>{echo}"),
        ];
        let accounts = object([("default", account)]);
        let block = stage.host.provider.with([("aws", accounts)]);
        let told = stage.host.configure(&block).await;
        assert!(told.is_empty(), "{told}");
        let config = stage.aws_request("default", [vpc, "vpc-b"], "111111111111");
        let stored = stage.made(AWS_PEERING, &config).await;
        for body in &bodies {
            once(stage, "DescribeVpcPeeringConnections", 403, &json!(body));
            once(stage, "DescribeVpcPeeringConnections", 403, &json!(body));
            let fresh = stage.host.configure(&block).await;
            assert!(fresh.is_empty(), "{fresh}");
            let (_, told) = peering.refresh(&stored).await;
            assert!(told.has_errors(), "{body}: {told}");
        }
        stage.cloud.world().clear_faults();
        peering.destroy(&stored).await.vanished();
    }
    let accounts = object([("default", wrong)]);
    let block = stage.host.provider.with([("aws", accounts)]);
    stage.host.configure(&block).await;
    let told = peering.import("pcx-1").await.unwrap_err();
    assert!(told.to_string().contains("AuthFailure"), "{told}");
}

/// The other ways to sign in there, by which other secrets come: each signs in, calls, and meets a cloud
/// that repeats what it was sent.
async fn provoke_alicloud_sign_ins(stage: &Stage) {
    let attributes = &stage.host.provider.attributes;
    let account = inner(attributes, "alicloud");
    let url = text(&stage.cloud.url());
    let endpoints = blank(inner(account, "endpoints"))
        .with("vpcpeer", url.clone())
        .with("sts", url.clone())
        .with("metadata", url);
    let blank_account = blank(account)
        .with("region", text(ALI_REGION))
        .with("endpoints", endpoints);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, words: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, words).unwrap();
        text(file.to_str().unwrap())
    };
    let role = |key: &str| text(&format!("acs:ram::1:role/role-{key}"));
    let assume = blank(inner(account, "assume_role")).with("role_arn", role(ALI_KEY));
    let oidc = |token: Cty| {
        blank(inner(account, "assume_role_with_oidc"))
            .with("oidc_provider_arn", text("acs:ram::1:oidc-provider/p"))
            .with("oidc_token_file", token)
            .with("role_arn", role("CANARYOFANOIDCTOKEN"))
    };
    let uri = |path: &str| text(&format!("{}/{path}", stage.cloud.url()));
    let kept = json!({ "profiles": [{
        "name": "default", "mode": "CloudSSO", "access_token": "canary-of-a-password",
        "access_key_id": ALI_KEY, "access_key_secret": ALI_SECRET, "sts_token": ALI_TOKEN,
        "sts_expiration": 4_102_444_800_i64,
    }] });
    let wrong = kept
        .to_string()
        .replace(ALI_SECRET, "canary-of-a-wrong-key");
    let over = kept.to_string().replace("4102444800", "1");
    let ini = format!(
        "[default]\ntype = access_key\naccess_key_id = {ALI_KEY}\naccess_key_secret = {ALI_SECRET}\n"
    );
    let with = |name: &str, value: Cty| blank_account.with(name, value);
    // The token comes first: what was never read is not known.
    let good = [
        with("assume_role_with_oidc", oidc(file("token", ALI_OIDC))),
        with("assume_role", assume)
            .with("access_key", text(ALI_KEY))
            .with("secret_key", text(ALI_SECRET)),
        with(
            "credentials_uri",
            uri("credentials/A?token=canary-of-a-query"),
        ),
        with("ecs_role_name", text("ecs-role")),
        with(
            "shared_credentials_file",
            file("kept.json", &kept.to_string()),
        ),
        with("shared_credentials_file", file("credentials.ini", &ini)),
    ];
    let bad = [
        with(
            "assume_role_with_oidc",
            oidc(file("bad-token", "canary-of-a-wrong-key")),
        ),
        with(
            "credentials_uri",
            uri("canary-of-a-path?token=canary-of-a-query"),
        ),
        with("ecs_role_name", text("nobody")),
        with("shared_credentials_file", file("wrong.json", &wrong)),
        with("shared_credentials_file", file("over.json", &over)),
        with(
            "shared_credentials_file",
            file("broken.json", &format!("{{ {ALI_SECRET}")),
        ),
        with("shared_credentials_file", file("broken.ini", ALI_SECRET)),
    ];
    let configure = async |account: Cty| {
        let block = object([("default", account)]);
        let block = stage.host.provider.with([("alicloud", block)]);
        let told = stage.host.configure(&block).await;
        assert!(told.is_empty(), "{told}");
    };
    let peering = stage.host.resource(ALI_PEERING);
    let config = stage.host.resources[ALI_PEERING].with([
        ("requester_vpc_id", text("vpc-c")),
        ("accepter_vpc_id", text("vpc-d")),
        ("accepter_region", text("cn-beijing")),
    ]);
    let echo =
        json!({ "Code": "Forbidden", "Message": format!("{ALI_SECRET} {ALI_TOKEN} {ALI_OIDC}") });
    for account in good {
        configure(account).await;
        let change = peering.plan(None, &config).await.unwrap();
        let stored = peering.apply(&change).await.succeeded();
        let stored = peering.reread(&stored).await;
        once(stage, "GetVpcPeerConnectionAttribute", 403, &echo);
        once(stage, "ListVpcPeerConnections", 403, &echo);
        let (_, told) = peering.refresh(&stored).await;
        assert!(told.has_errors(), "{told}");
        peering.destroy(&stored).await.vanished();
    }
    for account in bad {
        configure(account).await;
        let told = peering.import("some-id").await.unwrap_err();
        assert!(told.has_errors(), "{told}");
    }
}

/// PrivateLink, which signs with the same keys.
async fn provoke_privatelink(stage: &Stage, echo: &str) {
    let new = json!({ "owner": ALI_KEY, "id": "epsrv-1" });
    let world = stage.world();
    world
        .arrange_alicloud_service(&serde_json::from_value(new).unwrap())
        .unwrap();
    let new = json!({ "requester": "B", "service_id": "epsrv-1", "id": "ep-1" });
    world
        .arrange_alicloud_endpoint(&serde_json::from_value(new).unwrap())
        .unwrap();
    let connection = stage.host.resource(ALI_ENDPOINT);
    let config = stage.host.resources[ALI_ENDPOINT].with([
        ("service_id", text("epsrv-1")),
        ("endpoint_id", text("ep-1")),
        ("decision", text("accept")),
    ]);
    let change = connection.plan(None, &config).await.unwrap();
    let forbidden = json!({ "Code": "Forbidden", "Message": echo, "RequestId": ALI_SECRET });
    once(stage, "EnableVpcEndpointConnection", 403, &forbidden);
    let (_, told) = connection.apply(&change).await.failed();
    assert!(told.names("ep-1"), "{told}");
    let change = connection.plan(None, &config).await.unwrap();
    let stored = connection.apply(&change).await.succeeded();
    connection.destroy(&stored).await.vanished();
}

#[tokio::test]
async fn no_call_says_one_at_trace() {
    let start = Start::plaintext()
        .with("TF_LOG", "TRACE")
        .with("HTTPS_PROXY", "http://u:canary-of-a-password@127.0.0.1:9");
    let stage = Stage::set_with(&start).await;
    let good = block(&stage.host, account(&stage, SECRET));
    assert!(stage.host.configure(&good).await.is_empty());
    let stored = stage.requested().await;
    provoke_echoes(&stage, &stored).await;
    provoke_refusals(&stage, &stored).await;
    provoke_sign_ins(&stage).await;
    provoke_alicloud(&stage).await;
    provoke_alicloud_sign_ins(&stage).await;
    provoke_aws(&stage).await;
    assert!(stage.host.configure(&good).await.is_empty());
    let mut told = of_one_answer(stage.host.client()).await;
    told.extend(of_streams(stage.host.client()).await);
    assert_eq!(told.len(), 36, "every call there is");
    none_in("an answer", format!("{told:?}").as_bytes());
    none_in("an answer", &stage.host.heard());
    let stderr = stage.end().await;
    none_in("the log", stderr.as_bytes());
    assert!(
        stderr.contains("/v2.0/vpc/peerings"),
        "it was logged at all"
    );
    assert!(!stderr.contains("panic"), "{stderr}");
}

#[tokio::test]
async fn debug_says_none() {
    let mut running = Start::by_hand()
        .argument("--debug")
        .with("TF_LOG", "TRACE")
        .with("HW_ACCESS_KEY", KEY)
        .with("HW_SECRET_KEY", SECRET)
        .with("HW_SECURITY_TOKEN", TOKEN)
        .with("HW_REGION_NAME", REGION)
        .spawn();
    let told = reattach(&mut running).await;
    none_in("what --debug prints", told.to_string().as_bytes());
    let socket = told["registry.terraform.io/vpcconnect/vpcconnect"]["Addr"]["String"].as_str();
    let line = format!("1|6|unix|{}|grpc|", socket.unwrap());
    let stage = run(cloud().await, Plugin { running, line }).await;
    // The keys come from the environment alone.
    let account = stage.account(KEY);
    let account = blank_account(&stage.host).with("endpoints", account.get("endpoints").clone());
    let config = block(&stage.host, account);
    assert!(stage.host.configure(&config).await.is_empty());
    let stored = stage.requested().await;
    provoke_echoes(&stage, &stored).await;
    none_in("an answer", &stage.host.heard());
    stage.plugin.running.interrupt();
    let ended = stage.plugin.running.ends_within(KILLED_AFTER).await;
    assert!(ended.stderr.contains("/v2.0/vpc/peerings"), "it was logged");
    none_in("stderr", ended.stderr.as_bytes());
    none_in("stdout", ended.stdout.as_bytes());
}
