//! Which call a request makes, by its action and version, and what all of them have in common: parameters,
//! client tokens, dry runs.

use super::parameters::{Parameters, Shown};
use super::reply::answer;
use super::rpc::sent;
use super::{AliCloud, error, peering, privatelink, sign_in, sts, tags};
use crate::simulator::cloud::{Access, Route};
use crate::simulator::context::{At, Outcome};
use crate::simulator::request::Request;
use crate::simulator::rules::Event;

/// Executes a call; the answer's body, without the request's id.
type Handler = fn(&AliCloud, &Parameters, &mut At<'_>) -> Shown;

/// A call: its name, whether it may change something, its parameters beside those of every call (`N` stands
/// for a number), and what executes it.
type Row = (&'static str, Access, &'static str, Handler);

const VPC_PEER: [Row; 11] = [
    (
        "CreateVpcPeerConnection",
        Access::Write,
        "VpcId AcceptingAliUid AcceptingRegionId AcceptingVpcId Name Description Bandwidth LinkType \
         ResourceGroupId Tag.N.Key Tag.N.Value DryRun ClientToken",
        peering::create,
    ),
    (
        "AcceptVpcPeerConnection",
        Access::Write,
        "InstanceId ResourceGroupId ResourceOwnerAccount Tag.N.Key Tag.N.Value DryRun ClientToken",
        peering::accept,
    ),
    (
        "RejectVpcPeerConnection",
        Access::Write,
        "InstanceId ResourceOwnerAccount DryRun ClientToken",
        peering::reject,
    ),
    (
        "ModifyVpcPeerConnection",
        Access::Write,
        "InstanceId Name Description Bandwidth LinkType DryRun ClientToken",
        peering::modify,
    ),
    (
        "DeleteVpcPeerConnection",
        Access::Write,
        "InstanceId Force DryRun ClientToken",
        peering::delete,
    ),
    (
        "GetVpcPeerConnectionAttribute",
        Access::Read,
        "InstanceId ResourceOwnerAccount",
        peering::get,
    ),
    (
        "ListVpcPeerConnections",
        Access::Read,
        "InstanceId VpcId Name ResourceGroupId Tags.N.Key Tags.N.Value MaxResults NextToken",
        peering::list,
    ),
    (
        "TagResources",
        Access::Write,
        "ResourceType ResourceId.N Tag.N.Key Tag.N.Value ClientToken",
        tags::tag,
    ),
    (
        "UnTagResources",
        Access::Write,
        "ResourceType ResourceId.N TagKey.N All ClientToken",
        tags::untag,
    ),
    (
        "ListTagResources",
        Access::Read,
        "ResourceType ResourceId.N Tag.N.Key Tag.N.Value Category MaxResults NextToken",
        tags::list,
    ),
    (
        "MoveResourceGroup",
        Access::Write,
        "ResourceId ResourceType NewResourceGroupId",
        tags::move_group,
    ),
];

const CONNECTION: &str = "ServiceId EndpointId Bandwidth TrafficControlMode DryRun ClientToken";

const PRIVATE_LINK: [Row; 4] = [
    (
        "DisableVpcEndpointConnection",
        Access::Write,
        "ServiceId EndpointId DryRun ClientToken",
        |cloud, parameters, at| privatelink::perform(cloud, parameters, at, Event::Reject),
    ),
    (
        "EnableVpcEndpointConnection",
        Access::Write,
        CONNECTION,
        |cloud, parameters, at| privatelink::perform(cloud, parameters, at, Event::Accept),
    ),
    (
        "UpdateVpcEndpointConnectionAttribute",
        Access::Write,
        CONNECTION,
        |cloud, parameters, at| privatelink::perform(cloud, parameters, at, Event::Modify),
    ),
    (
        "ListVpcEndpointConnections",
        Access::Read,
        "ServiceId EndpointId EndpointOwnerId ConnectionStatus ResourceId EniId ReplacedResourceId \
         ResourceGroupId MaxResults NextToken",
        privatelink::list,
    ),
];

const STS: [Row; 2] = [
    ("GetCallerIdentity", Access::Read, "", sts::caller_identity),
    (
        "AssumeRole",
        Access::Read,
        "RoleArn RoleSessionName DurationSeconds Policy ExternalId",
        sts::assume_role,
    ),
];

/// A service's version, its name in the addresses of its troubleshooting pages, and its calls.
const PRODUCTS: [(&str, &str, &[Row]); 3] = [
    ("2022-01-01", "VpcPeer", &VPC_PEER),
    ("2020-04-15", "Privatelink", &PRIVATE_LINK),
    ("2015-04-01", "Sts", &STS),
];

/// What a request calls: by its headers, or by parameters as the older way of calling does.
fn named(request: &Request) -> Option<(String, String)> {
    let header = |name| request.header(name).map(str::to_owned);
    if let Some(action) = header("x-acs-action") {
        return Some((action, header("x-acs-version").unwrap_or_default()));
    }
    let all = sent(request);
    let parameter = |wanted: &str| {
        let found = all.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone())
    };
    Some((parameter("Action")?, parameter("Version")?))
}

/// Whether a request is for this cloud, whatever it asks. Others name actions and versions in parameters, too.
pub(super) fn is_addressed(request: &Request) -> bool {
    let is_ours = |(_, version): (String, String)| PRODUCTS.iter().any(|(of, ..)| *of == version);
    request.header("x-acs-action").is_some()
        || named(request).is_some_and(is_ours)
        || sign_in::of(request, None).is_some()
}

/// The service that a request is for.
pub(super) fn product(request: &Request) -> &'static str {
    let version = named(request).map(|(_, version)| version);
    let found = PRODUCTS
        .iter()
        .find(|(of, ..)| version.as_deref() == Some(of));
    found.map_or("VpcPeer", |(_, product, _)| product)
}

pub(super) fn of<'a>(cloud: &'a AliCloud, request: &Request) -> Option<Route<'a>> {
    let named = named(request);
    let named = named
        .as_ref()
        .map(|(action, version)| (action.as_str(), version.as_str()));
    if let Some((name, handler)) = sign_in::of(request, named) {
        return Some(Route {
            name,
            access: Access::Open,
            run: Box::new(move |at| handler(cloud, at)),
        });
    }
    let (action, version) = named?;
    let (.., rows) = PRODUCTS.iter().find(|(of, ..)| *of == version)?;
    let row = rows.iter().find(|(name, ..)| *name == action)?;
    Some(Route {
        name: row.0,
        access: row.1,
        run: Box::new(move |at| perform(cloud, row, at)),
    })
}

/// Performs a call: its parameters, its token, its rules; a dry run ends after those.
fn perform(cloud: &AliCloud, (action, _, known, handler): &Row, at: &mut At<'_>) -> Outcome {
    let request_id = at.call.request_id;
    let parameters = Parameters::read(at.call.request, known)?;
    let token = parameters.client_token(&at.call.caller.account)?;
    if let Some(token) = &token {
        let before = at.context.tokens.answered(token, action, parameters.all());
        if let Some(before) = before.map_err(|_| error::TOKEN_REUSED.refusal())? {
            return Ok(answer(before, request_id));
        }
    }
    if parameters.flag("DryRun")? {
        // All objects once more: only for whoever asks.
        let before = at.context.objects.clone();
        let rehearsed = handler(cloud, &parameters, at);
        *at.context.objects = before;
        return rehearsed.and(Err(error::DRY_RUN.refusal()));
    }
    let done = handler(cloud, &parameters, at)?;
    if let Some(token) = token {
        let all = parameters.all();
        at.context.tokens.remember(token, action, all, &done);
    }
    Ok(answer(done, request_id))
}
