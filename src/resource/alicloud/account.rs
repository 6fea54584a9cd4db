//! An account in the provider block.

use super::account_schema;
use super::cloud::AliCloud;
use crate::cloud::alicloud::account::{Account, Shared};
use crate::cloud::alicloud::config::Settings;
use crate::cloud::alicloud::ids::AccountId;
use crate::credential::env::Environment;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Attribute;
use crate::framework::value::Number;
use crate::resource::account::AccountBlock;
use crate::resource::account_checks::Checks;
use crate::resource::account_schema::{ACCESS_KEY, ASSUME_ROLE, PROFILE};

const SECURITY_TOKEN: Key<String> = Key::new("security_token");
const SHARED_CREDENTIALS_FILE: Key<String> = Key::new("shared_credentials_file");
const CREDENTIALS_URI: Key<String> = Key::new("credentials_uri");
const ECS_ROLE_NAME: Key<String> = Key::new("ecs_role_name");
const ASSUME_ROLE_WITH_OIDC: Key<Object> = Key::new("assume_role_with_oidc");

// What is in a role.
const SESSION_EXPIRATION: Key<Number> = Key::new("session_expiration");

impl AccountBlock for AliCloud {
    type TenantId = AccountId;
    type Shared = Shared;

    const ALLOWED: Key<Vec<Field<String>>> = Key::new("allowed_account_ids");

    fn attribute() -> Attribute {
        account_schema::attribute()
    }

    fn validate(checks: &mut Checks<'_>) {
        checks.keys(SECURITY_TOKEN);
        let ways = [
            ACCESS_KEY.any(),
            PROFILE.any(),
            SHARED_CREDENTIALS_FILE.any(),
            CREDENTIALS_URI.any(),
            ECS_ROLE_NAME.any(),
            ASSUME_ROLE_WITH_OIDC.any(),
        ];
        let more = "To act as a role from there, use assume_role.";
        checks.one_way(&ways, SHARED_CREDENTIALS_FILE, more);
        for role in [ASSUME_ROLE, ASSUME_ROLE_WITH_OIDC] {
            let wanted = "Use a whole number from 900 to 43200.";
            checks.seconds(role, SESSION_EXPIRATION, 43200, wanted);
        }
        checks.pace();
    }

    fn account(settings: Settings, env: Option<&Environment>, shared: &Shared) -> Account {
        Account::new(settings.complete(env), shared.clone())
    }
}
