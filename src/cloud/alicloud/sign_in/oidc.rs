//! RAM roles for whoever has a token of an identity provider: a pod of a cluster, a job of a CI.
//!
//! Source: STS API reference, "AssumeRoleWithOIDC"; `aliyun/credentials-go` for the form of the call, which
//! keeps the token out of the URL.

use std::path::Path;
use std::sync::Arc;

use ::http::Method;
use secrecy::ExposeSecret;

use super::super::credential::{Oidc, Token};
use super::super::sign::form;
use super::role::{DURATION, SESSION};
use super::{Desk, of_sts};
use crate::credential::cache::{Fetching, Source};
use crate::credential::rule::plain_credential;
use crate::credential::source::Origin;
use crate::file;
use crate::http::call::{Call, Effect};
use crate::http::client::Client;
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;
use crate::sanitize::hide;

/// Buys keys with the token that is in the file at that time.
pub(super) struct Bought {
    oidc: Oidc,
    sts: Client,
    /// Where the token, or its file, is named.
    named_by: String,
    taken: Option<Arc<str>>,
}

impl Bought {
    pub(super) fn new(oidc: Oidc, by: Option<&Origin>, desk: &Desk) -> Self {
        Self {
            oidc,
            sts: desk.sts_unsigned(),
            named_by: by.map_or_else(|| "oidc_token_file".to_owned(), Origin::to_string),
            taken: desk.caller.taken.clone(),
        }
    }

    fn token(&self) -> Result<String, Failure> {
        let path = match &self.oidc.token {
            Token::File(file) => Path::new(file),
            Token::Given(token) => return Ok(token.expose_secret().to_owned()),
        };
        let wrong = |why: &str| {
            let shown = file::shown(path);
            Failure::told(format!(
                "The identity provider's token cannot be read from {shown:?}: {why}. Set {} to the file that \
                  the provider writes.",
                self.named_by
            ))
        };
        let token = file::read(path, file::LARGEST).map_err(|error| wrong(&error.to_string()))?;
        let token = String::from_utf8(token).map_err(|_| wrong("it is not text"))?;
        let token = token.trim().to_owned();
        if token.is_empty() {
            return Err(wrong("it is empty"));
        }
        hide(&token, "OIDC token");
        if plain_credential(&token).is_err() {
            return Err(wrong("its contents are not a valid token"));
        }
        Ok(token)
    }

    fn call(&self, token: &str, now: &str) -> Call {
        let role = &self.oidc.role;
        let seconds = role.seconds.unwrap_or(DURATION).to_string();
        let mut fields = vec![
            ("OIDCProviderArn", self.oidc.provider_arn.as_str()),
            ("OIDCToken", token),
            ("RoleArn", role.arn.as_str()),
            (
                "RoleSessionName",
                role.session.as_deref().unwrap_or(SESSION),
            ),
            ("DurationSeconds", seconds.as_str()),
        ];
        fields.extend(role.policy.as_deref().map(|policy| ("Policy", policy)));
        let query = [
            ("Action", "AssumeRoleWithOIDC"),
            ("Format", "JSON"),
            ("Timestamp", now),
            ("Version", "2015-04-01"),
        ];
        Call {
            api: "AssumeRoleWithOIDC",
            method: Method::POST,
            path: "/".to_owned(),
            query: query
                .map(|(key, value)| (key.into(), value.to_owned()))
                .into(),
            body: form(&fields),
            effect: Effect::Reads,
        }
    }
}

impl Source<Failure> for Bought {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let now = operation.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            let call = self.call(&self.token()?, &now);
            let answer = self.sts.call(operation, &call).await;
            let answer = answer.map_err(|failure| self.advised(failure))?;
            Ok(of_sts(&answer)?)
        })
    }
}

impl Bought {
    /// A refusal, with what to check about it.
    fn advised(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Refused(mut error)
                if !matches!(
                    error.kind,
                    Kind::Server | Kind::Throttled | Kind::Unreadable
                ) =>
            {
                error.advice = Some(format!(
                    "Check oidc_provider_arn, role_arn and the role's trust policy, and whether the token \
                     from {} is still valid: its issuer and its audience must be those of the provider.",
                    self.named_by
                ));
                Failure::Refused(error.with_note(self.taken.as_deref()))
            }
            failure => failure,
        }
    }
}
