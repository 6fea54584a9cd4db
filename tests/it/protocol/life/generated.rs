//! Many configurations, each optional attribute null, empty, set or unknown by turns: whatever they
//! are, create, refresh, update and destroy keep Core's rules, and peace follows each apply.

use std::time::Duration;

use vpcconnect::simulator::World;

use super::comes_over::comes_over;
use crate::protocol::cty::{Cty, object, text};
use crate::protocol::host::Host;
use crate::protocol::resource::Stored;
use crate::protocol::ring::Ring;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{
    ACCEPTER, ALI_ACCEPTER, ALI_ENDPOINT, ALI_PEERING, ALI_REGION, CLUSTER, ENDPOINT, PEERING,
    REGION, Stage, ali_endpoint,
};

/// The number of tenant B's account: the CRC-32 of its key.
const TENANT_B: &str = "1255198513";

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let index = usize::try_from(self.0 >> 33).unwrap() % from.len();
        &from[index]
    }
}

fn timeouts() -> Vec<Cty> {
    let of = |create: Cty, delete: Cty| {
        object([
            ("create", create),
            ("update", Cty::Null),
            ("delete", delete),
        ])
    };
    vec![
        Cty::Null,
        of(Cty::Null, Cty::Null),
        of(text(""), text("1h")),
        of(text("5m"), Cty::Null),
    ]
}

fn maybe(values: &[&str]) -> Vec<Cty> {
    let values = values.iter().map(|value| text(value));
    [Cty::Null, text("")].into_iter().chain(values).collect()
}

/// Attributes with the values that they may have.
type Choices = Vec<(&'static str, Vec<Cty>)>;

/// The configuration of a throw of the dice: as it is planned, and as it is applied. What is unknown
/// first becomes any of its values.
fn thrown(dice: &mut Dice, base: &Cty, choices: &Choices) -> (Cty, Cty) {
    let mut known = base.clone();
    let mut planned = base.clone();
    for (name, values) in choices {
        let value = dice.roll(values).clone();
        known = known.with(name, value.clone());
        let unknown = *dice.roll(&[false, false, false, true]);
        planned = planned.with(name, if unknown { Cty::Unknown } else { value });
    }
    (planned, known)
}

/// Whether the destroy of a decision deletes what was decided.
fn deletes(stored: Option<&Stored>) -> bool {
    stored.is_some_and(|stored| *stored.state.get("on_destroy") == text("delete"))
}

/// Creates, refreshes, plans again, updates to other forms, refreshes, plans again, destroys. Now and then it leaves the
/// state, and comes over anew.
async fn lives(
    (host, world): (&Host, &World),
    name: &str,
    dice: &mut Dice,
    base: &Cty,
    choices: &Choices,
) {
    let resource = host.resource(name);
    let mut stored = None;
    for _ in 0..3 {
        let (planned, known) = thrown(dice, base, choices);
        let change = match resource.plan(stored.as_ref(), &planned).await {
            Ok(change) => change,
            // The destroy's half would delete the very request that the create's half decides.
            Err(told) if deletes(stored.as_ref()) && told.names("would delete the peering") => {
                continue;
            }
            Err(told) => panic!("{planned}: {told}"),
        };
        if change.action == Action::Replace && deletes(stored.as_ref()) {
            assert_eq!(
                *planned.get("peering_id"),
                Cty::Unknown,
                "{planned}: it deletes what it decides"
            );
            continue;
        }
        let applied = resource.apply_with(&change, &known).await;
        assert!(!applied.told.has_errors(), "{known}: {}", applied.told);
        let after = applied.stored.unwrap();
        let read = resource.reread(&after).await;
        assert_eq!(read.state, after.state, "{known}");
        assert_eq!(resource.reread(&read).await, read, "{known}");
        let again = resource.plan(Some(&read), &known).await.unwrap();
        assert_eq!(
            again.action,
            Action::NoOp,
            "{known}: {} is {}",
            read.state,
            again.planned
        );
        let ways = comes_over(world, resource, &read, &known).await;
        stored = Some(dice.roll(&[vec![read], ways].concat()).clone());
    }
    resource.destroy(&stored.unwrap()).await.vanished();
}

/// In virtual time Alibaba Cloud's limits of calls in a minute cost nothing. A call takes a moment, so that what is read
/// after a write is later than it.
async fn begun() -> Ring {
    let ring = Ring::answering_after(Duration::from_millis(1)).await;
    ring.begin().await;
    ring
}

#[tokio::test]
async fn requests() {
    let stage = Stage::set().await;
    let choices: Choices = vec![
        ("name", vec![text("one"), text("two")]),
        ("description", maybe(&["why"])),
        ("requester_vpc_id", vec![text("vpc-a"), text("vpc-c")]),
        ("accepter_project_id", maybe(&["project-A", "project-B"])),
        ("account", maybe(&["default"])),
        ("region", maybe(&[REGION])),
        (
            "replace_refused",
            vec![Cty::Null, Cty::Bool(false), Cty::Bool(true)],
        ),
        ("wait_for_answer", vec![Cty::Null, Cty::Bool(false)]),
        ("timeouts", timeouts()),
    ];
    let mut dice = Dice(1);
    for _ in 0..25 {
        lives(
            (&stage.host, stage.world()),
            PEERING,
            &mut dice,
            &stage.request(),
            &choices,
        )
        .await;
    }
    assert!(stage.cloud.peerings().is_empty());
}

#[tokio::test]
async fn decisions() {
    let stage = Stage::set().await;
    let mut dice = Dice(2);
    for number in 0..25 {
        let requester = format!("vpc-{number}");
        let id = stage.asked(&requester, "vpc-a", None);
        let decision = *dice.roll(&["accept", "reject"]);
        let choices: Choices = vec![
            ("decision", vec![text(decision)]),
            ("peering_id", vec![text(&id)]),
            ("on_destroy", maybe(&["keep", "delete"])),
            ("requester_project_id", maybe(&["project-B"])),
            ("requester_vpc_id", maybe(&[&requester])),
            ("account", maybe(&["default"])),
            ("region", maybe(&[REGION])),
            ("timeouts", timeouts()),
        ];
        let base = stage.decision(&id, decision);
        lives(
            (&stage.host, stage.world()),
            ACCEPTER,
            &mut dice,
            &base,
            &choices,
        )
        .await;
    }
}

#[tokio::test]
async fn endpoints() {
    let stage = Stage::set().await;
    let mut dice = Dice(3);
    for _ in 0..25 {
        let (service, endpoint) = stage.endpoint();
        let choices: Choices = vec![
            ("decision", vec![text("accept"), text("reject")]),
            ("service_id", vec![text(&service)]),
            ("endpoint_id", vec![text(&endpoint)]),
            ("description", maybe(&["ours", "why"])),
            ("on_destroy", maybe(&["keep", "reject"])),
            ("requester_domain_id", maybe(&["domain-B"])),
            ("account", maybe(&["default"])),
            ("region", maybe(&[REGION])),
            ("timeouts", timeouts()),
        ];
        let base = stage.connection(&service, &endpoint, "accept");
        lives(
            (&stage.host, stage.world()),
            ENDPOINT,
            &mut dice,
            &base,
            &choices,
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn endpoints_on_alibaba_cloud() {
    let ring = begun().await;
    let mut dice = Dice(7);
    for _ in 0..25 {
        let (service, endpoint) = ali_endpoint(&ring.world);
        let choices: Choices = vec![
            ("decision", vec![text("accept"), text("reject")]),
            ("service_id", vec![text(&service)]),
            ("endpoint_id", vec![text(&endpoint)]),
            (
                "bandwidth",
                vec![
                    Cty::Null,
                    Cty::Number("500".to_owned()),
                    Cty::Number("800".to_owned()),
                ],
            ),
            ("on_destroy", maybe(&["keep", "reject"])),
            ("requester_account_id", maybe(&[TENANT_B])),
            ("requester_vpc_id", maybe(&["vpc-B"])),
            ("account", maybe(&["default"])),
            ("region", maybe(&[ALI_REGION])),
            ("timeouts", timeouts()),
        ];
        let base = ring.host.resources[ALI_ENDPOINT].with([
            ("service_id", text(&service)),
            ("endpoint_id", text(&endpoint)),
            ("decision", text("accept")),
        ]);
        lives(
            (&ring.host, &ring.world),
            ALI_ENDPOINT,
            &mut dice,
            &base,
            &choices,
        )
        .await;
    }
}

#[tokio::test]
async fn clusters() {
    let stage = Stage::set().await;
    let base = stage.host.resources[CLUSTER].with([
        ("cluster_id", text("56")),
        ("name", text("one")),
        ("accepter_vpc_id", text("vpc-b")),
    ]);
    let choices: Choices = vec![
        ("name", vec![text("one"), text("two")]),
        ("accepter_vpc_id", vec![text("vpc-b"), text("vpc-c")]),
        ("accepter_project_id", maybe(&["project-A", "project-B"])),
        ("account", maybe(&["default"])),
        ("region", maybe(&[REGION])),
        (
            "replace_refused",
            vec![Cty::Null, Cty::Bool(false), Cty::Bool(true)],
        ),
        ("wait_for_answer", vec![Cty::Null, Cty::Bool(false)]),
        ("timeouts", timeouts()),
    ];
    let mut dice = Dice(4);
    for _ in 0..25 {
        lives(
            (&stage.host, stage.world()),
            CLUSTER,
            &mut dice,
            &base,
            &choices,
        )
        .await;
    }
    assert!(stage.cloud.peerings().is_empty());
}

fn tags() -> Vec<Cty> {
    vec![
        Cty::Null,
        object([]),
        object([("team", text("net"))]),
        object([("team", text("ops")), ("empty", text(""))]),
        object([("owner", Cty::Null)]),
        object([("team", text("net")), ("owner", Cty::Null)]),
        object([("team", Cty::Null), ("empty", text(""))]),
    ]
}

#[tokio::test(start_paused = true)]
async fn requests_on_alibaba_cloud() {
    let ring = begun().await;
    let base = ring.host.resources[ALI_PEERING].with([
        ("requester_vpc_id", text("vpc-a")),
        ("accepter_vpc_id", text("vpc-b")),
        ("accepter_region", text("cn-beijing")),
    ]);
    let choices: Choices = vec![
        ("name", maybe(&["one", "two"])),
        ("description", maybe(&["what for"])),
        ("requester_vpc_id", vec![text("vpc-a"), text("vpc-c")]),
        ("accepter_account_id", maybe(&["3554254475", "1255198513"])),
        ("tags", tags()),
        ("account", maybe(&["default"])),
        ("region", maybe(&[ALI_REGION])),
        ("force_delete", vec![Cty::Null, Cty::Bool(true)]),
        ("wait_for_answer", vec![Cty::Null, Cty::Bool(false)]),
        ("timeouts", timeouts()),
    ];
    let mut dice = Dice(5);
    for _ in 0..25 {
        lives(
            (&ring.host, &ring.world),
            ALI_PEERING,
            &mut dice,
            &base,
            &choices,
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn decisions_on_alibaba_cloud() {
    let ring = begun().await;
    let requester = ring.host.resource(ALI_PEERING);
    let mut dice = Dice(6);
    for number in 0..25 {
        let (vpc, ours) = (format!("vpc-{number}"), format!("vpc-a-{number}"));
        // B asks A.
        let config = ring.host.resources[ALI_PEERING].with([
            ("account", text("partner")),
            ("requester_vpc_id", text(&vpc)),
            ("accepter_vpc_id", text(&ours)),
            ("accepter_region", text(ALI_REGION)),
            ("accepter_account_id", text("3554254475")),
        ]);
        let change = requester.plan(None, &config).await.unwrap();
        let asked = requester.apply(&change).await.succeeded();
        let id = asked.state.get("id").as_text().to_owned();
        let decision = *dice.roll(&["accept", "reject"]);
        let choices: Choices = vec![
            ("on_destroy", maybe(&["keep", "delete"])),
            ("requester_account_id", maybe(&["1255198513"])),
            ("requester_vpc_id", maybe(&[&vpc])),
            ("account", maybe(&["default"])),
            ("timeouts", timeouts()),
        ];
        let base = ring.host.resources[ALI_ACCEPTER]
            .with([("peering_id", text(&id)), ("decision", text(decision))]);
        lives(
            (&ring.host, &ring.world),
            ALI_ACCEPTER,
            &mut dice,
            &base,
            &choices,
        )
        .await;
    }
}
