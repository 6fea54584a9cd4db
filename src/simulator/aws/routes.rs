//! Which call a request makes, by its action and version, and what all of them have in common: parameters, dry
//! runs.

use http::StatusCode;
use serde_json::Value;

use super::parameters::{Parameters, Shown};
use super::service::{Service, parameter};
use super::{Aws, endpoint, error, list, peering, sso, sts, tags, xml};
use crate::simulator::cloud::{Access, Route};
use crate::simulator::context::{At, Outcome};
use crate::simulator::request::{Answer, Request};

/// Executes a call.
type Handler = fn(&Aws, &Parameters, &mut At<'_>) -> Shown;

/// A call: its name, whether it may change something, its parameters (`N` stands for a number, `!` follows those
/// that have to be there), and what executes it.
type Row = (&'static str, Access, &'static str, Handler);

const EC2: [Row; 12] = [
    (
        "CreateVpcPeeringConnection",
        Access::Write,
        "VpcId! PeerVpcId! PeerOwnerId PeerRegion TagSpecification.N.ResourceType TagSpecification.N.Tag.N.Key \
         TagSpecification.N.Tag.N.Value DryRun",
        peering::create,
    ),
    (
        "AcceptVpcPeeringConnection",
        Access::Write,
        "VpcPeeringConnectionId! DryRun",
        peering::accept,
    ),
    (
        "RejectVpcPeeringConnection",
        Access::Write,
        "VpcPeeringConnectionId! DryRun",
        peering::reject,
    ),
    (
        "DeleteVpcPeeringConnection",
        Access::Write,
        "VpcPeeringConnectionId! DryRun",
        peering::delete,
    ),
    (
        "DescribeVpcPeeringConnections",
        Access::Read,
        "VpcPeeringConnectionId.N Filter.N.Name Filter.N.Value.N MaxResults NextToken DryRun",
        list::describe,
    ),
    (
        "ModifyVpcPeeringConnectionOptions",
        Access::Write,
        "VpcPeeringConnectionId! RequesterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc \
         AccepterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc DryRun",
        peering::modify_options,
    ),
    (
        "CreateTags",
        Access::Write,
        "ResourceId.N! Tag.N.Key! Tag.N.Value DryRun",
        tags::create,
    ),
    (
        "DeleteTags",
        Access::Write,
        "ResourceId.N! Tag.N.Key Tag.N.Value DryRun",
        tags::delete,
    ),
    (
        "AcceptVpcEndpointConnections",
        Access::Write,
        "ServiceId! VpcEndpointId.N! DryRun",
        endpoint::accept,
    ),
    (
        "RejectVpcEndpointConnections",
        Access::Write,
        "ServiceId! VpcEndpointId.N! DryRun",
        endpoint::reject,
    ),
    (
        "DescribeVpcEndpointConnections",
        Access::Read,
        "Filter.N.Name Filter.N.Value.N MaxResults NextToken DryRun",
        endpoint::describe,
    ),
    (
        "DescribeVpcEndpointServiceConfigurations",
        Access::Read,
        "ServiceId.N DryRun",
        endpoint::services,
    ),
];

const STS: [Row; 3] = [
    ("GetCallerIdentity", Access::Read, "", sts::caller_identity),
    (
        "AssumeRole",
        Access::Read,
        "RoleArn! RoleSessionName! DurationSeconds ExternalId Policy",
        sts::assume_role,
    ),
    (
        "AssumeRoleWithWebIdentity",
        Access::Open,
        "RoleArn! RoleSessionName! WebIdentityToken! DurationSeconds Policy",
        sts::by_web_identity,
    ),
];

fn rows(service: Service) -> &'static [Row] {
    match service {
        Service::Ec2 => &EC2,
        Service::Sts => &STS,
    }
}

pub(super) fn of<'a>(cloud: &'a Aws, request: &Request) -> Option<Route<'a>> {
    if let Some(route) = sso::of(request) {
        return Some(route);
    }
    let service = Service::versioned(request)?;
    let action = parameter(request, "Action")?;
    let row = rows(service).iter().find(|(name, ..)| *name == action)?;
    Some(Route {
        name: row.0,
        access: row.1,
        run: Box::new(move |at| perform(cloud, service, row, at)),
    })
}

/// Performs a call. A dry run proves the permission alone: it ends when the parameters are read.
fn perform(
    cloud: &Aws,
    service: Service,
    (action, _, known, handler): &Row,
    at: &mut At<'_>,
) -> Outcome {
    let request_id = at.call.request_id;
    let parameters = Parameters::read(at.call.request, known)?;
    if parameters.flag("DryRun")? == Some(true) {
        return Err(error::dry_run());
    }
    let shown = handler(cloud, &parameters, at)?;
    let refused = shown.get("unsuccessful").and_then(Value::as_array);
    let refused = refused.map_or(0, Vec::len);
    let root = service.answer(action, &shown, request_id);
    let answer = xml::answer(StatusCode::OK, &root, request_id);
    Ok(Answer { refused, ..answer })
}
