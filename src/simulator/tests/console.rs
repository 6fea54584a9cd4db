//! The page, what it shows and how it learns of it.

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::server::{say, start};
use super::{control, tenant, world};
use crate::simulator::{Simulator, World};

/// Gets a path as a browser does that shows one of the simulator's pages.
async fn browse(simulator: &Simulator, path: &str, accept: &str) -> String {
    let host = simulator.address();
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\nSec-Fetch-Site: same-origin\r\n\
         Connection: close\r\n\r\n"
    );
    say(simulator, &head).await.unwrap()
}

#[tokio::test]
async fn the_page_has_all_it_needs_and_may_do_nothing_else() {
    let simulator = start().await;
    let page = browse(&simulator, "/", "text/html,*/*;q=0.8").await;
    let (head, text) = page.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    for header in [
        "content-type: text/html; charset=utf-8",
        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';",
        "frame-ancestors 'none'",
        "x-content-type-options: nosniff",
    ] {
        assert!(head.contains(header), "{header}: {head}");
    }
    assert!(
        !head.contains("unsafe") && !text.contains(" style="),
        "{page}"
    );
    // Every file that it names is served, from here.
    let files = text.split('"').filter(|part| part.starts_with('/'));
    let mut kinds = Vec::new();
    for file in files {
        let served = browse(&simulator, file, "*/*").await;
        assert!(served.starts_with("HTTP/1.1 200 "), "{file}: {served}");
        kinds.push(file.rsplit_once('.').unwrap().1);
    }
    assert_eq!(kinds, ["svg", "css", "js"]);
    assert_eq!(
        text.matches("<script").count(),
        1,
        "none is within the page"
    );
    assert!(
        simulator.calls().is_empty(),
        "none of these is a cloud's call"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_a_clouds_call_stays_one() {
    let world = world(|_| {});
    for (method, header) in [
        ("GET", ("accept", "*/*")),
        ("POST", ("accept", "text/html")),
        ("GET", ("x-acs-action", "ListVpcPeerConnections")),
    ] {
        let request = http::Request::builder().method(method).uri("/");
        let request = request.header(header.0, header.1).body(Vec::new()).unwrap();
        let answer = world.answer(request).await.unwrap();
        assert!(answer.status().is_client_error(), "{method} {header:?}");
    }
    assert_eq!(world.calls().len(), 3);
}

/// How many that makes.
fn count(world: &World) -> usize {
    2 * world.clouds().len()
}

/// One connection of every kind on every cloud, of tenant A to tenant B.
async fn everything(world: &World) {
    for cloud in world.clouds() {
        let cloud = cloud.name();
        let of = |body: Value| {
            let mut body = body;
            body["cloud"] = json!(cloud);
            body
        };
        let peering = json!({ "requester": "A", "accepter": "B", "requester_vpc_id": "vpc-a", "accepter_vpc_id": "vpc-b" });
        let service = json!({ "owner": "B", "id": format!("service-{cloud}") });
        let endpoint = json!({ "requester": "A", "service_id": format!("service-{cloud}") });
        for (path, body) in [
            ("peerings", peering),
            ("services", service),
            ("endpoints", endpoint),
        ] {
            let made = control(world, "POST", path, &of(body)).await;
            assert_eq!(made.status, 201, "{cloud}: {path}");
        }
    }
}

fn connections(view: &Value) -> Vec<Value> {
    view["connections"].as_array().unwrap().clone()
}

/// The buttons of one side of a connection.
fn buttons(one: &Value, side: &str) -> Vec<String> {
    serde_json::from_value(one[side]["may"].clone()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_buttons_are_those_that_the_rules_allow() {
    for first in ["", "accept", "reject", "expire"] {
        for act in ["accept", "reject", "expire", "delete"] {
            let world = world(|_| {});
            everything(&world).await;
            let path = |one: &Value, act: &str| {
                format!(
                    "{}s/{}/{act}",
                    one["kind"].as_str().unwrap(),
                    one["id"].as_str().unwrap()
                )
            };
            let view = control(&world, "GET", "view", &Value::Null).await.body;
            for one in connections(&view) {
                control(&world, "POST", &path(&one, first), &Value::Null).await;
            }
            let view = control(&world, "GET", "view", &Value::Null).await.body;
            let all = connections(&view);
            assert_eq!(all.len(), count(&world));
            for one in all {
                let mut shown = buttons(&one, "requester");
                shown.extend(buttons(&one, "accepter"));
                let done = control(&world, "POST", &path(&one, act), &Value::Null).await;
                let is_done = done.status == 200 || done.status == 204;
                // What was answered so before may be answered so again, which a button need not offer.
                let is_again = is_done && act == first;
                assert!(
                    is_again || is_done == shown.contains(&act.to_owned()),
                    "{act} after {first}: {one}"
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn it_shows_who_is_waited_for_and_who_may_what() {
    let world = world(|_| {});
    everything(&world).await;
    let view = control(&world, "GET", "view", &Value::Null).await.body;
    let all = connections(&view);
    let titles: Vec<_> = world
        .clouds()
        .iter()
        .map(|one| one.basics().title)
        .collect();
    for one in &all {
        assert!(titles.contains(&one["cloud"].as_str().unwrap()), "{one}");
        assert_eq!(
            (&one["requester"]["who"], &one["accepter"]["who"]),
            (&json!("A"), &json!("B"))
        );
        assert!(one["waits_for"].is_string(), "{one}");
        assert_eq!(one["is_connected"], false);
        assert!(
            !buttons(one, "requester").contains(&"accept".to_owned()),
            "{one}"
        );
        assert!(
            buttons(one, "accepter").contains(&"accept".to_owned()),
            "{one}"
        );
        assert_eq!(
            one["expires_at"].is_string(),
            one["kind"] == "peering",
            "{one}"
        );
    }
    // A request that names the other side's tenant alone is theirs as well.
    tenant(&world, "A")
        .create("named", "e", "f", "project-B")
        .await;
    let view = control(&world, "GET", "view", &Value::Null).await.body;
    let named = connections(&view)
        .into_iter()
        .find(|one| one["name"] == "named")
        .unwrap();
    let who = (&named["requester"]["who"], &named["accepter"]["who"]);
    assert_eq!(who, (&json!("A"), &json!("B")));
    // Who has not called yet is known by the account.
    let new = json!({ "requester": "C", "requester_vpc_id": "c", "accepter_vpc_id": "d" });
    control(&world, "POST", "peerings", &new).await;
    let requester = async || {
        let view = control(&world, "GET", "view", &Value::Null).await.body;
        let new = connections(&view)
            .into_iter()
            .find(|one| one["requester"]["vpc_id"] == "c");
        new.unwrap()["requester"]["who"].clone()
    };
    assert_eq!(requester().await, "domain-C");
    tenant(&world, "C")
        .call("GET", "/v2.0/vpc/peerings", "")
        .await;
    assert_eq!(requester().await, "C");
}

#[tokio::test(start_paused = true)]
async fn of_many_the_ones_that_wait_are_shown() {
    let world = world(|_| {});
    for number in 0..300 {
        let new = json!({
            "requester": "A", "accepter": "B", "requester_vpc_id": format!("a-{number}"), "accepter_vpc_id": "b",
            "status": if number == 150 { "PENDING_ACCEPTANCE" } else { "ACTIVE" },
        });
        control(&world, "POST", "peerings", &new).await;
    }
    let view = control(&world, "GET", "view", &Value::Null).await.body;
    let waits = connections(&view)
        .into_iter()
        .filter(|one| one["waits_for"] == "answer");
    assert_eq!(
        (waits.count(), connections(&view).len(), &view["hidden"]),
        (1, 200, &json!(100))
    );
}

#[tokio::test]
async fn calls_answers_and_time_are_told_as_they_come() {
    let simulator = start().await;
    let stream = TcpStream::connect(simulator.address()).await.unwrap();
    let mut stream = BufReader::new(stream);
    let head =
        "GET /_simulator/view HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut next = async || {
        loop {
            let mut line = String::new();
            assert_ne!(stream.read_line(&mut line).await.unwrap(), 0, "it ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str::<Value>(data).unwrap();
            }
        }
    };
    assert_eq!(next().await["connections"], json!([]));
    let host = simulator.address();
    let post = async |path: &str, body: &str| {
        let length = body.len();
        let head = format!(
            "POST /_simulator/{path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: close\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        let answer = say(&simulator, &head).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
    };
    post(
        "peerings",
        r#"{ "requester": "A", "accepter": "B", "requester_vpc_id": "a", "accepter_vpc_id": "b" }"#,
    )
    .await;
    let one = connections(&next().await).remove(0);
    assert_eq!(one["status"], "PENDING_ACCEPTANCE");
    let unsigned = browse(&simulator, "/v2.0/vpc/peerings", "*/*").await;
    assert!(unsigned.starts_with("HTTP/1.1 401 "));
    let mut call = next().await["calls"][0].clone();
    while call["end"] == "open" {
        call = next().await["calls"][0].clone();
    }
    assert_eq!(
        (&call["api"], &call["status"]),
        (&json!("ListVpcPeerings"), &json!(401))
    );
    post(
        &format!("peerings/{}/accept", one["id"].as_str().unwrap()),
        "",
    )
    .await;
    assert_eq!(connections(&next().await)[0]["status"], "ACTIVE");
    // An open page does not hold up the end.
    simulator.stop().await;
}
