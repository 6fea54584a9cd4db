//! One account, and whose it is: the same one in every region.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

pub use super::account_error::Error;
use super::config::{Config, Service, Settled};
use super::credential::{Role, Way};
use super::profile;
pub use super::session::Session;
use super::session::{OfRegion, OfSession, Region};
use super::sign::SigV4;
use super::sign_in::{self, Desk};
use super::tried::Tried;
use crate::cloud::account::{self, Calls, Kind};
use crate::cloud::caller::{Credentials, anonymous};
use crate::cloud::identity::Identity;
use crate::connection::ids::TenantId;
use crate::connection::observe::Collection;
use crate::connection::stamps::Stamps;
use crate::http::client::Client;
use crate::http::limit::{Limits, Rate, Window};
use crate::operation::Operation;

/// The region of the Security Token Service where the account has none of its own.
const STS_REGION: &str = "us-east-1";

/// An account.
pub type Account = account::Account<Amazon>;

/// The accounts of this cloud.
#[derive(Clone, Copy, Debug)]
pub enum Amazon {}

/// What an account keeps.
pub struct State {
    stamps: Arc<Stamps>,
    credentials: Credentials,
    /// Those of calls that belong to no region.
    limits: Arc<Limits>,
    identity: Arc<Identity<TenantId>>,
}

impl Kind for Amazon {
    type Way = Way;
    type Role = Role;
    type TenantId = TenantId;
    type Extra = Settled;
    type CredentialError = profile::Error;
    type AccountError = Infallible;
    type Shared = Shared;
    type State = State;
    type Region = Region;

    fn state(config: &Config, calls: &Calls, Shared(stamps): Shared) -> State {
        let limits = limits(calls);
        let credentials = match &config.sign_in {
            Ok(sign_in) => {
                let region = config.region.as_deref().unwrap_or(STS_REGION);
                let desk = Desk {
                    caller: calls.caller.clone(),
                    limits: Arc::clone(&limits),
                    endpoints: config.extra.endpoints.clone(),
                    region: region.to_owned(),
                    metadata: config.metadata(),
                };
                sign_in::credentials(sign_in, &desk)
            }
            Err(_) => anonymous(),
        };
        State {
            stamps,
            credentials,
            limits,
            identity: Arc::new(Identity::new(None)),
        }
    }

    fn region(account: &Account, name: &str) -> Region {
        let own = OfRegion {
            limits: limits(&account.calls),
            listed: Mutex::default(),
            asked: std::sync::Mutex::default(),
            connections: Arc::new(Collection::new(Arc::clone(&account.state.stamps))),
            deciding: Arc::default(),
            tried: Tried::default(),
        };
        Region::new(name, &account.state.stamps, own)
    }
}

/// What the accounts of one process share: what was written, because both sides of a connection see one object. What was just
/// created may take half a minute to be seen.
#[derive(Clone, Debug)]
pub struct Shared(Arc<Stamps>);

impl Default for Shared {
    fn default() -> Self {
        Self(Arc::new(Stamps::appearing_within(Duration::from_secs(30))))
    }
}

/// What an account may call in a region, or, as what belongs to no region, in all.
fn limits(calls: &Calls) -> Arc<Limits> {
    let limits = Limits::by_api(limit, calls.all.clone(), Arc::clone(&calls.throttled));
    Arc::new(limits)
}

/// The cloud has token buckets. What a window lets through of which no more is sent than a bucket holds, and which is as long as it
/// takes to fill, comes in waves that share their looks, and never empties it. Calls about many come one by one instead: whoever
/// waits for the next one joins it.
///
/// Source: "Request throttling for the Amazon EC2 API".
fn limit(api: &str) -> Window {
    let rate = |calls, seconds: u64| Rate {
        calls,
        // What leaves at equal distances does not arrive so.
        per: Duration::from_millis(seconds * 1050),
    };
    match api {
        "DescribeVpcPeeringConnections" | "DescribeVpcEndpointConnections" => {
            Window::new(rate(100, 5))
        }
        "AcceptVpcEndpointConnections" | "RejectVpcEndpointConnections" => {
            Window::bucket(rate(10, 10))
        }
        "CreateTags" | "DeleteTags" => Window::new(rate(100, 10)),
        // Those of STS are not published, and few.
        _ => Window::new(rate(50, 10)),
    }
}

impl Account {
    /// The account's number as it was looked up before.
    pub fn seen_id(&self) -> Option<TenantId> {
        self.state.identity.seen().cloned()
    }

    /// Checks, without a call, that the account can call for `region`.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub fn check(&self, region: &str) -> Result<(), Error> {
        let sign_in = self.sign_in(region)?;
        self.check_trust()?;
        let mut called = vec![(Service::Ec2, region), (Service::Sts, region)];
        if let Way::Sso(login) = &sign_in.way {
            called.push((Service::Sso, &login.region));
        }
        for (service, region) in called {
            let endpoint = self.config.endpoint(service, region);
            endpoint.map_err(Error::Endpoint)?;
        }
        self.state
            .identity
            .seen()
            .map_or(Ok(()), |own| self.allowed(own))
    }

    /// The account for `region`. Where only some accounts are allowed, it is asked which one this is, once.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub async fn session(&self, operation: &Operation, region: &str) -> Result<Session, Error> {
        self.check(region)?;
        self.let_in(operation, &self.state.credentials).await?;
        let here = self.in_region(region);
        let own = OfSession {
            ec2: self.client(Service::Ec2, region, &here.limits),
            sts: self.client(Service::Sts, region, &self.state.limits),
            identity: Arc::clone(&self.state.identity),
        };
        let session = Session::new(here, own);
        if !self.config.allowed.is_empty() {
            self.allowed(&session.own_id(operation).await?)?;
        }
        Ok(session)
    }

    /// Signs in where that asks nobody but this machine.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub async fn sign_in_locally(&self, operation: &Operation) -> Result<(), Error> {
        let is_local = |sign_in: &super::credential::SignIn| sign_in.is_local();
        if !self.config.sign_in.as_ref().is_ok_and(is_local) {
            return Ok(());
        }
        self.let_in(operation, &self.state.credentials)
            .await
            .map(drop)
    }

    fn client(&self, service: Service, region: &str, limits: &Arc<Limits>) -> Client {
        let scheme = SigV4 {
            service,
            region: region.to_owned(),
        };
        let endpoint = self.config.endpoint(service, region);
        let caller = &self.calls.caller;
        caller.service(endpoint, scheme, &self.state.credentials, limits)
    }
}
