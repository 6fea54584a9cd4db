//! One account: what its calls share, and its project in each region.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;

use super::config::{Config, OneRegion, Service};
use super::credential;
use super::ids::ProjectId;
use super::port::AllPeerings;
use super::project;
use super::signer::Signer;
use crate::connection::observe::Collection;
use crate::connection::stamps::Stamps;
use crate::connection::wait::Settling;
use crate::credential::Credential;
use crate::credential::cache::Cache;
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

/// Why an account cannot call.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// It has no region.
    #[error("the account has no region")]
    NoRegion,
    /// Its region is none: it becomes a part of a host's name.
    #[error("{0:?} is no region")]
    BadRegion(String),
    /// It has no keys.
    #[error(transparent)]
    Credentials(#[from] credential::Error),
    /// Its endpoint serves another region.
    #[error(transparent)]
    OneRegion(#[from] OneRegion),
    /// Its file of certificate authorities cannot be read.
    #[error("{0}")]
    CaFile(String),
    /// Its project could not be looked up.
    #[error("its project id could not be looked up: {0}")]
    Lookup(#[source] Failure),
    /// Its project is not the one project of that name.
    #[error("there {} a project named {name:?}", if *found == 0 { "is not" } else { "is more than" })]
    Projects {
        /// The name.
        name: String,
        /// How many there are.
        found: usize,
    },
    /// Its project is none of those that are allowed.
    #[error("its project is {project}, which allowed_project_ids does not list")]
    NotAllowed {
        /// The project.
        project: ProjectId,
    },
}

/// An account.
pub struct Account {
    config: Config,
    stamps: Arc<Stamps>,
    transport: Arc<dyn Transport>,
    gate: Arc<Gate>,
    all: Option<Arc<Window>>,
    throttled: Arc<Throttled>,
    regions: Mutex<HashMap<String, Arc<Region>>>,
}

/// An account in one region.
pub struct Region {
    name: String,
    project: OnceCell<ProjectId>,
    limits: Arc<Limits>,
    stamps: Arc<Stamps>,
    peerings: Collection<AllPeerings>,
}

impl Account {
    /// An account that calls through the network. `stamps` are those of all accounts.
    pub fn new(config: Config, stamps: Arc<Stamps>) -> Self {
        let trust = config.trust.clone().unwrap_or_default();
        Self::with_transport(config, stamps, Arc::new(Network::new(trust)))
    }

    /// An account that calls through `transport`.
    pub fn with_transport(
        config: Config,
        stamps: Arc<Stamps>,
        transport: Arc<dyn Transport>,
    ) -> Self {
        Self {
            all: config.rate.map(|rate| Arc::new(Window::new(rate))),
            config,
            stamps,
            transport,
            gate: Arc::default(),
            throttled: Arc::default(),
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

    /// Checks, without a call, that the account can call `region`.
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
        self.config.endpoint(Service::Vpc, region)?;
        self.seen_project(region)
            .map_or(Ok(()), |project| self.allowed(&project))
    }

    /// The account in `region`, its project known. Looks the project up, once, when the
    /// configuration does not name it.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub async fn session(&self, operation: &Operation, region: &str) -> Result<Session, Error> {
        self.check(region)?;
        let keys = Credential::Keys(self.config.keys.clone()?);
        let credentials = Arc::new(Cache::fixed(keys));
        let shared = self.shared(region);
        let project = shared.project.get_or_try_init(|| async {
            match self.known_project(region) {
                Some(project) => Ok(project),
                None => self.look_up(operation, region, &credentials, &shared).await,
            }
        });
        // Whoever waits for another one's look-up keeps to its own limits.
        let project = match operation.run(project).await {
            Ok(project) => project?.clone(),
            Err(ended) => return Err(Error::Lookup(Failure::Ended(ended))),
        };
        self.allowed(&project)?;
        let vpc = self.client(
            Service::Vpc,
            region,
            credentials,
            Some(project.clone()),
            &shared.limits,
        )?;
        Ok(Session {
            vpc,
            project,
            region: shared,
        })
    }

    fn allowed(&self, project: &ProjectId) -> Result<(), Error> {
        let allowed = &self.config.allowed_project_ids;
        if allowed.is_empty() || allowed.contains(project) {
            return Ok(());
        }
        Err(Error::NotAllowed {
            project: project.clone(),
        })
    }

    async fn look_up(
        &self,
        operation: &Operation,
        region: &str,
        credentials: &Arc<Cache<Failure>>,
        shared: &Region,
    ) -> Result<ProjectId, Error> {
        let own = self.region() == Some(region);
        let name = match &self.config.project_name {
            Some(name) if own => name,
            _ => region,
        };
        let iam = self.client(
            Service::Iam,
            region,
            Arc::clone(credentials),
            None,
            &shared.limits,
        )?;
        project::by_name(&iam, operation, name).await
    }

    fn shared(&self, region: &str) -> Arc<Region> {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = regions.entry(region.to_owned()).or_insert_with(|| {
            Arc::new(Region {
                name: region.to_owned(),
                project: OnceCell::new(),
                limits: Arc::new(Limits::new(
                    RATE,
                    self.all.clone(),
                    Arc::clone(&self.throttled),
                )),
                stamps: Arc::clone(&self.stamps),
                peerings: Collection::new(Arc::clone(&self.stamps)),
            })
        });
        Arc::clone(shared)
    }

    fn client(
        &self,
        service: Service,
        region: &str,
        credentials: Arc<Cache<Failure>>,
        project: Option<ProjectId>,
        limits: &Arc<Limits>,
    ) -> Result<Client, Error> {
        let mut tries = Tries::default();
        if let Some(more) = self.config.max_retries {
            tries.more = more;
        }
        Ok(Client {
            transport: Arc::clone(&self.transport),
            dialect: Arc::new(Signer {
                endpoint: self.config.endpoint(service, region)?,
                project,
                headers: Vec::new(),
            }),
            credentials,
            gate: Arc::clone(&self.gate),
            limits: Arc::clone(limits),
            tries,
        })
    }
}

/// An account in one region, ready to call.
#[derive(Clone)]
pub struct Session {
    /// Calls the VPC service.
    pub vpc: Client,
    /// The account's project there.
    pub project: ProjectId,
    region: Arc<Region>,
}

impl Session {
    /// The region.
    pub fn region(&self) -> &str {
        &self.region.name
    }

    /// How long peerings took to settle there.
    pub fn settling(&self) -> &Settling {
        self.region.peerings.settling()
    }

    /// What is known of the peerings there.
    pub(super) fn peerings(&self) -> &Collection<AllPeerings> {
        &self.region.peerings
    }

    /// What this process has written.
    pub(super) fn stamps(&self) -> &Arc<Stamps> {
        &self.region.stamps
    }
}
