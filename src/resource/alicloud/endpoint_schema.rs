//! The attributes of `vpcconnect_alicloud_endpoint_connection`, whose texts are its documentation.

use super::peering_schema::account_number;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::framework::timeouts;
use crate::resource::attributes;
use crate::resource::endpoint::schema::{id, on_destroy};

/// What `status` shows, in the resource and in data sources.
pub(super) const STATUS: &str = "The status: `Pending` (being modified), `Connecting`, `Connected`, `Disconnecting`, \
    `Disconnected`. The cloud has no word for \"rejected\": a connection that was rejected and one that nobody has \
    answered are both `Disconnected`.";

/// The schema.
pub(super) fn schema() -> Schema {
    Schema::new(
        "Accepts or rejects an endpoint that asks one of the account's endpoint services, on Alibaba \
         Cloud PrivateLink. One resource for each endpoint. The decision can be changed at any time, \
         and what is changed by hand shows in `decision`.\n\n\
         Accept is the cloud's *enable*, reject its *disable*. The cloud does not tell a rejected \
         connection from one that nobody has answered yet: both are `Disconnected`, and `answer` is \
         `rejected`. So `decision = \"reject\"` of a connection that nobody has answered is done without \
         a call, an import of one reads `decision = \"reject\"`, and to approve what arrives every \
         `answer` has to be looked at.\n\n\
         The cloud lets an account enable or disable one connection at a time: those of one apply are \
         decided one after the other, and their `timeouts` count from when it is their turn.",
        vec![
            Attribute::string("service_id", "The id of the endpoint service (`epsrv-…`).")
                .required()
                .replaces()
                .rule(Rule::Check(attributes::plain_id)),
            Attribute::string("endpoint_id", "The id of the endpoint that asks (`ep-…`).")
                .required()
                .replaces()
                .rule(Rule::Check(attributes::plain_id)),
            attributes::decision(),
            Attribute::number(
                "bandwidth",
                "What may flow through the connection while it is accepted, in Mbit/s; what is allowed depends on \
                 the load balancer behind the service. Default: what the cloud chooses, and then what stands \
                 there. A connection that scales by itself (traffic control mode `Scalability`) has no such \
                 limit: there it has no effect.",
            )
            .or_computed()
            .rule(Rule::Whole(1)),
            on_destroy(),
            Attribute::string(
                "requester_account_id",
                "The number of the account that asks. When set, an endpoint of another one is neither \
                 accepted nor rejected.",
            )
            .or_computed()
            .rule(Rule::Check(account_number)),
            Attribute::string(
                "requester_vpc_id",
                "The VPC that asks. When set, an endpoint in another one is neither accepted nor \
                 rejected.",
            )
            .or_computed(),
            attributes::account(),
            attributes::region(),
            timeouts::attribute(),
            id(),
            Attribute::string("status", STATUS).computed(),
            attributes::answer(),
            attributes::updated_at(),
        ],
    )
}
