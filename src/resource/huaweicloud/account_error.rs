//! An account's errors as users are told of them.

use crate::cloud::huaweicloud::account::Error;
use crate::cloud::huaweicloud::ids::ProjectId;
use crate::cloud::huaweicloud::{credential, profile};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::resource::accounts::DEFAULT;
use crate::resource::failure::{capital, error};

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
        Error::Credentials(credential::Error::None) => Diagnostic::error(
            format!("Account {name:?} has no credentials"),
            format!(
                "Set access_key and secret_key in {place}{} and plan again.",
                variables("HW_ACCESS_KEY and HW_SECRET_KEY")
            ),
        )
        .at(Path::to("account")),
        Error::Credentials(credential::Error::Half { has, lacks }) => Diagnostic::error(
            format!("Account {name:?} has half a credential"),
            format!("{has} is set and {lacks} is not. Set both, in one place."),
        )
        .at(Path::to("account")),
        Error::Credentials(credential::Error::Profile(problem)) => Diagnostic::error(
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
        Error::TokenProject { token, configured } => Diagnostic::error(
            format!("Account {name:?} has a token of another project"),
            format!(
                "Its token belongs to project {token}, and project_id in {place} says \
                 {configured}. Take project_id out, or use a token of that project. Nothing was \
                 written."
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
        } => Diagnostic::error(
            format!("Account {name:?} has no project to work in"),
            format!(
                "{} named {project:?}; exactly one is needed. Set project_id or project_name in \
                 {place}.",
                named(found)
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
        profile::Error::Missing { .. } => "Check profile for its spelling.",
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
