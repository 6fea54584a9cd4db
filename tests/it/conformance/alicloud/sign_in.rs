//! The ways to sign in to Alibaba Cloud, and what is true of them alone.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::typed::alicloud::peering::{AliCloudPeering, State};
use serde_json::{Value, json};
use vpcconnect::credential::arguments::Arguments;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::framework::model::Field;
use vpcconnect::simulator::{Effect, Reply, World};

use super::stage::{MINUTE, Stage, account_id, request};
use crate::conformance::echo::{Canary, Echo};
use crate::conformance::sign_in::{HOUR, LONG, SignsIn, Way, machine, ten};
use crate::conformance::stage::Stage as Conformance;

const TOKEN: &str = "CreateMetadataToken";
const ROLE: &str = "ShowMetadataRole";
const KEYS: &str = "ShowMetadataKeys";
const URI: &str = "CredentialsUri";
const OIDC: &str = "AssumeRoleWithOIDC";
const ASSUME: &str = "AssumeRole";

/// What stands in the token's file.
const TOKEN_OF_CI: &str = "OIDC.of.A\n";

/// The request number `number` to one's own account, on VPCs of their own.
fn numbered(number: usize) -> State {
    State {
        requester_vpc_id: format!("vpc-a{number}").into(),
        accepter_vpc_id: format!("vpc-b{number}").into(),
        accepter_account_id: Field::Unknown,
        ..request()
    }
}

async fn create(stage: &Conformance, number: usize) -> Result<State, Diagnostic> {
    let mut cx = stage.context(10 * MINUTE);
    let created = AliCloudPeering::create(&mut cx, numbered(number)).await;
    created.map_err(|failed| failed.error)
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

/// What an account is given, and the role that it assumes.
type Given = (Arguments, Option<Arguments>);

fn ways(token_file: &Path) -> Vec<Way<Given>> {
    let machine = |version| machine(version, "A");
    let near = || [("credentials_uri", "http://127.0.0.1:1/credentials/A")].into();
    let named = || [("ecs_role_name", "ecs-role")].into();
    let way = |name, seed: &Value, given: Given, tenant: &str, calls, again| {
        let (arguments, role) = &given;
        let stage = Stage::with(Duration::ZERO, seed);
        Way {
            name,
            stage: Stage::signing(&stage, arguments, role.as_ref()).into(),
            given,
            tenant: account_id(tenant),
            calls,
            again,
            lasts: LONG,
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
    std::fs::write(file.path(), TOKEN_OF_CI).unwrap();
    file
}

/// How the suite signs in.
pub(in crate::conformance) struct Ways {
    token_file: tempfile::NamedTempFile,
}

impl SignsIn for Ways {
    type Given = Given;

    const CREATE: &'static str = "CreateVpcPeerConnection";
    const MACHINE: &'static str = KEYS;
    const NO_CREDENTIALS: [&'static str; 3] = [
        "access_key",
        "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "metadata service names no role (HTTP 404)",
    ];
    const NO_KEYS: &'static str = "has no keys of the role";

    fn new() -> Self {
        Self {
            token_file: written(),
        }
    }

    async fn ways(&self) -> Vec<Way<Given>> {
        ways(self.token_file.path())
    }

    fn temporary(&self) -> (Given, Conformance) {
        let mut given = keys();
        given.set("security_token", "TOKEN-A");
        ((given, None), Stage::new().into())
    }

    fn allowing(&self, beside: &Conformance, (given, role): &Given, account: &str) -> Conformance {
        Stage::allowing(beside, given, role.as_ref(), account).into()
    }

    fn echoing(
        &self,
        beside: &Conformance,
        (given, role): &Given,
        echo: &Arc<Echo>,
        poison: Option<&Canary>,
    ) -> Conformance {
        let mut given = given.clone();
        if let Some(canary) = poison
            && given.text("security_token").is_some()
        {
            given.set("security_token", canary.text());
        }
        let token = poison.map_or(TOKEN_OF_CI, Canary::text);
        std::fs::write(self.token_file.path(), token).unwrap();
        Stage::signing_over(beside, echo, &given, role.as_ref()).into()
    }

    fn on_machine(&self, keys: Option<&str>) -> Conformance {
        let seed = keys.map_or_else(|| json!({}), |keys| machine(2, keys));
        let stage = Stage::with(Duration::ZERO, &seed);
        Stage::signing(&stage, &Arguments::default(), None).into()
    }

    fn keys(access_key: &str, end: &str) -> Value {
        near(access_key, end)
    }

    async fn create(stage: &Conformance, number: usize) -> Result<String, Diagnostic> {
        let made = create(stage, number).await?;
        Ok(made.requester_account_id.text().unwrap().to_owned())
    }

    fn signing(stage: &Conformance) -> Vec<String> {
        let calls = stage.world.calls().into_iter();
        let names = calls.filter_map(|call| call.api);
        let ways = [TOKEN, ROLE, KEYS, URI, OIDC, ASSUME];
        names.filter(|name| ways.contains(&name.as_str())).collect()
    }

    fn peerings(world: &World) -> usize {
        world.alicloud_peerings().len()
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_read_anew_for_each_renewal() {
    let file = written();
    let stage = Stage::signing(&Stage::new(), &oidc(file.path()), None);
    ten::<Ways>(&stage, 0, &account_id("C")).await;
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
    ten::<Ways>(&stage, 0, &account_id("STS.A")).await;
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
