//! Signing in: from what an account has to what its calls are signed with.
//!
//! `token` buys a token with a password and asks what a token is good for, `role` becomes an agency,
//! `machine` asks the machine that this runs on. Each is a source of a cache, which decides when.

mod machine;
mod role;
mod token;

use std::sync::Arc;

use jiff::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;

use super::credential::{SignIn, Way};
use super::ids::ProjectId;
use super::sign::SdkHmac;
use crate::cloud::caller::{Caller, Credentials, anonymous};
use crate::cloud::credential::conceal;
use crate::cloud::signed::Signer;
use crate::credential::cache::Cache;
use crate::credential::keys::Keys;
use crate::credential::{Credential, Issued};
use crate::http::client::Client;
use crate::http::limit::Limits;

/// A header that goes with the calls of a client.
type Header = (&'static str, SecretString);

/// How the services that sign somebody in are called.
#[derive(Clone)]
pub(super) struct Desk {
    /// With a gate of its own: a wrong password must not be tried by ten at once, as a wrong key must not.
    pub(super) caller: Caller,
    pub(super) limits: Arc<Limits>,
    /// The endpoint of Identity and Access Management.
    pub(super) iam: String,
    /// The endpoint of the Security Token Service.
    pub(super) sts: String,
    /// The endpoint of the machine's metadata.
    pub(super) metadata: String,
}

/// The project that a token is for.
#[derive(Clone, Debug)]
pub(super) enum Scope {
    /// By its id.
    Id(ProjectId),
    /// By its name.
    Name(String),
}

/// How whoever becomes an agency shows who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    /// A key signs.
    Signature,
    /// A token is shown.
    Token,
}

impl Desk {
    fn iam(&self, credentials: &Credentials, headers: Vec<Header>) -> Client {
        let signer = self.signer(&self.iam, headers);
        self.caller.client(signer, credentials, &self.limits)
    }

    fn sts(&self, credentials: &Credentials) -> Client {
        let signer = self.signer(&self.sts, Vec::new());
        self.caller.client(signer, credentials, &self.limits)
    }

    fn metadata(&self, headers: Vec<Header>) -> Client {
        let signer = self.signer(&self.metadata, headers);
        let near = self.caller.near();
        near.client(signer, &anonymous(), &self.limits)
    }

    fn signer(&self, endpoint: &str, headers: Vec<Header>) -> Signer<SdkHmac> {
        Signer {
            endpoint: Ok(endpoint.to_owned()),
            taken: self.caller.taken.clone(),
            scheme: SdkHmac {
                headers,
                ..SdkHmac::default()
            },
        }
    }
}

/// The credentials that `sign_in` comes to. Nothing is called yet.
pub(super) fn credentials(sign_in: &SignIn, scope: Scope, desk: Desk) -> Credentials {
    let Some(role) = sign_in.roles.first().map(|role| role.value.clone()) else {
        return Arc::new(match &sign_in.way {
            Way::Keys(keys) => Cache::fixed(Credential::Keys(keys.clone())),
            Way::Token(token) => Cache::fetched(token::Held::new(token.clone(), desk)),
            Way::User(user) => {
                let scope = token::Scope::Project(scope);
                Cache::fetched(token::Login::new(user.clone(), scope, desk))
            }
            Way::Machine => Cache::fetched(machine::Machine::new(desk)),
        });
    };
    let base = Arc::new(match &sign_in.way {
        Way::Keys(keys) => Cache::fixed(Credential::Keys(keys.clone())),
        Way::Token(token) => Cache::fixed(Credential::Token(token.clone())),
        // Agencies are no matter of a project.
        Way::User(user) => {
            let scope = token::Scope::Domain(user.domain.clone());
            Cache::fetched(token::Login::new(user.clone(), scope, desk.clone()))
        }
        Way::Machine => Cache::fetched(machine::Machine::new(desk.clone())),
    });
    let proof = match sign_in.way {
        Way::Keys(_) | Way::Machine => Proof::Signature,
        Way::Token(_) | Way::User(_) => Proof::Token,
    };
    Arc::new(Cache::fetched(role::Assumed::new(
        role, proof, &base, &desk,
    )))
}

/// Temporary keys, in the words of all three services that give some.
#[derive(Deserialize)]
struct Temporary {
    #[serde(alias = "access", alias = "access_key_id")]
    access_key: String,
    #[serde(alias = "secret", alias = "secret_access_key")]
    secret_key: SecretString,
    #[serde(alias = "securitytoken")]
    security_token: SecretString,
    #[serde(default, alias = "expiration")]
    expires_at: Option<String>,
}

/// The answers of all three.
#[derive(Deserialize)]
struct TemporaryAnswer {
    #[serde(alias = "credential")]
    credentials: Temporary,
}

impl TemporaryAnswer {
    /// None where there are no keys that could sign.
    fn issued(body: &[u8]) -> Option<Issued> {
        let Self { credentials } = serde_json::from_slice(body).ok()?;
        let keys = Keys {
            access_key: credentials.access_key,
            secret_key: credentials.secret_key,
            security_token: Some(credentials.security_token),
        };
        conceal(&keys);
        if !keys.can_sign() {
            return None;
        }
        Some(Issued {
            expires_at: credentials.expires_at.as_deref().and_then(moment),
            credential: Credential::Keys(keys),
            tenant: None,
        })
    }
}

/// A time as these services write it: RFC 3339, of any precision.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_answers_are_read() {
        // IAM and the metadata service, then STS.
        for body in [
            r#"{"credential":{"access":"NZFAT5VNWEJDGZ4PZ1","expires_at":"2020-01-08T03:50:07.574000Z",
                "secret":"riEoWsy3qO0BvgwfkoLVgCUvkk5e1","securitytoken":"gQpjbi1ub3J0"}}"#,
            r#"{"source_identity":"","assumed_agency":{"urn":"sts::1:assumed-agency:a/b","id":"c"},
                "credentials":{"access_key_id":"HSTA","secret_access_key":"secret/of/sts",
                "security_token":"long","expiration":"2023-05-12T03:00:00Z"}}"#,
        ] {
            let issued = TemporaryAnswer::issued(body.as_bytes()).unwrap();
            assert!(matches!(issued.credential, Credential::Keys(_)), "{body}");
            assert!(issued.expires_at.is_some(), "{body}");
        }
        assert!(TemporaryAnswer::issued(br#"{"credential":{"access":"a"}}"#).is_none());
    }
}
