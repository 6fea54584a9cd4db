//! Why an account cannot call, as users are told of it.

use crate::cloud::alicloud::account::Error;
use crate::cloud::alicloud::{profile, variables};
use crate::framework::diagnostics::Diagnostic;
use crate::resource::account_error::{Named, Own, Words};
use crate::resource::failure::capital;

const WORDS: Words = Words {
    cloud: "alicloud",
    tenant: "account",
    region: &variables::REGION,
    keys: "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    ways: "access_key and secret_key, profile, credentials_uri, ecs_role_name or assume_role_with_oidc",
    machine: "a RAM role",
    lookup: |name, place| {
        [
            format!("The owner of the keys of account {name:?} cannot be looked up"),
            format!("With account_id in {place}, usually no look-up is needed."),
        ]
    },
};

/// The error of the account `name`.
pub(super) fn diagnostic(name: &str, problem: &Error) -> Diagnostic {
    let account = Named::new(&WORDS, name);
    account.diagnostic(problem, |own| match own {
        Own::Credentials(problem) => {
            account.error("account", "cannot use its profile", profile(problem))
        }
        Own::Account(never) => match *never {},
    })
}

/// What is wrong with a profile, and what to do.
fn profile(problem: &profile::Error) -> String {
    let cure = match problem {
        profile::Error::NoHome => "Set shared_credentials_file to its full path.".to_owned(),
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
        profile::Error::Invalid(_) => "Correct it in the file.".to_owned(),
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
