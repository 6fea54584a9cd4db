//! The user's own files: `~/.aws/config`, and `~/.aws/credentials` with keys. A profile has what both say of it.
//!
//! Source: "Configuration and credential file settings" of the AWS CLI; `botocore/credentials.py`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::credential::{Role, Token, Way, WebIdentity};
use super::variables;
use crate::cloud::credential::{Missing, at_home};
use crate::cloud::role::SESSION_SECONDS;
use crate::credential::arguments::{Arguments, Place};
use crate::credential::env::Environment;
use crate::credential::ini;
use crate::credential::keys::Keys;
use crate::credential::name::Name;
use crate::credential::rule::{plain_credential, plain_text, whole};
use crate::credential::source::{Invalid, Origin, Sourced};
use crate::file;

/// A profile that can be used.
#[derive(Clone, Debug)]
pub struct Profile {
    /// How it signs in.
    pub way: Way,
    /// The roles that it then becomes, one after the other.
    pub roles: Vec<Sourced<Role>>,
    /// Its region.
    pub region: Option<Sourced<String>>,
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
    /// The source of a role leads back to it.
    #[error("profile {name:?} has a source_profile that leads back to itself")]
    Circle {
        /// The profile.
        name: String,
    },
}

/// The files that are read.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Those with `[profile NAME]`.
    config: OfKind,
    /// Those with `[NAME]`.
    credentials: OfKind,
}

/// The files of one kind.
#[derive(Clone, Debug, Default)]
struct OfKind {
    paths: Vec<PathBuf>,
    /// Whether somebody named them, so that they have to be there.
    is_named: bool,
}

/// A setting, and the file that it stands in.
type Setting = (String, String);

/// What the files say of the profiles, by their names.
type Profiles = BTreeMap<String, BTreeMap<String, Setting>>;

/// Settings by which others sign in and that mean nothing here.
const UNUSABLE: [&str; 4] = [
    "sso_session",
    "sso_start_url",
    "credential_process",
    "login_session",
];

impl Files {
    /// The files that an account's block names, or the environment, or else the usual ones.
    pub(super) fn of(block: &Arguments, env: Option<&Environment>, home: Option<&Path>) -> Self {
        let files = |name: &Name, usual: &str| {
            let written = block.list(name.argument);
            let named = match written {
                [] => env
                    .and_then(|env| name.find(env))
                    .map(|found| vec![found.value]),
                written => Some(written.to_vec()),
            };
            let is_named = named.is_some();
            let names = named.unwrap_or_else(|| vec![usual.to_owned()]);
            let paths = names.iter().filter_map(|name| at_home(name, home));
            OfKind {
                paths: paths.collect(),
                is_named,
            }
        };
        Self {
            config: files(&variables::CONFIG_FILES, "~/.aws/config"),
            credentials: files(&variables::CREDENTIALS_FILES, "~/.aws/credentials"),
        }
    }

    /// The region of the profile that is meant where an account is completed from `env`, however that signs in.
    pub(super) fn region(&self, env: &Environment) -> Option<Sourced<String>> {
        let named = variables::PROFILE.find(env);
        let name = named.map_or_else(|| "default".to_owned(), |name| name.value);
        let known = self.read().ok()?;
        let profile = OfProfile {
            files: self,
            name: &name,
            settings: known.get(&name)?,
        };
        profile.find("region")
    }

    /// The profile called `name`.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub(super) fn profile(&self, name: &str, env: Option<&Environment>) -> Result<Profile, Error> {
        let known = self.read()?;
        self.resolve(&known, name, env, &mut Vec::new())
    }

    /// The profile that is meant where nobody names one; none where it says nothing of signing in.
    ///
    /// # Errors
    /// [`Error`], see there.
    pub(super) fn usual(&self, env: &Environment) -> Result<Option<Profile>, Error> {
        let known = self.read()?;
        match self.resolve(&known, "default", Some(env), &mut Vec::new()) {
            Err(
                Error::Missing(_)
                | Error::Lacks {
                    lacks: "aws_access_key_id",
                    ..
                },
            ) => Ok(None),
            found => found.map(Some),
        }
    }

    fn read(&self) -> Result<Profiles, Error> {
        let mut profiles = Profiles::new();
        let of = |kind: &'_ OfKind| {
            kind.paths
                .iter()
                .map(|path| (path.clone(), kind.is_named))
                .collect::<Vec<_>>()
        };
        let config = of(&self.config).into_iter().map(|file| (file, true));
        let credentials = of(&self.credentials).into_iter().map(|file| (file, false));
        for ((path, is_named), is_config) in config.chain(credentials) {
            let path = path.as_path();
            // That one of the usual files is not there is usual.
            if !is_named && !path.exists() {
                continue;
            }
            let unreadable = |why: String| Error::Unreadable {
                file: file::shown(path).into_owned(),
                why,
            };
            let text =
                file::read(path, file::LARGEST).map_err(|error| unreadable(error.to_string()))?;
            let sections = ini::parse(&text)
                .map_err(|line| unreadable(format!("line {line} is no setting")))?;
            for (section, settings) in sections {
                let name = match section.strip_prefix("profile ") {
                    Some(name) => name.trim(),
                    None if is_config && section != "default" => continue,
                    None => &section,
                };
                let profile = profiles.entry(name.to_owned()).or_default();
                let file = path.display().to_string();
                let settings = settings.into_iter().filter(|(_, value)| !value.is_empty());
                profile.extend(settings.map(|(key, value)| (key, (value, file.clone()))));
            }
        }
        Ok(profiles)
    }

    fn shown(&self) -> String {
        let files = self.config.paths.iter().chain(&self.credentials.paths);
        let files: Vec<_> = files.map(|path| file::shown(path).into_owned()).collect();
        files.join(" and ")
    }

    /// How a profile signs in, by way of those that its role begins at.
    fn resolve(
        &self,
        known: &Profiles,
        name: &str,
        env: Option<&Environment>,
        above: &mut Vec<String>,
    ) -> Result<Profile, Error> {
        let Some(settings) = known.get(name) else {
            return Err(Error::Missing(Missing {
                file: self.shown(),
                name: name.to_owned(),
                known: known.keys().cloned().collect(),
            }));
        };
        let profile = OfProfile {
            files: self,
            name,
            settings,
        };
        let region = profile.find("region");
        let with = |way, roles| Profile {
            way,
            roles,
            region: region.clone(),
            origin: profile.origin("aws_access_key_id"),
        };
        let is_circle = above.iter().any(|one| one == name);
        let Some(arn) = profile.find("role_arn").filter(|_| !is_circle) else {
            let unusable = UNUSABLE.iter().find(|way| settings.contains_key(**way));
            if let (Some(way), None) = (unusable, profile.find("aws_access_key_id")) {
                return Err(profile.unusable(way));
            }
            let keys = profile.keys().map_err(|error| match error {
                Error::Lacks { .. } if is_circle => Error::Circle {
                    name: name.to_owned(),
                },
                error => error,
            })?;
            return Ok(with(Way::Keys(keys), Vec::new()));
        };
        if settings.contains_key("mfa_serial") {
            return Err(profile.unusable("mfa_serial"));
        }
        let role = profile.role(arn)?;
        if let Some(file) = profile.find("web_identity_token_file") {
            let token = Token::File(file.value);
            token.check(&file.origin)?;
            let role = role.value;
            return Ok(with(
                Way::WebIdentity(WebIdentity { token, role }),
                Vec::new(),
            ));
        }
        let (way, mut roles) = match (
            profile.find("source_profile"),
            profile.find("credential_source"),
        ) {
            (Some(source), _) => {
                above.push(name.to_owned());
                let base = self.resolve(known, &source.value, env, above)?;
                (base.way, base.roles)
            }
            (None, Some(source)) => (profile.credential_source(&source, env)?, Vec::new()),
            (None, None) => return Err(profile.lacks("source_profile")),
        };
        roles.push(role);
        Ok(with(way, roles))
    }
}

/// What the files say of one profile.
struct OfProfile<'a> {
    files: &'a Files,
    name: &'a str,
    settings: &'a BTreeMap<String, Setting>,
}

impl OfProfile<'_> {
    fn origin(&self, entry: &'static str) -> Origin {
        let file = self.settings.get(entry).map(|(_, file)| file.clone());
        Origin::Profile {
            entry,
            profile: self.name.to_owned(),
            file: file.unwrap_or_else(|| self.files.shown()),
        }
    }

    fn find(&self, entry: &'static str) -> Option<Sourced<String>> {
        let (value, _) = self.settings.get(entry)?;
        Some(self.origin(entry).of(value.clone()))
    }

    fn lacks(&self, lacks: &'static str) -> Error {
        Error::Lacks {
            file: self.files.shown(),
            name: self.name.to_owned(),
            lacks,
        }
    }

    fn unusable(&self, way: &'static str) -> Error {
        Error::Unusable {
            name: self.name.to_owned(),
            way,
        }
    }

    fn keys(&self) -> Result<Keys, Error> {
        let needs = |entry| self.find(entry).ok_or_else(|| self.lacks(entry));
        let keys = Keys {
            access_key: needs("aws_access_key_id")?.value,
            secret_key: needs("aws_secret_access_key")?.value.into(),
            security_token: self
                .find("aws_session_token")
                .map(|token| token.value.into()),
        };
        let entries = [
            "aws_access_key_id",
            "aws_secret_access_key",
            "aws_session_token",
        ];
        keys.checked(entries.map(|entry| self.origin(entry)), plain_credential)?;
        Ok(keys)
    }

    fn role(&self, arn: Sourced<String>) -> Result<Sourced<Role>, Error> {
        arn.checked(plain_text)?;
        let text = |entry| self.find(entry).map(|found| found.value);
        let [least, most] = SESSION_SECONDS;
        let seconds = self
            .find("duration_seconds")
            .map(|Sourced { value, origin }| {
                whole(&value, least, most).map_err(|why| Invalid { origin, why })
            });
        let (session, seconds) = (text("role_session_name"), seconds.transpose()?);
        Ok(arn.map(|arn| Role {
            arn,
            session,
            seconds,
            policy: None,
            external_id: text("external_id"),
        }))
    }

    /// Whoever a role of the profile begins at, where that is no profile.
    fn credential_source(
        &self,
        source: &Sourced<String>,
        env: Option<&Environment>,
    ) -> Result<Way, Error> {
        let env = env.ok_or_else(|| self.unusable("credential_source"))?;
        match source.value.as_str() {
            "Ec2InstanceMetadata" => Ok(Way::Machine),
            "EcsContainer" => match variables::container(env) {
                Some(container) => Ok(Way::Container(container.value)),
                None => Err(self.unusable("credential_source")),
            },
            "Environment" => match variables::KEYS.whole(Place::Environment(env)) {
                Ok(Some((keys, _))) => Ok(Way::Keys(keys)),
                Ok(None) | Err(_) => Err(self.unusable("credential_source")),
            },
            _ => Err(Error::Invalid(Invalid {
                origin: source.origin.clone(),
                why: "Use Environment, EcsContainer or Ec2InstanceMetadata.".to_owned(),
            })),
        }
    }
}
