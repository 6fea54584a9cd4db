//! The ways to sign in to Huawei Cloud, and what is true of them alone.

use std::sync::Arc;
use std::time::Duration;

use crate::typed::huaweicloud::peering::{HuaweiCloudPeering, State};
use serde_json::{Value, json};
use vpcconnect::cloud::huaweicloud::config::Settings;
use vpcconnect::cloud::huaweicloud::ids::ProjectId;
use vpcconnect::credential::arguments::Arguments;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::operation::Clock;
use vpcconnect::simulator::{Effect, Options, Reply, World};

use crate::conformance::echo::{Canary, Echo};
use crate::conformance::sign_in::{HOUR, LONG, SignsIn, Way, machine, ten};
use crate::conformance::stage::{MINUTE, Stage, alone, alone_over, join_all, request};

const REGION: &str = "cn-north-4";
const LOGIN: &str = "KeystoneCreateUserTokenByPassword";
const INSPECT: &str = "KeystoneValidateToken";
const AGENCY: &str = "CreateTemporaryAccessKeyByAgency";
const ASSUME: &str = "AssumeAgency";
const MACHINE_TOKEN: &str = "CreateMetadataToken";
const MACHINE: &str = "ShowMetadataSecurityKey";
const LOOK_UP: &str = "KeystoneListProjects";

fn keys() -> Arguments {
    [("access_key", "A"), ("secret_key", "SK-A")].into()
}

fn user(password: &str) -> Arguments {
    [
        ("user_name", "user-A"),
        ("password", password),
        ("domain_name", "domain-A"),
    ]
    .into()
}

/// The argument that names B's domain.
type Domain = (&'static str, &'static str);

const BY_NAME: Domain = ("domain_name", "domain-B");
const BY_ID: Domain = ("domain_id", "domain-B");

/// The same, as the agency that B has made for A.
fn as_agency(given: Arguments, domain: Domain) -> Arguments {
    becoming(given, "agency-A", domain)
}

fn becoming(mut given: Arguments, agency: &str, domain: Domain) -> Arguments {
    given.set_block("assume_role", [("agency_name", agency), domain].into());
    given
}

fn settings(mut arguments: Arguments) -> Settings {
    arguments.set("region", REGION);
    Settings {
        arguments,
        ..Settings::default()
    }
}

/// A cloud as `seed` says, and an account with these settings.
fn stage(seed: &Value, settings: Settings) -> Stage {
    let clock = Clock::starting_at("2026-11-21T10:00:00Z".parse().unwrap());
    let mut seed = json!({ "huaweicloud": seed });
    seed["huaweicloud"]["quota"] = json!(1000);
    let seed = serde_json::from_value(seed).unwrap();
    let options = Options {
        latency: Duration::from_millis(20),
        seed: Some(seed),
        clock: clock.clone(),
        ..Options::default()
    };
    let world = World::new(options).unwrap();
    Stage::of(alone(&world, settings), world, clock)
}

/// The request number `number`, whose VPC is no other one's.
fn numbered(number: usize) -> State {
    State {
        requester_vpc_id: format!("vpc-{number}").into(),
        accepter_project_id: "project-Z".into(),
        ..request()
    }
}

async fn create(stage: &Stage, planned: State) -> Result<State, Diagnostic> {
    let mut cx = stage.context(10 * MINUTE);
    let created = HuaweiCloudPeering::create(&mut cx, planned).await;
    created.map_err(|failed| failed.error)
}

/// A token that somebody has bought for tenant A.
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

/// Another account on the same cloud.
fn with(beside: &Stage, settings: Settings) -> Stage {
    let world = beside.world.clone();
    Stage::of(alone(&world, settings), world, beside.clock())
}

/// The way by a token, which ends with its day.
async fn by_token() -> Way<Settings> {
    let plain = stage(&json!({}), settings(Arguments::default()));
    let mut given = settings(Arguments::default());
    let bought = bought(&plain.world).await;
    given.arguments.set("auth_token", &bought);
    plain.world.clear_calls();
    Way {
        name: "token",
        stage: with(&plain, given.clone()),
        given,
        tenant: "project-A".to_owned(),
        calls: &[INSPECT],
        again: &[],
        lasts: 23,
    }
}

async fn ways() -> Vec<Way<Settings>> {
    let way = |name, seed: &Value, given, project: &str, calls, again| {
        let given = settings(given);
        Way {
            name,
            stage: stage(seed, given.clone()),
            given,
            tenant: project.to_owned(),
            calls,
            again,
            lasts: LONG,
        }
    };
    let plain = &json!({});
    let machine = |version| machine(version, "A");
    let of_machine: &[&str] = &[MACHINE_TOKEN, MACHINE, LOOK_UP];
    let user = user("PW-A");
    vec![
        by_token().await,
        way("keys", plain, keys(), "project-A", &[LOOK_UP], &[]),
        way(
            "password",
            plain,
            user.clone(),
            "project-A",
            &[LOGIN],
            &[LOGIN],
        ),
        way(
            "agency",
            plain,
            as_agency(keys(), BY_NAME),
            "project-B",
            &[AGENCY, LOOK_UP],
            &[AGENCY],
        ),
        way(
            "STS",
            plain,
            as_agency(keys(), BY_ID),
            "project-B",
            &[ASSUME, LOOK_UP],
            &[ASSUME],
        ),
        way(
            "agency by password",
            plain,
            as_agency(user.clone(), BY_NAME),
            "project-B",
            &[LOGIN, AGENCY, LOOK_UP],
            &[AGENCY, LOGIN, AGENCY],
        ),
        way(
            "agency by password and id",
            plain,
            as_agency(user, BY_ID),
            "project-B",
            &[LOGIN, AGENCY, LOOK_UP],
            &[AGENCY, LOGIN, AGENCY],
        ),
        way(
            "machine, version 1",
            &machine(1),
            Arguments::default(),
            "project-A",
            of_machine,
            &[MACHINE_TOKEN, MACHINE],
        ),
        way(
            "machine, version 2",
            &machine(2),
            Arguments::default(),
            "project-A",
            of_machine,
            &[MACHINE_TOKEN, MACHINE],
        ),
        way(
            "agency by machine",
            &machine(2),
            as_agency(Arguments::default(), BY_ID),
            "project-B",
            &[MACHINE_TOKEN, MACHINE, ASSUME, LOOK_UP],
            &[ASSUME, MACHINE_TOKEN, MACHINE, ASSUME],
        ),
    ]
}

/// How the suite signs in.
pub(in crate::conformance) struct Ways;

impl SignsIn for Ways {
    type Given = Settings;

    const CREATE: &'static str = "CreateVpcPeering";
    const MACHINE: &'static str = MACHINE;
    const NO_CREDENTIALS: [&'static str; 3] = ["access_key", "HW_ACCESS_KEY", "metadata service"];
    const NO_KEYS: &'static str = "has no temporary keys";

    fn new() -> Self {
        Self
    }

    async fn ways(&self) -> Vec<Way<Settings>> {
        ways().await
    }

    fn temporary(&self) -> (Settings, Stage) {
        let mut given = keys();
        given.set("security_token", "TOKEN-A");
        let given = settings(given);
        let stage = stage(&json!({}), given.clone());
        (given, stage)
    }

    fn allowing(&self, beside: &Stage, given: &Settings, project: &str) -> Stage {
        let settings = Settings {
            allowed: [ProjectId::from(project)].into(),
            ..given.clone()
        };
        with(beside, settings)
    }

    fn echoing(
        &self,
        beside: &Stage,
        given: &Settings,
        echo: &Arc<Echo>,
        poison: Option<&Canary>,
    ) -> Stage {
        let mut settings = given.clone();
        for secret in ["password", "auth_token", "security_token"] {
            if let Some(canary) = poison
                && settings.arguments.text(secret).is_some()
            {
                settings.arguments.set(secret, canary.text());
            }
        }
        let configured = alone_over(Arc::<Echo>::clone(echo), settings);
        Stage::of(configured, beside.world.clone(), beside.clock())
    }

    fn on_machine(&self, keys: Option<&str>) -> Stage {
        let seed = keys.map_or_else(|| json!({}), |keys| machine(2, keys));
        stage(&seed, settings(Arguments::default()))
    }

    fn keys(access_key: &str, end: &str) -> Value {
        json!({ "credential": {
            "access": access_key, "secret": "canary", "securitytoken": "canary", "expires_at": end,
        } })
    }

    async fn create(stage: &Stage, number: usize) -> Result<String, Diagnostic> {
        let made = create(stage, numbered(number)).await?;
        Ok(made.requester_project_id.text().unwrap().to_owned())
    }

    fn signing(stage: &Stage) -> Vec<String> {
        let calls = stage.world.calls().into_iter();
        calls
            .filter_map(|call| call.api)
            .filter(|api| api != Self::CREATE)
            .collect()
    }

    fn peerings(world: &World) -> usize {
        world.peerings().len()
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_given_is_told_when_its_time_is_over() {
    let token = by_token().await;
    ten::<Ways>(&token.stage, 0, "project-A").await;
    tokio::time::sleep(25 * HOUR).await;
    for _ in 0..2 {
        let told = create(&token.stage, numbered(50)).await.unwrap_err();
        for part in ["The token must be updated", "401", "auth_token"] {
            assert!(told.detail.contains(part), "{part}: {told:?}");
        }
    }
    // As it is told where it was over from the beginning.
    let again = with(&token.stage, token.given.clone());
    let told = create(&again, numbered(50)).await.unwrap_err();
    assert!(told.summary.contains("cannot sign in"), "{told:?}");
    assert!(told.detail.contains("Set a new auth_token"), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_token_serves_its_own_region_and_project() {
    let token = by_token().await;
    let elsewhere = State {
        region: "eu-de".into(),
        ..numbered(0)
    };
    let told = create(&token.stage, elsewhere).await.unwrap_err();
    assert!(
        told.summary.contains("cannot reach region \"eu-de\""),
        "{told:?}"
    );
    let mut other = token.given.clone();
    other.arguments.set("project_id", "project-of-another");
    let other = with(&token.stage, other);
    let told = create(&other, numbered(0)).await.unwrap_err();
    for part in ["project-A", "project-of-another", "Nothing was written"] {
        assert!(told.detail.contains(part), "{part}: {told:?}");
    }
    assert_eq!(token.stage.world.peerings(), []);
    // A user who may not ask about tokens: the project is found by its name.
    let reply = Reply {
        status: 403,
        body: Some(json!({ "error": { "code": 403, "message": "m", "title": "Forbidden" } })),
        headers: [].into(),
    };
    token.stage.fault(INSPECT, 1, Effect::Answer(reply));
    ten::<Ways>(&token.stage, 0, "project-A").await;
    assert_eq!(token.stage.calls(LOOK_UP), 1);
}

#[tokio::test(start_paused = true)]
async fn a_password_buys_a_token_for_each_region() {
    let stage = stage(&json!({}), settings(user("PW-A")));
    for (number, region) in ["eu-de", REGION, "eu-de", REGION].into_iter().enumerate() {
        let planned = State {
            region: region.into(),
            ..numbered(number)
        };
        create(&stage, planned).await.unwrap();
    }
    assert_eq!(Ways::signing(&stage), [LOGIN, LOGIN]);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_is_tried_once() {
    let stage = stage(&json!({}), settings(user("not-her-password")));
    let told = join_all((0..10).map(|number| create(&stage, numbered(number)))).await;
    for told in told {
        let told = told.unwrap_err();
        assert!(
            told.summary.contains("\"default\" cannot sign in"),
            "{told:?}"
        );
        for part in ["The username or password is", "401", "user_name"] {
            assert!(told.detail.contains(part), "{part}: {told:?}");
        }
    }
    assert_eq!(stage.calls(LOGIN), 1);
    // Nor later: five wrong ones lock the user.
    create(&stage, numbered(0)).await.unwrap_err();
    assert_eq!(stage.world.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_agency_that_is_not_there_is_told_and_is_nothing_that_is_gone() {
    for domain in [BY_NAME, BY_ID] {
        let given = becoming(keys(), "agency-of-nobody", domain);
        let stage = stage(&json!({}), settings(given));
        let told = create(&stage, numbered(0)).await.unwrap_err();
        assert!(told.summary.contains("cannot sign in"), "{told:?}");
        let mut cx = stage.context(MINUTE);
        let stored = State {
            id: "some-id".into(),
            ..numbered(0)
        };
        let read = HuaweiCloudPeering::read(&mut cx, stored).await;
        assert!(read.is_err(), "a 404 of IAM is not one of the peering");
    }
}
