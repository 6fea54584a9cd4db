//! An account in the provider block: what is read of it in the same way on all clouds.

use std::hash::Hash;
use std::path::PathBuf;

use secrecy::SecretString;

use super::account_checks::Checks;
use super::account_schema::{
    CA_FILE, ENDPOINTS, INSECURE, MAX_REQUESTS_PER_SECOND, MAX_RETRIES, REGION,
};
use super::accounts::{DEFAULT, Entry};
use super::cloud::{Account, Cloud};
use crate::cloud::settings::{Endpoints, Settings};
use crate::credential::env::Environment;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Attribute;
use crate::framework::value::Number;
use crate::http::proxy::Proxies;

/// What a cloud says of the accounts in the provider block.
pub trait AccountBlock: Cloud {
    /// What can sign in.
    type Given;
    /// The id of a tenant.
    type TenantId: From<String> + Eq + Hash;
    /// The arguments of this cloud alone.
    type Extra;
    /// What the accounts of one process share.
    type Shared: Default;

    /// The argument with the only tenants that it may turn out to belong to.
    const ALLOWED: Key<Vec<Field<String>>>;

    /// The attribute of the provider block that holds the accounts, which is their documentation.
    fn attribute() -> Attribute;

    /// Checks what needs more than one argument.
    fn validate(checks: &mut Checks<'_>);

    /// What signs in. The files that it names are below `home`.
    fn credentials(block: &Object, home: Option<PathBuf>) -> Self::Given;

    /// The arguments of this cloud alone.
    fn extra(block: &Object) -> Self::Extra;

    /// The account. What its settings leave open is looked for in `env`.
    fn account(
        settings: Settings<Self::Given, Self::TenantId, Self::Extra>,
        env: Option<&Environment>,
        shared: &Self::Shared,
    ) -> Account<Self>;
}

/// The account called `name`. The one called `default` alone is completed from `env`; the files that an account names are looked
/// for below that one's home.
pub(super) fn entry<C: AccountBlock>(
    block: &Object,
    name: &str,
    env: &Environment,
    shared: &C::Shared,
) -> Entry<Account<C>> {
    let region = text(block, REGION);
    if !block.is_wholly_known() {
        return Entry::Unknown { region };
    }
    let home = env.first(&["HOME", "USERPROFILE"]).map(PathBuf::from);
    let allowed = block.known(C::ALLOWED).unwrap_or_default();
    let settings = Settings {
        region,
        credentials: C::credentials(block, home),
        tenant: text(block, C::TENANT_ID),
        endpoints: endpoints(block),
        insecure: block.known(INSECURE),
        ca_file: text(block, CA_FILE),
        max_retries: block
            .known(MAX_RETRIES)
            .and_then(|number| usize::try_from(number.as_i64()?).ok()),
        max_requests_per_second: block
            .known(MAX_REQUESTS_PER_SECOND)
            .and_then(|number| number.as_f64()),
        allowed: allowed
            .iter()
            .filter_map(|id| id.text().map(|id| id.to_owned().into()))
            .collect(),
        proxies: Proxies::of(env),
        extra: C::extra(block),
    };
    let env = (name == DEFAULT).then_some(env);
    Entry::Known(C::account(settings, env, shared))
}

/// The endpoints of the services that have one.
fn endpoints(block: &Object) -> Endpoints {
    let written = block.known(ENDPOINTS).unwrap_or_default();
    written
        .into_iter()
        .filter_map(|(service, endpoint)| Some((service, endpoint.text()?.to_owned())))
        .collect()
}

/// A text that says something.
pub(super) fn text(block: &Object, key: Key<String>) -> Option<String> {
    block.text(key).map(str::to_owned)
}

/// The same, kept secret.
pub(super) fn secret(block: &Object, key: Key<String>) -> Option<SecretString> {
    block.text(key).map(SecretString::from)
}

/// For how many seconds a role is to last.
pub(super) fn seconds(role: &Object, key: Key<Number>) -> Option<u32> {
    u32::try_from(role.known(key)?.as_i64()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::alicloud::cloud::AliCloud;
    use crate::resource::huaweicloud::cloud::HuaweiCloud;

    fn has(attribute: &Attribute, name: &str) -> bool {
        let mut inner = attribute.inner().iter();
        attribute.name == name || inner.any(|one| has(one, name))
    }

    /// What a block does not have reads as not set, so an argument that is mistyped here would be lost without a word.
    #[test]
    fn each_key_is_an_argument_of_the_cloud_that_reads_it() {
        let shared = include_str!("account_schema.rs");
        let alicloud = include_str!("alicloud/account.rs");
        let huaweicloud = include_str!("huaweicloud/account.rs");
        for (attribute, own) in [
            (AliCloud::attribute(), alicloud),
            (HuaweiCloud::attribute(), huaweicloud),
        ] {
            for declared in [shared, own] {
                let keys = declared.split("Key::new(\"").skip(1);
                let names: Vec<_> = keys.filter_map(|rest| rest.split('"').next()).collect();
                assert!(names.len() > 5, "{names:?}");
                for name in names {
                    assert!(has(&attribute, name), "{}: {name}", attribute.name);
                }
            }
        }
    }
}
