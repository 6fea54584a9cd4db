//! The handshake: who may do what, when, and what it is called.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Tenant, control, hours, seeded, three, world};

#[tokio::test(start_paused = true)]
async fn a_request_looks_as_documented_and_both_sides_see_the_same() {
    let world = world(|_| {});
    let (a, b, c) = three(&world);
    let id = a.ask().await;
    let seen = a.show(&id).await;
    assert_eq!(
        seen.body,
        json!({ "peering": {
            "id": id,
            "name": "ask",
            "status": "PENDING_ACCEPTANCE",
            "request_vpc_info": { "vpc_id": "a", "tenant_id": "project-A" },
            "accept_vpc_info": { "vpc_id": "b", "tenant_id": "project-B" },
            "description": "",
            "created_at": "2026-01-02T03:04:05",
            "updated_at": "2026-01-02T03:04:05",
        }})
    );
    assert_eq!(b.show(&id).await.body, seen.body);
    let hidden = c.show(&id).await;
    assert_eq!((hidden.status, hidden.kind()), (404, "VpcPeeringNotFound"));
    assert_eq!(c.put(&id, "accept").await.status, 404);
    assert_eq!(c.delete(&id).await.status, 404);
    assert_eq!(c.update(&id, json!({ "name": "x" })).await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn only_the_accepter_answers_once_and_unwrapped() {
    for (action, status) in [("accept", "ACTIVE"), ("reject", "REJECTED")] {
        let world = world(|_| {});
        let (a, b, _) = three(&world);
        let id = a.ask().await;
        let own = a.put(&id, action).await;
        assert_eq!((own.status, own.kind()), (403, "PolicyNotAuthorized"));
        let answered = b.put(&id, action).await;
        assert_eq!(answered.status, 200);
        assert_eq!(answered.body["status"], status);
        assert!(answered.body.get("peering").is_none(), "not wrapped");
        for again in ["accept", "reject"] {
            let late = b.put(&id, again).await;
            assert_eq!(
                (late.status, late.kind()),
                (409, "VpcPeeringStatusConflict")
            );
        }
        assert_eq!(a.status(&id).await, status);
    }
}

#[tokio::test(start_paused = true)]
async fn between_vpcs_of_one_project_it_is_active_at_once() {
    let world = world(|options| options.settle = hours(1));
    let (a, ..) = three(&world);
    let made = a.create("own", "a", "b", "project-A").await;
    assert_eq!(made.body["peering"]["status"], "ACTIVE");
}

#[tokio::test(start_paused = true)]
async fn either_side_deletes_in_any_status() {
    for action in ["", "accept", "reject"] {
        for deleter in ["A", "B"] {
            let world = world(|_| {});
            let (a, b, _) = three(&world);
            let id = a.ask().await;
            if !action.is_empty() {
                b.put(&id, action).await;
            }
            let side = super::tenant(&world, deleter);
            assert_eq!(side.delete(&id).await.status, 204);
            assert_eq!(a.show(&id).await.status, 404);
            assert_eq!(side.delete(&id).await.status, 404);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn settling_takes_its_time_and_counts_as_answered() {
    let world = world(|options| options.settle = Duration::from_secs(10));
    let (a, b, _) = three(&world);
    let id = a.ask().await;
    let accepted = b.put(&id, "accept").await;
    assert_eq!(accepted.status, 200);
    assert_eq!(accepted.body["status"], "PENDING_ACCEPTANCE");
    assert_eq!(b.put(&id, "reject").await.status, 409);
    tokio::time::sleep(Duration::from_secs(9)).await;
    assert_eq!(a.status(&id).await, "PENDING_ACCEPTANCE");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(a.status(&id).await, "ACTIVE");
    let updated = &a.show(&id).await.body["peering"]["updated_at"];
    assert_eq!(updated, "2026-01-02T03:04:15");
    assert_eq!(a.delete(&id).await.status, 204);
    assert_eq!(a.status(&id).await, "DELETED");
    assert_eq!(b.delete(&id).await.status, 409, "it is on its way");
    assert_eq!(b.update(&id, json!({ "name": "x" })).await.status, 409);
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(a.status(&id).await, "404");
}

#[tokio::test(start_paused = true)]
async fn a_delete_overtakes_an_accept_that_settles() {
    let world = world(|options| options.settle = Duration::from_secs(10));
    let (a, b, _) = three(&world);
    let id = a.ask().await;
    b.put(&id, "accept").await;
    a.delete(&id).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(b.status(&id).await, "404");
}

#[tokio::test(start_paused = true)]
async fn a_request_expires_and_then_cannot_be_answered() {
    let world = world(|_| {});
    let (a, b, _) = three(&world);
    let id = a.ask().await;
    tokio::time::sleep(Duration::from_secs(7 * 24 * 3600 - 1)).await;
    assert_eq!(a.status(&id).await, "PENDING_ACCEPTANCE");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(a.status(&id).await, "EXPIRED");
    assert_eq!(b.put(&id, "accept").await.status, 409);
    assert_eq!(b.delete(&id).await.status, 204);
}

#[tokio::test(start_paused = true)]
async fn one_peering_per_pair_in_either_direction() {
    let world = world(|_| {});
    let (a, b, _) = three(&world);
    let id = a.ask().await;
    for _ in ["pending", "active"] {
        let again = a.create("again", "a", "b", "project-B").await;
        assert_eq!((again.status, again.kind()), (409, "VpcPeeringDuplicate"));
        let back = b.create("back", "b", "a", "project-A").await;
        assert_eq!(back.status, 409);
        b.put(&id, "accept").await;
    }
    a.delete(&id).await;
    let id = a.ask().await;
    b.put(&id, "reject").await;
    a.ask().await;
}

#[tokio::test(start_paused = true)]
async fn doubts_are_switches() {
    let world = seeded(&json!({ "huaweicloud": { "doubts": {
        "terminal_blocks_pair": true, "not_found": 400, "duplicate": 400,
        "wrong_status": 400, "wrong_side": 404,
    }}}));
    let (a, b, _) = three(&world);
    let id = a.ask().await;
    assert_eq!(a.put(&id, "accept").await.status, 404);
    b.put(&id, "reject").await;
    assert_eq!(b.put(&id, "accept").await.status, 400);
    let again = a.create("again", "a", "b", "project-B").await;
    assert_eq!((again.status, again.kind()), (400, "VpcPeeringDuplicate"));
    assert_eq!(a.show("nothing").await.status, 400);
}

#[tokio::test(start_paused = true)]
async fn a_pending_request_counts_for_its_requester_and_an_active_one_for_both() {
    let world = seeded(&json!({ "huaweicloud": { "quota": 1 } }));
    let (a, b, c) = three(&world);
    let id = a.ask().await;
    let second = a.create("second", "a", "c", "project-C").await;
    assert_eq!((second.status, second.kind()), (409, "OverQuota"));
    // B has room until it accepts.
    let from_b = b.create("from b", "b2", "c", "project-C").await;
    assert_eq!(from_b.status, 201);
    let full = b.put(&id, "accept").await;
    assert_eq!((full.status, full.kind()), (409, "OverQuota"));
    assert_eq!(a.status(&id).await, "PENDING_ACCEPTANCE");
    let from_b = from_b.body["peering"]["id"].as_str().unwrap().to_owned();
    c.put(&from_b, "reject").await;
    assert_eq!(b.put(&id, "accept").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn the_default_quota_is_50() {
    let world = world(|_| {});
    let (a, ..) = three(&world);
    for number in 0..50 {
        let to = format!("b{number}");
        assert_eq!(a.create("n", "a", &to, "project-B").await.status, 201);
    }
    assert_eq!(a.create("n", "a", "b50", "project-B").await.status, 409);
}

#[tokio::test(start_paused = true)]
async fn lengths_are_counted_in_characters() {
    let world = world(|_| {});
    let (a, b, _) = three(&world);
    let id = a.ask().await;
    for (change, status) in [
        (json!({ "name": "对".repeat(64) }), 200),
        (json!({ "name": "对".repeat(65) }), 400),
        (json!({ "name": "" }), 400),
        (json!({ "description": "等".repeat(255) }), 200),
        (json!({ "description": "等".repeat(256) }), 400),
        (json!({ "description": "a<b" }), 400),
        (json!({ "description": "" }), 200),
        (json!({}), 400),
        (json!({ "name": null }), 400),
        (json!({ "name": 5 }), 400),
        (json!({ "status": "ACTIVE" }), 400),
    ] {
        // Either side may.
        for side in [&a, &b] {
            assert_eq!(
                side.update(&id, change.clone()).await.status,
                status,
                "{change}"
            );
        }
    }
    let shown = a.show(&id).await.body;
    assert_eq!(shown["peering"]["name"], "对".repeat(64));
    assert_eq!(shown["peering"]["description"], "");
}

#[tokio::test(start_paused = true)]
async fn a_create_body_is_read_strictly() {
    let world = world(|_| {});
    let (a, ..) = three(&world);
    let good = || {
        json!({ "peering": {
            "name": "n",
            "request_vpc_info": { "vpc_id": "a" },
            "accept_vpc_info": { "vpc_id": "b" },
        }})
    };
    let but = |change: &dyn Fn(&mut Value)| {
        let mut body = good();
        change(&mut body);
        body
    };
    let wrong = [
        json!([]),
        json!({}),
        good()["peering"].clone(),
        but(&|b| b["other"] = json!(1)),
        but(&|b| b["peering"]["other"] = json!(1)),
        but(&|b| b["peering"]["name"] = json!(null)),
        but(&|b| drop(b["peering"].as_object_mut().unwrap().remove("name"))),
        but(&|b| b["peering"]["name"] = json!("x".repeat(65))),
        but(&|b| b["peering"]["description"] = json!(">")),
        but(&|b| b["peering"]["request_vpc_info"] = json!("a")),
        but(&|b| b["peering"]["request_vpc_info"] = json!({})),
        but(&|b| b["peering"]["request_vpc_info"]["vpc_id"] = json!("")),
        but(&|b| b["peering"]["request_vpc_info"]["vpc_id"] = json!("b")),
        but(&|b| b["peering"]["request_vpc_info"]["tenant_id"] = json!("project-B")),
        but(&|b| b["peering"]["accept_vpc_info"]["tenant_id"] = json!(7)),
        but(&|b| b["peering"]["accept_vpc_info"]["extra"] = json!("x")),
    ];
    let post = async |a: &Tenant, body: &str| a.call("POST", "/v2.0/vpc/peerings", body).await;
    for body in wrong {
        let answer = post(&a, &body.to_string()).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.body["NeutronError"]["message"].is_string());
    }
    assert_eq!(post(&a, "{").await.status, 400);
    assert_eq!(post(&a, "").await.status, 400);
    let made = post(&a, &good().to_string()).await;
    assert_eq!(made.status, 201);
    let accepter = &made.body["peering"]["accept_vpc_info"]["tenant_id"];
    assert_eq!(accepter, "project-A", "its default is the caller's own");
}

#[tokio::test(start_paused = true)]
async fn vpcs_exist_unless_the_seed_lists_them() {
    let world = seeded(&json!({ "huaweicloud": { "vpcs": [
        { "id": "a", "project_id": "project-A" },
        { "id": "b", "project_id": "project-B", "region": "cn-north-4" },
    ]}}));
    let (a, ..) = three(&world);
    let wrong = a.create("n", "a", "b", "project-C").await;
    assert_eq!(wrong.status, 400);
    assert_eq!(
        wrong.body,
        json!({ "NeutronError": {
            "message": "Invalid input for operation: Accept VPC id or tenant id is incorrect.",
            "type": "InvalidInput",
            "detail": "",
        }})
    );
    assert_eq!(a.create("n", "x", "b", "project-B").await.status, 400);
    let mut elsewhere = a.clone();
    elsewhere.prefix = "/cn-east-3".into();
    let made = elsewhere.create("n", "a", "b", "project-B").await;
    assert_eq!(made.status, 400);
    a.ask().await;
}

#[tokio::test(start_paused = true)]
async fn a_region_sees_its_own_peerings_and_no_prefix_sees_all() {
    let world = world(|_| {});
    let (a, ..) = three(&world);
    let (mut north, mut east) = (a.clone(), a.clone());
    north.prefix = "/cn-north-4".into();
    east.prefix = "/cn-east-3".into();
    let id = north.ask().await;
    assert_eq!(east.show(&id).await.status, 404);
    assert_eq!(a.show(&id).await.status, 200);
    // The same VPC ids elsewhere are other VPCs.
    east.ask().await;
    for (tenant, count) in [(&north, 1), (&east, 1), (&a, 2)] {
        let listed = tenant.call("GET", "/v2.0/vpc/peerings", "").await;
        assert_eq!(listed.body["peerings"].as_array().unwrap().len(), count);
    }
}

#[tokio::test(start_paused = true)]
async fn any_status_can_be_shown() {
    let world = world(|_| {});
    let (a, b, _) = three(&world);
    let id = a.ask().await;
    let path = format!("peerings/{id}");
    let change = json!({ "status": "FROZEN" });
    assert_eq!(control(&world, "PATCH", &path, &change).await.status, 200);
    assert_eq!(b.status(&id).await, "FROZEN");
    assert_eq!(b.put(&id, "accept").await.status, 409);
}
