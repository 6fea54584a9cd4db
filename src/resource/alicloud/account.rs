//! An account in the provider block.

use std::path::PathBuf;

use crate::cloud::alicloud::account::{Account, Shared};
use crate::cloud::alicloud::config::{Preflight, Settings};
use crate::cloud::alicloud::credential::{Given, Oidc, Role, Token};
use crate::credential::env::Environment;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::framework::value::Number;
use crate::http::proxy::Proxies;
use crate::model;
use crate::resource::account_checks::Checks;
use crate::resource::accounts::{DEFAULT, Entry};
use crate::resource::attributes::{secret, text};

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
        /// `account_id`
        account_id: String,
        /// `profile`
        profile: String,
        /// `shared_credentials_file`
        shared_credentials_file: String,
        /// `ecs_role_name`
        ecs_role_name: String,
        /// `credentials_uri`
        credentials_uri: String,
        /// `assume_role`
        assume_role: AssumeRole,
        /// `assume_role_with_oidc`
        assume_role_with_oidc: AssumeRoleWithOidc,
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
    /// A RAM role that trusts an identity provider.
    pub struct AssumeRoleWithOidc {
        /// `oidc_provider_arn`
        oidc_provider_arn: String,
        /// `oidc_token_file`
        oidc_token_file: String,
        /// `role_arn`
        role_arn: String,
        /// `session_name`
        session_name: String,
        /// `session_expiration`
        session_expiration: Number,
        /// `policy`
        policy: String,
    }
}

model! {
    /// Endpoints by service.
    pub struct Endpoints {
        /// `vpcpeer`
        vpcpeer: String,
        /// `privatelink`
        privatelink: String,
        /// `sts`
        sts: String,
        /// `metadata`
        metadata: String,
    }
}

impl Model {
    /// Checks what needs more than one attribute.
    pub fn validate(&self, path: &Path, told: &mut Diagnostics) {
        let mut checks = Checks { path, told };
        checks.keys(
            ("access_key", &self.access_key),
            ("secret_key", &self.secret_key),
            ("security_token", &self.security_token),
        );
        let is_set = |field: &Field<String>| field.text().is_some();
        // The file's profile: these two go together.
        let file = is_set(&self.shared_credentials_file) && !is_set(&self.profile);
        let oidc = self.assume_role_with_oidc.known();
        let ways = [
            ("access_key", is_set(&self.access_key)),
            ("profile", is_set(&self.profile)),
            ("shared_credentials_file", file),
            ("credentials_uri", is_set(&self.credentials_uri)),
            ("ecs_role_name", is_set(&self.ecs_role_name)),
            ("assume_role_with_oidc", oidc.is_some()),
        ];
        checks.one_way(ways, "To act as a role from there, use assume_role.");
        let role = self.assume_role.known();
        for (name, seconds) in [
            ("assume_role", role.map(|role| &role.session_expiration)),
            (
                "assume_role_with_oidc",
                oidc.map(|role| &role.session_expiration),
            ),
        ] {
            let Some(seconds) = seconds else { continue };
            let wanted = "A whole number from 900 to 43200 is wanted.";
            checks.seconds([name, "session_expiration"], seconds, 43200, wanted);
        }
        checks.pace(&self.max_retries, &self.max_requests_per_second);
    }

    /// Whether a part of it comes with the apply.
    fn has_unknowns(&self) -> bool {
        use crate::framework::model::Datum;
        !self.clone().into_value().is_wholly_known()
    }

    fn credentials(&self, home: Option<PathBuf>) -> Given {
        let oidc = self.assume_role_with_oidc.known().and_then(|role| {
            Some(Oidc {
                provider_arn: text(&role.oidc_provider_arn)?,
                token: Token::File(text(&role.oidc_token_file)?),
                role: Role {
                    arn: text(&role.role_arn)?,
                    session: text(&role.session_name),
                    seconds: seconds(&role.session_expiration),
                    policy: text(&role.policy),
                    external_id: None,
                },
            })
        });
        Given {
            access_key: text(&self.access_key),
            secret_key: secret(&self.secret_key),
            security_token: secret(&self.security_token),
            profile: text(&self.profile),
            shared_credentials_file: text(&self.shared_credentials_file),
            credentials_uri: text(&self.credentials_uri),
            ecs_role_name: text(&self.ecs_role_name),
            oidc,
            home,
        }
    }

    /// The account called `name`. The one called `default` alone is completed from `env`; the files
    /// that an account names are looked for below that one's home. `shared` is what all accounts share.
    pub fn entry(&self, name: &str, env: &Environment, shared: &Shared) -> Entry<Account> {
        if self.has_unknowns() {
            return Entry::Unknown {
                region: text(&self.region),
            };
        }
        let home = env.first(&["HOME", "USERPROFILE"]).map(PathBuf::from);
        let endpoints = self.endpoints.known().cloned().unwrap_or_default();
        let allowed = self.allowed_account_ids.known().into_iter().flatten();
        let settings = Settings {
            region: text(&self.region),
            credentials: self.credentials(home),
            assume_role: self.assume_role.known().and_then(|role| {
                Some(Role {
                    arn: text(&role.role_arn)?,
                    session: text(&role.session_name),
                    seconds: seconds(&role.session_expiration),
                    policy: text(&role.policy),
                    external_id: text(&role.external_id),
                })
            }),
            account_id: self.account_id.text().map(Into::into),
            vpcpeer: text(&endpoints.vpcpeer),
            privatelink: text(&endpoints.privatelink),
            sts: text(&endpoints.sts),
            metadata: text(&endpoints.metadata),
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
            proxies: Proxies::of(env),
        };
        let env = (name == DEFAULT).then_some(env);
        Entry::Known(Account::new(settings.complete(env), shared.clone()))
    }
}

fn seconds(number: &Field<Number>) -> Option<u32> {
    let seconds = number.known().and_then(Number::as_i64)?;
    u32::try_from(seconds).ok()
}
