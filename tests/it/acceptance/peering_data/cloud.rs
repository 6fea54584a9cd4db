//! The clouds, as those see them who ask about peerings.

use serde_json::{Value, json};
use vpcconnect::simulator::{Connection, Options};

use crate::acceptance::alicloud;
use crate::acceptance::scene::Scene;

/// A cloud, and its words for what all of them have.
pub(super) struct Cloud {
    pub(super) name: &'static str,
    /// The region of its accounts.
    pub(super) region: &'static str,
    /// What begins the names of attributes that say which tenant somebody is: `project` of `requester_project_id`.
    pub(super) tenant: &'static str,
    pub(super) pending: &'static str,
    pub(super) active: &'static str,
    pub(super) rejected: &'static str,
    /// The call that rejects.
    pub(super) rejects: &'static str,
    /// The number of a tenant.
    pub(super) number: fn(&str) -> String,
    pub(super) provider: fn(&Scene, &[(&str, &str)]) -> String,
    pub(super) peerings: fn(&Scene) -> Vec<Connection>,
    /// The calls so far that change something.
    pub(super) writes: fn(&Scene) -> Vec<String>,
    /// More than fit on one page of a list.
    pub(super) many: usize,
    /// What names whoever has looked for something in vain.
    pub(super) looks: &'static str,
    /// What else a peering shows, of tenant A's request to B, and what the simulator makes up.
    pub(super) also: fn() -> Value,
    pub(super) made_up: &'static [&'static str],
    /// Whether a peering may join two regions.
    pub(super) two_regions: bool,
    /// Filters that this cloud alone refuses, and what is said of them.
    pub(super) wrong: &'static [(&'static str, &'static str)],
}

pub(super) const HUAWEICLOUD: Cloud = Cloud {
    name: "huaweicloud",
    region: "cn-north-4",
    tenant: "project",
    pending: "PENDING_ACCEPTANCE",
    active: "ACTIVE",
    rejected: "REJECTED",
    rejects: "RejectVpcPeering",
    number: |key| format!("project-{key}"),
    provider: Scene::provider,
    peerings: |scene| scene.cloud().peerings(),
    writes: |scene| scene.cloud().writes(),
    many: 2001,
    looks: "project-A",
    also: || json!({}),
    made_up: &["created_at", "updated_at"],
    two_regions: false,
    wrong: &[],
};

pub(super) const ALICLOUD: Cloud = Cloud {
    name: "alicloud",
    region: "cn-hangzhou",
    tenant: "account",
    pending: "Accepting",
    active: "Activated",
    rejected: "Rejected",
    rejects: "RejectVpcPeerConnection",
    number: alicloud::account_id,
    provider: alicloud::provider,
    peerings: |scene| scene.cloud().world().alicloud_peerings(),
    writes: alicloud::writes,
    many: 201,
    looks: "\"default\"",
    also: || {
        json!({
            "requester_region": "cn-hangzhou", "accepter_region": "cn-hangzhou", "bandwidth": -1, "tags": {},
        })
    },
    made_up: &[
        "created_at",
        "expires_at",
        "resource_group_id",
        "updated_at",
    ],
    two_regions: true,
    wrong: &[(
        "requester_account_ids = [\"partner\"]",
        "the number of an account",
    )],
};

impl Cloud {
    /// The data source of many peerings, and that of one.
    pub(super) fn kinds(&self) -> [String; 2] {
        ["peerings", "peering"].map(|noun| format!("vpcconnect_{}_{noun}", self.name))
    }

    /// A scene that begins with this seed of the cloud's.
    pub(super) async fn scene(&self, seed: Value) -> Option<Scene> {
        let seed = json!({ self.name: seed });
        Scene::with(Options {
            seed: Some(serde_json::from_value(seed).unwrap()),
            ..Options::default()
        })
        .await
    }

    /// Tenant `requester` asks for a peering of `vpc-<requester>` with `vpc` of `accepter`. Its id.
    pub(super) async fn asked(
        &self,
        scene: &Scene,
        [requester, accepter]: [&str; 2],
        vpc: &str,
    ) -> String {
        self.asked_in(scene, [requester, accepter], vpc, self.region)
            .await
    }

    /// The same, with a VPC in another region.
    pub(super) async fn asked_in(
        &self,
        scene: &Scene,
        [requester, accepter]: [&str; 2],
        vpc: &str,
        accepter_region: &str,
    ) -> String {
        let mut new = json!({
            "cloud": self.name, "requester": requester, "accepter": accepter, "region": self.region,
            "requester_vpc_id": format!("vpc-{requester}"), "accepter_vpc_id": vpc, "name": "please",
        });
        if self.two_regions {
            new["accepter_region"] = json!(accepter_region);
        }
        let made = scene.cloud().control("POST", "", &new).await;
        made["id"].as_str().unwrap().to_owned()
    }

    pub(super) fn status(&self, scene: &Scene, id: &str) -> String {
        let all = (self.peerings)(scene);
        let found = all.iter().find(|one| one.id.as_str() == id);
        found.unwrap().status.to_string()
    }

    /// A filter by who asks.
    pub(super) fn by(&self, numbers: &[&str]) -> String {
        format!("requester_{}_ids = {numbers:?}", self.tenant)
    }
}
