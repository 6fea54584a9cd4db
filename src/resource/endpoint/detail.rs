//! Sets what may be set beside the decision.

use super::cloud::{ConnectionOf, DetailOf, EndpointCloud, Settles};
use super::messages::{missing, unmade};
use super::place::Place;
use crate::cloud::endpoint::{EndpointApi, One};
use crate::connection::decide::{Decided, follow};
use crate::connection::port::Port;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::path::Path;
use crate::http::error::Failure;
use crate::resource::context::Cx;
use crate::resource::failure::error;

/// Sets the detail, and waits until it is. When no answer came, or none that can be read, a look decides, and
/// it is sent once more when that does not show it.
pub(super) async fn set<C: EndpointCloud>(
    cx: &Cx<'_>,
    session: &C::Session,
    place: &Place,
    port: &mut impl Port<Object = ConnectionOf<C>>,
    detail: &DetailOf<C>,
    desired: Decision,
) -> Result<ConnectionOf<C>, Diagnostic> {
    let told = |failure: &Failure| not_set::<C>(place, failure);
    let one = || One {
        all: place.connections(session),
        operation: &cx.operation,
        id: &place.endpoint,
    };
    let token = <C::Session as EndpointApi>::Token::default();
    let mut doubt: Option<Failure> = None;
    loop {
        let failure = match <C::Session>::modify(one(), detail, &token).await {
            Ok(Some(connection)) => return Ok(connection),
            Ok(None) => break,
            Err(failure @ Failure::Unknown { .. }) => failure,
            // The second attempt never left: what became of the first is still not known.
            Err(
                failure @ (Failure::Ended(_) | Failure::NotSent { .. } | Failure::Unread { .. }),
            ) => {
                return Err(told(&doubt.unwrap_or(failure)));
            }
            Err(failure) => return Err(told(&failure)),
        };
        match port.look_once(&cx.operation).await {
            Ok(Some(seen)) if C::has(&seen, detail) => {
                if C::DETAIL.settles == Settles::AtOnce {
                    return Ok(seen);
                }
                break;
            }
            Ok(Some(_)) if doubt.is_none() => doubt = Some(failure),
            _ => return Err(told(&failure)),
        }
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
