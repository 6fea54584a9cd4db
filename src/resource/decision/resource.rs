//! The resource: what each event does to a connection that somebody else requests.

use std::marker::PhantomData;

use super::apply::{begin, look};
use super::kind::{Asker, Decidable, InHand, SourceOf, about, account_of, status_of, undo};
use super::messages::unmade;
use super::plan::{self, OVERRULED};
use crate::connection::decide::Decided;
use crate::connection::decision::End;
use crate::connection::handle::Decides;
use crate::connection::observe::Ask;
use crate::connection::run_log::Undo;
use crate::connection::status::State;
use crate::connection::step::{Finality, Reason, Sent};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::identity::{Identity, IdentitySchema};
use crate::framework::moved::{MOVED, Moved, Source};
use crate::framework::object::Object;
use crate::framework::private::Private;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::resource::attributes::decided;
use crate::resource::cloud::Cloud;
use crate::resource::context::{Configured, Cx};
use crate::resource::failure::FORGET;
use crate::resource::guard;
use crate::resource::identity;
use crate::resource::import_id::import;
use crate::resource::keys::{DECISION, REGION, STATUS};
use crate::resource::lookup::{Lookup, keep, same_object};
use crate::resource::moved;

/// The resource for one kind of connection.
pub struct DecisionResource<K>(PhantomData<K>);

impl<K: Decidable> Resource for DecisionResource<K> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = K::NAME;
    const TIMEOUTS: Defaults = K::TIMEOUTS;

    fn schema() -> Schema {
        K::schema()
    }

    fn identity_schema() -> IdentitySchema {
        identity::schema::<K::Cloud>(K::Place::FORM)
    }

    fn identity(state: &Object, private: &Private) -> Identity {
        let tenant = K::owner(state).stored::<K::Cloud>(private);
        identity::identity::<K::Cloud>(K::Place::FORM, tenant, state)
    }

    async fn plan(cx: &mut Cx<'_>, plan: &mut Plan<Object>) -> Result<(), Diagnostic> {
        let account = account_of::<K>(&plan.planned).at_plan(cx)?;
        match &plan.prior {
            None => {
                let (config, planned) = (&plan.config, &mut plan.planned);
                plan::create::<K>(cx, &account, config, planned, plan.creates).await
            }
            Some(_) => plan::update::<K>(cx, &account, plan).await,
        }
    }

    async fn plan_destroy(cx: &mut Cx<'_>, prior: &Object) {
        plan::destroy::<K>(cx, prior).await;
    }

    async fn create(cx: &mut Cx<'_>, planned: Object) -> Result<Object, Failed<Object>> {
        let (place, desired) = (K::Place::of(&planned), decided(&planned.get(DECISION))?);
        let (about, asker) = (about::<K>(&place), Asker::Resource(None));
        let _turn = about.turn(cx).await?;
        let resource = |_: &_| asker.clone();
        let (session, seen) = look::<K>(cx, &place, &planned, desired, resource).await?;
        let here = (&place, &session);
        let mut begun = begin::<K>(cx, here, &seen, (None, &planned), desired, None).await?;
        keep::<K::Cloud>(cx, &session, K::owner(&planned)).await;
        let decided = begun.decide(cx, &about, seen, desired, Sent::Nothing);
        let Decided { object, end } = decided.await;
        let seen = object.as_ref();
        if is_taken(&end) {
            about.wants(cx, desired);
            about.keep_whether_asked(cx);
        }
        remember(&mut cx.private, &end);
        let mut state = planned.clone();
        K::show(&mut state, &session, &place, seen);
        let is_settled = matches!(end, End::Done);
        if let Some(told) = unmade::<K>(&place, desired, &asker, seen, &end) {
            match end {
                End::Refused(_) | End::Failed(_) => return Err(told.into()),
                // The cloud's own final word, and nothing that an error could cut.
                End::Overtaken(Reason::Failed) => {
                    let state = Some(state);
                    return Err(Failed { state, error: told });
                }
                // The cloud has taken it, or may have: an error would taint what may be a live connection.
                End::Unsettled(_) | End::Unclear(_) => {
                    cx.warn(told.with("It is in the state, and the next apply finishes it."));
                }
                End::Done | End::Overtaken(_) => cx.warn(told),
            }
        }
        let mut decided = InHand::<K> {
            place: &place,
            port: &mut begun.port,
            seen,
            desired,
            is_settled,
        };
        match K::complete(cx, &mut decided, None, &planned).await {
            Ok(None) => {}
            Ok(completed) => K::show(&mut state, &session, &place, completed.as_ref()),
            Err(told) => {
                cx.warn(told);
                K::not_completed(&mut state, None, seen);
            }
        }
        K::keep_planned(&mut state, &planned);
        K::check_made(cx, &state);
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, state: Object) -> Result<Option<Object>, Diagnostic> {
        let about = about::<K>(&K::Place::of(&state));
        K::read(cx, state, &about).await
    }

    async fn update(
        cx: &mut Cx<'_>,
        prior: Object,
        planned: Object,
    ) -> Result<Object, Failed<Object>> {
        let (place, desired) = (K::Place::of(&prior), decided(&planned.get(DECISION))?);
        let (about, asker) = (about::<K>(&place), Asker::Resource(Some(&prior)));
        about.wants(cx, desired);
        let (decides, moved) = (planned.is_unknown(STATUS), is_moved::<K>(&prior, &planned));
        let is_guarded = guard::is_new::<K>(&prior, &planned);
        if !decides && !moved && !is_guarded && !K::sets_more(&prior, &planned) {
            // Only settings that live in the configuration.
            return Ok(planned);
        }
        let _turn = about.turn(cx).await?;
        let (session, mut seen) = if moved {
            let there = account_of::<K>(&planned);
            let (session, seen) = same_object(cx, &place, there, Ask::Now).await?;
            K::check_side(cx, there, &session, &seen).await?;
            cx.private.clear(MOVED);
            (session, seen)
        } else {
            let resource = |_: &_| asker.clone();
            look::<K>(cx, &place, &planned, desired, resource).await?
        };
        let (here, both) = ((&place, &session), (Some(&prior), &planned));
        let mut begun = begin::<K>(cx, here, &seen, both, desired, None).await?;
        keep::<K::Cloud>(cx, &session, K::owner(&planned)).await;
        let mut state = planned.clone();
        if decides {
            // What was applied before may still be on its way.
            let before = prior.known(DECISION).map_or(Sent::Nothing, Sent::Decision);
            let decided = begun.decide(cx, &about, seen, desired, before);
            let Decided { object, end } = decided.await;
            remember(&mut cx.private, &end);
            let told = unmade::<K>(&place, desired, &asker, object.as_ref(), &end);
            match (object, told) {
                (Some(shown), None) => seen = shown,
                (None, None) => return Ok(state),
                (object, Some(error)) => {
                    let object = object.filter(|_| !is_final::<K>(&end));
                    let state = object.map(|shown| {
                        K::not_completed(&mut state, Some(&prior), Some(&shown));
                        K::show(&mut state, &session, &place, Some(&shown));
                        // What the cloud never took was not decided: then a destroy has nothing to take back.
                        if !is_taken(&end) {
                            state.copy(DECISION, &prior);
                        }
                        let made = K::Place::status(&shown).state().decision();
                        if let (Some(made), false) = (made, state.is_null(DECISION)) {
                            state.set(DECISION, made);
                        }
                        state
                    });
                    return Err(Failed { state, error });
                }
            }
        }
        let mut decided = InHand::<K> {
            place: &place,
            port: &mut begun.port,
            seen: Some(&seen),
            desired,
            is_settled: true,
        };
        match K::complete(cx, &mut decided, Some(&prior), &planned).await {
            Ok(completed) => {
                K::show(
                    &mut state,
                    &session,
                    &place,
                    Some(completed.as_ref().unwrap_or(&seen)),
                );
                K::keep_planned(&mut state, &planned);
                Ok(state)
            }
            Err(error) => {
                K::show(&mut state, &session, &place, Some(&seen));
                K::not_completed(&mut state, Some(&prior), Some(&seen));
                let state = Some(state);
                Err(Failed { state, error })
            }
        }
    }

    async fn delete(cx: &mut Cx<'_>, prior: Object) -> Result<(), Diagnostic> {
        // What failed was never let in.
        let undo = undo::<K>(&prior);
        if undo == Undo::Nothing || status_of::<K>(&prior) == State::Failed || K::is_over(&prior) {
            return Ok(());
        }
        let about = about::<K>(&K::Place::of(&prior));
        let Some(_turn) = about.destroys(cx, undo).await? else {
            return Ok(());
        };
        let session = account_of::<K>(&prior).session(cx, "the destroy").await;
        let session = session.map_err(|error| error.with(FORGET))?;
        K::undo(cx, &session, &prior).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<Object, Diagnostic> {
        let accounts = K::Cloud::accounts(cx.provider);
        let id = import(accounts, cx, K::Place::FORM, id)?;
        Ok(id.least(K::Place::FORM, &Self::schema()))
    }

    async fn import_by_identity(
        cx: &mut Cx<'_>,
        identity: &Identity,
    ) -> Result<Object, Diagnostic> {
        let form = K::Place::FORM;
        let id = identity::import::<K::Cloud>(cx, K::SERVICE, form, identity).await?;
        Ok(id.least(form, &Self::schema()))
    }

    fn moved(source: &Source) -> Result<Moved<Object>, Diagnostic> {
        moved::moved(K::MOVED, &Self::schema(), source)
    }
}

/// Whether a plan reaches the connection through another account than its state, or in a region that what came over from
/// another provider did not name.
fn is_moved<K: Decidable>(prior: &Object, planned: &Object) -> bool {
    account_of::<K>(prior).name() != account_of::<K>(planned).name()
        || (prior.is_null(REGION) && !planned.is_null(REGION))
}

/// Whether the cloud has taken a decision, or may have.
fn is_taken(end: &End) -> bool {
    !matches!(end, End::Refused(_) | End::Failed(_))
}

/// Whether nothing that an update wanted came about, and nothing can: then its state stays as it was.
fn is_final<K: Decidable>(end: &End) -> bool {
    SourceOf::<K>::FINALITY == Finality::Final
        && !matches!(end, End::Unsettled(_) | End::Unclear(_))
}

/// The next plan can say why the decision that was made is not the one that is shown.
fn remember(private: &mut Private, end: &End) {
    match end {
        End::Done => private.clear(OVERRULED),
        End::Refused(Reason::Overruled) | End::Overtaken(Reason::Overruled) => {
            private.set(OVERRULED);
        }
        _ => {}
    }
}
