//! The cells of the table, and which of them exist.

use super::cloud::{Event, Status};
use super::contract::{Contract, Known, Planned, Wish};
use super::service::Service;

/// When the other side moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// Between plan and apply.
    BeforeApply,
    /// Ten seconds into the apply, while it waits.
    DuringWait,
    /// Between apply and the next plan.
    AfterApply,
}

/// What the first plan finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// An object in this status that no state knows.
    New(Status),
    /// One that the state knows: requested or imported.
    Known(Status),
}

/// A cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) service: Service,
    pub(super) wish: Wish,
    pub(super) start: Start,
    pub(super) event: Event,
    pub(super) moment: Moment,
    /// Whether later plans read first (`-refresh=false` does not).
    pub(super) refresh: bool,
}

impl Cell {
    /// Cloud and state as the first plan finds them.
    pub(super) fn begins(self) -> Contract {
        let (Start::New(status) | Start::Known(status)) = self.start;
        let known = Known {
            status: Some(status),
            active: status == Status::Active,
            decision: None,
            settings: true,
            named: true,
            option: None,
        };
        let known = match self.wish {
            Wish::Request {
                wait,
                replace,
                rename,
            } => Known {
                settings: !wait && !replace,
                named: !rename,
                ..known
            },
            Wish::Answer { delete, .. } => Known {
                settings: !delete,
                decision: status.decision(),
                ..known
            },
        };
        let stored = matches!(self.start, Start::Known(_)) && status.is_there();
        Contract::new(self.service, self.wish, status, stored.then_some(known))
    }

    /// Whether the event can happen at that moment.
    pub(super) fn exists(self) -> bool {
        let (Start::New(status) | Start::Known(status)) = self.start;
        let asks = matches!(self.wish, Wish::Request { .. });
        // What failed is shown to its requester alone.
        if status == Status::Failed && !(asks && self.service.checks_later()) {
            return false;
        }
        let mut contract = self.begins();
        let unseen = matches!(self.start, Start::Known(status) if !status.is_there());
        if unseen && matches!(self.wish, Wish::Answer { .. }) {
            // Nothing to import.
            return self.event == Event::Nothing;
        }
        let Planned::Makes(action, _) = contract.plan() else {
            return self.event == Event::Nothing;
        };
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
