//! Alibaba Cloud's actions: what they are called.

use crate::resource::answer::Texts;

/// About peerings.
pub(super) const PEERING: Texts = Texts {
    name: "vpcconnect_alicloud_peering_answer",
    action: "Accepts or rejects a VPC peering request on Alibaba Cloud once, without a state: for whoever has to \
            answer now. A request that is answered as desired already is success without a call. Run it with \
            `terraform apply -invoke=action.vpcconnect_alicloud_peering_answer.NAME`, or let an `action_trigger` \
            run it.\n\nA peering is decided once, so an accepter resource with another `decision` cannot take the \
            answer back: its next plan says so.\n\nActions need Terraform 1.14 or newer; OpenTofu has none. On any \
            CLI, `vpcconnect_alicloud_peering_accepter` does the same and keeps it.",
    region: "The region to act from, which need not be one of the peering's. Default: the account's own.",
};

/// About endpoints.
pub(super) const ENDPOINT: Texts = Texts {
    name: "vpcconnect_alicloud_endpoint_connection_answer",
    action: "Accepts or rejects an endpoint's connection to one of the account's endpoint services on Alibaba \
            Cloud PrivateLink once, without a state: for whoever has to answer now. A connection that is answered \
            as desired already is success without a call; the cloud does not distinguish a rejected connection from \
            one that nobody has answered, so `decision = \"reject\"` of the latter needs no call either. Run it with \
            `terraform apply -invoke=action.vpcconnect_alicloud_endpoint_connection_answer.NAME`, or let an \
            `action_trigger` run it.\n\nA resource `vpcconnect_alicloud_endpoint_connection` with another \
            `decision` decides again: its next plan shows what was answered as drift, and its apply takes it \
            back.\n\nActions need Terraform 1.14 or newer; OpenTofu has none.",
    region: "The region of the service. Default: the account's own.",
};
