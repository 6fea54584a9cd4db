//! The `provider` block.

use std::collections::BTreeMap;

use super::account::{AccountBlock, entry};
use super::account_checks::Checks;
use super::accounts::{Accounts, DEFAULT, Entry};
use super::alicloud::cloud::AliCloud;
use super::aws::cloud::Aws;
use super::cloud::Account;
use super::context::Configured;
use super::huaweicloud::cloud::HuaweiCloud;
use super::made_of::MadeOf;
use crate::connection::run_log::RunLog;
use crate::credential::env::Environment;
use crate::credential::source::Origin;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::{Field, ValueType};
use crate::framework::object::Object;
use crate::framework::path::Path;
use crate::framework::schema::Schema;
use crate::model;

/// The accounts of one cloud as they are written, by their names.
type Written = Field<BTreeMap<String, Field<Object>>>;

model! {
    /// The configuration, as written.
    pub struct Config {
        /// Accounts on Huawei Cloud.
        huaweicloud: BTreeMap<String, Field<Object>>,
        /// Accounts on Alibaba Cloud.
        alicloud: BTreeMap<String, Field<Object>>,
        /// Accounts on AWS.
        aws: BTreeMap<String, Field<Object>>,
    }
}

/// The schema of the block.
pub fn schema() -> Schema {
    Schema::new(
        "The handshake between two tenants' networks as code: one requests a connection, the other \
         accepts or rejects it.",
        vec![
            HuaweiCloud::attribute(),
            AliCloud::attribute(),
            Aws::attribute(),
        ],
    )
}

/// Checks what needs more than one attribute.
pub fn validate(config: &Config, told: &mut Diagnostics) {
    check::<HuaweiCloud>(&config.huaweicloud, told);
    check::<AliCloud>(&config.alicloud, told);
    check::<Aws>(&config.aws, told);
}

/// Checks the accounts of one cloud.
fn check<C: AccountBlock>(accounts: &Written, told: &mut Diagnostics) {
    for (name, account) in accounts.known().into_iter().flatten() {
        let path = Path::to(C::NAME).key(name);
        if !is_account_name(name) {
            told.push(
                Diagnostic::error(
                    format!("Invalid account name {name:?}"),
                    "Account names consist of letters, digits, \"_\" and \"-\".",
                )
                .at(path.clone()),
            );
        }
        if let Some(block) = account.known() {
            C::validate(&mut Checks {
                block,
                path: &path,
                told,
            });
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
    Configured {
        huaweicloud: accounts::<HuaweiCloud>(&config.huaweicloud, env),
        alicloud: accounts::<AliCloud>(&config.alicloud, env),
        aws: accounts::<Aws>(&config.aws, env),
        run: RunLog::default(),
    }
}

/// The accounts of one cloud. The default one is there even when nobody names it.
fn accounts<C: AccountBlock>(written: &Written, env: &Environment) -> Accounts<Account<C>> {
    let shared = C::Shared::default();
    let known = |block: &Object, name: &str| {
        let entry = entry::<C>(block, name, env, &shared);
        log::<C>(name, block, entry.known().map(Account::<C>::taken));
        entry
    };
    let mut entries = BTreeMap::new();
    for (name, account) in written.known().into_iter().flatten() {
        let entry = match account {
            Field::Null => continue,
            Field::Unknown => Entry::Unknown { region: None },
            Field::Known(block) => known(block, name),
        };
        entries.insert(name.clone(), entry);
    }
    let open = written.is_unknown();
    if !open && !entries.contains_key(DEFAULT) {
        entries.insert(DEFAULT.to_owned(), known(&Object::default(), DEFAULT));
    }
    Accounts::new(entries, open)
}

/// Logs what an account is made of.
fn log<C: AccountBlock>(name: &str, block: &Object, taken: Option<&[(&'static str, Origin)]>) {
    if !tracing::event_enabled!(target: "vpcconnect", tracing::Level::DEBUG) {
        return;
    }
    let block = block.clone().into_value();
    MadeOf::of(&block, taken.unwrap_or_default(), C::ALLOWED.name()).log(C::NAME, name);
}
