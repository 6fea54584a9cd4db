//! One account: what its calls share, and its project in each region.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use super::account_error::{Error, Own};
use super::config::{Config, Service};
use super::credential::Way;
use super::credential_error;
use super::ids::ProjectId;
use super::project;
pub use super::session::Session;
use super::session::{Inner, Region};
use super::sign_in::{self, Credentials, Desk, Scope};
use super::signer::Signer;
use crate::connection::stamps::Stamps;
use crate::credential::cache::Problem;
use crate::credential::rule::is_label;
use crate::credential::source::{self, Origin};
use crate::http::client::{Client, Tries};
use crate::http::error::Failure;
use crate::http::gate::Gate;
use crate::http::limit::{Limits, Rate, Throttled, Window};
use crate::http::transport::{Network, Transport};
use crate::operation::Operation;

/// The gateway's default for each API: 200 calls a second.
/// Source: API Gateway, "Notes and Constraints".
const RATE: Rate = Rate {
    calls: 200,
    per: Duration::from_secs(1),
};

/// An account.
pub struct Account {
    config: Config,
    /// What of it comes from variables and files, for whoever is refused.
    taken: Option<Arc<str>>,
    stamps: Arc<Stamps>,
    transport: Arc<dyn Transport>,
    gate: Arc<Gate>,
    /// The same for signing in, which is no call of the tenant that it leads to.
    sign_in: Arc<Gate>,
    all: Option<Arc<Window>>,
    throttled: Arc<Throttled>,
    insecure_told: AtomicBool,
    regions: Mutex<HashMap<String, Arc<Region>>>,
}

impl Account {
    /// An account that calls through the network. `stamps` are those of all accounts.
    pub fn new(config: Config, stamps: Arc<Stamps>) -> Self {
        let trust = config.trust.clone().unwrap_or_default();
        let network = Network::new(trust, config.proxies.clone());
        Self::with_transport(config, stamps, Arc::new(network))
    }

    /// An account that calls through `transport`.
    pub fn with_transport(
        config: Config,
        stamps: Arc<Stamps>,
        transport: Arc<dyn Transport>,
    ) -> Self {
        Self {
            all: config.rate.map(|rate| Arc::new(Window::new(rate))),
            taken: source::taken(&config.taken).map(Into::into),
            config,
            stamps,
            transport,
            gate: Arc::default(),
            sign_in: Arc::default(),
            throttled: Arc::default(),
            insecure_told: AtomicBool::new(false),
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

    /// The argument or the variable that makes this account trust any server; once.
    pub fn insecure_by(&self) -> Option<&'static str> {
        let variable = self.config.insecure_by?;
        let told = self.insecure_told.swap(true, Ordering::Relaxed);
        (!told).then_some(variable)
    }

    /// The account's project in `region`, when the configuration names it: no call is made.
    pub fn known_project(&self, region: &str) -> Option<ProjectId> {
        let own = self.region() == Some(region);
        self.config.project_id.clone().filter(|_| own)
    }

    /// The same, or as it was looked up before.
    pub fn seen_project(&self, region: &str) -> Option<ProjectId> {
        let known = self.known_project(region);
        known.or_else(|| self.shared(region).project.get().cloned())
    }

    /// Checks, without a call, that the account can call `service` in `region`.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub fn check(&self, service: Service, region: &str) -> Result<(), Error> {
        if !is_label(region) {
            return Err(Error::BadRegion(region.to_owned()));
        }
        let sign_in = self.config.sign_in.clone()?;
        if let (Way::Token(_), Some(own)) = (&sign_in.way, self.region())
            && own != region
        {
            return Err(Error::Own(Own::TokenRegion {
                own: own.to_owned(),
                region: region.to_owned(),
            }));
        }
        self.config.trust.clone().map_err(Error::CaFile)?;
        self.config.endpoint(service, region)?;
        self.seen_project(region)
            .map_or(Ok(()), |project| self.allowed(&project))
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

    /// Signs in where nothing is configured to sign in with but the machine that this runs on.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub async fn ask_machine(&self, operation: &Operation, region: &str) -> Result<(), Error> {
        let way = self.config.sign_in.as_ref().map(|sign_in| &sign_in.way);
        if !matches!(way, Ok(Way::Machine)) {
            return Ok(());
        }
        let credentials = self.credentials(region, &self.shared(region))?;
        let lease = credentials.get(operation).await;
        lease
            .map(|_| ())
            .map_err(|problem| self.not_let_in(problem))
    }

    /// The account in `region`, signed in, its project known, to call `service`. Looks the project
    /// up, once, when neither the configuration nor the credential names it.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub async fn session(
        &self,
        operation: &Operation,
        service: Service,
        region: &str,
    ) -> Result<Session, Error> {
        self.check(service, region)?;
        let shared = self.shared(region);
        let credentials = self.credentials(region, &shared)?;
        let lease = credentials.get(operation).await;
        let lease = lease.map_err(|problem| self.not_let_in(problem))?;
        let project = shared.project.get_or_try_init(|| async {
            match (lease.tenant(), self.known_project(region)) {
                (None, Some(project)) => Ok(project),
                (None, None) => self.look_up(operation, region, &credentials, &shared).await,
                (Some(token), configured) => self.one_project(token.into(), configured),
            }
        });
        // Whoever waits for another one's look-up keeps to its own limits.
        let project = match operation.run(project).await {
            Ok(project) => project?.clone(),
            Err(ended) => return Err(Error::Lookup(Failure::Ended(ended))),
        };
        self.allowed(&project)?;
        let client = |service| {
            let (credentials, project) = (Arc::clone(&credentials), Some(project.clone()));
            self.client(service, region, credentials, project, &shared.limits)
        };
        Ok(Session::from(Inner {
            vpc: client(Service::Vpc),
            vpcep: client(Service::Vpcep),
            cs: client(Service::Cs),
            project,
            region: shared,
        }))
    }

    fn allowed(&self, project: &ProjectId) -> Result<(), Error> {
        let allowed = &self.config.allowed;
        if allowed.is_empty() || allowed.contains(project) {
            return Ok(());
        }
        Err(Error::NotAllowed(project.to_string()))
    }

    /// How the account signs its calls in `region`.
    fn credentials(&self, region: &str, shared: &Region) -> Result<Credentials, Error> {
        if let Some(known) = shared.credentials.get() {
            return Ok(Arc::clone(known));
        }
        let sign_in = self.config.sign_in.clone()?;
        let desk = Desk {
            transport: Arc::clone(&self.transport),
            gate: Arc::clone(&self.sign_in),
            limits: Arc::clone(&shared.limits),
            tries: self.tries(),
            taken: self.taken.clone(),
            iam: self.config.endpoint(Service::Iam, region)?,
            sts: self.config.endpoint(Service::Sts, region)?,
            metadata: self.config.endpoint(Service::Metadata, region)?,
        };
        let scope = match self.known_project(region) {
            Some(id) => Scope::Id(id),
            None => Scope::Name(self.project_name(region).to_owned()),
        };
        let made = || sign_in::credentials(&sign_in, scope, desk);
        Ok(Arc::clone(shared.credentials.get_or_init(made)))
    }

    fn not_let_in(&self, problem: Problem<Failure>) -> Error {
        let failure = match problem {
            Problem::Source(failure) => failure,
            Problem::Ended(ended) => Failure::Ended(ended),
        };
        let way = self.config.sign_in.as_ref().map(|sign_in| &sign_in.way);
        let nobody = !matches!(failure, Failure::Ended(_));
        match way {
            Ok(Way::Machine) if nobody => Error::Machine(failure),
            _ => Error::SignIn(failure),
        }
    }

    /// The name of the account's project in `region`: the main one has the region's.
    fn project_name<'a>(&'a self, region: &'a str) -> &'a str {
        let own = self.region() == Some(region);
        let name = self.config.project_name.as_deref();
        name.filter(|_| own).unwrap_or(region)
    }

    async fn look_up(
        &self,
        operation: &Operation,
        region: &str,
        credentials: &Credentials,
        shared: &Region,
    ) -> Result<ProjectId, Error> {
        let credentials = Arc::clone(credentials);
        let iam = self.client(Service::Iam, region, credentials, None, &shared.limits);
        let name = self.project_name(region);
        project::by_name(&iam, operation, name)
            .await
            .map_err(|error| match error {
                Error::Own(Own::Projects { name, found, .. }) => {
                    let by = self.config.project_by.clone();
                    let by =
                        by.filter(|_| self.config.project_name.as_deref() == Some(name.as_str()));
                    Error::Own(Own::Projects { name, found, by })
                }
                error => error,
            })
    }

    /// The project of a token, which is the configured one or nobody's.
    fn one_project(
        &self,
        token: ProjectId,
        configured: Option<ProjectId>,
    ) -> Result<ProjectId, Error> {
        match configured {
            Some(configured) if configured != token => Err(Error::Own(Own::TokenProject {
                token,
                configured,
                by: self.config.project_by.clone(),
            })),
            _ => Ok(token),
        }
    }

    fn shared(&self, region: &str) -> Arc<Region> {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = regions.entry(region.to_owned()).or_insert_with(|| {
            let limits = Limits::new(RATE, self.all.clone(), Arc::clone(&self.throttled));
            Arc::new(Region::new(region, limits, &self.stamps))
        });
        Arc::clone(shared)
    }

    fn client(
        &self,
        service: Service,
        region: &str,
        credentials: Credentials,
        project: Option<ProjectId>,
        limits: &Arc<Limits>,
    ) -> Client {
        Client {
            transport: Arc::clone(&self.transport),
            dialect: Arc::new(Signer {
                endpoint: self.config.endpoint(service, region),
                project,
                headers: Vec::new(),
                taken: self.taken.clone(),
            }),
            credentials,
            gate: Arc::clone(&self.gate),
            limits: Arc::clone(limits),
            tries: self.tries(),
        }
    }

    fn tries(&self) -> Tries {
        let mut tries = Tries::default();
        if let Some(more) = self.config.max_retries {
            tries.more = more;
        }
        tries
    }
}
