//! The ways of one profile to sign in.

use std::path::Path;

use secrecy::SecretString;

use super::super::credential::{Login, Process, Role, Way};
use super::super::{variables, words};
use super::Error;
use super::files::{Known, OfProfile};
use crate::cloud::credential::at_home;
use crate::cloud::digest::sha1;
use crate::cloud::role::RoleNames;
use crate::credential::arguments::Place;
use crate::credential::entries::Entries;
use crate::credential::env::Environment;
use crate::credential::keys::{KeyNames, Keys, Unusable};
use crate::credential::name::Name;
use crate::credential::rule::{digits, plain_region, plain_text};
use crate::credential::source::{Invalid, Sourced};

/// Settings of a log-in, which alone say nothing of where and as whom.
const SSO: [&str; 2] = ["sso_session", "sso_start_url"];

/// Keys.
const KEYS: KeyNames = KeyNames {
    access_key: Name::new("aws_access_key_id", &[]),
    secret_key: Name::new("aws_secret_access_key", &[]),
    security_token: Name::new("aws_session_token", &[]),
};

/// The role to become.
const ROLE: RoleNames = RoleNames {
    arn: Name::new("role_arn", &[]),
    session: Name::new("role_session_name", &[]),
    seconds: Name::new("duration_seconds", &[]),
};

/// What the files say of one profile.
pub(super) struct One<'a> {
    pub(super) name: &'a str,
    pub(super) known: &'a Known,
    pub(super) home: Option<&'a Path>,
    pub(super) all: Entries,
}

impl One<'_> {
    pub(super) fn lacks(&self, lacks: &'static str) -> Error {
        Error::Lacks {
            file: self.known.shown().to_owned(),
            name: self.name.to_owned(),
            lacks,
        }
    }

    pub(super) fn unusable(&self, way: &'static str) -> Error {
        Error::Unusable {
            name: self.name.to_owned(),
            way,
        }
    }

    /// How it signs in where it becomes no role: the first of its ways that it has.
    pub(super) fn way(&self, profile: &OfProfile) -> Result<Way, Error> {
        if let Some(login) = self.login()? {
            return Ok(Way::Sso(login));
        }
        if let Some(keys) = self.keys(&profile.credentials)? {
            return Ok(Way::Keys(keys));
        }
        if self.all.has("login_session") {
            return Err(self.unusable("login_session"));
        }
        if let Some(command) = self.all.find("credential_process") {
            return process(&command).map(Way::Process);
        }
        let keys = self.keys(&profile.config)?;
        let lacks = if SSO.iter().any(|entry| self.all.has(entry)) {
            "sso_account_id"
        } else {
            "aws_access_key_id"
        };
        keys.map(Way::Keys).ok_or_else(|| self.lacks(lacks))
    }

    /// The log-in at IAM Identity Center that it means.
    fn login(&self) -> Result<Option<Login>, Error> {
        let all = &self.all;
        if !["sso_account_id", "sso_role_name"]
            .iter()
            .any(|entry| all.has(entry))
        {
            return Ok(None);
        }
        let session = self.known.named_by(all, "sso_session", "sso-session")?;
        let needs = |entry, rule: fn(&str) -> Result<(), String>| {
            let of_session = session.and_then(|session| session.find(entry));
            let own = all.find(entry);
            if let (Some(of_session), Some(own)) = (&of_session, &own)
                && of_session.value != own.value
            {
                let why = format!("It is not what {} says: remove one.", of_session.origin);
                let origin = own.origin.clone();
                return Err(Error::Invalid(Invalid { origin, why }));
            }
            let found = of_session.or(own).ok_or_else(|| self.lacks(entry))?;
            found.checked(rule)?;
            Ok(found.value)
        };
        let url = needs("sso_start_url", plain_text)?;
        let kept_by = match all.find("sso_session") {
            Some(session) => session.value,
            None => url,
        };
        let cache = format!("~/.aws/sso/cache/{}.json", sha1(&kept_by));
        Ok(Some(Login {
            profile: self.name.to_owned(),
            region: needs("sso_region", plain_region)?,
            account: needs("sso_account_id", digits)?,
            role: needs("sso_role_name", plain_text)?,
            cache: at_home(&cache, self.home).ok_or(Error::NoHome)?,
        }))
    }

    pub(super) fn keys_of_either(&self, profile: &OfProfile) -> Result<Option<Keys>, Error> {
        match self.keys(&profile.credentials)? {
            None => self.keys(&profile.config),
            found => Ok(found),
        }
    }

    /// The keys that the files of one kind have.
    fn keys(&self, entries: &Entries) -> Result<Option<Keys>, Error> {
        match KEYS.whole(Place::Profile(entries)) {
            Ok(found) => Ok(found.map(|(keys, _)| keys)),
            Err(Unusable::Half(half)) => Err(self.lacks(half.lacks)),
            Err(Unusable::Invalid(wrong)) => Err(wrong.into()),
        }
    }

    pub(super) fn role(&self, arn: Sourced<String>) -> Result<Sourced<Role>, Error> {
        let role = ROLE.read(Place::Profile(&self.all), arn)?;
        // The other tools know no policy there.
        Ok(role.map(|role| Role {
            policy: None,
            ..role
        }))
    }

    /// Whoever a role of the profile begins at, where that is no profile.
    pub(super) fn credential_source(
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

/// The program that a profile names.
fn process(command: &Sourced<String>) -> Result<Process, Error> {
    let wrong = |why: &str| Invalid {
        origin: command.origin.clone(),
        why: why.to_owned(),
    };
    let words = words::split(&command.value).map_err(wrong)?;
    if words.first().is_none_or(String::is_empty) {
        return Err(wrong("It names no program.").into());
    }
    Ok(Process {
        words: words.into_iter().map(SecretString::from).collect(),
        named_by: command.origin.clone(),
    })
}
