//! The control API: everything under `/_simulator/`, unsigned, for tests and for the curious.
//! Described for users in `docs/guides/simulator.md`.

mod objects;

use std::time::Duration;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::cloud::Cloud;
use super::clouds::CLOUDS;
use super::console::view;
use super::duration::GoDuration;
use super::fault::Rule;
use super::id::AccessKey;
use super::log::{Match, Moment};
use super::refusal::Refusal;
use super::request::{Answer, Request};
use super::world::World;

/// Where it begins. No cloud has such a path.
pub(crate) const PREFIX: &str = "/_simulator";
/// How long an event is waited for when the query does not say.
const WAIT: Duration = Duration::from_secs(30);

/// What a control call does wrong.
#[derive(Debug, thiserror::Error)]
enum Wrong {
    #[error("the body is not what this call takes: {0}")]
    Body(#[from] serde_json::Error),
    #[error("{0}")]
    Query(String),
    #[error("no such call; GET /_simulator/ lists them")]
    Path,
    #[error("{1}")]
    Refused(StatusCode, String),
    #[error("{0}")]
    Broken(String),
}

impl Wrong {
    /// A cloud's refusal.
    fn refused(cloud: &dyn Cloud, refusal: &Refusal) -> Self {
        let status = match refusal {
            Refusal::NoSuchCall => return Self::Path,
            Refusal::NotFound(..) => StatusCode::NOT_FOUND,
            Refusal::Invalid(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::CONFLICT,
        };
        Self::Refused(status, cloud.say(refusal).message)
    }

    fn answer(&self) -> Answer {
        let status = match self {
            Self::Path => StatusCode::NOT_FOUND,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Body(_) | Self::Query(_) => StatusCode::BAD_REQUEST,
            Self::Refused(status, _) => *status,
        };
        error(status, &self.to_string())
    }
}

/// An error in the form of the control API.
pub(crate) fn error(status: StatusCode, why: &str) -> Answer {
    Answer::json(status, json!({ "error": why }))
}

/// The answer to a body that is too large to be read.
pub(crate) fn too_large() -> Answer {
    error(
        StatusCode::PAYLOAD_TOO_LARGE,
        "the body is larger than 12 MB",
    )
}

/// Answers a call of the control API.
pub(crate) async fn answer(world: &World, request: &Request) -> Answer {
    route(world, request)
        .await
        .unwrap_or_else(|wrong| wrong.answer())
}

async fn route(world: &World, request: &Request) -> Result<Answer, Wrong> {
    let parts = request.parts();
    let Some(("_simulator", path)) = parts.split_first().map(|(first, rest)| (*first, rest)) else {
        return Err(Wrong::Path);
    };
    let (get, post) = (Method::GET, Method::POST);
    let method = &request.method;
    match *path {
        [] | [""] if *method == get => Ok(ok(map())),
        ["calls"] => calls(world, method),
        ["events"] if *method == get => events(world, request).await,
        ["faults"] => faults(world, request),
        ["clock"] => time(world, request),
        ["pace"] => pace(world, request),
        ["view"] if *method == get => Ok(ok(view::of(world))),
        ["seed"] if *method == get => Ok(ok(json!(world.seed()))),
        ["reset"] if *method == post => {
            let broken = |error: super::error::Error| Wrong::Broken(error.to_string());
            world.reset().map_err(broken)?;
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        ["clusters", id] if *method == Method::DELETE => {
            let gone = world.change(|context| {
                context.objects.gone.insert((*id).into());
                Ok(())
            });
            gone.map_err(|_| Wrong::Broken("the state file cannot be written".to_owned()))?;
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        ["peerings" | "services" | "endpoints", ..] => objects::answer(world, request, path),
        _ => Err(Wrong::Path),
    }
}

fn ok(body: Value) -> Answer {
    Answer::json(StatusCode::OK, body)
}

/// What `GET /_simulator/` shows.
fn map() -> Value {
    let names: Vec<&str> = CLOUDS.iter().map(|cloud| cloud.name).collect();
    let (first, others) = names.split_first().unwrap_or((&"", &[]));
    let names = format!("{first} (default), {}", others.join(", "));
    json!({
        "GET calls": "every call so far",
        "DELETE calls": "forgets them",
        "GET events": "waits for calls: ?method&path&api&access_key&after&count&until=arrived|ended&wait",
        "GET peerings": "every peering, whoever owns it",
        "POST peerings": format!("creates one for the tenants that the body names; cloud: {names}"),
        "GET peerings/{id}": "one of them",
        "PATCH peerings/{id}": "sets status, name, description, tags, or what this cloud alone has, such as biz_status, routes or status_message",
        "DELETE peerings/{id}": "removes it at once",
        "POST peerings/{id}/accept|reject|expire|delete|fail": "acts for whoever is entitled, or for the cloud",
        "DELETE clusters/{id}": "deletes a cluster, and leaves its peerings to the VPC API",
        "GET|POST services": format!("lists or creates endpoint services; cloud: {names}"),
        "GET|PATCH|DELETE services/{id}": "one of them: sets status, approval_enabled or permissions",
        "GET|POST endpoints": "lists endpoints, or creates one for the tenant that the body names",
        "GET|PATCH|DELETE endpoints/{id}": "one of them: sets status, description, errors, bandwidth or requester",
        "POST endpoints/{id}/accept|reject|delete|fail|freeze|thaw": "acts for whoever is entitled, or for the cloud",
        "GET|POST|DELETE faults": "lists, adds or removes the rules that disturb calls",
        "GET|POST clock": "shows the time, or advances it by the body's advance",
        "GET|POST pace": "shows or sets latency and settle",
        "GET view": "what the page at / shows; as text/event-stream again after each change",
        "GET seed": "the seed in force",
        "POST reset": "back to the seed",
    })
}

fn calls(world: &World, method: &Method) -> Result<Answer, Wrong> {
    match *method {
        Method::GET => Ok(ok(json!({ "calls": world.calls() }))),
        Method::DELETE => {
            world.clear_calls();
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        _ => Err(Wrong::Path),
    }
}

/// Long-polls for calls: 200 with them, or 408 with those that came in time.
async fn events(world: &World, request: &Request) -> Result<Answer, Wrong> {
    let number = |name: &str, default: u64| match request.query(name) {
        None => Ok(default),
        Some(text) => text
            .parse()
            .map_err(|_| Wrong::Query(format!("{name}={text} is not a number"))),
    };
    let after = number("after", 0)?;
    let count = usize::try_from(number("count", 1)?).unwrap_or(usize::MAX);
    let moment = match request.query("until").as_deref() {
        None | Some("arrived") => Moment::Arrived,
        Some("ended") => Moment::Ended,
        Some(other) => {
            return Err(Wrong::Query(format!(
                "until={other} is neither arrived nor ended"
            )));
        }
    };
    let wait = match request.query("wait") {
        None => WAIT,
        Some(text) => {
            let read: Result<GoDuration, _> = text.parse();
            read.map_err(|error| Wrong::Query(error.to_string()))?.0
        }
    };
    let on = Match {
        method: request.query("method"),
        path: request.query("path"),
        api: request.query("api"),
        access_key: request.query("access_key").map(AccessKey::from),
    };
    let waiting = world.log().wait(&on, after, count, moment);
    let (status, found) = match tokio::time::timeout(wait, waiting).await {
        Ok(found) => (StatusCode::OK, found),
        Err(_) => (
            StatusCode::REQUEST_TIMEOUT,
            world.log().find(&on, after, count, moment),
        ),
    };
    Ok(Answer::json(status, json!({ "calls": found })))
}

fn faults(world: &World, request: &Request) -> Result<Answer, Wrong> {
    match request.method {
        Method::GET => Ok(ok(json!({ "faults": world.faults() }))),
        Method::POST => {
            let rule: Rule = serde_json::from_slice(&request.body)?;
            world.add_fault(rule.clone());
            Ok(Answer::json(StatusCode::CREATED, json!(rule)))
        }
        Method::DELETE => {
            world.clear_faults();
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        _ => Err(Wrong::Path),
    }
}

fn time(world: &World, request: &Request) -> Result<Answer, Wrong> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Advance {
        advance: GoDuration,
    }
    let now = match request.method {
        Method::GET => world.now(),
        Method::POST => {
            let by: Advance = serde_json::from_slice(&request.body)?;
            let broken = |error: super::state::StateError| Wrong::Broken(error.to_string());
            world.advance(by.advance.0).map_err(broken)?
        }
        _ => return Err(Wrong::Path),
    };
    Ok(ok(json!({ "now": now.to_string() })))
}

fn pace(world: &World, request: &Request) -> Result<Answer, Wrong> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Pace {
        latency: Option<GoDuration>,
        settle: Option<GoDuration>,
    }
    let (mut latency, mut settle) = world.pace();
    match request.method {
        Method::GET => {}
        Method::POST => {
            let wanted: Pace = serde_json::from_slice(&request.body)?;
            latency = wanted.latency.map_or(latency, |one| one.0);
            settle = wanted.settle.map_or(settle, |one| one.0);
            world.set_pace(latency, settle);
        }
        _ => return Err(Wrong::Path),
    }
    Ok(ok(json!({
        "latency": GoDuration(latency),
        "settle": GoDuration(settle),
    })))
}
