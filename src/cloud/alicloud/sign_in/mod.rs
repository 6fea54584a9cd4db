//! Signing in: from what an account has to what its calls are signed with.
//!
//! `role` becomes a RAM role, `oidc` does so with an identity provider's token, `machine` asks the
//! machine that this runs on, `uri` somebody else near, and `kept` reads what another program has left in
//! a file. Each is a source of a cache, which decides when.

mod kept;
mod machine;
mod oidc;
mod role;
mod uri;

use std::sync::Arc;

use ::http::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::config::Service;
use super::credential::{SignIn, Way};
use super::error::{REQUEST_ID, classify, unreadable};
use super::sign::Acs3;
use crate::cloud::caller::{Caller, Credentials, anonymous};
use crate::cloud::credential::Temporary;
use crate::cloud::plain::{Header, Plain};
use crate::cloud::role::{Assumed, Bought};
use crate::credential::cache::Cache;
use crate::credential::source::Origin;
use crate::credential::{Credential, Issued};
use crate::http::client::Client;
use crate::http::error::ApiError;
use crate::http::limit::Limits;

/// How the services that sign somebody in are called.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) caller: Caller,
    pub(super) limits: Arc<Limits>,
    /// The endpoint of the Security Token Service.
    pub(super) sts: String,
    /// The endpoint of the machine's metadata.
    pub(super) metadata: String,
}

// Each client has a gate of its own: the keys that ask are not those that are handed out.
impl Desk {
    /// The Security Token Service for who signs with `credentials`.
    fn sts(&self, credentials: &Credentials) -> Client {
        let (endpoint, scheme) = (Ok(self.sts.clone()), Acs3(Service::Sts.version()));
        let caller = self.caller.apart();
        caller.service(endpoint, scheme, credentials, &self.limits)
    }

    /// The same, for who is let in by what the call brings.
    fn sts_unsigned(&self) -> Client {
        self.plain(&self.caller.apart(), &self.sts, None)
    }

    /// The machine's metadata.
    fn metadata(&self, header: Option<Header>) -> Client {
        self.plain(&self.caller.near(), &self.metadata, header)
    }

    /// Whoever hands keys out at `url`.
    fn uri(&self, url: &str) -> Client {
        self.plain(&self.caller.apart(), url, None)
    }

    fn plain(&self, caller: &Caller, base: &str, header: Option<Header>) -> Client {
        let plain = Plain {
            base: base.to_owned(),
            header,
            answers: (REQUEST_ID, classify),
        };
        caller.client(plain, &anonymous(), &self.limits)
    }
}

/// The credentials that `sign_in` comes to. Nothing is called yet.
pub(super) fn credentials(sign_in: &SignIn, desk: &Desk) -> Credentials {
    let own = Arc::new(match &sign_in.way {
        Way::Keys(keys) => Cache::fixed(Credential::Keys(keys.clone())),
        Way::Kept(kept) => Cache::fetched(kept::Keeper::new(kept.clone())),
        Way::Uri(uri) => Cache::fetched(uri::Uri::new(uri, sign_in.origin(), desk)),
        Way::Machine(machine) => Cache::fetched(machine::Metadata::new(machine.clone(), desk)),
        Way::Oidc(oidc) => {
            let oidc = oidc.clone();
            Cache::fetched(Bought {
                service: desk.sts_unsigned(),
                token: oidc.token.clone(),
                named_by: sign_in
                    .origin()
                    .map_or_else(|| "oidc_token_file".to_owned(), Origin::to_string),
                taken: desk.caller.taken.clone(),
                call: move |token: &str, now: Timestamp| oidc::call(&oidc, token, now),
                keys: of_sts,
                check: oidc::CHECK,
            })
        }
    });
    sign_in.roles.iter().fold(own, |base, role| {
        Arc::new(Cache::fetched(Assumed {
            service: desk.sts(&base),
            call: role::call(&role.value),
            taken: desk.caller.taken.clone(),
            keys: of_sts,
        }))
    })
}

/// The answer of who is near.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NearAnswer {
    code: String,
    #[serde(flatten)]
    keys: Option<Temporary>,
}

/// Why what somebody near hands out cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Useless {
    /// It is something else.
    NoKeys,
    /// Their time is over.
    Over,
}

/// What the Security Token Service says.
fn of_sts(answer: &Response<Vec<u8>>) -> Result<Issued, ApiError> {
    let issued = Temporary::answered(answer);
    issued.ok_or_else(|| unreadable(answer, "The answer has no temporary keys"))
}

/// What who is near says, at this time. The clouds' own service is not held to this machine's clock.
fn of_near(body: &[u8], now: Timestamp) -> Result<Issued, Useless> {
    let read: Option<NearAnswer> = serde_json::from_slice(body).ok();
    let read = read.filter(|read| read.code == "Success");
    let keys = read.and_then(|read| read.keys);
    let issued = keys.and_then(Temporary::issued).ok_or(Useless::NoKeys)?;
    if issued.is_over(now) {
        return Err(Useless::Over);
    }
    Ok(issued)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example answer of "AssumeRole".
    #[test]
    fn the_documented_answer_of_sts_is_read() {
        let body = r#"{
            "RequestId": "6894B13B-6D71-4EF5-88FA-F32781734A7F",
            "AssumedRoleUser": { "AssumedRoleId": "34458433936495****:alice",
                "Arn": "acs:ram::123456789012****:role/adminrole/alice" },
            "Credentials": {
                "SecurityToken": "canary-token-of-the-example", "Expiration": "2015-04-09T11:52:19Z",
                "AccessKeySecret": "canary-secret-of-the-example", "AccessKeyId": "STS.L4aBSCSJVMuKg5U1****"
            }
        }"#;
        let issued = of_sts(&Response::new(body.into())).unwrap();
        assert_eq!(
            issued.expires_at.unwrap().to_string(),
            "2015-04-09T11:52:19Z"
        );
        assert!(!format!("{issued:?}").contains("canary"));
    }

    #[test]
    fn who_is_near_says_that_it_succeeded() {
        let keys = r#""AccessKeyId":"a","AccessKeySecret":"b","SecurityToken":"c",
            "Expiration":"2026-11-21T10:00:00Z","LastUpdated":"2026-11-21T04:00:00Z""#;
        let end = "2026-11-21T10:00:00Z".parse().unwrap();
        let read = |body: &str, now| of_near(body.as_bytes(), now).err();
        let good = format!("{{{keys},\"Code\":\"Success\"}}");
        let before = Timestamp::UNIX_EPOCH;
        assert_eq!(read(&good, before), None);
        assert_eq!(read(&good, end), Some(Useless::Over));
        for bad in [
            format!("{{{keys},\"Code\":\"Failed\"}}"),
            "{\"Code\":\"Success\"}".to_owned(),
            "<html>".to_owned(),
            good.replace("\"AccessKeyId\":\"a\"", "\"AccessKeyId\":\"\""),
            good.replace("\"AccessKeySecret\":\"b\"", "\"AccessKeySecret\":\"\""),
            good.replace("\"SecurityToken\":\"c\"", "\"SecurityToken\":\"\""),
            good.replace("\"AccessKeyId\":\"a\"", "\"AccessKeyId\":\"a\\n\""),
        ] {
            assert_eq!(read(&bad, before), Some(Useless::NoKeys), "{bad}");
        }
    }
}
