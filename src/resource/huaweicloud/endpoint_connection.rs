//! `vpcconnect_huaweicloud_endpoint_connection`: the endpoint service's side.

use super::below::{Below, Seen, gone, keep, read, same_object};
use super::destroy::to_destroy;
use super::endpoint_look::{Place, look, reach};
use super::endpoint_plan::{self, OVERRULED, described, guarded};
pub use super::endpoint_state::State;
use super::endpoint_state::{self, decision_of, rejects, standing};
use super::endpoint_warn as warn;
use super::peering::TIMEOUTS;
use super::reach::{Cx, at_plan};
use super::side::import;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::endpoint::{Connection, Status};
use crate::cloud::huaweicloud::endpoint_port::ToDecide;
use crate::connection::decide::{Decided, End, decide, follow};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::{Decision, Status as Standing};
use crate::connection::step::{Reason, Sent};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::private::Private;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::http::error::{Failure, Kind};
use crate::resource::failure::error;
use crate::resource::guard::is_new;
use crate::resource::import_id::Form;
use crate::resource::provider_config::Configured;

/// The resource.
pub struct HuaweiCloudEndpointConnection;

impl Resource for HuaweiCloudEndpointConnection {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = "vpcconnect_huaweicloud_endpoint_connection";
    const TIMEOUTS: Defaults = TIMEOUTS;

    fn schema() -> Schema {
        endpoint_state::schema()
    }

    async fn plan(cx: &mut Cx<'_>, plan: &mut Plan<State>) -> Result<(), Diagnostic> {
        let account = at_plan(cx, &plan.planned.account)?;
        match &plan.prior {
            None => endpoint_plan::create(cx, &account, &plan.config, &mut plan.planned).await,
            Some(prior) => endpoint_plan::update(cx, &account, prior, &mut plan.planned).await,
        }
    }

    async fn plan_destroy(cx: &mut Cx<'_>, prior: &State) {
        if decision_of(prior).is_none() {
            cx.warn(warn::undecided(&Place::of(prior)));
            return;
        }
        let applied = prior.on_destroy.text().unwrap_or_default();
        let status = Status::parse(prior.status.text().unwrap_or_default());
        cx.warn(warn::destroy(
            &Place::of(prior),
            applied,
            rejects(prior),
            &status,
        ));
    }

    async fn create(cx: &mut Cx<'_>, planned: State) -> Result<State, Failed<State>> {
        let place = Place::of(&planned);
        let (desired, mut state) = (desired(&planned), planned);
        let (session, seen) = look(cx, &state, Ask::Now, "the decision").await?;
        let seen = match seen {
            Observed::There(connection) => connection,
            Observed::Absent(refusal) => {
                return Err(warn::missing(&place, desired, refusal.as_ref()).into());
            }
        };
        guarded(&state, &place, seen.requester.as_ref())?;
        keep(&mut cx.private, &session);
        let Decided { object, end } = carry_out(cx, &session, &place, seen, desired).await;
        let seen = object.as_ref();
        let wanted = state.description.text().map(str::to_owned);
        state.show(&session, &place, seen);
        match end {
            End::Done => {}
            End::Refused(reason) => {
                return Err(warn::refused(&place, desired, &reason, seen).into());
            }
            End::Failed(failure) => {
                return Err(warn::not_decided(&place, desired, &failure, seen).into());
            }
            // The cloud's own final word, and nothing that an error could cut.
            End::Overtaken(Reason::Failed) => {
                let error = warn::refused(&place, desired, &Reason::Failed, seen);
                return Err(Failed {
                    state: Some(state),
                    error,
                });
            }
            // The cloud has taken it, or may have: an error would taint what may be a live connection.
            End::Overtaken(reason) => {
                remember(&mut cx.private, &reason);
                cx.warn(warn::refused(&place, desired, &reason, seen));
            }
            End::Unsettled(_) | End::Unclear(_) => cx.warn(
                warn::unsettled(&place, desired, seen, &end)
                    .with("It is in the state, and the next apply finishes it."),
            ),
        }
        let stands = object.and_then(|object| object.description);
        if let Some(wanted) = wanted.filter(|wanted| stands.as_ref() != Some(wanted)) {
            match describe(cx, &session, &place, &wanted).await {
                Ok(connection) => state.show(&session, &place, Some(&connection)),
                Err(failure) => cx.warn(warn::not_described(&place, &failure)),
            }
        }
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, state: State) -> Result<Option<State>, Diagnostic> {
        match read(cx, &Place::of(&state), reach(&state)).await? {
            Seen::AsItWas => Ok(Some(state)),
            Seen::Gone => Ok(None),
            Seen::There {
                session,
                object: connection,
                imported,
            } => {
                let mut state = state;
                // Another decision by hand is drift. What is imported and was never applied stays
                // undecided, and so nothing that a destroy would take back.
                let made = connection.status.standing().decision();
                if let Some(made) = made.filter(|_| imported || !state.decision.is_null()) {
                    state.decision = made.as_str().into();
                }
                state.show(&session, &Place::of(&state), Some(&connection));
                Ok(Some(state))
            }
        }
    }

    async fn update(cx: &mut Cx<'_>, prior: State, planned: State) -> Result<State, Failed<State>> {
        let moved = reach(&prior).name() != reach(&planned).name();
        let guard = is_new(&prior.requester_domain_id, &planned.requester_domain_id);
        let decides = planned.status.is_unknown();
        let wanted = described(&prior, &planned).map(str::to_owned);
        if !decides && !moved && !guard && wanted.is_none() {
            // Only settings that live in the configuration.
            return Ok(planned);
        }
        let (place, desired) = (Place::of(&prior), desired(&planned));
        let mut state = planned;
        let (session, seen) = look(cx, &state, Ask::Now, "the update").await?;
        if moved {
            same_object(&Place::of(&state), reach(&state).name(), &seen)?;
        }
        let mut object = match seen {
            Observed::There(connection) => connection,
            Observed::Absent(refusal) => {
                return Err(warn::missing(&place, desired, refusal.as_ref()).into());
            }
        };
        guarded(&state, &place, object.requester.as_ref())?;
        keep(&mut cx.private, &session);
        if decides {
            let decided = carry_out(cx, &session, &place, object, desired).await;
            let (seen, end) = (decided.object.as_ref(), decided.end);
            let taken = !matches!(end, End::Refused(_) | End::Failed(_));
            let error = match end {
                End::Done => {
                    cx.private.clear(OVERRULED);
                    None
                }
                End::Refused(reason) | End::Overtaken(reason) => {
                    remember(&mut cx.private, &reason);
                    Some(warn::refused(&place, desired, &reason, seen))
                }
                End::Failed(failure) => Some(warn::not_decided(&place, desired, &failure, seen)),
                End::Unsettled(_) | End::Unclear(_) => {
                    Some(warn::unsettled(&place, desired, seen, &end))
                }
            };
            if let Some(error) = error {
                // What was decided before is what the state says until a read shows otherwise.
                state.description = prior.description;
                let there = decided.object.is_some();
                state.show(&session, &place, decided.object.as_ref());
                let made = decided
                    .object
                    .and_then(|one| one.status.standing().decision());
                // What the cloud never took was not decided: then a destroy has nothing to take back.
                if !taken {
                    state.decision = prior.decision.clone();
                }
                if let (Some(made), false) = (made, state.decision.is_null()) {
                    state.decision = made.as_str().into();
                }
                let state = there.then_some(state);
                return Err(Failed { state, error });
            }
            match decided.object {
                Some(connection) => object = connection,
                None => return Ok(state),
            }
        }
        let differs = |wanted: &String| object.description.as_ref() != Some(wanted);
        if let Some(wanted) = wanted.filter(differs) {
            match describe(cx, &session, &place, &wanted).await {
                Ok(connection) => object = connection,
                Err(failure) => {
                    state.show(&session, &place, Some(&object));
                    state.description = prior.description;
                    return Err(Failed {
                        state: Some(state),
                        error: warn::not_described(&place, &failure),
                    });
                }
            }
        }
        state.show(&session, &place, Some(&object));
        Ok(state)
    }

    async fn delete(cx: &mut Cx<'_>, prior: State) -> Result<(), Diagnostic> {
        // What failed was never let in.
        if !rejects(&prior) || standing(&prior) == Standing::Failed {
            return Ok(());
        }
        let place = Place::of(&prior);
        let session = to_destroy(cx, reach(&prior)).await?;
        let desired = Decision::Reject;
        let seen = match standing(&prior) {
            Standing::Rejected => Some(is_still_rejected(cx, &session, &place).await?),
            _ => None,
        };
        let dismissed = match seen {
            // Nothing says what it is now. Rejecting it is all that can be done.
            Some(Dismissed::NotYet(seen)) if matches!(seen.status, Status::Other(_)) => {
                dismiss(cx, &session, &place).await?
            }
            Some(seen) => seen,
            None => dismiss(cx, &session, &place).await?,
        };
        let decided = match dismissed {
            Dismissed::Taken(answer) => {
                let port = ToDecide::new(place.connections(&session), &place.endpoint);
                follow(&port, &cx.operation, answer, desired).await
            }
            Dismissed::NotYet(seen) => carry_out(cx, &session, &place, seen, desired).await,
            Dismissed::Gone => {
                return gone(&cx.private, &session, &place, reach(&prior).name());
            }
        };
        let seen = decided.object.as_ref();
        match decided.end {
            End::Done | End::Refused(Reason::Failed) | End::Overtaken(Reason::Failed) => Ok(()),
            End::Refused(Reason::Gone) | End::Overtaken(Reason::Gone) => {
                gone(&cx.private, &session, &place, reach(&prior).name())
            }
            End::Overtaken(reason @ Reason::Overruled) => {
                cx.warn(warn::refused(&place, desired, &reason, seen));
                Ok(())
            }
            End::Refused(reason) | End::Overtaken(reason) => {
                let told = warn::refused(&place, desired, &reason, seen);
                Err(warn::not_destroyed(told))
            }
            End::Failed(failure) => {
                let told = warn::not_decided(&place, desired, &failure, seen);
                Err(warn::not_destroyed(told))
            }
            end @ (End::Unsettled(_) | End::Unclear(_)) => {
                let told = warn::unsettled(&place, desired, seen, &end);
                Err(told.with("Destroy again, with a longer timeouts.delete if need be."))
            }
        }
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<State, Diagnostic> {
        let id = import(cx, Form::ENDPOINT, id)?;
        let (service, endpoint) = id.pair();
        Ok(State {
            account: id.account_field(),
            region: id.region.clone().into(),
            service_id: service.into(),
            endpoint_id: endpoint.into(),
            id: id.id.as_str().into(),
            ..State::default()
        })
    }
}

/// The framework has checked the word.
fn desired(state: &State) -> Decision {
    decision_of(state).unwrap_or(Decision::Reject)
}

/// The next plan can say why the decision that was made is not the one that is shown.
fn remember(private: &mut Private, reason: &Reason) {
    if *reason == Reason::Overruled {
        private.set(OVERRULED);
    }
}

async fn carry_out(
    cx: &Cx<'_>,
    session: &Session,
    place: &Place,
    seen: Connection,
    desired: Decision,
) -> Decided<Connection> {
    let port = ToDecide::new(place.connections(session), &place.endpoint);
    decide(&port, &cx.operation, Some(seen), desired, Sent::Nothing).await
}

/// Sets a description. When no answer came, or none that can be read, a look decides, and it is sent once
/// more when that does not show it.
async fn describe(
    cx: &Cx<'_>,
    session: &Session,
    place: &Place,
    wanted: &str,
) -> Result<Connection, Failure> {
    let connections = place.connections(session);
    let id = &place.endpoint;
    let mut doubt: Option<Failure> = None;
    loop {
        let failure = match connections.describe(&cx.operation, id, wanted).await {
            Err(failure @ Failure::Unknown { .. }) => failure,
            // The second attempt never left: what became of the first is still not known.
            Err(failure @ (Failure::Ended(_) | Failure::NotSent { .. })) => {
                return Err(doubt.unwrap_or(failure));
            }
            done => return done,
        };
        match connections.get(&cx.operation.last_look(), id).await {
            Ok(Observed::There(seen)) if seen.description.as_deref() == Some(wanted) => {
                return Ok(seen);
            }
            Ok(Observed::There(_)) if doubt.is_none() => doubt = Some(failure),
            _ => return Err(failure),
        }
    }
}

/// What a reject that was sent without a look came to.
enum Dismissed {
    /// The cloud took it.
    Taken(Connection),
    /// It did not, or nobody knows, and this is there.
    NotYet(Connection),
    /// There is nothing to reject.
    Gone,
}

/// Looks for a destroy at what was rejected already.
async fn is_still_rejected(
    cx: &Cx<'_>,
    session: &Session,
    place: &Place,
) -> Result<Dismissed, Diagnostic> {
    let connections = place.connections(session);
    let seen = connections
        .read(&cx.operation, &place.endpoint, Ask::Now)
        .await;
    match seen {
        Ok(Observed::There(seen)) if seen.status != Status::Deleting => Ok(Dismissed::NotYet(seen)),
        Ok(_) => Ok(Dismissed::Gone),
        Err(failure) => {
            let told = error(format!("{} cannot be read", place.what()), &failure);
            Err(warn::not_destroyed(told))
        }
    }
}

/// Rejects for a destroy, without a look before.
async fn dismiss(cx: &Cx<'_>, session: &Session, place: &Place) -> Result<Dismissed, Diagnostic> {
    let (connections, id) = (place.connections(session), &place.endpoint);
    let sent = connections.decide(&cx.operation, id, Decision::Reject);
    let failure = match sent.await {
        Ok(answer) => return Ok(Dismissed::Taken(answer)),
        Err(failure) => failure,
    };
    let told = || warn::not_destroyed(warn::not_decided(place, Decision::Reject, &failure, None));
    let doubtful = match &failure {
        Failure::Refused(error) if error.kind == Kind::NotFound => return Ok(Dismissed::Gone),
        Failure::Refused(error) => matches!(error.kind, Kind::Conflict | Kind::Invalid),
        Failure::Unknown { .. } => true,
        Failure::NotSent { .. } | Failure::Ended(_) => false,
    };
    if !doubtful {
        return Err(told());
    }
    match connections.get(&cx.operation.last_look(), id).await {
        Ok(Observed::There(seen)) => match seen.status {
            Status::Deleting => Ok(Dismissed::Gone),
            Status::Rejected | Status::Failed => Ok(Dismissed::NotYet(seen)),
            // What time does not mend will be refused again.
            _ if failure.is(Kind::Invalid) => Err(told()),
            _ => Ok(Dismissed::NotYet(seen)),
        },
        Ok(Observed::Absent(_)) => Ok(Dismissed::Gone),
        Err(_) => Err(told()),
    }
}
