//! Looks at a cluster's peering: what reads, plans and changes of account have in common.

use super::cs_peering::State;
use super::reach::{Cx, Reach, at_read, is_unknown};
use super::side::IMPORTED;
use super::warn;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::cs_peering::ClusterPeerings;
use crate::cloud::huaweicloud::ids::{ClusterId, PeeringId};
use crate::cloud::huaweicloud::peering::{Peering, Status};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::framework::private::Private;
use crate::resource::accounts;
use crate::resource::failure::{WITHOUT_READING, error};

/// Where the project is kept that the cluster belongs to: the peering shows the service's own instead.
const PROJECT: &str = "project";

/// How old what is seen may be, at a refresh and at a plan.
const AT_REFRESH: Ask = Ask::Recent("cluster's refresh");
pub(super) const AT_PLAN: Ask = Ask::Recent("cluster's plan");

/// A cluster, and a peering of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The cluster.
    pub(super) cluster: ClusterId,
    /// The peering; empty while it is not made.
    pub(super) peering: PeeringId,
}

impl Place {
    /// The place of a state, or of a plan that knows it.
    pub(super) fn of(state: &State) -> Self {
        Self {
            cluster: state.cluster_id.text().unwrap_or_default().into(),
            peering: state.peering_id.text().unwrap_or_default().into(),
        }
    }

    /// The peerings of the cluster.
    pub(super) fn peerings<'a>(&'a self, session: &'a Session) -> ClusterPeerings<'a> {
        ClusterPeerings {
            session,
            cluster: &self.cluster,
        }
    }

    /// The object at the beginning of a message.
    fn what(&self) -> String {
        format!("Peering {}", self.peering)
    }
}

/// How the account of a state is reached.
pub(super) fn reach(state: &State) -> Reach<'_> {
    Reach {
        service: Service::Cs,
        account: &state.account,
        region: &state.region,
    }
}

/// Looks: where, and what was seen. `doing` completes "… needs it now".
pub(super) async fn look(
    cx: &Cx<'_>,
    state: &State,
    ask: Ask,
    doing: &str,
) -> Result<(Session, Option<Peering>), Diagnostic> {
    let place = Place::of(state);
    let session = reach(state).session(cx, doing).await?;
    let peerings = place.peerings(&session);
    let seen = peerings.read(&cx.operation, &place.peering, ask).await;
    let seen = seen.map_err(|failure| {
        let what = place.what();
        error(format!("{what} cannot be looked up for {doing}"), &failure)
    })?;
    let there = seen
        .there()
        .filter(|peering| peering.status != Status::Deleted);
    Ok((session, there))
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
        /// The peering.
        peering: Peering,
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
    let peerings = place.peerings(&session);
    let seen = peerings
        .read(&cx.operation, &place.peering, AT_REFRESH)
        .await;
    let seen = seen.map_err(|failure| {
        let told = error(format!("{} cannot be read", place.what()), &failure);
        told.with(WITHOUT_READING)
    })?;
    let refusal = match seen {
        Observed::There(peering) if peering.status != Status::Deleted => {
            cx.private.clear(IMPORTED);
            keep(&mut cx.private, &session);
            return Ok(Seen::There { session, peering });
        }
        Observed::There(_) => None,
        Observed::Absent(refusal) => refusal,
    };
    if imported {
        let Place { cluster, peering } = &place;
        let told = Diagnostic::error(
            format!("There is no peering {peering} of cluster {cluster} to import"),
            format!(
                "Project {} does not see it in region {:?}. Check both ids, and name account and region \
                 when they are not the default ones: [account:]cluster_id/peering_id[@region].",
                session.project,
                session.region()
            ),
        );
        return Err(match refusal {
            Some(refusal) => told.with(&refusal.to_string()),
            None => told,
        });
    }
    gone(&cx.private, &session, &place, here.name())?;
    Ok(Seen::Gone)
}

/// Remembers whose cluster it is.
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

/// Whether another account finds the same peering.
pub(super) fn same_object(state: &State, seen: Option<&Peering>) -> Result<(), Diagnostic> {
    if seen.is_some() {
        return Ok(());
    }
    let name = reach(state).name();
    Err(Diagnostic::error(
        format!("Account {name:?} does not find peering {}", Place::of(state).peering),
        "An account says how to reach an object, not what it is: the new one has to find the same object. \
         Put account back, or name one of the project that owns the cluster.",
    )
    .at(Path::to("account")))
}
