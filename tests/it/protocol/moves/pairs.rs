//! Two resources of one run about one connection: a block that was renamed without `moved`. Whatever the order
//! in which the two are planned and applied, and however long the cloud takes, what the new one wants is true
//! in the end.

use std::time::Duration;

use vpcconnect::connection::status::Decision;

use super::endpoint::service::Service as Endpoints;
use super::problem;
use super::service::Service as Peerings;
use crate::protocol::cty::{Cty, text};
use crate::protocol::resource::{Resource, Stored};
use crate::protocol::ring::Ring;
use crate::protocol::rules::plan::Action;

/// Whose connection.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Endpoint(Endpoints),
    Peering(Peerings),
}

/// Which of the two comes first, in the plan and in the apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    CreateFirst,
    DestroyFirst,
    Together,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    kind: Kind,
    before: Decision,
    after: Decision,
    /// Whether the destroy leaves the connection alone.
    keep: bool,
    planned: Order,
    applied: Order,
    settle: Duration,
}

impl Cell {
    /// A peering that its own destroy would delete cannot be restored.
    fn is_refused(self) -> bool {
        matches!(self.kind, Kind::Peering(_)) && !self.keep
    }

    fn word(self, decision: Decision) -> &'static str {
        match (self.kind, decision) {
            (Kind::Endpoint(Endpoints::Vpcep), Decision::Accept) => "accepted",
            (
                Kind::Endpoint(Endpoints::Vpcep | Endpoints::Ec2) | Kind::Peering(Peerings::Ec2),
                Decision::Reject,
            ) => "rejected",
            (Kind::Endpoint(Endpoints::PrivateLink), Decision::Accept) => "Connected",
            (Kind::Endpoint(Endpoints::PrivateLink), Decision::Reject) => "Disconnected",
            (Kind::Endpoint(Endpoints::Ec2), Decision::Accept) => "available",
            (Kind::Peering(Peerings::Ec2), Decision::Accept) => "active",
            (Kind::Peering(Peerings::VpcPeer), Decision::Accept) => "Activated",
            (Kind::Peering(Peerings::VpcPeer), Decision::Reject) => "Rejected",
            (Kind::Peering(_), Decision::Accept) => "ACTIVE",
            (Kind::Peering(_), Decision::Reject) => "REJECTED",
        }
    }
}

fn cells(kind: Kind) -> Vec<Cell> {
    let both = [Decision::Accept, Decision::Reject];
    let mut cells = Vec::new();
    for before in both {
        for after in both {
            // A peering is decided once.
            if matches!(kind, Kind::Peering(_)) && before != after {
                continue;
            }
            for keep in [false, true] {
                for planned in [Order::CreateFirst, Order::DestroyFirst] {
                    for applied in [Order::CreateFirst, Order::DestroyFirst, Order::Together] {
                        for settle in [0, 2, 40].map(Duration::from_secs) {
                            cells.push(Cell {
                                kind,
                                before,
                                after,
                                keep,
                                planned,
                                applied,
                                settle,
                            });
                        }
                    }
                }
            }
        }
    }
    cells
}

/// The configurations of the two resources.
async fn configs(ring: &Ring, cell: Cell, resource: &Resource<'_>) -> [Cty; 2] {
    let named = match cell.kind {
        Kind::Endpoint(service) => {
            let offered = service.offer(&ring.world).await;
            service.ask(&ring.world).await;
            let endpoint = service.endpoints(&ring.world)[0].id.clone();
            resource.block.with([
                ("service_id", text(&offered)),
                ("endpoint_id", text(&endpoint)),
            ])
        }
        Kind::Peering(service) => {
            service.ask(&ring.world).await;
            let id = service.peerings(&ring.world)[0].id.clone();
            resource.block.with([("peering_id", text(&id))])
        }
    };
    let undo = match cell.kind {
        _ if cell.keep => "keep",
        Kind::Endpoint(_) => "reject",
        Kind::Peering(_) => "delete",
    };
    let named = named.with("on_destroy", text(undo));
    [cell.before, cell.after].map(|decision| named.with("decision", text(decision.as_str())))
}

fn status(ring: &Ring, kind: Kind) -> String {
    match kind {
        Kind::Endpoint(service) => service.endpoints(&ring.world)[0].status.clone(),
        Kind::Peering(service) => service.peerings(&ring.world)[0].status.clone(),
    }
}

async fn play(ring: &Ring, cell: Cell) {
    ring.world.reset().unwrap();
    ring.world.set_pace(Duration::ZERO, cell.settle);
    ring.begin().await;
    let name = match cell.kind {
        Kind::Endpoint(service) => service.resource(),
        Kind::Peering(service) => service.accepter(),
    };
    let resource = ring.host.resource(name);
    let [old, new] = configs(ring, cell, &resource).await;
    let change = resource.plan(None, &old).await.unwrap();
    let old = resource.apply(&change).await.succeeded();
    assert_eq!(
        status(ring, cell.kind),
        cell.word(cell.before),
        "the first run"
    );
    let Some(stored) = Box::pin(rename(ring, cell, &resource, &old, &new)).await else {
        assert_eq!(status(ring, cell.kind), cell.word(cell.before), "refused");
        return;
    };
    tokio::time::sleep(cell.settle).await;
    assert_eq!(status(ring, cell.kind), cell.word(cell.after), "in the end");
    ring.begin().await;
    let stored = resource.reread(&stored).await;
    let again = resource.plan(Some(&stored), &new).await.unwrap();
    assert_eq!(again.action, Action::NoOp, "{}", again.told);
}

/// The run in which the old one goes and the new one comes; nothing when its plan is refused.
async fn rename(
    ring: &Ring,
    cell: Cell,
    resource: &Resource<'_>,
    old: &Stored,
    new: &Cty,
) -> Option<Stored> {
    ring.begin().await;
    let (created, destroyed) = match cell.planned {
        Order::CreateFirst => {
            let created = resource.plan(None, new).await;
            (created, resource.plan_destroy(old).await)
        }
        Order::DestroyFirst | Order::Together => {
            let destroyed = resource.plan_destroy(old).await;
            (resource.plan(None, new).await, destroyed)
        }
    };
    let (first, second) = match cell.planned {
        Order::CreateFirst => (&created, &destroyed),
        Order::DestroyFirst | Order::Together => (&destroyed, &created),
    };
    assert!(first.is_ok(), "{first:?}");
    if cell.is_refused() {
        let told = second.as_ref().unwrap_err();
        assert!(
            told.names("would delete the peering") && told.tells("moved {"),
            "{told}"
        );
        return None;
    }
    let told = &second.as_ref().unwrap().told;
    assert!(told.only_warns() && told.tells("moved {"), "{told}");
    let (created, destroyed) = (created.unwrap(), destroyed.unwrap());
    // Plan and apply are different processes.
    ring.begin().await;
    let (made, gone) = match cell.applied {
        Order::CreateFirst => {
            let made = resource.apply(&created).await;
            (made, resource.apply(&destroyed).await)
        }
        Order::DestroyFirst => {
            let gone = resource.apply(&destroyed).await;
            (resource.apply(&created).await, gone)
        }
        Order::Together => tokio::join!(resource.apply(&created), resource.apply(&destroyed)),
    };
    gone.vanished();
    Some(made.succeeded())
}

async fn table(kind: Kind, count: usize) {
    let ring = Ring::closed().await;
    let cells = cells(kind);
    assert_eq!(cells.len(), count);
    let mut wrong = Vec::new();
    for cell in cells {
        if let Some(why) = problem(Box::pin(play(&ring, cell))).await {
            wrong.push(format!("{cell:?}\n  {why}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[tokio::test(start_paused = true)]
async fn endpoints_of_huawei_cloud() {
    table(Kind::Endpoint(Endpoints::Vpcep), 144).await;
}

#[tokio::test(start_paused = true)]
async fn endpoints_of_alibaba_cloud() {
    table(Kind::Endpoint(Endpoints::PrivateLink), 144).await;
}

#[tokio::test(start_paused = true)]
async fn endpoints_of_aws() {
    table(Kind::Endpoint(Endpoints::Ec2), 144).await;
}

#[tokio::test(start_paused = true)]
async fn peerings_of_aws() {
    table(Kind::Peering(Peerings::Ec2), 72).await;
}

#[tokio::test(start_paused = true)]
async fn peerings_of_huawei_cloud() {
    table(Kind::Peering(Peerings::Vpc), 72).await;
}

#[tokio::test(start_paused = true)]
async fn peerings_of_alibaba_cloud() {
    table(Kind::Peering(Peerings::VpcPeer), 72).await;
}
