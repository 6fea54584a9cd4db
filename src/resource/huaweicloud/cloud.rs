//! Huawei Cloud's accounts: a tenant is a project, which an account has in each region.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::account_error;
use crate::cloud::huaweicloud::account::{Account, Error, Huawei, Session};
use crate::cloud::huaweicloud::config::Service;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Key;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::accounts::Accounts;
use crate::resource::cloud::Cloud;
use crate::resource::context::Configured;
use crate::resource::preflight::DryRuns;

/// Huawei Cloud, and partner clouds with the same API; `A` is which of its APIs makes peerings.
#[derive(Clone, Copy, Debug)]
pub struct HuaweiCloud<A = Vpc>(PhantomData<A>);

/// The VPC service, whose peerings connect two VPCs of users.
#[derive(Clone, Copy, Debug)]
pub struct Vpc;

/// Cloud Stream, whose clusters ask a VPC of users. They are answered in the VPC service.
#[derive(Clone, Copy, Debug)]
pub struct CloudStream;

/// It cannot be asked without being told to do it.
impl<A: PeeringService> DryRuns for HuaweiCloud<A> {
    type Trial = Infallible;

    async fn attempt(
        _session: &Session,
        _operation: &Operation,
        trial: &Infallible,
    ) -> Result<(), Failure> {
        match *trial {}
    }
}

/// An API that makes peerings.
pub trait PeeringService: Copy + Send + Sync + 'static {}

impl PeeringService for Vpc {}

impl PeeringService for CloudStream {}

impl<A: PeeringService> Cloud for HuaweiCloud<A> {
    type Kind = Huawei;
    type Session = Session;
    type Service = Service;

    const NAME: &'static str = "huaweicloud";
    const TENANT: &'static str = "project";
    const TENANT_ID: Key<String> = Key::new("project_id");
    const TENANT_BY: &'static str = "the account's credentials, project_id and region";

    fn accounts(configured: &Configured) -> &Accounts<Account> {
        &configured.huaweicloud
    }

    fn check(account: &Account, service: Service, region: &str) -> Result<(), Error> {
        account.check(service, region)
    }

    async fn sign_in_locally(
        account: &Account,
        operation: &Operation,
        region: &str,
    ) -> Result<(), Error> {
        account.ask_machine(operation, region).await
    }

    async fn session(
        account: &Account,
        operation: &Operation,
        service: Service,
        region: &str,
    ) -> Result<Session, Error> {
        account.session(operation, service, region).await
    }

    fn region(session: &Session) -> &str {
        session.region()
    }

    fn known_tenant(account: &Account, region: &str) -> Option<String> {
        let project = account.seen_project(region)?;
        Some(project.to_string())
    }

    fn configured_tenant(account: &Account, region: &str) -> Option<String> {
        let project = account.known_project(region)?;
        Some(project.to_string())
    }

    fn seen_tenant(session: &Session) -> Option<&str> {
        Some(session.project.as_str())
    }

    async fn tenant(session: &Session, _operation: &Operation) -> Result<String, Error> {
        Ok(session.project.to_string())
    }

    async fn learned_tenant(session: &Session, _operation: &Operation) -> Option<String> {
        Some(session.project.to_string())
    }

    fn diagnostic(name: &str, error: &Error) -> Diagnostic {
        account_error::diagnostic(name, error)
    }

    fn belongs_to(stored: &str, account: &str, own: &str) -> String {
        format!("belongs to project {stored}; account {account:?} works in project {own}")
    }
}
