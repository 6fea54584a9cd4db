//! What users may write of a request, and what they are told about it.

use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema, Type};
use crate::resource::attributes;

/// What `status` is.
pub(super) const STATUS: &str =
    "The status: `Creating`, `Accepting`, `Updating`, `Activated`, `Rejected`, `Expired`.";

/// The schema of `vpcconnect_alicloud_peering`.
pub(super) fn schema() -> Schema {
    let arguments = vec![
            Attribute::string("name", "The name, shown to both sides.")
                .or_computed()
                .rule(Rule::Length(2, 128))
                .rule(Rule::Check(no_link)),
            Attribute::string("description", "A description, shown to both sides.")
                .or_computed()
                .rule(Rule::Length(2, 256))
                .rule(Rule::Check(no_link)),
            attributes::own_vpc(),
            Attribute::string("accepter_vpc_id", "The accepter's VPC.")
                .required()
                .replaces(),
            Attribute::string("accepter_region", "The region of the accepter's VPC.")
                .required()
                .replaces()
                .rule(Rule::Check(attributes::plain_region)),
            Attribute::string(
                "accepter_account_id",
                "The number of the accepter's account; for a RAM user, that of its main account. Default: \
                 the requester's own.",
            )
            .or_computed()
            .replaces()
            .rule(Rule::Check(account_number)),
            Attribute::number(
                "bandwidth",
                "The limit in Mbit/s, between regions only. -1 is shown where there is none, and means the \
                 same as leaving it out.",
            )
            .or_computed()
            .rule(Rule::Whole(-1)),
            Attribute::string(
                "link_type",
                "The kind of link, `Gold` or `Platinum`, between regions only.",
            )
            .or_computed(),
            resource_group_id(),
            tags(),
            force_delete(),];
    let shown = vec![
        Attribute::string(
            "business_status",
            "`Normal`, or `FinancialLocked` while payments are overdue.",
        )
        .computed(),
        Attribute::string("requester_account_id", "The requester's account.").computed(),
        expires_at(),
        attributes::created_at(),
        attributes::updated_at(),
    ];
    Schema::new(
        "Requests a VPC peering connection on Alibaba Cloud, within a region or between two. Within \
         one account it is active at once; across accounts it waits up to seven days for the other \
         side's answer, which its owner gives with `vpcconnect_alicloud_peering_accepter`.",
        attributes::of_request(STATUS, arguments, shown),
    )
}

/// `resource_group_id`
pub(super) fn resource_group_id() -> Attribute {
    Attribute::string(
        "resource_group_id",
        "The resource group of this side. Default: the account's default one.",
    )
    .or_computed()
}

/// `tags`
pub(super) fn tags() -> Attribute {
    Attribute::new(
        "tags",
        Type::Map(Box::new(Type::String)),
        "The tags of this side, up to 20. Tags that are set elsewhere are left alone.",
    )
}

/// `force_delete`
pub(super) fn force_delete() -> Attribute {
    Attribute::bool(
        "force_delete",
        "Whether a delete also deletes the routes to the peering, on both sides. Without it the cloud \
         refuses to delete a peering that routes point to. The value last applied counts. Default: \
         `false`.",
    )
}

/// `expires_at`
pub(super) fn expires_at() -> Attribute {
    Attribute::string(
        "expires_at",
        "When a request that nobody has answered expires, or has expired, RFC 3339 in UTC; null once it was \
         answered.",
    )
    .computed()
}

/// A rule for account numbers.
///
/// # Errors
/// A sentence for the user.
pub(super) fn account_number(text: &str) -> Result<(), String> {
    if text.bytes().all(|one| one.is_ascii_digit()) {
        return Ok(());
    }
    Err(
        "It is not the number of an account, such as \"1234567890123456\". A name from the provider \
         configuration goes into account."
            .to_owned(),
    )
}

fn no_link(text: &str) -> Result<(), String> {
    if text.starts_with("http://") || text.starts_with("https://") {
        return Err("It begins like a link, which the cloud refuses.".to_owned());
    }
    Ok(())
}
