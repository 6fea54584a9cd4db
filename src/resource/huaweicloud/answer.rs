//! Huawei Cloud's actions: what they are called.

use crate::resource::answer::Texts;

/// About peerings.
pub(super) const PEERING: Texts = Texts {
    name: "vpcconnect_huaweicloud_peering_answer",
    action: "Accepts or rejects a VPC peering request on Huawei Cloud once, without a state: for whoever has to \
            answer now. A request that is answered as desired already is success without a call. Run it with \
            `terraform apply -invoke=action.vpcconnect_huaweicloud_peering_answer.NAME`, or let an \
            `action_trigger` run it.\n\nA peering is decided once, so an accepter resource with another \
            `decision` cannot take the answer back: its next plan says so.\n\nActions need Terraform 1.14 or newer; \
            OpenTofu has none. On any CLI, `vpcconnect_huaweicloud_peering_accepter` does the same and keeps it.",
    region: "The region. Default: the account's own.",
};

/// About endpoints.
pub(super) const ENDPOINT: Texts = Texts {
    name: "vpcconnect_huaweicloud_endpoint_connection_answer",
    action: "Accepts or rejects a VPC endpoint's connection to one of the account's endpoint services on Huawei \
            Cloud once, without a state: for whoever has to answer now. A connection that is answered as desired \
            already is success without a call. Run it with `terraform apply \
            -invoke=action.vpcconnect_huaweicloud_endpoint_connection_answer.NAME`, or let an `action_trigger` run \
            it.\n\nA resource `vpcconnect_huaweicloud_endpoint_connection` with another `decision` decides again: its \
            next plan shows what was answered as drift, and its apply takes it back.\n\nActions need Terraform 1.14 \
            or newer; OpenTofu has none.",
    region: "The region of the service. Default: the account's own.",
};
