//! Every way to sign in, on paused time: what is called, how often, and what happens when the time of
//! temporary keys is over in the middle of a run.

mod echoes;

use std::path::Path;
use std::time::Duration;

use crate::typed::alicloud::peering::{AliCloudPeering, State};
use serde_json::{Value, json};
use vpcconnect::credential::arguments::Arguments;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::framework::model::Field;
use vpcconnect::simulator::{Effect, Reply};

use super::super::stage::join_all;
use super::stage::{MINUTE, Stage, account_id, request};

const HOUR: Duration = Duration::from_secs(3600);
const TOKEN: &str = "CreateMetadataToken";
const ROLE: &str = "ShowMetadataRole";
const KEYS: &str = "ShowMetadataKeys";
const URI: &str = "CredentialsUri";
const OIDC: &str = "AssumeRoleWithOIDC";
const ASSUME: &str = "AssumeRole";

/// The request number `number` to one's own account, on VPCs of their own.
fn numbered(number: usize) -> State {
    State {
        requester_vpc_id: format!("vpc-a{number}").into(),
        accepter_vpc_id: format!("vpc-b{number}").into(),
        accepter_account_id: Field::Unknown,
        ..request()
    }
}

async fn create(stage: &Stage, number: usize) -> Result<State, Diagnostic> {
    let mut cx = stage.context(10 * MINUTE);
    let created = AliCloudPeering::create(&mut cx, numbered(number)).await;
    created.map_err(|failed| failed.error)
}

/// Ten at once; each succeeds and belongs to the account of `tenant`.
async fn ten(stage: &Stage, from: usize, tenant: &str) {
    for made in join_all((from..from + 10).map(|number| create(stage, number))).await {
        let made = made.unwrap_or_else(|told| panic!("{told:?}"));
        let account = made.requester_account_id.text();
        assert_eq!(account, Some(account_id(tenant).as_str()));
    }
}

/// The calls that signed in.
fn signing(stage: &Stage) -> Vec<String> {
    let calls = stage.world.calls().into_iter();
    let names = calls.filter_map(|call| call.api);
    let ways = [TOKEN, ROLE, KEYS, URI, OIDC, ASSUME];
    names.filter(|name| ways.contains(&name.as_str())).collect()
}

fn keys() -> Arguments {
    [("access_key", "A"), ("secret_key", "SK-A")].into()
}

/// The role of C's account that trusts A, for a quarter of an hour at a time.
fn role() -> Arguments {
    role_called("role-A")
}

fn role_called(name: &str) -> Arguments {
    let arn = format!("acs:ram::{}:role/{name}", account_id("C"));
    [("role_arn", arn.as_str()), ("session_expiration", "900")].into()
}

fn oidc(token_file: &Path) -> Arguments {
    let mut oidc = role();
    let provider = format!("acs:ram::{}:oidc-provider/of-the-ci", account_id("C"));
    oidc.set("oidc_provider_arn", &provider);
    oidc.set("oidc_token_file", token_file.to_str().unwrap());
    let mut given = Arguments::default();
    given.set_block("assume_role_with_oidc", oidc);
    given
}

/// One way to sign in.
struct Way {
    name: &'static str,
    given: Arguments,
    role: Option<Arguments>,
    stage: Stage,
    /// Whose account it leads to.
    tenant: &'static str,
    /// What is called before the first call of the service.
    calls: &'static [&'static str],
    /// What is called when the time of everything was over earlier than it was told.
    again: &'static [&'static str],
}

fn ways(token_file: &Path) -> Vec<Way> {
    let machine = |version: u8| json!({ "machine": { "access_key": "A", "version": version } });
    let near = || [("credentials_uri", "http://127.0.0.1:1/credentials/A")].into();
    let named = || [("ecs_role_name", "ecs-role")].into();
    let way = |name,
               seed: &Value,
               (given, role): (Arguments, Option<Arguments>),
               tenant,
               calls,
               again| {
        let world = Stage::with(Duration::ZERO, seed);
        Way {
            name,
            stage: Stage::signing(&world, &given, role.as_ref()),
            given,
            role,
            tenant,
            calls,
            again,
        }
    };
    let plain = &json!({});
    let all: &[&str] = &[TOKEN, ROLE, KEYS];
    vec![
        way("keys", plain, (keys(), None), "A", &[], &[]),
        way(
            "role",
            plain,
            (keys(), Some(role())),
            "C",
            &[ASSUME],
            &[ASSUME],
        ),
        way(
            "machine 1",
            &machine(1),
            (Arguments::default(), None),
            "A",
            all,
            all,
        ),
        way(
            "machine 2",
            &machine(2),
            (Arguments::default(), None),
            "A",
            all,
            all,
        ),
        way(
            "named role",
            &machine(2),
            (named(), None),
            "A",
            &[TOKEN, KEYS],
            &[TOKEN, KEYS],
        ),
        way(
            "role of the machine",
            &machine(2),
            (Arguments::default(), Some(role())),
            "C",
            &[TOKEN, ROLE, KEYS, ASSUME],
            &[ASSUME, TOKEN, ROLE, KEYS, ASSUME],
        ),
        way("URI", plain, (near(), None), "A", &[URI], &[URI]),
        way(
            "role by URI",
            plain,
            (near(), Some(role())),
            "C",
            &[URI, ASSUME],
            &[ASSUME, URI, ASSUME],
        ),
        way(
            "OIDC",
            plain,
            (oidc(token_file), None),
            "C",
            &[OIDC],
            &[OIDC],
        ),
    ]
}

/// The token that an identity provider has written.
fn written() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "OIDC.of.A\n").unwrap();
    file
}

#[tokio::test(start_paused = true)]
async fn ten_at_once_sign_in_once() {
    let file = written();
    for way in ways(file.path()) {
        ten(&way.stage, 0, way.tenant).await;
        assert_eq!(signing(&way.stage), way.calls, "{}", way.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_of_three_days_never_meets_keys_that_are_over() {
    let file = written();
    for way in ways(file.path()) {
        for hour in 0..72 {
            create(&way.stage, hour).await.unwrap();
            tokio::time::sleep(HOUR).await;
        }
        let calls = way.stage.world.calls();
        let refused: Vec<_> = calls
            .iter()
            .filter(|call| {
                call.status
                    .is_some_and(|status| status >= 400 && status != 404)
            })
            .collect();
        assert!(refused.is_empty(), "{}: {refused:?}", way.name);
    }
}

#[tokio::test(start_paused = true)]
async fn what_ends_early_is_renewed_once_for_all_who_are_refused() {
    let file = written();
    for way in ways(file.path()) {
        if way.again.is_empty() {
            continue;
        }
        ten(&way.stage, 0, way.tenant).await;
        // The cloud's clock leaps, ours does not: nobody here knows that the time is over.
        way.stage.world.advance(25 * HOUR).unwrap();
        way.stage.world.clear_calls();
        ten(&way.stage, 20, way.tenant).await;
        assert_eq!(signing(&way.stage), way.again, "{}", way.name);
    }
}

#[tokio::test(start_paused = true)]
async fn allowed_accounts_hold_for_every_way_before_anything_is_written() {
    let file = written();
    for way in ways(file.path()) {
        let allowing =
            |allowed: &str| Stage::allowing(&way.stage, &way.given, way.role.as_ref(), allowed);
        let told = create(&allowing("1"), 0).await.unwrap_err();
        for part in [&account_id(way.tenant), "Nothing was written"] {
            assert!(told.detail.contains(part), "{}: {told:?}", way.name);
        }
        assert_eq!(way.stage.world.alicloud_peerings(), [], "{}", way.name);
        create(&allowing(&account_id(way.tenant)), 0).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_read_anew_for_each_renewal() {
    let file = written();
    let stage = Stage::signing(&Stage::new(), &oidc(file.path()), None);
    ten(&stage, 0, "C").await;
    std::fs::write(file.path(), "OIDC.of.A.and.more").unwrap();
    tokio::time::sleep(HOUR).await;
    let told = create(&stage, 10).await.unwrap_err();
    assert!(told.summary.contains("cannot sign in"), "{told:?}");
    for part in ["3 parts", "oidc_provider_arn", "oidc_token_file"] {
        assert!(told.detail.contains(part), "{part}: {told:?}");
    }
    std::fs::write(file.path(), "OIDC.of.A").unwrap();
    create(&stage, 11).await.unwrap();
    // One that is not there says where it was looked for.
    let nowhere = Path::new("no/such/token");
    let stage = Stage::signing(&stage, &oidc(nowhere), None);
    let told = create(&stage, 12).await.unwrap_err();
    for part in ["no/such/token", "Set oidc_token_file"] {
        assert!(told.detail.contains(part), "{part}: {told:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_sign_on_has_left_is_used_until_its_end() {
    // The keys of the simulator's tenant STS.A, until eleven; it is ten.
    let file = tempfile::NamedTempFile::new().unwrap();
    let profile = |end: u64| {
        json!({ "current": "sso", "profiles": [{
            "name": "sso", "mode": "CloudSSO", "region_id": "cn-hangzhou",
            "access_key_id": "STS.A", "access_key_secret": "SK-STS.A", "sts_token": "TOKEN-STS.A",
            "sts_expiration": end,
        }] })
    };
    let write = |end| std::fs::write(file.path(), profile(end).to_string()).unwrap();
    let eleven = 1_795_258_800;
    write(eleven);
    let path = file.path().to_str().unwrap();
    let given = [("shared_credentials_file", path)].into();
    let stage = Stage::signing(&Stage::new(), &given, None);
    ten(&stage, 0, "STS.A").await;
    tokio::time::sleep(HOUR).await;
    let told = create(&stage, 10).await.unwrap_err();
    assert!(told.summary.contains("cannot sign in"), "{told:?}");
    for part in [
        "CloudSSO",
        "have expired",
        "aliyun configure --profile sso",
        "GetCallerIdentity",
    ] {
        assert!(told.detail.contains(part), "{part}: {told:?}");
    }
    assert!(!told.detail.contains("SK-STS.A"), "{told:?}");
    // Somebody signs on again, and the run goes on.
    write(eleven + 3600);
    create(&stage, 11).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn without_a_machine_that_gives_any_there_are_no_credentials() {
    let nobody = Stage::new();
    let stage = Stage::signing(&nobody, &Arguments::default(), None);
    let told = create(&stage, 0).await.unwrap_err();
    assert!(
        told.summary.contains("\"default\" has no credentials"),
        "{told:?}"
    );
    for part in [
        "access_key",
        "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "metadata service names no role (HTTP 404)",
    ] {
        assert!(told.detail.contains(part), "{part}: {told:?}");
    }
    // Elsewhere nobody answers at all, and nobody is waited for.
    stage.world.set_pace(100 * HOUR, Duration::ZERO);
    let begun = vpcconnect::operation::monotonic();
    create(&stage, 0).await.unwrap_err();
    assert!(
        begun.elapsed() <= Duration::from_millis(1100),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_that_does_not_trust_the_account_is_told_and_shows_no_secret() {
    let other = role_called("role-B");
    let stage = Stage::signing(&Stage::new(), &keys(), Some(&other));
    let told = create(&stage, 0).await.unwrap_err();
    assert!(told.summary.contains("cannot sign in"), "{told:?}");
    assert!(told.detail.contains("NoPermission"), "{told:?}");
    assert!(!told.detail.contains("SK-A"), "{told:?}");
}

/// What somebody near answers. It is ten.
fn near(access_key: &str, end: &str) -> Value {
    json!({
        "Code": "Success", "AccessKeyId": access_key, "AccessKeySecret": "canary",
        "SecurityToken": "canary", "Expiration": end,
    })
}

#[tokio::test(start_paused = true)]
async fn a_machine_whose_keys_are_none_is_told_so() {
    for (keys, expected) in [
        (near("", "2026-11-21T11:00:00Z"), "has no keys of the role"),
        (near("canary", "2026-11-21T09:59:59Z"), "that have expired"),
    ] {
        let seed = json!({ "machine": { "access_key": "A", "version": 2 } });
        let stage = Stage::signing(
            &Stage::with(Duration::ZERO, &seed),
            &Arguments::default(),
            None,
        );
        let reply = Reply {
            status: 200,
            body: Some(keys),
            headers: [].into(),
        };
        stage.fault(KEYS, 1, Effect::Answer(reply));
        let told = create(&stage, 0).await.unwrap_err();
        assert!(told.detail.contains(expected), "{told:?}");
        assert!(!told.detail.contains("canary"), "{told:?}");
        assert_eq!(stage.world.alicloud_peerings(), []);
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_near_and_hands_out_no_keys_is_named_and_not_repeated() {
    let uri = "http://127.0.0.1:1/credentials/A?canary";
    let given = [("credentials_uri", uri)].into();
    let stage = Stage::signing(&Stage::new(), &given, None);
    for (status, body, told_of) in [
        (403, json!("canary"), "answers with HTTP 403"),
        (
            200,
            json!({ "Code": "Failed", "canary": 1 }),
            "something other than temporary keys",
        ),
        (200, json!("canary"), "something other than temporary keys"),
        (
            200,
            near("", "2026-11-21T11:00:00Z"),
            "something other than temporary keys",
        ),
        (
            200,
            near("canary", "2026-11-21T09:59:59Z"),
            "that have expired",
        ),
    ] {
        let reply = Reply {
            status,
            body: Some(body),
            headers: [].into(),
        };
        stage.fault(URI, 1, Effect::Answer(reply));
        let told = create(&stage, 0).await.unwrap_err();
        for part in ["http://127.0.0.1:1/…", "credentials_uri", told_of] {
            assert!(told.detail.contains(part), "{part}: {told:?}");
        }
        assert!(!told.detail.contains("canary"), "{told:?}");
    }
}
