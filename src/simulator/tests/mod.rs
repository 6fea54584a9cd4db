//! The simulator as its callers see it: signed requests in, answers out, on a clock that the test owns.

mod cluster;
mod console;
mod control;
mod ec2;
mod ec2_endpoints;
mod ec2_gateway;
mod ec2_pairs;
mod endpoint;
mod fault;
mod gateway;
mod listing;
mod peering;
mod privatelink;
mod restart;
mod rpc;
mod server;
mod sign_in;
mod sso;

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::huaweicloud::sign;
use super::request::Request;
use super::{Dropped, Options, Seed, World};
use crate::operation::Clock;

/// What came back.
#[derive(Debug)]
struct Reply {
    status: u16,
    headers: http::HeaderMap,
    body: Value,
}

impl Reply {
    /// The `type` of the service's error body.
    fn kind(&self) -> &str {
        self.body["NeutronError"]["type"].as_str().unwrap_or("")
    }

    /// The gateway's error code.
    fn code(&self) -> &str {
        self.body["error_code"].as_str().unwrap_or("")
    }
}

/// A tenant that signs.
#[derive(Clone)]
struct Tenant {
    world: World,
    key: String,
    secret: String,
    headers: Vec<(String, String)>,
    prefix: String,
    /// Added to the time of the signature.
    skew: i64,
}

fn tenant(world: &World, key: &str) -> Tenant {
    Tenant {
        world: world.clone(),
        key: key.into(),
        secret: format!("SK-{key}"),
        headers: Vec::new(),
        prefix: String::new(),
        skew: 0,
    }
}

impl Tenant {
    fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    fn signed(&self, method: &str, path: &str, body: &str) -> http::Request<Vec<u8>> {
        let second = self.world.now().as_second() + self.skew;
        let date = Timestamp::from_second(second)
            .unwrap()
            .to_zoned(TimeZone::UTC)
            .strftime("%Y%m%dT%H%M%SZ")
            .to_string();
        let mut builder = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.prefix))
            .header("host", "simulator")
            .header("x-sdk-date", date);
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        let mut request = builder.body(body.as_bytes().to_vec()).unwrap();
        let (head, body) = request.clone().into_parts();
        let seen = Request::new(head, body);
        let names = ["host", "x-sdk-date"];
        let authorization = sign::authorize(&seen, &self.key, &self.secret, &names);
        let headers = request.headers_mut();
        headers.insert("authorization", authorization.parse().unwrap());
        request
    }

    async fn try_call(&self, method: &str, path: &str, body: &str) -> Result<Reply, Dropped> {
        let answer = self.world.answer(self.signed(method, path, body)).await?;
        let (head, body) = answer.into_parts();
        Ok(Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        })
    }

    async fn call(&self, method: &str, path: &str, body: &str) -> Reply {
        self.try_call(method, path, body).await.unwrap()
    }

    async fn create(&self, name: &str, from: &str, to: &str, project: &str) -> Reply {
        let body = json!({ "peering": {
            "name": name,
            "request_vpc_info": { "vpc_id": from },
            "accept_vpc_info": { "vpc_id": to, "tenant_id": project },
        }});
        self.call("POST", "/v2.0/vpc/peerings", &body.to_string())
            .await
    }

    /// Creates a request to tenant B between VPCs `a` and `b`, and gives its id.
    async fn ask(&self) -> String {
        let made = self.create("ask", "a", "b", "project-B").await;
        assert_eq!(made.status, 201, "{made:?}");
        made.body["peering"]["id"].as_str().unwrap().to_owned()
    }

    async fn show(&self, id: &str) -> Reply {
        self.call("GET", &format!("/v2.0/vpc/peerings/{id}"), "")
            .await
    }

    async fn status(&self, id: &str) -> String {
        let shown = self.show(id).await;
        match shown.body["peering"]["status"].as_str() {
            Some(status) => status.to_owned(),
            None => shown.status.to_string(),
        }
    }

    async fn put(&self, id: &str, action: &str) -> Reply {
        self.call("PUT", &format!("/v2.0/vpc/peerings/{id}/{action}"), "")
            .await
    }

    async fn update(&self, id: &str, change: Value) -> Reply {
        let body = json!({ "peering": change }).to_string();
        self.call("PUT", &format!("/v2.0/vpc/peerings/{id}"), &body)
            .await
    }

    async fn delete(&self, id: &str) -> Reply {
        self.call("DELETE", &format!("/v2.0/vpc/peerings/{id}"), "")
            .await
    }
}

/// A world on tokio's time, so that a paused runtime leaps over its delays.
fn world(change: impl FnOnce(&mut Options)) -> World {
    let base: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
    let mut options = Options {
        clock: Clock::starting_at(base),
        ..Options::default()
    };
    change(&mut options);
    World::new(options).unwrap()
}

fn seeded(seed: &Value) -> World {
    let seed: Seed = serde_json::from_value(seed.clone()).unwrap();
    world(|options| options.seed = Some(seed))
}

fn three(world: &World) -> (Tenant, Tenant, Tenant) {
    (tenant(world, "A"), tenant(world, "B"), tenant(world, "C"))
}

/// A call of the control API.
async fn control(world: &World, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() {
        Vec::new()
    } else {
        body.to_string().into_bytes()
    };
    let request = http::Request::builder()
        .method(method)
        .uri(format!("/_simulator/{path}"))
        .body(body)
        .unwrap();
    let (head, body) = world.answer(request).await.unwrap().into_parts();
    Reply {
        status: head.status.as_u16(),
        headers: head.headers,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    }
}

const fn hours(count: u64) -> Duration {
    Duration::from_secs(count * 3600)
}
