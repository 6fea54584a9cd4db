//! What the world does for Alibaba Cloud.

use std::time::Duration;

use jiff::Timestamp;

use super::super::alicloud::privatelink::{self, Connection, NewEndpoint, NewService, Service};
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

    /// Every endpoint service on Alibaba Cloud as it is now.
    pub fn alicloud_services(&self) -> Vec<Service> {
        let live = self.lock();
        live.state
            .alicloud
            .privatelink
            .services()
            .cloned()
            .collect()
    }

    /// Everybody who asks an endpoint service on Alibaba Cloud, as it is now.
    pub fn alicloud_connections(&self) -> Vec<Connection> {
        let now = self.now();
        let mut live = self.lock();
        live.state.alicloud.settle(now, &self.inner.seed.alicloud);
        let connections = live.state.alicloud.privatelink.connections();
        connections.cloned().collect()
    }

    /// Makes an endpoint service on Alibaba Cloud without a signed call.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_alicloud_service(&self, new: &NewService) -> Result<Service, String> {
        self.change_alicloud(|context| privatelink::add_service(new, context))
            .map_err(|refusal| refusal.to_string())
    }

    /// Makes an endpoint on Alibaba Cloud without a signed call, as the tenant that it names would.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange_alicloud_endpoint(&self, new: &NewEndpoint) -> Result<Connection, String> {
        self.change_alicloud(|context| privatelink::add_endpoint(new, context))
            .map_err(|refusal| refusal.to_string())
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
        alicloud::arrange(new, &mut context).map_err(|refusal| Error::SeedObject {
            list: "alicloud.peerings",
            index,
            reason: refusal.to_string(),
        })?;
    }
    for (index, new) in seed.alicloud.privatelink.services.iter().enumerate() {
        privatelink::add_service(new, &mut context).map_err(|refusal| Error::SeedObject {
            list: "alicloud.privatelink.services",
            index,
            reason: refusal.to_string(),
        })?;
    }
    for (index, new) in seed.alicloud.privatelink.endpoints.iter().enumerate() {
        privatelink::add_endpoint(new, &mut context).map_err(|refusal| Error::SeedObject {
            list: "alicloud.privatelink.endpoints",
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
