//! The attributes of `vpcconnect_huaweicloud_cs_peering`, whose texts are its documentation.

use super::peering_schema::STATUS;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::framework::timeouts;
use crate::resource::attributes;

/// The schema.
pub(super) fn schema() -> Schema {
    Schema::new(
        "Requests a peering between a Cloud Stream cluster and a VPC on Huawei Cloud. The cluster lives in a \
         VPC of the service, so every request waits for the owner of the VPC, who answers it with \
         `vpcconnect_huaweicloud_peering_accepter` and this resource's `peering_id`, even within one \
         account. The vendor has retired Cloud Stream for new customers: this is for clusters that are still \
         running.",
        vec![
            Attribute::string("cluster_id", "The reserved cluster that sends the request.")
                .required()
                .replaces()
                .rule(Rule::Check(attributes::plain_id)),
            Attribute::string(
                "name",
                "The name, shown to both sides. A cluster has one request for each name and VPC: the service \
                 itself does not tell two apart.",
            )
            .required()
            .replaces()
            .rule(Rule::Length(1, 64)),
            Attribute::string("accepter_vpc_id", "The accepter's VPC.")
                .required()
                .replaces(),
            Attribute::string(
                "accepter_project_id",
                "The project of the accepter's VPC. Needed when it is not the account's own.",
            )
            .or_computed()
            .replaces(),
            attributes::wait_for_answer(),
            attributes::replace_refused(),
            attributes::account(),
            attributes::region(),
            timeouts::attribute(),
            Attribute::string("id", "`cluster_id` and `peering_id` with a `/` between them.")
                .computed(),
            Attribute::string("peering_id", "The id of the peering, the same for both sides.")
                .computed(),
            Attribute::string("status", STATUS).computed(),
            attributes::answer(),
            Attribute::string(
                "active_id",
                "The id for routes: null until the peering has been active, then the same as \
                 `peering_id`. With both sides in one configuration, routes refer to the accepter's.",
            )
            .computed(),
            Attribute::string("requester_vpc_id", "The VPC of the cluster.").computed(),
            Attribute::string("requester_project_id", "The project of the service.").computed(),
        ],
    )
}
