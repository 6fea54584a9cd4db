//! A cloud, and an account of it that makes, refreshes and deletes requests within its own tenant.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use vpcconnect::framework::diagnostics::Diagnostics;
use vpcconnect::framework::private::Private;
use vpcconnect::framework::resource::Context;
use vpcconnect::operation::{Clock, Operation};
use vpcconnect::resource::context::Configured;
use vpcconnect::simulator::World;

use crate::conformance::alicloud::stage as alicloud_stage;
use crate::conformance::stage as huaweicloud_stage;
use crate::typed::{alicloud, huaweicloud};
use tokio_util::sync::CancellationToken;

/// How long every call takes.
pub(super) const LATENCY: Duration = Duration::from_millis(20);

/// One cloud.
pub(super) trait Cloud: Send + Sync + 'static {
    /// The name in messages.
    const NAME: &'static str;

    /// The most that one page of a list holds.
    const PAGE: usize;

    /// The calls that make and that delete.
    const WRITES: [&'static str; 2];

    /// The calls that list all and that read one.
    const READS: [&'static str; 2];

    /// A request as it is stored.
    type State: Clone + Send + 'static;

    /// Another process that calls `world`.
    fn configured(world: &World) -> Configured;

    /// How many there are.
    fn count(world: &World) -> usize;

    fn create(
        cx: &mut Context<'_, Configured>,
        number: usize,
    ) -> impl Future<Output = Self::State> + Send;

    fn read(
        cx: &mut Context<'_, Configured>,
        state: Self::State,
    ) -> impl Future<Output = ()> + Send;

    fn delete(
        cx: &mut Context<'_, Configured>,
        state: Self::State,
    ) -> impl Future<Output = ()> + Send;
}

/// A world without a quota in the way, whose lists have an `order`.
pub(super) fn world(settle: Duration, order: &str) -> (World, Clock) {
    const MANY: usize = 100_000;
    huaweicloud_stage::cloud_with(
        LATENCY,
        settle,
        &json!({
            "huaweicloud": { "quota": MANY, "doubts": { "list_order": order } },
            "alicloud": {
                "quota_per_vpc": MANY,
                "quota_per_vpc_cross_region": MANY,
                "quota_per_region": MANY,
                "doubts": { "list_order": order },
            },
        }),
    )
}

/// A context as Terraform's call makes one.
pub(super) fn context<'a>(configured: &'a Configured, clock: &Clock) -> Context<'a, Configured> {
    let hours = Duration::from_secs(8 * 3600);
    Context {
        provider: configured,
        operation: Operation::new(clock.clone(), CancellationToken::new(), hours),
        private: Private::default(),
        earlier: None,
        diagnostics: Diagnostics::default(),
    }
}

/// Two VPCs that no other request has.
fn vpcs(number: usize) -> [String; 2] {
    ["a", "b"].map(|side| format!("vpc-{side}-{number}"))
}

pub(super) struct HuaweiCloud;

impl Cloud for HuaweiCloud {
    const NAME: &'static str = "Huawei Cloud";
    const PAGE: usize = 2000;
    const WRITES: [&'static str; 2] = ["CreateVpcPeering", "DeleteVpcPeering"];
    const READS: [&'static str; 2] = ["ListVpcPeerings", "ShowVpcPeering"];
    type State = huaweicloud::peering::State;

    fn configured(world: &World) -> Configured {
        huaweicloud_stage::configured(world, "SK-A", Some("project-A"))
    }

    fn count(world: &World) -> usize {
        let all = world.peerings();
        let there = all.iter().filter(|one| one.status.as_str() != "DELETED");
        there.count()
    }

    async fn create(cx: &mut Context<'_, Configured>, number: usize) -> Self::State {
        let [from, to] = vpcs(number);
        let planned = huaweicloud::peering::State {
            requester_vpc_id: from.as_str().into(),
            accepter_vpc_id: to.as_str().into(),
            accepter_project_id: "project-A".into(),
            ..huaweicloud_stage::request()
        };
        let made = huaweicloud::peering::HuaweiCloudPeering::create(cx, planned).await;
        made.unwrap_or_else(|failed| panic!("{:?}", failed.error))
    }

    async fn read(cx: &mut Context<'_, Configured>, state: Self::State) {
        let read = huaweicloud::peering::HuaweiCloudPeering::read(cx, state).await;
        assert!(read.unwrap().is_some());
    }

    async fn delete(cx: &mut Context<'_, Configured>, state: Self::State) {
        let deleted = huaweicloud::peering::HuaweiCloudPeering::delete(cx, state).await;
        deleted.unwrap();
    }
}

pub(super) struct AliCloud;

impl Cloud for AliCloud {
    const NAME: &'static str = "Alibaba Cloud";
    const PAGE: usize = 100;
    const WRITES: [&'static str; 2] = ["CreateVpcPeerConnection", "DeleteVpcPeerConnection"];
    const READS: [&'static str; 2] = ["ListVpcPeerConnections", "GetVpcPeerConnectionAttribute"];
    type State = alicloud::peering::State;

    fn configured(world: &World) -> Configured {
        Configured {
            alicloud: alicloud_stage::accounts(world, |_| {}),
            ..Configured::default()
        }
    }

    fn count(world: &World) -> usize {
        let all = world.alicloud_peerings();
        let there = all.iter().filter(|one| one.status.as_str() != "Deleted");
        there.count()
    }

    async fn create(cx: &mut Context<'_, Configured>, number: usize) -> Self::State {
        let [from, to] = vpcs(number);
        let planned = alicloud::peering::State {
            requester_vpc_id: from.as_str().into(),
            accepter_vpc_id: to.as_str().into(),
            accepter_account_id: alicloud_stage::account_id("A").as_str().into(),
            ..alicloud_stage::request()
        };
        let made = alicloud::peering::AliCloudPeering::create(cx, planned).await;
        made.unwrap_or_else(|failed| panic!("{:?}", failed.error))
    }

    async fn read(cx: &mut Context<'_, Configured>, state: Self::State) {
        let read = alicloud::peering::AliCloudPeering::read(cx, state).await;
        assert!(read.unwrap().is_some());
    }

    async fn delete(cx: &mut Context<'_, Configured>, state: Self::State) {
        let deleted = alicloud::peering::AliCloudPeering::delete(cx, state).await;
        deleted.unwrap();
    }
}

/// A provider that is configured, shared by the calls of a walk.
pub(super) fn process<C: Cloud>(world: &World) -> Arc<Configured> {
    Arc::new(C::configured(world))
}
