//! Why an account cannot call, as users are told of it.

use super::accounts::DEFAULT;
use super::failure::{error, invalid};
use crate::cloud::account_error::Error;
use crate::credential::error;
use crate::credential::name::{Half, Name};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;

/// The words of one cloud in the messages about its accounts.
pub(super) struct Words {
    /// The attribute of the provider block.
    pub(super) cloud: &'static str,
    /// What a tenant is called.
    pub(super) tenant: &'static str,
    /// The variables with the region.
    pub(super) region: &'static Name,
    /// The variables with an access key and its secret, as a sentence names them.
    pub(super) keys: &'static str,
    /// The arguments that sign in.
    pub(super) ways: &'static str,
    /// What a machine of the cloud can have.
    pub(super) machine: &'static str,
    /// That the tenant could not be looked up, and how to need no look-up, of the account by its name and by its place.
    pub(super) lookup: fn(&str, &str) -> [String; 2],
}

/// What can be wrong on one cloud alone.
pub(super) enum Own<'a, K, O> {
    /// With the credentials.
    Credentials(&'a K),
    /// With the rest.
    Account(&'a O),
}

/// An account of the provider configuration, as messages name it.
pub(super) struct Named<'a> {
    words: &'a Words,
    name: &'a str,
    /// Where its block is.
    pub(super) place: String,
}

impl<'a> Named<'a> {
    pub(super) fn new(words: &'a Words, name: &'a str) -> Self {
        Self {
            words,
            name,
            place: format!("{}.{name} of the provider configuration", words.cloud),
        }
    }

    /// An error that begins with the account, at the attribute `at` of the resource.
    pub(super) fn error(
        &self,
        at: &'static str,
        what: &str,
        detail: impl Into<String>,
    ) -> Diagnostic {
        let summary = format!("Account {:?} {what}", self.name);
        Diagnostic::error(summary, detail).at(Path::to(at))
    }

    /// The error of the account. What can be wrong on its cloud alone, `own` tells.
    pub(super) fn diagnostic<K, O>(
        &self,
        problem: &Error<K, O>,
        own: impl FnOnce(Own<'_, K, O>) -> Diagnostic,
    ) -> Diagnostic {
        let Self { words, name, place } = self;
        match problem {
            Error::NoRegion => {
                let variables = self.variables(&words.region.variables.join(" or "));
                let variables = variables.trim_end_matches(',');
                let cure = format!("Set region here, or in {place}{variables}.");
                self.error("region", "has no region", cure)
            }
            Error::BadRegion(region) => self.error(
                "region",
                "has an invalid region",
                format!("{region:?} is not a valid region; letters, digits, \"-\" and \"_\" are allowed."),
            ),
            Error::Credentials(error::Error::None) => {
                self.has_none("access_key and secret_key")
            }
            Error::Credentials(error::Error::Half(Half { has, lacks })) => self.error(
                "account",
                "has an incomplete credential",
                format!("{has} is set and {lacks} is not. Set both, in one place."),
            ),
            Error::Credentials(error::Error::Invalid(wrong)) => invalid(name, wrong),
            Error::Credentials(error::Error::Own(wrong)) => own(Own::Credentials(wrong)),
            Error::SignIn(failure) => {
                error(format!("Account {name:?} cannot sign in"), failure).at(Path::to("account"))
            }
            Error::Machine(failure) => self.has_none(words.ways).with(&format!(
                "On a machine in the cloud, {} bound to it works as well; its metadata service was asked \
                 last. {failure}",
                words.machine
            )),
            Error::Endpoint(why) => self.error("account", "has an invalid endpoint", why.clone()),
            Error::CaFile(why) => self.error("account", "cannot use its ca_file", why.clone()),
            Error::Lookup(failure) => {
                let [summary, cure] = (words.lookup)(name, place);
                error(summary, failure).with(&cure)
            }
            Error::NotAllowed(id) => {
                let tenant = words.tenant;
                let detail = format!(
                    "Its credentials belong to {tenant} {id}, which allowed_{tenant}_ids in {place} does \
                     not list. Nothing was written."
                );
                self.error("account", "belongs to a tenant that is not allowed", detail)
            }
            Error::Own(wrong) => own(Own::Account(wrong)),
        }
    }

    /// It has no credentials; `arguments` would be some.
    fn has_none(&self, arguments: &str) -> Diagnostic {
        let variables = self.variables(self.words.keys);
        let cure = format!(
            "Set {arguments} in {}{variables} and plan again.",
            self.place
        );
        self.error("account", "has no credentials", cure)
    }

    /// The variables that do as well; they are for one account alone.
    fn variables(&self, names: &str) -> String {
        match self.name {
            DEFAULT => format!(", or the environment variables {names},"),
            _ => String::new(),
        }
    }
}
