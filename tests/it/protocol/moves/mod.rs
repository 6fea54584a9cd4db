//! The other side moves: every status, wish, event and moment, with and without `-refresh=false`.
//!
//! `cell` lists them, `cloud` says what can happen to a peering, `service` how that is done, `contract`
//! what each step then has to come to, `play` does it with the provider by Core's rules; `endpoint` has
//! the same for endpoints. No order of events may leave what cannot be planned or destroyed, and no plan
//! may fail but for what the user wrote.

mod cell;
mod cloud;
mod contract;
mod endpoint;
mod fixtures;
mod pairs;
mod play;
mod service;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use vpcconnect::connection::status::Decision;

use self::cell::{Cell, Moment, Start};
use self::cloud::{EVENTS, Event, STATUSES, Status};
use self::contract::Wish;
use self::play::play;
use self::service::Service;
use super::ring::Ring;

const MOMENTS: [Moment; 3] = [Moment::BeforeApply, Moment::DuringWait, Moment::AfterApply];

/// Every cell of a wish, also those that turn out not to exist.
fn cells(service: Service, wish: Wish, starts: &[Start]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for start in starts {
        for event in EVENTS {
            for moment in MOMENTS {
                // Nothing can happen at one moment as well as at another.
                if event == Event::Nothing && moment != Moment::AfterApply {
                    continue;
                }
                for refresh in [true, false] {
                    cells.push(Cell {
                        service,
                        wish,
                        start: *start,
                        event,
                        moment,
                        refresh,
                    });
                }
            }
        }
    }
    cells
}

/// What goes wrong in a cell.
async fn problem(mut playing: Pin<Box<impl Future<Output = ()>>>) -> Option<String> {
    let played = std::future::poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| playing.as_mut().poll(cx)));
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(())) => Poll::Ready(Ok(())),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    });
    let panic = played.await.err()?;
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or(panic.downcast_ref::<&str>().copied());
    Some(text.unwrap_or("it panics").to_owned())
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

fn known() -> Vec<Start> {
    STATUSES.map(Start::Known).to_vec()
}

fn requests(service: Service, wait: bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    for replace in [false, true] {
        for rename in [false, true] {
            // A cluster's request cannot be changed.
            if rename && service == Service::CloudStream {
                continue;
            }
            let wish = Wish::Request {
                wait,
                replace,
                rename,
            };
            let new = Start::New(Status::Gone);
            let starts = known().into_iter().chain((!rename).then_some(new));
            cells.extend(self::cells(service, wish, &starts.collect::<Vec<_>>()));
        }
    }
    halve(&mut cells, |wish| match wish {
        // What waits for a connection shows at a read: then those that replace do without.
        Wish::Request {
            rename, replace, ..
        } => rename && (replace || !service.has_option()),
        Wish::Answer { .. } => false,
    });
    // What is active or on its way out is never refused any more.
    cells.retain(|cell| {
        let replaces = matches!(cell.wish, Wish::Request { replace: true, .. });
        let never = matches!(cell.start, Start::Known(Status::Active | Status::Going));
        !(replaces && never)
    });
    cells
}

/// What is no more pending takes one half of the pairs: a detail of the configuration has little to do
/// with whether later plans read. So does everything on the services after the first.
fn halve(cells: &mut Vec<Cell>, detail: impl Fn(Wish) -> bool) {
    cells.retain(|cell| {
        let (Start::New(status) | Start::Known(status)) = cell.start;
        let open = matches!(status, Status::Pending | Status::Gone) && cell.service == Service::Vpc;
        open || detail(cell.wish) != cell.refresh
    });
}

fn answers(service: Service, decision: Decision) -> Vec<Cell> {
    let mut cells = Vec::new();
    for delete in [false, true] {
        let starts = STATUSES.map(Start::New).into_iter().chain(known());
        let wish = Wish::Answer { decision, delete };
        cells.extend(self::cells(service, wish, &starts.collect::<Vec<_>>()));
    }
    halve(&mut cells, |wish| {
        matches!(wish, Wish::Answer { delete: true, .. })
    });
    cells
}

#[tokio::test(start_paused = true)]
async fn under_a_request() {
    table(requests(Service::Vpc, false), 382).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_request_that_waits() {
    table(requests(Service::Vpc, true), 564).await;
}

#[tokio::test(start_paused = true)]
async fn under_an_accept() {
    table(answers(Service::Vpc, Decision::Accept), 284).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_reject() {
    table(answers(Service::Vpc, Decision::Reject), 284).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_clusters_request() {
    table(requests(Service::CloudStream, false), 145).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_clusters_request_that_waits() {
    table(requests(Service::CloudStream, true), 199).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_request_on_alibaba_cloud() {
    table(requests(Service::VpcPeer, false), 274).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_request_that_waits_on_alibaba_cloud() {
    table(requests(Service::VpcPeer, true), 386).await;
}

#[tokio::test(start_paused = true)]
async fn under_an_accept_on_alibaba_cloud() {
    table(answers(Service::VpcPeer, Decision::Accept), 216).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_reject_on_alibaba_cloud() {
    table(answers(Service::VpcPeer, Decision::Reject), 200).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_request_on_aws() {
    table(requests(Service::Ec2, false), 302).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_request_that_waits_on_aws() {
    table(requests(Service::Ec2, true), 414).await;
}

#[tokio::test(start_paused = true)]
async fn under_an_accept_on_aws() {
    table(answers(Service::Ec2, Decision::Accept), 204).await;
}

#[tokio::test(start_paused = true)]
async fn under_a_reject_on_aws() {
    table(answers(Service::Ec2, Decision::Reject), 180).await;
}
