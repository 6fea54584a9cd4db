//! An account in the provider block: what is read of it in the same way on all clouds.

use std::hash::Hash;
use std::path::PathBuf;

use super::account_checks::Checks;
use super::account_schema::{ENDPOINTS, INSECURE, MAX_REQUESTS_PER_SECOND, MAX_RETRIES, REGION};
use super::accounts::{DEFAULT, Entry};
use super::cloud::{Account, Cloud};
use crate::cloud::settings::{Endpoints, Settings};
use crate::credential::arguments::Arguments;
use crate::credential::env::Environment;
use crate::framework::model::{Field, ValueType};
use crate::framework::object::{Key, Object};
use crate::framework::schema::Attribute;
use crate::framework::value::Value;
use crate::http::proxy::Proxies;

/// What a cloud says of the accounts in the provider block.
pub trait AccountBlock: Cloud {
    /// The id of a tenant.
    type TenantId: From<String> + Eq + Hash;
    /// What the accounts of one process share.
    type Shared: Default;

    /// The argument with the only tenants that it may turn out to belong to.
    const ALLOWED: Key<Vec<Field<String>>>;

    /// The attribute of the provider block that holds the accounts, which is their documentation.
    fn attribute() -> Attribute;

    /// Checks what needs more than one argument.
    fn validate(checks: &mut Checks<'_>);

    /// The account. What its settings leave open is looked for in `env`.
    fn account(
        settings: Settings<Self::TenantId>,
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
    if !block.is_wholly_known() {
        let region = block.text(REGION).map(str::to_owned);
        return Entry::Unknown { region };
    }
    let home = env.first(&["HOME", "USERPROFILE"]).map(PathBuf::from);
    let allowed = block.known(C::ALLOWED).unwrap_or_default();
    let settings = Settings {
        arguments: arguments(block),
        home,
        endpoints: endpoints(block),
        insecure: block.known(INSECURE),
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
    };
    let env = (name == DEFAULT).then_some(env);
    Entry::Known(C::account(settings, env, shared))
}

/// All arguments that are texts, numbers or flags, the lists of texts, and the objects of such.
fn arguments(block: &Object) -> Arguments {
    let mut arguments = Arguments::default();
    for (name, value) in block.entries() {
        match value {
            Value::String(text) => arguments.set(name, text),
            Value::Number(number) => arguments.set(name, &number.to_string()),
            Value::Bool(flag) => arguments.set(name, &flag.to_string()),
            Value::Map(_) => {
                let inner = Object::from_value(value).unwrap_or_default();
                arguments.set_block(name, self::arguments(&inner));
            }
            Value::List(texts) => {
                let texts = texts.iter().filter_map(|text| match text {
                    Value::String(text) => Some(text.clone()),
                    _ => None,
                });
                arguments.set_list(name, texts.collect());
            }
            Value::Null | Value::Unknown => {}
        }
    }
    arguments
}

/// The endpoints of the services that have one.
fn endpoints(block: &Object) -> Endpoints {
    let written = block.known(ENDPOINTS).unwrap_or_default();
    written
        .into_iter()
        .filter_map(|(service, endpoint)| Some((service, endpoint.text()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::alicloud::cloud::AliCloud;
    use crate::resource::aws::cloud::Aws;
    use crate::resource::huaweicloud::cloud::HuaweiCloud;

    #[test]
    fn texts_numbers_flags_and_objects_are_arguments() {
        let role = [
            ("role_arn", Value::text("arn")),
            ("seconds", Value::Number(900_i64.into())),
        ];
        let role = role.map(|(name, value)| (name.to_owned(), value));
        let block = Value::Map(
            [
                ("region", Value::text("eu-de")),
                ("profile", Value::text("")),
                ("cloud", Value::Null),
                ("preflight", Value::Bool(true)),
                ("allowed", Value::List(vec![Value::text("1")])),
                ("assume_role", Value::Map(role.into())),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
        );
        let taken = arguments(&Object::from_value(&block).unwrap());
        assert_eq!(taken.text("region"), Some("eu-de"));
        assert!(taken.is_true("preflight"));
        for none in ["profile", "cloud", "allowed", "assume_role"] {
            assert_eq!(taken.text(none), None, "{none}");
        }
        let role = taken.block("assume_role").unwrap();
        assert_eq!(role.text("role_arn"), Some("arn"));
        assert_eq!(role.text("seconds"), Some("900"));
    }

    fn has(attribute: &Attribute, name: &str) -> bool {
        let mut inner = attribute.inner().iter();
        attribute.name == name || inner.any(|one| has(one, name))
    }

    /// Settings that variables alone have.
    const NO_ARGUMENTS: [&str; 4] = ["oidc_token", "sts_region", "container_token", "machine"];

    /// What a block does not have reads as not set, so an argument that is mistyped here would be lost without a word.
    #[test]
    fn each_key_is_an_argument_of_the_cloud_that_reads_it() {
        let shared = include_str!("account_schema.rs");
        let alicloud = include_str!("alicloud/account.rs");
        let huaweicloud = include_str!("huaweicloud/account.rs");
        let aws = include_str!("aws/account.rs");
        let of_aws = include_str!("../cloud/aws/variables.rs");
        let of_alicloud = include_str!("../cloud/alicloud/variables.rs");
        let of_huaweicloud = include_str!("../cloud/huaweicloud/variables.rs");
        for (attribute, own, named) in [
            (AliCloud::attribute(), alicloud, of_alicloud),
            (Aws::attribute(), aws, of_aws),
            (HuaweiCloud::attribute(), huaweicloud, of_huaweicloud),
        ] {
            for (declared, by) in [
                (shared, "Key::new("),
                (own, "Key::new("),
                (named, "Name::new("),
            ] {
                let names = declared.split(by).skip(1);
                let names: Vec<_> = names.filter_map(|rest| rest.split('"').nth(1)).collect();
                assert!(!names.is_empty(), "{names:?}");
                let names = names.iter().filter_map(|name| name.rsplit('.').next());
                for name in names.filter(|name| !NO_ARGUMENTS.contains(name)) {
                    assert!(has(&attribute, name), "{}: {name}", attribute.name);
                }
            }
        }
    }
}
