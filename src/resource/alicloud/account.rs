//! An account in the provider block.

use std::path::PathBuf;

use super::account_schema;
use super::cloud::AliCloud;
use crate::cloud::alicloud::account::{Account, Shared};
use crate::cloud::alicloud::config::{Preflight, Settings};
use crate::cloud::alicloud::credential::{Given, Oidc, Role, Token};
use crate::cloud::alicloud::ids::AccountId;
use crate::credential::env::Environment;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Attribute;
use crate::framework::value::Number;
use crate::resource::account::{AccountBlock, seconds, secret, text};
use crate::resource::account_checks::Checks;
use crate::resource::account_schema::{
    ACCESS_KEY, ASSUME_ROLE, PROFILE, SECRET_KEY, SECURITY_TOKEN,
};

const SHARED_CREDENTIALS_FILE: Key<String> = Key::new("shared_credentials_file");
const CREDENTIALS_URI: Key<String> = Key::new("credentials_uri");
const ECS_ROLE_NAME: Key<String> = Key::new("ecs_role_name");
const ASSUME_ROLE_WITH_OIDC: Key<Object> = Key::new("assume_role_with_oidc");
const PREFLIGHT: Key<bool> = Key::new("preflight");

// What is in a role.
const OIDC_PROVIDER_ARN: Key<String> = Key::new("oidc_provider_arn");
const OIDC_TOKEN_FILE: Key<String> = Key::new("oidc_token_file");
const ROLE_ARN: Key<String> = Key::new("role_arn");
const SESSION_NAME: Key<String> = Key::new("session_name");
const SESSION_EXPIRATION: Key<Number> = Key::new("session_expiration");
const POLICY: Key<String> = Key::new("policy");
const EXTERNAL_ID: Key<String> = Key::new("external_id");

impl AccountBlock for AliCloud {
    type Given = Given;
    type TenantId = AccountId;
    type Extra = Preflight;
    type Shared = Shared;

    const ALLOWED: Key<Vec<Field<String>>> = Key::new("allowed_account_ids");

    fn attribute() -> Attribute {
        account_schema::attribute()
    }

    fn validate(checks: &mut Checks<'_>) {
        checks.keys();
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

    fn credentials(block: &Object, home: Option<PathBuf>) -> Given {
        Given {
            access_key: text(block, ACCESS_KEY),
            secret_key: secret(block, SECRET_KEY),
            security_token: secret(block, SECURITY_TOKEN),
            profile: text(block, PROFILE),
            shared_credentials_file: text(block, SHARED_CREDENTIALS_FILE),
            credentials_uri: text(block, CREDENTIALS_URI),
            ecs_role_name: text(block, ECS_ROLE_NAME),
            oidc: block.known(ASSUME_ROLE_WITH_OIDC).and_then(|oidc| {
                Some(Oidc {
                    provider_arn: text(&oidc, OIDC_PROVIDER_ARN)?,
                    token: Token::File(text(&oidc, OIDC_TOKEN_FILE)?),
                    role: role(&oidc)?,
                })
            }),
            role: block.known(ASSUME_ROLE).as_ref().and_then(role),
            home,
        }
    }

    fn extra(block: &Object) -> Preflight {
        if block.is_true(PREFLIGHT) {
            Preflight::On
        } else {
            Preflight::Off
        }
    }

    fn account(settings: Settings, env: Option<&Environment>, shared: &Shared) -> Account {
        Account::new(settings.complete(env), shared.clone())
    }
}

/// A role. With a token, nobody asks for an external id.
fn role(role: &Object) -> Option<Role> {
    Some(Role {
        arn: text(role, ROLE_ARN)?,
        session: text(role, SESSION_NAME),
        seconds: seconds(role, SESSION_EXPIRATION),
        policy: text(role, POLICY),
        external_id: text(role, EXTERNAL_ID),
    })
}
