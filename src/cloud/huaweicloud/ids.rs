//! The ids that only this cloud has, beside those of all clouds.

use crate::connection::ids::ids;
pub use crate::connection::ids::{EndpointId, PeeringId, ServiceId, TenantId, VpcId};

ids! {
    /// A project, which the VPC API calls a tenant. One account has one or more in each region.
    ProjectId by "crate::connection::ids::word";
    /// A Cloud Stream cluster.
    ClusterId by "crate::connection::ids::name";
    /// An account, which Huawei calls a domain: all projects of one customer.
    DomainId by "crate::connection::ids::word";
}

/// Where a page of a list ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Marker {
    /// The last peering on it.
    pub(super) last: PeeringId,
    /// Whether the cloud said that another page follows, and so says where none does.
    pub(super) linked: bool,
}

impl Marker {
    /// Right after a peering that is there.
    pub(super) fn after(id: &PeeringId) -> Self {
        Self {
            last: id.clone(),
            linked: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cloud_sends_as_an_id_is_one_word() {
        let reads = |text: &str| {
            let json = serde_json::Value::from(text).to_string();
            (
                serde_json::from_str::<PeeringId>(&json).is_ok(),
                serde_json::from_str::<VpcId>(&json).is_ok(),
            )
        };
        for good in ["22b76469-08e3-4937-8c1d-7aad34892be1", "a@1", "x/y:z", "1"] {
            assert_eq!(reads(good), (true, true), "{good}");
        }
        for bad in [
            "a\"\n}",
            "${file(1)}",
            "a b",
            "a\x1b[2J",
            "a\u{202e}",
            "a\\",
            &"x".repeat(300),
        ] {
            assert_eq!(reads(bad), (false, false), "{bad}");
        }
        for none in ["", ".", ".."] {
            assert!(!reads(none).0, "{none}");
        }
    }
}
