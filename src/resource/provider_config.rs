//! The `provider` block.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::accounts::{Accounts, DEFAULT, Entry};
use super::alicloud::{account as alicloud, account_schema as alicloud_schema};
use super::context::Configured;
use super::huaweicloud::{account as huaweicloud, account_schema as huaweicloud_schema};
use super::made_of::MadeOf;
use crate::cloud::alicloud::account::{Account as AliCloud, Shared};
use crate::cloud::huaweicloud::account::Account as HuaweiCloud;
use crate::connection::run_log::RunLog;
use crate::credential::env::Environment;
use crate::credential::source::Origin;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::{Datum, Field};
use crate::framework::path::Path;
use crate::framework::schema::Schema;
use crate::model;

model! {
    /// The configuration, as written.
    pub struct Config {
        /// Accounts by name.
        huaweicloud: BTreeMap<String, Field<huaweicloud::Model>>,
        /// The same of the other cloud.
        alicloud: BTreeMap<String, Field<alicloud::Model>>,
    }
}

/// The schema of the block.
pub fn schema() -> Schema {
    Schema::new(
        "The handshake between two tenants' networks as code: one requests a connection, the other \
         accepts or rejects it.",
        vec![
            huaweicloud_schema::attribute(),
            alicloud_schema::attribute(),
        ],
    )
}

/// Checks what needs more than one attribute.
pub fn validate(config: &Config, told: &mut Diagnostics) {
    check(
        &config.huaweicloud,
        "huaweicloud",
        told,
        huaweicloud::Model::validate,
    );
    check(
        &config.alicloud,
        "alicloud",
        told,
        alicloud::Model::validate,
    );
}

/// Checks the accounts of one cloud.
fn check<M>(
    accounts: &Field<BTreeMap<String, Field<M>>>,
    cloud: &str,
    told: &mut Diagnostics,
    validate: impl Fn(&M, &Path, &mut Diagnostics),
) {
    for (name, account) in accounts.known().into_iter().flatten() {
        let path = Path::to(cloud).key(name);
        if !is_account_name(name) {
            told.push(
                Diagnostic::error(
                    format!("Invalid account name {name:?}"),
                    "Account names consist of letters, digits, \"_\" and \"-\".",
                )
                .at(path.clone()),
            );
        }
        if let Some(account) = account.known() {
            validate(account, &path, told);
        }
    }
}

/// Account names match `[A-Za-z0-9_-]+`, so that `account:id@region` can be taken apart.
fn is_account_name(name: &str) -> bool {
    let allowed = |one: char| one.is_ascii_alphanumeric() || one == '_' || one == '-';
    !name.is_empty() && name.chars().all(allowed)
}

/// Takes the configuration: no call is made, and no file is read but those that it names (`ca_file`,
/// and the one with a `profile`), and the user's own where an account falls back to them.
pub fn configure(config: &Config, env: &Environment) -> Configured {
    let shared = Shared::default();
    let stamps = Arc::default();
    Configured {
        huaweicloud: accounts(&config.huaweicloud, |account, name| {
            let entry = account.entry(name, env, &stamps);
            let taken = entry.known().map(HuaweiCloud::taken);
            log(["huaweicloud", name, "allowed_project_ids"], account, taken);
            entry
        }),
        alicloud: accounts(&config.alicloud, |account, name| {
            let entry = account.entry(name, env, &shared);
            let taken = entry.known().map(AliCloud::taken);
            log(["alicloud", name, "allowed_account_ids"], account, taken);
            entry
        }),
        run: RunLog::default(),
    }
}

/// Logs what an account is made of; `guard` names the argument with its allowed tenants.
fn log<M: Datum + Clone>(
    [cloud, name, guard]: [&str; 3],
    block: &M,
    taken: Option<&[(&'static str, Origin)]>,
) {
    if !tracing::event_enabled!(target: "vpcconnect", tracing::Level::DEBUG) {
        return;
    }
    let block = block.clone().into_value();
    MadeOf::of(&block, taken.unwrap_or_default(), guard).log(cloud, name);
}

/// The accounts of one cloud. The default one is there even when nobody names it.
fn accounts<M: Default, A>(
    configured: &Field<BTreeMap<String, Field<M>>>,
    entry: impl Fn(&M, &str) -> Entry<A>,
) -> Accounts<A> {
    let mut entries = BTreeMap::new();
    for (name, account) in configured.known().into_iter().flatten() {
        let entry = match account {
            Field::Null => continue,
            Field::Unknown => Entry::Unknown { region: None },
            Field::Known(account) => entry(account, name),
        };
        entries.insert(name.clone(), entry);
    }
    let open = configured.is_unknown();
    if !open && !entries.contains_key(DEFAULT) {
        entries.insert(DEFAULT.to_owned(), entry(&M::default(), DEFAULT));
    }
    Accounts::new(entries, open)
}
