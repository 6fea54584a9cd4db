//! VPC Endpoint as both sides see it.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Reply, Tenant, control, seeded, three};
use crate::simulator::World;

const SERVICES: &str = "/v1/project-A/vpc-endpoint-services";

/// A cloud in which tenant A owns the service `s`.
fn offering(doubts: &Value) -> World {
    seeded(&json!({ "huaweicloud": { "vpcep": {
        "services": [{ "owner": "A", "id": "s" }, { "owner": "A", "id": "other" }],
        "doubts": doubts,
    } } }))
}

async fn ask(consumer: &Tenant) -> String {
    let body = json!({ "endpoint_service_id": "s", "vpc_id": "v", "description": "theirs" });
    let path = format!("/v1/project-{}/vpc-endpoints", consumer.key);
    let made = consumer.call("POST", &path, &body.to_string()).await;
    assert_eq!(made.status, 200, "{made:?}");
    assert_eq!(made.body["status"], "pendingAcceptance");
    made.body["id"].as_str().unwrap().to_owned()
}

async fn act(owner: &Tenant, service: &str, action: &str, ids: &[&str]) -> Reply {
    let body = json!({ "action": action, "endpoints": ids });
    let path = format!("{SERVICES}/{service}/connections/action");
    owner.call("POST", &path, &body.to_string()).await
}

async fn list(owner: &Tenant, query: &str) -> Reply {
    let path = format!("{SERVICES}/s/connections?{query}");
    owner.call("GET", &path, "").await
}

#[tokio::test(start_paused = true)]
async fn the_owner_accepts_rejects_and_thinks_again() {
    let world = offering(&json!({}));
    let (a, b, _) = three(&world);
    let id = ask(&b).await;
    let shown = list(&a, &format!("id={id}")).await;
    let one = &shown.body["connections"][0];
    assert_eq!(one["status"], "pendingAcceptance");
    assert_eq!(one["domain_id"], "domain-B");
    assert_eq!(one["description"], "theirs");
    assert!(one["marker_id"].as_i64().unwrap() > 1 << 53);
    assert!(one["created_at"].as_str().unwrap().ends_with('Z'));
    assert!(one["error"].is_null());
    for (action, status) in [
        ("receive", "accepted"),
        ("reject", "rejected"),
        ("receive", "accepted"),
    ] {
        let done = act(&a, "s", action, &[&id]).await;
        assert_eq!(done.status, 200, "{done:?}");
        assert_eq!(done.body["connections"][0]["status"], status);
    }
    let again = act(&a, "s", "receive", &[&id]).await;
    assert_eq!((again.status, again.code()), (400, "EndPoint.2014"));
    // The endpoint's page is its own owner's alone.
    let path = format!("/v1/project-A/vpc-endpoints/{id}");
    let foreign = a.call("GET", &path, "").await;
    assert_eq!((foreign.status, foreign.code()), (404, "EndPoint.0005"));
}

#[tokio::test(start_paused = true)]
async fn what_is_refused() {
    let world = offering(&json!({}));
    let (a, b, _) = three(&world);
    let (id, second) = (ask(&b).await, ask(&b).await);
    for (service, action, ids, status, code) in [
        (
            "s",
            "receive",
            vec![id.as_str(), &second],
            400,
            "EndPoint.2031",
        ),
        ("s", "receive", vec![], 400, "EndPoint.2031"),
        ("s", "accept", vec![&id], 400, "EndPoint.2027"),
        ("s", "receive", vec!["nobody"], 404, "EndPoint.2006"),
        ("other", "receive", vec![&id], 400, "Endpoint.2013"),
        ("none", "receive", vec![&id], 400, "EndPoint.2003"),
    ] {
        let refused = act(&a, service, action, &ids).await;
        assert_eq!((refused.status, refused.code()), (status, code), "{ids:?}");
    }
    // Another project in the path, and somebody else's service.
    let path = "/v1/project-B/vpc-endpoint-services/s/connections";
    assert_eq!(a.call("GET", path, "").await.code(), "EndPoint.0014");
    assert_eq!(b.call("GET", path, "").await.code(), "EndPoint.2003");
    for (action, code) in [("freeze", "EndPoint.2015"), ("fail", "EndPoint.2047")] {
        control(
            &world,
            "POST",
            &format!("endpoints/{id}/{action}"),
            &Value::Null,
        )
        .await;
        assert_eq!(act(&a, "s", "receive", &[&id]).await.code(), code);
        control(
            &world,
            "POST",
            &format!("endpoints/{id}/thaw"),
            &Value::Null,
        )
        .await;
    }
    let failed = list(&a, "status=failed").await;
    assert_eq!(
        failed.body["connections"][0]["error"][0]["error_code"],
        "EndPoint.3005"
    );
    let patch = json!({ "status": "creating" });
    control(&world, "PATCH", "services/s", &patch).await;
    assert_eq!(
        act(&a, "s", "receive", &[&second]).await.code(),
        "EndPoint.2004"
    );
}

#[tokio::test(start_paused = true)]
async fn it_takes_its_time_and_the_consumer_may_leave() {
    let world = offering(&json!({}));
    let (a, b, _) = three(&world);
    let id = ask(&b).await;
    world.set_pace(Duration::ZERO, Duration::from_secs(60));
    let status = async || {
        let shown = list(&a, &format!("id={id}")).await;
        shown.body["connections"][0]["status"]
            .as_str()
            .map(str::to_owned)
    };
    act(&a, "s", "receive", &[&id]).await;
    assert_eq!(status().await.as_deref(), Some("creating"));
    assert_eq!(act(&a, "s", "reject", &[&id]).await.code(), "EndPoint.2019");
    world.advance(Duration::from_secs(60)).unwrap();
    assert_eq!(status().await.as_deref(), Some("accepted"));
    let path = format!("/v1/project-B/vpc-endpoints/{id}");
    let mut b = b;
    b.skew = -60;
    assert_eq!(b.call("DELETE", &path, "").await.status, 204);
    let mut a = a;
    a.skew = -60;
    let shown = list(&a, "").await;
    assert_eq!(shown.body["connections"][0]["status"], "deleting");
    assert_eq!(act(&a, "s", "reject", &[&id]).await.code(), "EndPoint.2018");
    world.advance(Duration::from_secs(60)).unwrap();
    a.skew = -120;
    assert_eq!(list(&a, "").await.body["total_count"], 0);
}

#[tokio::test(start_paused = true)]
async fn lists_have_pages_of_ten_unless_told_otherwise() {
    let world = offering(&json!({}));
    let (a, _, _) = three(&world);
    for number in 0..25 {
        let new = json!({ "requester": "B", "service_id": "s", "id": format!("e{number:02}") });
        let made = control(&world, "POST", "endpoints", &new).await;
        assert_eq!(made.status, 201, "{made:?}");
    }
    let count = |reply: &Reply| reply.body["connections"].as_array().unwrap().len();
    for (query, expected) in [
        ("", 10),
        ("limit=1000", 25),
        ("limit=20&offset=20", 5),
        ("id=e07", 1),
        ("id=none", 0),
        ("status=accepted", 0),
    ] {
        let page = list(&a, query).await;
        assert_eq!(count(&page), expected, "{query}");
    }
    assert_eq!(list(&a, "limit=1").await.body["total_count"], 25);
    for (query, code) in [
        ("limit=1001", "EndPoint.0006"),
        ("offset=x", "EndPoint.0010"),
        ("sort_key=id", "EndPoint.0017"),
        ("sort_dir=up", "EndPoint.0018"),
        ("status=odd", "EndPoint.0019"),
        ("marker_id=x", "EndPoint.0021"),
    ] {
        assert_eq!(list(&a, query).await.code(), code, "{query}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_whitelist_says_who_may_ask() {
    let world = seeded(&json!({ "huaweicloud": { "vpcep": {
        "services": [{ "owner": "A", "id": "s", "permissions": [] }],
    } } }));
    let (a, b, _) = three(&world);
    let body = json!({ "endpoint_service_id": "s", "vpc_id": "v" }).to_string();
    let path = "/v1/project-B/vpc-endpoints";
    assert_eq!(b.call("POST", path, &body).await.code(), "EndPoint.2012");
    let permit = json!({ "action": "add", "permissions": ["iam:domain::domain-B"] });
    let permissions = format!("{SERVICES}/s/permissions");
    let action = format!("{permissions}/action");
    assert_eq!(
        a.call("POST", &action, &permit.to_string()).await.status,
        200
    );
    let shown = a.call("GET", &permissions, "").await;
    assert_eq!(
        shown.body["permissions"][0]["permission"],
        "iam:domain::domain-B"
    );
    assert_eq!(b.call("POST", path, &body).await.status, 200);
    let path = "/v1/project-B/quotas?type=endpoint";
    let quotas = b.call("GET", path, "").await;
    assert_eq!(quotas.body["quotas"]["resources"][0]["used"], 1);
}

#[tokio::test(start_paused = true)]
async fn a_service_without_approval_lets_everybody_in() {
    let world = seeded(&json!({ "huaweicloud": { "vpcep": {
        "services": [{ "owner": "A", "id": "s", "approval_enabled": false }],
        "doubts": { "unapproved_reject": "falls_back" },
    } } }));
    let (a, _, _) = three(&world);
    let new = json!({ "requester": "B", "service_id": "s", "id": "e" });
    control(&world, "POST", "endpoints", &new).await;
    let rejected = act(&a, "s", "reject", &["e"]).await;
    assert_eq!(rejected.body["connections"][0]["status"], "accepted");
    let details = a.call("GET", &format!("{SERVICES}/s"), "").await;
    assert_eq!(details.body["approval_enabled"], false);
    assert_eq!(details.body["connection_count"], 1);
    let gone = a.call("DELETE", &format!("{SERVICES}/s"), "").await;
    assert_eq!(gone.code(), "EndPoint.3006");
}

#[tokio::test(start_paused = true)]
async fn descriptions_belong_to_the_newer_generation() {
    let describe = json!({ "connections": [{ "id": "e", "description": "ours" }] }).to_string();
    let path = format!("{SERVICES}/s/connections/description");
    let new = json!({ "requester": "B", "service_id": "s", "id": "e" });

    let newer = offering(&json!({}));
    let (a, _, _) = three(&newer);
    control(&newer, "POST", "endpoints", &new).await;
    let described = a.call("PUT", &path, &describe).await;
    assert_eq!(described.body["connections"][0]["description"], "ours");

    let older = offering(&json!({ "older_answers": true }));
    let (a, _, _) = three(&older);
    control(&older, "POST", "endpoints", &new).await;
    assert_eq!(a.call("PUT", &path, &describe).await.code(), "APIGW.0101");
    let shown = list(&a, "").await;
    let one = &shown.body["connections"][0];
    assert!(one["description"].is_null());
    assert_eq!(one["created_at"], "2026-01-02T03:04:05.000");
}

#[tokio::test(start_paused = true)]
async fn services_and_endpoints_answer_what_they_were_created_with() {
    let world = offering(&json!({}));
    let (a, b, _) = three(&world);
    let ports = json!([{ "client_port": 8080, "server_port": 80, "protocol": "TCP" }]);
    let body = json!({ "port_id": "port-1", "vpc_id": "v", "server_type": "VM", "ports": ports,
                       "service_name": "orders", "description": "ours", "tcp_proxy": "open" });
    let made = a.call("POST", SERVICES, &body.to_string()).await;
    assert_eq!(made.status, 200, "{made:?}");
    let id = made.body["id"].as_str().unwrap();
    let page = format!("{SERVICES}/{id}");
    let shown = a.call("GET", &page, "").await;
    for field in [
        "port_id",
        "vpc_id",
        "server_type",
        "ports",
        "description",
        "tcp_proxy",
    ] {
        assert_eq!(shown.body[field], body[field], "{field}");
    }
    assert_eq!(shown.body["approval_enabled"], true, "the default");
    let named = format!("cn-north-4.orders.{id}");
    assert_eq!(shown.body["service_name"], named);

    let permit = json!({ "action": "add", "permissions": ["iam:domain::domain-B", "organizations:orgPath::o/*"] });
    let permissions = format!("{page}/permissions");
    a.call(
        "POST",
        &format!("{permissions}/action"),
        &permit.to_string(),
    )
    .await;
    let shown = a.call("GET", &permissions, "").await;
    let kinds: Vec<_> = shown.body["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    let kinds: Vec<_> = kinds.iter().map(|one| &one["permission_type"]).collect();
    assert_eq!(kinds, [&json!("domainId"), &json!("orgPath")]);

    let body =
        json!({ "endpoint_service_id": id, "vpc_id": "w", "subnet_id": "s-1", "enable_dns": true });
    let path = "/v1/project-B/vpc-endpoints";
    let asked = b.call("POST", path, &body.to_string()).await;
    let endpoint = asked.body["id"].as_str().unwrap();
    let shown = b.call("GET", &format!("{path}/{endpoint}"), "").await;
    for field in ["vpc_id", "subnet_id", "enable_dns"] {
        assert_eq!(shown.body[field], body[field], "{field}");
    }
    let wrong = json!({ "endpoint_service_id": id, "vpc_id": "w", "enable_dns": "yes" });
    let refused = b.call("POST", path, &wrong.to_string()).await;
    assert_eq!(refused.code(), "EndPoint.0002");
}

#[tokio::test(start_paused = true)]
async fn the_page_of_a_deleted_service_has_either_answer() {
    for (doubts, status, code) in [
        (json!({}), 400, "EndPoint.2003"),
        (json!({ "missing_service": 404 }), 404, "EndPoint.2003"),
        (json!({ "gone_service": 404 }), 404, "EndPoint.0005"),
    ] {
        let world = offering(&doubts);
        let (a, ..) = three(&world);
        let page = format!("{SERVICES}/other");
        assert_eq!(a.call("DELETE", &page, "").await.status, 204);
        let gone = a.call("GET", &page, "").await;
        assert_eq!((gone.status, gone.code()), (status, code), "{doubts}");
        let listed = a.call("GET", &format!("{page}/connections"), "").await;
        assert_eq!(
            listed.code(),
            "EndPoint.2003",
            "the other calls stay as they are"
        );
    }
}
