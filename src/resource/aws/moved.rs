//! What comes over from the other provider of AWS.

use crate::cloud::aws::account::Session;
use crate::cloud::aws::status::PEERINGS;
use crate::cloud::endpoint::EndpointApi as _;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::moved::Source;
use crate::framework::object::{Key, Object};
use crate::resource::keys::{
    ACCEPTER_REGION, ACCEPTER_VPC_ID, ID, REGION, REMOTE_DNS_RESOLUTION, REQUESTER_VPC_ID,
};
use crate::resource::moved::{SourceTypes, endpoint, peering, status, tags, texts};

const ACCEPTER_ACCOUNT_ID: Key<String> = Key::new("accepter_account_id");

/// Of a request.
pub(super) const REQUESTS: &[SourceTypes] = &[SourceTypes {
    names: &["aws_vpc_peering_connection"],
    take: request,
}];

/// Of a decision about one.
pub(super) const ANSWERS: &[SourceTypes] = &[SourceTypes {
    names: &["aws_vpc_peering_connection_accepter"],
    take: answer,
}];

/// Of a decision about an endpoint.
pub(super) const CONNECTIONS: &[SourceTypes] = &[SourceTypes {
    names: &["aws_vpc_endpoint_connection_accepter"],
    take: connection,
}];

/// Older versions of that provider do not write its region down: then the plan knows it.
fn request(source: &Source, state: &mut Object) -> Result<Option<Diagnostic>, Diagnostic> {
    state.set(ID, source.required("id")?);
    let arguments = [
        (REGION, "region"),
        (REQUESTER_VPC_ID, "vpc_id"),
        (ACCEPTER_VPC_ID, "peer_vpc_id"),
        (ACCEPTER_REGION, "peer_region"),
        (ACCEPTER_ACCOUNT_ID, "peer_owner_id"),
    ];
    texts(source, state, &arguments)?;
    of_side(source, state, "requester")?;
    Ok(None)
}

/// Its `peer_region` is the accepter's own region whatever the name says, and all that older versions write down of it. Its
/// VPCs stand the other way round within one account: they, and all else of the requester's, are read. One that was
/// imported may have its id alone.
fn answer(source: &Source, state: &mut Object) -> Result<Option<Diagnostic>, Diagnostic> {
    let named = source.text("vpc_peering_connection_id")?;
    let id = named.map_or_else(|| source.required("id"), Ok)?;
    peering(state, &id);
    let own = source.text("region")?;
    let region = own.map_or_else(|| source.text("peer_region"), |own| Ok(Some(own)))?;
    state.set(REGION, region);
    of_side(source, state, "accepter")?;
    Ok(None)
}

/// There, the id has an underscore between the two, which neither of them contains.
fn connection(source: &Source, state: &mut Object) -> Result<Option<Diagnostic>, Diagnostic> {
    let names = ["vpc_endpoint_service_id", "vpc_endpoint_id"];
    endpoint(source, state, '_', names)?;
    texts(source, state, &[(REGION, "region")])?;
    let word = source.text("vpc_endpoint_state")?;
    let word = word.map(|word| {
        Session::STATUSES
            .status_in_any_case(&word)
            .as_str()
            .to_owned()
    });
    status(state, Session::STATUSES, word);
    Ok(None)
}

/// What belongs to a side alone, and where the peering stands.
fn of_side(source: &Source, state: &mut Object, side: &str) -> Result<(), Diagnostic> {
    tags(source, state)?;
    for options in source.objects(side)? {
        if options.flag("allow_remote_vpc_dns_resolution")? {
            state.set(REMOTE_DNS_RESOLUTION, true);
        }
    }
    status(state, PEERINGS, source.text("accept_status")?);
    Ok(())
}
