//! `vpcconnect_huaweicloud_peering_accepter`: the accepter's side.

use super::cloud::Reach;
use super::destroy::{delete_peering, to_destroy};
use super::guard::{self, Requester};
use super::peering::TIMEOUTS;
use super::shown::Shown;
use super::warn;
use super::{accepter_plan, accepter_schema};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::ids::PeeringId;
use crate::cloud::huaweicloud::peering::{Peering, Peerings, Status};
use crate::cloud::huaweicloud::port::ToDecide;
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
use crate::framework::value::Value;
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
        /// `requester_project_id`
        requester_project_id: String,
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
        /// `accepter_vpc_id`
        accepter_vpc_id: String,
        /// `accepter_project_id`
        accepter_project_id: String,
        /// `created_at`
        created_at: String,
        /// `updated_at`
        updated_at: String,
    }
}

/// Whom the resource speaks for.
const SIDE: Side = Side::Accepter;

/// The resource.
pub struct HuaweiCloudPeeringAccepter;

impl Resource for HuaweiCloudPeeringAccepter {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = "vpcconnect_huaweicloud_peering_accepter";
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
        let shown_all = |state: &mut State| match object {
            Some(peering) => state.show(&session, &peering),
            None => state.id = id.as_str().into(),
        };
        match end {
            End::Done => shown_all(&mut state),
            End::Refused(reason) => {
                return Err(warn::refused(id.as_str(), desired, &reason, None).into());
            }
            End::Failed(failure) => return Err(not_decided(&id, desired, &failure).into()),
            // The cloud has taken it, or may have: an error would taint what may be a live connection.
            End::Overtaken(reason) => {
                shown_all(&mut state);
                cx.warn(warn::refused(id.as_str(), desired, &reason, None));
            }
            End::Unsettled(_) | End::Unclear(_) => {
                shown_all(&mut state);
                cx.warn(
                    unsettled(&id, desired, &state, &end)
                        .with("It is in the state, and the next apply finishes it."),
                );
            }
        }
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, state: State) -> Result<Option<State>, Diagnostic> {
        let id = state.id.text().unwrap_or_default();
        let tenant = &state.accepter_project_id;
        match SIDE.read(cx, reach(&state), id, tenant, &about(id)).await? {
            Seen::AsItWas => Ok(Some(state)),
            Seen::Gone => Ok(None),
            Seen::There {
                session,
                object: peering,
                origin,
            } => {
                let mut state = state;
                if origin == Origin::Import {
                    let decision = peering.status.standing().decision();
                    state.decision = decision.into();
                }
                state.show(&session, &peering);
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
        if !planned.status.is_unknown() && !moved && !guarded {
            // Only settings that live in the configuration.
            return Ok(planned);
        }
        let _turn = about.turn(cx).await?;
        if moved {
            SIDE.same_object(cx, reach(&planned), id.as_str(), Ask::Now)
                .await?;
        }
        let (session, seen) = look(cx, &planned, &id).await?;
        if !planned.status.is_unknown() {
            if let Some(peering) = &seen {
                guard::check(&planned, id.as_str(), Requester::of(peering))?;
            }
            return Ok(planned);
        }
        // What was applied before may still be on its way.
        let stored = prior.decision.known().copied();
        let before = stored.map_or(Sent::Nothing, Sent::Decision);
        let wish = Wish { desired, before };
        let Decided { object, end } = carry_out(cx, &session, &id, seen, &planned, wish).await?;
        let mut state = planned;
        if let Some(peering) = object {
            state.show(&session, &peering);
        }
        match end {
            End::Done => Ok(state),
            End::Refused(reason) | End::Overtaken(reason) => {
                Err(warn::refused(id.as_str(), desired, &reason, stored).into())
            }
            End::Failed(failure) => Err(not_decided(&id, desired, &failure).into()),
            End::Unsettled(_) | End::Unclear(_) => {
                let error = unsettled(&id, desired, &state, &end);
                Err(Failed {
                    state: Some(state),
                    error,
                })
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
        let tenant = &prior.accepter_project_id;
        delete_peering(cx, &session, id, tenant, reach(&prior)).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<State, Diagnostic> {
        let id = import(&cx.provider.huaweicloud, cx, Form::ONE, id)?;
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
        match &peering.accepter.project {
            Some(project) => self.accepter_project_id = project.as_str().into(),
            None if self.accepter_project_id.text().is_some() => {}
            None => self.accepter_project_id = session.project.as_str().into(),
        }
        // Who asks is never guessed: a later guard would take the guess for what the user wrote.
        match &peering.requester.project {
            Some(project) => self.requester_project_id = project.as_str().into(),
            None if self.requester_project_id.is_unknown() => {
                self.requester_project_id = Field::Null;
            }
            None => {}
        }
    }
}

/// The peering, as this resource is about it.
pub(super) fn about(id: &str) -> About {
    About::peering(
        "huaweicloud",
        id,
        SIDE.role(),
        HuaweiCloudPeeringAccepter::NAME,
    )
}

pub(super) fn reach(state: &State) -> Reach<'_> {
    Reach {
        service: Service::Vpc,
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
    let port = ToDecide {
        peerings: Peerings(session),
        id,
    };
    let Wish { desired, before } = wish;
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
