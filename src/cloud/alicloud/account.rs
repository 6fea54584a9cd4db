//! One account: what its calls share, and whose it is.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;

pub use super::account_error::Error;
use super::config::{Config, Preflight, Service};
use super::credential::Chosen;
use super::credential_error;
use super::ids::AccountId;
use super::session::{Inner, Line, Region};
pub use super::session::{Session, Shared};
use super::sign_in::{self, Credentials, Desk};
use super::signer::Signer;
use crate::credential::cache::Problem;
use crate::credential::rule::is_label;
use crate::credential::source::{self, Origin};
use crate::http::client::{Client, Tries};
use crate::http::error::Failure;
use crate::http::gate::Gate;
use crate::http::limit::{Limits, Rate, Throttled, Window};
use crate::http::transport::{Network, Transport, Trust};
use crate::operation::Operation;

/// Each API may be called 360 times a minute by one account. The documents say so for each region;
/// calls that name none count together, so all do here.
/// Source: VpcPeer API reference, "Quotas".
const RATE: Rate = Rate {
    calls: 360,
    per: Duration::from_secs(60),
};

/// An account.
pub struct Account {
    config: Config,
    /// What of it comes from variables and files, for whoever is refused.
    taken: Option<Arc<str>>,
    shared: Shared,
    transport: Arc<dyn Transport>,
    credentials: Credentials,
    gate: Arc<Gate>,
    limits: Arc<Limits>,
    throttled: Arc<Throttled>,
    identity: Arc<OnceCell<AccountId>>,
    line: Arc<Line>,
    skipped: AtomicBool,
    insecure_told: AtomicBool,
    regions: Mutex<HashMap<String, Arc<Region>>>,
}

impl Account {
    /// An account that calls through the network.
    pub fn new(config: Config, shared: Shared) -> Self {
        let trust = config.trust.clone().unwrap_or_default();
        let network = Network::new(trust, config.proxies.clone());
        Self::with_transport(config, shared, Arc::new(network))
    }

    /// An account that calls through `transport`.
    pub fn with_transport(config: Config, shared: Shared, transport: Arc<dyn Transport>) -> Self {
        let throttled: Arc<Throttled> = Arc::default();
        let all = config.rate.map(|rate| Arc::new(Window::new(rate)));
        let limits = Arc::new(Limits::new(RATE, all, Arc::clone(&throttled)));
        let taken: Option<Arc<str>> = source::taken(&config.taken).map(Into::into);
        let credentials = match &config.sign_in {
            Ok(sign_in) => {
                let region = config.region.as_deref().unwrap_or_default();
                let desk = Desk {
                    transport: Arc::clone(&transport),
                    limits: Arc::clone(&limits),
                    tries: tries(&config),
                    taken: taken.clone(),
                    // Where it is none, nothing is called: see `check`.
                    sts: config.endpoint(Service::Sts, region).unwrap_or_default(),
                    metadata: config.metadata(),
                };
                sign_in::credentials(sign_in, &desk)
            }
            Err(_) => sign_in::anonymous(),
        };
        Self {
            limits,
            credentials,
            taken,
            config,
            shared,
            transport,
            gate: Arc::default(),
            throttled,
            identity: Arc::default(),
            line: Arc::default(),
            skipped: AtomicBool::default(),
            insecure_told: AtomicBool::default(),
            regions: Mutex::default(),
        }
    }

    /// The account's own region.
    pub fn region(&self) -> Option<&str> {
        self.config.region.as_deref()
    }

    /// What of it comes from variables and files, by the names of the arguments.
    pub fn taken(&self) -> &[(&'static str, Origin)] {
        &self.config.taken
    }

    /// Why it has no region of its own. A profile or a variable that cannot be read may be the reason.
    pub fn no_region(&self) -> Error {
        match &self.config.sign_in {
            Err(
                error @ (credential_error::Error::Own(_) | credential_error::Error::Invalid(_)),
            ) => error.clone().into(),
            _ => Error::NoRegion,
        }
    }

    /// How long the cloud has kept this account waiting; once, and only when it was long.
    pub fn throttled(&self) -> Option<Duration> {
        self.throttled.tell()
    }

    /// The argument that makes this account trust any server; once.
    pub fn insecure_by(&self) -> Option<&'static str> {
        if self.config.trust != Ok(Trust::Anybody) {
            return None;
        }
        let told = self.insecure_told.swap(true, Ordering::Relaxed);
        (!told).then_some("insecure = true")
    }

    /// The account's number as it was configured, or looked up before.
    pub fn seen_id(&self) -> Option<AccountId> {
        let found = self.identity.get().cloned();
        found.or_else(|| self.config.account_id.clone())
    }

    /// Whether plans ask the cloud if it would let the apply pass.
    pub fn preflight(&self) -> Preflight {
        self.config.preflight
    }

    /// Whether this is the first plan that cannot be asked about, so that it is told once.
    pub fn skips_first(&self) -> bool {
        !self.skipped.swap(true, Ordering::Relaxed)
    }

    /// Checks, without a call, that the account can call for `region`.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub fn check(&self, region: &str) -> Result<(), Error> {
        if !is_label(region) {
            return Err(Error::BadRegion(region.to_owned()));
        }
        if let Err(error) = &self.config.sign_in {
            return Err(error.clone().into());
        }
        self.config.trust.clone().map_err(Error::CaFile)?;
        for service in [Service::VpcPeer, Service::Sts] {
            let endpoint = self.config.endpoint(service, region);
            endpoint.map_err(Error::Endpoint)?;
        }
        match self.identity.get() {
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
        self.let_in(operation).await?;
        let session = Session::from(Inner {
            vpcpeer: self.client(Service::VpcPeer, region),
            privatelink: self.client(Service::PrivateLink, region),
            sts: self.client(Service::Sts, region),
            line: Arc::clone(&self.line),
            configured: self.config.account_id.clone(),
            identity: Arc::clone(&self.identity),
            region: self.in_region(region),
        });
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
            Ok(sign_in) if sign_in.is_local() => self.let_in(operation).await,
            _ => Ok(()),
        }
    }

    async fn let_in(&self, operation: &Operation) -> Result<(), Error> {
        let failure = match self.credentials.get(operation).await {
            Ok(_) => return Ok(()),
            Err(Problem::Ended(ended)) => return Err(Error::SignIn(Failure::Ended(ended))),
            Err(Problem::Source(failure)) => failure,
        };
        let ended = matches!(failure, Failure::Ended(_));
        match &self.config.sign_in {
            Ok(sign_in) if sign_in.chosen == Chosen::AsTheLast && !ended => {
                Err(Error::Machine(failure))
            }
            _ => Err(Error::SignIn(failure)),
        }
    }

    fn allowed(&self, account: &AccountId) -> Result<(), Error> {
        let allowed = &self.config.allowed;
        if allowed.is_empty() || allowed.contains(account) {
            return Ok(());
        }
        Err(Error::NotAllowed(account.to_string()))
    }

    fn in_region(&self, name: &str) -> Arc<Region> {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions.entry(name.to_owned()).or_insert_with(|| {
            let shared = self.shared.clone();
            Arc::new(Region::new(name, shared))
        });
        Arc::clone(region)
    }

    fn client(&self, service: Service, region: &str) -> Client {
        Client {
            transport: Arc::clone(&self.transport),
            dialect: Arc::new(Signer {
                endpoint: self.config.endpoint(service, region),
                version: service.version(),
                taken: self.taken.clone(),
            }),
            credentials: Arc::clone(&self.credentials),
            gate: Arc::clone(&self.gate),
            limits: Arc::clone(&self.limits),
            tries: tries(&self.config),
        }
    }
}

fn tries(config: &Config) -> Tries {
    let mut tries = Tries::default();
    if let Some(more) = config.max_retries {
        tries.more = more;
    }
    tries
}
