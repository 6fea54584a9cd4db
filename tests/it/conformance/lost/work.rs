//! What is at work when an answer gets lost, and what comes of it.

use std::time::Duration;

use crate::typed::huaweicloud::cs_peering::{self, HuaweiCloudCsPeering};
use crate::typed::huaweicloud::endpoint_connection::{self, HuaweiCloudEndpointConnection};
use crate::typed::huaweicloud::peering::{self, HuaweiCloudPeering};
use crate::typed::huaweicloud::peering_accepter::{self, HuaweiCloudPeeringAccepter};
use vpcconnect::connection::status::Decision;
use vpcconnect::framework::diagnostics::{Diagnostic, Diagnostics};
use vpcconnect::framework::model::Field;
use vpcconnect::framework::resource::Failed;

use crate::conformance::stage::{MINUTE, Stage, connection, decision, request};

/// An operation of a resource that makes one writing call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::conformance) enum Work {
    /// A request to another tenant.
    Request,
    /// The same, waiting for the answer, which comes after a while.
    RequestWaiting,
    /// A request within the project, which is active at once.
    RequestOwn,
    /// A new name.
    Rename,
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
    /// A new description of an endpoint's connection.
    Describe,
    /// The destroy of the connection of an endpoint that was accepted.
    Dismiss,
    /// A cluster's request to another tenant.
    ClusterRequest,
    /// The same, waiting for the answer.
    ClusterRequestWaiting,
    /// The destroy of a cluster's request.
    ClusterWithdraw,
}

impl Work {
    /// The writing call.
    pub(in crate::conformance) fn api(self) -> &'static str {
        match self {
            Self::Request | Self::RequestWaiting | Self::RequestOwn => "CreateVpcPeering",
            Self::Rename => "UpdateVpcPeering",
            Self::Accept | Self::AcceptImported => "AcceptVpcPeering",
            Self::Reject | Self::RejectImported => "RejectVpcPeering",
            Self::Withdraw | Self::Cut => "DeleteVpcPeering",
            Self::AcceptEndpoint | Self::RejectEndpoint | Self::Revoke | Self::Dismiss => {
                "AcceptOrRejectEndpoint"
            }
            Self::Describe => "UpdateEndpointConnectionsDesc",
            Self::ClusterRequest | Self::ClusterRequestWaiting => "CreateClusterPeering",
            Self::ClusterWithdraw => "DeleteClusterPeering",
        }
    }

    /// Whether a second call could make a second object.
    pub(in crate::conformance) fn creates(self) -> bool {
        matches!(self.api(), "CreateVpcPeering" | "CreateClusterPeering")
    }

    /// Whether nothing would keep a second object from being made, so that it is asked for once and
    /// never again.
    pub(in crate::conformance) fn is_sent_once(self) -> bool {
        self.api() == "CreateClusterPeering"
    }

    /// Whether the cloud may take its time.
    pub(in crate::conformance) fn settles(self) -> bool {
        !self.creates() && !matches!(self, Self::Rename | Self::Describe)
    }

    /// Whether it may be carried out twice, because twice is the same as once.
    pub(in crate::conformance) fn may_repeat(self) -> bool {
        matches!(
            self,
            Self::Rename
                | Self::Describe
                | Self::RejectEndpoint
                | Self::Revoke
                | Self::Dismiss
                // What is on its way out is "deleted" once more.
                | Self::ClusterWithdraw
        )
    }

    fn is_about_endpoints(self) -> bool {
        matches!(
            self,
            Self::AcceptEndpoint
                | Self::RejectEndpoint
                | Self::Revoke
                | Self::Describe
                | Self::Dismiss
        )
    }

    /// The status in the end; `None` when there is nothing left.
    pub(in crate::conformance) fn wanted(self) -> Option<&'static str> {
        match self {
            Self::Request | Self::Rename | Self::ClusterRequest => Some("PENDING_ACCEPTANCE"),
            Self::RequestWaiting
            | Self::ClusterRequestWaiting
            | Self::RequestOwn
            | Self::Accept
            | Self::AcceptImported => Some("ACTIVE"),
            Self::Reject | Self::RejectImported => Some("REJECTED"),
            Self::AcceptEndpoint | Self::Describe => Some("accepted"),
            Self::RejectEndpoint | Self::Revoke => Some("rejected"),
            Self::Withdraw | Self::Cut | Self::Dismiss | Self::ClusterWithdraw => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Reject | Self::RejectImported | Self::RejectEndpoint | Self::Revoke => "reject",
            _ => "accept",
        }
    }
}

/// The object that is worked on, as the state has it.
pub(in crate::conformance) struct Subject {
    work: Work,
    id: String,
    asked: Option<peering::State>,
    decided: Option<peering_accepter::State>,
    /// The service that is asked.
    service: String,
    connected: Option<endpoint_connection::State>,
    clustered: Option<cs_peering::State>,
}

/// A's request from a cluster to B, as a plan has it.
fn cluster_request() -> cs_peering::State {
    cs_peering::State {
        cluster_id: "56".into(),
        name: "orders".into(),
        region: "cn-north-4".into(),
        accepter_vpc_id: "vpc-b".into(),
        accepter_project_id: "project-B".into(),
        id: Field::Unknown,
        peering_id: Field::Unknown,
        status: Field::Unknown,
        answer: Field::Unknown,
        active_id: Field::Unknown,
        requester_vpc_id: Field::Unknown,
        requester_project_id: Field::Unknown,
        ..cs_peering::State::default()
    }
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
#[derive(Debug)]
pub(in crate::conformance) struct Shown {
    pub(in crate::conformance) id: String,
    pub(in crate::conformance) status: String,
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

impl Subject {
    /// Makes what the work begins with.
    pub(in crate::conformance) async fn prepare(stage: &Stage, work: Work) -> Self {
        let mut subject = Self {
            work,
            id: String::new(),
            asked: None,
            decided: None,
            service: String::new(),
            connected: None,
            clustered: None,
        };
        if work.is_about_endpoints() {
            subject.service = stage.service(true);
            subject.id = stage.endpoint(&subject.service);
            if matches!(work, Work::Revoke | Work::Describe | Work::Dismiss) {
                let mut cx = stage.context(MINUTE);
                let accepted = connection(&subject.service, &subject.id, "accept");
                let done = HuaweiCloudEndpointConnection::create(&mut cx, accepted).await;
                subject.connected = Some(done.unwrap());
            }
            return subject;
        }
        if work.creates() {
            return subject;
        }
        let mut cx = stage.context(MINUTE);
        if work == Work::ClusterWithdraw {
            let asked = HuaweiCloudCsPeering::create(&mut cx, cluster_request()).await;
            subject.clustered = Some(asked.unwrap());
            return subject;
        }
        let asked = HuaweiCloudPeering::create(&mut cx, request()).await;
        let asked = asked.unwrap();
        subject.id = asked.id.text().unwrap().to_owned();
        let id = subject.id.as_str();
        match work {
            Work::AcceptImported | Work::RejectImported => {
                let id = format!("partner:{id}");
                let imported = HuaweiCloudPeeringAccepter::import(&mut cx, &id).await;
                let imported = imported.unwrap();
                let read = HuaweiCloudPeeringAccepter::read(&mut cx, imported).await;
                subject.decided = read.unwrap();
            }
            Work::Cut => {
                let mut decision = decision(id, "accept");
                decision.on_destroy = "delete".into();
                let decided = HuaweiCloudPeeringAccepter::create(&mut cx, decision).await;
                subject.decided = Some(decided.unwrap());
            }
            Work::Accept | Work::Reject => {}
            _ => subject.asked = Some(asked),
        }
        subject
    }

    /// Does the work, or what is left of it.
    pub(in crate::conformance) async fn run(
        &mut self,
        stage: &Stage,
        timeout: Duration,
    ) -> Outcome {
        let mut cx = stage.context(timeout);
        let mut error = None;
        match self.work {
            Work::Withdraw => {
                let prior = self.asked.clone().unwrap();
                match HuaweiCloudPeering::delete(&mut cx, prior).await {
                    Ok(()) => self.asked = None,
                    Err(failed) => error = Some(failed),
                }
            }
            Work::Cut => {
                let prior = self.decided.clone().unwrap();
                match HuaweiCloudPeeringAccepter::delete(&mut cx, prior).await {
                    Ok(()) => self.decided = None,
                    Err(failed) => error = Some(failed),
                }
            }
            Work::Dismiss => {
                let prior = self.connected.clone().unwrap();
                match HuaweiCloudEndpointConnection::delete(&mut cx, prior).await {
                    Ok(()) => self.connected = None,
                    Err(failed) => error = Some(failed),
                }
            }
            Work::ClusterWithdraw => {
                let prior = self.clustered.clone().unwrap();
                match HuaweiCloudCsPeering::delete(&mut cx, prior).await {
                    Ok(()) => self.clustered = None,
                    Err(failed) => error = Some(failed),
                }
            }
            Work::ClusterRequest | Work::ClusterRequestWaiting => {
                let answer = self.answers(stage);
                let done = match self.clustered.clone() {
                    // Found pending by an apply that waits.
                    Some(prior) => {
                        let mut planned = prior.clone();
                        planned.status = Field::Unknown;
                        planned.answer = Field::Unknown;
                        planned.active_id = Field::Unknown;
                        HuaweiCloudCsPeering::update(&mut cx, prior, planned).await
                    }
                    None => {
                        let mut planned = cluster_request();
                        let waits = self.work == Work::ClusterRequestWaiting;
                        planned.wait_for_answer = waits.into();
                        HuaweiCloudCsPeering::create(&mut cx, planned).await
                    }
                };
                answer.abort();
                error = keep(done, &mut self.clustered);
            }
            Work::AcceptEndpoint | Work::RejectEndpoint | Work::Revoke | Work::Describe => {
                let word = self.work.word();
                let done = match self.connected.clone() {
                    None => {
                        let planned = connection(&self.service, &self.id, word);
                        HuaweiCloudEndpointConnection::create(&mut cx, planned).await
                    }
                    Some(prior) => {
                        let mut planned = prior.clone();
                        planned.updated_at = Field::Unknown;
                        if self.work == Work::Describe {
                            planned.description = "described".into();
                        } else {
                            planned.decision = Decision::parse(word).into();
                            planned.status = Field::Unknown;
                            planned.answer = Field::Unknown;
                        }
                        HuaweiCloudEndpointConnection::update(&mut cx, prior, planned).await
                    }
                };
                error = keep(done, &mut self.connected);
            }
            Work::Request | Work::RequestWaiting | Work::RequestOwn | Work::Rename => {
                let done = match (self.work, self.asked.clone()) {
                    (Work::Rename, Some(prior)) => {
                        let mut planned = prior.clone();
                        planned.name = "renamed".into();
                        planned.updated_at = Field::Unknown;
                        HuaweiCloudPeering::update(&mut cx, prior, planned).await
                    }
                    (_, Some(prior)) => {
                        // Found pending by an apply that waits.
                        let mut planned = prior.clone();
                        planned.status = Field::Unknown;
                        planned.answer = Field::Unknown;
                        planned.active_id = Field::Unknown;
                        planned.updated_at = Field::Unknown;
                        let answer = self.answers(stage);
                        let done = HuaweiCloudPeering::update(&mut cx, prior, planned).await;
                        answer.abort();
                        done
                    }
                    (work, None) => {
                        let mut planned = request();
                        planned.wait_for_answer = (work == Work::RequestWaiting).into();
                        if work == Work::RequestOwn {
                            planned.accepter_project_id = Field::Unknown;
                        }
                        let answer = self.answers(stage);
                        let done = HuaweiCloudPeering::create(&mut cx, planned).await;
                        answer.abort();
                        done
                    }
                };
                error = keep(done, &mut self.asked);
            }
            Work::Accept | Work::Reject | Work::AcceptImported | Work::RejectImported => {
                let word = self.work.word();
                let done = match self.decided.clone() {
                    None => {
                        let planned = decision(&self.id, word);
                        HuaweiCloudPeeringAccepter::create(&mut cx, planned).await
                    }
                    Some(prior) => {
                        let mut planned = prior.clone();
                        planned.decision = Decision::parse(word).into();
                        planned.status = Field::Unknown;
                        planned.answer = Field::Unknown;
                        planned.updated_at = Field::Unknown;
                        planned.active_id = Field::Unknown;
                        HuaweiCloudPeeringAccepter::update(&mut cx, prior, planned).await
                    }
                };
                error = keep(done, &mut self.decided);
            }
        }
        Outcome {
            shown: self.shown(),
            error,
            told: cx.diagnostics,
        }
    }

    /// The other side says yes after a minute and a half, when somebody waits for it.
    fn answers(&self, stage: &Stage) -> tokio::task::JoinHandle<()> {
        let waiting = [Work::RequestWaiting, Work::ClusterRequestWaiting];
        let (world, waits) = (stage.world.clone(), waiting.contains(&self.work));
        tokio::spawn(async move {
            if !waits {
                return;
            }
            loop {
                tokio::time::sleep(3 * MINUTE / 2).await;
                let pending = world.peerings();
                let pending = pending.iter().find(|one| {
                    one.status.as_str() == "PENDING_ACCEPTANCE" && one.settling.is_none()
                });
                if let Some(pending) = pending {
                    Stage::act(&world, &pending.id.to_string(), "accept").await;
                }
            }
        })
    }

    fn shown(&self) -> Option<Shown> {
        let show = |id: &Field<String>, status: &Field<String>, name: &Field<String>| Shown {
            id: id.text().unwrap_or_default().to_owned(),
            status: status.text().unwrap_or_default().to_owned(),
            name: name.text().unwrap_or_default().to_owned(),
        };
        let asked = self
            .asked
            .as_ref()
            .map(|state| show(&state.id, &state.status, &state.name));
        let decided = self.decided.as_ref();
        let connected = self.connected.as_ref();
        asked
            .or(decided.map(|state| show(&state.id, &state.status, &state.name)))
            .or(connected.map(|state| show(&state.endpoint_id, &state.status, &state.description)))
            .or(self
                .clustered
                .as_ref()
                .map(|state| show(&state.peering_id, &state.status, &state.name)))
    }
}

/// Stores what an apply returned, and gives its error.
fn keep<S: Clone>(done: Result<S, Failed<S>>, kept: &mut Option<S>) -> Option<Diagnostic> {
    match done {
        Ok(state) => {
            *kept = Some(state);
            None
        }
        Err(failed) => {
            if let Some(state) = failed.state {
                *kept = Some(state);
            }
            Some(failed.error)
        }
    }
}
