//! What users may write of a request and of its answer, and what they are told: the texts are the documentation.

use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema, Type};
use crate::resource::answer::Texts;
use crate::resource::attributes;

/// What `status` is.
pub(super) const STATUS: &str = "The status: `initiating-request`, `pending-acceptance`, `provisioning`, `active`, \
    `rejected`, `expired`, `failed`.";

/// The attributes of `vpcconnect_aws_peering`.
pub(super) fn requester() -> Schema {
    let arguments = vec![
        attributes::own_vpc(),
        Attribute::string("accepter_vpc_id", "The accepter's VPC.")
            .required()
            .replaces(),
        Attribute::string(
            "accepter_region",
            "The region of the accepter's VPC. Default: the requester's own.",
        )
        .or_computed()
        .replaces()
        .rule(Rule::Check(attributes::plain_region)),
        Attribute::string(
            "accepter_account_id",
            "The number of the accepter's account. Default: the requester's own.",
        )
        .or_computed()
        .replaces()
        .rule(Rule::Check(account_number)),
        remote_dns_resolution(),
        tags(),
    ];
    let shown = vec![
        status_message(),
        Attribute::string("requester_account_id", "The requester's account.").computed(),
        expires_at(),
    ];
    Schema::new(
        "Requests a VPC peering connection on AWS, within a region or between two. It waits up to seven days for the other \
         side's answer, also within one account; its owner gives it with `vpcconnect_aws_peering_accepter`.",
        attributes::of_request(STATUS, arguments, shown),
    )
}

/// The attributes of `vpcconnect_aws_peering_accepter`.
pub(super) fn accepter() -> Schema {
    let arguments = vec![
            attributes::peering_id(),
            attributes::decision(),
            attributes::on_destroy(),
            remote_dns_resolution(),
            tags(),
            Attribute::string(
                "requester_account_id",
                "The number of the requester's account. When set, a request from another one is neither accepted nor \
                 rejected.",
            )
            .or_computed()
            .rule(Rule::Check(account_number)),];
    let shown = vec![
        attributes::region(),
        status_message(),
        Attribute::string("requester_region", "The region of the requester's VPC.").computed(),
        Attribute::string("accepter_vpc_id", "The accepter's VPC.").computed(),
        Attribute::string("accepter_account_id", "The accepter's account.").computed(),
        expires_at(),
    ];
    Schema::new(
        "Accepts or rejects a VPC peering connection that was requested of an account on AWS, in the region of the account's \
         VPC. A peering is decided once, within seven days: to decide again, the requester has to send a new request.",
        attributes::of_decision(STATUS, arguments, shown),
    )
}

/// What the action that answers a request is called.
pub(super) const ANSWER: Texts = Texts {
    name: "vpcconnect_aws_peering_answer",
    action: "Accepts or rejects a VPC peering request on AWS once, without a state: for whoever has to answer now. A request \
             that is answered as desired already is success without a call. Run it with `terraform apply \
             -invoke=action.vpcconnect_aws_peering_answer.NAME`, or let an `action_trigger` run it.\n\nA peering is decided \
             once, so an accepter resource with another `decision` cannot take the answer back: its next plan says \
             so.\n\nActions need Terraform 1.14 or newer; OpenTofu has none. On any CLI, `vpcconnect_aws_peering_accepter` \
             does the same and keeps it.",
    region: "The region of the accepter's VPC. Default: the account's own.",
};

fn remote_dns_resolution() -> Attribute {
    Attribute::bool(
        "remote_dns_resolution",
        "Whether public names of hosts on the other side resolve to private addresses for this one. It can be set while the \
         peering is active, and is planned then; both VPCs need DNS host names. What is not set is left alone. Default: \
         `false`.",
    )
}

fn tags() -> Attribute {
    Attribute::new(
        "tags",
        Type::Map(Box::new(Type::String)),
        "The tags of this side, up to 50. Each account has its own in each region, and sees no others. Tags that are set \
         elsewhere are left alone. Where both sides are in one account and region they have one set: set tags on one of the two \
         alone.",
    )
}

fn status_message() -> Attribute {
    Attribute::string("status_message", "Why it stands so, in the cloud's words.").computed()
}

/// `expires_at`
pub(super) fn expires_at() -> Attribute {
    Attribute::string(
        "expires_at",
        "When a request that nobody has answered expires, or has expired, RFC 3339 in UTC; null once it was answered.",
    )
    .computed()
}

/// A rule for the numbers of accounts.
///
/// # Errors
/// A sentence for the user.
pub(super) fn account_number(text: &str) -> Result<(), String> {
    if text.len() == 12 && text.bytes().all(|one| one.is_ascii_digit()) {
        return Ok(());
    }
    Err(
        "It is not the number of an account: those have 12 digits, such as \"012345678901\" (in quotes, because zeros may \
         stand in front). A name from the provider configuration goes into account."
            .to_owned(),
    )
}
