//! Whose call a request is, and how it is executed.

use jiff::Timestamp;

use super::{Live, World, context};
use crate::simulator::huaweicloud::{self, Context, Refusal, Tenant};
use crate::simulator::id::AccessKey;
use crate::simulator::request::{Answer, Request};
use crate::simulator::{alicloud, clock};

/// Whose call it is, and which; none is one that this cloud does not have.
#[derive(Debug)]
pub(super) enum Service {
    HuaweiCloud(Option<huaweicloud::Api>),
    AliCloud(Option<alicloud::Api>),
}

impl Service {
    pub(super) fn of(request: &Request) -> Self {
        if alicloud::Api::is_addressed(request) {
            Self::AliCloud(alicloud::Api::of(request))
        } else {
            Self::HuaweiCloud(huaweicloud::Api::of(request))
        }
    }

    /// Who calls, as the request says, and the vendor's name of the call.
    pub(super) fn claimed(&self, request: &Request) -> (Option<AccessKey>, Option<String>) {
        match self {
            Self::HuaweiCloud(api) => (
                huaweicloud::claimed(request),
                api.as_ref().map(|api| api.name().to_owned()),
            ),
            Self::AliCloud(api) => (
                alicloud::claimed(request),
                api.map(|api| api.name().to_owned()),
            ),
        }
    }
}

impl World {
    /// Executes a call: the gateway's checks, then the service.
    pub(super) fn perform(&self, request: &Request, service: &Service, request_id: &str) -> Answer {
        match service {
            Service::HuaweiCloud(api) => {
                self.perform_huaweicloud(request, api.as_ref(), request_id)
            }
            Service::AliCloud(api) => self.perform_alicloud(request, *api, request_id),
        }
    }

    /// The answer to a body that is too large for a gateway.
    pub(super) fn refuse_body(&self, service: &Service, request_id: &str) -> Answer {
        let seed = &self.inner.seed;
        match service {
            Service::HuaweiCloud(_) => Refusal::TooLarge.answer(&seed.huaweicloud, request_id),
            Service::AliCloud(_) => {
                alicloud::Refusal::TooLarge.answer(&seed.alicloud.doubts, request_id)
            }
        }
    }

    fn perform_huaweicloud(
        &self,
        request: &Request,
        api: Option<&huaweicloud::Api>,
        request_id: &str,
    ) -> Answer {
        let seed = &self.inner.seed;
        let mut guard = self.lock();
        let live = &mut *guard;
        let now = clock::read(&self.inner.clock, live.state.ahead.0);
        let done = match api {
            Some(huaweicloud::Api::SignIn(call)) if !call.is_signed() => {
                let (issued, lockout) = (&mut live.state.issued, &mut live.lockout);
                call.unsigned(request, &seed.huaweicloud, issued, lockout, now)
            }
            _ => self
                .admit(live, request, api, now)
                .and_then(|(api, tenant)| {
                    let work = |context: &mut Context<'_>| api.perform(request, &tenant, context);
                    if api.is_write() {
                        return self.commit(live, now, work);
                    }
                    live.state.settle(now);
                    let settle = live.settle;
                    work(&mut context(seed, &mut live.state, now, settle))
                }),
        };
        done.unwrap_or_else(|refusal| refusal.answer(&seed.huaweicloud, request_id))
    }

    fn admit<'a>(
        &self,
        live: &mut Live,
        request: &Request,
        api: Option<&'a huaweicloud::Api>,
        now: Timestamp,
    ) -> Result<(&'a huaweicloud::Api, Tenant), Refusal> {
        let seed = &self.inner.seed;
        let api = api.ok_or(Refusal::Unpublished)?;
        let tenant = huaweicloud::identify(
            request,
            &seed.huaweicloud,
            &mut live.lockout,
            &live.state.issued,
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
        Ok((api, tenant))
    }
}
