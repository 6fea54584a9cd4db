//! The accounts of AWS: a tenant is an account, the same one in every region.

use std::time::Duration;

use super::account_error;
use crate::cloud::aws::account::{Account, Amazon, Error, Session};
use crate::cloud::aws::config::Service;
use crate::connection::ids::TenantId;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Key;
use crate::operation::Operation;
use crate::resource::accounts::Accounts;
use crate::resource::cloud::Cloud;
use crate::resource::context::Configured;

/// AWS.
#[derive(Clone, Copy, Debug)]
pub struct Aws;

impl Cloud for Aws {
    type Kind = Amazon;
    type Session = Session;
    type Service = Service;

    const NAME: &'static str = "aws";
    const TENANT: &'static str = "account";
    const TENANT_ID: Key<String> = Key::new("account_id");
    const TENANT_BY: &'static str = "the account's credentials and region";
    /// Source: botocore's waiter "VpcPeeringConnectionExists", which does not take the first "not found" for an answer.
    const APPEARS_WITHIN: Duration = Duration::from_secs(10);

    fn accounts(configured: &Configured) -> &Accounts<Account> {
        &configured.aws
    }

    fn check(account: &Account, _service: Service, region: &str) -> Result<(), Error> {
        account.check(region)
    }

    async fn sign_in_locally(
        account: &Account,
        operation: &Operation,
        _region: &str,
    ) -> Result<(), Error> {
        account.sign_in_locally(operation).await
    }

    async fn session(
        account: &Account,
        operation: &Operation,
        _service: Service,
        region: &str,
    ) -> Result<Session, Error> {
        account.session(operation, region).await
    }

    fn region(session: &Session) -> &str {
        session.region()
    }

    fn known_tenant(account: &Account, _region: &str) -> Option<String> {
        account.seen_id().as_ref().map(TenantId::to_string)
    }

    fn seen_tenant(session: &Session) -> Option<&str> {
        session.seen_id().map(TenantId::as_str)
    }

    async fn tenant(session: &Session, operation: &Operation) -> Result<String, Error> {
        let own = session.own_id(operation).await;
        own.map(|own| own.to_string())
    }

    async fn learned_tenant(session: &Session, operation: &Operation) -> Option<String> {
        let own = session.learned_id(operation).await;
        own.map(|own| own.to_string())
    }

    fn diagnostic(name: &str, error: &Error) -> Diagnostic {
        account_error::diagnostic(name, error)
    }

    fn belongs_to(stored: &str, account: &str, own: &str) -> String {
        format!(
            "belongs to account {stored} of AWS; the keys of account {account:?} belong to {own}"
        )
    }
}
