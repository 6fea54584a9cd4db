//! One account, and its project in each region.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::OnceCell;

pub use super::account_error::{Error, Own};
use super::approvals::Approvals;
use super::config::{Config, Service, Settled};
use super::credential::{Role, Way};
use super::credential_error;
use super::ids::ProjectId;
use super::project;
pub use super::session::Session;
use super::session::{OfRegion, OfSession, Region};
use super::sign::SdkHmac;
use super::sign_in::{self, Desk, Scope};
use crate::cloud::account::{self, Calls, Kind};
use crate::cloud::caller::{Caller, Credentials};
use crate::connection::collections::Collections;
use crate::connection::stamps::Stamps;
use crate::http::client::Client;
use crate::http::error::Failure;
use crate::http::limit::{Limits, Rate};
use crate::operation::Operation;

/// The gateway's default for each API: 200 calls a second.
/// Source: API Gateway, "Notes and Constraints".
const RATE: Rate = Rate {
    calls: 200,
    per: Duration::from_secs(1),
};

/// An account.
pub type Account = account::Account<Huawei>;

/// The accounts of this cloud, and of its partners with the same API.
#[derive(Clone, Copy, Debug)]
pub enum Huawei {}

/// What an account keeps.
pub struct State {
    stamps: Arc<Stamps>,
    /// Signs in, which is no call of the tenant that it leads to.
    sign_in: Caller,
}

impl Kind for Huawei {
    type Way = Way;
    type Role = Role;
    type TenantId = ProjectId;
    type Extra = Settled;
    type CredentialError = credential_error::Own;
    type AccountError = Own;
    type Shared = Arc<Stamps>;
    type State = State;
    type Region = Region;

    fn state(_: &Config, calls: &Calls, stamps: Arc<Stamps>) -> State {
        State {
            stamps,
            sign_in: calls.caller.apart(),
        }
    }

    fn region(account: &Account, name: &str) -> Region {
        let calls = &account.calls;
        let limits = Limits::new(RATE, calls.all.clone(), Arc::clone(&calls.throttled));
        let stamps = &account.state.stamps;
        let own = OfRegion {
            credentials: OnceLock::new(),
            project: OnceCell::new(),
            limits: Arc::new(limits),
            clusters: Collections::new(Arc::clone(stamps)),
            approvals: Approvals::default(),
        };
        Region::new(name, stamps, own)
    }
}

impl Account {
    /// The account's project in `region`, when the configuration names it: no call is made.
    pub fn known_project(&self, region: &str) -> Option<ProjectId> {
        let own = self.region() == Some(region);
        self.config.tenant.clone().filter(|_| own)
    }

    /// The same, or as it was looked up before.
    pub fn seen_project(&self, region: &str) -> Option<ProjectId> {
        let known = self.known_project(region);
        known.or_else(|| self.in_region(region).project.get().cloned())
    }

    /// Checks, without a call, that the account can call `service` in `region`.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub fn check(&self, service: Service, region: &str) -> Result<(), Error> {
        let sign_in = self.sign_in(region)?;
        if let (Way::Token(_), Some(own)) = (&sign_in.way, self.region())
            && own != region
        {
            return Err(Error::Own(Own::TokenRegion {
                own: own.to_owned(),
                region: region.to_owned(),
            }));
        }
        self.check_trust()?;
        self.config.endpoint(service, region)?;
        self.seen_project(region)
            .map_or(Ok(()), |project| self.allowed(&project))
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
        let credentials = self.credentials(region, &self.in_region(region))?;
        self.let_in(operation, &credentials).await.map(drop)
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
        let shared = self.in_region(region);
        let credentials = self.credentials(region, &shared)?;
        let lease = self.let_in(operation, &credentials).await?;
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
            let project = Some(project.clone());
            self.client(service, region, &credentials, project, &shared.limits)
        };
        let own = OfSession {
            vpc: client(Service::Vpc),
            vpcep: client(Service::Vpcep),
            cs: client(Service::Cs),
            project,
        };
        Ok(Session::new(shared, own))
    }

    /// How the account signs its calls in `region`.
    fn credentials(&self, region: &str, shared: &Region) -> Result<Credentials, Error> {
        if let Some(known) = shared.credentials.get() {
            return Ok(Arc::clone(known));
        }
        let sign_in = self.config.sign_in.clone()?;
        let desk = Desk {
            caller: self.state.sign_in.clone(),
            limits: Arc::clone(&shared.limits),
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

    /// The name of the account's project in `region`: the main one has the region's.
    fn project_name<'a>(&'a self, region: &'a str) -> &'a str {
        let own = self.region() == Some(region);
        let name = self.config.extra.project_name.as_deref();
        name.filter(|_| own).unwrap_or(region)
    }

    async fn look_up(
        &self,
        operation: &Operation,
        region: &str,
        credentials: &Credentials,
        shared: &Region,
    ) -> Result<ProjectId, Error> {
        let iam = self.client(Service::Iam, region, credentials, None, &shared.limits);
        let name = self.project_name(region);
        project::by_name(&iam, operation, name)
            .await
            .map_err(|error| match error {
                Error::Own(Own::Projects { name, found, .. }) => {
                    let by = self.config.extra.project_by.clone();
                    let by = by.filter(|_| {
                        self.config.extra.project_name.as_deref() == Some(name.as_str())
                    });
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
                by: self.config.extra.project_by.clone(),
            })),
            _ => Ok(token),
        }
    }

    fn client(
        &self,
        service: Service,
        region: &str,
        credentials: &Credentials,
        project: Option<ProjectId>,
        limits: &Arc<Limits>,
    ) -> Client {
        let endpoint = self.config.endpoint(service, region);
        let endpoint = endpoint.map_err(|error| error.to_string());
        let scheme = SdkHmac {
            project,
            ..SdkHmac::default()
        };
        let caller = &self.calls.caller;
        caller.service(endpoint, scheme, credentials, limits)
    }
}
