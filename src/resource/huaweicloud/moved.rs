//! What comes over from other providers of Huawei Cloud and its partners.

use crate::cloud::endpoint::EndpointApi;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::status::PEERINGS;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::moved::Source;
use crate::framework::object::{Key, Object};
use crate::framework::value::Value;
use crate::resource::keys::{
    ACCEPTER_VPC_ID, CLUSTER_ID, DESCRIPTION, ENDPOINT_ID, ID, NAME, PEERING_ID, REGION,
    REQUESTER_VPC_ID, SERVICE_ID,
};
use crate::resource::moved::{SourceTypes, peering, status, texts};

const ACCEPTER_PROJECT_ID: Key<String> = Key::new("accepter_project_id");
const REQUESTER_DOMAIN_ID: Key<String> = Key::new("requester_domain_id");
const MARKER_ID: Key<String> = Key::new("marker_id");
const ERRORS: Key<Value> = Key::new("errors");

/// Of a request.
pub(super) const REQUESTS: &[SourceTypes] = &[SourceTypes {
    names: &[
        "huaweicloud_vpc_peering_connection",
        "huaweicloud_vpc_peering_connection_v2",
        "opentelekomcloud_vpc_peering_connection_v2",
    ],
    take: request,
}];

/// Of a decision about one.
pub(super) const ANSWERS: &[SourceTypes] = &[SourceTypes {
    names: &[
        "huaweicloud_vpc_peering_connection_accepter",
        "huaweicloud_vpc_peering_connection_accepter_v2",
        "opentelekomcloud_vpc_peering_connection_accepter_v2",
    ],
    take: answer,
}];

/// Of a request of a cluster.
pub(super) const CLUSTERS: &[SourceTypes] = &[SourceTypes {
    names: &[
        "huaweicloud_cs_peering_connect",
        "huaweicloud_cs_peering_connect_v1",
    ],
    take: cluster,
}];

/// Of a decision about an endpoint.
pub(super) const CONNECTIONS: &[SourceTypes] = &[SourceTypes {
    names: &["huaweicloud_vpcep_approval"],
    take: approval,
}];

fn request(source: &Source, state: &mut Object) -> Result<Option<Diagnostic>, Diagnostic> {
    state.set(ID, source.required("id")?);
    texts(
        source,
        state,
        &[
            (REGION, "region"),
            (NAME, "name"),
            (DESCRIPTION, "description"),
            (REQUESTER_VPC_ID, "vpc_id"),
            (ACCEPTER_VPC_ID, "peer_vpc_id"),
            (ACCEPTER_PROJECT_ID, "peer_tenant_id"),
        ],
    )?;
    status(state, PEERINGS, source.text("status")?);
    Ok(None)
}

/// One that was imported there has its id alone.
fn answer(source: &Source, state: &mut Object) -> Result<Option<Diagnostic>, Diagnostic> {
    let id = match source.text("vpc_peering_connection_id")? {
        Some(id) => id,
        None => source.required("id")?,
    };
    peering(state, &id);
    state.set(REGION, source.text("region")?);
    status(state, PEERINGS, source.text("status")?);
    Ok(None)
}

fn cluster(source: &Source, state: &mut Object) -> Result<Option<Diagnostic>, Diagnostic> {
    let (cluster, id) = (source.required("cluster_id")?, source.required("id")?);
    state.set(ID, format!("{cluster}/{id}"));
    state.set(CLUSTER_ID, cluster);
    state.set(PEERING_ID, id);
    texts(source, state, &[(REGION, "region"), (NAME, "name")])?;
    if let Some(target) = source.objects("target_vpc_info")?.first() {
        let names = [
            (ACCEPTER_VPC_ID, "vpc_id"),
            (ACCEPTER_PROJECT_ID, "project_id"),
        ];
        texts(target, state, &names)?;
    }
    Ok(None)
}

/// It is about all endpoints of a service that it names; here each has a resource.
fn approval(source: &Source, state: &mut Object) -> Result<Option<Diagnostic>, Diagnostic> {
    let service = match source.text("service_id")? {
        Some(service) => service,
        None => source.required("id")?,
    };
    let endpoints = source.list("endpoints")?;
    let [endpoint] = endpoints.as_slice() else {
        let imports = endpoints.iter().map(|endpoint| {
            format!(
                "\n\n  import {{\n    to = vpcconnect_huaweicloud_endpoint_connection.NAME\n    id = \
                 \"{service}/{endpoint}\"\n  }}"
            )
        });
        return Err(Diagnostic::error(
            "An approval of one endpoint alone can be moved here",
            format!(
                "This {} holds {} endpoints, and here each has a resource of its own. Write a `removed` block with \
                 `lifecycle {{ destroy = false }}` for it, and one `import` block for each endpoint:{}",
                source.type_name,
                endpoints.len(),
                imports.collect::<String>()
            ),
        ));
    };
    state.set(ID, format!("{service}/{endpoint}"));
    state.set(SERVICE_ID, service);
    state.set(ENDPOINT_ID, endpoint.as_str());
    state.set(REGION, source.text("region")?);
    state.set(ERRORS, Value::List(Vec::new()));
    for connection in source.objects("connections")? {
        if connection.text("endpoint_id")?.as_ref() != Some(endpoint) {
            continue;
        }
        let names = [
            (REQUESTER_DOMAIN_ID, "domain_id"),
            (DESCRIPTION, "description"),
            (MARKER_ID, "packet_id"),
        ];
        texts(&connection, state, &names)?;
        status(state, Session::STATUSES, connection.text("status")?);
    }
    Ok(None)
}
