//! Every way to sign in, on every cloud and on paused time: what is called, how often, and what happens when the time of
//! a token or of temporary keys is over in the middle of a run.

mod echoes;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::simulator::{Effect, Reply, World};

use super::echo::{Canary, Echo};
use super::stage::{Stage, join_all};
use super::{alicloud, huaweicloud};

pub(super) const HOUR: Duration = Duration::from_secs(3600);

/// One way to sign in.
pub(super) struct Way<G> {
    pub(super) name: &'static str,
    pub(super) given: G,
    /// An account that is given it. It is ten o'clock.
    pub(super) stage: Stage,
    /// The number of the tenant that it leads to.
    pub(super) tenant: String,
    /// What is called before the first call of the service.
    pub(super) calls: &'static [&'static str],
    /// What is called when the time of everything was over earlier than it was told.
    pub(super) again: &'static [&'static str],
    /// How long it lasts, in hours.
    pub(super) lasts: usize,
}

/// Three days.
pub(super) const LONG: usize = 72;

/// A cloud, and how accounts sign in to it.
pub(super) trait SignsIn {
    /// What an account is given.
    type Given: Clone;

    /// The call that makes a peering.
    const CREATE: &'static str;
    /// The call that asks the machine for keys.
    const MACHINE: &'static str;
    /// What is said where there are no credentials: an argument, a variable, the last place.
    const NO_CREDENTIALS: [&'static str; 3];
    /// What is said of a machine that answers without keys.
    const NO_KEYS: &'static str;

    fn new() -> Self;
    async fn ways(&self) -> Vec<Way<Self::Given>>;
    /// Temporary keys that are given, and an account of the same cloud.
    fn temporary(&self) -> (Self::Given, Stage);

    /// Another account on the same cloud, which may be that of these tenants alone.
    fn allowing(&self, beside: &Stage, given: &Self::Given, tenant: &str) -> Stage;
    /// One whose calls come back as `echo` says; with the canary in the place of the secrets that it sends as they are.
    fn echoing(
        &self,
        beside: &Stage,
        given: &Self::Given,
        echo: &Arc<Echo>,
        poison: Option<&Canary>,
    ) -> Stage;
    /// One without credentials, on a machine that has keys of this tenant, if any.
    fn on_machine(&self, keys: Option<&str>) -> Stage;

    /// What the machine answers with a key that ends then.
    fn keys(access_key: &str, end: &str) -> Value;
    /// Makes the request `number`, whose VPCs are no other one's. The number of the tenant that it belongs to.
    async fn create(stage: &Stage, number: usize) -> Result<String, Diagnostic>;
    /// The calls that signed in.
    fn signing(stage: &Stage) -> Vec<String>;
    /// How many peerings there are.
    fn peerings(world: &World) -> usize;
}

/// Ten at once; each succeeds and belongs to `tenant`.
pub(super) async fn ten<C: SignsIn>(stage: &Stage, from: usize, tenant: &str) {
    for made in join_all((from..from + 10).map(|number| C::create(stage, number))).await {
        assert_eq!(made.unwrap_or_else(|told| panic!("{told:?}")), tenant);
    }
}

#[tokio::test(start_paused = true)]
async fn ten_at_once_sign_in_once() {
    async fn on<C: SignsIn>() {
        for way in C::new().ways().await {
            ten::<C>(&way.stage, 0, &way.tenant).await;
            assert_eq!(C::signing(&way.stage), way.calls, "{}", way.name);
            assert_eq!(way.stage.calls(C::CREATE), 10, "{}", way.name);
        }
    }
    on::<huaweicloud::Ways>().await;
    on::<alicloud::Ways>().await;
}

#[tokio::test(start_paused = true)]
async fn a_run_of_three_days_never_meets_keys_or_tokens_that_are_over() {
    async fn on<C: SignsIn>() {
        for way in C::new().ways().await {
            ten::<C>(&way.stage, 0, &way.tenant).await;
            for hour in 1..way.lasts {
                tokio::time::sleep(HOUR).await;
                C::create(&way.stage, 100 + hour).await.unwrap();
            }
            let calls = way.stage.world.calls();
            let refused = |status: u16| status >= 400 && status != 404;
            let refused: Vec<_> = calls
                .iter()
                .filter(|call| call.status.is_some_and(refused))
                .collect();
            assert!(refused.is_empty(), "{}: {refused:?}", way.name);
        }
    }
    on::<huaweicloud::Ways>().await;
    on::<alicloud::Ways>().await;
}

#[tokio::test(start_paused = true)]
async fn what_ends_early_is_renewed_once_for_all_who_are_refused() {
    async fn on<C: SignsIn>() {
        for way in C::new().ways().await {
            if way.again.is_empty() {
                continue;
            }
            let stage = &way.stage;
            ten::<C>(stage, 0, &way.tenant).await;
            // The cloud's clock leaps, ours does not: nobody here knows that the time is over.
            stage.world.advance(25 * HOUR).unwrap();
            stage.world.clear_calls();
            ten::<C>(stage, 20, &way.tenant).await;
            assert_eq!(C::signing(stage), way.again, "{}", way.name);
            assert_eq!(stage.effects(C::CREATE), 10, "{}", way.name);
        }
    }
    on::<huaweicloud::Ways>().await;
    on::<alicloud::Ways>().await;
}

#[tokio::test(start_paused = true)]
async fn allowed_tenants_hold_for_every_way_before_anything_is_written() {
    async fn on<C: SignsIn>() {
        let cloud = C::new();
        for way in cloud.ways().await {
            let other = cloud.allowing(&way.stage, &way.given, "1");
            let told = C::create(&other, 0).await.unwrap_err();
            for part in [way.tenant.as_str(), "Nothing was written"] {
                assert!(told.detail.contains(part), "{}: {told:?}", way.name);
            }
            assert_eq!(C::peerings(&way.stage.world), 0, "{}", way.name);
            let right = cloud.allowing(&way.stage, &way.given, &way.tenant);
            C::create(&right, 0).await.unwrap();
        }
    }
    on::<huaweicloud::Ways>().await;
    on::<alicloud::Ways>().await;
}

#[tokio::test(start_paused = true)]
async fn without_a_machine_that_gives_any_there_are_no_credentials() {
    async fn on<C: SignsIn>() {
        let stage = C::new().on_machine(None);
        let told = C::create(&stage, 0).await.unwrap_err();
        assert!(
            told.summary.contains("\"default\" has no credentials"),
            "{told:?}"
        );
        for part in C::NO_CREDENTIALS {
            assert!(told.detail.contains(part), "{part}: {told:?}");
        }
        // Elsewhere nobody answers at all, and nobody is waited for.
        stage.world.set_pace(100 * HOUR, Duration::ZERO);
        let begun = vpcconnect::operation::monotonic();
        C::create(&stage, 0).await.unwrap_err();
        assert!(
            begun.elapsed() <= Duration::from_millis(1100),
            "{:?}",
            begun.elapsed()
        );
    }
    on::<huaweicloud::Ways>().await;
    on::<alicloud::Ways>().await;
}

#[tokio::test(start_paused = true)]
async fn a_machine_whose_keys_are_none_is_told_so() {
    async fn on<C: SignsIn>() {
        for (key, end, expected) in [
            ("", "2026-11-21T11:00:00Z", C::NO_KEYS),
            ("canary", "2026-11-21T09:59:59Z", "that have expired"),
        ] {
            let stage = C::new().on_machine(Some("A"));
            let reply = Reply {
                status: 200,
                body: Some(C::keys(key, end)),
                headers: [].into(),
            };
            stage.fault(C::MACHINE, 1, Effect::Answer(reply));
            let told = C::create(&stage, 0).await.unwrap_err();
            assert!(told.detail.contains(expected), "{told:?}");
            assert!(!told.detail.contains("canary"), "{told:?}");
            assert_eq!(C::peerings(&stage.world), 0);
        }
    }
    on::<huaweicloud::Ways>().await;
    on::<alicloud::Ways>().await;
}

/// What a machine is seeded with that has keys of this tenant.
pub(super) fn machine(version: u8, keys: &str) -> Value {
    json!({ "machine": { "access_key": keys, "version": version } })
}
