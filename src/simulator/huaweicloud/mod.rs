//! The simulated Huawei Cloud: VPC peering v2.0, VPC Endpoint v1, Cloud Stream v1.0; IAM's tokens,
//! agencies and project look-up, STS, and a machine's metadata.
//!
//! `tenant` (the gateway: `sign`) → `api` (VPC: `body`, `page`) or `iam` and `sign_in` (`issued`) →
//! `peerings` → `peering`. `vpcep` is a folder of its own. Every refusal gets its body in `error`. A
//! further service adds its calls to `Api`, and its objects beside `Peerings`.

mod api;
mod body;
pub mod cs;
mod error;
mod iam;
mod issued;
mod page;
mod peering;
mod peerings;
mod seed;
pub(crate) mod sign;
mod sign_in;
mod tenant;
pub mod vpcep;

use http::Method;

use super::request::{Answer, Request};

pub(crate) use api::{Context, arrange, decide_unasked, delete_unasked, expire_unasked};
pub(crate) use error::Refusal;
pub(crate) use issued::Issued;
pub(crate) use peering::Decision;
pub use peering::{Peering, PeeringId, ProjectId, Settled, Settling, Side, Status, VpcId};
pub(crate) use peerings::Peerings;
pub use seed::{Doubts, ErrorStatus, Machine, NewPeering, Project, Seed, Vpc};
pub(crate) use sign_in::SignIn;
pub(crate) use tenant::{Tenant, claimed, identify};

/// A call that is simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    Create,
    List,
    Show(PeeringId),
    Update(PeeringId),
    Delete(PeeringId),
    Decide(PeeringId, Decision),
    Projects,
    Domains,
    Endpoint(vpcep::Api),
    Cluster(cs::Api),
    SignIn(SignIn),
}

impl Api {
    /// The call that method and path mean.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let parts = request.parts();
        let method = &request.method;
        match *parts.as_slice() {
            ["v2.0", "vpc", "peerings"] => match *method {
                Method::POST => Some(Self::Create),
                Method::GET => Some(Self::List),
                _ => None,
            },
            ["v2.0", "vpc", "peerings", id] if !id.is_empty() => match *method {
                Method::GET => Some(Self::Show(id.into())),
                Method::PUT => Some(Self::Update(id.into())),
                Method::DELETE => Some(Self::Delete(id.into())),
                _ => None,
            },
            ["v2.0", "vpc", "peerings", id, "accept"] if *method == Method::PUT => {
                Some(Self::Decide(id.into(), Decision::Accept))
            }
            ["v2.0", "vpc", "peerings", id, "reject"] if *method == Method::PUT => {
                Some(Self::Decide(id.into(), Decision::Reject))
            }
            ["v3", "projects"] if *method == Method::GET => Some(Self::Projects),
            ["v3", "auth", "domains"] if *method == Method::GET => Some(Self::Domains),
            ["v1", project, ref path @ ..] => {
                vpcep::Api::of(method, project, path).map(Self::Endpoint)
            }
            ["v1.0", project, "reserved_cluster", ref path @ ..] => {
                cs::Api::of(method, project, path).map(Self::Cluster)
            }
            _ => SignIn::of(method, &parts).map(Self::SignIn),
        }
    }

    /// The vendor's name of it, as the SDKs have it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Create => "CreateVpcPeering",
            Self::List => "ListVpcPeerings",
            Self::Show(_) => "ShowVpcPeering",
            Self::Update(_) => "UpdateVpcPeering",
            Self::Delete(_) => "DeleteVpcPeering",
            Self::Decide(_, Decision::Accept) => "AcceptVpcPeering",
            Self::Decide(_, Decision::Reject) => "RejectVpcPeering",
            Self::Projects => "KeystoneListProjects",
            Self::Domains => "KeystoneListAuthDomains",
            Self::Endpoint(api) => api.name(),
            Self::Cluster(api) => api.name(),
            Self::SignIn(call) => call.name(),
        }
    }

    /// Whether the call may change something that the state file must keep.
    pub(crate) fn is_write(&self) -> bool {
        match self {
            Self::List | Self::Show(_) | Self::Projects | Self::Domains | Self::SignIn(_) => false,
            Self::Endpoint(api) => api.is_write(),
            Self::Cluster(api) => api.is_write(),
            _ => true,
        }
    }

    /// Performs the call for a tenant that was let in.
    pub(crate) fn perform(
        &self,
        request: &Request,
        tenant: &Tenant,
        context: &mut Context<'_>,
    ) -> Result<Answer, Refusal> {
        match self {
            Self::Create => api::create(request, tenant, context),
            Self::List => api::list(request, tenant, context),
            Self::Show(id) => api::show(request, tenant, id, context),
            Self::Update(id) => api::update(request, tenant, id, context),
            Self::Delete(id) => api::delete(request, tenant, id, context),
            Self::Decide(id, decision) => api::decide(request, tenant, id, *decision, context),
            Self::Projects => Ok(iam::projects(request, tenant, context.seed)),
            Self::Domains => Ok(iam::domains(request, tenant)),
            Self::Endpoint(api) => api.perform(request, tenant, context),
            Self::Cluster(api) => api.perform(request, tenant, context),
            Self::SignIn(call) => call.signed(request, tenant, context.issued, context.now),
        }
    }
}
