//! One cell of the table, played: plan, apply, refresh, plan, apply, destroy, and every step held to
//! what the contract says of it.

use std::time::Duration;

use vpcconnect::connection::status::Decision;

use super::cell::{Cell, Moment, Start};
use super::cloud::{Event, Status};
use super::contract::{Applied, Contract, Planned, Said, Wish};
use super::service::Service;
use crate::protocol::cty::{Cty, object, text};
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
    // The first plan always reads: it is the user's first look.
    play.refresh().await;
    let Some(change) = play.plan().await else {
        return play.destroy(cell.refresh).await;
    };
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
        let Some(change) = play.plan().await else {
            break;
        };
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
        match cell.wish {
            Wish::Request { .. } => Some(Self::request(ring, cell).await),
            Wish::Answer { .. } => Self::answer(ring, cell).await,
        }
    }

    async fn request(ring: &'a Ring, cell: Cell) -> Self {
        let Wish::Request {
            wait,
            replace,
            rename,
        } = cell.wish
        else {
            unreachable!("it is a request");
        };
        let service = cell.service;
        let resource = ring.host.resource(service.requester());
        let plain = service.request(resource.block);
        let plain = plain.with("timeouts", timeouts(service));
        let option = |on: bool| if on { Cty::Bool(true) } else { Cty::Null };
        let config = plain
            .with("wait_for_answer", option(wait))
            .with("replace_refused", option(replace));
        let config = match rename {
            false => config,
            true if service.has_option() => service
                .named(&config, "renamed")
                .with("remote_dns_resolution", Cty::Bool(true)),
            true => service.named(&config, "renamed"),
        };
        let mut play = Self {
            ring,
            resource,
            contract: cell.begins(),
            config,
            stored: None,
            id: String::new(),
            seen: 0,
        };
        let Start::Known(status) = cell.start else {
            return play;
        };
        let change = resource.plan(None, &plain).await.unwrap();
        let stored = resource.apply(&change).await.succeeded();
        let id = stored.state.get(service.id());
        id.as_text().clone_into(&mut play.id);
        play.stored = Some(stored);
        play.becomes(status).await;
        // What the first process saw it may go on seeing for a few seconds.
        ring.begin().await;
        // The state is as it was then, and read before the first plan.
        let pending = Start::Known(Status::Pending);
        play.contract.state = Cell {
            start: pending,
            ..cell
        }
        .begins()
        .state;
        play.calls();
        play
    }

    async fn answer(ring: &'a Ring, cell: Cell) -> Option<Self> {
        let Wish::Answer { decision, delete } = cell.wish else {
            unreachable!("it is an answer");
        };
        let service = cell.service;
        let resource = ring.host.resource(service.accepter());
        service.ask(&ring.world).await;
        let id = service.peerings(&ring.world)[0].id.clone();
        let config = resource.block.with([
            ("peering_id", text(&id)),
            ("decision", text(decision.as_str())),
            (
                "on_destroy",
                if delete { text("delete") } else { Cty::Null },
            ),
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
        let (Start::New(status) | Start::Known(status)) = cell.start;
        play.becomes(status).await;
        if let Start::Known(status) = cell.start {
            let imported = resource.import(&play.id).await;
            if !status.is_there() {
                assert!(imported.unwrap_err().names(&play.id));
                return None;
            }
            play.stored = Some(imported.unwrap());
        }
        Some(play)
    }

    fn service(&self) -> Service {
        self.contract.service
    }

    /// Brings a peering that is pending into a status.
    async fn becomes(&self, status: Status) {
        let event = match status {
            Status::Pending => Event::Nothing,
            Status::Active => Event::Accept,
            Status::Rejected => Event::Reject,
            Status::Expired => Event::Expire,
            Status::Failed => Event::Fail,
            Status::Odd => Event::Freeze,
            Status::Going => Event::DeleteSlowly,
            Status::Gone => Event::Delete,
        };
        self.service()
            .happen(&self.ring.world, &self.id, event)
            .await;
    }

    /// The other side moves.
    async fn moves(&mut self, event: Event) {
        assert!(self.contract.happens(event));
        let service = self.service();
        service.happen(&self.ring.world, &self.id, event).await;
        let held = service.shown(&self.ring.world, &self.id);
        let word = self.contract.cloud.word(service);
        let word = (self.contract.cloud != Status::Gone).then_some(word);
        assert_eq!(held.as_deref(), word, "the cloud does as this test thinks");
        // What a hand called is none of ours.
        self.calls();
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

    /// Plans; `None` when the user's own change is refused.
    async fn plan(&mut self) -> Option<Change> {
        let before = self.contract;
        let expected = self.contract.plan();
        let planned = self.resource.plan(self.stored.as_ref(), &self.config).await;
        assert_eq!(self.calls(), (0, 0), "a plan changes nothing");
        match (planned, expected) {
            (Err(told), Planned::Fails) => {
                assert!(told.is_at("decision") && told.names(&self.id), "{told}");
                None
            }
            (Ok(change), Planned::Makes(action, said)) => {
                let told = &change.told;
                assert_eq!(change.action, action, "plan of {before:?}: {told}");
                self.says("plan", told, said);
                Some(change)
            }
            (planned, expected) => panic!("expected {expected:?} of {before:?}, got {planned:?}"),
        }
    }

    /// Applies; whether the next plan replaces it.
    async fn apply(&mut self, change: &Change, during: Event) -> bool {
        // Every other run of Terraform is a new process.
        self.ring.begin().await;
        let world = &self.ring.world;
        let settle = self.service().settles_in();
        world.set_pace(Duration::ZERO, settle);
        let before = self.contract;
        let expected = self.contract.apply(change.action, during);
        let watch = self.watch(during);
        let applied = self.resource.try_apply(change, &self.config).await;
        watch.abort();
        // What was deleted is not shown any more, and what settles has settled.
        tokio::time::sleep(settle).await;
        world.set_pace(Duration::ZERO, Duration::ZERO);
        let doing = format!("{:?} of {before:?} with {during:?}", change.action);
        let Ok(applied) = applied else {
            assert_eq!(expected.said, Said::Broken, "{doing}: {applied:?}");
            let told = applied.unwrap_err().told;
            assert!(told.only_warns() && told.tells(&self.id), "{told}");
            assert_eq!(self.calls(), (0, 0), "{doing}");
            return false;
        };
        let Applied {
            said,
            calls,
            deletes,
            tainted,
        } = expected;
        assert_eq!(applied.tainted, tainted, "{doing}: {}", applied.told);
        let replaced = matches!(change.action, Action::Create | Action::Replace);
        if let (true, Some(new)) = (replaced, &applied.stored) {
            let id = new.state.get(self.service().id());
            id.as_text().clone_into(&mut self.id);
        }
        let ours = matches!(self.contract.wish, Wish::Request { .. });
        if said == Said::Error && ours && replaced && !tainted {
            // Nothing was made that has an id; what is in the way is named.
            let told = applied.told.to_string();
            let other = self.service().peerings(world);
            let named = other.iter().any(|one| told.contains(&one.id));
            assert!(named && told.contains("import {"), "{doing}: {told}");
        } else {
            self.says(&doing, &applied.told, said);
        }
        assert_eq!(self.calls(), (calls, deletes), "{doing}: {}", applied.told);
        self.stored = applied.stored;
        self.holds(&doing);
        tainted
    }

    /// Lets the other side move while the apply waits.
    fn watch(&self, during: Event) -> tokio::task::JoinHandle<()> {
        let (world, id) = (self.ring.world.clone(), self.id.clone());
        let service = self.service();
        let asks = matches!(self.contract.wish, Wish::Request { .. });
        tokio::spawn(async move {
            if during == Event::Nothing {
                return;
            }
            let awaited = service.awaits(during);
            loop {
                tokio::time::sleep(Duration::from_secs(10)).await;
                // A new request has an id that nobody knew before, once it is there to be answered.
                let mut all = service.peerings(&world).into_iter();
                let found = all.find(|one| one.status == awaited);
                let id = match found {
                    Some(one) if service.begins_slowly() && during != Event::Fail => {
                        // Ours has seen it, too.
                        tokio::time::sleep(Duration::from_secs(4)).await;
                        one.id
                    }
                    Some(one) => one.id,
                    None if asks && service.begins_slowly() => continue,
                    None => id,
                };
                return service.happen(&world, &id, during).await;
            }
        })
    }

    /// In the end nothing of ours is left.
    async fn destroy(&mut self, refresh: bool) {
        self.ring.begin().await;
        if refresh {
            self.refresh().await;
        }
        if let Some(stored) = self.stored.take() {
            self.ring.begin().await;
            let change = self.resource.plan_destroy(&stored).await.unwrap();
            let said = self.contract.plan_destroy();
            self.says("the destroy's plan", &change.told, said);
            let before = self.contract;
            let expected = self.contract.destroy();
            let applied = self.resource.apply(&change).await;
            self.says("destroy", &applied.told, expected.said);
            if expected.said == Said::Nothing {
                applied.vanished();
            }
            assert_eq!(self.calls(), (0, expected.deletes), "destroy of {before:?}");
        }
        let service = self.service();
        let left = service.shown(&self.ring.world, &self.id);
        let going = Status::Going.word(service);
        let there = left.as_deref().filter(|status| *status != going);
        let kept = self.contract.cloud;
        let word = kept.is_there().then(|| kept.word(service));
        assert_eq!(there, word, "kept as it was, or gone");
        // Nothing of ours is left but what nobody can delete.
        let is_over = kept.is_over() && service.forgets();
        let may_be_left = is_over || !self.contract.may_be_deleted();
        if let Wish::Request { .. } = self.contract.wish {
            assert!(there.is_none() || may_be_left, "{there:?} is left");
        }
        // What the other side asked for by itself is none of ours.
        for other in service.peerings(&self.ring.world) {
            // One of ours that was replaced may still be on its way out.
            if other.is_theirs && other.id != self.id && other.status != going {
                assert_eq!(other.status, Status::Pending.word(service));
            }
        }
    }

    /// The writing calls since the last time: but deletes, and deletes that deleted.
    fn calls(&mut self) -> (usize, usize) {
        let calls = self.ring.world.calls();
        let new = calls.iter().filter(|call| call.seq > self.seen);
        let counted = self.service().count(new);
        self.seen = calls.last().map_or(self.seen, |call| call.seq);
        counted
    }

    /// The user is told what the contract says, of this object.
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
        let service = self.service();
        let word = |status: Status| text(status.word(service));
        let status = known.status.map_or(Cty::Null, word);
        assert_eq!(state.get("status"), &status, "{doing}");
        if let Some(status) = known.status {
            assert_eq!(state.get("answer"), &text(status.answer()), "{doing}");
        }
        let active = if known.active {
            text(&self.id)
        } else {
            Cty::Null
        };
        assert_eq!(state.get("active_id"), &active, "{doing}");
        if service.has_option() {
            let option = known.option.map_or(Cty::Null, Cty::Bool);
            assert_eq!(state.get("remote_dns_resolution"), &option, "{doing}");
        }
        if let Wish::Answer { .. } = self.contract.wish {
            let decision = known.decision.map(Decision::as_str);
            assert_eq!(
                state.get("decision"),
                &decision.map_or(Cty::Null, text),
                "{doing}"
            );
        }
    }
}

/// Long enough for everything that happens, and short enough for a table.
fn timeouts(service: Service) -> Cty {
    let create = match service {
        Service::Vpc | Service::CloudStream | Service::Ec2 => "1m",
        // It waits for what is on its way out.
        Service::VpcPeer => "3m",
    };
    object([
        ("create", text(create)),
        ("update", text("1m")),
        ("delete", Cty::Null),
    ])
}
