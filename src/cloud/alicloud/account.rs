//! One account: what its calls share, and whose it is.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ::http::{Request, Response, header};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use tokio::sync::OnceCell;

use super::config::{Config, Preflight, Service};
use super::credential;
use super::error::{REQUEST_ID, classify};
use super::identity;
use super::ids::AccountId;
use super::port::AllPeerings;
use super::sign::{CONTENT_HASH, FORM, Signable};
use super::sign_in::{self, Credentials};
use crate::cloud::random::unique;
use crate::connection::observe::Collection;
use crate::connection::queue::Queues;
use crate::connection::stamps::Stamps;
use crate::connection::wait::Settling;
use crate::credential::Credential;
use crate::http::client::{Call, Client, Dialect, Tries};
use crate::http::endpoint::{Base, sensitive};
use crate::http::error::{ApiError, Failure};
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

/// Why an account cannot call.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// It has no region.
    #[error("the account has no region")]
    NoRegion,
    /// Its region is none: it may become a part of a host's name.
    #[error("{0:?} is no region")]
    BadRegion(String),
    /// It has no keys.
    #[error(transparent)]
    Credentials(#[from] credential::Error),
    /// Its endpoint is none.
    #[error("{0}")]
    Endpoint(String),
    /// Its file of certificate authorities cannot be read.
    #[error("{0}")]
    CaFile(String),
    /// Whose the keys are could not be asked.
    #[error("its account id could not be looked up: {0}")]
    Lookup(#[source] Failure),
    /// Its keys belong to none of the accounts that are allowed.
    #[error("its account is {account}, which allowed_account_ids does not list")]
    NotAllowed {
        /// The account.
        account: AccountId,
    },
}

/// What the accounts of one process share, because both sides of a connection change one object.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// What was written.
    pub stamps: Arc<Stamps>,
    /// Who changes what, in turn.
    pub queues: Arc<Queues>,
}

/// An account.
pub struct Account {
    config: Config,
    shared: Shared,
    transport: Arc<dyn Transport>,
    credentials: Credentials,
    gate: Arc<Gate>,
    limits: Arc<Limits>,
    throttled: Arc<Throttled>,
    identity: Arc<OnceCell<AccountId>>,
    skipped: AtomicBool,
    insecure_told: AtomicBool,
    regions: Mutex<HashMap<String, Arc<Region>>>,
}

/// An account in one region.
pub struct Region {
    name: String,
    shared: Shared,
    peerings: Collection<AllPeerings>,
}

impl Account {
    /// An account that calls through the network.
    pub fn new(config: Config, shared: Shared) -> Self {
        let trust = config.trust.clone().unwrap_or_default();
        Self::with_transport(config, shared, Arc::new(Network::new(trust)))
    }

    /// An account that calls through `transport`.
    pub fn with_transport(config: Config, shared: Shared, transport: Arc<dyn Transport>) -> Self {
        let throttled: Arc<Throttled> = Arc::default();
        let all = config.rate.map(|rate| Arc::new(Window::new(rate)));
        let limits = Arc::new(Limits::new(RATE, all, Arc::clone(&throttled)));
        let sts = |credentials: Credentials| {
            let region = config.region.as_deref().unwrap_or_default();
            Some(Client {
                transport: Arc::clone(&transport),
                dialect: Arc::new(Signer {
                    endpoint: config.endpoint(Service::Sts, region).ok()?,
                    version: Service::Sts.version(),
                }),
                credentials,
                // Of its own: the keys that ask are not those that are handed out.
                gate: Arc::default(),
                limits: Arc::clone(&limits),
                tries: tries(&config),
            })
        };
        let keys = config.keys.clone().ok();
        let credentials = sign_in::credentials(keys, config.assume_role.as_ref(), sts);
        Self {
            limits,
            credentials,
            config,
            shared,
            transport,
            gate: Arc::default(),
            throttled,
            identity: Arc::default(),
            skipped: AtomicBool::default(),
            insecure_told: AtomicBool::default(),
            regions: Mutex::default(),
        }
    }

    /// The account's own region.
    pub fn region(&self) -> Option<&str> {
        self.config.region.as_deref()
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
        let allowed = |one: char| one.is_ascii_alphanumeric() || one == '-' || one == '_';
        if region.is_empty() || !region.chars().all(allowed) {
            return Err(Error::BadRegion(region.to_owned()));
        }
        self.config.keys.clone()?;
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

    /// The account for `region`. Where only some accounts are allowed, it is asked which one this is,
    /// once.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub async fn session(&self, operation: &Operation, region: &str) -> Result<Session, Error> {
        self.check(region)?;
        let session = Session {
            vpcpeer: self.client(Service::VpcPeer, region)?,
            sts: self.client(Service::Sts, region)?,
            configured: self.config.account_id.clone(),
            identity: Arc::clone(&self.identity),
            region: self.in_region(region),
        };
        if !self.config.allowed_account_ids.is_empty() {
            self.allowed(&session.look_up(operation).await?)?;
        }
        Ok(session)
    }

    fn allowed(&self, account: &AccountId) -> Result<(), Error> {
        let allowed = &self.config.allowed_account_ids;
        if allowed.is_empty() || allowed.contains(account) {
            return Ok(());
        }
        let account = account.clone();
        Err(Error::NotAllowed { account })
    }

    fn in_region(&self, name: &str) -> Arc<Region> {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions.entry(name.to_owned()).or_insert_with(|| {
            Arc::new(Region {
                name: name.to_owned(),
                shared: self.shared.clone(),
                peerings: Collection::new(Arc::clone(&self.shared.stamps)),
            })
        });
        Arc::clone(region)
    }

    fn client(&self, service: Service, region: &str) -> Result<Client, Error> {
        let endpoint = self.config.endpoint(service, region);
        Ok(Client {
            transport: Arc::clone(&self.transport),
            dialect: Arc::new(Signer {
                endpoint: endpoint.map_err(Error::Endpoint)?,
                version: service.version(),
            }),
            credentials: Arc::clone(&self.credentials),
            gate: Arc::clone(&self.gate),
            limits: Arc::clone(&self.limits),
            tries: tries(&self.config),
        })
    }
}

fn tries(config: &Config) -> Tries {
    let mut tries = Tries::default();
    if let Some(more) = config.max_retries {
        tries.more = more;
    }
    tries
}

/// An account for one region, ready to call.
#[derive(Clone)]
pub struct Session {
    /// Calls the service of VPC peerings.
    pub vpcpeer: Client,
    sts: Client,
    configured: Option<AccountId>,
    identity: Arc<OnceCell<AccountId>>,
    region: Arc<Region>,
}

impl Session {
    /// The region.
    pub fn region(&self) -> &str {
        &self.region.name
    }

    /// The account's number: configured, or asked for once.
    ///
    /// # Errors
    /// [`Error::Lookup`]
    pub async fn own_id(&self, operation: &Operation) -> Result<AccountId, Error> {
        match (self.identity.get(), &self.configured) {
            (Some(found), _) | (None, Some(found)) => Ok(found.clone()),
            (None, None) => self.look_up(operation).await,
        }
    }

    async fn look_up(&self, operation: &Operation) -> Result<AccountId, Error> {
        let asking = self
            .identity
            .get_or_try_init(|| identity::of_caller(&self.sts, operation));
        // Whoever waits for another one's look-up keeps to its own limits.
        match operation.run(asking).await {
            Ok(found) => found.cloned().map_err(Error::Lookup),
            Err(ended) => Err(Error::Lookup(Failure::Ended(ended))),
        }
    }

    /// How long peerings took to settle there.
    pub fn settling(&self) -> &Settling {
        self.region.peerings.settling()
    }

    /// Who changes what, in turn.
    pub fn queues(&self) -> &Queues {
        &self.region.shared.queues
    }

    /// What is known of the peerings there.
    pub(super) fn peerings(&self) -> &Collection<AllPeerings> {
        &self.region.peerings
    }

    /// What this process has written.
    pub(super) fn stamps(&self) -> &Arc<Stamps> {
        &self.region.shared.stamps
    }
}

/// Signs for one service.
struct Signer {
    endpoint: String,
    version: &'static str,
}

impl Dialect for Signer {
    fn sign(
        &self,
        call: &Call,
        credential: &Credential,
        now: Timestamp,
    ) -> Result<Request<Vec<u8>>, String> {
        let Credential::Keys(keys) = credential else {
            return Err("calls of this service are signed by a key".to_owned());
        };
        let Base {
            scheme,
            host,
            prefix,
        } = &Base::of(&self.endpoint);
        let path = format!("{prefix}{}", call.path);
        let date = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        // A new one for every attempt: the cloud takes each but once.
        let nonce = unique();
        let mut headers = vec![
            ("host", host.as_str()),
            ("x-acs-action", call.api),
            ("x-acs-version", self.version),
            ("x-acs-date", &date),
            ("x-acs-signature-nonce", &nonce),
        ];
        if !call.body.is_empty() {
            headers.push(("content-type", FORM));
        }
        if let Some(token) = &keys.security_token {
            headers.push(("x-acs-accesskey-id", &keys.access_key));
            headers.push(("x-acs-security-token", token.expose_secret()));
        }
        let query: Vec<_> = call
            .query
            .iter()
            .map(|(key, value)| (key.as_ref(), value.as_str()))
            .collect();
        let signable = Signable {
            method: call.method.as_str(),
            path: &path,
            query: &query,
            headers: &headers,
            body: &call.body,
        };
        let secret = keys.secret_key.expose_secret();
        let authorization = signable.authorization(&keys.access_key, secret);
        let (hash, query) = (signable.content_hash(), signable.canonical_query());
        let question = if query.is_empty() { "" } else { "?" };
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(format!("{scheme}://{host}{path}{question}{query}"));
        // The client sets the host itself, from the same text.
        for (name, value) in headers.iter().filter(|(name, _)| *name != "host") {
            request = request.header(*name, sensitive(name, value)?);
        }
        request
            .header(CONTENT_HASH, hash)
            .header(header::ACCEPT, "application/json")
            .header(
                header::AUTHORIZATION,
                sensitive("Authorization", &authorization)?,
            )
            .body(call.body.clone())
            .map_err(|error| format!("no request can be made: {error}"))
    }

    fn classify(&self, answer: &Response<Vec<u8>>) -> ApiError {
        classify(answer)
    }

    fn request_id(&self) -> &'static str {
        REQUEST_ID
    }
}
