//! One cell of the table, played: plan, apply, refresh, plan, apply, destroy, and every step held to
//! what the contract says of it.

use std::time::Duration;

use vpcconnect::connection::status::Decision;

use super::cloud::{Event, Status};
use super::contract::{Applied, Contract, Wish};
use super::service::{SETTLES_IN, Service};
use super::{Cell, Start};
use crate::protocol::cty::{Cty, object, text};
use crate::protocol::moves::cell::Moment;
use crate::protocol::moves::contract::Said;
use crate::protocol::resource::{Change, Resource, Stored};
use crate::protocol::ring::Ring;
use crate::protocol::rules::plan::Action;
use crate::protocol::told::Told;

/// A cell that is played.
struct Play<'a> {
    ring: &'a Ring,
    resource: Resource<'a>,
    contract: Contract,
    config: Cty,
    stored: Option<Stored>,
    id: String,
    /// The calls that were looked at already.
    seen: u64,
}

/// Plays a cell that exists.
pub(super) async fn play(ring: &Ring, cell: Cell) {
    ring.world.reset().unwrap();
    ring.world.set_pace(Duration::ZERO, Duration::ZERO);
    ring.begin().await;
    let Some(mut play) = Play::set(ring, cell).await else {
        return;
    };
    if !ring.host.capabilities.store_planned_private {
        play.contract.withdrawn = Said::Broken;
    }
    let change = play.plan().await;
    if cell.moment == Moment::BeforeApply {
        play.moves(cell.event).await;
    }
    let during = match cell.moment {
        Moment::DuringWait => cell.event,
        Moment::BeforeApply | Moment::AfterApply => Event::Nothing,
    };
    let mut tainted = play.apply(&change, during).await;
    if cell.moment == Moment::AfterApply {
        play.moves(cell.event).await;
    }
    // A later run of Terraform, which comes to an end whatever has happened, and another one.
    for _ in 0..2 {
        if tainted {
            // Terraform would replace it: its destroy comes next.
            break;
        }
        ring.begin().await;
        if cell.refresh {
            play.refresh().await;
        }
        let change = play.plan().await;
        if change.action == Action::NoOp {
            // The next one would be the same again.
            break;
        }
        tainted = play.apply(&change, Event::Nothing).await;
    }
    play.destroy(cell.refresh).await;
}

impl<'a> Play<'a> {
    /// Makes what the cell begins with; `None` when the cell ends there.
    async fn set(ring: &'a Ring, cell: Cell) -> Option<Self> {
        let resource = ring.host.resource(cell.service.resource());
        let service = cell.service.offer(&ring.world).await;
        cell.service.ask(&ring.world).await;
        let id = cell.service.endpoints(&ring.world)[0].id.clone();
        let Wish { decision, keep } = cell.wish;
        let timeouts = object([
            ("create", text("2m")),
            ("update", text("2m")),
            ("delete", Cty::Null),
        ]);
        let config = resource.block.with([
            ("service_id", text(&service)),
            ("endpoint_id", text(&id)),
            ("decision", text(decision.as_str())),
            ("on_destroy", if keep { text("keep") } else { Cty::Null }),
            ("timeouts", timeouts),
        ]);
        let mut play = Self {
            ring,
            resource,
            contract: cell.begins(),
            config,
            stored: None,
            id,
            seen: 0,
        };
        let (Start::New(status) | Start::Imported(status)) = cell.start;
        cell.service.become_(&ring.world, &play.id, status).await;
        if matches!(cell.start, Start::Imported(_)) {
            let imported = resource.import(&format!("{service}/{}", play.id)).await;
            if !status.is_there() {
                assert!(imported.unwrap_err().names(&play.id));
                return None;
            }
            play.stored = Some(imported.unwrap());
            play.holds("import");
        }
        Some(play)
    }

    fn service(&self) -> Service {
        self.contract.service
    }

    /// What the cloud shows, if it is as the contract says.
    fn word(&self) -> Option<&'static str> {
        let cloud = self.contract.cloud;
        (cloud != Status::Gone).then(|| cloud.word(self.service()))
    }

    /// The other side moves.
    async fn moves(&mut self, event: Event) {
        assert!(self.contract.happens(event));
        let service = self.service();
        service.happen(&self.ring.world, &self.id, event).await;
        let (held, word) = (service.shown(&self.ring.world, &self.id), self.word());
        assert_eq!(held.as_deref(), word, "the cloud does as this test thinks");
    }

    async fn refresh(&mut self) {
        let Some(stored) = &self.stored else {
            return;
        };
        let (read, told) = self.resource.refresh(stored).await;
        assert!(told.is_empty(), "refresh: {told}");
        self.contract.refresh();
        self.stored = read;
        self.holds("refresh");
    }

    async fn plan(&mut self) -> Change {
        let before = self.contract;
        let (action, said) = self.contract.plan();
        let planned = self.resource.plan(self.stored.as_ref(), &self.config).await;
        let change = planned.unwrap_or_else(|told| panic!("plan of {before:?}: {told}"));
        assert_eq!(self.calls(), 0, "a plan changes nothing");
        assert_eq!(change.action, action, "plan of {before:?}: {}", change.told);
        self.says(&format!("plan of {before:?}"), &change.told, said);
        change
    }

    /// Applies; whether the next plan replaces it.
    async fn apply(&mut self, change: &Change, during: Event) -> bool {
        // Every other run of Terraform is a new process.
        self.ring.begin().await;
        let world = &self.ring.world;
        world.set_pace(Duration::ZERO, SETTLES_IN);
        let before = self.contract;
        let expected = self.contract.apply(change.action, during);
        let (watched, id, service) = (world.clone(), self.id.clone(), self.service());
        let watch = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(10)).await;
            service.happen(&watched, &id, during).await;
        });
        let applied = self.resource.try_apply(change, &self.config).await;
        watch.abort();
        // What settles has settled.
        tokio::time::sleep(SETTLES_IN).await;
        world.set_pace(Duration::ZERO, Duration::ZERO);
        let doing = format!("{:?} of {before:?} with {during:?}", change.action);
        let Ok(applied) = applied else {
            assert_eq!(expected.said, Said::Broken, "{doing}: {applied:?}");
            let told = applied.unwrap_err().told;
            assert!(told.only_warns() && told.tells(&self.id), "{told}");
            assert_eq!(self.calls(), 0, "{doing}");
            return false;
        };
        let Applied {
            said,
            calls,
            tainted,
        } = expected;
        self.says(&doing, &applied.told, said);
        assert_eq!(applied.tainted, tainted, "{doing}: {}", applied.told);
        assert_eq!(self.calls(), calls, "{doing}: {}", applied.told);
        self.stored = applied.stored;
        self.holds(&doing);
        tainted
    }

    /// In the end nobody is let in by us any more, or whoever was to be kept.
    async fn destroy(&mut self, refresh: bool) {
        self.ring.begin().await;
        if refresh {
            self.refresh().await;
        }
        if let Some(stored) = self.stored.take() {
            self.dismiss(&stored).await;
        }
        let (service, word) = (self.service(), self.word());
        let left = service.shown(&self.ring.world, &self.id);
        assert_eq!(left.as_deref(), word, "left as the contract says");
        // Who asked anew is none of ours.
        for other in service.endpoints(&self.ring.world) {
            if other.id != self.id {
                assert_eq!(other.status, Status::Pending.word(service));
            }
        }
    }

    async fn dismiss(&mut self, stored: &Stored) {
        self.ring.begin().await;
        let change = self.resource.plan_destroy(stored).await.unwrap();
        let said = self.contract.plan_destroy();
        self.says("the destroy's plan", &change.told, said);
        let before = self.contract;
        let expected = self.contract.destroy();
        let doing = format!("destroy of {before:?}");
        let applied = self.resource.apply(&change).await;
        self.says(&doing, &applied.told, expected.said);
        assert_eq!(self.calls(), expected.calls, "{doing}");
        if expected.said == Said::Nothing {
            return applied.vanished();
        }
        // It cannot be rejected. As the error says, it can be kept, whatever else fails on the way.
        let told = applied.told.to_string();
        assert!(told.contains("on_destroy = \"keep\""), "{told}");
        let keep = self.config.with("on_destroy", text("keep"));
        let change = self.resource.plan(applied.stored.as_ref(), &keep).await;
        let kept = self.resource.apply(&change.unwrap()).await;
        self.resource
            .destroy(&kept.stored.unwrap())
            .await
            .vanished();
        assert_eq!(self.calls(), 0, "{doing}");
    }

    /// The decisions that the cloud took since the last time.
    fn calls(&mut self) -> usize {
        let calls = self.ring.world.calls();
        let new = calls.iter().filter(|call| call.seq > self.seen);
        let count = new.filter(|call| self.service().took(call)).count();
        self.seen = calls.last().map_or(self.seen, |call| call.seq);
        count
    }

    /// The user is told what the contract says, of this endpoint.
    fn says(&self, doing: &str, told: &Told, said: Said) {
        let right = match said {
            Said::Nothing => told.is_empty(),
            Said::Warning => told.only_warns() && told.tells(&self.id),
            Said::Error => told.has_errors() && told.names(&self.id),
            Said::Broken => false,
        };
        assert!(right, "{doing}: expected {said:?}: {told}");
    }

    /// The state is what the contract says.
    fn holds(&self, doing: &str) {
        let state = self.stored.as_ref().map(|stored| &stored.state);
        let Some(known) = self.contract.state else {
            assert!(state.is_none(), "{doing}: the state keeps {state:?}");
            return;
        };
        let state = state.unwrap_or_else(|| panic!("{doing}: the state lost {known:?}"));
        let word = |status: Status| text(status.word(self.service()));
        let status = known.status.map_or(Cty::Null, word);
        assert_eq!(state.get("status"), &status, "{doing}");
        if let Some(status) = known.status {
            assert_eq!(state.get("answer"), &text(status.answer()), "{doing}");
        }
        let decision = known.decision.map(Decision::as_str);
        let decision = decision.map_or(Cty::Null, text);
        assert_eq!(state.get("decision"), &decision, "{doing}");
    }
}
