//! Keys of IAM Identity Center, for who has logged in by the AWS CLI.
//!
//! Source: IAM Identity Center portal API reference, "GetRoleCredentials"; `botocore/credentials.py`, `botocore/utils.py`.

use ::http::{Method, Response};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;

use super::super::credential::Login;
use super::super::hosts::Service;
use super::Desk;
use crate::cloud::credential::Temporary;
use crate::credential::Issued;
use crate::credential::cache::{Fetching, Source};
use crate::credential::rule::plain_credential;
use crate::file;
use crate::http::call::{Call, Effect};
use crate::http::client::Client;
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;
use crate::sanitize::hide;

/// The keys of a permission set in an account.
const PATH: &str = "/federation/credentials";

/// Asks the portal, with the token that the last log-in has left: it is read each time anew.
pub(super) struct Portal {
    login: Login,
    desk: Desk,
}

impl Portal {
    pub(super) fn new(login: Login, desk: &Desk) -> Self {
        let desk = desk.clone();
        Self { login, desk }
    }

    /// What keeps the user from getting in, and what helps.
    fn told(&self, problem: &str) -> Failure {
        let profile = &self.login.profile;
        let is_word = |one: char| one.is_ascii_alphanumeric() || "-_.@/+".contains(one);
        let argument = if profile.chars().all(is_word) {
            profile.clone()
        } else {
            format!("{profile:?}")
        };
        Failure::told(format!(
            "Profile {profile:?} signs in by IAM Identity Center, and {problem}. Run `aws sso login --profile {argument}`."
        ))
    }

    /// The token, as the AWS CLI has left it.
    fn token(&self, now: Timestamp) -> Result<String, Failure> {
        let file = file::shown(&self.login.cache);
        let text = file::read(&self.login.cache, file::LARGEST).map_err(|error| {
            self.told(&match error.kind() {
                std::io::ErrorKind::NotFound => format!("nobody has logged in: there is no {file}"),
                _ => format!("its token cannot be read from {file}: {error}"),
            })
        })?;
        let none = || self.told(&format!("{file} holds no valid token"));
        let kept: Kept = serde_json::from_slice(&text).map_err(|_| none())?;
        hide(&kept.access_token, "SSO token");
        // Some versions write the zone's name.
        let end = kept.expires_at.replace("UTC", "Z");
        let end: Timestamp = end.parse().map_err(|_| none())?;
        if kept.access_token.is_empty() || plain_credential(&kept.access_token).is_err() {
            return Err(none());
        }
        if end <= now {
            return Err(self.told("its log-in has expired"));
        }
        Ok(kept.access_token)
    }

    fn service(&self, token: &str) -> Result<Client, Failure> {
        let base = self.desk.endpoints.of(Service::Sso, &self.login.region);
        let base = base.map_err(Failure::told)?;
        let header = ("x-amz-sso_bearer_token", SecretString::from(token));
        let caller = self.desk.caller.apart();
        Ok(self.desk.plain(&caller, &base, Some(header)))
    }

    /// A refusal, with what to do about it.
    fn advised(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Refused(error) if error.kind == Kind::Unauthorized => {
                self.told("the portal does not accept its log-in")
            }
            Failure::Refused(mut error)
                if matches!(
                    error.kind,
                    Kind::Forbidden | Kind::NotFound | Kind::Invalid | Kind::Unreadable
                ) =>
            {
                error.advice = Some(format!(
                    "Check sso_account_id, sso_role_name and sso_region of profile {:?}, and whether whoever has logged in \
                     is assigned to that account with that permission set.",
                    self.login.profile
                ));
                Failure::Refused(error)
            }
            failure => failure,
        }
    }
}

impl Source<Failure> for Portal {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let token = self.token(operation.now())?;
            let mut call = Call::new("GetRoleCredentials", Method::GET, PATH, Effect::Reads);
            call.query = vec![
                ("account_id".into(), self.login.account.clone()),
                ("role_name".into(), self.login.role.clone()),
            ];
            let answer = self.service(&token)?.call(operation, &call).await;
            let answer = answer.map_err(|failure| self.advised(failure))?;
            let keys = handed_out(&answer);
            keys.ok_or_else(|| {
                Failure::told("The portal of IAM Identity Center hands out no temporary keys.")
            })
        })
    }
}

/// What the AWS CLI keeps of a log-in.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    access_token: String,
    expires_at: String,
}

/// The portal's answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    role_credentials: RoleCredentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    /// In milliseconds since 1970.
    expiration: i64,
}

/// The keys of an answer.
fn handed_out(answer: &Response<Vec<u8>>) -> Option<Issued> {
    let read: Answer = serde_json::from_slice(answer.body()).ok()?;
    let RoleCredentials {
        access_key_id,
        secret_access_key,
        session_token,
        expiration,
    } = read.role_credentials;
    let end = Timestamp::from_millisecond(expiration).ok()?.to_string();
    Temporary::of(
        [&access_key_id, &secret_access_key, &session_token],
        Some(&end),
    )
    .issued()
}

#[cfg(test)]
#[path = "sso_tests.rs"]
mod tests;
