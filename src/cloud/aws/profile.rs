//! The user's own files: `~/.aws/config`, and `~/.aws/credentials` with keys. `files` reads them, `one` has the ways of a profile to
//! sign in, and here is how it becomes roles from there.
//!
//! Source: "Configuration and credential file settings" of the AWS CLI; `botocore/credentials.py`.

mod files;
mod one;

use std::path::Path;

use super::credential::{Role, Token, Way, WebIdentity};
use super::hosts::Service;
use super::variables;
use crate::cloud::credential::Missing;
use crate::credential::arguments::Place;
use crate::credential::entries::Entries;
use crate::credential::env::Environment;
use crate::credential::source::{Invalid, Origin, Sourced};
pub use files::Files;
use files::Known;
use one::One;

/// A profile that can be used.
#[derive(Clone, Debug)]
pub struct Profile {
    /// How it signs in.
    pub way: Way,
    /// The roles that it then becomes, one after the other.
    pub roles: Vec<Sourced<Role>>,
    /// Where it stands.
    pub origin: Origin,
}

/// Why a profile cannot be used. What stands in a file is not repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The system does not give a file.
    #[error("the file {file} cannot be read: {why}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says, or at which line it stops to be one.
        why: String,
    },
    /// No file has a profile of that name.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// A value is none.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Something is not there.
    #[error("profile {name:?} in {file} has no {lacks}")]
    Lacks {
        /// The file, or several.
        file: String,
        /// The profile.
        name: String,
        /// What is missing.
        lacks: &'static str,
    },
    /// Nobody can sign in so here.
    #[error("profile {name:?} signs in by {way}, which cannot be used here")]
    Unusable {
        /// The profile.
        name: String,
        /// The setting that says so.
        way: &'static str,
    },
    /// Nobody knows where the home is in which the token of a log-in is kept.
    #[error("the token of its log-in cannot be found, because the home folder is not known")]
    NoHome,
    /// The source of a role leads back to it.
    #[error("profile {name:?} has a source_profile that leads back to itself")]
    Circle {
        /// The profile.
        name: String,
    },
}

/// Settings of which one is enough to sign in, or to be meant so.
const SIGN_IN: [&str; 7] = [
    "role_arn",
    "sso_account_id",
    "sso_role_name",
    "aws_access_key_id",
    "aws_secret_access_key",
    "login_session",
    "credential_process",
];

/// The name of the profile that counts where nobody names one.
const DEFAULT: &str = "default";

impl Files {
    /// What the files say of the profile that an account means: that of its block, or else, where it is completed from `env`,
    /// that of the variables or `default`. What is wrong with files that nobody signs in by is nobody's business.
    pub(super) fn meant(&self, block: Place<'_>, env: Option<&Environment>) -> Option<Entries> {
        let named = block.find(&variables::PROFILE);
        let named = named.or_else(|| variables::PROFILE.find(env?));
        let name = match (named, env) {
            (Some(named), _) => named.value,
            (None, Some(_)) => DEFAULT.to_owned(),
            (None, None) => return None,
        };
        let profile = self.known().ok()?.profile(&name).ok()?;
        Some(profile.all())
    }

    /// The endpoint of a service, as a profile's section of services has it, or else of every service, as the profile itself does.
    ///
    /// # Errors
    /// [`Invalid`] where the profile names a section that is none.
    pub(super) fn endpoint(
        &self,
        profile: &Entries,
        service: Service,
    ) -> Result<Option<Sourced<String>>, Invalid> {
        let Ok(known) = self.known() else {
            return Ok(None);
        };
        let services = known.named_by(profile, "services", "services")?;
        let own = services.and_then(|services| services.find(service.entry()));
        Ok(own.or_else(|| profile.find("endpoint_url")))
    }

    /// The profile called `name`.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub(super) fn profile(&self, name: &str, env: Option<&Environment>) -> Result<Profile, Error> {
        let known = self.known()?;
        let resolver = Resolver {
            known,
            home: self.home(),
            env,
        };
        resolver.resolve(name, &mut Vec::new())
    }

    /// The profile that is meant where nobody names one; none where it says nothing of signing in.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub(super) fn usual(&self, env: &Environment) -> Result<Option<Profile>, Error> {
        let Ok(profile) = self.known()?.profile(DEFAULT) else {
            return Ok(None);
        };
        let all = profile.all();
        if !SIGN_IN.iter().any(|entry| all.has(entry)) {
            return Ok(None);
        }
        self.profile(DEFAULT, Some(env)).map(Some)
    }
}

/// Finds how profiles sign in.
struct Resolver<'a> {
    known: &'a Known,
    home: Option<&'a Path>,
    /// For who signs in by the container or the machine.
    env: Option<&'a Environment>,
}

impl Resolver<'_> {
    /// How a profile signs in, by way of those that its role begins at.
    fn resolve(&self, name: &str, above: &mut Vec<String>) -> Result<Profile, Error> {
        let profile = self.known.profile(name)?;
        let one = One {
            name,
            known: self.known,
            home: self.home,
            all: profile.all(),
        };
        let origin = one.all.origin("aws_access_key_id");
        let signed_in = |way| Profile {
            way,
            roles: Vec::new(),
            origin: origin.clone(),
        };
        if above.iter().any(|one| one == name) {
            let keys = one.keys_of_either(profile)?;
            let circle = || Error::Circle {
                name: name.to_owned(),
            };
            return keys.map(Way::Keys).map(signed_in).ok_or_else(circle);
        }
        let Some(arn) = one.all.find("role_arn") else {
            return one.way(profile).map(signed_in);
        };
        if one.all.has("mfa_serial") {
            return Err(one.unusable("mfa_serial"));
        }
        let role = one.role(arn)?;
        if let Some(file) = one.all.find("web_identity_token_file") {
            let token = Token::File(file.value);
            token.check(&file.origin)?;
            let role = role.value;
            let bought = WebIdentity { token, role };
            return Ok(signed_in(Way::WebIdentity(bought)));
        }
        let source = one.all.find("source_profile");
        let mut base = match (source, one.all.find("credential_source")) {
            (Some(source), _) => {
                above.push(name.to_owned());
                self.resolve(&source.value, above)?
            }
            (None, Some(source)) => signed_in(one.credential_source(&source, self.env)?),
            (None, None) => return Err(one.lacks("source_profile")),
        };
        base.roles.push(role);
        Ok(Profile { origin, ..base })
    }
}
