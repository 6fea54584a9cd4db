//! The `provider` block.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::accounts::{Accounts, DEFAULT, Entry};
use super::huaweicloud::{account as huaweicloud, account_schema};
use crate::cloud::huaweicloud::account::Account as HuaweiCloud;
use crate::credential::env::Environment;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::framework::resource::Notices;
use crate::framework::schema::Schema;
use crate::model;

model! {
    /// The configuration, as written.
    pub struct Config {
        /// Accounts by name.
        huaweicloud: BTreeMap<String, Field<huaweicloud::Model>>,
    }
}

/// The configuration, as resources use it.
pub struct Configured {
    /// The accounts on Huawei Cloud.
    pub huaweicloud: Accounts<HuaweiCloud>,
}

impl Notices for Configured {
    fn notices(&self) -> Vec<Diagnostic> {
        let accounts = self.huaweicloud.known();
        accounts
            .filter_map(|(name, account)| {
                Some(throttled("huaweicloud", name, account.throttled()?))
            })
            .collect()
    }
}

fn throttled(cloud: &str, name: &str, cost: Duration) -> Diagnostic {
    Diagnostic::warning(
        format!("The cloud keeps account {name:?} waiting: it answers that it is called too often"),
        format!(
            "That has cost {} s until now. Nothing is lost, only time. Others may be calling with the \
             same account. To leave room for them, lower max_requests_per_second of {cloud}.{name} in \
             the provider configuration, or run Terraform with a lower -parallelism.",
            cost.as_secs()
        ),
    )
}

/// The schema of the block.
pub fn schema() -> Schema {
    Schema::new(
        "The handshake between two tenants' networks as code: one requests a connection, the other \
         accepts or rejects it.",
        vec![account_schema::attribute()],
    )
}

/// Checks what needs more than one attribute.
pub fn validate(config: &Config, told: &mut Diagnostics) {
    let root = Path::to("huaweicloud");
    for (name, account) in config.huaweicloud.known().into_iter().flatten() {
        let path = root.clone().key(name);
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
            account.validate(&path, told);
        }
    }
}

/// Account names match `[A-Za-z0-9_-]+`, so that `account:id@region` can be taken apart.
fn is_account_name(name: &str) -> bool {
    let allowed = |one: char| one.is_ascii_alphanumeric() || one == '_' || one == '-';
    !name.is_empty() && name.chars().all(allowed)
}

/// Takes the configuration: no call is made, and no file is read but those that it names (`ca_file`,
/// and the one with a `profile`).
pub fn configure(config: &Config, env: &Environment) -> Configured {
    let stamps = Arc::default();
    let mut entries = BTreeMap::new();
    for (name, account) in config.huaweicloud.known().into_iter().flatten() {
        let entry = match account {
            Field::Null => continue,
            Field::Unknown => Entry::Unknown { region: None },
            Field::Known(account) => account.entry(name, env, &stamps),
        };
        entries.insert(name.clone(), entry);
    }
    let open = config.huaweicloud.is_unknown();
    if !open && !entries.contains_key(DEFAULT) {
        let default = huaweicloud::Model::default().entry(DEFAULT, env, &stamps);
        entries.insert(DEFAULT.to_owned(), default);
    }
    Configured {
        huaweicloud: Accounts::new(entries, open),
    }
}

/// Text of a field that says something.
pub(super) fn text(field: &Field<String>) -> Option<String> {
    field.text().map(str::to_owned)
}

/// The same, kept secret.
pub(super) fn secret(field: &Field<String>) -> Option<SecretString> {
    field.text().map(SecretString::from)
}
