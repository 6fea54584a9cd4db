//! `vpcconnect_huaweicloud_cs_peering`: a Cloud Stream cluster's side.

use std::time::Duration;

use super::cloud::HuaweiCloud;
use super::cs_look::{Place, look, reach};
use super::cs_request::request;
use super::destroy::{delete, to_destroy};
use super::shown::text;
use crate::cloud::huaweicloud::account::{Account, Session};
use crate::cloud::huaweicloud::cs_peering::Draft;
use crate::cloud::huaweicloud::cs_port::OfCluster;
use crate::cloud::huaweicloud::peering::Peering;
use crate::cloud::huaweicloud::status::PEERINGS;
use crate::connection::answered::answered;
use crate::connection::handle::Handle;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::peering::Party;
use crate::connection::peering::Role;
use crate::connection::run_log::{Subject, Undo};
use crate::connection::status::State as Standing;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::framework::timeouts::{self, Defaults};
use crate::framework::value::Value;
use crate::model;
use crate::resource::accounts::Found;
use crate::resource::below::{AT_PLAN, Seen, gone, gone_to, keep, read, same_object, status};
use crate::resource::cloud::place_of_create;
use crate::resource::context::{Configured, Cx};
use crate::resource::failure::{WAITS_AGAIN, unknown_replacement};
use crate::resource::import_id::{Form, import};
use crate::resource::messages::{self, closed};
use crate::resource::peering_api::Times;
use crate::resource::requester::outcome;
use crate::resource::run::About;
use crate::resource::{attributes, traffic};

model! {
    /// The attributes.
    pub struct State {
        /// `account`
        account: String,
        /// `region`
        region: String,
        /// `cluster_id`
        cluster_id: String,
        /// `name`
        name: String,
        /// `accepter_vpc_id`
        accepter_vpc_id: String,
        /// `accepter_project_id`
        accepter_project_id: String,
        /// `wait_for_answer`
        wait_for_answer: bool,
        /// `replace_refused`
        replace_refused: bool,
        /// `timeouts`
        timeouts: Value,
        /// `id`
        id: String,
        /// `peering_id`
        peering_id: String,
        /// `status`
        status: String,
        /// `answer`
        answer: String,
        /// `active_id`
        active_id: String,
        /// `requester_vpc_id`
        requester_vpc_id: String,
        /// `requester_project_id`
        requester_project_id: String,
    }
}

/// The resource.
pub struct HuaweiCloudCsPeering;

impl Resource for HuaweiCloudCsPeering {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = "vpcconnect_huaweicloud_cs_peering";
    const TIMEOUTS: Defaults = Defaults {
        write: Duration::from_secs(1800),
        read: Duration::from_secs(120),
    };

    fn schema() -> Schema {
        Schema::new(
            "Requests a peering between a Cloud Stream cluster and a VPC on Huawei Cloud. The cluster lives \
             in a VPC of the service, so every request waits for the owner of the VPC, who answers it with \
             `vpcconnect_huaweicloud_peering_accepter` and this resource's `peering_id`, also within one \
             account. The vendor has retired Cloud Stream for new customers: this is for clusters that \
             still run.",
            vec![
                Attribute::string("cluster_id", "The reserved cluster that asks.")
                    .required()
                    .replaces()
                    .rule(Rule::Check(attributes::plain_id)),
                Attribute::string(
                    "name",
                    "The name, shown to both sides. One name and one VPC make one request for each \
                     cluster: the service itself keeps no two apart.",
                )
                .required()
                .replaces()
                .rule(Rule::Length(1, 64)),
                Attribute::string("accepter_vpc_id", "The VPC that is asked.")
                    .required()
                    .replaces(),
                Attribute::string(
                    "accepter_project_id",
                    "The project of the VPC that is asked. Needed when it is not the account's own.",
                )
                .or_computed()
                .replaces(),
                attributes::wait_for_answer(),
                attributes::replace_refused(),
                attributes::account(),
                attributes::region(),
                timeouts::attribute(),
                Attribute::string("id", "`cluster_id` and `peering_id` with a `/` between them.")
                    .computed(),
                Attribute::string("peering_id", "The id of the peering, the same for both sides.")
                    .computed(),
                Attribute::string(
                    "status",
                    "The status: `PENDING_ACCEPTANCE`, `ACTIVE`, `REJECTED`, `EXPIRED`.",
                )
                .computed(),
                attributes::answer(),
                Attribute::string(
                    "active_id",
                    "The id for routes: null until the peering has been active, then the same as \
                     `peering_id`. With both sides in one configuration, routes refer to the accepter's.",
                )
                .computed(),
                Attribute::string("requester_vpc_id", "The VPC of the cluster.").computed(),
                Attribute::string("requester_project_id", "The project of the service.").computed(),
            ],
        )
    }

    async fn plan(cx: &mut Cx<'_>, plan: &mut Plan<State>) -> Result<(), Diagnostic> {
        let account = reach(&plan.planned).at_plan(cx)?;
        match plan.prior.take() {
            None => plan_create(&account, &plan.config, &mut plan.planned),
            Some(prior) => {
                let planned = plan_update(cx, &account, &prior, plan).await;
                plan.prior = Some(prior);
                planned
            }
        }
    }

    async fn plan_destroy(cx: &mut Cx<'_>, prior: &State) {
        ends(cx, prior, traffic::End::Destroy).await;
    }

    async fn create(cx: &mut Cx<'_>, planned: State) -> Result<State, Failed<State>> {
        let session = reach(&planned).session(cx, "the create").await?;
        let draft = Draft {
            name: planned.name.text().unwrap_or_default().to_owned(),
            accepter: Party {
                region: None,
                vpc: planned.accepter_vpc_id.text().unwrap_or_default().into(),
                tenant: planned.accepter_project_id.text().map(Into::into),
            },
        };
        let mut place = Place::of(&planned);
        let mut peering = request(cx, &session, &place.cluster, &draft, reach(&planned)).await?;
        let subject = Subject::peering("huaweicloud", peering.id.as_str());
        cx.provider.run.asked(&subject);
        // From here on the request exists: whatever follows is a warning.
        keep::<HuaweiCloud>(cx, &session).await;
        place.peering = peering.id.clone();
        if planned.wait_for_answer.is_true() {
            let port = place.peerings(&session).one(&place.peering);
            let (seen, waited) = watch(cx, &port, peering).await;
            peering = seen;
            if let Err(why) = waited {
                cx.warn(why.with(WAITS_AGAIN));
            }
        }
        let told = messages::seen::<HuaweiCloud>(&peering);
        cx.diagnostics.extend(told);
        let mut state = planned;
        state.show(&session, &peering);
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, state: State) -> Result<Option<State>, Diagnostic> {
        match read(cx, &Place::of(&state), reach(&state), &about(&state)).await? {
            Seen::AsItWas => Ok(Some(state)),
            Seen::Gone => Ok(None),
            Seen::There {
                session, object, ..
            } => {
                let mut state = state;
                state.show(&session, &object);
                Ok(Some(state))
            }
        }
    }

    async fn update(cx: &mut Cx<'_>, prior: State, planned: State) -> Result<State, Failed<State>> {
        let moved = reach(&prior).name() != reach(&planned).name();
        let waits = planned.status.is_unknown();
        let mut state = planned;
        if !moved && !waits {
            // Only settings that live in the configuration.
            return Ok(state);
        }
        let place = Place::of(&prior);
        let id = place.peering.as_str();
        let (session, seen) = look(cx, &state, Ask::Now, "the update").await?;
        if moved {
            same_object(&place, reach(&state), &seen)?;
        }
        let Observed::There(peering) = seen else {
            gone(cx, &place, reach(&state), &session).await?;
            return Err(Diagnostic::error(
                format!("Peering {id} is gone"),
                "Somebody deleted it, or the cluster. Plan again: a new one will be asked for.",
            )
            .into());
        };
        keep::<HuaweiCloud>(cx, &session).await;
        if waits {
            let port = place.peerings(&session).one(&place.peering);
            let (peering, waited) = watch(cx, &port, peering).await;
            state.show(&session, &peering);
            // Nobody who waits for "yes" may go on after a "no".
            let refused = messages::seen::<HuaweiCloud>(&peering);
            let error = waited.err().or(refused.map(Diagnostic::into_error));
            if let Some(error) = error {
                let state = Some(state);
                return Err(Failed { state, error });
            }
        }
        Ok(state)
    }

    async fn delete(cx: &mut Cx<'_>, prior: State) -> Result<(), Diagnostic> {
        let place = Place::of(&prior);
        let Some(_turn) = about(&prior).destroys(cx, Undo::Delete).await? else {
            return Ok(());
        };
        let session = to_destroy(cx, reach(&prior)).await?;
        let vanished = || gone_to(cx, &place, reach(&prior), session.project.as_str());
        let doomed = place.peerings(&session).one(&place.peering);
        delete(cx, &doomed, place.peering.as_str(), vanished).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<State, Diagnostic> {
        let id = import(&cx.provider.huaweicloud, cx, Form::CLUSTER, id)?;
        let (cluster, peering) = id.pair();
        Ok(State {
            account: id.account_field(),
            region: id.region.clone().into(),
            cluster_id: cluster.into(),
            peering_id: peering.into(),
            id: id.id.as_str().into(),
            ..State::default()
        })
    }
}

impl State {
    /// Takes over what the cloud shows.
    fn show(&mut self, session: &Session, peering: &Peering) {
        let standing = peering.status.state();
        let id = peering.id.as_str();
        // Once it has been active the id stays while the peering exists, whatever its status.
        if *standing == Standing::Accepted {
            self.active_id = id.into();
        } else if self.active_id.is_unknown() {
            self.active_id = Field::Null;
        }
        self.region = session.region().into();
        let cluster = self.cluster_id.text().unwrap_or_default();
        self.id = format!("{cluster}/{id}").into();
        self.peering_id = id.into();
        self.status = peering.status.as_str().into();
        self.answer = standing.answer().as_str().into();
        let shown = |id: &str| (!id.is_empty()).then(|| id.to_owned());
        let [requester, accepter] = [&peering.requester, &peering.accepter];
        text(&mut self.name, peering.name.as_deref());
        text(
            &mut self.accepter_vpc_id,
            shown(accepter.vpc.as_str()).as_deref(),
        );
        text(
            &mut self.requester_vpc_id,
            shown(requester.vpc.as_str()).as_deref(),
        );
        let project = |end: &Party| end.tenant.as_ref().map(ToString::to_string);
        text(
            &mut self.requester_project_id,
            project(requester).as_deref(),
        );
        let accepter = project(accepter);
        // What the answer leaves out stays as it was, and is the account's own when nothing was.
        if accepter.is_none() && self.accepter_project_id.text().is_none() {
            self.accepter_project_id = session.project.as_str().into();
        } else {
            text(&mut self.accepter_project_id, accepter.as_deref());
        }
    }
}

/// The peering, as this resource is about it.
fn about(state: &State) -> About {
    let id = state.peering_id.text().unwrap_or_default();
    About::peering(
        "huaweicloud",
        id,
        Role::Requester,
        HuaweiCloudCsPeering::NAME,
    )
}

/// The request ends, and its traffic with it.
async fn ends(cx: &mut Cx<'_>, prior: &State, end: traffic::End) {
    let about = about(prior);
    let run = &cx.provider.run;
    run.plans_destroy(&about.subject, about.role, Undo::Delete);
    let place = Place::of(prior);
    let look = async |cx: &Cx<'_>| status(cx, &place, reach(prior)).await;
    let status = about.status(cx, standing(prior), look).await;
    traffic::request(cx, &about, end, &status, "Its routes go.");
}

fn standing(state: &State) -> Standing {
    PEERINGS.state(state.status.text().unwrap_or_default())
}

/// Nobody answers a cluster's request within its own create: then `active_id == null` can be asked about
/// at plan.
fn plan_create(
    account: &Found<'_, Account>,
    config: &State,
    planned: &mut State,
) -> Result<(), Diagnostic> {
    let region = &mut planned.region;
    place_of_create(account, reach(config), region)?;
    if !planned.wait_for_answer.is_true() && !planned.wait_for_answer.is_unknown() {
        planned.active_id = Field::Null;
    }
    Ok(())
}

async fn plan_update(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account>,
    prior: &State,
    plan: &mut Plan<State>,
) -> Result<(), Diagnostic> {
    let replaces = plan.replaces();
    let planned = &mut plan.planned;
    let id = prior.peering_id.text().unwrap_or_default();
    if replaces {
        ends(cx, prior, traffic::End::Replace).await;
    } else {
        let about = about(prior);
        let run = &cx.provider.run;
        run.plans_to_stay(&about.subject, about.role, Undo::Delete);
    }
    match standing(prior) {
        // When it is not known yet whether to wait, the apply may still find that it should.
        Standing::Pending
            if planned.wait_for_answer.is_true() || planned.wait_for_answer.is_unknown() =>
        {
            planned.status = Field::Unknown;
            planned.answer = Field::Unknown;
            if planned.active_id.is_null() {
                planned.active_id = Field::Unknown;
            }
        }
        Standing::Rejected | Standing::Expired if planned.replace_refused.is_unknown() => {
            return Err(unknown_replacement(id));
        }
        Standing::Rejected | Standing::Expired if planned.replace_refused.is_true() => {
            planned.status = Field::Unknown;
            plan.replace.push(Path::to("status"));
        }
        _ if replaces => {}
        standing => cx
            .diagnostics
            .extend(closed::<HuaweiCloud>(id, &standing, &Times::default())),
    }
    let moves = reach(prior).name() != reach(&plan.planned).name();
    if moves && matches!(account, Found::Account(_)) {
        let seen = look(cx, &plan.planned, AT_PLAN, "the change of account").await;
        let (place, reach) = (Place::of(prior), reach(&plan.planned));
        if let Err(warning) = seen.and_then(|(_, seen)| same_object(&place, reach, &seen)) {
            cx.warn(warning);
        }
    }
    Ok(())
}

/// Waits for the other side, see [`outcome`].
async fn watch(
    cx: &Cx<'_>,
    port: &Handle<OfCluster>,
    peering: Peering,
) -> (Peering, Result<(), Diagnostic>) {
    let first = peering.clone();
    let answered = answered(port, &cx.operation, peering).await;
    outcome::<HuaweiCloud>(first, answered)
}
