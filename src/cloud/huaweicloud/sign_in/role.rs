//! Agencies: another tenant's rights, for a while.
//!
//! Source: IAM API reference, "Obtaining Temporary Access Keys and Security Tokens of an Agency"; STS
//! API reference, "AssumeAgency".

use ::http::Method;
use serde_json::{Value, json};

use super::super::credential::{Domain, Role};
use super::super::error::unreadable;
use super::{Desk, Proof};
use crate::cloud::caller::Credentials;
use crate::cloud::credential::Temporary;
use crate::cloud::role::Assumed;
use crate::http::call::{Call, Effect};

/// For how many seconds when nobody says. Renewals are cheap, and the agency may allow no more.
const DURATION: u32 = 3600;

/// The name under which the other tenant finds our calls in its logs.
const SESSION: &str = "terraform-provider-vpcconnect";

/// The agency `role` for whoever `base` is. With the id of its domain the newer service is asked, which takes signatures alone;
/// tokens, and domains by name, go to the older one.
pub(super) fn assumed(role: Role, proof: Proof, base: &Credentials, desk: &Desk) -> Assumed {
    let duration = role.duration.unwrap_or(DURATION);
    let (service, call) = if let (Domain::Id(id), Proof::Signature) = (&role.domain, proof) {
        let body = json!({
            "agency_urn": format!("iam::{id}:agency:{}", role.agency),
            "agency_session_name": SESSION,
            "duration_seconds": duration,
        });
        let call = call("AssumeAgency", "/v5/agencies/assume", body);
        (desk.sts(base), call)
    } else {
        let (key, domain) = match role.domain {
            Domain::Id(id) => ("domain_id", id),
            Domain::Name(name) => ("domain_name", name),
        };
        let assume =
            json!({ "agency_name": role.agency, "duration_seconds": duration, key: domain });
        let body = json!({ "auth": {
            "identity": { "methods": ["assume_role"], "assume_role": assume },
        } });
        let path = "/v3.0/OS-CREDENTIAL/securitytokens";
        let call = call("CreateSecurityToken", path, body);
        (desk.iam(base, Vec::new()), call)
    };
    Assumed {
        service,
        call,
        taken: desk.caller.taken.clone(),
        keys: |answer| {
            let issued = Temporary::answered(answer);
            issued.ok_or_else(|| unreadable(answer, "The answer has no temporary keys"))
        },
    }
}

fn call(api: &'static str, path: &str, body: Value) -> Call {
    Call::new(api, Method::POST, path, Effect::Reads).with(body)
}
