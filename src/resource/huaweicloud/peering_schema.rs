//! The attributes of `vpcconnect_huaweicloud_peering`, whose texts are its documentation.

use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::resource::attributes;

/// What `status` is.
pub(super) const STATUS: &str =
    "The status: `PENDING_ACCEPTANCE`, `ACTIVE`, `REJECTED`, `EXPIRED`.";

/// The schema.
pub(super) fn schema() -> Schema {
    let arguments = vec![
            Attribute::string("name", "The name, shown to both sides.")
                .required()
                .rule(Rule::Length(1, 64)),
            Attribute::string("description", "A description, shown to both sides.")
                .rule(Rule::Length(0, 255))
                .rule(Rule::Without(&['<', '>'])),
            attributes::own_vpc(),
            Attribute::string(
                "accepter_vpc_id",
                "The accepter's VPC, in the same region.",
            )
            .required()
            .replaces(),
            Attribute::string(
                "accepter_project_id",
                "The project of the accepter's VPC. Needed when it is not the requester's own. It is the id \
                 of a project, not of an account or domain.",
            )
            .or_computed()
            .replaces(),];
    let shown = vec![
        Attribute::string("requester_project_id", "The requester's project.").computed(),
        attributes::created_at(),
        attributes::updated_at(),
    ];
    Schema::new(
        "Requests a VPC peering connection on Huawei Cloud. Within one project it is active at \
         once; across projects it waits for the other side's answer, which its owner gives with \
         `vpcconnect_huaweicloud_peering_accepter`.",
        attributes::of_request(STATUS, arguments, shown),
    )
}
