//! One account, and whose it is: the same one in every region.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

pub use super::account_error::Error;
use super::config::{Config, Service, Settled};
use super::credential::{Role, Way};
use super::ids::AccountId;
use super::profile;
use super::session::{Line, OfSession, Region};
pub use super::session::{Session, Shared};
use super::sign::Acs3;
use super::sign_in::{self, Desk};
use crate::cloud::account::{self, Calls, Kind};
use crate::cloud::caller::{Credentials, anonymous};
use crate::cloud::identity::Identity;
use crate::http::client::Client;
use crate::http::limit::{Limits, Rate};
use crate::operation::Operation;

/// Each API may be called 360 times a minute by one account. The documents say so for each region;
/// calls that name none count together, so all do here.
/// Source: VpcPeer API reference, "Quotas".
const RATE: Rate = Rate {
    calls: 360,
    per: Duration::from_secs(60),
};

/// An account.
pub type Account = account::Account<Alibaba>;

/// The accounts of this cloud.
#[derive(Clone, Copy, Debug)]
pub enum Alibaba {}

/// What an account keeps.
pub struct State {
    shared: Shared,
    credentials: Credentials,
    limits: Arc<Limits>,
    identity: Arc<Identity<AccountId>>,
    line: Arc<Line>,
}

impl Kind for Alibaba {
    type Way = Way;
    type Role = Role;
    type TenantId = AccountId;
    type Extra = Settled;
    type CredentialError = profile::Error;
    type AccountError = Infallible;
    type Shared = Shared;
    type State = State;
    type Region = Region;

    fn state(config: &Config, calls: &Calls, shared: Shared) -> State {
        let limits = Limits::new(RATE, calls.all.clone(), Arc::clone(&calls.throttled));
        let limits = Arc::new(limits);
        let credentials = match &config.sign_in {
            Ok(sign_in) => {
                let region = config.region.as_deref().unwrap_or_default();
                let desk = Desk {
                    caller: calls.caller.clone(),
                    limits: Arc::clone(&limits),
                    // Where it is none, nothing is called: see `check`.
                    sts: config.endpoint(Service::Sts, region).unwrap_or_default(),
                    metadata: config.metadata(),
                };
                sign_in::credentials(sign_in, &desk)
            }
            Err(_) => anonymous(),
        };
        State {
            shared,
            credentials,
            limits,
            identity: Arc::new(Identity::new(config.tenant.clone())),
            line: Arc::default(),
        }
    }

    fn region(account: &Account, name: &str) -> Region {
        let shared = account.state.shared.clone();
        Region::new(name, &account.state.shared.stamps, shared)
    }
}

impl Account {
    /// The account's number as it was configured, or looked up before.
    pub fn seen_id(&self) -> Option<AccountId> {
        self.state.identity.seen().cloned()
    }

    /// Checks, without a call, that the account can call for `region`.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub fn check(&self, region: &str) -> Result<(), Error> {
        self.sign_in(region)?;
        self.check_trust()?;
        for service in [Service::VpcPeer, Service::Sts] {
            let endpoint = self.config.endpoint(service, region);
            endpoint.map_err(Error::Endpoint)?;
        }
        match self.state.identity.asked() {
            Some(account) => self.allowed(account),
            None => Ok(()),
        }
    }

    /// Checks, without a call, that the account can call PrivateLink in `region`, which has a host there.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub fn check_privatelink(&self, region: &str) -> Result<(), Error> {
        self.check(region)?;
        let endpoint = self.config.endpoint(Service::PrivateLink, region);
        endpoint.map(|_| ()).map_err(Error::Endpoint)
    }

    /// The account for `region`. Where only some accounts are allowed, it is asked which one this is,
    /// once.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub async fn session(&self, operation: &Operation, region: &str) -> Result<Session, Error> {
        self.check(region)?;
        self.let_in(operation, &self.state.credentials).await?;
        let own = OfSession {
            vpcpeer: self.client(Service::VpcPeer, region),
            privatelink: self.client(Service::PrivateLink, region),
            sts: self.client(Service::Sts, region),
            line: Arc::clone(&self.state.line),
            identity: Arc::clone(&self.state.identity),
        };
        let session = Session::new(self.in_region(region), own);
        if !self.config.allowed.is_empty() {
            self.allowed(&session.look_up(operation).await?)?;
        }
        Ok(session)
    }

    /// Signs in where that asks nobody but this machine: its files, or, where nothing else is configured,
    /// its metadata.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub async fn sign_in_locally(&self, operation: &Operation) -> Result<(), Error> {
        match &self.config.sign_in {
            Ok(sign_in) if sign_in.is_local() => {
                let lease = self.let_in(operation, &self.state.credentials).await;
                lease.map(drop)
            }
            _ => Ok(()),
        }
    }

    fn client(&self, service: Service, region: &str) -> Client {
        let endpoint = self.config.endpoint(service, region);
        let (scheme, state) = (Acs3(service.version()), &self.state);
        let caller = &self.calls.caller;
        caller.service(endpoint, scheme, &state.credentials, &state.limits)
    }
}
