//! The arguments of an account, as rows of a schema: those that all clouds have, and how a row says which variables stand in for it.

use std::collections::BTreeMap;

use super::attributes::{plain_credential, plain_region};
use crate::credential::keys::KeyNames;
use crate::credential::name::Name;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Nesting};
use crate::framework::value::Number;
use crate::http::endpoint::check_endpoint;

pub(super) const REGION: Key<String> = Key::new("region");
pub(super) const ACCESS_KEY: Key<String> = Key::new("access_key");
pub(super) const SECRET_KEY: Key<String> = Key::new("secret_key");
pub(super) const PROFILE: Key<String> = Key::new("profile");
pub(super) const ASSUME_ROLE: Key<Object> = Key::new("assume_role");
pub(super) const ENDPOINTS: Key<BTreeMap<String, Field<String>>> = Key::new("endpoints");
pub(super) const CA_FILE: Key<String> = Key::new("ca_file");
pub(super) const INSECURE: Key<bool> = Key::new("insecure");
pub(super) const MAX_RETRIES: Key<Number> = Key::new("max_retries");
pub(super) const MAX_REQUESTS_PER_SECOND: Key<Number> = Key::new("max_requests_per_second");

/// A rule for a text.
pub(super) type Check = fn(&str) -> Result<(), String>;

/// `A`, `B` or `C`, each as code.
fn either(variables: &[&str]) -> String {
    let names: Vec<_> = variables.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// What is said of an argument that the account `default` also takes from variables.
fn also(text: &str, name: &Name) -> String {
    let variables = either(name.variables);
    format!("{text} For the account `default`, also read from {variables}.")
}

/// The same of a part of a key, which never comes from another place than the rest of the credential.
fn also_when_nothing_signs_in(text: &str, name: &Name) -> String {
    let variables = either(name.variables);
    format!(
        "{text} For the account `default`, when it sets no credentials here, also read from {variables}."
    )
}

/// A text that the account `default` also takes from variables.
pub(super) fn text(name: &Name, text: &str) -> Attribute {
    Attribute::string(name.argument, also(text, name))
}

/// The same, held to a rule.
pub(super) fn checked(name: &Name, check: Check, about: &str) -> Attribute {
    text(name, about).rule(Rule::Check(check))
}

/// The same, a secret.
pub(super) fn secret(name: &Name, check: Check, about: &str) -> Attribute {
    checked(name, check, about).sensitive()
}

/// `region`
pub(super) fn region(name: &Name, example: &str) -> Attribute {
    let about = format!("The account's own region, such as `{example}`.");
    checked(name, plain_region, &about)
}

/// `access_key`, `secret_key` and `security_token`.
pub(super) fn keys(names: &KeyNames) -> [Attribute; 3] {
    let row = |name: &Name, about| {
        let about = also_when_nothing_signs_in(about, name);
        Attribute::string(name.argument, about).rule(Rule::Check(plain_credential))
    };
    let token = "The token that goes with temporary keys.";
    [
        row(&names.access_key, "The access key."),
        row(&names.secret_key, "The secret of the access key.").sensitive(),
        row(&names.security_token, token).sensitive(),
    ]
}

/// `endpoints`: each service with what is said of its endpoint.
pub(super) fn endpoints(services: &[(&'static str, &'static str)]) -> Attribute {
    let endpoint = |(name, about): &(&'static str, &'static str)| {
        Attribute::string(name, *about).rule(Rule::Check(check_endpoint))
    };
    Attribute::nested(
        ENDPOINTS.name(),
        Nesting::Single,
        services.iter().map(endpoint).collect(),
        "Endpoints to use instead of the cloud's own: scheme and host, optionally with a port and a path, \
         and with `{region}` where the region belongs. `http://` is allowed on loopback only.",
    )
}

/// `ca_file`, with its variables where it has any.
pub(super) fn ca_file(name: Option<&Name>) -> Attribute {
    let about = "A PEM file with certificate authorities to trust besides the system's: a regular file of at \
                 most 1 MiB, like all files that an account names.";
    let about = name.map_or_else(|| about.to_owned(), |name| also(about, name));
    Attribute::string(CA_FILE.name(), about)
}

/// `insecure`, with its variables where it has any.
pub(super) fn insecure(name: Option<&Name>) -> Attribute {
    let about = "Whether to trust any server certificate. Default: `false`.";
    let about = name.map_or_else(|| about.to_owned(), |name| also(about, name));
    Attribute::bool(INSECURE.name(), about)
}

/// `max_retries`, with its variables where it has any. `throttled` are the calls that the operation's timeout alone bounds.
pub(super) fn max_retries(name: Option<&Name>, throttled: &str) -> Attribute {
    let about =
        "How many times to try again after a server error or a broken connection. Default: 5.";
    let about = name.map_or_else(|| about.to_owned(), |name| also(about, name));
    let bound = "are tried again as long as the operation's timeout allows.";
    Attribute::number(MAX_RETRIES.name(), format!("{about} {throttled} {bound}"))
}

/// `max_requests_per_second`, with the rates that are published.
pub(super) fn max_requests_per_second(rates: &str) -> Attribute {
    let about =
        "How many calls per second the account may make in total; values below 1 are allowed.";
    let about = format!("{about} Default: the cloud's published rates{rates} for each API.");
    Attribute::number(MAX_REQUESTS_PER_SECOND.name(), about)
}

/// The tenants that an account may turn out to belong to; `about` says so.
pub(super) fn allowed(name: &'static str, about: &str) -> Attribute {
    let guard = "to another one are refused before anything is written. Mind the spelling: Terraform \
                 silently drops an attribute with any other name, and then nothing is refused.";
    let about = format!("{about} Credentials that turn out to belong {guard}");
    Attribute::strings(name, about)
}

/// The map of the accounts of one cloud. `whose` says what they are, `beyond` where the account `default` looks after its
/// variables, `ways` the arguments that sign in.
pub(super) fn accounts(
    cloud: &'static str,
    arguments: Vec<Attribute>,
    [whose, beyond, ways]: [&str; 3],
) -> Attribute {
    let about = format!(
        "Accounts on {whose}, by names of your choice. Resources name one in `account`. The account \
         `default` exists even when it is not listed, and it alone falls back to environment variables, \
         {beyond}. An account has one way to sign in: {ways}. Terraform silently drops misspelled attributes \
         of an account, as it does in every map of objects; with `TF_LOG=debug` the log lists those that \
         have arrived."
    );
    Attribute::nested(cloud, Nesting::Map, arguments, about)
}
