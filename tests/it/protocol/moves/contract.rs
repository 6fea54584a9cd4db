//! What the contract says of every step, told from the statuses alone. Written from `INTERFACE`'s rules
//! and not from the code: where both agree, both may be right.

use vpcconnect::connection::status::Decision;

use super::cloud::{Event, Status};
use super::service::Service;
use crate::protocol::rules::plan::Action;

/// What the user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// A request to the other tenant.
    Request {
        /// `wait_for_answer`
        wait: bool,
        /// `replace_refused`
        replace: bool,
        /// The configuration has a new name for what exists, and where there is one the setting that only a
        /// connection has.
        rename: bool,
    },
    /// An answer to the other tenant's request.
    Answer {
        /// `decision`
        decision: Decision,
        /// `on_destroy = "delete"`
        delete: bool,
    },
}

/// What the state knows of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Nothing when it went away unseen.
    pub(super) status: Option<Status>,
    /// Whether it has been seen active.
    pub(super) active: bool,
    /// `decision`, of an answer.
    pub(super) decision: Option<Decision>,
    /// Whether what lives in the configuration alone is recorded.
    pub(super) settings: bool,
    /// Whether the name is the configured one.
    pub(super) named: bool,
    /// The setting that only a connection has, where it was ever set.
    pub(super) option: Option<bool>,
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Nothing,
    Warning,
    Error,
    /// Core's own error: the plan promised what cannot be kept any more.
    Broken,
}

/// A plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Planned {
    /// The user changed a decision that was carried out.
    Fails,
    Makes(Action, Said),
}

/// An apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Applied {
    pub(super) said: Said,
    /// Writing calls but deletes.
    pub(super) calls: usize,
    /// Deletes that deleted something.
    pub(super) deletes: usize,
    /// The next plan replaces it.
    pub(super) tainted: bool,
}

fn applied(said: Said, calls: usize) -> Applied {
    Applied {
        said,
        calls,
        deletes: 0,
        tainted: false,
    }
}

/// Cloud and state of one object, as far as the contract is about them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contract {
    pub(super) service: Service,
    pub(super) wish: Wish,
    pub(super) cloud: Status,
    pub(super) state: Option<Known>,
    /// The other side asked by itself, which holds the pair of VPCs; or a hand, for the same cluster.
    pub(super) blocked: bool,
    /// Whether the cloud has the setting that only a connection has.
    option: bool,
    /// Whether the last plan of a new answer saw the request.
    seen: bool,
    /// What is said when what it saw is gone at the apply. Hosts before 1.16 do not tell the final plan what the
    /// first one has shown: who asks cannot be shown any more.
    pub(super) withdrawn: Said,
}

impl Contract {
    pub(super) fn new(service: Service, wish: Wish, cloud: Status, state: Option<Known>) -> Self {
        Self {
            service,
            wish,
            cloud,
            state,
            blocked: false,
            option: false,
            seen: false,
            withdrawn: Said::Error,
        }
    }

    /// Whether the event can happen now; if so it does.
    pub(super) fn happens(&mut self, event: Event) -> bool {
        let Some(after) = self.cloud.after(event, self.service) else {
            return false;
        };
        self.cloud = after;
        let asks = matches!(self.wish, Wish::Request { .. });
        self.blocked |= asks && event == Event::AskAnew;
        true
    }

    /// Rule 4: what is gone leaves the state; what is there is shown as it is. Rule 17: what came to nothing, as it
    /// was last seen, and is then not found was forgotten, and stays.
    pub(super) fn refresh(&mut self) {
        let (cloud, forgets) = (self.cloud, self.service.forgets());
        let is_over = |known: Known| known.status.is_some_and(Status::is_over);
        if forgets && !cloud.is_there() && self.state.is_some_and(is_over) {
            return;
        }
        self.state = self.state.filter(|_| cloud.is_there()).map(|known| Known {
            status: Some(cloud),
            active: known.active || cloud == Status::Active,
            option: known.option.map(|on| {
                if cloud == Status::Active {
                    self.option
                } else {
                    on
                }
            }),
            ..known
        });
    }

    /// Whether the user wants the setting that only a connection has.
    fn wants_option(&self) -> bool {
        let renames = matches!(self.wish, Wish::Request { rename: true, .. });
        self.service.has_option() && renames
    }

    /// Sets it, as soon as there is a connection: the calls.
    fn set_option(&mut self) -> usize {
        let sets = self.wants_option() && self.cloud == Status::Active && !self.option;
        self.option |= sets;
        usize::from(sets)
    }

    /// Rule 2: a plan fails only for what the user wrote.
    pub(super) fn plan(&mut self) -> Planned {
        match self.wish {
            Wish::Request { wait, replace, .. } => self.plan_request(wait, replace),
            Wish::Answer { decision, .. } => self.plan_answer(decision),
        }
    }

    fn plan_request(&self, wait: bool, replace: bool) -> Planned {
        let Some(known) = self.state else {
            return Planned::Makes(Action::Create, Said::Nothing);
        };
        let refused = matches!(known.status, Some(Status::Rejected | Status::Expired));
        if refused && replace {
            return Planned::Makes(Action::Replace, Said::Nothing);
        }
        let said = match known.status {
            Some(Status::Pending | Status::Active) => Said::Nothing,
            _ => Said::Warning,
        };
        let waits = wait && known.status == Some(Status::Pending);
        let changes = waits || !known.settings || !known.named || self.lacks_option(known);
        Planned::Makes(
            if changes {
                Action::Update
            } else {
                Action::NoOp
            },
            said,
        )
    }

    /// Whether the state says that the setting is still to be made.
    fn lacks_option(&self, known: Known) -> bool {
        self.wants_option() && known.option != Some(true)
    }

    fn plan_answer(&mut self, decision: Decision) -> Planned {
        self.seen = self.cloud != Status::Gone;
        let Some(known) = self.state else {
            let fits = self.cloud == Status::Pending || self.cloud == Status::of(decision);
            let said = if fits { Said::Nothing } else { Said::Warning };
            return Planned::Makes(Action::Create, said);
        };
        let carried_out = known.status.and_then(Status::decision);
        if known.decision.is_some()
            && known.decision != Some(decision)
            && carried_out == known.decision
        {
            return Planned::Fails;
        }
        let recorded = known.settings && known.decision == Some(decision);
        match known.status {
            // What became of the last decision is not known: the next apply finishes it.
            None | Some(Status::Pending) => Planned::Makes(Action::Update, Said::Nothing),
            status => {
                let fits = status == Some(Status::of(decision));
                let said = if fits { Said::Nothing } else { Said::Warning };
                let action = if recorded {
                    Action::NoOp
                } else {
                    Action::Update
                };
                Planned::Makes(action, said)
            }
        }
    }

    /// Whether the apply of what was just planned waits for something.
    pub(super) fn waits(&self, action: Action) -> bool {
        match (self.wish, action) {
            (_, Action::NoOp | Action::Delete) => false,
            (Wish::Request { wait, .. }, Action::Create | Action::Replace) => wait && !self.blocked,
            (Wish::Request { wait, .. }, Action::Update) => {
                let pending = self.state.and_then(|known| known.status) == Some(Status::Pending);
                wait && pending && self.cloud == Status::Pending
            }
            (Wish::Answer { decision, .. }, _) => {
                let settles = self.service.settles(decision);
                settles && self.carries_out() && self.cloud == Status::Pending
            }
        }
    }

    /// Whether the event can happen while the apply of what was just planned waits.
    pub(super) fn meets(&self, action: Action, event: Event) -> bool {
        if event == Event::Fail {
            // What was just asked for is waited for until the cloud has checked it, whatever the wish.
            let asks = matches!(self.wish, Wish::Request { .. });
            let creates = matches!(action, Action::Create | Action::Replace);
            return self.service.checks_later() && asks && creates && !self.blocked;
        }
        self.waits(action) && self.may_happen_during(event)
    }

    fn may_happen_during(&self, event: Event) -> bool {
        match self.wish {
            // A hand that asks for the same cluster takes nothing more away than a delete does.
            Wish::Request { .. } if self.service == Service::CloudStream => {
                event != Event::AskAnew && Status::Pending.after(event, self.service).is_some()
            }
            Wish::Request { .. } => Status::Pending.after(event, self.service).is_some(),
            Wish::Answer { .. } => Status::after_while_settling(event).is_some(),
        }
    }

    /// Whether there is a decision to carry out, and not only a setting to record.
    fn carries_out(&self) -> bool {
        let Wish::Answer { decision, .. } = self.wish else {
            return false;
        };
        let status = self.state.and_then(|known| known.status);
        status != Some(Status::of(decision))
    }

    /// Rules 1 and 3.
    pub(super) fn apply(&mut self, action: Action, during: Event) -> Applied {
        match (self.wish, action) {
            (_, Action::NoOp) => applied(Said::Nothing, 0),
            (_, Action::Delete) => self.destroy(),
            (Wish::Request { wait, .. }, Action::Create) => self.request(wait, during),
            (Wish::Request { wait, .. }, Action::Replace) => {
                let deletes = self.destroy().deletes;
                let made = self.request(wait, during);
                Applied { deletes, ..made }
            }
            (Wish::Request { wait, .. }, Action::Update) => self.update(wait, during),
            (Wish::Answer { .. }, Action::Create)
                if self.seen && self.cloud == Status::Gone && self.withdrawn == Said::Broken =>
            {
                applied(Said::Broken, 0)
            }
            (Wish::Answer { decision, .. }, _) => self.answer(decision, during),
        }
    }

    fn request(&mut self, wait: bool, during: Event) -> Applied {
        if self.blocked {
            let calls = usize::from(!self.service.looks_before_it_asks());
            return applied(Said::Error, calls);
        }
        self.cloud = Status::Pending;
        self.option = false;
        let mut known = Known {
            status: Some(Status::Pending),
            active: false,
            decision: None,
            settings: true,
            named: true,
            // As it was planned: whether it is so, the next read tells.
            option: self.wants_option().then_some(true),
        };
        if during == Event::Fail {
            // The one exception of rule 3: the cloud's own final word.
            self.cloud = Status::Failed;
            known.see(self.cloud);
            self.state = Some(known);
            return Applied {
                tainted: true,
                ..applied(Said::Error, 1)
            };
        }
        if !wait {
            self.state = Some(known);
            return applied(Said::Nothing, 1);
        }
        // Whatever follows the create is a warning.
        self.happens(during);
        known.see(self.cloud);
        self.state = Some(known);
        let said = if self.cloud == Status::Active {
            Said::Nothing
        } else {
            Said::Warning
        };
        applied(said, 1 + self.set_option())
    }

    fn update(&mut self, wait: bool, during: Event) -> Applied {
        let Some(mut known) = self.state else {
            return applied(Said::Error, 0);
        };
        let mut calls = usize::from(!known.named);
        let writes = calls == 1 || self.lacks_option(known);
        if writes && !self.may_be_renamed() {
            let tried = usize::from(!self.service.looks_before_it_renames());
            return applied(Said::Error, tried);
        }
        let looks = wait && known.status == Some(Status::Pending);
        if looks && self.service == Service::CloudStream && !self.cloud.is_there() {
            return applied(Said::Error, 0);
        }
        known.named = true;
        known.settings = true;
        if writes {
            calls += self.set_option();
            known.option = self.wants_option().then_some(true);
        }
        let mut said = Said::Nothing;
        if looks {
            let was_there = self.cloud != Status::Gone;
            if self.cloud == Status::Pending {
                self.happens(during);
            }
            // Nothing was seen of what had gone before the first look.
            if was_there {
                known.see(self.cloud);
            }
            if self.cloud == Status::Active {
                calls += self.set_option();
            } else {
                said = Said::Error;
            }
        }
        self.state = Some(known);
        applied(said, calls)
    }

    fn may_be_renamed(&self) -> bool {
        match self.service {
            Service::Vpc | Service::CloudStream | Service::Ec2 => self.cloud.is_there(),
            Service::VpcPeer => matches!(self.cloud, Status::Pending | Status::Active),
        }
    }

    fn answer(&mut self, decision: Decision, during: Event) -> Applied {
        let mut known = Known {
            status: None,
            active: self.state.is_some_and(|known| known.active),
            decision: Some(decision),
            settings: true,
            named: true,
            option: None,
        };
        if !self.carries_out() {
            known.status = self.state.and_then(|known| known.status);
            self.state = Some(known);
            return applied(Said::Nothing, 0);
        }
        let creates = self.state.is_none();
        if self.cloud == Status::of(decision) {
            known.see(self.cloud);
            self.state = Some(known);
            return applied(Said::Nothing, 0);
        }
        if self.cloud != Status::Pending {
            return applied(Said::Error, 0);
        }
        self.cloud = Status::after_while_settling(during).unwrap_or(Status::of(decision));
        if self.cloud == Status::of(decision) {
            known.see(self.cloud);
            self.state = Some(known);
            return applied(Said::Nothing, 1);
        }
        // The cloud took it, and something else came of it: at a create a warning, with the state.
        if self.cloud.is_there() {
            known.see(self.cloud);
        } else if self.cloud == Status::Going {
            known.status = Some(Status::Going);
        }
        if creates || self.cloud.is_there() {
            self.state = Some(known);
        }
        let said = if creates { Said::Warning } else { Said::Error };
        applied(said, 1)
    }

    /// Whether the cloud takes a delete of what is there.
    pub(super) fn may_be_deleted(&self) -> bool {
        self.cloud != Status::Odd || self.service.deletes_anything()
    }

    /// Rules 10 and 14: its plan tells what becomes of traffic, and says nothing where none flows.
    pub(super) fn plan_destroy(&self) -> Said {
        if self.cloud == Status::Active {
            Said::Warning
        } else {
            Said::Nothing
        }
    }

    /// A destroy succeeds whatever became of the object, and deletes what is the resource's own.
    pub(super) fn destroy(&mut self) -> Applied {
        let known = self.state;
        // What came to nothing can be deleted by nobody: where the state says so, nobody tries.
        let is_over = self.service.forgets()
            && (self.cloud.is_over()
                || known.is_some_and(|known| known.status.is_some_and(Status::is_over)));
        let deletes = match self.wish {
            Wish::Request { .. } => true,
            Wish::Answer { delete, .. } => {
                delete && known.is_some_and(|known| known.settings && known.decision.is_some())
            }
        };
        // A cluster's delete of what is on its way out is answered as if it did something.
        let taken = (self.cloud.is_there() && !is_over)
            || (self.service == Service::CloudStream && self.cloud == Status::Going);
        let deletes = known.is_some() && deletes && taken;
        if deletes && !self.may_be_deleted() {
            return applied(Said::Error, 0);
        }
        self.state = None;
        if deletes {
            self.cloud = Status::Gone;
        }
        Applied {
            said: Said::Nothing,
            calls: 0,
            deletes: usize::from(deletes),
            tainted: false,
        }
    }
}

impl Known {
    fn see(&mut self, cloud: Status) {
        self.status = Some(cloud);
        self.active |= cloud == Status::Active;
    }
}
