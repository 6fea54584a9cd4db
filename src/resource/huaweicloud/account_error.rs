//! An account's errors as users are told of them.

use crate::cloud::huaweicloud::account;
use crate::cloud::huaweicloud::belonging::{Elsewhere, Other};
use crate::cloud::huaweicloud::credential_error;
use crate::cloud::huaweicloud::ids::ProjectId;
use crate::cloud::huaweicloud::{profile, variables};
use crate::credential::source::Origin;
use crate::framework::diagnostics::Diagnostic;
use crate::resource::account_error::{Named, Own, Words};
use crate::resource::failure::capital;

const WORDS: Words = Words {
    cloud: "huaweicloud",
    tenant: "project",
    region: &variables::REGION,
    keys: "HW_ACCESS_KEY and HW_SECRET_KEY",
    ways: "access_key and secret_key, auth_token, user_name and password, or profile",
    machine: "an agency",
    lookup: |name, place| {
        [
            format!("The project of account {name:?} cannot be looked up"),
            format!("No look-up is needed with project_id in {place}."),
        ]
    },
};

/// The error of the account called `name`.
pub(super) fn diagnostic(name: &str, problem: &account::Error) -> Diagnostic {
    let account = Named::new(&WORDS, name);
    account.diagnostic(problem, |own| match own {
        Own::Credentials(credential_error::Own::Elsewhere(elsewhere)) => {
            elsewhere_diagnostic(&account, elsewhere)
        }
        Own::Credentials(credential_error::Own::Profile(problem)) => {
            account.error("account", "cannot use its profile", profile(problem))
        }
        Own::Account(problem) => own_diagnostic(&account, problem),
    })
}

/// What can be wrong here alone: a region has its projects, and a token is one project's.
fn own_diagnostic(account: &Named<'_>, problem: &account::Own) -> Diagnostic {
    let place = &account.place;
    match problem {
        account::Own::TokenRegion { own, region } => account.error(
            "region",
            &format!("cannot reach region {region:?}"),
            format!(
                "Its auth_token serves the region {own:?} alone. Configure another account with a \
                 token of that region, or sign in in another way."
            ),
        ),
        account::Own::TokenProject {
            token,
            configured,
            by,
        } => account.error(
            "account",
            "has a token of another project",
            format!(
                "Its token belongs to project {token}, and {} says {configured}. {}, or use a token of \
                 that project. Nothing was written.",
                by_or(by.as_ref(), &format!("project_id in {place}")),
                match by.as_ref().and_then(Origin::variable) {
                    Some(variable) => format!("Unset {variable}"),
                    None => "Take project_id out".to_owned(),
                }
            ),
        ),
        account::Own::OneRegion(one) => account.error(
            "region",
            &format!("cannot reach region {:?}", one.region),
            format!(
                "Its endpoint {:?} serves the region {:?}. Write {{region}} where the region \
                 belongs in {place}, or configure another account for that region.",
                one.endpoint, one.own
            ),
        ),
        account::Own::Projects {
            name: project,
            found,
            by,
        } => account.error(
            "account",
            "has no project to work in",
            format!(
                "{} named {project:?}{}; exactly one is needed. Set project_id or project_name in \
                 {place}.",
                named(found),
                match by.as_ref().filter(|by| by.variable().is_some()) {
                    Some(by) => format!(", the name from {by}"),
                    None => String::new(),
                }
            ),
        ),
    }
}

/// What says something, or `else_`.
fn by_or(by: Option<&Origin>, else_: &str) -> String {
    match by {
        Some(by) if !matches!(by, Origin::Argument(_)) => by.to_string(),
        _ => else_.to_owned(),
    }
}

/// A credential that would go where it does not belong.
fn elsewhere_diagnostic(account: &Named<'_>, elsewhere: &Elsewhere) -> Diagnostic {
    let Elsewhere {
        credential,
        says,
        host,
        other,
        elsewhere,
    } = elsewhere;
    let (contradiction, cure) = match other {
        Other::Said(other) => (
            format!("{other} names {elsewhere:?}"),
            format!(
                "Let both name the same cloud, or remove the one that is left over: {says} or {other}."
            ),
        ),
        Other::Default => (
            format!("nothing says that {credential} may go there: the default is {elsewhere:?}"),
            format!(
                "Set cloud in {} (or HW_CLOUD) to the domain of the cloud that they belong to, or unset \
                 {says}.",
                account.place
            ),
        ),
    };
    account.error(
        "account",
        &format!("would send its credential to a different cloud than {says} names"),
        format!(
            "The account signs in with {credential}. {says} names {host:?}, and {contradiction}. A \
             credential is sent only where its own source says that it belongs; nothing was sent. {cure}"
        ),
    )
}

/// How many projects there are, and which.
fn named(found: &[ProjectId]) -> String {
    if found.is_empty() {
        return "0 projects are".to_owned();
    }
    let ids: Vec<_> = found.iter().take(20).map(ProjectId::as_str).collect();
    let more = if found.len() > ids.len() { ", …" } else { "" };
    format!("{} projects ({}{more}) are", found.len(), ids.join(", "))
}

/// What is wrong with a profile, and what to do.
fn profile(problem: &profile::Error) -> String {
    let cure = match problem {
        profile::Error::NoHome => "Set shared_config_file to its full path.",
        profile::Error::Unreadable { .. } | profile::Error::Foreign { .. } => {
            "Check shared_config_file; `hcloud configure list` shows the CLI's own profiles."
        }
        profile::Error::Missing { .. } => "Check profile (HW_PROFILE) for its spelling.",
        profile::Error::NoCurrent { .. } => "Name one in profile (HW_PROFILE).",
        profile::Error::Invalid(_) => "Correct it in the file.",
        profile::Error::Encrypted { .. } => {
            "Set access_key and secret_key (HW_ACCESS_KEY, HW_SECRET_KEY) instead, or let hcloud keep this \
             profile without encryption and configure it again."
        }
        profile::Error::NoKeys { .. } => {
            "Profiles with an access key work, and those of a sign-on (mode SSO) once `hcloud` has \
             signed on with them."
        }
    };
    format!("{}. {cure}", capital(&problem.to_string()))
}
