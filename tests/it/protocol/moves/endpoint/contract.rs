//! What the contract says of every step about an endpoint, told from the statuses alone. Written from
//! `INTERFACE`'s rules and not from the code.

use vpcconnect::connection::status::Decision;

use super::cloud::{Event, Status};
use super::service::Service;
use crate::protocol::moves::contract::Said;
use crate::protocol::rules::plan::Action;

/// What the user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    /// `decision`
    pub(super) decision: Decision,
    /// `on_destroy = "keep"`
    pub(super) keep: bool,
}

/// What the state knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Nothing when it went away unseen.
    pub(super) status: Option<Status>,
    /// `decision`
    pub(super) decision: Option<Decision>,
    /// Whether what lives in the configuration alone is recorded.
    pub(super) settings: bool,
}

/// An apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Applied {
    pub(super) said: Said,
    /// Decisions that the cloud took.
    pub(super) calls: usize,
    /// The next plan replaces it.
    pub(super) tainted: bool,
}

fn applied(said: Said, calls: usize) -> Applied {
    let tainted = false;
    Applied {
        said,
        calls,
        tainted,
    }
}

/// What came of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It is as wished.
    Done,
    /// The cloud did not take it.
    Refused,
    /// The cloud took it, and something else came of it.
    Overtaken,
}

/// Cloud and state of one endpoint.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contract {
    pub(super) service: Service,
    pub(super) wish: Wish,
    pub(super) cloud: Status,
    /// Its owner does not pay.
    pub(super) frozen: bool,
    pub(super) state: Option<Known>,
    /// Whether the last plan of a new decision saw the endpoint.
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
            frozen: false,
            state,
            seen: false,
            withdrawn: Said::Error,
        }
    }

    /// Whether the event can happen now; if so it does.
    pub(super) fn happens(&mut self, event: Event) -> bool {
        let decides = matches!(event, Event::Accept | Event::Reject) && self.cloud != Status::Odd;
        if self.frozen && (decides || event == Event::Freeze) {
            return false;
        }
        let Some(after) = self.cloud.after(event, self.service) else {
            return false;
        };
        self.cloud = after;
        self.frozen |= event == Event::Freeze;
        true
    }

    /// Rules 4 and 5: what is gone leaves the state; another decision by hand shows, unless none was ever
    /// applied.
    pub(super) fn refresh(&mut self) {
        let cloud = self.cloud;
        let seen = |known: Known| Known {
            status: Some(cloud),
            decision: known.decision.map(|made| cloud.decision().unwrap_or(made)),
            ..known
        };
        self.state = self.state.filter(|_| cloud.is_there()).map(seen);
    }

    /// Rule 2: whatever the other side did, a plan succeeds; what cannot succeed is warned of.
    pub(super) fn plan(&mut self) -> (Action, Said) {
        self.seen = self.cloud != Status::Gone;
        let Some(known) = self.state else {
            let said = if self.cloud.is_there() && !is_stuck(self.cloud) {
                Said::Nothing
            } else {
                Said::Warning
            };
            return (Action::Create, said);
        };
        let said = match known.status {
            Some(status) if is_stuck(status) => Said::Warning,
            _ => Said::Nothing,
        };
        let recorded = known.settings && known.decision == Some(self.wish.decision);
        if self.decides(known) || !recorded {
            (Action::Update, said)
        } else {
            (Action::NoOp, said)
        }
    }

    /// Whether an update has a decision to carry out, and not only a setting to record.
    fn decides(self, known: Known) -> bool {
        match known.status {
            Some(status) if is_stuck(status) => known.decision != Some(self.wish.decision),
            status => status != Some(Status::of(self.wish.decision)),
        }
    }

    /// Whether the apply of what was just planned waits for something, and the event can happen then.
    pub(super) fn meets(self, action: Action, event: Event) -> bool {
        let decides = match action {
            Action::Create => true,
            Action::Update => self.state.is_some_and(|known| self.decides(known)),
            Action::NoOp | Action::Delete | Action::Replace => false,
        };
        if !decides {
            return false;
        }
        let mut then = self;
        if self.cloud == Status::Creating {
            return then.happens(event);
        }
        let (end, calls) = then.carry_out(Event::Nothing);
        let settles = end == End::Done && calls == 1 && self.service.settles(self.wish.decision);
        // While ours is on its way, nobody else can decide: but what is pending still shows as pending
        // while it is being rejected.
        let counters = self.wish.decision == Decision::Reject && self.cloud == Status::Pending;
        settles
            && match event {
                Event::Accept => counters,
                Event::Reject => false,
                event => self.cloud.after(event, self.service).is_some(),
            }
    }

    pub(super) fn apply(&mut self, action: Action, during: Event) -> Applied {
        let applied = match action {
            Action::NoOp => applied(Said::Nothing, 0),
            Action::Create
                if self.seen && self.cloud == Status::Gone && self.withdrawn == Said::Broken =>
            {
                applied(Said::Broken, 0)
            }
            Action::Create => self.create(during),
            Action::Update => self.update(during),
            Action::Delete | Action::Replace => unreachable!("nothing here replaces"),
        };
        // It has settled when the next one looks.
        if self.cloud == Status::Creating {
            self.cloud = Status::Accepted;
        }
        applied
    }

    /// Rule 1. What is on its way is waited for.
    fn carry_out(&mut self, during: Event) -> (End, usize) {
        let mut during = during;
        let wish = Status::of(self.wish.decision);
        if self.cloud == Status::Creating {
            assert!(self.happens(std::mem::replace(&mut during, Event::Nothing)));
            if self.cloud == Status::Creating {
                self.cloud = Status::Accepted;
            }
        }
        if self.cloud == wish {
            return (End::Done, 0);
        }
        if self.frozen || is_stuck(self.cloud) || !self.cloud.is_there() {
            return (End::Refused, 0);
        }
        self.cloud = match during {
            Event::Nothing | Event::Freeze => wish,
            event => self.cloud.after(event, self.service).unwrap_or(wish),
        };
        self.frozen |= during == Event::Freeze;
        let end = if self.cloud == wish {
            End::Done
        } else {
            End::Overtaken
        };
        (end, 1)
    }

    fn create(&mut self, during: Event) -> Applied {
        let (end, calls) = self.carry_out(during);
        if end == End::Refused {
            return applied(Said::Error, calls);
        }
        self.state = Some(Known {
            status: (self.cloud != Status::Gone).then_some(self.cloud),
            decision: Some(self.wish.decision),
            settings: true,
        });
        match (end, self.cloud) {
            (End::Done, _) => applied(Said::Nothing, calls),
            // The one exception of rule 3: the cloud's own final word.
            (_, Status::Failed) => Applied {
                said: Said::Error,
                calls,
                tainted: true,
            },
            _ => applied(Said::Warning, calls),
        }
    }

    fn update(&mut self, during: Event) -> Applied {
        let Some(known) = self.state else {
            return applied(Said::Error, 0);
        };
        let wish = self.wish.decision;
        let mut next = Known {
            settings: true,
            ..known
        };
        if !self.decides(known) {
            next.decision = Some(wish);
            self.state = Some(next);
            return applied(Said::Nothing, 0);
        }
        let (end, calls) = self.carry_out(during);
        if self.cloud == Status::Gone {
            return applied(Said::Error, calls);
        }
        next.status = Some(self.cloud);
        let shown = self.cloud.decision();
        next.decision = match end {
            End::Done => Some(wish),
            End::Overtaken => shown.or(Some(wish)),
            // What was never decided stays undecided.
            End::Refused => known.decision.map(|made| shown.unwrap_or(made)),
        };
        self.state = Some(next);
        let said = if end == End::Done {
            Said::Nothing
        } else {
            Said::Error
        };
        applied(said, calls)
    }

    /// Rules 10 and 14: its plan tells what becomes of traffic, and says nothing where none flows.
    pub(super) fn plan_destroy(&self) -> Said {
        if matches!(self.cloud, Status::Creating | Status::Accepted) {
            Said::Warning
        } else {
            Said::Nothing
        }
    }

    /// A destroy takes the approval away, or nothing where the state says so; what is gone, or failed, has
    /// none. Only who cannot be rejected is told how to go on.
    pub(super) fn destroy(&mut self) -> Applied {
        let Some(known) = self.state else {
            return applied(Said::Nothing, 0);
        };
        let keeps = self.wish.keep && known.settings;
        let rejects = !keeps && known.decision.is_some() && known.status != Some(Status::Failed);
        if !rejects || !self.cloud.is_there() {
            self.state = None;
            return applied(Said::Nothing, 0);
        }
        if self.cloud == Status::Creating {
            self.cloud = Status::Accepted;
        }
        let dismissed = matches!(
            self.cloud,
            Status::Rejected | Status::Failed | Status::Expired
        );
        let refuses = self.cloud == Status::Odd && !self.service.takes_a_reject_of_anything();
        if (self.frozen && !dismissed) || refuses {
            return applied(Said::Error, 0);
        }
        self.state = None;
        if dismissed {
            // It looks first only when the state says that there is nothing to take away: without a
            // refresh it may repeat what another hand has done.
            let repeats = self.cloud == Status::Rejected
                && known.status != Some(Status::Rejected)
                && self.service.takes_a_second_reject();
            return applied(Said::Nothing, usize::from(repeats));
        }
        self.cloud = Status::Rejected;
        applied(Said::Nothing, 1)
    }
}

/// Nothing that is decided comes of it any more, as far as anybody knows.
fn is_stuck(status: Status) -> bool {
    matches!(status, Status::Failed | Status::Expired | Status::Odd)
}
