//! RAM roles: another tenant's rights, or fewer of one's own, for a while.
//!
//! Source: STS API reference, "AssumeRole".

use jiff::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;

use super::super::config::Role;
use super::super::credential::conceal;
use super::super::error::unreadable;
use super::super::rpc::Rpc;
use crate::credential::cache::{Fetching, Source};
use crate::credential::keys::Keys;
use crate::credential::{Credential, Issued};
use crate::http::client::{Call, Client, Effect};
use crate::http::error::Failure;
use crate::operation::Operation;

/// For how many seconds when nobody says.
const DURATION: u32 = 3600;

/// The name under which the calls are found in the cloud's logs, when nobody says.
const SESSION: &str = "terraform";

/// Becomes a role.
pub(super) struct Assumed {
    sts: Client,
    call: Call,
}

impl Assumed {
    /// The role, for whoever `sts` calls as.
    pub(super) fn new(role: &Role, sts: Client) -> Self {
        let seconds = role.seconds.unwrap_or(DURATION).to_string();
        let session = role.session.as_deref().unwrap_or(SESSION);
        let call = Rpc::new("AssumeRole", Effect::Reads)
            .query("RoleArn", Some(role.arn.as_str()))
            .query("RoleSessionName", Some(session))
            .query("DurationSeconds", Some(seconds.as_str()))
            .query("Policy", role.policy.as_deref())
            .query("ExternalId", role.external_id.as_deref())
            .call();
        Self { sts, call }
    }
}

impl Source<Failure> for Assumed {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let answer = self.sts.call(operation, &self.call).await?;
            let issued = serde_json::from_slice::<Answer>(answer.body()).ok();
            issued
                .map(Answer::issued)
                .ok_or_else(|| unreadable(&answer, "The answer has no temporary keys").into())
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    credentials: Temporary,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Temporary {
    access_key_id: String,
    access_key_secret: SecretString,
    security_token: SecretString,
    expiration: Option<Timed>,
}

/// A time; one that cannot be read is none.
#[derive(Deserialize)]
#[serde(transparent)]
struct Timed(String);

impl Answer {
    fn issued(self) -> Issued {
        let Temporary {
            access_key_id,
            access_key_secret,
            security_token,
            expiration,
        } = self.credentials;
        let keys = Keys {
            access_key: access_key_id,
            secret_key: access_key_secret,
            security_token: Some(security_token),
        };
        conceal(&keys);
        let expires_at: Option<Timestamp> = expiration.and_then(|Timed(at)| at.parse().ok());
        Issued {
            credential: Credential::Keys(keys),
            expires_at,
            tenant: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example answer of "AssumeRole".
    #[test]
    fn the_documented_answer_is_read() {
        let body = r#"{
            "RequestId": "6894B13B-6D71-4EF5-88FA-F32781734A7F",
            "AssumedRoleUser": { "AssumedRoleId": "34458433936495****:alice",
                "Arn": "acs:ram::123456789012****:role/adminrole/alice" },
            "Credentials": {
                "SecurityToken": "canary-token-of-the-example", "Expiration": "2015-04-09T11:52:19Z",
                "AccessKeySecret": "canary-secret-of-the-example", "AccessKeyId": "STS.L4aBSCSJVMuKg5U1****"
            }
        }"#;
        let issued = serde_json::from_str::<Answer>(body).unwrap().issued();
        assert_eq!(
            issued.expires_at.unwrap().to_string(),
            "2015-04-09T11:52:19Z"
        );
        assert!(!format!("{issued:?}").contains("canary"));
    }
}
