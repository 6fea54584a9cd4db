//! What resources and data sources work with: the accounts as they are configured, and the log of the run.

use std::time::Duration;

use super::accounts::Accounts;
use crate::cloud::alicloud::account::Account as AliCloud;
use crate::cloud::huaweicloud::account::Account as HuaweiCloud;
use crate::connection::run_log::RunLog;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::resource::{Context, Notices};

/// What a resource's context is.
pub type Cx<'a> = Context<'a, Configured>;

/// The configuration, as resources use it.
pub struct Configured {
    /// The accounts on Huawei Cloud.
    pub huaweicloud: Accounts<HuaweiCloud>,
    /// The accounts on Alibaba Cloud.
    pub alicloud: Accounts<AliCloud>,
    /// What this run sees, plans and does.
    pub run: RunLog,
}

impl Notices for Configured {
    fn notices(&self) -> Vec<Diagnostic> {
        let huaweicloud = self.huaweicloud.known().flat_map(|(name, account)| {
            let (cost, open) = (account.throttled(), account.insecure_by());
            notices("huaweicloud", name, cost, open)
        });
        let alicloud = self.alicloud.known().flat_map(|(name, account)| {
            let (cost, open) = (account.throttled(), account.insecure_by());
            notices("alicloud", name, cost, open)
        });
        huaweicloud.chain(alicloud).collect()
    }
}

/// What there is to tell of one account.
fn notices(
    cloud: &str,
    name: &str,
    cost: Option<Duration>,
    open: Option<&str>,
) -> impl Iterator<Item = Diagnostic> {
    let slow = cost.map(|cost| throttled(cloud, name, cost));
    slow.into_iter().chain(open.map(|by| insecure(name, by)))
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
