//! The simulated VPC Endpoint service, v1: endpoint services, endpoints, and the handshake between them.
//! <https://support.huaweicloud.com/intl/en-us/api-vpcep/vpcep_06_0000.html>
//!
//! `Api` (which call) → `owner` (the service's owner) or `consumer` (who asks) → `store` → `service`,
//! `endpoint`. `list` filters and pages, `body` reads requests, `error` has the codes, `seed` the doubts.
//! `arrange` acts without a signature, for the seed and the control API.

mod arrange;
mod body;
mod consumer;
mod endpoint;
mod error;
mod list;
mod owner;
mod seed;
mod service;
mod store;

use http::Method;

use super::super::request::{Answer, Request};
use super::error::Refusal;
use super::peering::ProjectId;
use super::tenant::Tenant;

pub(crate) use arrange::{act, add_endpoint, add_service, remove_endpoint};
pub use endpoint::{Endpoint, EndpointId, Problem, Status};
pub(crate) use error::Refused;
pub use seed::{Doubts, NewEndpoint, NewService, Seed, UnapprovedReject};
pub use service::{Service, ServiceId, ServiceStatus};
pub(crate) use store::Store;

/// A call of this service. The project is the one in the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Api {
    project: ProjectId,
    call: Call,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Call {
    CreateService,
    ListServices,
    ShowService(ServiceId),
    UpdateService(ServiceId),
    DeleteService(ServiceId),
    Connections(ServiceId),
    Decide(ServiceId),
    Describe(ServiceId),
    Permissions(ServiceId),
    Permit(ServiceId),
    CreateEndpoint,
    ListEndpoints,
    ShowEndpoint(EndpointId),
    DeleteEndpoint(EndpointId),
    Quotas,
}

impl Api {
    /// The call that the method and what follows `/v1/{project_id}` mean.
    pub(super) fn of(method: &Method, project: &str, path: &[&str]) -> Option<Self> {
        let (get, post) = (*method == Method::GET, *method == Method::POST);
        let (put, delete) = (*method == Method::PUT, *method == Method::DELETE);
        let call = match *path {
            ["vpc-endpoint-services"] if post => Call::CreateService,
            ["vpc-endpoint-services"] if get => Call::ListServices,
            ["vpc-endpoint-services", id] if get => Call::ShowService(id.into()),
            ["vpc-endpoint-services", id] if put => Call::UpdateService(id.into()),
            ["vpc-endpoint-services", id] if delete => Call::DeleteService(id.into()),
            ["vpc-endpoint-services", id, "connections"] if get => Call::Connections(id.into()),
            ["vpc-endpoint-services", id, "connections", "action"] if post => {
                Call::Decide(id.into())
            }
            ["vpc-endpoint-services", id, "connections", "description"] if put => {
                Call::Describe(id.into())
            }
            ["vpc-endpoint-services", id, "permissions"] if get => Call::Permissions(id.into()),
            ["vpc-endpoint-services", id, "permissions", "action"] if post => {
                Call::Permit(id.into())
            }
            ["vpc-endpoints"] if post => Call::CreateEndpoint,
            ["vpc-endpoints"] if get => Call::ListEndpoints,
            ["vpc-endpoints", id] if get => Call::ShowEndpoint(id.into()),
            ["vpc-endpoints", id] if delete => Call::DeleteEndpoint(id.into()),
            ["quotas"] if get => Call::Quotas,
            _ => return None,
        };
        let project = ProjectId::from(project);
        Some(Self { project, call })
    }

    /// The vendor's name of it, as the SDKs have it.
    pub(super) fn name(&self) -> &'static str {
        match self.call {
            Call::CreateService => "CreateEndpointService",
            Call::ListServices => "ListEndpointService",
            Call::ShowService(_) => "ListServiceDetails",
            Call::UpdateService(_) => "UpdateEndpointService",
            Call::DeleteService(_) => "DeleteEndpointService",
            Call::Connections(_) => "ListServiceConnections",
            Call::Decide(_) => "AcceptOrRejectEndpoint",
            Call::Describe(_) => "UpdateEndpointConnectionsDesc",
            Call::Permissions(_) => "ListServicePermissionsDetails",
            Call::Permit(_) => "AddOrRemoveServicePermissions",
            Call::CreateEndpoint => "CreateEndpoint",
            Call::ListEndpoints => "ListEndpoints",
            Call::ShowEndpoint(_) => "ListEndpointInfoDetails",
            Call::DeleteEndpoint(_) => "DeleteEndpoint",
            Call::Quotas => "ListQuotaDetails",
        }
    }

    /// Whether the call may change something.
    pub(super) fn is_write(&self) -> bool {
        !matches!(
            self.call,
            Call::ListServices
                | Call::ShowService(_)
                | Call::Connections(_)
                | Call::Permissions(_)
                | Call::ListEndpoints
                | Call::ShowEndpoint(_)
                | Call::Quotas
        )
    }

    /// Performs the call for a tenant that was let in.
    pub(super) fn perform(
        &self,
        request: &Request,
        tenant: &Tenant,
        context: &mut super::Context<'_>,
    ) -> Result<Answer, Refusal> {
        if self.project != tenant.project {
            return Err(Refused::Project(self.project.to_string()).into());
        }
        match &self.call {
            Call::CreateService => owner::create(request, tenant, context),
            Call::ListServices => owner::list(request, tenant, context),
            Call::ShowService(id) => owner::show(request, tenant, id, context),
            Call::UpdateService(id) => owner::update(request, tenant, id, context),
            Call::DeleteService(id) => owner::delete(request, tenant, id, context),
            Call::Connections(id) => owner::connections(request, tenant, id, context),
            Call::Decide(id) => owner::decide(request, tenant, id, context),
            Call::Describe(id) => owner::describe(request, tenant, id, context),
            Call::Permissions(id) => owner::permissions(request, tenant, id, context),
            Call::Permit(id) => owner::permit(request, tenant, id, context),
            Call::CreateEndpoint => consumer::create(request, tenant, context),
            Call::ListEndpoints => consumer::list(request, tenant, context),
            Call::ShowEndpoint(id) => consumer::show(request, tenant, id, context),
            Call::DeleteEndpoint(id) => consumer::delete(request, tenant, id, context),
            Call::Quotas => Ok(consumer::quotas(request, tenant, context)),
        }
    }
}
