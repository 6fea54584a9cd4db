//! `vpcconnect_huaweicloud_peering`: the requester's side.

use std::time::Duration;

use super::cloud::{HuaweiCloud, Reach};
use super::destroy::{delete_peering, to_destroy};
use super::peering_plan;
use super::request::{modify, request, wait};
use super::shown::Shown;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::peering::{Draft, End, Peering, Peerings, Status};
use crate::connection::observe::Ask;
use crate::connection::run_log::Undo;
use crate::connection::status::Status as Standing;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::framework::timeouts::{self, Defaults};
use crate::framework::value::Value;
use crate::http::error::{Failure, Kind};
use crate::model;
use crate::resource::attributes;
use crate::resource::below::Cx;
use crate::resource::below::Seen;
use crate::resource::existing::Caller;
use crate::resource::failure::{WAITS_AGAIN, error};
use crate::resource::import_id::{Form, import};
use crate::resource::messages;
use crate::resource::provider_config::Configured;
use crate::resource::run::About;
use crate::resource::side::Side;

model! {
    /// The attributes.
    pub struct State {
        /// `account`
        account: String,
        /// `region`
        region: String,
        /// `name`
        name: String,
        /// `description`
        description: String,
        /// `requester_vpc_id`
        requester_vpc_id: String,
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
        /// `status`
        status: String,
        /// `answer`
        answer: String,
        /// `active_id`
        active_id: String,
        /// `requester_project_id`
        requester_project_id: String,
        /// `created_at`
        created_at: String,
        /// `updated_at`
        updated_at: String,
    }
}

/// How long writes and reads of VPC peerings may take by default.
pub(super) const TIMEOUTS: Defaults = Defaults {
    write: Duration::from_secs(600),
    read: Duration::from_secs(120),
};

/// Whom the resource speaks for.
const SIDE: Side = Side::Requester;

/// The resource.
pub struct HuaweiCloudPeering;

impl Resource for HuaweiCloudPeering {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = "vpcconnect_huaweicloud_peering";
    const TIMEOUTS: Defaults = TIMEOUTS;

    fn schema() -> Schema {
        Schema::new(
            "Requests a VPC peering connection on Huawei Cloud. Within one project it is active at \
             once; across projects it waits for the other side's answer, which its owner gives with \
             `vpcconnect_huaweicloud_peering_accepter`.",
            vec![
                Attribute::string("name", "The name, shown to both sides.")
                    .required()
                    .rule(Rule::Length(1, 64)),
                Attribute::string("description", "A description, shown to both sides.")
                    .rule(Rule::Length(0, 255))
                    .rule(Rule::Without(&['<', '>'])),
                Attribute::string("requester_vpc_id", "The VPC that asks.")
                    .required()
                    .replaces(),
                Attribute::string(
                    "accepter_vpc_id",
                    "The VPC that is asked, in the same region.",
                )
                .required()
                .replaces(),
                Attribute::string(
                    "accepter_project_id",
                    "The project of the VPC that is asked. Needed when it is not the requester's \
                     own. It is the id of a project, not of an account or domain.",
                )
                .or_computed()
                .replaces(),
                attributes::wait_for_answer(),
                attributes::replace_refused(),
                attributes::account(),
                attributes::region(),
                timeouts::attribute(),
                Attribute::string("id", "The id of the peering, the same for both sides.")
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
                     `id`. With both sides in one configuration, routes refer to the accepter's.",
                )
                .computed(),
                Attribute::string("requester_project_id", "The project that asks.").computed(),
                attributes::created_at(),
                attributes::updated_at(),
            ],
        )
    }

    async fn plan(cx: &mut Cx<'_>, plan: &mut Plan<State>) -> Result<(), Diagnostic> {
        let account = reach(&plan.planned).at_plan(cx)?;
        match plan.prior.take() {
            None => {
                let (config, planned) = (&plan.config, &mut plan.planned);
                peering_plan::create(cx, &account, config, planned, plan.creates).await
            }
            Some(prior) => {
                let planned = peering_plan::update(cx, &account, &prior, plan).await;
                plan.prior = Some(prior);
                planned
            }
        }
    }

    async fn plan_destroy(cx: &mut Cx<'_>, prior: &State) {
        peering_plan::destroy(cx, prior).await;
    }

    async fn create(cx: &mut Cx<'_>, planned: State) -> Result<State, Failed<State>> {
        let reach = reach(&planned);
        let session = reach.session(cx, "the create").await?;
        let draft = Draft {
            name: planned.name.text().unwrap_or_default().to_owned(),
            description: planned.description.text().map(str::to_owned),
            requester_vpc: planned.requester_vpc_id.text().unwrap_or_default().into(),
            accepter: End {
                vpc: planned.accepter_vpc_id.text().unwrap_or_default().into(),
                project: planned.accepter_project_id.text().map(Into::into),
            },
        };
        let peerings = Peerings(&session);
        let caller = Caller {
            account: reach.name(),
            region: reach.elsewhere(cx),
        };
        let mut peering = request(cx, peerings, &draft, caller).await?;
        cx.provider.run.asked(&about(peering.id.as_str()).subject);
        // From here on the request exists: whatever follows is a warning, or Terraform would taint
        // it and the next apply cut a live connection.
        if planned.wait_for_answer.is_true() {
            let (seen, waited) = wait(cx, &session, peering).await;
            peering = seen;
            if let Err(why) = waited {
                cx.warn(why.with(WAITS_AGAIN));
            }
        }
        cx.diagnostics
            .extend(messages::seen::<HuaweiCloud>(&peering));
        let mut state = planned;
        state.show(&session, &peering);
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, state: State) -> Result<Option<State>, Diagnostic> {
        let id = state.id.text().unwrap_or_default();
        let tenant = state.requester_project_id.as_deref();
        match SIDE.read(cx, reach(&state), id, tenant, &about(id)).await? {
            Seen::AsItWas => Ok(Some(state)),
            Seen::Gone => Ok(None),
            Seen::There {
                session,
                object: peering,
                ..
            } => {
                let mut state = state;
                state.show(&session, &peering);
                Ok(Some(state))
            }
        }
    }

    async fn update(cx: &mut Cx<'_>, prior: State, planned: State) -> Result<State, Failed<State>> {
        let id = prior.id.text().unwrap_or_default().to_owned();
        let name = changed(&prior.name, &planned.name);
        let description = changed(&prior.description, &planned.description);
        let moved = moved(&prior, &planned);
        let waits = planned.status.is_unknown();
        let mut state = planned;
        if name.is_none() && description.is_none() && !moved && !waits {
            // Only settings that live in the configuration.
            return Ok(state);
        }
        let session = reach(&state).session(cx, "the update").await?;
        if moved {
            SIDE.same_object(cx, reach(&state), &id, Ask::Now).await?;
        }
        let (own, tenant) = (
            session.project.as_str(),
            prior.requester_project_id.as_deref(),
        );
        SIDE.check_state(reach(&state), own, tenant, &id)?;
        let peerings = Peerings(&session);
        let failed = |failure: &Failure| {
            if failure.is(Kind::NotFound) {
                return Diagnostic::error(
                    format!("Peering {id} is gone"),
                    "Somebody deleted it. Plan again: a new one will be asked for.",
                );
            }
            error(format!("Peering {id} was not updated"), failure)
        };
        if name.is_some() || description.is_some() {
            let (name, description) = (name.as_deref(), description.as_deref());
            let updated = modify(
                peerings,
                &cx.operation,
                &id.as_str().into(),
                name,
                description,
            )
            .await
            .map_err(|failure| failed(&failure))?;
            state.show(&session, &updated);
        }
        if waits {
            let seen = peerings
                .read(&cx.operation, &id.as_str().into(), Ask::Now)
                .await;
            let seen = seen.map_err(|failure| failed(&failure)).and_then(|seen| {
                seen.there().ok_or_else(|| {
                    Diagnostic::error(format!("Peering {id} is gone"), "Somebody deleted it.")
                })
            });
            let peering = match seen {
                Ok(peering) => peering,
                Err(error) => return Err(partly(prior, state, error)),
            };
            let (peering, waited) = wait(cx, &session, peering).await;
            let refused = messages::seen::<HuaweiCloud>(&peering);
            state.show(&session, &peering);
            if let Err(error) = waited {
                return Err(partly(prior, state, error));
            }
            // Nobody who waits for "yes" may go on after a "no".
            if let Some(refused) = refused {
                return Err(partly(prior, state, refused.into_error()));
            }
        }
        Ok(state)
    }

    async fn delete(cx: &mut Cx<'_>, prior: State) -> Result<(), Diagnostic> {
        let id = prior.id.text().unwrap_or_default();
        let Some(_turn) = about(id).destroys(cx, Undo::Delete).await? else {
            return Ok(());
        };
        let session = to_destroy(cx, reach(&prior)).await?;
        let tenant = prior.requester_project_id.as_deref();
        delete_peering(cx, &session, id, tenant, reach(&prior)).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<State, Diagnostic> {
        let id = import(&cx.provider.huaweicloud, cx, Form::ONE, id)?;
        Ok(State {
            account: id.account_field(),
            region: id.region.into(),
            id: id.id.into(),
            ..State::default()
        })
    }
}

impl State {
    /// Takes over what the cloud shows.
    fn show(&mut self, session: &Session, peering: &Peering) {
        Shown {
            region: &mut self.region,
            id: &mut self.id,
            name: &mut self.name,
            description: &mut self.description,
            requester_vpc_id: &mut self.requester_vpc_id,
            accepter_vpc_id: &mut self.accepter_vpc_id,
            status: &mut self.status,
            answer: &mut self.answer,
            active_id: &mut self.active_id,
            created_at: &mut self.created_at,
            updated_at: &mut self.updated_at,
        }
        .take(session, peering);
        // What the answer leaves out stays as it was: a guess here would plan a replacement.
        match &peering.requester.project {
            Some(project) => self.requester_project_id = project.as_str().into(),
            None if self.requester_project_id.text().is_some() => {}
            None => self.requester_project_id = session.project.as_str().into(),
        }
        match &peering.accepter.project {
            Some(project) => self.accepter_project_id = project.as_str().into(),
            None if self.accepter_project_id.text().is_some() => {}
            None => self.accepter_project_id = self.requester_project_id.clone(),
        }
    }
}

/// The peering, as this resource is about it.
pub(super) fn about(id: &str) -> About {
    About::peering("huaweicloud", id, SIDE.role(), HuaweiCloudPeering::NAME)
}

pub(super) fn reach(state: &State) -> Reach<'_> {
    Reach {
        service: Service::Vpc,
        account: state.account.as_deref(),
        region: state.region.as_deref(),
    }
}

pub(super) fn standing(state: &State) -> Standing {
    Status::standing_of(state.status.text().unwrap_or_default())
}

/// The new text of a field that changed; `""` when it was taken away.
pub(super) fn changed(prior: &Field<String>, planned: &Field<String>) -> Option<String> {
    if planned.is_unknown() || prior.text() == planned.text() {
        return None;
    }
    Some(planned.text().unwrap_or_default().to_owned())
}

pub(super) fn moved(prior: &State, planned: &State) -> bool {
    reach(prior).name() != reach(planned).name()
}

/// An update that got half-way: what it changed is stored.
fn partly(prior: State, state: State, error: Diagnostic) -> Failed<State> {
    let known = |field: Field<String>, before: Field<String>| match field {
        Field::Unknown => before,
        known => known,
    };
    Failed {
        state: Some(State {
            status: known(state.status, prior.status),
            answer: known(state.answer, prior.answer),
            active_id: known(state.active_id, prior.active_id),
            updated_at: known(state.updated_at, prior.updated_at),
            ..state
        }),
        error,
    }
}
