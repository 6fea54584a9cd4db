//! Agencies: another tenant's rights, for a while.
//!
//! Source: IAM API reference, "Obtaining Temporary Access Keys and Security Tokens of an Agency"; STS
//! API reference, "AssumeAgency".

use std::sync::Arc;

use ::http::Method;
use serde_json::{Value, json};

use super::super::credential::{Domain, Role};
use super::super::error::unreadable;
use super::{Desk, Proof, TemporaryAnswer};
use crate::cloud::caller::Credentials;
use crate::credential::cache::{Fetching, Source};
use crate::http::call::{Call, Effect};
use crate::http::client::Client;
use crate::http::error::Failure;
use crate::operation::Operation;

/// For how many seconds when nobody says. Renewals are cheap, and the agency may allow no more.
const DURATION: u32 = 3600;

/// The name under which the other tenant finds our calls in its logs.
const SESSION: &str = "terraform-provider-vpcconnect";

/// Becomes an agency.
pub(super) struct Assumed {
    service: Client,
    call: Call,
    taken: Option<Arc<str>>,
}

impl Assumed {
    /// The agency `role` for whoever `base` is. With the id of its domain the newer service is asked,
    /// which takes signatures alone; tokens, and domains by name, go to the older one.
    pub(super) fn new(role: Role, proof: Proof, base: &Credentials, desk: &Desk) -> Self {
        let duration = role.duration.unwrap_or(DURATION);
        if let (Domain::Id(id), Proof::Signature) = (&role.domain, proof) {
            let body = json!({
                "agency_urn": format!("iam::{id}:agency:{}", role.agency),
                "agency_session_name": SESSION,
                "duration_seconds": duration,
            });
            let service = desk.sts(base);
            return Self {
                service,
                taken: desk.caller.taken.clone(),
                call: call("AssumeAgency", "/v5/agencies/assume", &body),
            };
        }
        let mut assume = json!({ "agency_name": role.agency, "duration_seconds": duration });
        let (key, domain) = match role.domain {
            Domain::Id(id) => ("domain_id", id),
            Domain::Name(name) => ("domain_name", name),
        };
        if let Value::Object(assume) = &mut assume {
            assume.insert(key.to_owned(), domain.into());
        }
        let body = json!({ "auth": {
            "identity": { "methods": ["assume_role"], "assume_role": assume },
        } });
        Self {
            service: desk.iam(base, Vec::new()),
            taken: desk.caller.taken.clone(),
            call: call(
                "CreateSecurityToken",
                "/v3.0/OS-CREDENTIAL/securitytokens",
                &body,
            ),
        }
    }
}

fn call(api: &'static str, path: &str, body: &Value) -> Call {
    Call::new(api, Method::POST, path, Effect::Reads).with(body)
}

impl Source<Failure> for Assumed {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let answer = self.service.call(operation, &self.call).await;
            let answer = answer.map_err(|failure| failure.of_role(self.taken.as_deref()))?;
            TemporaryAnswer::issued(answer.body())
                .ok_or_else(|| unreadable(&answer, "The answer has no temporary keys").into())
        })
    }
}
