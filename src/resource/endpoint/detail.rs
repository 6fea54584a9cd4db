//! Sets what may be set beside the decision.

use super::cloud::{DetailSettles, EndpointApi};
use super::connection::unmade;
use super::place::PlaceOf;
use super::warn;
use crate::connection::decide::{Decided, follow};
use crate::connection::port::Port;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Failure;
use crate::resource::context::Cx;

/// Sets the detail, and waits until it is. When no answer came, or none that can be read, a look decides, and
/// it is sent once more when that does not show it.
pub(super) async fn set<C: EndpointApi>(
    cx: &Cx<'_>,
    session: &C::Session,
    place: &PlaceOf<C>,
    port: &mut impl Port<Object = C::Connection>,
    detail: &C::Detail,
    desired: Decision,
) -> Result<C::Connection, Diagnostic> {
    let told = |failure: &Failure| C::not_set(place, failure);
    let mut doubt: Option<Failure> = None;
    loop {
        let failure = match C::set(session, place, &cx.operation, detail).await {
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
                if C::DETAIL_SETTLES == DetailSettles::AtOnce {
                    return Ok(seen);
                }
                break;
            }
            Ok(Some(_)) if doubt.is_none() => doubt = Some(failure),
            _ => return Err(told(&failure)),
        }
    }
    let Decided { object, end } = follow(port, &cx.operation, None, desired).await;
    match (object, unmade::<C>(place, desired, None, end)) {
        (Some(connection), None) => Ok(connection),
        (None, None) => Err(warn::missing(place, desired, None)),
        (_, Some(told)) => Err(told),
    }
}
