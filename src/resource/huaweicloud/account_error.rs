//! An account's errors as users are told of them.

use crate::cloud::huaweicloud::account::Error;
use crate::cloud::huaweicloud::belonging::{Elsewhere, Other};
use crate::cloud::huaweicloud::ids::ProjectId;
use crate::cloud::huaweicloud::{credential_error, profile};
use crate::credential::source::{Half, Origin};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::resource::accounts::DEFAULT;
use crate::resource::failure::{capital, error, invalid};

/// The error of the account called `name`.
pub(super) fn told(name: &str, problem: &Error) -> Diagnostic {
    let place = format!("huaweicloud.{name} of the provider configuration");
    let variables = |names: &str| match name {
        DEFAULT => format!(", or the environment variables {names},"),
        _ => String::new(),
    };
    match problem {
        Error::NoRegion => Diagnostic::error(
            format!("Account {name:?} has no region"),
            format!(
                "Set region here, or in {place}{}.",
                variables("HW_REGION_NAME or OS_REGION_NAME").trim_end_matches(',')
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
                variables("HW_ACCESS_KEY and HW_SECRET_KEY")
            ),
        )
        .at(Path::to("account")),
        Error::Credentials(credential_error::Error::Half(Half { has, lacks })) => Diagnostic::error(
            format!("Account {name:?} has half a credential"),
            format!("{has} is set and {lacks} is not. Set both, in one place."),
        )
        .at(Path::to("account")),
        Error::Credentials(credential_error::Error::Invalid(wrong)) => invalid(name, wrong),
        Error::Credentials(credential_error::Error::Elsewhere(elsewhere)) => {
            told_elsewhere(name, &place, elsewhere)
        }
        Error::Credentials(credential_error::Error::Profile(problem)) => Diagnostic::error(
            format!("Account {name:?} cannot use its profile"),
            profile(problem),
        )
        .at(Path::to("account")),
        Error::SignIn(failure) => {
            error(format!("Account {name:?} cannot sign in"), failure).at(Path::to("account"))
        }
        Error::Machine(failure) => Diagnostic::error(
            format!("Account {name:?} has no credentials"),
            format!(
                "Set access_key and secret_key, auth_token, user_name and password, or profile in \
                 {place}{} and plan again.",
                variables("HW_ACCESS_KEY and HW_SECRET_KEY")
            ),
        )
        .with(&format!(
            "On a machine of the cloud, an agency bound to it does as well; its metadata service \
             was asked last. {failure}"
        ))
        .at(Path::to("account")),
        Error::TokenRegion { own, region } => Diagnostic::error(
            format!("Account {name:?} cannot reach region {region:?}"),
            format!(
                "Its auth_token serves the region {own:?} alone. Configure another account with a \
                 token of that region, or sign in in another way."
            ),
        )
        .at(Path::to("region")),
        Error::TokenProject {
            token,
            configured,
            by,
        } => Diagnostic::error(
            format!("Account {name:?} has a token of another project"),
            format!(
                "Its token belongs to project {token}, and {} says {configured}. {}, or use a token of \
                 that project. Nothing was written.",
                by_or(by.as_ref(), &format!("project_id in {place}")),
                match by.as_ref().and_then(Origin::variable) {
                    Some(variable) => format!("Unset {variable}"),
                    None => "Take project_id out".to_owned(),
                }
            ),
        )
        .at(Path::to("account")),
        Error::OneRegion(one) => Diagnostic::error(
            format!("Account {name:?} cannot reach region {:?}", one.region),
            format!(
                "Its endpoint {:?} serves the region {:?}. Write {{region}} where the region \
                 belongs in {place}, or configure another account for that region.",
                one.endpoint, one.own
            ),
        )
        .at(Path::to("region")),
        Error::Endpoint(why) => Diagnostic::error(
            format!("Account {name:?} has no valid endpoint"),
            why.clone(),
        )
        .at(Path::to("account")),
        Error::CaFile(why) => Diagnostic::error(
            format!("Account {name:?} cannot use its ca_file"),
            why.clone(),
        )
        .at(Path::to("account")),
        Error::Lookup(failure) => error(
            format!("The project of account {name:?} cannot be looked up"),
            failure,
        )
        .with(&format!("No look-up is needed with project_id in {place}.")),
        Error::Projects {
            name: project,
            found,
            by,
        } => Diagnostic::error(
            format!("Account {name:?} has no project to work in"),
            format!(
                "{} named {project:?}{}; exactly one is needed. Set project_id or project_name in \
                 {place}.",
                named(found),
                match by.as_ref().filter(|by| by.variable().is_some()) {
                    Some(by) => format!(", the name that {by} says"),
                    None => String::new(),
                }
            ),
        )
        .at(Path::to("account")),
        Error::NotAllowed { project } => Diagnostic::error(
            format!("Account {name:?} belongs to another tenant than allowed"),
            format!(
                "Its credentials belong to project {project}, which allowed_project_ids in {place} \
                 does not list. Nothing was written."
            ),
        )
        .at(Path::to("account")),
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
fn told_elsewhere(name: &str, place: &str, elsewhere: &Elsewhere) -> Diagnostic {
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
                "Let both name the same cloud, or take out what is left over: {says} or {other}."
            ),
        ),
        Other::Default => (
            format!("nothing says that {credential} may go there: the default is {elsewhere:?}"),
            format!(
                "Set cloud in {place} (or HW_CLOUD) to the domain of the cloud that they belong to, or unset \
                 {says}."
            ),
        ),
    };
    Diagnostic::error(
        format!("Account {name:?} would send its credential to another cloud than {says} names"),
        format!(
            "The account signs in with {credential}. {says} names {host:?}, and {contradiction}. A credential \
             goes only where its own source says that it belongs; nothing was sent. {cure}"
        ),
    )
    .at(Path::to("account"))
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
        profile::Error::NoHome => "Set shared_config_file to its whole path.",
        profile::Error::Unreadable { .. } | profile::Error::Foreign { .. } => {
            "Check shared_config_file; `hcloud configure list` shows the CLI's own profiles."
        }
        profile::Error::Missing { .. } => "Check profile (HW_PROFILE) for its spelling.",
        profile::Error::NoCurrent { .. } => "Name one in profile (HW_PROFILE).",
        profile::Error::Invalid(_) => "Set it anew in the file.",
        profile::Error::Encrypted { .. } => {
            "Set access_key and secret_key (HW_ACCESS_KEY, HW_SECRET_KEY) instead, or let hcloud \
             keep this profile without encryption and configure it anew."
        }
        profile::Error::NoKeys { .. } => {
            "Profiles with an access key work, and those of a sign-on (mode SSO) once `hcloud` has \
             signed on with them."
        }
    };
    format!("{}. {cure}", capital(&problem.to_string()))
}
