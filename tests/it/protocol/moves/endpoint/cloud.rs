//! What the other side, the cloud and other hands can do to an endpoint, and what the cloud lets them.

use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::connection::status::Decision;
use vpcconnect::simulator::World;

use crate::protocol::ring::Ring;

/// How long a decision takes to show.
pub(super) const SETTLES_IN: Duration = Duration::from_secs(30);

/// Where an endpoint stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Pending,
    /// Another hand's accept is on its way.
    Creating,
    Accepted,
    Rejected,
    Failed,
    /// A text that no document names.
    Odd,
    /// Its owner deletes it: still shown, for a while.
    Going,
    /// Not found.
    Gone,
}

pub(super) const STATUSES: [Status; 8] = [
    Status::Pending,
    Status::Creating,
    Status::Accepted,
    Status::Rejected,
    Status::Failed,
    Status::Odd,
    Status::Going,
    Status::Gone,
];

impl Status {
    /// What the state says.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Pending => "pendingAcceptance",
            Self::Creating => "creating",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Odd => "suspended",
            Self::Going | Self::Gone => "deleting",
        }
    }

    /// What the state says in the words of all clouds.
    pub(super) fn answer(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Creating | Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
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

    /// What an event makes of it; `None` where the cloud refuses.
    pub(super) fn after(self, event: Event) -> Option<Self> {
        match (event, self) {
            (Event::Nothing, status) => Some(status),
            (Event::Freeze, status) if status.is_there() => Some(status),
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
}

pub(super) const EVENTS: [Event; 10] = [
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
];

/// A service of A.
pub(super) async fn service(world: &World) -> String {
    let new = json!({ "owner": "A", "region": "cn-north-4" });
    Ring::control(world, "POST", "services", &new).await;
    world.services()[0].id.to_string()
}

/// An endpoint of B that asks it.
pub(super) async fn ask(world: &World, service: &str) {
    let new = json!({ "requester": "B", "service_id": service });
    Ring::control(world, "POST", "endpoints", &new).await;
}

/// Lets it happen.
pub(super) async fn happen(world: &World, id: &str, event: Event) {
    let act = async |action: &str| {
        let path = format!("endpoints/{id}/{action}");
        Ring::control(world, "POST", &path, &Value::Null).await;
    };
    let patch = async |status: Status| {
        let status = json!({ "status": status.word() });
        Ring::control(world, "PATCH", &format!("endpoints/{id}"), &status).await;
    };
    let is_odd = shown(world, id).as_deref() == Some(Status::Odd.word());
    let settling = |seconds| world.set_pace(Duration::ZERO, Duration::from_secs(seconds));
    let pace = world.pace();
    match event {
        Event::Nothing => {}
        Event::Accept if is_odd => patch(Status::Accepted).await,
        Event::Reject if is_odd => patch(Status::Rejected).await,
        Event::Accept => act("accept").await,
        Event::Reject => act("reject").await,
        Event::Fail => act("fail").await,
        Event::Freeze => act("freeze").await,
        Event::Suspend => patch(Status::Odd).await,
        Event::DeleteSlowly => {
            settling(900);
            act("delete").await;
        }
        Event::Delete | Event::AskAnew => {
            let service = world.services()[0].id.to_string();
            Ring::control(world, "DELETE", &format!("endpoints/{id}"), &Value::Null).await;
            if event == Event::AskAnew {
                ask(world, &service).await;
            }
        }
        Event::EndService => {
            let service = world.services()[0].id.to_string();
            Ring::control(
                world,
                "DELETE",
                &format!("services/{service}"),
                &Value::Null,
            )
            .await;
        }
    }
    world.set_pace(pace.0, pace.1);
}

/// Brings an endpoint that is pending into a status.
pub(super) async fn become_(world: &World, id: &str, status: Status) {
    let event = match status {
        Status::Pending => Event::Nothing,
        Status::Accepted => Event::Accept,
        Status::Rejected => Event::Reject,
        Status::Failed => Event::Fail,
        Status::Odd => Event::Suspend,
        Status::Going => Event::DeleteSlowly,
        Status::Gone => Event::Delete,
        Status::Creating => {
            world.set_pace(Duration::ZERO, SETTLES_IN);
            happen(world, id, Event::Accept).await;
            return world.set_pace(Duration::ZERO, Duration::ZERO);
        }
    };
    happen(world, id, event).await;
}

/// The status that the cloud shows; `None` for what is not found.
pub(super) fn shown(world: &World, id: &str) -> Option<String> {
    let served = world.services();
    let endpoints = world.endpoints();
    let found = endpoints.iter().find(|one| one.id.as_str() == id)?;
    let is_served = served.iter().any(|one| one.id == found.service_id);
    is_served.then(|| found.status.to_string())
}
