//! Where an account's keys come from: whole from one source, never half from here and half from
//! there.

use secrecy::{ExposeSecret, SecretString};

use crate::credential::env::Environment;
use crate::credential::keys::Keys;
use crate::legible::hide;

/// What an account's configuration says about its keys; each may be missing.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// `access_key`
    pub access_key: Option<String>,
    /// `secret_key`
    pub secret_key: Option<SecretString>,
    /// `security_token`
    pub security_token: Option<SecretString>,
}

/// Why an account has no keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// None of the sources has any.
    #[error("the account has no credentials")]
    None,
    /// A source has one half of a pair.
    #[error("the account has {has} but no {lacks}")]
    Half {
        /// What is there.
        has: &'static str,
        /// What is missing.
        lacks: &'static str,
    },
}

/// Real access keys are longer. Shorter ones are words of a simulator, which messages need.
const LEAST_ACCESS_KEY: usize = 16;

const ACCESS_KEY: [&str; 3] = [
    "ALICLOUD_ACCESS_KEY",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABACLOUD_ACCESS_KEY_ID",
];
const SECRET_KEY: [&str; 3] = [
    "ALICLOUD_SECRET_KEY",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABACLOUD_ACCESS_KEY_SECRET",
];
const SECURITY_TOKEN: [&str; 3] = [
    "ALICLOUD_SECURITY_TOKEN",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "ALIBABACLOUD_SECURITY_TOKEN",
];

/// Keeps temporary keys out of every text.
pub(super) fn conceal(keys: &Keys) {
    hide(keys.secret_key.expose_secret(), "secret_key");
    if let Some(token) = &keys.security_token {
        hide(token.expose_secret(), "security_token");
    }
    if keys.access_key.len() >= LEAST_ACCESS_KEY {
        hide(&keys.access_key, "access_key");
    }
}

impl Given {
    /// Whether the configuration says anything about keys, so that the environment says nothing.
    pub fn is_some(&self) -> bool {
        self.access_key.is_some() || self.secret_key.is_some() || self.security_token.is_some()
    }
}

/// The keys of an account: as configured, or else, where `env` is given, from its variables.
///
/// # Errors
/// [`Error`] when there are none or only half of them.
pub fn keys(given: Given, env: Option<&Environment>) -> Result<Keys, Error> {
    let configured = given.is_some();
    let (source, [access, secret]) = match env {
        Some(env) if !configured => (
            Given {
                access_key: env.first(&ACCESS_KEY),
                secret_key: env.first(&SECRET_KEY).map(SecretString::from),
                security_token: env.first(&SECURITY_TOKEN).map(SecretString::from),
            },
            [
                "ALIBABA_CLOUD_ACCESS_KEY_ID",
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            ],
        ),
        _ => (given, ["access_key", "secret_key"]),
    };
    // Also of half a credential: whatever is told of it, this is not.
    for (secret, called) in [
        (&source.secret_key, "secret_key"),
        (&source.security_token, "security_token"),
    ] {
        if let Some(secret) = secret {
            hide(secret.expose_secret(), called);
        }
    }
    if let Some(key) = &source.access_key
        && key.len() >= LEAST_ACCESS_KEY
    {
        hide(key, "access_key");
    }
    match (source.access_key, source.secret_key) {
        (Some(access_key), Some(secret_key)) => Ok(Keys {
            access_key,
            secret_key,
            security_token: source.security_token,
        }),
        (Some(_), None) => Err(Error::Half {
            has: access,
            lacks: secret,
        }),
        (None, Some(_)) => Err(Error::Half {
            has: secret,
            lacks: access,
        }),
        (None, None) if source.security_token.is_some() => Err(Error::Half {
            has: "a security token",
            lacks: access,
        }),
        (None, None) => Err(Error::None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_of_variables_are_read_in_order() {
        let env = Environment::of([
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "new"),
            ("ALICLOUD_ACCESS_KEY", "old"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
        ]);
        let found = keys(Given::default(), Some(&env)).unwrap();
        assert_eq!(found.access_key, "old");
        assert_eq!(found.secret_key.expose_secret(), "secret");
        let half = Given {
            access_key: Some("ak".to_owned()),
            ..Given::default()
        };
        let expected = Error::Half {
            has: "access_key",
            lacks: "secret_key",
        };
        assert_eq!(keys(half, Some(&env)).unwrap_err(), expected);
        assert_eq!(keys(Given::default(), None).unwrap_err(), Error::None);
    }
}
