//! The configuration file of the vendor's command line, KooCLI (`hcloud`).
//!
//! Source: KooCLI user guide, "Configuration"; the provider `huaweicloud`, which reads the same file.

use std::path::Path;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::credential::{Domain, Role};
use crate::cloud::credential::{Missing, NoCurrent, at_home};
use crate::credential::keys::Keys;
use crate::credential::rule::{plain_credential, plain_text};
use crate::credential::source::{Invalid, Origin, Sourced};
use crate::file;

/// Where it is, below the user's home.
const FILE: &str = ".hcloud/config.json";

/// A profile that can be used.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its keys: permanent ones, or those of a sign-on with their token.
    pub keys: Keys,
    /// Its agency.
    pub role: Option<Sourced<Role>>,
    /// Its region.
    pub region: Option<Sourced<String>>,
    /// Its project, in that region.
    pub project_id: Option<Sourced<String>>,
}

/// Why a profile cannot be used. What stands in the file is not repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nobody says where the user's files are.
    #[error("the shared configuration file cannot be found: HOME is not set")]
    NoHome,
    /// The system does not give it.
    #[error("the shared configuration file {file} cannot be read: {why}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        why: String,
    },
    /// It is another file.
    #[error("{file} is not a valid hcloud configuration (line {line}, column {column})")]
    Foreign {
        /// The file.
        file: String,
        /// Where it stops to be one.
        line: usize,
        /// The same.
        column: usize,
    },
    /// It has no profile of that name.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// Its current profile is none that it has.
    #[error(transparent)]
    NoCurrent(#[from] NoCurrent),
    /// A value of it is none.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Its keys can be read by the CLI alone.
    #[error(
        "the keys of profile {name:?} in {file} are encrypted or masked, and only hcloud can read them"
    )]
    Encrypted {
        /// The file.
        file: String,
        /// The profile.
        name: String,
    },
    /// It has no keys.
    #[error(
        "profile {name:?} in {file} holds no access key with its secret ({})",
        shown(*mode)
    )]
    NoKeys {
        /// The file.
        file: String,
        /// The profile.
        name: String,
        /// How the CLI signs in with it, if that is one of its ways.
        mode: Option<&'static str>,
    },
}

/// The ways of the CLI, whose words a message may repeat: what else stands in their place may be a secret.
const MODES: [&str; 6] = ["AKSK", "SSO", "token", "password", "agency", "ecsAgency"];

fn shown(mode: Option<&'static str>) -> String {
    match mode {
        Some(mode) => format!("its mode is {mode:?}"),
        None => "its mode is not known here".to_owned(),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    current: String,
    profiles: Vec<WireProfile>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WireProfile {
    name: String,
    mode: String,
    #[serde(flatten)]
    keys: WireKeys,
    region: Option<String>,
    project_id: Option<String>,
    agency_name: Option<String>,
    agency_domain_id: Option<String>,
    agency_domain_name: Option<String>,
    sso_auth: Option<Sso>,
    /// The CLI's other settings; among them, in some versions, that it has encrypted.
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sso {
    sts_token: Option<WireKeys>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireKeys {
    access_key_id: Option<String>,
    secret_access_key: Option<SecretString>,
    security_token: Option<SecretString>,
}

/// Reads a profile: the one named, else the current one, of the file named, else of the user's own.
///
/// # Errors
/// [`Error`], see there.
pub fn read(name: Option<&str>, file: Option<&str>, home: Option<&Path>) -> Result<Profile, Error> {
    let path = match file {
        Some(file) => at_home(file, home),
        None => home.map(|home| home.join(FILE)),
    };
    let path = path.ok_or(Error::NoHome)?;
    let shown = file::shown(&path).into_owned();
    let text = file::read(&path, file::LARGEST).map_err(|error| Error::Unreadable {
        file: shown.clone(),
        why: error.to_string(),
    })?;
    parse(&text, name, shown)
}

fn parse(text: &[u8], name: Option<&str>, file: String) -> Result<Profile, Error> {
    let wire: Wire = match serde_json::from_slice(text) {
        Ok(wire) => wire,
        // Its words may repeat a value.
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            return Err(Error::Foreign { file, line, column });
        }
    };
    let is_named = name.is_some();
    let name = name.unwrap_or(&wire.current).to_owned();
    let known = wire.profiles.iter().map(|one| one.name.clone()).collect();
    let found = wire.profiles.into_iter().find(|one| one.name == name);
    let Some(found) = found else {
        return Err(if is_named {
            Missing { file, name, known }.into()
        } else {
            NoCurrent { file, known }.into()
        });
    };
    let origin = |entry| Origin::Profile {
        entry,
        profile: name.clone(),
        file: file.clone(),
    };
    let signed_on = found.mode.eq_ignore_ascii_case("SSO");
    let keys = if signed_on {
        let token = found.sso_auth.and_then(|sso| sso.sts_token);
        token.unwrap_or_default()
    } else {
        found.keys
    };
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    let secret = |text: Option<SecretString>| {
        use secrecy::ExposeSecret as _;
        text.filter(|text| !text.expose_secret().is_empty())
    };
    let (Some(access_key), Some(secret_key)) =
        (some(keys.access_key_id), secret(keys.secret_access_key))
    else {
        let mut modes = MODES.into_iter();
        let mode = modes.find(|mode| mode.eq_ignore_ascii_case(&found.mode));
        return Err(Error::NoKeys { file, name, mode });
    };
    let keys = Keys {
        access_key,
        secret_key,
        security_token: secret(keys.security_token),
    };
    let names = ["accessKeyId", "secretAccessKey", "securityToken"];
    keys.checked(names.map(origin), plain_credential)?;
    if !is_plain(&keys.access_key) || says_encrypted(&found.rest) {
        return Err(Error::Encrypted { file, name });
    }
    let domain = Domain::of(some(found.agency_domain_id), some(found.agency_domain_name));
    let role = some(found.agency_name).zip(domain);
    if let Some((agency, domain)) = &role {
        origin("agencyName").check(agency, plain_text)?;
        origin("agencyDomainName").check(domain.as_ref(), plain_text)?;
    }
    let role = role.map(|(agency, domain)| {
        origin("agencyName").of(Role {
            agency,
            domain,
            duration: None,
        })
    });
    let at = |entry, text| some(text).map(|text| origin(entry).of(text));
    Ok(Profile {
        keys,
        role,
        region: at("region", found.region),
        project_id: at("projectId", found.project_id),
    })
}

/// Whether an access key is one as the cloud gives it. What was encrypted is Base64 or masked, and
/// has other characters sooner or later; real keys have letters and digits.
fn is_plain(access_key: &str) -> bool {
    let allowed = |one: char| one.is_ascii_alphanumeric() || one == '-' || one == '_';
    access_key.chars().all(allowed) && access_key.len() < 64
}

/// Whether the profile says of itself that it is encrypted.
fn says_encrypted(settings: &Map<String, Value>) -> bool {
    settings.iter().any(|(name, value)| {
        name.to_ascii_lowercase().contains("encrypt")
            && match value {
                Value::Bool(flag) => *flag,
                Value::String(text) => text.eq_ignore_ascii_case("true"),
                _ => false,
            }
    })
}

#[cfg(test)]
#[path = "profile_tests.rs"]
mod tests;
