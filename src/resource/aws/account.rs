//! An account in the provider block.

use super::account_schema;
use super::cloud::Aws;
use crate::cloud::aws::account::{Account, Shared};
use crate::cloud::aws::config::Settings;
use crate::connection::ids::TenantId;
use crate::credential::env::Environment;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Attribute;
use crate::framework::value::Number;
use crate::resource::account::AccountBlock;
use crate::resource::account_checks::Checks;
use crate::resource::account_schema::{ACCESS_KEY, ASSUME_ROLE, PROFILE};

const SESSION_TOKEN: Key<String> = Key::new("session_token");
const WEB_IDENTITY: Key<Object> = Key::new("assume_role_with_web_identity");
const DURATION: Key<Number> = Key::new("duration");

impl AccountBlock for Aws {
    type TenantId = TenantId;
    type Shared = Shared;

    const ALLOWED: Key<Vec<Field<String>>> = Key::new("allowed_account_ids");

    fn attribute() -> Attribute {
        account_schema::attribute()
    }

    fn validate(checks: &mut Checks<'_>) {
        checks.keys(SESSION_TOKEN);
        let ways = [ACCESS_KEY.any(), PROFILE.any(), WEB_IDENTITY.any()];
        let more = "To act as a role from there, use assume_role.";
        checks.one_way(&ways, PROFILE, more);
        for role in [ASSUME_ROLE, WEB_IDENTITY] {
            let wanted = "Use a whole number from 900 to 43200.";
            checks.seconds(role, DURATION, 43200, wanted);
        }
        checks.pace();
    }

    fn account(settings: Settings, env: Option<&Environment>, shared: &Shared) -> Account {
        Account::new(settings.complete(env), shared.clone())
    }
}
