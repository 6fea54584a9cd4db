//! How an account signs in, whatever the ways of its cloud are.

use std::path::{Path, PathBuf};

use ::http::Response;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::credential::arguments::Place;
use crate::credential::keys::{KeyNames, Keys};
use crate::credential::name::Name;
use crate::credential::rule::plain_text;
use crate::credential::source::{Invalid, Origin, Sourced};
use crate::credential::{Credential, Issued};
use crate::sanitize::hide;

/// Who chose how an account signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The user, in some place.
    ByTheUser,
    /// Nobody: it is the last one.
    AsTheLast,
}

/// How an account signs in, and what it becomes then. `W` are the ways of its cloud, `R` its roles.
#[derive(Clone, Debug)]
pub struct SignIn<W, R> {
    /// As whom.
    pub way: W,
    /// The roles to become from there, one after the other.
    pub roles: Vec<Sourced<R>>,
    /// Who chose it.
    pub chosen: Chosen,
    /// Where the parts of the credential come from, by the names of the arguments; none of a machine's.
    pub parts: Vec<(&'static str, Origin)>,
}

impl<W, R> SignIn<W, R> {
    /// One that the user chose, by what `parts` say.
    pub(super) fn chosen(way: W, parts: Vec<(&'static str, Origin)>) -> Self {
        Self {
            way,
            roles: Vec::new(),
            chosen: Chosen::ByTheUser,
            parts,
        }
    }

    /// The one that is left where nobody chose any.
    pub(super) fn last(way: W) -> Self {
        Self {
            chosen: Chosen::AsTheLast,
            ..Self::chosen(way, Vec::new())
        }
    }

    /// Where its way is said.
    pub fn origin(&self) -> Option<&Origin> {
        self.parts.first().map(|(_, origin)| origin)
    }

    /// Where its parts come from.
    pub fn origins(&self) -> Vec<Origin> {
        let parts = self.parts.iter();
        parts.map(|(_, origin)| origin.clone()).collect()
    }
}

/// Real access keys are longer. They are no secrets, but whoever hides keys in a log looks for them, too; shorter ones are words
/// (of a simulator, say) that messages need.
const LEAST_ACCESS_KEY: usize = 16;

/// Temporary keys that somebody hands out, in the words of all services of all clouds that do.
#[derive(Deserialize)]
pub(super) struct Temporary {
    #[serde(alias = "access", alias = "access_key_id", alias = "AccessKeyId")]
    access_key: String,
    #[serde(
        alias = "secret",
        alias = "secret_access_key",
        alias = "AccessKeySecret",
        alias = "SecretAccessKey"
    )]
    secret_key: SecretString,
    #[serde(alias = "securitytoken", alias = "SecurityToken", alias = "Token")]
    security_token: SecretString,
    #[serde(alias = "expiration", alias = "Expiration")]
    expires_at: Option<String>,
}

/// The answer of a service that hands some out.
#[derive(Deserialize)]
struct TemporaryAnswer {
    #[serde(alias = "credential", alias = "Credentials")]
    credentials: Temporary,
}

impl Temporary {
    /// Those in an answer; none where there are no keys that could sign.
    pub(super) fn answered(answer: &Response<Vec<u8>>) -> Option<Issued> {
        let read: TemporaryAnswer = serde_json::from_slice(answer.body()).ok()?;
        read.credentials.issued()
    }

    /// Those of a document that is no JSON.
    pub(super) fn of([access_key, secret_key, token]: [&str; 3], expires_at: Option<&str>) -> Self {
        Self {
            access_key: access_key.to_owned(),
            secret_key: secret_key.into(),
            security_token: token.into(),
            expires_at: expires_at.map(str::to_owned),
        }
    }

    /// The keys; none where a part of them is empty, or no key.
    pub(super) fn issued(self) -> Option<Issued> {
        let keys = Keys {
            access_key: self.access_key,
            secret_key: self.secret_key,
            security_token: Some(self.security_token),
        };
        conceal(&keys);
        keys.can_sign().then(|| Issued {
            // A time that cannot be read is none.
            expires_at: self.expires_at.and_then(|end| end.parse().ok()),
            credential: Credential::Keys(keys),
            tenant: None,
        })
    }
}

/// From here on no text shows these keys.
pub(super) fn conceal(keys: &Keys) {
    hide(keys.secret_key.expose_secret(), "secret_key");
    if let Some(token) = &keys.security_token {
        hide(token.expose_secret(), "security_token");
    }
    conceal_access_key(&keys.access_key);
}

/// The same of the secrets that a place has, also of half a credential: whatever is told of it, this is not. `others` are
/// its secrets beside the parts of a key.
pub(super) fn conceal_place(place: Place<'_>, keys: &KeyNames, others: &[Name]) {
    let of_key = [keys.secret_key, keys.security_token];
    for name in of_key.iter().chain(others) {
        if let Some(secret) = place.secret(name) {
            hide(secret.value.expose_secret(), name.argument);
        }
    }
    if let Some(key) = place.find(&keys.access_key) {
        conceal_access_key(&key.value);
    }
}

fn conceal_access_key(key: &str) {
    if key.len() >= LEAST_ACCESS_KEY {
        hide(key, "access_key");
    }
}

/// The profile that a place means: its name, or the file that it is in, and where they are said.
pub(super) struct Meant {
    pub(super) name: Option<String>,
    pub(super) file: Option<String>,
    pub(super) parts: Vec<(&'static str, Origin)>,
}

impl Meant {
    /// None where the place says neither. Profile and file are called `names`.
    ///
    /// # Errors
    /// [`Invalid`] for one that is no plain text.
    pub(super) fn of(place: Place<'_>, names: [&Name; 2]) -> Result<Option<Self>, Invalid> {
        let [name, file] = names.map(|name| place.find(name));
        let mut parts = Vec::new();
        for (called, value) in names.into_iter().zip([&name, &file]) {
            let Some(value) = value else { continue };
            value.checked(plain_text)?;
            parts.push((called.argument, value.origin.clone()));
        }
        Ok((!parts.is_empty()).then(|| Self {
            name: name.map(|name| name.value),
            file: file.map(|file| file.value),
            parts,
        }))
    }
}

/// A file that may begin with `~/`, which stands for the user's home.
pub(super) fn at_home(file: &str, home: Option<&Path>) -> Option<PathBuf> {
    match file.strip_prefix("~/") {
        None => Some(file.into()),
        Some(below) => home.map(|home| home.join(below)),
    }
}

/// A file has no profile of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} has no profile {name:?}; it has {}", listed(known))]
pub struct Missing {
    /// The file, or several.
    pub file: String,
    /// What was asked for.
    pub name: String,
    /// What there is.
    pub known: Vec<String>,
}

/// The current profile of a file is none that it has. A name that stands in the file is not repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the current profile of {file} does not exist; it has {}",
    listed(known)
)]
pub struct NoCurrent {
    /// The file.
    pub file: String,
    /// What there is.
    pub known: Vec<String>,
}

/// The profiles of a file, in a sentence.
fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
    names.join(", ")
}
