//! The attributes of `vpcconnect_huaweicloud_peering_accepter`, whose texts are its documentation.

use super::peering_schema::STATUS;
use crate::framework::schema::{Attribute, Schema};
use crate::resource::attributes;

/// The schema.
pub(super) fn schema() -> Schema {
    let arguments = vec![
        attributes::peering_id(),
        attributes::decision(),
        attributes::on_destroy(),
        Attribute::string(
            "requester_project_id",
            "The requester's project. When set, a request from another one is neither accepted nor \
                     rejected.",
        )
        .or_computed(),
    ];
    let shown = vec![
        attributes::region(),
        Attribute::string("name", "The name that the requester gave.").computed(),
        Attribute::string("description", "The description that the requester gave.").computed(),
        Attribute::string("accepter_vpc_id", "The accepter's VPC.").computed(),
        Attribute::string("accepter_project_id", "The accepter's project.").computed(),
        attributes::created_at(),
        attributes::updated_at(),
    ];
    Schema::new(
        "Accepts or rejects a VPC peering connection that another project requested, on Huawei Cloud. A \
             peering is decided once: to decide again, the requester has to send a new request.",
        attributes::of_decision(STATUS, arguments, shown),
    )
}
