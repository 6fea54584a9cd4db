//! Who is let in, and how fast: signatures, projects, tokens, locks, limits; and the project look-up.

use std::time::Duration;

use serde_json::json;

use super::{seeded, tenant, three, world};

const LIST: &str = "/v2.0/vpc/peerings";

#[tokio::test(start_paused = true)]
async fn five_wrong_signatures_lock_a_key_for_five_minutes() {
    let world = world(|_| {});
    let good = tenant(&world, "A");
    let mut bad = good.clone();
    bad.secret = "wrong".into();
    for _ in 0..4 {
        assert_eq!(bad.call("GET", LIST, "").await.status, 401);
    }
    // A success starts the count anew.
    assert_eq!(good.call("GET", LIST, "").await.status, 200);
    for _ in 0..5 {
        let answer = bad.call("GET", LIST, "").await;
        assert_eq!((answer.status, answer.code()), (401, "APIGW.0301"));
        assert!(!answer.body.to_string().contains("locked"));
    }
    let locked = good.call("GET", LIST, "").await;
    assert_eq!((locked.status, locked.code()), (401, "APIGW.0301"));
    assert!(locked.body.to_string().contains("locked"));
    let other = tenant(&world, "B");
    assert_eq!(other.call("GET", LIST, "").await.status, 200);
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(good.call("GET", LIST, "").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_signature_is_good_for_15_minutes_either_way_and_does_not_lock() {
    let world = world(|_| {});
    let mut a = tenant(&world, "A");
    for (skew, status) in [(900, 200), (-900, 200), (901, 401), (-901, 401)] {
        a.skew = skew;
        for _ in 0..6 {
            assert_eq!(a.call("GET", LIST, "").await.status, status, "{skew}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn advancing_the_clock_does_not_age_signatures() {
    let world = world(|_| {});
    let mut a = tenant(&world, "A");
    world.advance(super::hours(5)).unwrap();
    a.skew = -5 * 3600;
    let answer = a.call("GET", LIST, "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["date"], "Fri, 02 Jan 2026 08:04:05 GMT");
}

#[tokio::test(start_paused = true)]
async fn an_unsigned_call_is_refused_and_an_unknown_path_is_not_published() {
    let world = world(|_| {});
    let request = || http::Request::get(LIST).body(Vec::new()).unwrap();
    let answer = world.answer(request()).await.unwrap();
    assert_eq!(answer.status(), 401);
    let mut basic = request();
    let header = "Basic QTpTSy1B".parse().unwrap();
    basic.headers_mut().insert("authorization", header);
    assert_eq!(world.answer(basic).await.unwrap().status(), 401);
    let a = tenant(&world, "A");
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/v2.0/vpc/peering"),
        ("GET", "/v2.0/vpc/peerings/"),
        ("PATCH", "/v2.0/vpc/peerings/x"),
        ("POST", "/v2.0/vpc/peerings/x/accept"),
        ("PUT", "/v2.0/vpc/peerings/x/approve"),
        ("POST", "/v3/projects"),
    ] {
        let answer = a.call(method, path, "").await;
        assert_eq!(
            (answer.status, answer.code()),
            (404, "APIGW.0101"),
            "{path}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_project_must_be_the_callers_own() {
    let world = seeded(&json!({ "huaweicloud": { "projects": {
        "S": [{ "id": "main", "name": "cn-north-4" }, { "id": "sub", "name": "cn-north-4_team" }],
    }}}));
    let own = tenant(&world, "A").with("x-project-id", "project-A");
    assert_eq!(own.call("GET", LIST, "").await.status, 200);
    let other = tenant(&world, "A").with("x-project-id", "project-B");
    let answer = other.call("GET", LIST, "").await;
    assert_eq!((answer.status, answer.code()), (403, "APIGW.0306"));
    // The seed's projects: the region's by default, a sub-project when named.
    let made = tenant(&world, "S").create("n", "a", "b", "project-B").await;
    let from = &made.body["peering"]["request_vpc_info"]["tenant_id"];
    assert_eq!(from, "main");
    let sub = tenant(&world, "S").with("x-project-id", "sub");
    let made = sub.create("n", "a", "c", "project-B").await;
    let from = &made.body["peering"]["request_vpc_info"]["tenant_id"];
    assert_eq!(from, "sub");
}

#[tokio::test(start_paused = true)]
async fn a_temporary_key_needs_its_token() {
    let world = world(|_| {});
    let key = tenant(&world, "TMP1");
    assert_eq!(key.call("GET", LIST, "").await.status, 401);
    let wrong = key.clone().with("x-security-token", "TOKEN-TMP2");
    assert_eq!(wrong.call("GET", LIST, "").await.status, 401);
    let right = key.with("x-security-token", "TOKEN-TMP1");
    assert_eq!(right.call("GET", LIST, "").await.status, 200);
    let permanent = tenant(&world, "A").with("x-security-token", "anything");
    assert_eq!(permanent.call("GET", LIST, "").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn throttling_is_per_tenant_and_api_and_slides() {
    let world = seeded(&json!({
        "rate": { "calls": 2, "per_seconds": 60 },
        "rates": { "CreateVpcPeering": { "calls": 1, "per_seconds": 1 } },
    }));
    let (a, b, _) = three(&world);
    a.call("GET", LIST, "").await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    a.call("GET", LIST, "").await;
    let limited = a.call("GET", LIST, "").await;
    assert_eq!((limited.status, limited.code()), (429, "APIGW.0308"));
    assert_eq!(
        limited.body["error_msg"],
        "The throttling threshold has been reached: policy user over ratelimit,limit:2,time:60 second"
    );
    assert_eq!(b.call("GET", LIST, "").await.status, 200);
    a.ask().await;
    assert_eq!(a.create("n", "a", "c", "project-B").await.status, 429);
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(a.call("GET", LIST, "").await.status, 200);
    assert_eq!(a.call("GET", LIST, "").await.status, 429);
}

#[tokio::test(start_paused = true)]
async fn every_answer_has_a_request_id_and_the_simulators_date() {
    let world = world(|_| {});
    let a = tenant(&world, "A");
    let (one, two) = (a.call("GET", LIST, "").await, a.call("GET", "/x", "").await);
    assert_eq!(one.headers["date"], "Fri, 02 Jan 2026 03:04:05 GMT");
    assert_ne!(one.headers["x-request-id"], two.headers["x-request-id"]);
    assert_eq!(
        two.body["request_id"],
        two.headers["x-request-id"].to_str().unwrap()
    );
}

#[tokio::test(start_paused = true)]
async fn the_project_of_a_region_is_found_by_name() {
    let world = seeded(&json!({ "huaweicloud": { "projects": {
        "NONE": [],
        "TWO": [{ "id": "p1", "name": "cn-north-4" }, { "id": "p2", "name": "cn-north-4" }],
    }}}));
    let find = async |key: &str, query: &str| {
        let path = format!("/v3/projects{query}");
        let answer = tenant(&world, key).call("GET", &path, "").await;
        assert_eq!(answer.status, 200);
        let all = answer.body["projects"].as_array().unwrap().clone();
        all.iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(find("A", "?name=cn-north-4").await, ["project-A"]);
    assert_eq!(find("A", "?name=eu-west-101").await, ["project-A"]);
    assert!(find("A", "?name=MOS").await.is_empty());
    assert_eq!(find("A", "").await, ["project-A"]);
    assert!(find("NONE", "?name=cn-north-4").await.is_empty());
    assert_eq!(find("TWO", "?name=cn-north-4").await, ["p1", "p2"]);
    let path = "/v3/projects?name=cn-north-4";
    let answer = tenant(&world, "A").call("GET", path, "").await;
    let project = &answer.body["projects"][0];
    assert_eq!(project["domain_id"], "domain-A");
    assert_eq!(project["enabled"], true);
    let domains = tenant(&world, "A")
        .call("GET", "/v3/auth/domains", "")
        .await;
    assert_eq!(domains.body["domains"][0]["id"], "domain-A");
}

#[tokio::test(start_paused = true)]
async fn a_caller_finds_its_own_user_by_name() {
    let world = world(|_| {});
    let a = tenant(&world, "A");
    for (query, count) in [("?name=user-A", 1), ("", 1), ("?name=user-B", 0)] {
        let found = a.call("GET", &format!("/v3/users{query}"), "").await;
        assert_eq!(found.status, 200);
        let users = found.body["users"].as_array().unwrap();
        assert_eq!(users.len(), count, "{query}");
        if let Some(user) = users.first() {
            assert_eq!(
                (&user["name"], &user["domain_id"]),
                (&"user-A".into(), &"domain-A".into())
            );
        }
    }
}
