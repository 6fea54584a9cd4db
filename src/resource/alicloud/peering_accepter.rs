//! `vpcconnect_alicloud_peering_accepter`: the accepter's side.

use std::collections::BTreeMap;

use super::accepter_own::{align, own};
use super::cloud::Reach;
use super::destroy::{delete, to_destroy};
use super::guard::{self, Requester};
use super::peering::{TIMEOUTS, routes};
use super::shown::{Shown, Times, id as show_id, imported, plain};
use super::{accepter_plan, accepter_schema, warn};
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::ids::{AccountId, PeeringId};
use crate::cloud::alicloud::peering::{Peering, Peerings, Status};
use crate::cloud::alicloud::port::ToDecide;
use crate::connection::decide::{Decided, End, decide};
use crate::connection::observe::Ask;
use crate::connection::run_log::Undo;
use crate::connection::status::{Decision, Status as Standing};
use crate::connection::step::Sent;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::{Number, Value};
use crate::http::error::Failure;
use crate::model;
use crate::resource::attributes::decided;
use crate::resource::below::Cx;
use crate::resource::below::{Origin, Seen};
use crate::resource::failure::error;
use crate::resource::import_id::{Form, import};
use crate::resource::provider_config::Configured;
use crate::resource::run::About;
use crate::resource::side::Side;
use crate::resource::traffic;

model! {
    /// The attributes.
    pub struct State {
        /// `account`
        account: String,
        /// `region`
        region: String,
        /// `peering_id`
        peering_id: String,
        /// `decision`
        decision: Decision,
        /// `on_destroy`
        on_destroy: String,
        /// `force_delete`
        force_delete: bool,
        /// `resource_group_id`
        resource_group_id: String,
        /// `tags`
        tags: BTreeMap<String, Field<String>>,
        /// `requester_account_id`
        requester_account_id: String,
        /// `requester_vpc_id`
        requester_vpc_id: String,
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
        /// `name`
        name: String,
        /// `description`
        description: String,
        /// `requester_region`
        requester_region: String,
        /// `accepter_vpc_id`
        accepter_vpc_id: String,
        /// `accepter_region`
        accepter_region: String,
        /// `accepter_account_id`
        accepter_account_id: String,
        /// `bandwidth`
        bandwidth: Number,
        /// `expires_at`
        expires_at: String,
        /// `created_at`
        created_at: String,
        /// `updated_at`
        updated_at: String,
    }
}

/// Whom the resource speaks for.
const SIDE: Side = Side::Accepter;

/// The resource.
pub struct AliCloudPeeringAccepter;

impl Resource for AliCloudPeeringAccepter {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = "vpcconnect_alicloud_peering_accepter";
    const TIMEOUTS: Defaults = TIMEOUTS;

    fn schema() -> Schema {
        accepter_schema::schema()
    }

    async fn plan(cx: &mut Cx<'_>, plan: &mut Plan<State>) -> Result<(), Diagnostic> {
        let account = reach(&plan.planned).at_plan(cx)?;
        match &plan.prior {
            None => {
                let (config, planned) = (&plan.config, &mut plan.planned);
                accepter_plan::create(cx, &account, config, planned, plan.creates).await
            }
            Some(_) => accepter_plan::update(cx, &account, plan).await,
        }
    }

    async fn plan_destroy(cx: &mut Cx<'_>, prior: &State) {
        accepter_plan::destroy(cx, prior, traffic::End::Destroy).await;
        accepter_plan::try_delete(cx, prior).await;
    }

    async fn create(cx: &mut Cx<'_>, planned: State) -> Result<State, Failed<State>> {
        let id = PeeringId::from(planned.peering_id.text().unwrap_or_default());
        let (desired, about) = (decided(&planned.decision)?, about(id.as_str()));
        let _turn = about.turn(cx).await?;
        let (session, seen) = look(cx, &planned, &id).await?;
        let wish = Wish {
            desired,
            before: Sent::Nothing,
        };
        let Decided { object, end } = carry_out(cx, &session, &id, seen, &planned, wish).await?;
        if !matches!(end, End::Refused(_) | End::Failed(_)) {
            about.wants(cx, desired);
            about.keep_whether_asked(cx);
        }
        let mut state = planned;
        let times = object.as_ref().map(Times::of).unwrap_or_default();
        match end {
            End::Refused(reason) => {
                return Err(warn::refused(id.as_str(), desired, &reason, None, &times).into());
            }
            End::Failed(failure) => return Err(not_decided(&id, desired, &failure).into()),
            // The cloud has taken it, or may have: an error would taint what may be a live connection.
            End::Done | End::Overtaken(_) | End::Unsettled(_) | End::Unclear(_) => {}
        }
        let before = BTreeMap::new();
        if let (End::Done, Some(peering)) = (&end, &object)
            && let Err(why) = align(cx, peering, &before, &state).await
        {
            cx.warn(why.with("The next apply does what is missing."));
            state.tags = imported(&peering.own.tags);
        }
        match object {
            Some(peering) => state.show(&peering),
            None => state.id = id.as_str().into(),
        }
        match end {
            End::Overtaken(reason) => {
                cx.warn(warn::refused(id.as_str(), desired, &reason, None, &times));
            }
            End::Unsettled(_) | End::Unclear(_) => cx.warn(
                unsettled(&id, desired, &state, &end)
                    .with("It is in the state, and the next apply finishes it."),
            ),
            End::Done | End::Refused(_) | End::Failed(_) => {}
        }
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, state: State) -> Result<Option<State>, Diagnostic> {
        let id = state.id.text().unwrap_or_default();
        let tenant = &state.accepter_account_id;
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
                    let decision = peering.status.standing().decision();
                    state.decision = decision.into();
                    state.tags = imported(&peering.own.tags);
                }
                Ok(Some(state))
            }
        }
    }

    async fn update(cx: &mut Cx<'_>, prior: State, planned: State) -> Result<State, Failed<State>> {
        let id = PeeringId::from(prior.peering_id.text().unwrap_or_default());
        let (desired, about) = (decided(&planned.decision)?, about(id.as_str()));
        about.wants(cx, desired);
        let moved = reach(&prior).name() != reach(&planned).name();
        let guarded = guard::changed(&prior, &planned);
        let decides = planned.status.is_unknown();
        let aligns = accepter_plan::changes_own(&prior, &planned);
        if !decides && !moved && !guarded && !aligns {
            // Only settings that live in the configuration.
            return Ok(planned);
        }
        let _turn = about.turn(cx).await?;
        if moved {
            SIDE.same_object(cx, reach(&planned), id.as_str(), Ask::Now)
                .await?;
        }
        let (session, seen) = look(cx, &planned, &id).await?;
        let mut state = planned;
        let peering = if decides {
            // What was applied before may still be on its way.
            let stored = prior.decision.known().copied();
            let before = stored.map_or(Sent::Nothing, Sent::Decision);
            let wish = Wish { desired, before };
            let Decided { object, end } = carry_out(cx, &session, &id, seen, &state, wish).await?;
            let times = object.as_ref().map(Times::of).unwrap_or_default();
            match end {
                End::Done => {}
                End::Refused(reason) | End::Overtaken(reason) => {
                    return Err(warn::refused(id.as_str(), desired, &reason, stored, &times).into());
                }
                End::Failed(failure) => return Err(not_decided(&id, desired, &failure).into()),
                End::Unsettled(_) | End::Unclear(_) => {
                    if let Some(peering) = &object {
                        state.show(peering);
                    }
                    let error = unsettled(&id, desired, &state, &end);
                    let state = Some(state);
                    return Err(Failed { state, error });
                }
            }
            object
        } else {
            if let Some(peering) = &seen {
                guard::check(&state, id.as_str(), Requester::of(peering))?;
            }
            seen
        };
        let Some(peering) = peering else {
            return Ok(state);
        };
        let aligned = align(cx, &peering, &plain(&prior.tags), &state).await;
        state.show(&peering);
        match aligned {
            Ok(()) => Ok(state),
            Err(error) => {
                state.tags = prior.tags;
                state.resource_group_id = prior.resource_group_id;
                let state = Some(state);
                Err(Failed { state, error })
            }
        }
    }

    async fn delete(cx: &mut Cx<'_>, prior: State) -> Result<(), Diagnostic> {
        if !deletes(&prior) {
            return Ok(());
        }
        let id = prior.peering_id.text().unwrap_or_default();
        let Some(_turn) = about(id).destroys(cx, Undo::Delete).await? else {
            return Ok(());
        };
        let session = to_destroy(cx, reach(&prior)).await?;
        let tenant = &prior.accepter_account_id;
        let routes = routes(&prior.force_delete);
        delete(cx, &session, id, tenant, reach(&prior), routes).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<State, Diagnostic> {
        let id = import(&cx.provider.alicloud, cx, Form::ONE, id)?;
        Ok(State {
            account: id.account_field(),
            region: id.region.into(),
            peering_id: id.id.as_str().into(),
            id: id.id.into(),
            ..State::default()
        })
    }
}

impl State {
    /// Takes over what the cloud shows.
    fn show(&mut self, peering: &Peering) {
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
        show_id(&mut self.region, peering.accepter.region.as_str());
        show_id(
            &mut self.requester_region,
            peering.requester.region.as_str(),
        );
        // Who asks is never guessed: a later guard would take the guess for what the user wrote.
        let requester = peering.requester.account.as_ref();
        show_id(
            &mut self.requester_account_id,
            requester.map_or("", AccountId::as_str),
        );
    }
}

/// The peering, as this resource is about it.
pub(super) fn about(id: &str) -> About {
    About::peering("alicloud", id, SIDE.role(), AliCloudPeeringAccepter::NAME)
}

pub(super) fn reach(state: &State) -> Reach<'_> {
    Reach {
        service: Service::VpcPeer,
        account: &state.account,
        region: &state.region,
    }
}

/// Without a status nothing says that the decision is settled: the next apply looks.
pub(super) fn standing(state: &State) -> Standing {
    let status = state.status.text();
    status.map_or(Standing::Pending, Status::standing_of)
}

/// Whether a destroy deletes: as last applied, and never what was imported and not yet decided.
pub(super) fn deletes(prior: &State) -> bool {
    prior.on_destroy.text() == Some("delete") && prior.decision.known().is_some()
}

/// What is to be decided, and what an earlier apply may have sent.
#[derive(Clone, Copy)]
struct Wish {
    desired: Decision,
    before: Sent,
}

/// What a destroy does.
pub(super) fn undo(prior: &State) -> Undo {
    if deletes(prior) {
        Undo::Delete
    } else {
        Undo::Nothing
    }
}

/// The first look: the session and what is there.
async fn look(
    cx: &Cx<'_>,
    planned: &State,
    id: &PeeringId,
) -> Result<(Session, Option<Peering>), Diagnostic> {
    let session = reach(planned).session(cx, "the decision").await?;
    let seen = Peerings(&session).read(&cx.operation, id, Ask::Now).await;
    let seen = seen.map_err(|failure| error(format!("Peering {id} cannot be read"), &failure))?;
    let seen = seen.there();
    if let Some(peering) = &seen {
        SIDE.check(cx, reach(planned), &session, peering).await?;
    }
    Ok((session, seen))
}

async fn carry_out(
    cx: &Cx<'_>,
    session: &Session,
    id: &PeeringId,
    seen: Option<Peering>,
    planned: &State,
    wish: Wish,
) -> Result<Decided<Peering>, Diagnostic> {
    if let Some(peering) = &seen {
        guard::check(planned, id.as_str(), Requester::of(peering))?;
    }
    let own = own(planned);
    let port = ToDecide::new(session, id, &own);
    let Wish { desired, before } = wish;
    let turn = session.queues().enter(&cx.operation, &[id.as_str()]).await;
    let _turn = turn.map_err(|ended| not_decided(id, desired, &ended.into()))?;
    Ok(decide(&port, &cx.operation, seen, desired, before).await)
}

fn not_decided(id: &PeeringId, desired: Decision, failure: &Failure) -> Diagnostic {
    let done = match desired {
        Decision::Accept => "accepted",
        Decision::Reject => "rejected",
    };
    error(format!("Peering {id} was not {done}"), failure)
}

fn unsettled(id: &PeeringId, desired: Decision, state: &State, end: &End) -> Diagnostic {
    let status = state.status.text().unwrap_or("unknown");
    let why = match end {
        End::Unsettled(ended) => {
            format!("The cloud took the decision; waiting for it to settle ended: {ended}.")
        }
        End::Unclear(failure) => {
            format!("The decision was sent, and what came of it is not known. {failure}")
        }
        End::Done | End::Refused(_) | End::Overtaken(_) | End::Failed(_) => String::new(),
    };
    Diagnostic::error(
        format!("The decision to {desired} peering {id} has not settled"),
        format!("{why} The status last seen is {status}."),
    )
}
