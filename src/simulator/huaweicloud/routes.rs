//! Which call a request makes, by method and path, with the names that the SDKs have.

use super::{HuaweiCloud, cs, iam, peering, sign_in, vpcep};
use crate::simulator::cloud::{Access, Route};
use crate::simulator::context::{At, Outcome};
use crate::simulator::request::Request;
use crate::simulator::rules::Event;

/// Executes a call, from its request to its answer.
type Handler = fn(&HuaweiCloud, &mut At<'_>) -> Outcome;

pub(super) fn of<'a>(cloud: &'a HuaweiCloud, request: &Request) -> Option<Route<'a>> {
    let parts = request.parts();
    let is_vpcep = parts.first() == Some(&"v1");
    let (name, access, handler) = match *parts.as_slice() {
        ["v1", _, ref path @ ..] => of_vpcep(request.method.as_str(), path)?,
        ["v1.0", _, "reserved_cluster", _, ref path @ ..] => of_cs(request.method.as_str(), path)?,
        ref path => of_others(request.method.as_str(), path)?,
    };
    Some(Route {
        name,
        access,
        run: Box::new(move |at| {
            if is_vpcep {
                vpcep::is_own_project(&at.call)?;
            }
            handler(cloud, at)
        }),
    })
}

type Row = (&'static str, Access, Handler);

fn of_others(method: &str, path: &[&str]) -> Option<Row> {
    use Access::{Open, Read, Write};
    Some(match (method, path) {
        ("POST", ["v2.0", "vpc", "peerings"]) => ("CreateVpcPeering", Write, peering::create),
        ("GET", ["v2.0", "vpc", "peerings"]) => ("ListVpcPeerings", Read, peering::list),
        (_, ["v2.0", "vpc", "peerings", ""]) => return None,
        ("GET", ["v2.0", "vpc", "peerings", _]) => ("ShowVpcPeering", Read, peering::show),
        ("PUT", ["v2.0", "vpc", "peerings", _]) => ("UpdateVpcPeering", Write, peering::update),
        ("DELETE", ["v2.0", "vpc", "peerings", _]) => ("DeleteVpcPeering", Write, peering::delete),
        ("PUT", ["v2.0", "vpc", "peerings", _, "accept"]) => {
            ("AcceptVpcPeering", Write, |cloud, at| {
                peering::decide(cloud, at, Event::Accept)
            })
        }
        ("PUT", ["v2.0", "vpc", "peerings", _, "reject"]) => {
            ("RejectVpcPeering", Write, |cloud, at| {
                peering::decide(cloud, at, Event::Reject)
            })
        }
        ("GET", ["v3", "projects"]) => ("KeystoneListProjects", Read, iam::projects),
        ("GET", ["v3", "auth", "domains"]) => ("KeystoneListAuthDomains", Read, iam::domains),
        ("GET", ["v3", "users"]) => ("KeystoneListUsers", Read, iam::users),
        ("POST", ["v3", "auth", "tokens"]) => {
            ("KeystoneCreateUserTokenByPassword", Open, sign_in::login)
        }
        ("GET", ["v3", "auth", "tokens"]) => ("KeystoneValidateToken", Read, sign_in::inspect),
        ("POST", ["v3.0", "OS-CREDENTIAL", "securitytokens"]) => {
            ("CreateTemporaryAccessKeyByAgency", Read, sign_in::agency)
        }
        ("POST", ["v5", "agencies", "assume"]) => ("AssumeAgency", Read, sign_in::assume),
        ("PUT", ["meta-data", "latest", "api", "token"]) => {
            ("CreateMetadataToken", Open, sign_in::machine_token)
        }
        ("GET", ["openstack", "latest", "securitykey"]) => {
            ("ShowMetadataSecurityKey", Open, sign_in::machine_keys)
        }
        _ => return None,
    })
}

/// What follows `/v1/{project_id}`.
fn of_vpcep(method: &str, path: &[&str]) -> Option<Row> {
    use Access::{Read, Write};
    use vpcep::{consumer, owner};
    Some(match (method, path) {
        ("POST", ["vpc-endpoint-services"]) => ("CreateEndpointService", Write, owner::create),
        ("GET", ["vpc-endpoint-services"]) => ("ListEndpointService", Read, owner::list),
        ("GET", ["vpc-endpoint-services", _]) => ("ListServiceDetails", Read, owner::show),
        ("PUT", ["vpc-endpoint-services", _]) => ("UpdateEndpointService", Write, owner::update),
        ("DELETE", ["vpc-endpoint-services", _]) => ("DeleteEndpointService", Write, owner::delete),
        ("GET", ["vpc-endpoint-services", _, "connections"]) => {
            ("ListServiceConnections", Read, owner::connections)
        }
        ("POST", ["vpc-endpoint-services", _, "connections", "action"]) => {
            ("AcceptOrRejectEndpoint", Write, owner::decide)
        }
        ("PUT", ["vpc-endpoint-services", _, "connections", "description"]) => {
            ("UpdateEndpointConnectionsDesc", Write, owner::describe)
        }
        ("GET", ["vpc-endpoint-services", _, "permissions"]) => {
            ("ListServicePermissionsDetails", Read, owner::permissions)
        }
        ("POST", ["vpc-endpoint-services", _, "permissions", "action"]) => {
            ("AddOrRemoveServicePermissions", Write, owner::permit)
        }
        ("POST", ["vpc-endpoints"]) => ("CreateEndpoint", Write, consumer::create),
        ("GET", ["vpc-endpoints"]) => ("ListEndpoints", Read, consumer::list),
        ("GET", ["vpc-endpoints", _]) => ("ListEndpointInfoDetails", Read, consumer::show),
        ("DELETE", ["vpc-endpoints", _]) => ("DeleteEndpoint", Write, consumer::delete),
        ("GET", ["quotas"]) => ("ListQuotaDetails", Read, consumer::quotas),
        _ => return None,
    })
}

/// What follows `/v1.0/{project_id}/reserved_cluster/{cluster_id}`. The names are ours: no SDK has this service.
fn of_cs(method: &str, path: &[&str]) -> Option<Row> {
    use Access::{Read, Write};
    Some(match (method, path) {
        ("POST", ["peering"]) => ("CreateClusterPeering", Write, cs::create),
        ("GET", ["peering"]) => ("ListClusterPeerings", Read, cs::list),
        ("GET", ["peering", _]) => ("ShowClusterPeering", Read, cs::show),
        ("DELETE", ["peering", _]) => ("DeleteClusterPeering", Write, cs::delete),
        _ => return None,
    })
}
