//! Why an account cannot call, as users are told of it.

use crate::cloud::alicloud::account::Error;
use crate::cloud::alicloud::{credential_error, profile};
use crate::credential::source::Half;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::resource::accounts::DEFAULT;
use crate::resource::failure::{capital, error, invalid};

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
        Error::Credentials(credential_error::Error::None) => Diagnostic::error(
            format!("Account {name:?} has no credentials"),
            format!(
                "Set access_key and secret_key in {place}{} and plan again.",
                variables("ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET")
            ),
        )
        .at(Path::to("account")),
        Error::Credentials(credential_error::Error::Half(Half { has, lacks })) => Diagnostic::error(
            format!("Account {name:?} has half a credential"),
            format!("{has} is set and {lacks} is not. Set both, in one place."),
        )
        .at(Path::to("account")),
        Error::Credentials(credential_error::Error::Profile(problem)) => Diagnostic::error(
            format!("Account {name:?} cannot use its profile"),
            profile(problem),
        )
        .at(Path::to("account")),
        Error::Credentials(credential_error::Error::Invalid(wrong)) => invalid(name, wrong),
        Error::SignIn(failure) => {
            error(format!("Account {name:?} cannot sign in"), failure).at(Path::to("account"))
        }
        Error::Machine(failure) => Diagnostic::error(
            format!("Account {name:?} has no credentials"),
            format!(
                "Set access_key and secret_key, profile, credentials_uri, ecs_role_name or \
                 assume_role_with_oidc in {place}{} and plan again.",
                variables("ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET")
            ),
        )
        .with(&format!(
            "On a machine of the cloud, a RAM role bound to it does as well; its metadata service was \
             asked last. {failure}"
        ))
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

/// What is wrong with a profile, and what to do.
fn profile(problem: &profile::Error) -> String {
    let cure = match problem {
        profile::Error::NoHome => "Set shared_credentials_file to its whole path.".to_owned(),
        profile::Error::Unreadable { .. } | profile::Error::Foreign { .. } => {
            "Check shared_credentials_file (ALIBABA_CLOUD_CREDENTIALS_FILE); `aliyun configure list` \
             shows the CLI's own profiles."
                .to_owned()
        }
        profile::Error::Missing { .. } => {
            "Check profile (ALIBABA_CLOUD_PROFILE) for its spelling.".to_owned()
        }
        profile::Error::NoCurrent { .. } => {
            "Name one in profile (ALIBABA_CLOUD_PROFILE).".to_owned()
        }
        profile::Error::Invalid(_) => "Set it anew in the file.".to_owned(),
        profile::Error::Lacks { name, .. } => {
            format!("Set it there, or run `aliyun configure --profile {name}`.")
        }
        profile::Error::Mode { .. } => {
            "These can: AK, StsToken, RamRoleArn, EcsRamRole, OIDC, ChainableRamRoleArn, \
             CredentialsURI, CloudSSO, OAuth and External; in a credentials file access_key, \
             ram_role_arn, oidc_role_arn and ecs_ram_role. Choose another profile, or set access_key \
             and secret_key instead."
                .to_owned()
        }
        profile::Error::Circle { .. } => {
            "A chain of roles begins at a profile that signs in by itself.".to_owned()
        }
    };
    format!("{}. {cure}", capital(&problem.to_string()))
}
