//! Cloud Stream: a cluster's peerings, which the VPC API accepts.

use serde_json::{Value, json};

use super::{Tenant, control, seeded, three, world};

fn path(more: &str) -> String {
    format!("/v1.0/project-A/reserved_cluster/56/peering{more}")
}

async fn create(owner: &Tenant, body: &Value) -> super::Reply {
    owner.call("POST", &path(""), &body.to_string()).await
}

#[tokio::test]
async fn a_cluster_asks_the_vpc_api_answers_and_twice_is_two() {
    let world = world(|_| {});
    let (a, b, _) = three(&world);
    let body = json!({ "name": "one", "vpc_id": "v", "accept_tenant_id": "project-B" });
    let made = create(&a, &body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let one = &made.body["peering"];
    assert_eq!(one["status"], "PENDING_ACCEPTANCE");
    assert_eq!(
        one["accept_vpc_info"],
        json!({ "vpc_id": "v", "tenant_id": "project-B" })
    );
    assert_ne!(one["request_vpc_info"]["tenant_id"], "project-A");
    assert!(one.get("description").is_none() && one.get("created_at").is_none());
    let id = one["id"].as_str().unwrap();
    let again = create(&a, &body).await;
    assert_eq!(again.status, 201);
    assert_ne!(again.body["peering"]["id"], id);
    let listed = a.call("GET", &path(""), "").await;
    assert_eq!(listed.body["peerings"].as_array().unwrap().len(), 2);

    assert_eq!(b.put(id, "accept").await.status, 200);
    let shown = a.call("GET", &path(&format!("/{id}")), "").await;
    assert_eq!(shown.body["peering"]["status"], "ACTIVE");
    // Without a project the VPC is the caller's own, and waits for its owner all the same.
    let own = create(&a, &json!({ "name": "own", "vpc_id": "w" })).await;
    assert_eq!(own.body["peering"]["status"], "PENDING_ACCEPTANCE");
    let own = own.body["peering"]["id"].as_str().unwrap();
    assert_eq!(a.put(own, "accept").await.status, 200);

    let gone = a.call("DELETE", &path(&format!("/{id}")), "").await;
    assert_eq!(gone.status, 204);
    for method in ["GET", "DELETE"] {
        let gone = a.call(method, &path(&format!("/{id}")), "").await;
        assert_eq!(gone.status, 400);
        assert_eq!(gone.body["error_id"], "CS.22103");
    }
}

#[tokio::test]
async fn what_is_wrong_is_refused() {
    let world = seeded(&json!({ "huaweicloud": { "cs": {
        "clusters": [{ "id": "56", "owner": "A" }],
    } } }));
    let (a, b, _) = three(&world);
    let good = json!({ "name": "one", "vpc_id": "v" });
    for wrong in [
        json!({ "peering": good }),
        json!({ "name": "one" }),
        json!({ "vpc_id": "v" }),
        json!({ "name": "", "vpc_id": "v" }),
    ] {
        assert_eq!(create(&a, &wrong).await.status, 400, "{wrong}");
    }
    let body = good.to_string();
    let elsewhere = path("").replace("/56/", "/57/");
    let refused = a.call("POST", &elsewhere, &body).await;
    assert_eq!(refused.body["error_id"], "CS.20005");
    assert_eq!(b.call("POST", &path(""), &body).await.status, 403);
    let theirs = path("").replace("project-A", "project-B");
    let refused = b.call("POST", &theirs, &body).await;
    assert_eq!(refused.body["error_id"], "CS.20005");
    // The cluster goes, and its peering stays with the VPC's owner.
    let made = create(&a, &good).await;
    let id = made.body["peering"]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        control(&world, "DELETE", "clusters/56", &Value::Null)
            .await
            .status,
        204
    );
    let gone = a.call("GET", &path(&format!("/{id}")), "").await;
    assert_eq!(gone.body["error_id"], "CS.20005");
    assert_eq!(a.show(&id).await.status, 200);
}
