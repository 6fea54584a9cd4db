//! What the other side can do to a peering, and what the cloud lets it.

use vpcconnect::connection::status::Decision;

use super::service::Service;

/// Where a peering stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Pending,
    Active,
    Rejected,
    Expired,
    /// The cloud could not connect it, and says so where it checks after it has answered.
    Failed,
    /// A text that no document names.
    Odd,
    /// On its way out: still shown, for minutes.
    Going,
    /// Not found.
    Gone,
}

pub(super) const STATUSES: [Status; 8] = [
    Status::Pending,
    Status::Active,
    Status::Rejected,
    Status::Expired,
    Status::Failed,
    Status::Odd,
    Status::Going,
    Status::Gone,
];

impl Status {
    /// What the state says.
    pub(super) fn word(self, service: Service) -> &'static str {
        match (self, service) {
            (Self::Odd, _) => "FROZEN",
            (Self::Pending, Service::VpcPeer) => "Accepting",
            (Self::Active, Service::VpcPeer) => "Activated",
            (Self::Rejected, Service::VpcPeer) => "Rejected",
            (Self::Expired, Service::VpcPeer) => "Expired",
            (Self::Going, Service::VpcPeer) => "Deleting",
            (Self::Gone, Service::VpcPeer) => "Deleted",
            (Self::Pending, Service::Ec2) => "pending-acceptance",
            (Self::Active, Service::Ec2) => "active",
            (Self::Rejected, Service::Ec2) => "rejected",
            (Self::Expired, Service::Ec2) => "expired",
            (Self::Going, Service::Ec2) => "deleting",
            (Self::Gone, Service::Ec2) => "deleted",
            (Self::Failed, _) => "failed",
            (Self::Pending, _) => "PENDING_ACCEPTANCE",
            (Self::Active, _) => "ACTIVE",
            (Self::Rejected, _) => "REJECTED",
            (Self::Expired, _) => "EXPIRED",
            (Self::Going | Self::Gone, _) => "DELETED",
        }
    }

    /// What the state says in the words of all clouds.
    pub(super) fn answer(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "accepted",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Odd | Self::Going | Self::Gone => "unknown",
        }
    }

    /// What a decision makes of a request.
    pub(super) fn of(decision: Decision) -> Self {
        match decision {
            Decision::Accept => Self::Active,
            Decision::Reject => Self::Rejected,
        }
    }

    /// The decision that it shows.
    pub(super) fn decision(self) -> Option<Decision> {
        match self {
            Self::Active => Some(Decision::Accept),
            Self::Rejected => Some(Decision::Reject),
            _ => None,
        }
    }

    pub(super) fn is_there(self) -> bool {
        !matches!(self, Self::Going | Self::Gone)
    }

    /// Whether it came to nothing by the cloud's own word.
    pub(super) fn is_over(self) -> bool {
        matches!(self, Self::Rejected | Self::Expired | Self::Failed)
    }

    /// What an event makes of it; `None` where the cloud refuses.
    pub(super) fn after(self, event: Event, service: Service) -> Option<Self> {
        if service.forgets() && self.is_over() {
            // Nobody can delete it; that somebody asks anew has nothing to do with it.
            return match event {
                Event::Nothing | Event::AskAnew => Some(self),
                Event::Freeze => Some(Self::Odd),
                Event::Forget => Some(Self::Gone),
                _ => None,
            };
        }
        match (event, self) {
            (Event::Nothing, status) => Some(status),
            // An unknown text may stand for something on its way to either.
            (Event::Accept, Self::Pending | Self::Odd) => Some(Self::Active),
            (Event::Reject, Self::Pending | Self::Odd) => Some(Self::Rejected),
            (Event::Expire, Self::Pending) => Some(Self::Expired),
            (Event::Delete | Event::AskAnew, status) if status != Self::Gone => Some(Self::Gone),
            (Event::DeleteSlowly, status) if status.is_there() => Some(Self::Going),
            (Event::Freeze, status) if status.is_there() && status != Self::Odd => Some(Self::Odd),
            _ => None,
        }
    }

    /// The same while a decision is on its way, which counts as made.
    pub(super) fn after_while_settling(event: Event) -> Option<Self> {
        match event {
            Event::Delete | Event::AskAnew => Some(Self::Gone),
            Event::DeleteSlowly => Some(Self::Going),
            Event::Freeze => Some(Self::Odd),
            Event::Nothing
            | Event::Accept
            | Event::Reject
            | Event::Expire
            | Event::Fail
            | Event::Forget => None,
        }
    }
}

/// What somebody else does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Nothing,
    Accept,
    Reject,
    Expire,
    /// Deletes it; it is not found at once.
    Delete,
    /// Deletes it; it is shown for minutes more.
    DeleteSlowly,
    /// The cloud shows a status that nobody knows.
    Freeze,
    /// The other side takes it away and asks by itself; a cluster's owner takes it away and asks anew
    /// by hand.
    AskAnew,
    /// The cloud finds that it cannot connect what was just asked for.
    Fail,
    /// What came to nothing is not found any more.
    Forget,
}

pub(super) const EVENTS: [Event; 10] = [
    Event::Nothing,
    Event::Accept,
    Event::Reject,
    Event::Expire,
    Event::Delete,
    Event::DeleteSlowly,
    Event::Freeze,
    Event::AskAnew,
    Event::Fail,
    Event::Forget,
];
