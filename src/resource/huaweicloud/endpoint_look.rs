//! Looks at an endpoint's connection as the service's owner: what reads, plans, decisions and changes of
//! account have in common.

use super::endpoint_state::State;
use super::reach::{Cx, Reach, at_read, is_unknown};
use super::side::IMPORTED;
use super::warn;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::endpoint::{Connection, Connections, Status};
use crate::cloud::huaweicloud::ids::{EndpointId, ServiceId};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::framework::private::Private;
use crate::resource::accounts;
use crate::resource::failure::{WITHOUT_READING, error};

/// Where the project is kept in which the connection was last seen: no attribute shows it.
const PROJECT: &str = "project";

/// How old what is seen may be, at a refresh and at a plan.
const AT_REFRESH: Ask = Ask::Recent("refresh");
pub(super) const AT_PLAN: Ask = Ask::Recent("plan");

/// A service, and an endpoint that asks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The service.
    pub(super) service: ServiceId,
    /// The endpoint.
    pub(super) endpoint: EndpointId,
}

impl Place {
    /// The place of a state, or of a plan that knows it.
    pub(super) fn of(state: &State) -> Self {
        Self {
            service: state.service_id.text().unwrap_or_default().into(),
            endpoint: state.endpoint_id.text().unwrap_or_default().into(),
        }
    }

    /// Those who ask the service.
    pub(super) fn connections<'a>(&'a self, session: &'a Session) -> Connections<'a> {
        Connections {
            session,
            service: &self.service,
        }
    }

    /// The object at the beginning of a message.
    pub(super) fn what(&self) -> String {
        format!("Endpoint {}", self.endpoint)
    }
}

/// How the account of a state is reached.
pub(super) fn reach(state: &State) -> Reach<'_> {
    Reach {
        service: Service::Vpcep,
        account: &state.account,
        region: &state.region,
    }
}

/// A look: where it was taken, and what was seen.
pub(super) type Look = (Session, Observed<Connection>);

/// Looks. `doing` completes "… needs it now".
pub(super) async fn look(
    cx: &Cx<'_>,
    state: &State,
    ask: Ask,
    doing: &str,
) -> Result<Look, Diagnostic> {
    let place = Place::of(state);
    let session = reach(state).session(cx, doing).await?;
    let connections = place.connections(&session);
    let seen = connections.read(&cx.operation, &place.endpoint, ask).await;
    let seen = seen.map_err(|failure| {
        let what = place.what();
        error(format!("{what} cannot be looked up for {doing}"), &failure)
    })?;
    Ok((session, seen))
}

/// What a read saw.
#[allow(
    clippy::large_enum_variant,
    reason = "one lives at a time, and not for long"
)]
pub(super) enum Seen {
    /// It could not be read; the user knows why, and the state stays.
    AsItWas,
    /// It is gone.
    Gone,
    /// It is there.
    There {
        /// Where it was seen.
        session: Session,
        /// The connection.
        connection: Connection,
        /// Whether this is the first read after an import.
        imported: bool,
    },
}

/// Reads for a refresh, or after an import.
pub(super) async fn read(cx: &mut Cx<'_>, state: &State) -> Result<Seen, Diagnostic> {
    let (place, here) = (Place::of(state), reach(state));
    let imported = cx.private.has(IMPORTED);
    if imported && is_unknown(cx, here.account) {
        return Err(accounts::unknown("the import"));
    }
    let session = at_read(cx, here, &place.what()).await;
    let Some(session) = session.map_err(|error| error.with(WITHOUT_READING))? else {
        return Ok(Seen::AsItWas);
    };
    let connections = place.connections(&session);
    let seen = connections
        .read(&cx.operation, &place.endpoint, AT_REFRESH)
        .await;
    let seen = seen.map_err(|failure| {
        let told = error(format!("{} cannot be read", place.what()), &failure);
        told.with(WITHOUT_READING)
    })?;
    let refusal = match seen {
        Observed::There(connection) if connection.status != Status::Deleting => {
            cx.private.clear(IMPORTED);
            keep(&mut cx.private, &session);
            return Ok(Seen::There {
                session,
                connection,
                imported,
            });
        }
        Observed::There(_) => None,
        Observed::Absent(refusal) => refusal,
    };
    if imported {
        let Place { service, endpoint } = &place;
        let told = Diagnostic::error(
            format!("There is no endpoint {endpoint} at service {service} to import"),
            format!(
                "Project {} does not see it in region {:?}. Check both ids, and name account and region \
                 when they are not the default ones: [account:]service_id/endpoint_id[@region].",
                session.project,
                session.region()
            ),
        );
        return Err(match refusal {
            Some(refusal) => told.with(&refusal.to_string()),
            None => told,
        });
    }
    if let Some(warning) = warn::wordless(&place.what(), refusal) {
        cx.warn(warning);
    }
    gone(&cx.private, &session, &place, here.name())?;
    Ok(Seen::Gone)
}

/// Remembers where a connection was seen.
pub(super) fn keep(private: &mut Private, session: &Session) {
    private.keep(PROJECT, session.project.as_str());
}

/// Whether "not found" means gone: only to the project that the state belongs to.
pub(super) fn gone(
    private: &Private,
    session: &Session,
    place: &Place,
    account: &str,
) -> Result<(), Diagnostic> {
    match private.text(PROJECT) {
        Some(project) if project != session.project.as_str() => Err(warn::other_tenant(
            &place.what(),
            &session.project,
            project,
            account,
        )),
        _ => Ok(()),
    }
}

/// Whether another account finds the same connection.
pub(super) fn same_object(state: &State, seen: &Observed<Connection>) -> Result<(), Diagnostic> {
    if matches!(seen, Observed::There(_)) {
        return Ok(());
    }
    Err(Diagnostic::error(
        format!(
            "Account {:?} does not find endpoint {}",
            reach(state).name(),
            Place::of(state).endpoint
        ),
        "An account says how to reach an object, not what it is: the new one has to find the same object. \
         Put account back, or name one of the project that owns the service.",
    )
    .at(Path::to("account")))
}
