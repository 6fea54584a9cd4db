//! The blocks that configurations are made of.

/// The address of the request that [`request`] writes.
pub(super) const REQUEST: &str = "vpcconnect_huaweicloud_peering.this";

/// The address of the answer that [`answer`] writes.
pub(super) const ANSWER: &str = "vpcconnect_huaweicloud_peering_accepter.this";

/// Tenant A asks tenant B: what [`super::cloud::Cloud::request`] asks, in Terraform.
pub(super) fn request(more: &str) -> String {
    resource(
        "vpcconnect_huaweicloud_peering",
        "this",
        &format!(
            "name = \"please\"
  requester_vpc_id = \"vpc-A\"
  accepter_vpc_id = \"vpc-B\"
  accepter_project_id = \"project-B\"
  {more}"
        ),
    )
}

/// A request between two VPCs of one tenant.
pub(super) fn own_request(more: &str) -> String {
    resource(
        "vpcconnect_huaweicloud_peering",
        "this",
        &format!(
            "name = \"own\"
  requester_vpc_id = \"vpc-1\"
  accepter_vpc_id = \"vpc-2\"
  {more}"
        ),
    )
}

/// An answer to the peering `id`.
pub(super) fn answer(id: &str, decision: &str, more: &str) -> String {
    resource(
        "vpcconnect_huaweicloud_peering_accepter",
        "this",
        &format!(
            "peering_id = \"{id}\"
  decision = \"{decision}\"
  {more}"
        ),
    )
}

/// Any resource.
pub(super) fn resource(kind: &str, name: &str, body: &str) -> String {
    format!("resource \"{kind}\" \"{name}\" {{\n  {body}\n}}\n")
}

/// `import` blocks: an address and an import id each.
pub(super) fn import_blocks(blocks: &[(String, String)]) -> String {
    let block =
        |(to, id): &(String, String)| format!("import {{\n  to = {to}\n  id = \"{id}\"\n}}\n");
    blocks.iter().map(block).collect()
}
