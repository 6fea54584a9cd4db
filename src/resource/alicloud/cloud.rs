//! Alibaba Cloud's accounts: a tenant is an account, the same one in every region.

use super::account_error;
use crate::cloud::alicloud::account::{Account, Alibaba, Error, Session};
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::ids::AccountId;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Key;
use crate::operation::Operation;
use crate::resource::accounts::Accounts;
use crate::resource::cloud::Cloud;
use crate::resource::context::Configured;

/// Alibaba Cloud.
#[derive(Clone, Copy, Debug)]
pub struct AliCloud;

impl Cloud for AliCloud {
    type Kind = Alibaba;
    type Session = Session;
    type Service = Service;

    const NAME: &'static str = "alicloud";
    const TENANT: &'static str = "account";
    const TENANT_ID: Key<String> = Key::new("account_id");
    const TENANT_BY: &'static str = "the account's credentials";

    fn accounts(configured: &Configured) -> &Accounts<Account> {
        &configured.alicloud
    }

    fn check(account: &Account, service: Service, region: &str) -> Result<(), Error> {
        // That one alone has a host in each region.
        if service == Service::PrivateLink {
            return account.check_privatelink(region);
        }
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
        service: Service,
        region: &str,
    ) -> Result<Session, Error> {
        if service == Service::PrivateLink {
            account.check_privatelink(region)?;
        }
        account.session(operation, region).await
    }

    fn region(session: &Session) -> &str {
        session.region()
    }

    fn known_tenant(account: &Account, _region: &str) -> Option<String> {
        let own = account.seen_id()?;
        Some(own.to_string())
    }

    fn seen_tenant(session: &Session) -> Option<&str> {
        session.seen_id().map(AccountId::as_str)
    }

    async fn tenant(session: &Session, operation: &Operation) -> Result<String, Error> {
        let own = session.own_id(operation).await?;
        Ok(own.to_string())
    }

    async fn learned_tenant(session: &Session, operation: &Operation) -> Option<String> {
        let own = session.learned_id(operation).await?;
        Some(own.to_string())
    }

    fn diagnostic(name: &str, error: &Error) -> Diagnostic {
        account_error::diagnostic(name, error)
    }

    fn belongs_to(stored: &str, account: &str, own: &str) -> String {
        format!("belongs to {stored}; the keys of account {account:?} belong to {own}")
    }
}
