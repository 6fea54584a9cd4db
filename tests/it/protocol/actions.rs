//! Actions on every cloud: what they do once, what they tell meanwhile, what they refuse, and how they are cut short.

use std::time::Duration;

use serde_json::json;
use tonic::Streaming;
use vpcconnect::operation::monotonic;
use vpcconnect::plugin::proto::tfplugin6 as proto;
use vpcconnect::plugin::proto::tfplugin6::invoke_action::Event;
use vpcconnect::plugin::proto::tfplugin6::invoke_action::event::Type;

use super::cty::{Cty, text};
use super::host::CAPABILITIES;
use super::ring::Ring;
use super::told::Told;
use super::wire::pack;
use crate::conformance::alicloud::stage::account_id;

/// An action, and what it is about on its cloud.
#[derive(Clone, Copy)]
struct Kind {
    action: &'static str,
    cloud: &'static str,
    /// The control API's name of the objects.
    objects: &'static str,
    /// The guard by the tenant that asks.
    guard: &'static str,
    accepted: &'static str,
    rejected: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind {
        action: "vpcconnect_huaweicloud_peering_answer",
        cloud: "huaweicloud",
        objects: "peerings",
        guard: "requester_project_id",
        accepted: "ACTIVE",
        rejected: "REJECTED",
    },
    Kind {
        action: "vpcconnect_alicloud_peering_answer",
        cloud: "alicloud",
        objects: "peerings",
        guard: "requester_account_id",
        accepted: "Activated",
        rejected: "Rejected",
    },
    Kind {
        action: "vpcconnect_huaweicloud_endpoint_connection_answer",
        cloud: "huaweicloud",
        objects: "endpoints",
        guard: "requester_domain_id",
        accepted: "accepted",
        rejected: "rejected",
    },
    Kind {
        action: "vpcconnect_alicloud_endpoint_connection_answer",
        cloud: "alicloud",
        objects: "endpoints",
        guard: "requester_account_id",
        accepted: "Connected",
        rejected: "Disconnected",
    },
];

impl Kind {
    fn is_endpoint(self) -> bool {
        self.objects == "endpoints"
    }

    /// B, who asks, as this kind of object shows it.
    fn requester(self) -> String {
        match self.guard {
            "requester_project_id" => "project-B".to_owned(),
            "requester_domain_id" => "domain-B".to_owned(),
            _ => account_id("B"),
        }
    }

    /// The attribute by which a refusal names what was asked about.
    fn named_by(self) -> &'static str {
        if self.is_endpoint() {
            "endpoint_id"
        } else {
            "peering_id"
        }
    }
}

/// A request of B to A, and the action that answers it.
struct Asked {
    ring: Ring,
    kind: Kind,
    id: String,
    service: String,
}

/// What an action told: its lines, and the end.
struct Invoked {
    lines: Vec<String>,
    told: Told,
}

impl Asked {
    async fn set(kind: Kind) -> Self {
        let ring = Ring::closed().await;
        ring.begin().await;
        let cloud = kind.cloud;
        let (mut service, mut new) = (String::new(), json!({ "cloud": cloud, "requester": "B" }));
        if kind.is_endpoint() {
            let owned = json!({ "cloud": cloud, "owner": "A" });
            let made = Ring::control(&ring.world, "POST", "services", &owned).await;
            made["id"].as_str().unwrap().clone_into(&mut service);
            new["service_id"] = json!(service);
        } else {
            new["accepter"] = json!("A");
            new["requester_vpc_id"] = json!("vpc-b");
            new["accepter_vpc_id"] = json!("vpc-a");
        }
        let made = Ring::control(&ring.world, "POST", kind.objects, &new).await;
        let id = made["id"].as_str().unwrap().to_owned();
        Self {
            ring,
            kind,
            id,
            service,
        }
    }

    /// The action's block, deciding about the request.
    fn block(&self, decision: &str) -> Cty {
        let block = self.ring.host.actions[self.kind.action].with([("decision", text(decision))]);
        if self.kind.is_endpoint() {
            let block = block.with("service_id", text(&self.service));
            block.with("endpoint_id", text(&self.id))
        } else {
            block.with("peering_id", text(&self.id))
        }
    }

    fn packed(&self, block: &Cty) -> proto::DynamicValue {
        let host = &self.ring.host;
        let of = host.actions[self.kind.action].of();
        pack(block, &of, host.unknowns)
    }

    fn told(&self, diagnostics: Vec<proto::Diagnostic>) -> Told {
        Told::of(diagnostics, &self.ring.host.actions[self.kind.action])
    }

    async fn validate(&self, block: &Cty) -> Told {
        let request = proto::validate_action_config::Request {
            type_name: self.kind.action.to_owned(),
            config: Some(self.packed(block)),
        };
        let mut client = self.ring.host.client().provider();
        let answer = client.validate_action_config(request).await;
        self.told(answer.unwrap().into_inner().diagnostics)
    }

    async fn plan(&self, block: &Cty) -> Told {
        let request = proto::plan_action::Request {
            action_type: self.kind.action.to_owned(),
            config: Some(self.packed(block)),
            client_capabilities: Some(CAPABILITIES),
        };
        let mut client = self.ring.host.client().provider();
        let answer = client.plan_action(request).await.unwrap().into_inner();
        assert_eq!(answer.deferred, None);
        self.told(answer.diagnostics)
    }

    /// Begins the action.
    async fn start(&self, block: &Cty) -> Streaming<Event> {
        let request = proto::invoke_action::Request {
            action_type: self.kind.action.to_owned(),
            config: Some(self.packed(block)),
            client_capabilities: Some(CAPABILITIES),
        };
        let mut client = self.ring.host.client().provider();
        client.invoke_action(request).await.unwrap().into_inner()
    }

    /// The whole of a stream: lines, then one end, then nothing.
    async fn end(&self, mut stream: Streaming<Event>) -> Invoked {
        let mut lines = Vec::new();
        loop {
            let event = stream.message().await.unwrap().expect("an end is told");
            match event.r#type.expect("an event is of a type") {
                Type::Progress(line) => lines.push(line.message),
                Type::Completed(completed) => {
                    assert_eq!(stream.message().await.unwrap(), None, "it goes on");
                    let told = self.told(completed.diagnostics);
                    return Invoked { lines, told };
                }
            }
        }
    }

    /// Plans and invokes, as the host does.
    async fn invoke(&self, block: &Cty) -> Invoked {
        let planned = self.plan(block).await;
        assert!(!planned.has_errors(), "{planned}");
        self.end(self.start(block).await).await
    }

    /// The status of the request.
    async fn status(&self) -> String {
        let path = format!("{}/{}", self.kind.objects, self.id);
        let one = Ring::control(&self.ring.world, "GET", &path, &json!(null)).await;
        one["status"].as_str().unwrap().to_owned()
    }

    /// How often the cloud was told a decision.
    fn writes(&self) -> usize {
        let decides = ["Accept", "Reject", "Enable", "Disable"];
        let calls = self.ring.world.calls();
        let apis = calls.iter().filter_map(|call| call.api.as_deref());
        apis.filter(|api| decides.iter().any(|word| api.starts_with(word)))
            .count()
    }
}

#[tokio::test(start_paused = true)]
async fn an_action_decides_once_and_again_is_success_without_a_call() {
    for kind in KINDS {
        for (decision, status) in [("accept", kind.accepted), ("reject", kind.rejected)] {
            let asked = Asked::set(kind).await;
            let block = asked
                .block(decision)
                .with(kind.guard, text(&kind.requester()));
            // Nobody who rejects on PrivateLink has anything to call: it was disconnected before.
            let needed = usize::from(asked.status().await != status);
            let done = asked.invoke(&block).await;
            assert!(done.told.is_empty(), "{}: {}", kind.action, done.told);
            assert_eq!(asked.status().await, status, "{}", kind.action);
            assert_eq!(asked.writes(), needed, "{}", kind.action);
            let lines = done.lines.join("\n");
            assert!(lines.contains(&kind.requester()), "{lines}");
            assert!(
                lines.contains(&format!("its status is {status}.")),
                "{lines}"
            );
            assert_eq!(lines.contains("sending the"), needed == 1, "{lines}");

            let again = asked.invoke(&block).await;
            assert!(again.told.is_empty(), "{}: {}", kind.action, again.told);
            assert_eq!(asked.writes(), needed, "{}", kind.action);
            let lines = again.lines.join("\n");
            assert!(!lines.contains("sending the"), "{lines}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_is_not_expected_is_neither_accepted_nor_rejected() {
    for kind in KINDS {
        let asked = Asked::set(kind).await;
        let stranger = if kind.cloud == "alicloud" {
            "1"
        } else {
            "somebody-else"
        };
        let block = asked.block("accept").with(kind.guard, text(stranger));
        let planned = asked.plan(&block).await;
        assert!(
            planned.only_warns() && planned.is_at(kind.guard),
            "{planned}"
        );
        let done = asked.invoke(&block).await;
        assert!(done.told.names("expected requester"), "{}", done.told);
        assert!(done.told.has_errors() && done.told.is_at(kind.guard));
        assert_eq!(asked.writes(), 0, "{}", kind.action);
    }
}

#[tokio::test(start_paused = true)]
async fn the_side_that_asks_cannot_answer() {
    for kind in KINDS {
        let asked = Asked::set(kind).await;
        let block = asked.block("accept").with("account", text("partner"));
        let planned = asked.plan(&block).await;
        assert!(planned.only_warns(), "{}: {planned}", kind.action);
        let done = asked.invoke(&block).await;
        // An endpoint is shown to the owner of its service alone.
        let at = if kind.is_endpoint() {
            "endpoint_id"
        } else {
            "account"
        };
        assert!(
            done.told.has_errors() && done.told.is_at(at),
            "{}",
            done.told
        );
        assert!(!done.told.tells("this resource"), "{}", done.told);
        assert_eq!(asked.writes(), 0, "{}", kind.action);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_cannot_be_answered() {
    for kind in KINDS {
        let asked = Asked::set(kind).await;
        let block = asked
            .block("reject")
            .with(kind.named_by(), text("nothing-of-that-id"));
        let planned = asked.plan(&block).await;
        assert!(planned.only_warns(), "{}: {planned}", kind.action);
        let done = asked.invoke(&block).await;
        assert!(
            done.told.has_errors() && done.told.is_at(kind.named_by()),
            "{}",
            done.told
        );
        assert!(done.told.names("nothing-of-that-id"), "{}", done.told);
        assert!(!done.told.tells("this resource"), "{}", done.told);
        assert_eq!(asked.writes(), 0, "{}", kind.action);
    }
}

#[tokio::test(start_paused = true)]
async fn a_peering_is_decided_once_and_an_endpoint_as_often_as_one_likes() {
    for kind in KINDS {
        let asked = Asked::set(kind).await;
        asked.invoke(&asked.block("accept")).await;
        let other = asked.block("reject");
        let planned = asked.plan(&other).await;
        assert_eq!(planned.only_warns(), !kind.is_endpoint(), "{planned}");
        let done = asked.invoke(&other).await;
        if kind.is_endpoint() {
            assert!(done.told.is_empty(), "{}", done.told);
            assert_eq!(asked.status().await, kind.rejected);
            continue;
        }
        assert!(
            done.told.has_errors() && done.told.is_at("decision"),
            "{}",
            done.told
        );
        assert!(done.told.names("already accepted"), "{}", done.told);
        assert!(
            !done.told.tells("this resource") && !done.told.tells("state"),
            "{}",
            done.told
        );
        assert_eq!(asked.status().await, kind.accepted);
        assert_eq!(asked.writes(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_user_wrote_wrong_fails_at_its_attribute() {
    for kind in KINDS {
        let asked = Asked::set(kind).await;
        for (attribute, wrong) in [
            ("decision", Cty::Null),
            ("decision", text("yes")),
            (kind.named_by(), Cty::Null),
            (kind.named_by(), text("a/b")),
        ] {
            let block = asked.block("accept").with(attribute, wrong);
            let told = asked.validate(&block).await;
            assert!(told.has_errors() && told.is_at(attribute), "{told}");
            // The host may not have been able to ask before.
            let done = asked.end(asked.start(&block).await).await;
            assert!(
                done.told.has_errors() && done.told.is_at(attribute),
                "{}",
                done.told
            );
        }
        let nobody = asked.block("accept").with("account", text("nobody"));
        assert!(asked.validate(&nobody).await.is_empty());
        let told = asked.plan(&nobody).await;
        assert!(told.has_errors() && told.is_at("account"), "{told}");
        assert!(told.tells("partner"), "{told}");
        assert_eq!(asked.writes(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_with_the_apply_is_not_looked_for_at_plan() {
    for kind in KINDS {
        let asked = Asked::set(kind).await;
        asked.ring.world.clear_calls();
        for attribute in [kind.named_by(), "decision", "account", "region"] {
            let block = asked.block("accept").with(attribute, Cty::Unknown);
            let told = asked.validate(&block).await;
            assert!(told.is_empty(), "{told}");
            let told = asked.plan(&block).await;
            // Of an account that is not known yet, this is said wherever it is used.
            let expected = told.only_warns() && told.names("account is not known yet");
            assert!(
                if attribute == "account" {
                    expected
                } else {
                    told.is_empty()
                },
                "{told}"
            );
        }
        // An unknown guard would be none.
        let block = asked.block("accept").with(kind.guard, Cty::Unknown);
        let done = asked.end(asked.start(&block).await).await;
        assert!(done.told.names("not known yet"), "{}", done.told);
        let calls = asked.ring.world.calls();
        assert!(calls.is_empty(), "{calls:?}");
    }
}

/// Kinds whose decision takes the cloud a while.
fn slow() -> impl Iterator<Item = Kind> {
    KINDS
        .into_iter()
        .filter(|kind| kind.cloud == "alicloud" || kind.is_endpoint())
}

#[tokio::test(start_paused = true)]
async fn while_the_cloud_settles_it_there_is_something_to_read() {
    for kind in slow() {
        let asked = Asked::set(kind).await;
        asked
            .ring
            .world
            .set_pace(Duration::ZERO, Duration::from_secs(30));
        let begun = monotonic();
        let done = asked.invoke(&asked.block("accept")).await;
        assert!(done.told.is_empty(), "{}", done.told);
        assert_eq!(asked.status().await, kind.accepted);
        assert!(
            begun.elapsed() >= Duration::from_secs(29),
            "{:?}",
            begun.elapsed()
        );
        let waits = done
            .lines
            .iter()
            .filter(|line| line.contains("waiting for the cloud"));
        let waits = waits.count();
        assert!(
            (4..=8).contains(&waits),
            "{}: {:#?}",
            kind.action,
            done.lines
        );
        assert_eq!(asked.writes(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_action_says_what_it_has_left_and_can_be_invoked_again() {
    for kind in slow() {
        let asked = Asked::set(kind).await;
        // A read and a write at one moment cannot be told apart.
        let latency = Duration::from_millis(10);
        asked.ring.world.set_pace(latency, Duration::from_secs(30));
        let block = asked.block("accept");
        let mut stream = asked.start(&block).await;
        // The cloud has taken it once there is a wait.
        loop {
            let event = stream.message().await.unwrap().unwrap();
            match event.r#type.unwrap() {
                Type::Progress(line) if line.message.contains("waiting") => break,
                Type::Progress(_) => {}
                end @ Type::Completed(_) => panic!("{end:?}"),
            }
        }
        let stopped = monotonic();
        asked.ring.host.stop().await;
        let done = asked.end(stream).await;
        assert!(
            stopped.elapsed() < Duration::from_secs(1),
            "{:?}",
            stopped.elapsed()
        );
        assert!(
            done.told.has_errors() && done.told.names("has not settled"),
            "{}",
            done.told
        );
        assert!(
            done.told.tells("interrupted") && done.told.tells("again"),
            "{}",
            done.told
        );

        let again = asked.invoke(&block).await;
        assert!(again.told.is_empty(), "{}", again.told);
        assert_eq!(asked.status().await, kind.accepted);
        assert_eq!(asked.writes(), 1, "{}", kind.action);
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_listens_no_more_ends_the_waiting_and_nothing_else() {
    for kind in slow() {
        let asked = Asked::set(kind).await;
        asked
            .ring
            .world
            .set_pace(Duration::ZERO, Duration::from_secs(300));
        let mut stream = asked.start(&asked.block("accept")).await;
        while asked.writes() == 0 {
            stream.message().await.unwrap();
        }
        drop(stream);
        tokio::time::sleep(Duration::from_secs(2)).await;
        let calls = asked.ring.world.calls().len();
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(asked.ring.world.calls().len(), calls, "{}", kind.action);
        // Others go on: the end of one action is not the end of all.
        let told = asked.plan(&asked.block("accept")).await;
        assert!(!told.has_errors(), "{told}");
        assert_eq!(asked.writes(), 1);
    }
}
