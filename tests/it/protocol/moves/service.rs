//! The four services that have peerings: what each is called here, and how the simulator moves it.

use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use vpcconnect::cloud::huaweicloud::config;
use vpcconnect::cloud::huaweicloud::cs_peering::{ClusterPeerings, Draft};
use vpcconnect::connection::peering::Party;
use vpcconnect::connection::status::Decision;
use vpcconnect::operation::{Clock, Operation};
use vpcconnect::resource::accounts::Found;
use vpcconnect::simulator::{Call, World};

use super::cloud::{Event, STATUSES, Status};
use crate::conformance::alicloud::stage::account_id;
use crate::conformance::stage::configured;
use crate::protocol::cty::{Cty, object, text};
use crate::protocol::ring::Ring;
use crate::protocol::schema::Block;
use crate::protocol::stage::{
    ACCEPTER, ALI_ACCEPTER, ALI_PEERING, AWS_ACCEPTER, AWS_B, AWS_PEERING, AWS_REGION, CLUSTER,
    PEERING,
};

/// Whose peerings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// Huawei Cloud's VPC.
    Vpc,
    /// Huawei Cloud's Cloud Stream: the requester is a cluster.
    CloudStream,
    /// Alibaba Cloud's VPC peering.
    VpcPeer,
    /// AWS's, between two regions.
    Ec2,
}

/// The other side's region on AWS.
const FAR: &str = "eu-west-1";

/// A peering as the cloud holds it.
pub(super) struct Held {
    pub(super) id: String,
    pub(super) status: String,
    /// Whether B asked, or a hand that is not ours.
    pub(super) is_theirs: bool,
}

impl Service {
    /// The requester's resource.
    pub(super) fn requester(self) -> &'static str {
        match self {
            Self::Vpc => PEERING,
            Self::CloudStream => CLUSTER,
            Self::VpcPeer => ALI_PEERING,
            Self::Ec2 => AWS_PEERING,
        }
    }

    /// The accepter's resource: a cluster's requests are answered by the VPC's.
    pub(super) fn accepter(self) -> &'static str {
        match self {
            Self::Vpc | Self::CloudStream => ACCEPTER,
            Self::VpcPeer => ALI_ACCEPTER,
            Self::Ec2 => AWS_ACCEPTER,
        }
    }

    /// A's request to B.
    pub(super) fn request(self, block: &Block) -> Cty {
        let (project, account) = (text("project-B"), text(&account_id("B")));
        let plain = block.with([("accepter_vpc_id", text("vpc-b"))]);
        let plain = self.named(&plain, "ours");
        match self {
            Self::Vpc => plain
                .with("requester_vpc_id", text("vpc-a"))
                .with("accepter_project_id", project),
            Self::CloudStream => plain
                .with("cluster_id", text("56"))
                .with("accepter_project_id", project),
            Self::VpcPeer => plain
                .with("requester_vpc_id", text("vpc-a"))
                .with("accepter_region", text("cn-hangzhou"))
                .with("accepter_account_id", account),
            Self::Ec2 => plain
                .with("requester_vpc_id", text("vpc-a"))
                .with("accepter_region", text(FAR))
                .with("accepter_account_id", text(AWS_B)),
        }
    }

    /// The configuration with another name, which on AWS is a tag.
    pub(super) fn named(self, config: &Cty, name: &str) -> Cty {
        match self {
            Self::Vpc | Self::CloudStream | Self::VpcPeer => config.with("name", text(name)),
            Self::Ec2 => config.with("tags", object([("Name", text(name))])),
        }
    }

    /// Whether there is a setting that only a connection has, and that waits for one.
    pub(super) fn has_option(self) -> bool {
        self == Self::Ec2
    }

    /// Whether what came to nothing can be deleted by nobody, and is not found after a while.
    pub(super) fn forgets(self) -> bool {
        self == Self::Ec2
    }

    /// Whether the cloud answers a request before it has checked it.
    pub(super) fn checks_later(self) -> bool {
        self == Self::Ec2
    }

    /// Whether it takes a while until a request can be answered.
    pub(super) fn begins_slowly(self) -> bool {
        matches!(self, Self::VpcPeer | Self::Ec2)
    }

    /// Whether a decision takes a while to show: a reject may be done when it is answered.
    pub(super) fn settles(self, decision: Decision) -> bool {
        matches!(self, Self::Vpc | Self::CloudStream) || decision == Decision::Accept
    }

    /// Whether nothing is asked for where a look shows that something stands between the two already: the cloud itself
    /// does not keep them apart.
    pub(super) fn looks_before_it_asks(self) -> bool {
        matches!(self, Self::CloudStream | Self::Ec2)
    }

    /// Whether a look comes before a change.
    pub(super) fn looks_before_it_renames(self) -> bool {
        self == Self::Ec2
    }

    /// The status that something new has when the event can happen to it.
    pub(super) fn awaits(self, event: Event) -> &'static str {
        match event {
            Event::Fail => "initiating-request",
            _ => Status::Pending.word(self),
        }
    }

    /// The attribute that has the peering's id.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Vpc | Self::VpcPeer | Self::Ec2 => "id",
            Self::CloudStream => "peering_id",
        }
    }

    /// How long a change takes to show. Where a request begins slowly, they take it one after the other: create, change and
    /// answer have to fit into an apply.
    pub(super) fn settles_in(self) -> Duration {
        Duration::from_secs(match self {
            Self::Vpc | Self::CloudStream => 30,
            Self::VpcPeer | Self::Ec2 => 20,
        })
    }

    /// How long what is deleted slowly is still shown. Where that is waited for, it is by a delete that has five
    /// minutes.
    fn shows_what_goes(self) -> Duration {
        Duration::from_secs(match self {
            Self::Vpc | Self::CloudStream => 300,
            Self::VpcPeer | Self::Ec2 => 120,
        })
    }

    /// A request of B to A.
    pub(super) async fn ask(self, world: &World) {
        let mut new = json!({
            "requester": "B", "requester_vpc_id": "vpc-b", "accepter": "A", "accepter_vpc_id": "vpc-a",
            "name": "theirs",
        });
        match self {
            Self::Vpc => new["region"] = json!("cn-north-4"),
            Self::VpcPeer => new["cloud"] = json!("alicloud"),
            Self::Ec2 => {
                new["cloud"] = json!("aws");
                new["region"] = json!(FAR);
                new["accepter_region"] = json!(AWS_REGION);
            }
            Self::CloudStream => return by_hand(world).await,
        }
        Ring::control(world, "POST", "peerings", &new).await;
    }

    /// Lets it happen.
    pub(super) async fn happen(self, world: &World, id: &str, event: Event) {
        let act = async |action: &str| {
            let path = format!("peerings/{id}/{action}");
            Ring::control(world, "POST", &path, &Value::Null).await;
        };
        let patch = async |status: Status| {
            let path = format!("peerings/{id}");
            let status = json!({ "status": status.word(self) });
            Ring::control(world, "PATCH", &path, &status).await;
        };
        let shown = self.shown(world, id).unwrap_or_default();
        let is_odd = shown == Status::Odd.word(self);
        let mut over = STATUSES.into_iter().filter(|one| one.is_over());
        let is_over = over.any(|one| shown == one.word(self));
        match event {
            Event::Nothing => {}
            Event::Accept if is_odd => patch(Status::Active).await,
            Event::Reject if is_odd => patch(Status::Rejected).await,
            Event::Accept => act("accept").await,
            Event::Reject => act("reject").await,
            Event::Expire => act("expire").await,
            Event::Freeze => patch(Status::Odd).await,
            Event::Fail => act("fail").await,
            // The accepter finds it for two hours, its requester for two days.
            Event::Forget => tokio::time::sleep(Duration::from_secs(49 * 3600)).await,
            Event::DeleteSlowly => {
                // What changes, or nobody knows, cannot be deleted: it has just settled.
                let moves = ["Updating", "provisioning"].contains(&shown.as_str());
                if moves || (is_odd && !self.deletes_anything()) {
                    patch(Status::Active).await;
                }
                let pace = world.pace();
                world.set_pace(pace.0, self.shows_what_goes());
                act("delete").await;
                world.set_pace(pace.0, pace.1);
            }
            Event::Delete | Event::AskAnew => {
                let path = format!("peerings/{id}");
                // What nobody can delete is in nobody's way.
                if !(self.forgets() && is_over) {
                    Ring::control(world, "DELETE", &path, &Value::Null).await;
                }
                if event == Event::AskAnew {
                    self.ask(world).await;
                }
            }
        }
    }

    /// Whether what shows an unknown status can be deleted.
    pub(super) fn deletes_anything(self) -> bool {
        self != Self::Ec2
    }

    /// What the cloud holds. On AWS what is gone is shown for hours.
    pub(super) fn peerings(self, world: &World) -> Vec<Held> {
        if self == Self::Ec2 {
            let all = world.aws_peerings().into_iter();
            return all
                .filter(|one| one.status != Status::Gone.word(self))
                .map(|one| Held {
                    id: one.id.to_string(),
                    status: one.status.to_string(),
                    is_theirs: one.requester.account.as_str() == AWS_B,
                })
                .collect();
        }
        if self == Self::VpcPeer {
            let all = world.alicloud_peerings().into_iter();
            return all
                .map(|one| Held {
                    id: one.id.to_string(),
                    status: one.status.to_string(),
                    is_theirs: one.requester.account.to_string() == account_id("B"),
                })
                .collect();
        }
        let all = world.peerings().into_iter();
        all.map(|one| Held {
            id: one.id.to_string(),
            status: one.status.to_string(),
            // Nobody but a hand asks twice for the same cluster.
            is_theirs: self == Self::CloudStream || one.requester.tenant.as_str() == "project-B",
        })
        .collect()
    }

    /// The status that the cloud shows; `None` for what is not found.
    pub(super) fn shown(self, world: &World, id: &str) -> Option<String> {
        let all = self.peerings(world).into_iter();
        all.filter(|one| one.id == id).map(|one| one.status).next()
    }

    /// Counts the writing calls among `calls`: but deletes, and deletes that deleted.
    pub(super) fn count<'a>(self, calls: impl Iterator<Item = &'a Call>) -> (usize, usize) {
        let (mut others, mut refused, mut deletes) = (0, 0, 0);
        for call in calls {
            let api = call.api.as_deref().unwrap_or_default();
            let reads = match self {
                Self::Vpc | Self::CloudStream => call.method == "GET",
                Self::VpcPeer => api.starts_with("Get") || api.starts_with("List"),
                Self::Ec2 => api.starts_with("Describe") || api == "GetCallerIdentity",
            };
            let done = call.executed.is_some_and(|status| status < 300);
            if reads {
                continue;
            }
            if api.starts_with("Delete") {
                deletes += usize::from(done);
            } else if self == Self::VpcPeer && api.starts_with("Create") && !done {
                refused = 1;
            } else {
                others += 1;
            }
        }
        // What is on its way out refuses a create for a while: asked again and again, it counts once.
        (others.max(refused), deletes)
    }
}

/// The cluster's owner asks by hand for what the configuration asks for.
async fn by_hand(world: &World) {
    let accounts = configured(world, "SK-A", None).huaweicloud;
    let Ok(Found::Account(account)) =
        accounts.find(vpcconnect::framework::model::Field::Known("default"))
    else {
        panic!("there is an account");
    };
    let clock = Clock::starting_at(world.now());
    let operation = Operation::new(clock, CancellationToken::new(), Duration::from_secs(60));
    let session = account.session(&operation, config::Service::Cs, "cn-north-4");
    let peerings = ClusterPeerings {
        session: &session.await.unwrap(),
        cluster: &"56".into(),
    };
    let draft = Draft {
        name: "ours".to_owned(),
        accepter: Party {
            vpc: "vpc-b".into(),
            tenant: Some("project-B".into()),
            region: None,
        },
    };
    peerings.create(&operation, &draft).await.unwrap();
}
