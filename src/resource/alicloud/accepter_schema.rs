//! What users may write of a decision, and what they are told about the request.

use super::peering_schema::{
    STATUS, account_number, expires_at, force_delete, resource_group_id, tags,
};
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::resource::attributes;

/// The schema of `vpcconnect_alicloud_peering_accepter`.
pub(super) fn schema() -> Schema {
    let arguments = vec![
            attributes::peering_id(),
            attributes::decision(),
            attributes::on_destroy(),
            force_delete(),
            resource_group_id(),
            tags(),
            Attribute::string(
                "requester_account_id",
                "The number of the requester's account. When set, a request from another one is neither \
                 accepted nor rejected.",
            )
            .or_computed()
            .rule(Rule::Check(account_number)),];
    let shown = vec![
        Attribute::string("region", "The region of the accepter's VPC.").computed(),
        Attribute::string("name", "The name, which the requester sets.").computed(),
        Attribute::string("description", "The description, which the requester sets.").computed(),
        Attribute::string("requester_region", "The region of the requester's VPC.").computed(),
        Attribute::string("accepter_vpc_id", "The accepter's VPC.").computed(),
        Attribute::string("accepter_region", "The same as `region`.").computed(),
        Attribute::string("accepter_account_id", "The accepter's account.").computed(),
        Attribute::number(
            "bandwidth",
            "The limit in Mbit/s, which the requester sets; -1 where there is none.",
        )
        .computed(),
        expires_at(),
        attributes::created_at(),
        attributes::updated_at(),
    ];
    Schema::new(
        "Accepts or rejects a VPC peering connection that another account requested, on Alibaba Cloud. A \
         peering is decided once, within seven days: to decide again, the requester has to send a new \
         request.",
        attributes::of_decision(STATUS, arguments, shown),
    )
}
