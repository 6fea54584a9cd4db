//! The three services that endpoints ask: what each is called here, and how the simulator moves it.

use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::connection::status::Decision;
use vpcconnect::simulator::{Call, Id, World};

use super::cloud::{Event, Status};
use crate::protocol::ring::Ring;
use crate::protocol::stage::{ALI_ENDPOINT, AWS_ENDPOINT, AWS_REGION, ENDPOINT};

/// How long a decision takes to show.
pub(super) const SETTLES_IN: Duration = Duration::from_secs(30);

/// Whose endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::protocol::moves) enum Service {
    /// Huawei Cloud's VPC Endpoint.
    Vpcep,
    /// Alibaba Cloud's.
    PrivateLink,
    /// AWS's PrivateLink.
    Ec2,
}

/// An endpoint as the cloud holds it.
pub(in crate::protocol::moves) struct Held {
    pub(in crate::protocol::moves) id: String,
    pub(in crate::protocol::moves) status: String,
}

impl Service {
    /// The resource.
    pub(in crate::protocol::moves) fn resource(self) -> &'static str {
        match self {
            Self::Vpcep => ENDPOINT,
            Self::PrivateLink => ALI_ENDPOINT,
            Self::Ec2 => AWS_ENDPOINT,
        }
    }

    /// Whether a request that nobody answers comes to an end.
    pub(super) fn expires(self) -> bool {
        self == Self::Ec2
    }

    /// Whether the decision takes a while to show.
    pub(super) fn settles(self, decision: Decision) -> bool {
        self != Self::Ec2 || decision == Decision::Accept
    }

    /// Whether a reject of what is rejected is one more decision.
    pub(super) fn takes_a_second_reject(self) -> bool {
        self == Self::Vpcep
    }

    /// Whether what shows an unknown status can be rejected. Alibaba Cloud disconnects what is connected, and AWS rejects
    /// what waits or is connected.
    pub(super) fn takes_a_reject_of_anything(self) -> bool {
        self == Self::Vpcep
    }

    /// Where an endpoint begins that asks.
    pub(super) fn asked(self) -> Status {
        match self {
            Self::Vpcep | Self::Ec2 => Status::Pending,
            Self::PrivateLink => Status::Rejected,
        }
    }

    /// A's service.
    pub(in crate::protocol::moves) async fn offer(self, world: &World) -> String {
        let new = match self {
            Self::Vpcep => json!({ "owner": "A", "region": "cn-north-4" }),
            Self::PrivateLink => json!({ "owner": "A", "cloud": "alicloud" }),
            Self::Ec2 => json!({ "owner": "A", "cloud": "aws", "region": AWS_REGION }),
        };
        Ring::control(world, "POST", "services", &new).await;
        self.offered(world)
    }

    fn offered(self, world: &World) -> String {
        match self {
            Self::Vpcep => world.services()[0].id.to_string(),
            Self::PrivateLink => world.alicloud_services()[0].id.to_string(),
            Self::Ec2 => world.services_of("aws")[0].id.to_string(),
        }
    }

    /// An endpoint of B that asks it.
    pub(in crate::protocol::moves) async fn ask(self, world: &World) {
        let mut new = json!({ "requester": "B", "service_id": self.offered(world) });
        match self {
            Self::Vpcep => {}
            Self::PrivateLink => new["cloud"] = json!("alicloud"),
            Self::Ec2 => new["cloud"] = json!("aws"),
        }
        Ring::control(world, "POST", "endpoints", &new).await;
    }

    /// Lets it happen.
    pub(super) async fn happen(self, world: &World, id: &str, event: Event) {
        let act = async |action: &str| {
            let path = format!("endpoints/{id}/{action}");
            Ring::control(world, "POST", &path, &Value::Null).await;
        };
        let patch = async |status: Status| {
            let status = json!({ "status": status.word(self) });
            Ring::control(world, "PATCH", &format!("endpoints/{id}"), &status).await;
        };
        let is_odd = self.shown(world, id).as_deref() == Some(Status::Odd.word(self));
        let pace = world.pace();
        match event {
            Event::Nothing => {}
            Event::Accept if is_odd => patch(Status::Accepted).await,
            Event::Reject if is_odd => patch(Status::Rejected).await,
            Event::Accept => act("accept").await,
            Event::Reject => act("reject").await,
            Event::Fail => act("fail").await,
            Event::Expire => patch(Status::Expired).await,
            Event::Freeze => act("freeze").await,
            Event::Suspend => patch(Status::Odd).await,
            Event::DeleteSlowly => {
                world.set_pace(Duration::ZERO, Duration::from_secs(900));
                act("delete").await;
            }
            Event::Delete | Event::AskAnew => {
                Ring::control(world, "DELETE", &format!("endpoints/{id}"), &Value::Null).await;
                if event == Event::AskAnew {
                    self.ask(world).await;
                }
            }
            Event::EndService => {
                let path = format!("services/{}", self.offered(world));
                Ring::control(world, "DELETE", &path, &Value::Null).await;
            }
        }
        world.set_pace(pace.0, pace.1);
    }

    /// Brings an endpoint that has just asked into a status.
    pub(super) async fn become_(self, world: &World, id: &str, status: Status) {
        let event = match status {
            status if status == self.asked() => Event::Nothing,
            Status::Pending => unreachable!("nothing becomes unanswered"),
            Status::Accepted => Event::Accept,
            Status::Rejected => Event::Reject,
            Status::Failed => Event::Fail,
            Status::Expired => Event::Expire,
            Status::Odd => Event::Suspend,
            Status::Going => Event::DeleteSlowly,
            Status::Gone => Event::Delete,
            Status::Creating => {
                world.set_pace(Duration::ZERO, SETTLES_IN);
                self.happen(world, id, Event::Accept).await;
                return world.set_pace(Duration::ZERO, Duration::ZERO);
            }
        };
        self.happen(world, id, event).await;
    }

    /// What asks a service that is there.
    pub(in crate::protocol::moves) fn endpoints(self, world: &World) -> Vec<Held> {
        match self {
            Self::Vpcep => {
                let offered = world.services();
                let all = world.endpoints().into_iter();
                all.filter(|one| {
                    offered
                        .iter()
                        .any(|service| Some(&service.id) == one.service_id.as_ref())
                })
                .map(|one| Held {
                    id: one.id.to_string(),
                    status: one.status.to_string(),
                })
                .collect()
            }
            Self::PrivateLink => {
                let offered = world.alicloud_services();
                let is_there =
                    |id: Option<Id>| offered.iter().any(|one| Some(&one.id) == id.as_ref());
                let all = world.alicloud_connections().into_iter();
                all.filter(|one| is_there(one.service_id.clone()))
                    .map(|one| Held {
                        id: one.id.to_string(),
                        status: one.status.as_str().to_owned(),
                    })
                    .collect()
            }
            Self::Ec2 => {
                let all = world.aws_connections().into_iter();
                all.map(|one| Held {
                    id: one.id.to_string(),
                    status: one.status.to_string(),
                })
                .collect()
            }
        }
    }

    /// The status that the cloud shows; `None` for what is not found.
    pub(in crate::protocol::moves) fn shown(self, world: &World, id: &str) -> Option<String> {
        let all = self.endpoints(world).into_iter();
        all.filter(|one| one.id == id).map(|one| one.status).next()
    }

    /// Whether the call is a decision that the cloud took.
    pub(super) fn took(self, call: &Call) -> bool {
        let reads = match self {
            Self::Vpcep => call.method == "GET",
            Self::PrivateLink => {
                let api = call.api.as_deref().unwrap_or_default();
                api.starts_with("Get") || api.starts_with("List")
            }
            Self::Ec2 => {
                let api = call.api.as_deref().unwrap_or_default();
                api.starts_with("Get") || api.starts_with("Describe")
            }
        };
        !reads && call.executed == Some(200) && call.refused == 0
    }
}
