//! Why an account cannot call, as users are told of it.

use crate::cloud::aws::account::Error;
use crate::cloud::aws::{profile, variables};
use crate::framework::diagnostics::Diagnostic;
use crate::resource::account_error::{Named, Own, Words};
use crate::resource::failure::capital;

const WORDS: Words = Words {
    cloud: "aws",
    tenant: "account",
    region: &variables::REGION,
    keys: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ways: "access_key and secret_key, profile or assume_role_with_web_identity",
    machine: "an IAM role",
    lookup: |name, _| {
        [
            format!("The owner of the keys of account {name:?} cannot be looked up"),
            "The call GetCallerIdentity of the Security Token Service needs no permission: check that its endpoint can be \
             reached."
                .to_owned(),
        ]
    },
};

/// The error of the account `name`.
pub(super) fn diagnostic(name: &str, problem: &Error) -> Diagnostic {
    let account = Named::new(&WORDS, name);
    account.diagnostic(problem, |own| match own {
        Own::Account(never) => match *never {},
        Own::Credentials(problem) => {
            account.error("account", "cannot use its profile", profile(problem))
        }
    })
}

/// What is wrong with a profile, and what to do.
fn profile(problem: &profile::Error) -> String {
    let cure = match problem {
        profile::Error::Unreadable { .. } => {
            "Check shared_config_files (AWS_CONFIG_FILE) and shared_credentials_files (AWS_SHARED_CREDENTIALS_FILE)."
        }
        profile::Error::Missing { .. } => {
            "Check profile (AWS_PROFILE) for its spelling; `aws configure list-profiles` shows those that exist."
        }
        profile::Error::Invalid(_) => "Correct it in the file.",
        profile::Error::Lacks { .. } => "Set it there, or choose another profile.",
        profile::Error::Unusable { .. } => {
            "These can be used: keys, role_arn with source_profile, credential_source or web_identity_token_file, \
             sso_account_id, and credential_process. For another way, let the AWS CLI export temporary keys: \
             `eval \"$(aws configure export-credentials --profile NAME --format env)\"`."
        }
        profile::Error::NoHome => "Set HOME.",
        profile::Error::Circle { .. } => {
            "A chain of roles begins at a profile that signs in by itself."
        }
    };
    format!("{}. {cure}", capital(&problem.to_string()))
}
