//! A simulated Alibaba Cloud and two accounts that call it, without a network.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use crate::typed::alicloud::{peering, peering_accepter};
use serde_json::{Value, json};
use vpcconnect::cloud::alicloud::account::{Account, Shared};
use vpcconnect::cloud::alicloud::config::Settings;
use vpcconnect::connection::status::Decision;
use vpcconnect::credential::arguments::Arguments;
use vpcconnect::credential::env::Environment;
use vpcconnect::framework::model::Field;
use vpcconnect::http::transport::Transport;
use vpcconnect::operation::Clock;
use vpcconnect::resource::accounts::{Accounts, Entry};
use vpcconnect::resource::context::Configured;
use vpcconnect::simulator::alicloud::account::AccountId;
use vpcconnect::simulator::{AccessKey, Connection, World};

pub(super) use crate::conformance::stage::MINUTE;
use crate::conformance::stage::{self, InProcess};

const REGION: &str = "cn-hangzhou";

/// Lets an account sign in so, and then become `role`.
fn sign_in(settings: &mut Settings, given: &Arguments, role: Option<&Arguments>) {
    settings.arguments = given.clone();
    settings.arguments.set("region", REGION);
    if let Some(role) = role {
        settings.arguments.set_block("assume_role", role.clone());
    }
}

/// The number of a tenant's account.
pub(crate) fn account_id(key: &str) -> String {
    AccountId::of(&AccessKey::from(key)).to_string()
}

/// The tenants on this cloud.
pub(super) struct Stage(stage::Stage);

impl Deref for Stage {
    type Target = stage::Stage;

    fn deref(&self) -> &stage::Stage {
        &self.0
    }
}

impl From<Stage> for stage::Stage {
    fn from(stage: Stage) -> Self {
        stage.0
    }
}

/// Account `default` is tenant A, account `partner` is B; both reach `world`.
pub(crate) fn accounts(world: &World, change: impl Fn(&mut Settings)) -> Accounts<Account> {
    accounts_over(&Arc::new(InProcess(world.clone())), change)
}

fn accounts_over<T: Transport + 'static>(
    transport: &Arc<T>,
    change: impl Fn(&mut Settings),
) -> Accounts<Account> {
    let shared = Shared::default();
    let account = |key: &str| {
        let mut settings = Settings {
            arguments: [
                ("region", REGION),
                ("access_key", key),
                ("secret_key", &format!("SK-{key}")),
            ]
            .into(),
            ..Settings::default()
        };
        change(&mut settings);
        let transport = Arc::<T>::clone(transport);
        let nothing = Environment::empty();
        Account::with_transport(settings.complete(Some(&nothing)), shared.clone(), transport)
    };
    let entries = [("default", account("A")), ("partner", account("B"))];
    let entries = entries.map(|(name, account)| (name.to_owned(), Entry::Known(account)));
    Accounts::new(entries.into(), false)
}

impl Stage {
    pub(super) fn new() -> Self {
        Self::with(Duration::ZERO, &json!({}))
    }

    /// Every change takes `settle`; `seed` is the cloud's part of a seed, beside large quotas.
    pub(super) fn with(settle: Duration, seed: &Value) -> Self {
        let mut alicloud = json!({
            "quota_per_vpc": 1000, "quota_per_vpc_cross_region": 1000, "quota_per_region": 1000,
        });
        for (name, value) in seed.as_object().unwrap() {
            alicloud[name] = value.clone();
        }
        let seed = json!({ "alicloud": alicloud });
        let (world, clock) = stage::cloud_with(Duration::ZERO, settle, &seed);
        Self::on(world, clock, |_| {})
    }

    /// Another process in the same world.
    pub(super) fn beside(other: &stage::Stage) -> Self {
        Self::on(other.world.clone(), other.clock(), |_| {})
    }

    /// Another process in the same world, whose plans ask the cloud.
    pub(super) fn asking(other: &Self) -> Self {
        let asks = |settings: &mut Settings| settings.arguments.set("preflight", "true");
        Self::on(other.world.clone(), other.clock(), asks)
    }

    /// Another process in the same world, where both accounts are tenant A's.
    pub(super) fn same_tenant_twice(other: &Self) -> Self {
        let is_a = |settings: &mut Settings| {
            settings.arguments.set("access_key", "A");
            settings.arguments.set("secret_key", "SK-A");
        };
        Self::on(other.world.clone(), other.clock(), is_a)
    }

    /// Another process in the same world, where both sign in so; without credentials as the machine.
    pub(super) fn signing(
        other: &stage::Stage,
        given: &Arguments,
        role: Option<&Arguments>,
    ) -> Self {
        let signs = |settings: &mut Settings| sign_in(settings, given, role);
        Self::on(other.world.clone(), other.clock(), signs)
    }

    /// The same, by another way.
    pub(super) fn signing_over<T: Transport + 'static>(
        other: &stage::Stage,
        transport: &Arc<T>,
        given: &Arguments,
        role: Option<&Arguments>,
    ) -> Self {
        let signs = |settings: &mut Settings| sign_in(settings, given, role);
        let mut stage = Self::beside(other);
        stage.0.configured.alicloud = accounts_over(transport, signs);
        stage
    }

    /// The same, where no other account than `allowed` is.
    pub(super) fn allowing(
        other: &stage::Stage,
        given: &Arguments,
        role: Option<&Arguments>,
        allowed: &str,
    ) -> Self {
        let allows = |settings: &mut Settings| {
            sign_in(settings, given, role);
            settings.allowed = [allowed.into()].into();
        };
        Self::on(other.world.clone(), other.clock(), allows)
    }

    /// Another process in the same world, that sends its requests by `transport`.
    pub(super) fn over<T: Transport + 'static>(other: &Self, transport: &Arc<T>) -> Self {
        let mut stage = Self::beside(other);
        stage.0.configured.alicloud = accounts_over(transport, |_| {});
        stage
    }

    fn on(world: World, clock: Clock, change: impl Fn(&mut Settings)) -> Self {
        let configured = Configured {
            alicloud: accounts(&world, change),
            ..Configured::default()
        };
        Self(stage::Stage::of(configured, world, clock))
    }

    /// The only peering that there is.
    pub(super) fn peering(&self) -> Connection {
        let all = self.world.alicloud_peerings();
        assert_eq!(all.len(), 1, "{all:?}");
        all[0].clone()
    }
}

/// A request of A to B, as a plan has it.
pub(crate) fn request() -> peering::State {
    peering::State {
        name: "orders".into(),
        region: "cn-hangzhou".into(),
        requester_vpc_id: "vpc-a".into(),
        accepter_vpc_id: "vpc-b".into(),
        accepter_region: "cn-hangzhou".into(),
        accepter_account_id: account_id("B").into(),
        description: Field::Unknown,
        bandwidth: Field::Unknown,
        link_type: Field::Unknown,
        resource_group_id: Field::Unknown,
        id: Field::Unknown,
        status: Field::Unknown,
        business_status: Field::Unknown,
        answer: Field::Unknown,
        active_id: Field::Unknown,
        requester_account_id: Field::Unknown,
        expires_at: Field::Unknown,
        created_at: Field::Unknown,
        updated_at: Field::Unknown,
        ..peering::State::default()
    }
}

/// B's decision about `id`, as a plan has it.
pub(super) fn decision(id: &str, word: &str) -> peering_accepter::State {
    peering_accepter::State {
        account: "partner".into(),
        region: Field::Unknown,
        peering_id: id.into(),
        decision: Decision::parse(word).into(),
        id: id.into(),
        status: Field::Unknown,
        answer: Field::Unknown,
        active_id: Field::Unknown,
        resource_group_id: Field::Unknown,
        ..peering_accepter::State::default()
    }
}

/// Tags as a configuration has them.
pub(super) fn tags<const N: usize>(
    tags: [(&str, &str); N],
) -> Field<std::collections::BTreeMap<String, Field<String>>> {
    let tags = tags.map(|(key, value)| (key.to_owned(), value.into()));
    Field::Known(tags.into())
}
