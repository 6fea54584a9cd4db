//! Accounts that may list and not get, or get and not list: what one call may not tell, the other does.

use std::time::Duration;

use serde_json::json;

use crate::protocol::cty::{Cty, text};
use crate::protocol::resource::Stored;
use crate::protocol::ring::Ring;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ACCEPTER, ALI_ACCEPTER, ALI_PEERING, ALI_REGION, CLUSTER, PEERING};

/// The reads of one API, and what it says when they are not allowed.
struct Api {
    requester: &'static str,
    accepter: &'static str,
    get: &'static str,
    list: &'static str,
    refusal: serde_json::Value,
}

fn vpc() -> Api {
    Api {
        requester: PEERING,
        accepter: ACCEPTER,
        get: "ShowVpcPeering",
        list: "ListVpcPeerings",
        refusal: json!({ "error_code": "VPC.0001", "error_msg": "not allowed by policy" }),
    }
}

fn vpc_peer() -> Api {
    Api {
        requester: ALI_PEERING,
        accepter: ALI_ACCEPTER,
        get: "GetVpcPeerConnectionAttribute",
        list: "ListVpcPeerConnections",
        refusal: json!({ "Code": "Forbidden.RAM", "Message": "not allowed", "RequestId": "1" }),
    }
}

fn cloud_stream() -> Api {
    Api {
        requester: CLUSTER,
        accepter: ACCEPTER,
        get: "ShowClusterPeering",
        list: "ListClusterPeerings",
        refusal: json!({ "error_code": "CS.20001", "error_msg": "not allowed by policy" }),
    }
}

/// A moment passes with every call: what was read before a write is older than it.
async fn ring() -> Ring {
    Ring::answering_after(Duration::from_millis(20)).await
}

impl Api {
    /// A process that knows nothing, on a cloud that refuses these calls from now on.
    async fn refuses(&self, ring: &Ring, calls: &[&str]) {
        for call in calls {
            let rule = json!({
                "match": { "api": call },
                "effect": { "answer": { "status": 403, "body": self.refusal } },
            });
            ring.world.add_fault(serde_json::from_value(rule).unwrap());
        }
        ring.begin().await;
    }

    /// A's request to B, the number of many.
    fn request(&self, ring: &Ring, number: usize) -> Cty {
        let plain = ring.host.resources[self.requester].with([
            ("name", text(&format!("number-{number}"))),
            ("accepter_vpc_id", text(&format!("vpc-b-{number}"))),
        ]);
        match self.requester {
            CLUSTER => plain
                .with("cluster_id", text("56"))
                .with("accepter_project_id", text("project-B")),
            ALI_PEERING => plain
                .with("requester_vpc_id", text("vpc-a"))
                .with("accepter_region", text(ALI_REGION))
                .with("accepter_account_id", text("1255198513")),
            _ => plain
                .with("requester_vpc_id", text("vpc-a"))
                .with("accepter_project_id", text("project-B")),
        }
    }

    /// Plans, applies and reads again, with peace afterwards.
    async fn applied(&self, ring: &Ring, kind: &str, config: &Cty) -> Stored {
        let resource = ring.host.resource(kind);
        let change = resource.plan(None, config).await.unwrap();
        let stored = resource.apply(&change).await.succeeded();
        let read = resource.reread(&stored).await;
        let again = resource.plan(Some(&read), config).await.unwrap();
        assert_eq!(
            again.action,
            Action::NoOp,
            "{} is {}",
            read.state,
            again.planned
        );
        read
    }

    /// Requests and answers live as ever. Nothing that is refused is asked for again and again.
    async fn lives_without(&self, call: &str) {
        let ring = ring().await;
        self.refuses(&ring, &[call]).await;
        let mut there = Vec::new();
        for number in 0..3 {
            let asked = self
                .applied(&ring, self.requester, &self.request(&ring, number))
                .await;
            let id = match self.requester {
                CLUSTER => asked.state.get("peering_id").clone(),
                _ => asked.state.get("id").clone(),
            };
            let answer = ring.host.resources[self.accepter].with([
                ("account", text("partner")),
                ("peering_id", id),
                ("decision", text("accept")),
            ]);
            let answered = self.applied(&ring, self.accepter, &answer).await;
            assert_eq!(answered.state.get("answer"), &text("accepted"));
            there.push((self.accepter, answered));
            there.push((self.requester, asked));
        }
        ring.begin().await;
        let sent = || {
            let calls = ring.world.calls();
            calls
                .iter()
                .filter(|one| one.api.as_deref() == Some(call))
                .count()
        };
        let before = sent();
        for round in 0..2 {
            for (kind, stored) in &mut there {
                *stored = ring.host.resource(kind).reread(stored).await;
                assert_eq!(stored.state.get("answer"), &text("accepted"), "{round}");
            }
        }
        // Once for each of the two accounts.
        assert!(
            sent() - before <= 2,
            "{call} was sent {} times",
            sent() - before
        );
        for (kind, stored) in &there {
            ring.host.resource(kind).destroy(stored).await.vanished();
        }
    }

    /// What a list lacks may be hidden from the account: nothing is forgotten because of it.
    async fn does_not_forget_what_a_list_lacks(&self) {
        let ring = ring().await;
        ring.begin().await;
        let asked = self
            .applied(&ring, self.requester, &self.request(&ring, 0))
            .await;
        let id = match self.requester {
            CLUSTER => asked.state.get("peering_id").as_text(),
            _ => asked.state.get("id").as_text(),
        };
        let path = format!("peerings/{id}");
        Ring::control(&ring.world, "DELETE", &path, &serde_json::Value::Null).await;
        self.refuses(&ring, &[self.get]).await;
        let (kept, told) = ring.host.resource(self.requester).refresh(&asked).await;
        assert_eq!(kept, Some(asked));
        assert!(told.has_errors());
        let told = told.to_string();
        assert!(told.contains(self.get), "{told}");
        assert!(told.contains("list of all does not show it"), "{told}");
    }

    /// One message names the permission.
    async fn names_what_is_missing(&self) {
        let ring = ring().await;
        ring.begin().await;
        let asked = self
            .applied(&ring, self.requester, &self.request(&ring, 0))
            .await;
        self.refuses(&ring, &[self.get, self.list]).await;
        for _ in 0..2 {
            let (kept, told) = ring.host.resource(self.requester).refresh(&asked).await;
            assert_eq!(kept.as_ref(), Some(&asked));
            let told = told.to_string();
            assert!(
                told.contains(&format!("not allowed is {}", self.get)),
                "{told}"
            );
            assert!(told.contains("lists all would do as well"), "{told}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn on_huawei_cloud() {
    let api = vpc();
    for call in [api.get, api.list] {
        api.lives_without(call).await;
    }
    api.does_not_forget_what_a_list_lacks().await;
    api.names_what_is_missing().await;
}

/// A create lists first: the service itself keeps no two apart.
#[tokio::test(start_paused = true)]
async fn of_a_cluster() {
    let api = cloud_stream();
    api.lives_without(api.get).await;
    api.does_not_forget_what_a_list_lacks().await;
    api.names_what_is_missing().await;
}

#[tokio::test(start_paused = true)]
async fn on_alibaba_cloud() {
    let api = vpc_peer();
    for call in [api.get, api.list] {
        api.lives_without(call).await;
    }
    api.does_not_forget_what_a_list_lacks().await;
    api.names_what_is_missing().await;
}
