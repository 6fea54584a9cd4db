//! What the other side can do to a peering, and what the cloud lets it.

use serde_json::json;
use vpcconnect::connection::status::Decision;
use vpcconnect::simulator::World;

use crate::protocol::ring::Ring;

/// Where a peering stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Pending,
    Active,
    Rejected,
    Expired,
    /// A text that no document names.
    Odd,
    /// `DELETED`: still shown, for five minutes.
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
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING_ACCEPTANCE",
            Self::Active => "ACTIVE",
            Self::Rejected => "REJECTED",
            Self::Expired => "EXPIRED",
            Self::Odd => "FROZEN",
            Self::Going | Self::Gone => "DELETED",
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
    /// Deletes it; it is shown for five minutes more.
    DeleteSlowly,
    /// The cloud shows a status that nobody knows.
    Freeze,
    /// The other side takes it away and asks by itself.
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

/// A request of B to A.
pub(super) async fn ask(world: &World) {
    let new = json!({
        "requester": "B", "requester_vpc_id": "vpc-b", "accepter": "A", "accepter_vpc_id": "vpc-a",
        "name": "theirs", "region": "cn-north-4",
    });
    Ring::control(world, "POST", "peerings", &new).await;
}

/// Lets it happen.
pub(super) async fn happen(world: &World, id: &str, event: Event) {
    let act = async |action: &str| {
        let path = format!("peerings/{id}/{action}");
        Ring::control(world, "POST", &path, &json!(null)).await;
    };
    let patch = async |status: &str| {
        let path = format!("peerings/{id}");
        Ring::control(world, "PATCH", &path, &json!({ "status": status })).await;
    };
    let is_odd = shown(world, id).as_deref() == Some("FROZEN");
    match event {
        Event::Nothing => {}
        Event::Accept if is_odd => patch("ACTIVE").await,
        Event::Reject if is_odd => patch("REJECTED").await,
        Event::Accept => act("accept").await,
        Event::Reject => act("reject").await,
        Event::Expire => act("expire").await,
        Event::Freeze => patch("FROZEN").await,
        Event::DeleteSlowly => {
            let pace = world.pace();
            world.set_pace(pace.0, std::time::Duration::from_secs(300));
            act("delete").await;
            world.set_pace(pace.0, pace.1);
        }
        Event::Delete | Event::AskAnew => {
            let path = format!("peerings/{id}");
            Ring::control(world, "DELETE", &path, &json!(null)).await;
            if event == Event::AskAnew {
                ask(world).await;
            }
        }
    }
}

/// The status that the cloud shows; `None` for what is not found.
pub(super) fn shown(world: &World, id: &str) -> Option<String> {
    let peerings = world.peerings();
    let found = peerings.iter().find(|one| one.id.to_string() == id);
    found.map(|one| one.status.to_string())
}
