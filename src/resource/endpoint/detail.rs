//! Sets what may be set beside the decision.

use super::cloud::{ConnectionOf, Detail, DetailOf, EndpointCloud, OfEndpoint, Settles};
use super::messages::missing;
use super::place::Place;
use crate::cloud::endpoint::EndpointApi as _;
use crate::connection::decide::{Decided, follow};
use crate::connection::write::{Sent, change};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::path::Path;
use crate::http::error::Failure;
use crate::resource::context::Cx;
use crate::resource::decision::kind::{Asker, InHand};
use crate::resource::decision::messages::unmade;
use crate::resource::failure::error;
use crate::resource::lookup::Lookup as _;

/// Sets the detail, where it is to be set and is not so yet, and waits until it is.
pub(super) async fn complete<C: EndpointCloud>(
    cx: &Cx<'_>,
    decided: &mut InHand<'_, OfEndpoint<C>>,
    prior: Option<&Object>,
    planned: &Object,
) -> Result<Option<ConnectionOf<C>>, Diagnostic> {
    let Some(detail) = C::DETAIL else {
        return Ok(None);
    };
    let may = decided.is_settled || detail.settles == Settles::AtOnce;
    let unset = unset_detail::<C>(prior, planned, decided.seen);
    match unset.filter(|_| may) {
        Some(wanted) => set(cx, decided, &detail, &wanted).await.map(Some),
        None => Ok(None),
    }
}

async fn set<C: EndpointCloud>(
    cx: &Cx<'_>,
    decided: &mut InHand<'_, OfEndpoint<C>>,
    detail: &Detail,
    wanted: &DetailOf<C>,
) -> Result<ConnectionOf<C>, Diagnostic> {
    let (place, port, desired) = (decided.place, &mut *decided.port, decided.desired);
    let asker = Asker::Resource(None);
    let missing = || missing(place, desired, None, &asker);
    let sent = change(port.handle(), &cx.operation, wanted).await;
    match sent.map_err(|failure| not_set(place, detail, &failure))? {
        Sent::Answered(Some(connection)) => return Ok(connection),
        Sent::Seen(Some(connection)) if detail.settles == Settles::AtOnce => {
            return Ok(connection);
        }
        Sent::Seen(None) => return Err(missing()),
        Sent::Answered(None) | Sent::Seen(Some(_)) => {}
    }
    let Decided { object, end } = follow(port, &cx.operation, None, desired).await;
    let told = unmade::<OfEndpoint<C>>(place, desired, &asker, None, &end);
    match (object, told) {
        (Some(connection), None) => Ok(connection),
        (None, None) => Err(missing()),
        (_, Some(told)) => Err(told),
    }
}

/// What the user is told when it could not be set.
fn not_set<C: EndpointCloud>(place: &Place<C>, detail: &Detail, failure: &Failure) -> Diagnostic {
    let name = detail.key.name();
    let what = format!("{} did not get its {name}", place.what());
    let told = error(what, failure).at(Path::to(name));
    match detail.advice {
        Some(advice) => told.with(advice),
        None => told,
    }
}

/// The detail that an update sets, if it sets another one.
pub(super) fn new_detail<C: EndpointCloud>(
    prior: &Object,
    planned: &Object,
) -> Option<DetailOf<C>> {
    let before = C::wanted(prior);
    C::wanted(planned).filter(|wanted| before.as_ref() != Some(wanted))
}

/// The detail that a create or an update sets, as far as it is not so yet.
pub(super) fn unset_detail<C: EndpointCloud>(
    prior: Option<&Object>,
    planned: &Object,
    seen: Option<&ConnectionOf<C>>,
) -> Option<DetailOf<C>> {
    let wanted = match prior {
        Some(prior) => new_detail::<C>(prior, planned),
        None => C::wanted(planned),
    };
    let is_so = |detail: &DetailOf<C>| seen.is_some_and(|seen| <C::Session>::has(seen, detail));
    wanted.filter(|detail| !is_so(detail))
}
