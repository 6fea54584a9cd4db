//! The other side moves, under a decision about an endpoint: every status, wish, event and moment.

mod cloud;
mod contract;
mod play;
pub(super) mod service;

use vpcconnect::connection::status::Decision;

use self::cloud::{EVENTS, Event, STATUSES, Status};
use self::contract::{Contract, Known, Wish};
use self::play::play;
use self::service::Service;
use super::cell::Moment;
use super::{MOMENTS, problem};
use crate::protocol::ring::Ring;

/// What the first plan finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// An endpoint in this status that no state knows.
    New(Status),
    /// One that was imported.
    Imported(Status),
}

/// A cell.
#[derive(Clone, Copy, Debug)]
struct Cell {
    service: Service,
    wish: Wish,
    start: Start,
    event: Event,
    moment: Moment,
    /// Whether later plans read first (`-refresh=false` does not).
    refresh: bool,
}

impl Cell {
    fn begins(self) -> Contract {
        match self.start {
            Start::New(status) => Contract::new(self.service, self.wish, status, None),
            Start::Imported(status) => {
                let known = Known {
                    status: Some(status),
                    decision: status.decision(),
                    // Timeouts are never imported.
                    settings: false,
                };
                let state = status.is_there().then_some(known);
                Contract::new(self.service, self.wish, status, state)
            }
        }
    }

    /// Whether the event can happen at that moment.
    fn exists(self) -> bool {
        let (Start::New(status) | Start::Imported(status)) = self.start;
        if !status.exists(self.service) {
            return false;
        }
        let mut contract = self.begins();
        if matches!(self.start, Start::Imported(status) if !status.is_there()) {
            // Nothing to import.
            return self.event == Event::Nothing;
        }
        let (action, _) = contract.plan();
        match self.moment {
            Moment::BeforeApply => contract.happens(self.event),
            Moment::DuringWait => contract.meets(action, self.event),
            Moment::AfterApply => {
                contract.apply(action, Event::Nothing);
                contract.happens(self.event)
            }
        }
    }
}

/// Whether `on_destroy = "keep"`, and whether later plans read.
const WAYS: [(bool, bool); 3] = [(false, true), (false, false), (true, false)];

/// Every cell of a decision. How it is played matters most for what happens after an apply; elsewhere the
/// ways take turns.
fn cells(service: Service, decision: Decision) -> Vec<Cell> {
    let (mut cells, mut turn) = (Vec::new(), 0);
    // What one service alone has takes no turn on the others.
    let (mut statuses, mut events) = (STATUSES.to_vec(), EVENTS.to_vec());
    if !service.expires() {
        statuses.retain(|one| *one != Status::Expired);
        events.retain(|one| *one != Event::Expire);
    }
    let new = statuses.iter().copied().map(Start::New);
    let imported = statuses.iter().copied().map(Start::Imported);
    for start in new.chain(imported) {
        for &event in &events {
            for moment in MOMENTS {
                // Nothing can happen at one moment as well as at another.
                if event == Event::Nothing && moment != Moment::AfterApply {
                    continue;
                }
                let matters = moment == Moment::AfterApply && matches!(start, Start::New(_));
                turn += 1;
                for (way, (keep, refresh)) in WAYS.into_iter().enumerate() {
                    if matters || turn % WAYS.len() == way {
                        cells.push(Cell {
                            service,
                            wish: Wish { decision, keep },
                            start,
                            event,
                            moment,
                            refresh,
                        });
                    }
                }
            }
        }
    }
    cells
}

/// Plays a table, which has so many cells.
async fn table(cells: Vec<Cell>, count: usize) {
    let (ring, older) = (Ring::closed().await, Ring::older().await);
    let cells: Vec<_> = cells.into_iter().filter(|cell| cell.exists()).collect();
    let exist = cells.len();
    let mut wrong = Vec::new();
    for cell in cells {
        if let Some(why) = problem(Box::pin(play(&ring, cell))).await {
            wrong.push(format!("{cell:?}\n  {why}"));
        }
        if cell.moment == Moment::BeforeApply
            && let Some(why) = problem(Box::pin(play(&older, cell))).await
        {
            wrong.push(format!("{cell:?}, a host before 1.16\n  {why}"));
        }
    }
    let (failed, wrong) = (wrong.len(), wrong.join("\n"));
    assert!(failed == 0, "{failed} of {exist} cells:\n{wrong}");
    assert_eq!(exist, count, "cells that exist");
}

#[tokio::test(start_paused = true)]
async fn under_an_accept() {
    table(cells(Service::Vpcep, Decision::Accept), 362).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_reject() {
    table(cells(Service::Vpcep, Decision::Reject), 364).await;
}

#[tokio::test(start_paused = true)]
async fn under_an_accept_on_alibaba_cloud() {
    table(cells(Service::PrivateLink, Decision::Accept), 198).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_reject_on_alibaba_cloud() {
    table(cells(Service::PrivateLink, Decision::Reject), 198).await;
}

#[tokio::test(start_paused = true)]
async fn under_an_accept_on_aws() {
    table(cells(Service::Ec2, Decision::Accept), 312).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_reject_on_aws() {
    table(cells(Service::Ec2, Decision::Reject), 290).await;
}
