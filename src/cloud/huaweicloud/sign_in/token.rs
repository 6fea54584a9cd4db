//! Tokens: bought with a password, or given.
//!
//! Source: IAM API reference, "Obtaining a User Token Through Password Authentication" and "Verifying
//! a Token".

use ::http::{Method, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::credential::{Domain, User};
use super::super::error::unreadable;
use super::Desk;
use crate::cloud::caller::anonymous;
use crate::credential::cache::{Cache, Fetching, Source};
use crate::credential::{Credential, Issued};
use crate::http::call::{Call, Effect};
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;
use crate::sanitize::hide;

/// The header that carries the token, or names it in a question about it.
const SUBJECT: &str = "X-Subject-Token";

/// What a bought token is good for.
pub(super) enum Scope {
    /// The services of one region, in one project.
    Project(super::Scope),
    /// The services that have no region.
    Domain(Domain),
}

/// Buys tokens with a password.
pub(super) struct Login {
    user: User,
    scope: Scope,
    desk: Desk,
}

impl Login {
    pub(super) fn new(user: User, scope: Scope, desk: Desk) -> Self {
        Self { user, scope, desk }
    }

    fn body(&self) -> Value {
        let domain = |domain: &Domain| match domain {
            Domain::Id(id) => json!({ "id": id }),
            Domain::Name(name) => json!({ "name": name }),
        };
        let scope = match &self.scope {
            Scope::Project(super::Scope::Id(id)) => json!({ "project": { "id": id } }),
            Scope::Project(super::Scope::Name(name)) => json!({ "project": { "name": name } }),
            Scope::Domain(of) => json!({ "domain": domain(of) }),
        };
        let user = &self.user;
        json!({ "auth": {
            "identity": {
                "methods": ["password"],
                "password": { "user": {
                    "name": user.name,
                    "password": user.password.expose_secret(),
                    "domain": domain(&user.domain),
                } },
            },
            "scope": scope,
        } })
    }
}

impl Source<Failure> for Login {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let call = call("CreateToken", Method::POST).with(self.body());
            let iam = self.desk.iam(&anonymous(), Vec::new());
            let answer = iam.call(operation, &call).await;
            let mut answer =
                answer.map_err(|failure| advised(failure, self.desk.caller.taken.as_deref()))?;
            let token = answer.headers_mut().remove(SUBJECT);
            let Some(token) = token.as_ref().and_then(|token| token.to_str().ok()) else {
                let problem = "The answer has no token in its header";
                return Err(unreadable(&answer, problem).into());
            };
            hide(token, "auth_token");
            issued(token.into(), &answer)
        })
    }
}

/// A call about a token. What services there are is not asked.
fn call(api: &'static str, method: Method) -> Call {
    let mut call = Call::new(api, method, "/v3/auth/tokens", Effect::Reads);
    call.query.push(("nocatalog".into(), "true".to_owned()));
    call
}

/// A token that was given: what it is good for is asked once.
pub(super) struct Held {
    token: SecretString,
    desk: Desk,
}

impl Held {
    pub(super) fn new(token: SecretString, desk: Desk) -> Self {
        Self { token, desk }
    }
}

impl Source<Failure> for Held {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let own = Credential::Token(self.token.clone());
            let call = call("ShowToken", Method::GET);
            let question = vec![(SUBJECT, self.token.clone())];
            let iam = self.desk.iam(&Cache::fixed(own.clone()).into(), question);
            match iam.call(operation, &call).await {
                Ok(answer) => issued(self.token.clone(), &answer),
                // A user who may not ask may still call. The project is then found by its name.
                Err(Failure::Refused(error))
                    if matches!(
                        error.kind,
                        Kind::Forbidden | Kind::NotFound | Kind::Unreadable
                    ) =>
                {
                    Ok(own.into())
                }
                Err(failure) => Err(failure),
            }
        })
    }
}

#[derive(Deserialize)]
struct Answer {
    token: Token,
}

#[derive(Deserialize)]
struct Token {
    expires_at: Option<String>,
    project: Option<Project>,
}

#[derive(Deserialize)]
struct Project {
    id: String,
}

fn issued(token: SecretString, answer: &Response<Vec<u8>>) -> Result<Issued, Failure> {
    let Ok(Answer { token: told }) = serde_json::from_slice(answer.body()) else {
        return Err(unreadable(answer, "The answer describes no token").into());
    };
    Ok(Issued {
        credential: Credential::Token(token),
        // RFC 3339, of any precision; a time that cannot be read is none.
        expires_at: told.expires_at.and_then(|end| end.parse().ok()),
        tenant: told.project.map(|project| project.id),
    })
}

/// A refused password, with what to check about it.
fn advised(failure: Failure, taken: Option<&str>) -> Failure {
    match failure {
        Failure::Refused(mut error) if error.kind == Kind::Unauthorized => {
            error.advice = Some(
                "Check user_name, password and domain_name (the name of the account that the user belongs \
                 to). Only an IAM user can sign in this way, not the account itself when it is a HUAWEI ID."
                    .to_owned(),
            );
            Failure::Refused(error.with_note(taken))
        }
        failure => failure,
    }
}
