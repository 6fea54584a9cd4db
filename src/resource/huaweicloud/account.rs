//! An account in the provider block.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cloud::huaweicloud::account::Account;
use crate::cloud::huaweicloud::config::Settings;
use crate::cloud::huaweicloud::credential::{Given, GivenDomain, Role};
use crate::connection::stamps::Stamps;
use crate::credential::env::Environment;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
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
        /// `auth_token`
        auth_token: String,
        /// `user_name`
        user_name: String,
        /// `password`
        password: String,
        /// `domain_name`
        domain_name: String,
        /// `domain_id`
        domain_id: String,
        /// `assume_role`
        assume_role: AssumeRole,
        /// `profile`
        profile: String,
        /// `shared_config_file`
        shared_config_file: String,
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
        /// `vpcep`
        vpcep: String,
        /// `cs`
        cs: String,
        /// `iam`
        iam: String,
        /// `sts`
        sts: String,
        /// `metadata`
        metadata: String,
    }
}

model! {
    /// An agency to act as.
    pub struct AssumeRole {
        /// `agency_name`
        agency_name: String,
        /// `domain_name`
        domain_name: String,
        /// `domain_id`
        domain_id: String,
        /// `duration`
        duration: Number,
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
        let user_name = ("user_name", &self.user_name);
        let password = ("password", &self.password);
        checks.pair(user_name, password);
        checks.pair(password, user_name);
        if self.domain_id.is_null() {
            checks.pair(user_name, ("domain_name", &self.domain_name));
        }
        let is_set = |field: &Field<String>| field.text().is_some();
        // The file's profile: these two go together.
        let file = is_set(&self.shared_config_file) && !is_set(&self.profile);
        let ways = [
            ("auth_token", is_set(&self.auth_token)),
            ("access_key", is_set(&self.access_key)),
            ("user_name", is_set(&self.user_name)),
            ("profile", is_set(&self.profile)),
            ("shared_config_file", file),
        ];
        checks.one_way(ways, "");
        if let Some(role) = self.assume_role.known() {
            let most = if role.domain_id.is_null() {
                86400
            } else {
                43200
            };
            let wanted = "Seconds from 900 to 86400 are wanted; with domain_id at most 43200.";
            checks.seconds(["assume_role", "duration"], &role.duration, most, wanted);
            validate_domain(role, path, checks.told);
        }
        checks.pace(&self.max_retries, &self.max_requests_per_second);
    }

    /// Whether a part of it comes with the apply.
    fn has_unknowns(&self) -> bool {
        use crate::framework::model::Datum;
        !self.clone().into_value().is_wholly_known()
    }

    fn credentials(&self, home: Option<PathBuf>) -> Given {
        let role = self.assume_role.known().and_then(|role| {
            let domain = GivenDomain {
                name: text(&role.domain_name),
                id: text(&role.domain_id),
            };
            let duration = role.duration.known().and_then(Number::as_i64);
            Some(Role {
                agency: text(&role.agency_name)?,
                domain: domain.settled()?,
                duration: duration.and_then(|seconds| u32::try_from(seconds).ok()),
            })
        });
        Given {
            access_key: text(&self.access_key),
            secret_key: secret(&self.secret_key),
            security_token: secret(&self.security_token),
            auth_token: secret(&self.auth_token),
            user_name: text(&self.user_name),
            password: secret(&self.password),
            domain: GivenDomain {
                name: text(&self.domain_name),
                id: text(&self.domain_id),
            },
            role,
            profile: text(&self.profile),
            shared_config_file: text(&self.shared_config_file),
            home,
        }
    }

    /// The account called `name`. The one called `default` alone is completed from `env`; the files
    /// that an account names are looked for below that one's home. `stamps` are those of all accounts.
    pub fn entry(&self, name: &str, env: &Environment, stamps: &Arc<Stamps>) -> Entry<Account> {
        if self.has_unknowns() {
            return Entry::Unknown {
                region: text(&self.region),
            };
        }
        let home = env.first(&["HOME", "USERPROFILE"]).map(PathBuf::from);
        let endpoints = self.endpoints.known().cloned().unwrap_or_default();
        let allowed = self.allowed_project_ids.known().into_iter().flatten();
        let settings = Settings {
            region: text(&self.region),
            credentials: self.credentials(home),
            project_id: self.project_id.text().map(Into::into),
            project_name: text(&self.project_name),
            cloud: text(&self.cloud),
            vpc: text(&endpoints.vpc),
            vpcep: text(&endpoints.vpcep),
            cs: text(&endpoints.cs),
            iam: text(&endpoints.iam),
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
            allowed_project_ids: allowed.filter_map(|id| id.text().map(Into::into)).collect(),
            proxies: Proxies::of(env),
        };
        let env = (name == DEFAULT).then_some(env);
        Entry::Known(Account::new(settings.complete(env), Arc::clone(stamps)))
    }
}

fn validate_domain(role: &AssumeRole, path: &Path, told: &mut Diagnostics) {
    let domains = [&role.domain_name, &role.domain_id];
    let missing = |domain: &&Field<String>| domain.text().is_none() && !domain.is_unknown();
    if !domains.iter().all(missing) {
        return;
    }
    let path = path.clone().attribute("assume_role");
    told.push(
        Diagnostic::error(
            "Whose agency? domain_name or domain_id is missing",
            "An agency belongs to the account that made it. Set domain_name to that account's name, or \
             domain_id to its id.",
        )
        .at(path.attribute("domain_name")),
    );
}
