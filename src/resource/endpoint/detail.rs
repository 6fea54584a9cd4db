//! Sets what may be set beside the decision.

use super::cloud::{ConnectionOf, DetailOf, EndpointCloud, Settles};
use super::messages::{missing, unmade};
use super::place::Place;
use crate::cloud::endpoint::OfService;
use crate::connection::decide::{Decided, follow};
use crate::connection::handle::Deciding;
use crate::connection::status::Decision;
use crate::connection::write::{Sent, change};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::path::Path;
use crate::http::error::Failure;
use crate::resource::context::Cx;
use crate::resource::failure::error;

/// Sets the detail, and waits until it is.
pub(super) async fn set<C: EndpointCloud>(
    cx: &Cx<'_>,
    place: &Place,
    port: &mut Deciding<OfService<C::Session>>,
    detail: &DetailOf<C>,
    desired: Decision,
) -> Result<ConnectionOf<C>, Diagnostic> {
    let sent = change(port.handle(), &cx.operation, detail).await;
    match sent.map_err(|failure| not_set::<C>(place, &failure))? {
        Sent::Answered(Some(connection)) => return Ok(connection),
        Sent::Seen(Some(connection)) if C::DETAIL.settles == Settles::AtOnce => {
            return Ok(connection);
        }
        Sent::Seen(None) => return Err(missing(place, desired, None)),
        Sent::Answered(None) | Sent::Seen(Some(_)) => {}
    }
    let Decided { object, end } = follow(port, &cx.operation, None, desired).await;
    match (object, unmade::<C>(place, desired, None, &end)) {
        (Some(connection), None) => Ok(connection),
        (None, None) => Err(missing(place, desired, None)),
        (_, Some(told)) => Err(told),
    }
}

/// What the user is told when it could not be set.
fn not_set<C: EndpointCloud>(place: &Place, failure: &Failure) -> Diagnostic {
    let name = C::DETAIL.key.name();
    let what = format!("{} did not get its {name}", place.what());
    let told = error(what, failure).at(Path::to(name));
    match C::DETAIL.advice {
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
