//! An access key and its secret.

use secrecy::{ExposeSecret, SecretString};

use super::env::Environment;
use super::name::{Half, Name};
use super::rule::plain_credential;
use super::source::{Invalid, Origin, Sourced};

/// What requests are signed with.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Names the key. No secret: it is how a call is traced.
    pub access_key: String,
    /// Signs. Never leaves the process.
    pub secret_key: SecretString,
    /// Goes with temporary keys, as a header.
    pub security_token: Option<SecretString>,
}

impl Keys {
    fn parts(&self) -> [Option<&str>; 3] {
        let token = self.security_token.as_ref();
        [
            Some(&self.access_key),
            Some(self.secret_key.expose_secret()),
            token.map(ExposeSecret::expose_secret),
        ]
    }

    /// Whether temporary keys can sign: none of their parts is empty, or no word that goes into a header.
    pub fn can_sign(&self) -> bool {
        let mut parts = self.parts().into_iter().flatten();
        parts.all(|part| !part.is_empty() && plain_credential(part).is_ok())
    }

    /// Holds its three parts, which stand at `origins`, to a rule.
    ///
    /// # Errors
    /// [`Invalid`], for the first that is none.
    pub fn checked(
        &self,
        origins: [Origin; 3],
        rule: fn(&str) -> Result<(), String>,
    ) -> Result<(), Invalid> {
        for (value, origin) in self.parts().into_iter().zip(origins) {
            let Some(value) = value else { continue };
            origin.check(value, rule)?;
        }
        Ok(())
    }
}

/// What the parts of an access key are called.
#[derive(Clone, Copy, Debug)]
pub struct KeyNames {
    /// The access key.
    pub access_key: Name,
    /// Its secret.
    pub secret_key: Name,
    /// The token of temporary ones.
    pub security_token: Name,
}

/// An access key with what goes with it, as far as a source has them.
#[derive(Debug, Default)]
pub struct KeyParts {
    /// The access key.
    pub access_key: Option<Sourced<String>>,
    /// Its secret.
    pub secret_key: Option<Sourced<SecretString>>,
    /// The token of temporary ones.
    pub security_token: Option<Sourced<SecretString>>,
}

/// Why a source's keys cannot be used.
#[derive(Debug)]
pub enum Unusable {
    /// A part is missing.
    Half(Half),
    /// A part is none.
    Invalid(Invalid),
}

/// Keys, and where their parts come from by the names of the arguments.
pub type Whole = (Keys, Vec<(&'static str, Origin)>);

impl KeyParts {
    /// Those that the environment has.
    pub fn find(names: &KeyNames, env: &Environment) -> Self {
        Self {
            access_key: names.access_key.find(env),
            secret_key: names.secret_key.secret(env),
            security_token: names.security_token.secret(env),
        }
    }

    /// Those that the provider block has: an access key, its secret and its token.
    pub fn given(
        access_key: Option<String>,
        [secret_key, security_token]: [Option<SecretString>; 2],
    ) -> Self {
        Self {
            access_key: Sourced::given("access_key", access_key),
            secret_key: Sourced::given("secret_key", secret_key),
            security_token: Sourced::given("security_token", security_token),
        }
    }

    /// The keys, when the source has any.
    ///
    /// # Errors
    /// [`Unusable`], see there.
    pub fn whole(self, names: &KeyNames) -> Result<Option<Whole>, Unusable> {
        let (access, secret) = (&names.access_key, &names.secret_key);
        let half = |lacks, has: &Origin| Err(Unusable::Half(Half::without(lacks, has)));
        let (access_key, secret_key) = match (self.access_key, self.secret_key) {
            (Some(access_key), Some(secret_key)) => (access_key, secret_key),
            (Some(has), None) => return half(secret, &has.origin),
            (None, Some(has)) => return half(access, &has.origin),
            (None, None) => {
                let token = self.security_token;
                return token.map_or(Ok(None), |has| half(access, &has.origin));
            }
        };
        let invalid = Unusable::Invalid;
        access_key.checked(plain_credential).map_err(invalid)?;
        secret_key
            .secret_checked(plain_credential)
            .map_err(invalid)?;
        let mut parts = vec![
            (access.argument, access_key.origin),
            (secret.argument, secret_key.origin),
        ];
        if let Some(token) = &self.security_token {
            token.secret_checked(plain_credential).map_err(invalid)?;
            parts.push((names.security_token.argument, token.origin.clone()));
        }
        let keys = Keys {
            access_key: access_key.value,
            secret_key: secret_key.value,
            security_token: self.security_token.map(|token| token.value),
        };
        Ok(Some((keys, parts)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_print() {
        let keys = Keys {
            access_key: "ak".to_owned(),
            secret_key: "canary-secret".into(),
            security_token: Some("canary-token".into()),
        };
        let printed = format!("{keys:?}");
        assert!(
            printed.contains("ak") && !printed.contains("canary"),
            "{printed}"
        );
    }
}
