//! An account in the provider block.

use std::sync::Arc;

use crate::cloud::huaweicloud::account::Account;
use crate::cloud::huaweicloud::config::{Settings, check_endpoint};
use crate::cloud::huaweicloud::credential::Given;
use crate::connection::stamps::Stamps;
use crate::credential::env::Environment;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Nesting};
use crate::framework::value::Number;
use crate::model;
use crate::resource::accounts::Entry;
use crate::resource::attributes::{plain_credential, plain_region};
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
        /// `project_id`
        project_id: String,
        /// `project_name`
        project_name: String,
        /// `cloud`
        cloud: String,
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
        /// `allowed_project_ids`
        allowed_project_ids: Vec<Field<String>>,
    }
}

model! {
    /// Endpoints by service.
    pub struct Endpoints {
        /// `vpc`
        vpc: String,
        /// `iam`
        iam: String,
    }
}

/// The attribute `huaweicloud`.
pub fn attribute() -> Attribute {
    Attribute::nested(
        "huaweicloud",
        Nesting::Map,
        vec![
            Attribute::string(
                "region",
                "The account's own region, such as `cn-north-4`. For the account `default` also \
                 `HW_REGION_NAME` or `OS_REGION_NAME`.",
            )
            .rule(Rule::Check(plain_region)),
            Attribute::string(
                "access_key",
                "The access key. For the account `default`, when none of the keys is set here, also \
                 `HW_ACCESS_KEY` or `OS_ACCESS_KEY`.",
            )
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "secret_key",
                "The secret of the access key. For the account `default`, when none of the keys is \
                 set here, also `HW_SECRET_KEY` or `OS_SECRET_KEY`.",
            )
            .sensitive()
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "security_token",
                "The token that goes with temporary keys. For the account `default`, when none of \
                 the keys is set here, also `HW_SECURITY_TOKEN`.",
            )
            .sensitive()
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "project_id",
                "The project in the account's own region. Without it the project is looked up by \
                 name, once, when a call needs it. For the account `default` also `HW_PROJECT_ID` or \
                 `OS_PROJECT_ID`.",
            )
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "project_name",
                "The name of the project in the account's own region. Default: the region's name, \
                 which is that of its main project. For the account `default` also \
                 `HW_PROJECT_NAME` or `OS_PROJECT_NAME`.",
            ),
            Attribute::string(
                "cloud",
                "The domain of the cloud's endpoints, such as `otc.t-systems.com`. Default: \
                 `myhuaweicloud.com`. For the account `default` also `HW_CLOUD`.",
            ),
            Attribute::nested(
                "endpoints",
                Nesting::Single,
                vec![endpoint("vpc", VPC), endpoint("iam", IAM)],
                "Endpoints that take the place of the cloud's own: scheme and host, maybe a port \
                 and a path, with `{region}` where the region belongs. `http://` is allowed on \
                 loopback only.",
            ),
            Attribute::string(
                "ca_file",
                "A PEM file with certificate authorities to trust besides the system's. For the \
                 account `default` also `OS_CACERT`.",
            ),
            Attribute::bool(
                "insecure",
                "Whether to trust any server certificate. Default: `false`. For the account \
                 `default` also `HW_INSECURE` or `OS_INSECURE`.",
            ),
            Attribute::number(
                "max_retries",
                "How many times to try again after a server error or a broken connection. Default: \
                 5. For the account `default` also `HW_MAX_RETRIES`. Throttled calls are tried again \
                 as long as the operation's timeout allows.",
            ),
            Attribute::number(
                "max_requests_per_second",
                "How many calls a second the account may make in all; less than 1 is allowed. \
                 Default: the cloud's published rates for each API.",
            ),
            Attribute::strings(
                "allowed_project_ids",
                "The only projects that the account may work in. Credentials that turn out to belong \
                 to another one are refused before anything is written.",
            ),
        ],
        "Accounts on Huawei Cloud, or on a partner cloud with the same API, by names of your choice. \
         Resources name one in `account`. The account `default` exists even when it is not listed, \
         and it alone falls back to environment variables.",
    )
}

const VPC: &str = "The endpoint of Virtual Private Cloud.";
const IAM: &str = "The endpoint of Identity and Access Management.";

fn endpoint(name: &'static str, description: &'static str) -> Attribute {
    Attribute::string(name, description).rule(Rule::Check(check_endpoint))
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

    /// The account, completed from `env` where it is given. `stamps` are those of all accounts.
    pub fn entry(&self, env: Option<&Environment>, stamps: &Arc<Stamps>) -> Entry<Account> {
        if self.has_unknowns() {
            return Entry::Unknown {
                region: text(&self.region),
            };
        }
        let endpoints = self.endpoints.known().cloned().unwrap_or_default();
        let allowed = self.allowed_project_ids.known().into_iter().flatten();
        let settings = Settings {
            region: text(&self.region),
            keys: Given {
                access_key: text(&self.access_key),
                secret_key: secret(&self.secret_key),
                security_token: secret(&self.security_token),
            },
            project_id: self.project_id.text().map(Into::into),
            project_name: text(&self.project_name),
            cloud: text(&self.cloud),
            vpc: text(&endpoints.vpc),
            iam: text(&endpoints.iam),
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
            allowed_project_ids: allowed.filter_map(|id| id.text().map(Into::into)).collect(),
        };
        Entry::Known(Account::new(settings.complete(env), Arc::clone(stamps)))
    }
}

fn number(path: &Path, name: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error(format!("Invalid value for {name:?}"), wanted)
        .at(path.clone().attribute(name))
}
