//! An account in the provider block.

use crate::cloud::alicloud::account::{Account, Shared};
use crate::cloud::alicloud::config::{Preflight, Role, Settings};
use crate::cloud::alicloud::credential::Given;
use crate::credential::env::Environment;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::framework::value::Number;
use crate::model;
use crate::resource::accounts::{DEFAULT, Entry};
use crate::resource::provider_config::{secret, text};

model! {
    /// The account, as written.
    pub struct Model {
        /// `region`
        region: String,
        /// `access_key`
        access_key: String,
        /// `secret_key`
        secret_key: String,
        /// `security_token`
        security_token: String,
        /// `assume_role`
        assume_role: AssumeRole,
        /// `account_id`
        account_id: String,
        /// `endpoints`
        endpoints: Endpoints,
        /// `ca_file`
        ca_file: String,
        /// `insecure`
        insecure: bool,
        /// `max_retries`
        max_retries: Number,
        /// `max_requests_per_second`
        max_requests_per_second: Number,
        /// `allowed_account_ids`
        allowed_account_ids: Vec<Field<String>>,
        /// `preflight`
        preflight: bool,
    }
}

model! {
    /// A RAM role to act as.
    pub struct AssumeRole {
        /// `role_arn`
        role_arn: String,
        /// `session_name`
        session_name: String,
        /// `session_expiration`
        session_expiration: Number,
        /// `policy`
        policy: String,
        /// `external_id`
        external_id: String,
    }
}

model! {
    /// Endpoints by service.
    pub struct Endpoints {
        /// `vpcpeer`
        vpcpeer: String,
        /// `sts`
        sts: String,
    }
}

impl Model {
    /// Checks what needs more than one attribute.
    pub fn validate(&self, path: &Path, told: &mut Diagnostics) {
        let mut pair = |has: &Field<String>, lacks: &Field<String>, [has_name, name]: [&str; 2]| {
            if has.text().is_some() && lacks.text().is_none() && !lacks.is_unknown() {
                told.push(
                    Diagnostic::error(
                        format!("Half a credential: {name} is missing"),
                        format!(
                            "{has_name} is set and {name} is not. Credentials come whole from one \
                             place: set both here, or neither and use the environment (account \
                             \"default\" only)."
                        ),
                    )
                    .at(path.clone().attribute(name)),
                );
            }
        };
        pair(
            &self.access_key,
            &self.secret_key,
            ["access_key", "secret_key"],
        );
        pair(
            &self.secret_key,
            &self.access_key,
            ["secret_key", "access_key"],
        );
        if self.secret_key.text().is_none() {
            // With a secret key, the missing access key has been told of already.
            pair(
                &self.security_token,
                &self.access_key,
                ["security_token", "access_key"],
            );
        }
        let role = self.assume_role.known();
        let seconds = role.and_then(|role| role.session_expiration.known());
        if seconds.is_some_and(|number| {
            number
                .as_i64()
                .is_none_or(|number| !(900..=43200).contains(&number))
        }) {
            let path = path.clone().attribute("assume_role");
            told.push(number(
                &path,
                "session_expiration",
                "A whole number from 900 to 43200 is wanted.",
            ));
        }
        let retries = self.max_retries.known();
        if retries.is_some_and(|number| number.as_i64().is_none_or(|number| number < 0)) {
            told.push(number(
                path,
                "max_retries",
                "A whole number, 0 or more, is wanted.",
            ));
        }
        let rate = self.max_requests_per_second.known();
        if rate.is_some_and(|number| number.as_f64().is_none_or(|number| number <= 0.0)) {
            told.push(number(
                path,
                "max_requests_per_second",
                "A number above 0 is wanted.",
            ));
        }
    }

    /// Whether a part of it comes with the apply.
    fn has_unknowns(&self) -> bool {
        use crate::framework::model::Datum;
        !self.clone().into_value().is_wholly_known()
    }

    /// The account of that name. `shared` is what all accounts share.
    pub fn entry(&self, name: &str, env: &Environment, shared: &Shared) -> Entry<Account> {
        // The default account alone falls back to the environment.
        let env = (name == DEFAULT).then_some(env);
        if self.has_unknowns() {
            return Entry::Unknown {
                region: text(&self.region),
            };
        }
        let endpoints = self.endpoints.known().cloned().unwrap_or_default();
        let allowed = self.allowed_account_ids.known().into_iter().flatten();
        let settings = Settings {
            region: text(&self.region),
            keys: Given {
                access_key: text(&self.access_key),
                secret_key: secret(&self.secret_key),
                security_token: secret(&self.security_token),
            },
            assume_role: self.assume_role.known().and_then(|role| {
                let seconds = role.session_expiration.known().and_then(Number::as_i64);
                Some(Role {
                    arn: text(&role.role_arn)?,
                    session: text(&role.session_name),
                    seconds: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
                    policy: text(&role.policy),
                    external_id: text(&role.external_id),
                })
            }),
            account_id: self.account_id.text().map(Into::into),
            vpcpeer: text(&endpoints.vpcpeer),
            sts: text(&endpoints.sts),
            insecure: self.insecure.known().copied(),
            ca_file: text(&self.ca_file),
            max_retries: self
                .max_retries
                .known()
                .and_then(|number| usize::try_from(number.as_i64()?).ok()),
            max_requests_per_second: self
                .max_requests_per_second
                .known()
                .and_then(Number::as_f64),
            preflight: if self.preflight.is_true() {
                Preflight::On
            } else {
                Preflight::Off
            },
            allowed_account_ids: allowed.filter_map(|id| id.text().map(Into::into)).collect(),
        };
        Entry::Known(Account::new(settings.complete(env), shared.clone()))
    }
}

fn number(path: &Path, name: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error(format!("Invalid value for {name:?}"), wanted)
        .at(path.clone().attribute(name))
}
