//! What the world does for Alibaba Cloud.

use std::time::Duration;

use jiff::Timestamp;

use super::super::alicloud::{self, Api, Context, Peering, Refusal};
use super::super::clock;
use super::super::options::Error;
use super::super::request::{Answer, Request};
use super::super::seed::Seed;
use super::super::state::State;
use super::World;

impl World {
    /// Every peering on Alibaba Cloud as it is now.
    pub fn alicloud_peerings(&self) -> Vec<Peering> {
        let now = self.now();
        let mut live = self.lock();
        live.state.alicloud.settle(now, &self.inner.seed.alicloud);
        live.state.alicloud.peerings.iter().cloned().collect()
    }

    /// Changes the objects by a rule of Alibaba Cloud, and keeps the change in the state file.
    pub(crate) fn change_alicloud<T>(
        &self,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut live = self.lock();
        let now = clock::read(&self.inner.clock, live.state.ahead.0);
        self.keep(&mut live, |live| {
            let settle = live.settle;
            work(&mut context(&self.inner.seed, &mut live.state, now, settle))
        })
    }

    pub(super) fn perform_alicloud(
        &self,
        request: &Request,
        api: Option<Api>,
        request_id: &str,
    ) -> Answer {
        let done = self.try_alicloud(request, api, request_id);
        done.unwrap_or_else(|refusal| refusal.answer(&self.inner.seed.alicloud.doubts, request_id))
    }

    fn try_alicloud(
        &self,
        request: &Request,
        api: Option<Api>,
        request_id: &str,
    ) -> Result<Answer, Refusal> {
        let seed = &self.inner.seed;
        let mut guard = self.lock();
        let live = &mut *guard;
        let now = clock::read(&self.inner.clock, live.state.ahead.0);
        let api = api.ok_or(Refusal::NoSuchAction)?;
        if let Api::SignIn(call) = api {
            return self.keep(live, |live| {
                let settle = live.settle;
                let mut context = context(seed, &mut live.state, now, settle);
                call.perform(request, request_id, &mut context)
            });
        }
        let tenant = alicloud::identify(
            request,
            &mut live.nonces,
            &live.state.alicloud.issued,
            now,
            self.inner.clock.now(),
        )?;
        if let Some(rate) = seed.rate(api.name())
            && !live
                .windows
                .admit(&tenant.access_key, api.name(), rate, now)
        {
            return Err(Refusal::Throttled(rate));
        }
        self.keep(live, |live| {
            let settle = live.settle;
            let mut context = context(seed, &mut live.state, now, settle);
            api.perform(request, &tenant, request_id, &mut context)
        })
    }
}

/// Makes the seed's objects.
pub(super) fn seeded(seed: &Seed, state: &mut State, now: Timestamp) -> Result<(), Error> {
    let mut context = context(seed, state, now, Duration::ZERO);
    for (index, new) in seed.alicloud.peerings.iter().enumerate() {
        alicloud::arrange(new, &mut context).map_err(|refusal| Error::SeedPeering {
            index,
            reason: refusal.to_string(),
        })?;
    }
    Ok(())
}

/// What a call works on, up to date.
fn context<'a>(
    seed: &'a Seed,
    state: &'a mut State,
    now: Timestamp,
    settle: Duration,
) -> Context<'a> {
    state.alicloud.settle(now, &seed.alicloud);
    Context {
        seed: &seed.alicloud,
        state: &mut state.alicloud,
        now,
        settle,
    }
}
