//! What resources and data sources work with: the accounts as they are configured, and the log of the run.

use std::time::Duration;

use super::accounts::Accounts;
use crate::cloud::account::{Account, Kind};
use crate::cloud::alicloud::account::Account as AliCloud;
use crate::cloud::aws::account::Account as Aws;
use crate::cloud::huaweicloud::account::Account as HuaweiCloud;
use crate::connection::run_log::RunLog;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::resource::{Context, Notices};

/// What a resource's context is.
pub type Cx<'a> = Context<'a, Configured>;

/// The configuration, as resources use it.
#[derive(Default)]
pub struct Configured {
    /// The accounts on Huawei Cloud.
    pub huaweicloud: Accounts<HuaweiCloud>,
    /// The accounts on Alibaba Cloud.
    pub alicloud: Accounts<AliCloud>,
    /// The accounts on AWS.
    pub aws: Accounts<Aws>,
    /// What this run sees, plans and does.
    pub run: RunLog,
}

impl Notices for Configured {
    fn notices(&self) -> Vec<Diagnostic> {
        let huaweicloud = notices("huaweicloud", &self.huaweicloud);
        huaweicloud
            .chain(notices("alicloud", &self.alicloud))
            .chain(notices("aws", &self.aws))
            .collect()
    }
}

/// What there is to tell of the accounts of one cloud.
fn notices<K: Kind>(
    cloud: &str,
    accounts: &Accounts<Account<K>>,
) -> impl Iterator<Item = Diagnostic> {
    accounts.known().flat_map(|(name, account)| {
        let slow = account.throttled();
        let slow = slow.map(|cost| throttled(cloud, name, cost));
        slow.into_iter()
            .chain(account.insecure_by().map(|by| insecure(name, by)))
    })
}

/// The warning about an account that trusts anybody, because `by` says so.
fn insecure(name: &str, by: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Account {name:?} trusts any server"),
        format!(
            "With {by}, anyone in between can read and change what is sent, including tokens. For a private \
             cloud, name the PEM file of its certificate authority in ca_file instead."
        ),
    )
}

fn throttled(cloud: &str, name: &str, cost: Duration) -> Diagnostic {
    Diagnostic::warning(
        format!("The cloud throttles account {name:?}: it answers that it is called too often"),
        format!(
            "This has cost {} s so far. Nothing is lost, only time. Others may be calling with the same \
             account. To leave room for them, lower max_requests_per_second of {cloud}.{name} in the \
             provider configuration, or set a lower -parallelism.",
            cost.as_secs()
        ),
    )
}
