//! Peerings of a Cloud Stream cluster, API v1.0: the documented calls. The vendor has retired the service
//! for new customers.
//!
//! The request is flat, the answer wrapped. They are accepted and rejected by the VPC API.
//! Source: Cloud Stream API reference, "VPC Peering Connections".

use ::http::Method;

use super::ids::{ClusterId, PeeringId, VpcId};
use super::model::{CreateClusterPeering, PeeringPage};
use super::peering::{Deletion, Peering, deletion, json, made, shown};
use super::session::Session;
use super::sign::encode;
use crate::connection::knowledge::Observed;
use crate::connection::peering::Party;
use crate::http::client::{Call, Effect};
use crate::http::error::Failure;
use crate::operation::Operation;

/// What a create asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// 1 to 64 characters.
    pub name: String,
    /// The VPC that is asked, and its project when it is not the account's own.
    pub accepter: Party,
}

impl Draft {
    /// Whether `peering` has this name and this VPC: the service keeps no two such apart.
    pub fn describes(&self, peering: &Peering) -> bool {
        let project = |peering: &Peering| match (&self.accepter.tenant, &peering.accepter.tenant) {
            (Some(asked), Some(shown)) => asked == shown,
            _ => true,
        };
        peering.name.as_deref() == Some(&self.name)
            && peering.accepter.vpc == self.accepter.vpc
            && project(peering)
    }
}

/// The peerings of one cluster, as one account sees them.
#[derive(Clone, Copy)]
pub struct ClusterPeerings<'a> {
    /// The account of the cluster's owner.
    pub session: &'a Session,
    /// The cluster.
    pub cluster: &'a ClusterId,
}

impl ClusterPeerings<'_> {
    /// Asks for a peering. Sent once, never again: a second one would be a second peering.
    ///
    /// # Errors
    /// [`Failure`]; an answer that cannot be read is [`Failure::Unknown`].
    pub async fn create(self, operation: &Operation, draft: &Draft) -> Result<Peering, Failure> {
        let body = CreateClusterPeering {
            vpc_id: &draft.accepter.vpc,
            name: &draft.name,
            accept_tenant_id: draft.accepter.tenant.as_ref(),
        };
        let mut call = self.call("CreateClusterPeering", Method::POST, "", Effect::Creates);
        // A struct of text cannot fail to serialise.
        call.body = serde_json::to_vec(&body).unwrap_or_default();
        let writing = self.session.stamps().begin();
        let since = operation.now();
        let answer = self.session.cs.call(operation, &call).await?;
        let meant = |shown: &VpcId| shown.as_str().is_empty() || *shown == draft.accepter.vpc;
        let asked = |made: &Peering| meant(&made.accepter.vpc);
        let look = operation.last_look();
        let made = made(&answer, since, asked, |id| async move {
            self.one(&id).get(&look).await
        })
        .await?;
        writing.created(made.id.as_str());
        Ok(made)
    }

    /// Asks for one by itself, which may not be allowed. It is not there either when the whole cluster is
    /// gone.
    pub(super) async fn show(
        self,
        operation: &Operation,
        id: &PeeringId,
    ) -> Result<Observed<Peering>, Failure> {
        let call = self.call("ShowClusterPeering", Method::GET, &below(id), Effect::Reads);
        shown(self.session.cs.call(operation, &call).await, id)
    }

    /// Reads all of the cluster's: the API has no pages.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn list(self, operation: &Operation) -> Result<Vec<Peering>, Failure> {
        let call = self.call("ListClusterPeerings", Method::GET, "", Effect::Reads);
        let answer = self.session.cs.call(operation, &call).await?;
        let page: PeeringPage = json(&answer)?;
        Ok(page.peerings.into_iter().map(Peering::from).collect())
    }

    /// Deletes.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn delete(self, operation: &Operation, id: &PeeringId) -> Result<Deletion, Failure> {
        let method = Method::DELETE;
        let call = self.call("DeleteClusterPeering", method, &below(id), Effect::Writes);
        let writing = self.session.stamps().begin().of(id.as_str());
        let since = operation.now();
        deletion(self.session.cs.call(operation, &call).await, writing, since)
    }

    /// A call below the cluster.
    fn call(self, api: &'static str, method: Method, below: &str, effect: Effect) -> Call {
        let project = encode(self.session.project.as_str());
        let cluster = encode(self.cluster.as_str());
        Call {
            api,
            method,
            path: format!("/v1.0/{project}/reserved_cluster/{cluster}/peering{below}"),
            query: Vec::new(),
            body: Vec::new(),
            effect,
        }
    }
}

fn below(id: &PeeringId) -> String {
    format!("/{}", encode(id.as_str()))
}
