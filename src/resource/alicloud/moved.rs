//! What comes over from the other provider of Alibaba Cloud.

use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::status::PEERINGS;
use crate::cloud::endpoint::EndpointApi;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::moved::Source;
use crate::framework::object::{Key, Object};
use crate::resource::keys::{
    ACCEPTER_REGION, ACCEPTER_VPC_ID, BANDWIDTH, DESCRIPTION, FORCE_DELETE, ID, LINK_TYPE, NAME,
    REGION, REQUESTER_REGION, REQUESTER_VPC_ID, RESOURCE_GROUP_ID,
};
use crate::resource::moved::{SourceTypes, endpoint, peering, status, tags, texts};

const ACCEPTER_ACCOUNT_ID: Key<String> = Key::new("accepter_account_id");

/// Of a request.
pub(super) const REQUESTS: &[SourceTypes] = &[SourceTypes {
    names: &["alicloud_vpc_peer_connection"],
    take: request,
}];

/// Of a decision about one.
pub(super) const ANSWERS: &[SourceTypes] = &[SourceTypes {
    names: &["alicloud_vpc_peer_connection_accepter"],
    take: answer,
}];

/// Of a decision about an endpoint.
pub(super) const CONNECTIONS: &[SourceTypes] = &[SourceTypes {
    names: &["alicloud_privatelink_vpc_endpoint_connection"],
    take: connection,
}];

fn request(source: &Source, state: &mut Object) -> Result<Option<Diagnostic>, Diagnostic> {
    state.set(ID, source.required("id")?);
    texts(
        source,
        state,
        &[
            (REGION, "region_id"),
            (NAME, "peer_connection_name"),
            (DESCRIPTION, "description"),
            (REQUESTER_VPC_ID, "vpc_id"),
            (ACCEPTER_VPC_ID, "accepting_vpc_id"),
            (ACCEPTER_REGION, "accepting_region_id"),
            (ACCEPTER_ACCOUNT_ID, "accepting_ali_uid"),
            (LINK_TYPE, "link_type"),
            (RESOURCE_GROUP_ID, "resource_group_id"),
        ],
    )?;
    state.set(BANDWIDTH, source.number("bandwidth")?);
    forced(source, state)?;
    tags(source, state)?;
    status(state, PEERINGS, source.text("status")?);
    Ok(None)
}

fn answer(source: &Source, state: &mut Object) -> Result<Option<Diagnostic>, Diagnostic> {
    let id = match source.text("instance_id")? {
        Some(id) => id,
        None => source.required("id")?,
    };
    peering(state, &id);
    texts(
        source,
        state,
        &[
            (REGION, "accepting_region_id"),
            (ACCEPTER_REGION, "accepting_region_id"),
            (REQUESTER_REGION, "region_id"),
            (REQUESTER_VPC_ID, "vpc_id"),
            (ACCEPTER_VPC_ID, "accepting_vpc_id"),
            (ACCEPTER_ACCOUNT_ID, "accepting_owner_uid"),
            (RESOURCE_GROUP_ID, "resource_group_id"),
        ],
    )?;
    forced(source, state)?;
    status(state, PEERINGS, source.text("status")?);
    Ok(Some(Diagnostic::warning(
        "A destroy of what was moved keeps the peering",
        format!(
            "Peering {id}: a destroy of {} deleted the peering for both sides. Here it keeps it, unless on_destroy = \
             \"delete\" was applied.",
            source.type_name
        ),
    )))
}

fn connection(source: &Source, state: &mut Object) -> Result<Option<Diagnostic>, Diagnostic> {
    endpoint(source, state, ':', ["service_id", "endpoint_id"])?;
    state.set(BANDWIDTH, source.number("bandwidth")?);
    status(state, Session::STATUSES, source.text("status")?);
    Ok(None)
}

/// What is not forced is not configured either.
fn forced(source: &Source, state: &mut Object) -> Result<(), Diagnostic> {
    if source.flag("force_delete")? {
        state.set(FORCE_DELETE, true);
    }
    Ok(())
}
