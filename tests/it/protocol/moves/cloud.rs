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
    /// A text that no document names.
    Odd,
    /// On its way out: still shown, for minutes.
    Going,
    /// Not found.
    Gone,
}

pub(super) const STATUSES: [Status; 7] = [
    Status::Pending,
    Status::Active,
    Status::Rejected,
    Status::Expired,
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

    /// What an event makes of it; `None` where the cloud refuses.
    pub(super) fn after(self, event: Event) -> Option<Self> {
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
            Event::Nothing | Event::Accept | Event::Reject | Event::Expire => None,
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
}

pub(super) const EVENTS: [Event; 8] = [
    Event::Nothing,
    Event::Accept,
    Event::Reject,
    Event::Expire,
    Event::Delete,
    Event::DeleteSlowly,
    Event::Freeze,
    Event::AskAnew,
];
