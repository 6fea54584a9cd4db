//! The attributes of `vpcconnect_huaweicloud_peering_accepter`, whose texts are its documentation.

use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::framework::timeouts;
use crate::resource::attributes;

/// The schema.
pub(super) fn schema() -> Schema {
    Schema::new(
        "Accepts or rejects a VPC peering connection that another project requested, on Huawei Cloud. A \
             peering is decided once: to decide again, the requester has to send a new request.",
        vec![
            Attribute::string(
                "peering_id",
                "The id of the peering, as the requester knows it.",
            )
            .required()
            .replaces()
            .rule(Rule::Check(attributes::plain_id)),
            attributes::decision(),
            Attribute::string(
                "on_destroy",
                "What a destroy does with the peering: `\"keep\"` (default) leaves it as it is, \
                     `\"delete\"` deletes it for both sides. The value last applied counts.",
            )
            .rule(Rule::OneOf(&["keep", "delete"])),
            Attribute::string(
                "requester_project_id",
                "The requester's project. When set, a request from another one is neither accepted nor \
                     rejected.",
            )
            .or_computed(),
            Attribute::string(
                "requester_vpc_id",
                "The requester's VPC. When set, a request from another one is neither accepted nor rejected.",
            )
            .or_computed(),
            attributes::account(),
            attributes::region(),
            timeouts::attribute(),
            Attribute::string("id", "The same as `peering_id`.").computed(),
            Attribute::string(
                "status",
                "The status: `PENDING_ACCEPTANCE`, `ACTIVE`, `REJECTED`, `EXPIRED`.",
            )
            .computed(),
            attributes::answer(),
            Attribute::string(
                "active_id",
                "The id for routes: null until the peering has been active, then the same as \
                     `id`.",
            )
            .computed(),
            Attribute::string("name", "The name that the requester gave.").computed(),
            Attribute::string("description", "The description that the requester gave.").computed(),
            Attribute::string("accepter_vpc_id", "The accepter's VPC.").computed(),
            Attribute::string("accepter_project_id", "The accepter's project.").computed(),
            attributes::created_at(),
            attributes::updated_at(),
        ],
    )
}
