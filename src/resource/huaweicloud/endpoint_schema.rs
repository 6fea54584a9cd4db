//! The attributes of `vpcconnect_huaweicloud_endpoint_connection`, whose texts are its documentation.

use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::framework::timeouts;
use crate::resource::attributes;
use crate::resource::endpoint::schema::{id, on_destroy};

/// The schema.
pub(super) fn schema() -> Schema {
    let problem = vec![
        Attribute::string("code", "The cloud's code.").computed(),
        Attribute::string("message", "The cloud's words.").computed(),
    ];
    Schema::new(
        "Accepts or rejects a VPC endpoint that asks one of the account's endpoint services, on \
         Huawei Cloud. One resource for each endpoint. The decision can be changed at any time, and \
         what is changed by hand shows in `decision`.",
        vec![
            Attribute::string("service_id", "The id (not the name) of the endpoint service.")
                .required()
                .replaces()
                .rule(Rule::Check(attributes::plain_id)),
            Attribute::string("endpoint_id", "The id of the endpoint that asks.")
                .required()
                .replaces()
                .rule(Rule::Check(attributes::plain_id)),
            attributes::decision(),
            Attribute::string(
                "description",
                "What the connection is for. Default: what stands there. Not every region has \
                 descriptions of connections.",
            )
            .or_computed()
            .rule(Rule::Without(&['<', '>'])),
            on_destroy(),
            Attribute::string(
                "requester_domain_id",
                "The account (domain id) that asks. When set, an endpoint of another one is neither \
                 accepted nor rejected.",
            )
            .or_computed(),
            attributes::account(),
            attributes::region(),
            timeouts::attribute(),
            id(),
            Attribute::string(
                "status",
                "The status: `pendingAcceptance`, `creating`, `accepted`, `rejected`, `failed`.",
            )
            .computed(),
            attributes::answer(),
            Attribute::string(
                "marker_id",
                "The number that tells the endpoint's packets apart at the service.",
            )
            .computed(),
            Attribute::objects("errors",
                problem,
                "Why the endpoint failed; empty when it did not.",
            ),
            attributes::created_at(),
            attributes::updated_at(),
        ],
    )
}
