//! One account: what its calls share, on any cloud.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::account_error;
use super::caller::{Caller, Credentials};
use super::config::{self, Preflight};
use super::credential::{Chosen, SignIn};
use crate::credential::cache::{Lease, Problem};
use crate::credential::error;
use crate::credential::rule::is_label;
use crate::credential::source::{self, Origin};
use crate::http::client::Tries;
use crate::http::error::Failure;
use crate::http::limit::{Throttled, Window};
use crate::http::transport::{Network, Transport};
use crate::operation::Operation;

/// What differs between the accounts of the clouds.
pub trait Kind: Sized + Send + Sync + 'static {
    /// How one signs in.
    type Way: Send + Sync;
    /// What one becomes then.
    type Role: Send + Sync;
    /// The id of a tenant.
    type TenantId: Eq + Hash + Display + Send + Sync;
    /// What else there is to configure.
    type Extra: Send + Sync;
    /// What can be wrong with credentials on this cloud alone.
    type CredentialError: Clone + Send + Sync;
    /// What can be wrong with an account on this cloud alone.
    type AccountError: Send + Sync;
    /// What the accounts of one process share.
    type Shared: Send + Sync;
    /// What the account itself keeps.
    type State: Send + Sync;
    /// What the account keeps of one region.
    type Region: Send + Sync;

    /// What a new account keeps.
    fn state(config: &Config<Self>, calls: &Calls, shared: Self::Shared) -> Self::State;

    /// What it keeps of a region of which nothing is known.
    fn region(account: &Account<Self>, name: &str) -> Self::Region;
}

/// What an account is.
pub type Config<K> = config::Config<
    SignIn<<K as Kind>::Way, <K as Kind>::Role>,
    <K as Kind>::CredentialError,
    <K as Kind>::TenantId,
    <K as Kind>::Extra,
>;

/// Why an account cannot call.
pub type Error<K> = account_error::Error<<K as Kind>::CredentialError, <K as Kind>::AccountError>;

/// How the account calls, and what that costs.
pub struct Calls {
    pub(super) caller: Caller,
    /// The calls that it may make in all.
    pub(super) all: Option<Arc<Window>>,
    pub(super) throttled: Arc<Throttled>,
}

/// An account.
pub struct Account<K: Kind> {
    pub(super) config: Config<K>,
    pub(super) calls: Calls,
    pub(super) state: K::State,
    insecure_told: AtomicBool,
    skip_told: AtomicBool,
    regions: Mutex<HashMap<String, Arc<K::Region>>>,
}

impl<K: Kind> Account<K> {
    /// An account that calls through the network.
    pub fn new(config: Config<K>, shared: K::Shared) -> Self {
        let trust = config.trust.clone().unwrap_or_default();
        let network = Network::new(trust, config.proxies.clone());
        Self::with_transport(config, shared, Arc::new(network))
    }

    /// An account that calls through `transport`.
    pub fn with_transport(
        config: Config<K>,
        shared: K::Shared,
        transport: Arc<dyn Transport>,
    ) -> Self {
        let mut tries = Tries::default();
        if let Some(more) = config.max_retries {
            tries.more = more;
        }
        let calls = Calls {
            caller: Caller {
                transport,
                gate: Arc::default(),
                tries,
                taken: source::taken(&config.taken).map(Into::into),
            },
            all: config.rate.map(|rate| Arc::new(Window::new(rate))),
            throttled: Arc::default(),
        };
        Self {
            state: K::state(&config, &calls, shared),
            config,
            calls,
            insecure_told: AtomicBool::new(false),
            skip_told: AtomicBool::new(false),
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
    pub fn no_region(&self) -> Error<K> {
        match &self.config.sign_in {
            Err(error @ (error::Error::Own(_) | error::Error::Invalid(_))) => error.clone().into(),
            _ => Error::<K>::NoRegion,
        }
    }

    /// How long the cloud has kept this account waiting; once, and only when it was long.
    pub fn throttled(&self) -> Option<Duration> {
        self.calls.throttled.tell()
    }

    /// The argument or the variable that makes this account trust any server; once.
    pub fn insecure_by(&self) -> Option<&'static str> {
        let by = self.config.insecure_by?;
        let told = self.insecure_told.swap(true, Ordering::Relaxed);
        (!told).then_some(by)
    }

    /// Whether plans ask the cloud if it would let the apply pass.
    pub fn preflight(&self) -> Preflight {
        self.config.preflight
    }

    /// Whether this is the first plan that cannot be asked about, so that it is told once.
    pub fn skips_first(&self) -> bool {
        !self.skip_told.swap(true, Ordering::Relaxed)
    }

    /// How it signs in, for a region that can become a part of a host's name.
    pub(super) fn sign_in(&self, region: &str) -> Result<&SignIn<K::Way, K::Role>, Error<K>> {
        if !is_label(region) {
            return Err(Error::<K>::BadRegion(region.to_owned()));
        }
        let sign_in = self.config.sign_in.as_ref();
        sign_in.map_err(|error| error.clone().into())
    }

    /// Whether it knows whom to trust.
    pub(super) fn check_trust(&self) -> Result<(), Error<K>> {
        let trust = self.config.trust.as_ref();
        trust
            .map(|_| ())
            .map_err(|why| Error::<K>::CaFile(why.clone()))
    }

    /// Whether it may belong to that tenant.
    pub(super) fn allowed(&self, tenant: &K::TenantId) -> Result<(), Error<K>> {
        let allowed = &self.config.allowed;
        if allowed.is_empty() || allowed.contains(tenant) {
            return Ok(());
        }
        Err(Error::<K>::NotAllowed(tenant.to_string()))
    }

    /// Lets it in by `credentials`.
    pub(super) async fn let_in(
        &self,
        operation: &Operation,
        credentials: &Credentials,
    ) -> Result<Arc<Lease>, Error<K>> {
        let lease = credentials.get(operation).await;
        lease.map_err(|problem| self.not_let_in(problem))
    }

    /// It was not let in. Where nobody chose how to sign in, it has no credentials.
    fn not_let_in(&self, problem: Problem<Failure>) -> Error<K> {
        let failure = match problem {
            Problem::Source(failure) => failure,
            Problem::Ended(ended) => Failure::Ended(ended),
        };
        let ended = matches!(failure, Failure::Ended(_));
        match &self.config.sign_in {
            Ok(sign_in) if sign_in.chosen == Chosen::AsTheLast && !ended => {
                Error::<K>::Machine(failure)
            }
            _ => Error::<K>::SignIn(failure),
        }
    }

    /// What is known of a region.
    pub(super) fn in_region(&self, name: &str) -> Arc<K::Region> {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions
            .entry(name.to_owned())
            .or_insert_with(|| Arc::new(K::region(self, name)));
        Arc::clone(region)
    }
}
