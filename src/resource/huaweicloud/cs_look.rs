//! Where a cluster's peering is, and how the cluster's owner looks at it.

use super::cloud::Reach;
use super::cs_peering::State;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::cs_peering::ClusterPeerings;
use crate::cloud::huaweicloud::ids::{ClusterId, PeeringId};
use crate::cloud::huaweicloud::peering::Peering;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::State as Standing;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::below::{self, Below};
use crate::resource::context::Cx;

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
}

impl Below for Place {
    type Object = Peering;
    type Session = Session;

    const PARENT: &'static str = "cluster";
    const FORM: &'static str = "[account:]cluster_id/peering_id[@region]";

    fn what(&self) -> String {
        format!("Peering {}", self.peering)
    }

    fn whole(&self) -> String {
        format!("peering {} of cluster {}", self.peering, self.cluster)
    }

    fn status(peering: &Peering) -> Standing {
        peering.status.state().clone()
    }

    async fn read(
        &self,
        session: &Session,
        operation: &Operation,
        ask: Ask,
    ) -> Result<Observed<Peering>, Failure> {
        self.peerings(session)
            .read(operation, &self.peering, ask)
            .await
    }
}

/// How the account of a state is reached.
pub(super) fn reach(state: &State) -> Reach<'_> {
    Reach {
        service: Service::Cs,
        account: state.account.as_deref(),
        region: state.region.as_deref(),
    }
}

/// Looks at the peering of a state or a plan. What is deleted is not there.
pub(super) async fn look(
    cx: &Cx<'_>,
    state: &State,
    ask: Ask,
    doing: &str,
) -> Result<(Session, Observed<Peering>), Diagnostic> {
    let (session, seen) = below::look(cx, &Place::of(state), reach(state), ask, doing).await?;
    Ok(match seen {
        Observed::There(peering) if Place::status(&peering).is_gone() => {
            (session, Observed::Absent(None))
        }
        seen => (session, seen),
    })
}
