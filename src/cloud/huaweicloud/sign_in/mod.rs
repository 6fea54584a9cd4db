//! Signing in: from what an account has to what its calls are signed with.
//!
//! `token` buys a token with a password and asks what a token is good for, `role` becomes an agency,
//! `machine` asks the machine that this runs on. Each is a source of a cache, which decides when.

mod machine;
mod role;
mod token;

use std::sync::Arc;

use secrecy::SecretString;

use super::credential::{SignIn, Way};
use super::ids::ProjectId;
use super::sign::SdkHmac;
use crate::cloud::caller::{Caller, Credentials, anonymous};
use crate::credential::Credential;
use crate::credential::cache::Cache;
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
        self.client(&self.caller, &self.iam, credentials, headers)
    }

    fn sts(&self, credentials: &Credentials) -> Client {
        self.client(&self.caller, &self.sts, credentials, Vec::new())
    }

    fn metadata(&self, headers: Vec<Header>) -> Client {
        self.client(&self.caller.near(), &self.metadata, &anonymous(), headers)
    }

    fn client(
        &self,
        caller: &Caller,
        endpoint: &str,
        credentials: &Credentials,
        headers: Vec<Header>,
    ) -> Client {
        let scheme = SdkHmac {
            headers,
            ..SdkHmac::default()
        };
        caller.service(Ok(endpoint.to_owned()), scheme, credentials, &self.limits)
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
    Arc::new(Cache::fetched(role::assumed(role, proof, &base, &desk)))
}

#[cfg(test)]
mod tests {
    use ::http::Response;

    use super::*;
    use crate::cloud::credential::Temporary;

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
            let issued = Temporary::answered(&Response::new(body.into())).unwrap();
            assert!(matches!(issued.credential, Credential::Keys(_)), "{body}");
            assert!(issued.expires_at.is_some(), "{body}");
        }
        let half = Response::new(br#"{"credential":{"access":"a"}}"#.to_vec());
        assert!(Temporary::answered(&half).is_none());
    }
}
