//! Every way to sign in, on paused time: what is called, how often, and what happens when the time of
//! a token or of temporary keys is over in the middle of a run.

mod echoes;

use std::time::Duration;

use crate::typed::huaweicloud::peering::{HuaweiCloudPeering, State};
use serde_json::{Value, json};
use vpcconnect::cloud::huaweicloud::config::Settings;
use vpcconnect::cloud::huaweicloud::ids::ProjectId;
use vpcconnect::credential::arguments::Arguments;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::framework::model::Field;
use vpcconnect::operation::Clock;
use vpcconnect::simulator::{Effect, Options, Reply, World};

use super::stage::{MINUTE, Stage, alone, join_all, request};

const REGION: &str = "cn-north-4";
const HOUR: Duration = Duration::from_secs(3600);
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

/// Ten at once; each succeeds and belongs to `project`.
async fn ten(stage: &Stage, from: usize, project: &str) {
    for made in join_all((from..from + 10).map(|number| create(stage, numbered(number)))).await {
        assert_eq!(made.unwrap().requester_project_id, Field::from(project));
    }
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

/// One way to sign in.
struct Way {
    name: &'static str,
    settings: Settings,
    stage: Stage,
    /// Whose project it leads to.
    project: &'static str,
    /// What is called before the first call of the service.
    calls: &'static [&'static str],
    /// What is called when the time of everything was over earlier than it was told.
    again: &'static [&'static str],
}

impl Way {
    /// Another account on the same cloud.
    fn with(&self, settings: Settings) -> Stage {
        let world = self.stage.world.clone();
        Stage::of(alone(&world, settings), world, self.stage.clock())
    }
}

async fn ways() -> Vec<Way> {
    let way = |name, seed: &Value, given, project, calls, again| {
        let settings = settings(given);
        let stage = stage(seed, settings.clone());
        Way {
            name,
            settings,
            stage,
            project,
            calls,
            again,
        }
    };
    let plain = &json!({});
    let machine = |version: u8| json!({ "machine": { "access_key": "A", "version": version } });
    let mut token = way(
        "token",
        plain,
        Arguments::default(),
        "project-A",
        &[INSPECT],
        &[],
    );
    let bought = bought(&token.stage.world).await;
    token.settings.arguments.set("auth_token", &bought);
    token.stage = token.with(token.settings.clone());
    token.stage.world.clear_calls();
    let of_machine: &[&str] = &[MACHINE_TOKEN, MACHINE, LOOK_UP];
    let user = user("PW-A");
    vec![
        token,
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

/// The calls that signed in.
fn signing(stage: &Stage) -> Vec<String> {
    let calls = stage.world.calls().into_iter();
    calls
        .filter_map(|call| call.api)
        .filter(|api| api != "CreateVpcPeering")
        .collect()
}

#[tokio::test(start_paused = true)]
async fn ten_at_once_sign_in_once() {
    for way in ways().await {
        ten(&way.stage, 0, way.project).await;
        assert_eq!(signing(&way.stage), way.calls, "{}", way.name);
        assert_eq!(way.stage.calls("CreateVpcPeering"), 10, "{}", way.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_of_three_days_never_meets_a_401() {
    for way in ways().await {
        // A token that was given ends with its day.
        let hours = if way.name == "token" { 23 } else { 72 };
        ten(&way.stage, 0, way.project).await;
        for hour in 1..hours {
            tokio::time::sleep(HOUR).await;
            create(&way.stage, numbered(100 + hour)).await.unwrap();
        }
        let calls = way.stage.world.calls();
        let refused = calls.iter().filter(|call| call.status == Some(401));
        assert_eq!(refused.count(), 0, "{}", way.name);
    }
}

#[tokio::test(start_paused = true)]
async fn what_ends_early_is_renewed_once_for_all_who_are_refused() {
    for way in ways().await {
        if way.again.is_empty() {
            continue;
        }
        let stage = &way.stage;
        ten(stage, 0, way.project).await;
        // The cloud's clock leaps, ours does not: nobody here knows that the time is over.
        stage.world.advance(25 * HOUR).unwrap();
        stage.world.clear_calls();
        ten(stage, 20, way.project).await;
        assert_eq!(signing(stage), way.again, "{}", way.name);
        assert_eq!(stage.effects("CreateVpcPeering"), 10, "{}", way.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_given_is_told_when_its_time_is_over() {
    let ways = ways().await;
    let token = ways.iter().find(|way| way.name == "token").unwrap();
    ten(&token.stage, 0, "project-A").await;
    tokio::time::sleep(25 * HOUR).await;
    for _ in 0..2 {
        let told = create(&token.stage, numbered(50)).await.unwrap_err();
        for part in ["The token must be updated", "401", "auth_token"] {
            assert!(told.detail.contains(part), "{part}: {told:?}");
        }
    }
    // As it is told where it was over from the beginning.
    let again = token.with(token.settings.clone());
    let told = create(&again, numbered(50)).await.unwrap_err();
    assert!(told.summary.contains("cannot sign in"), "{told:?}");
    assert!(told.detail.contains("Set a new auth_token"), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_token_serves_its_own_region_and_project() {
    let ways = ways().await;
    let token = ways.iter().find(|way| way.name == "token").unwrap();
    let elsewhere = State {
        region: "eu-de".into(),
        ..numbered(0)
    };
    let told = create(&token.stage, elsewhere).await.unwrap_err();
    assert!(
        told.summary.contains("cannot reach region \"eu-de\""),
        "{told:?}"
    );
    let mut other = token.settings.clone();
    other.arguments.set("project_id", "project-of-another");
    let other = token.with(other);
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
    ten(&token.stage, 0, "project-A").await;
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
    assert_eq!(signing(&stage), [LOGIN, LOGIN]);
}

#[tokio::test(start_paused = true)]
async fn without_a_machine_that_gives_any_there_are_no_credentials() {
    let stage = stage(&json!({}), settings(Arguments::default()));
    let told = create(&stage, numbered(0)).await.unwrap_err();
    assert!(
        told.summary.contains("\"default\" has no credentials"),
        "{told:?}"
    );
    for part in ["access_key", "HW_ACCESS_KEY", "metadata service"] {
        assert!(told.detail.contains(part), "{part}: {told:?}");
    }
    // Elsewhere nobody answers at all, and nobody is waited for.
    stage.world.set_pace(100 * HOUR, Duration::ZERO);
    let begun = vpcconnect::operation::monotonic();
    create(&stage, numbered(0)).await.unwrap_err();
    assert!(
        begun.elapsed() <= Duration::from_millis(1100),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_machine_whose_keys_are_none_is_told_so() {
    for (key, end, expected) in [
        ("", "2026-11-21T11:00:00Z", "has no temporary keys"),
        ("canary", "2026-11-21T09:59:59Z", "that have expired"),
    ] {
        let seed = json!({ "machine": { "access_key": "A", "version": 2 } });
        let stage = stage(&seed, settings(Arguments::default()));
        let reply = Reply {
            status: 200,
            body: Some(json!({ "credential": {
                "access": key, "secret": "canary", "securitytoken": "canary", "expires_at": end,
            } })),
            headers: [].into(),
        };
        stage.fault(MACHINE, 1, Effect::Answer(reply));
        let told = create(&stage, numbered(0)).await.unwrap_err();
        assert!(told.detail.contains(expected), "{told:?}");
        assert!(!told.detail.contains("canary"), "{told:?}");
        assert_eq!(stage.world.peerings(), []);
    }
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

#[tokio::test(start_paused = true)]
async fn allowed_projects_hold_for_every_way_before_anything_is_written() {
    for way in ways().await {
        let allowed = |project: &str| Settings {
            allowed: [ProjectId::from(project)].into(),
            ..way.settings.clone()
        };
        let other = way.with(allowed("another"));
        let told = create(&other, numbered(0)).await.unwrap_err();
        for part in [way.project, "Nothing was written"] {
            assert!(told.detail.contains(part), "{}: {told:?}", way.name);
        }
        assert_eq!(way.stage.world.peerings(), [], "{}", way.name);
        let right = way.with(allowed(way.project));
        create(&right, numbered(0)).await.unwrap();
    }
}
