//! What the other side, the cloud and other hands can do to an endpoint, and what the cloud lets them.

use vpcconnect::connection::status::Decision;

use super::service::Service;

/// Where an endpoint stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Pending,
    /// Another hand's accept is on its way.
    Creating,
    Accepted,
    Rejected,
    Failed,
    /// Nobody has answered for too long.
    Expired,
    /// A text that no document names.
    Odd,
    /// Its owner deletes it: still shown, for a while.
    Going,
    /// Not found.
    Gone,
}

pub(super) const STATUSES: [Status; 9] = [
    Status::Pending,
    Status::Creating,
    Status::Accepted,
    Status::Rejected,
    Status::Failed,
    Status::Expired,
    Status::Odd,
    Status::Going,
    Status::Gone,
];

impl Status {
    /// What the state says.
    pub(super) fn word(self, service: Service) -> &'static str {
        match (self, service) {
            (Self::Odd, _) => "suspended",
            (Self::Pending, Service::Vpcep | Service::Ec2) => "pendingAcceptance",
            (Self::Creating, Service::Vpcep) => "creating",
            (Self::Accepted, Service::Vpcep) => "accepted",
            (Self::Rejected, Service::Vpcep | Service::Ec2) => "rejected",
            (Self::Failed, _) => "failed",
            (Self::Expired, _) => "expired",
            (Self::Going | Self::Gone, Service::Vpcep | Service::Ec2) => "deleting",
            (Self::Creating, Service::PrivateLink) => "Connecting",
            (Self::Accepted, Service::PrivateLink) => "Connected",
            // Who was never answered looks like who was rejected.
            (Self::Pending | Self::Rejected, Service::PrivateLink) => "Disconnected",
            (Self::Going | Self::Gone, Service::PrivateLink) => "Deleting",
            (Self::Creating, Service::Ec2) => "pending",
            (Self::Accepted, Service::Ec2) => "available",
        }
    }

    /// What the state says in the words of all clouds.
    pub(super) fn answer(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Creating | Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Odd | Self::Going | Self::Gone => "unknown",
        }
    }

    /// What a decision makes of an endpoint.
    pub(super) fn of(decision: Decision) -> Self {
        match decision {
            Decision::Accept => Self::Accepted,
            Decision::Reject => Self::Rejected,
        }
    }

    /// The decision that it shows.
    pub(super) fn decision(self) -> Option<Decision> {
        match self {
            Self::Accepted => Some(Decision::Accept),
            Self::Rejected => Some(Decision::Reject),
            _ => None,
        }
    }

    pub(super) fn is_there(self) -> bool {
        !matches!(self, Self::Going | Self::Gone)
    }

    /// Whether the service knows it. Nothing that PrivateLink shows tells an unanswered request from a
    /// rejected one, and nothing fails there.
    pub(super) fn exists(self, service: Service) -> bool {
        match self {
            Self::Expired => service.expires(),
            Self::Pending | Self::Failed => service != Service::PrivateLink,
            _ => true,
        }
    }

    /// What an event makes of it; `None` where the cloud refuses.
    pub(super) fn after(self, event: Event, service: Service) -> Option<Self> {
        if !event.exists(service) {
            return None;
        }
        match (event, self) {
            (Event::Nothing, status) => Some(status),
            (Event::Freeze, status) if status.is_there() => Some(status),
            (Event::Expire, Self::Pending) => Some(Self::Expired),
            (Event::Accept, Self::Pending | Self::Rejected | Self::Odd) => Some(Self::Accepted),
            (Event::Reject, Self::Pending | Self::Accepted | Self::Odd) => Some(Self::Rejected),
            (Event::Fail, status) if status.is_there() && status != Self::Failed => {
                Some(Self::Failed)
            }
            (Event::Suspend, status) if status.is_there() && status != Self::Odd => Some(Self::Odd),
            (Event::DeleteSlowly, status) if status.is_there() => Some(Self::Going),
            (Event::Delete | Event::AskAnew | Event::EndService, status)
                if status != Self::Gone =>
            {
                Some(Self::Gone)
            }
            _ => None,
        }
    }
}

/// What somebody else does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Nothing,
    /// Another hand of the service's owner accepts.
    Accept,
    /// Another hand rejects.
    Reject,
    /// The cloud cannot connect it.
    Fail,
    /// Its owner does not pay: nothing shows it, and no decision is taken any more.
    Freeze,
    /// The cloud shows a status that nobody knows.
    Suspend,
    /// Its owner deletes it; it is not found at once.
    Delete,
    /// Its owner deletes it; it is shown for a while.
    DeleteSlowly,
    /// Its owner deletes it, and asks with another one.
    AskAnew,
    /// The service is deleted.
    EndService,
    /// Nobody has answered for too long.
    Expire,
}

impl Event {
    /// Whether it happens to those who ask the service.
    fn exists(self, service: Service) -> bool {
        match self {
            Self::Fail => service != Service::PrivateLink,
            Self::Freeze => service == Service::Vpcep,
            // AWS deletes no service that anybody asks, and does not say what becomes of whom it has rejected.
            Self::EndService => service != Service::Ec2,
            Self::Expire => service.expires(),
            _ => true,
        }
    }
}

pub(super) const EVENTS: [Event; 11] = [
    Event::Nothing,
    Event::Accept,
    Event::Reject,
    Event::Fail,
    Event::Freeze,
    Event::Suspend,
    Event::Delete,
    Event::DeleteSlowly,
    Event::AskAnew,
    Event::EndService,
    Event::Expire,
];
