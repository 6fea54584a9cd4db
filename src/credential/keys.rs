//! An access key and its secret.

use secrecy::{ExposeSecret, SecretString};

use super::arguments::Place;
use super::name::{Half, Name};
use super::rule::plain_credential;
use super::source::{Invalid, Origin};

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

impl KeyNames {
    /// The keys, when a place has any.
    ///
    /// # Errors
    /// [`Unusable`], see there.
    pub fn whole(&self, place: Place<'_>) -> Result<Option<Whole>, Unusable> {
        let half = |lacks, has: &Origin| Err(Unusable::Half(Half::without(lacks, has)));
        let token = place.secret(&self.security_token);
        let (access_key, secret_key) =
            match (place.find(&self.access_key), place.secret(&self.secret_key)) {
                (Some(access_key), Some(secret_key)) => (access_key, secret_key),
                (Some(has), None) => return half(&self.secret_key, &has.origin),
                (None, Some(has)) => return half(&self.access_key, &has.origin),
                (None, None) => {
                    return token.map_or(Ok(None), |has| half(&self.access_key, &has.origin));
                }
            };
        let invalid = Unusable::Invalid;
        access_key.checked(plain_credential).map_err(invalid)?;
        secret_key
            .secret_checked(plain_credential)
            .map_err(invalid)?;
        let mut parts = vec![
            (self.access_key.argument, access_key.origin),
            (self.secret_key.argument, secret_key.origin),
        ];
        if let Some(token) = &token {
            token.secret_checked(plain_credential).map_err(invalid)?;
            parts.push((self.security_token.argument, token.origin.clone()));
        }
        let keys = Keys {
            access_key: access_key.value,
            secret_key: secret_key.value,
            security_token: token.map(|token| token.value),
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
