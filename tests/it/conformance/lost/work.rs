//! What is at work when an answer gets lost, and what comes of it.

use std::time::Duration;

use vpcconnect::framework::diagnostics::{Diagnostic, Diagnostics};
use vpcconnect::framework::resource::any;
use vpcconnect::framework::value::{Number, Value};
use vpcconnect::resource::huaweicloud::cloud::{CloudStream, HuaweiCloud};
use vpcconnect::resource::requester::PeeringRequester;
use vpcconnect::simulator::Connection;

use crate::conformance::driver::{
    Driver, Planned, Resource, carry_out, config, destroy, plan, text, with,
};
use crate::conformance::stage::{MINUTE, Stage, control};

/// An operation of a resource that makes one writing call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::conformance) enum Work {
    /// A request to another tenant.
    Request,
    /// The same, waiting for the answer, which comes after a while.
    RequestWaiting,
    /// A request within the tenant, which is active at once.
    RequestOwn,
    /// A new name.
    Rename,
    /// New tags.
    Tag,
    /// The first decision about a request.
    Accept,
    /// The same.
    Reject,
    /// The decision about a request that was imported.
    AcceptImported,
    /// The same.
    RejectImported,
    /// The requester's destroy.
    Withdraw,
    /// The accepter's destroy, with `on_destroy = "delete"`.
    Cut,
    /// The first decision about an endpoint.
    AcceptEndpoint,
    /// The same.
    RejectEndpoint,
    /// The other decision about an endpoint that was accepted.
    Revoke,
    /// What is set beside the decision.
    Detail,
    /// The destroy of the connection of an endpoint that was accepted.
    Dismiss,
    /// A cluster's request to another tenant.
    ClusterRequest,
    /// The same, waiting for the answer.
    ClusterRequestWaiting,
    /// The destroy of a cluster's request.
    ClusterWithdraw,
}

use Work::*;

impl Work {
    /// The writing call.
    pub(in crate::conformance) fn api(self, cloud: &Driver) -> &'static str {
        let calls = &cloud.calls;
        match self {
            Request | RequestWaiting | RequestOwn => calls.create,
            Rename => calls.modify,
            Tag => calls.tag,
            Accept | AcceptImported => calls.accept,
            Reject | RejectImported => calls.reject,
            Withdraw | Cut => calls.delete,
            AcceptEndpoint => calls.accept_endpoint,
            RejectEndpoint | Revoke | Dismiss => calls.reject_endpoint,
            Detail => calls.detail,
            ClusterRequest | ClusterRequestWaiting => "CreateClusterPeering",
            ClusterWithdraw => "DeleteClusterPeering",
        }
    }

    /// Whether it makes an object.
    pub(in crate::conformance) fn creates(self) -> bool {
        matches!(self, Request | RequestWaiting | RequestOwn) || self.is_sent_once()
    }

    /// Whether nothing would keep a second object from being made, so that it is asked for once and
    /// never again.
    pub(in crate::conformance) fn is_sent_once(self) -> bool {
        matches!(self, ClusterRequest | ClusterRequestWaiting)
    }

    /// Whether the cloud may take its time, and nothing else in the table shows the same.
    pub(in crate::conformance) fn settles(self, cloud: &Driver) -> bool {
        if cloud.create_is_idempotent {
            return !matches!(self, RequestWaiting | AcceptImported | RejectImported);
        }
        !(self.creates() || matches!(self, Rename | Detail))
    }

    /// Whether it may be carried out twice, because twice is the same as once.
    pub(in crate::conformance) fn may_repeat(self, cloud: &Driver) -> bool {
        // What is on its way out is "deleted" once more.
        let same = matches!(
            self,
            Rename | Tag | Detail | RejectEndpoint | Revoke | Dismiss | ClusterWithdraw
        );
        let created = cloud.create_answers_twice && self.creates();
        let accepted = cloud.refuses_in_answers && self == AcceptEndpoint;
        same || created || accepted || cloud.create_is_idempotent
    }

    /// The status in the end; `None` when there is nothing left.
    pub(in crate::conformance) fn wanted(self, cloud: &Driver) -> Option<&'static str> {
        let statuses = &cloud.statuses;
        match self {
            Request | Rename | Tag | ClusterRequest => Some(statuses.pending),
            RequestWaiting | ClusterRequestWaiting | RequestOwn | Accept | AcceptImported => {
                Some(statuses.active)
            }
            Reject | RejectImported => Some(statuses.rejected),
            AcceptEndpoint | Detail => Some(statuses.accepted_endpoint),
            RejectEndpoint | Revoke => Some(statuses.rejected_endpoint),
            Withdraw | Cut | Dismiss | ClusterWithdraw => None,
        }
    }

    fn waits(self) -> bool {
        matches!(self, RequestWaiting | ClusterRequestWaiting)
    }

    fn resource(self, cloud: &Driver) -> Resource {
        match self {
            Request | RequestWaiting | RequestOwn | Rename | Tag | Withdraw => (cloud.requester)(),
            Accept | Reject | AcceptImported | RejectImported | Cut => (cloud.accepter)(),
            AcceptEndpoint | RejectEndpoint | Revoke | Detail | Dismiss => (cloud.endpoint)(),
            ClusterRequest | ClusterRequestWaiting | ClusterWithdraw => {
                any::<PeeringRequester<HuaweiCloud<CloudStream>>>()
            }
        }
    }
}

/// A's request from a cluster to B.
fn cluster_request(resource: &Resource) -> Value {
    let set = [
        ("cluster_id", text("56")),
        ("name", text("orders")),
        ("region", text("cn-north-4")),
        ("accepter_vpc_id", text("vpc-b")),
        ("accepter_project_id", text("project-B")),
    ];
    config(resource, &set)
}

/// What came of an operation.
#[derive(Debug)]
pub(in crate::conformance) struct Outcome {
    /// What the state shows now.
    pub(in crate::conformance) shown: Option<Shown>,
    pub(in crate::conformance) error: Option<Diagnostic>,
    told: Diagnostics,
}

/// What a state shows.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::conformance) struct Shown {
    pub(in crate::conformance) id: String,
    pub(in crate::conformance) status: String,
    /// A peering's name, or what is set beside the decision about an endpoint.
    pub(in crate::conformance) name: String,
}

impl Outcome {
    pub(in crate::conformance) fn succeeded(&self) -> bool {
        self.error.is_none()
    }

    pub(in crate::conformance) fn status(&self) -> Option<&str> {
        self.shown.as_ref().map(|shown| shown.status.as_str())
    }

    pub(in crate::conformance) fn summaries(&self) -> impl Iterator<Item = &str> {
        let all = self.told.iter().chain(&self.error);
        all.map(|one| one.summary.as_str())
    }
}

/// The object that is worked on.
pub(in crate::conformance) struct Subject<'a> {
    cloud: &'a Driver,
    work: Work,
    resource: Resource,
    /// What the user has written in the end.
    config: Value,
    state: Option<Value>,
    planned: Option<Planned>,
}

impl<'a> Subject<'a> {
    /// Makes what the work begins with.
    pub(in crate::conformance) async fn prepare(
        cloud: &'a Driver,
        stage: &Stage,
        work: Work,
    ) -> Self {
        let resource = work.resource(cloud);
        let made = async |resource: &Resource, config: &Value| {
            let plan = plan(stage, resource, None, config).await.unwrap();
            let applied = carry_out(stage, MINUTE, resource, plan).await;
            assert!(applied.error.is_none(), "{:?}", applied.error);
            applied.state
        };
        let (state, config) = match work {
            ClusterRequest | ClusterRequestWaiting => (None, cluster_request(&resource)),
            ClusterWithdraw => {
                let config = cluster_request(&resource);
                (made(&resource, &config).await, config)
            }
            Request | RequestWaiting => (None, cloud.request()),
            RequestOwn => (None, with(cloud.request(), cloud.asked.0, Value::Null)),
            Rename | Tag | Withdraw => {
                let config = cloud.request();
                let tags = Value::Map([("team".to_owned(), text("network"))].into());
                (
                    made(&resource, &config).await,
                    match work {
                        Rename => with(config, "name", text("renamed")),
                        Tag => with(config, "tags", tags),
                        _ => config,
                    },
                )
            }
            Accept | Reject | AcceptImported | RejectImported | Cut => {
                let asked = made(&(cloud.requester)(), &cloud.request()).await.unwrap();
                let id = asked.attribute("id").as_text().unwrap();
                let word = match work {
                    Reject | RejectImported => "reject",
                    _ => "accept",
                };
                let config = cloud.decision(id, word);
                match work {
                    Accept | Reject => (None, config),
                    Cut => {
                        let config = with(config, "on_destroy", text("delete"));
                        (made(&resource, &config).await, config)
                    }
                    _ => {
                        let mut cx = stage.context(MINUTE);
                        let id = format!("partner:{id}");
                        let imported = resource.import(&mut cx, &id).await.unwrap();
                        let read = resource.read(&mut cx, &imported).await.unwrap();
                        (read, config)
                    }
                }
            }
            AcceptEndpoint | RejectEndpoint | Revoke | Detail | Dismiss => {
                let (service, endpoint) = cloud.asks(stage).await;
                let connection = |word| cloud.connection(&service, &endpoint, word);
                let accepted = connection("accept");
                let detail = &cloud.detail;
                match work {
                    AcceptEndpoint => (None, accepted),
                    RejectEndpoint => (None, connection("reject")),
                    Revoke => (made(&resource, &accepted).await, connection("reject")),
                    Detail => (
                        made(&resource, &accepted).await,
                        with(accepted, detail.key, (detail.value)()),
                    ),
                    _ => (made(&resource, &accepted).await, accepted),
                }
            }
        };
        let config = if work.waits() {
            with(config, "wait_for_answer", Value::Bool(true))
        } else {
            config
        };
        Self {
            cloud,
            work,
            resource,
            config,
            state,
            planned: None,
        }
    }

    /// Plans what [`Self::run`] then applies.
    pub(in crate::conformance) async fn plan(&mut self, stage: &Stage) {
        if !matches!(self.work, Withdraw | Cut | Dismiss | ClusterWithdraw) {
            let prior = self.state.clone();
            let planned = plan(stage, &self.resource, prior, &self.config).await;
            self.planned = Some(planned.unwrap());
        }
    }

    /// Does the work, or what is left of it.
    pub(in crate::conformance) async fn run(
        &mut self,
        stage: &Stage,
        timeout: Duration,
    ) -> Outcome {
        let answer = self.answers(stage);
        let applied = match self.planned.take() {
            Some(planned) => carry_out(stage, timeout, &self.resource, planned).await,
            None => {
                let prior = self.state.take().unwrap();
                destroy(stage, timeout, &self.resource, prior).await
            }
        };
        answer.abort();
        self.state = applied.state;
        Outcome {
            shown: self.state.as_ref().map(|state| self.shown(state)),
            error: applied.error,
            told: applied.told,
        }
    }

    /// The other side says yes after a minute and a half, when somebody waits for it.
    fn answers(&self, stage: &Stage) -> tokio::task::JoinHandle<()> {
        let (world, waits) = (stage.world.clone(), self.work.waits());
        let (name, word) = (self.cloud.name, self.cloud.statuses.pending);
        tokio::spawn(async move {
            if !waits {
                return;
            }
            loop {
                tokio::time::sleep(3 * MINUTE / 2).await;
                let pending = world.connections_of(name, vpcconnect::simulator::Kind::Peering);
                let is_pending =
                    |one: &&Connection| one.status.as_str() == word && one.settling.is_none();
                if let Some(pending) = pending.iter().find(is_pending) {
                    let path = format!("peerings/{}/accept", pending.id);
                    control(&world, "POST", &path, &serde_json::Value::Null).await;
                }
            }
        })
    }

    fn shown(&self, state: &Value) -> Shown {
        let text = |name: &str| match state.attribute(name) {
            Value::Number(number) => Number::as_str(number).to_owned(),
            other => other.as_text().unwrap_or_default().to_owned(),
        };
        let has = |name: &str| !state.attribute(name).is_null();
        let id = ["endpoint_id", "peering_id", "id"].map(|name| has(name).then(|| text(name)));
        let name = match self.work {
            AcceptEndpoint | RejectEndpoint | Revoke | Detail | Dismiss => self.cloud.detail.key,
            _ => "name",
        };
        Shown {
            id: id.into_iter().flatten().next().unwrap_or_default(),
            status: text("status"),
            name: text(name),
        }
    }

    /// What the cloud holds, in the words of a state.
    pub(in crate::conformance) fn held(&self, stage: &Stage) -> Vec<Shown> {
        let show = |one: &Connection, name: String| Shown {
            id: one.id.to_string(),
            status: one.status.to_string(),
            name,
        };
        let peerings = self.cloud.peerings(stage).into_iter();
        let peerings = peerings.map(|one| show(&one, one.name.clone()));
        let endpoints = self.cloud.endpoints(stage).into_iter();
        let endpoints = endpoints.map(|one| show(&one, (self.cloud.detail.held)(&one)));
        peerings.chain(endpoints).collect()
    }
}
