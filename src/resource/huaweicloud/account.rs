//! An account in the provider block.

use std::sync::Arc;

use super::account_schema;
use super::cloud::HuaweiCloud;
use crate::cloud::huaweicloud::account::Account;
use crate::cloud::huaweicloud::config::Settings;
use crate::cloud::huaweicloud::ids::ProjectId;
use crate::connection::stamps::Stamps;
use crate::credential::env::Environment;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Attribute;
use crate::framework::value::Number;
use crate::resource::account::AccountBlock;
use crate::resource::account_checks::Checks;
use crate::resource::account_schema::{ACCESS_KEY, ASSUME_ROLE, PROFILE};

const SECURITY_TOKEN: Key<String> = Key::new("security_token");
const AUTH_TOKEN: Key<String> = Key::new("auth_token");
const USER_NAME: Key<String> = Key::new("user_name");
const PASSWORD: Key<String> = Key::new("password");
const SHARED_CONFIG_FILE: Key<String> = Key::new("shared_config_file");

// Of a user and of an agency.
const DOMAIN_NAME: Key<String> = Key::new("domain_name");
const DOMAIN_ID: Key<String> = Key::new("domain_id");

// Of an agency.
const DURATION: Key<Number> = Key::new("duration");

impl AccountBlock for HuaweiCloud {
    type TenantId = ProjectId;
    type Shared = Arc<Stamps>;

    const ALLOWED: Key<Vec<Field<String>>> = Key::new("allowed_project_ids");

    fn attribute() -> Attribute {
        account_schema::attribute()
    }

    fn validate(checks: &mut Checks<'_>) {
        checks.keys(SECURITY_TOKEN);
        checks.pair(USER_NAME, PASSWORD);
        checks.pair(PASSWORD, USER_NAME);
        if checks.block.is_null(DOMAIN_ID) {
            checks.pair(USER_NAME, DOMAIN_NAME);
        }
        let ways = [
            AUTH_TOKEN.any(),
            ACCESS_KEY.any(),
            USER_NAME.any(),
            PROFILE.any(),
            SHARED_CONFIG_FILE.any(),
        ];
        checks.one_way(&ways, SHARED_CONFIG_FILE, "");
        if let Some(role) = checks.block.known(ASSUME_ROLE) {
            let most = if role.is_null(DOMAIN_ID) {
                86400
            } else {
                43200
            };
            let wanted = "Use 900 to 86400 seconds; with domain_id, at most 43200.";
            checks.seconds(ASSUME_ROLE, DURATION, most, wanted);
            check_domain(&role, checks);
        }
        checks.pace();
    }

    fn account(settings: Settings, env: Option<&Environment>, stamps: &Arc<Stamps>) -> Account {
        Account::new(settings.complete(env), Arc::clone(stamps))
    }
}

fn check_domain(role: &Object, checks: &mut Checks<'_>) {
    let missing = |domain| role.text(domain).is_none() && !role.is_unknown(domain);
    if ![DOMAIN_NAME, DOMAIN_ID].into_iter().all(missing) {
        return;
    }
    let path = checks.path.clone().attribute(ASSUME_ROLE.name());
    checks.told.push(
        Diagnostic::error(
            "Incomplete assume_role: domain_name or domain_id is missing",
            "An agency belongs to the account that created it. Set domain_name to that account's name, or \
             domain_id to its id.",
        )
        .at(path.attribute(DOMAIN_NAME.name())),
    );
}
