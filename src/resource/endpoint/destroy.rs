//! What a destroy does: takes the approval away.

use super::cloud::{ConnectionOf, EndpointCloud, OfEndpoint};
use super::messages::not_destroyed;
use super::place::Place;
use crate::cloud::endpoint::EndpointApi;
use crate::cloud::endpoint::OfService;
use crate::connection::decide::{decide, follow};
use crate::connection::decision::End;
use crate::connection::handle::Deciding;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::{Decision, State};
use crate::connection::step::{Reason, Sent};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::http::error::{Failure, Kind};
use crate::operation::Ended;
use crate::resource::context::Cx;
use crate::resource::decision::kind::{Asker, Decidable as _, account_of, status_of};
use crate::resource::decision::messages::unmade;
use crate::resource::failure::error;
use crate::resource::lookup::{Lookup as _, Owner, gone};

/// Rejects the connection of a state, and waits until that has settled.
pub(super) async fn destroy<C: EndpointCloud>(
    cx: &mut Cx<'_>,
    session: &C::Session,
    prior: &Object,
) -> Result<(), Diagnostic> {
    let (place, account) = (&Place::<C>::of(prior), account_of::<OfEndpoint<C>>(prior));
    let (desired, asker) = (Decision::Reject, Asker::Resource(Some(prior)));
    let mut port = place.one(session).deciding(None);
    let waited = |ended: Ended| {
        not_destroyed(OfEndpoint::<C>::not_decided(
            place,
            desired,
            &ended.into(),
            None,
        ))
    };
    // Who looks first may find that there is nothing to call.
    let seen = if status_of::<OfEndpoint<C>>(prior) == State::Rejected {
        Some(is_still_rejected(cx, session, place).await?)
    } else {
        None
    };
    let is_plain = |seen: &ConnectionOf<C>| *C::state(seen) == State::Rejected;
    let _turn = match &seen {
        Some(Dismissed::Gone) => None,
        Some(Dismissed::NotYet(seen)) if is_plain(seen) => None,
        _ => session.queue(&cx.operation).await.map_err(waited)?,
    };
    let dismissed = match seen {
        // Nothing says what it is now. Rejecting it is all that can be done.
        Some(Dismissed::NotYet(seen)) if matches!(C::state(&seen), State::Unknown(_)) => {
            dismiss(cx, place, &mut port).await?
        }
        Some(seen) => seen,
        None => dismiss(cx, place, &mut port).await?,
    };
    let decided = match dismissed {
        Dismissed::Taken(answer) => follow(&mut port, &cx.operation, answer, desired).await,
        Dismissed::NotYet(seen) => {
            decide(&mut port, &cx.operation, Some(seen), desired, Sent::Nothing).await
        }
        Dismissed::Gone => return gone(cx, place, account, session, Owner::Kept).await,
    };
    cx.provider.run.rejects(&place.subject());
    let seen = decided.object.as_ref();
    match decided.end {
        End::Done
        | End::Refused(Reason::Failed | Reason::Expired)
        | End::Overtaken(Reason::Failed | Reason::Expired) => Ok(()),
        End::Refused(Reason::Gone) | End::Overtaken(Reason::Gone) => {
            gone(cx, place, account, session, Owner::Kept).await
        }
        End::Overtaken(reason @ Reason::Overruled) => {
            cx.warn(OfEndpoint::<C>::refused(
                place, desired, &reason, &asker, seen,
            ));
            Ok(())
        }
        end => {
            let told = unmade::<OfEndpoint<C>>(place, desired, &asker, seen, &end);
            let told = told.map(|told| match end {
                End::Unsettled(_) | End::Unclear(_) => {
                    told.with("Destroy again, with a longer timeouts.delete if necessary.")
                }
                _ => not_destroyed(told),
            });
            told.map_or(Ok(()), Err)
        }
    }
}

/// What a reject that was sent without a look came to.
enum Dismissed<T> {
    /// The cloud took it, and may have shown what came of it.
    Taken(Option<T>),
    /// It did not, or nobody knows, and this is there.
    NotYet(T),
    /// There is nothing to reject.
    Gone,
}

/// Looks for a destroy at what was rejected already.
async fn is_still_rejected<C: EndpointCloud>(
    cx: &Cx<'_>,
    session: &C::Session,
    place: &Place<C>,
) -> Result<Dismissed<ConnectionOf<C>>, Diagnostic> {
    match place.one(session).read(&cx.operation, Ask::Now).await {
        Ok(Observed::There(seen)) if !C::state(&seen).is_gone() => Ok(Dismissed::NotYet(seen)),
        Ok(_) => Ok(Dismissed::Gone),
        Err(failure) => {
            let told = error(format!("{} cannot be read", place.what()), &failure);
            Err(not_destroyed(told))
        }
    }
}

/// Rejects for a destroy, without a look before.
async fn dismiss<C: EndpointCloud>(
    cx: &Cx<'_>,
    place: &Place<C>,
    port: &mut Deciding<OfService<C::Session>>,
) -> Result<Dismissed<ConnectionOf<C>>, Diagnostic> {
    let failure = match port.send(&cx.operation, Decision::Reject).await {
        Ok(answer) => return Ok(Dismissed::Taken(answer)),
        Err(failure) => failure,
    };
    let told = || {
        not_destroyed(OfEndpoint::<C>::not_decided(
            place,
            Decision::Reject,
            &failure,
            None,
        ))
    };
    let doubtful = match &failure {
        Failure::Refused(error) if error.kind == Kind::NotFound => return Ok(Dismissed::Gone),
        Failure::Refused(error) => matches!(error.kind, Kind::Conflict | Kind::Invalid),
        Failure::Unknown { .. } => true,
        Failure::NotSent { .. } | Failure::Unread { .. } | Failure::Ended(_) => false,
    };
    if !doubtful {
        return Err(told());
    }
    match port.look_once(&cx.operation).await {
        Ok(Some(seen)) => match C::state(&seen) {
            State::Leaving | State::Absent => Ok(Dismissed::Gone),
            State::Rejected | State::Failed | State::Expired => Ok(Dismissed::NotYet(seen)),
            // What time does not mend will be refused again.
            _ if failure.is(Kind::Invalid) => Err(told()),
            _ => Ok(Dismissed::NotYet(seen)),
        },
        Ok(None) => Ok(Dismissed::Gone),
        Err(_) => Err(told()),
    }
}
