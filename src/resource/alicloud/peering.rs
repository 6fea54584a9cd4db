//! `vpcconnect_alicloud_peering`: the requester's side.

use std::collections::BTreeMap;
use std::time::Duration;

use super::cloud::{AliCloud, Reach};
use super::destroy::{delete, to_destroy};
use super::request::{request, unsettled, wait};
use super::shown::{Shown, id as show_id, imported, text as show_text};
use super::update::{carry_out, changes, changes_own, limit, own, there};
use super::{peering_plan, peering_schema, preflight};
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::ids::AccountId;
use crate::cloud::alicloud::peering::{Changes, Draft, End, Peering, Peerings, Routes, Status};
use crate::connection::observe::Ask;
use crate::connection::run_log::Undo;
use crate::connection::status::Status as Standing;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::{Number, Value};
use crate::model;
use crate::resource::below::Cx;
use crate::resource::below::{Origin, Seen};
use crate::resource::existing::Caller;
use crate::resource::failure::{WAITS_AGAIN, error, not_requested};
use crate::resource::import_id::{Form, import};
use crate::resource::messages;
use crate::resource::provider_config::Configured;
use crate::resource::run::About;
use crate::resource::side::Side;

pub use super::peering_schema::account_number;

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
        /// `accepter_region`
        accepter_region: String,
        /// `accepter_account_id`
        accepter_account_id: String,
        /// `bandwidth`
        bandwidth: Number,
        /// `link_type`
        link_type: String,
        /// `resource_group_id`
        resource_group_id: String,
        /// `tags`
        tags: BTreeMap<String, Field<String>>,
        /// `force_delete`
        force_delete: bool,
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
        /// `business_status`
        business_status: String,
        /// `answer`
        answer: String,
        /// `active_id`
        active_id: String,
        /// `requester_account_id`
        requester_account_id: String,
        /// `expires_at`
        expires_at: String,
        /// `created_at`
        created_at: String,
        /// `updated_at`
        updated_at: String,
    }
}

/// How long writes and reads of VPC peerings may take by default.
pub(super) const TIMEOUTS: Defaults = Defaults {
    write: Duration::from_secs(300),
    read: Duration::from_secs(120),
};

/// Whom the resource speaks for.
const SIDE: Side = Side::Requester;

/// The resource.
pub struct AliCloudPeering;

impl Resource for AliCloudPeering {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = "vpcconnect_alicloud_peering";
    const TIMEOUTS: Defaults = TIMEOUTS;

    fn schema() -> Schema {
        peering_schema::schema()
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
        let id = prior.id.text().unwrap_or_default();
        preflight::delete(cx, reach(prior), id, routes(&prior.force_delete)).await;
    }

    async fn create(cx: &mut Cx<'_>, planned: State) -> Result<State, Failed<State>> {
        let here = reach(&planned);
        let session = here.session(cx, "the create").await?;
        let accepter = match planned.accepter_account_id.text() {
            Some(account) => AccountId::from(account),
            None => here.own_id(cx, &session).await?,
        };
        let draft = draft(&planned, session.region(), &accepter);
        let peerings = Peerings(&session);
        // The cloud makes one at a time on a VPC.
        let vpcs = [draft.requester.vpc.as_str(), draft.accepter.vpc.as_str()];
        let turn = session.queues().enter(&cx.operation, &vpcs).await;
        let turn = turn.map_err(|ended| not_requested(&ended.into()))?;
        let caller = Caller {
            account: here.name(),
            region: here.elsewhere(cx),
        };
        let id = request(cx, peerings, &draft, caller).await?;
        cx.provider.run.asked(&about(id.as_str()).subject);
        // From here on the request exists: whatever follows is a warning, or Terraform would taint
        // it and the next apply cut a live connection.
        let (mut seen, waited) = peerings.settled(&cx.operation, &id, None).await;
        drop(turn);
        let last = match &waited {
            Ok(()) => Status::Deleted,
            Err(_) => Status::Creating,
        };
        if seen.is_none() || waited.is_err() {
            cx.warn(unsettled(&id, waited.err().as_ref()));
        } else if let Some(peering) = seen.take() {
            seen = Some(if planned.wait_for_answer.is_true() {
                let (peering, waited) = wait(cx, &session, peering).await;
                if let Err(why) = waited {
                    cx.warn(why.with(WAITS_AGAIN));
                }
                peering
            } else {
                peering
            });
        }
        let mut state = planned;
        state.accepter_account_id = accepter.as_str().into();
        match &seen {
            Some(peering) => {
                cx.diagnostics.extend(messages::seen::<AliCloud>(peering));
                state.show(peering);
            }
            None => {
                state.id = id.as_str().into();
                state.status = last.as_str().into();
                state.answer = last.standing().answer().as_str().into();
            }
        }
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, state: State) -> Result<Option<State>, Diagnostic> {
        let id = state.id.text().unwrap_or_default();
        let tenant = state.requester_account_id.as_deref();
        match SIDE.read(cx, reach(&state), id, tenant, &about(id)).await? {
            Seen::AsItWas => Ok(Some(state)),
            Seen::Gone => Ok(None),
            Seen::There {
                object: peering,
                origin,
                ..
            } => {
                let mut state = state;
                state.show(&peering);
                if origin == Origin::Import {
                    state.tags = imported(&peering.own.tags);
                }
                Ok(Some(state))
            }
        }
    }

    async fn update(cx: &mut Cx<'_>, prior: State, planned: State) -> Result<State, Failed<State>> {
        let id = prior.id.text().unwrap_or_default().to_owned();
        let moved = moved(&prior, &planned);
        let waits = planned.status.is_unknown();
        let writes =
            changes(&prior, &planned) != Changes::default() || changes_own(&prior, &planned);
        if !writes && !moved && !waits {
            // Only settings that live in the configuration.
            return Ok(planned);
        }
        let session = reach(&planned).session(cx, "the update").await?;
        if moved {
            SIDE.same_object(cx, reach(&planned), &id, Ask::Now).await?;
        }
        if let Ok(own) = session.own_id(&cx.operation).await {
            let tenant = prior.requester_account_id.as_deref();
            SIDE.check_state(reach(&planned), own.as_str(), tenant, &id)?;
        }
        if writes {
            let mut done = prior.clone();
            if let Err(error) = carry_out(cx, &session, &prior, &planned, &mut done).await {
                let state = Some(done);
                return Err(Failed { state, error });
            }
        }
        let mut state = planned;
        let seen = Peerings(&session)
            .read(&cx.operation, &id.as_str().into(), Ask::Now)
            .await;
        let seen = seen.and_then(there);
        let mut peering = match seen {
            Ok(peering) => peering,
            Err(failure) => {
                let told = error(format!("Peering {id} cannot be read"), &failure);
                return Err(partly(prior, state, told));
            }
        };
        if waits {
            let wanted = state.wait_for_answer.is_true() || peering.status.is_moving();
            if wanted {
                let (seen, waited) = if state.wait_for_answer.is_true() {
                    wait(cx, &session, peering).await
                } else {
                    let id = peering.id.clone();
                    let first = Some(peering.clone());
                    let peerings = Peerings(&session);
                    let (seen, waited) = peerings.settled(&cx.operation, &id, first).await;
                    let waited =
                        waited.map_err(|failure| unsettled(&id, Some(&failure)).into_error());
                    (seen.unwrap_or(peering), waited)
                };
                peering = seen;
                if let Err(error) = waited {
                    state.show(&peering);
                    return Err(partly(prior, state, error));
                }
            }
            // Nobody who waits for "yes" may go on after a "no".
            if let Some(refused) = messages::seen::<AliCloud>(&peering) {
                state.show(&peering);
                return Err(partly(prior, state, refused.into_error()));
            }
        }
        state.show(&peering);
        Ok(state)
    }

    async fn delete(cx: &mut Cx<'_>, prior: State) -> Result<(), Diagnostic> {
        let id = prior.id.text().unwrap_or_default();
        let Some(_turn) = about(id).destroys(cx, Undo::Delete).await? else {
            return Ok(());
        };
        let session = to_destroy(cx, reach(&prior)).await?;
        let tenant = prior.requester_account_id.as_deref();
        let routes = routes(&prior.force_delete);
        delete(cx, &session, id, tenant, reach(&prior), routes).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<State, Diagnostic> {
        let id = import(&cx.provider.alicloud, cx, Form::ONE, id)?;
        Ok(State {
            account: id.account_field(),
            region: id.region.into(),
            id: id.id.into(),
            ..State::default()
        })
    }
}

impl State {
    /// Whether a part of it comes with the apply.
    pub(super) fn has_unknowns(&self) -> bool {
        use crate::framework::model::Datum;
        !self.clone().into_value().is_wholly_known()
    }

    /// Takes over what the cloud shows.
    pub(super) fn show(&mut self, peering: &Peering) {
        Shown {
            id: &mut self.id,
            name: &mut self.name,
            description: &mut self.description,
            requester_vpc_id: &mut self.requester_vpc_id,
            accepter_vpc_id: &mut self.accepter_vpc_id,
            accepter_region: &mut self.accepter_region,
            accepter_account_id: &mut self.accepter_account_id,
            bandwidth: &mut self.bandwidth,
            resource_group_id: &mut self.resource_group_id,
            tags: &mut self.tags,
            status: &mut self.status,
            answer: &mut self.answer,
            active_id: &mut self.active_id,
            expires_at: &mut self.expires_at,
            created_at: &mut self.created_at,
            updated_at: &mut self.updated_at,
        }
        .take(peering);
        show_id(&mut self.region, peering.requester.region.as_str());
        show_text(&mut self.link_type, peering.link_type.as_deref());
        show_text(
            &mut self.business_status,
            peering.business_status.as_deref(),
        );
        let requester = peering.requester.account.as_ref();
        show_id(
            &mut self.requester_account_id,
            requester.map_or("", AccountId::as_str),
        );
    }
}

/// The request that a plan asks for.
pub(super) fn draft(planned: &State, region: &str, accepter: &AccountId) -> Draft {
    let text = |field: &Field<String>| field.text().map(str::to_owned);
    let id = |field: &Field<String>| field.text().unwrap_or_default().to_owned();
    Draft {
        name: text(&planned.name),
        description: text(&planned.description),
        requester: End {
            vpc: id(&planned.requester_vpc_id).into(),
            region: region.into(),
            account: None,
        },
        accepter: End {
            vpc: id(&planned.accepter_vpc_id).into(),
            region: id(&planned.accepter_region).into(),
            account: Some(accepter.clone()),
        },
        bandwidth: limit(&planned.bandwidth),
        link_type: text(&planned.link_type),
        own: own(planned),
    }
}

/// The peering, as this resource is about it.
pub(super) fn about(id: &str) -> About {
    About::peering("alicloud", id, SIDE.role(), AliCloudPeering::NAME)
}

pub(super) fn reach(state: &State) -> Reach<'_> {
    Reach {
        service: Service::VpcPeer,
        account: state.account.as_deref(),
        region: state.region.as_deref(),
    }
}

pub(super) fn standing(state: &State) -> Standing {
    Status::standing_of(state.status.text().unwrap_or_default())
}

pub(super) fn moved(prior: &State, planned: &State) -> bool {
    reach(prior).name() != reach(planned).name()
}

/// What `force_delete` means, as last applied.
pub(super) fn routes(force_delete: &Field<bool>) -> Routes {
    if force_delete.is_true() {
        Routes::Delete
    } else {
        Routes::Keep
    }
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
            expires_at: known(state.expires_at, prior.expires_at),
            ..state
        }),
        error,
    }
}
