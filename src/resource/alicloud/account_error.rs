//! Why an account cannot call, as users are told of it.

use crate::cloud::alicloud::account::Error;
use crate::cloud::alicloud::credential;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::resource::accounts::DEFAULT;
use crate::resource::failure::error;

/// The error of the account `name`.
pub(super) fn told(name: &str, problem: &Error) -> Diagnostic {
    let place = format!("alicloud.{name} of the provider configuration");
    let variables = |names: &str| match name {
        DEFAULT => format!(", or the environment variables {names},"),
        _ => String::new(),
    };
    match problem {
        Error::NoRegion => Diagnostic::error(
            format!("Account {name:?} has no region"),
            format!(
                "Set region here, or in {place}{}.",
                variables("ALICLOUD_REGION or ALIBABA_CLOUD_REGION").trim_end_matches(',')
            ),
        )
        .at(Path::to("region")),
        Error::BadRegion(region) => Diagnostic::error(
            format!("Account {name:?} has an invalid region"),
            format!("{region:?} is no region; letters, digits, \"-\" and \"_\" are allowed."),
        )
        .at(Path::to("region")),
        Error::Credentials(credential::Error::None) => Diagnostic::error(
            format!("Account {name:?} has no credentials"),
            format!(
                "Set access_key and secret_key in {place}{} and plan again.",
                variables("ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET")
            ),
        )
        .at(Path::to("account")),
        Error::Credentials(credential::Error::Half { has, lacks }) => Diagnostic::error(
            format!("Account {name:?} has half a credential"),
            format!("{has} is set and {lacks} is not. Set both, in one place."),
        )
        .at(Path::to("account")),
        Error::Endpoint(why) => Diagnostic::error(
            format!("Account {name:?} has an endpoint that is none"),
            why.clone(),
        )
        .at(Path::to("account")),
        Error::CaFile(why) => Diagnostic::error(
            format!("Account {name:?} cannot use its ca_file"),
            why.clone(),
        )
        .at(Path::to("account")),
        Error::Lookup(failure) => error(
            format!("It cannot be looked up whose the keys of account {name:?} are"),
            failure,
        )
        .with(&format!(
            "Mostly no look-up is needed with account_id in {place}."
        )),
        Error::NotAllowed { account } => Diagnostic::error(
            format!("Account {name:?} belongs to another tenant than allowed"),
            format!(
                "Its credentials belong to account {account}, which allowed_account_ids in {place} \
                 does not list. Nothing was written."
            ),
        )
        .at(Path::to("account")),
    }
}
